import torch
from torch import nn
r = nn.LSTM(2, 3)
for step in range(4):
    out, _ = r(torch.ones(4, 1, 2)*step)
    print(out.sum().item())
