"""A read-only Python listing in the theme's colours, with the line that is being executed lit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QGuiApplication, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.widgets.arranged import column
from gui.widgets.code.python_colours import PythonHighlighter
from gui.widgets.parts import IconButton, fixed_font, px

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

_COLUMNS = 44
_SIZES = (13, 12, 11)
_COPIED_MS = 1200


class _Listing(QPlainTextEdit):
    """The text; the keys that edit are left to the window."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and copy; everything else goes on to the window."""
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)


class CodeView(QWidget):
    """The listing, with a button that copies all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.lit_line: int | None = None
        self.text = _Listing(readOnly=True, undoRedoEnabled=False, tabChangesFocus=True)
        self.text.setProperty("role", "code")
        self.text.document().setDocumentMargin(0)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._highlighter = PythonHighlighter(self.text.document())
        self.copy_button = IconButton("mdi6.content-copy", 16, "muted", self)
        self.copy_button.clicked.connect(self.copy_all)
        self._copied = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._copied.timeout.connect(self._show_copy_icon)
        column(self, 0, self.text)
        self.setFocusProxy(self.text)
        theme.changed.connect(self._draw)
        follow_language(self)
        self._draw()

    def set_code(self, code: str) -> None:
        """Show a listing; what is scrolled to stays in view."""
        if code.count("\n") + 1 == self.text.document().blockCount():
            self._change(code)
        else:
            down, right = self.text.verticalScrollBar().value(), self.text.horizontalScrollBar().value()
            self.text.setPlainText(code)
            self.text.verticalScrollBar().setValue(down)
            self.text.horizontalScrollBar().setValue(right)
        self._show_lit()

    def _change(self, code: str) -> None:
        """Write the lines that changed, in every frame of a drag: to lay all of them out would take too long."""
        for number, line in enumerate(code.split("\n")):
            block = self.text.document().findBlockByNumber(number)
            if block.text() != line:
                cursor = QTextCursor(block)
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                cursor.insertText(line)

    def code(self) -> str:
        """Return the listing."""
        return self.text.toPlainText()

    def set_lit_line(self, line: int | None) -> None:
        """Light a line, counted from 1; None for no line."""
        if line != self.lit_line:
            self.lit_line = line
            self._show_lit()
            self._scroll_to_lit()

    @Slot()
    def copy_all(self) -> None:
        """Put the whole listing on the clipboard."""
        QGuiApplication.clipboard().setText(self.code())
        self.copy_button.set_icon("mdi6.check")
        self._copied.start()

    @Slot()
    def _show_copy_icon(self) -> None:
        self.copy_button.set_icon("mdi6.content-copy")

    def _show_lit(self) -> None:
        block = self.text.document().findBlockByNumber((self.lit_line or 0) - 1)
        if not block.isValid():
            self.text.setExtraSelections([])
            return
        selection = QTextEdit.ExtraSelection()
        selection.cursor = QTextCursor(block)
        selection.format.setBackground(QColor(theme.tokens.lit))
        selection.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        self.text.setExtraSelections([selection])

    def _scroll_to_lit(self) -> None:
        """Bring the lit line into view, without scrolling sideways or moving the caret."""
        if self.lit_line is None or self.text.hasFocus():
            return
        bar = self.text.verticalScrollBar()
        line = self.lit_line - 1
        if line < bar.value():
            bar.setValue(line)
        elif line > bar.value() + bar.pageStep() - 1:
            bar.setValue(line - bar.pageStep() + 1)

    @Slot()
    def _draw(self) -> None:
        self._highlighter.recolour()
        self._fit_font()
        self._show_lit()

    def _fit_font(self) -> None:
        """Take the largest font in which a usual line fits the width."""
        room = self.width() - px(14)  # the padding of the style sheet
        fonts = [fixed_font(size) for size in _SIZES]
        fitting = (font for font in fonts if QFontMetricsF(font).horizontalAdvance("0" * _COLUMNS) <= room)
        font = next(fitting, fonts[-1])
        if font != self.text.font():
            self.text.setFont(font)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the font, and keep the button in its corner."""
        super().resizeEvent(event)
        self._fit_font()
        bar = self.text.verticalScrollBar()
        taken = bar.width() if bar.isVisible() else 0
        self.copy_button.move(self.width() - self.copy_button.width() - taken - px(4), px(4))
        self.copy_button.raise_()

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self.copy_button.set_texts(translate("CodeView", "Copy the program"))
        self.text.setAccessibleName(translate("CodeView", "The PyTorch program of this experiment"))
