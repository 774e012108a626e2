import torch
import torch.nn.functional as F
from torch import nn

x = torch.tensor([-3., -1., -0.1, 0., 0.1, 1., 3.])
fns = [torch.relu, torch.sigmoid, torch.tanh, F.gelu, F.elu, F.leaky_relu, F.softplus, F.silu, F.hardtanh, F.softsign, F.selu, F.mish]
print('x'.ljust(12), *['%7.2f' % v for v in x.tolist()])
for fn in fns:
    xi = x.clone().requires_grad_()
    out = fn(xi)
    out.sum().backward()
    print(fn.__name__.ljust(12), *['%7.3f' % v for v in out.tolist()])
    print(' ' * 12, *['%7.3f' % v for v in xi.grad.tolist()])
prelu = nn.PReLU(init=0.3)
print(prelu(x), list(prelu.parameters()))
for act in (nn.ReLU6(), nn.Hardswish(), nn.Threshold(0.5, -1.), nn.Softmin(dim=0)):
    print(act, act(x)[-1].item())
