"""Which part of a curve to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gui.plots.base.thin import Floats, fitted

if TYPE_CHECKING:
    from collections.abc import Sequence


Range = tuple[float, float, float, float]
"""x from, to, y from, to."""

_OUTLYING = 40.0
"""How many times as high as its inner part a curve must be for its ends to be cut off."""
_HIDDEN = 25.0
"""How many times the height between stationary points a view must have for them to look equal."""
_BELOW, _ABOVE = 1.2, 7.0
"""Room below and above stationary points, in heights between them."""
_FEWEST = 20


def whole_range(ys: Floats, domain: tuple[float, float]) -> Range:
    """Return the whole domain and the heights in it; a pole or a steep wall must not flatten all else."""
    good = ys[np.isfinite(ys)]
    low, high = (float(good.min()), float(good.max())) if len(good) else (-1.0, 1.0)
    if len(good) > _FEWEST:
        # not np.quantile, which loads NumPy's masked arrays: as much time as the rest of the first picture's curve
        inner_low, inner_high = np.sort(good)[[round(0.04 * len(good)), round(0.96 * len(good)) - 1]].tolist()
        height = inner_high - inner_low
        if height > 0 and high - low > _OUTLYING * height:
            low, high = max(low, inner_low - height), min(high, inner_high + height)
    bottom, top = fitted(low, high, 0.08)
    bottom -= 0.06 * (top - bottom)  # room for the label of a minimum
    return (*fitted(*domain, 0.02), bottom, top)


def focused_range(whole: Range, xs: Floats, ys: Floats, heights: Sequence[float]) -> Range:
    """Return the part of a curve in which its stationary points, at these heights, can be told apart.

    Where the ``whole`` range shows them well enough, that is returned.
    """
    height = max(heights) - min(heights) if heights else 0.0
    if height <= 0 or whole[3] - whole[2] < _HIDDEN * height:
        return whole
    low, high = min(heights) - _BELOW * height, max(heights) + _ABOVE * height
    with np.errstate(invalid="ignore"):
        inside = xs[(ys >= low) & (ys <= high)]
    if len(inside) < _FEWEST:
        return whole
    return (*fitted(float(inside.min()), float(inside.max()), 0.06), low, high)
