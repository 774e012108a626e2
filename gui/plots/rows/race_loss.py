"""The losses of all runners of a race, over epochs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, Slot

from gui.look.numbers import number_text
from gui.look.text import translate
from gui.look.theme import theme
from gui.plots.base.beyond import paint_beyond
from gui.plots.base.drawing import Key, Labels, cross_out, filled_mark
from gui.plots.base.runner_style import RUNNER_STYLES, paint_marks, runner_key, runner_style
from gui.plots.rows.row_line import Column
from gui.plots.rows.rows_plot import RowsPlot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from gui.plots.base.thin import Floats, Indices

_ROOM_ABOVE = {True: 1e3, False: 4.0}
"""How many times the highest start fits into the range, on a logarithmic axis and on a linear one: a run that
diverges to 10³⁰ would leave no room for the others."""
_DEEPEST = 1e-40
"""The least share of its highest value that a logarithmic range of several runs reaches down to."""
_MARKS_APART = 130.0
"""Pixels between the marks that tell whose line it is."""
_DIGITS = 6


class RaceSeries(NamedTuple):
    """One runner's losses, the first ``length`` of ``values``, one at every row kept so far.

    ``style`` is the index of its look in `RUNNER_STYLES`, ``kept`` are the rows' steps, where not every row is kept.
    ``diverged`` says that the run ended because it diverged.
    """

    style: int
    name: str
    values: Floats
    length: int
    diverged: bool = False
    shown: bool = True
    kept: Indices | None = None

    @property
    def look(self) -> tuple[int, str, bool]:
        """Its line, and whether it is there."""
        return self.style, self.name, self.shown


class RaceLossPlot(RowsPlot):
    """The loss of every runner at every row.

    The vertical axis is logarithmic where a runner begins above zero, until the user chooses. It shows values above
    the lowest there is, where that is known. A runner that leaves the picture has an arrow and its mark where it does:
    above where it diverges, below where it is so much nearer than the others that their lines would be one.
    """

    def __init__(self) -> None:
        self._series: tuple[RaceSeries, ...] = ()
        self._columns: list[Column] = []
        self._log_is_chosen = False
        """Whether the user has chosen the vertical axis."""
        super().__init__()
        self.set_log(False, True)
        self.logToggled.connect(self._log_chosen)

    # ---- what is shown

    def columns(self) -> list[Column]:
        """Return the runs shown that have rows."""
        return [column for column, _series in self._seen()]

    def _seen(self) -> list[tuple[Column, RaceSeries]]:
        pairs = zip(self._columns, self._series, strict=True)
        return [(column, series) for column, series in pairs if series.shown and column.length]

    def set_series(self, series: Sequence[RaceSeries], step: int | None = None) -> None:
        """Draw all runners, faintly after a step, where the cursor is; without it that is the last of all."""
        if [each.look for each in series] != [each.look for each in self._series]:
            self._live = None
        if len(series) != len(self._columns):
            self._columns, self._live = [Column() for _ in series], None
        lengths = [column.length for column in self._columns]
        for column, each in zip(self._columns, series, strict=True):
            if not column.take(each.values, each.length, each.kept):
                self._live = None
        self._series = tuple(series)
        self._choose_log()
        self.show_keys()
        self._cursor = max(self.newest(), 0) if step is None else step
        self.show_columns(settled=lengths == [column.length for column in self._columns] and self._live is not None)

    @Slot(str, bool)
    def _log_chosen(self, name: str, _on: bool) -> None:
        self._log_is_chosen |= name == "y"

    def _choose_log(self) -> None:
        """Make the vertical axis logarithmic where a start is above zero, until the user chooses."""
        lowest = 0.0 if self._lowest is None else self._lowest[0]
        starts = [float(column.values[0]) for column in self.columns()]
        if starts and not self._log_is_chosen and (max(starts) > lowest) != self.logs[1]:
            self.set_log(self.logs[0], max(starts) > lowest)

    def reset_range(self, *, calm: bool = False) -> None:
        """Forget the runs; the next ones find their own range, or with ``calm`` keep this one while they fit."""
        self._series, self._columns = (), []
        super().reset_range(calm=calm)

    def highest(self) -> float:
        """Return how far up the range goes at most: some way above the starts."""
        starts = [float(column.values[0]) - self._shift() for column in self.columns()]
        top = max(filter(math.isfinite, starts), default=0.0 if self._log["y"] else math.inf)
        if self._log["y"]:
            return top * _ROOM_ABOVE[True] if top > 0 else math.inf
        floor = min((column.seen.low for column in self.columns()), default=0.0)
        return floor + max(top - floor, 1e-300) * _ROOM_ABOVE[False]

    def deepest(self, high: float) -> float:
        """Return how far down the range goes at most: past the last digits of any number near its top."""
        return high * _DEEPEST if self._log["y"] and len(self.columns()) > 1 else -math.inf

    def keys(self) -> list[Key]:
        """Return the names of the runners shown."""
        shown = [series for series in self._series if series.shown and series.name]
        return [runner_key(series.style, series.name) for series in shown]

    # ---- drawing

    def paint_data(self, painter: QPainter) -> None:
        """Draw the lines, the cursor, and where each runner is."""
        if self.newest() < 0:
            return
        seen = self._seen()
        for column, series in seen:
            line = self.line(column.values, column.kept, runner_style(series.style), column.blocks)
            px, py = line.paint(painter, min(self._index(column) + 1, column.length), column.length)
            self._paint_marks_along(painter, series.style, px, py)
        self.paint_cursor(painter)
        labels = Labels(painter, self.area())
        ends = [self._paint_place(painter, labels, column, series) for column, series in seen]
        for text, at in filter(None, ends):  # after all marks, so that none covers a text
            labels.write(text, at, theme.tokens.error, 12)

    def _paint_marks_along(self, painter: QPainter, style: int, px: Floats, py: Floats) -> None:
        """Draw marks along a line, elsewhere than on those of other runners."""
        apart = _MARKS_APART * theme.scale
        shift = apart * (style % len(RUNNER_STYLES)) / len(RUNNER_STYLES)
        steps = np.floor((px - shift) / apart)
        marked = np.flatnonzero(np.diff(steps) > 0) + 1
        paint_marks(painter, self.area(), style, px[marked], py[marked])

    def _index(self, column: Column) -> int:
        """Return the index of the newest row up to the cursor's."""
        index = column.index_of(min(self._cursor, column.last))
        return index - 1 if index and column.step_at(index) > self._cursor else index

    def _paint_place(
        self, painter: QPainter, labels: Labels, column: Column, series: RaceSeries
    ) -> tuple[str, QPointF] | None:
        """Draw the mark of a runner; return what to write beside it where it has diverged."""
        look, tokens = runner_style(series.style), theme.tokens
        index = self._index(column)
        at = self.point(column, index)
        over = series.diverged and index == column.length - 1
        tail = paint_beyond(painter, self.area(), at, (look.colour, tokens.plot), labels, shape=look.shape)
        if tail is None:
            filled_mark(painter, look.shape, at, 5.0, look.colour, tokens.plot, 1.4)
        at = tail or at
        if not over:
            return None
        cross_out(painter, labels, at, 8.0, 8.0)
        epoch = number_text(column.step_at(index) + 1)
        return translate("plots", "{name}: diverged at {epoch}").format(name=series.name, epoch=epoch), at

    def cursor_texts(self, step: int) -> list[str]:
        """Return a step, and each runner's value there."""
        axis = self.axis_text("y", self._texts["y"])
        lines = [f"{self._texts['x']} {number_text(step)}", axis]
        for column, series in self._seen():
            if series.diverged and step > column.last:
                text = translate("plots", "diverged")
            else:
                value = float(column.values[column.index_of(min(step, column.last))]) - self._shift()
                text = number_text(value, _DIGITS)
            lines.append(f"{series.name}: {text}")
        return lines
