import torch
from torch import nn

class Standardize(nn.Module):
    """no parameters at all"""
    def forward(self, t):
        return (t - t.mean()) / t.std()

class Affine(nn.Module):
    def __init__(self, n_in, n_out, bias=True):
        super().__init__()
        self.kernel = nn.Parameter(torch.randn(n_in, n_out))
        if bias:
            self.offset = nn.Parameter(torch.zeros(n_out))
        else:
            self.register_parameter('offset', None)
    def forward(self, t):
        r = t @ self.kernel
        return r if self.offset is None else r + self.offset
    def extra_repr(self):
        return f'{self.kernel.shape[0]} -> {self.kernel.shape[1]}, bias={self.offset is not None}'

class Switch(nn.Module):
    def __init__(self):
        super().__init__()
        self.mats = nn.ParameterDict({'one': nn.Parameter(torch.eye(2)), 'two': nn.Parameter(2 * torch.eye(2))})
        self.stack = nn.ModuleList(Affine(2, 2) for _ in range(3))
        self.act = nn.ModuleDict([['relu', nn.ReLU()], ['elu', nn.ELU()]])
        self.history = nn.ParameterList([nn.Parameter(torch.zeros(1))])
    def forward(self, t, which='one', act='relu'):
        t = t.matmul(self.mats[which])
        for layer in self.stack:
            t = self.act[act](layer(t))
        return t

torch.manual_seed(0)
print(Standardize()(torch.arange(1., 6)))
pipe = nn.Sequential(nn.Linear(6, 4), Standardize())
r = pipe(torch.rand(3, 6)); print(abs(r.mean().item()) < 1e-6, '%.4f' % r.std())
print(Affine(5, 3)); print(Affine(5, 3, bias=False))
a = Affine(5, 3)
print(a.kernel)
s = Switch()
print(s)
print(s(torch.ones(1, 2), 'two', act='elu'))
print(sorted(n for n, _ in s.named_parameters()), 'two' in s.mats, len(s.stack))
