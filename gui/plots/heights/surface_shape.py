"""The geometry of a surface in a box: its points, level lines, light, and paths laid on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gui.plots.base.thin import Floats
    from gui.plots.heights.heights import HeightGrid

HEIGHT = 1.1
"""The height of the box, where it is 2 wide and 2 deep."""
_MOST = 140
"""Rows and columns that are drawn; a computer without a graphics card has to draw them, too."""
_STEP, _MOST_PIECES = 0.03, 200
"""How long a straight piece of a path is at most, and how many there are in one step."""
_OUT = 3.0
"""How far outside of the box steps are measured."""
_EDGE = 1e-9
"""Cells beyond the grid that are a rounding error and not outside."""
_LIGHT = np.array([-0.35, -0.45, 0.82])
_SHADE = 0.32
"""How much darker a slope is that the light does not reach."""
_TICKS_APART = 0.15
"""In shares of the height."""


class Box(NamedTuple):
    """The box: the ranges of x and y, its bottom and top, and heights with a value written beside them."""

    x: tuple[float, float]
    y: tuple[float, float]
    bottom: float
    top: float
    ticks: tuple[tuple[float, str], ...]

    def frame(self) -> Floats:
        """Return the edges of its floor and its corners as pairs of points."""
        corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
        pairs: list[tuple[float, float, float]] = []
        for one, other in zip(corners, [*corners[1:], corners[0]], strict=True):
            pairs += [(*one, self.bottom), (*other, self.bottom)]
            pairs += [(*one, self.bottom), (*one, self.top)]
        return np.array(pairs)


class Shape(NamedTuple):
    """A surface in its box: ``points`` (columns, rows, 3), NaN in height where the surface is not.

    ``shares`` (columns, rows) are heights from 0 to 1, ``lines`` (n, 3) level lines as pairs of points.
    """

    points: Floats
    shares: Floats
    lines: Floats
    box: Box
    heights: HeightGrid


class SurfacePath(NamedTuple):
    """A path on the surface, in the box, and the index of its look."""

    style: int
    points: Floats


class Spot(NamedTuple):
    """A mark on the surface, in the box: where, its shape, colour, size, and what is written beside it."""

    at: Floats
    shape: str
    colour: str
    size: float = 6.0
    text: str = ""


def shape_of(heights: HeightGrid) -> Shape:
    """Return the surface of these heights."""
    xs, ys, shares = heights.xs, heights.ys, heights.shares
    every = max(1, -(-max(len(xs), len(ys)) // _MOST))
    across, up = np.meshgrid(_wide(xs, xs)[::every], _wide(ys, ys)[::every], indexing="ij")
    thinned = shares.T[::every, ::every]
    points = np.stack([across, up, _high(thinned)], axis=-1)
    scale = heights.scale
    levels = [] if scale is None else scale.levels()
    places = [] if scale is None else scale.shares(np.array(levels)).tolist()
    lines = []
    for height, (x0, y0, x1, y1) in zip(map(_high, places), heights.lines, strict=True):
        ends = _wide(np.column_stack([x0, x1]), xs), _wide(np.column_stack([y0, y1]), ys)
        lines.append(np.stack([*ends, np.full((len(x0), 2), height)], axis=-1))
    ticks = [] if scale is None else scale.ticks(_TICKS_APART)
    marked = tuple((float(_high(share)), text) for share, text in ticks)
    box = Box((float(xs[0]), float(xs[-1])), (float(ys[0]), float(ys[-1])), -HEIGHT / 2, HEIGHT / 2, marked)
    joined = np.concatenate(lines).reshape(-1, 3) if lines else np.zeros((0, 3))
    return Shape(points, thinned, joined, box, heights)


def _wide(values: Floats, ends: Floats) -> Floats:
    """Return where values are across the box, from −1 to 1."""
    return 2 * (values - ends[0]) / (ends[-1] - ends[0]) - 1


def _high(shares: Floats | float) -> Floats:
    return (np.asarray(shares, dtype=float) - 0.5) * HEIGHT


def laid(shape: Shape, x: Floats, y: Floats) -> Floats:
    """Return where (x, y) are on the surface, as (n, 3), between the points of the grid; NaN in height outside."""
    heights = shape.heights
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    column = (x - heights.xs[0]) / (heights.xs[1] - heights.xs[0])
    row = (y - heights.ys[0]) / (heights.ys[1] - heights.ys[0])
    rows, columns = heights.shares.shape
    with np.errstate(invalid="ignore"):
        inside = (column >= -_EDGE) & (column <= columns - 1 + _EDGE) & (row >= -_EDGE) & (row <= rows - 1 + _EDGE)
    column, row = (np.clip(np.where(inside, each, 0.0), 0.0, None) for each in (column, row))
    left, below = np.minimum(column.astype(int), columns - 2), np.minimum(row.astype(int), rows - 2)
    a, b = column - left, row - below
    shares = heights.shares
    share = (1 - b) * ((1 - a) * shares[below, left] + a * shares[below, left + 1])
    share += b * ((1 - a) * shares[below + 1, left] + a * shares[below + 1, left + 1])
    height = np.where(inside, _high(share), np.nan)
    return np.column_stack([_wide(x, heights.xs), _wide(y, heights.ys), height])


def draped(shape: Shape, x: Floats, y: Floats) -> Floats:
    """Return a path on the surface as `laid`, with points between those far apart.

    A straight line would cut through what rises between them.
    """
    if len(x) < 2:
        return laid(shape, x, y)
    across, up = _wide(np.asarray(x), shape.heights.xs), _wide(np.asarray(y), shape.heights.ys)
    with np.errstate(all="ignore"):
        steps = np.hypot(np.diff(np.clip(across, -_OUT, _OUT)), np.diff(np.clip(up, -_OUT, _OUT)))
    pieces = np.clip(np.nan_to_num(steps) / _STEP, 1, _MOST_PIECES).astype(int)
    starts = np.repeat(np.arange(len(pieces)), pieces)
    shares = np.arange(len(starts)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    shares = shares / pieces[starts]
    with np.errstate(all="ignore"):
        places = [np.append(each[starts] + shares * np.diff(each)[starts], each[-1]) for each in (x, y)]
    return laid(shape, places[0], places[1])


def raised(points: Floats, by: float) -> Floats:
    """Return points a little higher."""
    return points + np.array([0.0, 0.0, by])


def lit(shape: Shape) -> Floats:
    """Return how bright each place of the surface is, from the slope towards the light, at most 1."""
    z = np.nan_to_num(shape.points[..., 2])
    along = np.gradient(z, axis=0) / np.gradient(shape.points[..., 0], axis=0)
    aside = np.gradient(z, axis=1) / np.gradient(shape.points[..., 1], axis=1)
    size = np.sqrt(along**2 + aside**2 + 1)
    light = _LIGHT / np.linalg.norm(_LIGHT)
    cosine = (-along * light[0] - aside * light[1] + light[2]) / size
    return 1 - _SHADE * (1 - np.clip(cosine, 0, 1))


def surface_faces(heights: Floats) -> NDArray[np.uint32]:
    """Return the triangles of a grid of heights (columns, rows) whose corners all have one."""
    columns, rows = heights.shape
    index = np.arange(columns * rows).reshape(columns, rows)
    a, b, c, d = (index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:])
    faces = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])
    good = np.isfinite(heights).ravel()
    return faces[good[faces].all(axis=1)].astype(np.uint32)


def dashes(points: Floats, pattern: Sequence[float], unit: float) -> Floats:
    """Return a line through points (n, 3) as pairs of points, cut into a dash pattern along its length.

    ``pattern`` has lengths drawn and not drawn in turn, in ``unit``; a whole line has none. The line is interrupted
    where a point is not finite.
    """
    pairs = np.repeat(points, 2, axis=0)[1:-1]
    if not len(pattern) or len(points) < 2:
        return pairs
    steps = np.nan_to_num(np.linalg.norm(np.diff(points, axis=0), axis=1))
    lengths = np.append(0.0, np.cumsum(steps))
    ends = np.cumsum(pattern) * unit
    periods = int(lengths[-1] / ends[-1]) + 1
    cuts = (np.arange(periods)[:, None] * ends[-1] + ends[None, :]).ravel()
    stops = np.unique(np.concatenate([lengths, cuts[cuts < lengths[-1]]]))
    at = np.column_stack([np.interp(stops, lengths, points[:, axis]) for axis in range(3)])
    middle = (stops[:-1] + stops[1:]) / 2 % ends[-1]
    drawn = np.searchsorted(ends, middle, side="right") % 2 == 0
    return np.stack([at[:-1][drawn], at[1:][drawn]], axis=1).reshape(-1, 3)
