"""What one frame of an autograd movie looks like: nodes, edges, rows of the table, and words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from gui.look.text import render, translate
from gui.plots.graph.graph_items import GraphEdge, GraphNode
from gui.widgets.code.action_log import LogEntry
from gui.widgets.tables.tensor_table import TensorRow
from model.formula.latex import latex_text
from model.formula.tree import Name
from model.program.graph_layout import layered
from model.program.tensors.states import array_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from model.program.graph import Graph, Node
    from model.program.tensors.movie import Frame, Movie
    from model.program.tensors.states import State, TensorState

_ACCUMULATE = "AccumulateGrad"


class Words(NamedTuple):
    """What a frame says.

    Attributes
    ----------
    heading : str
        What happens, in a few words.
    sentence : str
        The same with its names and numbers.
    symbols, result : str
        The local derivative as LaTeX and what it comes to; empty where there is none.
    plain : str
        Both as text.
    """

    heading: str
    sentence: str
    symbols: str = ""
    result: str = ""
    plain: str = ""


def key_of(node: int) -> str:
    """Return the plot's key of a node."""
    return f"n{node}"


def table_rows(tensors: tuple[TensorState, ...]) -> list[TensorRow]:
    """Return the tensor table as Python prints it."""
    return [
        TensorRow(
            tensor.name,
            array_text(tensor.data),
            str(tensor.requires_grad),
            array_text(tensor.grad),
            str(tensor.grad_fn),
            str(tensor.is_leaf),
            str(tuple(tensor.shape)),
            tensor.dtype,
            str(tensor.retains_grad),
        )
        for tensor in tensors
    ]


def log_entries(states: tuple[State, ...]) -> list[LogEntry]:
    """Return the log of the actions done."""
    return [
        LogEntry(
            state.action or "",
            "\n".join(render(line) for line in state.log()),
            "" if state.error is None else f"{state.error_type}: {state.error}",
            ""
            if state.explanation is None
            else f"{render(state.explanation.meaning)}\n{render(state.explanation.remedy)}",
        )
        for state in states[1:]
    ]


class Scene:
    """Draws the frames of one movie.

    Parameters
    ----------
    movie : Movie
        The run.
    accumulate : bool
        Whether autograd's AccumulateGrad nodes are shown.
    """

    def __init__(self, movie: Movie, accumulate: bool) -> None:
        self.movie = movie
        self.accumulate = accumulate
        self._begun = next((frame for frame in movie.frames if frame.root), None)
        """The first frame of a backward, whose names take as much room as those to come."""
        self._places: dict[int, NDArray[np.float64]] = {}

    def graph_at(self, index: int) -> tuple[list[GraphNode], list[GraphEdge]]:
        """Return the nodes and edges of a frame."""
        frame = self.movie.frames[index]
        graph = self.movie.graphs[frame.state]
        places = self._layout(graph)
        gradients = dict(frame.gradients)
        rows = {row.node: row for row in frame.tensors if row.node >= 0}
        nodes = [self._node(frame, node, places[node.id], gradients, rows.get(node.id)) for node in graph.nodes]
        edges = [self._edge(frame, graph, place) for place in range(len(graph.edges))]
        for number, leaf in enumerate(self._accumulated(graph)):
            x, y = (float(value) for value in places[len(graph.nodes) + number])
            state = "unknown" if leaf >= frame.known else "known"
            if frame.kind == "accumulate" and leaf in frame.nodes:
                state = "lit"
            nodes.append(GraphNode(f"a{leaf}", "accumulate", x, y, _ACCUMULATE, state=state))
            edges.append(GraphEdge(f"a{leaf}", key_of(leaf), lit=state == "lit", backward=False))
        return nodes, edges

    def _accumulated(self, graph: Graph) -> tuple[int, ...]:
        return graph.accumulate if self.accumulate else ()

    def _layout(self, graph: Graph) -> NDArray[np.float64]:
        if id(graph) not in self._places:
            count = len(graph.nodes)
            edges = [(edge.source, edge.target) for edge in graph.edges]
            edges += [(count + number, leaf) for number, leaf in enumerate(self._accumulated(graph))]
            self._places[id(graph)] = layered(count + len(self._accumulated(graph)), edges)
        return self._places[id(graph)]

    def _node(
        self,
        frame: Frame,
        node: Node,
        place: NDArray[np.float64],
        gradients: dict[int, NDArray[np.generic]],
        row: TensorState | None,
    ) -> GraphNode:
        state = "freed" if node.freed else "known"
        if node.id >= frame.known:
            state = "unknown"
        elif node.id in frame.nodes:
            state = "lit"
        gradient, root = gradients.get(node.id), frame if frame.root else self._begun
        value, kept = node.value, None
        if row is not None:
            value, kept = row.data, row.grad
        return GraphNode(
            key_of(node.id),
            node.kind,
            float(place[0]),
            float(place[1]),
            ", ".join(node.names) or node.label,
            node.grad_fn or "",
            str(node.shape) if node.shape else "",
            value,
            gradient if kept is None else kept,
            state,
            takes_gradient=node.kind in ("leaf", "intermediate") and (node.kind == "leaf" or node.grad_fn is not None),
            flow="" if root is None else _flow(root, node),
            flows=kept is None and gradient is not None,
        )

    def _edge(self, frame: Frame, graph: Graph, place: int) -> GraphEdge:
        edge = graph.edges[place]
        lit = place == frame.edge
        label = ""
        if lit and frame.equation is not None:
            label = frame.equation.text
        forward = frame.kind == "forward" and edge.target in frame.nodes
        return GraphEdge(
            key_of(edge.source),
            key_of(edge.target),
            label,
            lit=lit or forward,
            dimmed=not edge.carries_gradient or edge.target >= frame.known,
            freed=edge.carries_gradient and graph.nodes[edge.target].freed,
            backward=lit,
        )

    def first_that_differs(self, index: int) -> int | None:
        """Return the first frame of an action, up to this one, whose sum is not autograd's; None where all agree."""
        frames, action = self.movie.frames, self.movie.frames[index].action
        first = index
        while first > 0 and frames[first - 1].action == action:
            first -= 1
        return next((place for place in range(first, index + 1) if not frames[place].agrees), None)

    # ---- words

    def words_at(self, index: int) -> Words:
        """Return what a frame says."""
        frame = self.movie.frames[index]
        graph = self.movie.graphs[frame.state]
        if frame.kind == "start":
            sentence = translate("autograd", "Press Space to run the program, or → for one step at a time.")
            return Words(translate("autograd", "Before the first line"), sentence)
        if frame.kind == "forward":
            return self._forward(frame, graph)
        if frame.kind == "seed":
            heading = translate("autograd", "Backward begins")
            sentence = translate("autograd", "The gradient of {name} with respect to itself is {total}.")
            if frame.weighted:
                sentence = translate("autograd", "Backward was given the gradient v = {total} for {name}.")
            return Words(heading, sentence.format(name=_name(graph, frame.nodes[0]), total=frame.total))
        if frame.kind == "edge":
            return self._backward(frame, graph)
        state = self.movie.states[frame.action + 1]
        if frame.kind == "accumulate" and frame.caption is not None:
            heading = translate("autograd", "The gradient is added into grad")
            sentence = translate("autograd", "Gradient of {name}: {sentence}.")
            return Words(heading, sentence.format(name=frame.root, sentence=render(frame.caption)))
        if frame.kind == "refused":
            sentence = translate("autograd", "PyTorch refused {action}; the list of actions shows why.")
            return Words(translate("autograd", "PyTorch refused"), sentence.format(action=state.action))
        effects = "; ".join(render(line) for line in state.log())
        return Words(str(state.action), effects)

    def _forward(self, frame: Frame, graph: Graph) -> Words:
        node = graph.nodes[frame.nodes[-1]]
        heading = translate("autograd", "Forward: line {line}").format(line=frame.line)
        if node.grad_fn is not None:
            text = translate("autograd", "{name} = {value}; PyTorch records how it was computed: {grad_fn}.")
        elif node.kind == "leaf":
            text = translate("autograd", "{name} = {value} is a leaf that requires a gradient.")
        else:
            text = translate("autograd", "{name} = {value}; no gradient is required, so nothing is recorded.")
        shown = text.format(name=_name(graph, node.id), value=array_text(node.value), grad_fn=node.grad_fn)
        source = self.movie.experiment.program[frame.line - 1].strip() if frame.line else ""
        return Words(heading, shown, plain=source)

    def _backward(self, frame: Frame, graph: Graph) -> Words:
        target, source = frame.nodes
        above, below = _name(graph, _result(graph, target)), _name(graph, source)
        text = translate(
            "autograd", "incoming {incoming} · local {local} = {product}; the gradient of {name} is {total}."
        )
        equation = frame.equation
        local = equation.result if equation is not None else ""
        sentence = text.format(
            incoming=frame.incoming, local=local, product=frame.product, name=below, total=frame.total
        )
        heading = translate("autograd", "Backward: from {above} to {below}").format(above=above, below=below)
        if equation is None:
            return Words(heading, sentence)
        ratio = rf"\frac{{\partial {_latex_name(above)}}}{{\partial {_latex_name(below)}}}"
        symbols = f"{ratio} = {equation.latex}" if equation.latex else ratio
        plain = f"∂{above}/∂{below} = {equation.text}"
        return Words(heading, sentence, symbols, _latex_value(equation.result), plain)


def _result(graph: Graph, operation: int) -> int:
    """Return the named tensor that an operation makes, or the operation itself."""
    for edge in graph.edges:
        if edge.source == operation and graph.nodes[edge.target].kind == "intermediate":
            return edge.target
    return operation


def _flow(frame: Frame, node: Node) -> str:
    """Return what goes through a node in a backward: ``∂loss/∂z``, weighted with ``v`` where that was given."""
    return f"{'v·' if frame.weighted else ''}∂{frame.root}/∂{node.variable}"


def _name(graph: Graph, node: int) -> str:
    if node < 0:
        return "?"
    return graph.nodes[node].variable


def _latex_name(name: str) -> str:
    return latex_text(Name(name))


def _latex_value(text: str) -> str:
    if re.fullmatch(r"[−-]?[\d.\u202f]+", text):
        return text.replace("−", "-").replace("\u202f", r"\,")
    return rf"\text{{{text}}}" if text else ""
