"""One job at a time in a thread of the engine, of which only the newest gives a result."""

from __future__ import annotations

from itertools import count
from threading import Event
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.engine.worker import Engine

    Tell: TypeAlias = Callable[[object], None]
    TaskJob: TypeAlias = Callable[[Event, Tell], object]


class _Stop(Event):
    """Set by `Task.cancel`, or together with the event of a window that closes."""

    def __init__(self) -> None:
        super().__init__()
        self.closing = Event()

    def is_set(self) -> bool:
        return super().is_set() or self.closing.is_set()


class Task(QObject):
    """One job at a time in the engine's thread; a new one takes the place of one that is not done yet.

    A ``long`` job takes more than a moment: it is done in the second thread, beside runs. ``ended`` is emitted when the
    job is over, in whatever way, before ``done`` with its result or ``failed`` with a `Message` or a traceback, which
    the window says too; ``progressed`` with what the job tells on its way.
    """

    progressed = Signal(object)
    ended = Signal()
    done = Signal(object)
    failed = Signal(object)
    _told = Signal(int, object)

    _numbers = count(1)

    def __init__(self, engine: Engine, parent: QObject, *, long: bool = False) -> None:
        super().__init__(parent)
        self._submit = engine.submit_long if long else engine.submit
        self._number = 0
        self._stop: _Stop | None = None
        self._told.connect(self._on_told)
        engine.jobDone.connect(self._job_done)
        engine.jobFailed.connect(self._job_failed)

    @property
    def running(self) -> bool:
        """Whether a job is under way."""
        return self._stop is not None

    def start(self, job: TaskJob) -> None:
        """Begin a job: it takes an event, ends early once that is set, and a callable that emits `progressed`."""
        self.cancel()
        stop = self._stop = _Stop()
        number = self._number = next(self._numbers)

        def run(closing: Event) -> object:
            stop.closing = closing
            return None if stop.is_set() else job(stop, lambda what: self._told.emit(number, what))

        self._submit(run, ("task", number))

    @Slot()
    def cancel(self) -> None:
        """End the job under way, without `done` or `failed`."""
        if self._stop is not None:
            self._stop.set()
            self._end()

    def _end(self) -> None:
        self._stop = None
        self._number = 0
        self.ended.emit()

    @Slot(int, object)
    def _on_told(self, number: int, what: object) -> None:
        if number == self._number:
            self.progressed.emit(what)

    @Slot(object, object)
    def _job_done(self, tag: object, result: object) -> None:
        if tag == ("task", self._number):
            self._end()
            self.done.emit(result)

    @Slot(object, object)
    def _job_failed(self, tag: object, reason: object) -> None:
        if tag == ("task", self._number):
            self._end()
            self.failed.emit(reason)
