"""Equations of an update: one expression written as symbols, written with numbers, and computed.

An expression is a tree of `model.formula.tree`, made with Python's operators from `Symbol`. Values are NumPy scalars of
one type, computed from left to right, so that an expression in the order of an update rule's operations has that rule's
bits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from model.formula.tree import Call, Constant, Inverse, Name, Negative, Node, Number, Power, Product, Sum

if TYPE_CHECKING:
    from model.message import Message

Values: TypeAlias = Mapping[str, Any]
Condition: TypeAlias = Callable[[Values], bool]
"""Tells whether an equation belongs to a step, from the values known before it: knobs, step number, results above."""

MARKS = ("point", "slope", "following")
"""What pictures have a colour for: the point at the cursor, the gradient there, and the point after the update."""
_THOUSANDS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")
"""Where thin spaces stand in the whole part of a number."""
_SUM, _PRODUCT, _POWER, _ATOM = range(4)
"""The binding strength of a text, from the loosest."""
_FUNCTIONS: dict[str, tuple[Callable[..., Any], str, str]] = {
    "sqrt": (np.sqrt, r"\sqrt{", "}"),
    "abs": (np.abs, r"\left|", r"\right|"),
    "sign": (np.sign, r"\operatorname{sign}\left(", r"\right)"),
    "cos": (np.cos, r"\cos\left(", r"\right)"),
    "floor": (np.floor, r"\left\lfloor ", r"\right\rfloor"),
    "max": (np.maximum, r"\max\left(", r"\right)"),
    "min": (np.minimum, r"\min\left(", r"\right)"),
}
"""The functions of equations: on NumPy scalars, and the LaTeX around their arguments."""


class Expression:
    """A part of an equation; combine them with ``+ - * / **``.

    It has a tree, in which products have two factors, as they are grouped, and the LaTeX of each name in it.
    """

    def __init__(self, node: Node, texts: Mapping[str, str]) -> None:
        self.node = node
        self.texts = texts

    def _joined(self, make: Callable[[Node, Node], Node], other: Expression | float) -> Expression:
        other = _expression(other)
        return Expression(make(self.node, other.node), {**self.texts, **other.texts})

    def __add__(self, other: Expression | float) -> Expression:
        return self._joined(lambda left, right: Sum((*_terms(left), *_terms(right))), other)

    def __radd__(self, other: float) -> Expression:
        return _expression(other) + self

    def __sub__(self, other: Expression | float) -> Expression:
        return self._joined(lambda left, right: Sum((*_terms(left), Negative(right))), other)

    def __rsub__(self, other: float) -> Expression:
        return _expression(other) - self

    def __mul__(self, other: Expression | float) -> Expression:
        return self._joined(lambda left, right: Product((left, right)), other)

    def __rmul__(self, other: float) -> Expression:
        return _expression(other) * self

    def __truediv__(self, other: Expression | float) -> Expression:
        return self._joined(lambda left, right: Product((left, Inverse(right))), other)

    def __rtruediv__(self, other: float) -> Expression:
        return _expression(other) / self

    def __pow__(self, exponent: Expression | float) -> Expression:
        return self._joined(Power, exponent)

    def __neg__(self) -> Expression:
        return Expression(Negative(self.node), self.texts)

    @property
    def terms(self) -> tuple[Expression, ...]:
        """The terms of a sum; the expression alone where it is none."""
        return tuple(Expression(node, self.texts) for node in _terms(self.node))

    def value(self, values: Values) -> Any:
        """Return its value, a NumPy scalar, which may be infinite or NaN."""
        with np.errstate(all="ignore"):
            return _value(self.node, values)

    def renamed(self, rename: Callable[[str, str], str]) -> Expression:
        """Return the same with the LaTeX ``rename(name, latex)`` of each name."""
        return Expression(self.node, {name: rename(name, text) for name, text in self.texts.items()})

    def latex(self, values: Values | None = None, digits: int = 6) -> str:
        """Return LaTeX: symbols, or with ``values`` their numbers to so many digits in place of the symbols.

        A number has the mark of its symbol, see `marked`.
        """
        return _Renderer(self.texts, values, digits).render(self.node)[0]

    def pieces(self, values: Values | None = None, digits: int = 6) -> tuple[str, ...]:
        """Return LaTeX of each of `terms` with the sign that joins it to those before: together they are `latex`."""
        return _Renderer(self.texts, values, digits).pieces(_terms(self.node))


class Symbol(Expression):
    """A name with a value, and its LaTeX."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(Name(name), {name: text})
        self.name = name
        self.text = text


def number(value: float) -> Expression:
    """Return a number that is the same in every step."""
    return Expression(Number(value), {})


def _expression(value: Expression | float) -> Expression:
    return value if isinstance(value, Expression) else number(value)


def _terms(node: Node) -> tuple[Node, ...]:
    return node.terms if isinstance(node, Sum) else (node,)


def _value(node: Node, values: Values) -> Any:
    match node:
        case Name(name):
            return values[name]
        case Number(value):
            return value
        case Constant():
            return math.pi
        case Negative(operand):
            return -_value(operand, values)
        case Sum((first, *others)):
            total = _value(first, values)
            for other in others:
                if isinstance(other, Negative):
                    total = total - _value(other.operand, values)
                else:
                    total = total + _value(other, values)
            return total
        case Product((over, Inverse(under))):
            return np.divide(_value(over, values), _value(under, values))
        case Product((left, right)):
            return _value(left, values) * _value(right, values)
        case Power(base, exponent):
            # A square is a product and any other power exp and log, as the rules compute them.
            found, power = _value(base, values), _value(exponent, values)
            return found * found if power == 2 else np.exp(power * np.log(found))
        case Call(function, arguments):
            return _FUNCTIONS[function][0](*(_value(argument, values) for argument in arguments))
        case _:
            raise TypeError(f"{type(node).__name__} stands in no equation")


def latex_number(value: float, digits: int = 6) -> str:
    r"""Return a number as LaTeX, such as ``-1.5 \times 10^{-7}`` or ``15\,000``."""
    if np.isnan(value):
        return r"\mathrm{NaN}"
    if np.isinf(value):
        return r"\infty" if value > 0 else r"-\infty"
    mantissa, _, power = f"{float(value) + 0.0:.{digits}g}".partition("e")  # no -0
    whole, dot, rest = mantissa.partition(".")
    mantissa = _THOUSANDS.sub(r"\\,", whole) + dot + rest
    return rf"{mantissa} \times 10^{{{int(power)}}}" if power else mantissa


def marked(mark: str, latex: str) -> str:
    """Return LaTeX that is shown in the colour of one of `MARKS`; as it is without any."""
    return rf"\{mark}{{{latex}}}" if mark else latex


def mark_of(latex: str) -> str:
    """Return the mark of a symbol, empty without any."""
    return next((mark for mark in MARKS if latex.startswith(rf"\{mark}{{")), "")


def _rendered(text: str) -> tuple[str, int]:
    if text.startswith("-"):
        return text, _SUM
    return text, _PRODUCT if "times" in text else _ATOM


@dataclass(frozen=True, slots=True)
class _Renderer:
    """Writes nodes as LaTeX, with the binding strength of each text."""

    texts: Mapping[str, str]
    values: Values | None
    digits: int

    def render(self, node: Node) -> tuple[str, int]:
        match node:
            case Name(name):
                symbol = self.texts[name]
                if self.values is None:
                    return symbol, _POWER if "^" in symbol else _ATOM
                text, level = _rendered(latex_number(float(self.values[name]), self.digits))
                return marked(mark_of(symbol), text), level
            case Number(value):
                digits = next(digits for digits in range(1, 18) if float(f"{value:.{digits}g}") == value)
                return _rendered(latex_number(value, digits).removeprefix(r"1 \times "))
            case Constant():
                return r"\pi", _ATOM
            case Negative(operand):
                return f"-{self.wrapped(operand, _PRODUCT)}", _SUM
            case Sum(terms):
                return " ".join(self.pieces(terms)), _SUM
            case Product((over, Inverse(under))):
                return rf"\frac{{{self.render(over)[0]}}}{{{self.render(under)[0]}}}", _PRODUCT
            case Product((left, right)):
                first, second = self.wrapped(left, _PRODUCT), self.wrapped(right, _PRODUCT)
                return rf"{first} \cdot {second}", _PRODUCT
            case Power(base, exponent):
                return f"{self.wrapped(base, _ATOM)}^{{{self.render(exponent)[0]}}}", _POWER
            case Call(function, arguments):
                _, before, after = _FUNCTIONS[function]
                return before + ", ".join([self.render(argument)[0] for argument in arguments]) + after, _ATOM
            case _:
                raise TypeError(f"{type(node).__name__} stands in no equation")

    def wrapped(self, node: Node, level: int) -> str:
        """Return LaTeX, in brackets where it binds more loosely than ``level``."""
        text, own = self.render(node)
        return text if own >= level else rf"\left({text}\right)"

    def pieces(self, terms: tuple[Node, ...]) -> tuple[str, ...]:
        first, *others = terms
        found = [self.render(first)[0]]
        for other in others:
            negative = isinstance(other, Negative)
            addend = self.wrapped(other.operand if negative else other, _PRODUCT)
            found.append(f"{'-' if negative else '+'} {addend}")
        return tuple(found)


def _call(function: str, *arguments: Expression | float) -> Expression:
    given = [_expression(argument) for argument in arguments]
    texts = {name: text for each in given for name, text in each.texts.items()}
    return Expression(Call(function, tuple(each.node for each in given)), texts)


root = partial(_call, "sqrt")
absolute = partial(_call, "abs")
sign = partial(_call, "sign")
cosine = partial(_call, "cos")
floor = partial(_call, "floor")
greatest = partial(_call, "max")
least = partial(_call, "min")
PI = Expression(Constant("pi"), {})
GRADIENT = Symbol("gradient", r"\nabla L")
"""The gradient given to an equation; after noise and clipping it has the same name and another text."""


@dataclass(frozen=True, slots=True)
class Equation:
    """One line of an update: what is computed, from what, what it is in words, and where its result is kept.

    The expression is made of knobs by their names, ``parameter``, ``gradient``, ``step``, the state before the update
    by its keys, and the symbols of lines above. ``state`` is the key of the new state that holds the result,
    ``parameter`` for the new parameter, empty for what is not kept. ``when`` tells whether the line belongs to a step;
    without it, it does.
    """

    symbol: Symbol
    expression: Expression
    what: Message
    state: str = ""
    when: Condition | None = None

    def holds(self, values: Values) -> bool:
        """Tell whether the line belongs to a step with these values."""
        return self.when is None or bool(self.when(values))
