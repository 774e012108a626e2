"""The graph of a recorded program, frame by frame: what PyTorch has is what is drawn, each node at one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from gui.labs.autograd.recorded import RecordedGraphs
from model.program.compiler import compile_source
from model.program.record.recording import Recording
from model.program.source import read_source

if TYPE_CHECKING:
    from gui.plots.graph.graph_items import GraphNode
    from model.program.record.frames import Window

CUBE = """import torch
x = torch.tensor(5.0, requires_grad=True)
y = x**3
loss = 2*y
loss.backward()
"""
LOOP = """import torch
w = torch.tensor(0.0, requires_grad=True)
for k in range(3):
    loss = (w - 3)**2
    loss.backward()
    with torch.no_grad():
        w -= 0.1*w.grad
    w.grad = None
"""


def window_of(text: str) -> Window:
    recording = Recording(compile_source(read_source(text)))
    recording.run()
    assert recording.machine.error is None
    return recording.window(1, recording.machine.steps)


def by_title(nodes: list[GraphNode]) -> dict[str, GraphNode]:
    return {node.title: node for node in nodes}


def test_values_and_gradients_are_pytorchs_and_what_flows_is_named_by_the_root() -> None:
    window = window_of(CUBE)
    last = by_title(RecordedGraphs(window).at(len(window.frames) - 1)[0])
    x = torch.tensor(5.0, requires_grad=True)
    (2 * x**3).backward()
    assert x.grad is not None
    assert last["x"].value == 5.0
    assert last["x"].gradient == x.grad.item()
    assert (last["x"].gradient_name, last["x"].takes_gradient) == ("x.grad", True)
    assert (last["y"].gradient, last["y"].gradient_name) == (2.0, "∂loss/∂y")


@pytest.mark.parametrize(("text", "scenes"), [(CUBE, 1), (LOOP, 4)])
def test_a_node_stays_where_it_is_until_others_go(text: str, scenes: int) -> None:
    window = window_of(text)
    drawn = RecordedGraphs(window, accumulate=True)
    places: dict[str, tuple[float, float]] = {}
    found = 1
    for index in range(len(window.frames)):
        now = {node.key: (node.x, node.y) for node in drawn.at(index)[0]}
        if places.keys() - now.keys():
            places, found = {}, found + 1
        assert all(places.setdefault(key, place) == place for key, place in now.items())
        assert len(set(now.values())) == len(now)
    assert found == scenes


def test_what_happens_lights_and_what_is_to_come_is_not_known_yet() -> None:
    window = window_of(CUBE)
    drawn = RecordedGraphs(window)
    for index, frame in enumerate(window.frames):
        nodes, edges = drawn.at(index)
        lit = [node.title for node in nodes if node.state == "lit"]
        assert len(lit) == len(frame.nodes)
        assert sum(edge.backward for edge in edges) == (frame.kind == "edge")
        if frame.kind == "edge":
            (edge,) = (edge for edge in edges if edge.backward)
            assert edge.label == frame.equation.text  # type: ignore[union-attr]
            assert {edge.source, edge.target} == {node.key for node in nodes if node.state == "lit"}
    freed = {node.title for node in nodes if node.state == "freed"}
    assert freed
    assert any(edge.freed for edge in edges)


def test_accumulate_nodes_stand_before_their_leaves() -> None:
    window = window_of(CUBE)
    index = next(index for index, frame in enumerate(window.frames) if frame.kind == "accumulate")
    nodes, edges = RecordedGraphs(window, accumulate=True).at(index)
    (node,) = (node for node in nodes if node.kind == "accumulate")
    leaf = by_title(nodes)["x"]
    assert (node.state, node.x < leaf.x) == ("lit", True)
    assert [(edge.source, edge.target) for edge in edges if node.key in (edge.source, edge.target)] == [
        (node.key, leaf.key)
    ]


def test_only_what_is_drawn_takes_room() -> None:
    window = window_of(LOOP)
    last = len(window.frames) - 1
    alone, whole = RecordedGraphs(window.moment(last)).at(0)[0], RecordedGraphs(window).at(last)[0]
    assert [node.key for node in alone] == [node.key for node in whole]
    assert max(node.y for node in alone) <= max(node.y for node in whole)
    assert min(node.x for node in alone) == 0
    assert [node._replace(x=0, y=0, flow="") for node in alone] == [node._replace(x=0, y=0, flow="") for node in whole]


def test_what_is_too_large_or_complex_is_told_by_its_shape_alone() -> None:
    window = window_of("import torch\na = torch.ones(40, 40)\nz = torch.tensor([1j])\n")
    nodes = by_title(RecordedGraphs(window).at(len(window.frames) - 1)[0])
    assert {title: (node.value, node.shape) for title, node in nodes.items()} == {
        "a": (None, "(40, 40)"),
        "z": (None, "(1,)"),
    }
