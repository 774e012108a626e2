"""What each line of a plan does to the window, by a hand."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QSplitterHandle,
    QTabBar,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from model.experiment import OptimizerSetting
from model.labs import LABS
from tests.campaigns.monkey.plans import NEW_LINE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gui.shell.window import MainWindow
    from tests.campaigns.monkey.hands import Hand
    from tests.campaigns.monkey.watch import Watch

_STEPS = 5
"""How many moves there are in a drag."""
_LONG = 2_000_000
"""Epochs of a run that goes on playing whatever is edited."""


@dataclass
class Desk:
    """The window, a hand, and what is watched."""

    window: MainWindow
    hand: Hand
    watch: Watch
    home: Path
    pause: int = 0
    """Milliseconds to wait before the next line."""
    held: tuple[QWidget, QPoint, str] | None = None
    """Where a button is held."""
    wants: str | None = None
    """What takes several turns: look, to compare what is shown once all stands still; home, to put all back."""
    experiments: list[Any] = field(default_factory=list)

    def do(self, line: str) -> None:
        """Do what a line says; nothing where there is nothing of the kind in sight."""
        name, *words = shlex.split(line)
        ACTS[name](self, *(word.replace(NEW_LINE, "\n") for word in words))

    # ---- where

    def front(self) -> QWidget:
        """Return the window, dialog, menu or list that is in front."""
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget() or QApplication.activeWindow()
        return front.window() if front is not None and front.isVisible() else self.window

    def place(self, x: str, y: str) -> tuple[QWidget, QPoint]:
        front = self.front()
        return front, _inside(front, float(x), float(y))

    def some(self, share: str, *kinds: type) -> Any:
        """Return one of the widgets of some kinds that are in sight and can be used."""
        found = [
            each
            for each in self.front().findChildren(QWidget)
            if isinstance(each, kinds) and isValid(each) and each.isVisible() and each.isEnabled() and each.width() > 2
        ]
        return found[min(int(float(share) * len(found)), len(found) - 1)] if found else None

    def spot(self, widget: QWidget, x: float = 0.5, y: float = 0.5) -> tuple[QWidget, QPoint]:
        """Return a window, and where a place of a widget is in it, after scrolling there."""
        area: Any = widget.parentWidget()
        while area is not None and not (isinstance(area, QScrollArea) and area.widgetResizable()):
            area = area.parentWidget()
        if area is not None:
            area.ensureWidgetVisible(widget)
        window = widget.window()
        place = widget.mapTo(window, _inside(widget, x, y))
        return window, QPoint(min(max(place.x(), 0), window.width() - 1), min(max(place.y(), 0), window.height() - 1))

    # ---- mouse

    def click(self, window: QWidget, at: QPoint, button: str = "left", modifier: str = "") -> None:
        self.let_go()
        self.hand.move(window, at)
        self.hand.press(window, at, button, modifier)
        self.hand.release(window, at, button, modifier)

    def click_on(self, widget: QWidget | None, x: float = 0.5, y: float = 0.5) -> None:
        if widget is not None:
            self.click(*self.spot(widget, x, y))

    def drag(self, window: QWidget, start: QPoint, end: QPoint, button: str = "left", modifier: str = "") -> None:
        self.let_go()
        self.hand.move(window, start)
        self.hand.press(window, start, button, modifier)
        for step in range(1, _STEPS + 1):
            self.hand.move(window, start + (end - start) * (step / _STEPS))
        self.hand.release(window, end, button, modifier)

    def let_go(self) -> None:
        """Release the button that is held."""
        if self.held is not None:
            window, at, button = self.held
            self.held = None
            self.hand.release(window, at, button)


def _inside(widget: QWidget, x: float, y: float) -> QPoint:
    return QPoint(int(x * (widget.width() - 1)), int(y * (widget.height() - 1)))


def _click(desk: Desk, x: str, y: str, button: str, modifier: str = "") -> None:
    desk.click(*desk.place(x, y), button, modifier)


def _twice(desk: Desk, x: str, y: str) -> None:
    window, at = desk.place(x, y)
    desk.click(window, at)
    desk.click(window, at)


def _press(desk: Desk, x: str, y: str) -> None:
    desk.let_go()
    window, at = desk.place(x, y)
    desk.held = window, at, "left"
    desk.hand.press(window, at, "left")


def _move(desk: Desk, x: str, y: str) -> None:
    window, at = desk.place(x, y)
    if desk.held is not None and isValid(desk.held[0]):  # a menu goes as it is closed
        window = desk.held[0]
        at = _inside(window, float(x), float(y))
        desk.held = window, at, "left"
    desk.hand.move(window, at)


def _drag(desk: Desk, x: str, y: str, to_x: str, to_y: str, button: str, modifier: str = "") -> None:
    window, start = desk.place(x, y)
    desk.drag(window, start, _inside(window, float(to_x), float(to_y)), button, modifier)


def _wheel(desk: Desk, x: str, y: str, notches: str, modifier: str = "") -> None:
    window, at = desk.place(x, y)
    desk.hand.move(window, at)
    if int(notches):
        desk.hand.wheel(window, at, int(notches), modifier)


def _key(desk: Desk, name: str) -> None:
    desk.hand.key(desk.front(), name)


def _field(desk: Desk, share: str, text: str, end: str) -> None:
    widget = desk.some(share, QLineEdit, QPlainTextEdit, QTextEdit)
    if widget is not None:
        desk.click_on(widget)
        desk.hand.key(desk.front(), "ctrl+a")
        desk.hand.write(desk.front(), text)
        if end != "none":
            desk.hand.key(desk.front(), end)


def _pull(desk: Desk, share: str, start: str, end: str) -> None:
    widget = desk.some(share, QAbstractSlider, QSplitterHandle)
    if widget is not None:
        is_flat = widget.width() > widget.height()
        ends = [(float(each), 0.5) if is_flat else (0.5, float(each)) for each in (start, end)]
        window, first = desk.spot(widget, *ends[0])
        desk.drag(window, first, desk.spot(widget, *ends[1])[1])


def _cell(desk: Desk, share: str, place: str) -> None:
    widget = desk.some(share, QAbstractItemView, QTabBar)
    desk.click_on(widget.viewport() if isinstance(widget, QAbstractItemView) else widget, float(place), float(place))


def _menu(desk: Desk, share: str) -> None:
    bar = desk.window.menuBar()
    entries = bar.actions()
    at = bar.actionGeometry(entries[min(int(float(share) * len(entries)), len(entries) - 1)]).center()
    if bar.isVisible():
        desk.click(bar.window(), bar.mapTo(bar.window(), at))


def _pick(desk: Desk, share: str) -> None:
    popup = QApplication.activePopupWidget()
    if isinstance(popup, QMenu):
        entries = [each for each in popup.actions() if each.isVisible() and not each.isSeparator()]
        if entries:
            at = popup.actionGeometry(entries[min(int(float(share) * len(entries)), len(entries) - 1)]).center()
            desk.click(popup, _kept_inside(popup, at))
    elif popup is not None:
        desk.click(popup.window(), _inside(popup.window(), 0.5, float(share)))


def _kept_inside(widget: QWidget, at: QPoint) -> QPoint:
    return QPoint(min(max(at.x(), 0), widget.width() - 1), min(max(at.y(), 0), widget.height() - 1))


def _name(desk: Desk, name: str) -> None:
    """Type the name of a file into a dialog that asks for one."""
    dialog = QApplication.activeModalWidget()
    edit = dialog.findChild(QLineEdit) if isinstance(dialog, QFileDialog) else None
    if edit is not None:
        desk.click_on(edit)
        desk.hand.key(desk.front(), "ctrl+a")
        desk.hand.write(desk.front(), str(desk.home / name))
        desk.hand.key(desk.front(), "Return")


def _drop(desk: Desk, name: str) -> None:
    if QApplication.activeModalWidget() is not None:
        return
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(desk.home / name))])
    at, copy, left, none = QPoint(5, 5), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    QApplication.sendEvent(desk.window, QDragEnterEvent(at, copy, data, left, none))
    QApplication.sendEvent(desk.window, QDropEvent(QPointF(at), copy, data, left, none))


_STATES = {
    "minimised": Qt.WindowState.WindowMinimized,
    "maximised": Qt.WindowState.WindowMaximized,
    "full": Qt.WindowState.WindowFullScreen,
    "normal": Qt.WindowState.WindowNoState,
}


def _help(desk: Desk, page: str) -> None:
    if page != "none":
        desk.window.show_help(page)
    elif desk.window.help is not None:
        desk.window.help.close()


def _case(desk: Desk, key: str) -> None:
    if QApplication.activeModalWidget() is None:  # as the menus are out of reach then
        desk.window.open_case(key)


def _lab(desk: Desk, key: str) -> None:
    if QApplication.activeModalWidget() is None:
        desk.window.show_lab(key)


def _pace(desk: Desk, pace: str) -> None:
    desk.window.timeline.set_pace(float(pace))
    desk.window.playback.set_pace(float(pace))


def _seek(desk: Desk, share: str) -> None:
    desk.window.playback.go_to(int(float(share) * desk.window.playback.last_row))


def _undo_and_redo(desk: Desk) -> None:
    """Undo all and do it again: every experiment must be as it was."""
    if QApplication.activeModalWidget() is not None:
        return
    desk.let_go()
    stack, labs = desk.window.stack, desk.window.labs
    index = stack.index()
    before = {key: labs[key].document.experiment for key in LABS if key in labs}
    while stack.canUndo():
        stack.undo()
        desk.watch.turn()
    while stack.index() < index:
        stack.redo()
        desk.watch.turn()
    for key, experiment in before.items():
        if labs[key].document.experiment != experiment:
            now = labs[key].document.experiment
            desk.watch.fault(
                f"undo: another experiment in {key} after all was undone and done again", f"{experiment}\n{now}"
            )


def _long(desk: Desk) -> None:
    """Give the experiment shown so many epochs that it goes on playing."""
    document = desk.window.lab.document
    if hasattr(document.experiment, "epochs"):
        document.propose(replace(document.experiment, epochs=_LONG))


def _fill(desk: Desk) -> None:
    """Fill the undo stack, so that it holds no more afterwards whatever is done."""
    document, stack = desk.window.labs["regression"].document, desk.window.stack
    for step in range(stack.undoLimit() - stack.count()):
        document.propose(replace(document.experiment, epochs=1_000 + step))
        desk.watch.turn()


def _go(desk: Desk) -> None:
    desk.window.playback.set_running(True)


def _formula(desk: Desk, text: str, factor: str, optimizer: str) -> None:
    """Have another structure compiled: a formula times a number, by another rule."""
    document = desk.window.labs["minimise"].document
    rule = OptimizerSetting.of(optimizer)
    document.propose(replace(document.experiment, function=f"{factor}*({text})", optimizer=rule, epochs=_LONG))


ACTS: dict[str, Callable[..., object]] = {
    "click": _click,
    "twice": _twice,
    "press": _press,
    "move": _move,
    "release": Desk.let_go,
    "drag": _drag,
    "wheel": _wheel,
    "key": _key,
    "type": lambda desk, text: desk.hand.write(desk.front(), text),
    "field": _field,
    "button": lambda desk, share: desk.click_on(desk.some(share, QAbstractButton)),
    "choose": lambda desk, share: desk.click_on(desk.some(share, QComboBox)),
    "pull": _pull,
    "cell": _cell,
    "menu": _menu,
    "pick": _pick,
    "name": _name,
    "drop": _drop,
    "clip": lambda _desk, text: QGuiApplication.clipboard().setText(text),
    "size": lambda desk, width, height: desk.window.resize(int(width), int(height)),
    "state": lambda desk, name: desk.window.setWindowState(_STATES[name]),
    "language": lambda desk, name: desk.window.appearance.set_language(name),
    "theme": lambda desk, name: desk.window.appearance.set_theme(name),
    "lab": _lab,
    "case": _case,
    "page": lambda desk, index: desk.window.stage.panel.setCurrentIndex(int(index)),
    "help": _help,
    "pace": _pace,
    "seek": _seek,
    "wait": lambda desk, milliseconds: setattr(desk, "pause", int(milliseconds)),
    "undo-and-redo": _undo_and_redo,
    "look": lambda desk: setattr(desk, "wants", "look"),
    "home": lambda desk: setattr(desk, "wants", "home"),
    "long": _long,
    "fill": _fill,
    "go": _go,
    "formula": _formula,
}
"""By the first word of a line."""
