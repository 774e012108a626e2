"""The points of a regression, which the mouse moves, adds and deletes, and the line, which it drags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from gui.look.tokens import TOKENS
from gui.plots.curves.scatter import ScatterPlot
from tests.gui.interaction import LEFT, SHIFT, click_entry, context_menu, has_colour, picture, press_drag, spot

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.plots.base.plot import Plot


def points_plot(plot: ScatterPlot) -> ScatterPlot:
    plot.set_points(np.array([[0.0, 0.0], [1.0, 3.0], [4.0, 1.0], [10.0, 10.0]]))
    return plot


def test_a_point_is_dragged(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = points_plot(shown(ScatterPlot()))
    dragged: list[tuple[int, float, float]] = []
    plot.pointDragged.connect(lambda *args: dragged.append(args))
    with qtbot.waitSignal(plot.pointDropped) as dropped:
        press_drag(qtbot, plot, spot(plot, 1.0, 3.0), spot(plot, 6.0, 5.0))
    index, x, y = dropped.args
    assert {args[0] for args in dragged} == {1}
    across, up = plot.unit()
    assert index == 1
    assert (x, y) == (pytest.approx(6.0, abs=2 * across), pytest.approx(5.0, abs=2 * up))


@pytest.mark.parametrize("way", ["button", "key", "menu"])
def test_a_click_adds_a_point_only_once_that_is_asked_for(qtbot: QtBot, shown: Callable[..., Plot], way: str) -> None:
    plot = points_plot(shown(ScatterPlot()))
    added: list[tuple[float, float]] = []
    plot.pointAdded.connect(lambda x, y: added.append((x, y)))
    at = spot(plot, 7.0, 2.0)
    qtbot.mouseClick(plot.viewport(), LEFT, pos=at)
    assert added == []
    if way == "button":
        qtbot.mouseClick(plot._add, LEFT)
    elif way == "key":
        qtbot.keyClick(plot, Qt.Key.Key_A)
    else:
        click_entry(qtbot, context_menu(plot, at), 3)
    qtbot.mouseClick(plot.viewport(), LEFT, pos=spot(plot, *plot._points[1].tolist()))
    assert plot.selected == [1]
    qtbot.mouseClick(plot.viewport(), LEFT, pos=at)
    assert plot.selected == []
    assert added == [(pytest.approx(7.0, abs=0.1), pytest.approx(2.0, abs=0.1))]
    plot.set_points(np.zeros((9, 2)))  # other points
    qtbot.mouseClick(plot.viewport(), LEFT, pos=at)
    assert len(added) == 1


def test_points_are_chosen_one_after_another_with_the_keys_and_deleted(
    qtbot: QtBot, shown: Callable[..., Plot]
) -> None:
    plot = shown(ScatterPlot())
    plot.set_points(np.array([[3.0, 1.0], [1.0, 2.0], [2.0, 3.0]]))
    chosen: list[list[int]] = []
    for key in ("PageDown", "PageDown", "PageDown", "PageDown", "PageUp"):
        qtbot.keyClick(plot, getattr(Qt.Key, f"Key_{key}"))
        chosen.append(plot.selected)
    assert chosen == [[1], [2], [0], [0], [2]]
    with qtbot.waitSignal(plot.pointsDeleted) as deleted:
        qtbot.keyClick(plot, Qt.Key.Key_Delete)
    assert deleted.args == [[2]]


def test_the_menu_deletes_the_point_under_the_pointer_or_all_that_are_selected(
    qtbot: QtBot, shown: Callable[..., Plot]
) -> None:
    plot = points_plot(shown(ScatterPlot()))
    x, y = plot._points[1].tolist()
    menu = context_menu(plot, spot(plot, x, y))
    assert menu.actions()[4].text() == "Delete point"
    with qtbot.waitSignal(plot.pointsDeleted) as deleted:
        click_entry(qtbot, menu, 3)
    assert deleted.args == [[1]]
    plot.rubber_band(plot.area())
    menu = context_menu(plot, spot(plot, x, y))
    assert menu.actions()[4].text() == "Delete 4 points"
    with qtbot.waitSignal(plot.pointsDeleted) as deleted:
        menu.actions()[4].trigger()
    assert deleted.args == [[0, 1, 2, 3]]


def test_the_line_says_that_it_moves_the_start(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = points_plot(shown(ScatterPlot()))
    plot.set_line(np.array([0.0, 10.0]), np.array([5.0, 5.0]), (0.0, 5.0))
    said: list[str] = []
    plot.paint_tip = lambda _painter, _at, text: said.append(text)  # type: ignore[method-assign]
    at = spot(plot, 5.0, 5.0)
    qtbot.mouseMove(plot.viewport(), at)
    qtbot.waitUntil(lambda: said == ["dragging moves the start of the run"] * len(said) and bool(said))
    said.clear()
    qtbot.mousePress(plot.viewport(), LEFT, pos=at)
    qtbot.mouseMove(plot.viewport(), at + QPoint(0, 20))
    qtbot.mouseMove(plot.viewport(), at + QPoint(0, 30))
    qtbot.waitUntil(lambda: bool(said))
    qtbot.mouseRelease(plot.viewport(), LEFT, pos=at + QPoint(0, 30))


def test_an_empty_plot_says_what_to_do_and_takes_the_first_point(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = shown(ScatterPlot())
    plot.set_empty_text("Click to add points")
    assert has_colour(picture(plot), TOKENS["light"].muted)
    with qtbot.waitSignal(plot.pointAdded):
        qtbot.mouseClick(plot.viewport(), LEFT, pos=spot(plot, 0.5, 0.5))


def test_points_are_selected_with_a_band_and_deleted(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = points_plot(shown(ScatterPlot()))
    port = plot.viewport()
    start, end = spot(plot, 0.5, 4.0), spot(plot, 5.0, 0.5)
    qtbot.mousePress(port, LEFT, SHIFT, start)
    qtbot.mouseMove(port, start + (end - start) * 0.5)
    qtbot.mouseMove(port, end)
    qtbot.mouseRelease(port, LEFT, SHIFT, end)
    assert plot.selected == [1, 2]
    with qtbot.waitSignal(plot.pointsDeleted) as deleted:
        qtbot.keyClick(plot, Qt.Key.Key_Delete)
    assert deleted.args[0] == [1, 2]


def line_plot(plot: ScatterPlot) -> ScatterPlot:
    plot.set_points(np.array([[0.0, 0.0], [2.0, 9.0], [8.0, 1.0], [10.0, 10.0]]))
    xs = np.array([-1.0, 11.0])
    plot.set_line(xs, 0.5 * xs + 2.0, (0.5, 2.0))
    return plot


def test_the_middle_of_the_line_shifts_it(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = line_plot(shown(ScatterPlot()))
    with qtbot.waitSignal(plot.lineDropped) as dropped:
        press_drag(qtbot, plot, spot(plot, 5.5, 4.75), spot(plot, 5.5, 6.75))
    slope, intercept = dropped.args
    assert slope == 0.5
    assert intercept == pytest.approx(4.0, abs=0.1)


def test_an_end_of_the_line_turns_it_about_the_middle_of_the_points(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = line_plot(shown(ScatterPlot()))
    with qtbot.waitSignal(plot.lineDropped) as dropped:
        press_drag(qtbot, plot, spot(plot, 9.5, 6.75), spot(plot, 9.5, 9.0))
    slope, intercept = dropped.args
    assert slope > 0.8
    assert slope * 5.0 + intercept == pytest.approx(4.5, abs=plot.unit()[1])


def test_a_line_turned_for_long_stays_on_its_middle(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = line_plot(shown(ScatterPlot()))
    start, port = spot(plot, 9.5, 6.75), plot.viewport()
    qtbot.mouseMove(port, start)
    qtbot.mousePress(port, LEFT, pos=start)
    for turn in range(200):
        qtbot.mouseMove(port, start + QPoint(turn % 7, -turn % 60))
    with qtbot.waitSignal(plot.lineDropped) as dropped:
        qtbot.mouseRelease(port, LEFT, pos=start + QPoint(0, -40))
    slope, intercept = dropped.args
    assert slope * 5.0 + intercept == pytest.approx(4.5, abs=plot.unit()[1])


def test_a_curve_cannot_be_dragged(shown: Callable[..., Plot]) -> None:
    plot = points_plot(shown(ScatterPlot()))
    xs = np.linspace(0, 10, 50)
    plot.set_line(xs, xs**2 / 10, None)
    assert plot.grip_at(plot.pixel(5.0, 2.5)) is None


def test_a_double_click_takes_back_the_point_of_its_first_click(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = points_plot(shown(ScatterPlot()))
    plot.pointAdded.connect(lambda x, y: plot.set_points(np.vstack([plot._points, [x, y]])))
    at = spot(plot, 7.0, 2.0)
    qtbot.keyClick(plot, Qt.Key.Key_A)
    qtbot.mouseClick(plot.viewport(), LEFT, pos=at)
    with qtbot.waitSignal(plot.pointsDeleted) as deleted:
        qtbot.mouseDClick(plot.viewport(), LEFT, pos=at)
    assert deleted.args[0] == [4]


def test_a_million_points_are_a_density_and_say_so(shown: Callable[..., Plot]) -> None:
    plot = shown(ScatterPlot())
    plot.set_points(np.random.default_rng(0).normal(size=(1_000_000, 2)))
    assert plot.dense
    assert "1\u202f000\u202f000" in plot._note
    assert has_colour(picture(plot), "#FDE725", 1)  # the bright end of viridis


def test_points_in_view_do_not_move_it(shown: Callable[..., Plot]) -> None:
    plot = points_plot(shown(ScatterPlot()))
    before = plot.shown_range()
    plot.set_points(np.array([[0.0, 0.0], [1.0, 4.0], [4.0, 1.0], [10.0, 10.0]]))
    assert plot.shown_range() == before
    plot.set_points(np.array([[0.0, 0.0], [1.0, 400.0]]))
    assert plot.shown_range()[3] > 400


def test_the_line_that_the_run_began_with_is_in_view_beside_the_points(shown: Callable[..., Plot]) -> None:
    plot = points_plot(shown(ScatterPlot()))
    xs = np.array([0.0, 10.0])
    plot.set_start_line(xs, np.array([-20.0, -15.0]), (0.5, -20.0))
    _x0, _x1, y0, y1 = plot.shown_range()
    assert y0 < -20 < 10 < y1
    plot.set_points(np.array([[0.0, 100.0], [10.0, 110.0]]))  # the line of the run before says nothing
    _x0, _x1, y0, y1 = plot.shown_range()
    assert 95 < y0 < 100 < 110 < y1 < 115
    plot.set_start_line(xs, np.array([-1000.0, -1000.0]), (0.0, -1000.0))  # the points would be one line
    assert plot.shown_range()[2] == y0


def test_a_prediction_out_of_the_picture_is_told_on_the_side_where_it_is(shown: Callable[..., Plot]) -> None:
    plot = points_plot(shown(ScatterPlot()))
    xs = np.array([0.0, 10.0])
    for heights, where in (([-500.0, -400.0], "below"), ([400.0, 1e30], "above"), ([-500.0, 500.0], "")):
        plot.set_line(xs, np.array(heights))
        assert where in plot._note
        assert bool(where) == bool(plot._note)
    plot.set_line(xs, np.array([20.0, 20.0]))
    assert "above" in plot._note
    plot.set_home(0.0, 10.0, 0.0, 30.0)
    assert not plot._note


def test_a_point_dragged_far_out_moves_the_view_only_once_it_is_dropped(
    qtbot: QtBot, shown: Callable[..., Plot]
) -> None:
    plot = points_plot(shown(ScatterPlot()))
    before, during = plot.shown_range(), []

    def take(index: int, x: float, y: float) -> None:
        points = plot._points.copy()
        points[index] = (x, y)
        during.append(plot.shown_range())
        plot.set_points(points)

    plot.pointDragged.connect(take)
    press_drag(qtbot, plot, spot(plot, 1.0, 3.0), spot(plot, 5.0, 16.0))
    assert plot._points[1, 1] > before[3]
    assert set(during) == {before}
    x0, x1, y0, y1 = plot.shown_range()
    assert (x0, x1, y0) == before[:3]
    assert y1 - y0 == pytest.approx(2 * (before[3] - before[2]))  # in steps of twice as much


def test_a_range_that_comes_while_the_mouse_is_down_is_shown_once_it_is_released(
    qtbot: QtBot, shown: Callable[..., Plot]
) -> None:
    plot = points_plot(shown(ScatterPlot()))
    before, at = plot.shown_range(), spot(plot, 1.0, 3.0)
    qtbot.mousePress(plot.viewport(), LEFT, pos=at)
    plot.set_home(-100.0, 100.0, -100.0, 100.0)
    assert plot.shown_range() == before  # the point stays under the pointer
    qtbot.mouseRelease(plot.viewport(), LEFT, pos=at)
    assert plot.shown_range() == (-100.0, 100.0, -100.0, 100.0)
