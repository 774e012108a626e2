"""What the user computed minus what autograd did, at every row."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from gui.look.numbers import number_text
from gui.look.text import translate
from gui.look.theme import theme
from gui.plots.base.drawing import colour_of, faded, fitted_text, pen, polyline, sized
from gui.plots.base.plot import Plot
from gui.plots.base.thin import Floats, Indices, column_edges, columns, drawable, fitted
from gui.plots.rows.row_line import step_range

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

_EQUAL_DIGITS = 14
"""So many equal digits in every row are called equal …"""
_ROUNDING = 1e-14
"""… and a difference of this share of the largest value is rounding, of which a curve would mean nothing."""
_MOST_DIGITS = 16
_STATEMENT, _DETAIL, _SMALLEST = 15, 12, 9
"""Pixels of the type that says that both are equal, of that below it, and of both where there is little room."""
_BLOCK = 1_024


class Extremes:
    """A column that grows, and the extremes of its first n values, for any n, without looking at all of them."""

    def __init__(self) -> None:
        self._values = np.empty(_BLOCK)
        self._count = 0
        self._lows, self._highs = np.empty(0), np.empty(0)
        """The extremes of each whole block."""

    def __len__(self) -> int:
        return self._count

    def add(self, fresh: Floats) -> None:
        """Take more values in."""
        end = self._count + len(fresh)
        if end > len(self._values):
            grown = np.empty(max(end, 2 * len(self._values)))
            grown[: self._count] = self._values[: self._count]
            self._values = grown
        self._values[self._count : end] = drawable(fresh)
        self._count = end
        blocks = self._values[len(self._lows) * _BLOCK : end // _BLOCK * _BLOCK].reshape(-1, _BLOCK)
        self._lows = np.append(self._lows, np.fmin.reduce(blocks, axis=1))
        self._highs = np.append(self._highs, np.fmax.reduce(blocks, axis=1))

    def first(self, count: int) -> Floats:
        """Return the first values, read-only, NaN for what cannot be drawn."""
        return self._values[:count]

    def of(self, count: int) -> tuple[float, float]:
        """Return the smallest and the largest of the first values, NaN where none can be drawn."""
        whole = count // _BLOCK
        rest = self._values[whole * _BLOCK : count]
        low = np.fmin.reduce(np.append(self._lows[:whole], rest), initial=np.nan)
        return float(low), float(np.fmax.reduce(np.append(self._highs[:whole], rest), initial=np.nan))


class DifferencePlot(Plot):
    """The difference of two results as a curve, or the statement that they are equal."""

    def __init__(self) -> None:
        self._differences, self._magnitudes, self._shares = Extremes(), Extremes(), Extremes()
        self._count = 0
        self._kept: Indices | None = None
        self._low, self._high, self._scale = 0.0, 0.0, 0.0
        self._waiting = ""
        self._reach = 1
        super().__init__()
        self._axes["bottom"].integers = True

    def set_waiting(self, text: str) -> None:
        """Show what the plot is waiting for."""
        if text != self._waiting or self._count:
            self.forget()
            self._waiting = text
            self._axes["left"].only_zero = True
            self.redraw_background()

    def forget(self) -> None:
        """Forget all rows; they are shown until there are others."""
        self._differences, self._magnitudes, self._shares = Extremes(), Extremes(), Extremes()
        self._count = 0
        self.set_note("")

    @property
    def rows(self) -> int:
        """How many rows are known."""
        return len(self._differences)

    def add(self, values: Floats, magnitude: Floats) -> None:
        """Take in differences at further rows, and how large the values compared are there.

        Equal digits are counted in each row for itself. A difference is rounding by the largest value of all rows:
        where the value itself is close to 0, its terms are not.
        """
        with np.errstate(all="ignore"):
            shares = np.where(values == 0, 0.0, np.minimum(np.abs(values) / magnitude, 1.0))
        self._differences.add(values)
        self._magnitudes.add(magnitude)
        self._shares.add(shares)

    def set_reach(self, step: int) -> None:
        """Let the axis go to a step, as that of the losses beside it does, or farther where there are more rows."""
        self._reach = step

    def show_rows(self, count: int, kept: Indices | None = None, *, behind: bool = False) -> None:
        """Show the first rows; ``kept`` are their steps, where not every row is kept.

        With ``behind`` there are more before the cursor, and the plot says how far its own go.
        """
        self._waiting = ""
        self._kept = kept
        self._count = count
        so_far = translate("plots", "compared up to epoch {k} so far")
        self.set_note(so_far.format(k=number_text(self._step_at(count - 1))) if behind and count else "")
        low, high = self._differences.of(count)
        self._low, self._high = (0.0, 0.0) if math.isnan(low) else (low, high)
        self._scale = max(1e-300, self._magnitudes.of(count)[1])  # of NaN it is 1e-300
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
        """How many leading digits are equal in every row, at most 16."""
        largest = self._shares.of(self._count)[1]
        return _MOST_DIGITS if not largest > 0 else min(max(math.floor(-math.log10(largest)), 0), _MOST_DIGITS)

    @property
    def equal(self) -> bool:
        """Whether the two differ by no more than rounding."""
        return self._count == 0 or self._largest <= _ROUNDING * self._scale

    def _steps(self, indices: Indices) -> Indices:
        return indices if self._kept is None else self._kept[indices]

    def _step_at(self, index: int) -> int:
        return index if self._kept is None else int(self._kept[index])

    def _fit(self) -> None:
        left, right = step_range(max(self._reach, self._step_at(self._count - 1) if self._count else 1))
        axis = self._axes["left"]
        if axis.only_zero != self.equal:
            axis.only_zero = self.equal
            axis.picture = None
        if self.equal:
            self.set_home(left, right, -1.0, 1.0)
            return
        low, high = min(self._low, 0.0), max(self._high, 0.0)
        shown = self._home[2:]
        inside = shown[0] <= low and high <= shown[1] and high - low > 0.3 * (shown[1] - shown[0])
        low, high = shown if inside else fitted(2 * low, 2 * high, 0.05)
        home = (left, right, low, high)
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
        self._paint_equal(painter, zero) if self.equal else self._paint_curve(painter)

    def _paint_curve(self, painter: QPainter) -> None:
        count, width = self._count, max(round(self.area().width()), 1)
        if count <= 2 * width:
            px, py = self.pixels(self._steps(np.arange(count)), self._values)
        else:
            edges = column_edges(0, count, width)
            low, high = columns(self._values, edges, count)
            px, bottom = self.pixels(self._steps(edges), low)
            _px, top = self.pixels(self._steps(edges), high)
            px, py = np.repeat(px, 2), np.column_stack([bottom, top]).ravel()
        painter.setRenderHint(painter.RenderHint.Antialiasing, count <= 200)
        painter.setPen(pen(theme.tokens.exact, 1.8 if count <= 200 else 1.0))
        polyline(painter, px, py)
        painter.setRenderHint(painter.RenderHint.Antialiasing, True)

    def _paint_equal(self, painter: QPainter, zero: float) -> None:
        end = self.pixel(self._step_at(self._count - 1), 0.0).x()
        painter.setPen(pen(theme.tokens.exact, 2.2))
        painter.drawLine(QPointF(self.pixel(0.0, 0.0).x(), zero), QPointF(end, zero))
        if self._largest == 0:
            statement = translate("plots", "exactly equal")
            detail = translate("plots", "no difference in any row")
        else:
            statement = translate("plots", "equal but for rounding")
            if self.digits >= _EQUAL_DIGITS:
                statement = translate("plots", "equal to {digits} digits in every row").format(digits=self.digits)
            detail = translate("plots", "largest difference {size}").format(size=number_text(self._largest, 2))
        area, gap = self.area().adjusted(4, 2, -4, -2), 12 * theme.scale
        self._write(
            painter, statement, theme.tokens.text, _STATEMENT, QRectF(area.topLeft(), QPointF(area.right(), zero - gap))
        )
        self._write(
            painter, detail, theme.tokens.muted, _DETAIL, QRectF(QPointF(area.left(), zero + gap), area.bottomRight())
        )

    def _write(self, painter: QPainter, text: str, colour: str, largest: int, box: QRectF) -> None:
        """Write in the largest type that a box has room for, in lines, on the box's side of the middle."""
        above = largest == _STATEMENT
        pixels = largest
        while True:
            font = sized(self.font(), pixels, bold=above)
            size, flags = fitted_text(QFontMetricsF(font), text, box.width())
            if size.height() <= box.height() or pixels <= _SMALLEST:
                break
            pixels -= 1
        box = QRectF(box.left(), box.bottom() - size.height() if above else box.top(), box.width(), size.height())
        painter.setFont(font)
        painter.setPen(colour_of(colour))
        painter.drawText(box, flags, text)

    def paint_hover(self, painter: QPainter, at: QPointF) -> None:
        """Write the row and its difference beside the pointer."""
        if not self._count:
            return
        index = round(self.value(at)[0])
        if self._kept is not None:
            index = int(np.searchsorted(self._kept, index))
        index = min(max(index, 0), self._count - 1)
        step, value = number_text(self._step_at(index)), number_text(float(self._values[index]), 3)
        self.paint_tip(painter, at, f"{self._texts['x']} {step}\n{self._texts['y']} {value}")
