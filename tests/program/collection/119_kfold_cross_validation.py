import torch
from torch import nn
import numpy as np

np.random.seed(0); torch.manual_seed(0)
X = torch.randn(50, 3)
y = (X @ torch.tensor([1., -1., 2.])).unsqueeze(1) + 0.1 * torch.randn(50, 1)

def fold(k, i, X, y):
    size = X.shape[0] // k
    parts = [(slice(j * size, (j + 1) * size)) for j in range(k)]
    valid = parts[i]
    train_idx = np.concatenate([np.arange(50)[p] for j, p in enumerate(parts) if j != i])
    return X[train_idx], y[train_idx], X[valid], y[valid]

def train(net, Xt, yt, epochs, lr, wd):
    opt = torch.optim.Adam(net.parameters(), lr=lr, weight_decay=wd)
    for _ in range(epochs):
        loss = nn.functional.mse_loss(net(Xt), yt)
        opt.zero_grad(); loss.backward(); opt.step()
    return loss.item()

results = {}
for wd in (0, 0.1, 1.0):
    tr_sum = va_sum = 0
    for i in range(5):
        Xt, yt, Xv, yv = fold(5, i, X, y)
        torch.manual_seed(i)
        net = nn.Linear(3, 1)
        tr_sum += train(net, Xt, yt, 40, 0.1, wd)
        with torch.no_grad(): va_sum += nn.functional.mse_loss(net(Xv), yv).item()
    results[wd] = va_sum / 5
    print(f'weight_decay {wd}: 平均训练损失 {tr_sum / 5:.4f}, 平均验证损失 {va_sum / 5:.4f}')
best = min(results, key=results.get)
print('best:', best, type(best).__name__)
