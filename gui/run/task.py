"""A long job in a thread of its own that says how far it is, and can be ended early."""

from __future__ import annotations

from itertools import count
from threading import Event
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from model.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.engine.worker import Engine

    Tell: TypeAlias = Callable[[Any], None]
    LongJob: TypeAlias = Callable[[Event, Tell], object]

__all__ = ["Task"]


class _Stop(Event):
    """Set by the one who cancels, or by another event: that of the window that closes."""

    def __init__(self) -> None:
        super().__init__()
        self.closing = Event()

    def is_set(self) -> bool:
        return super().is_set() or self.closing.is_set()


class Task(QObject):
    """One job at a time; a new one takes the place of one that is not done yet.

    Signals
    -------
    progressed(object)
        What the job tells on its way.
    done(object)
        The job's result.
    refused(object)
        The `Message` that says why there is none.
    ended()
        The job is over, in whatever way.
    """

    progressed = Signal(object)
    done = Signal(object)
    refused = Signal(object)
    ended = Signal()
    _told = Signal(int, object)

    _numbers = count(1)

    def __init__(self, engine: Engine, name: tuple[str, str], parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._name = name
        self._number = 0
        self._stop: _Stop | None = None
        self._told.connect(self._on_told)
        engine.jobDone.connect(self._job_done)
        engine.jobFailed.connect(self._job_failed)

    @property
    def running(self) -> bool:
        """Whether a job is under way."""
        return self._stop is not None

    def start(self, job: LongJob) -> None:
        """Begin a job.

        Parameters
        ----------
        job : callable
            Takes an event, at which it looks often and ends early once it is set, and a callable that makes
            `progressed` say something.
        """
        self.cancel()
        stop = self._stop = _Stop()
        number = self._number = next(self._numbers)

        def run(closing: Event) -> object:
            stop.closing = closing
            return None if stop.is_set() else job(stop, lambda what: self._told.emit(number, what))

        self._engine.submit_long(run, (*self._name, number))

    @Slot()
    def cancel(self) -> None:
        """End the job under way; nothing more is heard of it."""
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
    def _job_done(self, tag: Any, result: object) -> None:
        if tag == (*self._name, self._number):
            self._end()
            self.done.emit(result)

    @Slot(object, object)
    def _job_failed(self, tag: Any, reason: object) -> None:
        if tag == (*self._name, self._number):
            self._end()
            if isinstance(reason, Message):
                self.refused.emit(reason)
