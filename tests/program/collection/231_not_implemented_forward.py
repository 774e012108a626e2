import torch
from torch import nn
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 1)
    def foward(self, x):       # 拼错了
        return self.fc(x)
m = Model()
print(sum(p.numel() for p in m.parameters()))
m(torch.ones(1, 2))
