"""The plane of two parameters: the loss as heights, and the path of the descent over it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal

from gui.numbers import number_text
from gui.plots.base import Plot
from gui.plots.contours import heights, level_lines, levels
from gui.plots.density import coloured
from gui.plots.drawing import Key, arrow, colour_of, faded, mark, pen, polyline, segments
from gui.plots.thin import Thinned, plain
from gui.text import translate
from gui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

__all__ = ["PlanePlot"]

_GRIP = 14.0
_NUDGE = 0.01
_FEW = 60
_SOFT = {"light": 0.62, "dark": 0.55}


class PlanePlot(Plot):
    """The loss over two parameters, with the path, its start to drag, and the exact answer.

    Both axes have scales of their own, so that a valley a thousand times longer than wide still fills the
    picture.

    Signals
    -------
    startDragged(float, float), startDropped(float, float)
        The start is being moved here, or was let go here.
    """

    startDragged = Signal(float, float)
    startDropped = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._grid: tuple[NDArray, NDArray, NDArray] | None = None
        self._lines: list[tuple[NDArray, NDArray, NDArray, NDArray]] = []
        self._exact: tuple[float, float] | None = None
        self._first, self._second, self._row = np.empty(0), np.empty(0), -1
        self._start: tuple[float, float] | None = None
        self._thinned = Thinned(pixels=2.0)
        self._taken: Any = None
        super().__init__(parent)

    # ---- what is shown

    def set_contours(
        self,
        grid: Sequence[Any] | None,
        exact: tuple[float, float] | None = None,
    ) -> None:
        """Draw heights and level lines of the loss, and show their range.

        Parameters
        ----------
        grid : sequence of three arrays, optional
            The first parameter (columns), the second (rows), and the loss (rows, columns). A fourth entry may
            be the exact answer.
        exact : tuple of float, optional
            Both parameters at the lowest loss.
        """
        if grid is None:
            self._grid, self._lines = None, []
            self.set_exact(None)
            return
        first, second = plain(np.asarray(grid[0])), plain(np.asarray(grid[1]))
        shares = heights(np.asarray(grid[2], dtype=float))
        self._grid = (first, second, shares)
        self._lines = [level_lines(first, second, shares, level) for level in levels()]
        self.set_exact(grid[3] if exact is None and len(grid) > 3 else exact)
        self.set_home(float(first[0]), float(first[-1]), float(second[0]), float(second[-1]))
        self.redraw_ground()

    def set_exact(self, exact: Sequence[float] | None) -> None:
        """Mark the exact answer, or none."""
        good = exact is not None and math.isfinite(exact[0] + exact[1])
        self._exact = (float(exact[0]), float(exact[1])) if good and exact is not None else None
        self.header.set_keys(tuple(self.keys()))
        self.redraw_ground()

    def set_path(self, first: NDArray, second: NDArray, row: int) -> None:
        """Draw the path up to ``row``; its first place is the start."""
        self._first, self._second = first, second
        self._row = min(int(row), len(first) - 1)
        if len(first) and self._taken is None:
            self._start = (float(first[0]), float(second[0]))
        if self._grid is None and len(first):
            self._fit_path()
        self.redraw()

    def _fit_path(self) -> None:
        """Without heights, show at least where the path has been."""
        x, y = float(self._first[self._row]), float(self._second[self._row])
        if self._row == 0:
            reach = max(abs(x), abs(y), 1.0)
            self.set_home(x - reach, x + reach, y - reach, y + reach)
        else:
            self.ensure_visible(x, x, y, y)

    def keys(self) -> list[Key]:
        """Return the entries of the legend."""
        tokens = theme.tokens
        keys = [
            Key(translate("plots", "steps"), tokens.path, "solid", "circle"),
            Key(translate("plots", "start"), tokens.path, "", "hollow circle"),
        ]
        if self._exact is not None:
            keys.append(Key(translate("plots", "exact answer"), tokens.exact, "", "diamond"))
        return keys

    def theme_changed(self) -> None:
        """Thin the path for marks of another size."""
        self._thinned.forget()

    def view_changed(self) -> None:
        """Thin the path for the new scale."""
        self._thinned.forget()

    # ---- drawing

    def paint_ground(self, painter: QPainter) -> None:
        """Draw heights and level lines."""
        if self._grid is None:
            return
        first, second, shares = self._grid
        tokens = theme.tokens
        half = (first[1] - first[0]) / 2, (second[1] - second[0]) / 2
        corner = self.pixel(float(first[0] - half[0]), float(second[-1] + half[1]))
        other = self.pixel(float(first[-1] + half[0]), float(second[0] - half[1]))
        image = coloured(shares[::-1], tokens.plot, _SOFT[tokens.name])
        painter.drawImage(QRectF(corner, other), image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(faded(tokens.text, 0.35), 1.0))
        for x0, y0, x1, y1 in self._lines:
            segments(painter, *self.pixels(x0, y0), *self.pixels(x1, y1))

    def paint_data(self, painter: QPainter) -> None:
        """Draw the path, the start, where it is now, and the exact answer."""
        tokens = theme.tokens
        if self._exact is not None:
            painter.setPen(pen(tokens.plot, 1.6))
            painter.setBrush(colour_of(tokens.exact))
            mark(painter, "diamond", self.pixel(*self._exact), 7.0)
        if self._row < 0:
            return
        rows = self._thinned.rows(self._first, self._second, self._row, self.unit(), _FEW)
        px, py = self.pixels(plain(self._first[rows]), plain(self._second[rows]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(faded(tokens.plot, 0.8), 4.0))
        polyline(painter, px, py)
        painter.setPen(pen(tokens.path, 2.0))
        polyline(painter, px, py)
        self._paint_steps(painter, px, py)
        if self._start is not None:
            painter.setPen(pen(tokens.path, 2.6))
            painter.setBrush(colour_of(tokens.plot))
            mark(painter, "circle", self.pixel(*self._start), 7.5 if self._taken else 6.5)
        painter.setPen(pen(tokens.plot, 1.5))
        painter.setBrush(colour_of(tokens.path))
        mark(painter, "circle", QPointF(float(px[-1]), float(py[-1])), 5.5 if self._row else 3.4)

    def _paint_steps(self, painter: QPainter, px: NDArray, py: NDArray) -> None:
        """Draw a dot for every step while they are few, and arrows along the way."""
        tokens = theme.tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(tokens.path))
        area = self.area().adjusted(-8, -8, 8, 8)
        last: QPointF | None = None
        for index, (x, y) in enumerate(zip(px.tolist(), py.tolist(), strict=True)):
            point = QPointF(x, y)
            if not math.isfinite(x + y):
                continue
            if last is not None and self._row < _FEW and QLineF(last, point).length() > 26 * theme.scale:
                line = QLineF(last, point)
                line.setLength(line.length() - 4 * theme.scale)
                arrow(painter, last, line.p2())
            if self._row < _FEW and index < len(px) - 1 and area.contains(point):
                mark(painter, "circle", point, 3.2)
            last = point

    # ---- the hand

    def grip_at(self, at: QPointF) -> Any:
        """Return "start" where the hand would take the start."""
        near = self._start is not None and QLineF(self.pixel(*self._start), at).length() <= _GRIP * theme.scale
        taken = "start" if near else None
        if taken != self._taken and not self._dragging:
            self._taken = taken
            self.redraw()
        return taken

    def drag(self, grip: Any, at: QPointF, *, over: bool) -> None:
        """Drag the start."""
        x0, x1, y0, y1 = self.shown_range()
        x, y = self.value(at)
        x, y = min(max(x, x0), x1), min(max(y, y0), y1)
        self._start = (x, y)
        self._taken = None if over else grip
        self.redraw()
        (self.startDropped if over else self.startDragged).emit(x, y)

    def nudge(self, dx: int, dy: int) -> bool:
        """Move the start by a hundredth of the view."""
        if self._start is None:
            return False
        x0, x1, y0, y1 = self.shown_range()
        x, y = self._start[0] + dx * _NUDGE * (x1 - x0), self._start[1] + dy * _NUDGE * (y1 - y0)
        self.startDropped.emit(x, y)
        return True

    def paint_hover(self, painter: QPainter, at: QPointF) -> None:
        """Write the two parameters under the pointer, and what the lab adds."""
        if self._dragging:
            return
        x, y = self.value(at)
        across, up = self.unit()
        names = self._texts["x"], self._texts["y"]
        lines = [f"{names[0]} = {number_text(x, _digits(x, across))}"]
        lines.append(f"{names[1]} = {number_text(y, _digits(y, up))}")
        if self._hover_text is not None:
            lines.append(self._hover_text(x, y))
        self.paint_tip(painter, at, "\n".join(lines))


def _digits(value: float, pixel: float) -> int:
    """Return how many digits tell one pixel from the next."""
    if not value or not pixel:
        return 4
    return min(max(math.ceil(math.log10(abs(value) / pixel)) + 1, 2), 12)
