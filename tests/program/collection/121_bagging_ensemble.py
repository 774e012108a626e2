import torch
import torch.nn as nn
torch.manual_seed(0)
X = torch.linspace(-1, 1, 40)[:, None]; y = (X > 0).float() * 2 - 1 + .3 * torch.randn(40, 1)
members = []
for m in range(5):
    idx = torch.randint(0, 40, (40,))     # bootstrap
    net = nn.Sequential(nn.Linear(1, 10), nn.Tanh(), nn.Linear(10, 1))
    opt = torch.optim.Adam(net.parameters(), lr=.05)
    for _ in range(40):
        opt.zero_grad(); loss = nn.MSELoss()(net(X[idx]), y[idx]); loss.backward(); opt.step()
    members.append(net)
    print(f'member {m}: unique {len(set(idx.tolist()))}, loss {loss:.4f}')
with torch.no_grad():
    preds = torch.stack([net(X) for net in members])
mean, std = preds.mean(0), preds.std(0)
print(preds.shape, f'ensemble mse {((mean - y) ** 2).mean():.4f}', f'avg member mse {((preds - y) ** 2).mean():.4f}')
print('most uncertain x = %.3f' % X[std.argmax()].item())
vote = preds.sign().sum(0).sign()
print((vote == y.sign()).float().mean())
