"""Schedules are torch.optim.lr_scheduler's, clipping is torch.nn.utils', and noise is keyed by seed and update."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from model.catalogue.clipping import CLIPS
from model.catalogue.noise import NOISES
from model.catalogue.schedules import SCHEDULES, rate_at, rates_of
from model.descent.loop import descend
from model.descent.objectives import objective_of
from model.descent.phases import phases
from model.descent.stepping import Stepper, knob_tensors
from model.experiment import (
    ClipSetting,
    Minimise,
    NoiseSetting,
    OptimizerSetting,
    Regression,
    ScheduleSetting,
)
from model.experiment.changes import describe_change
from model.kinds import validate
from model.message import Refused
from tests.model.oracles import SCHEDULE_FACTORS, SCHEDULE_SETTINGS

if TYPE_CHECKING:
    from torch import Tensor

    from model.descent.history import History

BASE = 0.3


def ours(name: str, knobs: dict[str, float | bool], updates: int, base: float = BASE) -> tuple[Tensor, Tensor]:
    """Return learning rate and momentum of every update."""
    entry = SCHEDULES[name]
    tensors = knob_tensors(ScheduleSetting.of(name, **knobs))
    fixed = torch.tensor(base, dtype=torch.float64), tensors
    count = torch.tensor(float(updates), dtype=torch.float64)
    numbers = torch.arange(updates, dtype=torch.float64)
    rates = torch.stack([entry.rate(*fixed, number, count) for number in numbers])
    momentum = entry.momentum
    if momentum is None:
        return rates, torch.full_like(rates, 0.9)
    return rates, torch.stack([momentum(*fixed, number, count) for number in numbers])


@pytest.mark.parametrize(("name", "knobs", "updates"), SCHEDULE_SETTINGS)
def test_the_rate_by_the_equations_is_that_of_the_run(name: str, knobs: dict[str, float | bool], updates: int) -> None:
    setting = dict(ScheduleSetting.of(name, **knobs).knobs)
    found = [rate_at(name, setting, BASE, update, updates) for update in range(updates)]
    assert found == pytest.approx(ours(name, knobs, updates)[0].tolist(), rel=1e-12)


def test_the_rates_of_a_long_run_are_few_and_have_its_ends() -> None:
    updates, rates = rates_of("cosine", dict(ScheduleSetting.of("cosine").knobs), BASE, 1_000_000)
    assert (updates[0], updates[-1]) == (0, 999_999)
    assert len(updates) <= 100
    assert rates[0] == BASE
    assert (np.diff(rates) < 0).all()


def theirs(name: str, knobs: dict[str, float | bool], updates: int, base: float = BASE) -> tuple[Tensor, Tensor]:
    entry = SCHEDULES[name]
    parameter = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([parameter], lr=base, momentum=0.9)
    scheduler: Any = None
    if name in SCHEDULE_FACTORS:
        factor = SCHEDULE_FACTORS[name](dict(ScheduleSetting.of(name, **knobs).knobs))
        scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
    elif entry.torch_class:
        arguments = entry.torch_arguments(dict(ScheduleSetting.of(name, **knobs).knobs), base, updates)
        scheduler = getattr(torch.optim.lr_scheduler, entry.torch_class)(optimizer, **arguments)
    rows: list[tuple[float, float]] = []
    for _ in range(updates):
        rows.append((optimizer.param_groups[0]["lr"], optimizer.param_groups[0]["momentum"]))
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
    rates, momenta = torch.tensor(rows, dtype=torch.float64).T
    return rates, momenta


@pytest.mark.parametrize(("name", "knobs", "updates"), SCHEDULE_SETTINGS, ids=str)
def test_a_schedule_is_that_of_torch_over_a_whole_run(name: str, knobs: dict[str, float | bool], updates: int) -> None:
    rates, momenta = ours(name, knobs, updates)
    expected, expected_momenta = theirs(name, knobs, updates)
    # Relative to the largest rate: torch comes to the cosine's end in steps that add up their rounding.
    assert (rates - expected).abs().max() <= 1e-12 * expected.max()
    assert (momenta - expected_momenta).abs().max() <= 1e-12


def test_every_schedule_is_compared() -> None:
    assert {name for name, _, _ in SCHEDULE_SETTINGS} == set(SCHEDULES)


def test_a_cosine_without_a_length_spans_the_run() -> None:
    rates, _ = ours("cosine", {}, 100)
    assert rates[0] == BASE
    assert rates[50].item() == pytest.approx(BASE / 2)
    assert rates[99].item() == pytest.approx(BASE * (1 + math.cos(math.pi * 0.99)) / 2)


def test_a_cycle_that_is_over_stays_at_its_end() -> None:
    rates, momenta = ours("one_cycle", {"total_steps": 10}, 30)
    assert (rates[9:] == rates[9]).all()
    assert rates[9].item() == pytest.approx(BASE / 25 / 1e4)
    assert (momenta[9:] == 0.95).all()


def test_a_cycle_whose_rise_takes_no_time_starts_at_its_peak() -> None:
    rates, _ = ours("one_cycle", {"pct_start": 0.25, "total_steps": 4}, 4)
    assert rates[0] == BASE
    assert torch.isfinite(rates).all()


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_has_the_same_bits_for_one_base_and_for_64(name: str) -> None:
    knobs = knob_tensors(ScheduleSetting.of(name))
    bases = torch.linspace(0.001, 1.0, 64, dtype=torch.float64).unsqueeze(1)
    many = {key: value.expand(64, 1) for key, value in knobs.items()}
    count = torch.tensor(40.0, dtype=torch.float64)
    for number in torch.arange(40, dtype=torch.float64):
        batch = SCHEDULES[name].rate(bases, many, number, count)
        for run in range(64):
            assert SCHEDULES[name].rate(bases[run, 0], knobs, number, count) == batch[run, 0]


# ---- clipping

GRADIENTS = [[3.0, -4.0], [0.1, 0.2], [0.0, 0.0], [1e200, 1.0], [-1.0, 1.0], [1e-9, 5.0]]


@pytest.mark.parametrize("values", GRADIENTS, ids=str)
@pytest.mark.parametrize("bound", [0.0, 0.5, 1.0, 5.0])
@pytest.mark.parametrize("name", CLIPS)
def test_clipping_is_that_of_torch(name: str, bound: float, values: list[float]) -> None:
    entry = CLIPS[name]
    setting = ClipSetting.of(name, **{entry.knobs[0].name: bound})
    leaves = [torch.zeros((), dtype=torch.float64, requires_grad=True) for _ in values]
    for leaf, value in zip(leaves, values, strict=True):
        leaf.grad = torch.tensor(value, dtype=torch.float64)
    getattr(torch.nn.utils, entry.torch_function)(leaves, **dict(setting.knobs))
    expected = torch.stack([leaf.grad for leaf in leaves if leaf.grad is not None])
    found = entry.apply(torch.tensor(values, dtype=torch.float64), knob_tensors(setting))
    torch.testing.assert_close(found, expected, rtol=1e-15, atol=0.0)


@pytest.mark.parametrize("name", CLIPS)
def test_clipping_has_the_same_bits_alone_and_in_a_batch_of_64(name: str) -> None:
    knobs = knob_tensors(ClipSetting.of(name))
    gradients = 3.0 * torch.randn(64, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    batch = CLIPS[name].apply(gradients, {key: value.expand(64, 1) for key, value in knobs.items()})
    for run in range(64):
        assert torch.equal(batch[run], CLIPS[name].apply(gradients[run], knobs))


# ---- noise


def test_noise_is_a_normal_draw_of_its_own_for_every_seed_and_update() -> None:
    draw = NOISES["normal"].draw
    drawn = np.array([draw({"scale": 0.5, "seed": 7}, update, 3) for update in range(3_000)])
    assert drawn.std() == pytest.approx(0.5, rel=0.03)
    assert abs(drawn.mean()) < 0.02
    assert len(np.unique(drawn)) == drawn.size
    assert np.array_equal(drawn[5], draw({"scale": 0.5, "seed": 7}, 5, 3))
    assert not np.array_equal(drawn[5], draw({"scale": 0.5, "seed": 8}, 5, 3))


# ---- as parts of an experiment


def run(experiment: Minimise | Regression) -> History:
    descent = descend(experiment)
    while descent.step():
        pass
    return descent.history


def test_the_gradient_recorded_is_the_loss_own_and_the_step_follows_what_the_rule_received() -> None:
    experiment = Minimise(
        noise=NoiseSetting.of("normal", scale=2.0, seed=4), clip=ClipSetting.of("value", clip_value=1.0)
    )
    history = run(experiment)
    x = history["x"]
    assert history["grad_x"] == pytest.approx(2 * x, rel=1e-15)
    for row in range(len(history) - 1):
        noisy = 2 * x[row] + 2.0 * np.random.default_rng([4, row]).standard_normal()
        assert x[row + 1] == pytest.approx(x[row] - 0.3 * np.clip(noisy, -1.0, 1.0), rel=1e-14)
        update = phases(experiment, history, row)[-1].values
        assert update["received_x"] == pytest.approx(np.clip(noisy, -1.0, 1.0), rel=1e-15)
        assert update["x"] == x[row + 1]


def test_a_schedule_goes_on_with_every_update_of_a_mini_batch() -> None:
    experiment = Regression(
        start=(("w", 0.0), ("b", 0.0)),
        batch_size=30,
        epochs=5,
        schedule=ScheduleSetting.of("exponential", gamma=0.5),
    )
    history = run(experiment)
    assert len(history) == 21
    for row in range(20):
        update = phases(experiment, history, row)[-1].values
        assert update["learning_rate"] == pytest.approx(0.0001 * 0.5**row)
        expected = history["w"][row] - 0.0001 * 0.5**row * history["grad_w"][row]
        assert history["w"][row + 1] == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("optimizer", "cycled"),
    [("sgd", "momentum"), ("rmsprop", "momentum"), ("adam", "beta1"), ("nadam", "beta1"), ("adagrad", "")],
)
def test_one_cycle_cycles_the_momentum_of_what_has_one(optimizer: str, cycled: str) -> None:
    experiment = Minimise(optimizer=OptimizerSetting.of(optimizer), schedule=ScheduleSetting.of("one_cycle"))
    stepper = Stepper(experiment, objective_of(experiment))
    assert stepper.cycled == cycled
    if cycled:
        assert stepper.knobs_at(0)[cycled].item() == pytest.approx(0.95)
        assert min(stepper.knobs_at(row)[cycled].item() for row in range(15)) < 0.87
    off = replace(experiment, schedule=ScheduleSetting.of("one_cycle", cycle_momentum=False))
    assert Stepper(off, objective_of(off)).cycled == ""


def test_nothing_of_all_this_gives_the_bits_of_a_run_without() -> None:
    experiment = Regression(epochs=50, start=(("w", 0.0), ("b", 0.0)))
    altered = replace(
        experiment,
        schedule=ScheduleSetting.of("constant"),
        clip=ClipSetting.of("norm", max_norm=1e20),
        noise=NoiseSetting.of("normal", scale=0.0),
    )
    assert run(experiment).rows().tobytes() == run(altered).rows().tobytes()


def test_newton_ends_a_line_fit_in_one_step() -> None:
    history = run(Regression(optimizer=OptimizerSetting.of("newton"), epochs=2))
    assert history.values_at(1) == pytest.approx([0.8522962312899167, 4.71798350473433], rel=1e-12)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("x^4 - 2x^2", 0.3, 0.0), ("x^4 - 2x^2", 0.7, 1.0), ("3x + 1", 2.0, 2.0), ("|x|", 2.0, 2.0)],
)
def test_newton_seeks_the_next_stationary_point_and_stays_where_nothing_curves(
    text: str, start: float, end: float
) -> None:
    history = run(Minimise(text, (("x", start),), OptimizerSetting.of("newton"), epochs=50))
    assert history.stopped == "complete"
    assert history["x"][-1] == pytest.approx(end, abs=1e-9)


def test_newton_that_runs_away_ends_as_diverged() -> None:
    # The curvature of log x is negative: every step goes from x to x + 5x.
    history = run(Minimise("log(x)", (("x", 1.0),), OptimizerSetting.of("newton", learning_rate=5.0), epochs=500))
    assert history.stopped == "diverged"
    assert history["x"] == pytest.approx(6.0 ** np.arange(len(history)))


@pytest.mark.parametrize(
    ("field", "setting", "sentence"),
    [
        ("schedule", ScheduleSetting.of("step", gamma=0.0), "schedule.gamma: expected a number above 0"),
        ("schedule", ScheduleSetting.of("cosine", T_max=-1), "schedule.T_max: expected a number at least 0"),
        ("clip", ClipSetting.of("norm", max_norm=math.nan), "clip.max_norm: expected a number at least 0"),
        ("noise", NoiseSetting.of("normal", seed=-1), "noise.seed: expected a number at least 0"),
    ],
)
def test_a_knob_out_of_range_is_refused(field: str, setting: object, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        validate(replace(Minimise(), **{field: setting}))
    assert str(refusal.value).startswith(sentence)


def test_changes_have_names() -> None:
    plain, cosine = Minimise(), Minimise(schedule=ScheduleSetting.of("cosine"))
    assert str(describe_change(plain, cosine)) == "learning-rate schedule none → Cosine"
    longer = replace(cosine, schedule=ScheduleSetting.of("cosine", T_max=50))
    assert str(describe_change(cosine, longer)) == "updates down to the least rate (0: the run) 0 → 50"
    assert (
        str(describe_change(Minimise(clip=ClipSetting.of("norm")), plain)) == "gradient clipping Clip the norm → none"
    )
    assert str(describe_change(plain, Minimise(noise=NoiseSetting.of("normal")))) == "gradient noise none → Normal"
