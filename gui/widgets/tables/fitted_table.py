"""A table whose columns fit: where the width is short, in a smaller font and with fewer digits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QWidget

from gui.look.theme import theme
from gui.widgets.arranged import column
from gui.widgets.parts import px, tabular
from gui.widgets.tables.cells import Cells, Leasts, narrowed
from gui.widgets.tables.table_view import TableView, copy_lines
from gui.widgets.tables.text_rows import TextRows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Rows = TypeVar("Rows", bound=TextRows)


class FittedTable(QWidget, Generic[Rows]):
    """Rows of text to read, walk through and copy; a subclass defines how wide its columns have to be.

    ``rowActivated`` carries a row that was clicked, or walked to with the keys.
    """

    rowActivated = Signal(int)
    sizes: Sequence[tuple[int, int]]
    """Pixels of the text and digits of the figures: the first that the width has room for is taken; where none is, the
    last, and the table is scrolled sideways."""

    def __init__(self, model: Rows, cells: Cells) -> None:
        super().__init__()
        self.model, self.cells = model, cells
        self.view = TableView()
        model.setParent(self)
        cells.setParent(self)
        self.view.setModel(model)
        self.view.setItemDelegate(cells)
        self.view.verticalHeader().hide()
        column(self, 0, self.view)
        self.setFocusProxy(self.view)
        self.view.clicked.connect(self._clicked)
        self.view.walked.connect(self.rowActivated)
        self.view.copyAsked.connect(self.copy)
        self.view.resized.connect(self.fit_columns)
        theme.changed.connect(self.fit_columns)

    def set_columns(self, names: Sequence[str], tooltips: Sequence[str] = ()) -> None:
        """Name the columns, and say what they mean."""
        if (tuple(names), tuple(tooltips)) != (self.model.names, self.model.tooltips):
            self.model.set_names(names, tooltips)
            self.fit_columns()

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        if index.row() != self.model.current:
            self.rowActivated.emit(index.row())

    @Slot()
    def copy(self) -> None:
        """Put rows on the clipboard as a table, with the names of the columns."""
        lines = self.copied_lines()
        if lines:
            copy_lines([self.model.names, *lines])

    def copied_lines(self) -> Sequence[Sequence[str]]:
        """Return the cells of each row to be copied."""
        raise NotImplementedError

    # ---- columns

    def needs(self, font: QFont) -> list[int]:
        """Return the width that the name of each column and its texts take."""
        raise NotImplementedError

    def text_widths(self, font: QFont, rows: Iterable[int]) -> list[int]:
        """Return the width of the longest text of each column in some rows."""
        metrics, widths = QFontMetrics(font), [0] * len(self.model.names)
        for row in rows:
            for index, text in enumerate(self.model.texts(row)[: len(widths)]):
                widths[index] = max(widths[index], metrics.horizontalAdvance(text))
        return widths

    def leasts(self, _needs: list[int]) -> tuple[Leasts, Leasts]:
        """Return which columns may be narrower: those shortened before figures lose digits, and those after that."""
        return (), ()

    def _room_across(self) -> int:
        """Return the width that the columns may have, whatever bars are there: one may be only because of the other."""
        room, view = self.view.maximumViewportSize(), self.view
        scrolls = view.verticalHeader().length() > room.height()
        return room.width() - (view.verticalScrollBar().sizeHint().width() if scrolls else 0)

    @Slot()
    def fit_columns(self) -> None:
        """Take the first size in which the columns fit, and share out what is left of the width."""
        width, count = self._room_across(), len(self.model.names)
        if not count:
            return
        font, widths = tabular(), [0] * count
        for size, digits in self.sizes:
            self.model.set_digits(digits)
            font.setPixelSize(px(size))
            needs = self.needs(font)
            first, last = self.leasts(needs)
            widths = narrowed(needs, width, first)
            if sum(widths) <= width:
                break
            further = narrowed(widths, width, last)
            if sum(further) <= width:
                widths = further  # else the columns scroll, and nothing has to be short
        self.view.setFont(font)
        share, rest = divmod(max(width - sum(widths), 0), count)
        for index, need in enumerate(widths):
            self.view.setColumnWidth(index, need + share + (0 if index else rest))
        self.view.viewport().update()
