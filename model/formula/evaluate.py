"""A syntax tree compiled to nested functions over NumPy arrays or torch tensors.

Both libraries get the same operations in the same order, so that the two engines say the same. Constant parts
are computed once, as floats: 9^9^7 overflows, it is never multiplied out.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from model.formula.functions import AGGREGATES
from model.formula.tree import (
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
    walk,
)

if TYPE_CHECKING:
    from model.formula.tree import Relation

__all__ = ["NUMPY", "Compiler", "Library", "Run", "torch_library"]

Run: TypeAlias = Callable[[Mapping[str, Any]], Any]
Compiled: TypeAlias = "float | Run"
Operation: TypeAlias = Callable[[Any, Any], Any]

RELATIONS: dict[Relation, Operation] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True)
class Library:
    """What NumPy and torch call the same things.

    ``power`` is asked only for a constant base, ``at_least`` and ``at_most`` for a constant bound,
    ``number(like, value)`` for a constant where a bare float would lose the type.
    """

    functions: Mapping[str, Callable[[Any], Any]]
    power: Operation
    minimum: Operation
    maximum: Operation
    at_most: Operation
    at_least: Operation
    where: Callable[[Any, Any, Any], Any]
    number: Callable[[Any, float], Any]
    mean: Callable[[Any, bool], Any]
    sum: Callable[[Any, bool], Any]


def _numpy_softplus(x: Any) -> Any:
    # torch's definition: the identity above 20
    return np.where(x > 20.0, x, np.log1p(np.exp(np.minimum(x, 20.0))))


NUMPY = Library(
    functions={
        **{name: getattr(np, name) for name in ("exp", "log", "log10", "sqrt", "sin", "cos", "tan")},
        **{name: getattr(np, name) for name in ("sinh", "cosh", "tanh", "abs", "sign")},
        "ln": np.log,
        "asin": np.arcsin,
        "acos": np.arccos,
        "atan": np.arctan,
        "sigmoid": lambda x: np.exp(-np.logaddexp(0.0, -x)),
        "relu": lambda x: np.maximum(x, 0.0),
        "softplus": _numpy_softplus,
    },
    power=np.power,
    minimum=np.minimum,
    maximum=np.maximum,
    at_most=np.minimum,
    at_least=np.maximum,
    where=np.where,
    number=lambda _like, value: value,
    mean=lambda x, keep: np.mean(np.atleast_1d(x), axis=-1, keepdims=keep),
    sum=lambda x, keep: np.sum(np.atleast_1d(x), axis=-1, keepdims=keep),
)


def torch_library() -> Library:
    """Return torch's names; imports torch."""
    import torch

    same = (
        "exp",
        "log",
        "log10",
        "sqrt",
        "sin",
        "cos",
        "tan",
        "asin",
        "acos",
        "atan",
        "sinh",
        "cosh",
        "tanh",
    )
    return Library(
        functions={
            **{name: getattr(torch, name) for name in (*same, "sigmoid", "relu", "abs", "sign")},
            "ln": torch.log,
            "softplus": torch.nn.functional.softplus,
        },
        power=torch.pow,
        minimum=torch.minimum,
        maximum=torch.maximum,
        at_most=lambda x, bound: torch.clamp(x, max=bound),
        at_least=lambda x, bound: torch.clamp(x, min=bound),
        where=torch.where,
        number=lambda like, value: like.new_tensor(value),
        mean=lambda x, keep: torch.mean(x, -1, keep),
        sum=lambda x, keep: torch.sum(x, -1, keep),
    )


class Compiler:
    """Compiles trees for one library.

    Parameters
    ----------
    library : Library
        Whose operations the functions call.
    keep_axis : bool
        Whether mean and sum keep the points' axis with length 1, since more is done with it outside of them.
    folded : callable, optional
        Told of every constant part with its value, innermost first.
    """

    def __init__(
        self,
        library: Library,
        *,
        keep_axis: bool = False,
        folded: Callable[[Node, float], None] | None = None,
    ) -> None:
        self.library = library
        self.keep_axis = keep_axis
        self.folded = folded

    def compile(self, node: Node) -> Compiled:
        """Return the tree's function of the names' values, or its value where no name stands in it."""
        result = self._compile(node)
        if self.folded is not None and isinstance(result, float):
            self.folded(node, result)
        return result

    def _compile(self, node: Node) -> Compiled:
        match node:
            case Number(value):
                return value
            case Constant(name):
                return math.e if name == "e" else math.pi
            case Name(name):
                return operator.itemgetter(name)
            case Negative(operand):
                return _apply(operator.neg, self.compile(operand))
            case Sum((first, *others)):
                return self._chain(node, first, others)
            case Product((first, *others)):
                return self._chain(node, first, others)
            case Power():
                return self._power(node)
            case Call("min" | "max"):
                return self._extreme(node)
            case Call(function, (argument,)) if function in AGGREGATES:
                return self._aggregate(function, argument)
            case Call(function, (argument,)):
                compiled = self.compile(argument)
                # constants are NumPy's in either library, since they become floats
                functions = (NUMPY if isinstance(compiled, float) else self.library).functions
                return _apply(functions[function], compiled)
            case Where():
                return self._where(node)
            case _:
                raise TypeError(f"{type(node).__name__} cannot stand alone")

    def _chain(self, node: Node, first: Node, others: list[Node]) -> Compiled:
        plain: Operation = operator.add if isinstance(node, Sum) else operator.mul
        inverse: Operation = operator.sub if isinstance(node, Sum) else operator.truediv
        kind = Negative if isinstance(node, Sum) else Inverse
        start = self.compile(first)
        steps: list[tuple[Operation, Compiled]] = []
        for other in others:
            is_inverse = isinstance(other, kind)
            operand = self.compile(other.operand if is_inverse else other)
            operation = inverse if is_inverse else plain
            if steps or not isinstance(start, float) or not isinstance(operand, float):
                steps.append((operation, operand))
                continue
            start = _join(operation, start, operand)
            if self.folded is not None and isinstance(start, float):
                self.folded(node, start)
        if not steps:
            return start
        (operation, operand), *rest = steps
        return _chained(
            _join(operation, start, operand), [(operation, _run(operand)) for operation, operand in rest]
        )

    def _power(self, node: Power) -> Compiled:
        exponent = self.compile(node.exponent)
        if node.base == Constant("e"):
            functions = (NUMPY if isinstance(exponent, float) else self.library).functions
            return _apply(functions["exp"], exponent)
        base = self.compile(node.base)
        if isinstance(exponent, float) and not isinstance(base, float):
            # as a whole number it is the x**2 that one would write
            number = int(exponent) if exponent.is_integer() and abs(exponent) < 2**31 else exponent
            return lambda values: base(values) ** number
        is_constant_base = isinstance(base, float) and not isinstance(exponent, float)
        return _join(self.library.power if is_constant_base else operator.pow, base, exponent)

    def _extreme(self, node: Call) -> Compiled:
        is_min = node.function == "min"
        library = self.library
        constants: list[float] = []
        result: Compiled | None = None
        for argument in node.arguments:
            compiled = self.compile(argument)
            if isinstance(compiled, float):
                constants.append(compiled)
            elif result is None:
                result = compiled
            else:
                result = _join(library.minimum if is_min else library.maximum, result, compiled)
        if not constants:
            assert result is not None
            return result
        bound = float(np.min(constants) if is_min else np.max(constants))
        return (
            bound if result is None else _join(library.at_most if is_min else library.at_least, result, bound)
        )

    def _aggregate(self, function: str, argument: Node) -> Run:
        keep = self.keep_axis
        self.keep_axis = True
        inside = self.compile(argument)
        self.keep_axis = keep
        reduce = self.library.mean if function == "mean" else self.library.sum
        run = _run(inside)
        return lambda values: reduce(run(values), keep)

    def _where(self, node: Where) -> Compiled:
        condition: Comparison = node.condition
        relation = RELATIONS[condition.relation]
        left, right = self.compile(condition.left), self.compile(condition.right)
        yes, no = self.compile(node.yes), self.compile(node.no)
        if isinstance(left, float) and isinstance(right, float):
            return yes if relation(left, right) else no
        holds = _run(_join(relation, left, right))
        where, number = self.library.where, self.library.number
        if isinstance(yes, float) and isinstance(no, float):
            name = next(part.name for part in walk(condition) if isinstance(part, Name))
            return lambda values: where(holds(values), number(values[name], yes), no)
        if isinstance(yes, float):
            return lambda values: where(holds(values), yes, _run(no)(values))
        if isinstance(no, float):
            return lambda values: where(holds(values), yes(values), no)
        return lambda values: where(holds(values), yes(values), no(values))


def _run(compiled: Compiled) -> Run:
    if isinstance(compiled, float):
        return lambda _values: compiled
    return compiled


def _apply(function: Callable[[Any], Any], operand: Compiled) -> Compiled:
    if isinstance(operand, float):
        with np.errstate(all="ignore"):
            return float(function(np.float64(operand)))
    return lambda values: function(operand(values))


def _join(operation: Operation, left: Compiled, right: Compiled) -> Compiled:
    if isinstance(left, float):
        if isinstance(right, float):
            with np.errstate(all="ignore"):
                return float(operation(np.float64(left), np.float64(right)))
        return lambda values: operation(left, right(values))
    if isinstance(right, float):
        return lambda values: operation(left(values), right)
    return lambda values: operation(left(values), right(values))


def _chained(start: Compiled, steps: list[tuple[Operation, Run]]) -> Compiled:
    if not steps:
        return start
    first = _run(start)

    def run(values: Mapping[str, Any]) -> Any:
        total = first(values)
        for operation, operand in steps:
            total = operation(total, operand(values))
        return total

    return run
