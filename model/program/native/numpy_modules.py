"""NumPy as programs see it, by rule; its arrays share their memory with tensors as torch has it."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from model.program.native.calls import own, whole
from model.program.native.facades import facade, offered
from model.program.native.limits import ITERATORS, WIDTH
from model.program.native.numpy_sizes import arrays
from model.program.native.values import BASES, CHECKS, FAMILIES, INSTEAD, KINDS, Kind, kind

_DENIED = set(
    """save savez savez_compressed savetxt load fromfile fromregex fromstring frombuffer memmap
    from_dlpack test info show_config show_runtime get_include nested_iters frompyfunc bmat asmatrix setbufsize
    getbufsize seterrcall geterrcall may_share_memory require datetime_as_string datetime_data is_busday
    busday_count busday_offset binary_repr base_repr printoptions array2string""".split()
)
_METHODS_DENIED = """ctypes data dump dumps tofile tobytes getfield setfield setflags flags base resize byteswap
    to_device device strides""".split()


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
                raise TypeError("arrays here hold numbers or text, no other objects")


def _print_options(*args: Any, **kwargs: Any) -> None:
    for name, value in kwargs.items():
        if name == "formatter" and value is not None:
            raise TypeError("formatter= cannot be used here")
        if isinstance(value, (int, float)):
            WIDTH.holds(value / 100 if value != float("inf") and value < 2**62 else 0)
    np.set_printoptions(*args, **kwargs)
    np.set_printoptions(threshold=min(np.get_printoptions()["threshold"], 100 * WIDTH.most))


def _check_read(source: Any, *_: Any, **__: Any) -> None:
    if not isinstance(source, (io.StringIO, list)):
        raise PermissionError("a program here cannot read files; give the lines as a list or as io.StringIO")


CHECKS["numpy.loadtxt"] = CHECKS["numpy.genfromtxt"] = _check_read
INSTEAD.update({"numpy.empty": np.zeros, "numpy.empty_like": np.zeros_like, "numpy.set_printoptions": _print_options})
for _name in (
    "numpy.zeros",
    "numpy.empty",
    "numpy.ones",
    "numpy.full",
    "ndarray.astype",
    "ndarray.view",
    "numpy.array",
):
    CHECKS[_name] = _check_dtype

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
    for name in np.__all__
    if name not in _DENIED
    and callable(getattr(np, name))
    and not isinstance(getattr(np, name), type)
    and name[0] != "_"
]
_classes = [name for name, cls in vars(np).items() if isinstance(cls, type) and cls in KINDS and name[0] != "_"]
_of_floats = "bits dtype eps epsneg max min tiny smallest_normal smallest_subnormal resolution precision"
kind(np.finfo, arrays, only=_of_floats, maker=arrays)
_others = "finfo iinfo errstate ndenumerate ndindex poly1d vectorize"
_values = "c_ r_ s_ mgrid ogrid index_exp pi e inf nan newaxis euler_gamma __version__"
facade("numpy", np, {**offered(np, [*_functions, *_classes, *_others.split()], arrays), **offered(np, _values)})
KINDS[np.vectorize].call = KINDS[np.poly1d].call = lambda value, args, kwargs: arrays(_called(value), args, kwargs)
_linear = [name for name in dir(np.linalg) if name[0] != "_" and name not in ("test", "linalg")]
facade("numpy.linalg", np.linalg, offered(np.linalg, _linear, arrays))
facade("numpy.fft", np.fft, offered(np.fft, [name for name in np.fft.__all__ if name != "test"], arrays))
_random = [name for name in np.random.__all__ if name[0] != "_" and name not in (*_state, "BitGenerator")]
_random = [name for name in _random if name[0].islower() or name in ("Generator", "RandomState")]
facade("numpy.random", np.random, offered(np.random, _random, arrays))
BASES.add(np.linalg.LinAlgError)


def _called(value: Any) -> Any:
    from model.program.native.values import Native

    return Native(type(value).__name__, value, arrays)
