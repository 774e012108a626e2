import numpy as np
import torch
import torch.nn.functional as F

n, alpha, dt = 21, 0.2, 1.0
u = torch.zeros(n, n)
u[n // 2, n // 2] = 100.
kernel = torch.tensor([[0., 1, 0], [1, -4, 1], [0, 1, 0]]).view(1, 1, 3, 3)
for step in range(50):
    lap = F.conv2d(u.view(1, 1, n, n), kernel, padding=1).view(n, n)
    u = u + alpha * dt * lap
    if step in (0, 9, 49):
        print(step, f'total={u.sum():.3f}', f'max={u.max():.4f}')
# numpy version
v = np.zeros((n, n), dtype=np.float32); v[n // 2, n // 2] = 100
for step in range(50):
    p = np.pad(v, 1)
    v = v + np.float32(alpha) * (p[:-2, 1:-1] + p[2:, 1:-1] + p[1:-1, :-2] + p[1:-1, 2:] - 4 * v)
print(np.abs(v - u.numpy()).max() < 1e-4)
print(np.allclose(v, v.T), np.allclose(v, v[::-1]))
