"""The guard for sizes: before torch computes, it is known that the result is not too large.

Small arguments cannot give a large result, so that most calls run bare. Others run under a mode that tries each
operation on torch's meta tensors first, which have a shape and no memory; what has run once with arguments of the same
shapes runs bare from then on.
"""

from __future__ import annotations

import math
from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from model.program.native.calls import checked
from model.program.native.limits import ELEMENTS, NO_MEMORY, Denied, Limit, honest, is_without_memory
from model.program.native.values import Native, admit_whole, fit, fit_named, steady

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_MANY_KEYS = 10_000
_META = torch.device("meta")
TENSORS = {torch.Tensor, torch.nn.Parameter}
NUMBERS = {int, float, bool, complex}
_COUNTED = {int, float}
_PASSING = {type(None), bool, complex, torch.dtype, type(...), torch.layout, torch.memory_format}
_AS_THEY_ARE = {*TENSORS, *NUMBERS, type(None), torch.dtype}
_MODULES = ("hpu", "privateuseone")


def bound(values: Sequence[Any], power: int = 1) -> float:
    """Return what no result of one operation on these values is larger than; infinity where that is not known.

    A number may stand for the length of so many sides as ``power`` says.
    """
    total, product = _sizes(values)
    return max(total * total, _spread(values)) * product**power


def _spread(values: Sequence[Any]) -> float:
    """Return how many elements there are once three tensors or more, or those of an index, are broadcast."""
    shapes = _shapes(values)
    inside = [_shapes(value) for value in values if type(value) in (list, tuple) and len(value) <= _SIDES]
    if len(shapes) < 3 and not any(inside):
        return 1
    sides = [zip_longest(*map(reversed, each), fillvalue=1) for each in (shapes, *inside)]
    return math.prod(max(lengths) for each in sides for lengths in each)


def _shapes(values: Sequence[Any]) -> list[torch.Size]:
    return [value.shape for value in values if type(value) in TENSORS]


_SIDES = 64
"""How many a tensor can have, and so how many parts an index."""


def _sizes(values: Iterable[Any]) -> tuple[float, float]:
    total, product = 1.0, 1.0
    for value in values:
        of = type(value)
        if of in TENSORS:
            count = value.numel()
            if count == 1 and not value.is_floating_point():
                return math.inf, 1.0  # it may be a size
            total += count
        elif of in _COUNTED:
            if not -1 <= value <= 1:
                product *= min(abs(value), 1e99)
        elif of is list or of is tuple or of is torch.Size:
            inner = _sizes(value)
            total, product = total + inner[0] - 1, product * inner[1]
        elif of is not str and of is not slice and of not in _PASSING:
            return math.inf, 1.0
    return total, product


def _check_device(*values: Any) -> None:
    for value in values:
        device = value.partition(":")[0] if isinstance(value, str) else ""
        if device == "meta":
            raise Denied("tensors without memory cannot be made here")
        if device in _MODULES:  # torch would import it, which a locked process may not
            raise ModuleNotFoundError(f"No module named 'torch.{device}'")


def _key(value: Any) -> Any:
    """Return what stands for a value where only sizes matter; TypeError where its size is not all that matters."""
    of = type(value)
    if of in TENSORS and (value.numel() != 1 or value.is_floating_point()):
        return value.shape, value.dtype, value.stride()
    if of is list or of is tuple or of is torch.Size:
        return tuple([_key(item) for item in value])
    if of in _COUNTED or of is str or of in _PASSING:
        return of, value
    if of is slice:
        return of, value.start, value.stop, value.step
    raise TypeError


class _Sizes(TorchDispatchMode):
    """Tries each operation on meta tensors before it computes, where its result might be too large."""

    def __init__(self) -> None:
        super().__init__()
        self.tried: set[Any] = set()
        self.is_on = False

    def __torch_dispatch__(
        self, func: Any, types: object, args: Sequence[Any] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        named = kwargs or {}
        if bound((*args, *named.values())) > ELEMENTS.most:
            try:
                key = (func, _key(tuple(args)), tuple(named), _key(tuple(named.values())))
            except TypeError:
                key = None
            if key is None or key not in self.tried:
                self._try(func, args, named)
                if key is not None and len(self.tried) < _MANY_KEYS:
                    self.tried.add(key)
        result = func(*args, **named)
        return result.zero_() if func in _EMPTY else result  # no memory is shown as it was

    def _try(self, func: Any, args: Sequence[Any], named: dict[str, Any]) -> None:
        try:
            with torch._C._DisableTorchDispatch():  # pyright: ignore[reportPrivateUsage]
                on_meta = {name: _on_meta(value) for name, value in named.items()}
                if any(argument.name == "device" for argument in func._schema.arguments):
                    on_meta["device"] = _META
                result = func(*map(_on_meta, args), **on_meta)
        except (NotImplementedError, RuntimeError, IndexError, ValueError, TypeError):
            return  # its size depends on the values, or it is an error that the operation itself words better
        for one in result if isinstance(result, (tuple, list)) else (result,):
            if isinstance(one, torch.Tensor):
                ELEMENTS.holds(one.numel())


def _on_meta(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return torch.empty_strided(value.shape, value.stride(), dtype=value.dtype, device=_META)
    return type(value)(map(_on_meta, value)) if type(value) in (list, tuple) else value


_MODE = _Sizes()
_EMPTY = {
    getattr(getattr(torch.ops.aten, name), overload)
    for name in ("empty", "empty_like", "empty_strided", "empty_permuted", "new_empty", "new_empty_strided")
    for overload in getattr(torch.ops.aten, name).overloads()
    if "out" not in overload
}
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


def _computed(function: Callable[..., Any], passed: set[Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call: bare where this function has passed with arguments of these sizes, else under the guard."""
    try:
        key = (function, _key(tuple(args)), tuple(kwargs), _key(tuple(kwargs.values())))
    except TypeError:
        return under_guard(function, args, kwargs)
    is_known = key in passed or (not isinstance(function, torch.nn.Module) and _passes_on_meta(function, args, kwargs))
    result = function(*args, **kwargs) if is_known else under_guard(function, args, kwargs)
    if len(passed) < _MANY_KEYS:
        passed.add(key)
    return result


def _passes_on_meta(function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> bool:
    """Try a function on meta tensors first, since some compute in another way under a mode, to another last digit."""
    tried = [_on_meta(value) for value in args], {name: _on_meta(value) for name, value in kwargs.items()}
    if all(one is value for one, value in zip(tried[0], args, strict=True)):
        return False
    try:
        with torch.no_grad():
            under_guard(function, *tried)
    except (NotImplementedError, RuntimeError, IndexError, ValueError, TypeError):
        return False
    return True


def _with_memory(compute: Callable[..., Any], *args: Any) -> Any:
    """Call, and raise `Limit` where torch finds no memory; admit the result."""
    try:
        result = compute(*args)
    except RuntimeError as error:
        if is_without_memory(error):
            raise Limit(NO_MEMORY) from None
        raise
    if type(result) in TENSORS and Limit.raised is None:
        if result.is_meta:
            _check_device("meta")
        return result
    return admit_whole(result)


def tensors(native: Native, args: Sequence[Any], kwargs: dict[str, Any], power: int = 1) -> Any:
    """Call a function of torch on tensors; ``power`` is that of `bound`, or 0 where no bound is known."""
    args, kwargs = checked(native, args, kwargs)
    if kwargs or any(type(value) not in _AS_THEY_ARE for value in args):
        _check_device(*args, *kwargs.values())
        args, kwargs = _fitted(honest(native.short_name, args), kwargs)
    if kwargs.get("out") is not None:
        return _into(kwargs.pop("out"), tensors(native, args, kwargs, power))
    if _MODE.is_on or (power and bound((*args, *kwargs.values()) if kwargs else args, power) <= ELEMENTS.most):
        return _with_memory(plainly, native.function, args, kwargs)
    return _with_memory(_computed, native.function, _passed, args, kwargs)


def layers(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call a function of ``torch.nn.functional``: one number may be the length of up to three sides."""
    return tensors(native, args, kwargs, 3)


def spreading(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call a function whose result may be larger than the square of all that it is given."""
    return tensors(native, args, kwargs, 0)


def _is_dtype(cls: type) -> bool:
    return cls in NUMBERS


def _into(out: Any, result: Any) -> Any:
    """Do what ``out=`` does, but never make the tensor larger: others may hold its memory."""
    of: Any = type(result)
    if isinstance(out, (tuple, list)) and issubclass(of, tuple) and len(out) == len(result):
        return of(_into(*each) for each in zip(out, result, strict=True))
    if not isinstance(out, torch.Tensor) or out.shape != getattr(result, "shape", None):
        raise RuntimeError(f"out= needs a tensor of the shape of the result, {list(result.shape)}")
    return out.copy_(result)


def plainly(function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call with nothing looked at."""
    return function(*args, **kwargs)


def guarded(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call what computes many operations at once, such as the constructor of a module or ``vmap``."""
    args, kwargs = checked(native, args, kwargs)
    _check_device(*args, *kwargs.values())
    return _with_memory(under_guard, native.function, *_fitted(args, kwargs))


def _fitted(args: Sequence[Any], kwargs: dict[str, Any]) -> tuple[Sequence[Any], dict[str, Any]]:
    """Return arguments for what may make tensors of lists."""
    args, kwargs = fit(args, _is_dtype), fit_named(kwargs, _is_dtype)
    return [*map(steady, args)], {name: steady(value) for name, value in kwargs.items()}


def bare(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call what makes nothing larger than what there is, such as the step of an optimizer."""
    args, kwargs = checked(native, args, kwargs)
    _check_device(*args, *kwargs.values())
    return _with_memory(plainly, native.function, fit(args, _is_dtype), fit_named(kwargs, _is_dtype))


def call_module(module: torch.nn.Module, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call a module: guarded, until it has run once with arguments of these sizes."""
    passed = _passed_modules.setdefault(module, set())
    args, kwargs = fit(args), fit_named({**kwargs})
    return _with_memory(_computed, module, passed, args, kwargs)


def changing(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call a method of a module; what may have changed one forgets which sizes it has passed."""
    if native.short_name in _HARMLESS and not isinstance(native.function, type):
        return bare(native, args, kwargs)
    forget_modules()
    return guarded(native, args, kwargs)


_HARMLESS = """parameters named_parameters children named_children modules named_modules buffers named_buffers train
    eval zero_grad state_dict get_parameter get_submodule get_buffer keys items values extra_repr""".split()
