"""The loss over the plane of two parameters, computed again where the path leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Slot

from gui.labs.regression.pinned_fits import PinnedFitPaths
from gui.run.descent_shown import descent_shown
from gui.run.task import Task
from model.analysis.fit_analysis import Landscape, RegressionAnalysis, landscape_of
from model.data.points import points_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.plots.heights.plane import PlanePlot
    from gui.run.lab_run import LabRun
    from gui.run.pins import PinAtCursor
    from model.descent.history import History
    from model.engine.worker import Engine
    from model.experiment import Experiment, Regression

_Corner = tuple[float, float]


class LossPlane(QObject):
    """Keeps contours under the path of a fit with two parameters, and draws the path."""

    def __init__(self, plot: PlanePlot, run: LabRun[Regression], engine: Engine) -> None:
        super().__init__(run)
        self._plot = plot
        self._run = run
        self._analysis: RegressionAnalysis | None = None
        self._asked_of: RegressionAnalysis | None = None
        self._landscape: Landscape | None = None
        self._drawn: Experiment | None = None
        """The experiment whose path was drawn last."""
        self._anew = False
        """Whether contours are wanted as at the beginning of a run, before its path has left them."""
        self._pinned = PinnedFitPaths()
        self._task = Task(engine, self)
        self._task.done.connect(self._take)
        plot.viewReset.connect(self._ask_anew)

    def show_analysis(self, analysis: RegressionAnalysis) -> None:
        """Draw the contours of another fit, or of the same one with room for another start."""
        if analysis is not self._analysis:
            self._analysis = analysis
            self._landscape = None
        self._ask()

    def show_path(self, history: History, index: int) -> None:
        """Draw the path up to a row, and make room where it has left the contours."""
        first, second = (history[name][: index + 1] for name in self._run.experiment.parameters)
        self._plot.set_path(first, second, index)
        drawn = self._run.playback.experiment
        is_another, self._drawn = self._drawn != drawn, drawn
        known = self._landscape
        if known is not None and (is_another or not known.holds(float(first[-1]), float(second[-1]))):
            self._ask()

    def show_pins(self, pins: Sequence[PinAtCursor[Regression]]) -> None:
        """Draw the paths of pinned fits, where there is a plane for them."""
        experiment = self._run.experiment
        self._plot.set_pinned(self._pinned.paths(pins, experiment) if len(experiment.parameters) == 2 else [])

    @Slot()
    def _ask_anew(self) -> None:
        self._anew = True
        self._ask()

    def _ask(self) -> None:
        """Have the loss computed around start, path and exact answer, unless the contours suit them already."""
        analysis = self._analysis
        if analysis is None or self._task.running:
            return  # one at a time; when it is done, what is wanted then is looked at
        experiment = analysis.experiment
        if len(experiment.parameters) != 2 or experiment.parameters != self._run.experiment.parameters:
            return  # the analysis of other parameters is on its way
        if not len(points_of(experiment.data)):
            return  # no points, no loss
        low, high = self._corners(analysis)
        known = self._landscape
        if known is None or self._anew or not known.suits(low, high):
            self._asked_of, self._anew = analysis, False
            self._task.start(lambda *_: landscape_of(experiment, analysis, low, high))

    def _corners(self, analysis: RegressionAnalysis) -> tuple[_Corner, _Corner]:
        experiment, shown = self._run.experiment, descent_shown(self._run)
        corners = [np.array(experiment.start_values())]
        if analysis.exact is not None:
            corners.append(np.array([analysis.exact.descended[name] for name in experiment.parameters]))
        is_of_before = self._run.playback.experiment != experiment  # its own run is on its way
        if shown is not None and self._run.playing is not None and not (self._anew or is_of_before):
            history = shown.history
            if history.stopped != "diverged" and history.parameters == experiment.parameters:
                path = np.array([history[name][: shown.index + 1] for name in experiment.parameters])
                corners += [path.min(axis=1), path.max(axis=1)]
        low, high = np.min(corners, axis=0), np.max(corners, axis=0)
        return (float(low[0]), float(low[1])), (float(high[0]), float(high[1]))

    @Slot(object)
    def _take(self, landscape: Landscape) -> None:
        analysis = self._analysis
        if analysis is not None and analysis is self._asked_of:
            self._landscape = landscape
            first, second = analysis.experiment.parameters
            best = None if analysis.exact is None else analysis.exact.descended
            exact = None if best is None else (best[first], best[second])
            self._plot.set_contours(landscape.first, landscape.second, landscape.loss.T, exact)
        self._ask()
