"""The table of all rows of a run, of which there may be millions: it follows the run and its cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView

from gui.look.text import follow_language, translate
from gui.widgets.parts import px
from gui.widgets.tables.cells import Cells
from gui.widgets.tables.fitted_table import FittedTable
from gui.widgets.tables.table_view import MOST_COPIED
from gui.widgets.tables.text_rows import MOST_DIGITS, TextRows

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

    from gui.widgets.tables.text_rows import Source

_SAMPLE = 12
_GROW_MS = 200
"""How often a table that grows takes in its new rows; the view's cost is in proportion to all of them."""


class ValueTable(FittedTable[TextRows]):
    """Rows of numbers; the cursor's row is lit and kept in view, and choosing a row moves the cursor."""

    sizes = ((12, MOST_DIGITS), (12, 5), (11, 5), (11, 4), (10, 4), (9, 4), (11, 4))

    def __init__(self) -> None:
        super().__init__(TextRows(), Cells())
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self._wanted: tuple[Source | None, int] = (None, 0)
        """The rows to be taken in next, and how many there are."""
        self._seen_cut: set[int] = set()
        """The rows that were in sight when a column was too narrow for one of them."""
        self._grow = QTimer(self, singleShot=True, interval=_GROW_MS)
        self._grow.timeout.connect(self._take_wanted)
        self.view.verticalScrollBar().valueChanged.connect(self._fit_seen)
        self.view.resized.connect(self._keep_current_seen)
        self.view.resized.connect(self._fit_seen)
        follow_language(self)

    def set_source(self, source: Source | None, length: int = 0) -> None:
        """Show the rows that ``source(row, digits)`` returns as text, for ``row`` below ``length``."""
        self._grow.stop()
        self._wanted = source, length
        self.model.current = -1
        self._seen_cut.clear()
        self.model.set_source(source, length)
        self.fit_columns()

    def grow(self, source: Source, length: int) -> None:
        """Show the rows of the same run as it is now; cheap to call with every frame."""
        is_as_long = length == self._wanted[1]
        self._wanted = source, length
        if is_as_long:
            return
        if length < self.model.rowCount() or self.model.rowCount() == 0:
            self._take_wanted()
        elif not self._grow.isActive():
            self._grow.start()

    def set_current(self, row: int) -> None:
        """Light the cursor's row and keep it in view."""
        if row == self.model.current:
            return
        if self.model.rowCount() <= row < self._wanted[1]:
            self._take_wanted()
        before, self.model.current = self.model.current, row
        self.view.executeDelayedItemsLayout()  # else it scrolls no further than to the row that was its last
        top = self.view.verticalScrollBar().value()
        self._keep_current_seen()
        for changed in (before, row):  # the others move with the picture
            y, height = self.view.rowViewportPosition(changed), self.view.rowHeight(changed)
            self.view.viewport().update(0, y, self.view.viewport().width(), height)
        if self.view.verticalScrollBar().value() == top:
            self._fit_seen()

    @Slot()
    def _keep_current_seen(self) -> None:
        self.view.scrollTo(self.model.index(self.model.current, 0), QAbstractItemView.ScrollHint.EnsureVisible)

    def refresh(self, source: Source, length: int) -> None:
        """Show rows of the same run that have all been written again."""
        self._grow.stop()
        self._wanted = source, length
        self.model.refresh(source, length)
        self._fit_seen()

    @Slot()
    def _take_wanted(self) -> None:
        self._grow.stop()
        source, length = self._wanted
        if source is None:
            return
        was_empty = self.model.rowCount() == 0
        self.model.take(source, length)
        if was_empty:
            self.fit_columns()
        self._fit_seen()

    def copied_lines(self) -> list[tuple[str, ...]]:
        """Return the selected rows."""
        return [self.model.texts(row) for row in self.view.chosen_rows(MOST_COPIED)]

    def needs(self, font: QFont) -> list[int]:
        """Return what the names need, some rows at the beginning, in the middle and at the end, and those seen cut."""
        last, heads = self.model.rowCount() - 1, QFontMetrics(self.view.horizontalHeader().font())
        sample = {*range(min(_SAMPLE, last)), last // 2, last - 1, last} if last >= 0 else set[int]()
        widths = self.text_widths(font, sample | self._seen_cut)
        names = map(heads.horizontalAdvance, self.model.names)
        return [max(width, name) + px(Cells.padding) for width, name in zip(widths, names, strict=True)]

    @Slot()
    def _fit_seen(self) -> None:
        """Fit the columns again where a row that is seen needs more than they give."""
        height = self.view.viewport().height()
        first, last = max(self.view.rowAt(0), 0), self.view.rowAt(height - 1)
        if last < 0:  # the table ends above, or its rows are not laid out yet, of which there may be millions
            last = min(first + height // self.view.verticalHeader().defaultSectionSize(), self.model.rowCount() - 1)
        rows = range(first, last + 1)
        metrics = self.view.fontMetrics()
        widths = [self.view.columnWidth(column) - px(Cells.padding) for column in range(self.model.columnCount())]
        if any(
            metrics.horizontalAdvance(text) > width
            for row in rows
            for text, width in zip(self.model.texts(row), widths, strict=False)
        ):
            self._seen_cut.update(rows)
            self.fit_columns()

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self.view.setAccessibleName(translate("ValueTable", "Table of all rows of the run"))
