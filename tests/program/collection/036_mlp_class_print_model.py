import torch
import torch.nn as nn
import torch.nn.functional as F

class MLP(nn.Module):
    def __init__(self, sizes, dropout=0.0, act=nn.ReLU):
        super().__init__()
        layers = []
        for i, (a, b) in enumerate(zip(sizes[:-1], sizes[1:])):
            layers.append(nn.Linear(a, b))
            if i < len(sizes) - 2:
                layers.append(act())
                if dropout > 0:
                    layers.append(nn.Dropout(dropout))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)

torch.manual_seed(1)
m = MLP([4, 8, 8, 2], dropout=0.5)
print(m)
for name, p in m.named_parameters():
    print(f"{name:<15}{str(tuple(p.shape)):>10}{p.numel():>6}")
total = sum(p.numel() for p in m.parameters())
print("total:", total)
x = torch.randn(3, 4)
m.train(); print('train', m(x).shape, m.training)
m.eval()
print('eval deterministic:', torch.equal(m(x), m(x)))
print([type(l).__name__ for l in m.net])
print(m.net[0].in_features, m.net[-1].out_features, len(m.net))
for l in m.modules():
    if isinstance(l, nn.Linear):
        nn.init.constant_(l.weight, 0.1); nn.init.zeros_(l.bias)
print(m(torch.ones(1, 4)))
