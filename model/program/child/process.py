"""The process of a program as the one that started it sees it: started, given a program, listened to, ended."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

from model.message import QT_TRANSLATE_NOOP, Message
from model.program.child import channel
from model.program.child.channel import Begin, Begun, Ended, Failure, Garbled, Ready, Report
from model.program.child.walls_outside import guard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Self

    from model.program.child.fork_server import Forked, ForkServer

_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",  # sets of texts have the same order in every run
    "CUDA_VISIBLE_DEVICES": "",  # programs run on the processor
    **dict.fromkeys(("MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"),
}
_TO_WARM, _TO_READ, _TO_END = 120.0, 10.0, 1.0
"""Seconds that the process may take to get ready, to read a program, and to end once it has closed its pipe."""
_LONGEST = 200_000
"""Letters of a program; of a longer one no more is needed to refuse it."""
_FIRST_OF_WINDOWS = 0xC0000000
"""From this exit code on Windows itself has ended a process."""
_MOST = 64 << 20
"""Bytes of all reports: more than a program may print, be it one letter at a time."""

_STOPPED = QT_TRANSLATE_NOOP("program", "The program was stopped.")
_NOT_READY = QT_TRANSLATE_NOOP("program", "The program was not begun: its process was not ready in time.")
_NOT_READ = QT_TRANSLATE_NOOP("program", "The program was not begun: to read it took too long.")
_TOO_MUCH = QT_TRANSLATE_NOOP("program", "The program was ended: it printed too much.")
_GARBLED = QT_TRANSLATE_NOOP("program", "The program was ended: its process reported what makes no sense.")
_KILLED = QT_TRANSLATE_NOOP("program", "The program was ended by the system, most likely because memory ran out.")
_BROKE = QT_TRANSLATE_NOOP("program", "The program was ended: what it called in PyTorch or NumPy broke down.")
_DIED = QT_TRANSLATE_NOOP("program", "The process of the program ended by itself ({code}).")


def environment() -> dict[str, str]:
    """Return the environment of a process that is to run programs."""
    return {**os.environ, **_ENVIRONMENT}


class Child:
    """A process that gets ready and then runs one program.

    It ends with the process that has started it; on Linux with the thread. ``release`` is called once it has ended.
    """

    def __init__(self, process: subprocess.Popen[bytes] | Forked, release: Callable[[], None]) -> None:
        self._process, self._release = process, release
        assert process.stdin is not None
        assert process.stdout is not None
        self._orders, self._answers = process.stdin, process.stdout
        self.is_ready = False
        """Whether a program begins at once; may be read at any time."""
        self._order: Begin | None = None
        self._deadline: tuple[float, Message] | None = None
        self._ending: Message | None = None
        """Why the process is ended from here."""
        self._reports: queue.SimpleQueue[Report] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="reports of the program", daemon=True)
        self._reader.start()

    @classmethod
    def start(cls, command: Sequence[str]) -> Self:
        """Start a process by its command."""
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nothing, env=environment())
        return cls(process, guard(process))

    @classmethod
    def fork(cls, server: ForkServer) -> Self:
        """Fork a process of a server."""
        process = server.fork()
        return cls(process, process.close)

    @property
    def has_ended(self) -> bool:
        """Whether the process is no more."""
        return not self._reader.is_alive()

    @property
    def is_waiting(self) -> bool:
        """Whether it has a program that is not begun, in whose place another can be put."""
        return self._order is not None and self._ending is None and not self.has_ended

    def begin(self, text: str, seed: int, watched: int = 0, *, tells_all: bool = False, draws: bool = False) -> None:
        """Give the process its program, now or when `reports` is called and the process is ready."""
        self._order = Begin(channel.sendable(text[:_LONGEST]), seed, watched, tells_all, draws)
        self._deadline = time.monotonic() + _TO_WARM, _NOT_READY
        self._send()

    def ask(self, question: channel.Question) -> None:
        """Ask about the program, once it has ended."""
        with contextlib.suppress(OSError, ValueError):  # where the process has ended meanwhile
            channel.send(self._orders, question)

    def reports(self, wait: float = 0.0) -> list[Report]:
        """Return what has come; where that is nothing wait for it, so many seconds at the most.

        There is always an `Ended`, however the process ends; what was asked for after it may lack where it has.
        """
        if self._deadline is not None and time.monotonic() > self._deadline[0]:
            self._end(self._deadline[1])
        found: list[Report] = []
        with contextlib.suppress(queue.Empty):
            found.append(self._reports.get(timeout=wait) if wait else self._reports.get_nowait())
            while True:
                found.append(self._reports.get_nowait())
        if any(isinstance(report, Begun) for report in found):
            self._deadline = None
        self._send()
        return found

    def _send(self) -> None:
        if self.is_ready and self._order is not None:
            order, self._order = self._order, None
            self._deadline = time.monotonic() + _TO_READ, _NOT_READ
            with contextlib.suppress(OSError):  # where the process has ended meanwhile
                channel.send(self._orders, order)

    def stop(self) -> None:
        """End the process, whatever it does; what it reported until then can still be read.

        It runs no further, but may need a second to give back gigabytes; the last report comes after that.
        """
        self._end(_STOPPED)

    def wait(self) -> None:
        """Wait until the process that was stopped is gone."""
        self._reader.join()

    def _end(self, why: Message) -> None:
        self._ending = self._ending or why
        self._process.kill()

    def _read(self) -> None:
        """Hand on the reports, up to the end of the process."""
        room, has_ended = _MOST, False
        try:
            while (data := channel.receive(self._answers)) is not None:
                room -= len(data)
                if room < 0:
                    self._end(_TOO_MUCH)
                    break
                report = channel.report_in(data)
                self.is_ready |= isinstance(report, Ready)
                has_ended |= isinstance(report, Ended)
                self._reports.put(report)
            if not has_ended:
                self._process.wait(_TO_END)
        except (Garbled, subprocess.TimeoutExpired):  # the latter where it has closed its pipe and goes on
            self._end(_GARBLED)
        self._process.kill()
        code = self._process.wait()
        self._release()
        self._orders.close()
        self._answers.close()
        if not has_ended:
            self._reports.put(Ended(Failure("failed", self._ending or _cause(code))))


def _cause(code: int) -> Message:
    """Return why a process ended by itself, as far as its exit code tells."""
    if sys.platform != "win32" and code == -signal.SIGKILL:
        return _KILLED
    return _BROKE if code < 0 or code >= _FIRST_OF_WINDOWS else _DIED.fill(code=code)
