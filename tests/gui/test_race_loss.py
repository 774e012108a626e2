from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtWidgets import QToolButton

from gui.look.theme import theme
from gui.look.tokens import TOKENS
from gui.plots.base.runner_style import RUNNER_STYLES
from gui.plots.rows.race_loss import RaceLossPlot, RaceSeries
from tests.gui.interaction import LEFT, has_colour, picture, press_drag, spot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot

    from gui.plots.base.plot import Plot


@pytest.fixture(autouse=True)
def light() -> Iterator[None]:
    yield
    theme.set("light")


def falling(rate: float, rows: int = 101) -> NDArray:
    return 10.0 * rate ** np.arange(rows) + 2.0


def race(count: int = 3, rows: int = 101) -> list[RaceSeries]:
    return [RaceSeries(index, f"runner {index}", falling(0.9 - index / 20, rows), rows) for index in range(count)]


def test_the_axis_is_logarithmic_until_the_user_makes_it_linear(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = shown(RaceLossPlot())
    assert plot.logs == (False, True)
    plot.set_series(race())
    plot.set_series(race())
    assert plot.shown_range()[3] < 2.0  # a power of ten
    button = next(button for button in plot.findChildren(QToolButton) if button.objectName() == "log_y")
    with qtbot.waitSignal(plot.logToggled) as toggled:
        qtbot.mouseClick(button, LEFT)
    assert toggled.args == ["y", False]
    assert plot.shown_range()[3] > 12.0


def test_where_no_start_is_above_zero_the_axis_is_linear_until_the_user_chooses(
    qtbot: QtBot, shown: Callable[..., Plot]
) -> None:
    plot = shown(RaceLossPlot())
    sinking = RaceSeries(0, "sinking", -1.5 - np.arange(101.0), 101)
    plot.set_series([sinking])
    assert plot.logs == (False, False)
    assert plot._note == ""
    plot.set_series(race(1))
    assert plot.logs == (False, True)
    plot.set_series([sinking])
    button = next(button for button in plot.findChildren(QToolButton) if button.objectName() == "log_y")
    qtbot.mouseClick(button, LEFT)
    plot.set_series([sinking])
    assert plot.logs == (False, True)


def test_above_the_lowest_value_the_logarithm_goes_on_falling(shown: Callable[..., Plot]) -> None:
    plot = shown(RaceLossPlot())
    for _ in range(2):
        plot.set_series(race(1))
    before = plot.shown_range()[2]
    plot.set_lowest(2.0, "f − f*")
    least = 10 * 0.9**100
    assert before > 0.2  # the loss itself never falls below 2
    assert plot.shown_range()[2] == pytest.approx(np.log10(least), abs=0.5)
    assert plot.axis_text("y", "f") == "f − f*"
    plot.set_log(False, False)
    assert plot.axis_text("y", "f") == "f"


def test_a_note_counts_what_the_logarithm_hides(shown: Callable[..., Plot]) -> None:
    plot = shown(RaceLossPlot())
    plot.set_lowest(2.0, "f − f*")
    values = np.array([5.0, 3.0, 2.0, 2.0, 1.9])
    plot.set_series([RaceSeries(0, "a", values, 5), RaceSeries(1, "b", values, 3)])
    assert plot._note == "≤ 0, not shown: 4"
    plot.set_log(False, False)
    assert plot._note == ""


def test_every_runner_has_its_line_and_its_name(shown: Callable[..., Plot]) -> None:
    plot = shown(RaceLossPlot())
    plot.set_lowest(2.0)
    for name in ("light", "dark"):
        theme.set(name)
        plot.set_series(race(8))
        image = picture(plot)
        assert all(has_colour(image, getattr(style, name), 10) for style in RUNNER_STYLES)
    assert [key.text for key in plot.keys()] == [f"runner {index}" for index in range(8)]
    assert len({key.shape for key in plot.keys()}) == 8


def test_a_runner_that_is_hidden_is_not_in_the_picture(shown: Callable[..., Plot]) -> None:
    plot = shown(RaceLossPlot())
    plot.set_series([race()[0], race()[1]._replace(shown=False)])
    assert [key.text for key in plot.keys()] == ["runner 0"]
    assert not has_colour(picture(plot), RUNNER_STYLES[1].light)


def test_a_runner_that_falls_to_the_smallest_numbers_leaves_room_for_the_others(shown: Callable[..., Plot]) -> None:
    plot = shown(RaceLossPlot())
    fast = RaceSeries(1, "fast", 10.0 * 1e-3 ** np.arange(101.0), 101)
    for _ in range(2):
        plot.set_series([race()[0], fast])
    assert plot.shown_range()[2] == pytest.approx(-39, abs=3)
    image = picture(plot)
    assert has_colour(image, RUNNER_STYLES[1].light, 60)
    below = image.copy(0, image.height() - 90, image.width(), 90)
    assert has_colour(below, RUNNER_STYLES[1].light, 20)
    plot.set_series([fast])
    plot.set_series([fast])
    assert plot.shown_range()[2] < -299  # alone it is shown whole


@pytest.mark.parametrize("logarithmic", [True, False])
def test_divergence_is_marked_at_the_top_and_leaves_room_for_the_others(
    shown: Callable[..., Plot], logarithmic: bool
) -> None:
    plot = shown(RaceLossPlot())
    plot.set_log(False, logarithmic)
    wild = RaceSeries(1, "wild", 12.0 * 3.0 ** np.arange(60), 60, diverged=True)
    for _ in range(2):
        plot.set_series([race()[0], wild])
    top = plot.shown_range()[3]
    assert top < (5.0 if logarithmic else 100.0)
    assert has_colour(picture(plot), TOKENS["light"].error, 30)
    plot.set_series([race()[0], wild], 20)
    image = picture(plot)
    assert not has_colour(image, TOKENS["light"].error)
    assert has_colour(image, RUNNER_STYLES[1].light, 60)


def test_the_cursor_is_dragged_over_runs_of_different_lengths(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = shown(RaceLossPlot())
    series = [RaceSeries(0, "short", falling(0.9, 20), 20), RaceSeries(1, "long", falling(0.8, 101), 101)]
    for _ in range(2):
        plot.set_series(series, 10)
    moved: list[int] = []
    plot.cursorMoved.connect(moved.append)
    press_drag(qtbot, plot, spot(plot, 10.0, 0.9), spot(plot, 80.0, 0.9))
    assert moved[-1] == pytest.approx(80, abs=1)
    qtbot.mouseClick(plot.viewport(), LEFT, pos=spot(plot, 50.0, 0.9))
    assert moved[-1] == pytest.approx(50, abs=1)
    assert plot.cursor_texts(50)[2:] == [f"short: {falling(0.9, 20)[-1]:.6g}", f"long: {falling(0.8)[50]:.6g}"]


def test_a_run_kept_in_part_is_drawn_at_the_steps_of_its_rows(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = shown(RaceLossPlot())
    kept = np.concatenate([np.arange(50), np.arange(500, 550)])
    for _ in range(2):
        plot.set_series([RaceSeries(0, "long", falling(0.9, 100), 100, kept=kept)])
    moved: list[int] = []
    plot.cursorMoved.connect(moved.append)
    qtbot.mouseClick(plot.viewport(), LEFT, pos=spot(plot, 520.0, 0.5))
    assert moved[-1] == pytest.approx(520, abs=2)


def test_a_growing_race_lays_its_axes_out_a_few_times_only(shown: Callable[..., Plot]) -> None:
    plot = shown(RaceLossPlot())
    plot.set_lowest(2.0)
    ranges = set()
    for length in range(1, 1_000):
        plot.set_series([RaceSeries(index, str(index), falling(0.99, 1_000), length) for index in range(3)])
        ranges.add(plot.shown_range())
    assert len(ranges) < 14


def test_another_race_finds_its_own_range(shown: Callable[..., Plot]) -> None:
    plot = shown(RaceLossPlot())
    for _ in range(2):
        plot.set_series([RaceSeries(0, "a", 1e6 * falling(0.9), 101)])
    plot.reset_range()
    for _ in range(2):
        plot.set_series([RaceSeries(0, "a", falling(0.9, 11), 11)])
    assert plot.shown_range()[1] < 12
    assert plot.shown_range()[3] < 2


def test_without_a_race_there_is_nothing_to_drag(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = shown(RaceLossPlot())
    plot.set_series([])
    with qtbot.assertNotEmitted(plot.cursorMoved):
        qtbot.mouseClick(plot.viewport(), LEFT, pos=plot.viewport().rect().center())
    picture(plot)
