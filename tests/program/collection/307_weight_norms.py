import torch
from torch import nn
from torch.nn.utils import weight_norm, remove_weight_norm
from torch.nn.utils import parametrizations as P
torch.manual_seed(0)
m = weight_norm(nn.Linear(4, 3), name='weight')
print(m)
print(m.weight_g.size(), m.weight_v.size())
opt = torch.optim.SGD(m.parameters(), 0.1)
for i in range(3):
    loss = m(torch.ones(2, 4)).pow(2).sum(); opt.zero_grad(); loss.backward(); opt.step(); print(f'{loss.item():.5f}')
remove_weight_norm(m); print([n for n, _ in m.named_parameters()])
n = P.weight_norm(nn.Conv1d(2, 3, 2)); print(n, n.parametrizations.weight.original0.shape)
s = P.spectral_norm(nn.Linear(4, 4)); print(torch.linalg.matrix_norm(s.weight, 2) < 2)
