import torch
from torch import nn
from torch.utils.checkpoint import checkpoint, checkpoint_sequential

torch.manual_seed(0)

class Block(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.norm = nn.LayerNorm(d)
        self.fc1 = nn.Linear(d, 4 * d)
        self.fc2 = nn.Linear(4 * d, d)
    def forward(self, x):
        return x + self.fc2(torch.nn.functional.gelu(self.fc1(self.norm(x))))

class Net(nn.Module):
    def __init__(self, d=8, depth=4, use_checkpoint=False):
        super().__init__()
        self.blocks = nn.ModuleList([Block(d) for _ in range(depth)])
        self.head = nn.Linear(d, 1)
        self.use_checkpoint = use_checkpoint
    def forward(self, x):
        for blk in self.blocks:
            if self.use_checkpoint and self.training:
                x = checkpoint(blk, x, use_reentrant=False)
            else:
                x = blk(x)
        return self.head(x)

net = Net()
x, y = torch.randn(16, 8), torch.randn(16, 1)
loss = ((net(x) - y) ** 2).mean()
loss.backward()
g1 = [p.grad.clone() for p in net.parameters()]
net.zero_grad()
net.use_checkpoint = True
loss2 = ((net(x) - y) ** 2).mean()
loss2.backward()
g2 = [p.grad.clone() for p in net.parameters()]
print(loss.item(), loss2.item(), loss.item() == loss2.item())
print(all(torch.allclose(a, b) for a, b in zip(g1, g2)))

# count how often forward is called
calls = {"n": 0}
def f(a, b):
    calls["n"] += 1
    return torch.sin(a) * torch.exp(b)
a = torch.tensor([0.1, 0.2], requires_grad=True)
b = torch.tensor([0.3, 0.4], requires_grad=True)
out = checkpoint(f, a, b, use_reentrant=False).sum()
print("forward calls:", calls["n"])
out.backward()
print("after backward:", calls["n"], a.grad, b.grad)

# reentrant variant
calls["n"] = 0
a.grad = b.grad = None
out = checkpoint(f, a, b, use_reentrant=True).sum()
print(out.grad_fn)
out.backward()
print(calls, a.grad, b.grad)

seq = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1))
xx = torch.randn(4, 8, requires_grad=True)
o1 = seq(xx).sum(); o1.backward(); gx = xx.grad.clone(); xx.grad = None
o2 = checkpoint_sequential(seq, 2, xx, use_reentrant=False).sum(); o2.backward()
print(torch.allclose(o1, o2), torch.allclose(gx, xx.grad))

# dropout keeps its mask
drop = nn.Dropout(0.5)
t = torch.ones(6, requires_grad=True)
o = checkpoint(drop, t, use_reentrant=False)
print(o)
o.sum().backward(); print(t.grad)
