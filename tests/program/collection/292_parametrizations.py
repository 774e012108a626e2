import torch
from torch import nn
import torch.nn.utils.parametrize as parametrize
from torch.nn.utils import weight_norm, spectral_norm, parameters_to_vector, vector_to_parameters
from torch.nn.utils.parametrizations import orthogonal
torch.manual_seed(0)
class Symmetric(nn.Module):
    def forward(self, X):
        return X.triu() + X.triu(1).transpose(-1, -2)
layer = nn.Linear(3, 3)
parametrize.register_parametrization(layer, "weight", Symmetric())
A = layer.weight
assert torch.allclose(A, A.T)
print(A)
print(layer)
print(parametrize.is_parametrized(layer), layer.parametrizations.weight.original.shape)
class MatrixExponential(nn.Module):
    def forward(self, X):
        return torch.matrix_exp(X)
class Skew(nn.Module):
    def forward(self, X):
        A = X.triu(1)
        return A - A.transpose(-1, -2)
lo = nn.Linear(3, 3)
parametrize.register_parametrization(lo, "weight", Skew())
parametrize.register_parametrization(lo, "weight", MatrixExponential())
W = lo.weight
print(torch.dist(W.T @ W, torch.eye(3)) < 1e-5)
opt = torch.optim.SGD(lo.parameters(), lr=0.1)
for _ in range(3):
    loss = (lo(torch.ones(2, 3)) - 1).pow(2).mean()
    opt.zero_grad(); loss.backward(); opt.step()
    print(f'{loss:.6f}')
parametrize.remove_parametrizations(layer, "weight", leave_parametrized=True)
print(layer)
ol = orthogonal(nn.Linear(4, 4))
Q = ol.weight
print((Q.T @ Q - torch.eye(4)).abs().max() < 1e-5)
v = parameters_to_vector(nn.Linear(2, 2).parameters()); print(v.shape)
sn = spectral_norm(nn.Linear(5, 4))
print(sn, sn.weight_u.shape)
for _ in range(10): sn(torch.randn(2, 5))
print(round(torch.linalg.matrix_norm(sn.weight, 2).item(), 1))
