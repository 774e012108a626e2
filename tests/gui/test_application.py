"""What the application does for a window as a whole."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from gui.shell.application import Collector

if TYPE_CHECKING:
    import pytest
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


class _Cycle:
    """An object that only a collection ends, and that notes in which thread it ends."""

    def __init__(self, ended: list[threading.Thread]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: ended.append(threading.current_thread()))


def test_garbage_of_any_thread_is_collected_in_the_thread_of_the_window(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gc, "freeze", lambda: None)  # the garbage of other tests is theirs
    collector = Collector(qapp)
    ended: list[threading.Thread] = []
    count = gc.get_threshold()[0] + 1

    def work() -> None:
        collector.settle()
        for _ in range(count):
            _Cycle(ended)

    other = threading.Thread(target=work)
    other.start()
    other.join()
    qtbot.waitUntil(lambda: len(ended) == count)
    assert set(ended) == {threading.current_thread()}
    collector.deleteLater()


def test_garbage_is_looked_for_less_often_while_there_is_none(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = (0, 0, 0)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.setattr(gc, "get_count", lambda: counts)
    collector = Collector(qapp)
    collector.settle()
    clock = collector.findChild(QTimer)
    assert clock is not None
    quick = clock.interval()
    qtbot.waitUntil(lambda: clock.interval() > 2 * quick)
    counts = (1_000_000, 0, 0)
    qtbot.waitUntil(lambda: clock.interval() == quick)
    collector.deleteLater()
