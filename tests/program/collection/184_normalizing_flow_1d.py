import torch
from torch import nn
from torch.distributions import Normal

class AffineTanh(nn.Module):
    """z = x*exp(s) + t + a*tanh(x + b), monotone for a >= 0"""
    def __init__(self):
        super().__init__()
        self.s, self.t, self.a, self.b = (nn.Parameter(torch.zeros(())) for _ in range(4))
    def forward(self, x):
        a = nn.functional.softplus(self.a)
        h = torch.tanh(x + self.b)
        z = x * self.s.exp() + self.t + a * h
        logdet = torch.log(self.s.exp() + a * (1 - h ** 2))
        return z, logdet

torch.manual_seed(0)
data = torch.cat([torch.randn(150) * .3 - 1.5, torch.randn(150) * .3 + 1.5])
flow = nn.ModuleList([AffineTanh() for _ in range(3)])
base = Normal(0., 1.)
opt = torch.optim.Adam(flow.parameters(), lr=.05)
def log_prob(x):
    total = 0
    for f in flow:
        x, ld = f(x)
        total = total + ld
    return base.log_prob(x) + total
for it in range(81):
    nll = -log_prob(data).mean()
    opt.zero_grad(); nll.backward(); opt.step()
    if it % 20 == 0: print(it, f'nll {nll.item():.4f}')
grid = torch.linspace(-8, 8, 2001)
with torch.no_grad():
    p = log_prob(grid).exp()
print('integral %.3f' % torch.trapezoid(p, grid), 'gaussian nll %.3f' % -Normal(data.mean(), data.std()).log_prob(data).mean())
