import torch
from torch import nn
import numpy as np
a = np.zeros(4)
b = a[1:3]
t = torch.from_numpy(a)
u = torch.ones(3)
n = u.numpy()
for step in range(4):
    b += 1
    t[0] = step
    n[1] = step
    r = np.random.rand()
    print(a, t, u, r, a.T.shape)
