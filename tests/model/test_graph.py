"""The graph has exactly the nodes autograd has, and the walk back gives exactly autograd's gradients."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from model import kinds
from model.experiment import Autograd
from model.experiment.presets import presets_of
from model.message import Refused
from model.program.graph import Graph, GraphBuilder, is_accumulate, nodes_behind
from model.program.graph_layout import crossings, layered
from model.program.tensors.machine import Machine, Value, run_program
from model.program.tensors.movie import film
from model.program.tensors.session import states_of

PRESETS = {preset.key: preset.experiment for preset in presets_of("autograd")}
VECTORS = ("x = tensor([0.5, 1.5, 2.0], requires_grad=True)", "a = tensor([[1.0, 2.0, 3.0], [0.5, 0.1, 0.2]])")
DECOMPOSED = (
    "y = x**2",
    "y = -x",
    "y = 2**x",
    "y = 3/x",
    "y = x*x + x",
    "y = x.softmax(0)",
    "y = x.mean()",
    "y = x.reshape(3, 1)",
    "y = x.max()",
    "y = max(x, x*2)",
    "y = a @ x",
    "y = x @ x",
    "y = x @ a.reshape(3, 2)",
    "y = ones(2, 4, 3) @ (x*a).reshape(3, 2)",
    "y = mse_loss(x, ones(3))",
    "y = mse_loss(x, tensor(1.0))",
    "y = binary_cross_entropy_with_logits(x, ones(3))",
    "y = cross_entropy(a*x, tensor([0, 2]))",
    "y = detach(x)*x",
    "y = x.sum(0) + exp(x).log().sqrt().sin().cos().tanh().sigmoid().relu().abs().square().sum()",
)


def autograd_nodes(machine: Machine) -> list[str]:
    """Walk autograd's own graph from every tensor that was made."""
    found: dict[int, object] = {}
    for operation in machine.operations:
        for function in nodes_behind(operation.result.tensor.grad_fn):
            if not is_accumulate(function):
                found[id(function)] = function
    return sorted(type(function).__name__ for function in found.values())


def autograd_edges(machine: Machine) -> int:
    found = {id(f): f for o in machine.operations for f in nodes_behind(o.result.tensor.grad_fn)}
    return sum(following is not None for f in found.values() for following, _ in f.next_functions)


def between_operations(graph: Graph) -> int:
    """Count the edges that autograd has: those into operations."""
    return sum(edge.carries_gradient and graph.nodes[edge.target].kind == "operation" for edge in graph.edges)


def check_graph(machine: Machine) -> Graph:
    graph = GraphBuilder(machine).graph
    assert graph.grad_fns() == autograd_nodes(machine)
    assert between_operations(graph) == autograd_edges(machine)
    for name, value in machine.names.items():
        if isinstance(value, Value):
            node = graph.nodes[graph.node_of(name)]
            assert name in node.names
            assert np.array_equal(node.value, value.tensor.detach().numpy(), equal_nan=True)
            assert node.grad_fn == (None if value.tensor.grad_fn is None else type(value.tensor.grad_fn).__name__)
    return graph


@pytest.mark.parametrize("line", DECOMPOSED)
def test_the_graph_has_exactly_the_nodes_and_edges_that_autograd_has(line: str) -> None:
    check_graph(run_program((*VECTORS, line), 0))


@pytest.mark.parametrize("line", DECOMPOSED)
def test_the_walk_back_gives_the_gradients_that_autograd_gives(line: str) -> None:
    movie = film(Autograd((*VECTORS, line, "z = y.sum()"), ("y.retain_grad()", "z.backward()")))
    assert [frame.caption for frame in movie.frames if not frame.agrees] == []
    assert any(frame.kind == "accumulate" for frame in movie.frames)
    assert movie.frames[-1].tensors[0].grad is not None


@pytest.mark.parametrize("key", PRESETS)
def test_a_preset_is_shown_to_its_end(key: str) -> None:
    movie = film(PRESETS[key])
    assert all(frame.agrees for frame in movie.frames)
    states = states_of(PRESETS[key])
    assert [s.document() for s in movie.states] == [s.document() for s in states]
    assert [t.document() for t in movie.frames[-1].tensors] == [t.document() for t in states[-1].tensors]


def test_case_5_shows_the_rule_in_symbols_numbers_and_result() -> None:
    movie = film(PRESETS["case_5"])
    (first, *_) = [frame for frame in movie.frames if frame.kind == "edge"]
    assert first.equation.text == "3x² = 3·5² = 75"
    assert [str(f.caption) for f in movie.frames if f.kind == "accumulate"] == [
        "x.grad was None, and is now 75",
        "added into x.grad: 75 + 75 = 150",
        "added into x.grad: 150 + 75 = 225",
    ]


def test_leaves_constants_results_and_operations_are_told_apart() -> None:
    graph = film(PRESETS["case_3"]).graphs[0]
    kinds = {node.label: node.kind for node in graph.nodes}
    assert (kinds["x"], kinds["y"], kinds["w"], kinds["b"]) == ("constant", "constant", "leaf", "leaf")
    assert (kinds["z"], kinds["loss"], kinds["BCE"]) == ("intermediate", "intermediate", "operation")
    assert sorted(graph.nodes[node].label for node in graph.accumulate) == ["b", "w"]


def test_what_is_detached_is_an_operation_without_grad_fn() -> None:
    graph = film(Autograd(("x = tensor(2.0, requires_grad=True)", "y = x.detach()", "z = y*3"))).graphs[0]
    operations = [node for node in graph.nodes if node.kind == "operation"]
    assert [(node.label, node.grad_fn) for node in operations] == [("detach", None), ("× 3", None)]


@pytest.mark.parametrize("line", DECOMPOSED)
def test_a_graph_is_freed_where_pytorch_would_refuse_to_go_back_again(line: str) -> None:
    program = (*VECTORS, line, "z = y.sum()")
    kept = film(Autograd(program, ("z.backward(retain_graph=True)",)))
    assert not any(node.freed for node in kept.graphs[-1].nodes)
    movie = film(Autograd(program, ("z.backward()", "z.backward()")))
    freed = [node for node in movie.graphs[1].nodes if node.freed]
    assert freed
    assert all(node.kind == "operation" for node in freed)
    assert (movie.states[2].error is not None) == any(node.saves for node in freed)


def test_a_change_in_place_adds_what_autograd_recorded() -> None:
    experiment = Autograd(("x = tensor(2.0, requires_grad=True)", "y = x*3"), ("y *= 2", "y.backward()"))
    movie = film(experiment)
    before, after = movie.graphs[0], movie.graphs[1]
    assert after.grad_fns() == ["MulBackward0", "MulBackward0"]
    assert after.nodes[before.node_of("y")].names == ()
    assert after.nodes[after.node_of("y")].value == 12
    assert all(frame.agrees for frame in movie.frames)
    assert movie.states[-1].tensors[0].grad == 6


def test_a_run_is_there_after_one_step() -> None:
    run = kinds.begin(PRESETS["case_1"])
    assert run.step()
    assert not run.step()
    assert run.history.stopped == "complete"
    assert [frame.kind for frame in run.history.frames] == ["start", "forward", "forward", "seed", "edge", "accumulate"]


def test_the_summary_of_a_program_tells_the_effect_of_each_action() -> None:
    lines = [message.text() for message in kinds.run(PRESETS["case_1"]).summary()]
    assert lines == ["tensors: x, y", "y.backward(): x.grad: None → 8"]


NAMES = ("u", "v", "w")
UNARY = (
    "exp({a}/4)",
    "sin({a})",
    "cos({a})",
    "tanh({a})",
    "sigmoid({a})",
    "-{a}",
    "{a}**2",
    "square({a})",
    "{a}.abs()",
)
BINARY = (
    "{a} + {b}",
    "{a} - {b}",
    "{a}*{b}",
    "{a}/({b}**2 + 1)",
    "{a}*{b} + {a}",
    "max({a}, {b})",
    "{a} - {b}.detach()",
)


@st.composite
def programs(draw: st.DrawFn) -> tuple[str, ...]:
    """Draw a program of single numbers; every line uses lines before it."""
    lines = [f"{name} = tensor({draw(st.floats(-2, 2)):.3f}, requires_grad=True)" for name in NAMES]
    names = list(NAMES)
    for index in range(draw(st.integers(1, 8))):
        a, b = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        lines.append(f"r{index} = {draw(st.sampled_from(UNARY + BINARY)).format(a=a, b=b)}")
        names.append(f"r{index}")
    return tuple(lines)


@settings(max_examples=60)
@given(programs())
def test_random_programs_have_the_graph_and_the_gradients_of_autograd(program: tuple[str, ...]) -> None:
    check_graph(run_program(program, 0))
    last = program[-1].partition(" ")[0]
    movie = film(Autograd(program, (f"{last}.backward()",)))
    assert all(frame.agrees for frame in movie.frames)


ACTIONS = (
    "{n}.backward()",
    "{n}.backward(retain_graph=True)",
    "{n}.backward(gradient=ones(2))",
    "{n}.grad.zero_()",
    "{n}.grad = None",
    "{n}.retain_grad()",
    "{n}.requires_grad_()",
    "{n}.requires_grad_(False)",
    "{n} -= 0.1 * {n}.grad",
    "{n} *= {m}",
    "{n} += 1",
    "with no_grad(): {n} -= 0.1 * {m}.grad",
    "with torch.no_grad(): {n} *= 2",
)


@settings(max_examples=150)
@given(
    st.lists(
        st.builds(
            lambda text, n, m: text.format(n=n, m=m),
            st.sampled_from(ACTIONS),
            st.sampled_from("xycvsk"),
            st.sampled_from("xycvsk"),
        ),
        max_size=12,
    )
)
def test_actions_in_any_order_never_crash(actions: list[str]) -> None:
    program = (
        "x = tensor([1.0, 2.0], requires_grad=True)",
        "c = tensor([3.0, 4.0])",
        "k = tensor([1, 2])",
        "y = x**2 * c",
        "v = y.reshape(2)",
        "s = (v + x).sum()",
    )
    experiment = Autograd(program, tuple(actions))
    movie = film(experiment)
    assert [state.document() for state in movie.states] == [state.document() for state in states_of(experiment)]
    assert [str(frame.caption) for frame in movie.frames if not frame.agrees] == []
    for graph, state in zip(movie.graphs, movie.states, strict=True):
        for row in state.tensors:
            assert row.name in graph.nodes[row.node].names


@settings(max_examples=150)
@given(st.lists(st.text("xyz=()[]{}.,+-*/@0123456789 #\\'\n\t\0tensorgad_π", max_size=30), max_size=4))
def test_hostile_text_is_refused_in_one_sentence_or_runs(lines: list[str]) -> None:
    refused = ""
    try:
        film(Autograd(("x = ones(2)", *lines)))
    except Refused as refusal:
        refused = str(refusal)
    assert refused == "" or refused.startswith("program[")
    assert "\n" not in refused


@settings(max_examples=60)
@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(*[st.integers(0, n - 1)] * 2)))))
def test_layers_go_from_left_to_right_and_no_two_nodes_touch(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    count, pairs = drawn
    edges = [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    places = layered(count, edges)
    assert np.isfinite(places).all()
    assert all(places[source, 0] < places[target, 0] for source, target in edges)
    for layer in set(places[:, 0]):
        heights = np.sort(places[places[:, 0] == layer, 1])
        assert (np.diff(heights) > 1 - 1e-9).all()


def test_edges_that_need_not_cross_do_not() -> None:
    edges = [(0, 5), (1, 4), (2, 3), (3, 6), (4, 6), (5, 6)]
    assert crossings(layered(7, edges), edges) == 0


def test_torch_keeps_its_mode() -> None:
    film(PRESETS["case_14"])
    assert torch.is_grad_enabled()
