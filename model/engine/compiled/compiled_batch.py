"""Many runs of one experiment on the compiled engine, as many rows at a time as take some milliseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.descent.batch import Block, Runs
from model.descent.history import STATE_INTERVAL, columns_of
from model.engine.compiled.compiled_loop import DIVERGED, FLAT, CompiledLoop

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.experiment import Descending

    Numbers = NDArray[np.float64]

_POINTS_AT_ONCE = 4_000_000
"""How many points, over all rows of all runs, are computed before the runs can be stopped."""


class CompiledBatch(Runs):
    """Runs of one experiment that differ in their starts, shape (runs, n), or learning rates, shape (runs,).

    Each has the rows, to the bit, and the end that `model.engine.compiled.CompiledDescent` would give it. The step is
    compiled first where that is not done. Raises `Refused` where it cannot be, or there are no points.
    """

    def __init__(
        self, experiment: Descending, starts: Numbers | None = None, learning_rates: Numbers | None = None
    ) -> None:
        self._loop = loop = CompiledLoop(experiment)
        super().__init__(loop.objective, starts, learning_rates)
        self._carries = loop.first_carries(self.starts(starts), learning_rates)
        self._numbers = loop.numbers(self.runs, learning_rates)
        self._columns = len(columns_of(experiment.parameters))

    def advance(self, most: int) -> Block | None:
        """Compute rows of the runs that go on: as many as take some milliseconds."""
        first, runs = self.row + 1, self.going
        at_once = max(1, min(most, _POINTS_AT_ONCE // (self._loop.row_points * max(len(runs), 1))))
        stop = min(first + at_once, self._loop.updates + 1)
        if not len(runs) or first == stop:
            return None
        values = np.empty((len(runs), self._columns, stop - first))
        kept = np.empty((len(runs), (stop - first) // STATE_INTERVAL + 1, self._loop.kept_columns))
        reached, ends = self._loop.compute(first, stop, values, kept, self._carries, self._numbers)
        for index in np.flatnonzero(ends):
            values[index, :, reached[index] - first :] = np.nan
        self.last_rows[runs] = reached - 1
        self.diverged_at[runs] = np.where(ends == DIVERGED, reached, -1)
        self.flat[runs] = ends == FLAT
        self.row = int(np.where(ends == DIVERGED, reached, reached - 1).max())
        self.keep(ends == 0)
        return Block(first, runs, values)

    def keep(self, chosen: NDArray[np.bool_]) -> None:
        """Go on with some of the runs only."""
        if not chosen.all():
            self.going, self._carries, self._numbers = self.going[chosen], self._carries[chosen], self._numbers[chosen]
