import torch
from torch import nn
torch.manual_seed(0)
X = torch.randn(300, 5); y = 2 * X[:, 0] - X[:, 2] ** 2 + .1 * torch.randn(300)
net = nn.Sequential(nn.Linear(5, 24), nn.Tanh(), nn.Linear(24, 1), nn.Flatten(0))
opt = torch.optim.Adam(net.parameters(), .02)
for _ in range(120): opt.zero_grad(); l = ((net(X) - y) ** 2).mean(); l.backward(); opt.step()
print('mse %.4f' % l)
X.requires_grad_(True); net(X).sum().backward()
print('saliency', X.grad.abs().mean(0).numpy().round(2)); X.requires_grad_(False)
base = ((net(X) - y) ** 2).mean().item()
for j in range(5):
    Z = X.clone(); Z[:, j] = Z[torch.randperm(300), j]
    print(f'x{j} permutation +{((net(Z) - y) ** 2).mean().item() - base:.2f}')
x0 = X[0]; path = torch.linspace(0, 1, 101)[:, None] * x0; path.requires_grad_()
ig = torch.autograd.grad(net(path).sum(), path)[0].mean(0) * x0
print('integrated gradients', ig.sum().item() - (net(x0[None]) - net(torch.zeros(1, 5))).item() < 0.05)
