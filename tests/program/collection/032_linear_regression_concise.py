import numpy as np
import torch
from torch import nn
from torch.utils import data as tud

torch.manual_seed(10)
slope, offset = torch.tensor([0.5, -1.25]), 2.0
inputs = torch.rand(150, 2) * 4 - 2
outputs = (inputs @ slope + offset)[:, None] + torch.randn(150, 1) * 0.01

def loader(*tensors, size, shuffle=True):
    return tud.DataLoader(tud.TensorDataset(*tensors), size, shuffle=shuffle)

train_loader = loader(inputs, outputs, size=25)
one = next(iter(train_loader))
print(type(one).__name__, len(one), *(t.shape for t in one))

reg = nn.Sequential(nn.Linear(2, 1))
reg[0].weight.data.uniform_(-0.05, 0.05); reg[0].bias.data.zero_()
criterion = nn.MSELoss(); sgd = torch.optim.SGD(reg.parameters(), lr=0.1)
for ep in range(6):
    for bx, by in train_loader:
        err = criterion(reg(bx), by)
        sgd.zero_grad()
        err.backward()
        sgd.step()
    with torch.no_grad(): full = criterion(reg(inputs), outputs)
    print(f'{ep}: {full:f}')
got_w, got_b = reg[0].weight.data, reg[0].bias.data
print('斜率误差', slope - got_w.reshape(-1), '截距误差', offset - got_b)
