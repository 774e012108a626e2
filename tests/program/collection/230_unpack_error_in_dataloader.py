import torch
from torch.utils.data import DataLoader, TensorDataset
ds = TensorDataset(torch.arange(8.).view(4, 2))
for x, y in DataLoader(ds, batch_size=2):
    print(x, y)
