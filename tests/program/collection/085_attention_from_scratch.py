import math
import torch
from torch import nn

NEG = float('-inf')

def soft_lookup(query, keys, values, lengths=None):
    """query [B,Q,d], keys [B,K,d], values [B,K,v]; lengths: how many keys count"""
    d = query.size(-1)
    sim = query @ keys.mT / math.sqrt(d)
    if lengths is not None:
        pos = torch.arange(keys.size(1))
        hide = pos.unsqueeze(0) >= lengths.unsqueeze(1)          # [B,K]
        sim = sim.masked_fill(hide[:, None, :], NEG)
    weight = sim.softmax(dim=-1)
    return weight @ values, weight

torch.manual_seed(0)
q, k = torch.randn(2, 1, 4), torch.randn(2, 5, 4)
v = torch.arange(20.).reshape(2, 5, 2)
out, w = soft_lookup(q, k, v, torch.tensor([2, 5]))
print(w, out, sep='\n')
ref = nn.functional.scaled_dot_product_attention(q, k, v)
print(torch.allclose(soft_lookup(q, k, v)[0], ref, atol=1e-6))

class Additive(nn.Module):
    def __init__(self, dq, dk, h):
        super().__init__()
        self.wq, self.wk, self.score = nn.Linear(dq, h, bias=False), nn.Linear(dk, h, bias=False), nn.Linear(h, 1, bias=False)
        self.last = None
    def forward(self, q, k, v):
        feats = torch.tanh(self.wq(q).unsqueeze(2) + self.wk(k).unsqueeze(1))
        self.last = self.score(feats).squeeze(-1).softmax(-1)
        return torch.bmm(self.last, v)
att = Additive(4, 4, 8)
print(att(q, k, v).shape, att.last.sum(-1))

def sinusoids(n, d):
    angle = torch.arange(n).float()[:, None] / 10000 ** (torch.arange(0, d, 2).float() / d)
    table = torch.zeros(n, d)
    table[:, 0::2], table[:, 1::2] = angle.sin(), angle.cos()
    return table
print(sinusoids(4, 6))
for n in range(4): print(f'{n:>2d} 的二进制是 {n:>03b}', end='; ')
print()
# kernel regression = attention without parameters
xt = torch.linspace(0, 5, 30); yt = 2 * torch.sin(xt) + xt ** 0.8
xq = torch.tensor([0.5, 2.5, 4.5])
a = (-(xq[:, None] - xt) ** 2 / 2).softmax(1)
print(a.shape, a @ yt)
