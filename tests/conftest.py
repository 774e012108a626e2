"""What all tests share: no screen, no settings of the user, and nothing left behind by a window."""

from __future__ import annotations

import gc
import os
import tempfile
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={Path(__file__).with_name('screen.json')}")

import pytest
from hypothesis import settings

from tests.patience import PatientBot
from tests.visited.functions import count_visits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

count_visits()  # does nothing unless it is asked for: see tests/visited
settings.register_profile("gate", deadline=None, max_examples=100, derandomize=True)
settings.register_profile("long", deadline=None, max_examples=2_000)  # for pytest --hypothesis-profile=long
settings.load_profile("gate")

Kind = TypeVar("Kind", bound="QObject")
PASSING_WIDGETS = {"QTipLabel", "qtooltip_label"}
"""Qt keeps the label of a tooltip for the next one."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Run the tests of one file in this process: others would take longer to begin, and a debugger could not stop.

    All tests run in one process more than there are cores, as many of them wait for a process or a clock.
    """
    files = {str(each).partition("::")[0] for each in config.args}
    return 0 if len(files) == 1 and Path(files.pop()).is_file() else 1 + (os.cpu_count() or 1)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave of a test that is marked ``sampled(every=k)`` every k-th example, unless all are wanted."""
    if wants_all(config):
        return
    seen: Counter[str] = Counter()
    left_out: list[pytest.Item] = []
    for item in items:
        mark = item.get_closest_marker("sampled")
        if mark is not None:
            test = item.nodeid.partition("[")[0]
            if seen[test] % mark.kwargs["every"]:
                left_out.append(item)
            seen[test] += 1
    if left_out:
        out = set(left_out)
        items[:] = [item for item in items if item not in out]
        config.hook.pytest_deselected(items=left_out)


def wants_all(config: pytest.Config) -> bool:
    """Tell whether all examples are wanted and not a sample of them, as with ``--hypothesis-profile=long``."""
    return config.getoption("--hypothesis-profile") == "long"


@pytest.fixture(scope="session")
def is_long(request: pytest.FixtureRequest) -> bool:
    """Whether all examples are wanted and not a sample of them."""
    return wants_all(request.config)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


def pytest_configure(config: pytest.Config) -> None:
    """Keep away from the user's settings and sessions, and leave nothing in the folder for what is temporary.

    Each process of the tests has a folder of its own. Garbage is looked for seldom: with PyTorch and SymPy there are
    two million objects to be searched, which took a fifth of the time of some tests.
    """
    gc.set_threshold(10_000, 10, 10)
    folder = tempfile.TemporaryDirectory(prefix="descent-lab-settings-")
    os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = folder.name
    config.add_cleanup(folder.cleanup)


def alive(kind: type[Kind]) -> list[Kind]:
    """Return the Qt objects of one kind, made since `gc.freeze`, that Python knows and C++ has not deleted."""
    import shiboken6

    return [item for item in gc.get_objects() if issubclass(type(item), kind) and shiboken6.isValid(item)]


def address(item: QObject) -> int:
    """Return what tells an object of Qt from others: Python's own object for it comes and goes."""
    import shiboken6

    return shiboken6.getCppPointer(item)[0]


def owners(widget: QWidget) -> set[int]:
    """Return a widget and all that it is deleted with, by their addresses."""
    found: set[int] = set()
    item: QObject | None = widget
    while item is not None:
        found.add(address(item))
        item = item.parent()
    return found


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test of the window that leaves a thread running, a timer ticking or a window open."""
    if not {"qtbot", "qapp"} & set(request.fixturenames):
        yield
        return
    from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
    from PySide6.QtWidgets import QApplication

    request.getfixturevalue("qapp")
    gc.collect()  # what tests without a window left as garbage would be kept for ever
    gc.freeze()  # what is there already, torch with a million objects, need not be searched when the test is over
    gc.disable()  # in another thread than the window's it would delete Qt's objects there: the program does the same
    before = {address(widget) for widget in QApplication.topLevelWidgets()}
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    gc.enable()
    left = [f"thread {thread!r}" for thread in alive(QThread) if thread.isRunning()]
    left += [f"timer {timer!r} of {timer.parent()!r}" for timer in alive(QTimer) if timer.isActive()]
    left += [
        f"window {widget!r}"
        for widget in QApplication.topLevelWidgets()
        # A menu made in this test goes with its window, which may serve a whole file of tests.
        if not owners(widget) & before and not {type(widget).__name__, widget.objectName()} & PASSING_WIDGETS
    ]
    if left:
        pytest.fail("left behind: " + ", ".join(left))


def pytest_sessionfinish() -> None:
    """Let what is still being compiled for a closed window end: torch does not bear a thread cut off at exit."""
    for thread in threading.enumerate():
        if thread.name == "compiler":
            thread.join(60)
