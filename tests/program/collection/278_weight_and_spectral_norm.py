import torch, torch.nn as nn
from torch.nn.utils import weight_norm, spectral_norm, remove_weight_norm
torch.manual_seed(0)
m = weight_norm(nn.Linear(3, 2), name='weight')
print(m.weight_g.size(), m.weight_v.size())
s = spectral_norm(nn.Linear(3, 3))
print(torch.linalg.matrix_norm(s.weight, 2) > 0)
