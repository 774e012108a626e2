import torch
import torch.nn as nn
import torch.nn.functional as F

def get_activation(name):
    match name.lower():
        case "relu":
            return nn.ReLU()
        case "gelu" | "GELU":
            return nn.GELU()
        case "tanh":
            return nn.Tanh()
        case other:
            raise ValueError(f"Unknown activation {other!r}")

x = torch.linspace(-2, 2, 5)
for n in ["relu", "GELU", "Tanh", "swish"]:
    try:
        act = get_activation(n)
        print(n, act(x))
    except ValueError as err:
        print("error:", err)

def shape_kind(t):
    match tuple(t.shape):
        case ():
            return "scalar"
        case (n,):
            return f"vector of {n}"
        case (r, c) if r == c:
            return f"square {r}"
        case (r, c):
            return f"matrix {r}x{c}"
        case (b, *rest):
            return f"batch {b} of {rest}"
for t in [torch.tensor(1.), torch.ones(3), torch.ones(2,2), torch.ones(2,3), torch.ones(4,2,2)]:
    print(shape_kind(t))

config = {"optimizer": "adam", "lr": 1e-3, "extra": {"betas": (0.9, 0.99)}}
match config:
    case {"optimizer": "sgd", "lr": lr}:
        print("SGD", lr)
    case {"optimizer": "adam", "lr": lr, **rest}:
        print("Adam", lr, rest)
