"""The steps of a descent, fading with age."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt

from gui.plots.drawing import arrow, colour_of, faded, mark, pen
from gui.theme import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

__all__ = ["paint_trail"]

_OLDEST = 0.35
_SHORTEST_WITH_ARROW = 22.0


def paint_trail(painter: QPainter, area: QRectF, px: NDArray, py: NDArray, *, arrows: bool) -> None:
    """Draw a line and a dot for every step, the oldest faintest; the last place gets no dot.

    Parameters
    ----------
    area : QRectF
        What lies wholly outside is not drawn.
    px, py : array
        The places in pixels, oldest first.
    arrows : bool
        Draw heads on steps long enough.
    """
    count = len(px)
    ages = np.linspace(_OLDEST, 1.0, count).tolist() if count > 1 else [1.0]
    points = [QPointF(x, y) for x, y in zip(px.tolist(), py.tolist(), strict=True)]
    for start, end, age in zip(points, points[1:], ages[1:], strict=False):
        if math.isfinite(start.y() + end.y()) and _in_sight(area, start, end):
            _paint_step(painter, start, end, faded(theme.tokens.path, age), arrows)
    _paint_dots(painter, area, points[:-1], ages)


def _in_sight(area: QRectF, start: QPointF, end: QPointF) -> bool:
    return (
        max(start.x(), end.x()) >= area.left()
        and min(start.x(), end.x()) <= area.right()
        and max(start.y(), end.y()) >= area.top()
        and min(start.y(), end.y()) <= area.bottom()
    )


def _paint_step(painter: QPainter, start: QPointF, end: QPointF, colour: str, arrows: bool) -> None:
    line = QLineF(start, end)
    if line.length() < 0.5:
        return
    painter.setPen(pen(colour, 1.5))
    painter.drawLine(line)
    if arrows and line.length() > _SHORTEST_WITH_ARROW * theme.scale:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(colour))
        line.setLength(line.length() - 4 * theme.scale)
        arrow(painter, start, line.p2())


def _paint_dots(painter: QPainter, area: QRectF, points: list[QPointF], ages: list[float]) -> None:
    area = area.adjusted(-8, -8, 8, 8)
    painter.setPen(pen(theme.tokens.plot, 1.0))
    last: QPointF | None = None
    for point, age in zip(points, ages, strict=False):
        if not area.contains(point):
            continue
        if last is not None and abs(point.x() - last.x()) + abs(point.y() - last.y()) < 3:
            continue
        painter.setBrush(colour_of(faded(theme.tokens.path, age)))
        mark(painter, "circle", point, 3.6)
        last = point
