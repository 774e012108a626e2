import numpy as np
import torch

np.random.seed(6); torch.manual_seed(6)
X = np.random.randn(60, 2).astype(np.float32)
y = np.where(X[:, 0] - 0.5 * X[:, 1] + 0.1 > 0, 1, -1).astype(np.float32)
Xt, yt = torch.from_numpy(X), torch.from_numpy(y)

w = torch.zeros(2, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
C = 10.

def objective(rows):
    margin = yt[rows] * (Xt[rows] @ w + b)
    hinge = torch.relu(1 - margin).mean()
    return 0.5 * w.dot(w) / C + hinge, margin

for epoch in range(6):
    for rows in torch.randperm(len(y)).split(6):
        J, _ = objective(rows)
        J.backward()
        with torch.no_grad():
            for p in [w, b]:
                p.sub_(p.grad, alpha=0.2 / (1 + epoch))
                p.grad.zero_()
    with torch.no_grad():
        J, margin = objective(torch.arange(len(y)))
    sv = (margin < 1).sum().item()
    print("%d  目标 %.5f  支持向量 %d  准确率 %.3f" % (epoch, J, sv, (margin > 0).float().mean()))
print(w, b, 2 / w.norm().item() > 0)
