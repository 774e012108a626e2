import torch

def rosenbrock(p):
    x, y = p
    return (1 - x) ** 2 + 100 * (y - x ** 2) ** 2

p = torch.tensor([-1.2, 1.0], dtype=torch.float64)
for it in range(20):
    g = torch.autograd.functional.jacobian(rosenbrock, p)
    H = torch.autograd.functional.hessian(rosenbrock, p)
    step = torch.linalg.solve(H, g)
    # backtracking
    t = 1.0
    while rosenbrock(p - t * step) > rosenbrock(p) - 1e-4 * t * (g @ step) and t > 1e-8:
        t /= 2
    p = p - t * step
    print(f'{it:2d} t={t:<6} f={rosenbrock(p).item():.3e} |g|={g.norm().item():.2e}')
    if g.norm() < 1e-10: break
print(p)
