import torch

def numeric_grad(f, x, eps=1e-4):
    """中心差分"""
    grad = torch.zeros_like(x)
    it = x.view(-1)
    g = grad.view(-1)
    for i in range(it.numel()):
        old = it[i].item()
        it[i] = old + eps
        fp = f(x).item()
        it[i] = old - eps
        fm = f(x).item()
        it[i] = old
        g[i] = (fp - fm) / (2 * eps)
    return grad

def rel_error(a, b):
    return (torch.abs(a - b) / torch.clamp(torch.abs(a) + torch.abs(b), min=1e-8)).max()

torch.manual_seed(3)
W = torch.randn(4, 3, dtype=torch.float64)
X = torch.randn(5, 4, dtype=torch.float64)
f = lambda W: torch.tanh(X @ W).pow(2).mean()
gn = numeric_grad(f, W.clone())
Wa = W.clone().requires_grad_()
f(Wa).backward()
print(gn)
print(Wa.grad)
e = rel_error(gn, Wa.grad)
print('relative error < 1e-6:', bool(e < 1e-6))
