import torch
from torch import nn
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return a**3
    @staticmethod
    def backward(ctx, g):
        return power*ctx.saved_tensors[0]**2*g
power = 3
w = torch.ones(2, requires_grad=True)
for step in range(4):
    power += 1
    Cube.apply(w).sum().backward()
    print(w.grad)
