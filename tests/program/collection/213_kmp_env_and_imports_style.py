import os
os.environ["KMP_DUPLICATE_LIB_OK"] = "TRUE"
import sys
sys.path.append('..')
import torch as t
from torch.nn import Linear, ReLU, Sequential, MSELoss
from torch.optim import Adam
from math import pi, sqrt
from random import seed, shuffle
from copy import deepcopy

seed(1); t.manual_seed(1)
net = Sequential(Linear(1, 8), ReLU(), Linear(8, 1))
best = deepcopy(net)
opt = Adam(net.parameters(), lr=1e-2)
x = t.linspace(0, pi, 30)[:, None]; y = x.sin() * sqrt(2)
order = list(range(30)); shuffle(order)
print(order[:5])
for e in range(30):
    l = MSELoss()(net(x[order]), y[order]); opt.zero_grad(); l.backward(); opt.step()
print('%.5f' % l, t.equal(best[0].weight, net[0].weight))
sys.stdout.write('done\n')
