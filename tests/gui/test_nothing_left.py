"""What is shown and gone leaves nothing behind: no widget, no item of a plot and no run."""

from __future__ import annotations

import gc
from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QGraphicsView

from model.descent.history import History
from model.labs import LABS, MINIMISE, REGRESSION, SURFACE
from tests.gui.interaction import settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow


def show_all_labs(window: MainWindow, qtbot: QtBot) -> None:
    for lab in (*LABS, MINIMISE):
        window.show_lab(lab)
        settle(qtbot, window)


def run_and_pin(window: MainWindow, qtbot: QtBot) -> None:
    for lab in (REGRESSION, MINIMISE):
        window.show_lab(lab)
        settle(qtbot, window)
        window.pin()
        pins = window.lab.pins
        assert pins is not None
        qtbot.waitUntil(lambda pins=pins: pins[0].is_whole)
        pins.clear()
        settle(qtbot, window)


def add_and_remove_a_runner(window: MainWindow, qtbot: QtBot) -> None:
    window.show_lab(SURFACE)
    settle(qtbot, window)
    runners = window.lab.controls.runners
    runners.addAsked.emit()
    settle(qtbot, window)
    runners.removeAsked.emit(len(window.lab.document.experiment.runners) - 1)
    settle(qtbot, window)
    window.show_lab(MINIMISE)
    settle(qtbot, window)


def present(window: MainWindow, qtbot: QtBot) -> None:
    for _ in range(2):
        window.stage.toggle_presenting()
        settle(qtbot, window)


def change_theme_and_language(window: MainWindow, qtbot: QtBot) -> None:
    for theme, language in (("dark", "zh_CN"), ("light", "en")):
        window.appearance.set_theme(theme)
        window.appearance.set_language(language)
        settle(qtbot, window)


def open_help(window: MainWindow, qtbot: QtBot) -> None:
    window.show_help()
    assert window.help is not None
    window.help.close()
    qtbot.waitUntil(lambda: window.help is None)


ACTS = (run_and_pin, add_and_remove_a_runner, present, change_theme_and_language, open_help, show_all_labs)


def counted(window: MainWindow) -> Counter[str]:
    """Return how many there are of each kind of object of Qt, item of a plot, and run."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    kinds = Counter(type(each).__name__ for each in window.findChildren(QObject))
    kinds["items"] = sum(len(view.items()) for view in window.findChildren(QGraphicsView))
    kinds["runs"] = sum(type(each) is History for each in gc.get_objects())
    kinds["top-level widgets"] = len(QApplication.topLevelWidgets())
    return kinds


def test_what_is_done_and_undone_leaves_nothing_behind(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window(lab=MINIMISE)
    for act in ACTS:  # some parts are made when they are first needed, and kept
        act(window, qtbot)
    counts = [Counter[str]()]

    def is_at_rest() -> bool:
        counts.append(counted(window))
        return counts[-1] == counts[-2]

    qtbot.waitUntil(is_at_rest)
    before = counts[-1]
    for act in ACTS:
        act(window, qtbot)

    def nothing_is_left() -> None:
        assert counted(window) - before == Counter()

    qtbot.waitUntil(nothing_is_left, timeout=20_000)
