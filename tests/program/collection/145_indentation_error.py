import torch

def f(x):
    y = x * 2
      return y

print(f(torch.ones(1)))
