"""Entry of a formula: a line in a fixed font, and under it what was understood, or an error with its column marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look.theme import theme
from gui.widgets.arranged import column
from gui.widgets.error_label import ErrorLabel
from gui.widgets.fields.understood_line import Understood, UnderstoodLine
from gui.widgets.parts import HeadingLabel, KeptLineEdit, fixed_font, px, set_state

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_LONGEST_TEXT = 2000
"""More than any formula may have, so that the refusal can say so."""
_ROOM = 48
"""The height that is kept for what was understood."""


class _FormulaEdit(KeptLineEdit):
    """The line: draws a wave under the character where the formula is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong = False
        self.column: int | None = None
        self.setMaxLength(_LONGEST_TEXT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, and the wave."""
        super().paintEvent(event)
        if not self.wrong or self.column is None:
            return
        metrics = QFontMetricsF(self.font())
        text, index = self.text(), min(max(self.column - 1, 0), len(self.text()))
        caret: QRectF = self.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
        shift = metrics.horizontalAdvance(text[:index]) - metrics.horizontalAdvance(text[: self.cursorPosition()])
        left = QRectF(caret).center().x() + shift
        width = max(metrics.horizontalAdvance(text[index : index + 1]), px(6))
        bottom = self.height() / 2 + metrics.height() / 2 + px(1)
        left, right = max(left, px(6)), min(left + width, self.width() - px(6))
        if right <= left:
            return
        points, x, up = QPolygonF(), left, False
        while x <= right:
            points.append(QPointF(x, bottom - (px(2) if up else 0)))
            x, up = x + px(2), not up
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.tokens.error), px(1.5)))
        painter.drawPolyline(points)


class FormulaField(QWidget):
    """A formula as text; it is checked by what its signals are connected to, which calls `set_error` or `clear_error`.

    ``changed`` is emitted once for all that happened to the text in one turn of the event loop, ``committed`` with
    Enter, or when the focus goes, after a change.
    """

    changed = Signal(str)
    committed = Signal(str)

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.heading = HeadingLabel()
        self.edit = _FormulaEdit()
        self.understood = UnderstoodLine()
        self.error = ErrorLabel(self.edit)
        self._told = text
        self._dirty = False
        room = self.understood.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.understood.setSizePolicy(room)
        column(self, px(4), self.heading, self.edit, self.understood)
        self.setFocusProxy(self.edit)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._tell)
        self.set_text(text)
        self.edit.textEdited.connect(self._soon.start)
        self.edit.editingFinished.connect(self._left)
        theme.changed.connect(self._take_scale)
        self._take_scale()

    def text(self) -> str:
        """Return the text as it stands, good or bad."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Show ``text`` without a signal.

        Text that has just been typed stays as it is, and so does a bad text while ``text`` is the last good one.
        """
        known = text == self._told
        self._told = text
        if known and (self._dirty or self.edit.wrong or self._soon.isActive()):
            return
        self.edit.kept = text
        self._dirty = False
        if text != self.edit.text():
            self.edit.setText(text)
            if not self.edit.hasFocus():
                self.edit.setCursorPosition(0)
            self.clear_error()

    def set_texts(self, heading: str, tooltip: str = "") -> None:
        """Set the heading, which is also the name for screen readers, and the tooltip."""
        self.heading.setText(heading)
        self.edit.setAccessibleName(heading)
        self.edit.setToolTip(tooltip or heading)

    def set_error(self, sentence: str, column: int | None = None) -> None:
        """Say why the text cannot be used, and mark the character at ``column`` (from 1)."""
        self.edit.wrong = bool(sentence)
        self.edit.column = column
        set_state(self.edit, "invalid", bool(sentence))
        self.edit.update()
        self.error.show_error(sentence)
        self.understood.setVisible(not sentence)

    def set_understood(self, understood: Understood) -> None:
        """Show what was understood of the text, once no error is shown."""
        self.understood.set_understood(understood)
        self.edit.setAccessibleDescription(f"{understood.plain}. {understood.note}")

    def clear_error(self) -> None:
        """Take the sentence and the mark away."""
        if self.edit.wrong:
            self.set_error("", None)

    def tell_again(self) -> None:
        """Tell the text again, unless it is the last good one: another experiment is shown without it."""
        if self.edit.text() != self._told:
            self._tell()

    def give_up(self) -> None:
        """Show the last good text."""
        self._soon.stop()
        self._dirty = False
        self.clear_error()
        self.edit.setText(self._told)

    @Slot()
    def _tell(self) -> None:
        self._dirty = True
        text, before = self.edit.text(), self._told
        self.clear_error()
        self._told = text  # a slot may call `set_text` at once
        self.changed.emit(text)
        if self.edit.wrong:
            self._told = before

    @Slot()
    def _left(self) -> None:
        if self._soon.isActive():
            self._soon.stop()
            self._tell()
        if self._dirty:
            self._dirty = False
            if not self.edit.wrong:
                self.edit.kept = self.edit.text()
                self.edit.setModified(False)
            self.committed.emit(self.edit.text())

    @Slot()
    def _take_scale(self) -> None:
        self.edit.setFont(fixed_font(13))
        self.understood.setFixedHeight(px(_ROOM))
