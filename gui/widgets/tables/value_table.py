"""A table of up to millions of rows that asks for a row only when it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.widgets.parts import px, tabular
from gui.widgets.tables.table_view import TableView, copy_lines
from gui.widgets.tables.value_rows import MOST_DIGITS, Source, ValueRows

if TYPE_CHECKING:
    from collections.abc import Sequence


__all__ = ["ValueTable"]

Index = QModelIndex | QPersistentModelIndex

_SIZES = ((12, MOST_DIGITS), (12, 5), (11, 5), (11, 4), (11, 3), (11, 2))
"""Pixels of the text and digits of the figures, the first that the width has room for."""
_PADDING = 8
_SAMPLE = 12
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_GROW_MS = 200
"""How often a table that grows takes in its new rows; the view's cost is in proportion to all of them."""
_FOLLOW_MS = 50
"""How often a cursor that runs is followed; no eye reads numbers that change faster."""
_MOST_COPIED = 100_000


class _Cells(QStyledItemDelegate):
    """Draws cells by hand: through the style sheet a page of them would take most of a frame."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the ground of the cursor's row or of the selection, and the text."""
        tokens = theme.tokens
        area: QRect = option.rect  # type: ignore[attr-defined]
        model = index.model()
        assert isinstance(model, ValueRows)
        if index.row() == model.current:
            painter.fillRect(area, QColor(tokens.lit))
        elif option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(area, QColor(tokens.accent_soft))
        texts = model.texts(index.row())
        if index.column() < len(texts):
            painter.setFont(option.font)  # type: ignore[attr-defined]  # the viewport's does not follow the view's
            painter.setPen(QColor(tokens.text))
            inner = area.adjusted(0, 0, -px(_PADDING) // 2, 0)
            painter.drawText(inner, _RIGHT, texts[index.column()])


class ValueTable(QWidget):
    """Rows of numbers; the cursor's row is lit and kept in view, and choosing a row moves the cursor.

    Signals
    -------
    rowActivated(int)
        A row was clicked, or walked to with the keys.
    """

    rowActivated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ValueRows(self)
        self.view = TableView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Cells(self.view))
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._wanted_length = 0
        self._wanted_row = -1
        self._fitted: set[int] = set()
        """The rows of this source that the columns have been made wide enough for."""
        self._follow = QTimer(self)
        self._follow.setSingleShot(True)
        self._follow.setInterval(_FOLLOW_MS)
        self._follow.timeout.connect(self._show_current)
        self._grow = QTimer(self)
        self._grow.setSingleShot(True)
        self._grow.setInterval(_GROW_MS)
        self._grow.timeout.connect(self._take_length)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.setFocusProxy(self.view)
        self.view.clicked.connect(self._clicked)
        self.view.walked.connect(self.rowActivated)
        self.view.copyAsked.connect(self.copy_selection)
        self.view.resized.connect(self._fit_columns)
        self.view.verticalScrollBar().valueChanged.connect(self._fit_seen)
        theme.changed.connect(self._draw)
        self._draw()
        follow_language(self)

    def set_columns(self, names: Sequence[str], tooltips: Sequence[str] = ()) -> None:
        """Name the columns, and say what they mean."""
        if (tuple(names), tuple(tooltips)) != (self.model.names, self.model.tooltips):
            self.model.set_names(names, tooltips)
            self._fit_columns()

    def set_source(self, source: Source | None, length: int = 0) -> None:
        """Show the rows that ``source(row)`` returns as text, for ``row`` below ``length``."""
        self._grow.stop()
        self._wanted_length = length
        self.model.current = -1
        self._fitted.clear()
        self.model.set_source(source, length)
        self._fit_columns()

    def set_length(self, length: int) -> None:
        """Say how many rows there are now; cheap to call with every frame."""
        if length == self._wanted_length:
            return
        self._wanted_length = length
        if length < self.model.rowCount() or self.model.rowCount() == 0:
            self._take_length()
        elif not self._grow.isActive():
            self._grow.start()

    def set_current(self, row: int) -> None:
        """Light the cursor's row and keep it in view."""
        self._wanted_row = row
        if not self._follow.isActive():
            self._show_current()
            self._follow.start()

    @Slot()
    def _show_current(self) -> None:
        row = self._wanted_row
        if row == self.model.current:
            return
        if self.model.rowCount() <= row < self._wanted_length:
            self._take_length()
        self.model.current = row
        self.view.viewport().update()
        self.view.executeDelayedItemsLayout()  # else it scrolls no further than to the row that was its last
        self.view.scrollTo(self.model.index(row, 0), QAbstractItemView.ScrollHint.EnsureVisible)
        self._fit_seen()

    def refresh(self) -> None:
        """Ask for the visible rows again: their numbers are others."""
        self.model.forget()

    @Slot()
    def _take_length(self) -> None:
        self._grow.stop()
        grew_from_nothing = self.model.rowCount() == 0
        self.model.set_length(self._wanted_length)
        if grew_from_nothing:
            self._fit_columns()

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        if index.row() != self.model.current:
            self.rowActivated.emit(index.row())

    @Slot()
    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard as a table, with the names of the columns."""
        rows = self.view.chosen_rows(_MOST_COPIED)
        if rows:
            copy_lines([self.model.names, *(self.model.texts(row) for row in rows)])

    # ---- look

    @Slot()
    def _draw(self) -> None:
        self.view.verticalHeader().setMinimumSectionSize(1)
        self.view.verticalHeader().setDefaultSectionSize(px(24))
        self._fit_columns()

    @Slot()
    def _fit_columns(self) -> None:
        """Share the width out as the texts of some rows need it; where it is short in a smaller face, then shorter."""
        count = self.model.columnCount()
        if not count:
            return
        width = self.view.viewport().width()
        for size, digits in _SIZES:
            self.model.set_digits(digits)
            font = tabular()
            font.setPixelSize(px(size))
            needs = self._needs(QFontMetrics(font))
            if sum(needs) <= width:
                break
        self.view.setFont(font)
        spare = max(width - sum(needs), 0)
        for column, need in enumerate(needs):
            self.view.setColumnWidth(column, need + spare // count + (spare % count if column == 0 else 0))
        self.view.viewport().update()

    @Slot()
    def _fit_seen(self) -> None:
        """Fit the columns again where a row that is seen needs more than they give."""
        first, last = self.view.rowAt(0), self.view.rowAt(self.view.viewport().height() - 1)
        rows = range(max(first, 0), (last if last >= 0 else self.model.rowCount() - 1) + 1)
        metrics = self.view.fontMetrics()
        widths = [self.view.columnWidth(column) - px(_PADDING) for column in range(self.model.columnCount())]
        if any(
            metrics.horizontalAdvance(text) > width
            for row in rows
            for text, width in zip(self.model.texts(row), widths, strict=False)
        ):
            self._fitted.update(rows)
            self._fit_columns()

    def _needs(self, metrics: QFontMetrics) -> list[int]:
        """Return the width that each column's name and some of its texts take."""
        last = self.model.rowCount() - 1
        needs = [0] * len(self.model.names)
        sample = {*range(min(_SAMPLE, last)), last // 2, last - 1, last} if last >= 0 else set[int]()
        for row in sample | self._fitted:
            for column, text in enumerate(self.model.texts(row)[: len(needs)]):
                needs[column] = max(needs[column], metrics.horizontalAdvance(text))
        heads = self.view.horizontalHeader()
        return [max(need + px(_PADDING), heads.sectionSizeHint(column)) for column, need in enumerate(needs)]

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self.view.setAccessibleName(translate("ValueTable", "Table of all rows of the run"))
        self.view.setToolTip("")
