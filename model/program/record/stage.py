"""What is there to see at a moment of a run: frames so far, the graph, the table of variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import torch

from model.program.record.calls import variables
from model.program.record.frames import Frame, FrameKind, Graph
from model.program.record.graph import GraphBuilder, grad_fn_of
from model.program.record.states import PlainState, VariableState, tensor_state, value_text

if TYPE_CHECKING:
    from torch import Tensor

Scopes: TypeAlias = Sequence[Mapping[str, Any]]
_OF_A_NODE = 100


class Stage:
    """The live tensors of a program, drawn as they are.

    Parameters
    ----------
    scopes : callable
        Returns the variables of the program, and of each function that is being run.
    printed : callable
        Returns how many letters are printed.

    Attributes
    ----------
    size : int
        About how many bytes the graphs are.
    at : (int, int)
        The statement that is being done, and its line.
    rows : dict
        The table of variables by name and depth, as it was last read.
    roots : list
        For each backward that is going on where it begins, what that is called, and whether it is weighted.
    """

    def __init__(self, scopes: Callable[[], Scopes], printed: Callable[[], int] = lambda: 0) -> None:
        self._scopes = scopes
        self.printed = printed
        self.builder = GraphBuilder()
        self.frames: list[Frame] = []
        self.graphs = [self.builder.graph]
        self.size = 0
        self.at: tuple[int, int] = (0, 0)
        self.rows: dict[tuple[str, int], VariableState] = {}
        self.roots: list[tuple[Sequence[Tensor], str, bool]] = []
        self._found: list[tuple[str, int, Any]] = []
        self._calls: list[tuple[int, int]] = []

    @property
    def graph(self) -> Graph:
        """The graph as it was last drawn."""
        return self.graphs[-1]

    @property
    def named(self) -> list[tuple[str, Tensor]]:
        """The tensors that had names then."""
        return [(name, value) for name, _, value in self._found if isinstance(value, torch.Tensor)]

    def add(self, kind: FrameKind, line: int = 0, **values: Any) -> int:
        """Add a frame of the graph as it was last drawn; return its number."""
        values.setdefault("known", len(self.graph.nodes))
        _, root, is_weighted = self.roots[-1] if self.roots else ((), "", False)
        at = self.at[0], line or self.at[1], len(self.graphs) - 1
        self.frames.append(Frame(kind, *at, printed=self.printed(), root=root, is_weighted=is_weighted, **values))
        return len(self.frames) - 1

    def made(self, call: int, line: int) -> None:
        """Show a call once the graph is drawn."""
        self._calls.append((call, line))

    def draw(self) -> None:
        """Draw the graph of what the variables lead to now, and show the calls that made parts of it."""
        self._found = list(variables(self._scopes()))
        graph = self.builder.draw(self.named, [tensor for tensors, _, _ in self.roots for tensor in tensors])
        if graph is not self.graph:
            self.graphs.append(graph)
            self.size += sum(_OF_A_NODE + len(node.value.data if node.value else b"") for node in graph.nodes)
        for number, line in self._calls:
            nodes = tuple(place for place, node in enumerate(graph.nodes) if node.call == number)
            if nodes:
                self.add("forward", line, nodes=nodes, known=nodes[-1] + 1)
        self._calls.clear()

    def changes(self) -> dict[str, Any]:
        """Return the variables that are new or another since this was last asked, and those that are no more."""
        shared: dict[int, list[str]] = {}
        for name, tensor in self.named:
            shared.setdefault(_memory(tensor), []).append(name)
        rows: dict[tuple[str, int], VariableState] = {}
        for name, depth, value in self._found:
            if isinstance(value, torch.Tensor):
                memory = _memory(value)
                others = tuple(other for other in shared[memory] if other != name) if memory else ()
                rows[name, depth] = tensor_state(name, depth, value, others, self.builder.key(value), grad_fn_of(value))
            else:
                rows[name, depth] = PlainState(name, depth, type(value).__name__, value_text(value))
        before, self.rows = self.rows, rows
        changed = tuple(row for key, row in rows.items() if before.get(key) != row)
        return {"rows": changed, "gone": tuple(key for key in before if key not in rows)}


def _memory(tensor: Tensor) -> int:
    """Return where the memory of a tensor is; 0 where it has none of its own."""
    try:
        return tensor.untyped_storage().data_ptr()
    except (RuntimeError, NotImplementedError):
        return 0
