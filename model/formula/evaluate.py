"""A syntax tree compiled to nested functions over NumPy arrays or torch tensors.

Both libraries get the same operations in the same order, so that their results agree. Constant parts are computed
once, as floats: 9^9^7 overflows and is never multiplied out.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np

import model.formula.tree as tree
from model.formula.libraries import NUMPY
from model.formula.vocabulary import AGGREGATES

if TYPE_CHECKING:
    from model.formula.libraries import Library

Run: TypeAlias = Callable[[Mapping[str, Any]], Any]
Compiled: TypeAlias = "float | Run"
# asked as isinstance(compiled, float | int): to a type checker every int is a float too
Operation: TypeAlias = Callable[[Any, Any], Any]

RELATIONS: dict[tree.Relation, Operation] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}

_DIVIDE = cast("Operation", operator.truediv)  # pyright: ignore[reportUnknownMemberType]


@dataclass
class Compiler:
    """Compiles trees for one library.

    With ``keep_axis`` mean and sum keep the points' axis with length 1, for what is around them. The names in
    ``numbers`` have it with length 1, and lose it outside of mean and sum where these do not keep it. ``folded`` is
    called with every constant part and its value, innermost first.
    """

    library: Library
    keep_axis: bool = False
    folded: Callable[[tree.Node, float], None] | None = None
    numbers: frozenset[str] = frozenset()
    _known: dict[tuple[int, bool], tuple[tree.Node, Compiled]] = field(default_factory=dict, repr=False)

    def compile(self, node: tree.Node) -> Compiled:
        """Return the tree's function of the names' values, or its value where it has no names.

        Each part is compiled once, however often it is asked for.
        """
        key = id(node), self.keep_axis
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = node, self._noted(node)
        return known[1]

    def value(self, node: tree.Node) -> float | None:
        """Return the value of a tree without names, else None."""
        compiled = self.compile(node)
        return compiled if isinstance(compiled, float | int) else None

    def taken(self, node: tree.Where) -> tree.Node | None:
        """Return the case that a condition without names decides for; None where it has names."""
        left, right = self.value(node.condition.left), self.value(node.condition.right)
        if left is None or right is None:
            return None
        return node.yes if RELATIONS[node.condition.relation](left, right) else node.no

    def _noted(self, node: tree.Node) -> Compiled:
        result = self._compile(node)
        if self.folded is not None and isinstance(result, float | int):
            self.folded(node, result)
        return result

    def _compile(self, node: tree.Node) -> Compiled:
        match node:
            case tree.Number(value):
                return value
            case tree.Constant(name):
                return math.e if name == "e" else math.pi
            case tree.Name(name):
                value = operator.itemgetter(name)
                if self.keep_axis or name not in self.numbers:
                    return value
                return lambda values: _without_points(value(values))
            case tree.Negative(operand):
                return _apply(operator.neg, self.compile(operand))
            case tree.Sum((first, *others)):
                return self._chain(node, first, others)
            case tree.Product((first, *others)):
                return self._chain(node, first, others)
            case tree.Power():
                return self._power(node)
            case tree.Call("min" | "max"):
                return self._extreme(node)
            case tree.Call(function, (argument,)) if function in AGGREGATES:
                return self._aggregate(function, argument)
            case tree.Call(function, arguments):
                return self._call(function, [self.compile(argument) for argument in arguments])
            case tree.Where():
                return self._where(node)
            case _:
                raise TypeError(f"{type(node).__name__} cannot stand alone")

    def _chain(self, node: tree.Node, first: tree.Node, others: list[tree.Node]) -> Compiled:
        plain: Operation = operator.add if isinstance(node, tree.Sum) else operator.mul
        inverse: Operation = operator.sub if isinstance(node, tree.Sum) else _DIVIDE
        kind = tree.Negative if isinstance(node, tree.Sum) else tree.Inverse
        total = self.compile(first)
        rest: list[tuple[Operation, Run]] = []
        for index, other in enumerate(others):
            is_inverse = isinstance(other, kind)
            operand = self.compile(other.operand if is_inverse else other)
            operation = inverse if is_inverse else plain
            if index and not isinstance(total, float | int):
                rest.append((operation, _run(operand)))
                continue
            total = _join(operation, total, operand)
            if self.folded is not None and isinstance(total, float | int):
                self.folded(node, total)
        return _chained(_run(total), rest) if rest else total

    def _power(self, node: tree.Power) -> Compiled:
        exponent = self.compile(node.exponent)
        if node.base == tree.Constant("e"):
            functions = (NUMPY if isinstance(exponent, float | int) else self.library).functions
            return _apply(functions["exp"], exponent)
        base = self.compile(node.base)
        if isinstance(exponent, float | int) and not isinstance(base, float | int):
            # as a whole number it is the x**2 that one would write
            number = int(exponent) if abs(exponent) < 2**31 and int(exponent) == exponent else exponent
            if number == -0.5 and self.library is NUMPY:  # whose power of -0.0 is inf; torch has -inf
                return lambda values: 1.0 / np.sqrt(base(values))
            return lambda values: base(values) ** number
        is_constant_base = isinstance(base, float | int) and not isinstance(exponent, float | int)
        return _join(self.library.power if is_constant_base else operator.pow, base, exponent)

    def _call(self, function: str, operands: list[Compiled]) -> Compiled:
        runs = [operand for operand in operands if not isinstance(operand, float | int)]
        # constants are NumPy's in either library, since they become floats
        call = (self.library if runs else NUMPY).functions[function]
        if len(operands) == 1:
            return _apply(call, operands[0])
        first, second = operands
        if not runs or not isinstance(first, float | int):
            return _join(call, first, second)
        number = self.library.number

        def with_constant(values: Mapping[str, Any]) -> Any:
            right = runs[0](values)
            return call(number(right, first), right)

        return with_constant

    def _extreme(self, node: tree.Call) -> Compiled:
        is_min = node.function == "min"
        library = self.library
        operands = [self.compile(argument) for argument in node.arguments]
        constants = [operand for operand in operands if isinstance(operand, float | int)]
        others = [operand for operand in operands if not isinstance(operand, float | int)]
        operation = library.minimum if is_min else library.maximum
        result = tree.joined(partial(_join, operation), others) if others else None
        if not constants:
            assert result is not None
            return result
        bound = float(np.min(constants) if is_min else np.max(constants))
        return bound if result is None else _join(library.at_most if is_min else library.at_least, result, bound)

    def _aggregate(self, function: str, argument: tree.Node) -> Compiled:
        keep = self.keep_axis
        self.keep_axis = True
        inside = self.compile(argument)
        self.keep_axis = keep
        if isinstance(inside, float | int):
            return inside
        reduce = self.library.mean if function == "mean" else self.library.sum
        return lambda values: reduce(inside(values), keep)

    def _where(self, node: tree.Where) -> Compiled:
        condition: tree.Comparison = node.condition
        relation = RELATIONS[condition.relation]
        left, right = self.compile(condition.left), self.compile(condition.right)
        yes, no = self.compile(node.yes), self.compile(node.no)
        if (taken := self.taken(node)) is not None:
            return yes if taken is node.yes else no
        holds = _run(_join(relation, left, right))
        where, number = self.library.where, self.library.number
        if isinstance(yes, float | int) and isinstance(no, float | int):
            name = next(part.name for part in tree.walk(condition) if isinstance(part, tree.Name))
            return lambda values: where(holds(values), number(values[name], yes), no)
        if isinstance(yes, float | int):
            return lambda values: where(holds(values), yes, _run(no)(values))
        if isinstance(no, float | int):
            return lambda values: where(holds(values), yes(values), no)
        return lambda values: where(holds(values), yes(values), no(values))


def _without_points(number: Any) -> Any:
    return number[..., 0] if number.ndim else number


def _run(compiled: Compiled) -> Run:
    if isinstance(compiled, float | int):
        return lambda _values: compiled
    return compiled


def _apply(function: Callable[[Any], Any], operand: Compiled) -> Compiled:
    if isinstance(operand, float | int):
        with np.errstate(all="ignore"):
            return float(function(np.float64(operand)))
    return lambda values: function(operand(values))


def _join(operation: Operation, left: Compiled, right: Compiled) -> Compiled:
    if isinstance(left, float | int):
        if isinstance(right, float | int):
            with np.errstate(all="ignore"):
                return float(operation(np.float64(left), np.float64(right)))
        return lambda values: operation(left, right(values))
    if isinstance(right, float | int):
        return lambda values: operation(left(values), right)
    return lambda values: operation(left(values), right(values))


def _chained(first: Run, steps: list[tuple[Operation, Run]]) -> Run:
    def run(values: Mapping[str, Any]) -> Any:
        total = first(values)
        for operation, operand in steps:
            total = operation(total, operand(values))
        return total

    return run


def connected_names(node: tree.Node) -> frozenset[str]:
    """Return the names to which gradients flow: those that are not in conditions only."""
    match node:
        case tree.Name(name):
            return frozenset((name,))
        case tree.Where():
            taken = Compiler(NUMPY).taken(node)
            return connected_names(node.yes) | connected_names(node.no) if taken is None else connected_names(taken)
        case _:
            return frozenset[str]().union(*map(connected_names, tree.children(node)))
