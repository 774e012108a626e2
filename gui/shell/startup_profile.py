"""How long each phase of a start takes, up to the first compiled step; then the window closes itself."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from model.engine.runs import why_autograd

if TYPE_CHECKING:
    from gui.shell.window import MainWindow

_PAINTED = "whole window painted"
_START_TIME = 19
"""The place of the start of a process, in ticks since the computer started, after its name in the file; see proc(5)."""


class StartupProfile(QObject):
    """Notes when each phase of a start ends; prints them once there is no further one, and closes the window.

    ``begun`` is when Python had read the command line, on the clock of `time.monotonic`. The ``code`` to end with is 1
    where the first step could not be computed.
    """

    def __init__(self, begun: float) -> None:
        super().__init__()
        self.code = 1
        self._is_finished = False
        self._last_line: str | None = None
        """What stands below the table; None until the run has got so far."""
        self._start = begun if (start := process_start()) is None else start
        self._ends = {"command line read": begun}
        self._after_painting = QTimer(self, singleShot=True, interval=0)
        self._after_painting.timeout.connect(self._end_painted)
        self._end("Qt loaded")

    def _end(self, phase: str) -> None:
        """Note that a phase ends now, if that is not noted yet."""
        self._ends.setdefault(phase, time.monotonic())

    def watch(self, window: MainWindow) -> None:
        """Follow a window that has just been made."""
        self._end("window made")
        self._window = window
        window.installEventFilter(self)
        window.engine.started.connect(self._started)
        for computed in (window.engine.paused, window.engine.finished):
            computed.connect(self._computed)
        for failed in (window.engine.failed, window.engine.jobFailed):
            failed.connect(self._failed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the window being painted for the first time, with all that is in it."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._after_painting.start()
        return False

    @Slot()
    def _end_painted(self) -> None:
        self._end(_PAINTED)
        self._finish_if_painted()

    @Slot(object)
    def _started(self, _run: int) -> None:
        self._end("torch loaded, first step by autograd")

    @Slot(object)
    def _computed(self, run: int) -> None:
        experiment, history = self._window.playback.experiment, self._window.engine.history_of(run)
        if experiment is None or history is None:
            return
        if history.engine == "compiled":
            self._end("first compiled step")
            self._last_line = ""
        elif (reason := why_autograd(experiment)) is not None:
            self._last_line = f"not compiled: {reason}"
        self._finish_if_painted()

    def _finish_if_painted(self) -> None:
        if self._last_line is not None and _PAINTED in self._ends:
            self._finish(self._last_line)

    @Slot(object, object)
    def _failed(self, _what: object, reason: object) -> None:
        self._finish(str(reason), code=1)

    def _finish(self, last_line: str, code: int = 0) -> None:
        """Print the table and close the window."""
        if self._is_finished:
            return
        self._is_finished, self.code = True, code
        lines = [f"{'ms since start':>14} {'ms':>7}  phase"]
        before = self._start
        for phase, end in sorted(self._ends.items(), key=lambda each: each[1]):
            lines.append(f"{1000 * (end - self._start):14.0f} {1000 * (end - before):7.0f}  {phase}")
            before = end
        with contextlib.suppress(OSError):  # which the command line tells
            print(*lines, *filter(None, [last_line]), sep="\n")
        self._window.close()


def process_start() -> float | None:
    """Return when this process was started, on the clock of `time.monotonic`; None where the system does not tell."""
    try:
        stat = Path("/proc/self/stat").read_text(errors="replace")
        ticks = int(stat.rpartition(")")[2].split()[_START_TIME])
        return time.monotonic() - time.clock_gettime(time.CLOCK_BOOTTIME) + ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError):
        return None
