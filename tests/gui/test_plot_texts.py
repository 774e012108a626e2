"""Texts in a plot are shown whole, however narrow the plot and wherever they are."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from gui.plots.base.drawing import Labels, fitted_text
from gui.plots.heights.map import MapPlot
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
