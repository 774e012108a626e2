"""Verdicts name as the reason only what is one, whatever the rule, the noise, the schedule or the batches."""

from __future__ import annotations

from dataclasses import replace
from math import cos, pi
from typing import TYPE_CHECKING

import numpy as np
import pytest

from model.analysis.exact import least_squares, local_hessian
from model.analysis.stationary import stationary_points
from model.analysis.surface_points import surface_points
from model.analysis.verdicts import Verdict, verdict
from model.data.points import GivenPoints
from model.experiment import (
    LossChoice,
    Minimise,
    NoiseSetting,
    OptimizerSetting,
    Regression,
    ScheduleSetting,
    SurfaceRun,
)
from model.message import Message, apart
from tests.model.both_engines import judged_run

if TYPE_CHECKING:
    from model.descent.history import History

NOISE = NoiseSetting.of("normal", scale=0.001)
TWO = GivenPoints([[1.0, 1.0], [2.0, 2.0]])


def run_of(experiment: Minimise | Regression | SurfaceRun) -> History:
    return judged_run(experiment)


def judged(experiment: Minimise | Regression, row: int | None = None) -> Verdict:
    history = run_of(experiment)
    row = len(history) - 1 if row is None else row
    if isinstance(experiment, Minimise):
        known = stationary_points(experiment.formula, experiment.shown_domain())
        return verdict(experiment, history, row, stationary=known)
    exact = least_squares(experiment)
    curvature = local_hessian(experiment, history.row(row)) if exact is None else None
    return verdict(experiment, history, row, exact=exact, curvature=curvature)


def square(rate: float, epochs: int = 15, optimizer: str = "sgd", **knobs: float) -> Minimise:
    return Minimise("x^2", (("x", 5.0),), OptimizerSetting.of(optimizer, learning_rate=rate, **knobs), epochs)


# ---- noise


def test_noise_is_not_blamed_where_the_learning_rate_makes_the_swings_grow() -> None:
    found = judged(replace(square(1.05), noise=NOISE))
    assert found.short.text() == "oscillation grows"
    assert "noise" not in found.message.text()


def test_noise_is_named_where_nothing_else_keeps_the_run_from_settling() -> None:
    assert judged(replace(square(0.3, 400), noise=NOISE)).short.text() == "noise remains"


@pytest.mark.parametrize("changes", [{"batch_size": 1}, {"noise": NOISE}])
def test_nothing_is_said_of_noise_where_the_learning_rate_is_0(changes: dict[str, object]) -> None:
    still = Regression(epochs=40, optimizer=OptimizerSetting.of("sgd", learning_rate=0.0))
    found = judged(replace(still, **changes))  # type: ignore[arg-type]
    assert found.message.text() == "The learning rate is 0, so nothing moves."


# ---- the learning rate


def test_learning_rate_told_is_that_of_the_row_under_a_schedule() -> None:
    schedule = ScheduleSetting.of("cosine", T_max=2_000, eta_min=0.0)
    noise = NoiseSetting.of("normal", scale=3.0)
    found = judged(replace(square(0.3, 2_000), noise=noise, schedule=schedule), 1_000)
    told = dict(found.message.values)["rate"]
    assert told == pytest.approx(0.15 * (1 + cos(pi * 999 / 2_000)), rel=1e-9)


def test_learning_rate_is_not_blamed_where_momentum_overshoots_below_the_limit() -> None:
    momentum = Regression(epochs=100, optimizer=OptimizerSetting.of("momentum", learning_rate=0.0014))
    exact = least_squares(momentum)
    assert exact is not None
    assert 0.0014 < 2 * 1.9 / exact.curvature.eigenvalues[-1]
    rows = range(1, 101)
    history = run_of(momentum)
    told = [verdict(momentum, history, row, exact=exact).message.text() for row in rows]
    assert any("overshot" in text for text in told)
    assert not any("too large" in text for text in told)


# ---- zero gradients


def test_gradient_of_one_mini_batch_claims_nothing_of_all_points() -> None:
    # Of the first mini-batch the ReLU is dead, of the others it is not.
    data = GivenPoints([[-1.0, 0.0], [1.0, 3.0], [2.0, 5.0]])
    start = (("w", 1.0), ("b", 0.0))
    dead = Regression(data, "relu(w*x + b)", start=start, batch_size=1, epochs=3)
    history = run_of(dead)
    silent = [row for row in range(len(history)) if history.row(row)["grad_w"] == 0]
    assert silent
    for row in silent:
        curvature = local_hessian(dead, history.row(row))
        assert verdict(dead, history, row, curvature=curvature).code == "descending"


def test_relu_that_is_dead_for_every_mini_batch_is_on_a_plateau() -> None:
    start = (("w", -1.0), ("b", -1.0))
    dead = Regression(TWO, "relu(w*x + b)", start=start, batch_size=1, epochs=3)
    assert judged(dead).code == "plateau"


def test_fit_through_every_point_has_converged_with_mini_batches_too() -> None:
    x = np.linspace(-2.0, 2.0, 8)
    data = GivenPoints(np.column_stack([x, np.maximum(2 * x + 1, 0)]))
    setting = OptimizerSetting.of("sgd", learning_rate=0.1)
    fit = Regression(data, "relu(w*x + b)", start=(("w", 1.0), ("b", 0.5)), optimizer=setting, epochs=400, batch_size=2)
    assert run_of(fit).row(1_600)["w"] == pytest.approx(2, abs=1e-6)
    assert judged(fit).code == "minimum"
    assert judged(fit, 20).code != "minimum"
    noisy = GivenPoints(data.values + np.array([0.0, 0.5]) * (np.arange(8) % 2)[:, None])
    assert judged(replace(fit, data=noisy)).short.text() == "noise remains"


def test_run_that_momentum_carries_over_level_ground_is_on_a_plateau() -> None:
    optimizer = OptimizerSetting.of("momentum", learning_rate=1_000.0, momentum=0.99)
    found = judged(Minimise("sigmoid(x)", (("x", -1.0),), optimizer, 15))
    assert found.code == "plateau"
    assert "slope is 0." in found.message.text()


# ---- kinks and valleys


def test_kink_of_a_penalty_is_no_maximum() -> None:
    # Without the penalty w = 0 would be one: L = mean((y − w²x)²) + 3|w| with y < 0.
    data = GivenPoints([[1.0, 1.0], [2.0, 2.0]])
    loss = LossChoice.of("mean((y - y_pred)^2) + 3abs(w)")
    start = (("w", 0.0),)
    kinked = Regression(data, "w^2*x", loss, start=start, epochs=2)
    around = [np.mean((data.values[:, 1] - w**2 * data.values[:, 0]) ** 2) + 3 * abs(w) for w in (-0.01, 0.0, 0.01)]
    assert min(around) == around[1]
    assert judged(kinked).code == "minimum"
    assert judged(replace(kinked, loss=LossChoice.of("mse"))).code == "maximum"


def test_floor_of_a_curved_valley_is_no_saddle() -> None:
    # All of w1·w2 = 1 fits exactly; beside it the Hessian is slightly indefinite.
    setting = OptimizerSetting.of("sgd", learning_rate=0.05)
    start = (("w1", 0.4), ("w2", 0.9))
    valley = Regression(TWO, "w1*w2*x", LossChoice.of("sum((y - y_pred)^2)"), start, setting, 200)
    history = run_of(valley)
    for row in range(len(history)):
        found = verdict(valley, history, row, curvature=local_hessian(valley, history.row(row)))
        assert found.code in ("descending", "minimum"), (row, found)
    assert judged(valley).code == "minimum"


def test_run_that_only_passes_a_place_with_a_small_gradient_has_not_converged() -> None:
    # Far along b the loss is nearly level, and steps of about 0.6 lead across it.
    setting = OptimizerSetting.of("radam", learning_rate=6.07022882536917)
    start = (("a", 0.18905338179353307), ("b", -0.5227484414807474))
    x = np.linspace(-2.0, 2.0, 20)
    wild = Regression(
        GivenPoints(np.column_stack([x, np.full(20, 3.0)])),
        "a*sin(b*x)",
        LossChoice.of("quantile"),
        start,
        setting,
        300,
    )
    history = run_of(wild)
    lengths = np.hypot(np.diff(history["a"]), np.diff(history["b"]))
    for row in range(20, 301, 7):
        found = verdict(wild, history, row, curvature=local_hessian(wild, history.row(row)))
        assert found.code != "minimum" or lengths[row - 1] < 1e-2, (row, found)


def test_slope_that_is_small_only_beside_one_far_away_makes_no_saddle() -> None:
    # Beale's function falls from 10¹⁹ at y = 1000 into its valley; on the way the slope is still above 10.
    function = "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2"
    setting = OptimizerSetting.of("adamw", learning_rate=0.9, weight_decay=0.5)
    fall = SurfaceRun(function, (("x", 3.0), ("y", 1_000.0)), setting, 50)
    history = run_of(fall)
    points = surface_points(fall.formula, fall.shown_domain())
    for row in range(51):
        values = history.row(row)
        found = verdict(fall, history, row, points=points, curvature=local_hessian(fall, values))
        slope = np.hypot(values["grad_x"], values["grad_y"])
        assert found.code in ("descending", "oscillating") or slope < 1e-2, (row, slope, found)


def test_decay_of_averaged_descent_balances_the_gradient() -> None:
    # p ← p(1 − λη) − ηg rests where g = −λp.
    setting = OptimizerSetting.of("asgd", learning_rate=0.3, lambd=0.1)
    found = judged(Minimise("(x - 1)^2", (("x", 3.0),), setting, 300))
    assert found.short.text() == "settled"
    assert dict(run_of(Minimise("(x - 1)^2", (("x", 3.0),), setting, 300)).row(300))["x"] == pytest.approx(2 / 2.1)


# ---- numbers


def test_two_numbers_that_differ_are_written_so() -> None:
    for first, second in ((6.8135604, 6.8135603), (1.0, 1.0 + 2**-52), (-2.0, -2.0000012), (1e-9, 1.00000001e-9)):
        texts = [_text(number) for number in apart(first, second)]
        assert texts[0] != texts[1]
    assert [_text(number) for number in apart(0.5, 0.5)] == ["0.5", "0.5"]
    assert [_text(number) for number in apart(1 / 3, 2 / 3)] == ["0.333333", "0.666667"]


def _text(number: float) -> str:
    return Message("", "{number}").fill(number=number).text()


def test_narrow_swings_are_told_with_different_ends() -> None:
    setting = OptimizerSetting.of("rprop", learning_rate=1e-4)
    found = judged(Minimise("x - log(x)", (("x", 5.0),), setting, 3_000))
    assert found.code == "oscillating"
    words = found.message.text().split()
    at = words.index("between")
    assert words[at + 1] != words[at + 3]


def test_a_run_that_leapt_over_a_pole_is_told_to_be_above_its_start() -> None:
    pole = Minimise("1/x", (("x", -1.0),), OptimizerSetting.of("sgd", learning_rate=0.3), 20)
    found, history = judged(pole), run_of(pole)
    assert history["loss"][len(history) - 1] > history["loss"][0]
    assert found.short.text() == "above the start"
    assert "above the −1 of the start" in found.message.text()


def test_a_run_that_leapt_over_a_minimum_and_fell_without_end_is_told_so() -> None:
    # 5 - 0.3 (3 * 25 - 3) = -16.6
    found = judged(Minimise("x^3 - 3x", (("x", 5.0),), OptimizerSetting.of("sgd", learning_rate=0.3), 100))
    assert found.short.text() == "unbounded below"
    assert "The step from x = 5 to −16.6 jumped over the minimum at x = 1." in found.message.text()


def test_an_excess_below_rounding_of_the_least_loss_is_not_told_in_digits() -> None:
    points = GivenPoints([[0.0, 1e3], [1.0, 3e3], [2.0, 2e3], [3.0, 5e3]])
    fit = replace(Regression(), data=points, optimizer=OptimizerSetting.of("sgd", learning_rate=0.1), epochs=3_000)
    found = judged(fit)
    assert "but for rounding, the loss is the least possible" in found.message.text()
    found = judged(replace(fit, epochs=50))
    assert "above the least possible" in found.message.text()


# ---- minima of one height


@pytest.mark.parametrize(("start", "low"), [(0.5, False), (3.1, False), (0.5, True)])
def test_of_two_minima_of_one_height_none_is_called_lower_by_its_rounding(start: float, low: bool) -> None:
    tilted = "(x^2 - 2)^2*(x - 3)^2" + (" - 1e-9*x" if low else "")
    end = judged(Minimise(tilted, (("x", start),), OptimizerSetting.of("sgd", learning_rate=0.005), 20_000))
    assert end.code == "minimum"
    assert ("lowest" in str(end.message)) == low
    assert str(end.short) == ("at local minimum" if low else "at a minimum")
