"""NumPy as programs see it, by rule; its arrays share their memory with tensors as torch has it."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.program.native.calls import own, whole
from model.program.native.facades import MODULES, facade, offered
from model.program.native.limits import ITERATORS, LETTERS, WIDTH, Denied, bounded, weigh
from model.program.native.numpy_sizes import arrays
from model.program.native.values import BASES, CHECKS, FAMILIES, INSTEAD, KINDS, Kind, kind

_DENIED = set(
    """save savez savez_compressed savetxt load fromfile fromregex fromstring frombuffer memmap
    from_dlpack test info show_config show_runtime get_include nested_iters frompyfunc bmat asmatrix setbufsize
    getbufsize seterrcall geterrcall may_share_memory require datetime_as_string datetime_data is_busday
    busday_count busday_offset binary_repr base_repr printoptions""".split()
)
_METHODS_DENIED = (
    """ctypes data dump dumps tofile getfield setfield setflags flags resize byteswap to_device device""".split()
)


def admit_dtype(value: Any) -> bool:
    """Whether an array, a number of NumPy or a dtype holds numbers or text, and no objects of Python."""
    return (value if isinstance(value, np.dtype) else value.dtype).kind in "biufcU"


def _check_dtype(*args: Any, dtype: Any = None, **_: Any) -> None:
    for value in (dtype, *args):
        if isinstance(value, str) or value is object:
            try:
                found = np.dtype(value)
            except (TypeError, ValueError):
                continue
            if found.kind not in "biufcU":
                raise Denied("arrays here hold numbers or text, no other objects")


def _check_view(array: Any, dtype: Any = None, *others: Any, **_: Any) -> None:
    """Refuse numbers as letters: there are no letters for most of them."""
    _check_dtype(dtype, *others)
    if dtype is not None and np.dtype(dtype).kind == "U" != array.dtype.kind:
        raise Denied("numbers cannot be viewed as text here: use astype")


def _print_options(*args: Any, **kwargs: Any) -> None:
    for name, value in kwargs.items():
        if name == "formatter" and value is not None:
            raise Denied("formatter= cannot be used here")
        if isinstance(value, (int, float)):
            WIDTH.holds(value / 100 if value != float("inf") and value < 2**62 else 0)
    np.set_printoptions(*args, **kwargs)
    np.set_printoptions(threshold=min(np.get_printoptions()["threshold"], 100 * WIDTH.most))


def _check_written(array: Any, *args: Any, **kwargs: Any) -> None:
    if kwargs.get("formatter") is not None or len(args) > 1:
        raise Denied("array2string takes an array and options by name here, without formatter=")
    for name in ("precision", "max_line_width", "edgeitems"):
        WIDTH.holds(abs(kwargs.get(name) or 0))
    LETTERS.holds(20 * min(np.size(array), kwargs.get("threshold") or 1000))
    weigh([kwargs.get("prefix", ""), kwargs.get("separator", ""), kwargs.get("suffix", "")])


CHECKS["numpy.array2string"] = _check_written
CHECKS["numpy.fromiter"] = lambda iterable, *args, **kwargs: ((bounded(iterable), *args), kwargs)
INSTEAD.update({"numpy.empty": np.zeros, "numpy.empty_like": np.zeros_like, "numpy.set_printoptions": _print_options})
for _name in (
    "numpy.zeros",
    "numpy.empty",
    "numpy.ones",
    "numpy.full",
    "ndarray.astype",
    "numpy.array",
):
    CHECKS[_name] = _check_dtype

for _type in {np.ndarray, *np.sctypeDict.values()}:
    CHECKS[f"{_type.__name__}.view"] = _check_view
kind(np.ndarray, arrays, denied=_METHODS_DENIED, settable="shape real imag flat", check=admit_dtype)
_numbers = [cls for cls in np.sctypeDict.values() if np.dtype(cls).kind in "biufcU"]
for _type in {*_numbers}:
    kind(_type, arrays, denied=_METHODS_DENIED, maker=arrays, check=admit_dtype)
for _type in (np.generic, np.number, np.integer, np.floating, np.inexact, np.complexfloating, np.signedinteger):
    kind(_type, arrays, only="")
kind(np.flatiter, arrays, only="index")
kind(type(iter(np.zeros(1))), own, only="")
ITERATORS.add(type(iter(np.zeros(1))))
kind(np.dtype, whole, only="name kind itemsize type", check=admit_dtype, maker=whole)
FAMILIES.append((lambda cls: issubclass(cls, np.dtype), KINDS[np.dtype]))
_state = ("bit_generator", "bytes", "spawn", "get_state", "set_state", "tomaxint")
for _type in (np.random.Generator, np.random.RandomState):
    kind(_type, arrays, denied=_state, maker=arrays)
FAMILIES.append(
    (lambda cls: issubclass(cls, tuple) and hasattr(cls, "_fields"), Kind(tuple, frozenset(), whole, dynamic=True))
)
for _object in (np.c_, np.r_, np.mgrid, np.ogrid, np.s_, np.index_exp):
    kind(type(_object), own, only="")

_functions = [
    name
    for name, value in vars(np).items()  # without what it would import when it is asked for
    if name in np.__all__ and name not in _DENIED and callable(value) and not isinstance(value, type) and name[0] != "_"
]
_classes = [name for name, cls in vars(np).items() if isinstance(cls, type) and cls in KINDS and name[0] != "_"]
_of_floats = "bits dtype eps epsneg max min tiny smallest_normal smallest_subnormal resolution precision"
kind(np.finfo, arrays, only=_of_floats, maker=arrays)
_others = "finfo iinfo errstate ndenumerate ndindex poly1d vectorize"
_values = "c_ r_ s_ mgrid ogrid index_exp pi e inf nan newaxis euler_gamma __version__"
facade("numpy", np, {**offered(np, [*_functions, *_classes, *_others.split()], arrays), **offered(np, _values)})
KINDS[np.vectorize].call = KINDS[np.poly1d].call = lambda value, args, kwargs: arrays(_called(value), args, kwargs)


class nditer:
    """Goes over the elements of one array, as NumPy's own does, which could also write elsewhere."""

    def __init__(self, op: Any, flags: Any = (), op_flags: Any = ("readonly",), order: Any = "K") -> None:
        if not isinstance(op, np.ndarray):
            op, op_flags = np.array(op), ("readonly",)
        if set(flags) - {"multi_index", "c_index", "f_index", "refs_ok", "zerosize_ok"} or set(op_flags) - _ACCESS:
            raise Denied("these flags of nditer cannot be used by programs here")
        with np.nditer(op, flags=["multi_index"], order=order) as steps:
            self._places = [steps.multi_index for _ in steps]
        self._array, self._index, self._count = op, 0, "c_index" if "c_index" in flags else "f_index"
        self._readonly = "readwrite" not in op_flags and "writeonly" not in op_flags
        self._begun = False

    @property
    def finished(self) -> bool:
        """Whether all elements were gone over."""
        return self._index >= len(self._places)

    @property
    def multi_index(self) -> tuple[int, ...]:
        """Where the present element is."""
        return self._places[self._index]

    @property
    def index(self) -> int:
        """How far the present element is from the first."""
        return int(
            np.ravel_multi_index(self.multi_index, self._array.shape, order="F" if self._count == "f_index" else "C")
        )

    @property
    def value(self) -> Any:
        """The present element, as an array without axes."""
        element = self._array[(*self.multi_index, ...)]
        if self._readonly:
            element = element.view()
            element.flags.writeable = False
        return element

    def iternext(self) -> bool:
        """Go on to the next element."""
        self._index += 1
        return not self.finished

    def reset(self) -> None:
        """Go back to the first element."""
        self._index = 0

    def close(self) -> None:
        """Do nothing: the array itself is written to."""

    def __getitem__(self, number: int) -> Any:
        return (self.value,)[number]

    def __setitem__(self, number: int, new: Any) -> None:
        (self.value,)[number][...] = new

    def __enter__(self) -> nditer:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __iter__(self) -> nditer:
        return self

    def __next__(self) -> Any:
        self._index += self._begun
        self._begun = True
        if self.finished:
            raise StopIteration
        return self.value


_ACCESS = {"readonly", "readwrite", "writeonly"}
nditer.__module__ = "numpy"
kind(nditer, own, maker=own)
ITERATORS.add(nditer)
MODULES["numpy"].members["nditer"] = nditer
facade("numpy.lib", np.lib, {})
_windows = offered(np.lib.stride_tricks, ["sliding_window_view"], arrays)
facade("numpy.lib.stride_tricks", np.lib.stride_tricks, _windows)
_linear = [name for name in dir(np.linalg) if name[0] != "_" and name not in ("test", "linalg")]
_asserting = "assert_allclose assert_array_equal assert_almost_equal assert_array_almost_equal assert_equal"
facade("numpy.testing", np.testing, offered(np.testing, _asserting, arrays))
facade("numpy.linalg", np.linalg, offered(np.linalg, _linear, arrays))
facade("numpy.fft", np.fft, offered(np.fft, [name for name in np.fft.__all__ if name != "test"], arrays))
_random = [name for name in np.random.__all__ if name[0] != "_" and name not in (*_state, "BitGenerator")]
_random = [name for name in _random if name[0].islower() or name in ("Generator", "RandomState")]
facade("numpy.random", np.random, offered(np.random, _random, arrays))
BASES.add(np.linalg.LinAlgError)


def _called(value: Any) -> Any:
    from model.program.native.values import Native

    return Native(type(value).__name__, value, arrays)
