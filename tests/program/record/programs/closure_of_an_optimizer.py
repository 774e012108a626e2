import torch
from torch import nn
w = torch.tensor([1.0, 2.0], requires_grad=True)
optimizer = torch.optim.LBFGS([w], lr=0.1)
def closure():
    optimizer.zero_grad()
    loss = (w**4).sum()
    loss.backward()
    return loss
for step in range(4):
    optimizer.step(closure)
