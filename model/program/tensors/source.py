"""An expression as PyTorch source."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.program.tensors.functions import FUNCTIONS
from model.program.tensors.tree import Binary, Call, Gradient, Items, Name, Negative, Number, Truth

if TYPE_CHECKING:
    from model.program.tensors.tree import Expression

_SUM, _PRODUCT, _SIGNED, _POWER, _ATOM = range(5)
_LEVELS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "@": _PRODUCT, "**": _POWER}


def python_source(node: Expression) -> str:
    """Return source that gives the same with ``import torch`` and the same names."""
    return _render(node)[0]


def _wrapped(node: Expression, level: int) -> str:
    text, own = _render(node)
    return text if own >= level else f"({text})"


def _render(node: Expression) -> tuple[str, int]:
    match node:
        case Number(value):
            return ("1e999" if isinstance(value, float) and math.isinf(value) else repr(value)), _ATOM
        case Truth(value):
            return str(value), _ATOM
        case Name(name):
            return name, _ATOM
        case Gradient(name):
            return f"{name}.grad", _ATOM
        case Negative(operand):
            return f"-{_wrapped(operand, _SIGNED)}", _SIGNED
        case Binary("**", left, right):
            return f"{_wrapped(left, _ATOM)}**{_wrapped(right, _SIGNED)}", _POWER
        case Binary(sign, left, right):
            level = _LEVELS[sign]
            return f"{_wrapped(left, level)} {sign} {_wrapped(right, level + 1)}", level
        case Items(items, _, is_tuple):
            return _items(items, is_tuple), _ATOM
        case Call():
            return _call(node), _ATOM


def _items(items: tuple[Expression, ...], is_tuple: bool) -> str:
    inside = ", ".join(_render(item)[0] for item in items)
    if not is_tuple:
        return f"[{inside}]"
    return f"({inside},)" if len(items) == 1 else f"({inside})"


def _call(node: Call) -> str:
    entry = FUNCTIONS[node.function]
    kinds = {parameter.name: parameter.kind for parameter in entry.parameters}
    pieces: list[str] = []
    arguments = node.arguments[1:] if node.is_method else node.arguments
    for name, value in arguments:
        if kinds[name] in ("flag", "dim"):
            pieces.append(f"{name}={_render(value)[0]}")
        elif kinds[name] == "shape" and isinstance(value, Items) and value.items and entry.makes_leaf:
            pieces.extend(_render(item)[0] for item in value.items)
        else:
            pieces.append(_render(value)[0])
    base = _wrapped(node.arguments[0][1], _ATOM) + f".{node.function}" if node.is_method else f"torch.{entry.torch}"
    return f"{base}({', '.join(pieces)})"
