from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from model.analysis.leaderboard import RaceFigures
from model.analysis.surface_points import surface_points
from model.analysis.verdicts.race_verdict import race_verdict
from model.descent.race import Race
from model.engine.compiled import CompiledDescent
from model.experiment import OptimizerSetting, Runner, Surface

if TYPE_CHECKING:
    from model.analysis.leaderboard import RunnerFigures

NAMES = ("slow", "swift", "wild")
GOAL = 1e-6


def raced(*rates: float, epochs: int = 200, start: tuple[float, float] = (3.0, 4.0)) -> RaceFigures:
    """Race on a bowl, where x and y are times 1 − 2η at every step."""
    runners = tuple(Runner(OptimizerSetting.of("sgd", learning_rate=rate)) for rate in rates)
    experiment = Surface("x^2 + y^2", tuple(zip("xy", start, strict=True)), runners, epochs)
    race = Race(experiment.runs)
    while race.step():
        pass
    points = surface_points(experiment.formula, experiment.shown_domain())
    return RaceFigures(experiment, race.histories, points, GOAL)


@pytest.fixture(scope="session")
def figures() -> dict[int, tuple[RunnerFigures, ...]]:
    table = raced(0.1, 0.3, 1.5)
    return {row: table.at(row) for row in (0, 1, 9, 10, 200)}


def test_at_the_start_none_leads(figures: dict[int, tuple[RunnerFigures, ...]]) -> None:
    assert race_verdict(figures[0], NAMES, GOAL).message.text() == "At the start, where f = 25."


def test_at_a_start_on_the_minimum_none_is_first() -> None:
    at_minimum = raced(0.1, 0.3, start=(0.0, 0.0)).at(0)
    assert race_verdict(at_minimum, NAMES[:2], GOAL).message.text() == "At the start, where f = 0."


def test_before_any_is_at_the_goal_the_lowest_leads(figures: dict[int, tuple[RunnerFigures, ...]]) -> None:
    found = race_verdict(figures[1], NAMES, GOAL)
    assert found.code == "running"
    assert found.message.text() == "swift lowest so far: f = 4."
    assert race_verdict(figures[9], NAMES, GOAL).code == "running"


def test_the_first_at_the_goal_has_won(figures: dict[int, tuple[RunnerFigures, ...]]) -> None:
    # 25 · 0.4^{2k} < 10⁻⁶ from k = 10 on
    found = race_verdict(figures[10], NAMES, GOAL)
    assert found.code == "won"
    assert found.short.text() == "swift first: epoch 10"
    assert found.calm


def test_who_has_diverged_is_named(figures: dict[int, tuple[RunnerFigures, ...]]) -> None:
    found = race_verdict(figures[200], NAMES, GOAL)
    assert found.message.text() == "swift first: at epoch 10 f − f* < 1×10⁻⁶. Diverged: wild."
    assert found.calm  # who has won is at rest


def test_runners_that_arrive_together_are_first_together() -> None:
    found = race_verdict(raced(0.3, 0.3).at(200), NAMES[:2], GOAL)
    assert found.short.text() == "slow, swift first: epoch 10"


def test_where_all_have_diverged_nobody_has_won() -> None:
    assert race_verdict(raced(1.5, 2.0).at(200), NAMES[:2], GOAL).code == "lost"


def runs(function: str, start: tuple[float, float], settings: tuple[OptimizerSetting, ...], epochs: int) -> RaceFigures:
    race = Surface(function, (("x", start[0]), ("y", start[1])), tuple(map(Runner, settings)), epochs)
    descents = Race(race.runs, CompiledDescent)
    while descents.step():
        pass
    points = surface_points(race.formula, race.shown_domain())
    return RaceFigures(race, descents.histories, points, GOAL)


def test_where_f_is_unbounded_below_none_of_those_left_behind_is_called_lowest() -> None:
    settings = OptimizerSetting.of("sgd", learning_rate=0.02), OptimizerSetting.of("adam", learning_rate=0.05)
    figures = runs("x^2 - y^2", (-7.0, 1.5), settings, 2_000).at(2_000)
    assert figures[0].loss < figures[1].loss
    found = race_verdict(figures, ("GD", "Adam"), GOAL)
    assert found.message.text() == "GD kept falling: f is unbounded below."
    assert found.short.text() == "unbounded below"
    assert not found.calm
    alone = race_verdict(figures[:1], ("GD",), GOAL)
    assert (alone.code, alone.message.text()) == ("lost", "GD kept falling: f is unbounded below.")


def test_a_winner_that_swings_about_its_minimum_is_not_called_calm() -> None:
    # five steps of 0.1 lead to 1e-8, the next over the kink and back, without end
    figures = runs("|x| + |y|", (0.5 + 1e-8, 0.5 + 1e-8), (OptimizerSetting.of("sgd", learning_rate=0.1),) * 2, 300)
    found = race_verdict(figures.at(300), ("one", "two"), GOAL)
    assert figures.at(300)[0].verdict.code == "oscillating"
    assert found.code == "won"
    assert not found.calm
    assert "one is not at rest there: oscillating." in found.message.text()


def test_of_two_runners_the_one_called_at_a_minimum_is_not_the_farther() -> None:
    settings = OptimizerSetting.of("sgd", learning_rate=5e-4), OptimizerSetting.of("adam", learning_rate=0.05)
    slow, quick = runs("(1 - x)^2 + 100(y - x^2)^2", (-1.5, 2.0), settings, 20_000).at(20_000)
    assert slow.distance is not None
    assert quick.distance is not None
    assert slow.distance > 20 * quick.distance
    assert slow.verdict.code == "descending"
    assert slow.verdict.short.text() == "crawling"
    assert quick.verdict.short.text() == "descending again"
