"""Faults planted in the window are found by the random user, and one is cut down to the line that shows it."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QWidget

from gui.look.theme import theme
from tests.campaigns import clicks
from tests.campaigns.__main__ import main
from tests.campaigns.monkey import tries
from tests.campaigns.monkey.replay import Replayer, counts, fewest
from tests.campaigns.monkey.watch import grown

if TYPE_CHECKING:
    from gui.shell.window import MainWindow

HERE = "tests.campaigns.test_clicks"
LINES = ["lab surface", "page 1", "wait 5", "theme dark", "page 0", "look"]


def plant_all(window: MainWindow) -> None:
    """Have a change to dark raise, stall, warn, leave a widget, and show a row that is not there."""

    def go_wrong() -> None:
        if theme.name == "dark":
            end = time.thread_time() + 0.5
            while time.thread_time() < end:
                pass
            qWarning("planted 17")
            QWidget(window)
            QTimer.singleShot(0, window, lambda: window.timeline.label.setText("99"))
            [][1]

    theme.changed.connect(go_wrong)


def plant_end(_window: MainWindow) -> None:
    theme.changed.connect(lambda: os.abort() if theme.name == "dark" else None)


@pytest.mark.timeout(300)
def test_all_that_is_watched_is_found() -> None:
    replayer = Replayer(plant=f"{HERE}:plant_all")
    outcome = replayer.do(LINES, laps=3)
    assert replayer.renew() is None
    found = sorted(fault.what for fault in outcome.faults)
    begin = ["Qt: planted ##", "error: IndexError: list index out of range", "shown: another row in surface: timeline"]
    assert [what for what in found if what.startswith(tuple(begin))] == [what for what in found if "stall" not in what]
    assert len(found) == len(begin) + 1
    assert found[-1].startswith("stall in ")
    assert "widget QWidget" in grown(counts(outcome)[1:])


@pytest.mark.timeout(300)
def test_a_crash_is_cut_down_to_the_line_that_shows_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tries, "plan", lambda *_of: LINES)
    monkeypatch.setattr(clicks, "Replayer", lambda: Replayer(plant=f"{HERE}:plant_end"))
    assert main(["clicks", "--tries", "1"]) == 1
    shown = capsys.readouterr().out.splitlines()
    first = next(number for number, line in enumerate(shown) if "FAULT crash: SIGABRT" in line)
    assert [line.strip() for line in shown[first + 1 : first + 4]] == [
        "python -m tests.campaigns.monkey qt <<'END'",
        "theme dark",
        "END",
    ]


def test_the_fewest_lines_are_those_that_are_needed() -> None:
    lines = [str(number) for number in range(100)]
    for needed in ({"99"}, {"3", "50"}, {"0", "1", "98"}, set(lines[10:20])):
        assert set(fewest(lines, lambda part, needed=needed: needed <= set(part))) == needed  # type: ignore[misc]
