"""From a graph of ATen operations on tensors to expressions of single numbers."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch._decomp import core_aten_decompositions
from torch._ops import OpOverload
from torch.fx import Node

from model.compiled.expressions import COUNT, Book, Expression, Operand
from model.compiled.operations import OPERATIONS, Points, Unsupported, array

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.compiled.tracing import Trace

__all__ = ["Step", "decompositions", "lower"]

_POINTWISE = ("x", "y")


@dataclass(frozen=True, slots=True)
class Step:
    """One step as expressions, each of a tuple in the order of the parameters or of the state's numbers.

    Attributes
    ----------
    loss : Operand
        The loss at the parameters.
    gradient : tuple
        Its partial derivatives.
    parameters : tuple
        The next parameters.
    state : tuple
        The next state, number by number.
    """

    loss: Operand
    gradient: tuple[Operand, ...]
    parameters: tuple[Operand, ...]
    state: tuple[Operand, ...]


@lru_cache(maxsize=1)
def decompositions() -> dict[object, Callable[..., object]]:
    """Return how operations that are not known here are made of core ATen ones."""
    table = core_aten_decompositions()
    return {
        target: made
        for target, made in table.items()
        if not (isinstance(target, OpOverload) and _name_of(target) in OPERATIONS)
    }


def lower(trace: Trace) -> Step:
    """Return a traced step as expressions.

    Raises
    ------
    Unsupported
        Where the graph holds an operation that is not known.
    """
    book = Book()
    values: dict[Node, Any] = {}
    inputs = iter(trace.inputs)
    for node in trace.graph.graph.nodes:
        if node.op == "placeholder":
            values[node] = _input(book, trace, next(inputs))
        elif node.op == "get_attr":
            values[node] = _constant(getattr(trace.graph, str(node.target)))
        elif node.op == "call_function":
            values[node] = _call(book, node, values)
        elif node.op == "output":
            loss, gradient, parameters, *state = _resolved(node.args[0], values)
            return Step(
                array(loss).item(),
                tuple(gradient.flat),
                tuple(parameters.flat),
                tuple(number for tensor in state for number in tensor.flat),
            )
    raise Unsupported("a graph without an end")


def _input(book: Book, trace: Trace, name: str) -> Any:
    if name in _POINTWISE:
        return Points(book.given(name, "point"))
    return array(book.given(name, "flag" if name in trace.flags else "number"))


def _constant(tensor: object) -> Any:
    if not isinstance(tensor, torch.Tensor):
        raise Unsupported("an attribute that is no tensor")
    return np.array(tensor.detach().double().numpy().tolist(), dtype=object)


def _resolved(argument: Any, values: dict[Node, Any]) -> Any:
    if isinstance(argument, Node):
        return values[argument]
    if isinstance(argument, list | tuple):
        return [_resolved(part, values) for part in argument]
    return argument


def _call(book: Book, node: Node, values: dict[Node, Any]) -> Any:
    arguments = _resolved(node.args, values)
    if node.target is operator.getitem:
        return arguments[0][arguments[1]]
    if not isinstance(node.target, OpOverload):
        raise Unsupported(str(node.target))
    name = _name_of(node.target)
    if name in ("sym_size", "sym_numel"):
        return _extent(book, *arguments)
    operation = OPERATIONS.get(name)
    if operation is None:
        raise Unsupported(name)
    return operation(book, *arguments, **{key: _resolved(value, values) for key, value in node.kwargs.items()})


def _extent(book: Book, value: Any, dim: int | None = None) -> int | Expression:
    if isinstance(value, Points):
        return book.given(COUNT)
    return value.size if dim is None else value.shape[dim]


def _name_of(target: OpOverload) -> str:
    return target.name().removeprefix("aten::").partition(".")[0]
