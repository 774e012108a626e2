"""The compiled engine means what autograd means: same rows, same end, same state, whatever is run."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from model.catalogue.clipping import CLIPS
from model.catalogue.functions import FUNCTIONS
from model.catalogue.losses import LOSSES
from model.catalogue.noise import NOISES
from model.catalogue.optimizers import OPTIMIZERS
from model.catalogue.schedules import SCHEDULES
from model.data.points import GivenPoints
from model.descent.history import STATE_INTERVAL
from model.descent.phases import state_at
from model.engine.compiled import CompiledBatch, CompiledDescent, is_ready, prepare, why_not
from model.experiment import (
    ClipSetting,
    LossChoice,
    Minimise,
    NoiseSetting,
    OptimizerSetting,
    Regression,
    ScheduleSetting,
)
from model.message import Refused
from tests.model.both_engines import by_autograd, compiled, rows_of

if TYPE_CHECKING:
    from model.engine.compiled.machine_code import MachineCode
    from model.engine.compiled.structure import Structure
    from model.experiment import Descending
    from model.message import Message

    Known = OrderedDict[Structure, MachineCode | Message]

POLYNOMIAL = Minimise("2*x**4 - 3*x**2 + 2*x - 20", epochs=200, optimizer=OptimizerSetting.of("sgd"))
FIT = Regression(epochs=200, optimizer=OptimizerSetting.of("sgd", learning_rate=0.001))


@pytest.fixture
def nothing_compiled(monkeypatch: pytest.MonkeyPatch) -> Known:
    """Forget for one test all that others have compiled, and how long a row of it takes; return what is kept."""
    known: Known = OrderedDict()
    monkeypatch.setattr("model.engine.compiled.code._known", known)
    return known


def assert_same_run(experiment: Descending, tolerance: float = 1e-9) -> None:
    """Assert that both engines give the same rows, and end at the same row for the same reason.

    A gradient is a sum of numbers that cancel, so that its last digits are those of its largest values.
    """
    expected, found = by_autograd(experiment), compiled(experiment)
    assert (len(found), found.stopped, found.diverged_at) == (len(expected), expected.stopped, expected.diverged_at)
    size = np.abs(expected.rows()).max(axis=0)
    np.testing.assert_allclose(found.rows(), expected.rows(), rtol=tolerance, atol=float(1e-12 * size.max()))


@pytest.mark.parametrize("key", FUNCTIONS)
def test_every_function_of_the_catalogue_is_descended_as_autograd_descends_it(key: str) -> None:
    entry = FUNCTIONS[key]
    optimizer = OptimizerSetting.of("sgd", learning_rate=entry.learning_rate)
    assert_same_run(Minimise(entry.formula, (("x", entry.start),), optimizer, epochs=200))


@pytest.mark.parametrize("experiment", [POLYNOMIAL, FIT], ids=["function", "fit"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_update_rule_takes_the_same_steps(name: str, experiment: Descending) -> None:
    rate = 0.5 if name == "newton" else 0.001
    assert_same_run(replace(experiment, optimizer=OptimizerSetting.of(name, learning_rate=rate)))


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_is_fitted_the_same(name: str) -> None:
    assert_same_run(replace(FIT, loss=LossChoice.of(name)))


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_gives_the_same_learning_rates(name: str) -> None:
    optimizer = OptimizerSetting.of("momentum", learning_rate=0.0005)
    assert_same_run(replace(FIT, optimizer=optimizer, schedule=ScheduleSetting.of(name)))


@pytest.mark.parametrize("name", CLIPS)
def test_every_kind_of_clipping_is_the_same(name: str) -> None:
    assert_same_run(replace(FIT, clip=ClipSetting.of(name)))


@pytest.mark.parametrize("name", NOISES)
def test_every_kind_of_noise_is_drawn_the_same(name: str) -> None:
    assert_same_run(replace(FIT, noise=NoiseSetting.of(name, seed=3)))


def test_mini_batches_are_shuffled_and_cut_the_same() -> None:
    assert_same_run(replace(FIT, batch_size=16, epochs=40, shuffle_seed=5))


@pytest.mark.parametrize("batch_size", [None, 16], ids=["full", "batches"])
def test_a_run_ends_at_the_same_row_where_the_gradient_of_all_points_is_flat(batch_size: int | None) -> None:
    optimizer = OptimizerSetting.of("sgd", learning_rate=0.03)
    experiment = replace(FIT, optimizer=optimizer, standardise=True, batch_size=batch_size, tolerance=0.2)
    assert compiled(experiment).stopped == "tolerance"
    assert_same_run(experiment)


@pytest.mark.parametrize("prediction", ["w*b", "w*b*x"])
def test_an_update_is_that_of_its_batch_though_the_tolerance_looks_at_all_points(prediction: str) -> None:
    newton = OptimizerSetting.of("newton", learning_rate=0.1)
    fit = replace(FIT, prediction=prediction, optimizer=newton, batch_size=16, epochs=3)
    assert np.array_equal(compiled(replace(fit, tolerance=1e-12)).rows(), compiled(fit).rows())
    assert_same_run(replace(fit, tolerance=1e-12))


@pytest.mark.parametrize("rate", [0.1, 1.0, 1e5])
def test_a_run_diverges_at_the_same_row(rate: float) -> None:
    wild = replace(FIT, optimizer=OptimizerSetting.of("sgd", learning_rate=rate))
    assert compiled(wild).stopped == "diverged"
    assert_same_run(wild)


def test_points_exactly_on_the_line_have_no_pull_with_the_mean_absolute_error() -> None:
    # at a residual of 0 autograd's derivative is 0; the last bit of a prediction decides
    points = GivenPoints([(k / 7, 0.1 * (k / 7) + 0.3) for k in range(20)])
    at = {"w": 0.1, "b": 0.3}
    experiment = Regression(points, loss=LossChoice.of("mae"), start=tuple(at.items()), epochs=3)
    assert_same_run(experiment)
    assert compiled(experiment).gradient_at(0).tolist() == by_autograd(experiment).gradient_at(0).tolist()


def test_the_state_is_kept_so_that_any_row_can_be_taken_apart() -> None:
    experiment = replace(FIT, optimizer=OptimizerSetting.of("adam"), epochs=3 * STATE_INTERVAL)
    expected, found = by_autograd(experiment), compiled(experiment)
    for row in (0, 1, STATE_INTERVAL, 2 * STATE_INTERVAL + 7, 3 * STATE_INTERVAL):
        wanted = state_at(experiment, expected, row)
        state = state_at(experiment, found, row)
        assert state.keys() == wanted.keys()
        for name, kept in wanted.items():
            assert state[name].shape == kept.shape
            np.testing.assert_allclose(state[name].numpy(), kept.numpy(), rtol=1e-9)


def test_a_run_is_the_same_however_it_is_cut_into_chunks() -> None:
    experiment = replace(FIT, optimizer=OptimizerSetting.of("adam"), batch_size=30, epochs=100)
    whole = compiled(experiment)
    descent = CompiledDescent(experiment)
    sizes = iter([1, 2, 3, 50, 7, 1_000])
    descent._rows = next(sizes)
    while descent.step():
        descent._rows = next(sizes, 11)
    assert np.array_equal(descent.history.rows(), whole.rows())


@pytest.mark.usefixtures("nothing_compiled")
def test_a_run_begins_with_as_many_rows_as_the_last_one_of_its_step_could_make_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = iter(range(100))  # seconds: each look at the clock finds one more passed
    monkeypatch.setattr("model.engine.compiled.compiled_descent.perf_counter", lambda: float(next(now)))
    slow = CompiledDescent(replace(FIT, epochs=10_000))
    slow.step()
    first = slow.history.last + 1
    again = CompiledDescent(replace(FIT, epochs=10_000, start=(("w", 1.0), ("b", 2.0))))
    again.step()
    assert first > 10 * (again.history.last + 1)
    longer = CompiledDescent(replace(FIT, epochs=10_000, data=GivenPoints(np.ones((100_000, 2)))))
    assert longer._rows == 1


def test_moving_numbers_compiles_nothing(nothing_compiled: Known) -> None:
    compiled(replace(FIT, optimizer=OptimizerSetting.of("adam", amsgrad=True)))
    moved = replace(
        FIT,
        data=GivenPoints([(1.0, 2.0), (2.0, 3.5), (4.0, 1.0)]),
        start=(("w", 1.0), ("b", -3.0)),
        optimizer=OptimizerSetting.of("adam", learning_rate=0.3, beta1=0.5, amsgrad=True),
        epochs=17,
        tolerance=1e-7,
        standardise=True,
    )
    assert is_ready(moved)
    assert_same_run(moved)
    assert len(nothing_compiled) == 1


def test_the_knobs_of_a_loss_and_of_a_schedule_are_numbers_too(nothing_compiled: Known) -> None:
    experiment = replace(FIT, loss=LossChoice.of("huber"), schedule=ScheduleSetting.of("step"))
    prepare(experiment)
    moved = replace(
        experiment,
        loss=LossChoice.of("huber", delta=0.3),
        schedule=ScheduleSetting.of("step", step_size=20, gamma=0.5),
    )
    assert_same_run(moved)
    assert len(nothing_compiled) == 1


def test_an_experiment_in_float32_is_refused_with_the_reason() -> None:
    experiment = replace(FIT, dtype="float32")
    reason = why_not(experiment)
    assert reason is not None
    assert "float32" in reason.text()
    assert not is_ready(experiment)
    with pytest.raises(Refused, match="float32"):
        CompiledDescent(experiment)


def test_the_history_says_which_engine_made_it() -> None:
    assert compiled(POLYNOMIAL).engine == "compiled"


@pytest.mark.parametrize("name", ["sgd", "rprop", "asgd", "adam"])
@pytest.mark.parametrize("most", [10**6, 7])
def test_each_run_of_a_batch_has_the_rows_and_the_end_that_it_has_alone(name: str, most: int) -> None:
    experiment = replace(FIT, optimizer=OptimizerSetting.of(name), epochs=1_500, tolerance=1e-9)
    starts = np.random.default_rng(0).standard_normal((4, 2))
    rates = np.array([1e-4, 1e-3, 1e-2, 10.0])
    batch = CompiledBatch(experiment, starts, rates)
    for run, rows in enumerate(rows_of(batch, most)):
        alone = compiled(
            replace(
                experiment,
                start=tuple(zip(("w", "b"), starts[run].tolist(), strict=True)),
                optimizer=OptimizerSetting.of(name, learning_rate=float(rates[run])),
            )
        )
        assert np.array_equal(rows, alone.rows())
        assert batch.diverged_at[run] == (-1 if alone.diverged_at is None else alone.diverged_at)
        assert batch.flat[run] == (alone.stopped == "tolerance")


def test_a_batch_goes_on_with_the_runs_that_are_kept() -> None:
    starts = np.random.default_rng(0).standard_normal((5, 2))
    whole = rows_of(CompiledBatch(FIT, starts))
    batch = CompiledBatch(FIT, starts)
    batch.advance(3)
    batch.keep(batch.going % 2 == 1)
    block = batch.advance(2)
    assert block is not None
    assert (block.first, block.runs.tolist()) == (3, [1, 3])
    assert np.array_equal(block.values[1].T, whole[3][3:5])
    batch.keep(batch.going < 0)
    assert batch.advance(1) is None
    with pytest.raises(ValueError, match=r"\[2, 5\] runs"):
        CompiledBatch(FIT, starts, np.array([0.1, 0.2]))


def test_a_run_of_more_rows_than_are_kept_goes_on_in_chunks_of_bounded_size() -> None:
    endless = Minimise("x^2", epochs=10**9)
    descent = CompiledDescent(endless)
    sizes = []
    while descent.history.kept_every < 8:
        before = descent._next
        descent.step()
        sizes.append(descent._next - before)
    assert max(sizes) < 20_000_000
    assert descent._rows < 20_000_000
    assert set(descent.history.states) >= {0, 1, 2}
