import torch
import torch.utils.data as Data
import matplotlib.pyplot as plt

torch.manual_seed(1)
x = torch.linspace(-2, 2, 160)[:, None]
y = torch.tanh(2 * x) + 0.1 * torch.randn(x.shape)
loader = Data.DataLoader(Data.TensorDataset(x, y), batch_size=32, shuffle=True)

def fresh(seed=3):
    torch.manual_seed(seed)
    return torch.nn.Sequential(torch.nn.Linear(1, 20), torch.nn.ReLU(), torch.nn.Linear(20, 1))

recipes = [
    ('sgd     ', torch.optim.SGD, dict()),
    ('momentum', torch.optim.SGD, dict(momentum=.8)),
    ('nesterov', torch.optim.SGD, dict(momentum=.8, nesterov=True)),
    ('rmsprop ', torch.optim.RMSprop, dict(alpha=.9)),
    ('adagrad ', torch.optim.Adagrad, {}),
    ('adam    ', torch.optim.Adam, dict(betas=(.9, .99))),
    ('adamw   ', torch.optim.AdamW, {'weight_decay': .1}),
    ('nadam   ', torch.optim.NAdam, {}),
]
runs = {}
for name, cls, kw in recipes:
    net = fresh()
    runs[name] = net, cls(net.parameters(), lr=0.01, **kw), []

torch.manual_seed(4)
for epoch in range(3):
    for bx, by in loader:
        for net, opt, curve in runs.values():
            loss = (net(bx) - by).pow(2).mean()
            opt.zero_grad(); loss.backward(); opt.step()
            curve.append(loss.data.numpy())
for name, (net, opt, curve) in runs.items():
    plt.plot(curve, label=name)
    print(name, ['%.4f' % c for c in curve[::5]])
plt.xlabel('步数'); plt.ylabel('损失'); plt.legend(loc='best'); plt.ylim(0, 1); plt.show()
print(runs['adam    '][1])
