"""Eigenvalues and eigenvectors of a symmetric matrix, as a function in LLVM's intermediate representation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.engine.compiled.instructions import Builder

if TYPE_CHECKING:
    from model.engine.compiled.instructions import Address, Double, Flag, Integer

_SWEEPS = 60


def diagonalise() -> str:
    """Return ``void @diagonalise(ptr %matrix, ptr %vectors, i64 %size)``: Jacobi's rotations.

    The matrix, shape (size, size) and symmetric, is left with its eigenvalues on the diagonal; the vectors, of the
    same shape, receive the eigenvectors as columns. It calls ``@system_hypot``.
    Source: Golub and Van Loan, Matrix Computations, 2013, section 8.5.
    """
    to = Builder()
    size, again = to.argument("size"), to.variable("i64")
    matrix, vectors = (_Matrix(to.array(name), size) for name in ("matrix", "vectors"))
    with to.loop(0, size) as (i, _), to.loop(0, size) as (j, _):
        vectors[i, j] = i.is_equal(j).choose(1.0, 0.0)
    with to.loop(0, to.integer(_SWEEPS)) as (_, done):
        again.store(0)
        with to.loop(0, size) as (p, _), to.loop(p + 1, size) as (q, _):
            apart, first, second = matrix[p, q], matrix[p, p], matrix[q, q]
            # an element that rounding would lose in both diagonal elements counts as 0
            with to.when(_is_seen(apart, first) | _is_seen(apart, second)):
                again.store(1)
                _rotate(matrix, vectors, p, q, _rotation(apart, first, second))
        going = to.name("going")
        to.branch(again.load_integer().is_odd(), going, done)
        to.block(going)
    to.do("ret void")
    return to.function("internal void @diagonalise(ptr noalias %matrix, ptr noalias %vectors, i64 %size) #0")


@dataclass(frozen=True, slots=True)
class _Matrix:
    """A square matrix in memory, row by row."""

    begin: Address
    size: Integer

    def __getitem__(self, place: tuple[Integer, Integer]) -> Double:
        return self.begin.at(place[0] * self.size + place[1]).load()

    def __setitem__(self, place: tuple[Integer, Integer], number: Double) -> None:
        self.begin.at(place[0] * self.size + place[1]).store(number)


def _is_seen(apart: Double, diagonal: Double) -> Flag:
    """Tell whether an element is more than rounding beside one of the diagonal."""
    size = abs(diagonal)
    return (size + abs(apart)).compare("une", size)


def _rotation(apart: Double, first: Double, second: Double) -> tuple[Double, Double]:
    """Return cosine and sine of the rotation that makes an element 0."""
    hypot, one = "@system_hypot", apart.builder.double(1.0)
    theta = (second - first) / (2.0 * apart)
    tangent = 1.0 / (abs(theta) + apart.builder.call(hypot, theta, one))
    tangent = (theta < 0.0).choose(-tangent, tangent)
    cosine = 1.0 / apart.builder.call(hypot, tangent, one)
    return cosine, tangent * cosine


def _rotate(matrix: _Matrix, vectors: _Matrix, p: Integer, q: Integer, rotation: tuple[Double, Double]) -> None:
    """Rotate columns p and q of the matrix, then its rows, then the vectors' columns."""
    cosine, sine = rotation
    for each, by_rows in ((matrix, False), (matrix, True), (vectors, False)):
        with p.builder.loop(0, matrix.size) as (k, _):
            at_p, at_q = ((p, k), (q, k)) if by_rows else ((k, p), (k, q))
            one, other = each[at_p], each[at_q]
            each[at_p] = cosine * one - sine * other
            each[at_q] = sine * one + cosine * other
