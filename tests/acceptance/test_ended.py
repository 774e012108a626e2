"""The real program is killed, told to end, or loses its display, and the next start has all of it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from model.experiment import Minimise
from model.experiment.file.session import read_session
from model.kinds import validate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from model.experiment.session import Session

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0
DRIVEN = """
import sys
from dataclasses import replace
from pathlib import Path
from PySide6.QtCore import QTimer
from gui.shell import application, window
made = window.MainWindow.__init__
def make(self, *given, **named):
    made(self, *given, **named)
    self.edits = QTimer(self, singleShot=True, interval=500)
    self.edits.timeout.connect(lambda: self.lab.document.propose(replace(self.lab.document.experiment, epochs=77)))
    if "edit" in sys.argv:
        self.edits.start()
window.MainWindow.__init__ = make
sys.exit(application.main(None, None, "en", "light", print))
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def start_program(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        given = {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
        process = subprocess.Popen(
            [sys.executable, "-c", DRIVEN, *arguments],
            cwd=ROOT,
            env={**os.environ, **given, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start_program
    for process in started:
        process.kill()
        process.wait(PATIENCE)
        if process.stdout is not None:
            process.stdout.close()


def kept(folder: Path) -> list[Session]:
    return [read_session(path.parent, validate) for path in folder.glob("descent-lab/sessions/*/session.json")]


def epochs(folder: Path) -> int | None:
    """Return the epochs of the experiment that is kept, if one is."""
    for session in kept(folder):
        experiment = session.labs["minimise"].experiment if "minimise" in session.labs else None
        if isinstance(experiment, Minimise):
            return experiment.epochs
    return None


def wait_until(condition: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)


def mark(folder: Path) -> list[Path]:
    """Return the marks of sessions that are just being brought back."""
    return list(folder.glob("descent-lab/sessions/*/restoring"))


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_a_kill_and_two_requests_to_end_lose_nothing_and_ask_nothing(
    start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    program = start("edit")
    wait_until(lambda: epochs(tmp_path) == 77, "the session")
    program.kill()
    program.wait(PATIENCE)
    for number in (signal.SIGTERM, signal.SIGHUP):
        program = start()
        wait_until(lambda: mark(tmp_path), "what is brought back")
        wait_until(lambda: not mark(tmp_path), "the window to have shown it")
        program.send_signal(number)
        assert program.wait(PATIENCE) == 0
        assert "Traceback" not in program.communicate()[0]
        assert epochs(tmp_path) == 77


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_what_was_done_just_before_it_is_told_to_end_is_kept(
    start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    program = start("edit")
    wait_until(lambda: epochs(tmp_path) == 77, "the session")
    for path in tmp_path.glob("descent-lab/sessions/*/session.json"):
        path.unlink()  # as if it had not been written yet
    program.terminate()
    assert program.wait(PATIENCE) == 0
    assert epochs(tmp_path) == 77


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")
def test_a_display_that_goes_ends_the_program_in_order_and_loses_nothing(
    start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    from tests.acceptance.conftest import server

    with server() as display:
        program = start("edit", QT_QPA_PLATFORM="xcb", DISPLAY=display)
        wait_until(lambda: epochs(tmp_path) == 77, "the session")
    assert program.wait(PATIENCE) == 1
    said = program.communicate()[0]
    assert "Destroyed" not in said
    assert "Traceback" not in said
    assert epochs(tmp_path) == 77
