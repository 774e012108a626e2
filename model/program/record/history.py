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

    def loop(self, line: int, column: int) -> Loop:
        """Return what was kept."""
        rows = len(self.places)
        scalars = {
            name: (kept + array("d", [_NONE]) * (rows - len(kept))).tobytes() for name, kept in self.columns.items()
        }
        return Loop(line, column, self.every, self.places.tobytes(), scalars, self.first)


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
        """Return what was kept, in the order of the lines."""
        return tuple(rows.loop(*at) for at, rows in sorted(self._rows.items()))

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
        return float(value.item()) if value.numel() == 1 and not value.is_complex() else None
    return float(value) if isinstance(value, np.generic) and value.dtype.kind in "fiub" else None
