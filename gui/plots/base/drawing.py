"""Pens, lines, marks, arrows, and labels placed where they cover least."""

from __future__ import annotations

import math
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from gui.look.theme import theme
from gui.plots.base.thin import Floats, straightened
from gui.plots.graph.graph_shapes import outline

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from numpy.typing import NDArray


DASHES: dict[str, list[float]] = {
    "solid": [],
    "dash": [6, 3.5],
    "dot": [1, 2.5],
    "dashdot": [7, 3, 1, 3],
    "short": [2.6, 2.4],
}
"""Dash patterns in widths of the pen; with round caps a dot is a dot."""
_PIECE = 60
"""Points of a long line that are drawn at once."""
_LEAST_TEXT = 9
_FLAT_CAPS = ("dash", "solid", "short")


def _star() -> list[tuple[float, float]]:
    turns = [(math.pi * corner / 5, 1.25 if corner % 2 == 0 else 0.52) for corner in range(10)]
    return [(reach * math.sin(turn), -reach * math.cos(turn)) for turn, reach in turns]


def _plus(half: float = 0.36) -> list[tuple[float, float]]:
    quarter = [(-half, -1.1), (half, -1.1), (half, -half)]
    return [
        corner
        for turn in ((1, 0, 0, 1), (0, -1, 1, 0), (-1, 0, 0, -1), (0, 1, -1, 0))
        for corner in [(turn[0] * x + turn[1] * y, turn[2] * x + turn[3] * y) for x, y in quarter]
    ]


_POLYGONS: dict[str, list[tuple[float, float]]] = {
    "up": [(0, -1), (0.95, 0.7), (-0.95, 0.7)],
    "down": [(0, 1), (0.95, -0.7), (-0.95, -0.7)],
    "right": [(1.1, 0), (-0.75, 1), (-0.75, -1)],
    "left": [(-1.1, 0), (0.75, 1), (0.75, -1)],
    "diamond": [(0, -1), (1, 0), (0, 1), (-1, 0)],
    "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
    "hourglass": [(-0.95, -1), (0.95, -1), (-0.95, 1), (0.95, 1)],
    "star": _star(),
    "plus": _plus(),
}
"""Corners of marks of radius 1; y points down."""


class Key(NamedTuple):
    """One entry of a legend: a line (its dash) or a mark (its shape) or both, its colour, its text.

    What a table or another plot beside it names too is ``elsewhere``: then it is in the legend of a picture alone.
    """

    text: str
    colour: str
    dash: str = ""
    shape: str = ""
    elsewhere: bool = False


def faded(colour: str, alpha: float) -> str:
    """Return ``colour`` with an opacity from 0 to 1, as ``#AARRGGBB``."""
    return f"#{round(255 * min(max(alpha, 0.0), 1.0)):02X}{colour[-6:]}"


def pen(colour: str, width: float = 1.5, dash: str = "solid") -> QPen:
    """Return a pen in the size of text chosen; the same few are wanted with every frame, so they are kept."""
    return _pen(colour, width * theme.scale, dash)


@lru_cache(maxsize=1_024)
def colour_of(name: str) -> QColor:
    """Return the colour of a name, made once."""
    return QColor(name)


@lru_cache(maxsize=1_024)
def _pen(colour: str, width: float, dash: str) -> QPen:
    result = QPen(QColor(colour), width)
    result.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    result.setCapStyle(Qt.PenCapStyle.FlatCap if dash in _FLAT_CAPS else Qt.PenCapStyle.RoundCap)
    if DASHES[dash]:
        result.setDashPattern(DASHES[dash])
    return result


def sized(font: QFont, pixels: float, *, bold: bool = False) -> QFont:
    """Return a font so many pixels high, in the size of text chosen."""
    result = QFont(font)
    result.setPixelSize(max(round(pixels * theme.scale), 6))
    if bold:
        result.setWeight(QFont.Weight.DemiBold)
    return result


def fitted_font(font: QFont, text: str, room: float) -> QFont:
    """Return a font, smaller where a text is too wide in it, but no smaller than can be read."""
    fitted = QFont(font)
    needed = QFontMetricsF(font).horizontalAdvance(text)
    if needed > room > 0:
        size = QFontInfo(font).pixelSize()
        fitted.setPixelSize(min(max(int(size * room / needed), round(_LEAST_TEXT * theme.scale)), size))
    return fitted


def clamped(at: QPointF, area: QRectF) -> QPointF:
    """Return the point of an area that is nearest to a point."""
    return QPointF(min(max(at.x(), area.left()), area.right()), min(max(at.y(), area.top()), area.bottom()))


def within(px: Floats, py: Floats, area: QRectF) -> NDArray[np.bool]:
    """Tell which points lie in an area; those that are not finite do not."""
    with np.errstate(invalid="ignore"):
        return (px >= area.left()) & (px <= area.right()) & (py >= area.top()) & (py <= area.bottom())


def polygon(xs: Floats, ys: Floats) -> QPolygonF:
    """Return the points as Qt's polygon, copied in one go."""
    from pyqtgraph import functions  # not with this module: widgets draw the looks of runners before a plot is there

    result = functions.create_qpolygonf(len(xs))
    if len(xs):
        memory = functions.ndarray_from_qpolygonf(result)
        memory[:, 0] = xs
        memory[:, 1] = ys
    return result


def polyline(painter: QPainter, xs: Floats, ys: Floats) -> None:
    """Draw a line through the points; it is interrupted where a coordinate is not finite."""
    good = np.isfinite(xs) & np.isfinite(ys)
    if good.all():
        _draw(painter, xs, ys)
        return
    edges = np.flatnonzero(np.diff(np.concatenate([[False], good, [False]]).astype(np.int8)))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        _draw(painter, xs[first:last], ys[first:last])


def _draw(painter: QPainter, xs: Floats, ys: Floats) -> None:
    """Draw a line through points that are all finite, in the way that costs Qt least."""
    if len(xs) == 2:  # a fifth of what a polyline of two points costs
        painter.drawLine(QPointF(xs[0], ys[0]), QPointF(xs[1], ys[1]))
        return
    xs, ys = straightened(xs, ys)
    own = painter.pen()
    if len(xs) <= 2 * _PIECE or own.widthF() <= 1:
        painter.drawPolyline(polygon(xs, ys))
        return
    # The outline of a long line takes far more than the outlines of its pieces, and corners are too dense to be seen.
    dense = QPen(own)
    dense.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    done = np.append(0.0, np.cumsum(np.hypot(np.diff(xs), np.diff(ys)))) / own.widthF()
    for first in range(0, len(xs) - 1, _PIECE):
        if own.style() != Qt.PenStyle.SolidLine:
            dense.setDashOffset(own.dashOffset() + float(done[first]))
        painter.setPen(dense)
        painter.drawPolyline(polygon(xs[first : first + _PIECE + 1], ys[first : first + _PIECE + 1]))
    painter.setPen(own)


def cased_line(
    painter: QPainter,
    points: tuple[Floats, Floats],
    casing: tuple[float, float],
    colour: str,
    width: float,
    dash: str = "solid",
) -> None:
    """Draw a line on a wider one in the plot's colour, ``casing``: its opacity and its width."""
    opacity, wide = casing
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for style in (pen(faded(theme.tokens.plot, opacity), wide), pen(colour, width, dash)):
        painter.setPen(style)
        polyline(painter, *points)


def segments(painter: QPainter, x0: Floats, y0: Floats, x1: Floats, y1: Floats) -> None:
    """Draw single lines from (x0, y0) to (x1, y1), all with the painter's pen."""
    path = QPainterPath()
    for a, b, c, d in zip(x0.tolist(), y0.tolist(), x1.tolist(), y1.tolist(), strict=True):
        path.moveTo(a, b)
        path.lineTo(c, d)
    painter.drawPath(path)


def arrow(painter: QPainter, start: QPointF, end: QPointF, size: float = 7.0) -> None:
    """Fill an arrowhead at ``end`` that comes from ``start``, with the painter's brush."""
    dx, dy = end.x() - start.x(), end.y() - start.y()
    length = math.hypot(dx, dy)
    if length < 1e-6:
        return
    size *= theme.scale
    ux, uy = dx / length, dy / length
    base = QPointF(end.x() - ux * size, end.y() - uy * size)
    half = size * 0.45
    head = QPolygonF([end, QPointF(base.x() - uy * half, base.y() + ux * half)])
    head.append(QPointF(base.x() + uy * half, base.y() - ux * half))
    painter.drawPolygon(head)


def mark(painter: QPainter, shape: str, at: QPointF, size: float = 6.0) -> None:
    """Draw a mark ``size`` pixels in radius with the painter's pen and brush.

    Shapes are circle, cross, those of `_POLYGONS` and those of a graph's nodes, such as box and stadium.
    """
    size *= theme.scale
    x, y = at.x(), at.y()
    if not math.isfinite(x + y):
        return
    if shape == "circle":
        painter.drawEllipse(at, size, size)
    elif shape in _POLYGONS:
        painter.drawPolygon(QPolygonF([QPointF(x + a * size, y + b * size) for a, b in _POLYGONS[shape]]))
    elif shape == "cross":
        reach, old = size * 0.8, painter.pen()
        painter.setPen(QPen(painter.brush(), 2.6 * theme.scale, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(QLineF(x - reach, y - reach, x + reach, y + reach))
        painter.drawLine(QLineF(x - reach, y + reach, x + reach, y - reach))
        painter.setPen(old)
    else:
        wide = 1.5 if shape == "ellipse" else 2.4
        area = QRectF(x - wide * size, y - 1.4 * size, 2 * wide * size, 2.8 * size)
        painter.drawPath(outline(shape, area, 0.5 * theme.scale))


def filled_mark(painter: QPainter, shape: str, at: QPointF, size: float, fill: str, edge: str, width: float) -> None:
    """Draw a mark in one colour with an edge in another, ``width`` pixels wide."""
    painter.setPen(pen(edge, width))
    painter.setBrush(colour_of(fill))
    mark(painter, shape, at, size)


def cross_out(painter: QPainter, labels: Labels, at: QPointF, size: float, reach: float) -> None:
    """Cross out the mark of a run that has diverged; no label comes nearer to it than ``reach``."""
    reach *= theme.scale
    labels.take(QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach))
    for colour, radius in ((theme.tokens.plot, size + 1.5), (theme.tokens.error, size)):
        painter.setBrush(colour_of(colour))
        mark(painter, "cross", at, radius)


@contextmanager
def behind(painter: QPainter, labels: Sequence[QRectF]) -> Generator[None]:
    """Draw nothing over labels that are there already."""
    if not labels:
        yield
        return
    free, taken = QPainterPath(), QPainterPath()
    free.addRect(painter.clipBoundingRect())
    taken.setFillRule(Qt.FillRule.WindingFill)
    for label in labels:
        taken.addRect(label)
    painter.save()
    painter.setClipPath(free.subtracted(taken), Qt.ClipOperation.IntersectClip)
    yield
    painter.restore()


def pill(painter: QPainter, area: QRectF, text: str) -> None:
    """Write a text on a small panel with a hairline around it."""
    tokens = theme.tokens
    painter.setPen(QPen(QColor(tokens.hairline), 1))
    painter.setBrush(colour_of(faded(tokens.panel, 0.96)))
    painter.drawRoundedRect(area, 6, 6)
    painter.setPen(QColor(tokens.text))
    inside = area.adjusted(8 * theme.scale, 0, -8 * theme.scale, 0)
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(inside, int(flags | Qt.TextFlag.TextWordWrap), text)


def fitted_text(metrics: QFontMetricsF, text: str, width: float) -> tuple[QSizeF, int]:
    """Return how large a text is, broken into lines no wider than ``width``, and the flags that draw it so."""
    flags, room = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), QRectF(0, 0, max(width, 1.0), 1e6)
    if metrics.boundingRect(room, flags, text).width() > width:  # a word alone is wider
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWrapAnywhere)
    return metrics.boundingRect(room, flags, text).size(), flags


_BESIDE = [(1, 0), (-1, 0), (1, -1), (-1, -1), (1, 1), (-1, 1)]
_SIDES = {"below": [(0, 1), (0, -1), *_BESIDE], "above": [(0, -1), (0, 1), *_BESIDE]}
"""On which sides of its mark a label may stand, the best first: to the right is (1, 0), below is (0, 1)."""


class Labels:
    """Writes labels beside their marks inside an area, where they cover least, in the painter's font."""

    def __init__(self, painter: QPainter, area: QRectF, before: Labels | None = None) -> None:
        """Write in an area, where ``before`` has written already."""
        self._painter = painter
        self._area = area.adjusted(3, 2, -3, -2)
        self._metrics = QFontMetricsF(painter.font())
        self.taken: list[QRectF] = [] if before is None else [*before.taken]
        self.written: list[QRectF] = []
        self.arrows: list[QRectF] = [] if before is None else [*before.arrows]
        """Where arrows stand that point out of the area."""
        self._dots = np.empty((0, 2)) if before is None else before._dots

    def avoid(self, xs: Floats, ys: Floats) -> None:
        """Cover as few of these points with labels as possible."""
        self._dots = np.concatenate([self._dots, np.column_stack([xs, ys])])

    def take(self, area: QRectF) -> None:
        """Write no label here."""
        self.taken.append(area)

    def write(
        self,
        text: str,
        at: QPointF,
        colour: str,
        gap: float = 9.0,
        prefer: str = "below",
        most: float = math.inf,
    ) -> QRectF | None:
        """Write ``text`` beside ``at``, unless it would cover another label or cost more than ``most``; return where.

        A side costs its rank, from 0 for the one preferred, and 3 for each point to avoid that is covered there. A
        text that is wider than the area is broken into lines.
        """
        if not math.isfinite(at.x() + at.y()):
            return None
        gap *= theme.scale
        size, flags = fitted_text(self._metrics, text, self._area.width() - 2)
        width, height = size.width() + 2, size.height()
        xs = {-1: at.x() - gap - width, 0: at.x() - width / 2, 1: at.x() + gap}
        ys = {-1: at.y() - gap - height, 0: at.y() - height / 2, 1: at.y() + gap}
        best, cost = None, most
        for rank, (across, down) in enumerate(_SIDES[prefer]):
            corner = QPointF(xs[across], ys[down])
            inside = clamped(corner, self._area.adjusted(0, 0, -width, -height))
            kept = QRectF(inside, QSizeF(width, height))
            if any(kept.intersects(taken) for taken in self.taken):
                continue
            price = rank + 3.0 * self._covered(kept) + (inside - corner).manhattanLength() / 4
            if price < cost:
                best, cost = kept, price
        if best is None:
            return None
        self.taken.append(best)
        self.written.append(best)
        painter = self._painter
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(faded(theme.tokens.plot, 0.75)))
        painter.drawRoundedRect(best, 3, 3)
        painter.setPen(QColor(colour))
        painter.drawText(best, flags, text)
        return best

    def _covered(self, place: QRectF) -> int:
        xs, ys = self._dots[:, 0], self._dots[:, 1]
        inside = (xs > place.left()) & (xs < place.right()) & (ys > place.top()) & (ys < place.bottom())
        return int(np.count_nonzero(inside))
