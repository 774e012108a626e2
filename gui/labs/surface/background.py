"""What lies under the race: heights and the gradient's arrows for the part of the plane that the map shows."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.plots.base.map_items import MapGradient

if TYPE_CHECKING:
    from gui.plots.heights.map import MapPlot
    from model.engine.worker import Engine
    from model.formula import Formula

    Window = tuple[float, float, float, float]

__all__ = ["Ground", "Heights"]

_COLUMNS, _ROWS = 241, 181
_COARSE = 4
"""Every how many-th column and row is computed first, to know how long the others will take."""
_PATIENCE = 0.008
"""Seconds that heights may take in the window's thread; what takes longer is the worker's."""
_MARGIN = 0.05
"""How much is computed on each side of what is shown, as a share of it."""
_FRAME_MS = 16
_ARROWS = (16, 12)
_TAG = ("surface", "heights")


class Heights(NamedTuple):
    """The function on a grid: columns, rows, and values of shape (rows, columns)."""

    xs: np.ndarray
    ys: np.ndarray
    values: np.ndarray


class Ground(QObject):
    """Keeps heights and arrows for the window of the map, by the formula's NumPy form.

    Signals
    -------
    changed(object)
        Other `Heights` are there.
    """

    changed = Signal(object)

    def __init__(self, plot: MapPlot, engine: Engine, parent: QObject) -> None:
        super().__init__(parent)
        self._map = plot
        self._engine = engine
        self._formula: Formula | None = None
        self._gradient: tuple[Formula, Formula] | None = None
        self._shown: Window | None = None
        self._asked: object = None
        self._arrows = False
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(_FRAME_MS)
        self._clock.timeout.connect(self._compute)
        plot.rangeChanged.connect(self._range_changed)
        engine.jobDone.connect(self._job_done)
        engine.jobFailed.connect(self._job_failed)

    def show_function(self, formula: Formula, domain: Window) -> None:
        """Show another function, on this domain."""
        self._formula = formula
        self._gradient = None
        self._map.set_domain(*domain)
        self._shown = self._map.shown_range()
        self._compute()

    def set_gradient(self, gradient: tuple[Formula, Formula] | None) -> None:
        """Take the function's partial derivatives, once they are known."""
        if gradient != self._gradient:
            self._gradient = gradient
            self._draw_arrows()

    def set_arrows(self, shown: bool) -> None:
        """Draw the arrows, or do not."""
        self._arrows = shown
        self._draw_arrows()

    # ---- heights

    @Slot(float, float, float, float)
    def _range_changed(self, x0: float, x1: float, y0: float, y1: float) -> None:
        self._shown = (x0, x1, y0, y1)
        self._clock.start()

    @Slot()
    def _compute(self) -> None:
        """Compute the heights here where that is quick, else have them computed."""
        self._clock.stop()
        formula, shown = self._formula, self._shown
        if formula is None or shown is None:
            return
        begun = time.perf_counter()
        coarse = _heights(formula, shown, _COLUMNS // _COARSE, _ROWS // _COARSE)
        if _COARSE**2 * (time.perf_counter() - begun) < _PATIENCE:
            self._take(_heights(formula, shown, _COLUMNS, _ROWS))
        else:
            self._take(coarse)
            self._ask(formula, shown)
        self._draw_arrows()

    def _ask(self, formula: Formula, shown: Window) -> None:
        if self._asked is not None:
            return  # one at a time; what is shown then is asked for when it comes back
        self._asked = (formula, shown)
        self._engine.submit(lambda _stop: _heights(formula, shown, _COLUMNS, _ROWS), (*_TAG, self._asked))

    @Slot(object, object)
    def _job_done(self, tag: Any, result: Any) -> None:
        if tag[:2] != _TAG or self._formula is None or self._shown is None:
            return
        self._asked = None
        if tag[2] == (self._formula, self._shown):
            self._take(result)
        else:
            self._ask(self._formula, self._shown)

    @Slot(object, object)
    def _job_failed(self, tag: Any, _reason: object) -> None:
        if tag[:2] == _TAG:
            self._asked = None

    def _take(self, heights: Heights) -> None:
        self._map.set_surface(*heights)
        self.changed.emit(heights)

    # ---- the gradient

    def _draw_arrows(self) -> None:
        if not self._arrows or self._gradient is None or self._shown is None:
            self._map.set_gradient(None)
            return
        x0, x1, y0, y1 = self._shown
        # In the middle of equal cells, so that none stands on the edge.
        xs = x0 + (x1 - x0) * (np.arange(_ARROWS[0]) + 0.5) / _ARROWS[0]
        ys = y0 + (y1 - y0) * (np.arange(_ARROWS[1]) + 0.5) / _ARROWS[1]
        places = dict(zip("xy", np.meshgrid(xs, ys), strict=True))
        self._map.set_gradient(MapGradient(xs, ys, *(part.numpy(places) for part in self._gradient)))


def _heights(formula: Formula, shown: Window, columns: int, rows: int) -> Heights:
    x0, x1, y0, y1 = shown
    across, up = _MARGIN * (x1 - x0), _MARGIN * (y1 - y0)
    xs, ys = np.linspace(x0 - across, x1 + across, columns), np.linspace(y0 - up, y1 + up, rows)
    places = dict(zip("xy", np.meshgrid(xs, ys), strict=True))
    return Heights(xs, ys, formula.numpy(places))
