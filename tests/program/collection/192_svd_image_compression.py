import numpy as np
import torch
r = np.arange(24)
img = ((r[:, None] - 12) ** 2 + (r[None] - 10) ** 2 < 60).astype(float) * .8 + .1 * np.sin(r / 3)[None]
U, S, Vt = np.linalg.svd(img)
print(S[:5].round(3), np.linalg.matrix_rank(img))
for k in (1, 2, 4, 8):
    approx = U[:, :k] * S[:k] @ Vt[:k]
    err = np.linalg.norm(img - approx) / np.linalg.norm(img)
    print(f'k={k} 误差 {err:.4f} 存储 {k * (24 + 24 + 1) / img.size:.1%}')
t = torch.from_numpy(img); u, s, v = torch.svd_lowrank(t, q=6, niter=4) if False else torch.linalg.svd(t)
print(torch.allclose(s, torch.from_numpy(S)), (torch.linalg.norm(t, ord='fro') ** 2 - (s ** 2).sum()).abs() < 1e-9)
print('\n'.join(''.join(' .:*#'[min(4, int(max(v, 0) * 5))] for v in row[::1]) for row in img[::3]))
