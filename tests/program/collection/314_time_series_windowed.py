import numpy as np
import torch
from torch import nn
from torch.utils.data import Dataset, DataLoader
import matplotlib.pyplot as plt
class MinMaxScaler:
    def fit(self, X): self.min_, self.max_ = X.min(axis=0), X.max(axis=0); return self
    def transform(self, X): return (X - self.min_) / (self.max_ - self.min_)
    def fit_transform(self, X): return self.fit(X).transform(X)
    def inverse_transform(self, X): return X * (self.max_ - self.min_) + self.min_
t = np.arange(0, 200)
series = (np.sin(0.1 * t) + 0.002 * t + np.random.default_rng(3).normal(0, .05, 200)).astype(np.float32)
sc = MinMaxScaler(); s = sc.fit_transform(series.reshape(-1, 1))
class Windows(Dataset):
    def __init__(self, data, lookback=12):
        self.X = np.lib.stride_tricks.sliding_window_view(data[:-1, 0], lookback)
        self.y = data[lookback:, 0]
        assert len(self.X) == len(self.y)
    def __len__(self): return len(self.y)
    def __getitem__(self, i): return torch.tensor(self.X[i]).unsqueeze(-1), torch.tensor(self.y[i])
torch.manual_seed(0)
split = int(len(s) * .8)
train_dl = DataLoader(Windows(s[:split]), batch_size=32, shuffle=True)
test_ds = Windows(s[split:])
class LSTM(nn.Module):
    def __init__(self, hidden=16):
        super().__init__()
        self.lstm = nn.LSTM(1, hidden, batch_first=True)
        self.head = nn.Linear(hidden, 1)
    def forward(self, x):
        out, (hn, cn) = self.lstm(x)
        return self.head(out[:, -1]).squeeze(-1)
net, hist = LSTM(), {'train': [], 'test': []}
opt = torch.optim.Adam(net.parameters(), 0.01); crit = nn.HuberLoss(delta=0.5)
for ep in range(4):
    net.train(); run = []
    for xb, yb in train_dl:
        loss = crit(net(xb), yb); opt.zero_grad(set_to_none=True); loss.backward(); opt.step(); run.append(loss.item())
    net.eval()
    with torch.no_grad():
        xs, ys = zip(*(test_ds[i] for i in range(len(test_ds))))
        p = net(torch.stack(xs)); te = crit(p, torch.stack(ys)).item()
    hist['train'].append(np.mean(run)); hist['test'].append(te)
    print(f"epoch {ep + 1}/4 train {hist['train'][-1]:.5f} test {te:.5f}")
inv = sc.inverse_transform(p.numpy().reshape(-1, 1)).ravel()
rmse = np.sqrt(np.mean((inv - series[split + 12:]) ** 2)); mape = np.mean(np.abs((inv - series[split + 12:]) / series[split + 12:])) * 100
print('RMSE %.4f MAPE %.2f%%' % (rmse, mape))
for k, v in hist.items(): plt.plot(v, label=k, marker='o')
plt.legend(); plt.xlabel('epoch'); plt.yscale('log'); plt.title('损失曲线'); plt.show()
plt.figure(figsize=(10, 3)); plt.plot(t, series, c='gray'); plt.plot(t[split + 12:], inv, 'r'); plt.axvspan(0, split, alpha=.1); plt.gca().set_aspect('auto'); plt.show()
