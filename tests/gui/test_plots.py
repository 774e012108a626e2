from __future__ import annotations

import gc
import math
import sys
from types import FunctionType
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from gui.look.theme import theme
from gui.look.ticks import tick_text
from gui.look.tokens import TOKENS
from gui.plots.base.map_items import GhostPath, MapPoint, MapRunner
from gui.plots.base.thin import Thinned, column_edges, columns, drawable, fitted, grown
from gui.plots.curves.curve import CurvePlot
from gui.plots.curves.scatter import ScatterPlot
from gui.plots.heights.contours import HeightScale, height_scale, level_lines
from gui.plots.heights.map import MapPlot
from gui.plots.heights.plane import PlanePlot
from gui.plots.rows.difference import DifferencePlot
from gui.plots.rows.loss import LossPlot
from gui.plots.rows.race_loss import RaceLossPlot, RaceSeries
from tests.gui.interaction import ALT, CTRL, LEFT, SHIFT, background_spot, has_colour, picture, press_drag, spot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from gui.plots.base.plot import Plot

AWKWARD = [0.0, 1.0, -1.0, math.nan, math.inf, -math.inf, 1e300, -1e300, 1e-320, 1e30]


@pytest.fixture(autouse=True)
def light() -> Iterator[None]:
    yield
    theme.set("light")
    theme.set_scale(1.0)


def square_plot(plot: CurvePlot) -> CurvePlot:
    xs = np.linspace(-6, 6, 601)
    plot.set_function(xs, xs**2, (-6.0, 6.0))
    plot.set_stationary([(0.0, 0.0, "minimum", "minimum 0")])
    plot.set_start(5.0, 25.0)
    path = 5 * 0.4 ** np.arange(16)
    plot.set_trail(path, path**2, 3)
    return plot


# ---- ticks, thinning, ranges


@pytest.mark.parametrize(
    ("value", "spacing", "largest", "text"),
    [
        (-2.0, 1.0, 5.0, "−2"),
        (1500.0, 500.0, 2000.0, "1\u202f500"),
        (0.5, 0.5, 2.0, "0.5"),
        (0.0, 1e-7, 5e-7, "0"),
        (-5e-7, 5e-7, 5e-7, "−5×10⁻⁷"),
        (1e6, 5e5, 1.5e6, "10⁶"),
        (1.5e6, 5e5, 1.5e6, "1.5×10⁶"),
        (5.05438600, 1e-8, 5.06, "5.05438600"),
    ],
)
def test_ticks_are_written_as_in_print(value: float, spacing: float, largest: float, text: str) -> None:
    assert tick_text(value, spacing, largest) == text


def test_columns_keep_the_least_and_the_greatest_of_a_million_rows() -> None:
    values = np.random.default_rng(0).normal(size=1_000_000)
    edges = column_edges(0, len(values), 500)
    low, high = columns(values, edges, len(values))
    assert len(low) == len(edges) <= 500
    assert low.min() == values.min()
    assert high.max() == values.max()


def test_what_cannot_be_drawn_becomes_nan() -> None:
    assert np.isnan(drawable(np.array([math.nan, math.inf, -1e300]))).all()
    assert drawable(np.array([1e30]))[0] == 1e30


def test_a_range_grows_by_doubling_and_only_when_left() -> None:
    assert grown((0.0, 1.0), 0.2, 0.9) == (0.0, 1.0)
    assert grown((0.0, 1.0), 0.2, 1.1) == (0.0, 2.0)
    assert grown((0.0, 1.0), -2.5, 1.0) == (-3.0, 1.0)


@pytest.mark.parametrize("value", [0.0, 3.0, -1e30, 1e-300])
def test_equal_values_still_get_a_range(value: float) -> None:
    low, high = fitted(value, value)
    assert low < value < high


def test_thinning_a_growing_path_is_thinning_the_whole() -> None:
    xs = np.cumsum(np.random.default_rng(1).normal(size=5_000))
    ys = np.cumsum(np.random.default_rng(2).normal(size=5_000))
    growing = Thinned()
    for row in (80, 81, 700, 4_999):
        rows = growing.rows(xs, ys, row, (1.0, 1.0))
    np.testing.assert_array_equal(rows, Thinned().rows(xs, ys, 4_999, (1.0, 1.0)))
    assert rows[-1] == 4_999
    assert len(rows) < 5_000


def test_thinning_notices_another_path_of_the_same_start_and_end() -> None:
    xs = np.concatenate([np.linspace(0, 100, 500), np.full(500, 100.0)])
    other = np.concatenate([np.linspace(0, 100, 900), np.full(100, 100.0)])
    subject = Thinned()
    subject.rows(xs, xs, 999, (1.0, 1.0))
    rows = subject.rows(other, other, 999, (1.0, 1.0))
    np.testing.assert_array_equal(rows, Thinned().rows(other, other, 999, (1.0, 1.0)))


def test_level_lines_of_a_bowl_are_circles() -> None:
    axis = np.linspace(-2, 2, 201)
    values = axis[None, :] ** 2 + axis[:, None] ** 2
    x0, y0, x1, y1 = level_lines(axis, axis, values, 1.0)
    assert len(x0) > 100
    np.testing.assert_allclose(np.hypot(x0, y0), 1.0, atol=1e-3)
    length = np.hypot(x1 - x0, y1 - y0).sum()
    assert length == pytest.approx(2 * math.pi, rel=1e-3)


def test_heights_survive_what_is_not_finite() -> None:
    values = np.array([[1.0, 2.0], [math.inf, math.nan]])
    scale = height_scale(values)
    assert scale is not None
    shares = scale.shares(values)
    assert shares[0].tolist() == [0.0, 1.0]
    assert np.isnan(shares[1]).all()


def test_values_beside_heights_are_short_enough_for_the_bar() -> None:
    steep, tall = HeightScale(0.0, 3e7, 0.01), HeightScale(0.0, 3e5)
    assert {"0.1", "10", "10⁴", "10⁶"} <= {text for _share, text in steep.ticks(0.0)}
    assert [text for _share, text in tall.ticks(0.3)] == ["5×10⁴", "1.5×10⁵", "2.5×10⁵"]
    assert all(len(text) <= 8 for scale in (steep, tall) for _share, text in scale.ticks(0.0))


def test_heights_of_a_steep_valley_get_logarithmic_levels_and_those_of_a_bowl_even_ones() -> None:
    axis = np.linspace(-2, 2, 101)
    x, y = axis[None, :], axis[:, None]
    bowl, valley = height_scale(x**2 + y**2), height_scale((1 - x) ** 2 + 100 * (y - x**2) ** 2)
    assert bowl is not None
    assert valley is not None
    assert not bowl.logarithmic
    np.testing.assert_allclose(np.diff(bowl.levels()), 1.0)
    assert valley.logarithmic
    assert {10.0, 100.0, 1000.0} <= set(valley.levels())
    assert height_scale(np.array([math.nan])) is None
    assert height_scale(np.full(4, 7.0)).levels() == []  # type: ignore[union-attr]


# ---- every plot


def filled(kind: type[Plot]) -> Plot:
    rng = np.random.default_rng(0)
    plot = kind()
    if isinstance(plot, CurvePlot):
        square_plot(plot)
        plot.set_tangent(0.32, 0.1024, 0.64)
        plot.set_ghost(0.128, 0.0164, "−η·f′(x) = −0.192")
    elif isinstance(plot, LossPlot):
        plot.set_history(25 * 0.16 ** np.arange(16), 16, 5)
        plot.set_minimum(0.0, "exact minimum 0")
    elif isinstance(plot, DifferencePlot):
        plot.add(rng.normal(0, 1e-7, 50), np.ones(50))
        plot.show_rows(50)
    elif isinstance(plot, ScatterPlot):
        plot.set_points(rng.normal(size=(40, 2)))
        plot.set_line(np.array([-3.0, 3.0]), np.array([-3.0, 3.0]), (1.0, 0.0))
        plot.set_residuals("squares")
    elif isinstance(plot, PlanePlot):
        axis = np.linspace(-1, 1, 31)
        plot.set_contours(axis, axis, axis[None, :] ** 2 + 9 * axis[:, None] ** 2, (0.0, 0.0))
        plot.set_path(np.linspace(0.9, 0.1, 9), np.linspace(0.8, 0.0, 9), 8)
    elif isinstance(plot, MapPlot):
        axis = np.linspace(-1, 1, 31)
        plot.set_home(-1, 1, -1, 1)
        plot.set_surface(axis, axis, axis[None, :] ** 2 + 9 * axis[:, None] ** 2)
        plot.set_start(0.9, 0.8)
        plot.set_runners([MapRunner(1, np.linspace(0.9, 0.1, 9), np.linspace(0.8, 0.0, 9), 8, "SGD")])
    elif isinstance(plot, RaceLossPlot):
        plot.set_series([RaceSeries(1, "SGD", 25 * 0.16 ** np.arange(16), 16)], 5)
    return plot


KINDS = [CurvePlot, LossPlot, DifferencePlot, ScatterPlot, PlanePlot, MapPlot, RaceLossPlot]
every = pytest.mark.parametrize("kind", KINDS, ids=[kind.__name__ for kind in KINDS])


@every
def test_a_theme_and_size_show_at_once(shown: Callable[..., Plot], kind: type[Plot]) -> None:
    plot = shown(filled(kind))
    for name in ("dark", "light"):
        theme.set(name)
        theme.set_scale(1.5 if name == "dark" else 1.0)
        image = picture(plot)
        background = TOKENS[name].plot if kind not in (PlanePlot, MapPlot) else TOKENS[name].text
        assert has_colour(image, background)
        assert has_colour(image, TOKENS[name].path if kind is not DifferencePlot else TOKENS[name].exact)


@every
def test_what_a_plot_does_is_not_hidden_by_what_pyqtgraph_puts_on_it(
    shown: Callable[..., Plot], kind: type[Plot]
) -> None:
    plot = shown(filled(kind), 220, 160)
    ours = [each for each in kind.__mro__ if each.__module__.startswith("gui.")]
    methods = {name for each in ours for name, value in vars(each).items() if isinstance(value, FunctionType)}
    assert not methods & set(vars(plot))


@every
def test_paint_and_emit_keep_the_references_of_none_and_true(shown: Callable[..., Plot], kind: type[Plot]) -> None:
    plot = shown(filled(kind), 220, 160)
    plot.pictureRequested.connect(lambda _plot, _copies: None)

    def grown() -> tuple[int, int]:
        gc.collect()
        before = sys.getrefcount(None), sys.getrefcount(True)
        for frame in range(150):
            plot.redraw() if frame % 10 else plot.redraw_background()
            plot.viewport().repaint()
            plot.pictureRequested.emit(plot, False)
        gc.collect()
        return sys.getrefcount(None) - before[0], sys.getrefcount(True) - before[1]

    # What threads of other tests do meanwhile changes the counts once; a fault of the plot, with every frame.
    # On CPython 3.12 and later these objects are immortal and the counts constant.
    nones, trues = zip(*(grown() for _ in range(3)), strict=True)
    assert max(nones) > -100
    assert max(trues) > -100
    assert min(nones) < 500


@every
def test_keys_zoom_and_move_the_view_and_bring_it_back(
    qtbot: QtBot, shown: Callable[..., Plot], kind: type[Plot]
) -> None:
    plot = shown(filled(kind))
    plot.reset_view()
    home = plot.shown_range()
    width, height = home[1] - home[0], home[3] - home[2]
    qtbot.keyClick(plot, Qt.Key.Key_Right, CTRL)
    qtbot.keyClick(plot, Qt.Key.Key_Up, CTRL)
    moved = (home[0] + width / 10, home[1] + width / 10, home[2] + height / 10, home[3] + height / 10)
    assert plot.shown_range() == pytest.approx(moved)
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    zoomed = plot.shown_range()
    assert zoomed[1] - zoomed[0] == pytest.approx(width / 1.25)
    assert zoomed[0] + zoomed[1] == pytest.approx(moved[0] + moved[1])
    qtbot.keyClick(plot, Qt.Key.Key_Minus)
    assert plot.shown_range() == pytest.approx(moved)
    qtbot.keyClick(plot, Qt.Key.Key_0)
    assert plot.shown_range() == pytest.approx(home)


@every
def test_the_wheel_zooms_and_a_double_click_comes_back(
    qtbot: QtBot, shown: Callable[..., Plot], kind: type[Plot]
) -> None:
    plot = shown(filled(kind))
    home = plot.shown_range()
    middle = background_spot(plot)
    wheel = QWheelEvent(
        QPointF(middle),
        QPointF(plot.viewport().mapToGlobal(middle)),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot.viewport(), wheel)
    zoomed = plot.shown_range()
    assert zoomed[1] - zoomed[0] < home[1] - home[0]
    assert zoomed[3] - zoomed[2] < home[3] - home[2]
    qtbot.mouseDClick(plot.viewport(), LEFT, pos=middle)
    assert plot.shown_range() == pytest.approx(home)


@every
def test_a_drag_on_the_background_moves_the_view_without_zoom(
    qtbot: QtBot, shown: Callable[..., Plot], kind: type[Plot]
) -> None:
    plot = shown(filled(kind))
    plot.reset_view()
    x0, x1, y0, y1 = plot.shown_range()
    corner = plot.mapFromScene(plot.view.mapToScene(plot.area().topLeft())) + QPoint(12, 60)
    press_drag(qtbot, plot, corner, corner + QPoint(80, 30))
    a0, a1, b0, b1 = plot.shown_range()
    assert a1 - a0 == pytest.approx(x1 - x0)
    assert b1 - b0 == pytest.approx(y1 - y0)
    assert a0 < x0
    assert b0 > y0


@every
def test_keys_are_left_to_the_window(shown: Callable[..., Plot], kind: type[Plot]) -> None:
    plot = shown(filled(kind))
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        plot.keyPressEvent(event)
        assert not event.isAccepted()


@every
def test_the_menu_has_no_entries_of_pyqtgraph(shown: Callable[..., Plot], kind: type[Plot]) -> None:
    plot = shown(filled(kind))
    texts = [action.text() for action in plot.make_menu().actions()]
    assert texts[:3] == ["Reset view", "Copy picture", "Save picture…"]
    assert plot.view.menu is None


@every
def test_a_plot_has_a_name_for_screen_readers_and_takes_the_keyboard(
    shown: Callable[..., Plot], kind: type[Plot]
) -> None:
    plot = shown(filled(kind))
    assert plot.accessibleName() == "Title"
    assert plot.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_awkward_numbers_break_no_plot(shown: Callable[..., Plot]) -> None:
    values = np.array(AWKWARD * 10)
    curve, loss, difference, scatter, plane, surface, race = [shown(kind()) for kind in KINDS]
    curve.set_function(values, values, (-1.0, 1.0))
    curve.set_trail(values, values, len(values) - 1)
    curve.set_start(math.inf, math.nan)
    curve.set_tangent(0.0, 1e300, math.inf)
    curve.set_ghost(math.nan, 1.0, "gone")
    curve.set_stationary([(math.nan, 0.0, "minimum", "none"), (0.0, 1e300, "maximum", "far")])
    for logs in ((False, False), (True, True)):
        loss.set_log(*logs)
        loss.set_history(values, len(values))
        loss.set_minimum(math.inf, "none")
        picture(loss)
    difference.add(values, values)
    difference.show_rows(len(values))
    scatter.set_points(np.column_stack([values, values[::-1]]))
    scatter.set_line(values, values, (math.inf, 0.0))
    plane.set_contours(np.linspace(0, 1, 10), np.linspace(0, 1, 10), values.reshape(10, 10))
    plane.set_path(values, values, len(values) - 1)
    race.set_lowest(-1e300, "gap")
    race.set_series([RaceSeries(0, "a", values, len(values), diverged=True), RaceSeries(1, "b", values[::-1], 3)])
    surface.set_surface(np.linspace(0, 1, 10), np.linspace(0, 1, 10), values.reshape(10, 10))
    surface.set_start(math.inf, math.nan)
    surface.set_points([MapPoint(math.nan, 0.0, "minimum", "none"), MapPoint(0.0, 1e300, "saddle", "far")])
    surface.set_runners([MapRunner(0, values, values, row, "SGD", diverged=True) for row in (0, 5, 99)])
    surface.set_next([(0, math.nan, 1e300)])
    surface.set_ghosts([GhostPath(values, values[::-1], "what if")])
    for plot in (curve, loss, difference, scatter, plane, surface, race):
        plot.ensure_visible(math.nan, 1.0, 0.0, 1e300)
        picture(plot)
        assert all(math.isfinite(value) for value in plot.shown_range())
    curve.show_range(-1e300, 1e300, 5.0, 5.0)
    picture(curve)


def test_a_deleted_plot_ignores_a_change_of_theme(qtbot: QtBot) -> None:
    plot = filled(CurvePlot)
    plot.show()
    plot.close()
    theme.set("dark")
    plot.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    theme.set("light")


# ---- curve


def test_the_start_is_dragged_along_the_curve(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = square_plot(shown(CurvePlot()))
    dragged: list[float] = []
    plot.startDragged.connect(dragged.append)
    with qtbot.waitSignal(plot.startDropped) as dropped:
        press_drag(qtbot, plot, spot(plot, 5.0, 25.0), spot(plot, -3.0, 4.0))
    across, _up = plot.unit()
    assert dropped.args[0] == pytest.approx(-3.0, abs=2 * across)
    assert dragged
    assert plot._start[1] == pytest.approx(dropped.args[0] ** 2, abs=0.01)


def test_a_start_out_of_sight_is_drawn_at_the_edge(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = square_plot(shown(CurvePlot()))
    plot.show_range(-2.0, 2.0, -1.0, 4.0)
    place = plot._start_place()
    assert plot.area().contains(place)
    assert plot.grip_at(place) == "start"


def test_a_current_point_out_of_sight_says_where_it_is(
    shown: Callable[..., Plot], monkeypatch: pytest.MonkeyPatch
) -> None:
    plot, written = square_plot(shown(CurvePlot())), set[str]()
    monkeypatch.setattr("gui.plots.curves.curve.Labels.write", lambda *args, **_options: written.add(args[1]))
    for x, told in ((-6.0, set[str]()), (7.442, {"x = 7.442"})):
        plot.set_trail(np.array([5.0, x]), np.array([25.0, x**2]), 1)
        picture(plot)
        assert {text for text in written if text.startswith("x = ")} == told


def test_alt_and_an_arrow_nudge_the_start_over_round_numbers(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = square_plot(shown(CurvePlot()))
    plot.startDropped.connect(lambda x: plot.set_start(x, x**2))
    heard: list[float] = []
    plot.startDropped.connect(heard.append)
    for _ in range(3):
        qtbot.keyClick(plot, Qt.Key.Key_Left, ALT)
    assert heard == [4.8, 4.6, 4.4]


def test_shift_and_an_arrow_are_left_to_the_timeline(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = square_plot(shown(CurvePlot()))
    with qtbot.assertNotEmitted(plot.startDropped):
        qtbot.keyClick(plot, Qt.Key.Key_Right, SHIFT)


def test_a_run_that_diverges_leaves_the_view_on_the_domain(shown: Callable[..., Plot]) -> None:
    plot = square_plot(shown(CurvePlot()))
    before = plot.shown_range()
    path = 5 * (-1.5) ** np.arange(150)
    plot.set_trail(path, path**2, 149)
    picture(plot)
    assert plot.shown_range() == before


def test_the_view_shows_stationary_points_that_the_whole_domain_would_hide(
    shown: Callable[..., Plot],
) -> None:
    plot = shown(CurvePlot())
    xs = np.linspace(-3, 5.5, 2_001)
    plot.set_function(xs, 2 * xs**4 - 3 * xs**2 + 2 * xs - 20, (-3.0, 5.5))
    assert plot.shown_range()[3] > 1_000
    plot.set_stationary([(-1.0, -23.0, "minimum", "minimum −1"), (0.5, -19.625, "inflection", "0.5")])
    apart = plot.pixel(-1.0, -23.0).y() - plot.pixel(0.5, -19.625).y()
    assert apart > 25
    plot.reset_view()
    assert plot.shown_range()[3] > 1_000
    plot.reset_view()
    assert plot.shown_range()[3] < 100


def test_a_pole_is_a_gap_and_not_a_line(shown: Callable[..., Plot]) -> None:
    plot = shown(CurvePlot())
    xs = np.linspace(-2, 2, 401)
    with np.errstate(divide="ignore"):
        plot.set_function(xs, 1 / (xs - 0.003), (-2.0, 2.0))
    px, py = plot._curve_pixels()
    near = np.abs(px - plot.pixel(0.003, 0.0).x()) < 3
    assert np.isnan(py[near]).any()


def test_a_trail_of_a_million_steps_is_drawn_from_a_few_hundred(shown: Callable[..., Plot]) -> None:
    plot = square_plot(shown(CurvePlot()))
    path = 5 * np.cos(np.arange(1_000_001) / 3)
    plot.set_trail(path, path**2, 1_000_000)
    rows = plot._thinned.rows(path, path**2, 1_000_000, plot.unit())
    assert len(rows) <= 410


def test_the_hover_text_is_that_of_the_pointer(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = square_plot(shown(CurvePlot()))
    asked: list[float] = []
    plot.set_hover_text(lambda x: asked.append(x) or "x\nf(x)")
    qtbot.mouseMove(plot.viewport(), spot(plot, -4.0, 20.0))
    picture(plot)
    assert asked[-1] == pytest.approx(-4.0, abs=0.1)


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)  # the offscreen platform cannot
def test_a_picture_copied_from_the_menu_has_no_hover_text(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = square_plot(shown(CurvePlot()))
    plain_picture = picture(plot)
    plot.set_hover_text(lambda _x: "x\nf(x)")
    place = spot(plot, 2.0, 12.0)
    qtbot.mouseMove(plot.viewport(), place)
    qtbot.waitUntil(lambda: picture(plot) != plain_picture)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, plot.viewport().mapToGlobal(place))
    QApplication.sendEvent(plot.viewport(), asked)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert picture(plot) == plain_picture
    menu.close()


# ---- plane


def test_the_start_is_dragged_over_the_plane(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = shown(filled(PlanePlot), 300, 250)
    with qtbot.waitSignal(plot.startDropped) as dropped:
        press_drag(qtbot, plot, spot(plot, 0.9, 0.8), spot(plot, -0.5, -0.5))
    assert dropped.args == [pytest.approx(-0.5, abs=0.03), pytest.approx(-0.5, abs=0.03)]


def test_undo_moves_a_start_in_the_plane_that_is_under_the_pointer(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = shown(filled(PlanePlot), 300, 250)
    press_drag(qtbot, plot, spot(plot, 0.9, 0.8), spot(plot, -0.5, -0.5))
    plot.set_path(np.array([0.9, 0.5]), np.array([0.8, 0.4]), 1)
    assert plot.grip_at(plot.pixel(0.9, 0.8)) == "start"


def test_a_valley_a_thousand_times_longer_than_wide_fills_the_plane(shown: Callable[..., Plot]) -> None:
    plot = shown(PlanePlot(), 300, 250)
    first, second = np.linspace(0.8, 0.9, 41), np.linspace(-100, 100, 41)
    loss = 1e6 * (first[None, :] - 0.85) ** 2 + 1e-3 * second[:, None] ** 2
    plot.set_contours(first, second, loss, (0.85, 0.0))
    assert plot.shown_range() == pytest.approx((0.8, 0.9, -100.0, 100.0))
    assert has_colour(picture(plot), TOKENS["light"].exact)


def test_a_plane_without_contours_follows_its_path(shown: Callable[..., Plot]) -> None:
    plot = shown(PlanePlot(), 300, 250)
    path = np.linspace(1.0, 50.0, 100)
    for row in range(100):
        plot.set_path(path[: row + 1], path[: row + 1], row)
    picture(plot)
    assert plot.area().contains(plot.pixel(50.0, 50.0))


@pytest.mark.parametrize("part", ["data", "axis"])
def test_an_error_while_a_picture_is_painted_is_told_and_the_program_goes_on(
    qtbot: QtBot, shown: Callable[..., Plot], monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    plot, told = shown(LossPlot()), []
    broken = {"data": (plot, "paint_data"), "axis": (plot._axes["left"], "generateDrawSpecs")}
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, _trace: told.append((kind, str(error))))
    monkeypatch.setattr(*broken[part], lambda *_given: [][1])
    plot.set_history(np.ones(5), 5, 2)
    plot._axes["left"].picture = None
    plot.grab()
    assert set(told) == {(IndexError, "list index out of range")}
