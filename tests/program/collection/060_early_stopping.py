import torch
from torch import nn
import copy

class Patience:
    """记住最好的一次; 连续 limit 次没有进步就停"""
    def __init__(self, limit=4, margin=0.0):
        self.limit, self.margin = limit, margin
        self.best, self.best_epoch, self.kept = float('inf'), None, None
        self.bad = 0

    def update(self, value, epoch, net):
        if value < self.best - self.margin:
            self.best, self.best_epoch, self.bad = value, epoch, 0
            self.kept = copy.deepcopy(net.state_dict())
        else:
            self.bad += 1
        return self.bad >= self.limit

    def __repr__(self):
        return f"Patience(best={self.best:.5f} at {self.best_epoch}, bad={self.bad}/{self.limit})"

torch.manual_seed(0)
x = torch.linspace(-1, 1, 24).unsqueeze(1)
y = x ** 3 + 0.3 * torch.randn(24, 1)
tr, va = torch.randperm(24).chunk(2)
net = nn.Sequential(nn.Linear(1, 40), nn.Tanh(), nn.Linear(40, 1))
opt = torch.optim.Adam(net.parameters(), lr=0.05)
watch = Patience(limit=6)
for epoch in range(200):
    net.train()
    loss = nn.functional.mse_loss(net(x[tr]), y[tr])
    opt.zero_grad(); loss.backward(); opt.step()
    net.eval()
    with torch.no_grad():
        val = nn.functional.mse_loss(net(x[va]), y[va]).item()
    if watch.update(val, epoch, net):
        print("提前停止于 epoch", epoch)
        break
    if epoch % 5 == 0:
        print(epoch, watch)
else:
    print('跑完了所有 epoch')
print(watch)
net.load_state_dict(watch.kept)
with torch.no_grad():
    print(abs(nn.functional.mse_loss(net(x[va]), y[va]).item() - watch.best) < 1e-7)
