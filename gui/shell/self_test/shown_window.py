"""The window of the checks, and what is seen in pictures."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from model.message import QT_TRANSLATE_NOOP, Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QImage

    from gui.widgets.mathematics.equation_view import EquationView
    from model.experiment import Experiment

_LEAST_INK = 0.002
"""The least share of a picture that differs from its ground."""
_PATIENCE = 30.0
_EXPLAIN = 2
"""The page of the side panel that holds the formulas of a step."""


class ShownWindow:
    """The window on a platform without a display."""

    def __init__(self, folder: Path, language: str) -> None:
        from gui.run.settings import Settings
        from gui.shell.appearance import Appearance
        from gui.shell.application import create_application
        from gui.shell.unexpected_errors import UnexpectedErrors
        from gui.shell.window import MainWindow

        self._closed = self._have_ended = False
        self._hook = sys.excepthook
        application = create_application()
        self._appearance = Appearance(application, Settings(folder / "window.ini"))
        self._appearance.start(language, "light")
        self._appearance.apply_theme()
        self._errors = UnexpectedErrors(application)
        self.window = MainWindow(self._appearance, self._errors)
        self.window.stage.panel.setCurrentIndex(_EXPLAIN)
        self.window.show()

    def _has_run(self) -> bool:
        return self.window.playback.history is not None and not self.window.playback.is_replaying

    def wait(self, condition: Callable[[], object]) -> None:
        """Handle events until something is true."""
        from PySide6.QtWidgets import QApplication, QPlainTextEdit

        deadline = time.monotonic() + _PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise Refused(QT_TRANSLATE_NOOP("self_test", "not done after {seconds} s"), seconds=_PATIENCE)
            QApplication.processEvents()
            time.sleep(0.005)
            if self._errors.dialog is not None:
                details = self._errors.dialog.findChildren(QPlainTextEdit)[0].toPlainText()
                self._errors.dialog.close()
                raise RuntimeError(details.strip().splitlines()[-1])

    def show_step(self, experiment: Experiment, row: int) -> list[EquationView]:
        """Show a step of an experiment with all that explains it; return the equations that are shown."""
        from gui.widgets.mathematics.equation_view import EquationView
        from gui.widgets.mathematics.typesetter import typesetter

        self.wait(self._has_run)
        self.window.open_experiment(experiment)
        self.wait(self._has_run)
        self.window.playback.seek(row)

        def shown() -> list[EquationView]:
            views = self.window.findChildren(EquationView)
            return [view for view in views if view.isVisible() and view.accessibleName()]

        def is_done() -> bool:
            done = self.window.playback.cursor == row and not typesetter.is_busy()
            return done and bool(shown()) and all(view.lines for view in shown())

        self.wait(is_done)
        return shown()

    def close(self) -> bool:
        """Close the window, if that is not done; return whether its threads have ended."""
        from PySide6.QtCore import QCoreApplication, QEvent

        if not self._closed:
            self._closed = True
            self.window.close()
            sys.excepthook = self._hook
            self._have_ended = not self.window.thread_outlasted
            if self._have_ended:
                for item in (self.window, self._appearance, self._errors):
                    item.deleteLater()
                QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        return self._have_ended


def inked(picture: QImage) -> None:
    """Refuse a picture that is blank."""
    import numpy as np

    pixels = np.frombuffer(picture.convertToFormat(picture.Format.Format_RGB32).constBits() or b"", np.uint32)
    if pixels.size == 0 or 1 - np.unique(pixels, return_counts=True)[1].max() / pixels.size < _LEAST_INK:
        raise Refused(QT_TRANSLATE_NOOP("self_test", "the picture is blank"))
