import torch
import torch.nn as nn

torch.manual_seed(0)
model = nn.Sequential(
    nn.Linear(10, 32),
    nn.ReLU(),
    nn.Linear(16, 1),   # should be 32
)
x = torch.randn(4, 10)
print("input:", x.shape)
out = model(x)
print("output:", out.shape)
