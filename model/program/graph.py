"""The computational graph of an autograd program: what was done, and what autograd keeps of it.

Operations that autograd records are its own nodes, found by walking ``grad_fn.next_functions`` on the live tensors,
so that one call may be two nodes (cross_entropy) and a detached part has none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from model.program.tensors.functions import OPERATORS
from model.program.tensors.machine import Value, array_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from model.program.tensors.machine import Machine, Operation

NodeKind: TypeAlias = Literal["leaf", "intermediate", "constant", "operation"]
ACCUMULATE = "AccumulateGrad"


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A tensor or an operation.

    Attributes
    ----------
    id : int
        Its place in `Graph.nodes`; the same in every graph of a run.
    kind : str
        "leaf" requires a gradient and was not computed; "intermediate" was computed, and has a name; "constant"
        requires no gradient; "operation".
    label : str
        Its name, or the operation's symbol.
    names : tuple of str
        The names that stand for this tensor now; a rebound name leaves its old tensor without.
    variable : str
        How texts call its value: the name, or ``v`` and a number.
    function : str or None
        The operation's name in the catalogue.
    shape : tuple of int, or None
        Of the value, where it is known.
    value : NDArray or None
        Read-only; None for what autograd does within one call.
    grad_fn : str or None
        The class name of autograd's node: the operation's own, or that of the tensor that it made.
    line : int
        The program's line, from 1; 0 where an action made it.
    saves : bool
        Whether autograd's node keeps tensors for its backward.
    freed : bool
        Whether a backward without retain_graph has freed it.
    """

    id: int
    kind: NodeKind
    label: str
    names: tuple[str, ...]
    variable: str
    function: str | None
    shape: tuple[int, ...] | None
    value: NDArray[np.generic] | None
    grad_fn: str | None
    line: int
    saves: bool = False
    freed: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """From what goes into an operation to it, or from an operation to the tensor that it makes.

    Attributes
    ----------
    slot : int
        Which of the inputs it is; the gradient goes back along it.
    carries_gradient : bool
        Whether autograd has this edge.
    """

    source: int
    target: int
    slot: int
    carries_gradient: bool


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """The graph after the program, or after an action.

    Attributes
    ----------
    nodes : tuple of Node
        In the order in which they were computed.
    edges : tuple of Edge
        The same tensor twice in one operation gives two edges.
    accumulate : tuple of int
        The leaves that autograd has an AccumulateGrad node for.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    accumulate: tuple[int, ...]

    def node_of(self, name: str) -> int | None:
        """Return the node that a name stands for."""
        return next((node.id for node in reversed(self.nodes) if name in node.names), None)

    def grad_fns(self) -> list[str]:
        """Return the class names of autograd's nodes but AccumulateGrad, sorted."""
        return sorted(node.grad_fn for node in self.nodes if node.kind == "operation" and node.grad_fn is not None)


def is_accumulate(function: Any) -> bool:
    """Return whether an autograd node is a leaf's AccumulateGrad."""
    return type(function).__name__ == ACCUMULATE


def nodes_behind(function: Any) -> Iterator[Any]:
    """Yield an autograd node and all that it leads to, each once."""
    seen: set[int] = set()
    waiting = [] if function is None else [function]
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting.extend(following for following, _ in reversed(current.next_functions) if following is not None)


@cache
def _saved_names(kind: type) -> tuple[str, ...]:
    return tuple(name for name in dir(kind) if name.startswith("_saved_") and "_sym_" not in name)


def _asked(function: Any) -> tuple[bool, bool]:
    """Ask a live autograd node whether it keeps tensors, and whether they have been freed."""
    import torch

    saves = False
    for name in _saved_names(type(function)):
        try:
            saves = isinstance(getattr(function, name), torch.Tensor) or saves
        except RuntimeError as error:
            if "second time" in str(error):
                return True, True
            saves = True  # changed in place since: kept, but of no use
    return saves, False


class GraphBuilder:
    """Follows a machine, and gives its graph whenever it is asked.

    Attributes
    ----------
    display : dict
        From the ``id`` of an autograd node to the graph's node that holds its result.
    operation_node : dict
        From the ``id`` of an autograd node to the graph's operation.
    operation_of : dict
        From an operation node to what was done, for the outermost node of a call.
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._nodes: list[Node] = []
        self._edges: list[Edge] = []
        self._functions: dict[int, Any] = {}
        self._tensors: dict[int, Tensor] = {}
        self._versions: dict[int, int] = {}
        self._node_of_tensor: dict[int, int] = {}
        self._node_of_value: dict[int, int] = {}
        self._kept: list[Any] = []
        self._released: set[int] = set()
        self._accumulates: dict[int, int] = {}
        self.display: dict[int, int] = {}
        self.operation_node: dict[int, int] = {}
        self.operation_of: dict[int, Operation] = {}
        self.function_of_value: dict[int, tuple[int, int]] = {}
        """From the ``id`` of a `Value` to where its gradient goes: an autograd node's or tensor's ``id``, and which."""
        self.made: list[tuple[int, ...]] = []
        """For each operation of the program the nodes that it made."""
        named = {id(value) for _, _, value in machine.assigned}
        for operation in list(machine.operations):
            start = len(self._nodes)
            self._add(operation, id(operation.result) in named)
            self.made.append(tuple(range(start, len(self._nodes))))
        self.graph = self._snapshot(Graph((), (), ()))

    # -- what the graph is made of

    def _new(
        self, kind: NodeKind, label: str, function: str | None, value: Value | None, grad_fn: Any, line: int
    ) -> int:
        number = len(self._nodes)
        shape = None if value is None else tuple(value.tensor.shape)
        name = None if grad_fn is None else type(grad_fn).__name__
        data = None if value is None else value.data
        self._nodes.append(Node(number, kind, label, (), f"v{number}", function, shape, data, name, line))
        return number

    def _add(self, operation: Operation, is_named: bool) -> None:
        value = operation.result
        self._kept.append(value)
        if operation.function.makes_leaf:
            number = self._new(
                "constant", operation.function.symbol, operation.function.name, value, None, operation.line
            )
        else:
            number = self._add_operation(operation)
            if is_named:
                number = self._add_result(number, value, operation.line)
        self._hold(number, value)

    def _hold(self, number: int, value: Value) -> None:
        """Say that a node stands for a tensor."""
        tensor = value.tensor
        self._node_of_value[id(value)] = number
        self._node_of_tensor[id(tensor)] = number
        self._tensors[number] = tensor
        self._versions[number] = tensor._version
        if tensor.grad_fn is None:
            self.function_of_value[id(value)] = (id(tensor), 0)
        else:
            self.function_of_value[id(value)] = (id(tensor.grad_fn), tensor.output_nr)
            self.display[id(tensor.grad_fn)] = number

    def _add_result(self, operation: int, value: Value, line: int) -> int:
        number = self._new("intermediate", "", None, value, value.tensor.grad_fn, line)
        self._edges.append(Edge(operation, number, 0, value.tensor.grad_fn is not None))
        return number

    def _add_operation(self, operation: Operation) -> int:
        grad_fn: Any = operation.result.tensor.grad_fn
        start = len(self._nodes)
        label, name = _symbol(operation), operation.function.name
        if grad_fn is None:
            number = self._new("operation", label, name, operation.result, None, operation.line)
        else:
            number = self._record(grad_fn, label, name, operation.result, operation.line)
        self.operation_of[number] = operation
        reached = {edge.source for edge in self._edges if edge.target >= start}
        # A constant goes into the node that keeps it: of a matrix product, not into the view of its result.
        keeper = next((node for node in range(number, start - 1, -1) if self._saves(node)), number)
        for slot, value in enumerate(operation.tensors):
            source = self._node_of_value.get(id(value))
            if source is not None and source not in reached:
                self._edges.append(Edge(source, keeper, slot, False))
        return number

    def _saves(self, number: int) -> bool:
        function = self._functions.get(number)
        return function is not None and _asked(function)[0]

    def _record(self, grad_fn: Any, label: str, name: str | None, value: Value, line: int) -> int:
        """Add autograd's new nodes behind ``grad_fn``, the innermost first; return the outermost."""
        fresh = list(self._unknown(grad_fn))
        number = -1
        for function in reversed(fresh):
            outermost = function is grad_fn
            text = label if outermost else type(function).__name__.partition("Backward")[0]
            number = self._new(
                "operation", text, name if outermost else None, value if outermost else None, function, line
            )
            self._functions[number] = function
            self.operation_node[id(function)] = number
            self.display[id(function)] = number
        for function in reversed(fresh):
            for slot, (following, _) in enumerate(function.next_functions):
                source = self._source(following)
                if source is not None:
                    self._edges.append(Edge(source, self.operation_node[id(function)], slot, True))
        return number

    def _unknown(self, grad_fn: Any) -> list[Any]:
        """Return autograd's nodes that the graph lacks, each before what it leads to."""
        order: list[Any] = []
        seen: set[int] = set()

        def visit(function: Any) -> None:
            if function is None or is_accumulate(function) or id(function) in self.operation_node:
                return
            if id(function) in seen:
                return
            seen.add(id(function))
            for following, _ in function.next_functions:
                visit(following)
            order.append(function)

        visit(grad_fn)
        self._kept.extend(order)
        return order[::-1]

    def _source(self, function: Any) -> int | None:
        if function is None:
            return None
        if is_accumulate(function):
            number = self._node_of_tensor.get(id(function.variable))
            if number is not None:
                self._kept.append(function)
                self._accumulates[id(function)] = number
                self.display[id(function)] = number
            return number
        return self.display[id(function)]

    def node_of_value(self, value: Value) -> int:
        """Return the node that stands for a value."""
        return self._node_of_value[id(value)]

    # -- what actions change

    def release(self, functions: Sequence[Any]) -> None:
        """Say that a backward without retain_graph went through these autograd nodes."""
        self._released.update(id(function) for function in functions)

    def update(self) -> Graph:
        """Look at the live tensors again, after an action."""
        for name, value in self._machine.names.items():
            if isinstance(value, Value):
                grad_fn = value.tensor.grad_fn
                if grad_fn is not None and id(grad_fn) not in self.operation_node:
                    self._adopt(name, value.tensor)
        self.graph = self._snapshot(self.graph)
        return self.graph

    def _adopt(self, name: str, tensor: Tensor) -> None:
        """Add what autograd recorded of an in-place change."""
        grad_fn: Any = tensor.grad_fn
        value = Value(tensor, array_of(tensor))
        self._kept.append(value)
        label = type(grad_fn).__name__.partition("Backward")[0]
        number = self._record(grad_fn, label, None, value, 0)
        number = self._add_result(number, value, 0)
        old = self._node_of_tensor.get(id(tensor))
        if old is not None:
            self._tensors.pop(old, None)
        self._hold(number, value)
        self._machine.names[name] = value

    def _snapshot(self, before: Graph) -> Graph:
        names: dict[int, list[str]] = {}
        labels: dict[int, str] = {}
        for _, name, value in self._machine.assigned:
            labels.setdefault(self._node_of_value[id(value)], name)
        for name, value in self._machine.names.items():
            if isinstance(value, Value):
                number = self._node_of_tensor[id(value.tensor)]
                names.setdefault(number, []).append(name)
                labels.setdefault(number, name)
        changed = len(self._nodes) != len(before.nodes)
        for number, node in enumerate(self._nodes):
            fresh = self._looked_at(node, tuple(names.get(number, ())), labels.get(number))
            if fresh is not node:
                self._nodes[number] = fresh
                changed = True
        if not changed:
            return before
        accumulate = tuple(sorted(set(self._accumulates.values())))
        return Graph(tuple(self._nodes), tuple(self._edges), accumulate)

    def _looked_at(self, node: Node, names: tuple[str, ...], label: str | None) -> Node:
        """Return a node as it is now."""
        if node.kind == "operation":
            function = self._functions.get(node.id)
            if function is None:
                return node
            saves, freed = _asked(function)
            freed = freed or id(function) in self._released
            return node if (saves, freed) == (node.saves, node.freed) else replace(node, saves=saves, freed=freed)
        tensor = self._tensors.get(node.id)
        kind, value = node.kind, node.value
        if tensor is not None:
            kind = _kind(tensor)
            if self._versions[node.id] != tensor._version:
                value = array_of(tensor)
                self._versions[node.id] = tensor._version
        if (kind, names) == (node.kind, node.names) and value is node.value:
            return node
        text = label or node.label
        variable = label or node.variable
        return replace(node, kind=kind, names=names, label=text, variable=variable, value=value)


def _kind(tensor: Tensor) -> NodeKind:
    if not tensor.requires_grad:
        return "constant"
    return "leaf" if tensor.is_leaf else "intermediate"


def _symbol(operation: Operation) -> str:
    """Return an operation's symbol, with the plain number that it was given: ``× 2``, ``^ 3``."""
    symbol = operation.function.symbol
    if operation.function.name not in OPERATORS:
        return symbol
    operands = list(operation.operands.values())
    first = operands[0]
    if len(operands) == 2 and isinstance(operands[1], int | float):
        return f"{symbol} {operands[1]}"
    return f"{first} {symbol}" if isinstance(first, int | float) else symbol
