"""Siamese / triplet + metric + custom sampler + augment pipeline; uses abc, random, itertools; "production" style with type hints."""
from __future__ import annotations

import abc
import logging
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto
from pathlib import Path
from typing import Final, Literal, NamedTuple, Self, TypeAlias, assert_never

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset, Sampler

logger = logging.getLogger(__name__)
Batch: TypeAlias = tuple[Tensor, Tensor]
SEED: Final[int] = 7

class Distance(StrEnum):
    L2 = auto()
    COSINE = auto()

class Triplet(NamedTuple):
    anchor: Tensor
    positive: Tensor
    negative: Tensor

    @property
    def margin_ok(self) -> bool:
        return bool((self.anchor - self.positive).norm() < (self.anchor - self.negative).norm())

@dataclass(slots=True, kw_only=True)
class Config:
    dim: int = 4
    classes: int = 3
    per_class: int = 6
    distance: Distance = Distance.L2
    margin: float = 0.5
    mode: Literal["hard", "random"] = "hard"
    extras: dict[str, object] = field(default_factory=dict)

    def with_(self, **changes: object) -> Self:
        for key, value in changes.items():
            if key not in self.__slots__:
                raise KeyError(key)
            setattr(self, key, value)
        return self

class Transform(abc.ABC):
    @abc.abstractmethod
    def __call__(self, x: Tensor) -> Tensor: ...
    def __or__(self, other: Transform) -> Transform: return Chain([self, other])

class Chain(Transform):
    def __init__(self, parts: Sequence[Transform]) -> None: self.parts = list(parts)
    def __call__(self, x: Tensor) -> Tensor:
        for part in self.parts: x = part(x)
        return x
class Jitter(Transform):
    def __init__(self, std: float, generator: torch.Generator | None = None) -> None: self.std, self.g = std, generator
    def __call__(self, x: Tensor) -> Tensor: return x + torch.randn(x.shape, generator=self.g) * self.std
class Flip(Transform):
    def __call__(self, x: Tensor) -> Tensor: return x.flip(-1) if random.random() < 0.0 else x

class Blobs(Dataset[Batch]):
    def __init__(self, cfg: Config, transform: Callable[[Tensor], Tensor] | None = None) -> None:
        rng = np.random.default_rng(SEED)
        centers = rng.normal(size=(cfg.classes, cfg.dim)) * 3
        self.x = torch.from_numpy(np.concatenate([rng.normal(c, 1.0, (cfg.per_class, cfg.dim)) for c in centers])).float()
        self.y = torch.arange(cfg.classes).repeat_interleave(cfg.per_class)
        self.transform = transform
    def __len__(self) -> int: return len(self.y)
    def __getitem__(self, i: int) -> Batch:
        x = self.x[i]
        return (self.transform(x) if self.transform else x), self.y[i]

class BalancedSampler(Sampler[list[int]]):
    def __init__(self, labels: Tensor, n_classes: int, n_samples: int, batches: int) -> None:
        self.by_class = {int(c): (labels == c).nonzero().flatten().tolist() for c in labels.unique()}
        self.n_classes, self.n_samples, self.batches = n_classes, n_samples, batches
        self.rng = random.Random(SEED)
    def __len__(self) -> int: return self.batches
    def __iter__(self) -> Iterator[list[int]]:
        for _ in range(self.batches):
            picked = self.rng.sample(sorted(self.by_class), self.n_classes)
            yield [i for c in picked for i in self.rng.sample(self.by_class[c], self.n_samples)]

def pairwise(e: Tensor, kind: Distance) -> Tensor:
    match kind:
        case Distance.L2: return torch.cdist(e, e)
        case Distance.COSINE: return 1 - F.normalize(e, dim=1) @ F.normalize(e, dim=1).T
        case _: assert_never(kind)

def mine(e: Tensor, y: Tensor, cfg: Config) -> Triplet:
    d = pairwise(e, cfg.distance).detach(); same = y[:, None] == y[None]
    eye = torch.eye(len(y), dtype=torch.bool)
    pos = d.masked_fill(~same | eye, -torch.inf).argmax(1)
    neg = d.masked_fill(same, torch.inf).argmin(1) if cfg.mode == "hard" else torch.stack([(~row).float().multinomial(1)[0] for row in same])
    return Triplet(e, e[pos], e[neg])

def main(cfg: Config) -> float:
    torch.manual_seed(SEED); random.seed(SEED)
    ds = Blobs(cfg, Jitter(0.05, torch.Generator().manual_seed(1)) | Flip())
    dl = DataLoader(ds, batch_sampler=BalancedSampler(ds.y, 2, 4, batches=5))
    net = nn.Sequential(nn.Linear(cfg.dim, 16), nn.PReLU(), nn.Linear(16, 2))
    opt = torch.optim.AdamW(net.parameters(), lr=1e-2)
    loss_fn = nn.TripletMarginLoss(margin=cfg.margin) if cfg.distance is Distance.L2 else nn.TripletMarginWithDistanceLoss(distance_function=lambda a, b: 1 - F.cosine_similarity(a, b), margin=cfg.margin)
    total = 0.0
    for epoch in range(3):
        total = 0.0
        for x, y in dl:
            t = mine(net(x), y, cfg)
            loss: Tensor = loss_fn(*t)
            opt.zero_grad(); loss.backward(); opt.step()
            total += loss.item()
        print(f"{cfg.distance:>8} {cfg.mode:<7} epoch {epoch} loss {total / len(dl):.4f} ok={t.margin_ok}")
    net.eval()
    with torch.no_grad():
        d = pairwise(net(ds.x), cfg.distance).fill_diagonal_(torch.inf)
        acc = (ds.y[d.argmin(1)] == ds.y).float().mean().item()
    logger.debug("done %s", cfg)
    return acc

if __name__ == "__main__":
    for distance in Distance:
        for mode in ("hard", "random"):
            print(repr(distance), f"{main(Config(distance=distance, mode=mode)):.3f}")
    print(Config(), Config().with_(margin=1.0).margin, Distance("l2") == "l2", Path("runs") / "exp" / f"{Distance.L2}.pt", isinstance(Jitter(0.1), Transform))
    try: Config().with_(nope=1)
    except KeyError as e: print("KeyError", e)
    try: Config(1)
    except TypeError as e: print(e)
