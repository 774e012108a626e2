"""The real program on a real X server, driven by keys and mouse, judged by what it shows."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.conftest import SIZE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PIL.Image import Image

ROOT = Path(__file__).resolve().parents[2]
PATH_HUE = (0xD5, 0x5E, 0x00)
DARK_PATH_HUE = (0xE8, 0x74, 0x3B)
ACCENT = (0x00, 0x72, 0xB2)
DARK_WINDOW = (0x14, 0x18, 0x1D)
TIMELINE = 620
"""How far down the timeline begins, in a window of the screen's size."""
PATIENCE = 120.0
TOLERANCE = 40

pytestmark = pytest.mark.skipif(not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool")


def wait_until(condition: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.1)


@dataclass
class Program:
    process: subprocess.Popen[bytes]
    display: str
    environment: dict[str, str]
    log: Path

    def do(self, *arguments: str) -> str:
        result = subprocess.run(
            ["xdotool", *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        return result.stdout.strip()

    def windows(self) -> list[str]:
        found = self.do("search", "--onlyvisible", "--pid", str(self.process.pid)).split()
        return [window for window in found if self.do("getwindowname", window)]

    def title(self) -> str:
        windows = self.windows()
        return self.do("getwindowname", windows[-1]) if windows else ""

    def picture(self) -> Image:
        from PIL import ImageGrab

        return ImageGrab.grab(xdisplay=self.display).convert("RGB")

    def count(self, hue: tuple[int, int, int], below: int = 0) -> int:
        """Return how many pixels have a hue, of those farther down than so many."""
        import numpy as np

        pixels = np.asarray(self.picture())[below:].astype(int)
        return int((np.abs(pixels - np.array(hue)).sum(axis=2) < TOLERANCE).sum())

    def open_window(self) -> None:
        found: list[str] = []  # a search finds nothing at all where a tooltip goes meanwhile
        wait_until(lambda: self.process.poll() is not None or found.extend(self.windows()) or found, "the window")
        assert self.process.poll() is None, self.log.read_text()
        window = found[-1]
        self.do("windowmove", window, "0", "0")
        self.do("windowsize", window, *map(str, SIZE))
        self.do("windowfocus", window)
        wait_until(lambda: max(self.count(PATH_HUE), self.count(DARK_PATH_HUE)) > 20, "the first picture")

    def end(self, *keys: str) -> int:
        self.do("key", *keys)
        return self.process.wait(PATIENCE)


@pytest.fixture
def start(screen: str, tmp_path: Path) -> Iterator[Callable[..., Program]]:
    started: list[Program] = []

    def start_program(*arguments: str) -> Program:
        environment = {
            **os.environ,
            "DISPLAY": screen,
            "QT_QPA_PLATFORM": "xcb",
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "XDG_DATA_HOME": str(tmp_path / "data"),
        }
        log = tmp_path / "log"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, str(ROOT / "main.py"), *arguments],
                env=environment,
                stdout=stream,
                stderr=stream,
            )
        program = Program(process, screen, environment, log)
        started.append(program)
        program.open_window()
        return program

    yield start_program
    for program in started:
        if program.process.poll() is None:
            program.process.terminate()
            program.process.wait(PATIENCE)


def test_space_walks_down_the_curve_a_key_opens_another_lab_and_closing_leaves_nothing(
    start: Callable[..., Program],
) -> None:
    program = start("--language", "en", "--theme", "light")
    assert "Descent Lab" in program.title()
    before = program.count(PATH_HUE)
    program.do("key", "space")
    wait_until(lambda: program.count(PATH_HUE) > 1.3 * before, "the trail of steps")
    program.do("key", "ctrl+3")
    wait_until(lambda: "Regression" in program.title(), "the lab's name in the title")
    assert program.end("ctrl+q") == 0
    assert program.log.read_text() == ""


def test_language_and_theme_are_taken_from_the_command_line_and_sigterm_closes_the_window(
    start: Callable[..., Program],
) -> None:
    program = start("--language", "zh_CN", "--theme", "dark")
    assert "梯度下降实验室" in program.title()
    assert program.count(DARK_WINDOW) > 10_000
    program.process.terminate()
    assert program.process.wait(PATIENCE) == 0
    assert program.log.read_text() == ""


def test_the_window_closes_in_the_middle_of_a_long_run(start: Callable[..., Program], tmp_path: Path) -> None:
    file = tmp_path / "long.descent.json"
    file.write_text('{"format": "descent-lab", "version": 1, "lab": "regression", "epochs": 1000000}', encoding="utf-8")
    program = start(str(file), "--language", "en", "--theme", "light")
    wait_until(lambda: "long" in program.title(), "the file")
    before = program.count(ACCENT, TIMELINE)
    program.do("key", "End")
    wait_until(
        lambda: program.count(ACCENT, TIMELINE) > before + 100, "the handle of the rows, and the groove behind it"
    )
    assert program.end("ctrl+q") == 0
    assert program.log.read_text() == ""
