"""The graph of a program at the frames of what was recorded of it, as the plot draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gui.plots.graph.graph_items import GraphEdge, GraphNode
from model.program.graph_layout import layered
from model.program.record.states import TensorState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from model.program.record.frames import Frame, Graph, Node, Window
    from model.program.record.states import Array

_ACCUMULATE = "AccumulateGrad"


class RecordedGraphs:
    """Draws frames of a stretch of a run, each node at one place for as long as no other has gone.

    Where nodes go, as in each round of a training loop, those that are left are laid out anew with those to come.

    Parameters
    ----------
    window : Window
        The stretch.
    accumulate : bool
        Whether autograd's AccumulateGrad nodes are shown.
    """

    def __init__(self, window: Window, *, accumulate: bool = False) -> None:
        self.window = window
        self._accumulate = accumulate
        self._begun = next((frame for frame in window.frames if frame.root), None)
        """The first frame of a backward, whose names take as much room as those to come."""
        self._scenes = _without_loss(window.graphs)
        self._places: dict[int, dict[str, NDArray[np.float64]]] = {}
        """The places in a scene, by its first graph, of those that were shown."""

    def _places_in(self, graph: int) -> dict[str, NDArray[np.float64]]:
        """Return the place of each node of the scene that a graph is in."""
        first, last = next(scene for scene in self._scenes if scene[0] <= graph <= scene[1])
        if first not in self._places:
            self._places[first] = self._layout(self.window.graphs[first : last + 1])
        return self._places[first]

    def _layout(self, graphs: Sequence[Graph]) -> dict[str, NDArray[np.float64]]:
        """Return the layer of each node of some graphs, and its place in the layer."""
        keys = {node.key: None for graph in graphs for node in graph.nodes}
        edges = {
            (graph.nodes[edge.source].key, graph.nodes[edge.target].key, edge.slot): None
            for graph in graphs
            for edge in graph.edges
        }
        for graph in graphs:
            for leaf in self._accumulated(graph):
                keys[_accumulate_key(leaf)] = edges[_accumulate_key(leaf), leaf.key, 0] = None
        numbered = {key: number for number, key in enumerate(keys)}
        places = layered(len(keys), [(numbered[source], numbered[target]) for source, target, _ in edges])
        return dict(zip(keys, places, strict=True))

    def _accumulated(self, graph: Graph) -> list[Node]:
        """Return the leaves that have an AccumulateGrad node, where these are shown."""
        return [graph.nodes[leaf] for leaf in graph.accumulate] if self._accumulate else []

    def at(self, index: int) -> tuple[list[GraphNode], list[GraphEdge]]:
        """Return the nodes and edges of a frame."""
        frame = self.window.frames[index]
        graph = self.window.graphs[frame.graph]
        places, gradients = self._places_in(frame.graph), self.window.gradients(index)
        rows = {row.node: row for row in self.window.table(index) if isinstance(row, TensorState)}
        states = {node.key: _state(frame, number, node) for number, node in enumerate(graph.nodes)}
        nodes = [
            self._node(
                frame, node, _xy(places, node.key), states[node.key], gradients.get(node.key), rows.get(node.key)
            )
            for node in graph.nodes
        ]
        edges = [_edge(frame, graph, place) for place in range(len(graph.edges))]
        for leaf in self._accumulated(graph):
            is_lit = frame.kind == "accumulate" and states[leaf.key] == "lit"
            state = "lit" if is_lit else "unknown" if states[leaf.key] == "unknown" else "known"
            key = _accumulate_key(leaf)
            nodes.append(GraphNode(key, "accumulate", *_xy(places, key), _ACCUMULATE, state=state))
            edges.append(GraphEdge(key, leaf.key, lit=is_lit))
        return nodes, edges

    def _node(
        self,
        frame: Frame,
        node: Node,
        place: tuple[float, float],
        state: str,
        flow: Array | None,
        row: TensorState | None,
    ) -> GraphNode:
        root = frame if frame.root else self._begun
        kept = None if row is None else row.grad
        return GraphNode(
            node.key,
            node.kind,
            *place,
            ", ".join(node.names) or node.label,
            node.grad_fn or "",
            str(node.shape) if node.shape else "",
            _drawn(node.value if row is None else row.data),
            _drawn(flow if kept is None else kept),
            state,
            takes_gradient=node.kind == "leaf" or (node.kind == "intermediate" and node.grad_fn is not None),
            flow="" if root is None else f"{'v·' if root.is_weighted else ''}∂{root.root}/∂{node.variable}",
            flows=kept is None and flow is not None,
        )


def _without_loss(graphs: Sequence[Graph]) -> list[tuple[int, int]]:
    """Return the first and last of the graphs within which nodes only come."""
    scenes: list[tuple[int, int]] = []
    before: set[str] = set()
    for number, graph in enumerate(graphs):
        keys = {node.key for node in graph.nodes}
        if not scenes or before - keys:
            scenes.append((number, number))
        else:
            scenes[-1] = scenes[-1][0], number
        before = keys
    return scenes


def _xy(places: dict[str, NDArray[np.float64]], key: str) -> tuple[float, float]:
    x, y = places[key]
    return float(x), float(y)


def _state(frame: Frame, number: int, node: Node) -> str:
    if number >= frame.known:
        return "unknown"
    return "lit" if number in frame.nodes else "freed" if node.freed else "known"


def _accumulate_key(leaf: Node) -> str:
    return f"{_ACCUMULATE} {leaf.key}"


def _edge(frame: Frame, graph: Graph, place: int) -> GraphEdge:
    edge = graph.edges[place]
    target, is_lit = graph.nodes[edge.target], place == frame.edge
    return GraphEdge(
        graph.nodes[edge.source].key,
        target.key,
        frame.equation.text if is_lit and frame.equation is not None else "",
        lit=is_lit or (frame.kind == "forward" and edge.target in frame.nodes),
        dimmed=not edge.carries_gradient or edge.target >= frame.known,
        freed=edge.carries_gradient and target.freed,
        backward=is_lit,
    )


def _drawn(array: Array | None) -> NDArray[np.generic] | None:
    """Return a value as the plot draws it; None where it is not known whole, or is not of real numbers."""
    return None if array is None or not array.is_whole or np.iscomplexobj(array.elements) else array.numpy
