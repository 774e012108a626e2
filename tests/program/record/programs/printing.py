import torch
from torch import nn
torch.set_printoptions(precision=2)
torch.set_default_dtype(torch.float64)
for step in range(4):
    print(torch.tensor([1.23456])/(step + 1))
    torch.set_printoptions(precision=step + 2)
