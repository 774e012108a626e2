import numpy as np
import torch
from torch import nn
import matplotlib.pyplot as plt
def moons(n, noise, rng):
    t = np.linspace(0, np.pi, n // 2)
    a = np.c_[np.cos(t), np.sin(t)]; b = np.c_[1 - np.cos(t), .5 - np.sin(t)]
    return np.r_[a, b] + rng.normal(0, noise, (n, 2)), np.r_[np.zeros(n // 2), np.ones(n // 2)]
def spirals(n, rng):
    r = np.sqrt(rng.random(n)) * 3 * np.pi; s = np.where(rng.random(n) < .5, 1, -1)
    return np.stack((s * r * np.cos(r), s * r * np.sin(r)), -1) / 10, (s > 0).astype(float)
rng = np.random.default_rng(7); torch.manual_seed(7)
for name, (X, y) in dict(moons=moons(100, .1, rng), spirals=spirals(100, rng)).items():
    net = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1))
    Xt, yt = torch.as_tensor(X, dtype=torch.float32), torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    opt = torch.optim.Adam(net.parameters(), lr=.03)
    for i in range(80):
        loss = nn.functional.binary_cross_entropy_with_logits(net(Xt), yt); opt.zero_grad(); loss.backward(); opt.step()
    acc = ((net(Xt) > 0) == (yt > .5)).float().mean().item(); print(f'{name:8} loss {loss.item():.4f} acc {acc:.2f}')
    xx, yy = np.meshgrid(np.linspace(X[:, 0].min() - .5, X[:, 0].max() + .5, 20), np.linspace(-2, 2, 20))
    with torch.no_grad(): zz = torch.sigmoid(net(torch.tensor(np.c_[xx.ravel(), yy.ravel()], dtype=torch.float32))).numpy().reshape(xx.shape)
    plt.figure(); plt.contourf(xx, yy, zz, levels=[0, .5, 1], alpha=.4); plt.scatter(*X.T, c=y, edgecolors='k'); plt.title(name); plt.savefig(name + '.png'); plt.close()
    print(zz.shape, zz.mean().round(3))
