"""What the mouse changes in the plots of a fit: points, line and start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from gui.look.ticks import rounded
from model.data.points import GivenPoints, names_of, points_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from gui.plots.curves.scatter import ScatterPlot
    from gui.plots.heights.plane import PlanePlot
    from gui.run.document import Document
    from model.analysis.fit_analysis import RegressionAnalysis
    from model.experiment import Regression


class MouseEdits(QObject):
    """Turns what the mouse does in the plots into other points and other starts; a drag is one undo step.

    Emits ``dataChanged`` with other points and ``startChanged`` with other starts of parameters by name, in the units
    descended in, rounded to what a pixel means; each with the gesture it belongs to ("" for none).
    """

    dataChanged = Signal(object, str)
    startChanged = Signal(object, str)

    def __init__(
        self,
        scatter: ScatterPlot,
        plane: PlanePlot,
        document: Document[Regression],
        analysis: Callable[[], RegressionAnalysis | None],
    ) -> None:
        super().__init__(document)
        self._scatter = scatter
        self._document = document
        self._analysis = analysis
        scatter.pointAdded.connect(self._add_point)
        scatter.pointsDeleted.connect(self._delete_points)
        for moved, dropped, move in (
            (scatter.pointDragged, scatter.pointDropped, self._move_point),
            (scatter.lineDragged, scatter.lineDropped, self._move_line),
            (plane.startDragged, plane.startDropped, self._move_start),
        ):
            moved.connect(move)
            dropped.connect(move)
            dropped.connect(document.end_gesture)

    @Slot(int, float, float)
    def _move_point(self, index: int, x: float, y: float) -> None:
        points = points_of(self._document.experiment.data).copy()
        points[index] = (x, y)
        self._emit(points, f"point {index}")

    @Slot(float, float)
    def _add_point(self, x: float, y: float) -> None:
        points = points_of(self._document.experiment.data)
        self._emit(np.vstack([points, [[x, y]]]))

    @Slot(object)
    def _delete_points(self, indices: list[int]) -> None:
        points = points_of(self._document.experiment.data)
        self._emit(np.delete(points, indices, axis=0))

    def _emit(self, points: NDArray[np.float64], gesture: str = "") -> None:
        self.dataChanged.emit(GivenPoints(points, names_of(self._document.experiment.data)), gesture)

    @Slot(float, float)
    def _move_line(self, slope: float, intercept: float) -> None:
        """Start from the line as it was dragged; the one at the cursor is what it becomes by the same epoch."""
        analysis = self._analysis()
        if analysis is None or analysis.line is None:
            return
        pixels = self._scatter.line_pixel
        if self._document.experiment.standardise:
            mean, deviation = analysis.standardisation
            slope, intercept, pixels = slope * deviation, intercept + slope * mean, (pixels[0] * deviation, pixels[1])
        start = map(rounded, (slope, intercept), pixels)
        self.startChanged.emit(dict(zip(analysis.line, start, strict=True)), "line")

    @Slot(float, float)
    def _move_start(self, first: float, second: float) -> None:
        names = self._document.experiment.parameters
        self.startChanged.emit(dict(zip(names, (first, second), strict=True)), "plane")
