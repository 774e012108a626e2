from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication

from gui.look.theme import theme
from gui.look.tokens import TOKENS
from gui.plots.base.clip import clipped
from gui.plots.base.map_items import (
    DIVERGED,
    REACHED_NONE,
    UNKNOWN,
    GhostPath,
    MapBasins,
    MapGradient,
    MapPoint,
    MapRunner,
)
from gui.plots.base.runner_style import RUNNER_STYLES
from gui.plots.heights.contours import height_scale
from gui.plots.heights.map import MapPlot
from tests.gui.interaction import ALT, LEFT, has_colour, picture, press_drag, spot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

    from gui.plots.base.plot import Plot


@pytest.fixture(autouse=True)
def light() -> Iterator[None]:
    yield
    theme.set("light")
    theme.set_scale(1.0)


def rosenbrock(x: NDArray, y: NDArray) -> NDArray:
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def bowl(x: NDArray, y: NDArray) -> NDArray:
    return x**2 + 3 * y**2


def with_surface(plot: MapPlot, function: Callable[[NDArray, NDArray], NDArray] = bowl) -> MapPlot:
    xs, ys = np.linspace(-2, 2, 60), np.linspace(-1, 3, 50)
    plot.set_home(-2, 2, -1, 3)
    plot.set_surface(xs, ys, function(xs[None, :], ys[:, None]))
    plot.set_start(-1.5, 2.0)
    return plot


def spiral(turns: float, count: int = 400) -> tuple[NDArray, NDArray]:
    angle = np.linspace(0, turns * math.tau, count)
    reach = np.linspace(1.4, 0.1, count)
    return reach * np.cos(angle), 1 + reach * np.sin(angle)


def racing(count: int, row: int) -> list[MapRunner]:
    return [MapRunner(index, *spiral(1 + index / 3), row, f"runner {index}") for index in range(count)]


def pixels_of(image: QImage) -> NDArray:
    image = image.convertToFormat(image.Format.Format_RGB32)
    return np.array(image.constBits(), dtype=int).reshape(image.height(), -1, 4)[:, :, :3]


# ---- heights


def test_heights_that_rise_by_powers_of_ten_get_a_logarithmic_scale(shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    steps = np.diff([float(text) for _share, text in plot.bar.ticks()])
    assert steps == pytest.approx(steps[0])
    with_surface(plot, rosenbrock)
    values = {text for _share, text in plot.bar.ticks()}
    assert {"10", "100"} <= values


def test_the_bar_names_round_heights_where_their_colours_are(shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    shares = {text: share for share, text in plot.bar.ticks()}
    lowest, highest = (float(value) for value in (bowl(np.array(0.0339), np.array(-0.02)), 31.0))
    assert shares["10"] == pytest.approx((10 - lowest) / (highest - lowest), abs=0.01)


def test_a_surface_with_holes_or_of_one_height_is_drawn(shown: Callable[..., Plot]) -> None:
    plot = shown(MapPlot())
    xs = np.linspace(-2, 2, 30)
    holes = np.where(xs[None, :] > 0, math.inf, xs[:, None] * 1e200)
    for values in (holes, np.full((30, 30), 3.0), np.full((30, 30), math.nan)):
        plot.set_surface(xs, xs, values)
        picture(plot)
    assert plot.bar.ticks() == []


def test_heights_come_without_moving_the_window(shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    plot.show_range(0.0, 1.0, 0.0, 1.0)
    xs = np.linspace(0, 1, 20)
    plot.set_surface(xs, xs, bowl(xs[None, :], xs[:, None]))
    assert plot.shown_range() == (0.0, 1.0, 0.0, 1.0)


def test_every_other_window_asks_for_its_heights(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = shown(MapPlot())
    with qtbot.waitSignal(plot.rangeChanged) as asked:
        plot.set_home(-2, 2, -1, 3)
    assert asked.args == [-2.0, 2.0, -1.0, 3.0]
    with qtbot.waitSignal(plot.rangeChanged):
        plot.show_range(0.0, 1.0, 0.0, 1.0)
    with qtbot.assertNotEmitted(plot.rangeChanged):
        plot.show_range(0.0, 1.0, 0.0, 1.0)
        plot.resize(400, 300)
        picture(plot)


def test_the_theme_colours_map_and_bar(shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    plot.set_runners(racing(8, 300))
    for name in ("dark", "light"):
        theme.set(name)
        image = picture(plot)
        assert all(has_colour(image, getattr(style, name), 10) for style in RUNNER_STYLES)


def test_a_narrow_map_takes_the_room_of_its_bar(shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot(), 400, 300))
    wide = plot.area().width()
    plot.resize(240, 300)
    QApplication.processEvents()
    assert not plot.bar.isVisible()
    assert plot.area().width() > wide - 160 + 40
    plot.resize(400, 300)
    QApplication.processEvents()
    assert plot.bar.isVisible()
    assert plot.area().width() == wide


# ---- the start


def test_the_start_is_dragged(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    with qtbot.waitSignal(plot.startDragged), qtbot.waitSignal(plot.startDropped) as dropped:
        press_drag(qtbot, plot, spot(plot, -1.5, 2.0), spot(plot, 0.5, 0.5))
    assert dropped.args == [pytest.approx(0.5, abs=0.02), pytest.approx(0.5, abs=0.02)]
    assert dropped.args == [round(value, 3) for value in dropped.args]


def test_a_dragged_start_has_more_decimals_where_the_view_is_nearer(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    plot.show_range(-1.5003, -1.4997, 1.9997, 2.0003)
    with qtbot.waitSignal(plot.startDropped) as dropped:
        press_drag(qtbot, plot, spot(plot, -1.5, 2.0), spot(plot, -1.49987, 2.00013))
    for value, expected, pixel in zip(dropped.args, (-1.49987, 2.00013), plot.unit(), strict=True):
        assert value == pytest.approx(expected, abs=2 * pixel)
        assert value != round(value, 4)
        assert value == round(value, 6)


def test_a_click_anywhere_sets_the_start(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    with qtbot.waitSignal(plot.startDropped) as dropped:
        qtbot.mouseClick(plot.viewport(), LEFT, pos=spot(plot, 1.0, 0.0))
    assert dropped.args == [pytest.approx(1.0, abs=0.02), pytest.approx(0.0, abs=0.02)]


def test_a_double_click_resets_the_view_and_leaves_the_start(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    plot.held = True
    plot.show_range(-1.8, 1.0, 0.0, 2.5)
    place = spot(plot, 0.5, 0.5)
    with qtbot.assertNotEmitted(plot.startDropped, wait=QApplication.doubleClickInterval() + 100):
        qtbot.mouseClick(plot.viewport(), LEFT, pos=place)
        qtbot.mouseDClick(plot.viewport(), LEFT, pos=place)
    assert plot.shown_range() == (-2.0, 2.0, -1.0, 3.0)
    assert plot.grip_at(plot.pixel(-1.5, 2.0)) == "start"


def test_alt_and_an_arrow_nudge_the_start(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    with qtbot.waitSignal(plot.startDropped) as dropped:
        qtbot.keyClick(plot, Qt.Key.Key_Right, ALT)
    assert dropped.args == [-1.45, 2.0]


def test_a_start_that_is_being_dragged_is_not_moved_by_a_run(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    port = plot.viewport()
    qtbot.mouseMove(port, spot(plot, -1.5, 2.0))
    qtbot.mousePress(port, LEFT, pos=spot(plot, -1.5, 2.0))
    qtbot.mouseMove(port, spot(plot, 0.0, 1.0))
    plot.set_start(1.0, 1.0)
    with qtbot.waitSignal(plot.startDropped) as dropped:
        qtbot.mouseRelease(port, LEFT, pos=spot(plot, 0.0, 1.0))
    assert dropped.args == [pytest.approx(0.0, abs=0.02), pytest.approx(1.0, abs=0.02)]


def test_undo_moves_a_start_that_is_under_the_pointer(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    press_drag(qtbot, plot, spot(plot, -1.5, 2.0), spot(plot, 0.5, 0.5))
    plot.set_start(-1.5, 2.0)
    assert plot.grip_at(plot.pixel(-1.5, 2.0)) == "start"


def test_the_values_under_the_pointer_are_those_of_the_surface(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    asked: list[tuple[float, float]] = []

    def answer(x: float, y: float) -> str:
        asked.append((x, y))
        return "f = 1\n∇f = (2, 3)"

    plot.set_hover_text(answer)
    qtbot.mouseMove(plot.viewport(), spot(plot, 1.0, 0.5))
    picture(plot)
    assert asked[-1] == (pytest.approx(1.0, abs=0.02), pytest.approx(0.5, abs=0.02))


# ---- runners


def test_eight_runners_and_their_names_are_told_apart(shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    plot.set_runners(racing(8, 399))
    looks = [(key.colour, key.dash, key.shape) for key in plot.keys() if key.text.startswith("runner")]
    assert len(set(looks)) == 8
    assert len({shape for _colour, _dash, shape in looks}) == 8


def test_a_runner_that_is_hidden_has_neither_path_nor_name(shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    plot.set_runners([runner._replace(shown=runner.style == 0) for runner in racing(2, 300)])
    image = picture(plot)
    assert has_colour(image, RUNNER_STYLES[0].light)
    assert not has_colour(image, RUNNER_STYLES[1].light)
    assert [key.text for key in plot.keys()][:2] == ["runner 0", "start"]


def test_a_path_drawn_step_by_step_is_the_path_drawn_at_once(shown: Callable[..., Plot]) -> None:
    grown, whole = (with_surface(shown(MapPlot())) for _ in range(2))
    for row in range(0, 400, 3):
        grown.set_runners(racing(3, row))
        grown.viewport().repaint()
    grown.set_runners(racing(3, 399))
    whole.set_runners(racing(3, 399))
    one, other = (pixels_of(picture(plot)) for plot in (grown, whole))
    # Dashes begin anew with each piece, a pixel beside where they would be.
    assert np.count_nonzero(np.abs(one - other).max(axis=2) > 60) <= 0.01 * one.shape[0] * one.shape[1]


def test_going_back_takes_the_steps_away(shown: Callable[..., Plot]) -> None:
    forth, short = (with_surface(shown(MapPlot())) for _ in range(2))
    forth.set_runners(racing(2, 399))
    picture(forth)
    forth.set_runners(racing(2, 50))
    short.set_runners(racing(2, 50))
    np.testing.assert_array_equal(pixels_of(picture(forth)), pixels_of(picture(short)))


def test_another_run_of_the_same_length_replaces_the_path(shown: Callable[..., Plot]) -> None:
    changed, fresh = (with_surface(shown(MapPlot())) for _ in range(2))
    changed.set_runners([MapRunner(0, *spiral(1.0), 399)])
    picture(changed)
    for plot in (changed, fresh):
        plot.set_runners([MapRunner(0, *spiral(2.0), 399)])
    np.testing.assert_array_equal(pixels_of(picture(changed)), pixels_of(picture(fresh)))


def test_a_million_rows_are_drawn(shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    x, y = np.random.default_rng(0).normal(size=(2, 1_000_000)).cumsum(axis=1) * 1e-3
    plot.set_runners([MapRunner(0, x, y + 1, 999_999)])
    assert has_colour(picture(plot), RUNNER_STYLES[0].light, 100)


def test_a_runner_that_diverged_leaves_the_picture_with_an_arrow_and_a_word(shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    steps = np.cumsum(np.concatenate([[-1.5], 0.1 * 3.0 ** np.arange(60)]))
    run = MapRunner(0, steps, np.full(61, 1.0), 60, "SGD")
    plot.set_runners([run])
    image = picture(plot)
    assert has_colour(image, RUNNER_STYLES[0].light, 100)
    assert not has_colour(image, TOKENS["light"].error)
    plot.set_runners([run._replace(diverged=True)])
    assert has_colour(picture(plot), TOKENS["light"].error, 30)


def test_the_word_for_one_runner_is_not_covered_by_the_arrow_of_another(
    shown: Callable[..., Plot], monkeypatch: pytest.MonkeyPatch
) -> None:
    plot = with_surface(shown(MapPlot()))
    away = [MapRunner(style, np.array([0.0, style - 1.0]), np.array([0.0, 50.0]), 1, "SGD") for style in range(3)]
    plot.set_runners([runner._replace(diverged=True) for runner in away])
    drawn: list[str] = []
    for name in ("paint_beyond", "filled_mark", "cross_out"):
        monkeypatch.setattr(f"gui.plots.heights.map.{name}", lambda *_args, name=name, **_options: drawn.append(name))
    monkeypatch.setattr(
        "gui.plots.heights.map.Labels.write", lambda *_args, **_options: drawn.append("word") or QRectF(0, 0, 9, 9)
    )
    picture(plot)
    turns = [is_word for is_word, _drawn in groupby(drawn, lambda name: name == "word")]
    assert turns == [False, True] * (drawn.count("word") // 3)  # in each painting the words come last


def test_a_runner_that_diverged_in_sight_is_crossed_out_there(shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    plot.set_runners([MapRunner(0, np.array([-1.5]), np.array([2.0]), 0, "SGD", diverged=True)])
    assert has_colour(picture(plot), TOKENS["light"].error, 30)


def test_what_is_clipped_is_the_line_inside() -> None:
    area = QRectF(0, 0, 10, 10)
    px, py = clipped(np.array([-5.0, 5.0, 5.0, 25.0, 25.0, 5.0]), np.array([5.0, 5.0, 25.0, 25.0, 5.0, 5.0]), area, 0)
    np.testing.assert_allclose(px, [0, 5, 5, math.nan, 10, 5])
    np.testing.assert_allclose(py, [5, 5, 10, math.nan, 5, 5])
    assert len(clipped(np.array([20.0, 30.0]), np.array([0.0, 5.0]), area, 0)[0]) == 0


def test_the_next_step_and_paths_not_taken_are_ghosts(shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    plot.set_runners(racing(1, 3))
    assert not has_colour(picture(plot), TOKENS["light"].ghost)
    plot.set_next([(0, 0.5, 0.5)])
    assert has_colour(picture(plot), TOKENS["light"].ghost, 15)
    plot.set_next([])
    plot.set_ghosts([GhostPath(*spiral(0.5), "η = 0.1")])
    assert has_colour(picture(plot), TOKENS["light"].ghost, 15)
    assert "what if" in [key.text for key in plot.keys()]


# ---- what lies over the heights


def test_points_are_marked_and_explained(shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    plot.set_points([MapPoint(0, 0, "minimum", "f = 0"), MapPoint(1, 1, "saddle"), MapPoint(1, 2, "maximum")])
    keys = {key.text: key.shape for key in plot.keys()}
    assert (keys["minimum"], keys["maximum"], keys["saddle point"]) == ("up", "down", "cross")
    assert has_colour(picture(plot), TOKENS["light"].tangent, 60)


def test_arrows_point_downhill(shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    xs, ys = np.linspace(-1.8, 1.8, 10), np.linspace(-0.8, 2.8, 8)
    x, y = np.meshgrid(xs, ys)
    before = picture(plot)
    plot.set_gradient(MapGradient(xs, ys, 2 * x, 6 * y))
    image = picture(plot)
    assert has_colour(image, TOKENS["light"].tangent, 100)
    assert not has_colour(before, TOKENS["light"].tangent, 1)
    assert "−∇f" in [key.text for key in plot.keys()]
    plot.set_gradient(None)
    np.testing.assert_array_equal(pixels_of(picture(plot)), pixels_of(before))


@pytest.mark.parametrize("most", [2, 6, 40, 199])
@pytest.mark.parametrize("logarithmic", [True, False])
def test_epochs_are_counted_in_whole_numbers_on_their_scale(most: int, logarithmic: bool) -> None:
    scale = height_scale(np.arange(most + 1.0), logarithmic, whole=True)
    assert scale is not None
    ticks = scale.ticks(0.08)
    assert ticks
    assert all(text.isdigit() for _share, text in ticks)
    assert scale.ticks(0.08)[0][1] in {"1", "2", "5", "10", "20"}


def test_basins_have_a_legend_of_what_starts_reach(shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    plain_map = pixels_of(picture(plot))
    axis = np.linspace(-2, 2, 16)
    kinds = np.zeros((16, 16), dtype=int)
    kinds[:, 8:] = 1
    plot.set_basins(MapBasins(axis, axis + 1, kinds, ("A", "B")))
    assert [key.text for key in plot.keys()][-2:] == ["A", "B"]
    kinds[0], kinds[1], kinds[2] = REACHED_NONE, DIVERGED, UNKNOWN
    plot.set_basins(MapBasins(axis, axis + 1, kinds, ("A", "B")))
    assert [key.text for key in plot.keys()][-2:] == ["no minimum reached", "diverged (striped)"]
    assert np.count_nonzero(np.abs(pixels_of(picture(plot)) - plain_map).max(axis=2) > 20) > 10_000
    assert plot.bar.ticks() == []  # no height has a colour now
    plot.set_basins(None)
    np.testing.assert_array_equal(pixels_of(picture(plot)), plain_map)


def test_speeds_of_convergence_take_over_the_bar(shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    axis = np.linspace(-2, 2, 16)
    speeds = np.abs(axis[None, :] * axis[:, None]) * 20 + 10
    speeds[0], speeds[1] = math.nan, math.inf
    heights = plot.bar.ticks()
    plot.set_basins(MapBasins(axis, axis + 1, speeds, (), "epochs"))
    assert plot.bar.ticks() != heights
    assert [key.text for key in plot.keys()][-2:] == ["no minimum reached", "diverged (striped)"]
    picture(plot)
    plot.set_basins(None)
    assert plot.bar.ticks() == heights


def test_a_map_is_drawn_as_vectors_too(shown: Callable[..., Plot], tmp_path: Path) -> None:
    plot = with_surface(shown(MapPlot()))
    plot.set_runners(racing(8, 399))
    picture(plot)
    generator = QSvgGenerator()
    generator.setFileName(str(tmp_path / "map.svg"))
    painter = QPainter(generator)
    plot.render(painter)
    painter.end()
    assert (tmp_path / "map.svg").read_text().count("<polyline") > 8
    assert plot.pixel(0.0, 0.0) != QPointF()


def test_a_long_next_step_is_named_and_one_of_a_hidden_runner_is_not_drawn(shown: Callable[..., Plot]) -> None:
    plot = with_surface(shown(MapPlot()))
    plot.set_runners([runner._replace(shown=False) for runner in racing(1, 3)])
    plot.set_next([(0, 0.5, 0.5)])
    assert not has_colour(picture(plot), TOKENS["light"].ghost)


def test_a_line_of_minima_is_drawn_as_a_line_and_called_one(shown: Callable[..., Plot]) -> None:
    plot = shown(MapPlot())
    plot.set_home(-1, 1, -1, 1)
    pieces = [MapPoint(0.0, y, "minimum", along=(0.0, 0.1)) for y in np.linspace(-1, 1, 11)]
    plot.set_points(pieces)
    image, keys = picture(plot), {key.text: key for key in plot.keys()}
    assert keys["line of minima"].dash == "solid"
    assert "minimum" not in keys
    for y in np.linspace(-0.95, 0.95, 39):
        at = spot(plot, 0.0, float(y))
        assert has_colour(image.copy(QRect(at - QPoint(2, 2), QSize(5, 5))), TOKENS["light"].tangent, 1)
    plot.set_points([*pieces, MapPoint(0.5, 0.5, "minimum")])
    assert {"minimum", "line of minima"} <= {key.text for key in plot.keys()}
