"""Acting on widgets with mouse, keys and wheel as a person does, and checking what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QMenuBar, QWidget
    from pytestqt.qtbot import QtBot

    from gui.plots.base.plot import Plot
    from gui.shell.window import MainWindow
    from gui.widgets.fields.choice import Choice
    from gui.widgets.fields.track import Track

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier
NOTCH = 120
"""What one notch of the wheel turns, in Qt's eighths of a degree."""


def is_settled(window: MainWindow, row: int | None = None) -> bool:
    """Tell whether the run of the newest experiment is shown, with the cursor where it was put.

    After an edit the run before stays in the picture, with its rows and its cursor, until the new one has come
    as far; who looks at these alone may see what was before the edit. Of a program that waits to be run nothing is to
    come.
    """
    playback = window.playback
    if playback.is_held:
        return not row
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


def background_spot(plot: Plot) -> QPoint:
    """Return a point well inside a plot where the mouse grips nothing."""
    middle = plot.viewport().rect().center()
    places = [middle + QPoint(x, y) for x in range(20, 150, 10) for y in range(-80, 80, 10)]
    inside = [place for place in places if plot.area().contains(plot.place(QPointF(place)))]
    return next(place for place in inside if plot.grip_at(plot.place(QPointF(place))) is None)


def press_drag(qtbot: QtBot, plot: Plot, start: QPoint, end: QPoint) -> None:
    port = plot.viewport()
    qtbot.mouseMove(port, start)
    qtbot.mousePress(port, LEFT, pos=start)
    for share in (0.3, 0.6, 1.0):
        qtbot.mouseMove(port, start + (end - start) * share)
    qtbot.mouseRelease(port, LEFT, pos=end)


def press(qtbot: QtBot, window: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    """Press a key where the focus is, as the keyboard does."""
    if QApplication.activeWindow() is not window:
        window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    focused = QApplication.focusWidget()
    qtbot.keyClick(focused if focused is not None and focused.window() is window else window, key, modifiers)


def undo(qtbot: QtBot, window: QWidget) -> None:
    press(qtbot, window, Qt.Key.Key_Z, CTRL)


def type_into(qtbot: QtBot, edit: QLineEdit, text: str) -> None:
    """Take a field with the mouse, write over what it holds, and leave it with Enter."""
    qtbot.mouseClick(edit, LEFT)
    edit.selectAll()
    if text:
        qtbot.keyClicks(edit, text)
    else:
        qtbot.keyClick(edit, Qt.Key.Key_Delete)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def choose(qtbot: QtBot, choice: Choice, key: str) -> None:
    """Open a list and click on an entry."""
    combo = choice.combo
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Return)
    view, index = combo.view(), combo.model().index(combo.findData(key, Qt.ItemDataRole.UserRole), 0)
    assert index.isValid(), f"no entry {key}"
    click_index(qtbot, view, index)
    qtbot.waitUntil(lambda: not view.isVisible())


def click_index(qtbot: QtBot, view: QAbstractItemView, index: object) -> None:
    """Click on a cell or an entry, scrolled to if need be."""
    view.scrollTo(index)  # type: ignore[arg-type]
    place: QRect = view.visualRect(index)  # type: ignore[arg-type]
    qtbot.mouseMove(view.viewport(), place.center())
    qtbot.mouseClick(view.viewport(), LEFT, pos=place.center())


def drag_track(qtbot: QtBot, track: Track, value: int) -> None:
    """Take the handle of a slider and drag it there."""
    start, end = track.place_of(track.value()).toPoint(), track.place_of(value).toPoint()
    if value == track.maximum():
        end += QPoint(4, 0)  # a pixel is not taken at its very middle
    qtbot.mousePress(track, LEFT, pos=start)
    for share in (0.5, 1.0):
        qtbot.mouseMove(track, start + (end - start) * share)
    qtbot.mouseRelease(track, LEFT, pos=end)


def turn_wheel(widget: QWidget, at: QPoint, notches: int) -> bool:
    """Turn the wheel with the pointer at a place of a widget; tell whether it took it, else its parent is asked."""
    here, there = QPointF(at), QPointF(widget.mapToGlobal(at))
    event = QWheelEvent(
        here,
        there,
        QPoint(),
        QPoint(0, notches * NOTCH),
        Qt.MouseButton.NoButton,
        PLAIN,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    return QApplication.sendEvent(widget, event) and event.isAccepted()


def click_entry(qtbot: QtBot, menu: QMenu, place: int) -> None:
    """Click on an entry of an open menu: the one at this place, separators not counted."""
    entry = [action for action in menu.actions() if not action.isSeparator()][place]
    at = menu.actionGeometry(entry).center()
    qtbot.mouseMove(menu, at)
    qtbot.mouseClick(menu, LEFT, pos=at)


def open_menu(qtbot: QtBot, bar: QMenuBar, place: int) -> QMenu:
    """Open a menu of the bar with the mouse."""
    at = bar.actionGeometry(bar.actions()[place]).center()
    qtbot.mouseMove(bar, at)  # an entry just where the pointer was when its menu opened would not be taken
    qtbot.mouseClick(bar, LEFT, pos=at)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def pick(qtbot: QtBot, bar: QMenuBar, *places: int) -> None:
    """Choose an entry in a menu of the bar, or in a menu of that menu, with the mouse."""
    menu = open_menu(qtbot, bar, places[0])
    for place in places[1:-1]:
        click_entry(qtbot, menu, place)
        below = QApplication.activePopupWidget()
        assert isinstance(below, QMenu)
        assert below is not menu
        menu = below
    click_entry(qtbot, menu, places[-1])


def context_menu(plot: Plot, at: QPoint | None = None) -> QMenu:
    """Ask a plot for its menu, with the right button at a place of it."""
    port = plot.viewport()
    at = port.rect().center() if at is None else at
    QApplication.sendEvent(port, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, port.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def picture(plot: Plot) -> QImage:
    QApplication.processEvents()
    return plot.grab().toImage()


def has_colour(image: QImage, colour: str, least: int = 5) -> bool:
    pixels = np.frombuffer(image.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint8)
    pixels = pixels.reshape(-1, 4)[:, 2::-1].astype(int)
    wanted = QColor(colour)
    away = np.abs(pixels - [wanted.red(), wanted.green(), wanted.blue()]).max(axis=1)
    return np.count_nonzero(away <= 12) >= least
