import os
import torch
from torch import nn
x = torch.arange(4)
torch.save(x, 'x-file')
x2 = torch.load('x-file')
print(x2)
os.remove('x-file')
