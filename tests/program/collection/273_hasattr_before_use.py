import torch
import torch.nn as nn
x = torch.ones(2)
for n in ['numpy', 'grad_fn', 'foo', '__len__', '__array__', 'storage', '_version', 'data_ptr']:
    print(n, hasattr(x, n))
m = nn.Linear(2, 2)
def init_weights(m):
    if hasattr(m, 'weight') and m.weight is not None:
        nn.init.constant_(m.weight, 0.5)
    if getattr(m, 'bias', None) is not None:
        m.bias.data.fill_(0.1)
net = nn.Sequential(m, nn.BatchNorm1d(2), nn.ReLU())
net.apply(init_weights)
print(net.state_dict())
print(hasattr(net, 'module'), hasattr(torch, 'compile'), hasattr(torch.cuda, 'is_available'))
print(hasattr(torch.backends, 'mps') and torch.backends.mps.is_available())
device = 'cuda' if torch.cuda.is_available() else 'mps' if hasattr(torch.backends, 'mps') and torch.backends.mps.is_available() else 'cpu'
print(device)
