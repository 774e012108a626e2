"""The program tidies up once it rests, and computes nothing where nobody can see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gui.shell import rest
from gui.shell.exposure import Exposure
from gui.shell.rest import Rest
from model.experiment import Minimise
from tests.gui.interaction import settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow


class Computing:
    """Stands in for the clock of computing: each look at it is one ``spent`` later."""

    def __init__(self) -> None:
        self.time = self.spent = 0.0
        self.looks = 0

    def process_time(self) -> float:
        self.looks += 1
        self.time += self.spent
        return self.time


@pytest.fixture
def computing(monkeypatch: pytest.MonkeyPatch) -> Computing:
    computing = Computing()
    monkeypatch.setattr(rest, "time", computing)
    monkeypatch.setattr(rest, "_EVERY_MS", 1)
    return computing


def test_it_begins_once_after_computing_and_not_again(computing: Computing, qtbot: QtBot) -> None:
    told = []
    owner = QObject()
    Rest(owner).began.connect(lambda: told.append(computing.looks))

    def look(spent: float) -> None:
        computing.spent, until = spent, computing.looks + 5
        qtbot.waitUntil(lambda: computing.looks >= until)

    look(0.002)
    assert not told  # it has rested all the time
    look(0.5)
    assert not told  # it computes
    look(0.002)
    assert len(told) == 1
    look(0.002)
    assert len(told) == 1
    look(10.0)
    assert len(told) > 1  # it never rests


def test_a_window_is_seen_until_it_is_minimised_or_hidden_and_once_it_is_back(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    seen: list[bool] = []
    Exposure(window).changed.connect(seen.append)
    window.show()
    qtbot.waitExposed(window)
    assert seen == []
    for leave, come_back in ((window.showMinimized, window.showNormal), (window.hide, window.show)):
        leave()
        qtbot.waitUntil(lambda: seen[-1:] == [False])
        come_back()
        qtbot.waitUntil(lambda: seen[-1:] == [True])


def test_a_minimised_window_draws_no_row_of_a_run_and_the_right_one_when_it_is_back(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window(lab="minimise")
    window.open_experiment(Minimise(epochs=1_000_000))
    window.playback.set_pace(0.01)
    settle(qtbot, window, 0)
    drawn: list[int] = []
    window.lab.run.drawRequested.connect(lambda: drawn.append(window.playback.cursor))
    window.playback.set_running(True)
    qtbot.waitUntil(lambda: len(drawn) > 3)
    window.showMinimized()
    qtbot.waitUntil(lambda: not window.playback._is_seen)
    qtbot.waitUntil(lambda: window.playback.cursor > 1_000)  # what was being computed is there, and drawn
    before, cursor = len(drawn), window.playback.cursor
    qtbot.waitUntil(lambda: window.playback.cursor > cursor + 500)
    assert len(drawn) == before
    window.showNormal()
    qtbot.waitUntil(lambda: len(drawn) > before)
    assert drawn[before] > cursor + 500
    window.playback.set_running(False)
