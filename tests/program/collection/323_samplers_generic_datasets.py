import torch
from torch import nn
from torch.utils.data import Dataset, DataLoader, Sampler, BatchSampler, SequentialSampler, RandomSampler, WeightedRandomSampler, IterableDataset, default_collate
from typing import Iterator, List, Generic, TypeVar, Any, Callable, Iterable, overload, Literal, Final, Protocol
import itertools, functools, operator
import random

T = TypeVar("T")
MAX_LEN: Final = 6

class SupportsTransform(Protocol):
    def __call__(self, x: torch.Tensor) -> torch.Tensor: ...

class Compose:
    def __init__(self, *ts: SupportsTransform): self.ts = ts
    def __call__(self, x): return functools.reduce(lambda acc, f: f(acc), self.ts, x)
    def __repr__(self): return f"{self.__class__.__name__}({', '.join(type(t).__name__ for t in self.ts)})"
class Normalize:
    def __init__(self, mean, std): self.mean, self.std = mean, std
    def __call__(self, x): return (x - self.mean) / self.std
class AddNoise:
    def __init__(self, p=0.5, g=None): self.p, self.g = p, g
    def __call__(self, x): return x + self.p * torch.randn(x.shape, generator=self.g)

class SeqDataset(Dataset[T], Generic[T]):
    def __init__(self, n: int = 20, transform: Callable | None = None):
        g = torch.Generator().manual_seed(1)
        self.lengths = torch.randint(1, MAX_LEN + 1, (n,), generator=g).tolist()
        self.items = [torch.arange(l, dtype=torch.float) for l in self.lengths]
        self.transform = transform
    def __len__(self) -> int: return len(self.items)
    def __getitem__(self, i) -> dict:
        if not -len(self) <= i < len(self): raise IndexError(i)
        x = self.items[i]
        return {"x": self.transform(x) if self.transform else x, "len": self.lengths[i], "id": f"s{i:02d}"}

def collate(batch: list[dict]):
    xs = nn.utils.rnn.pad_sequence([b["x"] for b in batch], batch_first=True, padding_value=-1)
    mask = torch.arange(xs.size(1))[None, :] < torch.tensor([b["len"] for b in batch])[:, None]
    return {"x": xs, "mask": mask, "ids": [b["id"] for b in batch]}

class BucketSampler(Sampler[List[int]]):
    def __init__(self, ds, bs, shuffle=True, seed=0):
        self.ds, self.bs, self.shuffle, self.rng = ds, bs, shuffle, random.Random(seed)
    def __iter__(self) -> Iterator[List[int]]:
        order = sorted(range(len(self.ds)), key=self.ds.lengths.__getitem__)
        chunks = [order[i:i + self.bs] for i in range(0, len(order), self.bs)]
        if self.shuffle: self.rng.shuffle(chunks)
        yield from chunks
    def __len__(self): return -(-len(self.ds) // self.bs)

tf = Compose(Normalize(2.5, 1.5), AddNoise(0.01, torch.Generator().manual_seed(3)))
ds = SeqDataset(transform=tf); print(tf, len(ds), ds[0]["x"].shape, ds[-1]["id"])
dl = DataLoader(ds, batch_sampler=BucketSampler(ds, 6), collate_fn=collate)
for i, b in enumerate(dl):
    print(i, tuple(b["x"].shape), b["mask"].sum().item(), b["ids"][:2], f"{b['x'][b['mask']].mean():.3f}")
print(len(dl), list(BatchSampler(SequentialSampler(range(7)), 3, drop_last=False)))
w = WeightedRandomSampler([0.1, 0.9, 0.0], num_samples=8, replacement=True, generator=torch.Generator().manual_seed(0)); print(list(w))

class Stream(IterableDataset):
    def __init__(self, stop): self.stop = stop
    def __iter__(self):
        info = torch.utils.data.get_worker_info()
        assert info is None
        return map(lambda i: (torch.tensor([i, i * i]), i % 2), itertools.takewhile(lambda i: i < self.stop, itertools.count()))
for x, y in DataLoader(Stream(5), batch_size=2): print(x, y)
it = iter(DataLoader(ds, batch_size=4, sampler=RandomSampler(ds, generator=torch.Generator().manual_seed(9)), collate_fn=lambda b: [e["id"] for e in b]))
print(next(it), next(it)); 
print(default_collate([{"a": 1, "b": [1., 2.]}, {"a": 3, "b": [3., 4.]}]))
try:
    next(iter(DataLoader(ds, batch_size=5)))
except RuntimeError as e: print(str(e).split(",")[0])
def infinite(loader):
    while True:
        yield from loader
for k, b in zip(range(3), infinite(DataLoader(torch.arange(4), batch_size=3))): print(k, b)
groups = itertools.groupby(sorted(ds.lengths)); print({k: len(list(g)) for k, g in groups}, list(itertools.accumulate([1, 2, 3], operator.mul)), list(itertools.starmap(pow, [(2, 3), (3, 2)])), list(itertools.pairwise("abc")), [*itertools.zip_longest("ab", "c", fillvalue="-")], list(itertools.compress("abcd", [1, 0, 1, 0])))
