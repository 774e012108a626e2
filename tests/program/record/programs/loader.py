import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
loader = DataLoader(TensorDataset(torch.arange(6.0)), batch_size=2, shuffle=True)
for epoch in range(3):
    for (x,) in loader:
        print(epoch, x)
