import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
X = torch.rand(size=(2, 4))
print(net(X)); print(net[2].state_dict())
print(type(net[2].bias)); print(net[2].bias); print(net[2].bias.data)
print(net[2].weight.grad == None)
print(*[(name, param.shape) for name, param in net[0].named_parameters()])
print(*[(name, param.shape) for name, param in net.named_parameters()])
print(net.state_dict()['2.bias'].data)
def block1():
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 4), nn.ReLU())
def block2():
    net = nn.Sequential()
    for i in range(4):
        net.add_module(f'block {i}', block1())
    return net
rgnet = nn.Sequential(block2(), nn.Linear(4, 1)); print(rgnet)
print(rgnet[0][1][0].bias.data)
def my_init(m):
    if type(m) == nn.Linear:
        print("Init", *[(name, param.shape) for name, param in m.named_parameters()][0])
        nn.init.uniform_(m.weight, -10, 10)
        m.weight.data *= m.weight.data.abs() >= 5
net.apply(my_init); print(net[0].weight[:2])
shared = nn.Linear(8, 8)
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), shared, nn.ReLU(), shared, nn.ReLU(), nn.Linear(8, 1))
net(X); print(net[2].weight.data[0] == net[4].weight.data[0]); net[2].weight.data[0, 0] = 100; print(net[2].weight.data[0] == net[4].weight.data[0])
class MySequential(nn.Module):
    def __init__(self, *args):
        super().__init__()
        for idx, module in enumerate(args):
            self._modules[str(idx)] = module
    def forward(self, X):
        for block in self._modules.values():
            X = block(X)
        return X
net = MySequential(nn.Linear(20, 8), nn.ReLU(), nn.Linear(8, 3))
print(net(torch.ones(2, 20)))
class CenteredLayer(nn.Module):
    def __init__(self): super().__init__()
    def forward(self, X): return X - X.mean()
print(CenteredLayer()(torch.FloatTensor([1, 2, 3, 4, 5])))
lazy = nn.Sequential(nn.LazyLinear(16), nn.ReLU(), nn.LazyLinear(2))
print(lazy[0].weight); print(lazy(torch.ones(1, 5)).shape, lazy)
