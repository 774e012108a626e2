"""Derivatives by the rules of school, and which formulas are linear in their parameters."""

from __future__ import annotations

from model.formula.evaluate import Compiler
from model.formula.functions import FIXED
from model.formula.libraries import NUMPY
from model.formula.tree import (
    ONE,
    ZERO,
    Call,
    Comparison,
    Constant,
    Inverse,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Where,
    add,
    contains,
    divide,
    multiply,
    negate,
    power,
)
from model.formula.vocabulary import AGGREGATES


def constant_value(node: Node) -> float | None:
    """Return the value of a tree without names, else None."""
    return Compiler(NUMPY).value(node)


def differentiate(node: Node, name: str) -> Node:
    """Return the derivative with respect to ``name``, not yet tidied.

    Around mean and sum ``name`` is one number for all points: that of y would not be one number.
    """
    if not contains(node, frozenset((name,))):
        return ZERO
    match node:
        case Name():
            return ONE
        case Negative(operand):
            return negate(differentiate(operand, name))
        case Sum(terms):
            return add(*[differentiate(term, name) for term in terms])
        case Product(factors):
            return _product_rule(factors, name)
        case Power(base, exponent):
            return _power_rule(base, exponent, name)
        case Where(condition, yes, no):
            return Where(condition, differentiate(yes, name), differentiate(no, name))
        case Call("min" | "max" as function, arguments):
            return _extreme_rule(function, arguments, name)
        case Call(function, (argument,)) if function in AGGREGATES:
            # with the points' axis also where the slope has no point in it: a sum counts them
            slope = Sum((differentiate(argument, name), Product((ZERO, argument))))
            return Call(function, (slope,))
        case Call(function, arguments):
            slopes = FIXED[function].slopes(*arguments)
            inner = [differentiate(argument, name) for argument in arguments]
            return add(*map(multiply, slopes, inner))
        case _:
            raise ValueError(f"{type(node).__name__} has no derivative of its own")


def _product_rule(factors: tuple[Node, ...], name: str) -> Node:
    over = _gathered([factor for factor in factors if not isinstance(factor, Inverse)])
    under = _gathered([factor.operand for factor in factors if isinstance(factor, Inverse)])
    terms: list[Node] = []
    for index, factor in enumerate(over):
        slope = differentiate(factor, name)
        terms.append(divide(multiply(*over[:index], slope, *over[index + 1 :]), *under))
    for divisor in under:
        slope = differentiate(divisor, name)
        terms.append(negate(divide(multiply(*over, slope), *under, divisor)))
    return add(*terms)


def _gathered(factors: list[Node]) -> list[Node]:
    """Return equal factors as powers, so that x·x·x gives one term and not three."""
    counts: dict[Node, int] = {}
    for factor in factors:
        counts[factor] = counts.get(factor, 0) + 1
    return [factor if count == 1 else Power(factor, Number(float(count))) for factor, count in counts.items()]


def _power_rule(base: Node, exponent: Node, name: str) -> Node:
    slope = differentiate(base, name)
    rise = differentiate(exponent, name)
    whole = Power(base, exponent)
    if rise == ZERO:
        lower = constant_value(exponent)
        reduced = add(exponent, Negative(ONE)) if lower is None else _number(lower - 1.0, exponent)
        return multiply(exponent, power(base, reduced), slope)
    if base == Constant("e"):
        return multiply(whole, rise)
    logarithm = Call("ln", (base,))
    if slope == ZERO:
        return multiply(whole, logarithm, rise)
    return multiply(whole, add(multiply(rise, logarithm), divide(multiply(exponent, slope), base)))


def _number(value: float, exponent: Node) -> Node:
    if not value.is_integer():
        return add(exponent, Negative(ONE))  # 1/3 - 1 stays exact
    return Number(value) if value >= 0 else Negative(Number(-value))


def _extreme_rule(function: str, arguments: tuple[Node, ...], name: str) -> Node:
    """Return the slope of the least or the greatest argument, found among two halves of them."""

    def of(some: tuple[Node, ...]) -> Node:
        return some[0] if len(some) == 1 else Call(function, some)

    def slope(some: tuple[Node, ...]) -> Node:
        if len(some) == 1:
            return differentiate(some[0], name)
        half = (len(some) + 1) // 2
        first, second = some[:half], some[half:]
        holds = Comparison("<=" if function == "min" else ">=", of(first), of(second))
        return Where(holds, slope(first), slope(second))

    return slope(arguments)


def linear_parts(node: Node, parameters: frozenset[str]) -> dict[str, Node] | None:
    """Return what each parameter multiplies, and under "" the rest; None where it is not linear in them.

    A product of two brackets with parameters counts as not linear.
    """
    if not contains(node, parameters):
        return {"": node}
    match node:
        case Name(name):
            return {name: ONE}
        case Negative(operand):
            parts = linear_parts(operand, parameters)
            return None if parts is None else {name: negate(part) for name, part in parts.items()}
        case Sum(terms):
            return _joined([linear_parts(term, parameters) for term in terms])
        case Product(factors):
            return _linear_product(factors, parameters)
        case Power(base, exponent) if constant_value(exponent) == 1.0:
            return linear_parts(base, parameters)
        case Where(condition, yes, no) if not contains(condition, parameters):
            first, second = linear_parts(yes, parameters), linear_parts(no, parameters)
            if first is None or second is None:
                return None
            names = dict.fromkeys((*first, *second))
            return {name: Where(condition, first.get(name, ZERO), second.get(name, ZERO)) for name in names}
        case _:
            return None


def _joined(parts: list[dict[str, Node] | None]) -> dict[str, Node] | None:
    joined: dict[str, Node] = {}
    for part in parts:
        if part is None:
            return None
        for name, node in part.items():
            joined[name] = add(joined.get(name, ZERO), node)
    return joined


def _linear_product(factors: tuple[Node, ...], parameters: frozenset[str]) -> dict[str, Node] | None:
    with_parameters = [factor for factor in factors if contains(factor, parameters)]
    if len(with_parameters) > 1 or isinstance(with_parameters[0], Inverse):
        return None
    parts = linear_parts(with_parameters[0], parameters)
    if parts is None:
        return None
    over = [f for f in factors if f is not with_parameters[0] and not isinstance(f, Inverse)]
    under = [f.operand for f in factors if isinstance(f, Inverse)]
    return {name: divide(multiply(*over, part), *under) for name, part in parts.items()}


def degree(node: Node, names: frozenset[str]) -> int | None:
    """Return the degree of a polynomial in ``names`` as it is written, or None where it is none."""
    if not contains(node, names):
        return 0
    match node:
        case Name():
            return 1
        case Negative(operand):
            return degree(operand, names)
        case Sum(terms):
            degrees = [degree(term, names) for term in terms]
            return None if None in degrees else max(d for d in degrees if d is not None)
        case Product(factors):
            degrees = [degree(factor, names) for factor in factors]
            return None if None in degrees else sum(d for d in degrees if d is not None)
        case Power(base, exponent):
            inner, times = degree(base, names), constant_value(exponent)
            if inner is None or times is None or times < 0 or not times.is_integer():
                return None
            return inner * int(times)
        case _:
            return None
