"""Memory as it was, and memory that is given back: no tensor shows any of it."""

from __future__ import annotations

import struct
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import nn

from model.program.native.identity import disguised
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


def with_nothing_behind(function: Any, *args: Any, **kwargs: Any) -> Any:
    """Compute what PyTorch makes in larger memory and cuts off, and clear what is behind it."""
    result = function(*args, **kwargs)
    with suppress(NotImplementedError, RuntimeError):  # under a transform it has no memory of its own
        for one in result if isinstance(result, tuple) else (result,):
            memory, length = one.untyped_storage(), one.numel() * one.element_size()
            if memory.nbytes() > length and not one.storage_offset() and not one.is_meta:
                torch.zeros(0, dtype=torch.uint8).set_(memory, length, (memory.nbytes() - length,), (1,)).zero_()
    return result


def _as_tensor(obj: Any, *, dtype: Any = None, **others: Any) -> Any:
    """Do what ``torch.asarray`` does, and keep bytes from being moved that are the memory of the tensor."""
    if isinstance(obj, (bytes, bytearray)):
        row = np.frombuffer(bytearray(obj) if type(obj) is bytes else obj, np.uint8)
        obj = torch.from_numpy(row).view(dtype or torch.get_default_dtype())
    return torch.asarray(obj, dtype=dtype, **others)


INSTEAD["torch.asarray"] = _as_tensor
for _owner in (torch, torch.Tensor):
    INSTEAD[f"{_owner.__name__}.unique_consecutive"] = partial(with_nothing_behind, _owner.unique_consecutive)


def _check_state(*args: Any, **kwargs: Any) -> None:
    """Look at the state of a generator: one that has given more numbers than it has would go on with memory behind."""
    for state in (*args, *kwargs.values()):
        if isinstance(state, torch.Tensor) and state.dtype is torch.uint8 and state.numel() >= 24:
            left, _seeded, following = struct.unpack("=iiq", bytes(state.reshape(-1)[8:24].tolist()))
            if left < 1 or (left != 1 and left + following != 625):
                raise RuntimeError("Invalid mt19937 state")


for _name in ("Generator.set_state", "torch.set_rng_state", "random.set_rng_state"):
    CHECKS[_name] = _check_state
