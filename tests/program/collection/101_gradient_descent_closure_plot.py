import torch
import matplotlib.pyplot as plt
from mpl_toolkits.mplot3d import Axes3D  # noqa

def himmelblau(p):
    return (p[0] ** 2 + p[1] - 11) ** 2 + (p[0] + p[1] ** 2 - 7) ** 2

starts = [(0., 0.), (-1., 1.), (4., -2.), (-3., -3.)]
for s in starts:
    p = torch.tensor(s, requires_grad=True)
    opt = torch.optim.Adam([p], lr=0.1)
    for step in range(150):
        opt.zero_grad()
        v = himmelblau(p)
        v.backward()
        opt.step()
    print('start {} -> x = [{:.3f}, {:.3f}], f = {:.2e}'.format(s, *p.tolist(), v.item()))
