"""The history of the loss."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QToolButton

from gui.numbers import number_text
from gui.plots.base import Plot
from gui.plots.drawing import Key, Labels, colour_of, faded, mark, pen
from gui.plots.rows import Rows, row_places
from gui.plots.thin import column_edges, fitted, plain
from gui.text import translate
from gui.theme import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter, QResizeEvent
    from PySide6.QtWidgets import QWidget

__all__ = ["LossPlot"]

_FIRST_ROWS = 8
_AHEAD = 0.35
"""How strongly rows after the cursor are drawn."""
_LABEL_ROOM = 0.05
"""Share of the axis beyond the last row, where half of its label stands."""
_SAMPLES = 150
_MARKS_EVERY = 0.1
"""Seconds from one drawing of the exact minimum to the next while a run moves."""


class LossPlot(Plot):
    """The loss at every row, on linear or logarithmic axes, with a cursor to drag.

    Signals
    -------
    cursorMoved(int)
        The hand has moved the cursor to this row.
    logToggled(str, bool)
        The axis "x" or "y" is logarithmic now, or not.
    """

    cursorMoved = Signal(object)
    logToggled = Signal(str, bool)

    HAS_MARKS = True

    def __init__(self, parent: QWidget | None = None) -> None:
        self._values = np.empty(0)
        self._kept: NDArray | None = None
        self._length = 0
        self._cursor = 0
        self._expected: int | None = None
        self._minimum: tuple[float, str] | None = None
        self._gap: tuple[float, str] | None = None
        self._noisy = False
        self._marks_drawn = 0.0
        self._seen = (math.inf, -math.inf, math.inf, 0, 0)
        self._log = {"x": False, "y": False}
        self._buttons: dict[str, QToolButton] = {}
        super().__init__(parent)
        self._axes["bottom"].integers = True
        for name in ("y", "x"):
            button = QToolButton(self)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setObjectName(f"log_{name}")
            button.toggled.connect(self._x_toggled if name == "x" else self._y_toggled)
            self._buttons[name] = button
        self.retranslate()
        self._place_buttons()

    # ---- what is shown

    def set_history(self, values: NDArray, length: int, place: int | None = None, kept: NDArray | None = None) -> None:
        """Draw the first ``length`` values; the part after ``place`` is faint.

        Parameters
        ----------
        values : array
            The loss at every row kept so far; it may be the history's own memory.
        length : int
            How many of them count.
        place : int, optional
            Where the cursor is among them; at the last where not given.
        kept : array, optional
            The rows' numbers, where not every row is kept.
        """
        settled = length == self._length and length > 0
        if length < self._length or not self._is_longer(kept):
            self._forget()
        self._values, self._length, self._kept = values, min(length, len(values)), kept
        self._cursor = max(self._length - 1, 0) if place is None else place
        self._see()
        if settled:
            self.settle()
        else:
            self._grow()
        self._say_hidden()
        now = time.monotonic()
        if settled or now - self._marks_drawn > _MARKS_EVERY:
            self._marks_drawn = now
            self.redraw()
        else:
            self.redraw_moving()

    def _is_longer(self, kept: NDArray | None) -> bool:
        """Tell whether the rows known so far are where they were."""
        last = self._length - 1
        return last < 0 or self._number(last) == (last if kept is None else int(kept[last]))

    def _number(self, place: int) -> int:
        return place if self._kept is None else int(self._kept[place])

    def _place(self, number: float) -> int:
        """Return the place of the row nearest to a number."""
        if self._kept is None or not self._length:
            return min(max(round(number), 0), max(self._length - 1, 0))
        after = min(max(int(np.searchsorted(self._kept, number)), 1), self._length - 1)
        return after - 1 if number - self._kept[after - 1] < self._kept[after] - number else after

    def reset_range(self) -> None:
        """Forget the run; the next one finds its own range."""
        self._forget()
        self._values, self._kept, self._length, self._cursor = np.empty(0), None, 0, 0
        self.set_note("")
        self.redraw_ground()

    def set_expected(self, last_row: int | None) -> None:
        """Let the axis reach no farther than the last row there will be."""
        self._expected = last_row
        self.settle()

    def set_cursor(self, place: int) -> None:
        """Move the cursor."""
        self._cursor = place
        self.redraw()

    def set_minimum(self, value: float | None, label: str = "") -> None:
        """Draw the exact minimum as a line, or none."""
        self._minimum = (value, label) if value is not None and math.isfinite(value) else None
        self.header.set_keys(tuple(self.keys()))
        self.settle()

    def set_gap(self, lowest: float | None, label: str = "") -> None:
        """On a logarithmic axis draw how far the loss is above ``lowest``; ``label`` names the axis then."""
        self._gap = (lowest, label) if lowest is not None and math.isfinite(lowest) else None
        self._restart()

    def set_noisy(self, noisy: bool) -> None:
        """Draw a running mean over the values, which come from mini-batches."""
        self._noisy = noisy
        self.header.set_keys(tuple(self.keys()))
        self.redraw()

    def set_log(self, x: bool, y: bool) -> None:
        """Make axes logarithmic; emits nothing."""
        for name, on in (("x", x), ("y", y)):
            self._buttons[name].blockSignals(True)
            self._buttons[name].setChecked(on)
            self._buttons[name].blockSignals(False)
            self._log[name] = on
        self._restart()

    @property
    def logs(self) -> tuple[bool, bool]:
        """Whether x and y are logarithmic."""
        return self._log["x"], self._log["y"]

    def axis_text(self, name: str, text: str) -> str:
        """Return the name of an axis; that of the gap where it is drawn."""
        if name == "y" and self._log["y"] and self._gap is not None and self._gap[1]:
            return self._gap[1]
        return text

    def keys(self) -> list[Key]:
        """Return the legend, where there is more than the loss."""
        tokens = theme.tokens
        keys = [Key(translate("plots", "loss"), tokens.path, "solid")]
        if self._noisy:
            keys = [
                Key(translate("plots", "loss of each batch"), faded(tokens.path, 0.4), "solid"),
                Key(translate("plots", "running mean"), tokens.path, "solid"),
            ]
        if self._minimum is not None and not self._minimum[1]:
            keys.append(Key(translate("plots", "exact minimum"), tokens.exact, "dashdot"))
        return keys if len(keys) > 1 else []

    def retranslate(self) -> None:
        """Write the buttons in the language chosen."""
        super().retranslate()
        names = {
            "x": translate("plots", "Logarithmic axis of epochs"),
            "y": translate("plots", "Logarithmic axis of the loss"),
        }
        for name, button in self._buttons.items():
            button.setText(f"log {name}")
            button.setToolTip(names[name])
            button.setAccessibleName(names[name])
        self._place_buttons()

    # ---- ranges

    def _forget(self) -> None:
        self._seen = (math.inf, -math.inf, math.inf, 0, 0)
        self._live = None
        self._length = 0

    def _restart(self) -> None:
        length, self._length = self._length, 0
        self._forget()
        self._length = length
        for name, axis in (("x", "bottom"), ("y", "left")):
            self._axes[axis].logarithmic = self._log[name]
            self._axes[axis].integers = name == "x" and not self._log["x"]
        self._label_axes()
        self._see()
        self.settle()
        self._say_hidden()
        self.redraw_ground()

    def _shift(self) -> float:
        return self._gap[0] if self._gap is not None and self._log["y"] else 0.0

    def _see(self) -> None:
        """Take the values that are new into least, greatest, least above zero, and how many are not."""
        low, high, positive, hidden, done = self._seen
        fresh = plain(self._values[done : self._length])
        fresh = fresh[np.isfinite(fresh)] - self._shift()
        if len(fresh):
            low, high = min(low, float(fresh.min())), max(high, float(fresh.max()))
            above = fresh[fresh > 0]
            hidden += len(fresh) - len(above)
            if len(above):
                positive = min(positive, float(above.min()))
        self._seen = (low, high, positive, hidden, self._length)

    def _data_range(self) -> tuple[float, float]:
        low, high, positive, _hidden, _done = self._seen
        if self._log["y"]:
            low = positive
        if not (math.isfinite(low) and math.isfinite(high)) or (self._log["y"] and high <= 0):
            return (0.0, 1.0)
        if self._minimum is not None and not (self._log["y"] and self._minimum[0] - self._shift() <= 0):
            low = min(low, self._minimum[0] - self._shift())
        return (math.log10(low), math.log10(high)) if self._log["y"] else (low, high)

    def _x_range(self, last: int) -> tuple[float, float]:
        if self._log["x"]:
            return (-0.02, math.log10(max(last, 2)) * (1 + _LABEL_ROOM))
        return (-0.01 * last, last * (1 + _LABEL_ROOM))

    def _last(self) -> int:
        """Return how far the axis reaches: doubling, but no farther than the run will go."""
        newest, last = self._number(self._length - 1) if self._length else -1, _FIRST_ROWS
        while last < newest:
            last *= 2
        if self._expected is not None:
            last = min(last, max(self._expected, 1))
        return max(last, newest, 1)

    def _grow(self) -> None:
        x0, x1 = self._x_range(self._last())
        low, high = self._data_range()
        if self._live is None:
            self._live = (x0, x1, *fitted(low, high, 0.06))
            if not self.held:
                self.show_range(*self._live)
            return
        self.ensure_visible(x0, x1, low, high)

    def settle(self) -> None:
        """Fit the range to what is there, once nothing grows any more."""
        if not self._length:
            return
        last = max(self._number(self._length - 1), min(self._expected or 0, self._last()), 1)
        live = (*self._x_range(last), *fitted(*self._data_range(), 0.06))
        if live != self._live:
            self._live = live
            if not self.held:
                self.show_range(*live)

    def _say_hidden(self) -> None:
        hidden = self._seen[3] if self._log["y"] else 0
        if not hidden:
            self.set_note("")
            return
        text = translate("plots", "{count} values ≤ 0 not shown")
        self.set_note(text.format(count=number_text(hidden)))

    # ---- drawing

    def paint_data(self, painter: QPainter) -> None:
        """Draw the loss, the exact minimum and the cursor."""
        if not self._length:
            return
        tokens = theme.tokens
        rows = Rows(self, self._values, self._heights, self._log["x"], self._noisy, self._kept)
        last = min(self._cursor + 1, self._length)
        if last < self._length:
            rows.paint(painter, last - 1, self._length, _AHEAD)
        rows.paint(painter, 0, last)
        at = self._cursor_place()
        painter.setPen(pen(faded(tokens.text, 0.65), 1.0, "dash" if self._taken is None else "solid"))
        painter.drawLine(QPointF(at.x(), 0), QPointF(at.x(), self.area().height()))
        painter.setPen(pen(tokens.plot, 1.2))
        painter.setBrush(colour_of(tokens.path))
        mark(painter, "circle", at, 4.2)

    def _heights(self, values: NDArray) -> NDArray:
        values = plain(values) - self._shift()
        if not self._log["y"]:
            return values
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(values > 0, np.log10(values), np.nan)

    def paint_marks(self, painter: QPainter) -> None:
        """Draw the exact minimum, its label where the curve leaves room."""
        if self._minimum is None or not self._length:
            return
        value, label = self._minimum
        height = float(self._heights(np.array([value]))[0])
        if not math.isfinite(height):
            return
        width = self.area().width()
        y = self.pixel(0.0, height).y()
        painter.setPen(pen(theme.tokens.exact, 1.6, "dashdot"))
        painter.drawLine(QPointF(0, y), QPointF(width, y))
        if label:
            labels = Labels(painter, self.area())
            labels.avoid(*self._sampled())
            labels.write(label, QPointF(width * 0.72, y), theme.tokens.text, 4, prefer="above")

    def _sampled(self) -> tuple[NDArray, NDArray]:
        """Return places in pixels along the curve, enough to keep a label off it."""
        places = column_edges(0, self._length, _SAMPLES, logarithmic=self._log["x"])
        rows = places if self._kept is None else self._kept[places]
        return self.pixels(row_places(rows, self._log["x"]), self._heights(self._values[places]))

    # ---- the hand

    _taken: Any = None

    def _cursor_place(self) -> QPointF:
        place = min(max(self._cursor, 0), self._length - 1)
        height = float(self._heights(np.array([self._values[place]]))[0])
        x = float(row_places(np.array([self._number(place)]), self._log["x"])[0])
        at = self.pixel(x, height if math.isfinite(height) else 0.0)
        return at if math.isfinite(height) else QPointF(at.x(), -50.0)

    def _place_under(self, at: QPointF) -> int:
        """Return the place of the row nearest to a pixel of the area."""
        x = self.value(at)[0]
        return self._place(10.0 ** min(x, 18.0) if self._log["x"] else x)

    def grip_at(self, at: QPointF) -> Any:
        """Return "cursor" where the hand would take the cursor."""
        near = self._length > 0 and abs(at.x() - self._cursor_place().x()) <= 6 * theme.scale
        taken = "cursor" if near else None
        if taken != self._taken:
            self._taken = taken
            self.redraw()
        return taken

    def cursor_for(self, grip: Any) -> Qt.CursorShape:
        """Return the pointer over the cursor."""
        return Qt.CursorShape.SplitHCursor if grip else super().cursor_for(grip)

    def drag(self, _grip: Any, at: QPointF, *, over: bool) -> None:
        """Drag the cursor."""
        self._cursor = self._place_under(at)
        self.redraw()
        self.cursorMoved.emit(self._number(self._cursor))

    def clicked(self, at: QPointF, _modifiers: Qt.KeyboardModifier) -> None:
        """Put the cursor where the hand clicked."""
        if self._length:
            self.drag("cursor", at, over=True)

    def paint_hover(self, painter: QPainter, at: QPointF) -> None:
        """Write the row and its loss beside the pointer."""
        if not self._length or self._dragging:
            return
        place = self._place_under(at)
        row, value = self._number(place), float(self._values[place])
        text = self._hover_text(row) if self._hover_text is not None else self._own_hover(row, value)
        self.paint_tip(painter, at, text)

    def _own_hover(self, row: int, value: float) -> str:
        return f"{self._texts['x']} {number_text(row)}\n{self._texts['y']} = {number_text(value, 8)}"

    # ---- buttons

    @Slot(bool)
    def _x_toggled(self, on: bool) -> None:
        self._toggled("x", on)

    @Slot(bool)
    def _y_toggled(self, on: bool) -> None:
        self._toggled("y", on)

    def _toggled(self, name: str, on: bool) -> None:
        self._log[name] = on
        self.held = False
        self._restart()
        self.logToggled.emit(name, on)

    def _place_buttons(self) -> None:
        x = self.width() - 8 * theme.scale
        font = QFont(self.font())
        font.setPixelSize(max(round(11 * theme.scale), 6))
        for button in self._buttons.values():
            button.setFont(font)
            button.resize(button.sizeHint())
            x -= button.width()
            button.move(round(x), round(7 * theme.scale))
        if self._buttons:
            self.header.set_inset(self.width() - x - 4 * theme.scale)

    def theme_changed(self) -> None:
        """Put the buttons where they belong at another size."""
        self._place_buttons()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the buttons in the corner."""
        super().resizeEvent(event)
        self._place_buttons()
