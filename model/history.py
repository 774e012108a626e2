"""What a run left behind: append-only columns, read by other threads while they grow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["STATE_INTERVAL", "History", "Stopped", "columns_of"]

Stopped = Literal["complete", "tolerance", "diverged"]

STATE_INTERVAL = 1_024
"""Rows from one kept state of the optimizer to the next."""

_FIRST_CAPACITY = 1_024


def columns_of(parameters: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of a run that changes ``parameters``."""
    return ("loss", *parameters, *(f"grad_{name}" for name in parameters))


class History:
    """The rows of one run: row 0 is the start, row k the state after k updates.

    One thread appends; any other may read at any time. A row is published by its length, after it is written,
    so that every view has whole rows only and never changes.

    Parameters
    ----------
    columns : sequence of str
        As `columns_of` gives them.
    limit : int
        The most rows that the run can have.
    engine : str
        What computed the rows, all of them.

    Attributes
    ----------
    columns : tuple of str
        ``loss``, each parameter, and ``grad_`` of each: loss and gradient are those at the row's own
        parameters.
    parameters : tuple of str
        The names that the run changes.
    stopped : "complete", "tolerance", "diverged" or None
        Why the run is over; None while it goes on.
    diverged_at : int or None
        The number that the row would have had in which something was not finite or too large.
    states : list
        The optimizer's state before the update from row 0, 1024, 2048, …
    """

    def __init__(self, columns: Sequence[str], limit: int, engine: str = "autograd") -> None:
        self.columns = tuple(columns)
        self.parameters = self.columns[1 : 1 + len(self.columns) // 2]
        self.limit = limit
        self.engine = engine
        self.stopped: Stopped | None = None
        self.diverged_at: int | None = None
        self.states: list[dict[str, Any]] = []
        self._indices = {name: index for index, name in enumerate(self.columns)}
        self._length = 0
        self._capacity = min(_FIRST_CAPACITY, limit)
        self._values = np.empty((len(self.columns), self._capacity))

    def append(self, row: Sequence[float]) -> None:
        """Add one row, in the order of `columns`."""
        length = self._length
        if length == self._capacity:
            self._grow(length + 1)
        self._values[:, length] = row
        self._length = length + 1

    def room(self, rows: int) -> NDArray[np.float64]:
        """Return where the next ``rows`` rows go, at most as many as the run can still have.

        Nobody sees what is written there until `extend` publishes it.

        Returns
        -------
        NDArray, shape (columns, rows)
            To write into; each column is contiguous.
        """
        length = self._length
        stop = min(length + rows, self.limit)
        if stop > self._capacity:
            self._grow(stop)
        return self._values[:, length:stop]

    def extend(self, rows: int) -> None:
        """Publish the first ``rows`` rows that were written into the last `room`."""
        self._length += rows

    def _grow(self, least: int) -> None:
        # Views of the old array stay whole: rows are never written twice.
        self._capacity = min(max(2 * self._capacity, least), self.limit)
        grown = np.empty((len(self.columns), self._capacity))
        grown[:, : self._length] = self._values[:, : self._length]
        self._values = grown

    def stop(self, why: Stopped, diverged_at: int | None = None) -> None:
        """Say that no row will follow, and why."""
        self.diverged_at = diverged_at
        self.stopped = why

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        """Return a read-only view of one column as far as it has come."""
        length = self._length  # before the array: a newer array holds at least these rows
        return _read_only(self._values[self._indices[name], :length])

    def rows(self, start: int = 0, stop: int | None = None) -> NDArray[np.float64]:
        """Return a read-only view of rows ``start`` to before ``stop``, shape (rows, columns)."""
        length = self._length
        end = length if stop is None else min(stop, length)
        return _read_only(self._values[:, start:end].T)

    def row(self, index: int) -> dict[str, float]:
        """Return one row by the names of its columns."""
        return dict(zip(self.columns, self.rows(index, index + 1)[0].tolist(), strict=True))

    def values_at(self, index: int) -> NDArray[np.float64]:
        """Return the parameters of one row, shape (n,)."""
        return self.rows(index, index + 1)[0, 1 : 1 + len(self.parameters)]

    def gradient_at(self, index: int) -> NDArray[np.float64]:
        """Return the gradient of one row, shape (n,)."""
        return self.rows(index, index + 1)[0, 1 + len(self.parameters) :]


def _read_only(view: NDArray[np.float64]) -> NDArray[np.float64]:
    view.setflags(write=False)
    return view
