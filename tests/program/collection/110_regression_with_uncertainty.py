import torch
from torch import nn
from torch.distributions import Normal
torch.manual_seed(5)

x = torch.linspace(-2, 2, 64).unsqueeze(-1)
y = torch.sin(2 * x) + torch.randn_like(x) * (0.05 + 0.2 * (x > 0))

class MeanVar(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(1, 24), nn.Tanh())
        self.mu, self.log_sigma = nn.Linear(24, 1), nn.Linear(24, 1)
    def forward(self, x) -> Normal:
        h = self.body(x)
        return Normal(self.mu(h), self.log_sigma(h).clamp(-4, 2).exp())

net = MeanVar()
opt = torch.optim.Adam(net.parameters(), lr=0.02)
for step in range(121):
    dist = net(x)
    nll = -dist.log_prob(y).mean()
    opt.zero_grad(); nll.backward(); opt.step()
    if step % 40 == 0:
        print(f'{step:4d} nll={nll.item():+.4f} sigma left={dist.scale[:32].mean().item():.3f} right={dist.scale[32:].mean().item():.3f}')
inside = ((y - dist.mean).abs() < 2 * dist.stddev).float().mean()
print('within two sigma:', round(inside.item(), 3))
print(dist.mean.shape, type(dist).__name__)
