"""The button Tune all: for each runner the learning rate that does best from this start in this budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.look.text import translate
from gui.run.task import Task
from model.analysis.leaderboard import lowest_value
from model.message import number_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from gui.labs.surface.analysis import Analysis
    from gui.labs.surface.view import SurfaceControls
    from gui.run.lab_run import LabRun
    from model.analysis.tuning import Tuned, Tuning
    from model.engine.worker import Engine
    from model.experiment import Surface

_DIGITS = 3


class RaceTuning(QObject):
    """Tunes all runners when the button in their list is pressed, and writes there what was tried and found.

    Emits ``notesChanged`` when `notes` returns others.
    """

    notesChanged = Signal()

    def __init__(self, run: LabRun[Surface], engine: Engine, controls: SurfaceControls, analysis: Analysis) -> None:
        super().__init__(run)
        self._run = run
        self._goal = controls.goal
        self._analysis = analysis
        self._tuned: Surface | None = None
        """The race with the rates found; what is written of it holds as long as it is the current one."""
        self._asked: Surface | None = None
        self._goal_then: float | None = None
        """What the epochs found are counted to, as in the table; None where no lowest value is known."""
        self.found: Tuning | None = None
        """What was found for the current race."""
        self._task = Task(engine, self, long=True)
        self._task.progressed.connect(self._progressed)
        self._task.done.connect(self._done)
        self._task.ended.connect(self.say)
        self._list = controls.runners
        self._list.tuningAsked.connect(self._start)
        self._list.tuningCancelled.connect(self._task.cancel)
        run.experimentShown.connect(self._follow)
        run.activeChanged.connect(self._task.cancel)

    @Slot()
    def _start(self) -> None:
        race, goal = self._run.experiment, self._goal.value()
        points = () if self._analysis.found is None else self._analysis.found.points
        self._goal_then = None if lowest_value(points) is None else goal
        self._run.document.end_gesture()
        self._asked = race

        def job(stop: Event, report: Callable[[float], None]) -> Tuning | None:
            from model.analysis.tuning import tune  # loads torch

            return tune(race, stop, report, points=points, tolerance=goal)

        self._task.start(job)
        self._progressed(0.0)

    @Slot(object)
    def _follow(self, race: Surface) -> None:
        """Stop the search, and drop what was found, once another race is shown."""
        if race != self._asked:
            self._task.cancel()
        if self.found is not None and race != self._tuned:
            self.found = None
            self.say()

    @Slot(object)
    def _progressed(self, share: float) -> None:
        self._list.set_tuning(share, translate("surface", "Trying learning rates for every runner …"))

    @Slot(object)
    def _done(self, found: Tuning | None) -> None:
        if found is None or self._asked is None:
            return
        self.found, self._tuned = found, found.applied_to(self._asked)
        self._run.document.propose(self._tuned)
        self.notesChanged.emit()
        self.say()

    # ---- what is written

    @Slot()
    def say(self) -> None:
        """Write what was searched for, in the language of the window."""
        if self._task.running:
            return
        text = ""
        if self.found is not None:
            text = translate("surface", "Tuned from this start up to epoch {epochs}.")
            text = text.format(epochs=number_text(self.found.epochs))
        self._list.set_tuning(None, text)

    def notes(self) -> tuple[str, ...]:
        """Return what was found for each runner; empty if that was another race."""
        if self.found is None:
            return ()
        counted = self._goal_then == self._goal.value()
        return tuple(_note(tuned, counted=counted) for tuned in self.found.runners)


def _note(tuned: Tuned, *, counted: bool) -> str:
    """Return what was found for a runner, with its epochs where the table counts to the same goal."""
    low, high = (number_text(tuned.tried[index].rate, _DIGITS) for index in (0, -1))
    tried = {"count": number_text(len(tuned.tried)), "low": low, "high": high}
    if tuned.best is None:
        return translate("surface", "diverges with each of {count} rates from {low} to {high}").format(**tried)
    rate, loss = number_text(tuned.best.rate, _DIGITS), number_text(tuned.best.loss or 0.0, _DIGITS)
    if tuned.best.epochs is None or not counted:
        text = translate("surface", "best η of {count} tried between {low} and {high}: {rate}, f = {loss} at the end")
    else:
        text = translate(
            "surface", "best η of {count} tried between {low} and {high}: {rate}, reached at epoch {epochs}"
        )
    return text.format(**tried, rate=rate, loss=loss, epochs=number_text(tuned.best.epochs or 0))
