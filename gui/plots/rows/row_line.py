"""A value at every row, a million of them if need be, drawn a column of pixels at a time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, Qt

from gui.look.theme import theme
from gui.plots.base.drawing import colour_of, faded, mark, pen, polyline
from gui.plots.base.path_stroke import clipped
from gui.plots.base.thin import Floats, Indices, column_edges, columns

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPainter

    from gui.plots.base.mouse import MouseView

__all__ = ["RowLine", "are_apart", "step_positions"]

_ROUGH = 3.0
"""Pixels from row to row, or within a column, from which a line is drawn thin and not smoothed."""
_FAINT = 0.4
_APART = 9.0
"""Pixels from one row to the next from which each gets a dot."""
_BEFORE_ONE = 0.5
"""Where row 0 stands on a logarithmic axis, which has no 0; such an axis begins at 1."""
_FARTHEST = 18.0
_BEYOND = 24.0
"""Pixels that dashed lines are drawn past the edge."""


def step_positions(steps: Floats | Indices, logarithmic: bool) -> Floats:
    """Return where rows stand on the axis."""
    return np.log10(np.maximum(steps, _BEFORE_ONE)) if logarithmic else steps.astype(np.float64)


def are_apart(px: Floats) -> bool:
    """Tell whether rows at these pixels are so far from each other that each gets a mark."""
    return len(px) == 1 or float(px[-1] - px[0]) / len(px) >= _APART * theme.scale


class RowLine(NamedTuple):
    """How to draw a value at every row.

    Attributes
    ----------
    plot : MouseView
        Whose range and pixels they are.
    values : array
        One for every row kept.
    heights : callable
        Where values stand on the vertical axis; rising, NaN where nowhere.
    logarithmic : bool
        Whether the axis of rows is.
    noisy : bool
        Draw the rows faint, and over them a running mean.
    kept : array, optional
        The rows' numbers, rising, where they are others than 0, 1, 2, …
    colour, dash, shape : str
        The line, and the mark of a row.
    """

    plot: MouseView
    values: Floats
    heights: Callable[[Floats], Floats]
    logarithmic: bool
    noisy: bool
    kept: Indices | None
    colour: str
    dash: str = "solid"
    shape: str = "circle"

    def paint(self, painter: QPainter, first: int, last: int, alpha: float = 1.0) -> tuple[Floats, Floats]:
        """Draw the values ``first`` to ``last`` (not included) and return places in pixels that they cover."""
        first, last = self._in_sight(first, last)
        strong = faded(self.colour, alpha)
        places = self._paint_values(painter, first, last, faded(strong, alpha * _FAINT) if self.noisy else strong)
        if self.noisy:
            self._paint_mean(painter, first, last, strong)
        return places

    def paint_smooth(self, painter: QPainter, first: int, last: int) -> tuple[Floats, Floats]:
        """Draw the values as one line, of noisy ones only their running mean; return the places in pixels."""
        first, last = self._in_sight(first, last)
        paint = self._paint_mean if self.noisy else self._paint_values
        return paint(painter, first, last, self.colour)

    def _width(self) -> int:
        return max(round(self.plot.area().width()), 1)

    def _paint_values(self, painter: QPainter, first: int, last: int, colour: str) -> tuple[Floats, Floats]:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if last - first <= 2 * self._width():
            return self._paint_each(painter, first, last, colour)
        return self._paint_columns(painter, first, last, self._width(), colour)

    def _line(self, painter: QPainter, px: Floats, py: Floats) -> None:
        if self.dash == "solid":
            polyline(painter, px, py)
        else:  # dashes over what is far out of sight would cost Qt seconds
            area = self.plot.area().adjusted(-_BEYOND, -_BEYOND, _BEYOND, _BEYOND)
            polyline(painter, *clipped(px, py, area))

    def _in_sight(self, first: int, last: int) -> tuple[int, int]:
        x0, x1, _y0, _y1 = self.plot.shown_range()
        if self.logarithmic:
            x0, x1 = 10.0 ** min(x0, _FARTHEST), 10.0 ** min(x1, _FARTHEST)
        low, high = (min(max(value, -1.0), 10.0**_FARTHEST) for value in (x0, x1))
        begin, end = math.floor(low), math.ceil(high)
        if self.kept is not None:
            begin, end = np.searchsorted(self.kept[:last], (begin, end)).tolist()
        first = min(max(first, begin - 1), last - 1)
        return first, max(min(last, end + 2), first + 1)

    def _numbers(self, indices: Indices) -> Indices:
        return indices if self.kept is None else self.kept[indices]

    def _cut(self, first: int, last: int, count: int) -> Indices:
        """Return where values are cut into pieces as wide as each other on the axis."""
        if self.kept is None:
            return column_edges(first, last, count, logarithmic=self.logarithmic)
        low, high = int(self.kept[first]), int(self.kept[last - 1])
        edges = column_edges(low, high + 1, count, logarithmic=self.logarithmic)
        return np.unique(first + np.searchsorted(self.kept[first:last], edges))

    def _paint_each(self, painter: QPainter, first: int, last: int, colour: str) -> tuple[Floats, Floats]:
        places = step_positions(self._numbers(np.arange(first, last)), self.logarithmic)
        px, py = self.plot.pixels(places, self.heights(self.values[first:last]))
        steps = np.abs(np.diff(py))
        steps = steps[np.isfinite(steps)]
        rough = len(steps) > 200 and float(np.median(steps)) > _ROUGH
        painter.setPen(pen(colour, 1.0) if rough else pen(colour, 1.8, self.dash))
        painter.setRenderHint(painter.RenderHint.Antialiasing, not rough)
        self._line(painter, px, py)
        painter.setRenderHint(painter.RenderHint.Antialiasing, True)
        if are_apart(px):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour_of(colour))
            for x, y in zip(px.tolist(), py.tolist(), strict=True):
                if math.isfinite(y):
                    mark(painter, self.shape, QPointF(x, y), 2.6)
        return px, py

    def _paint_columns(
        self, painter: QPainter, first: int, last: int, width: int, colour: str
    ) -> tuple[Floats, Floats]:
        edges = self._cut(first, last, width)
        low, high = columns(self.values, edges, last)
        places = step_positions(self._numbers(edges), self.logarithmic)
        px, bottom = self.plot.pixels(places, self.heights(low))
        _px, top = self.plot.pixels(places, self.heights(high))
        # What has no place below (a logarithm of zero) reaches the bottom of the picture.
        bottom = np.where(np.isnan(bottom) & ~np.isnan(top), self.plot.area().height() + 2, bottom)
        band = bottom - top > _ROUGH
        if np.count_nonzero(band) <= 0.1 * len(band):
            painter.setPen(pen(colour, 1.8, self.dash))
            self._line(painter, px, (bottom + top) / 2)
            return px, top
        painter.setRenderHint(painter.RenderHint.Antialiasing, False)
        painter.setPen(pen(colour, 1.0))
        polyline(painter, np.repeat(px, 2), np.column_stack([bottom, top]).ravel())
        painter.setRenderHint(painter.RenderHint.Antialiasing, True)
        return px, top

    def _paint_mean(self, painter: QPainter, first: int, last: int, colour: str) -> tuple[Floats, Floats]:
        count = max(min(self._width() // 4, (last - first) // 4), 2)
        edges = self._cut(first, last, count)
        sums = np.add.reduceat(self.values[edges[0] : last], edges - edges[0])
        sizes = np.diff(np.append(edges, last))
        middles = edges + (sizes - 1) / 2 if self.kept is None else self.kept[edges + sizes // 2]
        places = step_positions(middles, self.logarithmic)
        px, py = self.plot.pixels(places, self.heights(sums / sizes))
        painter.setPen(pen(colour, 2.0, self.dash))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._line(painter, px, py)
        return px, py
