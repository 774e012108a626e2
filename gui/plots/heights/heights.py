"""What plots over two parameters share: heights in colour with level lines, and a start to drag."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal

from gui.look.numbers import number_text
from gui.look.theme import theme
from gui.look.ticks import nudged
from gui.plots.base.beyond import paint_beyond, seen_place
from gui.plots.base.density import coloured_pixels, rgba_image
from gui.plots.base.drawing import faded, filled_mark, pen, segments
from gui.plots.base.plot import Plot
from gui.plots.base.thin import Floats, drawable
from gui.plots.heights.contours import HeightScale, height_scale, level_lines

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QPainter

    from gui.plots.base.drawing import Labels

SOFT = {"light": 0.62, "dark": 0.55}
"""How much of viridis is in the colours of heights, by theme; the rest is the plot's background."""
_GRIP = 14.0
_NUDGE = 0.01


class HeightGrid(NamedTuple):
    """Heights on a grid, ready to be drawn: shares from 0 to 1, their scale, level lines."""

    xs: Floats
    ys: Floats
    shares: Floats
    scale: HeightScale | None
    lines: tuple[tuple[Floats, Floats, Floats, Floats], ...]


def height_grid(xs: Floats, ys: Floats, values: Floats, logarithmic: bool | None) -> HeightGrid:
    """Return heights at columns ``xs`` and rows ``ys``, both rising, on the scale on which they show best."""
    xs, ys, values = drawable(xs), drawable(ys), drawable(values)
    scale = height_scale(values, logarithmic)
    shares = np.full_like(values, np.nan) if scale is None else scale.shares(values)
    levels = [] if scale is None else scale.shares(np.array(scale.levels())).tolist()
    lines = tuple(level_lines(xs, ys, shares, level) for level in levels)
    return HeightGrid(xs, ys, shares, scale, lines)


class HeightsPlot(Plot):
    """Heights over two parameters, and the start of a descent to drag.

    Each axis has its own scale, so that a valley a thousand times longer than wide fills the picture. Emits x and y to
    which the start is being dragged, and where it was dropped.
    """

    startDragged = Signal(float, float)
    startDropped = Signal(float, float)

    def __init__(self) -> None:
        self._heights: HeightGrid | None = None
        self._image: QImage | None = None
        self._start: tuple[float, float] | None = None
        super().__init__()

    # ---- heights

    def show_heights(self, xs: Floats, ys: Floats, values: Floats, logarithmic: bool | None) -> None:
        """Draw these heights, at columns ``xs`` and rows ``ys``, both rising."""
        self._heights = height_grid(xs, ys, values, logarithmic)
        self._image = None
        self.redraw_background()

    def paint_colours(self, painter: QPainter) -> None:
        """Draw the colours of the heights."""
        if self._heights is None:
            return
        if self._image is None:
            tokens = theme.tokens
            self._image = rgba_image(coloured_pixels(self._heights.shares[::-1], tokens.plot, SOFT[tokens.name]))
        painter.drawImage(image_area(self, self._heights.xs, self._heights.ys), self._image)

    def paint_levels(self, painter: QPainter) -> None:
        """Draw the level lines."""
        if self._heights is None:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(faded(theme.tokens.text, 0.35), 1.0))
        for x0, y0, x1, y1 in self._heights.lines:
            segments(painter, *self.pixels(x0, y0), *self.pixels(x1, y1))

    def theme_changed(self) -> None:
        """Mix the colours of heights with another background."""
        self._image = None

    # ---- the start

    @property
    def moves_start(self) -> bool:
        """Whether the start is being dragged."""
        return self._dragging and self._taken is not None

    def where(self, x: float, y: float) -> str:
        """Return what is written beside the arrow to a place that is out of view."""
        return ", ".join(f"{self._texts[name]} = {number_text(value, 3)}" for name, value in (("x", x), ("y", y)))

    def paint_start(self, painter: QPainter, colour: str, labels: Labels) -> None:
        """Draw the start, larger under the pointer."""
        if self._start is None:
            return
        at, fill = self.pixel(*self._start), theme.tokens.plot
        if paint_beyond(painter, self.area(), at, (fill, colour), labels, self.where(*self._start)) is None:
            filled_mark(painter, "circle", at, 7.5 if self._taken else 6.5, fill, colour, 2.6)

    def grip_at(self, at: QPointF) -> Any:
        """Return "start" where a drag would move the start."""
        if self._start is None:
            return None
        place = seen_place(self.area(), self.pixel(*self._start))
        return "start" if QLineF(place, at).length() <= _GRIP * theme.scale else None

    def drag(self, grip: Any, at: QPointF, *, over: bool) -> None:
        """Drag the start."""
        self._start = self.chosen_value(at)
        self.redraw()
        (self.startDropped if over else self.startDragged).emit(*self._start)

    def nudge(self, dx: int, dy: int) -> bool:
        """Move the start to the next round number, about a hundredth of the view away."""
        if self._start is None:
            return False
        x0, x1, y0, y1 = self.shown_range()
        x, y = self._start
        self.startDropped.emit(nudged(x, dx, _NUDGE * (x1 - x0)), nudged(y, dy, _NUDGE * (y1 - y0)))
        return True

    def drag_place(self) -> QPointF | None:
        """Return where the start is."""
        at = None if self._start is None else self.pixel(*self._start)
        return at if at is not None and self.area().contains(at) else None

    # ---- hover

    def paint_hover(self, painter: QPainter, at: QPointF) -> None:
        """Write the two parameters under the pointer, and the text for them."""
        if self._dragging:
            return
        x, y = self.value(at)
        across, up = self.unit()
        values = ("x", x, across), ("y", y, up)
        lines = [f"{self._texts[axis]} = {number_text(value, _digits(value, pixel))}" for axis, value, pixel in values]
        if self._hover_text is not None:
            lines.append(self._hover_text(x, y))
        self.paint_tip(painter, at, "\n".join(lines))


def image_area(plot: Plot, xs: Floats, ys: Floats) -> QRectF:
    """Return the area of an image with a cell around each point of a grid."""
    half = (xs[1] - xs[0]) / 2, (ys[1] - ys[0]) / 2
    corner = plot.pixel(float(xs[0] - half[0]), float(ys[-1] + half[1]))
    return QRectF(corner, plot.pixel(float(xs[-1] + half[0]), float(ys[0] - half[1])))


def _digits(value: float, pixel: float) -> int:
    """Return how many digits tell one pixel from the next."""
    if not value or not pixel:
        return 4
    return min(max(math.ceil(math.log10(abs(value) / pixel)) + 1, 2), 12)
