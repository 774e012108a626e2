"""What a call is about: its label, the tensors that go in and come out, and the names that tensors have."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import torch
from torch.nn.parameter import is_lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

outside: Any = torch._C._DisableTorchDispatch  # pyright: ignore
"""A context in which torch computes as it does by itself, whatever watches what the program lets it compute."""
SIGNS = {
    **{"add": "+", "sub": "−", "mul": "×", "truediv": "÷", "div": "÷", "pow": "^", "matmul": "@", "neg": "−"},
    **{"floordiv": "//", "mod": "%", "iadd": "+=", "isub": "−=", "imul": "×=", "itruediv": "÷=", "getitem": "[ ]"},
    **{"lt": "<", "le": "≤", "gt": ">", "ge": "≥", "eq": "=", "ne": "≠", "and_": "&", "or_": "|", "invert": "~"},
    **{"sqrt": "√", "sigmoid": "σ", "abs": "|·|", "square": "²", "sum": "Σ", "setitem": "[ ] ="},
    **{"mse_loss": "MSE", "binary_cross_entropy_with_logits": "BCE", "cross_entropy": "CE"},
}
"""What stands on the node of a function instead of its name."""
_WITH_NUMBER = {"add", "sub", "mul", "truediv", "div", "pow", "floordiv", "mod", "iadd", "isub", "imul", "itruediv"}
_MOST = 64
"""Tensors of one call, and items of one variable, that are looked at."""
_DEEP = 3


def label_of(name: str, args: Sequence[Any]) -> str:
    """Return what stands on the node of a call, with a plain number that was given to an operator: ``× 2``, ``3 ÷``."""
    sign = SIGNS.get(name, name)
    if name in _WITH_NUMBER and len(args) == 2:
        left, right = args
        if type(right) in (int, float):
            return f"{sign} {right}"
        if type(left) in (int, float):
            return f"{left} {sign}"
    return sign


def is_seen(value: Any) -> bool:
    """Tell whether a value is a tensor that has elements; that of a layer that has not been called has none yet."""
    return isinstance(value, torch.Tensor) and not is_lazy(value)


def tensors_in(*values: Any) -> list[torch.Tensor]:
    """Return the tensors among values, and in lists, tuples and dicts of them."""
    return list(islice(_tensors(values, 0), _MOST))


def _tensors(value: Any, depth: int) -> Iterator[torch.Tensor]:
    if is_seen(value):
        yield value
    elif isinstance(value, tuple | list | dict) and depth < _DEEP:
        for item in islice(value.values() if isinstance(value, dict) else value, _MOST):
            yield from _tensors(item, depth + 1)


def variables(scopes: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, int, Any]]:
    """Yield each variable with the depth of its scope, and after it the tensors that it leads to.

    Those are items of a list, tuple or dict, parameters and buffers of a module and the attributes of an object:
    ``params[0]``, ``model.0.weight``, ``self.w``.
    """
    for depth, scope in enumerate(scopes):
        for name, value in [item for item in scope.items() if not is_lazy(item[1])]:
            yield name, depth, value
            if not isinstance(value, torch.Tensor):
                for path, tensor in islice(_parts(name, value, 0), _MOST):
                    yield path, depth, tensor


def _parts(path: str, value: Any, depth: int) -> Iterator[tuple[str, torch.Tensor]]:
    if is_seen(value):
        yield path, value
    elif depth < _DEEP:
        for name, part in _inside(value):
            yield from _parts(path + name, part, depth if isinstance(value, torch.nn.Module) else depth + 1)


def _inside(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield what a value holds, without asking it: its own methods may be the program's."""
    if isinstance(value, torch.nn.Module):
        held = vars(value)
        for kind in ("_parameters", "_buffers", "_modules"):
            yield from ((f".{name}", part) for name, part in held.get(kind, {}).items())
    elif type(value) in (list, tuple):
        yield from ((f"[{index}]", item) for index, item in enumerate(islice(value, _MOST)))
    elif type(value) is dict:
        yield from ((f"[{name!r}]", item) for name, item in islice(value.items(), _MOST) if type(name) in (str, int))
