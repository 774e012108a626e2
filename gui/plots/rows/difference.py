"""What is computed by hand minus what is computed automatically, row by row."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from gui.look.numbers import number_text
from gui.look.text import translate
from gui.look.theme import theme
from gui.plots.base.drawing import colour_of, faded, pen, polyline, sized
from gui.plots.base.extremes import Extremes
from gui.plots.base.plot import Plot
from gui.plots.base.thin import Floats, Indices, column_edges, columns, fitted

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

__all__ = ["DifferencePlot"]

_EQUAL_DIGITS = 14
"""From so many equal digits on, the difference is rounding and its curve would only look like something."""
_MOST_DIGITS = 16
_FIRST_ROWS = 8


class DifferencePlot(Plot):
    """Two results against each other: a curve, or the plain statement that they are equal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._differences, self._magnitudes = Extremes(), Extremes()
        self._count = 0
        self._kept: Indices | None = None
        self._low, self._high, self._scale = 0.0, 0.0, 0.0
        self._waiting = ""
        self._settled = False
        super().__init__(parent)
        self._axes["bottom"].integers = True

    def set_waiting(self, text: str) -> None:
        """Say what the plot waits for."""
        if text != self._waiting or self._count:
            self.forget()
            self._waiting = text
            self._axes["left"].only_zero = True
            self.redraw_background()

    def forget(self) -> None:
        """Forget all rows; what is drawn stays until others are shown."""
        self._differences, self._magnitudes = Extremes(), Extremes()
        self._count = 0

    @property
    def rows(self) -> int:
        """How many rows are known."""
        return len(self._differences)

    def add(self, values: Floats, magnitude: Floats) -> None:
        """Take further rows in.

        Parameters
        ----------
        values : array
            By hand minus automatic.
        magnitude : array
            How large the values compared are; differences are judged against the largest of them.
        """
        self._differences.add(values)
        self._magnitudes.add(magnitude)

    def show_rows(self, count: int, kept: Indices | None = None) -> None:
        """Show the first rows; ``kept`` are their numbers, where not every row is kept."""
        self._waiting = ""
        self._kept = kept
        self._settled = count == self._count
        self._count = count
        low, high = self._differences.of(count)
        self._low, self._high = (0.0, 0.0) if math.isnan(low) else (low, high)
        self._scale = max(self._magnitudes.of(count)[1], 1e-300)
        if math.isnan(self._scale):
            self._scale = 1e-300
        self._fit()
        self.redraw_background() if self._axes["left"].only_zero != self.equal else self.redraw()

    @property
    def _values(self) -> Floats:
        return self._differences.first(self._count)

    @property
    def _largest(self) -> float:
        return max(-self._low, self._high)

    @property
    def digits(self) -> int:
        """How many leading digits are equal, at most 16."""
        if self._largest == 0:
            return _MOST_DIGITS
        return min(max(math.floor(-math.log10(self._largest / self._scale)), 0), _MOST_DIGITS)

    @property
    def equal(self) -> bool:
        """Whether the two differ by no more than rounding."""
        return self._count == 0 or self.digits >= _EQUAL_DIGITS

    def _numbers(self, places: Indices) -> Indices:
        return places if self._kept is None else self._kept[places]

    def _number(self, place: int) -> int:
        return place if self._kept is None else int(self._kept[place])

    def _fit(self) -> None:
        last, newest = _FIRST_ROWS, self._number(self._count - 1) if self._count else -1
        while last < newest:
            last *= 2
        if self._settled:
            last = max(newest, 1)
        axis = self._axes["left"]
        if axis.only_zero != self.equal:
            axis.only_zero = self.equal
            axis.picture = None
        if self.equal:
            self.set_home(-0.01 * last, 1.01 * last, -1.0, 1.0)
            return
        low, high = min(self._low, 0.0), max(self._high, 0.0)
        shown = self._home[2:]
        inside = shown[0] <= low and high <= shown[1] and high - low > 0.3 * (shown[1] - shown[0])
        low, high = shown if inside else fitted(2 * low, 2 * high, 0.05)
        home = (-0.01 * last, 1.01 * last, low, high)
        if home != self._home:
            self.set_home(*home)

    def paint_data(self, painter: QPainter) -> None:
        """Draw the differences, or say that there are none."""
        if not self._count:
            painter.setPen(colour_of(theme.tokens.muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.area().adjusted(8, 8, -8, -8), int(flags), self._waiting)
            return
        zero = self.pixel(0.0, 0.0).y()
        painter.setPen(pen(faded(theme.tokens.muted, 0.6), 1.0))
        painter.drawLine(QPointF(0, zero), QPointF(self.area().width(), zero))
        if self.equal:
            self._paint_equal(painter, zero)
            return
        self._paint_curve(painter)

    def _paint_curve(self, painter: QPainter) -> None:
        count, width = self._count, max(round(self.area().width()), 1)
        if count <= 2 * width:
            px, py = self.pixels(self._numbers(np.arange(count)), self._values)
        else:
            edges = column_edges(0, count, width)
            low, high = columns(self._values, edges, count)
            numbers = self._numbers(edges)
            px, bottom = self.pixels(numbers, low)
            _px, top = self.pixels(numbers, high)
            px, py = np.repeat(px, 2), np.column_stack([bottom, top]).ravel()
        painter.setRenderHint(painter.RenderHint.Antialiasing, count <= 200)
        painter.setPen(pen(theme.tokens.exact, 1.8 if count <= 200 else 1.0))
        polyline(painter, px, py)
        painter.setRenderHint(painter.RenderHint.Antialiasing, True)

    def _paint_equal(self, painter: QPainter, zero: float) -> None:
        end = self.pixel(self._number(self._count - 1), 0.0).x()
        painter.setPen(pen(theme.tokens.exact, 2.2))
        painter.drawLine(QPointF(self.pixel(0.0, 0.0).x(), zero), QPointF(end, zero))
        if self._largest == 0:
            statement = translate("plots", "exactly equal")
            detail = translate("plots", "no difference in any row")
        else:
            statement = translate("plots", "equal to {digits} digits").format(digits=self.digits)
            detail = translate("plots", "largest difference {size}").format(size=number_text(self._largest, 2))
        small = painter.font()
        area, line = self.area(), 22 * theme.scale
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(sized(small, 15, bold=True))
        painter.setPen(colour_of(theme.tokens.text))
        painter.drawText(QRectF(0, zero - 1.6 * line, area.width(), line), int(flags), statement)
        painter.setFont(small)
        painter.setPen(colour_of(theme.tokens.muted))
        painter.drawText(QRectF(0, zero + 0.5 * line, area.width(), line), int(flags), detail)

    def paint_hover(self, painter: QPainter, at: QPointF) -> None:
        """Write the row and its difference beside the pointer."""
        if not self._count:
            return
        place = round(self.value(at)[0])
        if self._kept is not None:
            place = int(np.searchsorted(self._kept, place))
        place = min(max(place, 0), self._count - 1)
        row, value = self._number(place), number_text(float(self._values[place]), 3)
        self.paint_tip(painter, at, f"{self._texts['x']} {number_text(row)}\n{self._texts['y']} {value}")
