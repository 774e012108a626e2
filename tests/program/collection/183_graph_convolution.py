import torch
from torch import nn
import torch.nn.functional as F

edges = [(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (3, 5), (4, 5)]
n = 6
A = torch.zeros(n, n)
for i, j in edges:
    A[i, j] = A[j, i] = 1
deg = A.sum(1)
print('degrees', deg.tolist())
A_hat = A + torch.eye(n)
D = A_hat.sum(1).pow(-0.5).diag()
S = D @ A_hat @ D

class GCN(nn.Module):
    def __init__(self, d, h, c):
        super().__init__()
        self.w1 = nn.Linear(d, h, bias=False); self.w2 = nn.Linear(h, c, bias=False)
    def forward(self, S, X):
        return self.w2(S @ F.relu(self.w1(S @ X)))

torch.manual_seed(7)
X = torch.eye(n); labels = torch.tensor([0, 0, 0, 1, 1, 1]); known = torch.tensor([0, 5])
net = GCN(n, 8, 2); opt = torch.optim.Adam(net.parameters(), lr=.05)
for ep in range(41):
    out = net(S, X)
    loss = F.cross_entropy(out[known], labels[known])
    opt.zero_grad(); loss.backward(); opt.step()
    if ep % 20 == 0: print(ep, '%.4f' % loss, out.argmax(1).tolist())
# PageRank on the same graph
P = (A / deg[:, None]).T; r = torch.full((n,), 1 / n)
for k in range(100):
    new = 0.85 * P @ r + 0.15 / n
    if (new - r).abs().sum() < 1e-6: break
    r = new
print('PageRank', r.numpy().round(4), k < 100, r.sum().isclose(torch.tensor(1.)))
L = torch.diag(deg) - A
print(torch.linalg.eigvalsh(L).numpy().round(3) + 0.0)
