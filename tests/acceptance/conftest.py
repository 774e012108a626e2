"""A screen of its own for each test of the real program."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

from tests.acceptance.launcher import launcher

SIZE = (1280, 720)


@pytest.fixture(scope="session", autouse=True)
def end_of_the_launcher() -> Iterator[None]:
    yield
    if launcher.cache_info().currsize:
        launcher().close()
        launcher.cache_clear()


@contextmanager
def server(*options: str) -> Iterator[str]:
    """Start an X server; yield its display."""
    reader, writer = os.pipe()
    process = subprocess.Popen(
        # A server begins anew when its last program is gone, as each call of xdotool is at once, and would turn away
        # the program that comes at that moment.
        [
            *("Xvfb", "-noreset", "-displayfd", str(writer), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24"),
            *("-nolisten", "tcp", *options),
        ],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as lines:
        number = lines.readline().strip()
    yield f":{number}"
    process.terminate()
    process.wait()


@pytest.fixture
def screen() -> Iterator[str]:
    with server() as display:
        yield display
