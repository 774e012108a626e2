"""Pinned fits beside the one shown: their lines in original units, their paths in those of the plane shown."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from gui.plots.base.map_items import MapRunner
from gui.plots.rows.pinned import PinnedLine
from model.analysis.fit_analysis import predicted
from model.data.points import points_of
from model.experiment.units import units_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from gui.run.pins import PinAtCursor
    from model.data.points import Data
    from model.experiment import Regression

    _Path: TypeAlias = tuple[NDArray[np.float64], NDArray[np.float64]]

_SAMPLES = 301


def pinned_line(pin: PinAtCursor[Regression], ends: tuple[float, float]) -> PinnedLine:
    """Return the prediction of a pinned fit at the cursor, over x in original units."""
    xs = np.linspace(*ends, _SAMPLES)
    return PinnedLine(pin.style, xs, predicted(pin.experiment, pin.history.row(pin.index), xs))


@lru_cache(maxsize=32)
def squared_error(experiment: Regression, values: tuple[tuple[str, float], ...], data: Data) -> float:
    """Return the mean squared error of a fit's parameters, in the units descended in, on points that may be others."""
    x, y = points_of(data).T
    if not len(x):
        return math.nan
    with np.errstate(all="ignore"):
        return float(np.mean((y - predicted(experiment, dict(values), x)) ** 2))


class PinnedFitPaths:
    """The paths of pinned fits in the units of the plane shown, converted again only where either has changed."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[tuple[Regression, int], _Path | None]] = {}

    def paths(self, pins: Iterable[PinAtCursor[Regression]], shown: Regression) -> list[MapRunner]:
        """Return the paths of the pinned fits whose parameters mean the same as those of the fit shown."""
        found: list[MapRunner] = []
        before, self._known = self._known, {}
        for pin in pins:
            if pin.experiment.prediction != shown.prediction:
                continue
            key, number = (shown, len(pin.history)), pin.pin.number
            known_for, path = before.get(number, (None, None))
            if known_for != key:
                path = _in_units_of(shown, pin)
            self._known[number] = (key, path)
            if path is not None:
                found.append(MapRunner(pin.style, *path, pin.index))
        return found


def _in_units_of(shown: Regression, pin: PinAtCursor[Regression]) -> _Path | None:
    """Return both parameters of every row in the units of the fit shown; None where they have none."""
    first, second = (pin.history[name] for name in shown.parameters)
    own, its = units_of(shown), units_of(pin.experiment)
    alike = not shown.standardise and not pin.experiment.standardise
    if alike or (shown.standardise == pin.experiment.standardise and shown.data == pin.experiment.data):
        return first, second
    if own is None or its is None or np.linalg.matrix_rank(own.matrix) < len(own.parameters):
        return None
    original = its.matrix @ np.stack([first, second]) + its.offset[:, np.newaxis]
    first, second = np.linalg.solve(own.matrix, original - own.offset[:, np.newaxis])
    return first, second
