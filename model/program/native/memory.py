"""Memory as it was, and memory that is given back: no tensor shows any of it."""

from __future__ import annotations

import operator
import struct
from typing import Any

import numpy as np
import torch
from torch import nn

from model.program.native.identity import disguised
from model.program.native.limits import Denied
from model.program.native.values import CHECKS, INSTEAD


def of_sizes(*args: Any, dtype: torch.dtype | None = None) -> Any:
    """Make what ``torch.Tensor(2, 3)`` and ``torch.Tensor([1, 2])`` make, with zeros for sizes."""
    dtype = dtype or torch.get_default_dtype()
    if all(isinstance(value, int) for value in args) or isinstance(args[0], torch.Size):
        return torch.zeros(*args or (0,), dtype=dtype)
    return torch.tensor(args[0], dtype=dtype)


INSTEAD.update({"torch.empty": lambda *args, **kwargs: torch.zeros(*args, **kwargs)})
INSTEAD.update({"torch.empty_like": torch.zeros_like, "Tensor.new_empty": torch.Tensor.new_zeros, "Tensor": of_sizes})
INSTEAD["Parameter"] = lambda data=None, requires_grad=True: nn.Parameter(
    torch.zeros(0) if data is None else data, requires_grad
)
INSTEAD["Tensor.data_ptr"] = lambda tensor: disguised(tensor.data_ptr())


def reach(tensor: torch.Tensor) -> tuple[int, int]:
    """Return where in its memory what a tensor shows begins and ends, and that of which it is a view, in bytes.

    PyTorch makes some results in larger memory, in which the rest stays as it was.
    """
    whole = tensor if tensor._base is None else tensor._base
    steps = [(size - 1) * stride for size, stride in zip(whole.shape, whole.stride(), strict=True)]
    first = int(whole.storage_offset()) * whole.element_size()
    return first, first + (whole.element_size() * (sum(steps) + 1) if whole.numel() else 0)


def _check_strided(tensor: Any, size: Any, stride: Any, storage_offset: Any = None) -> Any:
    size, stride = [*map(operator.index, size)], [*map(operator.index, stride)]
    offset = tensor.storage_offset() if storage_offset is None else operator.index(storage_offset)
    last = offset + sum((one - 1) * step for one, step in zip(size, stride, strict=False))
    first, end = (place // tensor.element_size() for place in reach(tensor))
    within = tensor.untyped_storage().nbytes() // tensor.element_size()  # beyond that PyTorch says so
    if all(size) and 0 <= offset <= last < within and not first <= offset <= last < end:
        raise Denied("as_strided can be used here within a tensor, or within that of which it is a view")
    return (tensor, size, stride, offset), {}


CHECKS["Tensor.as_strided"] = _check_strided


def _as_tensor(obj: Any, *, dtype: Any = None, **others: Any) -> Any:
    """Do what ``torch.asarray`` does, and keep bytes from being moved that are the memory of the tensor."""
    if isinstance(obj, (bytes, bytearray)):
        row = np.frombuffer(bytearray(obj) if type(obj) is bytes else obj, np.uint8)
        obj = torch.from_numpy(row).view(dtype or torch.get_default_dtype())
    return torch.asarray(obj, dtype=dtype, **others)


INSTEAD["torch.asarray"] = _as_tensor


def _check_state(*args: Any, **kwargs: Any) -> None:
    """Look at the state of a generator: one that has given more numbers than it has would go on with memory behind."""
    for state in (*args, *kwargs.values()):
        if isinstance(state, torch.Tensor) and state.dtype is torch.uint8 and state.numel() >= 24:
            left, _seeded, following = struct.unpack("=iiq", bytes(state.reshape(-1)[8:24].tolist()))
            if left < 1 or (left != 1 and left + following != 625):
                raise RuntimeError("Invalid mt19937 state")


for _name in ("Generator.set_state", "torch.set_rng_state", "random.set_rng_state"):
    CHECKS[_name] = _check_state
