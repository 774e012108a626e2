import torch
from torch.utils.data import TensorDataset, DataLoader, WeightedRandomSampler, Subset, ConcatDataset
from collections import Counter

torch.manual_seed(0)
labels = torch.tensor([0] * 90 + [1] * 10)
data = torch.arange(100.)
ds = TensorDataset(data, labels)
print(Counter(labels.tolist()))
class_count = torch.bincount(labels)
weights = 1.0 / class_count[labels].float()
sampler = WeightedRandomSampler(weights, num_samples=100, replacement=True)
seen = Counter()
for xb, yb in DataLoader(ds, batch_size=20, sampler=sampler):
    seen.update(yb.tolist())
print(dict(sorted(seen.items())))
sub = Subset(ds, range(85, 95))
print(len(sub), [int(t) for _, t in sub])
both = ConcatDataset([sub, Subset(ds, [0, 1])])
print(len(both), both[-1])
