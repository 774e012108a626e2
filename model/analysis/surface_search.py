"""Finds places where a function of x and y is stationary, which `model.analysis.surface_points` classifies."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import torch

from model.descent.second_derivatives import hessian_at, value_and_gradient

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from numpy.typing import NDArray
    from torch import Tensor

    from model.formula import Formula

    Numbers: TypeAlias = NDArray[np.float64]
    Flags: TypeAlias = NDArray[np.bool_]

_CELLS = 256
_MAX_CANDIDATES = 6_000
_NEWTON_STEPS = 64
_REACH = 3.0
"""How far, in spacings of the grid, Newton's method may go from its start …"""
_WIDER_REACH = 8.0
"""… and how far from a place where a run has ended."""
_WANDERING = 20
"""Steps after which Newton's method must take shorter steps."""
_ROUNDING = 1e-9
"""A gradient this small beside those a spacing away counts as zero, if Newton's step is as small."""
_CIRCLE = 0.2
"""Radius, in spacings, of the circle on which the flattest direction out of a kink is searched."""
_SHRINKINGS = 140
_TURN = 2.399963229728653
"""The golden angle, by which the directions of a search by comparison turn, so that no valley is missed."""


class SurfaceSearch:
    """A function of ``x`` and ``y`` with autograd's derivatives, on a grid and near places.

    ``size``, shape (2,), is width and height of the domain, ``spacing`` that from one point of the grid to the next.
    Once ``cancelled`` is set the search ends, and its result is of no use.
    """

    def __init__(
        self, formula: Formula, domain: tuple[tuple[float, float], tuple[float, float]], cancelled: Event | None = None
    ) -> None:
        torch.set_num_threads(1)
        self._is_cancelled = cancelled.is_set if cancelled is not None else lambda: False
        self._function = formula.torch()
        self.low, self.high = np.array(domain, dtype=np.float64).T
        self.size: Numbers = self.high - self.low
        self.spacing: Numbers = self.size / _CELLS

    # ---- derivatives

    def _value(self, places: Tensor) -> Tensor:
        x, y = places.unbind(-1)
        return torch.as_tensor(self._function({"x": x, "y": y}), dtype=torch.float64).expand(x.shape)

    def values(self, places: Numbers) -> Numbers:
        """Return the function at places of shape (..., 2)."""
        with torch.no_grad():
            return self._value(torch.from_numpy(np.ascontiguousarray(places))).numpy(force=True)

    def slopes(self, places: Numbers) -> tuple[Numbers, Numbers]:
        """Return the function and its gradient, shapes (...) and (..., 2)."""
        return value_and_gradient(self._value, places)

    def derivatives(self, places: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Return value, gradient and Hessian, shapes (n,), (n, 2) and (n, 2, 2)."""
        hessian = hessian_at(self._value, torch.tensor(places, dtype=torch.float64)).numpy(force=True)
        value, slope = self.slopes(places)
        return value, slope, 0.5 * (hessian + hessian.transpose(0, 2, 1))

    # ---- candidates

    def candidates(self) -> tuple[Numbers, Numbers, Numbers]:
        """Return starts for zeros of the gradient, for lowest and for highest points; shape (n, 2) each."""
        # One row of cells beyond each edge, so that points on the edge are found.
        axes = [low - step + step * np.arange(_CELLS + 3) for low, step in zip(self.low, self.spacing, strict=True)]
        grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
        value, slope = self.slopes(grid)
        crossing = _crossing_cells(slope)
        centres = 0.5 * (grid[:-1, :-1] + grid[1:, 1:])
        scaled = slope * self.spacing
        norm = np.where(np.isfinite(scaled).all(axis=-1), (scaled**2).sum(axis=-1), np.inf)
        flat = _lowest_of_neighbours(norm)
        low = _lowest_of_neighbours(np.where(np.isfinite(value), value, np.inf))
        high = _lowest_of_neighbours(np.where(np.isfinite(value), -value, np.inf))
        begins = np.concatenate([centres[crossing], grid[flat], grid[low], grid[high]])
        return _some(begins), _some(grid[low]), _some(grid[high])

    # ---- zeros of the gradient

    def stationary(self, begins: Numbers, *, anywhere: bool = False) -> Numbers:
        """Return the zeros of the gradient that Newton's method reaches from near them, shape (n, 2), each once.

        With ``anywhere`` places outside of the domain count, and the method may go farther.
        """
        if not len(begins):
            return begins
        places, steps = self._converged(begins, _WIDER_REACH if anywhere else _REACH)
        found = places[steps <= 1e-6]
        found = found[self._vanishes(found)]
        if not anywhere:
            found = found[self._inside(found)]
        return self._distinct(self._rounded(found))

    def _converged(self, begins: Numbers, reach: float) -> tuple[Numbers, Numbers]:
        """Return where Newton's method ends, and the last steps' lengths in spacings; infinite beyond ``reach``."""
        places, steps = begins.copy(), np.full(len(begins), np.inf)
        active = np.arange(len(begins))
        for turn in range(_NEWTON_STEPS):
            moved, step = self._newton(places[active])
            near = (np.abs(moved - begins[active]) <= reach * self.spacing).all(axis=1)
            steps[active] = np.where(near, step, np.inf)
            places[active] = moved
            # Steps that do not shrink lead nowhere: even where the Hessian is zero they shrink to a share of the last.
            longest = 0.05 if turn > _WANDERING else np.inf
            going = near & (step > 1e-16) & (step < longest)
            active = active[going]
            if not len(active) or self._is_cancelled():
                break
        return places, steps

    def slides(self, places: Numbers, tangents: Numbers) -> Flags:
        """Tell which stationary places are on a curve of such: Newton's method from beside them on it stays there.

        The tangents are in spacings.
        """
        result = np.zeros(len(places), dtype=bool)
        for side in (2.0, -2.0):
            ends, steps = self._converged(places + side * self.spacing * tangents, _REACH)
            result |= (steps <= 1e-3) & (np.abs((ends - places) / self.spacing).max(axis=1) > 1.0)
        return result

    def _newton(self, places: Numbers) -> tuple[Numbers, Numbers]:
        """Return the places after a damped step, and the steps' lengths in spacings; 0 where none is better."""
        _, slope, hessian = self.derivatives(places)
        scaled = hessian * self.spacing[:, None] * self.spacing
        slope_scaled = slope * self.spacing
        finite = np.isfinite(scaled).all(axis=(1, 2)) & np.isfinite(slope_scaled).all(axis=1)
        values, vectors = np.linalg.eigh(np.where(np.expand_dims(finite, (1, 2)), scaled, np.eye(2)))
        largest = np.abs(values).max(axis=1, keepdims=True)
        inverse = np.where(np.abs(values) > 1e-13 * largest, 1.0 / values, 0.0)
        usable = np.where(np.expand_dims(finite, 1), slope_scaled, 0.0)
        along = np.einsum("nij,ni->nj", vectors, usable)
        step = -np.einsum("nij,nj->ni", vectors, inverse * along)
        length = np.sqrt((step**2).sum(axis=1))
        step *= np.minimum(1.0, 1.0 / np.maximum(length, 1e-300))[:, None]
        size = np.where(finite, (slope_scaled**2).sum(axis=1), np.inf)
        taken = np.zeros(len(places))
        result = places.copy()
        for share in (1.0, 0.3, 0.05):
            trying = np.flatnonzero(taken == 0)
            if not len(trying):
                break
            there = places[trying] + share * step[trying] * self.spacing
            better = ((self.slopes(there)[1] * self.spacing) ** 2).sum(axis=1) < size[trying]
            result[trying[better]] = there[better]
            taken[trying[better]] = share
        return result, taken * np.minimum(length, 1.0)

    def _vanishes(self, places: Numbers) -> Flags:
        """Tell where the gradient is zero beside the gradients close by."""
        if not len(places):
            return np.zeros(0, dtype=bool)
        here = np.abs(self.slopes(places)[1] * self.spacing).max(axis=1)
        # Very close by, too: there the gradient of a kink is as large as here.
        close, far = (self._steepest(places, radius) for radius in (1e-3, 1.0))
        return (here <= _ROUNDING * far) & (here <= 1e-3 * close)

    def _steepest(self, places: Numbers, radius: float) -> Numbers:
        slopes = self.slopes(places[:, None] + radius * self.spacing * _directions(8))[1] * self.spacing
        return np.nanmax(np.where(np.isfinite(slopes), np.abs(slopes), 0.0), axis=(1, 2))

    def _rounded(self, places: Numbers) -> Numbers:
        """Return the round numbers beside places, where the gradient is as small there: 3, not 2.9999999999999996."""
        if not len(places):
            return places
        rounded = self._round_numbers(places)
        old, new = (np.abs(self.slopes(each)[1]).max(axis=1) for each in (places, rounded))
        noise = _ROUNDING * 1e-4 * self._steepest(places, 1.0) / self.spacing.max()
        return np.where((new <= np.maximum(old, noise))[:, None], rounded, places)

    def _round_numbers(self, places: Numbers) -> Numbers:
        unit = 10.0 ** np.floor(np.log10(self.size) - 6)
        rounded = np.round(places / unit) * unit
        # through text, since 3 * 0.1 is not 0.3
        decimals = np.maximum(0, -np.floor(np.log10(unit))).astype(int)
        for axis in (0, 1):
            rounded[:, axis] = np.round(rounded[:, axis], min(int(decimals[axis]), 300))
        return np.where(np.abs(rounded - places) <= 1e-9 * self.size, rounded, places) + 0.0

    def _inside(self, places: Numbers) -> Flags:
        slack = 1e-12 * self.size
        return ((places >= self.low - slack) & (places <= self.high + slack)).all(axis=1)

    def _distinct(self, places: Numbers) -> Numbers:
        """Return each place once."""
        if not len(places):
            return places
        order = np.lexsort((places[:, 1], places[:, 0]))
        kept: list[Numbers] = []
        apart = 1e-6 * self.spacing
        for place in places[order]:
            for other in reversed(kept):
                if place[0] - other[0] > apart[0]:
                    kept.append(place)
                    break
                if abs(place[1] - other[1]) <= apart[1]:
                    break
            else:
                kept.append(place)
        return np.array(kept)

    # ---- kinks

    def lowest(self, begins: Numbers, smooth: Numbers, sign: float, *, anywhere: bool = False) -> Numbers:
        """Return the lowest points of ``sign`` (1 or −1) times the function at kinks, found by comparing values only.

        ``begins``, shape (n, 2), are points lower than their neighbours, ``smooth``, shape (n, 2), zeros of the
        gradient, near which there is nothing more to find. With ``anywhere`` places outside of the domain count.
        """
        begins = begins[~_near(begins, smooth, self.spacing)]
        if not len(begins):
            return begins
        places, step = begins.copy(), np.ones(len(begins))
        value = sign * self.values(places)
        for turn in range(_SHRINKINGS):
            if self._is_cancelled():
                break
            tried = places[:, None] + step[:, None, None] * self.spacing * _directions(8, turn * _TURN)
            found = sign * self.values(tried)
            best = np.where(np.isfinite(found), found, np.inf).argmin(axis=1)
            rows = np.arange(len(places))
            better = found[rows, best] < value
            places = np.where(better[:, None], tried[rows, best], places)
            value = np.where(better, found[rows, best], value)
            step = np.where(better, step, 0.5 * step)
        rounded = self._round_numbers(places)
        places = np.where((sign * self.values(rounded) <= value)[:, None], rounded, places)
        if not anywhere:
            places = places[(np.abs(places - begins) <= _REACH * self.spacing).all(axis=1) & self._inside(places)]
        return self._distinct(places[self._is_kink(places, sign)])

    def _is_kink(self, places: Numbers, sign: float) -> Flags:
        """Tell where the function rises on all sides, and steadily: neither jump nor pole."""
        if not len(places):
            return np.zeros(0, dtype=bool)
        value = sign * self.values(places)
        wide, narrow = (sign * self.circle(places, radius, 32) - value[:, None] for radius in (1e-3, 1e-4))
        up, close = wide.max(axis=1), narrow.max(axis=1)
        return (wide.min(axis=1) > 0) & (narrow.min(axis=1) > 0) & (close < 0.6 * up) & (close > 0.03 * up)

    # ---- around places

    def is_sharp(self, places: Numbers) -> Flags:
        """Tell where the gradient does not shrink towards a place, as at a kink, though it may be zero there."""
        wide, narrow = (self._steepest(places, radius) for radius in (1e-2, 1e-3))
        return narrow > 0.5 * wide

    def flattest(self, places: Numbers, values: Numbers) -> tuple[Numbers, Numbers]:
        """Return the direction of the least change of the function, in spacings, and that as a share of the largest."""
        directions, least = self._least_around(places, _CIRCLE, lambda around: np.abs(around - values[:, None]))
        most = np.abs(self.circle(places, _CIRCLE, 64) - values[:, None]).max(axis=1)
        return directions, least / most

    def range_around(self, places: Numbers, radius: float) -> tuple[Numbers, Numbers]:
        """Return the function's least and greatest value on circles around places; the radius is in spacings."""
        _, least = self._least_around(places, radius, lambda around: around)
        _, most = self._least_around(places, radius, lambda around: -around)
        return least, -most

    def _least_around(
        self, places: Numbers, radius: float, measure: Callable[[Numbers], Numbers]
    ) -> tuple[Numbers, Numbers]:
        """Return the directions on circles in which a measure of the function is least, and its values there."""

        def measured(angles: Numbers) -> Numbers:
            return measure(self.values(places[:, None] + radius * self.spacing * _unit_vectors(angles)))

        around = _angles(64)
        angle = around[measured(np.broadcast_to(around, (len(places), 64))).argmin(axis=1)]
        width = 2 * np.pi / 64
        for _ in range(50):
            left, right = measured(np.stack([angle - width / 3, angle + width / 3], axis=1)).T
            angle = angle + np.where(left < right, -width / 3, width / 3)
            width *= 2 / 3
        return _unit_vectors(angle), measured(angle[:, None])[:, 0]

    def circle(self, places: Numbers, radius: float, count: int) -> Numbers:
        """Return the function around places, shape (n, count); the radius is in spacings."""
        return self.values(places[:, None] + radius * self.spacing * _directions(count))

    def noise(self, places: Numbers, values: Numbers) -> Numbers:
        """Return how much of the function's value near places is rounding, shape (n,)."""
        ulp = np.maximum(np.spacing(np.abs(places)), 1e-17 * self.size)
        near = self.values(places[:, None] + 4 * ulp[:, None] * _directions(16))
        return 4 * np.ptp(near, axis=1) + 4 * np.spacing(np.abs(values))

    def curvature(self, places: Numbers) -> Numbers:
        """Return the size of the second derivatives close to places, shape (n,)."""
        largest = np.zeros(len(places))
        for direction in 0.1 * _directions(5):
            hessian = np.abs(self.derivatives(places + self.spacing * direction)[2]).max(axis=(1, 2))
            largest = np.fmax(largest, np.where(np.isfinite(hessian), hessian, 0.0))
        return largest


def _angles(count: int, turned: float = 0.1) -> Numbers:
    return turned + 2 * np.pi * np.arange(count) / count


def _unit_vectors(angles: Numbers) -> Numbers:
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1)


def _directions(count: int, turned: float = 0.1) -> Numbers:
    """Return unit vectors all around, shape (count, 2)."""
    return _unit_vectors(_angles(count, turned))


def _crossing_cells(slope: Numbers) -> Flags:
    """Tell in which cells of a grid both components of the gradient change sign."""
    corners = np.stack([slope[:-1, :-1], slope[1:, :-1], slope[:-1, 1:], slope[1:, 1:]])
    both = (corners.min(axis=0) <= 0) & (corners.max(axis=0) >= 0)
    level = (corners == 0).all(axis=(0, 3))
    return both.all(axis=-1) & ~level


def _lowest_of_neighbours(field: Numbers) -> Flags:
    """Tell which inner points of a grid are no higher than their eight neighbours, and not level with all of them."""
    inner = field[1:-1, 1:-1]
    lowest, highest = _among_neighbours(np.minimum, field), _among_neighbours(np.maximum, field)
    return np.pad(np.isfinite(inner) & (inner == lowest) & (lowest < highest), 1)


def _among_neighbours(choose: np.ufunc, field: Numbers) -> Numbers:
    """Return what is chosen of each inner point of a grid and its eight neighbours."""
    columns = choose(choose(field[:-2], field[1:-1]), field[2:])
    return choose(choose(columns[:, :-2], columns[:, 1:-1]), columns[:, 2:])


def _near(places: Numbers, others: Numbers, apart: Numbers) -> Flags:
    """Tell which places have any of the others in their own box of the size ``apart``, or in one beside it."""
    beside = np.stack(np.meshgrid((-1, 0, 1), (-1, 0, 1)), axis=-1).reshape(-1, 2)
    boxes = (np.floor(each / apart).astype(np.int64) for each in (others, places))
    taken, own = (each[:, 0] * 2**32 + each[:, 1] for each in boxes)
    shifts = beside[:, 0] * 2**32 + beside[:, 1]
    return np.any(np.isin(own[:, None] + shifts, taken), axis=1)


def _some(places: Numbers) -> Numbers:
    """Return the places, or of too many some that are evenly spread."""
    return places[:: -(-len(places) // _MAX_CANDIDATES)] if len(places) else places
