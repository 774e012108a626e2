import torch

def hvp(f, x, v):
    g, = torch.autograd.grad(f(x), x, create_graph=True)
    h, = torch.autograd.grad((g * v).sum(), x)
    return h

f = lambda x: (x[0] ** 2 * x[1] + torch.sin(x[1]) + x.prod())
x = torch.tensor([1.0, 2.0, -1.0], requires_grad=True)
H = torch.autograd.functional.hessian(f, x)
for i in range(3):
    e = torch.zeros(3); e[i] = 1
    print(hvp(f, x, e), torch.allclose(hvp(f, x, e), H[i]))
ev = torch.linalg.eigvalsh(H)
print('特征值', ev, '正定' if (ev > 0).all() else '不定')
# power iteration for the top eigenvalue by hvp only
torch.manual_seed(0)
v = torch.randn(3); v /= v.norm()
for _ in range(100):
    u = hvp(f, x, v)
    lam = v @ u
    v = u / u.norm()
print(lam.item(), ev.abs().max().item() - abs(lam.item()) < 1e-3)
# third derivative
y = x[0] ** 4
for order in range(1, 5):
    y, = torch.autograd.grad(y.sum() if y.dim() else y, x, create_graph=True)
    y = y[0]
    print('d^%d' % order, y.item())
