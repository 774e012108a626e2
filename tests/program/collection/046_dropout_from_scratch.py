import torch
from torch import nn

def drop(t, p):
    """以概率 p 丢弃, 其余放大 1/(1-p)"""
    if not 0 <= p <= 1:
        raise ValueError('p must lie between 0 and 1, not %s' % p)
    if p == 0: return t
    if p == 1: return t * 0
    keep = torch.rand_like(t) >= p
    return t * keep / (1 - p)

torch.manual_seed(6)
row = torch.arange(1., 13).view(3, 4)
for p in (0, .25, .5, 1): print(p, drop(row, p))
print('期望不变: %.3f' % drop(torch.ones(20000), 0.3).mean())

class DropNet(nn.Module):
    def __init__(self, p1=.2, p2=.5):
        super().__init__()
        self.a, self.b, self.c = nn.Linear(4, 6), nn.Linear(6, 6), nn.Linear(6, 1)
        self.p = (p1, p2)
    def forward(self, t):
        for layer, p in zip((self.a, self.b), self.p):
            t = layer(t).relu()
            if self.training:
                t = drop(t, p)
        return self.c(t)

n = DropNet()
print(torch.equal(n(row), n(row)), end=' ')
n.eval(); print(torch.equal(n(row), n(row)), n.training)
# MC dropout
n.train()
with torch.no_grad():
    samples = torch.stack([n(row) for _ in range(50)])
print(samples.shape, samples.std(0).flatten() > 0)
try:
    drop(row, 1.5)
except ValueError as e:
    print('错误:', e)
