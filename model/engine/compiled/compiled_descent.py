"""The compiled engine's run of an experiment: the rows of `model.descent.loop`, many at a time."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import torch

from model.descent.history import STATE_INTERVAL, History, columns_of
from model.descent.loop import check_start
from model.engine.compiled.compiled_loop import DIVERGED, FLAT, CompiledLoop

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from model.catalogue.optimizers import State
    from model.experiment import Descending

_CHUNK_SECONDS = 0.005
"""About how long one step may take: a run can be stopped after each."""
_GROWTH = 8
_TELLING = 0.2
"""The share of that time from which on a measurement of it counts."""


class CompiledDescent:
    """A run of one experiment, computed by its compiled step without the interpreter's lock.

    The step is compiled first where that is not done. Raises `Refused` where it cannot be, or there are no points; at
    the first step where loss or gradient are not finite at the start.
    """

    process = None

    def __init__(self, experiment: Descending) -> None:
        self.experiment = experiment
        self._loop = loop = CompiledLoop(experiment)
        self.objective = loop.objective
        self.history = History(columns_of(experiment.parameters), limit=loop.updates + 1, engine="compiled")
        self.history.reserve()
        self._carries = loop.first_carries([loop.objective.start])
        self._numbers = loop.numbers()
        self._next = 0
        self._rows = loop.rows_at_once

    def step(self) -> bool:
        """Compute as many rows as take some milliseconds; return whether there was one."""
        history = self.history
        if history.stopped is not None:
            return False
        began = perf_counter()
        first = self._next
        room = history.room(self._rows)
        stop = first + room.shape[1]
        blocks = range(-(-first // STATE_INTERVAL), -(-stop // STATE_INTERVAL))
        kept = np.empty((1, len(blocks), self._loop.kept_columns))
        found = self._loop.compute(first, stop, room[None], kept, self._carries, self._numbers)
        reached, end = (int(each[0]) for each in found)
        if reached == 0:
            check_start(self.objective, self.experiment)  # says what is wrong there
        self._next = reached
        computed = max(0, -(-reached // STATE_INTERVAL) - blocks.start)
        history.states.update(zip(blocks[:computed], self._states(kept[0, :computed]), strict=True))
        history.extend(reached - first)
        if end == DIVERGED:
            history.stop("diverged", diverged_at=reached)
        elif end == FLAT:
            history.stop("tolerance")
        elif reached == history.limit:
            history.stop("complete")
        passed = perf_counter() - began
        self._rows = max(1, int((stop - first) * min(_CHUNK_SECONDS / max(passed, 1e-9), _GROWTH)))
        if passed > _TELLING * _CHUNK_SECONDS:
            self._loop.rows_at_once = self._rows  # where the next run of this step begins
        return reached > first

    def _states(self, kept: NDArray[np.float64]) -> list[State]:
        """Return rows of packed numbers as states of the update rule."""
        if not self._loop.state:
            return [{} for _ in range(len(kept))]
        tensors = torch.from_numpy(kept)
        columns: list[tuple[Tensor, ...]] = []
        begin, count = 0, len(self.objective.parameters)
        for entry in self._loop.state:
            columns.append((tensors[:, begin : begin + count] if entry.is_vector else tensors[:, begin]).unbind())
            begin += count if entry.is_vector else 1
        names = [entry.name for entry in self._loop.state]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
