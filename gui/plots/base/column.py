"""The values of a growing run, the numbers of its rows, and what is known of them so far."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gui.plots.base.thin import Floats, Indices, drawable

__all__ = ["Column", "Seen"]


class Seen(NamedTuple):
    """What is known of values: least, greatest, least above zero, and how many are not above zero."""

    low: float = math.inf
    high: float = -math.inf
    positive: float = math.inf
    hidden: int = 0


class Column:
    """A value at every row kept of a run.

    Attributes
    ----------
    values : array
        It may be the history's own memory; ``length`` of them count.
    kept : array or None
        The rows' numbers, where not every row is kept.
    seen : Seen
        What is known of the values up to the last `see`.
    """

    def __init__(self) -> None:
        self.values = np.empty(0)
        self.kept: Indices | None = None
        self.length = 0
        self.seen = Seen()
        self._done = 0

    def take(self, values: Floats, length: int, kept: Indices | None) -> bool:
        """Take the rows there are now; return whether the rows known so far are among them."""
        longer = length >= self.length and self._is_longer(kept)
        if not longer:
            self.forget()
        self.values, self.length, self.kept = values, min(length, len(values)), kept
        return longer

    def forget(self) -> None:
        """Look at all values again."""
        self.seen, self._done = Seen(), 0

    def see(self, shift: float) -> None:
        """Take in the values that are new, less ``shift``."""
        low, high, positive, hidden = self.seen
        fresh = drawable(self.values[self._done : self.length])
        fresh = fresh[np.isfinite(fresh)] - shift
        if len(fresh):
            low, high = min(low, float(fresh.min())), max(high, float(fresh.max()))
            above = fresh[fresh > 0]
            hidden += len(fresh) - len(above)
            if len(above):
                positive = min(positive, float(above.min()))
        self.seen, self._done = Seen(low, high, positive, hidden), self.length

    def _is_longer(self, kept: Indices | None) -> bool:
        last = self.length - 1
        return last < 0 or self.step_at(last) == (last if kept is None else int(kept[last]))

    @property
    def last(self) -> int:
        """The number of the last row; −1 where there is none."""
        return self.step_at(self.length - 1) if self.length else -1

    def step_at(self, index: int) -> int:
        """Return the number of the row at an index."""
        return index if self.kept is None else int(self.kept[index])

    def index_of(self, step: float) -> int:
        """Return the index of the row nearest to a step."""
        if self.kept is None or not self.length:
            return min(max(round(step), 0), max(self.length - 1, 0))
        after = min(max(int(np.searchsorted(self.kept, step)), 1), self.length - 1)
        return after - 1 if step - self.kept[after - 1] < self.kept[after] - step else after
