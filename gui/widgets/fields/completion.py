"""A list of names below the caret, for an editor and for a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from gui.widgets.parts import fixed_font, px

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

_WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]*$")
_LEAST = 2
_SHOWN = 8


def word_before(text: str) -> str:
    """Return the name that a text ends in, empty where it ends in none."""
    found = _WORD.search(text)
    return found[0] if found else ""


class CompletionList(QListWidget):
    """Offers names; never takes the focus, and only the keys that `takes` is asked about.

    Opened by typing, it has no entry chosen: Enter goes on to the field until an arrow has chosen one, while
    Tab takes the first. Opened by Ctrl+Space the first is chosen. ``accepted`` carries a name that was chosen, and how
    many characters before the caret it takes the place of.
    """

    accepted = Signal(str, int)

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self._names: tuple[str, ...] = ()
        self._typed = 0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("role", "completion")
        self.itemClicked.connect(self._clicked)
        self.hide()

    def set_names(self, names: Sequence[str]) -> None:
        """Offer these names from now on."""
        self._names = tuple(dict.fromkeys(names))

    def offer(self, before: str, caret: QRect, *, asked: bool) -> None:
        """Show the names that go on from the line up to the caret, whose place is that in the field.

        Unless the keys ``asked`` for it, the list opens from two letters on.
        """
        word = word_before(before)
        found = [name for name in self._names if name.startswith(word) and name != word]
        if not found or (not asked and len(word) < _LEAST):
            self.hide()
            return
        self._typed = len(word)
        self.clear()
        self.setFont(fixed_font(12))
        self.addItems(found)
        self.setCurrentRow(0 if asked else -1)
        self._show_at(caret, len(found))

    def _show_at(self, caret: QRect, count: int) -> None:
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        row = max(self.sizeHintForRow(0), px(20))
        height = row * min(count, _SHOWN) + px(8)
        width = min(max(self.sizeHintForColumn(0) + px(36), px(120)), px(320))
        below = self._field.mapTo(window, caret.bottomLeft())
        x = max(min(below.x(), window.width() - width - 4), 0)
        y = below.y() + 2
        if y + height > window.height():
            y = self._field.mapTo(window, QPoint(0, caret.top())).y() - height - 2
        self.setGeometry(x, max(y, 0), width, height)
        self.show()
        self.raise_()

    def takes(self, event: QKeyEvent) -> bool:
        """Do what a key means while the list is open; tell whether it meant anything."""
        if self.isHidden():
            return False
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.setCurrentRow((max(self.currentRow(), -1 if step > 0 else 0) + step) % self.count())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self._accept(self.currentRow())
        elif key == Qt.Key.Key_Tab:
            self._accept(max(self.currentRow(), 0))
        elif key == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    @Slot(QListWidgetItem)
    def _clicked(self, item: QListWidgetItem) -> None:
        self._accept(self.row(item))

    def _accept(self, row: int) -> None:
        name = self.item(row).text()
        self.hide()
        self.accepted.emit(name, self._typed)
