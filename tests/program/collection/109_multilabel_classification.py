import torch
import torch.nn as nn
torch.manual_seed(0)

tags = ['action', 'comedy', 'drama']
N = 80
feat = torch.randn(N, 6)
W = torch.randn(6, 3)
target = ((feat @ W + 0.2 * torch.randn(N, 3)) > 0).float()
print('label counts:', dict(zip(tags, target.sum(0).int().tolist())))
model = nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Linear(12, 3))
opt = torch.optim.Adam(model.parameters(), lr=0.03)
crit = nn.BCEWithLogitsLoss()
for ep in range(25):
    opt.zero_grad()
    loss = crit(model(feat), target)
    loss.backward()
    opt.step()
with torch.no_grad():
    pred = (torch.sigmoid(model(feat)) > .5).float()
exact = (pred == target).all(dim=1).float().mean().item()
hamming = (pred != target).float().mean().item()
inter = (pred.bool() & target.bool()).sum(1); union = (pred.bool() | target.bool()).sum(1)
jac = (inter / union.clamp(min=1)).mean().item()
print("exact %.3f hamming %.3f jaccard %.3f" % (exact, hamming, jac))
for i in range(3):
    print([t for t, on in zip(tags, pred[i]) if on], '|', [t for t, on in zip(tags, target[i]) if on])
