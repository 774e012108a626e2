"""Stationary points of a function of two variables: where autograd's gradient is zero, and of what kind.

The gradient is taken on a grid. Where both of its components change sign within a cell, or its norm or the function
is lowest among the neighbours, a damped Newton iteration with autograd's Hessian begins, for all places at once. The
lowest and highest points at kinks, which Newton's method cannot find, are found by comparing values. The number of
places, and with it the time, is bounded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from threading import Event

    from numpy.typing import NDArray

    from model.analysis.surface_search import SurfaceSearch
    from model.formula import Formula

    Numbers: TypeAlias = NDArray[np.float64]
    Flags: TypeAlias = NDArray[np.bool_]

Kind: TypeAlias = Literal["minimum", "maximum", "saddle", "valley", "ridge"]
Domain: TypeAlias = "tuple[tuple[float, float], tuple[float, float]]"

MAX_POINTS = 1_000
"""The most points returned; the lowest minima come first."""

_RADII = (0.2, 1.0)
"""Circles, in spacings of the grid, on which a point is classified where the Hessian does not decide."""
_DIRECTIONS = 64
_FEW = 4
"""So many directions may be level, as those along a valley are."""
_LEVEL = 1e-9
"""A rise this small beside the largest counts as none."""
_DEGENERATE = 1e-9
"""An eigenvalue this small beside the curvature around it counts as zero."""
_CURVES = {"minimum": "valley", "maximum": "ridge", "saddle": ""}
"""The kind of a point on a curve of such points; a curve of saddles is left out."""
_THINNED = 1 / 64
"""Share of the domain's width from one point of a curve of stationary points to the next."""


@dataclass(frozen=True, slots=True)
class SurfacePoint:
    """A point where the gradient of a function of x and y is zero, or a lowest or highest point at a kink.

    A saddle is neither minimum nor maximum; a point of a curve of minima is a "valley", of a curve of maxima a "ridge":
    there ``along`` is the vector to half way to the next point of the curve, elsewhere (0, 0). The eigenvalues are
    those of autograd's Hessian, ascending; NaN at a kink.
    """

    x: float
    y: float
    value: float
    kind: Kind
    eigenvalues: tuple[float, float]
    along: tuple[float, float] = (0.0, 0.0)

    @property
    def kink(self) -> bool:
        """Whether the gradient jumps here instead of passing through zero."""
        return math.isnan(self.eigenvalues[0])


def minima_of(points: Sequence[SurfacePoint]) -> tuple[SurfacePoint, ...]:
    """Return the minima and the points of valleys among ``points``."""
    return tuple(point for point in points if point.kind in ("minimum", "valley"))


def distances_to(points: Sequence[SurfacePoint], x: Numbers, y: Numbers) -> Numbers:
    """Return how far places, x and y of shape (n,), are from the nearest of some points; infinite without points.

    A point of a valley stands for the piece of the curve around it, as a straight line.
    """
    nearest = np.full(np.shape(x), np.inf)
    with np.errstate(all="ignore"):
        for point in points:
            apart_x, apart_y = x - point.x, y - point.y
            reach = point.along[0] ** 2 + point.along[1] ** 2
            if reach > 0:
                share = np.clip((apart_x * point.along[0] + apart_y * point.along[1]) / reach, -1.0, 1.0)
                apart_x, apart_y = apart_x - share * point.along[0], apart_y - share * point.along[1]
            nearest = np.fmin(nearest, np.hypot(apart_x, apart_y))
    return nearest


def surface_points(formula: Formula, domain: Domain) -> tuple[SurfacePoint, ...]:
    """Find the stationary points of a function of ``x`` and ``y`` in a rectangle, given by the ends of x and of y.

    Minima and valleys from the lowest on, then saddles and maxima; positions to the last digits where the gradient
    itself is known that well. At most `MAX_POINTS`. Places around which the function is level, and functions undefined
    everywhere, give none.
    """
    from model.analysis.surface_search import SurfaceSearch

    with np.errstate(all="ignore"):  # what overflows or is undefined is skipped
        search = SurfaceSearch(formula, domain)
        gradients, lows, highs = search.candidates()
        smooth = search.stationary(gradients)
        kinks = np.concatenate([search.lowest(lows, smooth, 1.0), search.lowest(highs, smooth, -1.0)])
        return _described(search, smooth, kinks)


def refined_minima(
    formula: Formula, domain: Domain, places: Numbers, cancelled: Event | None = None
) -> tuple[SurfacePoint, ...]:
    """Return the minima and valleys to which Newton's method, or a search by comparison, leads from given places.

    The places, shape (n, 2), at most some hundred, are where a minimum may be within a hundredth or two of the domain,
    which sets how far apart different points are. Once ``cancelled`` is set the search ends, and its result is of no
    use.
    """
    from model.analysis.surface_search import SurfaceSearch

    with np.errstate(all="ignore"):
        search = SurfaceSearch(formula, domain, cancelled)
        smooth = search.stationary(places, anywhere=True)
        return minima_of(_described(search, smooth, search.lowest(places, smooth, 1.0, anywhere=True)))


def _described(search: SurfaceSearch, smooth: Numbers, kinks: Numbers) -> tuple[SurfacePoint, ...]:
    """Classify the places found, each once, in order."""
    places = np.concatenate([smooth, kinks])
    if not len(places):
        return ()
    values, slopes, hessians = search.derivatives(places)
    sharp = (np.arange(len(places)) >= len(smooth)) | search.is_sharp(places)
    eigenvalues, tangents = _eigen(hessians, search.spacing)
    eigenvalues[sharp] = np.nan
    degenerate = ~(np.abs(eigenvalues).min(axis=1) > _DEGENERATE * search.curvature(places))
    kinds = np.where(eigenvalues[:, 0] > 0, "minimum", np.where(eigenvalues[:, 1] < 0, "maximum", "saddle"))
    kinds[degenerate] = _kinds_by_circles(search, places[degenerate], values[degenerate])
    unclear = np.flatnonzero(degenerate & (sharp | (np.abs(hessians).max(axis=(1, 2)) == 0)))
    tangents[unclear], shares = search.flattest(places[unclear], values[unclear])
    curves = np.zeros(len(places), dtype=bool)
    curves[unclear] = sharp[unclear] & (shares < _LEVEL)
    smooth_ones = np.flatnonzero(degenerate & ~sharp)
    curves[smooth_ones] = search.slides(places[smooth_ones], tangents[smooth_ones])
    for kind, curve in _CURVES.items():
        kinds[curves & (kinds == kind)] = curve
    # On a curve, and where Newton's method stops early, there are many places close to each other.
    crowded = np.flatnonzero(degenerate & (curves | ~sharp) & (kinds != ""))
    crowded = crowded[np.argsort(np.abs(slopes[crowded]).max(axis=1), kind="stable")]
    alone = np.flatnonzero(~(degenerate & (curves | ~sharp)) & (kinds != ""))
    found = [
        _point(places[index], values[index], kinds[index].item(), eigenvalues[index], tangents[index], search)
        for index in (*alone.tolist(), *_thinned(search, places, crowded))
    ]
    rank = {"minimum": 0, "valley": 0, "saddle": 1, "maximum": 2, "ridge": 2}
    found.sort(key=lambda point: (rank[point.kind], point.value, point.x, point.y))
    return tuple(found[:MAX_POINTS])


def _point(
    place: Numbers, value: float, kind: Kind, eigenvalues: Numbers, tangent: Numbers, search: SurfaceSearch
) -> SurfacePoint:
    along = (0.0, 0.0)
    if kind in ("valley", "ridge"):
        x, y = 0.5 * _THINNED * search.size * tangent / np.abs(tangent).max()
        along = float(x), float(y)
    low, high = eigenvalues.tolist()
    return SurfacePoint(float(place[0]), float(place[1]), float(value), kind, (low, high), along)


def _eigen(hessians: Numbers, spacing: Numbers) -> tuple[Numbers, Numbers]:
    """Return eigenvalues in ascending order, and the eigenvector of the one nearest to zero, in spacings."""
    finite = np.isfinite(hessians).all(axis=(1, 2))
    values, vectors = np.linalg.eigh(np.where(np.expand_dims(finite, (1, 2)), hessians, 0.0))
    flattest = np.abs(values).argmin(axis=1)
    tangents = np.take_along_axis(vectors, flattest[:, None, None], axis=2)[:, :, 0] / spacing
    tangents /= np.abs(tangents).max(axis=1, keepdims=True)
    return np.where(np.expand_dims(finite, 1), values, np.nan), tangents


def _kinds_by_circles(search: SurfaceSearch, places: Numbers, values: Numbers) -> NDArray[np.str_]:
    """Classify places by the function on circles around them; "" where it is level in some sector, or undefined.

    Taken is the smallest circle on which the function differs from its middle by more than rounding.
    """
    kinds = np.full(len(places), "", dtype="<U7")
    noise = search.noise(places, values) if len(places) else values
    for radius in _RADII:
        todo = np.flatnonzero(kinds == "")
        if not len(todo):
            break
        around = search.circle(places[todo], radius, _DIRECTIONS)
        decided = (np.abs(around - values[todo, None]) > noise[todo, None]).sum(axis=1) >= _DIRECTIONS - _FEW
        low, high = search.range_around(places[todo], radius)
        below, above = low < values[todo] - noise[todo], high > values[todo] + noise[todo]
        kinds[todo] = np.select([~decided, above & below, above, below], ["", "saddle", "minimum", "maximum"], "")
    return kinds


def _thinned(search: SurfaceSearch, places: Numbers, crowded: NDArray[np.intp]) -> list[int]:
    """Return those of some places, the best first, that are not close to a better one."""
    apart = search.size * _THINNED
    kept: list[int] = []
    while len(crowded):
        kept.append(int(crowded[0]))
        crowded = crowded[(np.abs(places[crowded] - places[crowded[0]]) >= apart).any(axis=1)]
    return kept
