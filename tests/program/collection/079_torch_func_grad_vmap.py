import torch
from torch.func import grad, vmap, jacrev, jacfwd, hessian

f = lambda x: torch.sin(x) * x ** 2
df = grad(f)
ddf = grad(grad(f))
x = torch.tensor(1.5)
print(df(x), ddf(x))
xs = torch.linspace(0, 1, 5)
print(vmap(df)(xs))

def loss(w, x, y):
    return ((x @ w - y) ** 2).mean()
torch.manual_seed(0)
w = torch.randn(3); X = torch.randn(6, 3); Y = torch.randn(6)
g = grad(loss)(w, X, Y)
print(g)
per_sample = vmap(grad(lambda w, x, y: (x @ w - y) ** 2), in_dims=(None, 0, 0))(w, X, Y)
print(per_sample.shape, torch.allclose(per_sample.mean(0), g, atol=1e-6))
h = hessian(loss)(w, X, Y)
print(torch.allclose(h, 2 * X.T @ X / 6, atol=1e-5))
J1, J2 = jacrev(torch.tanh)(w), jacfwd(torch.tanh)(w)
print(torch.allclose(J1, J2), J1.diagonal())
gv, val = torch.func.grad_and_value(loss, argnums=0)(w, X, Y)
print(val.item(), torch.equal(gv, g))
