"""Operators, comparisons, items and iteration, each within the limits."""

from __future__ import annotations

import math
import operator
from collections import Counter, OrderedDict, defaultdict, deque
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from model.program.native.guard import arrays, broadcast_size, tensors
from model.program.native.limits import (
    CONTAINERS,
    ITERATORS,
    Limit,
    check_bits,
    check_chain,
    check_elements,
    check_items,
    check_letters,
    check_width,
    weigh,
)
from model.program.native.text import percent
from model.program.native.values import KINDS, Native, admit, admit_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SIGNS: dict[str, tuple[Callable[..., Any], str]] = {
    "+": (operator.add, "add"),
    "-": (operator.sub, "sub"),
    "*": (operator.mul, "mul"),
    "/": (operator.truediv, "true_divide"),
    "//": (operator.floordiv, "floor_divide"),
    "%": (operator.mod, "remainder"),
    "**": (operator.pow, "pow"),
    "@": (operator.matmul, "matmul"),
    "&": (operator.and_, "bitwise_and"),
    "|": (operator.or_, "bitwise_or"),
    "^": (operator.xor, "bitwise_xor"),
    "<<": (operator.lshift, "bitwise_left_shift"),
    ">>": (operator.rshift, "bitwise_right_shift"),
    "+=": (operator.iadd, "add_"),
    "-=": (operator.isub, "sub_"),
    "*=": (operator.imul, "mul_"),
    "/=": (operator.itruediv, "true_divide_"),
    "//=": (operator.ifloordiv, "floor_divide_"),
    "%=": (operator.imod, "remainder_"),
    "**=": (operator.ipow, "pow_"),
    "@=": (operator.imatmul, "matmul"),
    "&=": (operator.iand, "bitwise_and_"),
    "|=": (operator.ior, "bitwise_or_"),
    "^=": (operator.ixor, "bitwise_xor_"),
    "<<=": (operator.ilshift, "bitwise_left_shift_"),
    ">>=": (operator.irshift, "bitwise_right_shift_"),
}
_COMPARISONS: dict[str, Callable[..., Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda a, b: a in b,
    "not in": lambda a, b: a not in b,
}
_NUMBERS = {int, float, bool, complex}
_TENSORS = {torch.Tensor, torch.nn.Parameter}
_SEQUENCES = {list, tuple, str, deque}
_KEYED = {dict, OrderedDict, defaultdict, Counter}


def binary(sign: str, left: Any, right: Any) -> Any:
    """Do ``left sign right``; in place for a sign such as ``+=``."""
    function, name = _SIGNS[sign]
    of_left, of_right = type(left), type(right)
    if of_right in _TENSORS or (of_left in _TENSORS and of_right in _NUMBERS):
        if of_right in _NUMBERS and name[:5] not in ("floor", "remai"):
            return function(left, right)
        return tensors(_operator(sign, function, name), (left, right), {})
    if of_left is np.ndarray or of_right is np.ndarray:
        return arrays(_operator(sign, function, name), (left, right), {})
    if of_left in _NUMBERS and of_right in _NUMBERS:
        return _of_numbers(sign, function, left, right)
    if of_left in _SEQUENCES or of_right in _SEQUENCES or of_left in CONTAINERS:
        _check_sequences(sign, left, right)
        if of_left is str and sign[0] == "%":
            return percent(left, right)
    result = admit(function(left, right))
    if Limit.raised is not None:
        raise Limit.raised
    return result


_natives: dict[str, Native] = {}


def _operator(sign: str, function: Callable[..., Any], name: str) -> Native:
    native = _natives.get(sign)
    if native is None:
        native = _natives[sign] = Native(f"torch.{name}", function, tensors)
        native.function = function
    return native


def _of_numbers(sign: str, function: Callable[..., Any], left: Any, right: Any) -> Any:
    if type(left) is float or type(right) is float or type(left) is complex or type(right) is complex:
        return function(left, right)
    if sign[:2] == "**" and right > 0:
        check_bits((left.bit_length() - (left in (1, -1))) * right)
    elif sign[:2] == "<<" and right > 0:
        check_bits(left.bit_length() + right)
    result = function(left, right)
    if type(result) is int:
        check_bits(result.bit_length())
    return result


def _check_sequences(sign: str, left: Any, right: Any) -> None:
    if sign[0] == "*":
        for values, times in ((left, right), (right, left)):
            if type(values) in _SEQUENCES and isinstance(times, (int, np.integer)):
                check = check_letters if type(values) is str else check_items
                check(len(values) * int(times))
    elif sign[0] == "+" and type(left) in _SEQUENCES and hasattr(right, "__len__"):
        (check_letters if type(left) is str else check_items)(len(left) + len(right))
    elif sign == "+=" and type(left) in (list, deque) and type(right) in ITERATORS:
        check_chain(right)
    elif sign[0] in "|^" and hasattr(right, "__len__"):
        check_items(len(left) + len(right))
        weigh((left, right))


def unary(sign: str, value: Any) -> Any:
    """Do ``-value``, ``+value`` or ``~value``."""
    return admit({"-": operator.neg, "+": operator.pos, "~": operator.invert}[sign](value))


def compare(sign: str, left: Any, right: Any) -> Any:
    """Do ``left sign right`` for a comparison, ``in`` and ``not in`` among them."""
    of_left, of_right = type(left), type(right)
    function = _COMPARISONS[sign]
    if of_left in _TENSORS or of_right in _TENSORS:
        return tensors(_operator(sign, function, sign), (left, right), {})
    if of_left is np.ndarray or of_right is np.ndarray:
        check_elements(broadcast_size(left, right))
    elif of_left in CONTAINERS or of_right in CONTAINERS:
        _weigh_compared(sign, left, right)
    elif of_right in ITERATORS:
        check_chain(right)
    result = admit(function(left, right))
    if Limit.raised is not None:
        raise Limit.raised
    return result


def _weigh_compared(sign: str, left: Any, right: Any) -> None:
    if type(right) in _KEYED or (type(right) in (set, frozenset) and "in" in sign):
        _check_key(left)
    for value in (left, right):
        if type(value) in CONTAINERS:
            weigh(value)


def _check_key(key: Any) -> None:
    """Look how deep a tuple is before it is hashed: Python's own hash ends the process on a very deep one."""
    if type(key) in (tuple, frozenset):
        weigh(key)


def subscript(value: Any, index: Any) -> Any:
    """Return ``value[index]``."""
    of = type(value)
    if of in _TENSORS:
        if type(index) is int or type(index) is slice:
            return value[index]
        return tensors(_ITEM, (value, index), {})
    if of in _KEYED:
        _check_key(index)
    elif of is np.ndarray:
        _check_index(value, index)
    elif isinstance(value, type):
        _check_parameters(value, index)
    result = admit(operator.getitem(value, index))  # pyright: ignore
    if Limit.raised is not None:
        raise Limit.raised
    return result


_ITEM = Native("Tensor.getitem", operator.getitem, tensors)
_SET_ITEM = Native("Tensor.setitem", operator.setitem, tensors)


def _check_index(value: np.ndarray[Any, Any], index: Any) -> None:
    """Look how large the selection is: arrays as indices are broadcast, and the axes after them are kept whole."""
    parts = index if type(index) is tuple else (index,)
    chosen = [part for part in parts if isinstance(part, (np.ndarray, torch.Tensor, list))]
    if chosen:
        size = broadcast_size(*[np.asarray(part) for part in chosen])
        check_elements(size * math.prod(value.shape[sum(part is not None for part in parts) :]))


def _check_parameters(cls: type, index: Any) -> None:
    """Allow ``list[int]`` and the like, and the members of an Enum."""
    if KINDS.get(cls) is None and not hasattr(cls, "__class_getitem__"):
        raise TypeError(f"type '{cls.__name__}' is not subscriptable")
    check_width(len(repr(index)))


def store_subscript(value: Any, index: Any, new: Any) -> None:
    """Do ``value[index] = new``."""
    of = type(value)
    if of in _TENSORS:
        tensors(_SET_ITEM, (value, index, new), {})
        return
    if of is list and type(index) is slice:
        if hasattr(new, "__len__"):
            check_items(len(value) + len(new))
        elif type(new) in ITERATORS:
            check_chain(new)
    elif of in _KEYED:
        _check_key(index)
        check_items(len(value) + 1)
    elif of is np.ndarray:
        _check_index(value, index)
    operator.setitem(value, index, new)


def delete_subscript(value: Any, index: Any) -> None:
    """Do ``del value[index]``."""
    if type(value) in _KEYED:
        _check_key(index)
    del value[index]


def iterate(value: Any) -> Iterator[Any]:
    """Return what ``iter(value)`` gives; each item that is taken from it has to be admitted."""
    if type(value) in _TENSORS and value.dim() > 0:
        check_items(value.shape[0])
    elif type(value) in ITERATORS:
        check_chain(value)
    return admit(iter(value))


def unpacked(value: Any) -> list[Any]:
    """Return all items of a value, as ``[*value]`` does, within the limit."""
    items: list[Any] = []
    for item in iterate(value):
        items.append(item)
        check_items(len(items))
    return admit_whole(items)
