"""Arrays made fit for drawing: thinned to what the eye can tell apart, and kept in the range of a picture."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

LIMIT = 1e100
"""The largest number drawn: beyond it the product of two scales leaves the range of a double."""
_PIXELS = 4.0
_STRAIGHT = 0.04
"""Pixels that a point may lie off the line through its neighbours and be left out."""
_BLOCK = 256
"""So many values of a long column have their extremes kept."""
_ROUNDS = 6
_SHORT = 60
_MOST = 2_000


def drawable(values: Floats) -> Floats:
    """Return ``values`` as float64 with NaN for everything that cannot be drawn."""
    values = np.asarray(values, dtype=float)
    with np.errstate(invalid="ignore"):
        good = np.abs(values) <= LIMIT
    return values if good.all() else np.where(good, values, np.nan)


def fitted(low: float, high: float, pad: float = 0.05) -> tuple[float, float]:
    """Return a range around ``low`` to ``high`` with room at both ends, never of no width."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return (-1.0, 1.0)
    width = high - low
    least = max(abs(low), abs(high)) * 1e-12
    if width <= least:
        width = max(abs(low) * 0.2, least) or 2.0
        middle = (low + high) / 2
        return (middle - width / 2, middle + width / 2)
    return (low - pad * width, high + pad * width)


def grown(old: tuple[float, float], low: float, high: float) -> tuple[float, float]:
    """Return ``old`` with its width doubled, toward the side needed, until it holds ``low`` and ``high``.

    Growing in doubling steps keeps a live plot from laying out its axes with every frame.
    """
    bottom, top = old
    while top < high or bottom > low:
        width = top - bottom
        if not 0 < width < LIMIT:
            return fitted(min(low, bottom), max(high, top))
        if top < high:
            top += width
        if bottom > low:
            bottom -= width
    return (bottom, top)


def column_edges(first: int, last: int, width: int, *, logarithmic: bool = False) -> Indices:
    """Return where to cut rows ``first`` to ``last`` (not included) into pieces one pixel wide."""
    count = max(min(width, last - first), 1)
    low = max(first, 1) if logarithmic else first
    if low == last:  # of the row 0 alone: it has no place on a logarithmic axis
        return np.array([first], np.int64)
    edges = np.geomspace(low, last, count + 1) if logarithmic else np.linspace(low, last, count + 1)
    edges = np.unique(edges[:-1].astype(np.int64))
    return edges[edges >= first]


def columns(values: Floats, edges: Indices, last: int) -> tuple[Floats, Floats]:
    """Return the least and the greatest value of each piece; the last piece ends at ``last``."""
    first = int(edges[0])
    piece, cuts = values[first:last], edges - first
    return np.minimum.reduceat(piece, cuts), np.maximum.reduceat(piece, cuts)


class Blocks:
    """The extremes of each whole block of a growing column, so that a long one is not read again with every frame."""

    def __init__(self) -> None:
        self._lows, self._highs = np.empty(0), np.empty(0)

    def take(self, values: Floats, length: int) -> None:
        """Look at the blocks that are new among the first ``length`` values."""
        blocks = values[len(self._lows) * _BLOCK : length // _BLOCK * _BLOCK].reshape(-1, _BLOCK)
        if len(blocks):
            self._lows = np.append(self._lows, blocks.min(axis=1))
            self._highs = np.append(self._highs, blocks.max(axis=1))

    def columns(self, values: Floats, edges: Indices, last: int) -> tuple[Indices, Floats, Floats]:
        """Return the edges of pieces and the extremes of each; where all are long they begin at whole blocks."""
        whole = last // _BLOCK
        if whole > len(self._lows) or np.diff(edges).min(initial=_BLOCK) < _BLOCK:
            return edges, *columns(values, edges, last)
        blocks = np.unique(edges // _BLOCK)
        begin, rest = int(blocks[0]), values[whole * _BLOCK : last]
        lows, highs = self._lows[begin:whole], self._highs[begin:whole]
        if len(rest):
            lows, highs = np.append(lows, rest.min()), np.append(highs, rest.max())
        cuts = blocks - begin
        return blocks * _BLOCK, np.minimum.reduceat(lows, cuts), np.maximum.reduceat(highs, cuts)


def straightened(px: Floats, py: Floats) -> tuple[Floats, Floats]:
    """Return a line in pixels without the points that the eye sees on the line through their neighbours.

    A smooth curve keeps a tenth of its points, and is drawn in a fraction of the time.
    """
    for turn in range(_ROUNDS):
        if len(px) < _SHORT:
            break
        # Looks at every second point, in the next round at the others.
        first = turn % 2
        before, at, after = slice(first, -2, 2), slice(first + 1, -1, 2), slice(first + 2, None, 2)
        ax, ay = px[at] - px[before], py[at] - py[before]
        bx, by = px[after] - px[at], py[after] - py[at]
        onward = ax * bx + ay * by > 0
        straight = onward & (np.abs(ax * by - ay * bx) <= _STRAIGHT * np.hypot(ax + bx, ay + by))
        kept = np.ones(len(px), dtype=bool)
        kept[at] = ~straight
        px, py = px[kept], py[kept]
    return px, py


def strided(rows: Indices, most: int) -> Indices:
    """Return every n-th of rows that are more than ``most``; n is odd, or a zigzag would look straight."""
    return rows[:: len(rows) // most | 1] if len(rows) > most else rows


class Thinned:
    """The rows of a growing path that move the pen by some pixels; each row is looked at once.

    Rows 1, 2, 4, … are remembered: where one of them has another value, the path is another one.
    """

    def __init__(self, pixels: float = _PIXELS, most: int = _MOST) -> None:
        self._pixels = pixels
        self._most = most
        self.starts = 0
        """How often it started again."""
        self.forget()

    def forget(self) -> None:
        """Start again, as after a change of the view."""
        self.starts += 1
        self._kept: list[Indices] = []
        self._done = 0
        self._last: tuple[float, float] | None = None
        self._probes: dict[int, tuple[float, float]] = {}

    def rows(self, xs: Floats, ys: Floats, row: int, unit: tuple[float, float], every: int = 60) -> Indices:
        """Return the indices to draw of a path, ``row`` last; all of them while there are at most ``every``.

        ``unit`` is the size of one pixel in x and in y.
        """
        if row < every:
            return np.arange(row + 1)
        self.take(xs, ys, row, unit)
        kept = np.concatenate(self._kept) if len(self._kept) != 1 else self._kept[0]
        self._kept = [kept]
        return np.append(strided(kept[: np.searchsorted(kept, row)], self._most), row)

    def take(self, xs: Floats, ys: Floats, row: int, unit: tuple[float, float]) -> None:
        """Look at the new rows up to ``row``, or at all of them where the path is another one."""
        if self._changed(xs, ys):
            self.forget()
        if row >= self._done:
            self._take(xs[self._done : row + 1], ys[self._done : row + 1], unit)

    def between(self, first: int, row: int) -> Indices:
        """Return the rows taken that move the pen, from ``first`` on and before ``row``."""
        pieces: list[Indices] = []
        for piece in reversed(self._kept):
            if len(piece):
                pieces.append(piece)
                if piece[0] <= first:
                    break
        kept = np.concatenate(pieces[::-1]) if pieces else np.empty(0, dtype=np.int64)
        return kept[np.searchsorted(kept, first) : np.searchsorted(kept, row)]

    def _changed(self, xs: Floats, ys: Floats) -> bool:
        return any(
            index >= len(xs) or (float(xs[index]), float(ys[index])) != value for index, value in self._probes.items()
        )

    def _take(self, xs: Floats, ys: Floats, unit: tuple[float, float]) -> None:
        start = self._done
        with np.errstate(all="ignore"):
            across = np.floor(xs * (1.0 / (unit[0] * self._pixels)))
            up = np.floor(ys * (1.0 / (unit[1] * self._pixels)))
        moved = np.empty(len(xs), dtype=bool)
        moved[0] = self._last is None or (float(across[0]), float(up[0])) != self._last
        np.not_equal(across[1:], across[:-1], out=moved[1:])
        moved[1:] |= up[1:] != up[:-1]
        self._kept.append(np.flatnonzero(moved).astype(np.int64, copy=False) + start)
        self._last = (float(across[-1]), float(up[-1]))
        self._done += len(xs)
        power = 1
        while power < self._done:
            if power >= start and power not in self._probes:
                self._probes[power] = (float(xs[power - start]), float(ys[power - start]))
            power *= 2
