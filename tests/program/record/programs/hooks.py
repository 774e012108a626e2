import torch
from torch import nn
w = torch.ones(2, requires_grad=True)
seen = []
handle = w.register_hook(lambda g: seen.append(g.sum().item()))
net = nn.Linear(2, 1)
other = net.register_forward_hook(lambda m, i, o: seen.append(o.item()))
for step in range(4):
    net(w).sum().backward()
    if step == 2:
        handle.remove()
        other.remove()
    print(seen)
