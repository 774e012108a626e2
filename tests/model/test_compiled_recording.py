"""A recorded step is the step that PyTorch's own tracer finds, and what cannot be recorded is refused by name."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import pytest
import torch
from torch._decomp import core_aten_decompositions
from torch.fx import Node
from torch.fx.experimental.proxy_tensor import make_fx

from model.engine.compiled.lowering import Step, lower
from model.engine.compiled.operations import OPERATIONS, Unsupported
from model.engine.compiled.recording import POINT_COUNT, ConstantTensor, OperationCall, Recording, Slot, record
from model.engine.compiled.scalars import Operand, ordered
from model.engine.compiled.whole_step import WholeStep
from tests.model.test_compiled_catalogue import ENTRIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from torch import Tensor

ORACLE_ONLY = "sym_size"
"""Asks for the number of points; real tensors answer it without a call."""


def name_of(target: Any) -> str:
    return target.name().removeprefix("aten::").partition(".")[0]


def traced(function: Callable[[Mapping[str, Tensor]], list[Tensor]], inputs: Mapping[str, Tensor]) -> Recording:
    """Return what PyTorch's tracer writes down of a function, as a recording."""
    table = {
        target: made
        for target, made in core_aten_decompositions().items()
        if hasattr(target, "name") and name_of(target) not in OPERATIONS
    }
    tracer = make_fx(
        lambda *given: function(dict(zip(inputs, given, strict=True))),
        decomposition_table=table,
        tracing_mode="symbolic",
    )
    graph = tracer(*inputs.values())
    found: dict[Node, Any] = {}
    calls: list[OperationCall] = []
    slots = 0

    def resolved(given: Any) -> Any:
        if isinstance(given, Node):
            return found[given]
        return tuple(resolved(part) for part in given) if isinstance(given, list | tuple) else given

    for node in graph.graph.nodes:
        if node.op == "placeholder":
            found[node] = Slot(slots)
            slots += 1
        elif node.op == "get_attr":
            constant = getattr(graph, str(node.target))
            found[node] = ConstantTensor(tuple(constant.shape), constant.detach().double().numpy().tobytes())
        elif node.op == "output":
            return Recording(tuple(calls), resolved(node.args[0]))
        elif node.target is operator.getitem:
            found[node] = Slot(found[node.args[0]].index + node.args[1])
        elif name_of(node.target) in (ORACLE_ONLY, "sym_numel"):
            found[node] = POINT_COUNT
        else:
            named = resolved(tuple(node.kwargs.items()))
            calls.append(OperationCall(name_of(node.target), resolved(node.args), named))
            found[node] = Slot(slots)
            value = node.meta["val"]
            slots += len(value) if isinstance(value, list | tuple) else 1
    raise AssertionError("a graph without an end")


def written(step: Step) -> list[str]:
    """Return every scalar of a step on a line of its own, by the numbers of its operands."""
    results = (step.loss, *step.gradient, *step.parameters, *step.state)
    numbers: dict[int, int] = {}

    def named(operand: Operand) -> str:
        return f"#{numbers[id(operand)]}" if id(operand) in numbers else repr(operand)

    lines = []
    for part in ordered(results):
        lines.append(f"{part.operation} {part.name} {' '.join(map(named, part.operands))}")
        numbers[id(part)] = len(numbers)
    return [*lines, *map(named, results)]


@pytest.mark.sampled(every=3)
@pytest.mark.parametrize("name", ENTRIES)
def test_a_recorded_step_is_the_one_that_make_fx_traces(name: str) -> None:
    step = WholeStep(ENTRIES[name])
    first, second = step.examples()
    recorded, oracle = record(step, first, second), traced(step, first)
    assert written(lower(recorded, tuple(first))) == written(lower(oracle, tuple(first)))


ONE = {"a": torch.tensor(2.0, dtype=torch.float64), "x": torch.linspace(0.0, 1.0, 23, dtype=torch.float64)}
OTHER = {"a": torch.tensor(3.0, dtype=torch.float64), "x": torch.linspace(1.0, 3.0, 29, dtype=torch.float64)}


@pytest.mark.parametrize(
    ("function", "refused"),
    [
        (lambda given: [given["a"] * given["a"].item()], "_local_scalar_dense"),
        (lambda given: [given["a"] if given["a"] > 2 else given["x"]], "is_nonzero|_local_scalar_dense"),
        (lambda given: [torch.lgamma(given["a"])], "lgamma"),
        (lambda given: [given["a"] * float(len(given["x"]) + 1)], "mul"),
        (lambda given: [given["a"] / (1 / len(given["x"]))], "div"),
        (lambda given: [given["a"] * float(given["x"].detach().numpy().max())], "mul"),
        (lambda given: [given["a"].exp() if len(given["x"]) > 25 else given["a"].sin()], "sin"),
        (lambda given: [given["a"].exp().sin() if len(given["x"]) > 25 else given["a"].exp()], "not the same twice"),
        (lambda given: [torch.tensor(float(len(given["x"]) * 2))], "lift_fresh"),
        (lambda given: [_filled_beside_a_view(given["x"])], "masked_fill_"),
    ],
)
def test_what_depends_on_more_than_the_number_of_points_is_refused_by_name(
    function: Callable[[Mapping[str, Tensor]], list[Tensor]], refused: str
) -> None:
    with pytest.raises(Unsupported, match=refused):
        record(function, ONE, OTHER)


def _filled_beside_a_view(x: Tensor) -> Tensor:
    doubled = x * 2
    view = doubled.detach()
    doubled.masked_fill_(x > 0.5, 0.0)
    return view


def test_a_gradient_whose_backward_calls_an_unknown_operation_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(OPERATIONS, "tanh_backward")

    def slope(given: Mapping[str, Tensor]) -> list[Tensor]:
        leaf = given["a"].detach().requires_grad_()
        return list(torch.autograd.grad(leaf.tanh(), leaf))

    with pytest.raises(Unsupported, match="tanh_backward"):
        record(slope, ONE, OTHER)


def test_the_number_of_points_is_known_wherever_it_stands() -> None:
    recording = record(lambda given: [given["x"].mean() * len(given["x"])], ONE, OTHER)
    assert recording.calls[-1].arguments[1] is POINT_COUNT


def test_an_operation_that_is_given_more_than_is_known_of_it_is_refused_by_name() -> None:
    def quotient(given: Mapping[str, Tensor]) -> list[Tensor]:
        return [torch.div(given["a"], 2.0, rounding_mode="trunc"), torch.zeros(1), torch.zeros(1)]

    with pytest.raises(Unsupported, match="div"):
        lower(record(quotient, ONE, OTHER), tuple(ONE))
