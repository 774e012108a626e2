"""Equations of an update: one expression written as symbols, written with numbers, and computed.

An expression is made with Python's operators from `Symbol`; each has a LaTeX form and a value. Values are NumPy
scalars of one type, computed from left to right, so that an expression in the order of an update rule's
operations has that rule's bits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from model.message import Message

__all__ = [
    "GRADIENT",
    "Condition",
    "Equation",
    "Expression",
    "Function",
    "Number",
    "Symbol",
    "absolute",
    "cosine",
    "floor",
    "greatest",
    "latex_number",
    "least",
    "root",
    "sign",
]

Values: TypeAlias = Mapping[str, Any]
Condition: TypeAlias = Callable[[Values], bool]
"""Says whether an equation holds in a step, from the values known before it: knobs, step number, results above."""

_SUM, _PRODUCT, _POWER, _ATOM = range(4)


@dataclass(frozen=True, slots=True)
class Expression:
    """A part of an equation; combine them with ``+ - * / **``."""

    def __add__(self, other: Expression | float) -> Expression:
        return Sum((*self.terms, *as_expression(other).terms))

    def __sub__(self, other: Expression | float) -> Expression:
        return Sum((*self.terms, -as_expression(other)))

    def __rsub__(self, other: float) -> Expression:
        return Number(other) - self

    def __radd__(self, other: float) -> Expression:
        return Number(other) + self

    def __mul__(self, other: Expression | float) -> Expression:
        return Product(self, as_expression(other))

    def __rmul__(self, other: float) -> Expression:
        return Product(Number(other), self)

    def __truediv__(self, other: Expression | float) -> Expression:
        return Quotient(self, as_expression(other))

    def __rtruediv__(self, other: float) -> Expression:
        return Quotient(Number(other), self)

    def __pow__(self, exponent: Expression | float) -> Expression:
        return Power(self, as_expression(exponent))

    def __neg__(self) -> Expression:
        return Negative(self)

    @property
    def terms(self) -> tuple[Expression, ...]:
        """What it is the sum of: itself alone where it is no sum."""
        return (self,)

    def value(self, values: Values) -> Any:
        """Return its value, a NumPy scalar; it may come out infinite or NaN."""
        with np.errstate(all="ignore"):
            return self._value(values)

    def _value(self, values: Values) -> Any:
        raise NotImplementedError

    def latex(self, values: Values | None = None, digits: int = 6) -> str:
        """Return LaTeX: symbols, or with ``values`` their numbers to so many digits in place of the symbols."""
        return self._render(values, digits)[0]

    def pieces(self, values: Values | None = None, digits: int = 6) -> tuple[str, ...]:
        """Return LaTeX of each of `terms` with the sign that joins it to those before: together they are `latex`."""
        return (self.latex(values, digits),)

    def _render(self, values: Values | None, digits: int) -> tuple[str, int]:
        raise NotImplementedError  # gives LaTeX and how tightly it binds

    def bracketed(self, values: Values | None, digits: int, level: int) -> str:
        """Return LaTeX, in brackets where it binds more loosely than ``level``."""
        text, own = self._render(values, digits)
        return text if own >= level else rf"\left({text}\right)"


def as_expression(value: Expression | float) -> Expression:
    """Return a number as an expression."""
    return value if isinstance(value, Expression) else Number(value)


def latex_number(value: float, digits: int = 6) -> str:
    r"""Return a number as LaTeX, such as ``-1.5 \cdot 10^{-7}``."""
    if np.isnan(value):
        return r"\mathrm{NaN}"
    if np.isinf(value):
        return r"\infty" if value > 0 else r"-\infty"
    mantissa, _, power = f"{float(value):.{digits}g}".partition("e")
    if not power:
        return mantissa
    tens = f"10^{{{int(power)}}}"
    return rf"{mantissa} \cdot {tens}"


def _digits_of(value: float) -> int:
    """Return how many digits tell a number from all others."""
    return next(digits for digits in range(1, 18) if digits == 17 or float(f"{value:.{digits}g}") == value)


def _render_number(value: float, digits: int) -> tuple[str, int]:
    text = latex_number(value, digits)
    if text.startswith("-"):
        return text, _SUM
    return text, _PRODUCT if "cdot" in text else _ATOM


@dataclass(frozen=True, slots=True)
class Symbol(Expression):
    """A name with a value, and the LaTeX that stands for it."""

    name: str
    text: str

    def _value(self, values: Values) -> Any:
        return values[self.name]

    def _render(self, values: Values | None, digits: int) -> tuple[str, int]:
        if values is not None:
            return _render_number(float(values[self.name]), digits)
        return self.text, _ATOM if "^" not in self.text else _POWER


@dataclass(frozen=True, slots=True)
class Number(Expression):
    """A number that is the same in every step, and the LaTeX for it where that is not its digits."""

    number: float
    text: str = ""

    def _value(self, values: Values) -> Any:
        return self.number

    def _render(self, values: Values | None, digits: int) -> tuple[str, int]:
        return (self.text, _ATOM) if self.text else _render_number(self.number, _digits_of(self.number))


@dataclass(frozen=True, slots=True)
class Negative(Expression):
    """The operand with its sign changed."""

    operand: Expression

    def _value(self, values: Values) -> Any:
        return -self.operand._value(values)

    def _render(self, values: Values | None, digits: int) -> tuple[str, int]:
        return f"-{self.operand.bracketed(values, digits, _PRODUCT)}", _SUM


@dataclass(frozen=True, slots=True)
class Sum(Expression):
    """Terms added from left to right; a `Negative` one is subtracted."""

    parts: tuple[Expression, ...]

    @property
    def terms(self) -> tuple[Expression, ...]:
        return self.parts

    def _value(self, values: Values) -> Any:
        first, *others = self.parts
        total = first._value(values)
        for other in others:
            if isinstance(other, Negative):
                total = total - other.operand._value(values)
            else:
                total = total + other._value(values)
        return total

    def pieces(self, values: Values | None = None, digits: int = 6) -> tuple[str, ...]:
        first, *others = self.parts
        found = [first._render(values, digits)[0]]
        for other in others:
            if isinstance(other, Negative):
                found.append(f"- {other.operand.bracketed(values, digits, _PRODUCT)}")
            else:
                found.append(f"+ {other.bracketed(values, digits, _PRODUCT)}")
        return tuple(found)

    def _render(self, values: Values | None, digits: int) -> tuple[str, int]:
        return " ".join(self.pieces(values, digits)), _SUM


@dataclass(frozen=True, slots=True)
class Product(Expression):
    """Two factors."""

    left: Expression
    right: Expression

    def _value(self, values: Values) -> Any:
        return self.left._value(values) * self.right._value(values)

    def _render(self, values: Values | None, digits: int) -> tuple[str, int]:
        left = self.left.bracketed(values, digits, _PRODUCT)
        right = self.right.bracketed(values, digits, _PRODUCT)
        joint = r" \cdot " if values is not None or right[0].isdigit() else r" \, "
        return f"{left}{joint}{right}", _PRODUCT


@dataclass(frozen=True, slots=True)
class Quotient(Expression):
    """A fraction."""

    over: Expression
    under: Expression

    def _value(self, values: Values) -> Any:
        return np.divide(self.over._value(values), self.under._value(values))

    def _render(self, values: Values | None, digits: int) -> tuple[str, int]:
        return rf"\frac{{{self.over.latex(values, digits)}}}{{{self.under.latex(values, digits)}}}", _PRODUCT


@dataclass(frozen=True, slots=True)
class Power(Expression):
    """Base to the exponent; a square is a product with itself, as the rules compute it."""

    base: Expression
    exponent: Expression

    def _value(self, values: Values) -> Any:
        base, exponent = self.base._value(values), self.exponent._value(values)
        return base * base if exponent == 2 else np.exp(exponent * np.log(base))

    def _render(self, values: Values | None, digits: int) -> tuple[str, int]:
        base = self.base.bracketed(values, digits, _ATOM)
        return f"{base}^{{{self.exponent.latex(values, digits)}}}", _POWER


@dataclass(frozen=True, slots=True)
class Function(Expression):
    """A known function of its arguments.

    Attributes
    ----------
    form : str
        LaTeX with ``{}`` where the arguments go, separated by commas.
    function : callable
        The same on NumPy scalars.
    arguments : tuple of Expression
        What it is applied to.
    """

    form: tuple[str, str]
    function: Callable[..., Any]
    arguments: tuple[Expression, ...]

    def _value(self, values: Values) -> Any:
        return self.function(*(argument._value(values) for argument in self.arguments))

    def _render(self, values: Values | None, digits: int) -> tuple[str, int]:
        inside = ", ".join(argument.latex(values, digits) for argument in self.arguments)
        return self.form[0] + inside + self.form[1], _ATOM


def root(inside: Expression) -> Expression:
    """Return the square root."""
    return Function((r"\sqrt{", "}"), np.sqrt, (inside,))


def absolute(inside: Expression) -> Expression:
    """Return the size."""
    return Function((r"\left|", r"\right|"), np.abs, (inside,))


def sign(inside: Expression) -> Expression:
    """Return −1, 0 or 1."""
    return Function((r"\operatorname{sign}\left(", r"\right)"), np.sign, (inside,))


def cosine(inside: Expression) -> Expression:
    """Return the cosine."""
    return Function((r"\cos\left(", r"\right)"), np.cos, (inside,))


def floor(inside: Expression) -> Expression:
    """Return the greatest whole number that is not above."""
    return Function((r"\left\lfloor ", r"\right\rfloor"), np.floor, (inside,))


def greatest(*arguments: Expression | float) -> Expression:
    """Return the greater of two."""
    return Function((r"\max\left(", r"\right)"), np.maximum, tuple(map(as_expression, arguments)))


def least(*arguments: Expression | float) -> Expression:
    """Return the lesser of two."""
    return Function((r"\min\left(", r"\right)"), np.minimum, tuple(map(as_expression, arguments)))


GRADIENT = Symbol("gradient", r"\nabla L")
"""The gradient that an equation is given; the one that noise and clipping give has its name and a text of its own."""


@dataclass(frozen=True, slots=True)
class Equation:
    """One line of an update: what is computed, from what, and where its result is kept.

    Attributes
    ----------
    symbol : Symbol
        What is computed; later lines may use it.
    expression : Expression
        Made of knobs by their names, ``parameter``, ``gradient``, ``step``, the state before the update by
        its keys, and the results of lines above.
    what : Message
        What it is, in a few words.
    state : str
        The key of the new state that holds the result; ``parameter`` for the new parameter; empty for what is
        not kept.
    when : callable, optional
        Whether the line belongs to this step; it does without.
    """

    symbol: Symbol
    expression: Expression
    what: Message
    state: str = ""
    when: Condition | None = None

    def holds(self, values: Values) -> bool:
        """Tell whether the line belongs to a step with these values."""
        return self.when is None or bool(self.when(values))
