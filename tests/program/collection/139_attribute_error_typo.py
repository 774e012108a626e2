import torch
t = torch.ones(2, 3)
print(t.shape)
print(t.lenght())
