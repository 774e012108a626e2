import torch
from torch.utils.data import Dataset, DataLoader, random_split

class ParabolaDataset(Dataset):
    """(x, x^2) pairs"""
    def __init__(self, n, transform=None):
        self.x = torch.linspace(-1, 1, n).unsqueeze(1)
        self.y = self.x ** 2
        self.transform = transform

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        sample = self.x[index], self.y[index]
        if self.transform:
            sample = self.transform(sample)
        return sample

class Scale:
    def __init__(self, k): self.k = k
    def __call__(self, sample):
        x, y = sample
        return x * self.k, y

class Compose(object):
    def __init__(self, ts): self.ts = ts
    def __call__(self, s):
        for t in self.ts: s = t(s)
        return s

ds = ParabolaDataset(23, transform=Compose([Scale(2), Scale(0.5)]))
print(len(ds), ds[0])
train_ds, val_ds = random_split(ds, [18, 5], generator=torch.Generator().manual_seed(0))
print(len(train_ds), len(val_ds), list(val_ds.indices))
loader = DataLoader(train_ds, batch_size=5, shuffle=True, generator=torch.Generator().manual_seed(1))
print('batches:', len(loader))
for i, (xb, yb) in enumerate(loader):
    print(i, xb.shape, yb.squeeze(1).tolist()[:2])
for x, y in DataLoader(val_ds, batch_size=2, drop_last=True):
    print(x.flatten(), y.flatten())
