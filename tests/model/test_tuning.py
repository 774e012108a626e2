"""Tuning gives each runner the rate with which its own run ends lowest."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import numpy as np
import pytest

from model.analysis.surface_points import surface_points
from model.analysis.tuning import Tuning, tune
from model.descent.loop import descend
from model.experiment import OptimizerSetting, Runner, ScheduleSetting, Surface

BOWL = Surface(
    "x^2 + 4y^2",
    (("x", 2.0), ("y", 1.0)),
    (Runner(OptimizerSetting.of("sgd", learning_rate=0.01)), Runner(OptimizerSetting.of("adam"))),
    epochs=30,
)


def tuned(experiment: Surface, **changes: float) -> Tuning:
    points = surface_points(experiment.formula, experiment.shown_domain())
    found = tune(experiment, Event(), points=points, **changes)
    assert found is not None
    return found


def last_loss(experiment: Surface, runner: int, rate: float) -> float | None:
    setting = experiment.runners[runner].optimizer.with_knob("learning_rate", rate)
    descent = descend(replace(experiment.run_of(runner), optimizer=setting))
    while descent.step():
        pass
    return None if descent.history.diverged_at is not None else float(descent.history["loss"][-1])


def test_everything_that_was_tried_is_what_runs_come_to() -> None:
    found = tuned(BOWL)
    for index, runner in enumerate(found.runners):
        assert 40 < len(runner.tried) < 60
        assert [each.rate for each in runner.tried] == sorted({each.rate for each in runner.tried})
        for each in runner.tried[::6]:
            alone = last_loss(BOWL, index, each.rate)
            assert each.loss == (None if alone is None else pytest.approx(alone, rel=1e-12, abs=1e-14))
        assert runner.best is not None
        assert runner.best.loss == pytest.approx(
            min(each.loss for each in runner.tried if each.loss is not None), abs=1e-14
        )


def test_gradient_descent_on_a_bowl_is_tuned_to_the_rate_of_the_closed_form() -> None:
    runner = tuned(replace(BOWL, runners=BOWL.runners[:1])).runners[0]
    rates = np.array([each.rate for each in runner.tried])
    dense = np.linspace(0.1, 0.3, 20_001)
    losses, around = (4 * (1 - 2 * eta) ** 60 + 4 * (1 - 8 * eta) ** 60 for eta in (rates, dense))
    assert runner.best is not None
    assert runner.best.rate == rates[losses.argmin()]
    assert runner.best.rate == pytest.approx(dense[around.argmin()], rel=0.07)


def test_the_race_is_run_with_the_rates_found() -> None:
    found = tuned(BOWL)
    race = found.applied_to(BOWL)
    assert found.epochs == 30
    for index, runner in enumerate(found.runners):
        assert runner.best is not None
        assert race.runners[index].optimizer.learning_rate == runner.best.rate
        assert last_loss(race, index, runner.best.rate) == pytest.approx(runner.best.loss, rel=1e-12)
        assert race.runners[index].label == BOWL.runners[index].label


def test_of_runs_that_end_equally_low_the_quickest_is_best() -> None:
    # one Newton step with η = 1 ends at the minimum, and so do many others after 400
    newton = replace(BOWL, runners=(Runner(OptimizerSetting.of("newton", learning_rate=0.9)),), epochs=400)
    best = tuned(newton, tolerance=1e-9).runners[0].best
    assert best is not None
    assert (best.rate, best.epochs, best.loss) == (1.0, 1, 0.0)


def test_a_runner_keeps_its_own_schedule_while_it_is_tuned() -> None:
    schedule = ScheduleSetting.of("cosine")
    race = replace(BOWL, runners=(replace(BOWL.runners[0], schedule=schedule),))
    runner = tuned(race).runners[0]
    assert runner.tried[30].loss == pytest.approx(last_loss(race, 0, runner.tried[30].rate), rel=1e-12)


def test_where_every_rate_diverges_the_runner_keeps_its_own() -> None:
    steep = Surface("1e9*x^2 + y^2", (("x", 1.0), ("y", 0.0)), BOWL.runners[:1], epochs=200)
    found = tune(steep, Event())
    assert found is not None
    assert found.runners[0].best is None
    assert all(each.loss is None for each in found.runners[0].tried)
    assert found.applied_to(steep) == steep


def test_it_is_the_same_every_time_tells_how_far_it_is_and_can_be_cancelled() -> None:
    shares: list[float] = []
    race = replace(BOWL, epochs=4_000)
    assert tune(race, Event(), shares.append) == tune(race, Event())
    assert shares == sorted(shares)
    assert 0 <= shares[0] < 0.1
    assert 0.9 < shares[-1] <= 1
    cancelled = Event()
    assert tune(race, cancelled, lambda share: cancelled.set() if share > 0.3 else None) is None


def test_rates_have_three_digits() -> None:
    for runner in tuned(BOWL).runners:
        assert all(each.rate == float(np.format_float_scientific(each.rate, precision=2)) for each in runner.tried)
