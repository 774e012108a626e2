"""Tidying a derivative: like terms together, coefficients exact, short polynomials multiplied out.

A tree is read as a sum of terms, each an exact coefficient and powers of atoms: names, constants, and whole
parts that are not looked into (calls, long powers). What would grow too large is left as it was.
"""

from __future__ import annotations

from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from model.formula.calculus import constant_value, degree
from model.formula.tree import (
    ONE,
    ZERO,
    Call,
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
    divide,
    multiply,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Generator

Term: TypeAlias = tuple[tuple[Node, Fraction], ...]
Terms: TypeAlias = dict[Term, Fraction]

_MAX_NODES = 1_500
_MAX_TERMS = 60
_MAX_BITS = 200
_MAX_WORK = 20_000
_MAX_DEGREE = 8
"""Higher polynomials stay in brackets: multiplied out they are long and lose digits near their roots."""
_MAX_EXPANDED_POWER = 4


class _TooLarge(Exception):
    """Tidying would cost more than it shows."""


def tidy(node: Node, variables: Collection[str]) -> Node:
    """Return an equal, shorter tree, or the same one where it is too large to tidy.

    Other names than ``variables`` are written before them: a·x rather than x·a.
    """
    parts = list(zip(range(_MAX_NODES + 1), walk(node), strict=False))
    if len(parts) > _MAX_NODES:
        return node
    decimals = any(isinstance(part, Number) and not part.value.is_integer() for _, part in parts)
    names = frozenset(part.name for _, part in parts if isinstance(part, Name))
    try:
        return _Tidier(decimals, variables, names).tidied(node)
    except (_TooLarge, ZeroDivisionError):
        return node


def _number(value: Fraction, *, decimals: bool) -> Node:
    """Return a positive fraction as a number, or a quotient where no short decimal is it."""
    if value.denominator == 1:
        return Number(float(value))
    if decimals and Fraction(repr(float(value))) == value:
        return Number(float(value))
    return divide(Number(float(value.numerator)), Number(float(value.denominator)))


class _Tidier:
    def __init__(self, decimals: bool, variables: Collection[str], names: frozenset[str]) -> None:
        self.decimals = decimals
        self.variables = variables
        self.names = names
        self.expanding = True
        self.work = 0
        self.order: dict[Node, int] = {}

    def tidied(self, node: Node) -> Node:
        return self.node_of(self.terms(node))

    # -- trees to terms

    def terms(self, node: Node) -> Terms:
        match node:
            case Number(value):
                exact = Fraction(repr(value))
                return self.checked({(): exact} if exact else {})
            case Constant() | Name():
                return self.atom(node)
            case Negative(operand):
                return self.scaled(self.terms(operand), Fraction(-1))
            case Sum(nodes):
                total: Terms = {}
                for part in nodes:
                    self.add_to(total, self.terms(part))
                return total
            case Product(factors):
                with self.expanding_only(node):
                    return self.product(factors)
            case Power(base, exponent):
                with self.expanding_only(node):
                    return self.power_of(node, base, exponent)
            case Call():
                return self.atom(node)
            case Where(condition, yes, no):
                first, second = self.branch(yes), self.branch(no)
                return self.terms(first) if first == second else self.atom(Where(condition, first, second))
            case _:
                raise _TooLarge

    @contextmanager
    def expanding_only(self, node: Node) -> Generator[None]:
        """Multiply sums out only within short polynomials."""
        before = self.expanding
        if before:
            size = degree(node, self.names)
            self.expanding = size is not None and size <= _MAX_DEGREE
        yield
        self.expanding = before

    def branch(self, node: Node) -> Node:
        before, self.expanding = self.expanding, True
        tidied = self.tidied(node)
        self.expanding = before
        return tidied

    def product(self, factors: tuple[Node, ...]) -> Terms:
        total: Terms = {(): Fraction(1)}
        for factor in factors:
            if isinstance(factor, Inverse):
                inverse = self.raised(self.terms(factor.operand), Fraction(-1))
                total = self.times(total, inverse)
            else:
                total = self.times(total, self.terms(factor))
        return total

    def power_of(self, node: Power, base: Node, exponent: Node) -> Terms:
        if base == Constant("e"):
            return self.atom(node)
        powers = self.terms(exponent)
        if not powers:
            return {(): Fraction(1)}
        return self.raised(self.terms(base), powers[()]) if set(powers) == {()} else self.atom(node)

    # -- arithmetic of terms

    def atom(self, node: Node, exponent: Fraction = Fraction(1)) -> Terms:
        self.order.setdefault(node, len(self.order))
        return {((node, exponent),): Fraction(1)}

    def spend(self, work: int) -> None:
        self.work += work
        if self.work > _MAX_WORK:
            raise _TooLarge

    def checked(self, terms: Terms) -> Terms:
        self.spend(len(terms) + 1)
        if len(terms) > _MAX_TERMS:
            raise _TooLarge
        for coefficient in terms.values():
            if max(coefficient.numerator.bit_length(), coefficient.denominator.bit_length()) > _MAX_BITS:
                raise _TooLarge
        return terms

    def scaled(self, terms: Terms, factor: Fraction) -> Terms:
        return self.checked({term: coefficient * factor for term, coefficient in terms.items()})

    def add_to(self, total: Terms, others: Terms) -> None:
        for term, coefficient in others.items():
            value = total.get(term, Fraction(0)) + coefficient
            if value:
                total[term] = value
            else:
                total.pop(term, None)
        self.checked(total)

    def times(self, left: Terms, right: Terms) -> Terms:
        if not self.expanding and _is_one(left):
            return right
        if not self.expanding:
            left, right = self.closed(left), self.closed(right)
        total: Terms = {}
        for first, a in left.items():
            self.add_to(total, {self.joined(first, second): a * b for second, b in right.items()})
        return total

    def joined(self, first: Term, second: Term) -> Term:
        self.spend(len(first) + len(second))
        powers = dict(first)
        for atom, exponent in second:
            powers[atom] = powers.get(atom, Fraction(0)) + exponent
        kept = [(atom, exponent) for atom, exponent in powers.items() if exponent]
        return tuple(sorted(kept, key=lambda item: self.order[item[0]]))

    def closed(self, terms: Terms, exponent: Fraction = Fraction(1)) -> Terms:
        """Return a sum as one atom."""
        if len(terms) < 2 and exponent == 1:
            return terms
        return self.atom(self.node_of(terms), exponent)

    def raised(self, terms: Terms, exponent: Fraction) -> Terms:
        if not terms:
            raise _TooLarge  # powers of zero stay as they are written
        if exponent == 1:
            return terms
        if len(terms) == 1:
            ((term, coefficient),) = terms.items()
            bits = max(coefficient.numerator.bit_length(), coefficient.denominator.bit_length())
            if exponent.denominator == 1 and abs(exponent) * (bits - 1) <= _MAX_BITS:
                self.spend(len(term))
                powers = tuple((atom, old * exponent) for atom, old in term)
                return self.checked({powers: coefficient ** int(exponent)})
            if coefficient == 1 and len(term) == 1 and term[0][1] == 1:
                return {((term[0][0], exponent),): Fraction(1)}
            return self.closed(terms, exponent)
        if self.expanding and exponent in range(2, _MAX_EXPANDED_POWER + 1):
            total = terms
            for _ in range(int(exponent) - 1):
                total = self.times(total, terms)
            return total
        return self.closed(terms, exponent)

    # -- terms to trees

    def node_of(self, terms: Terms) -> Node:
        nodes = [self.node_of_term(term, coefficient) for term, coefficient in terms.items()]
        if len(nodes) > 1 and isinstance(nodes[0], Negative):
            # 1 - x rather than -x + 1
            first = next((node for node in nodes if not isinstance(node, Negative)), None)
            if first is not None and len(nodes) == 2:
                nodes = [first, nodes[0]]
        return add(*nodes) if nodes else ZERO

    def rank(self, atom: Node) -> int:
        """Order factors as written: constants, parameters, variables, sums, functions, powers of e."""
        if constant_value(atom) is not None:
            return 0
        if isinstance(atom, Name):
            return 2 if atom.name in self.variables else 1
        if isinstance(atom, Sum):
            return 3
        return 5 if _is_exponential(atom) else 4

    def node_of_term(self, term: Term, coefficient: Fraction) -> Node:
        over: list[Node] = []
        under: list[Node] = []
        for atom, exponent in sorted(term, key=lambda item: self.rank(item[0])):
            if exponent == 1:
                over.append(atom)
            else:
                power = ONE if abs(exponent) == 1 else _number(abs(exponent), decimals=self.decimals)
                (over if exponent > 0 else under).append(atom if power == ONE else Power(atom, power))
        size = abs(coefficient)
        number = _number(size, decimals=self.decimals)
        if isinstance(number, Product):
            over.insert(0, Number(float(size.numerator)))
            under.insert(0, Number(float(size.denominator)))
        else:
            over.insert(0, number)
        node = multiply(*over)
        if under:
            node = divide(node, multiply(*under))
        return Negative(node) if coefficient < 0 else node


def _is_exponential(node: Node) -> bool:
    return isinstance(node, Power) and node.base == Constant("e")


def _is_one(terms: Terms) -> bool:
    return terms == {(): 1}
