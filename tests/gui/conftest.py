"""What the tests of the whole window share: one window at a time, and nothing left of it."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import threading
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from gui.run.settings import Settings
from gui.shell.appearance import Appearance
from gui.shell.application import create_application
from gui.shell.unexpected_errors import UnexpectedErrors
from gui.shell.window import MainWindow
from tests.gui.interaction import settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.plots.base.plot import Plot


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return create_application()


@pytest.fixture(scope="session", autouse=True)
def no_programs_left() -> Iterator[None]:
    """End the processes of programs, which serve all windows, after the last test."""
    yield
    player = sys.modules.get("model.program.child.player")
    if player is not None:
        player.shared_player().close()


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[..., Plot]:
    def show(plot: Plot, width: int = 580, height: int = 380) -> Plot:
        qtbot.addWidget(plot)
        plot.resize(width, height)
        plot.set_texts("Title", "x", "y")
        with qtbot.waitExposed(plot):
            plot.show()
        QApplication.processEvents()
        return plot

    return show


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def make_pipe() -> Iterator[Callable[[Path], None]]:
    """Make pipes into which nobody writes; whoever waits for one all the same finds its end after a while."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("there files are always files")
    waited: list[bool] = []

    def give_up(writer: io.FileIO) -> None:
        waited.append(True)
        writer.close()

    with contextlib.ExitStack() as ends:

        def make(path: Path) -> None:
            os.mkfifo(path)
            writer = io.FileIO(os.open(path, os.O_RDWR | os.O_NONBLOCK))
            ends.callback(writer.close)
            end = threading.Timer(10.0, give_up, (writer,))
            end.start()
            ends.callback(end.cancel)

        yield make
    assert not waited, "a pipe was waited for"


@pytest.fixture
def make_window(qtbot: QtBot, qapp: QApplication, settings: Settings) -> Iterator[Callable[..., MainWindow]]:
    hook = sys.excepthook
    appearance = Appearance(qapp, settings)
    appearance.start("en", "light")
    appearance.apply_theme()
    errors = UnexpectedErrors(qapp)
    windows: list[MainWindow] = []

    def make(lab: str | None = "minimise", **given: Path | None) -> MainWindow:
        window = MainWindow(appearance, errors, lab, **given)
        window.show()
        windows.append(window)
        settle(qtbot, window)
        return window

    yield make
    for window in filter(shiboken6.isValid, windows):
        for lab in window.labs.values():
            lab.document.mark_saved(lab.document.experiment)
        window.close()
        window.engine.shutdown()  # of one that was told to end, too
        window.deleteLater()
    appearance.set_language("en")
    sys.excepthook = hook
    assert errors.dialog is None, "an unexpected error was shown"
    appearance.deleteLater()
    errors.deleteLater()
