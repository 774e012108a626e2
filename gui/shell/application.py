"""The application: made, set up for threads and signals, and run until its window is closed."""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import gc
import os
import signal
import socket
import sys
import threading
from typing import TYPE_CHECKING, NoReturn

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QSocketNotifier,
    QTimer,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from gui.run.settings import Settings
from gui.shell.appearance import Appearance
from gui.shell.rest import Rest
from gui.shell.unexpected_errors import UnexpectedErrors
from model.data.files import sweep
from model.engine.spare_memory import give_back
from model.message import QT_TRANSLATE_NOOP, Message, Refused
from resources import FOLDER
from resources.about import program_version

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from gui.shell.window import MainWindow

_SWITCH_SECONDS = 0.0005
"""For how long the window waits for the interpreter's lock, each time, while another thread computes in Python.

A repaint takes it some hundred times: with Python's default of 5 ms that would be half a second.
"""


_COLLECT_MS, _REST_MS = 250, 1_000
"""How often garbage is looked for, and how often where there was none: each look wakes the processor."""
_REFUSED = 2
"""The exit code of a start that is refused."""
_UNUSABLE = ("minimal", "minimalegl", "vkkhrdisplay")
"""Platforms of Qt that show no text, or no widgets."""


class _Signals(QObject):
    """SIGINT, SIGTERM and SIGHUP: emits ``asked``, that the program is to end."""

    asked = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        names = ("SIGINT", "SIGTERM", "SIGHUP")
        for number in (getattr(signal, name) for name in names if hasattr(signal, name)):
            if signal.getsignal(number) != signal.SIG_IGN:  # as nohup has it
                signal.signal(number, lambda *_: None)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._close)

    @Slot()
    def _close(self) -> None:
        self._reader.recv(64)
        self.asked.emit()


def create_application() -> QApplication:
    """Return the one QApplication, named and in the Fusion style."""
    if os.path.expanduser("~") == "~":
        os.environ["HOME"] = os.sep  # as Qt takes it; a library that typesets formulas cannot do without
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Descent Lab")
    application.setApplicationDisplayName("Descent Lab")
    application.setApplicationVersion(program_version())
    application.setOrganizationName("Descent Lab")
    application.setDesktopFileName("descent-lab")
    application.setStyle("Fusion")
    application.setWindowIcon(QIcon(str(FOLDER / "icons" / "descent_lab.svg")))
    return application


@contextlib.contextmanager
def _refused_by_qt(complain: Callable[[Message], object]) -> Generator[None]:
    """Leave with a sentence where Qt would abort the process as it begins, such as over a platform it does not have."""
    said: list[str] = []

    def take(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if kind == QtMsgType.QtFatalMsg:
            complain(_no_platform(text))
            leave(_REFUSED)
        said.append(text)

    before = qInstallMessageHandler(take)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
    with contextlib.suppress(OSError):
        sys.stderr.writelines(f"{text}\n" for text in said)


def _no_platform(reason: str) -> Message:
    """Return why no window can open: the platform that the user has chosen, or what Qt says."""
    chosen = os.environ.get("QT_QPA_PLATFORM")
    if chosen:
        wrong = QT_TRANSLATE_NOOP("application", "no window can open with QT_QPA_PLATFORM={chosen}; unset it")
        return wrong.fill(chosen=chosen)
    return QT_TRANSLATE_NOOP("application", "no window can open: {reason}").fill(reason=" ".join(reason.split()))


class Collector(QObject):
    """Collects garbage in the window's thread alone: Python would do so in any, and Qt crashes where that deletes."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._settled = False
        self._clock = QTimer(self, interval=_COLLECT_MS)
        self._clock.timeout.connect(self._collect)
        self._clock.start()

    def settle(self) -> None:
        """Begin, passing over what is loaded by now, which stays: torch and the window. For any thread.

        To look at all of it takes a third of a second with the interpreter's lock held.
        """
        gc.freeze()
        self._settled = True

    @Slot()
    def _collect(self) -> None:
        """Collect the generations that Python would: those with more objects, or collections, than its thresholds."""
        counts, most = gc.get_count(), gc.get_threshold()
        over = [generation for generation in range(3) if counts[generation] > most[generation]]
        if self._settled and over:
            gc.collect(over[-1])
        wait = _COLLECT_MS if over else _REST_MS
        if self._clock.interval() != wait:
            self._clock.setInterval(wait)


def make_ready() -> None:
    """Set the interpreter up for a window: threads take turns often, none collects garbage, and imports are quick.

    PySide reads the source of every module that is imported after it, for the sake of its ``__feature__``, which
    nothing here uses: that is a tenth of the time to the first picture, and a sixth of that to load torch.
    """
    gc.disable()
    sys.setswitchinterval(_SWITCH_SECONDS)
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def end_at_once() -> None:
    """Have the process end without destroying what other threads use where a library ends it.

    Xlib does where the X server is gone, in the midst of all that runs.
    """
    if sys.platform.startswith("linux"):
        library = ctypes.CDLL(None)
        if hasattr(library, "on_exit"):  # glibc's
            library.on_exit(library._exit, None)  # which is given the exit code


def leave(code: int) -> NoReturn:
    """End the process where a thread still runs: to destroy it would abort the process."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            stream.flush()
    os._exit(code)


def main(
    file: Path | None,
    lab: str | None,
    language: str | None,
    theme_name: str | None,
    complain: Callable[[Message], object],
    begun: float | None = None,
) -> int:
    """Open the window and run until it is closed; return the exit code.

    ``complain`` is called with what the user should know of the settings, which the window says too. With ``begun`` the
    start is timed by a `StartupProfile`, which closes the window.
    """
    make_ready()
    if sys.platform == "win32":
        import torch  # noqa: F401 - on Windows torch must be loaded before Qt (pytorch issue 166628)
    profile = None
    if begun is not None:
        from gui.shell.startup_profile import StartupProfile

        profile = StartupProfile(begun)
    with _refused_by_qt(complain):
        application = create_application()
    if application.platformName() in _UNUSABLE or not application.screens():
        raise Refused(_no_platform(""))
    appearance = Appearance(application, Settings.of_user())
    appearance.start(language, theme_name)
    errors = UnexpectedErrors(application)
    signals = _Signals(application)

    from gui.shell.recovery import folder_of_user, no_home
    from gui.shell.window import MainWindow
    from gui.widgets.mathematics.typesetter import typesetter

    typesetter.hold()
    sessions = folder_of_user() if profile is None else None  # a window that closes itself may ask nothing
    if profile is None and sessions is None:
        appearance.settings.notes.append(no_home())
    window = MainWindow(appearance, errors, lab, file, sessions)
    signals.asked.connect(window.end)
    if profile is not None:
        profile.watch(window)
    notes = appearance.settings.notes
    for note in notes:
        complain(note)
    said = len(notes)
    window.engine.when_loaded(Collector(application).settle)
    Rest(application).began.connect(lambda: window.engine.submit(lambda _closing: give_back(), "spare memory"))
    appearance.apply_theme()
    window.show()
    end_at_once()
    for folder in window.files.folders():
        threading.Thread(target=sweep, args=(folder,), daemon=True).start()  # a disk may take long to answer, or never
    code = application.exec()
    for note in notes[said:]:
        complain(note)
    if profile is not None:
        code = code or profile.code
    _end(window, code, complain)
    return code


def _end(window: MainWindow, code: int, complain: Callable[[Message], object]) -> None:
    """Keep the session where that is not done, say what cannot be kept, and leave at once where threads still run."""
    is_closed = not window.isVisible()
    if not is_closed:  # the display is gone, and Qt has left its loop
        window.recovery.is_ending = True
        window.recovery.close()
    if window.recovery.unkept is not None:
        complain(window.recovery.unkept)
    if window.thread_outlasted or not is_closed:
        leave(code)
