import torch
from torch import nn
import random
import numpy as np
g = torch.Generator().manual_seed(3)
for step in range(4):
    print(torch.rand(1, generator=g), torch.rand(1), random.random(), np.random.rand())
