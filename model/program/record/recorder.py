"""Makes the frames of a stretch of a run while it happens, on the live tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

import torch
from msgspec.structs import replace

from model.program.record.calls import label_of, tensors_in, variables
from model.program.record.derivatives import local_derivative
from model.program.record.edges import Arrival, Backward, Crossing, every_backward
from model.program.record.frames import Frame, FrameKind, Graph, Window
from model.program.record.graph import GraphBuilder
from model.program.record.states import (
    PlainState,
    TensorState,
    VariableState,
    array_of,
    array_text,
    tensor_state,
    value_text,
)

if TYPE_CHECKING:
    from collections.abc import Generator

    from torch import Tensor

    from model.program.record.edges import Step

Scopes: TypeAlias = Sequence[Mapping[str, Any]]
Key: TypeAlias = tuple[str, int]


class Recorder:
    """Is told of statements and calls, watches every backward, and makes the frames of all.

    Parameters
    ----------
    scopes : callable
        Returns the variables of the program, and of each function that is being run.
    printed : callable
        Returns how many letters are printed.
    """

    def __init__(self, scopes: Callable[[], Scopes], printed: Callable[[], int] = lambda: 0) -> None:
        self._scopes = scopes
        self._printed = printed
        self.builder = GraphBuilder()
        self.frames: list[Frame] = []
        self.rows: dict[Key, VariableState] = {}
        self._graphs = [self.builder.graph]
        self._found: list[tuple[str, int, Any]] = []
        self._calls: list[tuple[int, int]] = []
        self._ways: list[_Way] = []
        self._first = 0
        self._kind: FrameKind = "statement"
        self._at = (0, 0)

    def window(self) -> Window:
        """Return what was recorded."""
        return Window(tuple(self.frames), tuple(self._graphs))

    @contextmanager
    def watching(self) -> Generator[None]:
        """Record what happens within."""
        with every_backward(self._backward):
            self.draw()
            self.add("start", **self.changes())
            yield

    # -- what happens

    def statement(self, place: int, line: int) -> None:
        """End the statement before, and begin one."""
        self.end()
        self._at = (place, line)
        self._first, self._kind = len(self.frames), "statement"
        self.builder.begin(place)

    def call(
        self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any], result: Any, line: int, _: int = 0
    ) -> None:
        """Take in a call that was done."""
        if name == "step" and args and isinstance(args[0], torch.optim.Optimizer):
            self._kind = "step"
        results = tensors_in(args[:1] if name == "setitem" else result)
        if results:
            number = self.builder.call(label_of(name, args), tensors_in(*args, kwargs), results, line)
            self._calls.append((number, line))

    def end(self, error: tuple[str, str] | None = None) -> None:
        """Show what the statement has done, and the type and message of an error that ends the run there."""
        if self._at == (0, 0):
            return
        self.draw()
        before = self.rows
        changes = self.changes()
        if error is None and not self._ways and len(self.frames) > self._first:
            last = self.frames[-1]
            rows = last.rows + changes["rows"]
            # The nodes that light keep their places where the graph has only been freed.
            graph = len(self._graphs) - 1 if _keys(self._graphs[last.graph]) == _keys(self.graph) else last.graph
            parts = {"rows": rows, "gone": changes["gone"], "graph": graph, "printed": self._printed()}
            self.frames[-1] = replace(last, **parts)
            return
        rows = [row for row in changes["rows"] if isinstance(row, TensorState)]
        kind: FrameKind = self._kind if error is None else "error"
        if kind == "statement" and any(_is_same_tensor(before.get((row.name, row.depth)), row) for row in rows):
            kind = "change"
        keys = {row.node for row in rows}
        nodes = tuple(place for place, node in enumerate(self.graph.nodes) if node.key in keys)
        self.add(kind, nodes=nodes, error=error, **changes)

    # -- what there is to see

    def add(self, kind: FrameKind, line: int = 0, **values: Any) -> int:
        """Add a frame of the graph as it was last drawn; return its number."""
        values.setdefault("known", len(self.graph.nodes))
        way = {"root": self._ways[-1].root, "is_weighted": self._ways[-1].is_weighted} if self._ways else {}
        at = self._at[0], line or self._at[1], len(self._graphs) - 1
        self.frames.append(Frame(kind, *at, printed=self._printed(), **way, **values))
        return len(self.frames) - 1

    @property
    def graph(self) -> Graph:
        """The graph as it was last drawn."""
        return self._graphs[-1]

    def draw(self) -> None:
        """Draw the graph of what the variables lead to now, and show the calls that made parts of it."""
        self._found = list(variables(self._scopes()))
        named = [(name, value) for name, _, value in self._found if isinstance(value, torch.Tensor)]
        graph = self.builder.draw(named, [tensor for way in self._ways for tensor in way.outputs])
        if graph is not self.graph:
            self._graphs.append(graph)
        for number, line in self._calls:
            nodes = tuple(place for place, node in enumerate(graph.nodes) if node.call == number)
            if nodes:
                self.add("forward", line, nodes=nodes, known=nodes[-1] + 1)
        self._calls.clear()

    def changes(self) -> dict[str, Any]:
        """Return the variables that are new or another since this was last asked, and those that are no more."""
        shared: dict[int, list[str]] = {}
        for name, _, value in self._found:
            if isinstance(value, torch.Tensor):
                shared.setdefault(_memory(value), []).append(name)
        rows: dict[Key, VariableState] = {}
        for name, depth, value in self._found:
            if isinstance(value, torch.Tensor):
                others = tuple(other for other in shared[_memory(value)] if other != name and _memory(value))
                rows[name, depth] = tensor_state(name, depth, value, others, self.builder.key(value))
            else:
                rows[name, depth] = PlainState(name, depth, type(value).__name__, value_text(value))
        before, self.rows = self.rows, rows
        changed = tuple(row for key, row in rows.items() if before.get(key) != row)
        return {"rows": changed, "gone": tuple(key for key in before if key not in rows)}

    def _backward(
        self,
        go: Callable[[], Any],
        outputs: tuple[Tensor, ...],
        seeds: tuple[Tensor, ...],
        retain_graph: bool,
        inputs: tuple[Tensor, ...],
    ) -> Any:
        named = [value for _, _, value in self._found if isinstance(value, torch.Tensor)]
        way = _Way(self, outputs, seeds, [*named, *outputs])
        self._ways.append(way)
        try:
            return way.run(go, retain_graph, inputs)
        finally:
            self._ways.pop()


def _keys(graph: Graph) -> list[str]:
    return [node.key for node in graph.nodes]


def _is_same_tensor(before: VariableState | None, row: TensorState) -> bool:
    return isinstance(before, TensorState) and before.node == row.node


def _memory(tensor: Tensor) -> int:
    """Return where the memory of a tensor is; 0 where it has none of its own."""
    try:
        return tensor.untyped_storage().data_ptr()
    except (RuntimeError, NotImplementedError):
        return 0


class _Way:
    """One backward of a program.

    Attributes
    ----------
    outputs : tuple of Tensor
        Where it begins.
    root : str
        What the first of them is called.
    is_weighted : bool
        Whether it begins with another gradient than 1.
    """

    def __init__(
        self, recorder: Recorder, outputs: tuple[Tensor, ...], seeds: tuple[Tensor, ...], retaining: list[Tensor]
    ) -> None:
        self._recorder = recorder
        self._seeds = seeds
        self._retaining = retaining
        self._awaited: list[tuple[int, Tensor, Tensor]] = []
        """The frames of gradients that go into ``.grad``, each with its tensor and what should be there then."""
        self.outputs = outputs
        self.root = ""
        self.is_weighted = any(seed.numel() != 1 or seed.item() != 1 for seed in seeds)

    def run(self, go: Callable[[], Any], retain_graph: bool, inputs: tuple[Tensor, ...]) -> Any:
        """Let PyTorch go back, and show it."""
        recorder = self._recorder
        recorder.draw()
        for output, seed in zip(self.outputs, self._seeds, strict=True):
            place, name = self._named(output)
            self.root = self.root or name
            recorder.add("seed", nodes=(place,), flow=(place, array_of(seed)), total=_text(seed))
        backward = Backward(self.outputs, self._seeds, self._show, self._retaining)
        try:
            return backward.run(go, inputs)
        finally:
            for function in () if retain_graph else backward.passed:
                recorder.builder.release(function)
            self._check()

    def _show(self, step: Step) -> None:
        if isinstance(step, Crossing):
            self._cross(step)
        elif step.is_returned:
            self._give_back(step)
        elif step.tensor.requires_grad:  # it did when the graph was made; else PyTorch drops its gradient
            self._accumulate(step)

    def _cross(self, step: Crossing) -> None:
        recorder = self._recorder
        builder, graph = recorder.builder, recorder.graph
        target, source = builder.place_of(step.function, -1), builder.place_of(step.following, step.output)
        if target < 0 or source < 0:
            return
        edges = [(place, edge) for place, edge in enumerate(graph.edges) if edge.target == target]
        sources = {edge.slot: graph.nodes[edge.source] for _, edge in edges}
        result = graph.nodes[builder.place_of(step.function, 0)]
        local = None if step.local is None else array_of(step.local)
        shape = (*step.incoming.shape, *step.product.shape)
        recorder.add(
            "edge",
            nodes=(target, source),
            edge=next((place for place, edge in edges if edge.slot == step.slot and edge.carries_gradient), -1),
            flow=(source, array_of(step.total)),
            equation=local_derivative(step.function, step.slot, sources, result, local, shape),
            incoming=_text(step.incoming),
            product=_text(step.product),
            total=_text(step.total),
        )

    def _give_back(self, step: Arrival) -> None:
        place, name = self._named(step.tensor)
        is_same = step.total is None or _is_close(step.total, step.gradient)
        total = step.gradient if is_same or step.total is None else step.total
        found = "" if is_same else _text(step.gradient)
        self._recorder.add("returned", nodes=(place,), name=name, total=_text(total), autograd=found)

    def _accumulate(self, step: Arrival) -> None:
        """Show how a gradient is added into ``.grad``, and await it there."""
        recorder, old = self._recorder, step.old
        with torch.no_grad():
            total = step.gradient.detach().clone() if old is None else old + step.gradient
        place, name = self._named(step.tensor)
        rows: list[TensorState] = []
        for key, row in recorder.rows.items():
            if isinstance(row, TensorState) and place >= 0 and row.node == recorder.graph.nodes[place].key:
                rows.append(replace(row, grad=array_of(total)))
                recorder.rows[key] = rows[-1]
        number = recorder.add(
            "accumulate",
            nodes=(place,),
            name=name,
            old="None" if old is None else _text(old),
            product=_text(step.gradient),
            total=_text(total),
            rows=tuple(rows),
        )
        if not getattr(step.tensor, "_post_accumulate_grad_hooks", None):
            self._awaited.append((number, step.tensor, total))

    def _named(self, tensor: Tensor) -> tuple[int, str]:
        place = self._recorder.builder.place(tensor)
        return place, self._recorder.graph.nodes[place].variable if place >= 0 else "?"

    def _check(self) -> None:
        """Compare the sums with what PyTorch has put there."""
        for number, tensor, total in self._awaited:
            if tensor.grad is None or not _is_close(total, tensor.grad):
                frame = self._recorder.frames[number]
                found = "None" if tensor.grad is None else _text(tensor.grad)
                self._recorder.frames[number] = replace(frame, autograd=found)


def _text(tensor: Tensor) -> str:
    return array_text(array_of(tensor))


def _is_close(first: Tensor, second: Tensor) -> bool:
    ours, theirs = first.detach().to_dense(), second.detach().to_dense()
    return torch.allclose(ours.to(theirs.dtype), theirs, rtol=1e-4, atol=1e-6, equal_nan=True)
