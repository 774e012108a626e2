"""The history of the loss."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF

from gui.look.numbers import number_text
from gui.look.text import translate
from gui.look.theme import theme
from gui.plots.base.beyond import paint_beyond
from gui.plots.base.drawing import Key, Labels, faded, filled_mark, pen
from gui.plots.base.runner_style import RunnerStyle, runner_style
from gui.plots.base.thin import Floats, Indices, column_edges
from gui.plots.rows.pinned import PinnedLoss, paint_pinned_mark, paint_pinned_marks
from gui.plots.rows.row_line import Column, are_apart, step_positions
from gui.plots.rows.rows_plot import RowsPlot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from gui.plots.rows.row_line import Seen

_SAMPLES = 150


class LossPlot(RowsPlot):
    """The loss of one run at every row, with the exact minimum as a line."""

    def __init__(self) -> None:
        self._column = Column()
        self._minimum: tuple[float, str] | None = None
        self._noisy = False
        self._pinned: tuple[PinnedLoss, ...] = ()
        self._pinned_columns: list[Column] = []
        self._covered: list[tuple[Floats, Floats]] = []
        """Points in pixels along the lines of pinned runs as they were drawn last."""
        self._whole = False
        super().__init__()

    # ---- what is shown

    def columns(self) -> list[Column]:
        """Return the run, where there is one."""
        return [self._column] if self._column.length else []

    def levels(self) -> list[float]:
        """Return the exact minimum."""
        return [] if self._minimum is None else [self._minimum[0]]

    def beside(self) -> list[Seen]:
        """Return what is known of the pinned runs, as far as the axis goes.

        On a linear axis a run that diverged leaves the picture: only its start counts, or nothing else would be seen.
        """
        for column, loss in zip(self._pinned_columns, self._pinned, strict=True):
            only_start = loss.diverged and not self._log["y"]
            column.take(loss.values, 1 if only_start else loss.until(self._last()), None)
            column.see(self._shift())
        return [column.seen for column in self._pinned_columns]

    def reach(self) -> int:
        """Return the last row of the pinned runs, where they are shown to their ends."""
        ends = [loss.step_at(len(loss.values) - 1) for loss in self._pinned]
        return math.ceil(max(ends, default=0.0)) if self._whole else 0

    def set_history(self, values: Floats, length: int, index: int | None = None, kept: Indices | None = None) -> None:
        """Draw the first ``length`` losses, those after ``index``, the cursor's, faintly.

        ``values`` may be the history's own memory. ``kept`` are the rows' steps, where not every row is kept. Without
        ``index`` the cursor is at the last row.
        """
        column = self._column
        settled = length == column.length and length > 0
        if not column.take(values, length, kept):
            self._live = None
        index = max(column.length - 1, 0) if index is None else index
        self._cursor = column.step_at(index) if column.length else 0
        self.show_columns(settled=settled)

    def forget_run(self) -> None:
        """Draw no run."""
        self.reset_range()
        self.set_history(np.empty(0), 0)

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
        """Draw these runs beside the one shown; ``whole``, for a run that is over, makes room for their last rows."""
        old, self._pinned = self._pinned, tuple(loss for loss in losses if len(loss.values))
        changed = [loss.line for loss in old] != [loss.line for loss in self._pinned]
        if changed:
            self._pinned_columns = [Column() for _ in self._pinned]
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
        """Draw the pinned runs, each whole and in its look."""
        self._covered = []
        for loss in self._pinned if self._column.length else ():
            line = self.line(loss.values, loss.steps, runner_style(loss.style), noisy=loss.noisy)
            px, py = line.paint_smooth(painter)
            good = np.isfinite(px) & np.isfinite(py)
            if good.any() and not are_apart(px):
                paint_pinned_marks(painter, self, loss.style, px[good], py[good], 3.6)
            thin = np.flatnonzero(good)[:: len(px) // _SAMPLES + 1]
            self._covered.append((px[thin], py[thin]))

    def paint_data(self, painter: QPainter) -> None:
        """Draw the loss, the cursor, and where the pinned runs are at it."""
        column, tokens = self._column, theme.tokens
        if not column.length:
            return
        index = column.index_of(self._cursor)
        look = RunnerStyle(tokens.path, tokens.path, "circle", "solid")
        line = self.line(column.values, column.kept, look, column.blocks, noisy=self._noisy)
        line.paint(painter, min(index + 1, column.length), column.length)
        self.paint_cursor(painter)
        at, colours = self.point(column, index), (tokens.path, tokens.plot)
        labels, text = Labels(painter, self.area()), number_text(float(column.values[index]), 4)
        if paint_beyond(painter, self.area(), at, colours, labels, text) is None:
            filled_mark(painter, "circle", at, 4.2, *colours, 1.2)
        for loss in self._pinned:
            height = float(self.heights(loss.values[loss.cursor : loss.cursor + 1])[0])
            if math.isfinite(height):
                at = QPointF(self.across(loss.step_at(loss.cursor)), self.pixel(0.0, height).y())
                paint_pinned_mark(painter, self, loss.style, at, 5.2, labels)

    def paint_marks(self, painter: QPainter) -> None:
        """Draw the exact minimum, and its label where the curve leaves room."""
        self.labels_drawn = []
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
            for points in self._covered:
                labels.avoid(*points)
            labels.write(label, QPointF(width * 0.72, y), theme.tokens.text, 4, prefer="above")
            self.labels_drawn = labels.written

    def _sampled(self) -> tuple[Floats, Floats]:
        """Return points along the curve in pixels, enough to keep a label off it."""
        column = self._column
        indices = column_edges(0, column.length, _SAMPLES, logarithmic=self._log["x"])
        steps = indices if column.kept is None else column.kept[indices]
        return self.pixels(step_positions(steps, self._log["x"]), self.heights(column.values[indices]))

    def cursor_texts(self, step: int) -> list[str]:
        """Return a step, its loss, and how far that is above the lowest where this is drawn."""
        value = float(self._column.values[self._column.index_of(step)])
        lines = [f"{self._texts['x']} {number_text(step)}", f"{self._texts['y']} = {number_text(value, 8)}"]
        above = self.axis_text("y", "")
        return [*lines, f"{above} = {number_text(value - self._shift(), 8)}"] if above else lines
