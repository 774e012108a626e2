"""A formula's value and slope in sixty digits by mpmath: no rounding hides there what is wrong."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import mpmath
import sympy

import model.formula.tree as tree

if TYPE_CHECKING:
    from collections.abc import Mapping

_DIGITS = 60
_STEP = mpmath.mpf(10) ** -22
_LARGEST = mpmath.mpf(10) ** 300
_FUNCTIONS: dict[str, Any] = {
    **{
        name: getattr(mpmath, name)
        for name in ("exp", "expm1", "log1p", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan")
    },
    **{name: getattr(mpmath, name) for name in ("sinh", "cosh", "tanh", "erf", "floor", "sign")},
    "log": mpmath.log,
    "ln": mpmath.log,
    "log2": lambda x: mpmath.log(x, 2),
    "log10": mpmath.log10,
    "cbrt": lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)),
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "relu": lambda x: max(x, mpmath.mpf(0)),
    "softplus": lambda x: mpmath.log1p(mpmath.exp(x)),
    "abs": abs,
    "mod": lambda a, b: a - b * mpmath.floor(a / b),
    "min": min,
    "max": max,
}
_POLES = {"log": 0, "ln": 0, "log2": 0, "log10": 0, "log1p": -1}
_RELATIONS: dict[str, Any] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


class _Undefined(Exception):
    """There is no real number of a moderate size."""


def value_of(node: tree.Node, values: Mapping[str, float]) -> Any:
    """Return the value where all in it is real, neither huge nor tiny; else None."""
    with mpmath.workdps(_DIGITS):
        return _value_or_none(node, {name: mpmath.mpf(value) for name, value in values.items()})


def exact_slope(node: tree.Node, name: str, values: Mapping[str, float]) -> Any:
    """Return the derivative by one name; None at a kink, a jump, or where there is none."""
    with mpmath.workdps(_DIGITS):
        at = {key: mpmath.mpf(value) for key, value in values.items()}
        here, before, after = (_value_or_none(node, {**at, name: at[name] + step}) for step in (0, -_STEP, _STEP))
        if here is None or before is None or after is None:
            return None
        if abs(here) > mpmath.mpf(10) ** 20:  # beside which a step is nothing
            return None
        left, right = (here - before) / _STEP, (after - here) / _STEP
        if abs(left - right) > mpmath.mpf(10) ** -10 * max(abs(left), abs(right)) + abs(here) * mpmath.mpf(10) ** -15:
            return None
        return (left + right) / 2


def slope_by_sympy(expression: Any, name: str, values: Mapping[str, float]) -> Any:
    """Return the derivative of SymPy's expression; None where that has no real number for it."""
    numbers = {sympy.Symbol(key, real=True): sympy.Float(value, _DIGITS) for key, value in values.items()}
    try:
        slope = sympy.diff(expression, sympy.Symbol(name, real=True)).subs(numbers).evalf(_DIGITS // 2)
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        return None
    return mpmath.mpf(str(slope)) if slope.is_Float and slope.is_finite else None


def _value_or_none(node: tree.Node, values: Mapping[str, Any]) -> Any:
    try:
        return _value(node, values)
    except (_Undefined, ZeroDivisionError, OverflowError, ValueError):
        return None


def _value(node: tree.Node, values: Mapping[str, Any]) -> Any:
    result = _raw(node, values)
    if isinstance(result, mpmath.mpc) or not mpmath.isfinite(result) or abs(result) > _LARGEST:
        raise _Undefined
    if result != 0 and abs(result) < 1 / _LARGEST:
        raise _Undefined
    return result


def _raw(node: tree.Node, values: Mapping[str, Any]) -> Any:
    match node:
        case tree.Number(value):
            return mpmath.mpf(value)
        case tree.Constant(name):
            return +mpmath.e if name == "e" else +mpmath.pi
        case tree.Name(name):
            return values[name]
        case tree.Negative(operand):
            return -_value(operand, values)
        case tree.Inverse(operand):
            return 1 / _value(operand, values)
        case tree.Sum(terms):
            return mpmath.fsum([_value(term, values) for term in terms])
        case tree.Product(factors):
            return mpmath.fprod([_value(factor, values) for factor in factors])
        case tree.Power(base, exponent):
            return _power(_value(base, values), _value(exponent, values))
        case tree.Call(function, arguments):
            return _call(function, [_value(argument, values) for argument in arguments])
        case tree.Where(condition, yes, no):
            sides = _value(condition.left, values), _value(condition.right, values)
            _check_apart(*sides)
            return _value(yes if _RELATIONS[condition.relation](*sides) else no, values)
        case _:
            raise TypeError(node)


def _power(base: Any, exponent: Any) -> Any:
    if (base == 0 and exponent <= 0) or (base < 0 and not mpmath.isint(exponent)):
        raise _Undefined
    if base and abs(exponent * mpmath.log(abs(base))) > 690:
        raise _Undefined
    return base**exponent


def _check_apart(one: Any, other: Any) -> None:
    """Refuse numbers of which rounding decides which is the greater."""
    if one != other and abs(one - other) < mpmath.mpf(10) ** -40 * max(abs(one), abs(other), 1):
        raise _Undefined


def _call(function: str, arguments: list[Any]) -> Any:
    if function in ("mod", "floor"):
        quotient = arguments[0] / arguments[1] if function == "mod" else arguments[0]
        if mpmath.isint(quotient) or abs(quotient - mpmath.nint(quotient)) < mpmath.mpf(10) ** -18 * abs(quotient):
            raise _Undefined
    if function in ("abs", "sign", "relu", "cbrt"):
        _check_apart(arguments[0], 0)
    if function in ("min", "max"):
        for one, other in pairwise(sorted(arguments)):
            _check_apart(one, other)
    if function in _POLES and arguments[0] <= _POLES[function]:
        raise _Undefined
    if function in ("exp", "expm1", "sinh", "cosh", "sigmoid", "softplus", "tanh", "erf") and abs(arguments[0]) > 690:
        raise _Undefined
    if function == "sqrt" and arguments[0] < 0:
        raise _Undefined
    return _FUNCTIONS[function](*arguments)
