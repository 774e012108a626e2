"""Operators, comparisons, items and iteration, each within the limits."""

from __future__ import annotations

import operator
from enum import Enum, Flag
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from model.program.native.containers import deque
from model.program.native.enumerations import plain
from model.program.native.guard import NUMBERS, TENSORS, tensors
from model.program.native.limits import (
    BITS,
    CONTAINERS,
    ITEMS,
    ITERATORS,
    LETTERS,
    WIDTH,
    Denied,
    Limit,
    check_chain,
    contents,
    weigh,
)
from model.program.native.numpy_sizes import arrays, as_texts, indexed_size
from model.program.native.text import percent
from model.program.native.values import Native, admit, admit_whole, as_index, as_stored, is_index

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNS = "+ - * / // % ** @ & | ^ << >>".split()
_NAMES = "add sub mul truediv floordiv mod pow matmul and_ or_ xor lshift rshift".split()
_ORDER = dict(zip("== != < <= > >=".split(), "eq ne lt le gt ge".split(), strict=True))
FUNCTIONS: dict[str, Any] = {
    **{sign: getattr(operator, name) for sign, name in zip(_SIGNS, _NAMES, strict=True)},
    **{f"{sign}=": getattr(operator, f"i{name.rstrip('_')}") for sign, name in zip(_SIGNS, _NAMES, strict=True)},
    **{sign: getattr(operator, name) for sign, name in _ORDER.items()},
    "in": lambda left, right: left in right,
    "not in": lambda left, right: left not in right,
}
_TENSOR_SIGNS = {sign: Native(f"Tensor.{sign}", function, tensors) for sign, function in FUNCTIONS.items()}
_ARRAY_SIGNS = {sign: Native(f"ndarray.{sign}", function, arrays) for sign, function in FUNCTIONS.items()}
_GET, _SET = Native("Tensor.getitem", operator.getitem, tensors), Native("Tensor.setitem", operator.setitem, tensors)
_SEQUENCES = (list, tuple, str, bytes, bytearray, deque)
_KEYED = (dict, set, frozenset)


def binary(sign: str, left: Any, right: Any) -> Any:
    """Do ``left sign right``; in place for a sign such as ``+=``."""
    function = FUNCTIONS[sign]
    of, other = type(left), type(right)
    if of is str and sign[0] == "%":
        return percent(left, right)
    if of in (bytes, bytearray) and sign[0] == "%":
        raise Denied("% of bytes cannot be used by programs here: format a text, and encode it")
    if sign[0] == "*" and (of in _SEQUENCES or other in _SEQUENCES):
        _check_sequences(sign, left, right)
    if of in TENSORS or other in TENSORS:
        if of in NUMBERS or other in NUMBERS or (of in TENSORS and other in TENSORS and _is_same(sign, left, right)):
            return function(left, right)
        return tensors(_TENSOR_SIGNS[sign], (left, right), {})
    if of is np.ndarray or other is np.ndarray:
        return arrays(_ARRAY_SIGNS[sign], (left, right), {})
    if of in NUMBERS and other in NUMBERS:
        return _of_numbers(sign, left, right)
    if isinstance(left, Enum) or isinstance(right, Enum):
        members, (left, right) = (left, right), (plain(left), plain(right))
        is_combined = sign.rstrip("=") in ("|", "&", "^") and any(isinstance(one, Flag) for one in members)
        if (type(left), type(right)) != (of, other) and not is_combined:
            return binary(sign, left, right)
        left, right = members
    if of is Fraction and sign[:2] == "**" and isinstance(right, int):
        BITS.holds(max(left.numerator.bit_length(), left.denominator.bit_length()) * abs(right))
    if hasattr(of, "__len__") or hasattr(other, "__len__"):
        if sign[0] == "*" and is_index(other) and not hasattr(other, "__rmul__"):
            right = operator.index(right)
        elif sign[0] == "*" and is_index(of) and not hasattr(of, "__mul__"):
            left = operator.index(left)
        _check_sequences(sign, left, right)
    return _result(function(left, right))


def _is_same(sign: str, left: torch.Tensor, right: torch.Tensor) -> bool:
    """Whether the result has the shape of both."""
    return left.shape == right.shape and sign[0] != "@"


def _result(value: Any) -> Any:
    if Limit.raised is not None:
        raise Limit.raised
    return admit(value)


def _of_numbers(sign: str, left: Any, right: Any) -> Any:
    if isinstance(left, int) and isinstance(right, int) and right > 0:
        if sign[:2] == "**" and abs(left) > 1:
            BITS.holds((abs(left).bit_length() - 1) * right)
        elif sign[:2] == "<<":
            BITS.holds(left.bit_length() + right)
    result = FUNCTIONS[sign](left, right)
    if type(result) is int:
        BITS.holds(result.bit_length())
    return result


def _check_sequences(sign: str, left: Any, right: Any) -> None:
    if sign[0] == "*":
        for values, times in ((left, right), (right, left)):
            if isinstance(values, _SEQUENCES) and isinstance(count := _count(times), int):
                length = contents(values)[0] if type(values) in CONTAINERS else len(values)
                (LETTERS if type(values) is str else ITEMS).holds(length * count)
    elif hasattr(left, "__len__") and hasattr(right, "__len__"):
        (LETTERS if type(left) is str else ITEMS).holds(len(left) + len(right))
    elif type(right) in ITERATORS:
        check_chain(right)


def _count(times: Any) -> Any:
    """Return how often a sequence is to stand, as Python's own whole number; an object of the program is not asked."""
    return as_index(times) if isinstance(times, (int, np.generic, torch.Tensor)) else times


def unary(sign: str, value: Any) -> Any:
    """Do ``-value``, ``+value`` or ``~value``."""
    return _result({"-": operator.neg, "+": operator.pos, "~": operator.invert}[sign](value))


def compare(sign: str, left: Any, right: Any) -> Any:
    """Do ``left sign right`` for a comparison, ``in`` and ``not in`` among them."""
    of, other = type(left), type(right)
    if of in TENSORS or other in TENSORS:
        return tensors(_TENSOR_SIGNS[sign], (left, right), {})
    if of is np.ndarray or other is np.ndarray:
        return arrays(_ARRAY_SIGNS[sign], (left, right), {})
    if isinstance(right, _KEYED):
        _check_key(left)
    elif other in ITERATORS:
        check_chain(right)
    return _result(FUNCTIONS[sign](left, right))


def _check_key(key: Any) -> None:
    """Look how deep a tuple is before it is hashed: Python's own hash ends the process on a very deep one."""
    if type(key) in CONTAINERS:
        weigh(key)


def subscript(value: Any, index: Any) -> Any:
    """Return ``value[index]``."""
    of = type(value)
    if of in TENSORS:
        return tensors(_GET, (value, index), {}) if type(index) not in (int, slice) else value[index]
    _check_index(of, value, index)
    return _result(operator.getitem(value, index))


def _check_index(of: type, value: Any, index: Any) -> None:
    if isinstance(value, _KEYED):
        _check_key(index)
    elif of is np.ndarray or of.__module__.startswith("numpy"):
        indexed_size(value, index)
    elif isinstance(value, type):
        WIDTH.holds(len(repr(index)))  # list[int] and the like


def store_subscript(value: Any, index: Any, new: Any) -> None:
    """Do ``value[index] = new``."""
    of = type(value)
    if of in TENSORS:
        tensors(_SET, (value, index, new), {})
        return
    if of in CONTAINERS or of is bytearray:
        ITEMS.holds(len(value) + (len(new) if type(index) is slice and hasattr(new, "__len__") else 1))
        if type(new) in ITERATORS:
            check_chain(new)
    elif of is np.ndarray and value.dtype.kind == "U":
        new = as_texts(new)
    _check_index(of, value, index)
    operator.setitem(value, index, new)


def delete_subscript(value: Any, index: Any) -> None:
    """Do ``del value[index]``."""
    _check_index(type(value), value, index)
    operator.delitem(value, index)


def iterate(value: Any) -> Iterator[Any]:
    """Return what ``iter(value)`` gives; each item that is taken from it has to be admitted."""
    if isinstance(value, torch.Tensor) and value.dim() > 0:
        ITEMS.holds(10 * value.shape[0])
    elif type(value) in ITERATORS:
        check_chain(value)
    return admit(iter(value))


def unpacked(value: Any) -> list[Any]:
    """Return all items of a value, as ``[*value]`` does, within the limit."""
    items: list[Any] = []
    for item in iterate(value):
        items.append(as_stored(item))
        ITEMS.holds(len(items))
    return admit_whole(items)
