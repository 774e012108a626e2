"""The Hessian at the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.run.task import Task

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.run.lab_run import LabRun
    from model.analysis.exact import Curvature
    from model.engine.worker import Engine
    from model.experiment import Regression


class LocalCurvature(QObject):
    """Finds the Hessian at the cursor: it tells a minimum from a saddle where there is no exact answer.

    Emits ``found`` once the Hessian of the row last asked for is there.
    """

    found = Signal()

    def __init__(self, run: LabRun[Regression], engine: Engine) -> None:
        super().__init__(run)
        self._run = run
        self._asked: tuple[int, int] | None = None
        """The number of the run and the step of the row."""
        self._known_at: tuple[int, int] | None = None
        self._curvature: Curvature | None = None
        self._task = Task(engine, self)
        self._task.done.connect(self._take)

    def at_cursor(self) -> Curvature | None:
        """Return the Hessian at the cursor; None while it is not known."""
        return self._curvature if self._known_at == self._cursor() else None

    def ask(self, values: Mapping[str, float]) -> None:
        """Have the Hessian found at the cursor, where the parameters have these values."""
        if self._asked == self._cursor():
            return
        self._asked = self._cursor()
        experiment = self._run.experiment

        def job(*_: object) -> Curvature | None:
            from model.analysis.exact import local_hessian  # loads torch

            return local_hessian(experiment, values)

        self._task.start(job)

    def _cursor(self) -> tuple[int, int]:
        return self._run.playback.run, self._run.playback.cursor

    @Slot(object)
    def _take(self, curvature: Curvature | None) -> None:
        self._known_at, self._curvature = self._asked, curvature
        self.found.emit()
