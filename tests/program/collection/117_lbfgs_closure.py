import torch
from torch import nn, optim

torch.manual_seed(0)
x = torch.linspace(-3, 3, 50).view(-1, 1); y = torch.sin(x)
net = nn.Sequential(nn.Linear(1, 10), nn.Tanh(), nn.Linear(10, 1))
opt = optim.LBFGS(net.parameters(), lr=1, max_iter=10, line_search_fn='strong_wolfe')
calls = 0
def closure():
    global calls
    calls += 1
    opt.zero_grad()
    loss = nn.functional.mse_loss(net(x), y)
    loss.backward()
    return loss
for i in range(6):
    loss = opt.step(closure)
    print(i, f'{loss.item():.3e}')
print('closure calls > 30:', calls > 30)
