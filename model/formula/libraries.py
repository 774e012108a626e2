"""The operations of a formula by their names in NumPy and in torch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeAlias

import numpy as np

from model.formula.functions import FIXED

Operation: TypeAlias = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Library:
    """The operations of one library.

    ``power`` is called for a constant base only, ``at_least`` and ``at_most`` for a constant bound,
    ``number(like, value)`` for a constant where a bare float would lose the type.
    """

    functions: Mapping[str, Callable[..., Any]]
    power: Operation
    minimum: Operation
    maximum: Operation
    at_most: Operation
    at_least: Operation
    where: Callable[[Any, Any, Any], Any]
    number: Callable[[Any, float], Any]
    mean: Callable[[Any, bool], Any]
    sum: Callable[[Any, bool], Any]


NUMPY = Library(
    functions={name: entry.numpy for name, entry in FIXED.items()},
    power=np.power,
    minimum=np.minimum,
    maximum=np.maximum,
    at_most=np.minimum,
    at_least=np.maximum,
    where=np.where,
    number=lambda _like, value: value,
    mean=lambda x, keep: np.mean(np.atleast_1d(x), axis=-1, keepdims=keep),
    sum=lambda x, keep: np.sum(np.atleast_1d(x), axis=-1, keepdims=keep),
)


def torch_library() -> Library:
    """Return torch's operations; imports torch."""
    import torch

    def cube_root(x: torch.Tensor) -> torch.Tensor:
        return torch.sign(x) * torch.abs(x) ** (1 / 3)

    return Library(
        functions={
            **{name: attrgetter(entry.torch)(torch) for name, entry in FIXED.items() if not entry.definition},
            "cbrt": cube_root,
        },
        power=torch.pow,
        minimum=torch.minimum,
        maximum=torch.maximum,
        at_most=lambda x, bound: torch.clamp(x, max=bound),
        at_least=lambda x, bound: torch.clamp(x, min=bound),
        where=torch.where,
        number=lambda like, value: like.new_tensor(value),
        # without an axis where there is but one: backward is a tenth faster
        mean=lambda x, keep: torch.mean(x) if x.dim() == 1 and not keep else torch.mean(x, -1, keep),
        sum=lambda x, keep: torch.sum(x, -1, keep),
    )
