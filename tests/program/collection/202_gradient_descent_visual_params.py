import torch
from types import SimpleNamespace
cfg = SimpleNamespace(lr=0.1, steps=8, start=[4.0, -3.0])
params = torch.tensor(cfg.start, requires_grad=True)
history = torch.zeros(cfg.steps + 1, 2)
history[0] = params.detach()
for i in range(cfg.steps):
    L = params[0] ** 2 + 0.5 * params[1] ** 2 + 0.3 * params.prod()
    L.backward()
    print(f'{i} L={L.item():8.4f} ∇={[round(g, 3) for g in params.grad.tolist()]}')
    with torch.no_grad():
        params -= cfg.lr * params.grad
    params.grad = None
    history[i + 1] = params.detach()
print(history, cfg)
d = history.diff(dim=0).norm(dim=1); print(d, 'path length %.4f' % d.sum())
