import torch
from torch import nn

torch.manual_seed(9)
net = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 1))
probe = torch.rand(2, 3)
print(net(probe))
last = net[2]
print(last.state_dict())
print(type(last.bias), last.bias.data, last.weight.grad is None)
for n, p in net.named_parameters():
    print(n, p.shape, end='; ')
print()
print(net.state_dict()['0.bias'] is net[0].bias, torch.equal(net.state_dict()['0.bias'], net[0].bias))

def gaussian(layer):
    if isinstance(layer, nn.Linear):
        nn.init.normal_(layer.weight, std=0.01)
        nn.init.constant_(layer.bias, 0.5)

def sparse_big(layer):
    if type(layer) is nn.Linear:
        print('init', layer)
        nn.init.uniform_(layer.weight, -8, 8)
        layer.weight.data *= (layer.weight.data.abs() > 4)

net.apply(gaussian)
print(net[0].weight.data.abs().max() < 0.1, net[0].bias.data)
net.apply(sparse_big)
print(net[0].weight[:2])
net[0].apply(lambda m: nn.init.xavier_uniform_(m.weight))
print(net[0].weight.abs().max().item() <= (6 / 8) ** 0.5)

# 同一层用两次 -> 参数共享, 梯度相加
tied = nn.Linear(5, 5)
deep = nn.Sequential(nn.Linear(3, 5), tied, nn.Tanh(), tied, nn.Linear(5, 1))
print(len(list(deep.parameters())), deep[1] is deep[3])
deep[1].weight.data[0, 0] = 42
print(deep[3].weight[0, 0].item(), deep[1].weight.data_ptr() == deep[3].weight.data_ptr())
deep(probe).sum().backward()
print(tied.bias.grad.shape)
