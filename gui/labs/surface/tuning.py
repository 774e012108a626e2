"""The Fair button: for each runner the learning rate that does best from this start in this budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gui.look.text import translate
from gui.run.task import Task
from model.analysis.leaderboard import lowest_value
from model.message import number_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from gui.labs.surface.controller import SurfaceLab
    from model.analysis.tuning import Tuned, Tuning
    from model.engine.worker import Engine
    from model.experiment import Surface

__all__ = ["FairRace"]

_DIGITS = 3


class FairRace(QObject):
    """Tunes the runners, and says what it found and what it tried."""

    def __init__(self, lab: SurfaceLab, engine: Engine) -> None:
        super().__init__(lab)
        self._lab = lab
        self._tuned: Surface | None = None
        """The race with the rates found; what is said of it holds as long as it is the current one."""
        self._asked: Surface | None = None
        self._goal: float | None = None
        """What the epochs found are counted to, as in the table; None where no lowest value is known."""
        self.found: Tuning | None = None
        self._task = Task(engine, self, long=True)
        self._task.progressed.connect(self._progressed)
        self._task.done.connect(self._done)
        self._task.ended.connect(self.say)
        self._list = lab.controls.runners
        self._list.fairAsked.connect(self._start)
        self._list.fairCancelled.connect(self.stop)

    @Slot()
    def _start(self) -> None:
        lab, race = self._lab, self._lab.document.experiment
        points = lab.facts.points if lab.facts is not None else ()
        goal = lab.standings.goal
        self._goal = None if lowest_value(points) is None else goal
        lab.document.end_gesture()
        self._asked = race

        def job(stop: Event, tell: Callable[[float], None]) -> Tuning | None:
            from model.analysis.tuning import tune  # loads torch

            return tune(race, stop, tell, points=points, tolerance=goal)

        self._task.start(job)
        self._progressed(0.0)

    @Slot()
    def stop(self) -> None:
        """Search no further; the rates stay as they are."""
        self._task.cancel()

    def follow(self) -> None:
        """Search no further for a race that is another by now, and say no more of it."""
        race = self._lab.document.experiment
        if self._task.running and race != self._asked:
            self.stop()
        if self.found is not None and race != self._tuned:
            self.found = None
            self.say()

    @Slot(object)
    def _progressed(self, share: float) -> None:
        text = translate("surface", "Trying learning rates for every runner …")
        self._list.set_fair(share, text)

    @Slot(object)
    def _done(self, found: Tuning | None) -> None:
        if found is None or self._asked is None:
            return
        self.found, self._tuned = found, found.applied_to(self._asked)
        self._lab.document.propose(self._tuned)
        self._lab.runners.show()
        self.say()

    # ---- what is said

    @Slot()
    def say(self) -> None:
        """Say what was searched for, in the language of the window."""
        if self._task.running:
            return
        text = ""
        if self.found is not None:
            text = translate("surface", "Tuned from this start up to epoch {epochs}; rates tried for each: {count}.")
            count = max(len(runner.tried) for runner in self.found.runners)
            text = text.format(epochs=number_text(self.found.epochs), count=number_text(count))
        self._list.set_fair(None, text)

    def notes(self) -> tuple[str, ...]:
        """Return what was found for each runner; nothing where nothing holds."""
        if self.found is None:
            return ()
        counted = self._goal == self._lab.standings.goal
        return tuple(_note(tuned, counted=counted) for tuned in self.found.runners)


def _note(tuned: Tuned, *, counted: bool) -> str:
    """Return what was found for a runner, with its epochs where the table counts to the same goal."""
    low, high = (number_text(tuned.tried[place].rate, _DIGITS) for place in (0, -1))
    if tuned.best is None:
        return translate("surface", "diverges with every rate from {low} to {high}").format(low=low, high=high)
    rate, loss = number_text(tuned.best.rate, _DIGITS), number_text(tuned.best.loss or 0.0, _DIGITS)
    if tuned.best.epochs is None or not counted:
        text = translate("surface", "best of {low} … {high}: η = {rate}, f = {loss} at the end")
    else:
        text = translate("surface", "best of {low} … {high}: η = {rate}, there at epoch {epochs}")
    return text.format(low=low, high=high, rate=rate, loss=loss, epochs=number_text(tuned.best.epochs or 0))
