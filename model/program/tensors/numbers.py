"""Arithmetic of plain numbers, as Python does it but never endless."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from model.formula.error import FormulaError
from model.message import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Callable

Plain = int | float

_OPERATIONS: dict[str, Callable[[Plain, Plain], object]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_LARGEST = 2**63 - 1


def combine(sign: str, left: Plain, right: Plain, column: int) -> Plain:
    """Return ``left sign right``.

    Raises
    ------
    FormulaError
        Where the result is no real number, or too large.
    """
    if sign == "@":
        raise FormulaError(column, QT_TRANSLATE_NOOP("tensors", "'@' multiplies tensors, not numbers"))
    try:
        result = _power(left, right) if sign == "**" else _OPERATIONS[sign](left, right)
    except ZeroDivisionError:
        raise FormulaError(column, QT_TRANSLATE_NOOP("tensors", "a number is divided by zero")) from None
    except OverflowError:
        result = None
    if isinstance(result, complex):
        raise FormulaError(column, QT_TRANSLATE_NOOP("tensors", "this power is no real number"))
    if not isinstance(result, int | float) or (isinstance(result, int) and abs(result) > _LARGEST):
        raise FormulaError(column, QT_TRANSLATE_NOOP("tensors", "this number is too large"))
    return result


def _power(base: Plain, exponent: Plain) -> object:
    if isinstance(base, int) and isinstance(exponent, int) and exponent >= 0 and abs(base) > 1:
        return base**exponent if exponent <= 63 else None
    return base**exponent
