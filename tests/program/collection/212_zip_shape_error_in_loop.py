import torch
from torch import nn
batches = [torch.randn(4, 3, generator=torch.Generator().manual_seed(i)) for i in range(2)] + [torch.ones(4, 5)]
net = nn.Linear(3, 1)
def run(all_batches):
    for i, b in enumerate(all_batches):
        print('batch', i, tuple(b.shape))
        out = net(b)
    return out
run(batches)
