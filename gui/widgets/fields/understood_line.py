"""What was understood of a formula: typeset, over its parameters, its constants, and what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui.widgets.arranged import column
from gui.widgets.mathematics.equation_line import EquationLine

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class Understood(NamedTuple):
    """A formula in LaTeX and as plain text, a note about it, and whether that is a warning."""

    latex: str
    plain: str
    note: str
    is_warning: bool = False


class UnderstoodLine(QWidget):
    """The equation, and under it the note in at most two lines, all of which is in the tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self.equation = EquationLine()
        self.equation.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.note = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._note = ""
        column(self, 0, self.equation, self.note)

    def set_understood(self, understood: Understood) -> None:
        """Show what was understood."""
        self.equation.set_latex(understood.latex, understood.plain)
        role = "error" if understood.is_warning else "note"
        if self.note.property("role") != role:
            self.note.setProperty("role", role)
            self.note.style().polish(self.note)
        self._note = understood.note
        self._write_note()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the note's end where it takes more than two lines."""
        super().resizeEvent(event)
        self._write_note()

    def _write_note(self) -> None:
        room = max(2 * self.width() - 4 * self.fontMetrics().averageCharWidth(), self.width())
        shown = self.note.fontMetrics().elidedText(self._note, Qt.TextElideMode.ElideRight, room)
        self.note.setText(shown)
        self.note.setToolTip(self._note)
        self.note.setAccessibleName(self._note)
        self.note.setVisible(bool(shown))
        if shown:
            self.note.setMinimumHeight(0)  # else no label is lower than it was
            self.note.setFixedHeight(self.note.heightForWidth(max(self.width(), 1)))
