"""What is shown of a program from its first statement to its last is what PyTorch has: table, graph, gradients, log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from model.experiment import Autograd
from model.experiment.presets import presets_of
from model.message import Refused
from model.program.compiler import compile_source
from model.program.record.check import differentiate
from model.program.record.graph import is_accumulate, nodes_behind
from model.program.record.recording import Recording
from model.program.record.statements import statements_of
from model.program.record.states import TensorState
from model.program.source import read_source
from model.program.symbolic import derivatives_of

if TYPE_CHECKING:
    from model.program.record.frames import Window
    from model.program.record.statements import Statement

CASES = {preset.key: preset.experiment for preset in presets_of("autograd")}
CUBE = "import torch\nx = torch.tensor(5.0, requires_grad=True)\ny = x**3\n"
VECTORS = (
    "import torch\nx = torch.tensor([0.5, 1.5, 2.0], requires_grad=True)\n"
    "a = torch.tensor([[1.0, 2.0, 3.0], [0.5, 0.1, 0.2]])\n"
)
LINES = (
    *("x**2", "-x", "2**x", "3/x", "x*x + x", "x.softmax(0)", "x.mean()", "x.reshape(3, 1)", "x.max()", "a @ x"),
    *("torch.max(x, x*2)", "x @ x", "x @ a.reshape(3, 2)", "torch.ones(2, 4, 3) @ (x*a).reshape(3, 2)"),
    *("torch.nn.functional.mse_loss(x, torch.ones(3))", "torch.nn.functional.mse_loss(x, torch.tensor(1.0))"),
    "torch.nn.functional.binary_cross_entropy_with_logits(x, torch.ones(3))",
    *("torch.nn.functional.cross_entropy(a*x, torch.tensor([0, 2]))", "x.detach()*x"),
    "x.sum(0) + x.exp().log().sqrt().sin().cos().tanh().sigmoid().relu().abs().square().sum()",
)
pytestmark = pytest.mark.filterwarnings("ignore")


def recorded(source: str, seed: int = 0) -> Recording:
    recording = Recording(compile_source(read_source(source)), seed=seed)
    recording.run()
    return recording


def whole(recording: Recording) -> Window:
    return recording.window(1, recording.machine.steps)


def window_of(source: str) -> Window:
    return whole(recorded(source))


def log_of(source: str) -> list[Statement]:
    recording = recorded(source)
    return statements_of(whole(recording), recording.machine.printed)


def check_shown(recording: Recording) -> Window:
    """Check all that a window says of its end against the tensors of the run itself, and PyTorch's own graph."""
    window = whole(recording)
    assert [str(frame.caption) for frame in window.frames if not frame.agrees] == []
    tensors = {name: each for name, each in recording.machine.variables.items() if isinstance(each, torch.Tensor)}
    rows = {row.name: row for row in window.table(len(window.frames) - 1) if isinstance(row, TensorState)}
    graph = window.graphs[window.frames[-1].graph]
    assert rows.keys() == tensors.keys()
    for name, tensor in tensors.items():
        row = rows[name]
        grad = tensor.grad if tensor.is_leaf or tensor.retains_grad else None
        grad_fn = None if tensor.grad_fn is None else type(tensor.grad_fn).__name__
        assert (row.requires_grad, row.is_leaf, row.retains_grad) == (
            *(tensor.requires_grad, tensor.is_leaf, tensor.retains_grad),
        )
        assert (row.grad_fn, row.shape, row.dtype) == (grad_fn, tuple(tensor.shape), str(tensor.dtype))
        assert row.data.data == tensor.detach().numpy().tobytes()
        assert (None if row.grad is None else row.grad.data) == (None if grad is None else grad.numpy().tobytes())
        node = next(each for each in graph.nodes if each.key == row.node)
        assert name in node.names
        assert node.value == row.data
        assert node.grad_fn == grad_fn
    own = [each for each in nodes_behind(*(tensor.grad_fn for tensor in tensors.values())) if not is_accumulate(each)]
    drawn = [node.grad_fn for node in graph.nodes if node.kind == "operation" and node.grad_fn is not None]
    assert {type(each).__name__ for each in own} <= set(drawn)
    return window


@pytest.mark.parametrize("key", CASES)
def test_a_case_of_the_book_is_shown_to_its_end(key: str) -> None:
    case = CASES[key]
    assert isinstance(case, Autograd)
    recording = recorded(case.source, case.seed)
    assert recording.machine.error is None
    check_shown(recording)


def test_case_5_shows_the_rule_in_symbols_numbers_and_result() -> None:
    window = window_of(CASES["case_5"].source)  # type: ignore[union-attr]
    first = next(frame for frame in window.frames if frame.kind == "edge")
    assert first.equation is not None
    assert first.equation.text == "3x² = 3·5² = 75"
    assert [str(frame.caption) for frame in window.frames if frame.kind == "accumulate"] == [
        "x.grad was None, and is now 75",
        "added into x.grad: 75 + 75 = 150",
        "added into x.grad: 150 + 75 = 225",
    ]


def test_leaves_constants_results_and_operations_are_told_apart() -> None:
    graph = window_of(CASES["case_3"].source).graphs[-1]  # type: ignore[union-attr]
    kinds = {node.label: node.kind for node in graph.nodes}
    assert (kinds["x"], kinds["y"], kinds["w"], kinds["b"]) == ("constant", "constant", "leaf", "leaf")
    assert (kinds["z"], kinds["loss"], kinds["BCE"]) == ("intermediate", "intermediate", "operation")
    assert sorted(graph.nodes[node].label for node in graph.accumulate) == ["b", "w"]


def test_what_is_detached_is_an_operation_without_grad_fn() -> None:
    graph = window_of(f"{CUBE}z = x.detach()\nu = z*3\n").graphs[-1]
    found = [(node.label, node.grad_fn) for node in graph.nodes if node.kind == "operation"]
    assert found == [("^ 3", "PowBackward0"), ("detach", None), ("× 3", None)]


@pytest.mark.parametrize("line", LINES)
def test_a_graph_is_freed_where_pytorch_would_refuse_to_go_back_again(line: str) -> None:
    source = f"{VECTORS}y = {line}\nz = y.sum()\n"
    kept = window_of(f"{source}z.backward(retain_graph=True)\n")
    assert not any(node.freed for graph in kept.graphs for node in graph.nodes)
    *_, last = log_of(f"{source}z.backward()\n")
    assert last.frees
    window = window_of(f"{source}z.backward()\nz.backward()\n")
    freed = [node for node in window.graphs[-1].nodes if node.freed]
    assert freed
    assert {node.kind for node in freed} == {"operation"}
    assert (window.frames[-1].error is not None) == any(node.saves for node in freed)


def test_a_change_in_place_adds_what_autograd_recorded() -> None:
    recording = recorded("import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = x*3\ny *= 2\ny.backward()\n")
    window = check_shown(recording)
    before, after = (
        window.graphs[next(frame.graph for frame in reversed(window.frames) if frame.line == line)] for line in (3, 4)
    )
    made = [node.grad_fn for node in after.nodes if node.kind == "operation"]
    assert made == ["MulBackward0", "MulBackward0"]
    old, new = before.node_of("y"), after.node_of("y")
    assert old is not None
    assert new is not None
    assert after.nodes[old].names == ()
    assert (after.nodes[new].value.numpy, recording.machine.variables["x"].grad) == (12, 6)  # type: ignore[union-attr]


# -- what each statement did


def test_each_statement_says_what_it_did() -> None:
    source = (
        f"{CUBE}y.backward(retain_graph=True)\ny.backward()\nprint(x.grad, 'π')\nwith torch.no_grad():\n    x -= 1\n"
        "x.grad = None\ny.backward()\n"
    )
    log = log_of(source)
    assert [(each.line, *map(str, each.log())) for each in log] == [
        (1, "nothing changed"),
        (2, "nothing changed"),
        (3, "nothing changed"),
        (4, "x.grad: None → 75"),
        (5, "x.grad: 75 → 150", "the graph is freed"),
        (6, "tensor(150.) π"),
        (7, "nothing changed"),
        (8, "x: 5 → 4"),
        (9, "x.grad: 150 → None"),
        (10,),
    ]
    with pytest.raises(RuntimeError) as caught:
        exec(source, {"print": lambda *_: None})
    assert log[-1].error == ("RuntimeError", str(caught.value))
    assert [each.error for each in log[:-1]] == [None] * 9


@pytest.mark.parametrize("long", ["'a\\n' * 400_000", "'x' * 900_000", "'\u4e2d' * 900_000"])
def test_of_long_texts_the_log_has_the_beginning(long: str) -> None:
    printed, failed = log_of(f"print({long})\nraise ValueError({long})\n")
    assert failed.error is not None
    for lines in (printed.log(), failed.error[1].split("\n")):
        assert str(lines[-1]).endswith(" …")
        assert 90 < len(lines) <= 100 or len(lines) == 1
        assert sum(len(str(line)) for line in lines) < 5_010


def test_the_frames_of_statements_follow_each_other_and_their_printing_is_all_of_it() -> None:
    source = "s = 0\nfor k in range(3):\n    s += k\n    print(s)\ndef f(a):\n    print('f')\n    return a\nf(1)\n"
    recording = recorded(source)
    window = whole(recording)
    log = statements_of(window, recording.machine.printed)
    assert "".join(each.printed for each in log) == recording.machine.printed == "0\n1\n3\nf\n"
    assert [each.line for each in log if each.printed] == [4, 4, 4, 6]
    assert [each.first for each in log] == [1, *(each.last + 1 for each in log[:-1])]
    assert log[-1].last == len(window.frames) - 1


# -- programs drawn at random

UNARY = (
    *("({a}/4).exp()", "{a}.sin()", "{a}.cos()", "{a}.tanh()", "{a}.sigmoid()", "-{a}", "{a}**2", "{a}.square()"),
    "{a}.abs()",
)
BINARY = (
    *("{a} + {b}", "{a} - {b}", "{a}*{b}", "{a}/({b}**2 + 1)", "{a}*{b} + {a}", "torch.max({a}, {b})"),
    "{a} - {b}.detach()",
)


@st.composite
def programs(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a program of single numbers, every line of which uses lines before it, and the name of its last."""
    names = ["u", "v", "w"]
    lines = [f"{name} = torch.tensor({draw(st.floats(-2, 2)):.3f}, requires_grad=True)" for name in names]
    for index in range(draw(st.integers(1, 8))):
        a, b = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        lines.append(f"r{index} = {draw(st.sampled_from(UNARY + BINARY)).format(a=a, b=b)}")
        names.append(f"r{index}")
    return "import torch\n" + "\n".join(lines) + "\n", names[-1]


@settings(max_examples=40)
@given(programs())
def test_random_programs_have_the_graph_and_the_derivatives_of_autograd(drawn: tuple[str, str]) -> None:
    source, last = drawn
    recording = recorded(source)
    needs_gradient = recording.machine.variables[last].requires_grad
    check_shown(recorded(f"{source}{last}.backward()\n"))
    if not needs_gradient:
        with pytest.raises(Refused, match=last):
            differentiate(recording, recording.machine.steps, last)
        return
    symbols = derivatives_of(whole(recording).graphs[-1], last)
    found = differentiate(recording, recording.machine.steps, last)
    assert {each.leaf for each in found} <= {"u", "v", "w"}
    for each in found:
        if "max" not in source and "abs" not in source and "detach" not in source:  # which have kinks, or hide a part
            assert each.difference == pytest.approx(each.autograd, rel=1e-3, abs=1e-3)
        if each.leaf in symbols and symbols[each.leaf][2] is not None and "max" not in source and "abs" not in source:
            assert symbols[each.leaf][2] == pytest.approx(each.autograd, rel=1e-3, abs=1e-3)


ACTIONS = (
    *("{n}.backward()", "{n}.backward(retain_graph=True)", "{n}.backward(gradient=torch.ones(2))", "{n}.grad.zero_()"),
    *("{n}.grad = None", "{n}.retain_grad()", "{n}.requires_grad_()", "{n}.requires_grad_(False)", "{n} += 1"),
    *("{n} -= 0.1 * {n}.grad", "{n} *= {m}", "with torch.no_grad(): {n} -= 0.1 * {m}.grad"),
    "with torch.no_grad(): {n} *= 2",
)


@settings(max_examples=60)
@given(
    st.lists(st.builds(str.format, st.sampled_from(ACTIONS), n=st.sampled_from("xycvsk"), m=st.sampled_from("xycvsk")))
)
def test_actions_in_any_order_are_shown_as_they_were(actions: list[str]) -> None:
    tries = [f"try:\n    {action}\nexcept Exception as error:\n    print(error)\n" for action in actions]
    source = (
        "import torch\nx = torch.tensor([1.0, 2.0], requires_grad=True)\nc = torch.tensor([3.0, 4.0])\n"
        "k = torch.tensor([1, 2])\ny = x**2 * c\nv = y.clone()\ns = (v + x).sum()\n"
    )
    recording = recorded(source + "".join(tries))
    assert recording.machine.error is None
    window = check_shown(recording)
    for index, frame in enumerate(window.frames):
        nodes = {node.key: node for node in window.graphs[frame.graph].nodes}
        for row in window.table(index):
            if isinstance(row, TensorState) and frame.kind not in ("start", "forward"):
                assert row.name in nodes[row.node].names


@pytest.mark.parametrize("watched", [0, 100])
def test_a_view_that_keeps_its_gradient_is_not_renewed_for_being_watched(watched: int) -> None:
    lines = (
        *("import torch", "x = torch.tensor([1.0, 2.0], requires_grad=True)", "y = x**2", "v = y.reshape(2)"),
        *("s = (v + x).sum()", "v.retain_grad()", "y += 1", "s.backward()", "print(v.grad)"),
    )
    printed: list[str] = []
    Recording(compile_source(read_source("\n".join(lines))), on_print=printed.append).run(watched)
    assert "".join(printed) == "tensor([1., 1.])\n"


def test_means_are_divided_by_what_they_are_taken_of_also_where_that_has_no_name() -> None:
    source = """import torch
import torch.nn.functional as F
s = torch.tensor([1.0, 2.0], requires_grad=True)
F.l1_loss(s, torch.tensor([0.0, 5.0])).backward()
p = torch.tensor([1.0, 2.0, 4.0], requires_grad=True)
F.mse_loss(p, torch.tensor([0.0, 1.0, 1.0])).backward()
m = torch.ones(2, 3, requires_grad=True)
m.abs().mean(1).sum().backward()
"""
    symbols = {(frame.line, frame.equation.symbols) for frame in window_of(source).frames if frame.equation is not None}
    assert symbols >= {(4, "1/2"), (8, "1/3")}
    assert [text.rpartition("/")[2] for line, text in symbols if line == 6] == ["3"]


def test_only_what_changes_numbers_is_a_change_in_place() -> None:
    source = """import torch
def f(a):
    return a ** 2
x = torch.tensor(3.0, requires_grad=True)
y = f(x)
y.backward()
x.grad.zero_()
with torch.no_grad():
    x -= 1
x.data += 1
x.grad = None
"""
    kinds = {frame.line: frame.kind for frame in window_of(source).frames}
    assert [line for line, kind in kinds.items() if kind == "change"] == [7, 9, 10]
