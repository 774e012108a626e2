"""Sparse tensors: their indices are looked at when they are made, and nobody changes them afterwards.

PyTorch's kernels for sparse tensors take indices for granted: each tensor gets a copy of its own, and shows copies.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import torch

from model.program.native.facades import MODULES, facade, offered
from model.program.native.guard import tensors
from model.program.native.limits import ELEMENTS
from model.program.native.values import INSTEAD

_DENSE = ELEMENTS.most
"""Elements of a sparse tensor, those that are zero among them: it can be made dense."""


def _size_of(size: Any) -> None:
    count = 1.0
    for length in size:
        count *= int(length)
    ELEMENTS.holds(count)


def _make(make: Any, *parts: Any, **options: Any) -> torch.Tensor:
    """Make a sparse tensor from indices, of which it gets copies, values and perhaps a size."""
    options.pop("check_invariants", None)
    parts = tuple(part.clone() if _is_whole(part) else part for part in parts)
    options = {name: part.clone() if _is_whole(part) else part for name, part in options.items()}
    for size in (options.get("size"), *parts[2:]):
        if isinstance(size, (tuple, list)):
            _size_of(size)  # pyright: ignore[reportUnknownArgumentType]
    made = make(*parts, **options, check_invariants=True)
    _size_of(made.shape)
    return made


def _is_whole(part: Any) -> bool:
    return isinstance(part, torch.Tensor) and not part.is_floating_point()


def _copy(read: Any, tensor: Any) -> torch.Tensor:
    return read(tensor).clone()


for _name in ("sparse_coo_tensor", "sparse_csr_tensor"):
    INSTEAD[f"torch.{_name}"] = partial(_make, getattr(torch, _name))
for _name in "indices crow_indices col_indices _indices".split():
    INSTEAD[f"Tensor.{_name}"] = partial(_copy, getattr(torch.Tensor, _name))
MODULES["torch"].members |= offered(torch, "sparse_coo_tensor sparse_csr_tensor sparse_coo sparse_csr", tensors)
facade("torch.sparse", torch.sparse, offered(torch.sparse, "mm sum softmax log_softmax addmm", tensors))
