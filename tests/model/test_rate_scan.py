"""The rate scan says of each learning rate what the run with it comes to."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import numpy as np
import pytest

from model.analysis.exact import least_squares
from model.analysis.rate_scan import RateScan, scan_rates
from model.analysis.stationary import stationary_points
from model.analysis.surface_points import surface_points
from model.analysis.verdicts import verdict
from model.descent.loop import descend
from model.experiment import LIMIT, Minimise, OptimizerSetting, Regression, ScheduleSetting, SurfaceRun

BOWL = Minimise("x^2", (("x", 5.0),), OptimizerSetting.of("sgd", learning_rate=0.1), epochs=300)
STATIONARY = stationary_points(BOWL.formula, BOWL.shown_domain())
VALLEY = SurfaceRun(
    "(1 - x)^2 + 100(y - x^2)^2",
    (("x", -1.2), ("y", 1.0)),
    OptimizerSetting.of("adam", learning_rate=0.01),
    epochs=200,
    domain=((-2.0, 2.0), (-1.0, 3.0)),
)


def whole(found: RateScan | None) -> RateScan:
    assert found is not None
    return found


def test_on_a_bowl_every_rate_does_what_the_closed_form_says() -> None:
    # x_k = 5 (1 - 2η)^k, so x² falls to 1e-4 of its first after log(1e-4) / log((1 - 2η)²) epochs
    found = whole(scan_rates(BOWL, Event(), span=(0.03, 1.8), stationary=STATIONARY))
    assert found.limit is not None
    assert found.limit.rate == pytest.approx(1.0)
    assert found.limit.formula == "2/λmax"
    assert [each.rate for each in found.tried] == pytest.approx(np.geomspace(0.03, 1.8, 60))
    for each in found.tried:
        factor = (1 - 2 * each.rate) ** 2
        if each.rate > 1.2:
            assert each.outcome == "diverges"
            assert each.epochs == int(np.ceil(np.log(LIMIT / 25) / np.log(factor)))
        elif each.rate > 1:
            assert each.outcome in ("oscillates", "diverges")  # the swings grow, but not to the limit in 300 epochs
        elif each.rate < 0.95:
            assert each.outcome == "converges"
            assert each.epochs == max(0, int(np.ceil(np.log(1e-4) / np.log(factor))))


def test_too_small_a_rate_is_still_descending_and_one_at_the_limit_oscillates() -> None:
    found = whole(scan_rates(BOWL, Event(), span=(1e-4, 1.0), count=5, stationary=STATIONARY))
    assert [each.outcome for each in found.tried] == ["descending"] * 3 + ["converges", "oscillates"]
    assert [each.epochs for each in found.tried if each.outcome != "converges"] == [None] * 4


def test_from_a_start_without_a_value_every_rate_diverges_at_once_and_has_no_path() -> None:
    nowhere = replace(BOWL, function="log(x)", start=(("x", -3.0),))
    found = whole(scan_rates(nowhere, Event(), span=(1e-3, 1.0), count=5))
    assert [(each.outcome, each.epochs) for each in found.tried] == [("diverges", 0)] * 5
    assert found.limit is None
    assert found.ghosts == ()


def test_each_rate_has_the_verdict_of_its_own_run() -> None:
    points = surface_points(VALLEY.formula, VALLEY.shown_domain())
    found = whole(scan_rates(VALLEY, Event(), span=(1e-4, 3.0), count=9, points=points))
    names = {"descending": "descending", "oscillating": "oscillates", "diverged": "diverges"}
    for each in found.tried:
        run = replace(VALLEY, optimizer=VALLEY.optimizer.with_knob("learning_rate", each.rate))
        descent = descend(run)
        while descent.step():
            pass
        alone = verdict(run, descent.history, len(descent.history) - 1, points=points)
        assert each.outcome == names.get(alone.code, "converges")


def test_ghosts_are_the_paths_of_runs() -> None:
    found = whole(scan_rates(BOWL, Event(), span=(0.01, 1.8), stationary=STATIONARY))
    outcomes = [ghost.tried.outcome for ghost in found.ghosts]
    assert set(outcomes) >= {"converges", "diverges"}
    fastest = min(
        (each for each in found.tried if each.epochs is not None and each.outcome == "converges"),
        key=lambda each: each.epochs or 0,
    )
    assert fastest in [ghost.tried for ghost in found.ghosts]
    for ghost in found.ghosts:
        factors = (1 - 2 * ghost.tried.rate) ** ghost.rows.astype(float)
        assert ghost.parameters[:, 0] == pytest.approx(5 * factors, rel=1e-9)
        assert ghost.losses == pytest.approx(ghost.parameters[:, 0] ** 2)


@pytest.mark.parametrize(("momentum", "factor"), [(0.0, 1.0), (0.9, 1.9)])
def test_the_limit_of_a_fit_is_that_of_its_hessian(momentum: float, factor: float) -> None:
    fit = Regression(
        start=(("w", 0.0), ("b", 0.0)), optimizer=OptimizerSetting.of("sgd", learning_rate=1e-4, momentum=momentum)
    )
    exact = least_squares(fit)
    assert exact is not None
    found = whole(scan_rates(fit, Event(), exact=exact))
    assert found.limit is not None
    assert found.limit.rate == pytest.approx(factor * 2.0 / exact.curvature.eigenvalues[-1], rel=1e-9)
    rates = [each.rate for each in found.tried]
    assert rates[0] < 1e-4 < rates[-1]
    assert rates[0] < found.limit.rate < rates[-1]
    for each in found.tried:
        if momentum == 0 and each.rate > 1.2 * found.limit.rate:
            assert each.outcome == "diverges"


def test_an_adaptive_rule_and_a_schedule_have_no_limit() -> None:
    assert whole(scan_rates(replace(BOWL, optimizer=OptimizerSetting.of("adam")), Event(), count=5)).limit is None
    schedule = ScheduleSetting.of("cosine")
    assert whole(scan_rates(replace(BOWL, schedule=schedule), Event(), span=(0.1, 1.0), count=5)).limit is None


def test_epochs_of_mini_batches_are_counted_as_epochs() -> None:
    fit = Regression(start=(("w", 0.0), ("b", 0.0)), epochs=50, batch_size=10)
    found = whole(scan_rates(fit, Event(), span=(1e-6, 10.0), count=8))
    assert found.updates == 500
    assert all(each.epochs <= 50 for each in found.tried if each.epochs is not None)


def test_it_ends_early_where_nothing_changes_any_more() -> None:
    long = replace(BOWL, epochs=100_000)
    found = whole(scan_rates(long, Event(), span=(0.3, 0.6), stationary=STATIONARY))
    assert found.updates < 500
    assert whole(scan_rates(long, Event(), span=(1e-6, 0.6), stationary=STATIONARY)).updates == 3_000


def test_what_is_known_early_is_reported_and_it_can_be_cancelled() -> None:
    seen: list[RateScan] = []
    long = replace(BOWL, epochs=2_000)
    last = whole(scan_rates(long, Event(), seen.append, span=(1e-5, 0.9), count=6))
    assert [each.updates for each in seen] == [250, 1_000]
    assert last.updates == 2_000
    cancelled = Event()
    cancelled.set()
    assert scan_rates(long, cancelled, seen.append) is None
