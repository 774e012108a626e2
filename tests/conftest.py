"""What all tests share: no screen, no settings of the user, and nothing left behind by a window."""

from __future__ import annotations

import gc
import os
import tempfile
import threading
from typing import TYPE_CHECKING, TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="descent-lab-settings-")

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QObject

settings.register_profile("house", deadline=None, max_examples=100)
settings.load_profile("house")

Kind = TypeVar("Kind", bound="QObject")
PASSING_WIDGETS = ("QTipLabel",)
"""Qt keeps the label of a tooltip for the next one."""


def alive(kind: type[Kind]) -> list[Kind]:
    """Return the Qt objects of one kind that Python knows and C++ has not deleted."""
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
    before = {id(widget) for widget in QApplication.topLevelWidgets()}
    timers = {id(timer) for timer in alive(QTimer) if timer.isActive()}
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    left = [f"thread {thread!r}" for thread in alive(QThread) if thread.isRunning()]
    left += [
        f"timer {timer!r} of {timer.parent()!r}"
        for timer in alive(QTimer)
        if timer.isActive() and id(timer) not in timers
    ]
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
