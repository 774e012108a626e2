"""Every optimizer is torch.optim's of the same name, whatever its knobs, and the same in a batch of runs."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import torch

from model.experiment import OptimizerSetting
from model.optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

STEPS = 1_000
POINTS = torch.linspace(-2.0, 3.0, 20, dtype=torch.float64)
VALUES = 0.7 * POINTS - 0.3 + 0.2 * torch.sin(9.0 * POINTS)

# Three objectives side by side in one vector, two parameters each: the rules treat each element by itself. None
# is chaotic with these knobs, or the last digits would grow. What computes the gradients does not matter here.
START = torch.tensor([0.8, -1.5, 0.8, -1.5, 0.8, -1.5], dtype=torch.float64)


def gradient_of(p: Tensor) -> Tensor:
    """Return the gradients of a bowl, a quartic and a log-cosh line fit, for p of shape (..., 6)."""
    a, b, c, d, w, e = p.unbind(-1)
    x, y = POINTS.to(p.dtype), VALUES.to(p.dtype)
    slope = torch.tanh(w.unsqueeze(-1) * x + e.unsqueeze(-1) - y)
    return torch.stack(
        [
            2.0 * (a - 1.0) + b,
            20.0 * (b + 2.0) + a,
            4.0 * c**3 + 0.1,
            d - 1.0,
            (slope * x).mean(-1),
            slope.mean(-1),
        ],
        dim=-1,
    )


SETTINGS = [
    ("sgd", {"learning_rate": 0.01}),
    ("sgd", {"learning_rate": 0.01, "weight_decay": 0.1}),
    ("sgd", {"learning_rate": 0.01, "momentum": 0.5, "dampening": 0.3, "weight_decay": 0.01}),
    ("momentum", {"learning_rate": 0.003}),
    ("nesterov", {"learning_rate": 0.003}),
    ("nesterov", {"learning_rate": 0.003, "momentum": 0.7, "weight_decay": 0.2}),
    ("adagrad", {}),
    (
        "adagrad",
        {"learning_rate": 0.3, "lr_decay": 0.01, "weight_decay": 0.1, "initial_accumulator_value": 0.5},
    ),
    ("rmsprop", {"learning_rate": 1e-4}),
    ("rmsprop", {"learning_rate": 1e-4, "alpha": 0.9, "eps": 0.1, "weight_decay": 0.1, "momentum": 0.6}),
    ("rmsprop", {"learning_rate": 1e-4, "centered": True, "eps": 1e-2, "momentum": 0.3}),
    ("adam", {}),
    ("adam", {"learning_rate": 0.01, "beta1": 0.8, "beta2": 0.99, "eps": 0.01, "weight_decay": 0.1}),
    ("adam", {"learning_rate": 0.01, "beta1": 0.0}),
    ("adamw", {}),
    ("adamw", {"learning_rate": 0.003, "beta1": 0.8, "beta2": 0.99, "eps": 0.01, "weight_decay": 0.5}),
]


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
    optimizer = getattr(torch.optim, entry.torch_class)([parameters], **entry.torch_arguments(dict(setting.knobs)))
    path = []
    for _ in range(steps):
        parameters.grad = gradient_of(parameters.detach())
        optimizer.step()
        path.append(parameters.detach().clone())
    return torch.stack(path)


@pytest.mark.parametrize(("name", "knobs"), SETTINGS, ids=str)
def test_a_thousand_steps_are_those_of_torch_optim(name: str, knobs: dict[str, float]) -> None:
    setting = OptimizerSetting.of(name, **knobs)
    ours = run_ours(setting, START).reshape(STEPS, 3, 2)
    theirs = run_torch(setting, START).reshape(STEPS, 3, 2)
    assert torch.isfinite(ours).all()
    relative = (ours - theirs).norm(dim=2) / theirs.norm(dim=2)
    assert relative.max().item() <= 1e-12


def test_every_optimizer_is_compared() -> None:
    assert {name for name, _ in SETTINGS} == set(OPTIMIZERS)


@pytest.mark.parametrize("name", OPTIMIZERS)
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


@pytest.mark.parametrize("name", ["momentum", "adagrad", "rmsprop", "adam", "adamw"])
def test_a_run_has_the_same_bits_whatever_batch_it_is_in(name: str) -> None:
    knobs = dict(OptimizerSetting.of(name).knobs)
    runs = 7
    generator = torch.Generator().manual_seed(1)
    starts = torch.randn(runs, 6, generator=generator, dtype=torch.float64)
    rates = torch.linspace(0.001, 0.01, runs, dtype=torch.float64).unsqueeze(1)
    batch_knobs = {key: value.expand(runs, 1) for key, value in knob_tensors(knobs).items()}
    batch_knobs["learning_rate"] = rates
    rule = OPTIMIZERS[name].rule
    batch, state = starts, rule.start(starts, batch_knobs)
    alone = list(starts)
    alone_knobs = [{**knob_tensors(knobs), "learning_rate": rate[0]} for rate in rates]
    states = [rule.start(start, each) for start, each in zip(alone, alone_knobs, strict=True)]
    for number in range(1, 31):
        step = torch.tensor(float(number), dtype=torch.float64)
        gradient = gradient_of(batch)
        batch, state = rule.update(batch, gradient, state, batch_knobs, step)
        for run in range(runs):
            alone[run], states[run] = rule.update(alone[run], gradient[run], states[run], alone_knobs[run], step)
            assert torch.equal(batch[run], alone[run])


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


@pytest.mark.parametrize("name", OPTIMIZERS)
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


def test_defaults_lie_within_the_ranges_and_the_learning_rate_comes_first() -> None:
    for entry in OPTIMIZERS.values():
        assert entry.knobs[0].name == "learning_rate"
        for knob in entry.knobs:
            assert knob.low <= float(knob.default) <= knob.high


def test_importing_the_catalogue_loads_no_torch() -> None:
    code = "import sys, model.optimizers; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
