# 反向传播自己写: 把梯度放在张量的属性 .g 上, 再和 autograd 比
import torch
from builtins import range

class Node:
    def __call__(self, *inputs):
        self.inputs = inputs
        self.out = self.forward(*inputs)
        self.out.made_by = type(self).__name__
        return self.out
    def back(self): self.backward(self.out, *self.inputs)
class Affine(Node):
    def __init__(self, n, m):
        self.w = torch.randn(n, m) / n ** 0.5; self.b = torch.zeros(m)
        self.w.label, self.b.label = 'w', 'b'; self.w.decay = True
    def forward(self, x): return x @ self.w + self.b
    def backward(self, out, x):
        x.g = out.g @ self.w.T
        self.w.g, self.b.g = x.T @ out.g, out.g.sum(0)
class Squash(Node):
    def forward(self, x): return x.tanh()
    def backward(self, out, x): x.g = out.g * (1 - out ** 2)
class Loss(Node):
    def forward(self, y, t): return ((y.squeeze() - t) ** 2).mean()
    def backward(self, out, y, t): y.g = 2 * (y.squeeze() - t).unsqueeze(-1) / len(t)

torch.manual_seed(0)
x, t = torch.randn(20, 3), torch.rand(20)
nodes, loss = [Affine(3, 4), Squash(), Affine(4, 1)], Loss()
weights = [v for n in nodes if isinstance(n, Affine) for v in (n.w, n.b)]
for step in range(5):
    h = x
    for n in nodes: h = n(h)
    value = loss(h, t); print(step, f'{value:.4f}', value.made_by, h.made_by)
    loss.back()
    for n in nodes[::-1]: n.back()
    copies = [w.clone().requires_grad_() for w in weights]
    ((x @ copies[0] + copies[1]).tanh() @ copies[2] + copies[3]).squeeze().sub(t).square().mean().backward()
    print([torch.allclose(a.g, b.grad, atol=1e-6) for a, b in zip(weights, copies)], [hasattr(c, 'g') for c in copies])
    for w in weights: w -= 0.1 * w.g + (0.01 * w if getattr(w, 'decay', False) else 0)
print([(w.label, tuple(w.shape)) for w in weights], x.g.shape)
p = torch.nn.Parameter(torch.ones(2)); p.is_bias = True; print(p.is_bias, vars(p) if False else '')
del weights[0].g
try: weights[0].g
except AttributeError as e: print(e)
try: torch.nn.functional.relu.kind
except AttributeError as e: print(e)
