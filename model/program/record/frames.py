"""A stretch of a run as frames of the timeline, and the graph in each: plain values that go through a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from model.message import QT_TRANSLATE_NOOP
from model.program.record.states import Array, VariableState  # noqa: TC001 - msgspec reads them

if TYPE_CHECKING:
    from model.message import Message

NodeKind: TypeAlias = Literal["leaf", "intermediate", "constant", "operation"]
FrameKind: TypeAlias = Literal[
    "start", "forward", "seed", "edge", "accumulate", "returned", "step", "change", "statement", "error"
]


class Node(msgspec.Struct, frozen=True):
    """A tensor or an operation.

    Attributes
    ----------
    key : str
        The same in every graph of a run.
    kind : str
        "leaf" requires a gradient and was not computed; "intermediate" was computed, and has a name; "constant"
        requires no gradient; "operation".
    label : str
        Its name, or the operation's sign or function.
    names : tuple of str
        The variables that are this tensor now; one that is bound anew leaves its old tensor without.
    variable : str
        How texts call its value: the name, or ``v`` and its place in the graph.
    shape : tuple of int, or None
        Of the value, where it is known.
    value : Array or None
        None for what autograd does within one call.
    grad_fn : str or None
        The class name of autograd's node: the operation's own, or that of the tensor that it made.
    line : int
        Where the call stands that made it; 0 where that was not seen.
    call : int
        Which call made it: what one call made can be shown as one.
    saves : bool
        Whether autograd's node keeps tensors for its backward.
    freed : bool
        Whether a backward without retain_graph has freed it.
    """

    key: str
    kind: NodeKind
    label: str
    names: tuple[str, ...]
    variable: str
    shape: tuple[int, ...] | None
    value: Array | None
    grad_fn: str | None
    line: int
    call: int
    saves: bool = False
    freed: bool = False


class Edge(msgspec.Struct, frozen=True):
    """From what goes into an operation to it, or from an operation to the tensor that it makes.

    Attributes
    ----------
    source, target : int
        Places in `Graph.nodes`.
    slot : int
        Which of the inputs it is; the gradient goes back along it.
    carries_gradient : bool
        Whether autograd has this edge.
    """

    source: int
    target: int
    slot: int
    carries_gradient: bool


class Graph(msgspec.Struct, frozen=True):
    """The graph at one moment.

    Attributes
    ----------
    nodes : tuple of Node
        In the order in which they were computed.
    edges : tuple of Edge
        The same tensor twice in one operation gives two edges.
    accumulate : tuple of int
        The leaves that autograd has an AccumulateGrad node for.
    is_cut : bool
        Whether there are more nodes, which are left out.
    """

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    accumulate: tuple[int, ...] = ()
    is_cut: bool = False

    def node_of(self, name: str) -> int | None:
        """Return the place of the node that a name stands for."""
        return next((place for place, node in enumerate(self.nodes) if name in node.names), None)

    def sources(self, target: int) -> dict[int, Node]:
        """Return what goes into an operation, by its slot."""
        return {edge.slot: self.nodes[edge.source] for edge in reversed(self.edges) if edge.target == target}


class Equation(msgspec.Struct, frozen=True):
    """A local derivative as a row of equal things.

    Attributes
    ----------
    symbols : str
        Such as ``3x²``; "" where the operation has no formula.
    numbers : str
        The same with numbers in it, such as ``3·5²``; "" where it is not about single numbers.
    result : str
        What it comes to: a number, a short list, or a shape.
    latex : str
        Symbols and numbers as LaTeX.
    """

    symbols: str
    numbers: str
    result: str
    latex: str

    @property
    def text(self) -> str:
        """The whole row: ``3x² = 3·5² = 75``."""
        pieces = [piece for piece in (self.symbols, self.numbers, self.result) if piece]
        return " = ".join(dict.fromkeys(pieces))


class Frame(msgspec.Struct, frozen=True, omit_defaults=True):
    """One position of the timeline.

    Attributes
    ----------
    kind : str
        "start": before the first statement of the stretch. "forward": a call that made nodes. "seed": a backward
        begins. "edge": a gradient goes back along an edge. "accumulate": it is added into ``.grad``. "returned": it
        goes to the caller of ``autograd.grad``. "step": of an optimizer. "change": of a tensor in place. "statement":
        any other, done. "error".
    place, line : int
        Which statement of the run it belongs to, counted from 1, and where that stands.
    graph : int
        Which of `Window.graphs` it is about; nodes and edge are places in that.
    nodes : tuple of int
        The nodes that light.
    edge : int
        The edge that lights; −1 for none.
    known : int
        The nodes before this have their value, the others are not computed yet.
    flow : (int, Array) or None
        The gradient that has come to a node so far in this backward.
    equation : Equation or None
        The local derivative of an "edge".
    incoming, product, total : str
        The gradient that comes in, what goes on along the edge, and the sum at its end.
    name, old, autograd : str
        Whose gradient it is, what ``.grad`` held before, and, where the sum is not what PyTorch has put there, that.
    root : str
        The tensor on which the backward shown was called; empty outside of one.
    is_weighted : bool
        Whether that backward began with another gradient than 1.
    rows : tuple of VariableState
        Variables that are new or another since the frame before.
    gone : tuple of (str, int)
        Variables that are no more, with their depth.
    printed : int
        How many letters are printed by then.
    error : (str, str) or None
        Type and message of the error that ends the run.
    """

    kind: FrameKind
    place: int
    line: int
    graph: int = 0
    nodes: tuple[int, ...] = ()
    edge: int = -1
    known: int = 0
    flow: tuple[int, Array] | None = None
    equation: Equation | None = None
    incoming: str = ""
    product: str = ""
    total: str = ""
    name: str = ""
    old: str = ""
    autograd: str = ""
    root: str = ""
    is_weighted: bool = False
    rows: tuple[VariableState, ...] = ()
    gone: tuple[tuple[str, int], ...] = ()
    printed: int = 0
    error: tuple[str, str] | None = None

    @property
    def agrees(self) -> bool:
        """Whether the steps shown add up to what PyTorch has."""
        return not self.autograd

    @property
    def caption(self) -> Message | None:
        """What happens to a gradient that is complete."""
        if self.kind == "returned":
            message = QT_TRANSLATE_NOOP("record", "the gradient of {name} is returned: {total}")
        elif self.kind != "accumulate":
            return None
        elif self.autograd:
            message = QT_TRANSLATE_NOOP(
                "record", "{name}.grad: the steps shown add up to {total}, but PyTorch has {autograd}"
            )
        elif self.old == "None":
            message = QT_TRANSLATE_NOOP("record", "{name}.grad was None, and is now {total}")
        else:
            message = QT_TRANSLATE_NOOP("record", "added into {name}.grad: {old} + {new} = {total}")
        new = f"({self.product})" if self.product.startswith("−") else self.product
        return message.fill(name=self.name, old=self.old, new=new, total=self.total, autograd=self.autograd)


class Window(msgspec.Struct, frozen=True):
    """A stretch of a run, complete in itself: its first frame has all variables."""

    frames: tuple[Frame, ...]
    graphs: tuple[Graph, ...]

    def table(self, index: int) -> tuple[VariableState, ...]:
        """Return all variables as they were at a frame."""
        rows: dict[tuple[str, int], VariableState] = {}
        for frame in self.frames[: index + 1]:
            for key in frame.gone:
                del rows[key]
            rows.update({(row.name, row.depth): row for row in frame.rows})
        return tuple(rows.values())

    def moment(self, index: int) -> Window:
        """Return a frame alone, with its graph and all variables."""
        frame = self.frames[index]
        alone = msgspec.structs.replace(frame, graph=0, rows=self.table(index), gone=())
        return Window((alone,), (self.graphs[frame.graph],))

    def gradients(self, index: int) -> dict[str, Array]:
        """Return the gradients that have come to nodes, by their keys, by a frame of a backward."""
        found: dict[str, Array] = {}
        for frame in reversed(self.frames[: index + 1]):
            if not frame.root:
                break
            if frame.flow is not None:
                place, gradient = frame.flow
                found.setdefault(self.graphs[frame.graph].nodes[place].key, gradient)
            if frame.kind == "seed":
                break
        return found
