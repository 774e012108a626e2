import numpy as np
import torch
from torch import nn

np.random.seed(20); torch.manual_seed(20)
# y = 1 - 2x + 0.5x^3 + noise
pts = np.sort(np.random.uniform(-1.5, 1.5, size=60))
vals = 1 - 2 * pts + 0.5 * pts ** 3 + np.random.normal(scale=0.1, size=60)
mask = np.zeros(60, dtype=bool); mask[::2] = True

def design(v, degree):
    cols = np.power(v.reshape(-1, 1), np.arange(1, degree + 1))
    return torch.tensor(cols, dtype=torch.float32)

y_all = torch.tensor(vals, dtype=torch.float32)[:, None]
table = []
for degree in (1, 3, 10):
    F_all = design(pts, degree)
    F_tr, y_tr, F_te, y_te = F_all[mask], y_all[mask], F_all[~mask], y_all[~mask]
    net = nn.Linear(degree, 1)
    opt = torch.optim.SGD(net.parameters(), lr=0.02)
    for _ in range(200):
        loss = nn.functional.mse_loss(net(F_tr), y_tr)
        opt.zero_grad(); loss.backward(); opt.step()
    with torch.no_grad():
        test = nn.functional.mse_loss(net(F_te), y_te)
    table.append((degree, loss.item(), test.item()))
    print('degree {0:>2}: train {1:.4f}  test {2:.4f}'.format(*table[-1]))
best = min(table, key=lambda row: row[-1])
print('最好的次数:', best[0], '权重:', net.weight.data.numpy().round(3))
for deg in (3, 12):
    fit = np.poly1d(np.polyfit(pts[mask], vals[mask], deg))
    print(deg, 'exact test mse %.4f' % np.mean((fit(pts[~mask]) - vals[~mask]) ** 2))
