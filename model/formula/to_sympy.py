"""A syntax tree as a SymPy expression."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import model.formula.tree as tree
from model.formula.calculus import constant_value
from model.formula.functions import FIXED
from model.formula.vocabulary import AGGREGATES

if TYPE_CHECKING:
    import sympy  # pyright: ignore[reportMissingTypeStubs]

_MAX_BITS = 4_096
_MAX_NODES = 80
_MAX_ROOTS = 8
"""The most cube roots that are written out, each with its argument twice."""


def to_sympy(node: tree.Node) -> sympy.Expr:
    """Return the tree as a SymPy expression over real symbols, its decimals exact.

    SymPy multiplies out powers of numbers, however large; a tree where that could take long, or a large one, is built
    unevaluated, with its cases and cube roots as undefined functions ``where`` and ``cbrt``. What SymPy refuses even
    then is an undefined function ``formula`` of its names.
    """
    import sympy  # pyright: ignore[reportMissingTypeStubs]

    parts = list(tree.walk(node))
    roots = sum(isinstance(part, tree.Call) and part.function == "cbrt" for part in parts)
    is_small = len(parts) <= _MAX_NODES and _bits(node) <= _MAX_BITS and roots <= _MAX_ROOTS
    for evaluate in (True, False) if is_small else (False,):
        try:
            return _Builder(evaluate).expression(node)
        except (TypeError, ValueError):
            continue  # SymPy compares no complex numbers and no infinities, as in where(x^x < 1/(0x), …)
    names = dict.fromkeys(part.name for part in parts if isinstance(part, tree.Name))
    return sympy.Function("formula", real=True)(*[sympy.Symbol(name, real=True) for name in names])


def _bits(node: tree.Node) -> float:
    """Return a bound of the size of the numbers that evaluation could give."""
    if isinstance(node, tree.Number):
        mantissa, _, power = repr(node.value).partition("e")
        return 4.0 * (len(mantissa) + abs(int(power or 0)))
    if isinstance(node, tree.Power):
        exponent = constant_value(node.exponent)
        return _bits(node.base) * (1.0 if exponent is None else _most_powers(exponent)) + _bits(node.exponent)
    return sum(_bits(child) for child in tree.children(node))


def _most_powers(exponent: float) -> float:
    """Return a bound of the whole powers of a number by which SymPy writes a power of it: below a root, the root's."""
    if not math.isfinite(exponent):
        return math.inf
    fraction = Fraction(exponent).limit_denominator(_MAX_BITS)
    return max(1.0, abs(exponent), fraction.denominator if float(fraction) == exponent else math.inf)


class _Builder:
    def __init__(self, evaluate: bool) -> None:
        import sympy  # pyright: ignore[reportMissingTypeStubs]

        self.sympy: Any = sympy
        self.evaluate = evaluate

    def expression(self, node: tree.Node) -> Any:
        sympy = self.sympy
        match node:
            case tree.Number(value):
                return sympy.Integer(int(value)) if value.is_integer() else sympy.Rational(repr(value))
            case tree.Constant(name):
                return sympy.E if name == "e" else sympy.pi
            case tree.Name(name):
                return sympy.Symbol(name, real=True)
            case tree.Negative(operand):
                return self.times(sympy.Integer(-1), self.expression(operand))
            case tree.Sum(terms):
                return self.plus(*[self.expression(term) for term in terms])
            case tree.Product(factors):
                return self.times(*[self.expression(factor) for factor in factors])
            case tree.Inverse(operand):
                return self.power(self.expression(operand), sympy.Integer(-1))
            case tree.Power(base, exponent):
                return self.power(self.expression(base), self.expression(exponent))
            case tree.Call(function, arguments):
                return self.function(function, [self.expression(argument) for argument in arguments])
            case tree.Where(condition, yes, no):
                return self.where(self.expression(condition), self.expression(yes), self.expression(no))
            case tree.Comparison(relation, left, right):
                return sympy.Rel(self.expression(left), self.expression(right), relation, evaluate=False)

    def times(self, *factors: Any) -> Any:
        return self.sympy.Mul(*factors, evaluate=self.evaluate)

    def power(self, base: Any, exponent: Any) -> Any:
        return self.sympy.Pow(base, exponent, evaluate=self.evaluate)

    def where(self, condition: Any, yes: Any, no: Any) -> Any:
        # Piecewise puts its conditions in order even unevaluated: minutes for one with cases of its own
        if self.evaluate and not condition.has(self.sympy.Piecewise):
            return self.sympy.Piecewise((yes, condition), (no, True), evaluate=False)
        return self.sympy.Function("where", real=True)(condition, yes, no, evaluate=False)

    def plus(self, *terms: Any) -> Any:
        return self.sympy.Add(*terms, evaluate=self.evaluate)

    def root(self, x: Any, degree: int) -> Any:
        return self.power(x, self.sympy.Rational(1, degree))

    def call(self, name: str, *arguments: Any) -> Any:
        # never evaluated: abs of something long, or the greater of two, can take SymPy minutes
        return getattr(self.sympy, name)(*arguments, evaluate=False)

    def function(self, name: str, arguments: list[Any]) -> Any:
        if name in AGGREGATES:
            return self.sympy.Function(name)(*arguments)
        if name in ("min", "max"):
            return self.call(name.capitalize(), *arguments)
        written = FIXED[name].sympy
        return self.call(written, *arguments) if isinstance(written, str) else written(self, *arguments)
