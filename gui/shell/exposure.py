"""Whether a window can be seen, as far as the system tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow
    from PySide6.QtWidgets import QWidget


class Exposure(QObject):
    """Emits ``changed`` when no part of a window can be seen any longer, and when one can be again.

    It cannot where the window is minimised, and on many systems where it is on another desktop or behind other windows.
    """

    changed = Signal(bool)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._system_window: QWindow | None = None
        self._seen = True
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell what has changed, of the system's window too, and of another one that takes its place."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.WinIdChange):
            self._watch(self._window.windowHandle())
        elif event.type() in (QEvent.Type.Expose, QEvent.Type.WindowStateChange) and self._system_window is not None:
            seen = self._system_window.isExposed() and not self._window.isMinimized()
            if seen != self._seen:
                self._seen = seen
                self.changed.emit(seen)
        return False

    def _watch(self, system_window: QWindow | None) -> None:
        if system_window is not self._system_window:
            self._system_window = system_window
            if system_window is not None:
                system_window.installEventFilter(self)
