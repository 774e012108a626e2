"""The phases of a start, as `--profile-startup` prints them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gui.shell.startup_profile import StartupProfile
from gui.shell.window import MainWindow
from model.experiment import Minimise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parents[2]
PHASES = [
    "command line read",
    "Qt loaded",
    "window made",
    "whole window painted",
    "torch loaded, first step by autograd",
    "first compiled step",
]


def rows(text: str) -> list[tuple[int, int, str]]:
    """Return the table, each row's first number being the sum of the second ones so far."""
    heading, *lines = text.splitlines()
    assert heading.split() == ["ms", "since", "start", "ms", "phase"]
    found = [(int(since), int(lasted), phase) for since, lasted, phase in (line.split(maxsplit=2) for line in lines)]
    for number, (since, _, _) in enumerate(found, 1):
        assert since == pytest.approx(sum(lasted for _, lasted, _ in found[:number]), abs=number)
    return found


@pytest.fixture
def profiled(make_window: Callable[..., MainWindow]) -> Iterator[tuple[StartupProfile, MainWindow]]:
    """Return a window not shown yet, and what times its start."""
    first = make_window()
    profile = StartupProfile(time.monotonic())
    window = MainWindow(first.appearance, first.errors, "minimise")
    profile.watch(window)
    yield profile, window
    window.close()
    window.deleteLater()
    profile.deleteLater()


def test_the_phases_are_printed_and_the_window_closes(
    profiled: tuple[StartupProfile, MainWindow], qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    profile, window = profiled
    window.show()
    qtbot.waitUntil(lambda: profile._is_finished)
    assert profile.code == 0
    assert not window.isVisible()
    found = [phase for _, _, phase in rows(capsys.readouterr().out)]
    assert sorted(found) == sorted(PHASES), "in any order: torch is loaded here, and the step compiled"


def test_where_nothing_is_compiled_the_reason_stands_below(
    profiled: tuple[StartupProfile, MainWindow], qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    profile, window = profiled
    window.open_experiment(replace(Minimise(), dtype="float32"))
    window.show()
    qtbot.waitUntil(lambda: profile._is_finished)
    assert profile.code == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("not compiled: the compiled engine computes in float64")


def test_a_start_that_fails_is_told(
    profiled: tuple[StartupProfile, MainWindow], capsys: pytest.CaptureFixture[str]
) -> None:
    profile, window = profiled
    window.engine.jobFailed.disconnect(window._job_failed)
    window.engine.jobFailed.emit("compiler", "no LLVM")
    assert profile.code == 1
    assert capsys.readouterr().out.splitlines()[-1] == "no LLVM"
    profile._finish("")
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the start of a process is not known")
def test_a_file_is_opened_and_its_start_timed_from_that_of_the_process(tmp_path: Path) -> None:
    file = tmp_path / "race.descent.json"
    file.write_text(json.dumps({"format": "descent-lab", "version": 1, "lab": "surface"}), encoding="utf-8")
    before = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--profile-startup", str(file)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    found = rows(done.stdout)
    assert [phase for _, _, phase in found] == PHASES
    assert 0 < found[0][0] < found[-1][0] < 1_000 * (time.monotonic() - before) + 20
