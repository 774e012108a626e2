"""What the text of a compiled loop calls; imports Numba."""

from __future__ import annotations

import sys
from math import (
    acos,
    asin,
    atan,
    cos,
    cosh,
    exp,
    expm1,
    hypot,
    inf,
    log,
    log1p,
    log10,
    nan,
    pow,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit, types  # pyright: ignore[reportMissingTypeStubs]
from numba.extending import intrinsic  # pyright: ignore[reportMissingTypeStubs]
from numpy import empty, floor

from model.experiment import LIMIT
from model.history import STATE_INTERVAL

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "GREATEST",
    "LIMIT",
    "STATE_INTERVAL",
    "acos",
    "asin",
    "atan",
    "choose",
    "cos",
    "cosh",
    "diagonalise",
    "empty",
    "exp",
    "expm1",
    "floor",
    "hypot",
    "inf",
    "log",
    "log1p",
    "log10",
    "nan",
    "plus",
    "pow",
    "sin",
    "sinh",
    "sqrt",
    "tan",
    "tanh",
]

GREATEST = sys.float_info.max
_SWEEPS = 60


@intrinsic
def plus(_context: Any, left: Any, right: Any) -> Any:
    """Add to a sum whose terms may come in any order.

    Only this addition may be reordered, so that a loop is computed several points at a time; everything that goes
    into it keeps its order, and so its bits, which decide at a kink on which side a point is.
    """

    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.fadd(*arguments, flags=("reassoc",))

    return types.float64(types.float64, types.float64), build


@intrinsic
def choose(_context: Any, condition: Any, yes: Any, no: Any) -> Any:
    """Return one of two numbers that are both there: no branch."""

    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.select(*arguments)

    return types.float64(types.boolean, types.float64, types.float64), build


@njit(nogil=True, error_model="numpy")
def diagonalise(matrix: NDArray[np.float64], vectors: NDArray[np.float64]) -> None:
    """Turn a symmetric matrix to its eigenvalues on the diagonal, in place, by Jacobi's rotations.

    Parameters
    ----------
    matrix : NDArray, shape (n, n)
        Symmetric and finite.
    vectors : NDArray, shape (n, n)
        Receives the eigenvectors as columns. Source: Golub and Van Loan, Matrix Computations, 2013, section 8.5.
    """
    size = matrix.shape[0]
    for i in range(size):
        for j in range(size):
            vectors[i, j] = 1.0 if i == j else 0.0
    for _ in range(_SWEEPS):
        rest = 0.0
        for p in range(size - 1):
            for q in range(p + 1, size):
                apart = matrix[p, q]
                # what is added to neither diagonal element by a rotation is nothing
                small = abs(matrix[p, p]) + abs(apart) == abs(matrix[p, p])
                if apart == 0.0 or (small and abs(matrix[q, q]) + abs(apart) == abs(matrix[q, q])):
                    continue
                rest = max(rest, abs(apart))
                theta = (matrix[q, q] - matrix[p, p]) / (2.0 * apart)
                t = 1.0 / (abs(theta) + hypot(theta, 1.0))
                if theta < 0.0:
                    t = -t
                c = 1.0 / hypot(t, 1.0)
                s = t * c
                for k in range(size):
                    kp, kq = matrix[k, p], matrix[k, q]
                    matrix[k, p], matrix[k, q] = c * kp - s * kq, s * kp + c * kq
                for k in range(size):
                    pk, qk = matrix[p, k], matrix[q, k]
                    matrix[p, k], matrix[q, k] = c * pk - s * qk, s * pk + c * qk
                for k in range(size):
                    kp, kq = vectors[k, p], vectors[k, q]
                    vectors[k, p], vectors[k, q] = c * kp - s * kq, s * kp + c * kq
        if rest == 0.0:
            return


def compile_helpers() -> None:
    """Compile what steps may call before one does: for a step that calls it this is most of the time otherwise."""
    diagonalise.compile("void(float64[:, ::1], float64[:, ::1])")
