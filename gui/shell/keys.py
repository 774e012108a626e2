"""Keys that do one thing wherever the focus is, and the focus: where Tab takes it, and that a field gives it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QApplication,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)

from gui.look.theme import theme
from gui.widgets.fields.rate_scan_strip import RateScanStrip
from gui.widgets.parts import px

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from PySide6.QtGui import QPaintEvent

    Chord = tuple[int, Qt.KeyboardModifier]

_PLAIN = Qt.KeyboardModifier.NoModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SLIDER = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)


class _Frame(QWidget):
    """Lies over a widget and shows that it has the focus."""

    def __init__(self, below: QWidget) -> None:
        super().__init__(below)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(below.size())
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.tokens.accent), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(6), px(6))


class Keys(QObject):
    """Watches whatever widget of a window has the focus, before that widget hears of a key.

    The keys of ``commands`` do their one thing there, but in a text being typed, in an open list or menu, and, as far
    as they move it, on a slider; Enter presses a button. A field used with the mouse calls ``give_back``, so a slider
    has the focus only where Tab reached it. What a key has given the focus is framed.
    """

    def __init__(
        self, window: QWidget, commands: dict[Chord, Callable[[], object]], give_back: Callable[[], object]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._commands = commands
        self._give_back = give_back
        self._watched: QWidget | None = None
        self._is_by_mouse = False
        """Whether the mouse chose the widget that has the focus."""
        self._frame: _Frame | None = None
        self._is_key = False
        """Whether a key is being pressed."""
        self._key_over = QTimer(self, singleShot=True, interval=0)
        self._key_over.timeout.connect(self._forget_key)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._leave)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed)

    @property
    def is_done(self) -> bool:
        """Whether Enter leaves the widget with the focus: a field that the mouse chose, with nothing wrong in it."""
        return self._is_by_mouse and self._watched is not None and not self._watched.property("invalid")

    @Slot(QWidget, QWidget)
    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or new is self._watched or new.window() is not self._window:
            return
        if self._watched is not None and shiboken6.isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = new
        self._is_by_mouse = False
        new.installEventFilter(self)
        if self._frame is not None and shiboken6.isValid(self._frame):
            self._frame.hide()
            self._frame.deleteLater()
        self._frame = _Frame(new) if self._is_key else None

    @Slot()
    def _forget_key(self) -> None:
        self._is_key = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys, and see whether the mouse uses the widget."""
        assert isinstance(watched, QWidget)
        kind = event.type()
        if watched is not self._watched:
            if kind == QEvent.Type.Hide:  # the list of a field that the mouse chose
                watched.removeEventFilter(self)
                self._soon.start()
        elif kind == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            self._is_key = True
            self._key_over.start()
            return self.take(watched, event)
        elif kind == QEvent.Type.Resize and self._frame is not None:
            self._frame.resize(watched.size())
        elif kind == QEvent.Type.MouseButtonPress:
            self._is_by_mouse = True
        elif kind == QEvent.Type.MouseButtonRelease and not isinstance(watched, (QLineEdit, QAbstractScrollArea)):
            self._soon.start()  # once the widget has done what it was clicked for
        return False

    @Slot()
    def _leave(self) -> None:
        """Leave what was used with the mouse, once its list is closed, unless that has moved the focus itself."""
        used, popup = self._watched, QApplication.activePopupWidget()
        if popup is not None:
            popup.installEventFilter(self)
        elif used is None or not shiboken6.isValid(used) or not used.isVisible() or self._window.focusWidget() is used:
            self._give_back()

    def take(self, widget: QWidget, event: QKeyEvent) -> bool:
        """Do what a key means with the focus at ``widget``; return whether it means anything."""
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _ENTER and held == _PLAIN and isinstance(widget, QAbstractButton):
            widget.click()
            return True
        command = self._commands.get((key, held))
        if command is None or _is_own(widget, key, held):
            return False
        if not (event.isAutoRepeat() and key == Qt.Key.Key_Space):
            command()
        return True


def move_focus(parts: Iterable[QWidget], forward: bool) -> None:
    """Give the focus to the next widget that Tab reaches, or the one before, through parts of a window as they stand.

    Within a part the order is that of the eye: in rows from top to bottom, and from left to right in each.
    """
    order = [widget for part in parts if part.isVisible() for widget in _reachable(part)]
    if not order:
        return
    here, step = QApplication.focusWidget(), 1 if forward else -1
    place = order.index(here) + step if here in order else 0
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    target = order[place % len(order)]
    target.setFocus(reason)
    around = target.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(target)
        around = around.parentWidget()


def _reachable(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled() and widget.focusProxy() is None:
        yield widget
    for child in _as_read([child for child in widget.children() if isinstance(child, QWidget) and child.isVisible()]):
        yield from _reachable(child)


def _as_read(widgets: list[QWidget]) -> list[QWidget]:
    """Sort widgets beside and below each other into rows; what begins above the middle of a row's first is in it."""
    rows: list[list[QWidget]] = []
    for widget in sorted(widgets, key=lambda widget: widget.y()):
        if rows and widget.y() < rows[-1][0].geometry().center().y():
            rows[-1].append(widget)
        else:
            rows.append([widget])
    return [widget for row in rows for widget in sorted(row, key=lambda widget: (widget.x(), widget.y()))]


def _is_own(widget: QWidget, key: int, held: Qt.KeyboardModifier) -> bool:
    """Tell whether a widget has a use of its own for a key of the timeline."""
    if isinstance(widget, (QLineEdit, QPlainTextEdit, QTextEdit)):
        return not widget.isReadOnly()
    if isinstance(widget, (QAbstractSlider, RateScanStrip)):
        return key in _SLIDER and held == _PLAIN
    return isinstance(widget, QMenuBar)
