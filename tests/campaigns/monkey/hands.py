"""Who moves the mouse and presses the keys: Qt itself, or an X server that is told to by xdotool."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

NOTCH = 120
_BUTTONS = {
    "left": Qt.MouseButton.LeftButton,
    "right": Qt.MouseButton.RightButton,
    "middle": Qt.MouseButton.MiddleButton,
}
_NUMBERS = {"left": "1", "middle": "2", "right": "3"}
_MODIFIERS = {
    "shift": Qt.KeyboardModifier.ShiftModifier,
    "ctrl": Qt.KeyboardModifier.ControlModifier,
    "alt": Qt.KeyboardModifier.AltModifier,
}
_KEYS = {"Page_Up": "PgUp", "Page_Down": "PgDown", "plus": "+", "minus": "-", "Escape": "Esc", "BackSpace": "Backspace"}
"""Names of keys in X that are other in Qt."""


class Hand(Protocol):
    """Mouse and keyboard; places are in a window's own pixels, and modifiers are "", shift, ctrl or alt."""

    def move(self, window: QWidget, at: QPoint) -> None: ...
    def press(self, window: QWidget, at: QPoint, button: str, modifier: str = "") -> None: ...
    def release(self, window: QWidget, at: QPoint, button: str, modifier: str = "") -> None: ...
    def wheel(self, window: QWidget, at: QPoint, notches: int, modifier: str = "") -> None: ...
    def key(self, window: QWidget, name: str) -> None: ...
    def write(self, window: QWidget, text: str) -> None: ...


def _modifiers(name: str) -> Qt.KeyboardModifier:
    return _MODIFIERS.get(name, Qt.KeyboardModifier.NoModifier)


def _target(window: QWidget, at: QPoint) -> Iterator[tuple[QWindow, QPoint]]:
    """Yield the window that gets an event, and the place in it; nothing where it has gone meanwhile."""
    if isValid(window) and (handle := window.windowHandle()) is not None:
        size = handle.size()
        yield handle, QPoint(min(max(at.x(), 0), size.width() - 1), min(max(at.y(), 0), size.height() - 1))


class QtHand:
    """Gives Qt the events of a window system: it looks after grabs, popups and modal dialogs as ever."""

    def move(self, window: QWidget, at: QPoint) -> None:
        for handle, place in _target(window, at):
            QTest.mouseMove(handle, place)

    def press(self, window: QWidget, at: QPoint, button: str, modifier: str = "") -> None:
        for handle, place in _target(window, at):
            QTest.mousePress(handle, _BUTTONS[button], _modifiers(modifier), place)

    def release(self, window: QWidget, at: QPoint, button: str, modifier: str = "") -> None:
        for handle, place in _target(window, at):
            QTest.mouseRelease(handle, _BUTTONS[button], _modifiers(modifier), place)

    def wheel(self, window: QWidget, at: QPoint, notches: int, modifier: str = "") -> None:
        for handle, place in _target(window, at):
            turned = QPoint(0, notches * NOTCH)
            QTest.wheelEvent(handle, QPointF(place), turned, QPoint(), _modifiers(modifier))

    def key(self, window: QWidget, name: str) -> None:
        *modifiers, plain = name.split("+")
        text = "+".join([*modifiers, _KEYS.get(plain, plain)])
        combination = QKeySequence(text)[0]
        typed = "" if modifiers else " " if plain == "space" else plain if len(plain) == 1 else ""
        if (handle := _keyboard(window)) is not None:
            QTest.sendKeyEvent(QTest.KeyAction.Click, handle, combination.key(), typed, combination.keyboardModifiers())

    def write(self, window: QWidget, text: str) -> None:
        for character in text:
            handle = _keyboard(window)
            if handle is None:
                return
            QTest.sendKeyEvent(
                QTest.KeyAction.Click, handle, Qt.Key.Key_unknown, character, Qt.KeyboardModifier.NoModifier
            )


def _keyboard(window: QWidget) -> QWindow | None:
    return QGuiApplication.focusWindow() or (window.windowHandle() if isValid(window) else None)


class XHand:
    """Gives commands to one xdotool, which the X server turns into events like those of devices."""

    def __init__(self) -> None:
        self._tool = subprocess.Popen(["xdotool", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)

    def _do(self, *lines: str) -> None:
        assert self._tool.stdin is not None
        self._tool.stdin.write("\n".join(lines) + "\n")
        self._tool.stdin.flush()

    def _with(self, modifier: str, *lines: str) -> None:
        held = (f"keydown {modifier}", *lines, f"keyup {modifier}") if modifier else lines
        self._do(*held)

    def move(self, window: QWidget, at: QPoint) -> None:
        if isValid(window):
            place = window.mapToGlobal(at)
            self._do(f"mousemove {place.x()} {place.y()}")

    def press(self, window: QWidget, at: QPoint, button: str, modifier: str = "") -> None:
        self._focus()
        self.move(window, at)
        self._with(modifier, f"mousedown {_NUMBERS[button]}")

    def release(self, window: QWidget, at: QPoint, button: str, modifier: str = "") -> None:
        self.move(window, at)
        self._with(modifier, f"mouseup {_NUMBERS[button]}")

    def wheel(self, window: QWidget, at: QPoint, notches: int, modifier: str = "") -> None:
        self.move(window, at)
        if notches:
            self._with(modifier, f"click --repeat {abs(notches)} --delay 1 {4 if notches > 0 else 5}")

    def key(self, window: QWidget, name: str) -> None:
        self._focus()
        self._do(f"key {name}")

    def write(self, window: QWidget, text: str) -> None:
        self._focus()
        plain = "".join(character for character in text if character.isascii() and character.isprintable())[:40]
        if plain:
            quoted = plain.replace("\\", "\\\\").replace('"', '\\"')
            self._do(f'type --delay 1 -- "{quoted}"')

    def _focus(self) -> None:
        """Give the keyboard to the window in front, as a window manager would."""
        front = QApplication.activeModalWidget() or QApplication.activeWindow()
        if front is not None and QApplication.activePopupWidget() is None:
            self._do(f"windowfocus {int(front.window().winId())}")
