"""Derivatives at any statement of a run: autograd's are those of closed forms, and so are the differences."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch

from model.message import Refused
from model.program.compiler import compile_source
from model.program.record.check import MOST_PARTIALS, differentiate
from model.program.record.recording import Recording
from model.program.source import read_source
from model.program.symbolic import derivatives_of

CUBE = "x = torch.tensor(5.0, requires_grad=True)\ny = x**3\n"
FIT = """from torch import nn
net = nn.Linear(2, 1)
x = torch.randn(4, 2)
drop = nn.Dropout(0.5)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for k in range(20):
    opt.zero_grad()
    loss = (drop(net(x))**2).mean()
    loss.backward()
    opt.step()
"""


def recorded(text: str) -> Recording:
    recording = Recording(compile_source(read_source("import torch\n" + text)))
    recording.run()
    return recording


def found(text: str, name: str, place: int | None = None) -> dict[str, tuple[float, float | None]]:
    recording = recorded(text)
    derivatives = differentiate(recording, place or recording.machine.steps, name)
    return {each.leaf + "".join(f"[{k}]" for k in each.index): (each.autograd, each.difference) for each in derivatives}


def near(**wanted: float) -> dict[str, object]:
    return {name: (pytest.approx(value), pytest.approx(value, rel=1e-6, abs=1e-8)) for name, value in wanted.items()}


@pytest.mark.parametrize(
    ("text", "name", "wanted"),
    [
        (CUBE, "y", {"x": 75}),
        (CUBE + "y.backward()\n", "y", {"x": 75}),
        (CUBE + "z = y.sqrt()\nz.backward()\n", "z", {"x": 75 / (2 * math.sqrt(125))}),
        (CUBE + "w = torch.tensor(2.0, requires_grad=True)\nz = y*w\n", "z", {"x": 150, "w": 125}),
        ("x = torch.tensor(2.0, requires_grad=True)\ny = x*x.detach()\n", "y", {"x": 2}),
        ("def f(a):\n    return a**2\nx = torch.tensor(3.0, requires_grad=True)\ny = f(f(x))\n", "y", {"x": 108}),
    ],
)
def test_derivatives_are_those_of_the_closed_form(text: str, name: str, wanted: dict[str, float]) -> None:
    if "detach" in text:  # which a difference does not know of
        assert found(text, name) == {"x": (2.0, pytest.approx(4.0))}
    else:
        assert found(text, name) == near(**wanted)


def test_of_a_tensor_each_element_has_its_own() -> None:
    text = "x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)\ny = (x**2).mean()\n"
    assert found(text, "y") == near(**{f"x[{i}][{j}]": (1 + 2 * i + j) / 2 for i in (0, 1) for j in (0, 1)})


def test_a_net_that_was_trained_is_differentiated_as_it_is_at_that_statement() -> None:
    derivatives = found(FIT, "loss")
    assert list(derivatives) == ["net.weight[0][0]", "net.weight[0][1]", "net.bias[0]"]
    for slope, difference in derivatives.values():
        assert difference == pytest.approx(slope, rel=1e-4, abs=1e-6)
    torch.manual_seed(0)
    scope: dict[str, object] = {}
    exec("import torch\n" + FIT, scope)
    net = scope["net"]
    assert isinstance(net, torch.nn.Linear)
    assert net.weight.grad is not None
    assert derivatives["net.weight[0][0]"][0] == pytest.approx(net.weight.grad[0, 0].item(), rel=1e-4)


def test_in_a_loop_it_is_the_round_that_was_asked_for() -> None:
    text = (
        "w = torch.tensor(0.0, requires_grad=True)\nfor k in range(4):\n    loss = (w - 3)**2\n    loss.backward()\n"
        "    with torch.no_grad():\n        w -= 0.1*w.grad\n    w.grad.zero_()\n"
    )
    slopes = []
    for k in range(4):
        ((slope, difference),) = found(text, "loss", 5 + 6 * k).values()
        assert difference == pytest.approx(slope, rel=1e-5)
        slopes.append(slope)
    assert slopes == pytest.approx([-6 * 0.8**k for k in range(4)], rel=1e-5)


def test_a_leaf_is_one_by_itself() -> None:
    assert found("x = torch.tensor(2.0, requires_grad=True)\n", "x") == {"x": (1.0, 1.0)}


@pytest.mark.parametrize("line", ["y.backward()\nz = y.sqrt()", "z = x.exp()\nz += 1"])
def test_there_are_none_where_pytorch_cannot_go_back(line: str) -> None:
    scope: dict[str, Any] = {}
    exec(f"import torch\n{CUBE}{line}\n", scope)
    with pytest.raises(RuntimeError):
        scope["z"].backward()
    assert found(f"{CUBE}{line}\n", "z") == {}


@pytest.mark.parametrize("name", ["x", "n", "v", "nothing"])
def test_what_is_not_one_number_that_requires_a_gradient_is_refused(name: str) -> None:
    text = "x = torch.tensor(2.0)\nn = 3\nv = torch.ones(2, requires_grad=True)\n"
    with pytest.raises(Refused, match=f"'{name}' is not one number that requires a gradient"):
        found(text, name)


def test_of_many_elements_there_are_as_many_as_can_be_compared() -> None:
    assert len(found("x = torch.ones(200, requires_grad=True)\ny = x.sum()\n", "y")) == MOST_PARTIALS


def test_after_a_long_way_there_is_no_difference() -> None:
    text = "x = torch.tensor(2.0, requires_grad=True)\ns = 0\nfor k in range(20000):\n    s += 1\ny = x**2\n"
    assert found(text, "y") == {"x": (4.0, None)}


def test_looking_leaves_the_run_as_it_was() -> None:
    recording = recorded(FIT)
    before = recording.machine.printed, recording.machine.variables["loss"].item(), torch.get_rng_state()
    differentiate(recording, recording.machine.steps, "loss")
    after = recording.machine.printed, recording.machine.variables["loss"].item(), torch.get_rng_state()
    assert before[:2] == after[:2]
    assert torch.equal(before[2], after[2])


# -- symbols


def symbolic(text: str, name: str) -> dict[str, tuple[str, float | None]]:
    recording = recorded(text)
    assert recording.machine.error is None
    window = recording.window(1, recording.machine.steps)
    return {leaf: each[::2] for leaf, each in derivatives_of(window.graphs[-1], name).items()}


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("y = x**3", "3*x**2"),
        ("y = 3/x - 2*x", "-2 - 3/x**2"),
        ("y = torch.exp(x*c) + 2**x - (1 - x)", "2**x*log(2) + 4*exp(4*x) + 1"),
        ("y = -x.log()/torch.sqrt(x)", "log(x)/(2*x**(3/2)) - 1/x**(3/2)"),
        ("z = x**2\ny = (z + 1)**2", "4*x*(x**2 + 1)"),
        ("y = x*x", "2*x"),
        ("y = torch.sigmoid(x) + torch.tanh(x)", "1 - tanh(x)**2 + exp(-x)/(1 + exp(-x))**2"),
    ],
)
def test_a_graph_of_single_numbers_is_differentiated_by_sympy(line: str, wanted: str) -> None:
    import sympy

    text = f"x = torch.tensor(2.0, requires_grad=True)\nc = torch.tensor(4.0)\n{line}\n"
    ((derivative, value),) = symbolic(text, "y").values()
    x = sympy.Symbol("x")
    assert sympy.simplify(sympy.sympify(derivative, {"x": x}) - sympy.sympify(wanted, {"x": x})) == 0
    ((slope, _),) = found(text, "y").values()
    assert value == pytest.approx(slope, rel=1e-5)


@pytest.mark.parametrize(
    "line",
    ["y = torch.add(x, 3, alpha=2)", "y = torch.cumsum(x.reshape(1), 0).sum()", "y = (x*torch.ones(3)).sum()"],
)
def test_what_is_no_such_graph_has_no_symbols(line: str) -> None:
    assert symbolic(f"x = torch.tensor(2.0, requires_grad=True)\n{line}\n", "y") == {}


def test_what_is_detached_is_a_number() -> None:
    text = "x = torch.tensor(2.0, requires_grad=True)\ny = (x**2).detach()*x\n"
    assert symbolic(text, "y") == {"x": ("4", 4.0)}
