"""Calls that torch itself does not check, or that would show memory as it was: what stands in their place.

Each entry is one of two: a function that is called instead (`INSTEAD`), or one that looks at the arguments first
(`CHECKS`). Importing this module registers them; the functions of torch are looked up afterwards.
"""

from __future__ import annotations

from typing import Any

import torch

from model.program.native.attributes import SETTERS
from model.program.native.built_in import disguised
from model.program.native.guard import forget_modules
from model.program.native.limits import check_items
from model.program.native.values import CHECKS, INSTEAD

# ---- memory as it was: zeros in its place


def _zeros_of_sizes(*args: Any, **kwargs: Any) -> Any:
    """Make what ``torch.Tensor(2, 3)`` and ``torch.Tensor([1, 2])`` make, with zeros for sizes."""
    if all(isinstance(value, int) for value in args) or (len(args) == 1 and isinstance(args[0], torch.Size)):
        return torch.zeros(*args or (0,), **kwargs)
    return torch.tensor(args[0], dtype=kwargs.get("dtype", torch.get_default_dtype()))


def _empty(*args: Any, **kwargs: Any) -> Any:
    return torch.zeros(*args, **kwargs)


INSTEAD["torch.empty"] = _empty
INSTEAD["torch.empty_like"] = torch.zeros_like
INSTEAD["Tensor.new_empty"] = torch.Tensor.new_zeros
INSTEAD["Tensor"] = _zeros_of_sizes
OLD_TYPES = {
    "FloatTensor": torch.float32,
    "DoubleTensor": torch.float64,
    "HalfTensor": torch.float16,
    "IntTensor": torch.int32,
    "LongTensor": torch.int64,
    "ShortTensor": torch.int16,
    "CharTensor": torch.int8,
    "ByteTensor": torch.uint8,
    "BoolTensor": torch.bool,
}


def old_type(dtype: torch.dtype) -> Any:
    """Return what ``torch.FloatTensor`` and its like do."""
    return lambda *args: _zeros_of_sizes(*args, dtype=dtype)


# ---- whole numbers: the smallest divided by -1 ends the process


def _check_division(args: Any, kwargs: Any) -> None:
    left, right = args[0], args[1] if len(args) > 1 else kwargs.get("other")
    for value in (left, right):
        if type(value) is float or (isinstance(value, torch.Tensor) and not _is_whole(value)):
            return
    if isinstance(left, torch.Tensor) and left.numel() and _has_minus_one(right):
        smallest = torch.iinfo(left.dtype).min if left.dtype != torch.bool else 0
        if bool((left == smallest).any()) and smallest < 0:
            raise ZeroDivisionError(f"the smallest {left.dtype} cannot be divided by -1")


def _is_whole(value: torch.Tensor) -> bool:
    return not (value.is_floating_point() or value.is_complex())


def _has_minus_one(value: Any) -> bool:
    return bool((value == -1).any()) if isinstance(value, torch.Tensor) else value == -1


for _name in ("floor_divide", "remainder", "fmod", "div", "divide"):
    for _full in (f"torch.{_name}", f"torch.{_name}_", f"Tensor.{_name}", f"Tensor.{_name}_"):
        CHECKS[_full] = _check_division


# ---- what a tensor is given: the same shape, so that a graph that holds it still fits


def _check_data(value: Any, name: str, new: Any) -> None:
    if isinstance(new, torch.Tensor) and (new.shape != value.shape or new.dtype != value.dtype):
        raise RuntimeError(
            f".data can be set to a tensor of the same shape and dtype here: {tuple(value.shape)}, {value.dtype}"
        )


SETTERS[torch.Tensor, "data"] = _check_data
SETTERS[torch.nn.Module, "*"] = lambda value, name, new: forget_modules()


# ---- methods of tensors


def _check_list(args: Any, kwargs: Any) -> None:
    check_items(args[0].numel())


CHECKS["Tensor.tolist"] = _check_list
CHECKS["Tensor.unbind"] = _check_list
INSTEAD["Tensor.data_ptr"] = lambda value: disguised(value.data_ptr())


def with_out(function: Any) -> Any:
    """Return a function of torch whose ``out=`` takes only a tensor of the right shape: it is never resized."""

    def call_with_out(*args: Any, out: Any = None, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        if out is None:
            return result
        if not isinstance(out, torch.Tensor) or out.shape != result.shape:
            raise RuntimeError(f"out= needs a tensor of the shape of the result, {tuple(result.shape)}")
        return out.copy_(result)

    return call_with_out
