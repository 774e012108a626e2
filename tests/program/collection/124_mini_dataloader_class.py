import random
import torch

class MiniLoader:
    """a DataLoader in twenty lines"""
    def __init__(self, data, batch_size=4, shuffle=False, drop_last=False, seed=None):
        self.data, self.batch_size, self.shuffle, self.drop_last = data, batch_size, shuffle, drop_last
        self.rng = random.Random(seed)
    def __len__(self):
        n, b = len(self.data), self.batch_size
        return n // b if self.drop_last else -(-n // b)
    def __iter__(self):
        order = list(range(len(self.data)))
        if self.shuffle:
            self.rng.shuffle(order)
        self.order, self.pos = order, 0
        return self
    def __next__(self):
        rows = self.order[self.pos:self.pos + self.batch_size]
        if not rows or (self.drop_last and len(rows) < self.batch_size):
            raise StopIteration
        self.pos += self.batch_size
        return torch.stack([self.data[r] for r in rows])
    def __contains__(self, value):
        return any(torch.equal(value, d) for d in self.data)

items = [torch.tensor([i, i * i]) for i in range(10)]
for kw in ({}, dict(shuffle=True, seed=1), dict(batch_size=3, drop_last=True)):
    loader = MiniLoader(items, **kw)
    print(kw, len(loader), [b[:, 0].tolist() for b in loader])
print(torch.tensor([3, 9]) in loader, torch.tensor([3, 8]) in loader)
a, b, *rest = MiniLoader(items, 3)
print(a.shape, b.sum().item(), len(rest))
