import torch
from torch import nn
scale = 2
@torch.no_grad()
def double(x):
    return x*scale
def loud(f):
    def g(*a):
        print('call')
        return f(*a)
    return g
@loud
def one(x):
    return x + 1
w = torch.ones(1, requires_grad=True)
for step in range(4):
    scale += 1
    print(double(w), one(step))
