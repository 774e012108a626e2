"""Makes the frames of a stretch of a run while it happens."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from msgspec.structs import replace

from model.program.record.calls import label_of, outside, tensors_in
from model.program.record.edges import Backward, every_backward
from model.program.record.frames import Window
from model.program.record.stage import Stage
from model.program.record.states import TensorState

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from torch import Tensor

    from model.program.record.frames import FrameKind, Graph
    from model.program.record.stage import Scopes
    from model.program.record.states import VariableState


class Recorder:
    """Is told of statements and calls, watches every backward, and makes the frames of all.

    Parameters
    ----------
    scopes, printed : callable
        As `Stage` has them.
    """

    def __init__(self, scopes: Callable[[], Scopes], printed: Callable[[], int] = lambda: 0) -> None:
        self._stage = Stage(scopes, printed)
        self._first = 0
        self._is_step = False

    @property
    def size(self) -> int:
        """About how many bytes the values in the graphs are that were recorded."""
        return self._stage.size

    @property
    def graph(self) -> Graph:
        """The graph as it is now."""
        return self._stage.graph

    def window(self) -> Window:
        """Return what was recorded."""
        return Window(tuple(self._stage.frames), tuple(self._stage.graphs))

    @contextmanager
    def watching(self) -> Generator[None]:
        """Record what happens within."""
        with every_backward(self._backward):
            self._stage.draw()
            self._stage.add("start", **self._stage.changes())
            yield

    def forget(self) -> None:
        """Take what is there as given, but for graphs: so that the picture does not depend on where recording began."""
        self._stage.builder.forget()

    def statement(self, place: int, line: int) -> None:
        """End the statement before, and begin one."""
        self.end()
        self._stage.at = (place, line)
        self._stage.builder.begin(place)
        self._first, self._is_step = len(self._stage.frames), False

    def call(
        self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any], result: Any, line: int, _: int = 0
    ) -> None:
        """Take in a call that was done."""
        if name == "step" and args and isinstance(args[0], torch.optim.Optimizer):
            self._is_step = True
        results = tensors_in(args[:1] if name == "setitem" else result)
        if results:
            with outside():
                number = self._stage.builder.call(label_of(name, args), tensors_in(*args, kwargs), results, line)
            self._stage.made(number, line)

    def end(self, error: tuple[str, str] | None = None) -> None:
        """Show what the statement has done, and the type and message of an error that ends the run there."""
        stage = self._stage
        if stage.at == (0, 0):
            return
        before = stage.rows
        with outside():
            stage.draw()
            changes = stage.changes()
        if error is None and not stage.roots and len(stage.frames) > self._first:
            last = stage.frames[-1]
            changes["rows"] = last.rows + changes["rows"]
            # The nodes that light keep their places where the graph has only been freed.
            is_same = _keys(stage.graphs[last.graph]) == _keys(stage.graph)
            graph = len(stage.graphs) - 1 if is_same else last.graph
            stage.frames[-1] = replace(last, graph=graph, printed=stage.printed(), **changes)
            return
        rows = [row for row in changes["rows"] if isinstance(row, TensorState)]
        in_place = any(_is_changed(before.get((row.name, row.depth)), row) for row in rows)
        kind: FrameKind = "step" if self._is_step else "change" if in_place else "statement"
        lit = {row.node for row in rows}
        nodes = tuple(place for place, node in enumerate(stage.graph.nodes) if node.key in lit)
        stage.add(kind if error is None else "error", nodes=nodes, error=error, **changes)

    def _backward(
        self,
        go: Callable[[], Any],
        outputs: tuple[Tensor, ...],
        seeds: tuple[Tensor, ...],
        retain_graph: bool,
        inputs: tuple[Tensor, ...],
    ) -> Any:
        return Backward(self._stage, outputs, seeds).run(go, retain_graph, inputs)


def _is_changed(before: VariableState | None, after: TensorState) -> bool:
    """Tell whether the numbers of a tensor, or those of its grad, are others than before."""
    if not isinstance(before, TensorState) or before.node != after.node:
        return False
    has_grads = before.grad is not None and after.grad is not None
    return after.version != before.version or after.data != before.data or (has_grads and after.grad != before.grad)


def _keys(graph: Graph) -> list[str]:
    return [node.key for node in graph.nodes]
