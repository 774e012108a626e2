import torch

def check(x: torch.Tensor, shape):
    assert x.shape == torch.Size(shape), f"expected {tuple(shape)}, got {tuple(x.shape)}"
    return x

def forward(x):
    x = check(x, (2, 3))
    return check(x.T, (2, 3))

forward(torch.zeros(2, 3))
