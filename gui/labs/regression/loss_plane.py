"""The loss over the plane of two parameters, computed again where the path leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Slot

from gui.labs.regression.pinned_fits import PinnedPaths
from model.analysis.regression import Landscape, RegressionAnalysis, landscape_of
from model.data.points import points_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.labs.regression.controller import RegressionLab
    from gui.run.pins import PinAtCursor
    from model.engine.worker import Engine

__all__ = ["LossPlane"]

_TAG = "landscape"
_Corners = tuple[tuple[float, float], tuple[float, float]]


class LossPlane(QObject):
    """Keeps the contours under the path of a fit with two parameters."""

    def __init__(self, lab: RegressionLab, engine: Engine) -> None:
        super().__init__(lab)
        self._lab = lab
        self._engine = engine
        self._facts: RegressionAnalysis | None = None
        self._landscape: Landscape | None = None
        self._asked = False
        self._pinned = PinnedPaths()
        engine.jobDone.connect(self._job_done)
        engine.jobFailed.connect(self._job_failed)

    def show_facts(self, facts: RegressionAnalysis) -> None:
        """Draw the contours of another fit, or of the same with room for another start."""
        if facts is not self._facts:
            self._facts = facts
            self._landscape = None
        self._ask()

    def follow(self, first: float, second: float) -> None:
        """Make room where the path has come to this place."""
        if self._landscape is not None and not self._landscape.holds(first, second):
            self._ask()

    def show_pins(self, pins: Sequence[PinAtCursor]) -> None:
        """Draw the paths of pinned fits, where there is a plane for them."""
        experiment = self._lab.document.experiment
        two = len(experiment.parameters) == 2
        self._lab.picture.plane.set_pinned(self._pinned.paths(pins, experiment) if two else [])

    def _ask(self) -> None:
        """Have the loss computed around start, path and exact answer, unless the grid holds them already."""
        facts, lab = self._facts, self._lab
        if facts is None or self._asked or len(facts.experiment.parameters) != 2:
            return  # one at a time; what is wanted then is looked at when it comes back
        if facts.experiment.parameters != lab.document.experiment.parameters:
            return  # the facts of the new parameters are on their way
        if not len(points_of(facts.experiment.data)):
            return  # no points, no loss
        low, high = self._corners(facts)
        known = self._landscape
        if known is not None and known.holds(*low) and known.holds(*high):
            return
        self._asked = True
        self._engine.submit(lambda _stop: landscape_of(facts.experiment, facts, low, high), (lab.key, _TAG, facts))

    def _corners(self, facts: RegressionAnalysis) -> _Corners:
        experiment, history = self._lab.document.experiment, self._lab.playing
        places = [np.array(experiment.start_values())]
        if facts.exact is not None:
            places.append(np.array([facts.exact.descended[name] for name in experiment.parameters]))
        if history is not None and history.stopped != "diverged" and history.parameters == experiment.parameters:
            path = np.array([history[name][: self._lab.playback.index + 1] for name in experiment.parameters])
            places += [path.min(axis=1), path.max(axis=1)]
        low, high = np.min(places, axis=0), np.max(places, axis=0)
        return (float(low[0]), float(low[1])), (float(high[0]), float(high[1]))

    @Slot(object, object)
    def _job_done(self, tag: Any, result: Any) -> None:
        if tag[:2] != (self._lab.key, _TAG):
            return
        self._asked = False
        if tag[2] is self._facts:
            self._landscape = result
            self._draw(tag[2], result)
        self._ask()

    @Slot(object, object)
    def _job_failed(self, tag: Any, _reason: object) -> None:
        if tag[:2] == (self._lab.key, _TAG):
            self._asked = False

    def _draw(self, facts: RegressionAnalysis, landscape: Landscape) -> None:
        plane = self._lab.picture.plane
        names = facts.experiment.parameters
        exact = None if facts.exact is None else tuple(facts.exact.descended[name] for name in names)
        plane.set_contours(landscape.first, landscape.second, landscape.loss.T, exact)
