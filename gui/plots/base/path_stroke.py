"""Paths of descents: those that grow by millions of steps, and short ones whose steps fade with age."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPaintEngine, QPainter, QPen, QPixmap

from gui.look.theme import theme
from gui.plots.base.clip import clipped, cut
from gui.plots.base.drawing import arrow, colour_of, faded, mark, pen, polyline, within
from gui.plots.base.runner_style import paint_marks, runner_style
from gui.plots.base.thin import Floats, Indices, Thinned, drawable, strided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.plots.base.map_items import MapRunner
    from gui.plots.base.mouse_view import MouseView

WIDTH, CASING = 2.0, 4.6
_FEW = 60
"""So many first steps have a mark each, where they are long enough to tell apart."""
_APART, _EVERY = 9.0, 110.0
"""Pixels between the marks of single steps, and between those further on."""
_MOST = 1_500
_SMOOTH = 16_000
"""Pixels of new paths in one frame from which on lines are drawn thin and whole."""
_OLDEST = 0.35
_SHADES = 24
_SHORTEST = 0.5
_DOTS_APART = 3.0
_WITH_ARROW = 22.0


class _Progress:
    """How far one runner's path is drawn: its last row, and how many pixels it is long."""

    def __init__(self) -> None:
        self.thinned = Thinned(pixels=2.0, most=sys.maxsize)
        self.restart()

    def restart(self) -> None:
        self.starts = self.thinned.starts
        self.row = 0
        self.length = 0.0


class PathStroke:
    """Draws paths of runners on two sheets, casings below and lines above, adding to them as the paths grow."""

    def __init__(self) -> None:
        self._sheets: tuple[QPixmap, QPixmap] | None = None
        self._key: object = None
        self._drawn: list[_Progress] = []

    def paint(self, painter: QPainter, plot: MouseView, runners: Sequence[MapRunner]) -> None:
        """Draw all paths up to their rows."""
        if painter.paintEngine().type() == QPaintEngine.Type.Raster:
            self._paint_sheets(painter, plot, runners)
        else:  # a file of vectors has no pixels
            self._key, self._drawn = None, [_Progress() for _ in runners]
            self._draw(painter, painter, plot, runners, self._fresh(plot, runners))
        self._paint_ends(painter, plot, runners)

    def _paint_sheets(self, painter: QPainter, plot: MouseView, runners: Sequence[MapRunner]) -> None:
        sheets = self._sheets_for(painter, plot, runners)
        pieces = self._fresh(plot, runners)
        if any(progress.starts != progress.thinned.starts for progress in self._drawn):
            self._wipe(sheets)
            pieces = self._fresh(plot, runners)
        if any(len(piece) > 1 for piece in pieces):
            below, above = (QPainter(sheet) for sheet in sheets)
            try:
                self._draw(below, above, plot, runners, pieces)
            finally:
                below.end()
                above.end()
        for sheet in sheets:
            painter.drawPixmap(QPointF(0, 0), sheet)

    # ---- sheets

    def _sheets_for(self, painter: QPainter, plot: MouseView, runners: Sequence[MapRunner]) -> tuple[QPixmap, QPixmap]:
        area, ratio = plot.area(), painter.device().devicePixelRatioF()
        looks = tuple((runner.style, runner.shown) for runner in runners)
        key = (area.width(), area.height(), ratio, plot.shown_range(), theme.name, theme.scale, looks)
        if key != self._key or self._sheets is None:
            size = area.size().toSize() * ratio
            self._sheets = (QPixmap(size), QPixmap(size))
            for sheet in self._sheets:
                sheet.setDevicePixelRatio(ratio)
            self._key, self._drawn = key, [_Progress() for _ in runners]
            self._wipe(self._sheets)
        elif any(runner.row < progress.row for runner, progress in zip(runners, self._drawn, strict=True)):
            self._wipe(self._sheets)
        return self._sheets

    def _wipe(self, sheets: tuple[QPixmap, QPixmap]) -> None:
        for sheet in sheets:
            sheet.fill(Qt.GlobalColor.transparent)
        for progress in self._drawn:
            progress.restart()

    def _fresh(self, plot: MouseView, runners: Sequence[MapRunner]) -> list[Indices]:
        """Return the rows of each runner to draw: the last one drawn and those after it that move the pen."""
        pieces: list[Indices] = []
        for runner, progress in zip(runners, self._drawn, strict=True):
            fresh = np.empty(0, dtype=np.int64)
            if runner.shown and runner.row >= 1:
                progress.thinned.take(runner.x, runner.y, runner.row, plot.unit())
                fresh = progress.thinned.between(progress.row, runner.row)
            pieces.append(np.append(strided(fresh[:-1], _MOST), fresh[-1:]))
        return pieces

    # ---- drawing

    def _draw(
        self,
        below: QPainter,
        above: QPainter,
        plot: MouseView,
        runners: Sequence[MapRunner],
        pieces: list[Indices],
    ) -> None:
        for painter in (below, above):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        area = plot.area()
        points = [
            plot.pixels(drawable(runner.x[rows]), drawable(runner.y[rows]), far=math.inf)
            for runner, rows in zip(runners, pieces, strict=True)
        ]
        lengths = [np.append(0.0, np.cumsum(np.hypot(np.diff(px), np.diff(py)))) for px, py in points]
        rough = sum(float(length[-1]) for length in lengths) > _SMOOTH * theme.scale
        if not rough:
            below.setPen(pen(faded(theme.tokens.plot, 0.85), CASING))
            for px, py in points:
                polyline(below, *clipped(px, py, area))
        for runner, progress, rows, (px, py), length in zip(runners, self._drawn, pieces, points, lengths, strict=True):
            if len(rows) < 2:
                continue
            above.setBrush(Qt.BrushStyle.NoBrush)
            above.setRenderHint(QPainter.RenderHint.Antialiasing, not rough)
            colour = runner_style(runner.style).colour
            above.setPen(pen(colour, 1.0) if rough else _line_pen(runner.style, progress.length))
            polyline(above, *clipped(px, py, area))
            above.setRenderHint(QPainter.RenderHint.Antialiasing)
            _draw_marks(above, runner.style, area, rows, px, py, progress.length + length)
            progress.row, progress.length = int(rows[-1]), (progress.length + float(length[-1])) % 1e9

    def _paint_ends(self, painter: QPainter, plot: MouseView, runners: Sequence[MapRunner]) -> None:
        """Draw from the last row on the sheets to where each runner is."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for runner, progress in zip(runners, self._drawn, strict=True):
            if not runner.shown or runner.row <= progress.row:
                continue
            ends = [progress.row, runner.row]
            line = plot.line_pixels(drawable(runner.x[ends]), drawable(runner.y[ends]))
            for style in (pen(faded(theme.tokens.plot, 0.85), CASING), _line_pen(runner.style, progress.length)):
                painter.setPen(style)
                polyline(painter, *line)


def _line_pen(style: int, done: float) -> QPen:
    look = runner_style(style)
    result = pen(look.colour, WIDTH, look.dash)
    if look.dash != "solid" and done:
        result = QPen(result)
        result.setDashOffset(done / (WIDTH * theme.scale))
    return result


def _draw_marks(
    painter: QPainter, style: int, area: QRectF, rows: Indices, px: Floats, py: Floats, lengths: Floats
) -> None:
    """Draw a mark at each of the first steps, and then now and again along the way."""
    every = np.floor(lengths / (_EVERY * theme.scale))
    marked = np.append(False, every[1:] != every[:-1])
    early = rows < _FEW
    marked |= early & np.append(False, np.diff(lengths) >= _APART * theme.scale)
    paint_marks(painter, area, style, px[marked], py[marked])


def paint_trail(painter: QPainter, area: QRectF, px: Floats, py: Floats, *, arrows: bool) -> None:
    """Draw a line and a dot for every step, the first faintest; the last point gets no dot.

    What lies wholly outside the area is not drawn. With ``arrows`` long steps have heads.
    """
    count = len(px)
    shades = np.linspace(0, _SHADES, max(count, 2)).astype(int).clip(0, _SHADES - 1)
    colours = [faded(theme.tokens.path, _OLDEST + (1.0 - _OLDEST) * shade / (_SHADES - 1)) for shade in range(_SHADES)]
    _paint_steps(painter, area, px, py, shades[1:], colours, arrows)
    _paint_dots(painter, area, px[:-1], py[:-1], shades, colours)


def _paint_steps(
    painter: QPainter, area: QRectF, px: Floats, py: Floats, shades: Floats, colours: list[str], arrows: bool
) -> None:
    pieces = np.column_stack(cut(px, py, area))
    with np.errstate(invalid="ignore"):
        long = np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1]) >= _SHORTEST
    steps = np.flatnonzero(long)
    for shade in sorted(set(shades[steps].tolist())):
        colour = colours[shade]
        ends = pieces[steps[shades[steps] == shade]]
        lines = [QLineF(*end) for end in ends.tolist()]
        painter.setPen(pen(colour, 1.5))
        painter.drawLines(lines)
        if not arrows:
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(colour))
        for line in lines:
            if line.length() > _WITH_ARROW * theme.scale:
                line.setLength(line.length() - 4 * theme.scale)
                arrow(painter, line.p1(), line.p2())


def _paint_dots(painter: QPainter, area: QRectF, px: Floats, py: Floats, shades: Floats, colours: list[str]) -> None:
    """Draw dots where they do not hide each other."""
    indices = np.flatnonzero(within(px, py, area.adjusted(-8, -8, 8, 8)))
    painter.setPen(pen(theme.tokens.plot, 1.0))
    last_x, last_y, last_shade = math.inf, math.inf, -1
    for x, y, shade in zip(px[indices].tolist(), py[indices].tolist(), shades[indices].tolist(), strict=True):
        if abs(x - last_x) + abs(y - last_y) < _DOTS_APART:
            continue
        if shade != last_shade:
            painter.setBrush(colour_of(colours[shade]))
        mark(painter, "circle", QPointF(x, y), 3.6)
        last_x, last_y, last_shade = x, y, shade
