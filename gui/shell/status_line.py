"""The sentence in the status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel

from gui.look.text import render

if TYPE_CHECKING:
    from model.message import Message


class StatusLine(QLabel):
    """Says one thing at a time, whole in its tooltip too."""

    def __init__(self) -> None:
        super().__init__(textFormat=Qt.TextFormat.PlainText)

    @Slot(str)
    def say(self, sentence: str) -> None:
        """Say a sentence; an empty one takes away what was said."""
        self.setText(sentence)
        self.setToolTip(sentence)

    @Slot(object)
    def note(self, *notes: Message) -> None:
        """Say notes with the names of files only, which leaves room for the rest; where they are, the tooltip says."""
        self.setText(" ".join(render(note.named()) for note in notes))
        self.setToolTip("\n".join(map(render, notes)))
