import torch
import torch.nn as nn
import numpy as np

np.random.seed(4); torch.manual_seed(4)

# 1) 数据: 150 个病人, 4 个指标
raw = np.random.randn(150, 4) * [1, 5, 0.1, 2] + [0, 50, 1, -3]
sick = (raw @ np.array([1.0, -0.4, 5.0, 0.0]) + 15 + 0.3 * np.random.randn(150) > 0).astype(np.float32)
order = np.random.permutation(150)
tr, te = np.split(order, [120])
mu, sd = raw[tr].mean(0), raw[tr].std(0)
std = ((raw - mu) / sd).astype(np.float32)
x_tr, x_te = map(torch.from_numpy, (std[tr], std[te]))
y_tr, y_te = (torch.from_numpy(sick[i]).reshape(-1, 1) for i in (tr, te))
print(x_tr.shape, y_te.sum().item(), std[tr].mean(0).round(4) + 0.0)

# 2) 模型
class Logit(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.score = nn.Linear(d, 1)
    def forward(self, t):
        return torch.sigmoid(self.score(t))

model = Logit(std.shape[1])
bce = nn.BCELoss()
opt = torch.optim.SGD(model.parameters(), lr=0.5)

# 3) 训练
for ep in range(1, 61):
    loss = bce(model(x_tr), y_tr)
    loss.backward()
    opt.step(); opt.zero_grad()
    if ep % 20 == 0: print(f'{ep=} {loss.item()=:.4f}')

# 4) 检验
with torch.no_grad():
    guess = model(x_te).round()
hit = guess == y_te
print(f'acc {hit.float().mean().item():.4f}')
tp, fp = int((hit & (guess == 1)).sum()), int((~hit & (guess == 1)).sum())
fn = int((~hit & (guess == 0)).sum())
print('precision %.3f recall %.3f' % (tp / (tp + fp), tp / (tp + fn)))
