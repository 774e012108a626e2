"""Every optimizer is torch.optim's of the same name, whatever its knobs, and the same in a batch of runs."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from model.catalogue.optimizers import OPTIMIZERS
from model.experiment import OptimizerSetting
from tests.model.oracles import OPTIMIZER_REFERENCES, OPTIMIZER_SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from torch import Tensor

STEPS = 1_000
POINTS = np.linspace(-2.0, 3.0, 20)
VALUES = 0.7 * POINTS - 0.3 + 0.2 * np.sin(9.0 * POINTS)

# Three objectives side by side in one vector, two parameters each: the rules treat each element by itself. None
# is chaotic with these knobs, or the last digits would grow. What computes the gradients does not matter here.
START = torch.tensor([0.8, -1.5, 0.8, -1.5, 0.8, -1.5], dtype=torch.float64)


def gradient_of(p: Tensor) -> Tensor:
    """Return the gradients of a bowl, a quartic and a log-cosh line fit, for p of shape (..., 6)."""
    numbers = p.numpy()  # for so few numbers far faster than PyTorch
    a, b, c, d, w, e = np.moveaxis(numbers, -1, 0)
    x, y = POINTS.astype(numbers.dtype), VALUES.astype(numbers.dtype)
    slope = np.tanh(w[..., None] * x + e[..., None] - y)
    parts = [
        2.0 * (a - 1.0) + b,
        20.0 * (b + 2.0) + a,
        4.0 * c**3 + 0.1,
        d - 1.0,
        (slope * x).mean(-1),
        slope.mean(-1),
    ]
    return torch.from_numpy(np.stack(parts, axis=-1))


FIRST_ORDER = [name for name, entry in OPTIMIZERS.items() if not entry.rule.second_order]


@pytest.fixture(autouse=True)
def _float64_by_default() -> Iterator[None]:
    """Let torch's optimizers keep their own scalars, such as ASGD's η, in float64 too."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


def knob_tensors(knobs: Mapping[str, float | bool]) -> dict[str, Tensor]:
    return {
        name: torch.tensor(value, dtype=torch.bool if isinstance(value, bool) else torch.float64)
        for name, value in knobs.items()
    }


def run_ours(
    setting: OptimizerSetting,
    start: Tensor,
    knobs: Mapping[str, Tensor] | None = None,
    steps: int = STEPS,
) -> Tensor:
    """Return the parameters after every step, by the general rule, stacked."""
    rule = OPTIMIZERS[setting.name].rule
    knobs = knob_tensors(dict(setting.knobs)) if knobs is None else knobs
    parameters, state = start, rule.start(start, knobs)
    path = []
    for number in range(1, steps + 1):
        step = torch.tensor(float(number), dtype=torch.float64)
        parameters, state = rule.update(parameters, gradient_of(parameters), state, knobs, step)
        path.append(parameters)
    return torch.stack(path)


def run_torch(setting: OptimizerSetting, start: Tensor, steps: int = STEPS) -> Tensor:
    entry = OPTIMIZERS[setting.name]
    parameters = start.clone().requires_grad_()
    make = OPTIMIZER_REFERENCES.get(setting.name) or getattr(torch.optim, entry.torch_class)
    optimizer = make([parameters], **entry.torch_arguments(dict(setting.knobs)))
    path = []
    for _ in range(steps):
        parameters.grad = gradient_of(parameters.detach())
        optimizer.step()
        path.append(parameters.detach().clone())
    return torch.stack(path)


@pytest.mark.parametrize(("name", "knobs"), OPTIMIZER_SETTINGS, ids=str)
def test_a_thousand_steps_are_those_of_torch_optim(name: str, knobs: dict[str, float]) -> None:
    setting = OptimizerSetting.of(name, **knobs)
    ours = run_ours(setting, START).reshape(STEPS, 3, 2)
    theirs = run_torch(setting, START).reshape(STEPS, 3, 2)
    assert torch.isfinite(ours).all()
    relative = (ours - theirs).norm(dim=2) / theirs.norm(dim=2)
    assert relative.max().item() <= 1e-12


def test_every_optimizer_is_compared() -> None:
    assert {name for name, _ in OPTIMIZER_SETTINGS} == set(FIRST_ORDER)


def test_every_first_order_rule_of_torch_is_there() -> None:
    # Not for one dense parameter vector (SparseAdam, Muon), with line search (LBFGS) or for matrices (Adafactor).
    others = {"Adafactor", "LBFGS", "Muon", "Optimizer", "SparseAdam"}
    known = {name for name in torch.optim.__all__ if isinstance(getattr(torch.optim, name), type)} - others
    assert {OPTIMIZERS[name].torch_class for name in FIRST_ORDER if name not in OPTIMIZER_REFERENCES} == known


@pytest.mark.parametrize("name", [name for name in FIRST_ORDER if OPTIMIZERS[name].torch_class])
def test_defaults_are_those_of_torch(name: str) -> None:
    entry = OPTIMIZERS[name]
    arguments = entry.torch_arguments({knob.name: knob.default for knob in entry.knobs})
    parameter = torch.zeros(1, requires_grad=True)
    theirs = getattr(torch.optim, entry.torch_class)([parameter]).defaults
    for argument, value in arguments.items():
        if argument in dict(entry.torch_defaults):
            assert dict(entry.torch_defaults)[argument] == theirs[argument]
        else:
            assert value == theirs[argument]


def varied(name: str, runs: int) -> dict[str, Tensor]:
    """Return knobs of shape (runs, 1), every number another one in each run and every switch on in half of them."""
    share = torch.linspace(0.2, 0.8, runs).unsqueeze(1)
    found = {}
    for knob in OPTIMIZERS[name].knobs:
        if isinstance(knob.default, bool):
            found[knob.name] = torch.arange(runs).unsqueeze(1) % 2 == 0
        else:
            high = knob.high if knob.high <= 1.0 else max(2.0 * float(knob.default), knob.low + 0.5, 0.01)
            found[knob.name] = knob.low + share * (high - knob.low)
    found["learning_rate"] = torch.linspace(0.001, 0.01, runs).unsqueeze(1)
    return found


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_run_has_the_same_bits_alone_and_in_a_batch_of_64(name: str) -> None:
    runs = 64
    generator = torch.Generator().manual_seed(1)
    starts = torch.randn(runs, 6, generator=generator)
    curvatures = torch.randn(runs, 6, 6, generator=generator)
    curvatures = curvatures + curvatures.transpose(1, 2) + 20.0 * torch.eye(6)
    knobs = varied(name, runs)
    alone_knobs = [{key: value[run, 0] for key, value in knobs.items()} for run in range(runs)]
    rule = OPTIMIZERS[name].rule
    batch, state = starts, rule.start(starts, knobs)
    alone = list(starts)
    states = [rule.start(start, each) for start, each in zip(alone, alone_knobs, strict=True)]
    for number in range(1, 16):
        step = torch.tensor(float(number))
        gradient = gradient_of(batch)
        if rule.second_order:
            state = {"hessian": curvatures}
            states = [{"hessian": curvature} for curvature in curvatures]
        batch, state = rule.update(batch, gradient, state, knobs, step)
        for run in range(runs):
            alone[run], states[run] = rule.update(alone[run], gradient[run], states[run], alone_knobs[run], step)
            assert torch.equal(batch[run], alone[run])
            for key, value in states[run].items():
                assert torch.equal(state[key][run].reshape(value.shape), value)
    assert torch.isfinite(batch).all()


def test_the_plain_rule_has_the_bits_of_the_general_one() -> None:
    setting = OptimizerSetting.of("sgd", learning_rate=0.01)
    knobs = dict(setting.knobs)
    plain = OPTIMIZERS["sgd"].rule_for(knobs)
    assert plain != OPTIMIZERS["sgd"].rule
    parameters = START
    for row in run_ours(setting, START, steps=100):
        parameters, _ = plain.update(parameters, gradient_of(parameters), {}, knob_tensors(knobs), torch.ones(()))
        assert torch.equal(parameters, row)


@pytest.mark.parametrize("knob", ["momentum", "weight_decay"])
def test_the_plain_rule_is_not_taken_where_a_knob_adds_to_it(knob: str) -> None:
    setting = OptimizerSetting.of("sgd", **{knob: 0.1})
    assert OPTIMIZERS["sgd"].rule_for(dict(setting.knobs)) == OPTIMIZERS["sgd"].rule


@pytest.mark.parametrize("name", FIRST_ORDER)
def test_parameters_in_float32_stay_in_float32_and_close_to_torch(name: str) -> None:
    setting = OptimizerSetting.of(name, learning_rate=0.01)
    ours = run_ours(setting, START.float(), steps=200)
    assert ours.dtype == torch.float32
    torch.testing.assert_close(ours, run_torch(setting, START.float(), steps=200), rtol=1e-3, atol=1e-4)


def test_the_source_text_leaves_out_what_torch_assumes() -> None:
    adam = OPTIMIZERS["adam"]
    knobs = dict(OptimizerSetting.of("adam", learning_rate=0.1, beta1=0.8).knobs)
    assert adam.torch_call("[w, b]", knobs) == "torch.optim.Adam([w, b], lr=0.1, betas=(0.8, 0.999))"
    nesterov = OPTIMIZERS["nesterov"]
    defaults = dict(OptimizerSetting.of("nesterov").knobs)
    assert nesterov.torch_call("[x]", defaults) == "torch.optim.SGD([x], lr=0.001, momentum=0.9, nesterov=True)"


# ---- Newton's method


def newton(parameters: Tensor, gradient: Tensor, hessian: Tensor, **knobs: float) -> Tensor:
    """Return the parameters after one step."""
    setting = OptimizerSetting.of("newton", **knobs)
    rule = OPTIMIZERS["newton"].rule
    step = torch.ones(())
    updated, state = rule.update(parameters, gradient, {"hessian": hessian}, knob_tensors(dict(setting.knobs)), step)
    assert state == {}
    return updated


@pytest.mark.parametrize("condition", [1.0, 3165.0, 1e6])
def test_one_newton_step_ends_at_the_stationary_point_of_a_quadratic(condition: float) -> None:
    turn = torch.linalg.qr(torch.randn(4, 4, generator=torch.Generator().manual_seed(2)))[0]
    for signs in ([1.0, 1.0, 1.0, 1.0], [1.0, -1.0, 1.0, -1.0]):
        values = torch.tensor(signs) * torch.logspace(0, 1, 4) * torch.tensor([1.0, 1.0, 1.0, condition])
        hessian = turn @ torch.diag(values) @ turn.T
        target = torch.tensor([1.0, -2.0, 3.0, 0.5])
        start = torch.tensor([4.0, 4.0, -3.0, 2.0])
        found = newton(start, hessian @ (start - target), hessian)
        torch.testing.assert_close(found, target, rtol=1e-15 * 100 * condition, atol=0.0)


def test_a_shorter_newton_step_goes_that_share_of_the_way() -> None:
    found = newton(torch.tensor([3.0]), torch.tensor([8.0]), torch.tensor([[2.0]]), learning_rate=0.25)
    assert found.tolist() == [2.0]


def test_a_curvature_too_small_for_all_digits_counts_as_none() -> None:
    hessian = torch.diag(torch.tensor([1e-310, 0.0], dtype=torch.float64))
    assert newton(torch.tensor([3.0, 2.0]), torch.tensor([8.0, 0.0]), hessian).tolist() == [3.0, 2.0]


def test_damping_is_added_to_the_curvature() -> None:
    found = newton(torch.tensor([3.0]), torch.tensor([8.0]), torch.tensor([[2.0]]), damping=2.0)
    assert found.tolist() == [1.0]


def test_newton_stays_where_nothing_curves_and_moves_where_something_does() -> None:
    hessian = torch.tensor([[0.0, 0.0], [0.0, 4.0]])
    found = newton(torch.tensor([1.0, 1.0]), torch.tensor([5.0, 8.0]), hessian)
    assert found.tolist() == [1.0, -1.0]
    # A valley that is not along an axis: the shortest of all steps that solve the equations.
    hessian = torch.tensor([[1.0, 1.0], [1.0, 1.0]])
    found = newton(torch.zeros(2), torch.tensor([2.0, 2.0]), hessian)
    torch.testing.assert_close(found, torch.tensor([-1.0, -1.0]), rtol=1e-14, atol=0.0)


@pytest.mark.parametrize("bad", [torch.nan, torch.inf, -torch.inf])
def test_newton_without_a_finite_hessian_is_not_a_number(bad: float) -> None:
    assert newton(torch.ones(1), torch.ones(1), torch.tensor([[bad]])).isnan().all()
    batch = newton(torch.ones(2, 1), torch.ones(2, 1), torch.tensor([[[bad]], [[1.0]]]))
    assert batch[0].isnan().all()
    assert batch[1].tolist() == [0.0]


def test_defaults_lie_within_the_ranges_and_the_learning_rate_comes_first() -> None:
    for entry in OPTIMIZERS.values():
        assert entry.knobs[0].name == "learning_rate"
        for knob in entry.knobs:
            assert knob.low <= float(knob.default) <= knob.high


def test_importing_the_catalogue_loads_no_torch() -> None:
    code = "import sys, model.catalogue.optimizers; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
