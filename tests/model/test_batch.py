"""Each run of a batch has the rows, the bits and the end that it has alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from model.catalogue.optimizers import OPTIMIZERS
from model.catalogue.schedules import SCHEDULES
from model.data.points import GeneratedPoints
from model.descent.batch import Batch
from model.descent.loop import descend
from model.experiment import (
    ClipSetting,
    LossChoice,
    Minimise,
    NoiseSetting,
    OptimizerSetting,
    Regression,
    ScheduleSetting,
    SurfaceRun,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.descent.history import History
    from model.experiment import Descending

WAVES = Minimise("x^2 + 3sin(2x)*exp(-x^2/9)", (("x", 2.0),), epochs=40)
LINE = Regression(data=GeneratedPoints("book", 50, 0), start=(("w", 0.0), ("b", 0.0)), epochs=20)
STARTS = np.linspace(-4.0, 4.0, 9)[:, None]


def alone(experiment: Descending, start: NDArray[np.float64] | None = None, **knobs: float) -> History:
    if start is not None:
        experiment = replace(experiment, start=tuple(zip(experiment.parameters, start.tolist(), strict=True)))
    setting = experiment.optimizer
    for name, value in knobs.items():
        setting = setting.with_knob(name, value)
    descent = descend(replace(experiment, optimizer=setting))
    while descent.step():
        pass
    return descent.history


def rows_of(batch: Batch) -> list[NDArray[np.float64]]:
    """Return every run's rows in a history's order of columns."""
    rows: list[list[list[float]]] = [[] for _ in range(batch.runs)]
    while batch.step():
        packed = np.column_stack([batch.losses.numpy(), batch.parameters.numpy(), batch.gradients.numpy()])
        for run, row in zip(batch.going.tolist(), packed.astype(np.float64).tolist(), strict=True):
            rows[run].append(row)
    return [np.array(run) for run in rows]


def same(batch: Batch, histories: list[History]) -> None:
    for run, (rows, history) in enumerate(zip(rows_of(batch), histories, strict=True)):
        assert rows.shape == history.rows().shape
        assert np.array_equal(rows, history.rows())
        assert batch.last_rows[run] == len(history) - 1
        assert batch.diverged_at[run] == (-1 if history.diverged_at is None else history.diverged_at)
        assert batch.flat[run] == (history.stopped == "tolerance")


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_from_many_starts(name: str) -> None:
    experiment = replace(WAVES, optimizer=OptimizerSetting.of(name, learning_rate=0.05))
    same(Batch(experiment, STARTS), [alone(experiment, start) for start in STARTS])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_with_many_learning_rates(name: str) -> None:
    experiment = replace(WAVES, optimizer=OptimizerSetting.of(name))
    rates = np.geomspace(1e-4, 3.0, 7)
    batch = Batch(experiment, learning_rates=rates)
    same(batch, [alone(experiment, learning_rate=rate) for rate in rates.tolist()])


@pytest.mark.parametrize("name", ["sgd", "adam", "rprop", "newton"])
def test_runs_on_a_surface_from_many_starts_with_many_learning_rates(name: str) -> None:
    setting = OptimizerSetting.of(name, learning_rate=0.01)
    run = SurfaceRun("(1 - x)^2 + 100(y - x^2)^2", (("x", 0.0), ("y", 0.0)), setting, epochs=30)
    starts = np.random.default_rng(0).uniform(-2, 2, (6, 2))
    rates = np.geomspace(1e-4, 0.1, 6)
    singles = [alone(run, start, learning_rate=rate) for start, rate in zip(starts, rates.tolist(), strict=True)]
    same(Batch(run, starts, rates), singles)


@pytest.mark.parametrize(
    "changes",
    [
        *({"schedule": ScheduleSetting.of(name, **({"step_size": 7} if name == "step" else {}))} for name in SCHEDULES),
        {"clip": ClipSetting.of("norm", max_norm=0.7)},
        {"clip": ClipSetting.of("value", clip_value=0.3)},
        {"noise": NoiseSetting.of("normal", scale=0.2, seed=3)},
        {"dtype": "float32"},
        {"tolerance": 0.05},
    ],
)
def test_schedules_clipping_noise_and_precision(changes: dict[str, Any]) -> None:
    rates = np.geomspace(1e-3, 0.2, 5)
    for experiment in (WAVES, LINE):
        changed = replace(experiment, optimizer=OptimizerSetting.of("adam"), **changes)
        same(Batch(changed, learning_rates=rates), [alone(changed, learning_rate=rate) for rate in rates.tolist()])


def test_starts_and_several_knobs_at_once() -> None:
    experiment = replace(LINE, optimizer=OptimizerSetting.of("sgd", learning_rate=1e-4))
    starts = np.random.default_rng(0).normal(size=(6, 2))
    rates, momenta = np.geomspace(1e-5, 1e-3, 6), np.linspace(0.0, 0.9, 6)
    batch = Batch(experiment, starts, rates, {"momentum": momenta})
    singles = [
        alone(experiment, start, learning_rate=rate, momentum=momentum)
        for start, rate, momentum in zip(starts, rates.tolist(), momenta.tolist(), strict=True)
    ]
    same(batch, singles)


def test_switches_may_differ_from_run_to_run() -> None:
    experiment = replace(WAVES, optimizer=OptimizerSetting.of("rmsprop"))
    batch = Batch(experiment, knobs={"centered": np.array([False, True])})
    same(batch, [alone(experiment, centered=False), alone(experiment, centered=True)])


@pytest.mark.parametrize("loss", ["mse", "huber", "sum((y - y_pred)^2)"])
def test_fits_with_mini_batches(loss: str) -> None:
    experiment = replace(LINE, loss=LossChoice.of(loss), batch_size=16, tolerance=5.0, standardise=True)
    rates = np.geomspace(1e-3, 1.0, 9)
    same(Batch(experiment, learning_rates=rates), [alone(experiment, learning_rate=rate) for rate in rates.tolist()])


def test_a_prediction_that_is_one_number() -> None:
    experiment = replace(LINE, prediction="b", start=(("b", 0.0),))
    rates = np.array([0.1, 0.4])
    same(Batch(experiment, learning_rates=rates), [alone(experiment, learning_rate=rate) for rate in rates.tolist()])


def test_runs_that_diverge_are_dropped_and_the_others_go_on() -> None:
    experiment = Minimise("x^3 - 3x", (("x", 0.0),), OptimizerSetting.of("sgd", learning_rate=0.1), epochs=60)
    starts = np.array([[-3.0], [0.5], [-1.1], [-0.9], [9.0]])
    batch = Batch(experiment, starts)
    same(batch, [alone(experiment, start) for start in starts])
    assert (batch.diverged_at > 0).tolist() == [True, False, True, False, True]


def test_a_constant_function_stays_where_it_is() -> None:
    same(Batch(replace(WAVES, function="7"), STARTS), [alone(replace(WAVES, function="7"), start) for start in STARTS])


def test_runs_can_be_dropped_between_rows() -> None:
    batch = Batch(replace(WAVES, optimizer=OptimizerSetting.of("adam", learning_rate=0.1)), STARTS)
    batch.step()
    batch.keep(batch.going >= 5)
    for _ in range(20):
        batch.step()
    assert batch.going.tolist() == [5, 6, 7, 8]
    assert batch.parameters[2].item() == alone(batch.experiment, STARTS[7])["x"][20]
    batch.keep(batch.going < 0)
    assert not batch.step()


def test_rows_also_come_in_the_columns_of_a_history() -> None:
    batch = Batch(WAVES, STARTS)
    histories = [alone(WAVES, start) for start in STARTS]
    while (block := batch.advance(5)) is not None:
        for run, values in zip(block.runs, block.values, strict=True):
            assert np.array_equal(values.T, histories[run].rows(block.first, block.first + values.shape[1]))
    assert batch.last_rows.tolist() == [WAVES.epochs] * len(STARTS)


def test_the_number_of_runs_must_agree() -> None:
    with pytest.raises(ValueError, match="runs"):
        Batch(WAVES, STARTS, np.array([0.1, 0.2]))


@pytest.mark.parametrize("text", ["x^4 - 2x^2", "cosh(x/3)", "softplus(x) - sigmoid(x)"])
def test_where_torch_rounds_many_numbers_otherwise_each_step_agrees_to_rounding(text: str) -> None:
    experiment = Minimise(text, (("x", 1.0),), OptimizerSetting.of("sgd", learning_rate=0.01), epochs=50)
    for rows, start in zip(rows_of(Batch(experiment, STARTS)), STARTS, strict=True):
        assert rows == pytest.approx(alone(experiment, start).rows(), rel=1e-13, abs=1e-13)
