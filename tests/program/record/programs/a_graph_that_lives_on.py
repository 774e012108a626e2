import torch
from torch import nn
w = torch.ones(1, requires_grad=True)
total = 0
for step in range(4):
    total = total + w*step
total.backward()
