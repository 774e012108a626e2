"""Points, and how far each is from the prediction, as lines or as squares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from gui.look.theme import theme
from gui.plots.base.drawing import colour_of, faded, mark, pen, segments

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from gui.plots.base.mouse_view import MouseView
    from gui.plots.base.thin import Floats
    from gui.plots.curves.line_grip import LineGrip

MOST_RESIDUALS = 2_000


def paint_points(painter: QPainter, plot: MouseView, points: Floats) -> None:
    """Draw points (n, 2) as dots, the smaller the more there are."""
    px, py = plot.pixels(points[:, 0], points[:, 1])
    size = 4.2 if len(px) <= 300 else 3.0 if len(px) <= 3_000 else 1.6
    painter.setPen(pen(theme.tokens.plot, 0.8) if len(px) <= 3_000 else Qt.PenStyle.NoPen)
    painter.setBrush(colour_of(faded(theme.tokens.function, 0.85)))
    area = plot.area().adjusted(-8, -8, 8, 8)
    for x, y in zip(px.tolist(), py.tolist(), strict=True):
        if area.contains(x, y):
            mark(painter, "circle", QPointF(x, y), size)


def paint_residuals(
    painter: QPainter,
    plot: MouseView,
    kind: str,
    points: Floats,
    curve: tuple[Floats, Floats],
    line: LineGrip | None,
) -> None:
    """Draw the residuals of points (n, 2), of `MOST_RESIDUALS` at most, as "lines" or "squares".

    ``curve`` is the prediction where it was sampled, and ``line`` the same where it is a line.
    """
    if not len(curve[0]):
        return
    points = points[:: max(1, -(-len(points) // MOST_RESIDUALS))]
    xs, ys = points[:, 0], points[:, 1]
    predicted = np.interp(xs, *curve) if line is None else line.slope * xs + line.intercept
    px, py = plot.pixels(xs, ys)
    _px, foot = plot.pixels(xs, predicted)
    good = np.isfinite(px + py + foot)
    px, py, foot = px[good], py[good], foot[good]
    if kind != "squares":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(theme.tokens.ghost, 1.3))
        segments(painter, px, py, px, foot)
        return
    painter.setRenderHint(painter.RenderHint.Antialiasing, False)
    shade = min(0.14, 3.0 / max(len(px), 1))
    painter.setPen(pen(faded(theme.tokens.ghost, 0.8 if len(px) <= 40 else 0.5), 1.0))
    painter.setBrush(colour_of(faded(theme.tokens.ghost, shade)))
    for x, top, bottom in zip(px.tolist(), py.tolist(), foot.tolist(), strict=True):
        side = abs(bottom - top)
        # A square on the screen, on the side where the line does not cross it.
        uphill = line is None or line.slope >= 0
        left = x if (top > bottom) == uphill else x - side
        painter.drawRect(QRectF(left, min(top, bottom), side, side))
    painter.setRenderHint(painter.RenderHint.Antialiasing, True)
