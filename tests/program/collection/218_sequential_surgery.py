import torch
from torch import nn
from collections import OrderedDict
torch.manual_seed(0)
net = nn.Sequential(OrderedDict([('inp', nn.Linear(3, 4)), ('act', nn.ReLU()), ('out', nn.Linear(4, 2))]))
print(net.inp, net[1], net[:2], list(net._modules) if False else [n for n, _ in net.named_children()])
net.add_module('soft', nn.Softmax(dim=1)); net.append(nn.Identity())
print(len(net)); print(net)
net[0] = nn.Linear(5, 4); del net[-1]; print(net(torch.ones(1, 5)).sum().item(), 'soft' in dict(net.named_modules()))
for n, m in net.named_modules(): print(repr(n), m.__class__.__name__)
setattr(net, 'extra', nn.Bilinear(2, 2, 1)); print(sum(1 for _ in net.parameters()), net.extra.in1_features, net.get_submodule('extra') is net.extra)
net.double(); print(next(net.parameters()).dtype); net.float().half(); print(net[0].bias.dtype, isinstance(net[0], nn.Module))
g = nn.GroupNorm(2, 4); i = nn.InstanceNorm1d(2); print(g(torch.arange(4.).view(1, 4)), i(torch.arange(6.).view(1, 2, 3)).mean().abs() < 1e-6)
ml = nn.ModuleList([nn.Linear(1, 1)]); ml.extend([nn.ReLU(), nn.Tanh()]); print(len(ml), ml[-1], [type(m).__name__ for m in ml[1:]])
