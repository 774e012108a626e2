"""The table of a race says of every row what its runners' whole histories say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from model.analysis.leaderboard import RaceFigures, lowest_value
from model.analysis.surface_points import surface_points
from model.analysis.verdicts import verdict
from model.descent.history import History, columns_of
from model.descent.race import Race
from model.experiment import OptimizerSetting, Runner, Surface

if TYPE_CHECKING:
    from model.analysis.leaderboard import RunnerFigures

RACE = Surface(
    "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    (("x", 0.0), ("y", 0.5)),
    (
        Runner(OptimizerSetting.of("sgd", learning_rate=0.01)),
        Runner(OptimizerSetting.of("adam", learning_rate=0.1)),
        Runner(OptimizerSetting.of("sgd", learning_rate=0.1)),  # diverges
    ),
    epochs=120,
)
POINTS = surface_points(RACE.formula, ((-6.0, 6.0), (-6.0, 6.0)))
MINIMA = [
    (3.0, 2.0),
    (3.584428340330, -1.848126526964),
    (-2.805118086953, 3.131312518251),
    (-3.779310253378, -3.283185991286),
]


def raced() -> Race:
    race = Race(RACE.runs)
    while race.step():
        pass
    return race


def check(figures: RunnerFigures, history: History, row: int, tolerance: float) -> None:
    row = min(row, len(history) - 1)
    x, y, loss = history["x"][: row + 1], history["y"][: row + 1], history["loss"][: row + 1]
    assert figures.row == row
    assert figures.loss == loss[-1]
    assert figures.gradient == pytest.approx(np.hypot(history["grad_x"][row], history["grad_y"][row]), rel=1e-15)
    assert figures.path == pytest.approx(np.hypot(np.diff(x), np.diff(y)).sum(), rel=1e-12)
    assert figures.distance == pytest.approx(min(np.hypot(x[-1] - a, y[-1] - b) for a, b in MINIMA), abs=1e-11)
    within = np.flatnonzero(loss <= tolerance)
    assert figures.epochs == (int(within[0]) if len(within) else None)


def test_every_figure_of_every_row_in_any_order() -> None:
    race = raced()
    table = RaceFigures(RACE, race.histories, POINTS, 1e-3)
    assert [history.stopped for history in race.histories] == ["complete", "complete", "diverged"]
    for row in (0, 3, 120, 50, 2, 7, 119, 0):
        for index, (figures, history) in enumerate(zip(table.at(row), race.histories, strict=True)):
            check(figures, history, row, 1e-3)
            place = min(row, len(history) - 1)
            assert figures.verdict == verdict(RACE.run_of(index), history, place, points=POINTS)
    assert table.at(120)[2].verdict.code == "diverged"


def test_the_table_grows_with_the_race() -> None:
    race = Race(RACE.runs)
    race.step()
    table = RaceFigures(RACE, race.histories, POINTS, 1e-3)
    for row in range(60):
        for figures, history in zip(table.at(row), race.histories, strict=True):
            check(figures, history, row, 1e-3)
        race.step()


def test_without_minima_there_is_no_distance_and_no_tolerance() -> None:
    race = raced()
    for figures in RaceFigures(RACE, race.histories, (), 1e-3).at(10):
        assert figures.distance is None
        assert figures.epochs is None


def test_the_lowest_value_is_that_of_the_lowest_minimum() -> None:
    assert lowest_value(POINTS) == 0
    assert lowest_value([point for point in POINTS if point.kind == "saddle"]) is None


def test_a_history_that_is_thinned_is_read_again() -> None:
    history = History(columns_of(("x", "y")), limit=40_000, most=8_192)
    table = RaceFigures(Surface("x^2 + y^2", runners=RACE.runners[:1], epochs=40_000), [history], (), None)
    for row in range(30_000):
        history.append((1.0, row / 8, 0.0, 0.0, 0.0))
        if row % 2_500 == 0:
            number = history.last
            assert table.at(number)[0].path == number / 8
    assert history.kept_every > 1
    assert table.at(history.last)[0].path == history.last / 8
