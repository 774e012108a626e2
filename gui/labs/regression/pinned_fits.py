"""Pinned fits beside the one shown: their lines in original units, their paths in those of the plane shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gui.plots.base.map_items import MapRunner
from gui.plots.rows.pinned import PinnedLine
from model.analysis.regression import predicted
from model.experiment.units import units_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from gui.run.pins import PinAtCursor
    from model.experiment import Regression

__all__ = ["PinnedPaths", "pinned_line"]

_SAMPLES = 301


def pinned_line(pin: PinAtCursor, ends: tuple[float, float]) -> PinnedLine:
    """Return the prediction of a pinned fit at the cursor, over x in original units."""
    xs = np.linspace(*ends, _SAMPLES)
    return PinnedLine(pin.style, xs, predicted(pin.experiment, pin.history.row(pin.index), xs))


class PinnedPaths:
    """Where pinned fits have been, in the units of the plane shown; worked out again only where that has changed."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[tuple[Regression, int], tuple[NDArray, NDArray]]] = {}

    def paths(self, pins: Iterable[PinAtCursor], shown: Regression) -> list[MapRunner]:
        """Return the paths of the pinned fits whose parameters mean the same as those of the fit shown."""
        found: list[MapRunner] = []
        known, self._known = self._known, {}
        for pin in pins:
            if pin.experiment.prediction != shown.prediction:
                continue
            key = (shown, len(pin.history))
            entry = known.get(pin.pin.number)
            places = entry[1] if entry is not None and entry[0] == key else _in_units_of(shown, pin)
            if places is not None:
                self._known[pin.pin.number] = (key, places)
                found.append(MapRunner(pin.style, *places, pin.index))
        return found


def _in_units_of(shown: Regression, pin: PinAtCursor) -> tuple[NDArray, NDArray] | None:
    """Return the parameters at every row in the units that the fit shown is descended in; None where they have none."""
    first, second = (pin.history[name] for name in shown.parameters)
    own, its = units_of(shown), units_of(pin.experiment)
    alike = not shown.standardise and not pin.experiment.standardise
    if alike or (shown.standardise == pin.experiment.standardise and shown.data == pin.experiment.data):
        return first, second
    if own is None or its is None or np.linalg.matrix_rank(own.matrix) < len(own.parameters):
        return None
    original = its.matrix @ np.stack([first, second]) + its.offset[:, np.newaxis]
    places = np.linalg.solve(own.matrix, original - own.offset[:, np.newaxis])
    return places[0], places[1]
