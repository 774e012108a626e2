"""A sentence in the status bar with a button that takes back what it says."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from gui.widgets.parts import px


class UndoLine(QWidget):
    """The sentence and the button, which has the focus by Tab or by the letter underlined in it.

    Emits ``undoRequested``.
    """

    undoRequested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.said = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.button = QToolButton()
        self.button.setProperty("role", "remedy")
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.clicked.connect(self.undoRequested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, px(8), 0)
        row.addWidget(self.said)
        row.addWidget(self.button)
        self.hide()

    def say(self, sentence: str, button: str, tooltip: str) -> None:
        """Write the sentence, and what the button does."""
        self.said.setText(sentence)
        self.said.setToolTip(sentence)
        self.button.setText(button)
        self.button.setToolTip(tooltip)
        self.button.setAccessibleName(tooltip)

    def minimumSizeHint(self) -> QSize:
        """Ask for no height, which a status bar would keep for it also while it is hidden."""
        return QSize(super().minimumSizeHint().width(), 0)
