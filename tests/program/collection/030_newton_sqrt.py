import torch

def newton(f, x0, steps=8, tol=1e-12):
    x = torch.tensor(x0, dtype=torch.float64)
    for k in range(steps):
        x.requires_grad_(True)
        y = f(x)
        dy, = torch.autograd.grad(y, x)
        x = (x - y / dy).detach()
        print(f'{k}: {x.item():.15f}  residual {f(x).item(): .3e}')
        if abs(f(x)) < tol:
            break
    else:
        print('没有收敛')
    return x

r = newton(lambda x: x**2 - 2, 1.0)
print(r.item() == 2 ** 0.5, abs(r.item() - 2 ** 0.5) < 1e-12)
newton(lambda x: torch.cos(x) - x, 0.5)
newton(lambda x: x ** 2 + 1, 0.3, steps=4)
