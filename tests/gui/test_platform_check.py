"""Whether a window can open is found out before Qt would abort the process."""

from __future__ import annotations

import sys

import pytest

from gui.shell import platform_check
from gui.shell.platform_check import display_problem, library_problem

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
