from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from model.analysis.exact import least_squares, local_hessian
from model.analysis.stationary import stationary_points
from model.analysis.verdicts import Verdict, verdict
from model.analysis.verdicts.motion import swings_of
from model.catalogue.functions import FUNCTIONS
from model.data.points import GeneratedPoints, GivenPoints, points_of
from model.descent.history import History, columns_of
from model.experiment import (
    Experiment,
    LossChoice,
    Minimise,
    NoiseSetting,
    OptimizerSetting,
    Regression,
    ScheduleSetting,
)
from model.experiment.presets import PRESETS
from tests.model.both_engines import judged_run

QUARTIC = "2x^4 - 3x^2 + 2x - 20"
BOOK = Regression()


@lru_cache(maxsize=64)
def run_of(experiment: Experiment) -> History:
    return judged_run(experiment)


@lru_cache(maxsize=64)
def known_of(experiment: Experiment) -> dict[str, Any]:
    if isinstance(experiment, Minimise):
        return {"stationary": stationary_points(experiment.formula, experiment.shown_domain())}
    return {"exact": least_squares(experiment)}


def judged(experiment: Experiment, row: int | None = None) -> Verdict:
    history, known = run_of(experiment), known_of(experiment)
    row = len(history) - 1 if row is None else row
    if known.get("exact", ...) is None:
        assert isinstance(experiment, Regression)
        known = {"curvature": local_hessian(experiment, history.row(row))}
    return verdict(experiment, history, row, **known)


def function(text: str, start: float, rate: float, epochs: int, optimizer: str = "sgd", **knobs: float) -> Minimise:
    return Minimise(text, (("x", start),), OptimizerSetting.of(optimizer, learning_rate=rate, **knobs), epochs)


def fit(epochs: int, rate: float, optimizer: str = "sgd", **changes: object) -> Regression:
    setting = OptimizerSetting.of(optimizer, learning_rate=rate)
    return replace(BOOK, epochs=epochs, optimizer=setting, **changes)  # type: ignore[arg-type]


# ---- the book's cases


def test_case_8_has_converged_at_the_minimum_after_15_epochs() -> None:
    found = judged(Minimise())
    assert found.code == "minimum"
    assert found.message.text() == (
        "Converged: x = 5.36871×10⁻⁶ is 5.36871×10⁻⁶ from the minimum at x = 0, where f = 0."
    )
    assert judged(Minimise(), 5).code == "descending"


def test_case_9_is_told_as_halted_near_the_inflection_with_the_minimum_elsewhere() -> None:
    found = judged(function(QUARTIC, 5.0, 0.001, 15_000))
    assert found.code == "inflection"
    assert found.short.text() == "stalled at inflection"
    assert found.message.text() == (
        "Halted at x = 0.505439, near the inflection at x = 0.5: the slope touches zero there without changing sign, "
        "and each step is shorter than the last. The minimum is at x = −1, where f = −23."
    )


def test_case_9_is_descending_at_first_and_then_stays_halted() -> None:
    experiment = function(QUARTIC, 5.0, 0.001, 15_000)
    codes = [judged(experiment, row).code for row in (0, 1, 10, 100, 500)]
    assert set(codes) == {"descending"}
    assert {judged(experiment, row).code for row in range(2_000, 15_001, 500)} == {"inflection"}


def test_case_9_with_momentum_crosses_the_inflection_without_halting_there() -> None:
    experiment = function(QUARTIC, 5.0, 0.001, 2_000, "momentum")
    codes = [judged(experiment, row).code for row in range(0, 2_001, 3)]
    assert set(codes) == {"descending", "minimum"}
    assert codes[-1] == "minimum"
    reached = 3 * codes.index("minimum")
    assert np.abs(run_of(experiment)["x"][reached:] + 1.0).max() < 1e-3


def test_case_10_is_still_descending_after_100_epochs_and_says_why() -> None:
    found = judged(BOOK)
    assert found.code == "descending"
    assert "above the least possible, 63.6588" in found.message.text()
    assert "condition number of 3\u202f165" in found.message.text()


def test_case_11_is_at_the_minimum_after_100_000_epochs() -> None:
    # From p_k = p* + (I - ηH)^k (p_0 - p*), which the descent agrees with: no need to run it.
    exact = least_squares(BOOK)
    assert exact is not None
    values, vectors = np.linalg.eigh(exact.curvature.matrix)
    wanted = np.array(list(exact.descended.values()))
    history = History(columns_of(BOOK.parameters), 302)
    for epoch in [0, *range(99_700, 100_001)]:
        moved = vectors @ ((1 - 0.0001 * values) ** epoch * (vectors.T @ (np.zeros(2) - wanted)))
        loss = exact.loss + 0.5 * moved @ exact.curvature.matrix @ moved
        history.append([loss, *(wanted + moved), *(exact.curvature.matrix @ moved)])
    found = verdict(BOOK, history, 301, exact=exact)
    assert found.code == "minimum"
    assert "b differs from the exact answer by −0.0294978" in found.message.text()


@pytest.mark.parametrize("key", ["case_11_standardised", "case_9_momentum"])
def test_cures_that_the_presets_show_do_cure(key: str) -> None:
    preset = next(preset for preset in PRESETS if preset.key == key)
    assert judged(preset.experiment).code == "minimum"


# ---- functions


@pytest.mark.parametrize("key", FUNCTIONS)
def test_catalogue_runs_are_judged_as_what_they_are(key: str) -> None:
    named = FUNCTIONS[key]
    experiment = Minimise(
        named.formula,
        (("x", named.start),),
        OptimizerSetting.of("sgd", learning_rate=named.learning_rate),
        named.epochs,
    )
    history, found = run_of(experiment), judged(experiment)
    x, slope = history["x"][-1], history["grad_x"][-1]
    kinds = [kind for at, kind in named.stationary if abs(at - x) <= 0.01 * abs(at - named.start)]
    if found.code in ("minimum", "inflection", "maximum"):
        assert kinds == [found.code]
    elif found.code == "descending":
        assert slope != 0
        assert not (kinds == ["minimum"] and abs(slope) < 1e-9)
    elif found.code == "oscillating":
        assert np.ptp(history["x"][-40:]) > 0
    else:
        assert history.stopped == "diverged"


@pytest.mark.parametrize(
    ("rate", "code"),
    [(0.1, "minimum"), (0.5, "minimum"), (0.9, "minimum"), (1.0, "oscillating"), (1.001, "oscillating")],
)
def test_learning_rates_on_a_parabola(rate: float, code: str) -> None:
    assert judged(function("x^2", 5.0, rate, 300)).code == code


def test_swings_that_shrink_are_descending_and_swings_that_do_not_are_oscillating() -> None:
    shrinking = function("x^2", 5.0, 0.99, 300)
    assert {judged(shrinking, row).code for row in range(301)} == {"descending"}
    steady = function("x^2", 5.0, 1.0, 100)
    assert {judged(steady, row).code for row in range(4, 101)} == {"oscillating"}


def test_growing_swings_are_oscillating_until_they_diverge() -> None:
    experiment = function("x^2", 5.0, 1.1, 300)
    history = run_of(experiment)
    assert history.diverged_at is not None
    before = judged(experiment, 100)
    assert (before.code, before.short.text()) == ("oscillating", "oscillation grows")
    last = judged(experiment)
    assert last.code == "diverged"
    assert f"epoch {history.diverged_at}" in last.message.text()
    assert "smaller learning rate than 1.1" in last.message.text()


def test_descent_without_a_floor_is_not_blamed_on_the_learning_rate() -> None:
    found = judged(function("-x^2", 1.0, 0.1, 1_000))
    assert found.code == "diverged"
    assert "the loss kept falling" in found.message.text()


def test_fixed_steps_hop_across_the_kink_of_the_absolute_value() -> None:
    found = judged(function("|x|", 5.0, 0.3, 100))
    assert found.code == "oscillating"
    assert "between −0.1 and 0.2" in found.message.text()
    assert "minimum at x = 0 lies between" in found.message.text()


def test_slow_approach_to_a_flat_minimum_is_descending_then_creeping() -> None:
    experiment = function("x^4", 2.0, 0.06, 17_000)
    assert judged(experiment, 500).code == "descending"
    found = judged(experiment)
    assert (found.code, found.short.text()) == ("descending", "crawling")
    assert found.message.text().startswith("Slowly approaching the minimum at x = 0, where f = 0")


@pytest.mark.parametrize(
    ("text", "start"), [("sin(x)", np.pi / 2), ("(x^2 - 1)^2", 0.0), ("cos(x)", 0.0), ("-|x|", 0.0)]
)
def test_start_on_a_maximum_stays_there_and_is_told(text: str, start: float) -> None:
    experiment = function(text, start, 0.1, 30)
    assert [judged(experiment, row).code for row in (0, 1, 30)] == ["maximum"] * 3


def test_start_beside_a_minimum_too_flat_for_a_slope_is_at_the_minimum() -> None:
    assert (1e-60) ** 7 == 0.0  # the slope of x⁸, but for its factor
    found = judged(function("x^8", 1e-60, 0.1, 5), 0)
    assert found.message.text() == "Converged: at the minimum x = 0, f = 0."


def test_start_close_to_a_maximum_rolls_off() -> None:
    experiment = function("(x^2 - 1)^2", 1e-6, 0.05, 300)
    codes = [judged(experiment, row).code for row in range(0, 301, 5)]
    assert "maximum" not in codes
    assert codes[-1] == "minimum"


def test_start_on_an_inflection_is_told() -> None:
    assert judged(function(QUARTIC, 0.5, 0.001, 5), 0).code == "inflection"


def test_local_minimum_names_the_lowest_one() -> None:
    found = judged(function("3x^4 + 4x^3 - 12x^2", 2.5, 0.005, 200))
    assert (found.code, found.short.text()) == ("minimum", "at local minimum")
    assert "lowest minimum shown is at x = −2, where f = −32" in found.message.text()


def test_a_plateau_is_no_minimum_whether_something_lower_is_known_or_not() -> None:
    for text in ("3", "relu(x)"):
        found = judged(function(text, -2.0, 0.1, 5))
        assert (found.code, found.short.text()) == ("plateau", "on a plateau")
        assert "Nothing lower is known" in found.message.text()
    plateau = replace(function("1 - e^(-x^2)", 30.0, 0.1, 5), domain=(-50.0, 50.0))
    assert judged(plateau).code == "plateau"
    assert "The lowest minimum shown is at x = 0, where f = 0." in judged(plateau).message.text()


def test_floor_of_a_trough_is_a_minimum() -> None:
    found = judged(function("max(|x| - 1, 0)", 5.0, 0.3, 60))
    assert found.code == "minimum"
    assert "flat floor from x = −1 to 1" in found.message.text()


def test_minimum_outside_the_domain_is_known_by_the_way_the_slope_fades() -> None:
    assert judged(replace(function("x^2", 5.0, 0.3, 500), domain=(-6.0, -1.0))).code == "minimum"


def test_slope_that_fades_without_end_is_no_minimum() -> None:
    assert judged(function("e^(-x)", 0.0, 1.0, 3_000)).code == "descending"


def test_learning_rate_of_zero_moves_nothing() -> None:
    found = judged(function("x^2", 5.0, 0.0, 5))
    assert (found.code, found.message.text()) == ("descending", "The learning rate is 0, so nothing moves.")


def test_tolerance_near_a_minimum_counts_as_reached() -> None:
    found = judged(replace(function("x^2", 5.0, 0.1, 400), tolerance=1e-2))
    assert found.code == "minimum"


@pytest.mark.parametrize("optimizer", ["momentum", "nesterov", "rmsprop", "adam"])
def test_other_optimizers_reach_the_minimum_and_only_then_say_so(optimizer: str) -> None:
    experiment = function("x^2", 5.0, 0.1, 800, optimizer)
    history = run_of(experiment)
    assert judged(experiment).code == "minimum"
    for row in range(0, 800, 7):
        if judged(experiment, row).code == "minimum":
            assert np.abs(history["x"][row : row + 10]).max() < 0.01


# ---- fits


def test_learning_rate_above_the_limit_names_the_limit() -> None:
    found = judged(fit(300, 0.00125))
    assert (found.code, found.short.text()) == ("oscillating", "oscillation grows")
    assert "2/λmax = 0.00124673" in found.message.text()


def test_zigzag_below_the_limit_is_still_descending() -> None:
    experiment = fit(300, 0.0012)
    assert {judged(experiment, row).code for row in range(0, 301, 10)} == {"descending"}


def test_fit_that_flies_off_has_diverged() -> None:
    found = judged(fit(300, 0.002))
    assert found.code == "diverged"
    assert "epoch 40" in found.message.text()
    x = points_of(Regression().data)[:, 0]
    design = np.column_stack([x, np.ones_like(x)])
    limit = 2 / np.linalg.eigvalsh(2 * design.T @ design / len(x))[-1]
    told = re.search(r"No learning rate above 2/λmax = ([\d.]+) is stable\.", found.message.text())
    assert told is not None
    assert float(told[1]) == pytest.approx(limit, rel=1e-5)
    assert "Try a smaller" not in found.message.text()


def test_fit_that_flies_off_by_a_rule_without_a_known_limit_is_told_to_take_a_smaller_rate() -> None:
    decaying = replace(fit(300, 0.002), schedule=ScheduleSetting.of("exponential", gamma=0.9999))
    text = judged(decaying).message.text()
    assert text.startswith("Diverged at")
    assert text.endswith("Try a smaller learning rate than 0.002.")


@pytest.mark.parametrize("optimizer", ["adam", "nesterov"])
def test_standardised_fits_reach_the_exact_answer(optimizer: str) -> None:
    assert judged(fit(800, 0.3, optimizer, standardise=True)).code == "minimum"


def test_noise_of_mini_batches_remains_about_the_minimum() -> None:
    experiment = fit(60, 0.1, batch_size=10, standardise=True)
    assert judged(experiment, 3).code == "descending"
    found = judged(experiment)
    assert found.code == "oscillating"
    assert "mini-batch" in found.message.text()


@pytest.mark.parametrize("batch_size", [None, 10])
@pytest.mark.parametrize(
    ("loss", "rate", "scale"), [("mse", 0.05, 5.0), ("mean((y - y_pred)**2)", 0.05, 5.0), ("huber", 1.0, 0.5)]
)
def test_noise_added_to_the_gradients_is_told_as_that(
    loss: str, rate: float, scale: float, batch_size: int | None
) -> None:
    noise = NoiseSetting.of("normal", scale=scale, seed=1)
    experiment = fit(600, rate, loss=LossChoice.of(loss), batch_size=batch_size, standardise=True, noise=noise)
    assert judged(experiment, 3).code == "descending"
    found = judged(experiment)
    assert found.short.text() == "noise remains"
    assert "added to every gradient" in found.message.text()


def test_noise_too_weak_to_matter_and_none_at_all_leave_the_fit_at_its_minimum() -> None:
    for scale in (0.0, 1e-6):
        noise = NoiseSetting.of("normal", scale=scale)
        for loss, rate in (("mse", 0.1), ("huber", 1.0)):
            found = judged(fit(2_000, rate, loss=LossChoice.of(loss), standardise=True, noise=noise))
            assert found.code == "minimum"


def test_too_large_a_rate_is_not_blamed_on_noise_of_no_strength() -> None:
    noise = NoiseSetting.of("normal", scale=0.0)
    assert judged(replace(function("x^2", 1.0, 1.0, 50), noise=noise)).short.text() == "oscillating"


def test_noise_is_not_taken_for_the_end_of_a_long_valley() -> None:
    assert judged(fit(300, 0.0001, batch_size=10)).code == "descending"


def test_points_that_leave_the_answer_open_are_named() -> None:
    data = GivenPoints([[2.0, 1.0], [2.0, 3.0]])
    found = judged(fit(100, 0.1, data=data))
    assert found.code == "minimum"
    assert "leave the answer open" in found.message.text()


def test_saddle_is_told_by_the_hessian() -> None:
    data = GivenPoints([[1.0, 1.0], [2.0, 2.0]])
    experiment = fit(10, 0.01, data=data, prediction="a*b*x", start=(("a", 0.0), ("b", 0.0)))
    history = run_of(experiment)
    curvature = local_hessian(experiment, {"a": 0.0, "b": 0.0})
    found = verdict(experiment, history, 10, curvature=curvature)
    assert found.code == "saddle"
    assert "from −5 to 5" in found.message.text()
    assert judged(experiment).code == "saddle"


def test_fit_of_a_wave_converges_without_a_closed_form() -> None:
    wave = GeneratedPoints("wave", 80, 0)
    start = (("a", 1.0), ("k", 1.4), ("c", 0.0))
    experiment = fit(3_000, 0.01, data=wave, prediction="a*sin(k*x) + c", start=start)
    assert judged(experiment, 100).code == "descending"
    assert judged(experiment).code == "minimum"
    history = run_of(experiment)
    final = {name: float(history[name][-1]) for name in "akc"}
    assert verdict(experiment, history, 3_000, curvature=local_hessian(experiment, final)).code == "minimum"


@pytest.mark.parametrize("loss", ["mae", "huber", "log_cosh"])
def test_other_losses_along_the_long_valley_are_still_descending(loss: str) -> None:
    experiment = fit(1_000, 0.001, loss=LossChoice.of(loss))
    assert {judged(experiment, row).code for row in (0, 10, 100, 1_000)} == {"descending"}


def test_absolute_error_ends_by_hopping_about_its_minimum() -> None:
    experiment = fit(600, 1.0, loss=LossChoice.of("mae"), standardise=True)
    assert judged(experiment).code == "oscillating"


# ---- what every verdict must be


@pytest.mark.parametrize(
    "values",
    [
        [0, 1, 2, 3, 4, 5, 6],
        [0, 1, 0, 1],
        [0.0] * 9,
        [5, 4, 3, 2, 1, 0.2, -0.1, 0.0],
        [1, -0.5, 0.25, -0.125, 0.0625, 0.06, 0.05, 0.04, 0.03],
        [0, 10, 1, 11, 2, 12, 3, 13, 4, 14, 25, 36, 47],
    ],
)
def test_paths_that_do_not_swing_about_one_place(values: list[float]) -> None:
    found = swings_of(np.array(values, dtype=float), 1e-9)
    assert found is None or found.trend == "shrinking"


def test_a_verdict_reads_a_few_rows_of_a_run_however_long_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = function(QUARTIC, 5.0, 0.001, 15_000)
    history, known = run_of(experiment), known_of(experiment)
    rows, read = History.rows, 0

    def counted(history: History, start: int = 0, stop: int | None = None) -> np.ndarray:
        nonlocal read
        found = rows(history, start, stop)
        read += len(found)
        return found

    monkeypatch.setattr(History, "rows", counted)
    monkeypatch.delattr(History, "__getitem__")  # a whole column
    verdict(experiment, history, 15_000, **known)
    assert 0 < read < 500


def test_verdicts_load_no_torch() -> None:
    program = (
        "import sys; from model.experiment import Minimise; from model.descent.history import History, columns_of;"
        "from model.analysis.verdicts import verdict; h = History(columns_of(('x',)), 2); h.append([25.0, 5.0, 10.0]);"
        "assert verdict(Minimise(), h, 0).code == 'descending'; assert not {'torch', 'sympy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


# ---- what the loss did, in short runs too


@pytest.mark.parametrize("rate", [1.05, 1.11, 2.0])
@pytest.mark.parametrize("row", [1, 2, 3, 5, 12])
def test_a_loss_that_rises_at_every_step_is_told_as_rising(rate: float, row: int) -> None:
    experiment = function("x^2", 5.0, rate, 20)
    found, x = judged(experiment, row), run_of(experiment)["x"][row]
    assert found.code == "oscillating"
    assert found.short.text() == ("loss rises" if row < 4 else "oscillation grows")
    loss = re.search(r"rose in the last step, from 25 to|has risen at every step, from 25 to", found.message.text())
    assert loss is not None
    ends = re.search(r"now between (\S+) and (\S+)\.", found.message.text().replace("\u202f", "").replace("−", "-"))
    assert (
        ends is None if row < 4 else ends is not None and pytest.approx(float(x), rel=1e-5) in map(float, ends.groups())
    )


@pytest.mark.parametrize(
    ("rate", "words"),
    [(1.1, "oscillates between"), (1.25, "repeats a cycle of 4 steps"), (1.4, "without repeating itself")],
)
def test_a_cycle_is_told_with_its_length_and_a_chaotic_run_with_none(rate: float, words: str) -> None:
    # x − η(x³ − x) doubles its period as η grows: 2 values beyond η = 1, then 4, then chaos.
    assert words in judged(function("x^4/4 - x^2/2", 0.5, rate, 400)).message.text()


def test_overshooting_that_gains_is_told_from_creeping_and_from_descending() -> None:
    assert judged(function("x^2", 5.0, 0.9, 9), 2).short.text() == "overshooting"
    assert judged(function("x^2", 5.0, 1e-6, 9), 2).short.text() == "crawling"
    assert judged(function("x^2", 5.0, 0.1, 9), 2).short.text() == "still descending"


def test_steps_too_small_to_change_anything_are_no_balance_with_weight_decay() -> None:
    found = judged(function("x^2", 5.0, 1e-17, 9, weight_decay=0.01))
    assert found.code == "descending"
    assert "too small to change anything" in found.message.text()


def test_a_wide_domain_makes_no_minimum_of_a_start() -> None:
    for rate in (0.0, 1e-9):
        experiment = replace(function("x^2", 5.0, rate, 6), domain=(-1e12, 1e12))
        assert {judged(experiment, row).code for row in range(7)} == {"descending"}


POINTS = GivenPoints([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]])


@pytest.mark.parametrize(
    ("prediction", "start", "rate"),
    [
        ("max(0, w*x + b)", (("w", -1.0), ("b", -1.0)), 0.05),  # every point is on the flat side
        ("max(0, w*x + b)", (("w", 9.0), ("b", 1.0)), 0.5),  # the first step jumps there
        ("a*exp(-k*x)", (("a", 1.0), ("k", 60.0)), 0.05),
        ("sigmoid(w*x + b)", (("w", -40.0), ("b", 1.0)), 0.05),
    ],
)
def test_a_saturated_prediction_is_on_a_plateau(
    prediction: str, start: tuple[tuple[str, float], ...], rate: float
) -> None:
    found = judged(fit(100, rate, data=POINTS, prediction=prediction, start=start))
    assert (found.code, found.short.text()) == ("plateau", "on a plateau")


def test_a_fit_that_the_tolerance_ends_at_its_minimum_has_converged() -> None:
    experiment = fit(5_000, 1.0, loss=LossChoice.of("huber"), standardise=True, tolerance=1e-8)
    assert run_of(experiment).stopped == "tolerance"
    assert judged(experiment).code == "minimum"
