"""The outlines of a graph's nodes: each kind has one of its own, so that colour need not speak alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

from gui.look.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

SHAPES = {
    "leaf": "stadium",
    "intermediate": "box",
    "constant": "cut",
    "operation": "ellipse",
    "accumulate": "hexagon",
}
"""The shape of each kind of node, also in the legend."""

_COLOURS = {
    "leaf": "function",
    "intermediate": "path",
    "constant": "muted",
    "operation": "text",
    "accumulate": "tangent",
}
_CORNER = 5.0
_CUT = 9.0
ROUND, STADIUM = 34.0, 22.0
"""The largest radius of operations and of leaves."""


def colour(kind: str) -> str:
    """Return the colour of a kind of node in the theme shown."""
    return getattr(theme.tokens, _COLOURS[kind])


def outline(shape: str, area: QRectF, unit: float = 1.0) -> QPainterPath:
    """Return a shape that fills ``area``; ``unit`` is how large a pixel of the drawing is."""
    path = QPainterPath()
    if shape == "stadium":
        radius = min(area.height() / 2, STADIUM * unit)
        path.addRoundedRect(area, radius, radius)
    elif shape == "box":
        path.addRoundedRect(area, _CORNER * unit, _CORNER * unit)
    elif shape == "ellipse":
        radius = min(area.height() / 2, ROUND * unit)
        path.addRoundedRect(area, radius, radius)
    elif shape == "cut":
        _close(path, _corners(area, min(_CUT * unit, area.height() / 3)))
    else:
        _close(path, _points(area, min(area.height() / 2, 12 * unit)))
    return path


def inset(shape: str, height: float) -> float:
    """Return how far the text of a node keeps from its ends, at size 1."""
    if shape in ("stadium", "hexagon"):
        return min(height / 4, 12.0) + 4
    return 9.0


def _close(path: QPainterPath, points: Sequence[QPointF]) -> None:
    path.addPolygon(QPolygonF(points))
    path.closeSubpath()


def _corners(area: QRectF, cut: float) -> list[QPointF]:
    left, right, top, bottom = area.left(), area.right(), area.top(), area.bottom()
    return [
        QPointF(left + cut, top),
        QPointF(right - cut, top),
        QPointF(right, top + cut),
        QPointF(right, bottom - cut),
        QPointF(right - cut, bottom),
        QPointF(left + cut, bottom),
        QPointF(left, bottom - cut),
        QPointF(left, top + cut),
    ]


def _points(area: QRectF, reach: float) -> list[QPointF]:
    left, right, top, bottom = area.left(), area.right(), area.top(), area.bottom()
    middle = area.center().y()
    return [
        QPointF(left + reach, top),
        QPointF(right - reach, top),
        QPointF(right, middle),
        QPointF(right - reach, bottom),
        QPointF(left + reach, bottom),
        QPointF(left, middle),
    ]
