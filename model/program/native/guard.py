"""The guard for sizes: before torch or NumPy computes, it is known that the result is not too large.

Small arguments cannot give a large result, so that most calls run bare. Others run under a mode that tries each
operation on torch's meta tensors first, which have a shape and no memory; what has run once with arguments of the same
shapes runs bare from then on. NumPy has no meta arrays: there a table says how large a result becomes.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from model.program.native.calls import checked
from model.program.native.limits import ELEMENTS, NO_MEMORY, Limit, check_elements
from model.program.native.values import Native, admit_whole, fit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_MANY_KEYS = 10_000
_META = torch.device("meta")
_TENSORS = (torch.Tensor, torch.nn.Parameter)
_PASSING = {type(None), bool, torch.dtype, slice, type(...), torch.layout, torch.memory_format, torch.Generator}
_COUNTED = {int, float}
_DTYPE_CLASSES = (int, float, bool, complex, str)


def _bound(values: Iterable[Any]) -> float:
    """Return what no result of one operation on these values is larger than; infinity where that is not known."""
    total, product = _sizes(values)
    return total * total * product


def _sizes(values: Iterable[Any]) -> tuple[float, float]:
    total, product = 1.0, 1.0
    for value in values:
        of = type(value)
        if of in _TENSORS:
            count = value.numel()
            if count == 1 and not value.is_floating_point():
                return math.inf, 1.0  # it may be a size
            total += count
        elif of in _COUNTED:
            if not -1 <= value <= 1:
                product *= min(abs(value), 1e300)
        elif of is list or of is tuple or of is torch.Size:
            inner = _sizes(value)
            total, product = total + inner[0] - 1, product * inner[1]
        elif of is str:
            if value == "meta" or value.startswith("meta:"):
                raise RuntimeError("tensors without memory cannot be made here")
        elif of not in _PASSING:
            return math.inf, 1.0
    return total, product


def _key(value: Any) -> Any:
    """Return what stands for a value where only sizes matter; TypeError where it cannot be known."""
    of = type(value)
    if of in _TENSORS:
        if value.numel() == 1 and not value.is_floating_point():
            raise TypeError
        return value.shape, value.dtype, value.stride()
    if of is list or of is tuple or of is torch.Size:
        return tuple([_key(item) for item in value])
    if of in _COUNTED or of is str or (of in _PASSING and of is not torch.Generator):
        return of, repr(value) if of is slice else value
    raise TypeError


class _Sizes(TorchDispatchMode):
    """Tries each operation on meta tensors before it computes, where its result might be too large."""

    tried: set[Any]

    def __init__(self) -> None:
        super().__init__()
        self.tried = set()
        self.is_on = False

    def __torch_dispatch__(
        self, func: Any, types: object, args: Sequence[Any] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        named = kwargs or {}
        if _bound(args) > ELEMENTS or (named and _bound(named.values()) > ELEMENTS):
            self._try(func, args, named)
        return func(*args, **named)

    def _try(self, func: Any, args: Sequence[Any], named: dict[str, Any]) -> None:
        try:
            key = (func, _key(tuple(args)), tuple(named), _key(tuple(named.values())))
        except TypeError:
            key = None
        if key in self.tried and key is not None:
            return
        try:
            with torch._C._DisableTorchDispatch():  # pyright: ignore[reportPrivateUsage]
                on_meta = {name: _on_meta(value) for name, value in named.items()}
                tensors = [value for value in args if isinstance(value, (torch.Tensor, list, tuple))]
                if not tensors or any(argument.name == "device" for argument in func._schema.arguments):
                    on_meta["device"] = _META
                result = func(*map(_on_meta, args), **on_meta)
        except (NotImplementedError, RuntimeError, IndexError, ValueError, TypeError):
            return  # its size depends on the values, or it is an error that the operation itself words better
        for one in result if isinstance(result, (tuple, list)) else (result,):
            if isinstance(one, torch.Tensor):
                check_elements(one.numel())
        if key is not None and len(self.tried) < _MANY_KEYS:
            self.tried.add(key)


def _on_meta(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return torch.empty_strided(value.shape, value.stride(), dtype=value.dtype, device=_META)
    return type(value)(map(_on_meta, value)) if type(value) in (list, tuple) else value


_MODE = _Sizes()
_passed: set[Any] = set()
_passed_modules: WeakKeyDictionary[torch.nn.Module, set[Any]] = WeakKeyDictionary()


def forget_modules() -> None:
    """Forget what modules have computed before, since one of them has been changed."""
    _passed_modules.clear()


def under_guard(function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call with every operation of torch looked at, also those inside."""
    if _MODE.is_on:
        return function(*args, **kwargs)
    _MODE.is_on = True
    try:
        with _MODE:
            return function(*args, **kwargs)
    finally:
        _MODE.is_on = False


def with_memory(call: Callable[..., Any], *args: Any) -> Any:
    """Call, and raise `Limit` where torch finds no memory."""
    try:
        return call(*args)
    except RuntimeError as error:
        if "DefaultCPUAllocator" in str(error):
            raise Limit(NO_MEMORY) from None
        raise


def _computed(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    if _MODE.is_on or (_bound(args) <= ELEMENTS and (not kwargs or _bound(kwargs.values()) <= ELEMENTS)):
        return native.function(*args, **kwargs)
    try:
        key = (native.function, _key(tuple(args)), tuple(kwargs), _key(tuple(kwargs.values())))
    except TypeError:
        return under_guard(native.function, args, kwargs)
    if key in _passed:
        return native.function(*args, **kwargs)
    result = under_guard(native.function, args, kwargs)
    if len(_passed) < _MANY_KEYS:
        _passed.add(key)
    return result


def tensors(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call a function of torch on tensors."""
    if native.check is not None:
        args, kwargs = checked(native, args, kwargs)
    if not _are_tensors(args) or kwargs:
        args, kwargs = _fitted(args, kwargs)
    result = with_memory(_computed, native, args, kwargs)
    return result if type(result) in _TENSORS else admit_whole(result)


def _are_tensors(args: Sequence[Any]) -> bool:
    return all(type(value) in _TENSORS or type(value) in _COUNTED for value in args)


def _fitted(args: Sequence[Any], kwargs: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    keep = _DTYPE_CLASSES
    return fit(args, keep), dict(zip(kwargs, fit(list(kwargs.values()), keep), strict=True))


def guarded(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call what computes many operations at once, such as the constructor of a module or ``vmap``."""
    args, kwargs = _fitted(*checked(native, args, kwargs))
    return admit_whole(with_memory(under_guard, native.function, args, kwargs))


def bare(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call what makes nothing larger than what there is, such as the step of an optimizer."""
    args, kwargs = _fitted(*checked(native, args, kwargs))
    return admit_whole(with_memory(_plainly, native.function, args, kwargs))


def _plainly(function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    return function(*args, **kwargs)


def call_module(module: torch.nn.Module, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call a module: guarded, until it has run once with arguments of these shapes."""
    args, kwargs = _fitted(args, kwargs)
    try:
        key = (_key(tuple(args)), tuple(kwargs), _key(tuple(kwargs.values())), module.training)
    except TypeError:
        key = None
    passed = _passed_modules.setdefault(module, set())
    if key is not None and key in passed:
        result = with_memory(_plainly, module, args, kwargs)
    else:
        result = with_memory(under_guard, module, args, kwargs)
        if key is not None and len(passed) < _MANY_KEYS:
            passed.add(key)
    return result if type(result) in _TENSORS else admit_whole(result)


# ---- NumPy

SIZES: dict[str, Callable[..., float]] = {}
"""How many elements the result of a function of NumPy has, by its name, where it may be more than its arguments."""


def _array_bound(values: Iterable[Any]) -> float:
    total, product = 1.0, 1.0
    for value in values:
        of = type(value)
        if isinstance(value, (np.ndarray, torch.Tensor)):
            total += value.size if isinstance(value, np.ndarray) else value.numel()
        elif of in _COUNTED or isinstance(value, np.number):
            product *= max(min(abs(float(value)), 1e300) if not isinstance(value, np.complexfloating) else 1, 1)
        elif of is list or of is tuple:
            if len(value) > 50:
                return math.inf
            total, product = total + len(value), product * _array_bound(value)
        elif of not in (bool, str, type(None), type, slice, np.dtype) and not isinstance(value, (np.generic, np.dtype)):
            return math.inf
    return total * total * product


def arrays(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call a function of NumPy."""
    args, kwargs = checked(native, args, kwargs)
    args = [value if type(value) is np.ndarray else one for value, one in zip(args, _keeping(args), strict=True)]
    kwargs = dict(zip(kwargs, _keeping(list(kwargs.values())), strict=True))
    if _array_bound(args) * _array_bound(kwargs.values()) > ELEMENTS:
        size = SIZES.get(native.short_name)
        check_elements(int(min(size(*args, **kwargs) if size else broadcast_size(*args), 1e300)))
    return admit_whole(native.function(*args, **kwargs))


def _keeping(values: Sequence[Any]) -> list[Any]:
    keep = {*_DTYPE_CLASSES, *(one for one in values if isinstance(one, type) and issubclass(one, np.generic))}
    return fit(values, keep)


def broadcast_size(*values: Any) -> int:
    """Return how many elements there are once these values are broadcast against each other."""
    shapes = [value.shape if hasattr(value, "shape") else np.shape(value) for value in values if _is_array_like(value)]
    try:
        return math.prod(np.broadcast_shapes(*map(tuple, shapes)))
    except ValueError:
        return 0  # the function itself says that they do not fit


def _is_array_like(value: Any) -> bool:
    return isinstance(value, (np.ndarray, torch.Tensor)) or (type(value) is list and _is_flat(value))


def _is_flat(values: list[Any]) -> bool:
    return {type(value) for value in values} <= {int, float, bool, complex}


def admit_array(value: np.ndarray[Any, Any] | np.generic | np.dtype[Any]) -> bool:
    """Whether an array, a number of NumPy or a dtype holds numbers or text, and no objects of Python."""
    dtype = value if isinstance(value, np.dtype) else value.dtype
    return dtype.kind in "biufcU"
