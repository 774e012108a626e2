"""Whether a window can open is found out before Qt would abort the process."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from gui.shell import platform_check
from gui.shell.platform_check import display_problem, drop_wrong_scales, import_qt, library_problem

MAIN = Path(__file__).resolve().parents[2] / "main.py"

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X and Wayland")


def test_without_a_display_the_problem_names_the_command_that_needs_none() -> None:
    for environment in (
        {},
        {"DISPLAY": ":98765"},
        {"WAYLAND_DISPLAY": "no-such", "XDG_RUNTIME_DIR": "/nowhere"},
    ):
        problem = display_problem("descent-lab", environment)
        assert problem is not None
        assert "display" in str(problem)
        assert "'descent-lab run FILE'" in str(problem)


def test_a_server_that_takes_a_connection_and_never_answers_is_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform_check, "_LONGEST_SECONDS", 0.1)
    monkeypatch.setattr(platform_check, "_missing", lambda _libraries: None)
    with socket.socket() as server:
        for number in range(300, 400):
            with contextlib.suppress(OSError):
                server.bind(("127.0.0.1", 6000 + number))
                break
        server.listen()
        problem = display_problem("main.py", {"DISPLAY": f"127.0.0.1:{number}"})
        assert problem is not None
        assert "display" in str(problem)


@pytest.mark.parametrize("platform", ["offscreen", "vnc:size=800x600", "minimal"])
def test_any_other_platform_is_left_to_qt(platform: str) -> None:
    assert display_problem("main.py", {"QT_QPA_PLATFORM": platform}) is None


@pytest.mark.parametrize("platform", ["", "xcb", "wayland;xcb", "xcb:nograb"])
def test_x_and_wayland_are_looked_at(platform: str) -> None:
    assert display_problem("main.py", {"QT_QPA_PLATFORM": platform}) is not None


def test_missing_libraries_are_named_by_their_debian_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform_check, "_loads", lambda name: "cursor" not in name and "EGL" not in name)
    problem = display_problem("main.py", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "xcb"})
    assert str(problem).endswith("sudo apt install libxcb-cursor0")
    said = "libraries that Qt needs are not installed; on Debian or Ubuntu: sudo apt install libegl1"
    assert str(library_problem()) == said  # a run that draws needs them too, and opens no window


@pytest.mark.parametrize("platform", ["nonsense", "minimal", "linuxfb:fb=/dev/null", "offscreen:configfile=/dev/null"])
def test_a_platform_on_which_no_window_can_open_is_refused_in_one_sentence(platform: str, tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": platform, "XDG_CONFIG_HOME": str(tmp_path)}
    end = subprocess.run(
        [sys.executable, str(MAIN)], env=environment, capture_output=True, encoding="utf-8", timeout=300, check=False
    )
    assert end.returncode == 2
    own = [line for line in end.stderr.splitlines() if line.startswith("main.py: ")]
    assert own == [f"main.py: no window can open with QT_QPA_PLATFORM={platform}; unset it"]
    assert "Traceback" not in end.stderr


@pytest.mark.parametrize(
    "assignment",
    [
        "QT_SCALE_FACTOR=0",
        "QT_SCALE_FACTOR=-1",
        "QT_SCALE_FACTOR=nan",
        "QT_SCALE_FACTOR=1e9",
        "QT_SCALE_FACTOR=abc",
        "QT_SCREEN_SCALE_FACTORS=DP-1=2;HDMI-1=1e9",
        "QT_FONT_DPI=1000000",
    ],
)
def test_a_scale_at_which_nothing_could_be_seen_is_ignored_and_said(assignment: str) -> None:
    name, _, value = assignment.partition("=")
    environment = {name: value, "LANG": "C"}
    (sentence,) = drop_wrong_scales(environment)
    assert str(sentence).startswith(f"{name} was ignored")
    assert environment == {"LANG": "C"}


def test_a_scale_that_makes_sense_is_left_to_qt() -> None:
    sensible = {"QT_SCALE_FACTOR": "1.5", "QT_SCREEN_SCALE_FACTORS": "eDP-1=2;1.25;", "QT_FONT_DPI": "144"}
    environment = dict(sensible)
    assert drop_wrong_scales(environment) == []
    assert environment == sensible


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_during_the_import_of_qt_is_taken_afterwards(
    monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    events: list[str] = []

    def import_module(name: str) -> None:
        signal.raise_signal(number)
        events.append(f"{name} imported")

    before = signal.signal(number, lambda *_: events.append("ended"))
    monkeypatch.setattr(platform_check.importlib, "import_module", import_module)
    try:
        import_qt()
    finally:
        signal.signal(number, before)
    assert events == ["PySide6.QtCore imported", "ended"]
