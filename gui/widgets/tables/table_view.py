"""The view of tables that are read, not written: rows to walk through and to copy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableView

from gui.widgets.parts import px, selected_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QKeyEvent, QResizeEvent

__all__ = ["TableView", "copy_lines"]

_BREAK = re.compile(r"\s*[\t\r\n]\s*")


class TableView(QTableView):
    """A quiet table of whole rows; Space, Left, Right and Escape are the window's.

    Signals
    -------
    walked(int)
        The keyboard came to this row.
    copyAsked()
        The selected rows should go to the clipboard.
    resized()
        The view has another width.
    """

    walked = Signal(int)
    copyAsked = Signal()
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "values")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.horizontalHeader().setHighlightSections(False)

    def chosen_rows(self, most: int) -> list[int]:
        """Return the selected rows in order, at most so many."""
        rows: list[int] = []
        for first, last in selected_rows(self):
            rows += range(first, min(last + 1, first + most - len(rows)))
        return rows

    def head_metrics(self) -> QFontMetrics:
        """Return the measures of the heads of the columns, whose face the style sheet gives."""
        face = QFont(self.font())
        face.setPixelSize(px(11))
        face.setWeight(QFont.Weight.DemiBold)
        return QFontMetrics(face)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the new width."""
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the rows, copy; leave the timeline's keys alone."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copyAsked.emit()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Escape):
            event.ignore()
        else:
            before = self.currentIndex().row()
            super().keyPressEvent(event)
            if self.currentIndex().row() != before:
                self.walked.emit(self.currentIndex().row())


def copy_lines(lines: Iterable[Sequence[str]]) -> None:
    """Put lines of cells on the clipboard as a table that a spreadsheet takes."""
    text = "\n".join("\t".join(_BREAK.sub(" ", cell) for cell in line) for line in lines)
    QGuiApplication.clipboard().setText(text + "\n")
