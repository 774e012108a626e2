"""The history of the loss."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF

from gui.look.numbers import number_text
from gui.look.text import translate
from gui.look.theme import theme
from gui.plots.base.column import Column
from gui.plots.base.drawing import Key, Labels, faded, filled_mark, pen
from gui.plots.base.thin import Floats, Indices, column_edges
from gui.plots.rows.pinned import PinnedLoss, PinnedLosses
from gui.plots.rows.row_line import RowLine, step_positions
from gui.plots.rows.rows_plot import RowsPlot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from gui.plots.base.column import Seen

__all__ = ["LossPlot"]

_AHEAD = 0.35
"""How strongly rows after the cursor are drawn."""
_SAMPLES = 150


class LossPlot(RowsPlot):
    """The loss of one run at every row, with the exact minimum as a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._column = Column()
        self._minimum: tuple[float, str] | None = None
        self._noisy = False
        self._pins = PinnedLosses()
        self._whole = False
        super().__init__(parent)

    # ---- what is shown

    def columns(self) -> list[Column]:
        """Return the run, where there is one."""
        return [self._column] if self._column.length else []

    def levels(self) -> list[float]:
        """Return the exact minimum."""
        return [] if self._minimum is None else [self._minimum[0]]

    def beside(self) -> list[Seen]:
        """Return what is known of the runs pinned, as far as the axis goes."""
        return self._pins.seen(self._last(), self._shift(), logarithmic=self._log["y"])

    def reach(self) -> int:
        """Return the last row of the runs pinned, where they are to be seen to their ends."""
        return math.ceil(self._pins.last()) if self._whole else 0

    def set_history(self, values: Floats, length: int, index: int | None = None, kept: Indices | None = None) -> None:
        """Draw the first ``length`` values; the part after ``index`` is faint.

        Parameters
        ----------
        values : array
            The loss at every row kept so far; it may be the history's own memory.
        length : int
            How many of them count.
        index : int, optional
            Where the cursor is among them; at the last where not given.
        kept : array, optional
            The rows' numbers, where not every row is kept.
        """
        column = self._column
        settled = length == column.length and length > 0
        if not column.take(values, length, kept):
            self._live = None
        index = max(column.length - 1, 0) if index is None else index
        self._cursor = column.step_at(index) if column.length else 0
        self.show_columns(settled=settled)

    def reset_range(self, *, calm: bool = False) -> None:
        """Forget the run; the next one finds its own range, or with ``calm`` keeps this one while it fits."""
        self._column = Column()
        super().reset_range(calm=calm)

    def set_minimum(self, value: float | None, label: str = "") -> None:
        """Draw the exact minimum as a line, or none."""
        self._minimum = (value, label) if value is not None and math.isfinite(value) else None
        self.show_keys()
        self.settle()

    def set_noisy(self, noisy: bool) -> None:
        """Draw a running mean over the values, which come from mini-batches."""
        self._noisy = noisy
        self.show_keys()
        self.redraw()

    def set_pinned(self, losses: Sequence[PinnedLoss], whole: bool = False) -> None:
        """Draw these runs beside the one shown; ``whole`` makes room for their last rows.

        That is for a run that is over: while it goes on, the axis follows it.
        """
        changed = self._pins.set_losses(losses)
        if changed or whole != self._whole:
            self._whole = whole
            self.settle()
            self.redraw_background()
        else:
            self.redraw_moving()

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

    # ---- drawing

    def paint_background(self, painter: QPainter) -> None:
        """Draw the runs pinned."""
        if self._column.length:
            self._pins.paint(painter, self, self.heights, self._log["x"])

    def paint_data(self, painter: QPainter) -> None:
        """Draw the loss, the cursor, and where the runs pinned are there."""
        column, tokens = self._column, theme.tokens
        if not column.length:
            return
        rows = RowLine(self, column.values, self.heights, self._log["x"], self._noisy, column.kept, tokens.path)
        index = column.index_of(self._cursor)
        last = min(index + 1, column.length)
        if last < column.length:
            rows.paint(painter, last - 1, column.length, _AHEAD)
        rows.paint(painter, 0, last)
        self.paint_cursor(painter)
        filled_mark(painter, "circle", self.point(column, index), 4.2, tokens.path, tokens.plot, 1.2)
        self._pins.paint_places(painter, self, self.heights, self._log["x"])

    def paint_marks(self, painter: QPainter) -> None:
        """Draw the exact minimum, its label where the curve leaves room."""
        if self._minimum is None or not self._column.length:
            return
        value, label = self._minimum
        height = float(self.heights(np.array([value]))[0])
        if not math.isfinite(height):
            return
        width = self.area().width()
        y = self.pixel(0.0, height).y()
        painter.setPen(pen(theme.tokens.exact, 1.6, "dashdot"))
        painter.drawLine(QPointF(0, y), QPointF(width, y))
        if label:
            labels = Labels(painter, self.area())
            labels.avoid(*self._sampled())
            labels.avoid(*self._pins.covered())
            labels.write(label, QPointF(width * 0.72, y), theme.tokens.text, 4, prefer="above")

    def _sampled(self) -> tuple[Floats, Floats]:
        """Return places in pixels along the curve, enough to keep a label off it."""
        column = self._column
        places = column_edges(0, column.length, _SAMPLES, logarithmic=self._log["x"])
        rows = places if column.kept is None else column.kept[places]
        return self.pixels(step_positions(rows, self._log["x"]), self.heights(column.values[places]))

    def cursor_texts(self, row: int) -> list[str]:
        """Return the number of a row and its loss."""
        value = float(self._column.values[self._column.index_of(row)])
        return [f"{self._texts['x']} {number_text(row)}", f"{self._texts['y']} = {number_text(value, 8)}"]
