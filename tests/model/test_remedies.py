"""Remedies, each compared with a run of what it proposes by the reference loop."""

from __future__ import annotations

import json
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from model.analysis.remedies import remedies
from model.catalogue.functions import FUNCTIONS
from model.catalogue.surfaces import SURFACES
from model.data.datasets import DATASETS
from model.data.points import GeneratedPoints, GivenPoints, points_of
from model.descent.loop import descend
from model.experiment import STEP_PARTS, LossChoice, Minimise, OptimizerSetting, Regression, SurfaceRun
from model.experiment.presets import PRESETS
from model.kinds import run
from tests.model.both_engines import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.analysis.remedies import Remedy
    from model.descent.history import History
    from model.experiment import Descending

RULES = ("sgd", "momentum", "nesterov", "adam", "rmsprop", "adagrad", "newton", "rprop")
OUT_AND_BACK = replace(Regression(), start=(("w", 0.0), ("b", 0.0)))


def whole(experiment: Descending) -> History:
    descent = descend(experiment)
    while descent.step():
        pass
    return descent.history


def found_for(experiment: Descending, before: History | None = None) -> tuple[Remedy, ...]:
    """Return the remedies, each checked by a run of its own."""
    before = whole(experiment) if before is None else before
    found = remedies(experiment, before, Event())
    for remedy in found:
        after = whole(replace(experiment, **remedy.changes))
        assert after.stopped != "diverged", remedy.title.text()
        last, now = after["loss"][len(after) - 1], before["loss"][len(before) - 1]
        assert last < before["loss"][0], remedy.title.text()
        assert before.stopped == "diverged" or last < now or now >= before["loss"][0], remedy.title.text()
    return found


def titles(found: Sequence[Remedy]) -> list[str]:
    return [remedy.title.text() for remedy in found]


# ---- what is proposed is true


@pytest.mark.parametrize("key", FUNCTIONS)
def test_what_is_proposed_for_a_function_works(key: str, is_long: bool) -> None:
    named = FUNCTIONS[key]
    first = list(FUNCTIONS).index(key)
    for number, rate in enumerate((0.3, 30.0, 1e-4)):
        if number != first % 3 and not is_long:
            continue
        rule = RULES[(first + number) % len(RULES)]
        optimizer = OptimizerSetting.of(rule, learning_rate=rate)
        found_for(Minimise(function=named.formula, start=(("x", named.start),), optimizer=optimizer, epochs=40))


@pytest.mark.parametrize("key", SURFACES)
def test_what_is_proposed_for_a_surface_works(key: str, is_long: bool) -> None:
    named, place = SURFACES[key], list(SURFACES).index(key)
    start = tuple(zip("xy", named.start, strict=True))
    for number, (rule, rate) in enumerate((("sgd", 5.0), ("momentum", 1e-4), ("adam", 100.0))):
        if number != place % 3 and not is_long:
            continue
        optimizer = OptimizerSetting.of(rule, learning_rate=rate)
        found_for(SurfaceRun(named.formula, start, optimizer, epochs=40))


@pytest.mark.parametrize("key", DATASETS)
def test_what_is_proposed_for_a_fit_works_and_a_diverged_line_has_a_rate(key: str) -> None:
    fit = replace(OUT_AND_BACK, data=GeneratedPoints(key, DATASETS[key].count, 0), epochs=50)
    for rule in ("sgd", "momentum", "nesterov"):
        found = found_for(replace(fit, optimizer=OptimizerSetting.of(rule, learning_rate=1e3)))
        assert any("Use η = " in title or "Standardise" in title for title in titles(found))
    found_for(replace(fit, optimizer=OptimizerSetting.of("adam", learning_rate=50.0)))
    found_for(replace(fit, loss=LossChoice.of("mae"), optimizer=OptimizerSetting.of("sgd", learning_rate=1.0)))


# ---- which are proposed


def test_a_line_that_diverged_gets_a_rate_below_its_limit_and_standardising_the_valley() -> None:
    found = found_for(replace(Regression(), optimizer=OptimizerSetting.of("sgd", learning_rate=0.002)))
    changes: list[dict[str, Any]] = [dict(remedy.changes) for remedy in found]
    assert changes[0]["standardise"] is True
    assert found[0].at_minimum
    (rate,) = [each["optimizer"].learning_rate for each in changes if "standardise" not in each]
    x = points_of(Regression().data)[:, 0]
    design = np.column_stack([x, np.ones_like(x)])
    assert 0 < rate < 2 / np.linalg.eigvalsh(2 * design.T @ design / len(x))[-1]


def test_a_penalty_on_the_parameters_is_not_made_another_by_standardising() -> None:
    ridge = LossChoice("mean((y - y_pred)^2) + 0.1*w^2")
    optimizer = OptimizerSetting.of("sgd", learning_rate=0.002)
    found = found_for(replace(OUT_AND_BACK, loss=ridge, optimizer=optimizer))
    assert [title.split(" = ")[0] for title in titles(found)] == ["Use η"]


def test_a_step_that_overshoots_is_made_shorter_and_one_that_crawls_longer() -> None:
    bowl = Minimise(function="x^2", start=(("x", 5.0),), epochs=100)
    for rate in (2.0, 1.05, 1.0, 1e-4):
        found = found_for(replace(bowl, optimizer=OptimizerSetting.of("sgd", learning_rate=rate)))
        best = dict(found[0].changes)["optimizer"].learning_rate
        assert 0 < best < 1
        assert found[0].at_minimum


def test_a_good_run_needs_nothing_and_one_without_a_lower_bound_cannot_be_helped() -> None:
    assert not found_for(Minimise(function="x^2", optimizer=OptimizerSetting.of("sgd", learning_rate=0.4)))
    for function in ("x^3", "-x^2", "x"):
        optimizer = OptimizerSetting.of("sgd", learning_rate=2.0)
        assert not found_for(Minimise(function=function, start=(("x", -3.0),), optimizer=optimizer, epochs=100))


def test_where_there_is_no_gradient_another_start_is_proposed() -> None:
    saddle = Regression(prediction="a*b*x", start=(("a", 0.0), ("b", 0.0)))
    optimizer = OptimizerSetting.of("sgd", learning_rate=0.5)
    top = Minimise(function="cos(x)", start=(("x", 0.0),), optimizer=optimizer, epochs=100)
    for experiment in (saddle, top):
        assert any(title.startswith("Start at ") for title in titles(found_for(experiment)))


def test_a_line_whose_points_are_all_on_the_flat_side_of_relu_gets_a_start_with_a_gradient() -> None:
    points = GivenPoints(((1.0, 2.0), (2.0, 4.0), (3.0, 6.0)))
    optimizer = OptimizerSetting.of("sgd", learning_rate=0.05)
    dead = Regression(points, "max(0, w*x + b)", start=(("w", -1.0), ("b", -1.0)), optimizer=optimizer)
    found = found_for(dead)
    values = dict(dict(found[0].changes)["start"])
    assert any(values["w"] * x + values["b"] > 0 for x in (1, 2, 3))


def test_swings_that_no_constant_rate_ends_fade_with_a_falling_one() -> None:
    optimizer = OptimizerSetting.of("sgd", learning_rate=0.3)
    kink = Minimise(function="abs(x)", start=(("x", 5.0),), optimizer=optimizer, epochs=100)
    assert "Lower η along a cosine" in titles(found_for(kink))


@pytest.mark.parametrize("rate", [0.0, 5e-324, 1e-300, 1e-17])
def test_a_rate_too_small_to_move_is_raised_to_one_that_arrives(rate: float) -> None:
    still = Minimise(function="x^2", start=(("x", 5.0),), optimizer=OptimizerSetting.of("sgd", learning_rate=rate))
    assert found_for(still)[0].at_minimum


def test_an_inflection_is_passed_with_momentum_where_that_was_seen_to_work() -> None:
    (case,) = [preset.experiment for preset in PRESETS if preset.key == "case_9"]
    assert isinstance(case, Minimise)
    assert "Use momentum, μ = 0.9" in titles(found_for(case, compiled(case)))


def test_a_run_that_is_too_short_is_made_longer() -> None:
    optimizer = OptimizerSetting.of("adam", learning_rate=0.01)
    short = Minimise(function="x^2", start=(("x", 5.0),), optimizer=optimizer, epochs=200)
    found = found_for(short)
    assert any(title.endswith("epochs") for title in titles(found))


def test_with_mini_batches_the_loss_of_all_points_counts() -> None:
    fit = replace(OUT_AND_BACK, batch_size=10, optimizer=OptimizerSetting.of("sgd", learning_rate=0.01))
    found = remedies(fit, whole(fit), Event())
    assert found
    x, y = points_of(fit.data).T
    for remedy in found:
        changed = replace(fit, **remedy.changes)
        last = whole(changed)
        row = last.row(len(last) - 1)
        seen = (x - x.mean()) / x.std() if changed.standardise else x
        assert remedy.loss == pytest.approx(float(np.mean((row["w"] * seen + row["b"] - y) ** 2)))


def test_noise_is_not_taken_for_a_rate_that_is_too_large() -> None:
    noise = STEP_PARTS["noise"].of("normal")
    optimizer = OptimizerSetting.of("sgd", learning_rate=0.1)
    noisy = Minimise(function="x^2", start=(("x", 5.0),), optimizer=optimizer, epochs=200, noise=noise)  # type: ignore[arg-type]
    assert not [title for title in titles(found_for(noisy)) if "η = " in title]


def test_a_rate_with_which_the_loss_ends_rising_is_not_proposed_and_the_lowest_end_comes_first() -> None:
    experiment = replace(Regression(), loss=LossChoice("mae"))
    found = found_for(experiment)
    assert len(found) > 1
    for remedy in found:
        losses = whole(replace(experiment, **remedy.changes))["loss"]
        assert losses[len(losses) - 1] <= losses[len(losses) - 2], remedy.title.text()
    assert [remedy.loss for remedy in found] == sorted(remedy.loss for remedy in found)
    assert not any(remedy.at_minimum for remedy in found)


def test_what_would_take_too_long_to_try_is_not_proposed() -> None:
    points = GivenPoints(tuple((float(k), float(k)) for k in range(2)))
    fit = replace(OUT_AND_BACK, data=points, optimizer=OptimizerSetting.of("sgd", learning_rate=10.0))
    assert found_for(fit)
    assert not remedies(replace(fit, epochs=1_000_000_000), whole(fit), Event())


def test_a_search_that_is_given_up_finds_nothing() -> None:
    given_up = Event()
    given_up.set()
    fit = replace(OUT_AND_BACK, optimizer=OptimizerSetting.of("sgd", learning_rate=0.002))
    assert remedies(fit, whole(fit), given_up) == ()


def test_the_command_line_names_what_would_help() -> None:
    result = run(replace(OUT_AND_BACK, optimizer=OptimizerSetting.of("sgd", learning_rate=0.002)))
    helpful = json.loads(result.json())["remedies"]
    assert any(text.startswith("Use η = ") for text in helpful)
    assert set(helpful) <= {message.text() for message in result.summary()}
    good = run(Minimise(function="x^2", optimizer=OptimizerSetting.of("sgd", learning_rate=0.4)))
    assert "remedies" not in json.loads(good.json())


@pytest.mark.parametrize(("start", "changed"), [(5.0, "optimizer"), (-1.5, "start")])
def test_a_minimum_beside_an_endless_slope_is_reached_by_a_rate_or_else_another_start(
    start: float, changed: str
) -> None:
    # below the maximum at -1 no rate helps, above the minimum at 1 a smaller one does
    cubic = Minimise("x^3 - 3x", (("x", start),), OptimizerSetting.of("sgd", learning_rate=0.3), 100)
    (remedy,) = found_for(cubic)
    assert list(remedy.changes) == [changed]
    after = whole(replace(cubic, **remedy.changes))
    assert after["x"][len(after) - 1] == pytest.approx(1, abs=1e-3)


def test_swings_are_helped_only_by_what_ends_below_their_lower_end() -> None:
    swings = Minimise("abs(x)", (("x", -1.0),), OptimizerSetting.of("sgd", learning_rate=0.3), 100)
    found = found_for(swings)
    assert found
    assert all(remedy.loss < 0.1 - 1e-9 for remedy in found)  # |x| is 0.1 and 0.2 by turns
