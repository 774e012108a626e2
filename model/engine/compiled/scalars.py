"""A step as a graph of scalars, each of which exists once, however often it is used.

Unlike a tensor, a scalar is a single number: a parameter vector of shape (n,) is n scalars. What has one value for
each point is one scalar, computed in a loop over the points, which `total` adds up.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Operand: TypeAlias = "Scalar | float"

COUNT = "count"
"""The name of the number of points in the batch."""

_LOGICAL = frozenset({"and", "or", "not"})
_ORDERS = {
    **{"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge},
    **{"==": operator.eq, "!=": operator.ne},
}


@dataclass(frozen=True, eq=False, slots=True)
class Scalar:
    """A single number, computed by one operation on operands that are scalars or constants.

    Attributes
    ----------
    operation : str
        An operator, a function's name, ``"given"`` for what is given under `name`, ``"total"`` for a sum over the
        points, or a part of a matrix's eigenvalues or eigenvectors.
    operands : tuple
        What it is applied to.
    name : str
        The name of what is given, or which part.
    pointwise : bool
        Whether it has one value for each point.
    stage : int
        How many loops over the points must have ended before it can be computed.
    givens : frozenset of str
        The names of what it depends on.
    """

    operation: str
    operands: tuple[Operand, ...]
    name: str
    pointwise: bool
    stage: int
    givens: frozenset[str] = field(repr=False)


def _is_flag(operand: Operand) -> bool:
    """Tell whether an operand is a truth value."""
    return isinstance(operand, Scalar) and (operand.operation in _LOGICAL or operand.operation in _ORDERS)


class Book:
    """Makes scalars, and returns the same one again for the same operation on the same operands."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Scalar] = {}

    def given(self, name: str, pointwise: bool = False) -> Scalar:
        """Return an input: a number, or one for each point."""
        return self._scalar("given", (), name, pointwise, 0, frozenset((name,)))

    def make(self, operation: str, *operands: Operand, name: str = "") -> Operand:
        """Return an operation on operands, or what it simplifies to.

        A truth value is 1 or 0 where a number is needed, and a number is true unless it is 0.
        """
        if operation in _LOGICAL:
            operands = tuple(map(self._flag, operands))
        elif operation == "where":
            condition, yes, no = operands
            operands = (self._flag(condition), self.number(yes), self.number(no))
        else:
            operands = tuple(map(self.number, operands))
        simple = _simplified(operation, operands)
        if simple is not None:
            return simple
        if operation == "*":
            operands = _with_one_factor(*operands)
        parts = [operand for operand in operands if isinstance(operand, Scalar)]
        return self._scalar(
            operation,
            operands,
            name,
            any(part.pointwise for part in parts),
            max((part.stage for part in parts), default=0),
            frozenset[str]().union(*(part.givens for part in parts)),
        )

    def number(self, operand: Operand) -> Operand:
        """Return a truth value as 1 or 0, and a number as it is."""
        return self.make("where", operand, 1.0, 0.0) if _is_flag(operand) else operand

    def _flag(self, operand: Operand) -> Operand:
        return operand if _is_flag(operand) else self.make("!=", operand, 0.0)

    def total(self, operand: Operand) -> Operand:
        """Return the sum over the points."""
        operand = self.number(operand)
        if not isinstance(operand, Scalar) or not operand.pointwise:
            return self.make("*", operand, self.given(COUNT))
        return self._scalar("total", (operand,), "", False, operand.stage + 1, operand.givens | {COUNT})

    def power(self, base: Operand, exponent: float) -> Operand:
        """Return a constant power; a whole one as multiplications, which share their parts with other powers."""
        if exponent == 0.5:
            return self.make("sqrt", base)
        if exponent == -0.5:
            return self.make("/", 1.0, self.make("sqrt", base))
        if exponent != int(exponent) or abs(exponent) > _MOST_FACTORS:
            return self.make("pow", base, exponent)
        if exponent < 0:
            return self.make("/", 1.0, self.power(base, -exponent))
        return self._whole_power(base, int(exponent))

    def _whole_power(self, base: Operand, exponent: int) -> Operand:
        if exponent == 0:
            return 1.0
        if exponent == 1:
            return base
        half = exponent // 2
        return self.make("*", self._whole_power(base, exponent - half), self._whole_power(base, half))

    def _scalar(
        self,
        operation: str,
        operands: tuple[Operand, ...],
        name: str,
        pointwise: bool,
        stage: int,
        givens: frozenset[str],
    ) -> Scalar:
        key = (operation, name, *(id(part) if isinstance(part, Scalar) else repr(part) for part in operands))
        known = self._known.get(key)
        if known is None:
            known = Scalar(operation, operands, name, pointwise, stage, givens)
            self._known[key] = known
        return known


_MOST_FACTORS = 64
"""The greatest whole power that is multiplied out: of a greater one rounding would take the last digits."""


def _simplified(operation: str, operands: tuple[Operand, ...]) -> Operand | None:
    """Return the constant or the operand that an operation equals bit for bit; None where there is none."""
    match operation, operands:
        case ("*", (1.0, other)) | ("*" | "/", (other, 1.0)):
            return other
        case "neg", (float(number),):
            return -number
        case "+" | "-" | "*" | "/", (float(left), float(right)) if operation != "/" or right:
            return {"+": left + right, "-": left - right, "*": left * right}.get(operation, _quotient(left, right))
        case "sqrt", (float(number),) if number >= 0:
            return math.sqrt(number)
        case "where", (float(condition), yes, no):
            return yes if condition else no
        case "and", (float(known), other) | (other, float(known)):
            return other if known else 0.0
        case "or", (float(known), other) | (other, float(known)):
            return 1.0 if known else other
        case "not", (float(known),):
            return 0.0 if known else 1.0
        case _, (float(left), float(right)) if operation in _ORDERS:
            return float(_ORDERS[operation](left, right))
        case "where", (_, yes, no) if yes is no:
            return yes
        case "where", (_, float(yes), float(no)) if repr(yes) == repr(no):  # 0 is not −0
            return yes
        case _:
            return None


def _with_one_factor(left: Operand, right: Operand) -> tuple[Operand, Operand]:
    """Return two factors, with two constants among them made one where the product has the same bits.

    It has where one of the constants is a power of two: multiplying by that rounds nothing.
    """
    for outer, product in ((left, right), (right, left)):
        if isinstance(outer, float) and isinstance(product, Scalar) and product.operation == "*":
            for inner, rest in (product.operands, product.operands[::-1]):
                # smaller constants than 1 may lead out of the normal numbers
                if isinstance(inner, float) and abs(inner) >= 1 and abs(outer) >= 1 and math.isfinite(inner * outer):
                    if 0.5 in (abs(math.frexp(outer)[0]), abs(math.frexp(inner)[0])):
                        return outer * inner, rest
    return left, right


def _quotient(left: float, right: float) -> float:
    return left / right if right else math.nan


def ordered(parts: Iterable[Operand]) -> Iterator[Scalar]:
    """Yield the parts and every scalar in them, each after its operands."""
    seen: set[int] = set()
    waiting: list[tuple[Operand, bool]] = [(part, False) for part in parts][::-1]
    while waiting:
        part, is_ready = waiting.pop()
        if not isinstance(part, Scalar) or (not is_ready and id(part) in seen):
            continue
        if is_ready:
            yield part
            continue
        seen.add(id(part))
        waiting.append((part, True))
        waiting += [(operand, False) for operand in part.operands[::-1]]
