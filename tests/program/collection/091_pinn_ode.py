import torch
import torch.nn as nn

# y' = -y, y(0) = 1  用神经网络求解
torch.manual_seed(123)
net = nn.Sequential(nn.Linear(1, 12), nn.Tanh(), nn.Linear(12, 1))
opt = torch.optim.Adam(net.parameters(), lr=0.02)
t = torch.linspace(0, 2, 20).view(-1, 1).requires_grad_(True)
t0 = torch.zeros(1, 1)
for epoch in range(121):
    opt.zero_grad()
    y = net(t)
    dy = torch.autograd.grad(y, t, grad_outputs=torch.ones_like(y), create_graph=True)[0]
    physics = torch.mean((dy + y) ** 2)
    boundary = (net(t0) - 1).pow(2).squeeze()
    loss = physics + boundary
    loss.backward()
    opt.step()
    if epoch % 40 == 0:
        print(f'epoch {epoch:4d}: 物理损失 {physics.item():.5f}, 边界损失 {boundary.item():.5f}')
with torch.no_grad():
    err = (net(t) - torch.exp(-t)).abs().max()
print('max error %.4f' % err)
