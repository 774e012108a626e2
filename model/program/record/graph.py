"""The graph of a program at one moment: what its variables were computed from, and what autograd keeps of it.

Operations that autograd records are its own nodes, found from the live tensors by ``grad_fn.next_functions``, so that
one call may be several nodes (cross_entropy) and a detached part has none. What is known of a node beside that stands
in its ``metadata``, and so lives as long as the node does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from torch.utils.weak import WeakIdKeyDictionary, WeakTensorKeyDictionary

from model.program.record.frames import Edge, Graph, Node
from model.program.record.states import array_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor

    from model.program.record.frames import NodeKind
    from model.program.record.states import Array

MOST = 1000
"""How many nodes a graph has at most, and how many a backward that is shown edge by edge."""


@dataclass(slots=True, eq=False)
class Made:
    """An operation: a node of autograd, or a call that autograd did not record.

    Attributes
    ----------
    inputs : list
        What goes into it: the slot, the tensor or operation, which of its results, and whether autograd has this edge.
    results : dict
        Those results that have or had a name.
    """

    order: int
    key: str
    call: int
    line: int
    label: str
    grad_fn: str | None = None
    value: Array | None = None
    saves: bool = False
    freed: bool = False
    inputs: list[tuple[int, Held | Made, int, bool]] = field(default_factory=list)
    results: dict[int, Held] = field(default_factory=dict)

    def result(self, output: int) -> Held | Made:
        """Return what stands for one of its results."""
        return self.results.get(output, self)

    def ends(self) -> list[tuple[int, Held | Made, bool]]:
        """Return what goes into it: the slot, what, and whether autograd has this edge."""
        return [
            (slot, source.result(output) if isinstance(source, Made) and output >= 0 else source, carries)
            for slot, source, output, carries in self.inputs
        ]


@dataclass(slots=True, eq=False)
class Held:
    """A tensor: a leaf, a constant, or a result that has or had a name.

    Attributes
    ----------
    label : str
        What made it of no other tensor, such as ``ones``.
    name : str
        The first name that it had.
    """

    order: int
    key: str
    call: int
    line: int
    kind: NodeKind
    value: Array
    label: str = ""
    made: Made | None = None
    name: str = ""
    names: tuple[str, ...] = ()

    def ends(self) -> list[tuple[int, Held | Made, bool]]:
        """Return the operation that made it."""
        return [] if self.made is None else [(0, self.made, self.made.grad_fn is not None)]


_seen: Any = WeakTensorKeyDictionary()
"""For each view the version of its memory when its node was asked for last, and the node."""


def grad_fn_of(tensor: Tensor) -> Any:
    """Return the node that made a tensor; None also for a view that PyTorch refuses to ask, as its base was changed.

    PyTorch renews the node of a view whose memory was changed when it is asked for, and its hooks go with it. Where
    there are any it is not asked again: the program would be another for being watched.
    """
    if tensor.is_inference() or not tensor._is_view():
        return tensor.grad_fn
    version, node = _seen.get(tensor, (0, None))
    if tensor._version != version and (tensor.retains_grad or tensor._backward_hooks):
        return node
    try:
        node = tensor.grad_fn
    except RuntimeError:
        node = None
    _seen[tensor] = tensor._version, node
    return node


def is_accumulate(function: Any) -> bool:
    """Return whether an autograd node is a leaf's AccumulateGrad."""
    return type(function).__name__ == "AccumulateGrad"


def nodes_behind(*functions: Any) -> Iterator[Any]:
    """Yield autograd nodes and all that they lead to, each once."""
    seen: set[Any] = set()
    waiting = [function for function in functions if function is not None]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            yield current
            waiting.extend(following for following, _ in reversed(current.next_functions) if following is not None)


@cache
def _saved_names(kind: type) -> tuple[str, ...]:
    return tuple(name for name in dir(kind) if name.startswith("_raw_saved_"))


def saved_in(function: Any) -> Iterator[Any]:
    """Yield what a live autograd node has saved, packed: to unpack it may run hooks of the program.

    Raises
    ------
    RuntimeError
        Where it has been freed.
    """
    for name in _saved_names(type(function)):
        kept = getattr(function, name)
        yield from kept if isinstance(kept, tuple) else (kept,)


def _asked(function: Any) -> tuple[bool, bool]:
    """Ask a live autograd node whether it keeps tensors, and whether they have been freed."""
    try:
        if any(kept.data is not None for kept in saved_in(function)):
            return True, False
        for name in _saved_names(type(function)):
            getattr(function, name.removeprefix("_raw"), None)
    except RuntimeError:
        return True, True
    return False, False


class GraphBuilder:
    """Is told of every call, and gives the graph whenever it is asked.

    Attributes
    ----------
    graph : Graph
        As it was last asked for.
    """

    def __init__(self) -> None:
        self.graph = Graph()
        self._key = object()
        """Of what this builder knows of an autograd node, in the node's metadata."""
        self._held: Any = WeakIdKeyDictionary()
        self._named: list[Held] = []
        self._places: dict[Held | Made, int] = {}
        self._order = 0
        self._place = (0, 0)
        self._call = 0
        self._line = 0

    # -- what happens

    def forget(self) -> None:
        """Take tensors outside of autograd's graph as given from here on: what is drawn of them begins here."""
        for held in self._held.values():
            held.made, held.label, held.key = None, "", f"={held.name}" if held.name else held.key

    def begin(self, place: int) -> None:
        """Count what follows as made in a statement."""
        self._place = (place, 0)

    def call(self, label: str, given: Sequence[Tensor], results: Sequence[Tensor], line: int) -> int:
        """Take in what a call has made of tensors; return its number."""
        self._call += 1
        self._line = line
        for tensor in given:
            if not any(tensor is result for result in results):  # else it was changed in place
                self.source(tensor)
        for result in results:
            function = grad_fn_of(result)
            fresh = [] if function is None else self._adopt(function)
            sources = [(slot, self.source(tensor)) for slot, tensor in enumerate(given)]
            if fresh:
                self._recorded(fresh, label, result, sources)
            elif function is None and not any(result is tensor for tensor in given):
                self._unrecorded(label, result, sources)
        return self._call

    def _unrecorded(self, label: str, result: Tensor, sources: list[tuple[int, Held | Made]]) -> None:
        """Note a result without a grad_fn."""
        if not sources:
            self._held[result] = self._new_held(result, label=label)
        elif result not in self._held:
            made = Made(*self._next(), label, value=array_of(result))
            made.inputs = [(slot, source, -1, False) for slot, source in sources]
            self._held[result] = self._result(result, made)

    def _recorded(self, fresh: list[Made], label: str, result: Tensor, sources: list[tuple[int, Held | Made]]) -> None:
        """Say what autograd's new nodes behind a result are about, and which constants went in."""
        fresh[-1].label, fresh[-1].value = label, array_of(result)
        known = {source for made in fresh for _, source, _ in made.ends()}
        # A constant goes into the node that keeps it: of a matrix product, not into the view of its result.
        keeper = next((made for made in reversed(fresh) if made.saves), fresh[-1])
        keeper.inputs += [(slot, source, -1, False) for slot, source in sources if source not in known | {*fresh}]

    def _adopt(self, function: Any) -> list[Made]:
        """Note an autograd node and those behind it that are new; return them, each after those that it leads to."""
        fresh: list[Made] = []
        waiting = [(function, False)]
        while waiting:
            current, is_done = waiting.pop()
            if is_done:
                made = self._new_made(current)
                fresh.append(made)
            elif current is not None and not is_accumulate(current) and self._key not in current.metadata:
                current.metadata[self._key] = None
                waiting.append((current, True))
                waiting.extend((following, False) for following, _ in reversed(current.next_functions))
        return fresh

    def _new_made(self, function: Any) -> Made:
        name = type(function).__name__
        inputs: list[tuple[int, Held | Made, int, bool]] = []
        for slot, (following, output) in enumerate(function.next_functions):
            if following is not None:
                is_leaf = is_accumulate(following)
                source = self.source(following.variable) if is_leaf else following.metadata[self._key]
                inputs.append((slot, source, -1 if is_leaf else output, True))
        saves, freed = _asked(function)
        made = Made(*self._next(), name.partition("Backward")[0], name, None, saves, freed, inputs)
        function.metadata[self._key] = made
        return made

    def _new_held(self, tensor: Tensor, key: str = "", **values: Any) -> Held:
        order, own, call, line = self._next()
        return Held(order, key or own, call, line, _kind(tensor), array_of(tensor), **values)

    def _result(self, tensor: Tensor, made: Made) -> Held:
        """Return a tensor with a name, which stands right after the operation that made it."""
        key = f"{made.key}.{tensor.output_nr}"
        return Held(made.order, key, made.call, made.line, _kind(tensor), array_of(tensor), made=made)

    def _next(self) -> tuple[int, str, int, int]:
        self._order += 1
        place, count = self._place
        self._place = place, count + 1
        return self._order, f"{place}.{count}", self._call, self._line

    # -- what is asked

    def source(self, tensor: Tensor, name: str = "") -> Held | Made:
        """Return what stands for a tensor; one that has a name gets a node of its own."""
        function = grad_fn_of(tensor)
        if function is not None:
            self._adopt(function)
            made: Made = function.metadata[self._key]
            if name and tensor.output_nr not in made.results:
                made.results[tensor.output_nr] = self._result(tensor, made)
            return made.result(tensor.output_nr)
        if tensor not in self._held:
            self._held[tensor] = self._new_held(tensor, f"={name}" if name else "")
        held: Held = self._held[tensor]
        return held if name or held.names or held.made is None else held.made

    def key(self, tensor: Tensor) -> str:
        """Return the key of the node that stands for a tensor."""
        return self.source(tensor).key

    def place(self, tensor: Tensor) -> int:
        """Return the place in the graph of a tensor, −1 for one that is not drawn."""
        return self._places.get(self.source(tensor), -1)

    def place_of(self, function: Any, output: int) -> int:
        """Return the place of what an autograd node has made, or of itself for −1; −1 for what is not drawn."""
        if is_accumulate(function):
            return self.place(function.variable)
        made: Made | None = function.metadata.get(self._key)
        return -1 if made is None else self._places.get(made if output < 0 else made.result(output), -1)

    def release(self, function: Any) -> None:
        """Say that a backward without retain_graph went through an autograd node."""
        made: Made | None = function.metadata.get(self._key)
        if made is not None:
            made.freed = True

    def draw(self, named: Sequence[tuple[str, Tensor]], further: Sequence[Tensor] = ()) -> Graph:
        """Return the graph of the tensors that have names, and of further ones; the last one where nothing changed."""
        for held in self._named:
            held.names = ()
        self._named.clear()
        for name, tensor in named:
            held = self.source(tensor, name)
            assert isinstance(held, Held)
            held.name = held.name or name
            held.names = (*held.names, name)
            held.kind, held.value = _kind(tensor), array_of(tensor)
            self._named.append(held)
        found, edges, is_cut = _reached([*self._named, *(self.source(tensor) for tensor in further)])
        self._places = {one: place for place, one in enumerate(sorted(found, key=_order))}
        ends = sorted(
            (self._places[target], slot, self._places[source], carries)
            for source, target, slot, carries in edges
            if source in self._places
        )
        graph = Graph(
            tuple(_node(one, place) for one, place in self._places.items()),
            tuple(Edge(source, target, slot, carries) for target, slot, source, carries in ends),
            tuple(sorted({self._places[source] for source, _, _, carries in edges if carries and _is_leaf(source)})),
            is_cut,
        )
        if graph != self.graph:
            self.graph = graph
        return self.graph


def _reached(
    waiting: list[Held | Made],
) -> tuple[dict[Held | Made, None], list[tuple[Held | Made, Held | Made, int, bool]], bool]:
    """Return what is reached from some nodes, the edges on the way, and whether there is more of it."""
    found: dict[Held | Made, None] = {}
    edges: list[tuple[Held | Made, Held | Made, int, bool]] = []
    while waiting and len(found) < MOST:
        one = waiting.pop(0)
        if one in found:
            continue
        found[one] = None
        for slot, source, carries in one.ends():
            edges.append((source, one, slot, carries))
            waiting.append(source)
    return found, edges, any(one not in found for one in waiting)


def _node(one: Held | Made, place: int) -> Node:
    shape = None if one.value is None else one.value.shape
    if isinstance(one, Made):
        parts = one.label, (), f"v{place}", shape, one.value, one.grad_fn
        return Node(one.key, "operation", *parts, one.line, one.call, one.saves, one.freed)
    grad_fn = None if one.made is None else one.made.grad_fn
    parts = one.name or one.label, one.names, one.name or f"v{place}", shape, one.value, grad_fn
    return Node(one.key, one.kind, *parts, one.line, one.call)


def _order(one: Held | Made) -> tuple[int, str]:
    return one.order, one.key


def _is_leaf(one: Held | Made) -> bool:
    return isinstance(one, Held) and one.kind == "leaf"


def _kind(tensor: Tensor) -> NodeKind:
    try:
        return "constant" if not tensor.requires_grad else "leaf" if grad_fn_of(tensor) is None else "intermediate"
    except RuntimeError:  # a view whose base was changed
        return "intermediate"
