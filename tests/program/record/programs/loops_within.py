import torch
from torch import nn
w = torch.zeros(1, requires_grad=True)
losses = []
for epoch in range(3):
    for x in torch.tensor([1.0, 2.0]):
        loss = ((w - x)**2).sum()
        loss.backward()
        with torch.no_grad():
            w -= 0.1*w.grad
            w.grad.zero_()
    losses.append(loss.item())
k = 0
while True:
    k += 1
    if k > 3:
        break
    print(k)
