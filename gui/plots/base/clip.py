"""Lines cut to the area of a plot, exactly where they run, however far out their ends are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gui.plots.base.drawing import within

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF

    from gui.plots.base.thin import Floats

BEYOND = 24.0
"""Pixels that lines go on beyond an area, where no end of theirs is seen."""
_EXACT = 1e11
"""Pixels up to which a double tells where a line is to a hundredth of a pixel, whatever it is cut with."""
_SAME = 1e-3
"""Pixels between ends that are one."""


def cut(px: Floats, py: Floats, area: QRectF, beyond: float = BEYOND) -> tuple[Floats, ...]:
    """Return both ends, x, y, x, y, of the part of each piece of a line not ``beyond`` an area; NaN where none is."""
    area = area.adjusted(-beyond, -beyond, beyond, beyond)
    x0, y0, x1, y1 = px[:-1], py[:-1], px[1:], py[1:]
    with np.errstate(all="ignore"):
        # From the nearer end, and not to the very end of a long step: 1e30 pixels leave no digits for those in sight.
        back = np.maximum(np.abs(x1), np.abs(y1)) < np.maximum(np.abs(x0), np.abs(y0))
        x, y = np.where(back, x1, x0), np.where(back, y1, y0)
        dx, dy = np.where(back, x0, x1) - x, np.where(back, y0, y1) - y
        sides = [_shares(x, dx, area.left(), area.right()), _shares(y, dy, area.top(), area.bottom())]
        first = np.maximum(np.maximum(sides[0][0], sides[1][0]), 0.0)
        last = np.minimum(np.minimum(sides[0][1], sides[1][1]), 1.0)
        seen = first <= last
        ends: list[tuple[Floats, Floats]] = []
        for share, which in ((first, 0), (last, 1)):
            # An end on a side of the area is just there: of a line that is steep enough, no other digits are left.
            places = [
                np.where(side[which] == share, np.where((way > 0) == (which == 0), low, high), start + share * way)
                for side, start, way, low, high in (
                    (sides[0], x, dx, area.left(), area.right()),
                    (sides[1], y, dy, area.top(), area.bottom()),
                )
            ]
            for side, start in zip(sides, (x, y), strict=True):
                seen &= (side[which] == share) | (np.abs(start) <= _EXACT)
            ends.append((places[0], places[1]))
    (a, b), (c, d) = ((np.where(back, q, p), np.where(back, p, q)) for p, q in zip(*ends, strict=True))
    return tuple(np.where(seen, end, np.nan) for end in (a, c, b, d))


def _shares(start: Floats, way: Floats, low: float, high: float) -> tuple[Floats, Floats]:
    """Return the shares of ways along one axis at which they come between two sides, and leave what is between."""
    one, other = (low - start) / way, (high - start) / way
    still = way == 0
    out = still & ((start < low) | (start > high))
    first = np.where(still, np.where(out, 2.0, -1.0), np.minimum(one, other))
    return first, np.where(still, 2.0, np.maximum(one, other))


def clipped(px: Floats, py: Floats, area: QRectF, beyond: float = BEYOND) -> tuple[Floats, Floats]:
    """Return a line in pixels without what lies ``beyond`` an area, and NaN where it is interrupted.

    A dash pattern over a line of ten million pixels would cost Qt seconds.
    """
    if len(px) < 2 or within(px, py, area.adjusted(-beyond, -beyond, beyond, beyond)).all():
        return px, py
    ends = cut(px, py, area, beyond)
    x0, y0, x1, y1 = (end[np.isfinite(ends[0])] for end in ends)
    if not len(x0):
        return np.empty(0), np.empty(0)
    joined = np.hypot(x1[:-1] - x0[1:], y1[:-1] - y0[1:]) < _SAME
    gap = np.append(~joined, False)
    # Each piece gives its start, then its end and a gap where the next one does not begin there.
    columns = [np.column_stack([a, np.where(gap, b, np.nan), np.full(len(a), np.nan)]) for a, b in ((x0, x1), (y0, y1))]
    kept = np.column_stack([np.ones_like(gap), gap, gap]).ravel()
    xs, ys = (np.append(column.ravel()[kept], end[-1]) for column, end in zip(columns, (x1, y1), strict=True))
    return xs, ys
