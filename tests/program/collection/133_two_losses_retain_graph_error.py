import torch
from torch import nn
torch.manual_seed(0)
shared = nn.Linear(2, 2)
h1, h2 = nn.Linear(2, 1), nn.Linear(2, 1)
x = torch.randn(3, 2)
feat = torch.tanh(shared(x))
l1 = h1(feat).mean()
l2 = h2(feat).pow(2).mean()
l1.backward()
print('first backward ok', shared.weight.grad.shape)
l2.backward()
print('second backward ok')
