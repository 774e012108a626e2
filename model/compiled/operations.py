"""The ATen operations that the compiled engine knows, each as what it does to expressions.

A tensor without points is a NumPy array of expressions, one for each number in it, so that operations on shapes
are NumPy's own; a tensor with one number for each point is `Points`. What stands in `OPERATIONS` is taken as it
is; everything else is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from model.compiled.expressions import COUNT, Book, Expression, Operand

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["OPERATIONS", "Points", "Unsupported", "Value"]


class Unsupported(Exception):
    """An operation that the compiled engine does not know."""

    def __init__(self, operation: str) -> None:
        super().__init__(operation)
        self.operation = operation


@dataclass(frozen=True, slots=True)
class Points:
    """A tensor of shape (points,): its number at one point."""

    each: Operand


Value: TypeAlias = "NDArray[np.object_] | Points"
Operation: TypeAlias = "Callable[..., Any]"


def array(operand: object) -> NDArray[np.object_]:
    """Return one number or a nested list of numbers as an array."""
    if isinstance(operand, np.ndarray):
        return operand
    if isinstance(operand, bool | int):
        operand = float(operand)
    made = np.empty((), dtype=object)
    made[()] = operand
    return made


def _each(apply: Callable[..., Operand], *values: Any) -> Value:
    """Apply a scalar operation to each number of tensors that are broadcast together."""
    if not any(isinstance(value, Points) for value in values):
        return array(np.frompyfunc(apply, len(values), 1)(*(array(value) for value in values)))
    operands: list[Operand] = []
    for value in values:
        if isinstance(value, Points):
            operands.append(value.each)
        else:
            numbers = array(value)
            if numbers.size != 1:
                raise Unsupported("broadcast over the points")
            operands.append(numbers.item())
    return Points(apply(*operands))


def _plain(name: str) -> Operation:
    """Return the elementwise operation that expressions know under this name."""
    return lambda book, *values: _each(lambda *operands: book.make(name, *operands), *values)


def _sum_with_factor(name: str, swap: bool = False) -> Operation:
    """Return a + alpha·b, or a − alpha·b; the other way round where ``swap``."""

    def operation(book: Book, left: Any, right: Any, alpha: float = 1) -> Value:
        def apply(a: Operand, b: Operand) -> Operand:
            first, second = (b, a) if swap else (a, b)
            return book.make(name, first, second if alpha == 1 else book.make("*", float(alpha), second))

        return _each(apply, left, right)

    return operation


def _divide(book: Book, left: Any, right: Any, rounding_mode: str | None = None) -> Value:
    quotient = _plain("/")(book, left, right)
    if rounding_mode is None:
        return quotient
    if rounding_mode != "floor":
        raise Unsupported(f"division rounded to {rounding_mode}")
    return _plain("floor")(book, quotient)


def _power(book: Book, base: Any, exponent: Any) -> Value:
    if isinstance(exponent, int | float):
        return _each(lambda operand: book.power(operand, float(exponent)), base)
    return _plain("pow")(book, base, exponent)


def _clamp(book: Book, value: Any, low: Any = None, high: Any = None, **named: Any) -> Value:
    low, high = named.get("min", low), named.get("max", high)
    if low is not None:
        value = _plain("max")(book, value, low)
    return value if high is None else _plain("min")(book, value, high)


def _masked_fill(book: Book, value: Any, mask: Any, filling: Any) -> Value:
    return _plain("where")(book, mask, filling, value)


def _sigmoid(book: Book, value: Any) -> Value:
    def apply(operand: Operand) -> Operand:
        return book.make("/", 1.0, book.make("+", 1.0, book.make("exp", book.make("neg", operand))))

    return _each(apply, value)


def _sigmoid_backward(book: Book, gradient: Any, result: Any) -> Value:
    def apply(gradient: Operand, result: Operand) -> Operand:
        return book.make("*", gradient, book.make("*", book.make("-", 1.0, result), result))

    return _each(apply, gradient, result)


def _tanh_backward(book: Book, gradient: Any, result: Any) -> Value:
    def apply(gradient: Operand, result: Operand) -> Operand:
        return book.make("*", gradient, book.make("-", 1.0, book.make("*", result, result)))

    return _each(apply, gradient, result)


def _threshold_backward(book: Book, gradient: Any, value: Any, threshold: float) -> Value:
    return _plain("where")(book, _plain("<=")(book, value, threshold), 0.0, gradient)


def _softplus(book: Book, value: Any, beta: float = 1, threshold: float = 20) -> Value:
    def apply(value: Operand) -> Operand:
        scaled = book.make("*", value, float(beta))
        smooth = book.make("/", book.make("log1p", book.make("exp", scaled)), float(beta))
        return book.make("where", book.make(">", scaled, float(threshold)), value, smooth)

    return _each(apply, value)


def _softplus_backward(book: Book, gradient: Any, value: Any, beta: float, threshold: float) -> Value:
    def apply(gradient: Operand, value: Operand) -> Operand:
        scaled = book.make("*", value, float(beta))
        power = book.make("exp", scaled)
        smooth = book.make("/", book.make("*", gradient, power), book.make("+", power, 1.0))
        return book.make("where", book.make(">", scaled, float(threshold)), gradient, smooth)

    return _each(apply, gradient, value)


def _reciprocal(book: Book, value: Any) -> Value:
    return _each(lambda operand: book.make("/", 1.0, operand), value)


def _reciprocal_root(book: Book, value: Any) -> Value:
    return _each(lambda operand: book.make("/", 1.0, book.make("sqrt", operand)), value)


def _reduction(join: Callable[[Book, Operand, Operand], Operand]) -> Operation:
    """Return a reduction over axes of an array without points."""

    def operation(book: Book, value: Any, dims: Any = None, keepdim: bool = False) -> Value:
        if isinstance(value, Points):
            raise Unsupported("reduction over the points")
        axes = _axes(value, dims)
        moved = np.moveaxis(value, axes, range(len(axes)))
        flat = moved.reshape(-1, *moved.shape[len(axes) :])
        total = array(reduce(lambda a, b: _each(lambda p, q: join(book, p, q), a, b), flat))
        return np.expand_dims(total, axes) if keepdim else total

    return operation


def _axes(value: NDArray[np.object_], dims: Any) -> tuple[int, ...]:
    if dims is None or (isinstance(dims, Sequence) and not dims):
        return tuple(range(value.ndim))
    listed = dims if isinstance(dims, Sequence) else (dims,)
    return tuple(sorted(axis % value.ndim for axis in listed))


def _sum(book: Book, value: Any, dims: Any = None, keepdim: bool = False, dtype: object = None) -> Value:
    if isinstance(value, Points):
        return _over_points(book.total(value.each), keepdim)
    return _reduction(lambda book, a, b: book.make("+", a, b))(book, value, dims, keepdim)


def _mean(book: Book, value: Any, dims: Any = None, keepdim: bool = False, dtype: object = None) -> Value:
    if not isinstance(value, Points):
        raise Unsupported("mean of what has no points")
    return _over_points(book.make("/", book.total(value.each), book.given(COUNT)), keepdim)


def _over_points(total: Operand, keepdim: bool) -> NDArray[np.object_]:
    return array(total).reshape((1,) if keepdim else ())


def _filled(book: Book, size: Sequence[Any], number: Any) -> Value:
    filling = array(number).item()
    if any(isinstance(extent, Expression) for extent in size):
        if len(size) != 1:
            raise Unsupported("a matrix with one row for each point")
        return Points(filling)
    made = np.empty(tuple(size), dtype=object)
    made.fill(filling)
    return made


def _full(book: Book, size: Sequence[Any], number: Any, **_kind: object) -> Value:
    return _filled(book, size, number)


def _new_full(book: Book, _like: Any, size: Sequence[Any], number: Any, **_kind: object) -> Value:
    return _filled(book, size, number)


def _constant(number: float) -> Operation:
    return lambda book, size, **_kind: _filled(book, size, number)


def _new_constant(number: float) -> Operation:
    return lambda book, _like, size, **_kind: _filled(book, size, number)


def _like_constant(number: float) -> Operation:
    return lambda book, like, **_kind: _full_like(book, like, number)


def _full_like(book: Book, like: Any, number: Any, **_kind: object) -> Value:
    return Points(array(number).item()) if isinstance(like, Points) else _filled(book, like.shape, number)


def _eye(book: Book, size: int, columns: int | None = None, **_kind: object) -> Value:
    made = np.empty((size, size if columns is None else columns), dtype=object)
    for place in np.ndindex(made.shape):
        made[place] = float(place[0] == place[1])
    return made


def _converted(book: Book, value: Any, dtype: Any = None, **_kind: object) -> Value:
    """Return a tensor in another type: a truth value as 1 or 0."""
    if dtype is None or not dtype.is_floating_point:
        return value
    return _each(book.number, value)


def _shaped(change: Callable[..., Any]) -> Operation:
    """Return an operation on shapes, for tensors without points."""

    def operation(book: Book, value: Any, *arguments: Any, **named: Any) -> Value:
        if isinstance(value, Points):
            raise Unsupported("a change of shape of the points")
        return change(value, *arguments, **named)

    return operation


def _expand(book: Book, value: Any, size: Sequence[Any], implicit: bool = False) -> Value:
    if isinstance(value, Points):
        if len(size) == 1:
            return value
    elif not any(isinstance(extent, Expression) for extent in size):
        aligned = (1,) * (len(size) - value.ndim) + value.shape
        return np.broadcast_to(value, tuple(old if new == -1 else new for old, new in zip(aligned, size, strict=True)))
    elif len(size) == 1 and value.size == 1:
        return Points(value.item())
    raise Unsupported("expand over the points")


def _split(value: Any, size: int, dim: int = 0) -> list[Any]:
    return np.split(value, range(size, value.shape[dim], size), axis=dim)


def _unbind(value: Any, dim: int = 0) -> list[Any]:
    return [array(part) for part in np.moveaxis(value, dim, 0)]


def _stack(book: Book, values: Sequence[Any], dim: int = 0) -> Value:
    if any(isinstance(value, Points) for value in values):
        raise Unsupported("stack of what has points")
    return np.stack([array(value) for value in values], axis=dim)


def _eigen(book: Book, matrix: Any, uplo: str = "L", compute_v: bool = True) -> tuple[Value, Value]:
    """Return eigenvalues and eigenvectors of a symmetric matrix, of which the lower triangle counts."""
    if matrix.ndim != 2:
        raise Unsupported("eigenvalues of several matrices")
    size = len(matrix)
    if size == 1:
        return matrix[0], _filled(book, (1, 1), 1.0)
    lower = [matrix[max(i, j), min(i, j)] for i in range(size) for j in range(size)]
    values, vectors = np.empty(size, dtype=object), np.empty((size, size), dtype=object)
    for i in range(size):
        values[i] = book.make("eigenvalue", *lower, name=f"{i},{i}")
        for j in range(size):
            vectors[i, j] = book.make("eigenvector", *lower, name=f"{i},{j}")
    return values, vectors


def _same(book: Book, value: Any, **_kind: object) -> Value:
    return value


OPERATIONS: dict[str, Operation] = {
    **{
        name: _plain(name)
        for name in ("exp", "log", "log10", "log1p", "expm1", "sqrt", "floor", "sin", "cos", "tan", "asin", "acos")
    },
    **{name: _plain(name) for name in ("atan", "sinh", "cosh", "tanh", "abs", "neg", "sign")},
    "mul": _plain("*"),
    "add": _sum_with_factor("+"),
    "sub": _sum_with_factor("-"),
    "rsub": _sum_with_factor("-", swap=True),
    "div": _divide,
    "pow": _power,
    "sgn": _plain("sign"),
    "reciprocal": _reciprocal,
    "rsqrt": _reciprocal_root,
    "sigmoid": _sigmoid,
    "sigmoid_backward": _sigmoid_backward,
    "tanh_backward": _tanh_backward,
    "threshold_backward": _threshold_backward,
    "softplus": _softplus,
    "softplus_backward": _softplus_backward,
    "relu": lambda book, value: _plain("max")(book, value, 0.0),
    "minimum": _plain("min"),
    "maximum": _plain("max"),
    "clamp": _clamp,
    "where": _plain("where"),
    "masked_fill": _masked_fill,
    # in place, on a gradient that nobody else has: the graph goes on with the result
    "masked_fill_": _masked_fill,
    "lt": _plain("<"),
    "le": _plain("<="),
    "gt": _plain(">"),
    "ge": _plain(">="),
    "eq": _plain("=="),
    "ne": _plain("!="),
    "logical_and": _plain("and"),
    "bitwise_and": _plain("and"),
    "logical_or": _plain("or"),
    "bitwise_or": _plain("or"),
    "logical_not": _plain("not"),
    "bitwise_not": _plain("not"),
    "all": _reduction(lambda book, a, b: book.make("and", a, b)),
    "any": _reduction(lambda book, a, b: book.make("or", a, b)),
    "amax": _reduction(lambda book, a, b: book.make("max", a, b)),
    "amin": _reduction(lambda book, a, b: book.make("min", a, b)),
    "sum": _sum,
    "mean": _mean,
    "full": _full,
    "new_full": _new_full,
    "full_like": _full_like,
    "scalar_tensor": lambda book, number, **_kind: array(number),
    "zeros": _constant(0.0),
    "ones": _constant(1.0),
    "new_zeros": _new_constant(0.0),
    "new_ones": _new_constant(1.0),
    "zeros_like": _like_constant(0.0),
    "ones_like": _like_constant(1.0),
    "eye": _eye,
    "_to_copy": _converted,
    **dict.fromkeys(("detach", "clone", "lift_fresh"), _same),
    "expand": _expand,
    "select": _shaped(lambda value, dim, index: array(np.moveaxis(value, dim, 0)[index])),
    "unsqueeze": _shaped(np.expand_dims),
    "split": _shaped(_split),
    "unbind": _shaped(_unbind),
    "stack": _stack,
    "_linalg_eigh": _eigen,
}
"""By ATen's names without their overloads; each is called with the book and the operation's own arguments."""
