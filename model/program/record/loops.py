"""The scalars of one loop, as plain values that go through a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Loop(msgspec.Struct, frozen=True):
    """What was kept of a loop.

    Attributes
    ----------
    line, column : int
        Where it stands.
    every : int
        Which rounds were kept: 1 for all, 2 for every other, …
    places : bytes
        For each row the statement of the run before which the round begins, as 64-bit integers. Row 0 is before the
        first iteration; where a loop is entered again, a row before its first iteration follows.
    scalars : dict of str to bytes
        For each name the value in each row as 64-bit floats, NaN also where it was no number.
    first : dict of str to int
        For each name the first row in which it had a value.
    """

    line: int
    column: int
    every: int
    places: bytes
    scalars: dict[str, bytes]
    first: dict[str, int]

    def column_of(self, name: str) -> NDArray[np.float64]:
        """Return the values of a name."""
        return np.frombuffer(self.scalars[name], np.float64)

    def iterations_of(self, name: str) -> int:
        """Return in how many of the rows a name has a value: it may have none before the first round."""
        return len(self.column_of(name)) - self.first[name]

    @property
    def span(self) -> int:
        """Over how many statements of the run its rounds go."""
        places = np.frombuffer(self.places, np.int64)
        return int(places[-1] - places[0])


def outermost_first(loops: Sequence[Loop]) -> list[Loop]:
    """Return loops so that none stands before one that it runs within: the longer they go on, the earlier."""
    return sorted(loops, key=lambda loop: -loop.span)
