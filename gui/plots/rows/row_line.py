"""The values of a growing run, and their line: a million rows are drawn a column of pixels at a time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, Qt

from gui.look.theme import theme
from gui.plots.base.clip import clipped
from gui.plots.base.drawing import colour_of, faded, mark, pen, polyline
from gui.plots.base.thin import LIMIT, Blocks, Floats, Indices, column_edges, drawable

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPainter

    from gui.plots.base.mouse_view import MouseView
    from gui.plots.base.runner_style import RunnerStyle

LABEL_ROOM = 0.05
"""Share of the axis beyond the last row, for half of its label."""
_ROUGH = 3.0
"""Pixels from row to row, or within a column, from which a line is drawn thin and not smoothed."""
_FAINT = 0.4
_AHEAD = 0.35
"""How strongly rows after the cursor are drawn."""
_APART = 9.0
"""Pixels from one row to the next from which each gets a dot."""
_BEFORE_ONE = 0.5
"""The position of step 0 on a logarithmic axis, which begins at 1."""
_FARTHEST = 18.0


class Seen(NamedTuple):
    """What is known of values: the least, the greatest, the least above zero, and how many are not above zero."""

    low: float = math.inf
    high: float = -math.inf
    positive: float = math.inf
    hidden: int = 0


class Column:
    """The first ``length`` of ``values``, one at every row kept of a run; they may be the history's own memory.

    ``kept`` are the rows' steps, where not every row is kept; ``seen`` is what `see` has found of the values.
    """

    def __init__(self) -> None:
        self.values = np.empty(0)
        self.kept: Indices | None = None
        self.length = 0
        self.seen = Seen()
        self.blocks = Blocks()
        self._done, self._shift = 0, 0.0

    def take(self, values: Floats, length: int, kept: Indices | None) -> bool:
        """Take the rows there are now; return whether the rows known so far are among them."""
        last = self.length - 1
        known = length > last and (last < 0 or self.step_at(last) == (last if kept is None else int(kept[last])))
        if not known:
            self.seen, self._done, self.blocks = Seen(), 0, Blocks()
        self.values, self.length, self.kept = values, min(length, len(values)), kept
        self.blocks.take(values, self.length)
        return known

    def see(self, shift: float) -> None:
        """Look at the values that are new, less ``shift``; at all of them where the shift is another."""
        if shift != self._shift:
            self.seen, self._done, self._shift = Seen(), 0, shift
        low, high, positive, hidden = self.seen
        fresh = self.values[self._done : self.length]
        if len(fresh) and not -LIMIT <= float(fresh.min()) <= float(fresh.max()) <= LIMIT:
            fresh = drawable(fresh)
            fresh = fresh[np.isfinite(fresh)]
        if len(fresh):
            least, greatest = float(fresh.min()) - shift, float(fresh.max()) - shift
            low, high = min(low, least), max(high, greatest)
            above = fresh if least > 0 else fresh[fresh > shift]
            hidden += len(fresh) - len(above)
            if len(above):
                positive = min(positive, float(above.min()) - shift)
        self.seen, self._done = Seen(low, high, positive, hidden), self.length

    @property
    def last(self) -> int:
        """The step of the last row; −1 where there is none."""
        return self.step_at(self.length - 1) if self.length else -1

    def step_at(self, index: int) -> int:
        """Return the step of the row at an index."""
        return index if self.kept is None else int(self.kept[index])

    def index_of(self, step: float) -> int:
        """Return the index of the row nearest to a step."""
        if self.kept is None or not self.length:
            return min(max(round(step), 0), max(self.length - 1, 0))
        after = min(max(int(np.searchsorted(self.kept, step)), 1), self.length - 1)
        return after - 1 if step - self.kept[after - 1] < self.kept[after] - step else after


def step_range(last: int) -> tuple[float, float]:
    """Return the range of an axis of steps that goes to the last one."""
    return -0.01 * last, last * (1 + LABEL_ROOM)


def step_positions(steps: Floats | Indices, logarithmic: bool) -> Floats:
    """Return where steps are on the axis."""
    return np.log10(np.maximum(steps, _BEFORE_ONE)) if logarithmic else steps.astype(np.float64)


def are_apart(px: Floats) -> bool:
    """Tell whether rows at these pixels are so far from each other that each gets a mark."""
    return len(px) == 1 or float(px[-1] - px[0]) / len(px) >= _APART * theme.scale


class RowLine(NamedTuple):
    """How to draw ``values``, one for every row kept, in the pixels of a plot.

    ``heights`` says where values are on the vertical axis, NaN where nowhere; ``logarithmic`` is that of steps, and
    ``kept`` are the rows' steps, rising, where these are not 0, 1, 2, …. Noisy rows are faint, under a running mean.
    ``blocks`` are those of the values.
    """

    plot: MouseView
    values: Floats
    heights: Callable[[Floats], Floats]
    logarithmic: bool
    noisy: bool
    kept: Indices | None
    look: RunnerStyle
    blocks: Blocks

    def paint(self, painter: QPainter, last: int, length: int) -> tuple[Floats, Floats]:
        """Draw the values before ``last``, faintly those from there to ``length``; return the former in pixels."""
        if last < length:
            self._paint(painter, last - 1, length, _AHEAD)
        return self._paint(painter, 0, last, 1.0)

    def _paint(self, painter: QPainter, first: int, last: int, alpha: float) -> tuple[Floats, Floats]:
        first, last = self._in_sight(first, last)
        strong = faded(self.look.colour, alpha)
        points = self._paint_values(painter, first, last, faded(strong, alpha * _FAINT) if self.noisy else strong)
        if self.noisy:
            self._paint_mean(painter, first, last, strong)
        return points

    def paint_smooth(self, painter: QPainter) -> tuple[Floats, Floats]:
        """Draw all values as one line, of noisy ones only their running mean; return them in pixels."""
        first, last = self._in_sight(0, len(self.values))
        paint = self._paint_mean if self.noisy else self._paint_values
        return paint(painter, first, last, self.look.colour)

    def _width(self) -> int:
        return max(round(self.plot.area().width()), 1)

    def _paint_values(self, painter: QPainter, first: int, last: int, colour: str) -> tuple[Floats, Floats]:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if last - first <= 2 * self._width():
            return self._paint_each(painter, first, last, colour)
        return self._paint_columns(painter, first, last, self._width(), colour)

    def _line(self, painter: QPainter, px: Floats, py: Floats) -> None:
        if self.look.dash == "solid":
            polyline(painter, px, py)
        else:  # dashes over what is far out of sight would cost Qt seconds
            polyline(painter, *clipped(px, py, self.plot.area()))

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

    def _steps(self, indices: Indices) -> Indices:
        return indices if self.kept is None else self.kept[indices]

    def _cut(self, first: int, last: int, count: int) -> Indices:
        """Return where values are cut into pieces as wide as each other on the axis."""
        if self.kept is None:
            return column_edges(first, last, count, logarithmic=self.logarithmic)
        low, high = int(self.kept[first]), int(self.kept[last - 1])
        edges = column_edges(low, high + 1, count, logarithmic=self.logarithmic)
        return np.unique(first + np.searchsorted(self.kept[first:last], edges))

    def _paint_each(self, painter: QPainter, first: int, last: int, colour: str) -> tuple[Floats, Floats]:
        positions = step_positions(self._steps(np.arange(first, last)), self.logarithmic)
        px, py = self.plot.pixels(positions, self.heights(self.values[first:last]))
        steps = np.abs(np.diff(py))
        steps = steps[np.isfinite(steps)]
        rough = len(steps) > 200 and float(np.median(steps)) > _ROUGH
        painter.setPen(pen(colour, 1.0) if rough else pen(colour, 1.8, self.look.dash))
        painter.setRenderHint(painter.RenderHint.Antialiasing, not rough)
        self._line(painter, px, py)
        painter.setRenderHint(painter.RenderHint.Antialiasing, True)
        if are_apart(px):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour_of(colour))
            for x, y in zip(px.tolist(), py.tolist(), strict=True):
                if math.isfinite(y):
                    mark(painter, self.look.shape, QPointF(x, y), 2.6)
        return px, py

    def _paint_columns(
        self, painter: QPainter, first: int, last: int, width: int, colour: str
    ) -> tuple[Floats, Floats]:
        edges, low, high = self.blocks.columns(self.values, self._cut(first, last, width), last)
        positions = step_positions(self._steps(edges), self.logarithmic)
        px, bottom = self.plot.pixels(positions, self.heights(low))
        _px, top = self.plot.pixels(positions, self.heights(high))
        # What has no height below (a logarithm of zero) reaches the bottom of the picture.
        bottom = np.where(np.isnan(bottom) & ~np.isnan(top), self.plot.area().height() + 2, bottom)
        band = bottom - top > _ROUGH
        if np.count_nonzero(band) <= 0.1 * len(band):
            painter.setPen(pen(colour, 1.8, self.look.dash))
            self._line(painter, *self._through(edges, last, bottom, top))
            return px, top
        painter.setRenderHint(painter.RenderHint.Antialiasing, False)
        painter.setPen(pen(colour, 1.0))
        polyline(painter, np.repeat(px, 2), np.column_stack([bottom, top]).ravel())
        painter.setRenderHint(painter.RenderHint.Antialiasing, True)
        return px, top

    def _through(self, edges: Indices, last: int, bottom: Floats, top: Floats) -> tuple[Floats, Floats]:
        """Return a line through the first and the last value of each column, and the extremes between these."""
        ends = np.append(edges[1:], last) - 1
        sides = [
            self.plot.pixels(step_positions(self._steps(rows), self.logarithmic), self.heights(self.values[rows]))
            for rows in (edges, ends)
        ]
        (px, first), (right, final) = ((x, np.where(np.isnan(y), bottom, y)) for x, y in sides)
        middle = (px + right) / 2
        ordered = np.where(final < first, (bottom, top), (top, bottom))
        beyond = (bottom > np.fmax(first, final)) | (top < np.fmin(first, final))
        shown = np.column_stack([np.isfinite(px), beyond, beyond, ends > edges])
        xs, ys = np.column_stack([px, middle, middle, right]), np.column_stack([first, *ordered, final])
        return xs[shown], ys[shown]

    def _paint_mean(self, painter: QPainter, first: int, last: int, colour: str) -> tuple[Floats, Floats]:
        count = max(min(self._width() // 4, (last - first) // 4), 2)
        edges = self._cut(first, last, count)
        sums = np.add.reduceat(self.values[edges[0] : last], edges - edges[0])
        sizes = np.diff(np.append(edges, last))
        middles = edges + (sizes - 1) / 2 if self.kept is None else self.kept[edges + sizes // 2]
        positions = step_positions(middles, self.logarithmic)
        px, py = self.plot.pixels(positions, self.heights(sums / sizes))
        painter.setPen(pen(colour, 2.0, self.look.dash))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._line(painter, px, py)
        return px, py
