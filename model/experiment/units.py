"""Standardised x, and the parameters in original units that make the same prediction."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from model.data.points import points_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from model.experiment import Regression
    from model.formula import Formula

    Numbers: TypeAlias = NDArray[np.float64]

_HIGHEST_DEGREE = 63


def standardised(experiment: Regression, x: Numbers) -> Numbers:
    """Return x in the units descended in; not finite where it has no spread."""
    if not experiment.standardise:
        return x
    with np.errstate(all="ignore"):
        mean, deviation = experiment.standardisation()
        return (x - mean) / deviation


@dataclass(frozen=True, eq=False)
class Units:
    """Parameters in original units, p' = matrix·p + offset, from those descended in on z = (x − μ)/σ."""

    parameters: tuple[str, ...]
    matrix: Numbers
    offset: Numbers

    def original(self, values: Mapping[str, float]) -> dict[str, float]:
        """Return the parameters in original units; for a line w/σ and b − wμ/σ."""
        descended = np.array([float(values[name]) for name in self.parameters])
        found = (self.matrix @ descended + self.offset).tolist()
        return dict(zip(self.parameters, found, strict=True))


@lru_cache(maxsize=16)
def units_of(experiment: Regression) -> Units | None:
    """Return the conversion to original units for a line or polynomial; the identity where x is not standardised.

    A power of z is the sum of powers of x by the binomial theorem, so the coefficients of the powers of x in the
    prediction are compared. None where the prediction in x has no such parameters: it is no polynomial in x, or lacks a
    power that the shift brings in, such as a·x² alone.
    """
    names = experiment.parameters
    if not experiment.standardise:
        return Units(names, np.eye(len(names)), np.zeros(len(names)))
    basis = experiment.formula.linear_basis("x")
    if basis is None or not len(points_of(experiment.data)):
        return None
    mean, deviation = experiment.standardisation()
    if not (math.isfinite(mean) and math.isfinite(deviation) and deviation > 0):
        return None
    found = {name: _coefficients(factor) for name, factor in basis}
    if any(each is None for each in found.values()):
        return None
    length = max(len(each) for each in found.values() if each is not None)
    columns = {name: np.pad(each, (0, length - len(each))) for name, each in found.items() if each is not None}
    powers = np.column_stack([columns[name] for name in names])
    rest = columns.get("", np.zeros(length))
    with np.errstate(all="ignore"):
        shifted = _shift(length, np.float64(mean), np.float64(deviation))
        wanted = np.column_stack([shifted @ powers, shifted @ rest - rest])
        if not np.isfinite(wanted).all():
            return None
        solved = _solved(powers, wanted)
    return None if solved is None else Units(names, solved[:, :-1], solved[:, -1])


def _solved(powers: Numbers, wanted: Numbers) -> Numbers | None:
    """Solve powers·p = wanted exactly, or return None where that cannot be."""
    rows = np.count_nonzero(powers, axis=1)
    columns = np.count_nonzero(powers, axis=0)
    if rows.max(initial=0) <= 1 and (columns == 1).all() and np.count_nonzero(rows) == powers.shape[1]:
        # Each parameter is the factor of one power, as nearly always: divide, with no other rounding.
        power = np.abs(powers).argmax(axis=0)
        solution: Numbers = wanted[power] / powers[power, np.arange(powers.shape[1])][:, None]
    else:
        solution = np.asarray(np.linalg.lstsq(powers, wanted, rcond=None)[0], dtype=np.float64)
    missed = np.abs(powers @ solution - wanted)
    return solution if (missed <= 1e-9 * (np.abs(wanted).max(axis=0) + 1e-300)).all() else None


def _shift(length: int, mean: np.float64, deviation: np.float64) -> Numbers:
    """Return the matrix that takes coefficients of powers of z to those of powers of x."""
    matrix = np.zeros((length, length))
    for power in range(length):
        for lower in range(power + 1):
            matrix[lower, power] = math.comb(power, lower) * (-mean) ** (power - lower) / deviation**power
    return matrix


def _coefficients(factor: Formula) -> Numbers | None:
    """Return the coefficients of a polynomial in x, of x⁰ first; None where it is none or of degree over 63."""
    degree = factor.polynomial_degree("x")
    if degree is None or degree > _HIGHEST_DEGREE:
        return None
    if degree <= 1:  # as for a line: two values are enough, without loading SymPy
        at_zero, at_one = float(factor.numpy({"x": 0.0})), float(factor.numpy({"x": 1.0}))
        return np.array([at_zero, at_one - at_zero])[: degree + 1]
    import sympy  # pyright: ignore[reportMissingTypeStubs]

    algebra: Any = sympy
    x = algebra.Symbol("x", real=True)
    expression: Any = factor.sympy()
    expression = expression.subs(dict.fromkeys(expression.free_symbols, x))
    if not expression.is_polynomial(x):
        return None
    coefficients = [float(value) for value in reversed(algebra.Poly(expression, x).all_coeffs())]
    return np.array(coefficients)
