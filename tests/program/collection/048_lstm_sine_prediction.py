import numpy as np
import torch
import torch.nn as nn

torch.manual_seed(0); np.random.seed(0)
wave = np.sin(np.linspace(0, 8 * np.pi, 120)) + 0.05 * np.random.randn(120)
SEQ = 10

def windows(series, width):
    xs = [series[i:i + width] for i in range(len(series) - width)]
    ys = [series[i + width] for i in range(len(series) - width)]
    return torch.tensor(np.array(xs), dtype=torch.float32).unsqueeze(-1), torch.tensor(ys, dtype=torch.float32)

class Forecaster(nn.Module):
    def __init__(self, hidden=8, layers=1):
        super().__init__()
        self.hidden, self.layers = hidden, layers
        self.lstm = nn.LSTM(1, hidden, layers, batch_first=True)
        self.fc = nn.Linear(hidden, 1)

    def init_state(self, batch):
        return tuple(torch.zeros(self.layers, batch, self.hidden) for _ in 'hc')

    def forward(self, seq):
        out, (h_n, c_n) = self.lstm(seq, self.init_state(seq.size(0)))
        assert torch.equal(out[:, -1], h_n[-1])
        return self.fc(out[:, -1]).squeeze(-1)

xs, ys = windows(wave, SEQ)
print(xs.shape, ys.shape, ys[0])
net = Forecaster()
print(net, [tuple(p.shape) for p in net.lstm.parameters()], sep='\n')
adam = torch.optim.Adam(net.parameters(), lr=0.02)
for ep in range(1, 31):
    adam.zero_grad()
    mse = nn.functional.mse_loss(net(xs), ys)
    mse.backward()
    adam.step()
    if not ep % 10:
        print(f'epoch {ep:03d} mse {mse.item():.6f}')
net.eval()
future = list(wave[-SEQ:])
with torch.no_grad():
    for _ in range(4):
        nxt = net(torch.tensor(future[-SEQ:], dtype=torch.float32).view(1, SEQ, 1)).item()
        future.append(nxt)
print(np.array(future[SEQ:]).round(4))
