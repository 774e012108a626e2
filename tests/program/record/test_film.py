"""Programs in the Autograd lab's language of today get the same graphs, gradients, tables and captions as its movie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from plain_run import play

from model.experiment import Autograd
from model.experiment.presets import presets_of
from model.program.record.states import TensorState
from model.program.tensors.movie import film

if TYPE_CHECKING:
    from model.program.record.frames import Window
    from model.program.tensors.movie import Movie

VECTORS = ("x = tensor([0.5, 1.5, 2.0], requires_grad=True)", "a = tensor([[1.0, 2.0, 3.0], [0.5, 0.1, 0.2]])")
LINES = (
    *("y = x**2", "y = -x", "y = 2**x", "y = 3/x", "y = x*x + x", "y = x.softmax(0)", "y = x.mean()", "y = x.max()"),
    *(
        "y = torch.max(x, x*2)",
        "y = a @ x",
        "y = x @ x",
        "y = x @ a.reshape(3, 2)",
        "y = x.detach()*x",
        "y = x.reshape(3, 1)",
    ),
    *("y = ones(2, 4, 3) @ (x*a).reshape(3, 2)", "y = mse_loss(x, ones(3))", "y = mse_loss(x, tensor(1.0))"),
    *("y = binary_cross_entropy_with_logits(x, ones(3))", "y = cross_entropy(a*x, tensor([0, 2]))"),
    "y = x.sum(0) + exp(x).log().sqrt().sin().cos().tanh().sigmoid().relu().abs().square().sum()",
)
ACTIONS = ("y.retain_grad()", "z.backward(retain_graph=True)", "x.grad.zero_()", "z.backward()")
EXPERIMENTS = {
    **{preset.key: preset.experiment for preset in presets_of("autograd")},
    **{line: Autograd((*VECTORS, line, "z = y.sum()"), ACTIONS) for line in LINES},
    "in place": Autograd((*VECTORS, "y = x*3"), ("y *= 2", "y.backward(gradient=ones(3))")),
    "twice": Autograd((*VECTORS, "y = x.sum()*2"), ("y.backward()", "y.backward()")),
}
pytestmark = pytest.mark.filterwarnings("ignore")
KINDS = ("forward", "seed", "edge", "accumulate")


def both(experiment: Autograd) -> tuple[Movie, Window]:
    torch.manual_seed(experiment.seed)
    return film(experiment), play((*experiment.program, *experiment.actions))


def told(frames: Any) -> list[tuple[str, ...]]:
    return [
        (frame.kind, str(frame.caption), frame.incoming, frame.product, frame.total, frame.root if frame.root else "")
        for frame in frames
        if frame.kind in KINDS
    ]


def rows(tensors: Any) -> list[tuple[Any, ...]]:
    return [
        (
            *(row.name, row.requires_grad, row.grad_fn, row.is_leaf, tuple(row.shape), row.dtype, row.retains_grad),
            *(
                None if part is None else np.asarray(getattr(part, "numpy", part)).tolist()
                for part in (row.data, row.grad)
            ),
        )
        for row in tensors
        if not hasattr(row, "kind")
    ]


def drawn(graph: Any) -> tuple[Any, ...]:
    nodes = [
        (
            *(node.kind, node.label, node.names, node.variable, node.grad_fn, node.shape, node.saves, node.freed),
            None if node.value is None else np.asarray(getattr(node.value, "numpy", node.value)).tolist(),
        )
        for node in graph.nodes
    ]
    return (
        nodes,
        sorted((edge.source, edge.target, edge.slot, edge.carries_gradient) for edge in graph.edges),
        graph.accumulate,
    )


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_steps_are_those_of_the_movie(name: str) -> None:
    movie, window = both(EXPERIMENTS[name])
    failed = [frame for frame in window.frames if frame.error]
    # The movie has nothing of a backward that PyTorch refused, and does not know a change in place as a call.
    ours = told(frame for frame in window.frames if frame.place not in [other.place for other in failed])
    known = [step for index, step in enumerate(ours) if name != "in place" or index != 3]
    assert known == told(movie.frames)
    assert [frame.error for frame in failed] == [(s.error_type, s.error) for s in movie.states if s.error]
    ours = [frame.equation for frame in window.frames if frame.kind == "edge"]
    theirs = [frame.equation for frame in movie.frames if frame.kind == "edge"]
    for equation, other in zip(ours, theirs, strict=True):
        assert equation.result == other.result
        assert (equation.text, equation.latex) == (other.text, other.latex) or not other.symbols


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_graph_and_the_table_are_those_of_the_movie(name: str) -> None:
    movie, window = both(EXPERIMENTS[name])
    after = len(EXPERIMENTS[name].program)
    for state, graph in zip(movie.states, movie.graphs, strict=True):
        end = max(index for index, frame in enumerate(window.frames) if frame.place == after)
        assert rows(window.table(end)) == rows(state.tensors)
        if name != "in place" and state.error is None:
            assert drawn(window.graphs[window.frames[end].graph]) == drawn(graph)
        after += 1


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_tensors_on_the_way_are_those_of_the_movie(name: str) -> None:
    movie, window = both(EXPERIMENTS[name])
    ours = [rows(window.table(index)) for index, frame in enumerate(window.frames) if frame.kind in KINDS[2:]]
    theirs = [rows(frame.tensors) for frame in movie.frames if frame.kind in KINDS[2:]]
    assert ours == theirs
    assert all(isinstance(row, TensorState) or row.name == "lr" for row in window.table(len(window.frames) - 1))
