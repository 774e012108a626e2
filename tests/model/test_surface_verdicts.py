"""The verdict on a run on a surface: a saddle is told from a minimum, and both from a run that goes on."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest

from model.analysis.exact import local_hessian
from model.analysis.surface_points import SurfacePoint, surface_points
from model.analysis.verdicts import Verdict, verdict
from model.catalogue.surfaces import SURFACES, Rectangle
from model.descent.race import Race
from model.experiment import NoiseSetting, OptimizerSetting, Surface, SurfaceRun
from model.formula import parse

if TYPE_CHECKING:
    from model.descent.history import History

SADDLE = "x^2 - y^2"
BOWL = "x^2 + y^2"
STRETCHED = "(x^2 + 100y^2)/2"


def run(
    function: str,
    x: float,
    y: float,
    rate: float,
    epochs: int,
    name: str = "sgd",
    tolerance: float | None = None,
    **knobs: float,
) -> SurfaceRun:
    optimizer = OptimizerSetting.of(name, learning_rate=rate, **knobs)
    return SurfaceRun(function, (("x", x), ("y", y)), optimizer, epochs, tolerance=tolerance)


@lru_cache(maxsize=64)
def history_of(experiment: SurfaceRun) -> History:
    from model.descent.loop import descend

    descent = descend(experiment)
    while descent.step():
        pass
    return descent.history


@lru_cache(maxsize=64)
def points_of(function: str, domain: Rectangle) -> tuple[SurfacePoint, ...]:
    return surface_points(parse(function, ("x", "y")), domain)


def judged(experiment: SurfaceRun, row: int | None = None, *, known: bool = True) -> Verdict:
    history = history_of(experiment)
    row = len(history) - 1 if row is None else row
    points = points_of(experiment.function, experiment.shown_domain()) if known else ()
    return verdict(experiment, history, row, points=points, curvature=local_hessian(experiment, history.row(row)))


def test_a_run_that_arrives_is_at_the_minimum() -> None:
    experiment = run(BOWL, -2.0, 1.5, 0.1, 50)
    assert judged(experiment).code == "minimum"
    assert judged(experiment).message.text() == (
        "Converged: (−2.8545×10⁻⁵, 2.14087×10⁻⁵) is 3.56812×10⁻⁵ from the minimum at (0, 0), where f = 0."
    )
    assert {judged(experiment, row).code for row in range(30)} == {"descending"}


def test_a_run_that_is_on_its_way_says_how_far_it_is_from_the_minimum() -> None:
    found = judged(run(STRETCHED, -10.0, 1.0, 0.019, 100))
    assert found.code == "descending"
    assert "The nearest lower minimum, (0, 0), is 1.46" in found.message.text()


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize("name", ["sgd", "momentum", "adam", "newton"])
def test_a_halt_at_a_saddle_is_told_from_a_minimum_by_the_eigenvalues(name: str, known: bool) -> None:
    rate = 1.0 if name == "newton" else 0.05
    found = judged(run(SADDLE, -1.5, 0.0, rate, 1_000, name), known=known)
    assert found.code == "saddle"
    assert "eigenvalues are −2 and 2" in found.message.text()


def test_a_run_that_passes_a_saddle_goes_on() -> None:
    experiment = run(SADDLE, -1.5, 0.001, 0.05, 80)
    assert {judged(experiment, row).code for row in range(0, 81, 4)} == {"descending"}


def test_a_saddle_whose_hessian_is_zero_is_one_too() -> None:
    found = judged(run("x^3 - 3x*y^2", 1.0, 0.0, 0.05, 3_000))
    assert found.code == "saddle"
    assert "lower in some directions" in found.message.text()


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
def test_a_start_on_a_hilltop_stands_on_a_maximum(known: bool) -> None:
    assert judged(run("-(x^2 + y^2)", 0.0, 0.0, 0.1, 10), known=known).code == "maximum"


def test_newton_s_method_goes_to_himmelblau_s_hilltop_and_is_told_so() -> None:
    found = judged(run(SURFACES["himmelblau"].formula, 0.0, 0.0, 1.0, 20, "newton"))
    assert found.code == "maximum"
    assert "The lowest minimum shown is at (3, 2), where f = 0." in found.message.text()


def test_a_local_minimum_is_told_with_the_lowest() -> None:
    surface = SURFACES["styblinski_tang"]
    found = judged(run(surface.formula, *surface.start, surface.learning_rate, surface.epochs))
    assert found.code == "minimum"
    assert found.short.text() == "at local minimum"
    assert "The lowest minimum shown is at (−2.90353, −2.90353), where f = −78.3323." in found.message.text()


@pytest.mark.parametrize(
    ("rate", "code"), [(0.0199, "minimum"), (0.02, "oscillating"), (0.0201, "oscillating"), (0.025, "diverged")]
)
def test_the_largest_stable_learning_rate_divides_minimum_from_swings(rate: float, code: str) -> None:
    found = judged(run(STRETCHED, -10.0, 1.0, rate, 1_200))
    assert found.code == code
    if code in ("oscillating", "diverged"):
        assert "No learning rate above 2/λmax = 0.02 is stable at the minimum (0, 0)." in found.message.text()


def test_swings_that_shrink_are_no_oscillation() -> None:
    experiment = run(STRETCHED, -10.0, 1.0, 0.019, 200)
    assert {judged(experiment, row).code for row in range(0, 201, 10)} == {"descending"}


def test_a_circle_of_minima_is_one_floor() -> None:
    found = judged(run("(x^2 + y^2 - 1)^2", 2.0, 1.0, 0.01, 1_000))
    assert found.code == "minimum"
    assert "floor of a valley" in found.message.text()


def test_ground_without_slope_is_a_plateau_where_something_lower_is_known() -> None:
    assert judged(run(SURFACES["easom"].formula, -30.0, 0.0, 0.5, 10)).code == "plateau"
    assert judged(run("3", 1.0, 1.0, 0.5, 10)).code == "plateau"


def test_a_run_that_cannot_move_says_why() -> None:
    assert judged(run(BOWL, 2.0, 1.0, 0.0, 10)).message.text() == "The learning rate is 0, so nothing moves."
    pulled = judged(run("(x - 1)^2 + y^2", 2.0, 1.0, 0.1, 500, weight_decay=0.5))
    assert pulled.code == "minimum"
    assert "weight decay" in pulled.message.text()


def test_the_tolerance_ends_a_run_beside_its_minimum_or_elsewhere() -> None:
    assert judged(run(BOWL, 20.0, 10.0, 0.1, 500, tolerance=1e-3)).code == "minimum"
    valley = run("x^4 + y^4", 2.0, 1.0, 0.01, 100_000, tolerance=0.5)
    assert judged(valley).code == "descending"
    assert judged(valley).short.text() == "tolerance reached"


def test_at_the_start_nothing_is_claimed() -> None:
    assert judged(run(BOWL, 2.0, 1.0, 0.1, 10), 0).short.text() == "at the start"


def test_swings_that_noise_makes_are_told_as_noise() -> None:
    experiment = replace(run(BOWL, -2.0, 1.5, 0.1, 400), noise=NoiseSetting.of("normal", scale=1.0))
    codes = {judged(experiment, row).short.text() for row in range(100, 401, 20)}
    assert "noise remains" in codes
    assert codes <= {"noise remains", "still descending", "at a minimum"}


def test_a_race_judges_each_runner_by_itself() -> None:
    from model.kinds import run as run_experiment

    result = run_experiment(replace(Surface(), epochs=500, noise=NoiseSetting.of("normal", scale=0.0)))
    assert [each.experiment.optimizer.name for each in result.results] == ["sgd", "momentum", "adam"]
    assert {each.verdict.code for each in result.results} == {"descending"}
    assert Race(Surface().runs).history.stopped is None


def test_a_wide_domain_makes_no_minimum_of_a_place_beside_it() -> None:
    wide = ((-1e12, 1e12), (-1e12, 1e12))
    # Steps of 0.03 in x and y end at (0.1, 0).
    experiment = replace(run("|x| + |y|", 3.1, 3.0, 0.03, 100), domain=wide)
    assert history_of(experiment).row(100)["loss"] == pytest.approx(0.1)
    assert judged(experiment).code != "minimum"


@pytest.mark.parametrize("row", [1, 2, 3, 5])
def test_a_loss_that_rises_at_every_step_is_told_as_rising(row: int) -> None:
    found = judged(run(BOWL, 3.0, 2.0, 1.05, 5), row)
    assert found.code == "oscillating"
    assert "rose in the last step" in found.message.text() or "has risen at every step" in found.message.text()
