"""How large the results of NumPy's functions are, known before they are computed."""

from __future__ import annotations

import math
import re
from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from model.program.native.calls import checked
from model.program.native.limits import CONTAINERS, ELEMENTS, Denied, honest
from model.program.native.text import text_of
from model.program.native.values import CALLABLES, Native, admit_whole, fit, fit_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


_TEXTS = re.compile(r"[<>=|]?[aSUV](\d+)$")
_WIDTHS: dict[str, Any] = vars(np.lib)["_histograms_impl"]._hist_bin_selectors
_NARROW = {int, float, bool}


def arrays(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call a function of NumPy, or an operator on arrays."""
    args, kwargs = checked(native, args, kwargs)
    args, kwargs = (
        fit(honest(native.short_name, args), _is_dtype),
        fit_named(dict(zip(kwargs, honest(native.short_name, [*kwargs.values()]), strict=True)), _is_dtype),
    )
    given = (*args, *kwargs.values())
    if native.function is np.str_ or any(map(_is_of_text, given)):
        args, kwargs = [*map(as_texts, args)], {name: as_texts(value) for name, value in kwargs.items()}
        given = (*args, *kwargs.values())
    width = _width(given)
    if native.short_name in SIZES or native.short_name in _ENDLESS or _bound(given) * width > ELEMENTS.most:
        ELEMENTS.holds(_size(native, args, kwargs) * width)
    if kwargs.get("where", True) is not True and kwargs.get("out") is None:
        ELEMENTS.holds(_broadcast(*args, kwargs["where"]) * width)
        kwargs["out"] = _zeros(native, args, kwargs)
    return admit_whole(native.function(*args, **kwargs))


def _zeros(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Return what a function of each element fills where it is told to: else memory would be shown as it was."""
    if not isinstance(native.function, np.ufunc) and native.short_name != "clip":
        return None
    with np.errstate(all="ignore"):
        full = native.function(*args, **{name: value for name, value in kwargs.items() if name != "where"})
    arrays, shape = full if isinstance(full, tuple) else (full,), np.shape(kwargs["where"])
    return tuple(np.zeros(np.broadcast_shapes(np.shape(one), shape), np.asarray(one).dtype) for one in arrays)


def _is_of_text(value: Any) -> bool:
    if isinstance(value, (np.ndarray, np.dtype)):
        return (value if isinstance(value, np.dtype) else value.dtype).kind == "U"
    return value is str or value is np.str_ or (type(value) is str and _TEXTS.match(value) is not None)


def as_texts(value: Any) -> Any:
    """Return what NumPy writes out as text: objects as texts without their addresses."""
    if type(value) in (list, tuple, deque):
        return [as_texts(item) for item in value]
    return value if isinstance(value, _AS_THEY_ARE) or type(value) in CALLABLES else text_of(value)


_PLAIN = (int, float, complex, str, bytes, type, type(None), type(...), slice, range)
_AS_THEY_ARE = (*_PLAIN, np.ndarray, np.generic, np.dtype, torch.Tensor, Native)


def _is_dtype(cls: type) -> bool:
    return cls in (int, float, bool, complex, str) or issubclass(cls, np.generic)


def _bound(values: Iterable[Any]) -> float:
    """Return what no result of one function on these values is larger than."""
    total, product = 1.0, 1.0
    for value in values:
        if isinstance(value, (np.ndarray, torch.Tensor)):
            total += _count(value)
        elif isinstance(value, (int, float, np.integer, np.floating)):
            product *= max(float(min(abs(value), 10**99)) if isinstance(value, int) else abs(float(value)), 1)
        elif type(value) in CONTAINERS:
            total += len(value)
            product *= _bound(value) if len(value) < 50 else math.inf
        elif type(value) is slice:
            product *= _bound((value.start, value.stop, value.step))
    return total * total * product


def _width(values: Iterable[Any]) -> float:
    """Return how many numbers take as much memory as one element, which may be a text."""
    widest = 1.0
    for value in values:
        if isinstance(value, (np.ndarray, np.generic, np.dtype)):
            widest = max(widest, value.itemsize / 16)
        elif isinstance(value, str):
            named = _TEXTS.match(value)
            widest = max(widest, int(named[1]) if named else 0, len(value) / 4)
        elif type(value) in CONTAINERS and not _NARROW.issuperset(map(type, value)):
            widest = max(widest, _width(value))
    return widest


def _count(value: Any) -> int:
    """Return how many numbers stand in an array, a tensor, a number or a list of them."""
    if isinstance(value, (np.ndarray, torch.Tensor)):
        return math.prod(value.shape)
    return sum(map(_count, value)) if isinstance(value, (list, tuple)) else 1


def _shape(value: Any) -> tuple[int, ...]:
    """Return the shape of an array that is there or would be made."""
    if isinstance(value, (np.ndarray, torch.Tensor)):
        return tuple(value.shape)
    return (len(value), *(_shape(value[0]) if value else ())) if isinstance(value, (list, tuple)) else ()


def _sides(value: Any) -> int:
    return len(_shape(value))


def _broadcast(*values: Any) -> int:
    """Return how many elements there are once these values are broadcast against each other."""
    try:
        return math.prod(np.broadcast_shapes(*[_shape(value) for value in values if not isinstance(value, str)]))
    except ValueError:
        return 0  # the function itself says that they do not fit


_ENDLESS = {"vonmises": (1, "kappa", 0.0, 1e14), "zipf": (0, "a", 1.0001, 1000.0)}
"""Functions that NumPy computes without end where a parameter, at this place and by this name, is not in a range."""


def _check_parameter(*args: Any, of: str, **kwargs: Any) -> None:
    place, name, least, most = _ENDLESS[of]
    value = kwargs.get(name, args[place] if place < len(args) else least)
    inside = np.logical_and(np.asarray(value) >= least, np.asarray(value) <= most)
    if not np.all(inside):
        raise Denied(f"{name} of {of} has to be between {least:g} and {most:g} in programs here")


def _size(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> float:
    args = args[1:] if native.name.startswith(("Generator.", "RandomState.")) else args
    of = SIZES.get(native.short_name)
    if of is not None:
        try:
            return float(of(*args, **kwargs))
        except (TypeError, ValueError, IndexError, AttributeError):
            return 0  # the function itself says what is wrong
    is_drawn = native.name.startswith(("random.", "Generator.", "RandomState."))
    if is_drawn and native.short_name in _ENDLESS:
        _check_parameter(*args, of=native.short_name, **kwargs)
    drawn = re.match(r"\s*\w+\((.*?)\)", native.function.__doc__ or "", re.DOTALL)
    names = re.findall(r"(\w+)(?:=[^,]*)?(?:,|$)", drawn[1]) if drawn and is_drawn else []
    if is_drawn and not names:  # such as random.ranf, which says only what it is another name of
        return math.prod(max(_product(value), 1.0) for value in (*args, *kwargs.values()))
    if "size" in names:
        place = names.index("size")
        size = kwargs.get("size", args[place] if place < len(args) else None)
        wide = native.short_name in ("multinomial", "multivariate_normal", "dirichlet")
        return _product(size) * (max(map(_count, args)) if wide else 1) if size is not None else _broadcast(*args)
    return max(_broadcast(*args), sum(map(_count, args)))


def _product(shape: Any) -> float:
    return math.prod(abs(float(length)) for length in (shape if isinstance(shape, (tuple, list)) else np.ravel(shape)))


def _square(matrix: Any, *_: Any, **__: Any) -> int:
    return _count(matrix) * max(_shape(matrix), default=1)


def _contracted(left: Any, right: Any, *_: Any, **__: Any) -> float:
    inner = max(_shape(left)[-1] if _sides(left) else 1, 1)
    return (
        (_count(left) / inner) * (_count(right) / inner) if _sides(left) < 3 else _count(left) * _count(right) / inner
    )


def _padded(array: Any, width: Any, *_: Any, **__: Any) -> float:
    return math.prod(length + 2 * float(np.max(np.abs(width))) for length in _shape(array))


def _einsum(equation: Any, *operands: Any, **_: Any) -> float:
    if not isinstance(equation, str):
        return math.inf
    inputs, arrow, output = equation.replace(" ", "").partition("->")
    lengths = {
        letter: length
        for letters, operand in zip(inputs.split(","), operands, strict=False)
        for letter, length in zip(letters, _shape(operand), strict=False)
    }
    kept = output if arrow else {letter for letter in lengths if inputs.count(letter) == 1}
    return math.prod(lengths.get(letter, 1) for letter in kept) if "." not in equation else math.inf


def _counted(count: Any = 50, *_: Any, **__: Any) -> float:
    return abs(float(count))


def _swept(left: Any, right: Any, *_: Any, **__: Any) -> float:
    """Weigh each number of one row times each of another, which takes time more than memory."""
    return _count(left) * _count(right) / 1000 + _count(left) + _count(right)


def _bins(values: Any, bins: Any) -> float:
    """Return how many bins a histogram has, also where NumPy chooses their width by a rule of a name."""
    if isinstance(bins, str):
        row = np.ravel(np.asarray(values, dtype=float))
        width = _WIDTHS[bins](row, (row.min(), row.max())) if bins in _WIDTHS and row.size else 0
        return float(np.ptp(row) / width) if width else 0
    return float(bins) if _sides(bins) == 0 else _count(bins)


def _grid(bins: Any, sides: int) -> float:
    """Return how many bins there are on several sides."""
    if _sides(bins) == 0:
        return float(bins) ** sides
    return math.prod(float(one) if _sides(one) == 0 else _count(one) for one in bins)


SIZES: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("zeros", "ones", "empty", "full"), lambda shape, *_, **__: _product(shape)),
    **dict.fromkeys(("rand", "randn"), lambda *shape: _product(shape)),
    **dict.fromkeys(("eye", "tri", "identity"), lambda n, m=None, *_, **__: _product((n, n if m is None else m))),
    **dict.fromkeys(("linspace", "logspace", "geomspace"), lambda a, b, num=50, *_, **__: num * _broadcast(a, b)),
    **dict.fromkeys(("dot", "matmul", "inner", "vdot", "@", "@="), _contracted),
    **dict.fromkeys(("outer", "kron", "tensordot", "subtract.outer"), lambda a, b, *_, **__: _count(a) * _count(b)),
    **dict.fromkeys(("broadcast_to", "resize"), lambda array, shape, *_, **__: _product(shape)),
    **dict.fromkeys(("diag", "diagflat"), lambda v, k=0: (_count(v) + abs(k)) ** 2 if _sides(v) < 2 else _count(v)),
    **dict.fromkeys(("svd", "qr", "pinv", "eig", "eigh", "cov", "corrcoef", "lstsq", "tensorinv"), _square),
    **dict.fromkeys(("histogram", "histogram_bin_edges"), lambda x, bins=10, *_, **__: _bins(x, bins)),
    "where": lambda *values: _broadcast(*values),
    "clip": lambda *values, **named: _broadcast(*values, *(one for name, one in named.items() if name != "out")),
    "select": lambda conditions, choices, default=0: _broadcast(*conditions, *choices),
    "choose": lambda places, choices, **_: _broadcast(places, *choices),
    **dict.fromkeys(
        ("triangular", "hypergeometric"),
        lambda *values, size=None, **named: (
            _product((values[3:] or (size,))[0])
            if size is not None or len(values) > 3
            else _broadcast(*values, *named.values())
        ),
    ),
    "histogram2d": lambda x, y, bins=10, *_, **__: _grid(bins, 2),
    "histogramdd": lambda sample, bins=10, *_, **__: _grid(
        bins, len(sample) if type(sample) is list else sample.shape[-1]
    ),
    **dict.fromkeys(("fft", "ifft", "rfft", "irfft"), lambda a, n=None, *_, **__: _count(a) * (n or 1)),
    **dict.fromkeys(("hamming", "hanning", "blackman", "bartlett", "permutation", "fftfreq", "rfftfreq"), _counted),
    "kaiser": _counted,
    "arange": lambda a, b=0, step=1, **_: abs((float(b) - float(a)) / float(step or 1)),
    "tile": lambda a, reps: _count(a) * _product(reps),
    "repeat": lambda a, n, *_, **__: _count(a) * n if _sides(n) == 0 else _count(a) * float(np.max(n)),
    "meshgrid": lambda *arrays, **_: math.prod(map(_count, arrays)) * len(arrays),
    "ix_": lambda *arrays: math.prod(map(_count, arrays)),
    "vander": lambda x, n=None, **_: _count(x) * (_count(x) if n is None else n),
    "indices": lambda shape, *_, **__: _product(shape) * len(shape),
    "fromfunction": lambda function, shape, **_: _product(shape) * len(shape),
    "pad": _padded,
    "bincount": lambda x, weights=None, minlength=0: max(np.max(x, initial=0) + 1, minlength),
    "polyfit": lambda x, y, degree, *_, **__: _count(x) * degree,
    "take": lambda a, indices, *_, **__: _count(a) * _count(indices),
    "einsum": _einsum,
    "choice": lambda a, size=None, *_, **__: _product(size or 1) + (a if _sides(a) == 0 else 0),
    **dict.fromkeys(("tril_indices", "triu_indices", "mask_indices"), lambda n, *_, **__: 2.0 * n * n),
    **dict.fromkeys(("convolve", "correlate"), _swept),
    **dict.fromkeys(("poly", "roots"), lambda values: float(_count(values)) ** 2),
    "sliding_window_view": lambda x, window_shape, *_, **__: _count(x) * _product(window_shape),
}


def indexed_size(value: Any, index: Any) -> None:
    """Raise `Limit` where ``value[index]`` would be too large: arrays as indices are broadcast against each other."""
    parts = index if type(index) is tuple else (index,)
    if not isinstance(value, np.ndarray):  # np.r_, np.mgrid and the like, of ranges
        ELEMENTS.holds(math.prod(map(_range_length, parts)) if "grid" in type(value).__name__.lower() else
                       sum(map(_range_length, parts)))  # fmt: skip
        return
    chosen = [part for part in parts if isinstance(part, (np.ndarray, torch.Tensor, list))]
    if chosen and math.prod(map(_count, chosen)) * value.size > ELEMENTS.most:
        ELEMENTS.holds(_broadcast(*chosen) * math.prod(value.shape[len([p for p in parts if p is not None]) :]))


def _range_length(part: Any) -> float:
    if type(part) is not slice:
        return _count(part)
    if isinstance(part.step, complex):
        return abs(part.step)
    return abs((float(part.stop or 0) - float(part.start or 0)) / float(part.step or 1)) + 1
