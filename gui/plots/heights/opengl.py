"""Whether the 3-D view can be shown here, found out by a process that tries it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Literal, TypeAlias

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from resources import own_command

Problem: TypeAlias = Literal["screen", "package", "context"]

_WITHOUT_SCREEN = ("offscreen", "minimal", "vnc", "linuxfb")
"""Platforms of Qt that have no OpenGL for widgets."""
_SOFTWARE = ("llvmpipe", "softpipe", "swrast", "software", "swiftshader")
"""Names of renderers that draw without a graphics card."""
_LONGEST_MS = 15_000


class _OpenGL(QObject):
    """Asks once, when first told to; emits ``answered`` when it is known whether there is OpenGL."""

    answered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._renderer: str | None = None
        """The name of the renderer, empty where there is none; None while that is not known."""
        self._child: QProcess | None = None
        self._patience = QTimer(self, singleShot=True, interval=_LONGEST_MS)
        self._patience.timeout.connect(self.stop)

    @property
    def is_known(self) -> bool:
        """Whether it is known if there is OpenGL, and need not be asked for."""
        return self._renderer is not None or self.problem is not None

    @property
    def problem(self) -> Problem | None:
        """What is missing, as far as is known."""
        if QGuiApplication.platformName() in _WITHOUT_SCREEN:
            return "screen"
        if find_spec("OpenGL") is None:
            return "package"
        return "context" if self._renderer == "" else None

    @property
    def is_software(self) -> bool:
        """Whether a program draws in the place of a graphics card."""
        return any(name in (self._renderer or "").lower() for name in _SOFTWARE)

    def ask(self) -> None:
        """Find out, beside the program, unless it is known or being found out."""
        if self.is_known or self._child is not None:
            return
        self._child = QProcess(self)
        self._child.setStandardErrorFile(QProcess.nullDevice())
        self._child.finished.connect(self._take_answer)
        self._child.errorOccurred.connect(self._take_error)
        program, *arguments = own_command("--probe-3d")
        self._child.start(program, arguments)
        self._patience.start()
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self.stop)

    @Slot()
    def stop(self) -> None:
        """End the process that finds out, where it still runs."""
        if self._child is not None:
            self._child.kill()
            self._child.waitForFinished(1_000)

    @Slot(int, QProcess.ExitStatus)
    def _take_answer(self, code: int, status: QProcess.ExitStatus) -> None:
        assert self._child is not None
        works = status == QProcess.ExitStatus.NormalExit and code == 0
        self._end(bytes(self._child.readAllStandardOutput().data()).decode(errors="replace").strip() if works else "")

    @Slot(QProcess.ProcessError)
    def _take_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end("")

    def _end(self, renderer: str) -> None:
        self._patience.stop()
        if self._child is not None:
            self._child.deleteLater()
            self._child = None
        self._renderer = renderer
        self.answered.emit()


opengl = _OpenGL()
