import torch
from torch.autograd import Function, gradcheck

class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x ** 3
    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x ** 2

class WrongCube(Cube):
    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 2 * x ** 2

torch.manual_seed(0)
x = torch.randn(3, dtype=torch.double, requires_grad=True)
print(gradcheck(Cube.apply, (x,), eps=1e-6, atol=1e-4))
try:
    gradcheck(WrongCube.apply, (x,), eps=1e-6, atol=1e-4)
except RuntimeError as e:
    print(str(e).splitlines()[0])
print(gradcheck(WrongCube.apply, (x,), raise_exception=False))
lin = torch.nn.Linear(3, 2).double()
print(gradcheck(lin, (torch.randn(4, 3, dtype=torch.double, requires_grad=True),)))
