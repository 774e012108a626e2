import torch
import torch.nn as nn
import numpy as np

rng = np.random.RandomState(3)
t = np.arange(200)
series = np.sin(t / 5) + 0.3 * np.sin(t / 2) + 0.1 * rng.randn(200)
win = 16
X = np.array([series[i:i + win] for i in range(200 - win)], dtype=np.float32)
y = series[win:].astype(np.float32)
split = 150
Xtr, ytr, Xte, yte = map(torch.from_numpy, (X[:split], y[:split], X[split:], y[split:]))

class Chomp(nn.Module):
    def __init__(self, n): super().__init__(); self.n = n
    def forward(self, x): return x[:, :, :-self.n]
torch.manual_seed(3)
net = nn.Sequential(nn.Conv1d(1, 6, 3, padding=2), Chomp(2), nn.ReLU(), nn.Conv1d(6, 6, 3, padding=4, dilation=2), Chomp(4), nn.ReLU(), nn.Flatten(), nn.Linear(6 * win, 1))
opt = torch.optim.Adam(net.parameters(), 5e-3)
for ep in range(1, 41):
    pred = net(Xtr.unsqueeze(1)).squeeze(-1)
    loss = nn.functional.l1_loss(pred, ytr)
    opt.zero_grad(); loss.backward(); opt.step()
    if ep % 20 == 0: print('epoch', ep, 'MAE', round(loss.item(), 4))
with torch.no_grad():
    te = nn.functional.l1_loss(net(Xte[:, None])[:, 0], yte).item()
naive = np.abs(series[win + split:] - series[win + split - 1:-1]).mean()
print('test %.4f naive %.4f better %s' % (te, naive, te < naive))
def moving_average(a, n=5): return np.convolve(a, np.ones(n) / n, mode='valid')
print(moving_average(series).shape, moving_average([1, 2, 3, 4, 5, 6.]))
