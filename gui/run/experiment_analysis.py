"""What is worked out about an experiment beside its run: stationary points, exact answers, derivatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.run.task import Task

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.run.lab_run import LabRun
    from model.engine.worker import Engine
    from model.experiment import Experiment

E = TypeVar("E", bound="Experiment")
A = TypeVar("A")

_STALE_MS = 250


class ExperimentAnalysis(QObject, Generic[E, A]):
    """Keeps the analysis of the experiment shown.

    ``key`` returns what the analysis of an experiment depends on; ``analyse`` makes it, in the engine's thread. Emits
    ``changed`` with `found` when it is another, or None for longer than a moment; and ``kept`` with it when another
    experiment is shown for which it still holds.
    """

    changed = Signal(object)
    kept = Signal(object)

    def __init__(self, run: LabRun[E], key: Callable[[E], object], analyse: Callable[[E], A], engine: Engine) -> None:
        super().__init__(run)
        self.found: A | None = None
        """The analysis of the current experiment; None while it is worked out."""
        self._run = run
        self._key = key
        self._analyse = analyse
        self._found_of: object = None
        self._asked: object = None
        self._task = Task(engine, self)
        self._task.ended.connect(self._ended)
        self._task.done.connect(self._done)
        self._clock = QTimer(self, singleShot=True, interval=0)
        self._clock.timeout.connect(self._begin)
        self._stale_clock = QTimer(self, singleShot=True, interval=_STALE_MS)
        self._stale_clock.timeout.connect(self._drop_stale)
        run.experimentShown.connect(self._follow)
        run.activeChanged.connect(self._stale_clock.stop)

    @Slot(object)
    def _follow(self, experiment: E) -> None:
        key = self._key(experiment)
        if key == self._found_of:
            self.kept.emit(self.found)
            return
        self.found = self._found_of = None
        self._stale_clock.start()
        if not self._task.running:  # one at a time; when it is over the newest is begun
            self._clock.start()

    @Slot()
    def _begin(self) -> None:
        """Begin now that the change is painted: two threads that compute share one interpreter's lock."""
        experiment = self._run.experiment
        self._asked = self._key(experiment)
        self._task.start(lambda *_: self._analyse(experiment))

    @Slot()
    def _ended(self) -> None:
        if self._asked != self._key(self._run.experiment):
            self._clock.start()

    @Slot(object)
    def _done(self, found: A) -> None:
        if self._asked != self._key(self._run.experiment):
            return
        self.found, self._found_of = found, self._asked
        self.changed.emit(found)
        self._run.draw()
        self._run.timelineChanged.emit()

    @Slot()
    def _drop_stale(self) -> None:
        """Take away what was true of another experiment; for a moment it may stay, so that a drag does not flicker."""
        if self.found is None:
            self.changed.emit(None)
