"""The line in which a number is typed: checked after each key, stepped by arrow keys."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionFrame, QToolTip, QWidget

from gui.look.numbers import exact_text, number_text, parse_integer, parse_number, stepped
from gui.look.text import follow_language, render, translate
from gui.widgets.parts import LineEdit, px, set_state, tabular

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent

_PATIENCE_MS = 400
"""How long an unfinished number may stand before it is called wrong."""
_DIGITS, _INTEGER_DIGITS = 6, 15
"""Significant digits shown at most while the field has no focus."""
_LONGEST_TEXT = 500
_MARGIN = 2
"""What a QLineEdit keeps free on either side of its text."""


class _NumberProblems(QObject):
    """Tells of all fields: ``changed`` carries one, and why its text is no number in force, "" once it is one."""

    changed = Signal(QWidget, str)


number_problems = _NumberProblems()


class NumberEdit(LineEdit):
    """The line itself; `NumberField` adds the label for errors and names.

    ``edited`` carries another number in force: after each key that makes a good number, and each step. ``finished``
    carries the number as it was left: Enter, the focus going, the arrow key being released. ``problem``
    carries why the text cannot be used; empty when it can again.
    """

    edited = Signal(object)
    finished = Signal(object)
    problem = Signal(str)

    def __init__(
        self,
        value: float | None,
        *,
        low: float = -math.inf,
        high: float = math.inf,
        low_open: bool = False,
        high_open: bool = False,
        integer: bool = False,
        optional: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._low, self._high = low, high
        self._low_open, self._high_open = low_open, high_open
        self._integer = integer
        self._optional = optional
        self._smallest_step = 1.0 if integer else 0.0
        self._value = value
        self._settled = value
        self._dirty = False
        self._wrong = False
        self._outlined = False
        self._wide = 0.0
        self._exact = self._reason = ""
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._show_problem)
        self.setMaxLength(_LONGEST_TEXT)
        self.setFont(tabular())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._show_value()
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self._left)
        follow_language(self)

    # ---- value

    def value(self) -> float | None:
        """Return the number in force: the last good one."""
        return self._value

    def set_value(self, value: float | None) -> None:
        """Show ``value`` without a signal; text being typed for this very value stays as it is."""
        if value == self._value:
            return
        self._value = self._settled = value
        self._accept()
        self._show_value()

    def set_bounds(self, low: float, high: float, *, low_open: bool = False, high_open: bool = False) -> None:
        """Set what may be entered from now on."""
        self._low, self._high, self._low_open, self._high_open = low, high, low_open, high_open

    def set_smallest_step(self, step: float) -> None:
        """Set the power of ten that arrow keys never go below, so that they can cross zero."""
        self._smallest_step = max(step, 1.0) if self._integer else step

    def set_wide(self, width: float) -> None:
        """Be as wide as this at text size 1, and in proportion at any other."""
        self._wide = width
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.updateGeometry()

    def set_outlined(self, outlined: bool) -> None:
        """Frame the field as wrong though its text is a number: the experiment refuses it."""
        self._outlined = outlined
        self._show_frame()

    def step(self, direction: int) -> None:
        """Go to the next round number up (1) or down (−1), within the bounds."""
        start = self._value
        if start is None:
            start = self._low if math.isfinite(self._low) else 0.0
        value = min(max(stepped(start, direction, self._smallest_step), self._low), self._high)
        self.put(value)

    def put(self, value: float) -> None:
        """Take ``value`` as if it had been typed, where it is within the bounds."""
        if self._integer:
            value = round(value)
        if not self._out_of_bounds(value):
            self._accept()
            self._take(value)
            self._show_value()

    # ---- reading

    def _read(self) -> tuple[float | None, str]:
        """Return the number that the text says, or the sentence that says why there is none."""
        text = self.text()
        if self._optional and not text.strip():
            return None, ""
        try:
            value = parse_integer(text) if self._integer else parse_number(text)
        except ValueError as refusal:
            return None, render(refusal.args[0])  # of a `Refused`, whose only argument is its message
        return value, self._out_of_bounds(value)

    def _out_of_bounds(self, value: float) -> str:
        low, high = number_text(self._low), number_text(self._high)
        if value < self._low or (self._low_open and value == self._low):
            if self._low_open:
                return translate("NumberEdit", "This must be greater than {low}.").format(low=low)
            return translate("NumberEdit", "This must be at least {low}.").format(low=low)
        if value > self._high or (self._high_open and value == self._high):
            if self._high_open:
                return translate("NumberEdit", "This must be less than {high}.").format(high=high)
            return translate("NumberEdit", "This must be at most {high}.").format(high=high)
        return ""

    @Slot()
    def _typed(self) -> None:
        value, reason = self._read()
        if reason:
            self._patience.start()
            return
        self._accept()
        self._take(value)

    def _take(self, value: float | None) -> None:
        if value != self._value:
            self._value = value
            self._dirty = True
            self.edited.emit(value)

    def _accept(self) -> None:
        self._patience.stop()
        self._wrong = False
        self._show_frame()
        self._tell("")

    @Slot()
    def _show_problem(self) -> None:
        _, reason = self._read()
        if reason:
            self._wrong = True
            self._show_frame()
            self._tell(reason)

    def _tell(self, reason: str) -> None:
        self.problem.emit(reason)
        if reason != self._reason:
            self._reason = reason
            self.tell_again()

    def tell_again(self) -> None:
        """Tell why the text cannot be used, or that it can: another experiment is shown without it."""
        if not self.signalsBlocked():  # as they are once its row is taken out
            number_problems.changed.emit(self, self._reason)

    def give_up(self) -> None:
        """Show the number in force."""
        self._accept()
        self._show_value()

    def _show_frame(self) -> None:
        set_state(self, "invalid", self._wrong or self._outlined)

    @Slot()
    def _left(self) -> None:
        self._patience.stop()
        if self._read()[1]:
            self._show_problem()
        else:
            self._show_value()
        self.settle()

    @Slot()
    def settle(self) -> None:
        """Emit `finished`, if `edited` was emitted since the last time."""
        if self._dirty:
            self._dirty = False
            self._settled = self._value
            self.finished.emit(self._value)

    def _show_value(self) -> None:
        value = self._value
        text = self._exact = ""
        if value is not None:
            exact = number_text(value, _INTEGER_DIGITS) if self._integer else exact_text(value)
            text = exact if self.hasFocus() else self._short_text(value)
            if text != exact or not self._has_room(text):
                self._exact = exact
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)
        self.setModified(False)

    def _short_text(self, value: float) -> str:
        """Return a number with as many digits as fit: one whose end is cut off would read as another number."""
        most = _INTEGER_DIGITS if self._integer else _DIGITS
        text = number_text(value, most)
        while not self._has_room(text) and most > 1:
            most -= 1
            text = number_text(value, most)
        return text

    def _has_room(self, text: str) -> bool:
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        area = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        return self.fontMetrics().horizontalAdvance(text) <= area.width() - 2 * _MARGIN

    # ---- keys and focus

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with Up and Down, go back with Escape."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step(1 if event.key() == Qt.Key.Key_Up else -1)
        elif event.key() == Qt.Key.Key_Escape:
            self._restore(event)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Settle when an arrow key is released."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.isAutoRepeat():
            self.settle()
        super().keyReleaseEvent(event)

    def _restore(self, event: QKeyEvent) -> None:
        if not self.isModified() and not self._dirty and not self._wrong:
            event.ignore()
            return
        self._accept()
        self._take(self._settled)
        self._show_value()
        self.settle()
        self.selectAll()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show all digits while the number is being worked on."""
        super().focusInEvent(event)
        if not self.isModified() and not self._wrong:
            self._show_value()
            if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
                self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the shorter form again; a wrong text stays with its reason."""
        super().focusOutEvent(event)
        if not self._wrong:
            self._show_value()

    def event(self, event: QEvent) -> bool:
        """Show all digits of a shortened number in the tooltip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._exact:
            QToolTip.showText(event.globalPos(), f"{self.toolTip()}\n{self._exact}".strip(), self)
            return True
        return super().event(event)

    def retranslate(self) -> None:
        """Say in the language of the window why the text is no number."""
        if self._wrong:
            self._show_problem()

    # ---- look

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show more digits where there is more room."""
        super().resizeEvent(event)
        if not self.isModified() and not self._wrong:
            self._show_value()

    def sizeHint(self) -> QSize:
        """Return room for about nine figures, or the width that was set."""
        width = px(self._wide) if self._wide else self.fontMetrics().horizontalAdvance("0" * 9) + px(18)
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return room for about five figures."""
        hint = super().minimumSizeHint()
        return QSize(self.fontMetrics().horizontalAdvance("0" * 5) + px(18), hint.height())
