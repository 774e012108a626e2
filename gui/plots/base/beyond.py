"""What lies beyond the range shown: an arrowhead at the edge, which no one takes for a point on the curve."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF

from gui.look.theme import theme
from gui.plots.base.drawing import arrow, clamped, colour_of, filled_mark, pen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from gui.plots.base.drawing import Labels

_SIZE, _MARK = 12.0, 5.0
_LABEL_GAP = 10.0
_ROOM = 4.0
"""Pixels on each side of an arrow that are its own."""
_PLACES = 60
_GAPS = (13.0, 31.0, 49.0, 67.0)
"""Pixels between a mark and what is said of it: the first where there is room."""
_BLANKS = "\u2003\u2002"
"""As wide as the mark before a text."""
_MOST = 3
"""More arrows to places of one kind hide the picture."""


def arrow_out(area: QRectF, at: QPointF) -> tuple[QPointF, QPointF] | None:
    """Return tail and tip of the arrow at the edge that points to what is outside an area; None for what is inside.

    A coordinate that is in range stays as it is: what is too high gets an arrow upwards at its own x. One that is not
    finite counts as below or left of the area.
    """
    x, y = (value if math.isfinite(value) else end for value, end in ((at.x(), -1.0), (at.y(), area.bottom() + 1.0)))
    if area.contains(QPointF(x, y)):
        return None
    tip = clamped(QPointF(x, y), area)
    dx, dy = (math.copysign(1.0, way) if way else 0.0 for way in (x - tip.x(), y - tip.y()))
    length = _SIZE * theme.scale / math.hypot(dx, dy)
    return QPointF(tip.x() - dx * length, tip.y() - dy * length), tip


def seen_place(area: QRectF, at: QPointF) -> QPointF:
    """Return where what is at a place is seen: there, else at the edge."""
    ends = arrow_out(area, at)
    return at if ends is None else ends[0]


def paint_beyond(
    painter: QPainter,
    area: QRectF,
    at: QPointF,
    colours: tuple[str, str],
    labels: Labels | None = None,
    text: str = "",
    shape: str = "",
) -> QPointF | None:
    """Draw the arrow to what is outside an area, in the colours of its fill and its edge, with its mark behind it.

    It is moved along the edge where another one is; no label will cover it. Beside it ``text`` says where that is.
    Return the end that it comes from, where a label belongs; None for what is inside.
    """
    ends = arrow_out(area, at)
    if ends is None:
        return None
    tail, tip = ends
    if shape:
        line = QLineF(tip, tail)
        line.setLength(line.length() + _MARK * theme.scale)
        tail = line.p2()
    if labels is not None:
        room = QRectF(tail, tip).normalized().adjusted(*(side * _ROOM * theme.scale for side in (-1, -1, 1, 1)))
        shift = _shift(room, tip, area, labels.arrows)
        tail, tip = tail + shift, tip + shift
        labels.arrows.append(room.translated(shift))
        labels.take(room.translated(shift))
    fill, edge = colours
    painter.setPen(pen(edge, 1.4))
    painter.setBrush(colour_of(fill))
    arrow(painter, tail, tip, _SIZE)
    if shape:
        filled_mark(painter, shape, tail, _MARK, fill, edge, 1.2)
    if labels is not None and text:
        labels.write(text, tail, theme.tokens.text, _LABEL_GAP)
    return tail


def _shift(room: QRectF, tip: QPointF, area: QRectF, others: Sequence[QRectF]) -> QPointF:
    """Return by how much an arrow moves along the edge, so that it is on no other one; not at all where all is full."""
    upright = area.top() < tip.y() < area.bottom()
    for step in range(_PLACES):
        for way in (1, -1):
            far = way * step * _ROOM * theme.scale
            shift = QPointF(0.0, far) if upright else QPointF(far, 0.0)
            free = not any(room.translated(shift).intersects(other) for other in others)
            if free and area.contains(tip + shift):
                return shift
    return QPointF()


def write_with_mark(painter: QPainter, labels: Labels, look: tuple[str, str], text: str, at: QPointF) -> None:
    """Write a text beside a point, a mark before it: its ``look`` is a shape and a colour; farther away in a crowd."""
    places = (labels.write(_BLANKS + text, at, theme.tokens.text, gap) for gap in _GAPS)
    place = next(filter(None, places), None)
    if place is not None:
        middle = QPointF(place.left() + 9 * theme.scale, place.center().y())
        filled_mark(painter, look[0], middle, 4.0, look[1], theme.tokens.plot, 1.0)


def nearest_beyond(area: QRectF, places: Sequence[QPointF]) -> list[int]:
    """Return the indices of the few places outside of an area that are nearest to it."""

    def distance(index: int) -> float:
        return QLineF(places[index], clamped(places[index], area)).length()

    return sorted((index for index, at in enumerate(places) if not area.contains(at)), key=distance)[:_MOST]
