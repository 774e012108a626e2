"""What all tests share: no screen, no settings of the user, and nothing left behind by a window."""

from __future__ import annotations

import gc
import os
import tempfile
import threading
from typing import TYPE_CHECKING, Any, TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import settings
from pytestqt.qtbot import QtBot

from tests.visited.functions import count_visits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtCore import QObject

count_visits()  # does nothing unless it is asked for: see tests/visited
settings.register_profile("house", deadline=None, max_examples=100)
settings.load_profile("house")

PATIENCE = 120_000
"""Milliseconds that a test waits for what must come: far more than it takes even where all else is slow."""
Kind = TypeVar("Kind", bound="QObject")
PASSING_WIDGETS = ("QTipLabel",)
"""Qt keeps the label of a tooltip for the next one."""


class PatientBot(QtBot):
    """Waits so long that a test fails by what it sees, and never because the machine is busy."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **options: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **options)

    def waitExposed(self, widget: Any, *, timeout: int = PATIENCE) -> Any:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


def pytest_configure(config: pytest.Config) -> None:
    """Keep away from the user's settings, and leave nothing in the folder for what is temporary."""
    folder = tempfile.TemporaryDirectory(prefix="descent-lab-settings-")
    os.environ["XDG_CONFIG_HOME"] = folder.name
    config.add_cleanup(folder.cleanup)


def alive(kind: type[Kind]) -> list[Kind]:
    """Return the Qt objects of one kind, made since `gc.freeze`, that Python knows and C++ has not deleted."""
    import shiboken6

    return [item for item in gc.get_objects() if issubclass(type(item), kind) and shiboken6.isValid(item)]


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test of the window that leaves a thread running, a timer ticking or a window open."""
    if not {"qtbot", "qapp"} & set(request.fixturenames):
        yield
        return
    from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
    from PySide6.QtWidgets import QApplication

    request.getfixturevalue("qapp")
    gc.freeze()  # what is there already, torch with a million objects, need not be searched when the test is over
    before = {id(widget) for widget in QApplication.topLevelWidgets()}
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    left = [f"thread {thread!r}" for thread in alive(QThread) if thread.isRunning()]
    left += [f"timer {timer!r} of {timer.parent()!r}" for timer in alive(QTimer) if timer.isActive()]
    left += [
        f"window {widget!r}"
        for widget in QApplication.topLevelWidgets()
        if id(widget) not in before and type(widget).__name__ not in PASSING_WIDGETS
    ]
    if left:
        pytest.fail("left behind: " + ", ".join(left))


def pytest_sessionfinish() -> None:
    """Let what is still being compiled for a closed window end: torch does not bear a thread cut off at exit."""
    for thread in threading.enumerate():
        if thread.name == "compiler":
            thread.join(60)
