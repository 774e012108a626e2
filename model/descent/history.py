"""The rows of a run: append-only columns, read by other threads while they grow.

A run of a few million rows is kept whole. Of a longer one the first quarter of what fits is kept whole, then every
second block of 1,024 rows, every fourth, every eighth, …, as the run grows, and always the newest rows. Whole blocks,
since a verdict looks at the rows just before a row, and the optimizer's state is replayed from the start of the block.
A row keeps its step, the number of updates before it; its index counts the rows kept.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Stopped = Literal["complete", "tolerance", "diverged"]

STATE_INTERVAL = 1_024
"""Rows from one kept state of the optimizer to the next, and rows of a block."""

_FIRST_CAPACITY = 1_024
_MOST_VALUES = 10 * 2**20
"""Numbers kept of one run: 80 MB, which is two million rows of two parameters."""
_RECENT_BLOCKS = 64


def columns_of(parameters: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of a run that changes ``parameters``."""
    return ("loss", *parameters, *(f"grad_{name}" for name in parameters))


class History:
    """The rows of one run: row 0 is the start, row k the state after k updates.

    One thread appends; any other may read at any time. A row is published by the length, after it is written,
    so that every view has whole rows only and never changes. Rows are addressed by their index; in a run that
    is kept whole it is the row's step. While a long run goes on, indices change now and then: to read more than
    once, take a `view`.

    Parameters
    ----------
    columns : sequence of str
        As `columns_of` gives them: ``loss``, each parameter, and ``grad_`` of each; loss and gradient are those at the
        row's own parameters.
    limit : int
        The most rows that the run can have.
    engine : str
        What computed the rows, all of them.
    most : int, optional
        The most rows that are kept; about 80 MB of them where not given.

    Attributes
    ----------
    stopped : "complete", "tolerance", "diverged" or None
        Why the run is over; None while it goes on.
    diverged_at : int or None
        The step of the row, not kept, in which something was not finite or too large.
    states : dict
        The optimizer's state before the update from row 0, 1024, 2048, …, by the number of the block: 0, 1, 2, ….
        It is set before the block's first row is published.
    kept_every : int
        Of the later blocks, every how many-th is kept; 1 while all are.
    """

    def __init__(self, columns: Sequence[str], limit: int, engine: str = "autograd", most: int | None = None) -> None:
        self.columns = tuple(columns)
        self.parameters = self.columns[1 : 1 + len(self.columns) // 2]
        self.limit = limit
        self.engine = engine
        self.stopped: Stopped | None = None
        self.diverged_at: int | None = None
        self.states: dict[int, dict[str, Any]] = {}
        self.kept_every = 1
        self._indices = {name: index for index, name in enumerate(self.columns)}
        blocks = max((most or _MOST_VALUES // len(self.columns)) // STATE_INTERVAL, 16)
        self._most = blocks * STATE_INTERVAL
        self._whole_blocks = blocks // 4
        self._recent: _Recent | None = None
        """Where rows are written, once the run is thinned."""
        values = np.empty((len(self.columns), min(_FIRST_CAPACITY, limit)))
        self._shown: tuple[NDArray[np.float64], int, NDArray[np.int64] | None] = (values, 0, None)
        """The columns, how many rows of them count, and the rows' steps where they are not the indices."""

    # ---- writing

    def append(self, row: Sequence[float]) -> None:
        """Add one row, in the order of `columns`."""
        values, length, steps = self._shown
        if steps is None and length < values.shape[1]:
            values[:, length] = row
            self._shown = (values, length + 1, None)
        else:
            self.room(1)[:, 0] = row
            self.extend(1)

    def room(self, rows: int) -> NDArray[np.float64]:
        """Return where the next rows go, shape (columns, n): at most so many, and as many as the run can still have.

        What is written there is not visible until `extend` publishes it. Each column is contiguous. Empty only where
        the run has all its rows.
        """
        values, length, _ = self._shown
        if self._recent is None and length == self._most < self.limit:
            self._recent = _Recent(values[:, length - STATE_INTERVAL :], length)
            self._thin()
        if self._recent is not None:
            return self._recent.room(min(rows, self.limit - self._recent.computed))
        end = min(length + rows, self._most, self.limit)
        return self._with_capacity(end)[:, length:end]

    def reserve(self) -> None:
        """Reserve the memory for all rows that will be kept, so that none is copied as they become more.

        Memory that nothing is written to is not used yet.
        """
        self._with_capacity(min(self._most, self.limit))

    def extend(self, rows: int) -> None:
        """Publish the first ``rows`` rows that were written into the last `room`."""
        if self._recent is None:
            values, length, steps = self._shown
            self._shown = (values, length + rows, steps)
            return
        for block in self._recent.extend(rows):
            if not self._keeps(block - 1):
                self.states.pop(block - 1, None)
            if self._keeps(block):
                self._make_room_for(STATE_INTERVAL)
            if self._keeps(block):  # still, now that there may be fewer
                self._keep(*self._recent.block(block))
        self._recent.make_room()

    def stop(self, why: Stopped, diverged_at: int | None = None) -> None:
        """Mark the run as over, and say why."""
        if self._recent is not None:
            newest, first = self._recent.newest(self.last)
            self._make_room_for(newest.shape[1])
            self._keep(newest, first)
        self.diverged_at = diverged_at
        self.stopped = why

    def _keeps(self, block: int) -> bool:
        return block < self._whole_blocks or block % self.kept_every == 0

    def _keep(self, fresh: NDArray[np.float64], first: int) -> None:
        """Publish rows, whose steps begin with ``first``."""
        length, count = len(self), fresh.shape[1]
        values = self._with_capacity(length + count)
        steps = self._shown[2]
        assert steps is not None
        values[:, length : length + count] = fresh
        steps[length : length + count] = np.arange(first, first + count)
        self._shown = (values, length + count, steps)

    def _make_room_for(self, rows: int) -> None:
        if len(self) + rows > self._most:
            self._thin()

    def _with_capacity(self, rows: int) -> NDArray[np.float64]:
        """Return the columns, with room for so many rows."""
        values, length, steps = self._shown
        if rows <= values.shape[1]:
            return values
        # Views of the old array stay whole: rows are never written twice.
        capacity = min(max(2 * values.shape[1], rows), self._most, self.limit)
        grown = np.empty((len(self.columns), capacity))
        grown[:, :length] = values[:, :length]
        if steps is not None:
            steps = np.concatenate([steps[:length], np.empty(capacity - length, dtype=np.int64)])
        self._shown = (grown, length, steps)
        return grown

    def _thin(self) -> None:
        """Keep every second of the later blocks that were kept so far."""
        values, length, steps = self._shown
        steps = np.arange(length) if steps is None else steps[:length]
        every = 2 * self.kept_every
        blocks = steps[::STATE_INTERVAL] // STATE_INTERVAL
        kept = np.flatnonzero((blocks < self._whole_blocks) | (blocks % every == 0))
        # Block by block: many times as fast as row by row, and without the interpreter's lock.
        whole = values[:, :length].reshape(len(values), -1, STATE_INTERVAL)
        rows = len(kept) * STATE_INTERVAL
        steps = steps.reshape(-1, STATE_INTERVAL).take(kept, axis=0).reshape(rows)
        self._shown = (whole.take(kept, axis=1).reshape(len(values), rows), rows, steps)
        # Last, so that no view has it with the old indices.
        self.kept_every = every
        assert self._recent is not None
        recent = self._recent.newest_block - 1
        self.states = {block: state for block, state in self.states.items() if self._keeps(block) or block >= recent}

    # ---- reading

    def view(self) -> History:
        """Return the history as it is now; it stays so while the run goes on."""
        return copy(self)

    @property
    def histories(self) -> tuple[History, ...]:
        """The only history of its run."""
        return (self,)

    @property
    def last(self) -> int:
        """The step of the newest row kept; −1 before the first."""
        return self.step_at(len(self) - 1)

    @property
    def following(self) -> int:
        """The step of the row that will be kept next, if the run gets so far."""
        after = self.last + 1
        block = -(-after // STATE_INTERVAL)
        return after if self._recent is None else -(-block // self.kept_every) * self.kept_every * STATE_INTERVAL

    @property
    def kept(self) -> NDArray[np.int64] | None:
        """The steps of the rows kept; None where it is every row, so that its index is its step."""
        _values, length, steps = self._shown
        return None if steps is None else steps[:length]

    def step_at(self, index: int) -> int:
        """Return the step of the row at an index."""
        steps = self._shown[2]
        return index if steps is None else int(steps[index])

    def steps(self, start: int = 0, stop: int | None = None) -> NDArray[np.int64]:
        """Return the steps of the rows at indices ``start`` to before ``stop``."""
        end = len(self) if stop is None else min(stop, len(self))
        return np.arange(start, end) if self.kept is None else self.kept[start:end]

    def ends_at(self, index: int) -> bool:
        """Tell whether the run is over at a row, with no update after it; the update that made it diverge is one."""
        return self.stopped in ("complete", "tolerance") and index == len(self) - 1

    def index_of(self, step: int) -> int:
        """Return the index of a row; of one that is not kept, the index of the newest before it."""
        kept = self.kept
        return min(step, len(self) - 1) if kept is None else int(np.searchsorted(kept, step, side="right")) - 1

    def __len__(self) -> int:
        return self._shown[1]

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        """Return a read-only view of one column as far as it has come."""
        values, length, _steps = self._shown
        return _read_only(values[self._indices[name], :length])

    def rows(self, start: int = 0, stop: int | None = None) -> NDArray[np.float64]:
        """Return a read-only view of the rows at indices ``start`` to before ``stop``, shape (rows, columns)."""
        values, length, _steps = self._shown
        end = length if stop is None else min(stop, length)
        return _read_only(values[:, start:end].T)

    def row(self, index: int) -> dict[str, float]:
        """Return one row by the names of its columns."""
        return dict(zip(self.columns, self.rows(index, index + 1)[0].tolist(), strict=True))

    def values_at(self, index: int) -> NDArray[np.float64]:
        """Return the parameters of one row, shape (n,)."""
        return self.rows(index, index + 1)[0, 1 : 1 + len(self.parameters)]

    def gradient_at(self, index: int) -> NDArray[np.float64]:
        """Return the gradient of one row, shape (n,)."""
        return self.rows(index, index + 1)[0, 1 + len(self.parameters) :]


class _Recent:
    """The newest rows of a run that is thinned, whole: the last complete block at least, and what came after it."""

    def __init__(self, last_block: NDArray[np.float64], computed: int) -> None:
        self._values = np.empty((len(last_block), _RECENT_BLOCKS * STATE_INTERVAL))
        self._values[:, :STATE_INTERVAL] = last_block
        self._first = computed - STATE_INTERVAL
        self._length = STATE_INTERVAL

    @property
    def computed(self) -> int:
        """The step of the next row."""
        return self._first + self._length

    @property
    def newest_block(self) -> int:
        """The block that the next row belongs to."""
        return self.computed // STATE_INTERVAL

    def room(self, rows: int) -> NDArray[np.float64]:
        """Return where to write the next rows."""
        return self._values[:, self._length : self._length + rows]

    def extend(self, rows: int) -> range:
        """Take rows in, and return the blocks that they complete."""
        before = self.newest_block
        self._length += rows
        return range(before, self.newest_block)

    def block(self, block: int) -> tuple[NDArray[np.float64], int]:
        """Return a complete block, and the step of its first row."""
        first = block * STATE_INTERVAL
        start = first - self._first
        return self._values[:, start : start + STATE_INTERVAL], first

    def newest(self, after: int) -> tuple[NDArray[np.float64], int]:
        """Return the rows after a step, from the last complete block on, and the step of the first."""
        first = max((self.newest_block - 1) * STATE_INTERVAL, after + 1)
        return self._values[:, first - self._first : self._length], first

    def make_room(self) -> None:
        """Keep the last complete block only, once there is no room for more."""
        if self._length < self._values.shape[1]:
            return
        self._values[:, :STATE_INTERVAL] = self._values[:, self._length - STATE_INTERVAL :]
        self._first += self._length - STATE_INTERVAL
        self._length = STATE_INTERVAL


def _read_only(view: NDArray[np.float64]) -> NDArray[np.float64]:
    view.setflags(write=False)
    return view
