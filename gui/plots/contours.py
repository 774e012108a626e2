"""Level lines of a function on a grid, by marching squares over all cells at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["heights", "level_lines", "levels"]

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


def heights(values: NDArray) -> NDArray:
    """Return a grid of shares from 0 at the lowest value to 1 at the highest, finer near the lowest.

    A loss rises by many powers of ten from its valley, so the share is that of the logarithm of the height
    above the lowest value. What is not finite stays NaN.
    """
    values = np.where(np.isfinite(values), values, np.nan)
    if not np.isfinite(values).any():
        return values
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if not high > low:
        return np.where(np.isnan(values), np.nan, 0.0)
    with np.errstate(all="ignore"):
        # The median decides how deep the valley is looked into: half of the picture is above it.
        knee = max(float(np.nanmedian(values)) - low, (high - low) * 1e-12) / 30
        return np.log1p((values - low) / knee) / np.log1p((high - low) / knee)


def levels(count: int = 11) -> NDArray:
    """Return the shares at which level lines are drawn."""
    return np.linspace(0.0, 1.0, count + 2)[1:-1]


def level_lines(xs: NDArray, ys: NDArray, values: NDArray, level: float) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Return the pieces of one level line: arrays x0, y0, x1, y1, one piece for each entry.

    Parameters
    ----------
    xs, ys : array
        The places of the columns and of the rows.
    values : array (rows, columns)
        Cells with a corner that is not finite have no line.
    """
    corners = (values[:-1, :-1], values[:-1, 1:], values[1:, 1:], values[1:, :-1])
    finite = np.isfinite(corners[0] + corners[1] + corners[2] + corners[3])
    with np.errstate(invalid="ignore"):
        case = sum((corner > level).astype(np.int64) << bit for bit, corner in enumerate(corners))
    case = np.where(finite, case, 0)
    pieces: list[NDArray] = []
    for number, edges in _EDGES.items():
        rows, columns = np.nonzero(case == number)
        if len(rows):
            cell = [corner[rows, columns] for corner in corners]
            sides = (xs[columns], xs[columns + 1], ys[rows], ys[rows + 1])
            for first, last in edges:
                start, end = _crossing(first, cell, sides, level), _crossing(last, cell, sides, level)
                pieces.append(np.stack([*start, *end]))
    joined = np.concatenate(pieces, axis=1) if pieces else np.empty((4, 0))
    return joined[0], joined[1], joined[2], joined[3]


def _crossing(
    edge: int, cell: list[NDArray], sides: tuple[NDArray, NDArray, NDArray, NDArray], level: float
) -> tuple[NDArray, NDArray]:
    """Return where a level crosses an edge: 0 below, 1 right, 2 above, 3 left."""
    left, right, bottom, top = sides
    start, end = cell[edge], cell[(edge + 1) % 4]
    share = (level - start) / (end - start)
    if edge == 0:
        return left + share * (right - left), bottom
    if edge == 1:
        return right, bottom + share * (top - bottom)
    if edge == 2:
        return right - share * (right - left), top
    return left, top - share * (top - bottom)
