"""The ruler under the slider: what the selected runner comes to at other learning rates, from this start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from gui.plots.base.map_items import GhostPath
from gui.run.task import Task
from gui.widgets.fields.rate_scan_strip import RateCell
from model.message import number_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from gui.labs.surface.controller import SurfaceLab
    from model.analysis.rate_scan import Ghost, RateScan
    from model.engine.worker import Engine
    from model.experiment import SurfaceRun

__all__ = ["RatesOfRunner"]

_PAUSE_MS = 60
"""From a change to the trial of the rates, and from one trial to the next while a hand changes more."""


class RatesOfRunner(QObject):
    """Tries the rates of the slider, again and again while a hand moves, and shows their paths under the pointer."""

    def __init__(self, lab: SurfaceLab, engine: Engine) -> None:
        super().__init__(lab)
        self._lab = lab
        self._wanted: SurfaceRun | None = None
        """The run whose rates are to be shown; its own rate does not matter …"""
        self._tried: SurfaceRun | None = None
        """… and that whose rates are shown, or on their way."""
        self.found: RateScan | None = None
        self._task = Task(engine, self, long=True)
        self._task.progressed.connect(self._take)
        self._task.done.connect(self._take)
        self._task.ended.connect(self._ended)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(_PAUSE_MS)
        self._clock.timeout.connect(self._try)
        ruler = self._ruler = lab.controls.ruler
        ruler.rateDragged.connect(self._dragged)
        ruler.rateChosen.connect(self._chosen)
        ruler.rateHovered.connect(self._hovered)

    def stop(self) -> None:
        """Try no more while the lab is not shown."""
        self._clock.stop()
        if self._wanted != self._tried or self._task.running:
            self._wanted = self._tried = None
        self._task.cancel()

    def follow(self) -> None:
        """Try the rates of the runner selected, where they are others than those that are there."""
        run = self._lab.descending()
        self._ruler.set_rate(run.optimizer.learning_rate)
        run = run.at_rate(1.0)
        if run == self._wanted or self._lab.facts is None:
            return
        self._wanted = run
        # What is under way is not given up: while a hand moves something is to be seen.
        if not self._task.running and not self._clock.isActive():
            self._clock.start()

    @Slot()
    def _try(self) -> None:
        run, facts = self._wanted, self._lab.facts
        if run is None or facts is None:
            self._wanted = self._tried
            return
        self._tried = run
        span, points = self._lab.controls.descent.rate_span, facts.points
        self._ruler.set_progress(0.0)

        def job(stop: Event, tell: Callable[[RateScan], None]) -> RateScan | None:
            from model.analysis.rate_scan import scan_rates  # loads torch

            return scan_rates(run, stop, tell, span=span, points=points)

        self._task.start(job)

    @Slot(object)
    def _take(self, found: RateScan | None) -> None:
        if found is None or self._tried is None:
            return
        self.found = found
        if self._task.running:
            self._ruler.set_progress(found.updates / self._tried.epochs)
        self._ruler.set_cells([RateCell(each.rate, each.outcome, each.epochs) for each in found.tried])
        self._ruler.set_limit(found.limit, "2/λmax")

    @Slot()
    def _ended(self) -> None:
        self._ruler.set_progress(None)
        if self._wanted != self._tried:
            self._clock.start()

    # ---- the hand

    @Slot(float)
    def _dragged(self, rate: float) -> None:
        optimizer = self._lab.descending().optimizer
        self._lab.change_descent("knob learning_rate", optimizer=optimizer.with_knob("learning_rate", rate))

    @Slot(float)
    def _chosen(self, rate: float) -> None:
        self._dragged(rate)
        self._lab.document.end_gesture()

    @Slot(object)
    def _hovered(self, rate: float | None) -> None:
        """Draw a few paths while the pointer is over the rates."""
        ghosts = self.found.ghosts if self.found is not None and rate is not None else ()
        self._lab.picture.map.set_ghosts([_path(ghost) for ghost in ghosts])


def _path(ghost: Ghost) -> GhostPath:
    x, y = ghost.parameters.T
    return GhostPath(x, y, f"η = {number_text(ghost.tried.rate, 2)}")
