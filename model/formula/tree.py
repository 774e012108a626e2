"""The syntax tree of a formula: the only node kinds there are, and how to walk and build them.

Sums and products are n-ary, so that a long formula is not a deep one. ``a - b`` is ``Sum((a, Negative(b)))``
and ``a/b*c`` is ``Product((a, Inverse(b), c))``, computed from left to right.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Item = TypeVar("Item")
Relation: TypeAlias = Literal["<", "<=", ">", ">=", "==", "!="]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as typed: finite and not negative."""

    value: float


@dataclass(frozen=True, slots=True)
class Constant:
    """The constant e or pi."""

    name: str


@dataclass(frozen=True, slots=True)
class Name:
    """A variable or a parameter."""

    name: str


@dataclass(frozen=True, slots=True)
class Negative:
    """The operand with its sign changed."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Sum:
    """Two or more terms; one after the first that is `Negative` is subtracted."""

    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Inverse:
    """A divisor; stands only in a `Product`, and there not first."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Product:
    """Two or more factors, multiplied and divided from left to right."""

    factors: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Power:
    """Base to the exponent."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A known function of one or more arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A condition; stands only in a `Where`."""

    relation: Relation
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Where:
    """``yes`` where the condition holds, else ``no``."""

    condition: Comparison
    yes: Node
    no: Node


Node: TypeAlias = Number | Constant | Name | Negative | Sum | Inverse | Product | Power | Call | Comparison | Where

ZERO = Number(0.0)
ONE = Number(1.0)


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below, in the order in which they are written."""
    match node:
        case Number() | Constant() | Name():
            return ()
        case Negative(operand) | Inverse(operand):
            return (operand,)
        case Sum(nodes) | Product(nodes) | Call(_, nodes):
            return nodes
        case Power(first, second) | Comparison(_, first, second):
            return (first, second)
        case Where(condition, yes, no):
            return (condition, yes, no)


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and all below it, in the order in which they are written."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def size(node: Node) -> int:
    """Return how many nodes the tree has; a part that is in it several times is looked into once."""
    sizes: dict[int, int] = {}

    def of(part: Node) -> int:
        if id(part) not in sizes:
            sizes[id(part)] = 1 + sum(map(of, children(part)))
        return sizes[id(part)]

    return of(node)


def contains(node: Node, names: frozenset[str]) -> bool:
    """Return whether one of ``names`` stands in the tree."""
    return any(isinstance(part, Name) and part.name in names for part in walk(node))


def substitute(node: Node, values: Mapping[str, float | Node]) -> Node:
    """Return the tree with numbers, or other trees, in the place of the names that have values."""
    if isinstance(node, Name) and node.name in values:
        value = values[node.name]
        if not isinstance(value, float | int):
            return value
        return Negative(Number(-value)) if value < 0 else Number(value)

    def substituted(part: Any) -> Any:
        if isinstance(part, tuple):
            return tuple(substituted(item) for item in part)
        return part if isinstance(part, str | float) else substitute(part, values)

    return type(node)(*(substituted(getattr(node, field.name)) for field in fields(node)))


def joined(join: Callable[[Item, Item], Item], items: Sequence[Item]) -> Item:
    """Return several items joined two and two, so that the result of hundreds is only a few levels deep."""
    if len(items) == 1:
        return items[0]
    half = (len(items) + 1) // 2
    return join(joined(join, items[:half]), joined(join, items[half:]))


def negate(node: Node) -> Node:
    """Return the node with its sign changed."""
    if node == ZERO:
        return ZERO
    return node.operand if isinstance(node, Negative) else Negative(node)


def add(*terms: Node) -> Node:
    """Return the sum without zeros and without sums directly in it."""
    flat: list[Node] = []
    for term in terms:
        if isinstance(term, Sum):
            flat.extend(term.terms)
        elif term != ZERO:
            flat.append(term)
    if len(flat) < 2:
        return flat[0] if flat else ZERO
    return Sum(tuple(flat))


def multiply(*factors: Node) -> Node:
    """Return the product without ones and without products directly in it, its sign in front."""
    flat: list[Node] = []
    negative = False
    for given in factors:
        factor = given
        if isinstance(factor, Negative):
            negative, factor = not negative, factor.operand
        if factor == ZERO:
            return ZERO
        if isinstance(factor, Product):
            flat.extend(factor.factors)
        elif factor != ONE:
            flat.append(factor)
    result = ONE if not flat else flat[0] if len(flat) == 1 else Product(tuple(flat))
    return Negative(result) if negative else result


def divide(node: Node, *divisors: Node) -> Node:
    """Return the node divided by each divisor that is not 1."""
    inverses = tuple(Inverse(divisor) for divisor in divisors if divisor != ONE)
    if node == ZERO or not inverses:
        return node
    if isinstance(node, Negative):
        return Negative(Product((node.operand, *inverses)))
    if isinstance(node, Product):
        return Product((*node.factors, *inverses))
    return Product((node, *inverses))


def power(base: Node, exponent: Node) -> Node:
    """Return the power, plain where the exponent is 0 or 1."""
    if exponent == ZERO:
        return ONE
    return base if exponent == ONE else Power(base, exponent)
