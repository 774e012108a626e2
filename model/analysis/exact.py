"""The exact fit in closed form, the curvature of a loss, and the learning rates that are stable with it.

The Hessian is that of the loss in the units descended in; the exact fit is given in the original units too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from model.catalogue.losses import loss_formula
from model.data.points import points_of
from model.experiment.units import standardised, units_of
from model.message import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from model.experiment import Descending, Regression
    from model.formula import Formula

    Numbers: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Curvature:
    """The Hessian of a loss at one place: a symmetric matrix, shape (n, n), in the order of ``parameters``.

    Eigenvalues ascend; those within rounding of zero are 0.
    """

    parameters: tuple[str, ...]
    matrix: Numbers
    eigenvalues: tuple[float, ...]

    @property
    def condition_number(self) -> float:
        """λmax / λmin: how much longer than wide the valley is; infinite where there is no unique minimum."""
        low, high = self.eigenvalues[0], self.eigenvalues[-1]
        return high / low if low > 0 else math.inf


@dataclass(frozen=True, eq=False)
class Exact:
    """The least-squares fit, in closed form.

    Attributes
    ----------
    parameters : dict
        The fit in the original units; in those descended in where it cannot be written in the original ones.
    descended : dict
        The fit in the units descended in; the same numbers where x is not standardised.
    loss : float
        The mean squared error there: no parameters give less.
    unique : bool
        Whether these are the only parameters with that loss. Where not, as with all x equal, they are the
        shortest of all.
    curvature : Curvature
        The Hessian of the mean squared error in the units descended in, the same everywhere.
    """

    parameters: dict[str, float]
    descended: dict[str, float]
    loss: float
    unique: bool
    curvature: Curvature


def least_squares(experiment: Regression) -> Exact | None:
    """Solve a fit in closed form where there is one: mean squared error, and a prediction linear in its parameters.

    None with another loss or prediction, without points, and with numbers too large to square.
    """
    basis = experiment.formula.linear_basis("x") if is_squared_error(experiment) else None
    points = points_of(experiment.data)
    if basis is None or not len(points):
        return None
    design, rest = _design(experiment, basis, points[:, 0])
    target = points[:, 1] - rest
    with np.errstate(all="ignore"):
        solved = _solve(design, target)
        if solved is None:
            return None
        values, rank, singular = solved
        predicted = design @ values + rest
        loss = float(np.mean((points[:, 1] - predicted) ** 2))
        hessian = 2.0 * (design.T @ design) / len(points)
        eigenvalues = 2.0 * singular[::-1] ** 2 / len(points)
    if not (np.isfinite(values).all() and np.isfinite(hessian).all() and math.isfinite(loss)):
        return None
    names = experiment.parameters
    if rank < len(names):
        eigenvalues[: len(names) - rank] = 0.0
    curvature = Curvature(names, hessian, tuple(float(value) for value in eigenvalues))
    descended = dict(zip(names, map(float, values), strict=True))
    units = units_of(experiment)
    original = descended if units is None else units.original(descended)
    return Exact(original, descended, loss, rank == len(names), curvature)


def is_squared_error(experiment: Regression) -> bool:
    """Tell whether the loss is the mean squared error, by name or as the user's own formula."""
    if experiment.loss.is_named:
        return experiment.loss.name == "mse"
    squared = ("mean((y - y_pred)^2)", "mean((y_pred - y)^2)")
    return experiment.loss_formula.tree in [loss_formula(text).tree for text in squared]


def _design(experiment: Regression, basis: Sequence[tuple[str, Formula]], x: Numbers) -> tuple[Numbers, Numbers]:
    """Return the matrix with a column for each parameter, and the part of the prediction without any."""
    seen = standardised(experiment, x)
    columns = {name: np.broadcast_to(np.asarray(factor.numpy({"x": seen}), float), x.shape) for name, factor in basis}
    rest = columns.pop("", np.zeros_like(x))
    return np.column_stack([columns[name] for name in experiment.parameters]), rest


def _solve(design: Numbers, target: Numbers) -> tuple[Numbers, int, Numbers] | None:
    """Return the least-squares solution, the rank, and the singular values of ``design`` in descending order."""
    scale = np.sqrt((design**2).sum(axis=0))
    scale[scale == 0] = 1.0
    if not (np.isfinite(scale).all() and np.isfinite(target).all()):
        return None
    try:
        # Columns of length 1, as in np.polyfit, so that powers of large x keep their digits.
        lstsq: Any = np.linalg.lstsq
        values, _, rank, _ = lstsq(design / scale, target, rcond=max(design.shape) * np.finfo(float).eps)
        # The triangle of QR has the singular values of the matrix, however many points there are.
        found = np.linalg.svd(np.linalg.qr(design, mode="r"), compute_uv=False)
    except np.linalg.LinAlgError:
        return None
    singular = np.zeros(design.shape[1])
    singular[: len(found)] = found
    return values / scale, int(rank), singular


def r_squared(observed: Numbers, predicted: Numbers) -> float:
    """Return R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)², of arrays of shape (n,).

    1 for a perfect fit, 0 for one as good as the mean, below 0 for worse; NaN where y does not vary.
    """
    with np.errstate(all="ignore"):
        spread = float(np.sum((observed - np.mean(observed)) ** 2)) if len(observed) else 0.0
        missed = float(np.sum((observed - predicted) ** 2))
    return 1.0 - missed / spread if spread > 0 else math.nan


def local_hessian(experiment: Descending, values: Mapping[str, float]) -> Curvature | None:
    """Return the Hessian of a loss at given values of every parameter, by autograd in float64; imports torch.

    The loss of a fit is that of all points. None where there are none, or where the Hessian is not finite.
    """
    import torch

    from model.descent.objectives import objective_of
    from model.descent.second_derivatives import hessian_at

    names = experiment.parameters
    try:
        objective = objective_of(replace(experiment, dtype="float64"))
    except Refused:
        return None
    at = torch.tensor([float(values[name]) for name in names], dtype=torch.float64)
    hessian = hessian_at(objective.loss, at).numpy(force=True)
    if not np.isfinite(hessian).all():
        return None
    hessian = 0.5 * (hessian + hessian.T)
    eigenvalues = np.linalg.eigvalsh(hessian)
    # Rounding leaves a zero eigenvalue as some last digits of the largest.
    noise = 64 * len(names) * np.finfo(float).eps * np.abs(eigenvalues).max()
    eigenvalues[np.abs(eigenvalues) <= noise] = 0.0
    return Curvature(names, hessian, tuple(float(value) for value in eigenvalues))
