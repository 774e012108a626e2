import numpy as np
import torch

def rk4(f, y, t, dt):
    k1 = f(t, y); k2 = f(t + dt / 2, y + dt / 2 * k1); k3 = f(t + dt / 2, y + dt / 2 * k2); k4 = f(t + dt, y + dt * k3)
    return y + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
def euler(f, y, t, dt): return y + dt * f(t, y)

def lorenz(t, s, sigma=10., rho=28., beta=8 / 3):
    x, y, z = s
    return np.array([sigma * (y - x), x * (rho - z) - y, x * y - beta * z])
a, b = np.array([1., 1., 1.]), np.array([1., 1., 1. + 1e-6])
for i in range(1000):
    a, b = rk4(lorenz, a, 0, .01), rk4(lorenz, b, 0, .01)
    if i % 250 == 249: print(i + 1, a.round(4), 'gap %.1e' % np.linalg.norm(a - b))
for method in (euler, rk4):
    errs = []
    for n in (10, 20, 40):
        y = 1.0
        for k in range(n): y = method(lambda t, y: -2 * t * y, y, k / n, 1 / n)
        errs.append(abs(y - np.exp(-1)))
    print(method.__name__, ['%.1e' % e for e in errs], 'order ≈ %.1f' % np.log2(errs[-2] / errs[-1]))
# fit the decay constant through the solver
k = torch.tensor(0.3, requires_grad=True); opt = torch.optim.Adam([k], lr=.1)
target = torch.exp(-1.2 * torch.linspace(0, 2, 11))
for it in range(40):
    y, ys = torch.tensor(1.0), []
    for _ in range(11):
        ys.append(y); y = rk4(lambda t, v: -k * v, y, 0., 0.2)
    loss = ((torch.stack(ys) - target) ** 2).mean()
    opt.zero_grad(); loss.backward(); opt.step()
print('k = %.3f' % k.item())
