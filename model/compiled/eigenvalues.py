"""Eigenvalues and eigenvectors of a symmetric matrix, as a function in LLVM's intermediate representation."""

from __future__ import annotations

from model.compiled.instructions import Builder

__all__ = ["diagonalise"]

_SWEEPS = 60


def diagonalise() -> str:
    """Return ``void @diagonalise(ptr %matrix, ptr %vectors, i64 %size)``: Jacobi's rotations.

    The matrix, shape (size, size) and symmetric, is left with its eigenvalues on the diagonal; the vectors, of the
    same shape, receive the eigenvectors as columns. It calls ``@system_hypot``.
    Source: Golub and Van Loan, Matrix Computations, 2013, section 8.5.
    """
    at = _Matrices()
    with at.loop(0, "%size") as i, at.loop(0, "%size") as j:
        at.put("%vectors", i, j, at.value(f"uitofp i1 {at.value(f'icmp eq i64 {i}, {j}')} to double"))
    changed = at.variable("i1")
    with at.loop(0, _SWEEPS):
        at.store("false", changed, "i1")
        with at.loop(0, "%size") as p, at.loop(at.value(f"add i64 {p}, 1"), "%size") as q:
            apart, first, second = at.get("%matrix", p, q), at.get("%matrix", p, p), at.get("%matrix", q, q)
            # what is added to neither diagonal element by a rotation is nothing
            seen = at.value(f"or i1 {_is_seen(at, apart, first)}, {_is_seen(at, apart, second)}")
            with at.when(seen):
                at.store("true", changed, "i1")
                _rotate(at, p, q, *_rotation(at, apart, first, second))
        again, done = at.name("again"), at.name("done")
        at.branch(at.load(changed, "i1"), again, done)
        at.block(done)
        at.do("ret void")
        at.block(again)
    at.do("ret void")
    return at.function("internal void @diagonalise(ptr noalias %matrix, ptr noalias %vectors, i64 %size) #0")


class _Matrices(Builder):
    """Writes what is done to matrices of ``%size`` rows."""

    def element(self, matrix: str, row: str, column: str) -> str:
        return self.place(matrix, self.value(f"add i64 {self.value(f'mul i64 {row}, %size')}, {column}"))

    def get(self, matrix: str, row: str, column: str) -> str:
        return self.load(self.element(matrix, row, column))

    def put(self, matrix: str, row: str, column: str, value: str) -> None:
        self.store(value, self.element(matrix, row, column))

    def of(self, operation: str, left: str, right: str) -> str:
        return self.value(f"{operation} double {left}, {right}")

    def size_of(self, number: str) -> str:
        return self.call("@llvm.fabs.f64", number)


def _is_seen(at: _Matrices, apart: str, diagonal: str) -> str:
    """Tell whether an element is more than rounding beside one of the diagonal."""
    size = at.size_of(diagonal)
    return at.of("fcmp une", at.of("fadd", size, at.size_of(apart)), size)


def _rotation(at: _Matrices, apart: str, first: str, second: str) -> tuple[str, str]:
    """Return cosine and sine of the rotation that makes an element 0."""
    theta = at.of("fdiv", at.of("fsub", second, first), at.of("fmul", "2.0", apart))
    size = at.of("fadd", at.size_of(theta), at.call("@system_hypot", theta, "1.0"))
    tangent = at.of("fdiv", at.value(f"select i1 {at.of('fcmp olt', theta, '0.0')}, double -1.0, double 1.0"), size)
    cosine = at.of("fdiv", "1.0", at.call("@system_hypot", tangent, "1.0"))
    return cosine, at.of("fmul", tangent, cosine)


def _rotate(at: _Matrices, p: str, q: str, cosine: str, sine: str) -> None:
    """Rotate columns p and q of the matrix, then its rows, then the vectors' columns."""
    for matrix, by_rows in (("%matrix", False), ("%matrix", True), ("%vectors", False)):
        with at.loop(0, "%size") as k:
            places = [(each, k) if by_rows else (k, each) for each in (p, q)]
            one, other = (at.get(matrix, *place) for place in places)
            at.put(matrix, *places[0], at.of("fsub", at.of("fmul", cosine, one), at.of("fmul", sine, other)))
            at.put(matrix, *places[1], at.of("fadd", at.of("fmul", sine, one), at.of("fmul", cosine, other)))
