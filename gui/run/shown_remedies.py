"""What would help the run shown: changes that have been tried in the background, each a button's text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.run.task import Task

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from gui.run.descent_shown import DescentShown
    from gui.run.lab_run import LabRun
    from model.analysis.remedies import Remedy
    from model.engine.worker import Engine
    from model.experiment import Descending

_PAUSE_MS = 300
"""Between a change and the search, so that a drag starts none."""


class ShownRemedies(QObject):
    """Finds remedies of the descent shown once its whole run is there.

    ``shown`` returns the descent at the cursor, and ``kind`` the kind of the verdict on it. Emits ``changed`` when
    others are known.
    """

    changed = Signal()

    def __init__(
        self,
        run: LabRun[Any],
        shown: Callable[[], DescentShown | None],
        kind: Callable[[], str],
        engine: Engine,
    ) -> None:
        super().__init__(run)
        self._run = run
        self._shown = shown
        self._kind = kind
        self._of: Descending | None = None
        """The descent whose remedies are known, or looked for."""
        self._found: tuple[Remedy, ...] = ()
        self._task = Task(engine, self, long=True)
        self._task.done.connect(self._take)
        self._clock = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._clock.timeout.connect(self._search)
        run.drawRequested.connect(self._follow)
        run.activeChanged.connect(self._forget)

    def at_cursor(self) -> tuple[Remedy, ...]:
        """Return what would help: on the last row, and wherever the verdict is a warning or worse."""
        shown = self._whole()
        if shown is None or shown.descent != self._of or not self._found:
            return ()
        at_end = 0 < shown.index == len(shown.history) - 1
        return self._found if at_end or self._kind() in ("warn", "bad") else ()

    def _whole(self) -> DescentShown | None:
        """Return the descent shown where its run is computed to the end and is that of the experiment."""
        if self._run.playing is None or self._run.playback.experiment != self._run.experiment:
            return None
        shown = self._shown()
        return None if shown is None or shown.history.stopped is None else shown

    @Slot()
    def _follow(self) -> None:
        """Look for remedies of another descent as soon as it rests."""
        shown = self._whole()
        if shown is None or shown.descent != self._of:
            self._clock.start()

    @Slot()
    def _forget(self) -> None:
        """Look for nothing while the lab is hidden."""
        self._clock.stop()
        if self._task.running:
            self._task.cancel()
            self._of = None

    @Slot()
    def _search(self) -> None:
        shown = self._whole()
        if shown is None or shown.descent == self._of:
            return
        self._of, self._found = shown.descent, ()
        descent, history = shown.descent, shown.history

        def job(stop: Event, _tell: object) -> tuple[Remedy, ...]:
            from model.analysis.remedies import remedies  # loads torch

            return remedies(descent, history, stop)

        self._task.start(job)

    @Slot(object)
    def _take(self, found: tuple[Remedy, ...] | None) -> None:
        self._found = found or ()
        self.changed.emit()
