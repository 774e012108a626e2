"""Stationary points of a function of one variable: where autograd's derivative is zero, and of what kind.

The derivative is sampled densely. Where it changes sign a bracket is bisected; where it comes close to zero without
changing sign, as at x³, its value at the zero of the second derivative decides whether it touches zero. All brackets
are refined at once, so that the time is bounded: a few passes of autograd over some thousand numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from model.formula import Formula

    Numbers: TypeAlias = NDArray[np.float64]

Kind: TypeAlias = Literal["minimum", "maximum", "inflection"]

MAX_STATIONARY = 2_000
"""For a function with more stationary points in its domain none are returned: the list would not be reliable."""

_SAMPLES = 16_001
_FINE_SAMPLES = 128_001
_MANY = 800  # with more sign changes the finer samples are taken
_ROUNDING = 1e-14  # a slope this small beside its neighbourhood is rounding
_NEIGHBOURHOOD = 200  # samples on either side
_HALVINGS = 64


@dataclass(frozen=True, slots=True)
class StationaryPoint:
    """A point where the slope of a function is zero, or changes sign at a kink, and the function's value there.

    An inflection is a stationary one: the slope touches zero without changing sign. ``flat`` has the ends of an
    interval on which the slope is zero, with ``x`` in its middle.
    """

    x: float
    value: float
    kind: Kind
    flat: tuple[float, float] | None = None

    def distance(self, x: float) -> float:
        """Return how far ``x`` is from here, 0 within a flat interval."""
        low, high = self.flat or (self.x, self.x)
        return max(low - x, x - high, 0.0)


def lowest_minimum(points: Sequence[StationaryPoint]) -> StationaryPoint | None:
    """Return the lowest of the minima, the leftmost of several; None where there is none."""
    minima = [point for point in points if point.kind == "minimum"]
    return min(minima, key=lambda point: (point.value, point.x)) if minima else None


def stationary_points(formula: Formula, domain: tuple[float, float]) -> tuple[StationaryPoint, ...]:
    """Find every stationary point of a function of ``x`` in a closed interval, from left to right.

    Found are zeros of the derivative, with or without a change of sign, and kinks where it changes sign. An end of
    the domain counts only where the slope there is zero. Poles and jumps are not stationary; a single missing value
    (as of sin(x)/x at 0) is bridged. An interval of zero slope between two slopes is one point with ``flat`` ends; one
    that reaches an end of the domain, or of where the function is defined, is left out, and so is a constant. Detail
    finer than the domain's width / 16,000 may be missed.

    Positions are good to about 1e-14 of the larger of the width and the position, where the derivative itself is
    known that well; there are none where there would be more than `MAX_STATIONARY`.
    """
    with np.errstate(all="ignore"):  # what overflows or is undefined is skipped
        search = _Search(formula, domain)
        samples = search.sample(_SAMPLES)
        if np.count_nonzero(np.diff(samples.signs)) > _MANY:
            samples = search.sample(_FINE_SAMPLES)
        crossings, touches, ends = _brackets(samples)
        if len(crossings) + len(touches) > 4 * MAX_STATIONARY:
            return ()
        touched, crossings = search.touching(touches, crossings)
        crossed = search.crossing(crossings)
        found = search.described(np.concatenate([crossed, touched, ends]))
        return found if len(found) <= MAX_STATIONARY else ()


@dataclass(frozen=True, slots=True)
class _Samples:
    """The derivative at equal distances, one beyond each end of the domain.

    ``signs`` is 0 where the slope is zero, or not known but bridged; ``broken`` where the function is undefined.
    """

    x: Numbers
    slope: Numbers
    signs: NDArray[np.int8]
    broken: NDArray[np.bool_]


def _brackets(samples: _Samples) -> tuple[Numbers, Numbers, Numbers]:
    """Return brackets of sign changes, brackets of near zeros, and zeros at the edge of the defined.

    A bracket is (left, right, sign at the left, sign at the right).
    """
    x, signs = samples.x, samples.signs
    known = np.flatnonzero((signs != 0) | samples.broken)
    left, right = known[:-1], known[1:]
    whole = ~(samples.broken[left] | samples.broken[right])
    changed = whole & (signs[left] != signs[right])
    # The slope may touch zero in a run of zeros between equal signs, and where |slope| is lower than beside.
    run = whole & (signs[left] == signs[right]) & (right - left > 1)
    size = np.abs(samples.slope)
    middle = np.arange(1, len(x) - 1)
    around = signs[:-2] * signs[2:] * signs[1:-1].astype(np.int16) ** 2
    same = (around > 0) & (signs[1:-1] == signs[2:])
    low = middle[same & (size[1:-1] <= size[:-2]) & (size[1:-1] < size[2:])]
    touch_left = np.concatenate([left[run], low - 1])
    touch_right = np.concatenate([right[run], low + 1])
    return (
        _rows(x, signs, left[changed], right[changed]),
        _rows(x, signs, touch_left, touch_right),
        _edge_zeros(samples, known),
    )


def _rows(x: Numbers, signs: NDArray[np.int8], left: NDArray[np.intp], right: NDArray[np.intp]) -> Numbers:
    return np.column_stack([x[left], x[right], signs[left].astype(float), signs[right].astype(float)])


def _edge_zeros(samples: _Samples, known: NDArray[np.intp]) -> Numbers:
    """Return single samples of zero slope beside where the function is undefined, as of x^1.5 at 0.

    One side tells the kind there: upwards to the right is a minimum.
    """
    first = known[:-1][np.diff(known) == 2]
    broken = samples.broken
    first = first[(samples.slope[first + 1] == 0) & (broken[first] != broken[first + 2])]
    sign = np.where(broken[first], samples.signs[first + 2], -samples.signs[first])
    return np.column_stack([samples.x[first + 1], samples.x[first + 1], -sign, sign]).astype(np.float64)


class _Search:
    """The function with autograd's derivatives, and the refinement of brackets."""

    def __init__(self, formula: Formula, domain: tuple[float, float]) -> None:
        self._function = formula.torch()
        self.low, self.high = float(domain[0]), float(domain[1])
        self.width = self.high - self.low
        self.spacing = self.width / (_SAMPLES - 1)

    def derivatives(self, x: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Return value, first and second derivative by autograd, in float64."""
        import torch

        from model.descent.second_derivatives import value_slope_bend

        found = value_slope_bend(self._value, torch.tensor(x))
        value, slope, bend = (each.numpy(force=True) for each in found)
        return value, slope, bend

    def _value(self, x: Tensor) -> Tensor:
        import torch

        return torch.as_tensor(self._function({"x": x}), dtype=torch.float64).expand(x.shape)

    def values_and_slopes(self, x: Numbers) -> tuple[Numbers, Numbers]:
        """Return value and first derivative by autograd."""
        from model.descent.second_derivatives import value_and_gradient

        return value_and_gradient(self._value, x)

    def slopes(self, x: Numbers) -> Numbers:
        """Return the first derivative by autograd."""
        return self.values_and_slopes(x)[1]

    def sample(self, count: int) -> _Samples:
        """Sample the derivative at ``count`` points of the domain and one beyond each end."""
        self.spacing = self.width / (count - 1)
        inside = np.linspace(self.low, self.high, count)
        x = np.concatenate([[self.low - self.spacing], inside, [self.high + self.spacing]])
        value, slope = self.values_and_slopes(x)
        undefined = ~np.isfinite(value)
        beside = np.concatenate([[True], undefined[:-1]]) | np.concatenate([undefined[1:], [True]])
        broken = undefined & beside
        broken[[0, -1]] = undefined[[0, -1]]
        unknown = undefined | ~np.isfinite(slope)
        size = np.where(unknown, 0.0, np.abs(slope))
        signs = np.where(unknown | (size <= _ROUNDING * _running_maximum(size)), 0.0, np.sign(slope))
        return _Samples(x, slope, signs.astype(np.int8), broken)

    def _edges(self, brackets: Numbers) -> tuple[Numbers, Numbers]:
        """Return where the left sign of the slope ends, and where the right one begins."""
        count = len(brackets)
        near = np.concatenate([brackets[:, 0], brackets[:, 1]])
        far = np.concatenate([brackets[:, 1], brackets[:, 0]])
        sign = np.concatenate([brackets[:, 2], brackets[:, 3]])
        near, _ = _bisected(near, far, lambda x: np.sign(self.slopes(x)) == sign, 1e-17 * self.width)
        return near[:count], near[count:]

    def crossing(self, brackets: Numbers) -> Numbers:
        """Refine sign changes to (left edge, right edge, sign, sign), equal but for rounding, kinks and flats."""
        left, right = self._edges(brackets)
        return np.column_stack([left, np.maximum(left, right), brackets[:, 2:]])

    def touching(self, brackets: Numbers, crossings: Numbers) -> tuple[Numbers, Numbers]:
        """Refine near zeros: return those that touch zero, and the crossings with those added that cross it twice."""
        if not len(brackets):
            return brackets, crossings
        left, right = self._edges(brackets)
        flat = right - left > 0.5 * self.spacing
        flat &= self.slopes(0.5 * (left + right)) == 0
        root = self._zero_of_bend(brackets)
        slope = self.slopes(root)
        touches = flat | (np.abs(slope) <= self._noise(root, brackets))
        twice = ~touches & (np.sign(slope) == -brackets[:, 2])
        touched = np.where(flat[:, None], np.column_stack([left, right]), root[:, None])
        touched = np.column_stack([touched, brackets[:, 2:]])[touches]
        outer, inner = brackets[twice], root[twice]
        halves = [
            np.column_stack([outer[:, 0], inner, outer[:, 2], -outer[:, 2]]),
            np.column_stack([inner, outer[:, 1], -outer[:, 3], outer[:, 3]]),
        ]
        return touched, np.concatenate([crossings, *halves])

    def _zero_of_bend(self, brackets: Numbers) -> Numbers:
        """Return where the second derivative changes sign in each bracket: the lowest |slope| in it."""
        sign = np.sign(self.derivatives(brackets[:, 0])[2])
        low, high = _bisected(brackets[:, 0], brackets[:, 1], lambda x: np.sign(self.derivatives(x)[2]) == sign)
        return self._rounded(0.5 * (low + high), self._noise(low, brackets))

    def _noise(self, root: Numbers, brackets: Numbers) -> Numbers:
        """Return the size below which the slope at ``root`` is rounding: how it scatters within some last digits."""
        ulp = np.maximum(np.spacing(np.abs(root)), 1e-17 * self.width)
        near = self.slopes((root[:, None] + ulp[:, None] * np.arange(-8.0, 9.0)).ravel()).reshape(-1, 17)
        ends = np.maximum(np.abs(self.slopes(brackets[:, 0])), np.abs(self.slopes(brackets[:, 1])))
        # Beside a pole the slopes at the ends are huge, but the slope here is no smaller than close by.
        aside = np.abs(self.slopes(np.concatenate([root - self.spacing, root + self.spacing]))).reshape(2, -1)
        return np.maximum(16 * np.ptp(near, axis=1), np.minimum(1e-13 * ends, 1e-2 * aside.max(axis=0)))

    def _rounded(self, x: Numbers, allowed: Numbers) -> Numbers:
        """Return the round number beside each root whose slope is as near to zero: 0.5, not 0.49999999999999994."""
        if not len(x):
            return x
        digits = min(6 - math.floor(math.log10(self.width)), 300)
        rounded = np.array([round(float(value), digits) for value in x]) + 0.0
        apart = np.abs(rounded - x)
        old, new = np.abs(self.slopes(x)), np.abs(self.slopes(rounded))
        good = (apart <= 1e-11 * self.width) & (new <= np.maximum(old, allowed))
        good |= apart <= 4e-17 * self.width
        return np.where(good, rounded, x)

    def described(self, zeros: Numbers) -> tuple[StationaryPoint, ...]:
        """Classify the zeros, without poles and jumps, in order."""
        zeros = zeros[np.argsort(zeros[:, 0], kind="stable")]
        if not len(zeros):
            return ()
        flat = zeros[:, 1] - zeros[:, 0] > 0.5 * self.spacing
        x = self._rounded(0.5 * (zeros[:, 0] + zeros[:, 1]), np.zeros(len(zeros)))
        inside = (x >= self.low - 1e-13 * self.width) & (x <= self.high + 1e-13 * self.width)
        value, _, bend = self.derivatives(x)
        sides = _Sides(self, np.where(flat, zeros[:, 0], x), np.where(flat, zeros[:, 1], x))
        kink = sides.kink() & ~flat
        continuous = sides.continuous() | flat
        value = np.where(np.isfinite(value), value, sides.value)
        points: list[StationaryPoint] = []
        for index in np.flatnonzero(inside & continuous & np.isfinite(value)):
            position = min(max(float(x[index]), self.low), self.high)
            if points and position - points[-1].x <= 1e-12 * self.width:
                continue
            second = math.nan if kink[index] else float(bend[index])
            ends = (float(zeros[index, 0]), float(zeros[index, 1])) if flat[index] else None
            kind = _kind(second, zeros[index, 2], zeros[index, 3])
            points.append(StationaryPoint(position, float(value[index]), kind, ends))
        return tuple(points)


def _bisected(
    near: Numbers, far: Numbers, holds: Callable[[Numbers], NDArray[np.bool_]], floor: float = 0.0
) -> tuple[Numbers, Numbers]:
    """Return brackets halved until they are no wider than ``floor``: something holds at the near ends only."""
    for _ in range(_HALVINGS):
        middle = 0.5 * (near + far)
        if np.all((np.abs(far - near) <= floor) | (middle == near) | (middle == far)):
            break
        is_near = holds(middle)
        near, far = np.where(is_near, middle, near), np.where(is_near, far, middle)
    return near, far


def _kind(second: float, left: float, right: float) -> Kind:
    """Classify by the second derivative; where that is zero or unknown, by the slope's sign on both sides."""
    if left == right:
        return "inflection"
    upwards = second > 0 if second and math.isfinite(second) else right > 0
    return "minimum" if upwards else "maximum"


class _Sides:
    """The function close to a zero of the slope, at two distances on either side."""

    def __init__(self, search: _Search, left: Numbers, right: Numbers) -> None:
        wide = np.maximum(1e-2 * search.spacing, 1e4 * np.spacing(np.maximum(np.abs(left), np.abs(right))))
        narrow = 1e-4 * wide
        at = np.stack([left - wide, right + wide, left - narrow, right + narrow, left - 99 * wide, right + 99 * wide])
        value, slope = search.values_and_slopes(at.ravel())
        slope = np.abs(slope).reshape(6, -1)
        beside = at[2:4, :, None] + narrow[:, None] * np.linspace(-0.05, 0.05, 9)
        around, slopes_around = (each.reshape(2, -1, 9) for each in search.values_and_slopes(beside.ravel()))
        self._narrow = narrow
        self._outer, self._inner = slope[:2], slope[2:4]
        self._scatter = np.ptp(around, axis=2).max(axis=0)
        far = np.where(np.isfinite(slope[4:]), slope[4:], 0.0).max(axis=0)
        self._matters = self._inner > np.maximum(np.ptp(slopes_around, axis=2), 1e-9 * far)
        self._left, self._right = value.reshape(6, -1)[2:4]
        self.value: Numbers = np.where(np.isfinite(self._left), self._left, self._right)

    def kink(self) -> NDArray[np.bool_]:
        """Tell where the slope does not shrink towards its zero."""
        return (self._matters & (self._inner > 0.5 * self._outer)).any(axis=0)

    def continuous(self) -> NDArray[np.bool_]:
        """Tell where the function has the same limit from both sides: no pole, no jump."""
        # Towards a pole, even log's, slope × distance does not shrink.
        pole = (self._matters & (self._inner > 5e3 * self._outer)).any(axis=0)
        expected = (16 * self._inner.sum(axis=0) + 1e-3 * self._outer.sum(axis=0)) * self._narrow
        jump = np.abs(self._right - self._left) > expected + 16 * self._scatter
        return ~pole & ~jump & np.isfinite(self.value)


def _running_maximum(size: Numbers) -> Numbers:
    """Return the largest of the samples around each sample, by blocks."""
    blocks = -(-len(size) // _NEIGHBOURHOOD)
    padded = np.zeros(blocks * _NEIGHBOURHOOD)
    padded[: len(size)] = size
    highest = padded.reshape(blocks, _NEIGHBOURHOOD).max(axis=1)
    around = np.maximum(highest, np.maximum(np.append(highest[1:], 0.0), np.append(0.0, highest[:-1])))
    return np.repeat(around, _NEIGHBOURHOOD)[: len(size)]
