"""The views of tables: without lines, with rows of one height."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QGuiApplication, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from gui.look.theme import theme
from gui.widgets.parts import px, selected_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent

ROW_HEIGHT = 24
MOST_COPIED = 100_000
_BREAK = re.compile(r"\s*[\t\r\n]\s*")


class PlainTableView(QTableView):
    """A table without lines, whose rows follow the text size chosen."""

    copyAsked = Signal()

    def __init__(self) -> None:
        super().__init__(showGrid=False, wordWrap=False, cornerButtonEnabled=False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        theme.changed.connect(self._fit_rows)
        self._fit_rows()

    @Slot()
    def _fit_rows(self) -> None:
        self.horizontalHeader().setFont(head_font(self.font()))
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))

    def chosen_rows(self, most: int) -> list[int]:
        """Return the selected rows in order, at most so many."""
        rows: list[int] = []
        for first, last in selected_rows(self):
            rows += range(first, min(last + 1, first + most - len(rows)))
        return rows

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, or do what tables do."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copyAsked.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """Look for no row that begins with a letter typed: Qt would read each of a million rows for it."""


class TableView(PlainTableView):
    """A table of whole rows to walk through; Escape is the window's.

    ``walked`` carries the row that the keyboard came to.
    """

    walked = Signal(int)
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "values")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        # with a background of its own Qt moves the picture where it scrolls, and draws only the rows that are new
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the background, and the cells."""
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), QColor(theme.tokens.panel))
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Emit `resized`."""
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the rows, or copy."""
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        before = self.currentIndex().row()
        super().keyPressEvent(event)
        if self.currentIndex().row() != before:
            self.walked.emit(self.currentIndex().row())


def head_font(base: QFont) -> QFont:
    """Return the font of the heads of columns, as in the style sheet."""
    font = QFont(base)
    font.setPixelSize(px(11))
    font.setWeight(QFont.Weight.DemiBold)
    return font


def copy_lines(lines: Iterable[Sequence[str]]) -> None:
    """Put lines of cells on the clipboard as a table that a spreadsheet takes."""
    text = "\n".join("\t".join(_BREAK.sub(" ", cell) for cell in line) for line in lines)
    QGuiApplication.clipboard().setText(text + "\n")
