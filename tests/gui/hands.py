"""What a hand does to a plot, and what an eye sees of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.plots.base import Plot
    from gui.window import MainWindow

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


def is_settled(window: MainWindow, row: int | None = None) -> bool:
    """Tell whether the run of the newest experiment is shown, with the cursor where it was put.

    After an edit the run before stays in the picture, with its rows and its cursor, until the new one has come
    as far; who looks at these alone may see what was before the edit.
    """
    playback = window.playback
    if playback.history is None or playback.is_replaying:
        return False
    return row is None or playback.cursor == row


def settle(qtbot: QtBot, window: MainWindow, row: int | None = None) -> None:
    """Wait until the run of the newest experiment is shown, with the cursor where it was put, or at a row."""
    qtbot.waitUntil(lambda: is_settled(window, row))


def go_to(qtbot: QtBot, window: MainWindow, row: int) -> None:
    """Put the cursor at a row, and wait until the newest run is shown there."""
    window.playback.seek(row)
    settle(qtbot, window, row)


def spot(plot: Plot, x: float, y: float) -> QPoint:
    """Return where a value stands in the widget."""
    return plot.mapFromScene(plot.view.mapToScene(plot.pixel(x, y)))


def ground(plot: Plot) -> QPoint:
    """Return a place well inside where the hand would take nothing."""
    middle = plot.viewport().rect().center()
    places = [middle + QPoint(x, y) for x in range(20, 150, 10) for y in range(-80, 80, 10)]
    return next(place for place in places if plot.grip_at(plot.place(QPointF(place))) is None)


def press_drag(qtbot: QtBot, plot: Plot, start: QPoint, end: QPoint) -> None:
    port = plot.viewport()
    qtbot.mouseMove(port, start)
    qtbot.mousePress(port, LEFT, pos=start)
    for share in (0.3, 0.6, 1.0):
        qtbot.mouseMove(port, start + (end - start) * share)
    qtbot.mouseRelease(port, LEFT, pos=end)


def picture(plot: Plot) -> QImage:
    QApplication.processEvents()
    return plot.grab().toImage()


def has_colour(image: QImage, colour: str, least: int = 5) -> bool:
    pixels = np.frombuffer(image.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint8)
    pixels = pixels.reshape(-1, 4)[:, 2::-1].astype(int)
    wanted = QColor(colour)
    away = np.abs(pixels - [wanted.red(), wanted.green(), wanted.blue()]).max(axis=1)
    return np.count_nonzero(away <= 12) >= least
