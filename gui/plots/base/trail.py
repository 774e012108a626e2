"""The steps of a descent, fading with age."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt

from gui.look.theme import theme
from gui.plots.base.drawing import arrow, colour_of, faded, mark, pen, within

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from gui.plots.base.thin import Floats

__all__ = ["paint_trail"]

_OLDEST = 0.35
_SHADES = 24
_SHORTEST = 0.5
_DOTS_APART = 3.0
_SHORTEST_WITH_ARROW = 22.0


def paint_trail(painter: QPainter, area: QRectF, px: Floats, py: Floats, *, arrows: bool) -> None:
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
    shades = np.linspace(0, _SHADES, max(count, 2)).astype(int).clip(0, _SHADES - 1)
    colours = [faded(theme.tokens.path, _OLDEST + (1.0 - _OLDEST) * shade / (_SHADES - 1)) for shade in range(_SHADES)]
    _paint_steps(painter, area, px, py, shades[1:], colours, arrows)
    _paint_dots(painter, area, px[:-1], py[:-1], shades, colours)


def _paint_steps(
    painter: QPainter, area: QRectF, px: Floats, py: Floats, shades: Floats, colours: list[str], arrows: bool
) -> None:
    dx, dy = np.diff(px), np.diff(py)
    with np.errstate(invalid="ignore"):
        shown = np.isfinite(dx + dy) & (np.hypot(dx, dy) >= _SHORTEST)
        shown &= (np.maximum(px[1:], px[:-1]) >= area.left()) & (np.minimum(px[1:], px[:-1]) <= area.right())
        shown &= (np.maximum(py[1:], py[:-1]) >= area.top()) & (np.minimum(py[1:], py[:-1]) <= area.bottom())
    steps = np.flatnonzero(shown)
    for shade in np.unique(shades[steps]).tolist():
        colour = colours[shade]
        some = steps[shades[steps] == shade]
        ends = np.column_stack([px[some], py[some], px[some + 1], py[some + 1]])
        lines = [QLineF(*end) for end in ends.tolist()]
        painter.setPen(pen(colour, 1.5))
        painter.drawLines(lines)
        if not arrows:
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(colour))
        for line in lines:
            if line.length() > _SHORTEST_WITH_ARROW * theme.scale:
                line.setLength(line.length() - 4 * theme.scale)
                arrow(painter, line.p1(), line.p2())


def _paint_dots(painter: QPainter, area: QRectF, px: Floats, py: Floats, shades: Floats, colours: list[str]) -> None:
    """Draw dots where they do not hide each other."""
    places = np.flatnonzero(within(px, py, area.adjusted(-8, -8, 8, 8)))
    painter.setPen(pen(theme.tokens.plot, 1.0))
    last_x, last_y, last_shade = math.inf, math.inf, -1
    for x, y, shade in zip(px[places].tolist(), py[places].tolist(), shades[places].tolist(), strict=True):
        if abs(x - last_x) + abs(y - last_y) < _DOTS_APART:
            continue
        if shade != last_shade:
            painter.setBrush(colour_of(colours[shade]))
        mark(painter, "circle", QPointF(x, y), 3.6)
        last_x, last_y, last_shade = x, y, shade
