import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(11)
x = torch.randn(200, 10)
y = (x[:, :3].sum(1) + x[:, 3] * x[:, 4] > 0).long() + (x[:, 5] > 1).long()
def net(h): return nn.Sequential(nn.Linear(10, h), nn.ReLU(), nn.Linear(h, 3))

def fit(model, steps, teacher=None, T=3.0, alpha=0.7):
    opt = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(steps):
        logits = model(x)
        loss = F.cross_entropy(logits, y)
        if teacher is not None:
            with torch.no_grad():
                soft = F.softmax(teacher(x) / T, dim=-1)
            kd = F.kl_div(F.log_softmax(logits / T, dim=-1), soft, reduction='batchmean') * T * T
            loss = alpha * kd + (1 - alpha) * loss
        opt.zero_grad(); loss.backward(); opt.step()
    return loss.item(), (model(x).argmax(-1) == y).float().mean().item()

teacher = net(64)
print('teacher  loss %.4f acc %.3f' % fit(teacher, 60))
teacher.eval()
for p in teacher.parameters(): p.requires_grad_(False)
torch.manual_seed(1); small = net(4)
print('alone    loss %.4f acc %.3f' % fit(small, 40))
torch.manual_seed(1); small = net(4)
print('distill  loss %.4f acc %.3f' % fit(small, 40, teacher))
print(all(p.grad is None for p in teacher.parameters()) or 'teacher kept old grads')
