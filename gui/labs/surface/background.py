"""The background of the map: heights, and arrows of the gradient, for the part of the plane that is shown."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.labs.surface.analysis import analysis_key
from gui.plots.base.map_items import MapGradient
from gui.run.task import Task

if TYPE_CHECKING:
    from gui.labs.surface.analysis import Analysis, SurfaceAnalysis
    from gui.plots.base.thin import Floats
    from gui.plots.heights.map import MapPlot
    from gui.run.lab_run import LabRun
    from model.engine.worker import Engine
    from model.experiment import Surface
    from model.formula import Formula

    Window = tuple[float, float, float, float]

_COLUMNS, _ROWS = 241, 181
_COARSE = 4
"""A grid this many times coarser is computed first, to estimate how long the whole will take."""
_PATIENCE = 0.008
"""Seconds that heights may take in the window's thread; what takes longer is computed in the engine's."""
_MARGIN = 0.05
"""How much is computed on each side of what is shown, as a share of it."""
_FRAME_MS = 16
_ARROWS = (16, 12)


class Heights(NamedTuple):
    """The function on a grid: columns, rows, and values of shape (rows, columns)."""

    xs: Floats
    ys: Floats
    values: Floats


class Background(QObject):
    """Computes heights of the run's function for what the map shows, and draws arrows there along the gradient.

    Heights that take long are computed in the engine's thread. Emits ``changed`` with new `Heights`.
    """

    changed = Signal(object)

    def __init__(self, run: LabRun[Surface], engine: Engine, plot: MapPlot, analysis: Analysis) -> None:
        super().__init__(run)
        self._plot = plot
        self._key: object = None
        self._formula: Formula | None = None
        self._gradient: tuple[Formula, Formula] | None = None
        self._window: Window | None = None
        self._asked: tuple[Formula, Window] | None = None
        self._arrows = False
        self._task = Task(engine, self)
        self._task.done.connect(self._done)
        self._clock = QTimer(self, singleShot=True, interval=_FRAME_MS)
        self._clock.timeout.connect(self._compute)
        plot.rangeChanged.connect(self._range_changed)
        run.experimentShown.connect(self._show_experiment)
        analysis.changed.connect(self._set_analysis)

    @Slot(object)
    def _show_experiment(self, experiment: Surface) -> None:
        """Draw the experiment's function on its domain, where either has changed."""
        key = analysis_key(experiment)
        if key != self._key:
            self._key, self._formula, self._gradient = key, experiment.formula, None
            (x0, x1), (y0, y1) = experiment.shown_domain()
            self._plot.set_home(x0, x1, y0, y1)
            self._window = self._plot.shown_range()
            self._compute()

    @Slot(object)
    def _set_analysis(self, analysis: SurfaceAnalysis | None) -> None:
        """Take the function's partial derivatives, once they are known."""
        self._gradient = None if analysis is None else analysis.gradient
        self._draw_arrows()

    @Slot(bool)
    def set_arrows(self, shown: bool) -> None:
        """Draw the arrows, or do not."""
        self._arrows = shown
        self._draw_arrows()

    # ---- heights

    @Slot(float, float, float, float)
    def _range_changed(self, x0: float, x1: float, y0: float, y1: float) -> None:
        self._window = (x0, x1, y0, y1)
        self._clock.start()

    @Slot()
    def _compute(self) -> None:
        """Compute the heights here where that is quick, else have them computed."""
        self._clock.stop()
        formula, window = self._formula, self._window
        if formula is None or window is None:
            return
        begun = time.perf_counter()
        coarse = _heights(formula, window, _COLUMNS // _COARSE, _ROWS // _COARSE)
        if _COARSE**2 * (time.perf_counter() - begun) < _PATIENCE:
            self.changed.emit(_heights(formula, window, _COLUMNS, _ROWS))
        else:
            self.changed.emit(coarse)
            if not self._task.running:  # one at a time; when it is done the newest is begun
                self._begin(formula, window)
        self._draw_arrows()

    def _begin(self, formula: Formula, window: Window) -> None:
        self._asked = formula, window
        self._task.start(lambda *_: _heights(formula, window, _COLUMNS, _ROWS))

    @Slot(object)
    def _done(self, heights: Heights) -> None:
        if self._formula is None or self._window is None:
            return
        if self._asked == (self._formula, self._window):
            self.changed.emit(heights)
        else:
            self._begin(self._formula, self._window)

    # ---- the gradient

    def _draw_arrows(self) -> None:
        if not self._arrows or self._gradient is None or self._window is None:
            self._plot.set_gradient(None)
            return
        x0, x1, y0, y1 = self._window
        # In the middle of equal cells, so that none is on the edge.
        xs = x0 + (x1 - x0) * (np.arange(_ARROWS[0]) + 0.5) / _ARROWS[0]
        ys = y0 + (y1 - y0) * (np.arange(_ARROWS[1]) + 0.5) / _ARROWS[1]
        self._plot.set_gradient(MapGradient(xs, ys, *(_on_grid(part, xs, ys) for part in self._gradient)))


def _heights(formula: Formula, window: Window, columns: int, rows: int) -> Heights:
    x0, x1, y0, y1 = window
    across, up = _MARGIN * (x1 - x0), _MARGIN * (y1 - y0)
    xs, ys = np.linspace(x0 - across, x1 + across, columns), np.linspace(y0 - up, y1 + up, rows)
    return Heights(xs, ys, _on_grid(formula, xs, ys))


def _on_grid(formula: Formula, xs: Floats, ys: Floats) -> Floats:
    """Return a function's values, of shape (rows, columns)."""
    return formula.numpy(dict(zip("xy", np.meshgrid(xs, ys), strict=True)))
