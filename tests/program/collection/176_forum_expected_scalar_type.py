import torch
from torch import nn
criterion = nn.MSELoss()
x = torch.arange(6).view(3, 2)         # int64!
model = nn.Linear(2, 1)
try:
    model(x)
except RuntimeError as e:
    print(e)
out = model(x.float())
target = torch.ones(3, 1, dtype=torch.float64)
loss = criterion(out, target)
print(loss.dtype)
loss.backward()
print(model.weight.grad.dtype)
