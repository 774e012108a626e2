import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2)])
        self.scale = nn.Parameter(torch.ones(1))
        self.register_buffer('seen', torch.zeros(1))
    def forward(self, x):
        self.seen += 1
        for layer in self.layers:
            x = layer(x)*self.scale
        return x
net = Net()
tied = net.layers[0].weight
for step in range(4):
    y = net(torch.ones(1, 2)).sum()
    y.backward()
    print(y.item(), tied is net.layers[0].weight, net.seen.item())
