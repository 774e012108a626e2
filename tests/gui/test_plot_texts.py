"""Texts in a plot are shown whole, however narrow the plot and wherever they are."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from gui.look.theme import theme
from gui.plots.base.drawing import Labels, fitted_text
from gui.plots.heights.map import MapPlot
from gui.plots.rows.difference import DifferencePlot
from gui.plots.rows.loss import LossPlot
from tests.gui.interaction import picture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gui.plots.base.axis import Axis
    from gui.plots.base.plot import Plot

AREA = QRectF(0, 0, 150, 120)
TEXTS = (
    "Gradient descent (SGD): diverged at 1 234",
    "梯度下降（SGD）：在第 1 234 个周期发散",
    "x" * 40 + ": diverged",
    "ok",
)
PLACES = [QPointF(x, y) for x, y in product((-5.0, 3.0, 75.0, 147.0, 160.0), (-5.0, 4.0, 60.0, 117.0, 130.0))]


@pytest.fixture
def painter(qapp: object) -> Iterator[QPainter]:
    image = QImage(150, 120, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    yield painter
    painter.end()


@pytest.mark.parametrize("text", TEXTS)
def test_a_label_is_whole_inside_a_plot_that_is_narrower_than_it(painter: QPainter, text: str) -> None:
    for at in PLACES:
        labels = Labels(painter, AREA)
        labels.write(text, at, "#000000")
        (place,) = labels.taken
        assert AREA.contains(place)
        size, _flags = fitted_text(QFontMetricsF(painter.font()), text, place.width())
        assert size.width() <= place.width()
        assert size.height() <= place.height()


def tick_places(plot: Plot, name: str) -> list[tuple[QRectF, str]]:
    """Return where the texts of an axis stand in the widget, and what they are."""
    picture(plot)  # the widths of texts are known once they are drawn
    axis: Axis = plot._axes[name]
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setFont(axis.style["tickFont"])
    _line, _ticks, texts = axis.generateDrawSpecs(painter)
    painter.end()
    return [(axis.mapRectToScene(rect), text) for rect, _flags, text in texts]


@pytest.mark.parametrize("width", [180, 230, 286])
def test_no_tick_is_cut_at_the_edge_of_a_narrow_plot(shown: Callable[..., Plot], width: int) -> None:
    plot = shown(LossPlot(), width, 200)
    plot.set_history(np.full(11, 63.6588), 11, 10)
    for name, last in product(("bottom", "left"), (10, 1_000, 100_000, 999_999, 50_000_000)):
        plot.show_range(-0.01 * last, 1.0005 * last, 0.0, 7e5)
        places = tick_places(plot, name)
        assert len(places) >= 2
        for rect, text in places:
            assert QRectF(plot.viewport().rect()).contains(rect), text


def test_a_narrow_map_has_more_ticks_than_the_zero(shown: Callable[..., Plot]) -> None:
    plot = shown(MapPlot(), 330, 440)
    plot.set_home(-3, 3, -3, 3)
    texts = [text for _rect, text in tick_places(plot, "bottom")]
    assert texts == ["−2", "0", "2"]


def test_a_plot_too_narrow_for_closer_ticks_keeps_those_it_has(shown: Callable[..., Plot]) -> None:
    plot = shown(MapPlot(), 200, 200)
    plot.set_home(-3e5, 3e5, -3, 3)
    places = [rect for rect, _text in tick_places(plot, "bottom")]
    assert all(left.right() < right.left() for left, right in pairwise(places))


@pytest.mark.parametrize("width", [200, 226, 250, 320])
@pytest.mark.parametrize(
    ("size", "statement"), [(1e-17, "digits in every row"), (1e-15, "but for rounding"), (0, "exactly")]
)
def test_that_both_are_equal_is_said_whole_in_a_narrow_plot(
    shown: Callable[..., Plot], monkeypatch: pytest.MonkeyPatch, width: int, size: float, statement: str
) -> None:
    plot, drawn = shown(DifferencePlot(), width, 190), dict[str, tuple[QRectF, QRectF]]()
    assert isinstance(plot, DifferencePlot)
    real = QPainter.drawText

    def draw(self: QPainter, *rest: Any) -> None:
        if isinstance(rest[0], QRectF) and len(rest[2]) > 6:  # no number at an axis
            drawn[rest[2]] = rest[0], QFontMetricsF(self.font()).boundingRect(rest[0], rest[1], rest[2])
        real(self, *rest)

    monkeypatch.setattr(QPainter, "drawText", draw)
    plot.set_texts("f′", "epoch", "difference")
    plot.add(np.array([0.0, size]), np.array([1.0, 0.05]))
    plot.show_rows(2)
    picture(plot)
    assert any(statement in text for text in drawn)
    assert len(drawn) == 2
    for box, used in drawn.values():
        assert plot.area().contains(box)
        assert box.adjusted(-1, -1, 1, 1).contains(used)


def test_a_note_stands_above_the_plot_and_is_whole_in_its_tip(shown: Callable[..., Plot]) -> None:
    plot = shown(LossPlot(), 280, 180)
    assert isinstance(plot, LossPlot)
    plot.set_history(3 - 0.001 * np.arange(101.0), 101, 100)
    before = picture(plot).copy()
    text = "Not drawn: a run on other points, a run with another loss function"
    plot.set_left_out(text)
    image = picture(plot)
    top = plot.view.mapToScene(QPointF(0, 0)).y()
    lit = [
        y
        for y in range(image.height())
        if any(image.pixelColor(x, y) == QColor(theme.tokens.lit) for x in range(0, 280, 2))
    ]
    assert before.size() == image.size()
    assert lit
    assert max(lit) < top
    assert plot.header.toolTip() == text


def test_the_difference_has_the_axis_of_the_losses_beside_it_at_every_step(shown: Callable[..., Plot]) -> None:
    loss, difference = shown(LossPlot()), shown(DifferencePlot())
    assert isinstance(loss, LossPlot)
    assert isinstance(difference, DifferencePlot)
    values = np.linspace(4.0, 1.0, 16)
    loss.set_expected(15)
    difference.add(0 * values, values)
    for row in (0, 1, 3, 9, 2, 15):
        loss.set_history(values, 16, row)
        difference.set_reach(loss.reached)
        difference.show_rows(row + 1)
        assert difference.shown_range()[:2] == loss.shown_range()[:2] == pytest.approx((-0.15, 15.75))


@pytest.mark.parametrize("half", [5.0, 8.1e12, 1.9e20, 1.9e-7, 3.9e99])
def test_an_axis_tells_two_values_at_least(shown: Callable[..., Plot], half: float) -> None:
    plot = shown(MapPlot(), 286, 200)
    for share in (0.7, 0.95, 1.0):
        plot.show_range(-half, share * half, -half, share * half)
        for name in ("bottom", "left"):
            texts = [text for _rect, text in tick_places(plot, name) if text]
            assert len(set(texts)) >= 2
        for (before, _), (after, _) in pairwise(tick_places(plot, "bottom")):
            assert before.right() < after.left()
