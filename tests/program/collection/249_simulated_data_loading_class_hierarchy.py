from abc import ABC, abstractmethod
from typing import Iterator, Tuple
import torch
class Source(ABC):
    registry = {}
    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw)
        Source.registry[cls.__name__.lower()] = cls
    def __init__(self, n: int, seed: int = 0) -> None:
        self.n, self.gen = n, torch.Generator().manual_seed(seed)
    @abstractmethod
    def make(self) -> Tuple[torch.Tensor, torch.Tensor]: ...
    def __iter__(self) -> Iterator[Tuple[torch.Tensor, torch.Tensor]]:
        x, y = self.make()
        for pair in zip(x, y): yield pair
    def __len__(self): return self.n
class Line(Source):
    def make(self):
        x = torch.rand(self.n, 1, generator=self.gen)
        return x, 2 * x + .1 * torch.randn(self.n, 1, generator=self.gen)
class Ring(Source):
    def __init__(self, n, radius=1., **kw):
        super().__init__(n, **kw); self.radius = radius
    def make(self):
        a = torch.rand(self.n, generator=self.gen) * 6.2832
        return torch.stack([a.cos(), a.sin()], 1) * self.radius, torch.ones(self.n)
for name, cls in sorted(Source.registry.items()):
    s = cls(3, seed=1); print(name, len(s), [tuple(round(v, 2) for v in x.tolist()) for x, _ in s], isinstance(s, Source))
print(Ring(2, radius=2., seed=3).make()[0].norm(dim=1), list(Source.registry))
try: Source(1)
except TypeError as e: print(str(e)[:50])
