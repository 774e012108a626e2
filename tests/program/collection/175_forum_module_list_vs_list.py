import torch.nn as nn
class Wrong(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(2, 2), nn.Linear(2, 2)]     # python list: parameters are not found
class Right(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2)])
print(len(list(Wrong().parameters())), len(list(Right().parameters())))
print(Wrong()); print(Right())
import torch
try:
    torch.optim.SGD(Wrong().parameters(), lr=0.1)
except ValueError as e:
    print('ValueError:', e)
