"""Many runs of one experiment on the compiled engine, of which only the last rows are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from model.compiled.loop import DIVERGED, FLAT, Loop
from model.history import STATE_INTERVAL, columns_of

if TYPE_CHECKING:
    from threading import Event

    from numpy.typing import NDArray

    from model.experiment import Descending

__all__ = ["BatchResult", "run_batch"]

_CHUNKS = 8
"""How many times as many rows are computed at once as a run begins with."""


@dataclass(frozen=True, slots=True, eq=False)
class BatchResult:
    """Where the runs of a batch have ended, in their order.

    Attributes
    ----------
    values : NDArray, shape (runs, columns)
        Each run's last row, in the columns of `model.history.columns_of`; NaN where it has none.
    last_rows : NDArray, shape (runs,)
        That row's number; −1 where there is none.
    diverged_at : NDArray, shape (runs,)
        The row in which something was not finite or beyond the limit; −1 where nothing was.
    flat : NDArray, shape (runs,)
        Whether the run stopped because its gradient was within the experiment's tolerance.
    """

    values: NDArray[np.float64]
    last_rows: NDArray[np.int64]
    diverged_at: NDArray[np.int64]
    flat: NDArray[np.bool_]


def run_batch(
    experiment: Descending,
    starts: NDArray[np.float64] | None = None,
    learning_rates: NDArray[np.float64] | None = None,
    epochs: int | None = None,
    cancelled: Event | None = None,
) -> BatchResult:
    """Run an experiment from several starts, or with several learning rates, each run to its end.

    Parameters
    ----------
    experiment : Descending
        A valid experiment; its step is compiled first where that is not done.
    starts : NDArray, shape (runs, n), optional
        Each run's parameters in row 0; the experiment's own without.
    learning_rates : NDArray, shape (runs,), optional
        Each run's learning rate; the experiment's own without.
    epochs : int, optional
        How many epochs to run; the experiment's own without.
    cancelled : Event, optional
        Set from another thread to stop early; the result is then of the rows so far.

    Raises
    ------
    Refused
        Where the experiment cannot be compiled, or there are no points.
    ValueError
        Where starts and learning rates are not of the same number of runs.
    """
    loop = Loop(experiment if epochs is None else replace(experiment, epochs=epochs))
    counts = {len(each) for each in (starts, learning_rates) if each is not None} or {1}
    if len(counts) > 1:
        raise ValueError(f"starts and learning rates are of {sorted(counts)} runs")
    runs = counts.pop()
    begin = np.tile(loop.objective.start, (runs, 1)) if starts is None else starts
    carries = loop.first_carry(begin, learning_rates)
    numbers = [loop.numbers(None if learning_rates is None else float(learning_rates[run])) for run in range(runs)]
    columns = len(columns_of(experiment.parameters))
    result = BatchResult(
        np.full((runs, columns), np.nan), np.full(runs, -1), np.full(runs, -1), np.zeros(runs, dtype=bool)
    )
    chunk = _CHUNKS * loop.first_rows
    rows, kept = np.empty((columns, chunk)), np.empty((chunk // STATE_INTERVAL + 1, loop.kept_columns))
    going = list(range(runs))
    for first in range(0, loop.updates + 1, chunk):
        part = loop.part(first, min(first + chunk, loop.updates + 1))
        for run in tuple(going):
            if cancelled is not None and cancelled.is_set():
                return result
            reached, end = part.descend(rows, kept, carries[run], numbers[run])
            if reached > first:
                result.values[run] = rows[:, reached - first - 1]
                result.last_rows[run] = reached - 1
            if end:
                going.remove(run)
                result.flat[run] = end == FLAT
                result.diverged_at[run] = reached if end == DIVERGED else -1
        if not going:
            break
    return result
