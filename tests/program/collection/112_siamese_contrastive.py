import torch
import torch.nn as nn
import torch.nn.functional as F

class Siamese(nn.Module):
    def __init__(self):
        super(Siamese, self).__init__()
        self.embed = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
    def forward_once(self, x):
        return self.embed(x)
    def forward(self, a, b):
        return self.forward_once(a), self.forward_once(b)

class ContrastiveLoss(nn.Module):
    def __init__(self, margin=1.0):
        super().__init__()
        self.margin = margin
    def forward(self, e1, e2, different):
        d = F.pairwise_distance(e1, e2)
        pos = (1 - different) * d.pow(2)
        neg = different * F.relu(self.margin - d).pow(2)
        return (pos + neg).mean()

torch.manual_seed(0)
protos = torch.randn(3, 4) * 2
labels = torch.randint(0, 3, (40,))
pts = protos[labels] + .3 * torch.randn(40, 4)
i, j = torch.randint(0, 40, (2, 150))
diff = (labels[i] != labels[j]).float()
net, loss_fn = Siamese(), ContrastiveLoss(1.5)
opt = torch.optim.Adam(net.parameters(), lr=0.02)
for step in range(40):
    loss = loss_fn(*net(pts[i], pts[j]), diff)
    opt.zero_grad(); loss.backward(); opt.step()
    if step % 13 == 0: print(step, f'{loss.item():.5f}')
with torch.no_grad():
    e1, e2 = net(pts[i], pts[j])
    d = F.pairwise_distance(e1, e2)
print('same < different:', (d[diff == 0].mean() < d[diff == 1].mean()).item())
