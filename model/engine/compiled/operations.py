"""The ATen operations of the compiled engine, as operations on scalars.

A tensor without points is a NumPy array of scalars, one for each number in it, so that operations on shapes
are NumPy's own; a tensor with one number for each point is `Points`. An operation that is not in `OPERATIONS` is
refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from model.engine.compiled.scalars import COUNT, Book, Operand, Scalar

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Unsupported(Exception):
    """An operation that the compiled engine does not have."""

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
        with np.errstate(all="ignore"):  # constants are computed here, infinite ones too
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


def _elementwise(formula: Callable[..., Operand]) -> Operation:
    """Return the operation that applies a formula to each number; its first argument is `Book.make`."""
    return lambda book, *values, **named: _each(partial(formula, book.make, **named), *values)


def _plain(name: str) -> Operation:
    """Return the elementwise operation that scalars have under this name."""
    return _elementwise(lambda make, *operands: make(name, *operands))


def _softplus(make: Callable[..., Operand], value: Operand, beta: float = 1.0, threshold: float = 20.0) -> Operand:
    scaled = make("*", value, beta)
    smooth = make("/", make("log1p", make("exp", scaled)), beta)
    return make("where", make(">", scaled, threshold), value, smooth)


def _softplus_backward(
    make: Callable[..., Operand], gradient: Operand, value: Operand, beta: float, threshold: float
) -> Operand:
    scaled = make("*", value, beta)
    power = make("exp", scaled)
    smooth = make("/", make("*", gradient, power), make("+", power, 1.0))
    return make("where", make(">", scaled, threshold), gradient, smooth)


def _remainder(make: Callable[..., Operand], value: Operand, divisor: Operand) -> Operand:
    """Return the remainder with the divisor's sign."""
    rest = make("fmod", value, divisor)
    return make("where", _sign_is_wrong(make, rest, divisor), make("+", rest, divisor), rest)


def _sign_is_wrong(make: Callable[..., Operand], rest: Operand, divisor: Operand) -> Operand:
    below = make("and", make("<", rest, 0.0), make(">", divisor, 0.0))
    return make("or", below, make("and", make(">", rest, 0.0), make("<", divisor, 0.0)))


def _quotient(
    make: Callable[..., Operand], value: Operand, divisor: Operand, rounding_mode: str | None = None
) -> Operand:
    """Return the quotient; by the mode "floor" the whole number that `_remainder` leaves its rest to, as torch does."""
    plain = make("/", value, divisor)
    if rounding_mode is None:
        return plain
    if rounding_mode != "floor":
        raise Unsupported(f"division by {rounding_mode}")
    rest = make("fmod", value, divisor)
    exact = make("/", make("-", value, rest), divisor)
    exact = make("where", _sign_is_wrong(make, rest, divisor), make("-", exact, 1.0), exact)
    whole = make("floor", exact)
    nearest = make("where", make(">", make("-", exact, whole), 0.5), make("+", whole, 1.0), whole)
    signed = make("where", make("==", exact, 0.0), make("*", 0.0, plain), nearest)
    return make("where", make("==", divisor, 0.0), plain, signed)


def _power(book: Book, base: Any, exponent: Any) -> Value:
    if isinstance(exponent, int | float):
        return _each(lambda operand: book.power(operand, float(exponent)), base)
    return _plain("pow")(book, base, exponent)


def _clamp(book: Book, value: Any, low: Any = None, high: Any = None) -> Value:
    if low is not None:
        value = _plain("max")(book, value, low)
    return value if high is None else _plain("min")(book, value, high)


def _reduction(name: str) -> Operation:
    """Return the operation that joins the numbers along axes of an array without points."""

    def operation(book: Book, value: Any, dims: Any = None, keepdim: bool = False) -> Value:
        if isinstance(value, Points):
            raise Unsupported("reduction over the points")
        axes = _axes(value, dims)
        moved = np.moveaxis(value, axes, range(len(axes)))
        joined = array(reduce(partial(_plain(name), book), moved.reshape(-1, *moved.shape[len(axes) :])))
        return np.expand_dims(joined, axes) if keepdim else joined

    return operation


def _axes(value: NDArray[np.object_], dims: Any) -> tuple[int, ...]:
    if dims is None or (isinstance(dims, Sequence) and not dims):
        return tuple(range(value.ndim))
    listed = dims if isinstance(dims, Sequence) else (dims,)
    return tuple(sorted(axis % value.ndim for axis in listed))


def _sum(book: Book, value: Any, dims: Any = None, keepdim: bool = False) -> Value:
    if isinstance(value, Points):
        return array(book.total(value.each)).reshape((1,) if keepdim else ())
    return _reduction("+")(book, value, dims, keepdim)


def _mean(book: Book, value: Any, dims: Any = None, keepdim: bool = False) -> Value:
    if not isinstance(value, Points):
        raise Unsupported("mean of what has no points")
    return _plain("/")(book, _sum(book, value, dims, keepdim), book.given(COUNT))


def _filled(size: Sequence[Any], number: Any) -> Value:
    filling = array(number).item()
    if any(isinstance(extent, Scalar) for extent in size):
        if len(size) != 1:
            raise Unsupported("a matrix with one row for each point")
        return Points(filling)
    made = np.empty(tuple(size), dtype=object)
    made.fill(filling)
    return made


def _filled_like(like: Value, number: Any) -> Value:
    return Points(array(number).item()) if isinstance(like, Points) else _filled(like.shape, number)


def _converted(book: Book, value: Any, dtype: Any = None, **_kind: object) -> Value:
    """Return a tensor in another type: a truth value as 1 or 0."""
    return _each(book.number, value) if dtype is not None and dtype.is_floating_point else value


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
    elif not any(isinstance(extent, Scalar) for extent in size):
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
        return matrix[0], _filled((1, 1), 1.0)
    lower = [matrix[max(i, j), min(i, j)] for i in range(size) for j in range(size)]
    values, vectors = np.empty(size, dtype=object), np.empty((size, size), dtype=object)
    for i in range(size):
        values[i] = book.make("eigenvalue", *lower, name=f"{i},{i}")
        for j in range(size):
            vectors[i, j] = book.make("eigenvector", *lower, name=f"{i},{j}")
    return values, vectors


_SAME_NAME = (
    *("exp", "expm1", "log", "log2", "log10", "log1p", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan"),
    *("sinh", "cosh", "tanh", "sigmoid", "erf", "abs", "neg", "sign", "floor", "where"),
)

OPERATIONS: dict[str, Operation] = {
    **{name: _plain(name) for name in _SAME_NAME},
    "sgn": _plain("sign"),
    "mul": _plain("*"),
    "div": _elementwise(_quotient),
    "remainder": _elementwise(_remainder),
    "add": _elementwise(lambda make, a, b, alpha=1: make("+", a, make("*", float(alpha), b))),
    "sub": _elementwise(lambda make, a, b, alpha=1: make("-", a, make("*", float(alpha), b))),
    "rsub": _elementwise(lambda make, a, b, alpha=1: make("-", b, make("*", float(alpha), a))),
    "pow": _power,
    "reciprocal": _elementwise(lambda make, x: make("/", 1.0, x)),
    "rsqrt": _elementwise(lambda make, x: make("/", 1.0, make("sqrt", x))),
    "relu": _elementwise(lambda make, x: make("max", x, 0.0)),
    "softplus": _elementwise(_softplus),
    "sigmoid_backward": _elementwise(lambda make, g, y: make("*", make("*", g, make("-", 1.0, y)), y)),
    "softplus_backward": _elementwise(_softplus_backward),
    "tanh_backward": _elementwise(lambda make, g, y: make("*", g, make("-", 1.0, make("*", y, y)))),
    "threshold_backward": _elementwise(lambda make, g, x, least: make("where", make("<=", x, least), 0.0, g)),
    "minimum": _plain("min"),
    "maximum": _plain("max"),
    "clamp": _clamp,
    # The second one changes a gradient in place that nothing else uses: what follows gets the result.
    **dict.fromkeys(
        ("masked_fill", "masked_fill_"),
        _elementwise(lambda make, value, mask, filling: make("where", mask, filling, value)),
    ),
    "lt": _plain("<"),
    "le": _plain("<="),
    "gt": _plain(">"),
    "ge": _plain(">="),
    "eq": _plain("=="),
    "ne": _plain("!="),
    **dict.fromkeys(("logical_and", "bitwise_and"), _plain("and")),
    **dict.fromkeys(("logical_or", "bitwise_or"), _plain("or")),
    **dict.fromkeys(("logical_not", "bitwise_not"), _plain("not")),
    "all": _reduction("and"),
    "any": _reduction("or"),
    "amax": _reduction("max"),
    "amin": _reduction("min"),
    "sum": _sum,
    "mean": _mean,
    "scalar_tensor": lambda _book, number, **_kind: array(number),
    "full": lambda _book, size, number, **_kind: _filled(size, number),
    "zeros": lambda _book, size, **_kind: _filled(size, 0.0),
    "ones": lambda _book, size, **_kind: _filled(size, 1.0),
    "new_full": lambda _book, _like, size, number, **_kind: _filled(size, number),
    "new_zeros": lambda _book, _like, size, **_kind: _filled(size, 0.0),
    "new_ones": lambda _book, _like, size, **_kind: _filled(size, 1.0),
    "full_like": lambda _book, like, number, **_kind: _filled_like(like, number),
    "zeros_like": lambda _book, like, **_kind: _filled_like(like, 0.0),
    "ones_like": lambda _book, like, **_kind: _filled_like(like, 1.0),
    "eye": lambda _book, size, **_kind: np.eye(size).astype(object),
    "_to_copy": _converted,
    **dict.fromkeys(("detach", "clone", "lift_fresh"), lambda _book, value, **_kind: value),
    "expand": _expand,
    "select": _shaped(lambda value, dim, index: array(np.moveaxis(value, dim, 0)[index])),
    "unsqueeze": _shaped(np.expand_dims),
    "split": _shaped(_split),
    "unbind": _shaped(_unbind),
    "stack": _stack,
    "_linalg_eigh": _eigen,
}
"""By ATen's names without their overloads; each is called with the book and the operation's own arguments."""
