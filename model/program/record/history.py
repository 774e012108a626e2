"""The scalars of a program's loops: one row an iteration, as columns by the names of variables."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.nn.parameter import is_lazy

from model.program.record.loops import Loop

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_ROWS = 1 << 17
MOST_COLUMNS = 1 << 6
MOST_LOOPS = 1 << 6
_MOST_NUMBERS, _MOST_OF_LOOP = 5_000_000, 1_900_000
"""Of all loops and of one, as they are told: of eight bytes each, in one message."""
_NONE = float("nan")


class _Rows:
    """The rows of one loop while it runs."""

    def __init__(self) -> None:
        self.every = 1
        self.count = 0
        self.places = array("q")
        self.columns: dict[str, array[float]] = {}
        self.first: dict[str, int] = {}

    def add(self, place: int, variables: Mapping[str, Any]) -> None:
        """Add a row, unless it is one of those that are left out."""
        self.count += 1
        if (self.count - 1) % self.every:
            return
        if len(self.places) == MOST_ROWS:
            self.every *= 2
            self.places = self.places[::2]
            self.columns = {name: column[::2] for name, column in self.columns.items()}
            self.first = {name: -(-first // 2) for name, first in self.first.items()}
            if (self.count - 1) % self.every:
                return
        row = len(self.places)
        self.places.append(place)
        for name, value in variables.items():
            number = _number(value)
            if number is not None and (name in self.columns or len(self.columns) < MOST_COLUMNS):
                column = self.columns.setdefault(name, array("d"))
                self.first.setdefault(name, row)
                if len(column) < row:
                    column.extend([_NONE] * (row - len(column)))
                column.append(number)

    @property
    def size(self) -> int:
        """How many numbers were kept."""
        return len(self.places) * (len(self.columns) + 1)

    def loop(self, line: int, column: int, room: int) -> Loop:
        """Return what was kept, or every second row of it and so on: as many as there is room for."""
        step = 1
        while self.size > room * step:
            step *= 2
        rows = len(self.places)
        scalars = {
            name: (kept + array("d", [_NONE]) * (rows - len(kept)))[::step].tobytes()
            for name, kept in self.columns.items()
        }
        first = {name: -(-row // step) for name, row in self.first.items()}
        return Loop(line, column, self.every * step, self.places[::step].tobytes(), scalars, first)


class History:
    """The scalars of all loops."""

    def __init__(self) -> None:
        self._rows: dict[tuple[int, int], _Rows] = {}

    def round(self, loop: tuple[int, int], place: int, variables: Mapping[str, Any]) -> None:
        """Take in the variables before a round of the loop at a line and column."""
        rows = self._rows.get(loop)
        if rows is None:
            if len(self._rows) == MOST_LOOPS:
                return
            rows = self._rows[loop] = _Rows()
        rows.add(place, variables)

    def loops(self) -> tuple[Loop, ...]:
        """Return what was kept, in the order of the lines: of the largest loops no more than can be told."""
        room, loops = _MOST_NUMBERS, dict[tuple[int, int], Loop]()
        for at, rows in sorted(self._rows.items(), key=lambda one: one[1].size):
            share = min(_MOST_OF_LOOP, room // (len(self._rows) - len(loops)))
            loops[at] = rows.loop(*at, share)
            room -= min(rows.size, share)
        return tuple(loop for _, loop in sorted(loops.items()))

    def round_before(self, place: int, back: int) -> int:
        """Return the statement with which a round begins, so many rounds before another; 0 where there is none."""
        found = [0]
        for rows in self._rows.values():
            kept = np.frombuffer(rows.places, np.int64)
            end = int(np.searchsorted(kept, place, "right"))
            found += kept[max(end - back, 0) : end].tolist()
        return sorted(found)[-back:][0]


def _number(value: Any) -> float | None:
    """Return the number that a value is, or that a list ends with."""
    kind = type(value)
    if kind is float or kind is int or kind is bool:
        return float(value) if kind is not int or abs(value) < 1 << 1000 else None
    if kind is list and value and type(value[-1]) in (float, int):
        return _number(value[-1])
    if isinstance(value, torch.Tensor) and not is_lazy(value):
        is_dead = torch._C._functorch.is_functorch_wrapped_tensor(value)  # pyright: ignore - it has left its vmap()
        return None if is_dead or value.numel() != 1 or value.is_complex() else float(value.item())
    return float(value) if isinstance(value, np.generic) and value.dtype.kind in "fiub" else None
