"""What the mouse does to the points, the line and the start in the plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Slot

from model.data.points import GivenPoints, points_of

if TYPE_CHECKING:
    from gui.labs.regression.controller import RegressionLab

__all__ = ["MouseEdits"]


class MouseEdits(QObject):
    """Turns what the plots say of the mouse into proposals, a drag into one."""

    def __init__(self, lab: RegressionLab) -> None:
        super().__init__(lab)
        self._lab = lab
        scatter, plane = lab.picture.scatter, lab.picture.plane
        scatter.pointDragged.connect(self._point_dragged)
        scatter.pointDropped.connect(self._point_dropped)
        scatter.pointAdded.connect(self._point_added)
        scatter.pointsDeleted.connect(self._points_deleted)
        scatter.lineDragged.connect(self._line_dragged)
        scatter.lineDropped.connect(self._line_dropped)
        plane.startDragged.connect(self._plane_dragged)
        plane.startDropped.connect(self._plane_dropped)

    @Slot(int, float, float)
    def _point_dragged(self, index: int, x: float, y: float) -> None:
        points = points_of(self._lab.document.experiment.data).copy()
        points[index] = (x, y)
        self._lab.propose(f"point {index}", data=GivenPoints(points))

    @Slot(int, float, float)
    def _point_dropped(self, index: int, x: float, y: float) -> None:
        self._point_dragged(index, x, y)
        self._lab.document.end_gesture()

    @Slot(float, float)
    def _point_added(self, x: float, y: float) -> None:
        points = points_of(self._lab.document.experiment.data)
        self._lab.propose(data=GivenPoints(np.vstack([points, [[x, y]]])))

    @Slot(object)
    def _points_deleted(self, indices: list[int]) -> None:
        points = points_of(self._lab.document.experiment.data)
        self._lab.propose(data=GivenPoints(np.delete(points, indices, axis=0)))

    @Slot(float, float)
    def _line_dragged(self, slope: float, intercept: float) -> None:
        """Begin with the line in the hand; the one at the cursor is what comes of it by the same epoch."""
        names = self._lab.line_names()
        if names is None:
            return
        descended = self._descended_line(slope, intercept)
        self._lab.set_start(dict(zip(names, descended, strict=True)), "line")

    @Slot(float, float)
    def _line_dropped(self, slope: float, intercept: float) -> None:
        self._line_dragged(slope, intercept)
        self._lab.document.end_gesture()

    @Slot(float, float)
    def _plane_dragged(self, first: float, second: float) -> None:
        names = self._lab.document.experiment.parameters
        self._lab.set_start({names[0]: first, names[1]: second}, "plane")

    @Slot(float, float)
    def _plane_dropped(self, first: float, second: float) -> None:
        self._plane_dragged(first, second)
        self._lab.document.end_gesture()

    def _descended_line(self, slope: float, intercept: float) -> tuple[float, float]:
        """Return slope and intercept in the units descended in."""
        if not self._lab.document.experiment.standardise or self._lab.facts is None:
            return slope, intercept
        mean, deviation = self._lab.facts.standardisation
        return slope * deviation, intercept + slope * mean
