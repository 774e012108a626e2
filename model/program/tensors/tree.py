"""The syntax tree of a program's expressions; every node knows the column where it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Number:
    """A number as typed; a whole one is an int, as in Python."""

    value: int | float
    column: int


@dataclass(frozen=True, slots=True)
class Truth:
    """True or False, the value of a keyword."""

    value: bool
    column: int


@dataclass(frozen=True, slots=True)
class Name:
    """A tensor or number assigned before."""

    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Gradient:
    """``x.grad``; stands only in actions."""

    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Negative:
    """The operand with its sign changed."""

    operand: Expression
    column: int


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and one of ``+ - * / ** @``; the column is the sign's."""

    operator: str
    left: Expression
    right: Expression
    column: int


@dataclass(frozen=True, slots=True)
class Items:
    """A list or a tuple."""

    items: tuple[Expression, ...]
    column: int
    is_tuple: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the catalogue with its arguments by the names of its parameters."""

    function: str
    arguments: tuple[tuple[str, Expression], ...]
    column: int
    is_method: bool = False


Expression: TypeAlias = Number | Truth | Name | Gradient | Negative | Binary | Items | Call


@dataclass(frozen=True, slots=True)
class Assignment:
    """``name = expression`` on a line, counted from 1."""

    line: int
    name: str
    expression: Expression


def children(node: Expression) -> tuple[Expression, ...]:
    """Return the nodes directly below, in the order in which they are written."""
    match node:
        case Number() | Truth() | Name() | Gradient():
            return ()
        case Negative(operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Items(items):
            return items
        case Call(_, arguments):
            return tuple(value for _, value in arguments)
