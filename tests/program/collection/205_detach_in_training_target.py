import torch
a = torch.tensor(1., requires_grad=True); b = torch.tensor(2., requires_grad=True)
for mode in ('both', 'detach'):
    a.grad = b.grad = None
    pred, target = a * 3, b * 2
    ((pred - (target.detach() if mode == 'detach' else target)) ** 2).backward()
    print(mode, a.grad, b.grad)
u = torch.ones(2, requires_grad=True); s = u.detach().requires_grad_(); t = (s * 2).sum(); t.backward(); print(u.grad, s.grad)
h = torch.zeros(1)
for step in range(3):
    h = torch.tanh(h.detach() + u.sum())
print(h.grad_fn.name(), h.item())
x = torch.ones(3); x.requires_grad = True; print(x.requires_grad, x.detach_().requires_grad)
try:
    y = u * 2; y.requires_grad = False
except RuntimeError as e: print(e)
