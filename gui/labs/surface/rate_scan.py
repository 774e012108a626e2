"""The strip under the slider: what the selected runner comes to at other learning rates, from this start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from gui.look.text import follow_language, translate
from gui.plots.base.map_items import GhostPath
from gui.run.task import Task
from gui.widgets.fields.rate_scan_strip import RateCell
from model.message import number_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from gui.labs.surface.analysis import Analysis
    from gui.labs.surface.runners import Runners
    from gui.labs.surface.view import SurfaceControls
    from gui.plots.heights.map import MapPlot
    from gui.run.lab_run import LabRun
    from model.analysis.rate_scan import Ghost, RateScan
    from model.engine.worker import Engine
    from model.experiment import Surface, SurfaceRun

_PAUSE_MS = 60
"""Between a change and the scan, and between one scan and the next while a drag changes more."""

_NOTHING = 1e-6
"""A coordinate of so small a share of the domain is written as 0."""


class RunnerRateScan(QObject):
    """Tries the rates of the slider for the selected runner, again and again during a drag.

    Its strip shows what they come to, and the map their paths while the pointer is over the strip.
    """

    def __init__(
        self,
        run: LabRun[Surface],
        engine: Engine,
        controls: SurfaceControls,
        plot: MapPlot,
        runners: Runners,
        analysis: Analysis,
    ) -> None:
        super().__init__(run)
        self._strip = controls.rate_scan
        self._span = controls.descent.rate_span
        self._plot = plot
        self._runners = runners
        self._analysis = analysis
        self._wanted: SurfaceRun | None = None
        """The run whose rates are to be shown; its own rate does not matter …"""
        self._tried: SurfaceRun | None = None
        """… and that whose rates are shown, or on their way."""
        self.found: RateScan | None = None
        self._task = Task(engine, self, long=True)
        self._task.progressed.connect(self._take)
        self._task.done.connect(self._take)
        self._task.ended.connect(self._ended)
        self._clock = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._clock.timeout.connect(self._try)
        self._strip.rateHovered.connect(self._hovered)
        run.activeChanged.connect(self._active_changed)
        for changed in (run.experimentShown, runners.selectionChanged, analysis.changed):
            changed.connect(self._follow)
        follow_language(self)

    @Slot(bool)
    def _active_changed(self, active: bool) -> None:
        """Try no rates while the lab is hidden."""
        if active:
            self._follow()
            return
        self._clock.stop()
        if self._wanted != self._tried or self._task.running:
            self._wanted = self._tried = None
        self._task.cancel()

    @Slot()
    def _follow(self) -> None:
        """Try the rates of the selected runner, unless they are shown or on their way already."""
        descent = self._runners.descent()
        self._strip.set_rate(descent.optimizer.learning_rate)
        run = descent.at_rate(1.0)
        if run == self._wanted or self._analysis.found is None:
            return
        self._wanted = run
        # A scan under way is not given up, so that something is shown during a drag.
        if not self._task.running and not self._clock.isActive():
            self._clock.start()

    @Slot()
    def _try(self) -> None:
        run, analysis = self._wanted, self._analysis.found
        if run is None or analysis is None:
            self._wanted = self._tried
            return
        self._tried = run
        span, points = self._span, analysis.points
        self._strip.set_progress(0.0)

        def job(stop: Event, report: Callable[[RateScan], None]) -> RateScan | None:
            from model.analysis.rate_scan import scan_rates  # loads torch

            return scan_rates(run, stop, report, span=span, points=points)

        self._task.start(job)

    @Slot(object)
    def _take(self, found: RateScan | None) -> None:
        if found is None or self._tried is None:
            return
        self.found = found
        if self._task.running:
            self._strip.set_progress(found.updates / self._tried.epochs)
        self._strip.set_cells([RateCell(each.rate, each.outcome, each.epochs) for each in found.tried])
        self.retranslate()

    def retranslate(self) -> None:
        """Name the largest stable rate, and the place whose curvature decides it."""
        found = self.found
        if found is None or found.limit is None:
            self._strip.set_limit(None)
            return
        widths = [high - low for low, high in self._runners.descent().intervals()]
        close = [0.0 if abs(at) < _NOTHING * width else at for at, width in zip(found.limit_at, widths, strict=True)]
        x, y = (number_text(value, 3) for value in close)
        tip = translate("surface", "By the curvature at ({x}, {y}): stable there below {limit}")
        tip = tip.format(x=x, y=y, limit=found.limit.text(6))
        self._strip.set_limit(found.limit.rate, found.limit.formula, tip)

    @Slot()
    def _ended(self) -> None:
        self._strip.set_progress(None)
        if self._wanted != self._tried:
            self._clock.start()

    @Slot(object)
    def _hovered(self, rate: float | None) -> None:
        """Draw a few paths while the pointer is over the rates."""
        ghosts = self.found.ghosts if self.found is not None and rate is not None else ()
        self._plot.set_ghosts([_path(ghost) for ghost in ghosts])


def _path(ghost: Ghost) -> GhostPath:
    x, y = ghost.parameters.T
    return GhostPath(x, y, f"η = {number_text(ghost.tried.rate, 2)}")
