"""A small editor of a program's lines, with numbers, colours, completion and the error beside its line."""

from __future__ import annotations

import math
from operator import eq
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeySequence,
    QPainter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QTextEdit, QWidget

from gui.look.text import translate
from gui.look.theme import theme
from gui.widgets.arranged import column
from gui.widgets.code import indentation
from gui.widgets.code.python_colours import PythonHighlighter
from gui.widgets.error_label import ErrorLabel
from gui.widgets.fields.completion import CompletionList
from gui.widgets.parts import HeadingLabel, fixed_font, px

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QDragEnterEvent, QFocusEvent, QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent

_EDITED_MS = 150
_LEAST_LINES, _MOST_LINES = 4, 12
_INDENTATION = {
    Qt.Key.Key_Return: indentation.break_line,
    Qt.Key.Key_Enter: indentation.break_line,
    Qt.Key.Key_Tab: indentation.indent,
    Qt.Key.Key_Backtab: indentation.outdent,
}
_ARROWS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)


class _Gutter(QWidget):
    """The numbers of the lines, and a mark beside the one that is wrong."""

    def __init__(self, edit: _Edit) -> None:
        super().__init__(edit)
        self._edit = edit

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the numbers of the lines that are seen."""
        tokens = theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(fixed_font(11))
        for block, area in self._edit.seen_blocks():
            if area.top() > event.rect().bottom():
                break
            number = block.blockNumber() + 1
            wrong, lit = number == self._edit.wrong_line, number == self._edit.lit_line
            if wrong:
                side = px(12)
                place = QRect(px(4), area.top() + (area.height() - side) // 2, side, side)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(tokens.error))
                painter.drawEllipse(place)
                painter.setPen(QColor(tokens.panel))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "!")
            painter.setPen(QColor(tokens.error if wrong else tokens.text if lit else tokens.muted))
            room = area.adjusted(0, 0, self.width() - px(6) - area.width(), 0)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), str(number))


class _Edit(QPlainTextEdit):
    """The text itself."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.was_pasted = False
        """Whether something has been pasted or dropped here since `ProgramEditor` told the text last."""
        self.is_steady = False
        """Whether the height stays as it is, however many lines there are."""
        self._lines = _LEAST_LINES
        self.wrong_line: int | None = None
        self.wrong_column: int | None = None
        self.lit_line: int | None = None
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTabChangesFocus(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(px(2))
        self.gutter = _Gutter(self)
        self.completion = CompletionList(self)
        self.completion.accepted.connect(self._complete)
        self.updateRequest.connect(self._scrolled)
        self.blockCountChanged.connect(self.fit)
        self._resized = QTimer(self, singleShot=True, interval=0)
        self._resized.timeout.connect(self.fit)

    # ---- gutter

    def fit(self) -> None:
        """Make room for the gutter, and be as high as the lines there are."""
        digits = max(len(str(self.blockCount())), 2)
        self.setViewportMargins(self.fontMetrics().horizontalAdvance("0") * digits + px(20), 0, 0, 0)
        rows = round(self.document().size().height())
        if not self.is_steady:
            self._lines = min(max(rows, _LEAST_LINES), _MOST_LINES)
        lines = self._lines
        # Where all rows fit it may not even come and go: a narrower line wraps, which changes the height without end.
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOff if rows <= lines else policy.ScrollBarAlwaysOn)
        height = math.ceil(lines * QFontMetricsF(self.font()).lineSpacing()) + px(10 + 8) + 6
        if height != self.height():
            self.setFixedHeight(height)
            if not self.hasFocus():
                self.verticalScrollBar().setValue(0)
        self._place_gutter()

    def _place_gutter(self) -> None:
        inside = self.contentsRect()
        self.gutter.setGeometry(inside.left(), inside.top(), self.viewportMargins().left(), inside.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the gutter at the left, and fit once this is over: a height set meanwhile would be set half."""
        super().resizeEvent(event)
        self._place_gutter()
        self._resized.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit again: of a hidden text Qt does not lay the lines out as they will be."""
        super().showEvent(event)
        self._resized.start()

    @Slot(QRect, int)
    def _scrolled(self, _area: QRect, _down: int) -> None:
        self.gutter.update()

    def seen_blocks(self) -> list[tuple[QTextBlock, QRect]]:
        """Return the lines that are seen with the place of each first row."""
        found = []
        block, offset = self.firstVisibleBlock(), self.contentOffset()
        top = self.viewport().geometry().top() - self.contentsRect().top()
        while block.isValid():
            area = self.blockBoundingGeometry(block).translated(offset)
            if area.top() > self.viewport().height():
                break
            row = QRect(0, round(area.top()) + top, 0, self.fontMetrics().lineSpacing())
            found.append((block, row))
            block = block.next()
        return found

    # ---- keys

    def event(self, event: QEvent) -> bool:
        """Leave undo to the window once what was typed is settled; keep the keys of a text."""
        if event.type() == QEvent.Type.ShortcutOverride:
            key: QKeyEvent = event  # type: ignore[assignment]
            history = self.document().isUndoAvailable() or self.document().isRedoAvailable()
            if key.matches(QKeySequence.StandardKey.Undo) or key.matches(QKeySequence.StandardKey.Redo):
                if not history:
                    event.ignore()
                    return False
            elif key.key() in _ARROWS:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Complete, indent by spaces, make comments, leave with Escape; else edit."""
        if self.completion.takes(event):
            event.accept()
            return
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Space and control:
            self.offer(asked=True)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        elif event.key() in _INDENTATION and not control:
            _INDENTATION[Qt.Key(event.key())](self.textCursor())
            self.completion.hide()
            self.ensureCursorVisible()
        elif event.key() == Qt.Key.Key_Slash and control:
            indentation.toggle_comment(self.textCursor())
        elif event.key() == Qt.Key.Key_Backspace and not control and indentation.delete_step(self.textCursor()):
            self.completion.hide()
        else:
            before = self.toPlainText()
            super().keyPressEvent(event)
            typed = event.text().isprintable() and bool(event.text())
            if typed and self.toPlainText() != before:
                self.offer(asked=False)
            elif event.key() == Qt.Key.Key_Backspace and not self.completion.isHidden():
                self.offer(asked=False)
            else:
                self.completion.hide()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste."""
        self.was_pasted = True
        super().insertFromMimeData(source)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take text, but leave files to the window."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def offer(self, *, asked: bool) -> None:
        """Show the names that go on from what stands before the caret."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        caret = self.cursorRect().translated(self.viewport().geometry().topLeft())
        self.completion.offer(before, caret, asked=asked)

    @Slot(str, int)
    def _complete(self, name: str, typed: int) -> None:
        cursor = self.textCursor()
        for _ in range(typed):
            cursor.deletePreviousChar()
        cursor.insertText(name)
        self.setTextCursor(cursor)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the field is left, but for its own menu."""
        super().focusOutEvent(event)
        self.completion.hide()
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason):
            self.left.emit()


class ProgramEditor(QWidget):
    """Lines of a program; whoever listens checks them and answers with `set_error` or `clear_error`.

    Undo: while there is typing not yet committed, Ctrl+Z takes it back piece by piece here, and what comes
    of it is told like any edit. Leaving the field commits: from then on the window's history has it, the
    field's own is forgotten, and Ctrl+Z is the window's, also with the caret in the field.

    Signals
    -------
    edited(tuple of str)
        The lines are others, a moment after the last key.
    committed()
        The field was left after a change.
    """

    edited = Signal(tuple)
    committed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.heading = HeadingLabel()
        self.edit = _Edit()
        self.error = ErrorLabel(self.edit)
        self._colours = PythonHighlighter(self.edit.document())
        self._told: tuple[str, ...] = ()
        self._shown: tuple[str, ...] = ()
        self._dirty = False
        self._sentence: tuple[str, int | None] = ("", None)
        column(self, px(4), self.heading, self.edit)
        self.setFocusProxy(self.edit)
        self._soon = QTimer(self, singleShot=True, interval=_EDITED_MS)
        self._soon.timeout.connect(self._tell)
        self.edit.textChanged.connect(self._typed)
        self.edit.left.connect(self._left)
        theme.changed.connect(self._draw)
        self._draw()

    # ---- the program

    def lines(self) -> tuple[str, ...]:
        """Return the lines as they stand, good or bad, without empty ones at the end."""
        return _settled(self.edit.toPlainText().split("\n"))

    def set_lines(self, lines: Sequence[str]) -> None:
        """Show a program without telling anybody.

        The caret stays where the program is the one that stands here. Text that the hand has just typed
        stays as it is, and so does a bad text while ``lines`` is the last good program.
        """
        wanted = _settled(lines)
        known = wanted == self._told or (self._dirty and wanted == self.lines())
        self._told = wanted
        if known and (self._dirty or self._sentence[0] or self._soon.isActive()):
            return
        self._soon.stop()
        self._dirty = False
        if wanted != self.lines():
            # Where others add lines at the end, or take them away, what they press for that stands still.
            before = self.lines()
            self.edit.is_steady = before != () and all(map(eq, wanted, before))
            self._shown = wanted
            self.edit.setPlainText("\n".join(wanted))
            self.edit.fit()
            self.clear_error()
            self._mark()  # the marks are at the end of the text now
        self._forget_undo()

    def set_names(self, names: Sequence[str]) -> None:
        """Offer these names for completion."""
        self.edit.completion.set_names(names)

    def set_error(self, sentence: str, line: int | None = None, column: int | None = None) -> None:
        """Say why the program cannot be used, and mark the line and the character, both from 1."""
        self._sentence = (sentence, line)
        self.edit.wrong_line = line if sentence else None
        self.edit.wrong_column = column
        self.retranslate()
        self._mark()

    def clear_error(self) -> None:
        """Take the sentence and the marks away."""
        if self._sentence[0]:
            self.set_error("")

    def set_lit_line(self, line: int | None) -> None:
        """Light the line being executed, from 1; None for none."""
        if line != self.edit.lit_line:
            self.edit.lit_line = line
            self._mark()
            self._scroll_to_lit()

    # ---- telling

    def tell_again(self) -> None:
        """Tell the lines again, unless they are the last good ones: another experiment is shown without them."""
        if self.lines() != self._told:
            self._tell()

    def give_up(self) -> None:
        """Show the last good lines."""
        self._soon.stop()
        self._dirty = False
        self.clear_error()
        self.set_lines(self._told)

    @Slot()
    def _typed(self) -> None:
        lines = self.lines()
        if lines != self._shown:  # the highlighter changes formats, which Qt also calls a change of text
            self._shown = lines
            self.edit.is_steady = False
            self.edit.fit()
            self._soon.start()

    @property
    def was_pasted(self) -> bool:
        """Whether some of the lines that are told have been pasted."""
        return self.edit.was_pasted

    @Slot()
    def _tell(self) -> None:
        self._dirty = True
        lines = self.lines()
        self.clear_error()
        self.edited.emit(lines)
        self.edit.was_pasted = False
        if not self._sentence[0]:
            self._told = lines

    def settle(self) -> None:
        """Tell at once what was just typed: undo, or another change, must find it told."""
        if self._soon.isActive():
            self._soon.stop()
            self._tell()

    @Slot()
    def _left(self) -> None:
        self.settle()
        if self._dirty:
            self._dirty = False
            self.committed.emit()
            if not self._sentence[0]:
                self._forget_undo()

    def _forget_undo(self) -> None:
        if self.edit.document().isUndoAvailable() or self.edit.document().isRedoAvailable():
            self.edit.document().clearUndoRedoStacks()

    # ---- look

    def set_texts(self, heading: str, tooltip: str = "") -> None:
        """Set the heading, which is also the name for screen readers, and the tooltip."""
        self.heading.setText(heading)
        self.edit.setAccessibleName(heading)
        self.edit.setToolTip(tooltip or heading)

    def set_placeholder(self, text: str) -> None:
        """Set what an empty program shows."""
        self.edit.setPlaceholderText(text)

    def retranslate(self) -> None:
        """Show the sentence with its line in the language of the window."""
        sentence, line = self._sentence
        if sentence and line is not None:
            sentence = translate("program_editor", "Line {line}: {sentence}").format(line=line, sentence=sentence)
        self.error.show_error(sentence)

    def _mark(self) -> None:
        marks = []
        lit = self.edit.document().findBlockByNumber((self.edit.lit_line or 0) - 1)
        if lit.isValid():
            ground = QTextCharFormat()
            ground.setBackground(QColor(theme.tokens.lit))
            ground.setProperty(QTextFormat.Property.FullWidthSelection, True)
            marks.append(_selection(QTextCursor(lit), ground))
        wrong = self.edit.document().findBlockByNumber((self.edit.wrong_line or 0) - 1)
        if wrong.isValid():
            wave = QTextCharFormat()
            wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            wave.setUnderlineColor(QColor(theme.tokens.error))
            marks.append(_selection(self._wrong_part(wrong), wave))
        self.edit.setExtraSelections(marks)
        self.edit.gutter.update()

    def _wrong_part(self, block: QTextBlock) -> QTextCursor:
        """Return the word at the column that is wrong, or the whole line."""
        cursor, text = QTextCursor(block), block.text()
        if self.edit.wrong_column is None or not text:
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            return cursor
        first = min(max(self.edit.wrong_column - 1, 0), len(text) - 1)
        last = first + 1
        while text[first].isidentifier() and last < len(text) and (text[last].isalnum() or text[last] == "_"):
            last += 1
        cursor.setPosition(block.position() + first)
        cursor.setPosition(block.position() + last, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _scroll_to_lit(self) -> None:
        line = self.edit.lit_line
        if line is None or self.edit.hasFocus():
            return
        bar = self.edit.verticalScrollBar()
        if line - 1 < bar.value():
            bar.setValue(line - 1)
        elif line > bar.value() + bar.pageStep():
            bar.setValue(line - bar.pageStep())

    @Slot()
    def _draw(self) -> None:
        self.edit.setFont(fixed_font(12))
        self.edit.setTabStopDistance(self.edit.fontMetrics().horizontalAdvance(" ") * indentation.WIDTH)
        self._colours.recolour()
        self.edit.fit()
        self._mark()

    def sizeHint(self) -> QSize:
        """Return the room for the lines there are."""
        return QSize(px(240), super().sizeHint().height())


def _settled(lines: Sequence[str]) -> tuple[str, ...]:
    kept = list(lines)
    while kept and not kept[-1].strip():
        kept.pop()
    return tuple(kept)


def _selection(cursor: QTextCursor, look: QTextCharFormat) -> QTextEdit.ExtraSelection:
    result = QTextEdit.ExtraSelection()
    result.cursor = cursor  # type: ignore[attr-defined]
    result.format = look  # type: ignore[attr-defined]
    return result
