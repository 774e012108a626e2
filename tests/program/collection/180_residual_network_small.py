import torch
from torch import nn
from torch.nn import functional as F

class Residual(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(c_in, c_out, 3, stride, 1, bias=False), nn.BatchNorm2d(c_out), nn.ReLU(inplace=True),
            nn.Conv2d(c_out, c_out, 3, 1, 1, bias=False), nn.BatchNorm2d(c_out))
        self.skip = nn.Identity() if stride == 1 and c_in == c_out else nn.Conv2d(c_in, c_out, 1, stride)
    def forward(self, x):
        return F.relu(self.body(x) + self.skip(x))

class Net(nn.Module):
    cfg = [(4, 4, 1), (4, 8, 2), (8, 8, 1)]
    def __init__(self, classes=3):
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, padding=1)
        self.stages = nn.Sequential(*[Residual(*c) for c in self.cfg])
        self.fc = nn.Linear(8, classes)
    def forward(self, x):
        h = self.stages(self.stem(x))
        h = F.adaptive_avg_pool2d(h, 1).flatten(1)
        return self.fc(h)

torch.manual_seed(0)
net = Net()
x, y = torch.randn(12, 3, 8, 8), torch.arange(12) % 3
opt = torch.optim.SGD(net.parameters(), 0.1, momentum=.9, weight_decay=5e-4)
for it in range(6):
    loss = F.cross_entropy(net(x), y)
    opt.zero_grad(); loss.backward(); opt.step()
    print(it, f'{loss.item():.4f}')
print(len([m for m in net.modules() if isinstance(m, nn.Conv2d)]), net.stages[1].skip, net.stages[0].skip)
print({n: tuple(p.shape) for n, p in net.named_parameters() if 'stem' in n or 'fc' in n})
