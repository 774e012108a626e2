"""The application: theme, language, fonts, and what happens to an unexpected error."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QObject,
    QSettings,
    QSocketNotifier,
    Qt,
    QTranslator,
    Slot,
)
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import QApplication

from gui.look.text import retranslate_all
from gui.look.theme import palette, stylesheet, theme
from gui.shell.error_dialog import ErrorDialog
from resources import FOLDER

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

__all__ = ["LANGUAGES", "Appearance", "main", "make_ready", "settle"]

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
_BASE_POINT_PIXELS = 13
_SWITCH_SECONDS = 0.0005
"""For how long the window waits for the interpreter's lock, each time, while another thread computes in Python.

A repaint wants it some hundred times; with Python's own 5 ms it stands still for half a second.
"""


class Appearance(QObject):
    """Language, theme and text size of the whole application, remembered between starts."""

    def __init__(self, application: QApplication, settings: QSettings) -> None:
        super().__init__(application)
        self._application = application
        self.settings = settings
        self._translators: list[QTranslator] = []
        self.language = "en"
        theme.reduced_motion = bool(settings.value("reduced_motion", False, type=bool))

    def start(self, language: str | None, theme_name: str | None) -> None:
        """Apply what the command line asks, else what was remembered, else what the system says."""
        self.set_language(language or self.settings.value("language") or _system_language(), remember=False)
        theme.set_scale(float(self.settings.value("scale", 1.0)))
        theme.set(theme_name or str(self.settings.value("theme") or _system_theme()))

    def set_language(self, language: str, *, remember: bool = True) -> None:
        """Show everything in ``language``, a key of `LANGUAGES`, from now on."""
        language = language if language in LANGUAGES else "en"
        for translator in self._translators:
            self._application.removeTranslator(translator)
        self._translators.clear()
        self.language = language
        folders = [
            (f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
            (f"descent_lab_{language}", str(FOLDER / "translations")),
        ]
        for name, folder in folders:
            translator = QTranslator(self)
            if translator.load(name, folder):
                self._application.installTranslator(translator)
                self._translators.append(translator)
        QLocale.setDefault(QLocale(QLocale.Language.C))
        if remember:
            self.settings.setValue("language", language)
        retranslate_all()

    def set_theme(self, name: str) -> None:
        """Show everything in the "light" or "dark" theme from now on."""
        self.settings.setValue("theme", name)
        theme.set(name)

    def set_scale(self, scale: float) -> None:
        """Set the size of all text: 1, or 1.5 for the back row."""
        self.settings.setValue("scale", scale)
        theme.set_scale(scale)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Do without animations."""
        theme.reduced_motion = reduced
        self.settings.setValue("reduced_motion", reduced)

    @Slot()
    def dress(self) -> None:
        """Apply the theme, now and when it changes: once the window is built, whose building it would slow."""
        theme.changed.connect(self.dress, Qt.ConnectionType.UniqueConnection)
        font = QFont(self._application.font())
        font.setPixelSize(round(_BASE_POINT_PIXELS * theme.scale))
        self._application.setFont(font)
        self._application.setPalette(palette(theme.tokens))
        self._application.setStyleSheet(stylesheet(theme.tokens, theme.scale))


def _system_language() -> str:
    for name in QLocale.system().uiLanguages():
        if name.replace("_", "-").lower().startswith("zh"):
            return "zh_CN"
        if name.lower().startswith("en"):
            return "en"
    return "en"


def _system_theme() -> str:
    return "dark" if QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


class UnexpectedErrors(QObject):
    """Shows an unexpected error with its details to copy, and lets the program go on."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._shown: set[str] = set()
        self.dialog: ErrorDialog | None = None
        sys.excepthook = self.caught

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Take the place of `sys.excepthook`."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self.show("".join(traceback.format_exception(kind, error, trace)))

    @Slot(str)
    def show(self, details: str) -> None:
        """Show ``details`` once; an error that comes with every frame must not fill the screen."""
        sys.stderr.write(details)
        if details in self._shown or self.dialog is not None:
            return
        self._shown.add(details)
        self.dialog = ErrorDialog(details, QApplication.activeWindow())
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    @Slot(int)
    def _closed(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None


class _Signals(QObject):
    """SIGINT and SIGTERM close the window as its button does."""

    def __init__(self, application: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._application = application
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._came)

    @Slot()
    def _came(self) -> None:
        self._reader.recv(64)
        self._application.closeAllWindows()


def create_application() -> QApplication:
    """Return the one QApplication, named and in the Fusion style."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Descent Lab")
    application.setApplicationDisplayName("Descent Lab")
    application.setOrganizationName("Descent Lab")
    application.setDesktopFileName("descent-lab")
    application.setStyle("Fusion")
    application.setWindowIcon(QIcon(str(FOLDER / "icons" / "descent_lab.svg")))
    return application


def user_settings() -> QSettings:
    """Return where the window's state is remembered."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Descent Lab", "descent-lab")


def make_ready() -> None:
    """Set the interpreter up for a window: threads take turns often, and nothing is collected until `settle`."""
    gc.disable()
    sys.setswitchinterval(_SWITCH_SECONDS)


def settle() -> None:
    """Let collections pass over what is loaded by now, which stays: torch and the window.

    To look at all of it takes a third of a second with the interpreter's lock held.
    """
    gc.freeze()
    gc.enable()


def main(
    file: Path | None = None,
    lab: str | None = None,
    language: str | None = None,
    theme_name: str | None = None,
) -> int:
    """Open the window and run until it is closed.

    Returns
    -------
    int
        The exit code.
    """
    if sys.platform == "win32":
        import torch  # noqa: F401 - on Windows torch must be loaded before Qt (pytorch issue 166628)
    make_ready()
    application = create_application()
    appearance = Appearance(application, user_settings())
    appearance.start(language, theme_name)
    errors = UnexpectedErrors(application)
    _Signals(application, application)

    from gui.shell.window import MainWindow
    from gui.widgets.glyphs import postpone_glyphs

    postpone_glyphs()
    window = MainWindow(appearance, errors, lab)
    window.engine.when_loaded(settle)
    window.open_at_start(file)
    appearance.dress()
    window.show()
    code = application.exec()
    if window.thread_outlasted:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # destroying a running QThread aborts the process
    return code
