"""What is known of a fit before it runs, for the window and the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from model.analysis.exact import is_squared_error, least_squares, r_squared
from model.analysis.stability import stable_limit
from model.data.points import points_of
from model.experiment.units import standardised, units_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from model.analysis.exact import Exact
    from model.analysis.stability import StableLimit
    from model.experiment import Regression
    from model.experiment.units import Units

    Numbers: TypeAlias = NDArray[np.float64]

_GRID = 81
_SAMPLED_POINTS = 1_000
_ROOM = 0.35
_MOST_ROOM = 12.0
"""How many times as large as a run contours may be: of those left from one that went farther others are computed."""
_SMALLEST_REACH = 1e-3
_SLOW_POINTS = 100_000


@dataclass(frozen=True, eq=False)
class Landscape:
    """The loss over the plane of two parameters, in the units descended in.

    ``loss[i, j]``, shape (n, n), belongs to ``first[i]`` and ``second[j]``.
    """

    first: Numbers
    second: Numbers
    loss: Numbers

    def holds(self, first: float, second: float) -> bool:
        """Tell whether a place lies within the grid, and not at its edge: from there the mouse can lead no further."""
        return bool(self.first[1] <= first <= self.first[-2] and self.second[1] <= second <= self.second[-2])

    def suits(self, low: tuple[float, float], high: tuple[float, float]) -> bool:
        """Tell whether all between two corners lies within the grid, and is more there than a speck in the middle."""
        sizes = [max(top - bottom, abs(bottom), abs(top), 1.0) for bottom, top in zip(low, high, strict=True)]
        shares = (float(axis[-1] - axis[0]) / size for axis, size in zip((self.first, self.second), sizes, strict=True))
        return self.holds(*low) and self.holds(*high) and max(shares) <= _MOST_ROOM


@dataclass(frozen=True, eq=False)
class RegressionAnalysis:
    """What is known of a fit before it runs.

    ``exact`` is the least-squares fit where there is a closed form, ``units`` the way back to original units, ``line``
    the names of slope and intercept where the prediction is a line. ``standardisation`` is mean and deviation of x;
    (0, 1) where it is not standardised.
    """

    experiment: Regression
    exact: Exact | None
    units: Units | None
    line: tuple[str, str] | None
    standardisation: tuple[float, float]
    _spread: float

    def stable_limit(self, experiment: Regression) -> StableLimit | None:
        """Return the largest stable learning rate of a descent on this loss; None where no such limit is known."""
        return None if self.exact is None else stable_limit(experiment, self.exact.curvature.eigenvalues)

    def original(self, values: Mapping[str, float]) -> dict[str, float] | None:
        """Return parameters in original units; None where they cannot be written so."""
        return None if self.units is None else self.units.original(values)

    def r_squared(self, values: Mapping[str, float], loss: float) -> float:
        """Return R² of parameters in the units descended in, whose loss over all points is ``loss``."""
        if is_squared_error(self.experiment) and self.experiment.updates_per_epoch() == 1:
            return 1.0 - loss / self._spread if self._spread > 0 else math.nan
        points = points_of(self.experiment.data)
        if len(points) > _SLOW_POINTS:
            return math.nan
        return r_squared(points[:, 1], predicted(self.experiment, values, points[:, 0]))


def predicted(experiment: Regression, values: Mapping[str, float], x: Numbers) -> Numbers:
    """Return the predictions for ``x`` in original units, from parameters in the units descended in."""
    found = experiment.formula.numpy({**values, "x": standardised(experiment, x)})
    return np.broadcast_to(np.asarray(found, dtype=float), x.shape)


def analysis_of(experiment: Regression) -> RegressionAnalysis:
    """Find what is known of a fit before it runs; loads SymPy, so not for the window's thread."""
    points = points_of(experiment.data)
    has_points = len(points) > 0
    return RegressionAnalysis(
        experiment,
        least_squares(experiment),
        units_of(experiment) if has_points else None,
        _line(experiment),
        experiment.standardisation() if experiment.standardise and has_points else (0.0, 1.0),
        float(np.var(points[:, 1])) if has_points else 0.0,
    )


def _line(experiment: Regression) -> tuple[str, str] | None:
    basis = experiment.formula.linear_basis("x")
    if basis is None or len(experiment.parameters) != 2:
        return None
    samples = np.array([-2.0, 0.5, 3.0])
    shapes = {
        name: np.broadcast_to(np.asarray(factor.numpy({"x": samples}), dtype=float), samples.shape)
        for name, factor in basis
    }
    slopes = [name for name, values in shapes.items() if name and np.array_equal(values, samples)]
    ones = [name for name, values in shapes.items() if name and np.array_equal(values, np.ones(3))]
    rest = shapes.get("", np.zeros(3))
    return (slopes[0], ones[0]) if slopes and ones and not rest.any() else None


def landscape_of(
    experiment: Regression, analysis: RegressionAnalysis, low: tuple[float, float], high: tuple[float, float]
) -> Landscape:
    """Compute the loss over the plane of two parameters, with room around the corners given.

    A squared error that is linear in its parameters is a quadratic and computed as one; another loss is computed
    from at most 1,000 of the points, evenly spread.
    """
    axes: list[Numbers] = []
    for bottom, top in zip(low, high, strict=True):
        reach = max(top - bottom, _SMALLEST_REACH * max(abs(bottom), abs(top)), _SMALLEST_REACH)
        axes.append(np.linspace(bottom - _ROOM * reach, top + _ROOM * reach, _GRID))
    first, second = axes
    grid = np.stack(np.meshgrid(first, second, indexing="ij"), axis=-1).reshape(-1, 2)
    exact = analysis.exact
    with np.errstate(all="ignore"):
        if exact is not None:
            away = grid - np.array([exact.descended[name] for name in experiment.parameters])
            loss = exact.loss + 0.5 * np.einsum("ki,ij,kj->k", away, exact.curvature.matrix, away)
        else:
            loss = _computed(experiment, grid)
    return Landscape(first, second, loss.reshape(_GRID, _GRID))


def _computed(experiment: Regression, grid: Numbers) -> Numbers:
    points = points_of(experiment.data)
    if len(points) > _SAMPLED_POINTS:
        points = points[np.linspace(0, len(points) - 1, _SAMPLED_POINTS).astype(int)]
    compare = experiment.loss_formula
    x, loss = standardised(experiment, points[:, 0]), np.empty(len(grid))
    for start in range(0, len(grid), _GRID):
        block = grid[start : start + _GRID]
        values = {name: block[:, k : k + 1] for k, name in enumerate(experiment.parameters)}
        y_pred = np.asarray(experiment.formula.numpy({**values, "x": x}))
        y_pred = np.broadcast_to(y_pred, (len(block), len(points)))
        penalised = {name: values[name] for name in compare.parameters}
        loss[start : start + _GRID] = compare.numpy({"y": points[:, 1], "y_pred": y_pred, **penalised})
    return loss
