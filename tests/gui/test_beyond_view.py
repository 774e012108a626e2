"""What is in range is drawn exactly where it is, and what is not as an arrow at the edge, with its place in numbers."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor

from gui.look.theme import theme
from gui.plots.base.beyond import arrow_out
from gui.plots.base.clip import clipped
from gui.plots.base.drawing import Labels
from gui.plots.base.map_items import GhostPath, MapPoint, MapRunner
from gui.plots.base.runner_style import runner_style
from gui.plots.curves.curve import CurvePlot
from gui.plots.curves.scatter import ScatterPlot
from gui.plots.heights.map import MapPlot
from gui.plots.heights.plane import PlanePlot
from gui.plots.rows.pinned import PinnedLine
from tests.gui.interaction import picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.plots.base.plot import Plot

AREA = QRectF(0, 0, 200, 100)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []
    real = Labels.write

    def write(self: Labels, text: str, *rest: object, **more: object) -> QRectF | None:
        texts.append(text.strip())
        return real(self, text, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Labels, "write", write)
    return texts


def places_of(plot: Plot, colour: str) -> list[tuple[float, float]]:
    """Return the places in the plot's area of the pixels that have a colour."""
    image, corner = picture(plot), plot.mapFromScene(plot.view.mapToScene(QPointF(0, 0)))
    area, wanted = plot.area(), QColor(colour).rgb()
    ratio = image.devicePixelRatio()
    found = []
    for y in range(int(area.height())):
        for x in range(int(area.width())):
            if image.pixel(round((corner.x() + x) * ratio), round((corner.y() + y) * ratio)) == wanted:
                found.append((x + 0.5, y + 0.5))
    return found


@pytest.mark.parametrize(
    ("at", "tip", "way"),
    [
        (QPointF(50, -1e7), (50, 0), (0, -1)),
        (QPointF(50, math.nan), (50, 100), (0, 1)),
        (QPointF(1e7, 30), (200, 30), (1, 0)),
        (QPointF(-3, 400), (0, 100), (-1, 1)),
    ],
)
def test_an_arrow_keeps_the_coordinate_that_is_in_range(
    qapp: object, at: QPointF, tip: tuple[float, float], way: tuple[float, float]
) -> None:
    ends = arrow_out(AREA, at)
    assert ends is not None
    tail, head = ends
    assert (head.x(), head.y()) == tip
    assert tuple(np.sign([head.x() - tail.x(), head.y() - tail.y()])) == way
    assert AREA.contains(tail)


def test_a_point_in_range_has_no_arrow(qapp: object) -> None:
    assert arrow_out(AREA, QPointF(0, 100)) is None


def cubic(plot: CurvePlot) -> tuple[CurvePlot, np.ndarray]:
    xs = np.linspace(-2.5, 2.5, 501)
    plot.set_texts("f", "x", "f(x)")
    plot.set_function(xs, xs**3 - 3 * xs, (-2.5, 2.5))
    path = [5.0]
    for _ in range(4):
        path.append(path[-1] - 0.3 * (3 * path[-1] ** 2 - 3))
    plot.show_range(-2.5, 2.5, -10.0, 9.0)
    return plot, np.array(path)


def test_a_run_that_left_the_view_is_an_arrow_with_its_x(shown: Callable[..., Plot], written: list[str]) -> None:
    plot, path = cubic(shown(CurvePlot()))  # type: ignore[arg-type]
    plot.set_trail(path, path**3 - 3 * path, 4)
    found = places_of(plot, theme.tokens.path)
    assert found
    assert all(x < 14 and y > plot.area().height() - 14 for x, y in found)
    assert "x = −3.555×10⁹" in written


@pytest.mark.parametrize("x", [-1.9, 0.0, 2.2])
def test_a_point_in_range_is_drawn_where_it_is(shown: Callable[..., Plot], written: list[str], x: float) -> None:
    plot, _path = cubic(shown(CurvePlot()))  # type: ignore[arg-type]
    path = np.array([x, x])
    plot.set_trail(path, path**3 - 3 * path, 1)
    found = np.array(places_of(plot, theme.tokens.path))
    area = plot.area()
    wanted = (x + 2.5) / 5 * area.width(), (9 - (x**3 - 3 * x)) / 19 * area.height()
    assert found.mean(axis=0) == pytest.approx(wanted, abs=1.5)
    assert written == []


def test_a_start_without_a_height_is_at_its_own_x(shown: Callable[..., Plot], written: list[str]) -> None:
    plot, _path = cubic(shown(CurvePlot()))  # type: ignore[arg-type]
    plot.set_start(-1.0, math.nan)
    found = np.array(places_of(plot, theme.tokens.path))
    assert found[:, 0].mean() == pytest.approx(1.5 / 5 * plot.area().width(), abs=1.5)
    assert found[:, 1].min() > plot.area().height() - 16
    assert set(written) == {"x = −1"}


def test_a_pinned_run_out_of_view_points_to_where_it_is(shown: Callable[..., Plot], written: list[str]) -> None:
    plot = shown(PlanePlot())
    assert isinstance(plot, PlanePlot)
    plot.set_texts("path", "w", "b")
    plot.show_range(0.1, 0.17, -0.14, -0.12)
    w, b = np.array([0.32, 0.32]), np.array([-0.13, -0.13])
    plot.set_pinned([MapRunner(3, w, b, 1, "")])
    found = np.array(places_of(plot, runner_style(3).colour))
    area = plot.area()
    assert found[:, 0].min() > area.width() - 26
    assert found[:, 1].mean() == pytest.approx(0.5 * area.height(), abs=1.5)
    assert set(written) == {"w = 0.32, b = −0.13"}


def valley(plot: MapPlot) -> MapPlot:
    xs = np.linspace(-2.0, 2.0, 41)
    plot.set_texts("map", "x", "y")
    plot.set_surface(xs, xs, xs[:, None] ** 2 + xs**2)
    plot.show_range(-2.0, 2.0, -2.0, 2.0)
    return plot


def test_eight_runners_out_of_view_have_an_arrow_each_and_no_two_are_on_each_other(
    shown: Callable[..., Plot], monkeypatch: pytest.MonkeyPatch, written: list[str]
) -> None:
    plot, arrows = valley(shown(MapPlot())), list[QRectF]()  # type: ignore[arg-type]
    real = Labels.__init__

    def remember(self: Labels, *rest: object) -> None:
        real(self, *rest)  # type: ignore[arg-type]
        self.arrows = arrows

    monkeypatch.setattr(Labels, "__init__", remember)
    for x, y in ((1e12, 1.0), (0.5, -1e12), (1e12, 1e12), (-5.0, -5.0)):
        arrows.clear()
        written.clear()
        plot.set_runners([MapRunner(style, np.array([0.0, x]), np.array([0.0, y]), 1, "SGD") for style in range(8)])
        plot.grab()
        assert len(arrows) >= 8
        assert len(written) >= 8
        assert not any(one.intersects(other) for one, other in combinations(arrows[:8], 2))
        assert all(plot.area().adjusted(-6, -6, 6, 6).contains(arrow) for arrow in arrows[:8])


def test_a_runner_out_of_view_points_to_where_it_is_and_says_it(shown: Callable[..., Plot], written: list[str]) -> None:
    plot = valley(shown(MapPlot()))  # type: ignore[arg-type]
    plot.set_runners([MapRunner(2, np.array([1.0, 1.0]), np.array([0.0, 7.25]), 1, "Adam")])
    found = np.array(places_of(plot, runner_style(2).colour))
    at_edge = found[found[:, 1] < 24]
    assert at_edge[:, 0].mean() == pytest.approx(0.75 * plot.area().width(), abs=2.0)
    assert set(written) == {"x = 1, y = 7.25"}


@pytest.mark.parametrize("kind", [MapPlot, PlanePlot])
def test_a_start_out_of_view_is_at_the_edge_says_where_it_is_and_can_be_taken(
    shown: Callable[..., Plot], written: list[str], kind: type[MapPlot] | type[PlanePlot]
) -> None:
    plot = shown(kind())
    plot.set_texts("path", "w", "b")
    plot.show_range(0.0, 1.0, 0.0, 1.0)
    if isinstance(plot, PlanePlot):
        plot.set_path(np.array([0.5]), np.array([-3.0]), 0)
        plot.show_range(0.0, 1.0, 0.0, 1.0)
    else:
        plot.set_start(0.5, -3.0)  # type: ignore[attr-defined]
    picture(plot)
    assert set(written) == {"w = 0.5, b = −3"}
    area = plot.area()
    assert plot.grip_at(QPointF(area.width() / 2, area.height() - 8)) == "start"
    assert plot.grip_at(area.center()) is None


def test_the_exact_answer_out_of_view_is_an_arrow(shown: Callable[..., Plot], written: list[str]) -> None:
    plot = shown(PlanePlot())
    assert isinstance(plot, PlanePlot)
    plot.set_texts("path", "w", "b")
    plot.set_exact((0.25, 40.0))
    plot.show_range(0.0, 1.0, 0.0, 1.0)
    found = np.array(places_of(plot, theme.tokens.exact))
    assert found[:, 0].mean() == pytest.approx(0.25 * plot.area().width(), abs=1.5)
    assert found[:, 1].max() < 26
    assert set(written) == {"w = 0.25, b = 40"}


def test_the_three_nearest_of_the_stationary_points_out_of_view_are_arrows(
    shown: Callable[..., Plot], written: list[str]
) -> None:
    plot = valley(shown(MapPlot()))  # type: ignore[arg-type]
    plot.set_points([MapPoint(float(x), 0.0, "minimum") for x in (1, 3, 4, 5, 6, -9)])
    picture(plot)
    assert set(written) == {"x = 3, y = 0", "x = 4, y = 0", "x = 5, y = 0"}
    written.clear()
    curve, _path = cubic(shown(CurvePlot()))  # type: ignore[arg-type]
    curve.set_stationary([(-1.0, 2.0, "maximum", "maximum at x = −1"), (1.0, -2.0, "minimum", "minimum at x = 1")])
    curve.show_range(0.5, 2.5, -3.0, 3.0)
    written.clear()
    picture(curve)
    assert set(written) == {"maximum at x = −1", "minimum at x = 1"}


def test_a_step_that_leads_far_out_keeps_its_slope(qapp: object) -> None:
    """From (50, 50) along (1, −1e20) it goes straight up; back from there it comes straight down."""
    for ends in ([50.0, 50.0 + 1e10], [50.0, -1e30]), ([50.0 + 1e10, 50.0], [-1e30, 50.0]):
        px, py = clipped(np.array(ends[0]), np.array(ends[1]), AREA, 0.0)
        assert px == pytest.approx([50.0, 50.0], abs=1e-6)
        assert sorted(py) == pytest.approx([0.0, 50.0])


@pytest.mark.parametrize("size", [1e2, 1e5, 1e9, 1e12, 1e20, 1e40])
def test_a_line_is_cut_where_it_runs_whatever_its_slope(qapp: object, size: float) -> None:
    """Against fractions, which are exact, for lines between two heights that may both be far out."""
    rng = np.random.default_rng(7)
    for _ in range(200):
        x0, x1 = rng.uniform(-300, 500, 2).tolist()
        y0, y1 = (size * rng.uniform(-1, 1, 2)).tolist()
        (a, b, c, d), low, high = (Fraction(value) for value in (x0, y0, x1, y1)), Fraction(0), Fraction(1)
        for start, way, side in ((a, c - a, 200), (b, d - b, 100)):
            shares = sorted((-start / way, (side - start) / way))
            low, high = max(low, shares[0]), min(high, shares[1])
        px, py = clipped(np.array([x0, x1]), np.array([y0, y1]), AREA, 0.0)
        wanted = [(float(a + t * (c - a)), float(b + t * (d - b))) for t in (low, high) if low <= high]
        assert np.column_stack([px, py]).ravel().tolist() == pytest.approx(sum(wanted, ()), abs=1e-6)


@pytest.mark.parametrize("slope", [-4e7, 3e12, -2e30])
@pytest.mark.parametrize("pinned", [False, True])
def test_a_prediction_that_ran_away_is_where_it_crosses_the_picture(
    shown: Callable[..., Plot], slope: float, pinned: bool
) -> None:
    plot = shown(ScatterPlot())
    assert isinstance(plot, ScatterPlot)
    plot.set_points(np.array([[-2.0, 0.0], [60.0, 80.0]]))
    xs = np.array([-5.0, 65.0])
    ys = slope * (xs - 10.0)
    if pinned:
        plot.set_pinned([PinnedLine(0, xs, ys)])
    else:
        plot.set_line(xs, ys)
    found = places_of(plot, runner_style(0).colour if pinned else theme.tokens.path)
    assert len(found) > 50
    assert {round(plot.value(QPointF(x, y))[0]) for x, y in found} == {10}


@pytest.mark.parametrize("kind", ["next step", "path not taken", "end of a path"])
def test_a_step_far_out_goes_the_way_it_goes(shown: Callable[..., Plot], kind: str) -> None:
    """From (0, 0) along (1, 1/2), as far as 1e12."""
    plot = shown(MapPlot())
    assert isinstance(plot, MapPlot)
    plot.set_surface(np.linspace(-3, 3, 5), np.linspace(-3, 3, 5), np.zeros((5, 5)))
    plot.show_range(-3, 3, -3, 3)
    xs = np.array([0.0, 1e12])
    if kind == "next step":
        plot.set_runners([MapRunner(0, xs[:1], xs[:1], 0, "")])
        plot.set_next([(0, 1e12, 5e11)])
    elif kind == "path not taken":
        plot.set_ghosts([GhostPath(xs, xs / 2)])
    else:
        plot.set_runners([MapRunner(0, xs, xs / 2, 1, "")])
    colour = runner_style(0).colour if kind == "end of a path" else theme.tokens.ghost
    up = plot.unit()[1]
    seen = [plot.value(QPointF(x, y)) for x, y in places_of(plot, colour)]
    line = [(x, y) for x, y in seen if 0.5 < x < 2.5 and y < 2.5]
    assert len(line) > 20
    assert all(abs(y - x / 2) < 8 * up for x, y in line)


def test_no_line_crosses_a_label(shown: Callable[..., Plot]) -> None:
    plot, _path = cubic(shown(CurvePlot()))  # type: ignore[arg-type]
    plot.set_stationary([(0.0, -5.0, "minimum", "minimum at x = 0")])
    plot.set_trail(np.array([0.3, 0.3]), np.array([8.0, 8.0]), 1)
    picture(plot)
    assert plot._labels_of_marks is not None
    (label,) = plot._labels_of_marks.written
    x, y = plot.value(label.center())
    plot.set_tangent(x, y, 0.0)
    inside = label.adjusted(1, 1, -1, -1)
    drawn = [QPointF(*at) for at in places_of(plot, theme.tokens.tangent)]
    assert any(abs(at.y() - label.center().y()) < 2 for at in drawn)
    assert not [at for at in drawn if inside.contains(at)]
    plot.set_trail(np.array([0.3, x + 1.0]), np.array([8.0, y]), 1)
    plot.set_ghost(x - 1.0, y, "Δx")
    picture(plot)
    (label,) = plot._labels_of_marks.written
    assert label.top() < plot.pixel(x, y).y() < label.bottom()
    drawn = [QPointF(*at) for at in places_of(plot, theme.tokens.ghost)]
    assert any(abs(at.y() - label.center().y()) < 2 for at in drawn)
    assert not [at for at in drawn if label.adjusted(1, 1, -1, -1).contains(at)]


def test_a_label_keeps_off_its_mark(shown: Callable[..., Plot]) -> None:
    plot, _path = cubic(shown(CurvePlot()))  # type: ignore[arg-type]
    for y in (8.9, 8.0, 0.0, -9.9):
        plot.set_stationary([(0.0, y, "maximum", "maximum at x = 0")])
        picture(plot)
        assert plot._labels_of_marks is not None
        (label,) = plot._labels_of_marks.written
        at = plot.pixel(0.0, y)
        assert not label.intersects(QRectF(at.x() - 6, at.y() - 6, 12, 12))
