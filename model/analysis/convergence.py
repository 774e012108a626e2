"""When runs converge to minima: which minimum each is at, and since when, for thousands at every epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from model.analysis.surface_points import SurfacePoint

    Numbers: TypeAlias = NDArray[np.float64]
    Whole: TypeAlias = NDArray[np.intp]
    Flags: TypeAlias = NDArray[np.bool_]

HOLD = 16
"""A run has converged once it is at a minimum for so many epochs in a row."""
WINDOW = 8
"""The most epochs that are checked together; fewer than the hold."""

_RADIUS = 0.01
"""A run is at a minimum within this share of the domain's width and height …"""
_SEPARATION = 0.25
"""… but within this share of the distance from one minimum to the next …"""
_SMALLEST = 1e-3
"""… and no less than this share."""
_JOINED = 3 / 64
"""Points of valleys this close to each other are of one valley: they are about 1/64 apart."""
_BEYOND = 1.0
"""Minima up to so many widths and heights outside of the domain count."""
_MOST_CELLS = 2_048


class Targets:
    """The minima that runs may converge to. Distances are in shares of the domain's width and height.

    ``groups`` has the minima one by one, and the points of each valley together, in the order in which they were
    given. A run must come as close as ``radius``, which is at most the one given.
    """

    def __init__(
        self,
        domain: tuple[tuple[float, float], tuple[float, float]],
        minima: Sequence[SurfacePoint],
        radius: float = _RADIUS,
    ) -> None:
        self.domain = domain
        self.low, high = np.array(domain, dtype=np.float64).T
        self.size: Numbers = high - self.low
        self.minima = tuple(minima)
        places = self.scaled(np.array([[point.x, point.y] for point in minima]).reshape(-1, 2))
        members = _grouped(places, np.array([point.kind == "valley" for point in minima], dtype=bool))
        self.groups = tuple(tuple(self.minima[index] for index in group) for group in members)
        owner = np.zeros(len(places), dtype=np.intp)
        for number, group in enumerate(members):
            owner[group] = number
        self.radius = max(_SMALLEST, min(radius, _SEPARATION * _separation(places, owner)))
        # A valley is a chain of places, so close together that it does not matter which is the nearest.
        along = np.array([point.along for point in minima]).reshape(-1, 2) / self.size
        pieces = int(np.ceil(4 * np.abs(along).max(initial=0.0) / self.radius))
        shares = np.arange(-pieces, pieces + 1) / max(pieces, 1)
        chain = (places[:, None] + shares[:, None] * along[:, None]).reshape(-1, 2)
        self._sites, first = np.unique(chain, axis=0, return_index=True)
        self._owner = owner[first // len(shares)]
        self._map()

    def scaled(self, places: Numbers) -> Numbers:
        """Return places, shape (n, 2), in shares of the domain."""
        return (places - self.low) / self.size

    def _map(self) -> None:
        """Make the raster in which each cell near a site has the index of the nearest; −1 elsewhere."""
        margin = 4 * self.radius
        lowest = self._sites.min(axis=0, initial=0.0) - margin
        extent = self._sites.max(axis=0, initial=1.0) + margin - lowest
        self._cells = np.minimum(np.ceil(2 * extent / self.radius), _MOST_CELLS).astype(np.intp)
        cell = extent / self._cells
        reach = np.ceil(self.radius / cell).astype(np.intp) + 1
        offsets = np.stack(
            np.meshgrid(*(np.arange(-each, each + 1) for each in reach), indexing="ij"), axis=-1
        ).reshape(-1, 2)
        cells = (np.floor((self._sites - lowest) / cell).astype(np.intp)[:, None] + offsets).reshape(-1, 2)
        sites = np.repeat(np.arange(len(self._sites)), len(offsets))
        apart = np.hypot(*(lowest + (cells + 0.5) * cell - self._sites[sites]).T)
        inside = ((cells >= 0) & (cells < self._cells)).all(axis=1) & (apart <= self.radius + np.hypot(*cell))
        numbers = (cells[:, 1] * self._cells[0] + cells[:, 0])[inside]
        order = np.lexsort((apart[inside], numbers))
        _, nearest = np.unique(numbers[order], return_index=True)
        raster = np.full(int(self._cells.prod()), -1, dtype=np.int32)
        raster[numbers[order[nearest]]] = sites[inside][order[nearest]]
        self._raster = raster
        self._scale = 1 / (self.size * cell)
        self._shift = -(self.low + lowest * self.size) * self._scale

    def look(self, places: Numbers) -> tuple[Whole, Whole]:
        """Return the indices of finite places, shape (n, 2), that are at a minimum, ascending, and their groups."""
        column, row = (
            np.clip(places[:, axis] * self._scale[axis] + self._shift[axis], 0, self._cells[axis] - 1).astype(np.intp)
            for axis in range(2)
        )
        sites = self._raster[row * self._cells[0] + column]
        close = np.flatnonzero(sites >= 0)
        nearest = sites[close]
        apart = self.scaled(places[close]) - self._sites[nearest]
        within = np.hypot(apart[:, 0], apart[:, 1]) <= self.radius
        return close[within], self._owner[nearest[within]]

    def contains(self, places: Numbers) -> Flags:
        """Tell which places, shape (n, 2), are at a minimum."""
        finite = np.isfinite(places).all(axis=1)
        result = np.zeros(len(places), dtype=bool)
        found, _ = self.look(np.where(np.expand_dims(finite, 1), places, 0.0))
        result[found] = True
        return result & finite

    def unknown(self, points: Sequence[SurfacePoint]) -> list[SurfacePoint]:
        """Return those of some minima that are not among these, and not too far outside of the domain."""
        if not points:
            return []
        places = np.array([[point.x, point.y] for point in points])
        scaled = self.scaled(places)
        new = ~self.contains(places) & (scaled >= -_BEYOND).all(axis=1) & (scaled <= 1 + _BEYOND).all(axis=1)
        return [point for point, is_new in zip(points, new, strict=True) if is_new]

    def with_more(self, points: Sequence[SurfacePoint]) -> Targets:
        """Return these targets and some more, after them."""
        return Targets(self.domain, (*self.minima, *points), self.radius)


class Convergence:
    """Which minimum each of many runs has converged to, and when.

    ``labels``, shape (runs,), has the index of the group, −1 for runs that have not converged; ``since``, shape
    (runs,), the row since which a run has been there, without meaning for the others.

    Fewer rows than the hold are checked together: a run that is at no minimum in the last of them, and was at none in
    the last row before, cannot have been held in between. Only of the other runs every row is checked.
    """

    def __init__(self, targets: Targets, runs: int) -> None:
        self.labels = np.full(runs, -1, dtype=np.int32)
        self.since = np.full(runs, -1)
        self._targets = targets
        self._last = -1
        self._at = np.full(runs, -1, dtype=np.int32)
        self._begun = np.full(runs, -1)
        """The group that each run is at in the last row, −1 for none, and since when."""

    def look(self, runs: Whole, places: Numbers) -> None:
        """Check where runs are in the rows that follow those checked before.

        ``runs`` are the indices, ascending, of those that have these rows; none that was absent comes back. ``places``
        are finite, shape (present, 2, rows), of at most `WINDOW` rows.
        """
        first, rows = self._last + 1, places.shape[2]
        self._last += rows
        near = self._at[runs] >= 0
        near[self._targets.look(places[:, :, -1])[0]] = True
        near &= self.labels[runs] < 0
        runs, places = runs[near], places[near]
        if not len(runs):
            return
        found, owners = self._targets.look(places.transpose(0, 2, 1).reshape(-1, 2))
        groups = np.full(len(runs) * rows, -1, dtype=np.int32)
        groups[found] = owners
        groups = groups.reshape(-1, rows)
        numbers = np.arange(first, first + rows)
        moved = groups != np.column_stack([self._at[runs], groups[:, :-1]])
        begun = np.maximum.accumulate(np.where(moved, numbers, self._begun[runs, None]), axis=1)
        self._at[runs], self._begun[runs] = groups[:, -1], begun[:, -1]
        held = (groups >= 0) & (numbers - begun >= HOLD - 1)
        converged = held.any(axis=1)
        which = held.argmax(axis=1)[converged]
        self.labels[runs[converged]] = groups[converged, which]
        self.since[runs[converged]] = begun[converged, which]

    def are_near(self, runs: Whole) -> Flags:
        """Tell which runs are at a minimum in the last row."""
        return self._at[runs] >= 0

    def close(self, runs: Whole) -> None:
        """Take these runs, which end here, as converged where they are at a minimum in the last row."""
        converged = runs[(self._at[runs] >= 0) & (self.labels[runs] < 0)]
        self.labels[converged], self.since[converged] = self._at[converged], self._begun[converged]


def _grouped(places: Numbers, is_valley: Flags) -> list[list[int]]:
    """Return the indices of the places in groups: each by itself, but those of one valley together."""
    left = list(range(len(places)))
    groups: list[list[int]] = []
    while left:
        group = [left.pop(0)]
        for member in group if is_valley[group[0]] else ():
            near = [
                other for other in left if is_valley[other] and np.abs(places[other] - places[member]).max() <= _JOINED
            ]
            group += near
            left = [other for other in left if other not in near]
        groups.append(group)
    return groups


def _separation(places: Numbers, owner: Whole) -> float:
    """Return the distance between the two closest places of different groups; infinite where there is one group."""
    closest = np.inf
    for place, number in zip(places, owner, strict=True):
        others = places[owner != number]
        if len(others):
            closest = min(closest, float(np.hypot(*(others - place).T).min()))
    return closest
