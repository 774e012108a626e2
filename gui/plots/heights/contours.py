"""Level lines of a function on a grid, by marching squares over all cells at once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gui.look.numbers import number_text
from gui.look.ticks import nice_step, tick_text

if TYPE_CHECKING:
    from gui.plots.base.thin import Floats

_STEEP = 18.0
"""From so many times the lower quarter of the heights on, the range has a logarithmic scale; of a bowl it is at most
16 times."""
_LONG_NUMBER = 1e4
_MOST_LEVELS = 13
_DIGITS = ((1, 2, 5), (1, 3), (1,))
"""Which multiples of a power of ten are levels, the finest first."""

_EDGES = {  # corners of a cell counterclockwise from its lower left: bits 1, 2, 4, 8; edges 0 to 3 likewise
    1: ((3, 0),),
    2: ((0, 1),),
    3: ((3, 1),),
    4: ((1, 2),),
    5: ((3, 0), (1, 2)),
    6: ((0, 2),),
    7: ((3, 2),),
    8: ((2, 3),),
    9: ((2, 0),),
    10: ((0, 1), (2, 3)),
    11: ((2, 1),),
    12: ((1, 3),),
    13: ((1, 0),),
    14: ((0, 3),),
}


class HeightScale(NamedTuple):
    """How heights become shares from 0 at ``low`` to 1 at ``high``, and back.

    From ``knee`` above ``low`` on, equal factors are equal shares: the share is that of log(1 + (height − low) / knee).
    With an infinite knee equal differences are equal shares. Counts, ``whole``, have only whole levels.
    """

    low: float
    high: float
    knee: float = math.inf
    whole: bool = False

    @property
    def logarithmic(self) -> bool:
        """Whether equal factors are equal shares, high up."""
        return math.isfinite(self.knee)

    def shares(self, values: Floats) -> Floats:
        """Return the shares of heights; what is not finite is NaN."""
        values = np.where(np.isfinite(values), values, np.nan)
        if not self.high > self.low:
            return np.where(np.isnan(values), np.nan, 0.0)
        with np.errstate(all="ignore"):
            if not self.logarithmic:
                return (values - self.low) / (self.high - self.low)
            return np.log1p((values - self.low) / self.knee) / np.log1p((self.high - self.low) / self.knee)

    def levels(self, most: int = _MOST_LEVELS) -> list[float]:
        """Return round heights between the lowest and the highest: steps of one size, or of one factor."""
        if not self.high > self.low:
            return []
        if not self.logarithmic:
            step = nice_step((self.high - self.low) / most)
            first, last = math.ceil(self.low / step), math.floor(self.high / step)
            places = [step * count for count in range(first, last + 1)]
        else:
            # Where the lowest height is zero but for the grid's coarseness, levels are round numbers.
            base = 0.0 if 0 <= self.low <= self.knee else self.low
            bottom = math.floor(math.log10(self.knee) - 0.5)
            powers = range(bottom, math.ceil(math.log10(self.high - base)) + 1)
            every = next((every for every in _DIGITS if len(powers) * len(every) <= most), _DIGITS[-1])
            places = [_rounded(base + float(f"{digit}e{power}"), power) for power in powers for digit in every]
            places = sorted(set(places))[:: max(1, math.ceil(len(places) / most))]
        places = [place for place in places if self.low < place < self.high]
        return [place for place in places if place.is_integer()] if self.whole else places

    def ticks(self, apart: float) -> list[tuple[float, str]]:
        """Return levels at least ``apart`` in share from each other, as share and text, from the lowest."""
        if not self.high > self.low:
            return [(0.5, number_text(self.low, 4))]
        levels = self.levels()
        spacing = levels[1] - levels[0] if len(levels) > 1 else self.high - self.low
        largest = max(abs(self.low), abs(self.high))
        if largest >= 10 * _LONG_NUMBER:
            largest = max(largest, 1e6)  # from which ticks are powers of ten, which are shorter
        found: list[tuple[float, str]] = []
        for share, level in zip(self.shares(np.array(levels)).tolist(), levels, strict=True):
            if not found or share - found[-1][0] >= apart:
                found.append((share, self._text(level, spacing, largest)))
        return found

    def _text(self, level: float, spacing: float, largest: float) -> str:
        if not self.logarithmic:
            return tick_text(level, spacing, largest)
        return tick_text(level, level / 10, 1e6) if level >= _LONG_NUMBER else number_text(level, 3)


def _rounded(value: float, power: int) -> float:
    """Return the multiple of a power of ten that is nearest to a value."""
    return float(f"{value / 10.0**power:.0f}e{power}")


def height_scale(values: Floats, logarithmic: bool | None = None, *, whole: bool = False) -> HeightScale | None:
    """Return the scale on which finite heights show best; None where there are none.

    If not told, the scale is logarithmic where the heights span very much more than their lower quarter, as on the
    walls of a valley that rise by powers of ten. ``whole`` says that the heights are counts.
    """
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    low, high = float(values.min()), float(values.max())
    places = [len(values) // 4, len(values) // 2]
    quarter, middle = np.partition(values, places)[places].tolist()
    if not high > low:
        return HeightScale(low, high, whole=whole)
    if logarithmic is None:
        logarithmic = high - low > _STEEP * (quarter - low)
    # The median decides how much of the valley's depth is shown: half of the picture is above it.
    knee = max(middle - low, (high - low) * 1e-12) / 30 if logarithmic else math.inf
    return HeightScale(low, high, max(knee, 1.0) if whole else knee, whole)


def level_lines(xs: Floats, ys: Floats, values: Floats, level: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the pieces of one level line: arrays x0, y0, x1, y1, one piece for each entry.

    ``values`` are (rows, columns), at ``xs`` for the columns and ``ys`` for the rows. Cells with a corner that is not
    finite have no line.
    """
    corners = (values[:-1, :-1], values[:-1, 1:], values[1:, 1:], values[1:, :-1])
    finite = np.isfinite(corners[0] + corners[1] + corners[2] + corners[3])
    with np.errstate(invalid="ignore"):
        case = sum((corner > level).astype(np.int64) << bit for bit, corner in enumerate(corners))
    case = np.where(finite, case, 0)
    pieces: list[Floats] = []
    for number, edges in _EDGES.items():
        rows, columns = np.nonzero(case == number)
        if len(rows):
            cell = [corner[rows, columns] for corner in corners]
            left, right, bottom, top = xs[columns], xs[columns + 1], ys[rows], ys[rows + 1]
            corners_of = [left, right, right, left], [bottom, bottom, top, top]
            for first, last in edges:
                start, end = (_crossing(edge, cell, *corners_of, level) for edge in (first, last))
                pieces.append(np.stack([*start, *end]))
    joined = np.concatenate(pieces, axis=1) if pieces else np.empty((4, 0))
    return joined[0], joined[1], joined[2], joined[3]


def _crossing(edge: int, cell: list[Floats], xs: list[Floats], ys: list[Floats], level: float) -> tuple[Floats, Floats]:
    """Return where a level crosses the edge from one corner of a cell to the next."""
    after = (edge + 1) % 4
    share = (level - cell[edge]) / (cell[after] - cell[edge])
    return xs[edge] + share * (xs[after] - xs[edge]), ys[edge] + share * (ys[after] - ys[edge])
