"""What a window remembers of itself from one start to the next: its place, its columns, how fast runs play."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRect, QSize, Qt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow, QWidget

    from gui.run.playback import Playback
    from gui.run.settings import Settings
    from gui.shell.stage import Stage

_FIRST = QSize(1280, 720)
_TITLE_BAR = 40


def restore(settings: Settings, window: QMainWindow, stage: Stage, playback: Playback, beside: int) -> None:
    """Show a window as it was; the stage has its width, less what is ``beside`` it."""
    window.resize(_FIRST)
    if not restore_place(window, settings.remembered("geometry", QByteArray())):
        _fit_screen(window)
    stage.restore(settings, window.width() - beside)
    playback.set_pace(settings.remembered("pace", 1.0))


def restore_place(window: QWidget, state: QByteArray) -> bool:
    """Put a window where it was; return whether that could be, and left it as it is where not all would be seen.

    Qt puts back onto the screen only what has a width and a height, and before it makes that as large as it has to be.
    """
    size = window.size()
    if not window.restoreGeometry(state):
        return False
    place = QRect(window.geometry().topLeft(), window.size().expandedTo(window.minimumSize()))
    for screen in window.screen().virtualSiblings():
        room = screen.availableGeometry()
        if room.contains(place.topLeft()) and (room & place).size() == place.size().boundedTo(room.size()):
            return True
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(size)
    window.move(window.screen().availableGeometry().topLeft())
    return False


def _fit_screen(window: QMainWindow) -> None:
    """Fill a screen that has less room than the window takes at first."""
    screen = window.screen()
    room = screen.availableSize()
    if room != screen.size():  # something beside windows is on the screen, so that they have title bars, too
        room -= QSize(0, _TITLE_BAR)
    if _FIRST.boundedTo(room) != _FIRST:
        window.resize(_FIRST.boundedTo(room))
        window.setWindowState(Qt.WindowState.WindowMaximized)


def remember(settings: Settings, window: QMainWindow, stage: Stage, playback: Playback, lab: str) -> None:
    """Keep how a window is for the next start."""
    settings.remember("geometry", window.saveGeometry())
    stage.remember(settings)
    settings.remember("pace", playback.pace)
    settings.remember("lab", lab)
    settings.sync()
