import numpy as np
import torch
from torch import nn

X = np.arange(12).reshape(4, 3) / 10.0
x = torch.from_numpy(X)
print(x.dtype)
fc = nn.Linear(3, 2)
y = fc(x)    # RuntimeError? float vs double
print(y)
