try:
    import seaborn as sns
    HAVE_SNS = True
except ImportError:
    HAVE_SNS = False

try:
    from torchsummary import summary
except ModuleNotFoundError as e:
    print('torchsummary not installed')
    summary = None

import torch
from torch import nn
net = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 1))
if summary is not None:
    summary(net, (4,))
else:
    total = 0
    for name, p in net.named_parameters():
        print(f"{name:<12}{str(tuple(p.shape)):>10}{p.numel():>6}")
        total += p.numel()
    print("Total params:", total)
print("seaborn:", HAVE_SNS)
