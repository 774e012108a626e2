"""The smallest and the largest of values that become more, without looking at all of them again."""

from __future__ import annotations

import numpy as np

from gui.plots.base.thin import Floats, drawable

__all__ = ["Extremes"]

_BLOCK = 1_024


class Extremes:
    """A column that grows, and the extremes of its first n values for any n."""

    def __init__(self) -> None:
        self._values = np.empty(_BLOCK)
        self._count = 0
        self._lows, self._highs = np.empty(0), np.empty(0)
        """Up to the end of each whole block."""

    def __len__(self) -> int:
        return self._count

    def add(self, fresh: Floats) -> None:
        """Take more values in."""
        end = self._count + len(fresh)
        if end > len(self._values):
            grown = np.empty(max(end, 2 * len(self._values)))
            grown[: self._count] = self._values[: self._count]
            self._values = grown
        self._values[self._count : end] = drawable(fresh)
        self._count = end
        done, whole = len(self._lows) * _BLOCK, end // _BLOCK * _BLOCK
        if done < whole:
            blocks = self._values[done:whole].reshape(-1, _BLOCK)
            self._lows = _with(self._lows, np.fmin.reduce(blocks, axis=1), np.fmin)
            self._highs = _with(self._highs, np.fmax.reduce(blocks, axis=1), np.fmax)

    def first(self, count: int) -> Floats:
        """Return the first values, NaN for what cannot be drawn; not to be written to."""
        return self._values[:count]

    def of(self, count: int) -> tuple[float, float]:
        """Return the smallest and the largest of the first values, NaN where none can be drawn."""
        whole = count // _BLOCK
        rest = self._values[whole * _BLOCK : count]
        low = np.fmin.reduce(np.append(self._lows[max(whole - 1, 0) : whole], rest), initial=np.nan)
        high = np.fmax.reduce(np.append(self._highs[max(whole - 1, 0) : whole], rest), initial=np.nan)
        return float(low), float(high)


def _with(before: Floats, blocks: Floats, extreme: np.ufunc) -> Floats:
    """Return the extremes up to the end of each block, those of further blocks added."""
    return np.append(before, extreme.accumulate(np.append(before[-1:], blocks))[len(before[-1:]) :])
