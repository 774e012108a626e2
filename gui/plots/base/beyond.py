"""What lies beyond the range shown: an arrowhead at the edge, which no one takes for a point on the curve."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from gui.look.theme import theme
from gui.plots.base.drawing import arrow, clamped, colour_of, pen

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from gui.plots.base.drawing import Labels

_SIZE = 12.0
_LABEL_GAP = 10.0


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


def paint_beyond(
    painter: QPainter, area: QRectF, at: QPointF, colours: tuple[str, str], labels: Labels | None = None, text: str = ""
) -> bool:
    """Draw the arrow to what is outside an area, in the colours of its fill and its edge; return whether it is outside.

    Beside it ``text`` says where that is.
    """
    ends = arrow_out(area, at)
    if ends is None:
        return False
    fill, edge = colours
    painter.setPen(pen(edge, 1.4))
    painter.setBrush(colour_of(fill))
    arrow(painter, *ends, _SIZE)
    if labels is not None and text:
        tail, tip = ends
        labels.take(QRectF(tail, tip).normalized().adjusted(-4, -4, 4, 4))
        labels.write(text, tail, theme.tokens.text, _LABEL_GAP)
    return True
