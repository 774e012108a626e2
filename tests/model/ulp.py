"""The compiled engine's own functions run over arrays, and how many ulp (units in the last place) they are off."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import llvmlite.binding as llvm
import mpmath
import numpy as np

from model.engine.compiled.mathematics import REACH, ir_name, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Numbers: TypeAlias = NDArray[np.float64]

LIMITS = {"exp": 1.0, "tanh": 2.0, "sigmoid": 2.0, "log": 1.0, "log1p": 1.0, "sin": 1.0, "cos": 1.0}
"""The most ulp that a result may be off."""

exact = mpmath.MPContext()
exact.prec = 200

TELLING = {
    "exp": ((-745.2, -708.0), (-2.0, 2.0), (-750.0, 712.0)),
    "tanh": ((0.2, 0.8), (-3.0, 3.0)),
    "sigmoid": ((-6.0, 6.0), (-750.0, -30.0)),
    "log": ((0.5, 2.0), (0.7, 0.72), (1.4, 1.43)),
    "log1p": ((-0.5, 1.0), (-0.3, -0.28), (0.4, 0.43)),
    "sin": ((-7.0, 7.0), (-REACH, REACH)),
    "cos": ((-7.0, 7.0), (-REACH, REACH)),
}
"""Intervals where a function changes most, or where its formula changes or loses most."""

_LOOP = """
define void @loop(ptr noalias %x, ptr noalias %y, i64 %count) {{
entry:
  br label %body
body:
  %i = phi i64 [0, %entry], [%next, %body]
  %from = getelementptr double, ptr %x, i64 %i
  %argument = load double, ptr %from
  %value = call double {name}(double %argument)
  %to = getelementptr double, ptr %y, i64 %i
  store double %value, ptr %to
  %next = add i64 %i, 1
  %is_last = icmp eq i64 %next, %count
  br i1 %is_last, label %exit, label %body
exit:
  ret void
}}
"""
_SIGNATURE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)


@dataclass(frozen=True)
class Loop:
    """A function compiled in a loop over an array, with what LLVM made of it.

    Attributes
    ----------
    optimised : str
        The IR after optimisation.
    assembly : str
        The machine code, as text.
    """

    optimised: str
    assembly: str
    _engine: Any

    def __call__(self, x: Numbers) -> Numbers:
        x = np.ascontiguousarray(x, dtype=np.float64)
        y = np.empty_like(x)
        _SIGNATURE(self._engine.get_function_address("loop"))(x.ctypes.data, y.ctypes.data, x.size)
        return y


def loop_of(function: str, processor: str | None = None) -> Loop:
    """Compile a function in a loop, for this machine's processor or one that LLVM has a name for."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_default_triple()
    features = "" if processor else llvm.get_host_cpu_features().flatten()
    machine = target.create_target_machine(
        cpu=processor or llvm.get_host_cpu_name(), features=features, opt=2, jit=True
    )
    module = llvm.parse_assembly(text_of([function]) + _LOOP.format(name=ir_name(function)))
    module.verify()
    tuning = llvm.create_pipeline_tuning_options(speed_level=2)
    tuning.loop_vectorization = True
    builder = llvm.create_pass_builder(machine, tuning)
    builder.getModulePassManager().run(module, builder)
    optimised, assembly = str(module), machine.emit_assembly(module)
    engine = llvm.create_mcjit_compiler(module, machine)
    engine.finalize_object()
    return Loop(optimised, assembly, engine)


def arguments(function: str, each: int, telling: int, seed: int = 0) -> Numbers:
    """Draw random arguments: `each` of every binary exponent and sign, and `telling` in every interval of `TELLING`."""
    draw = np.random.default_rng(seed)
    parts = [draw.uniform(low, high, telling) for low, high in TELLING[function]]
    for sign in (1, -1):
        scales = np.repeat(np.array(_exponents(function, sign), dtype=np.int32), each)
        parts.append(sign * np.ldexp(draw.uniform(1.0, 2.0, scales.size), scales))
    x = np.concatenate(parts)
    return x[np.abs(x) <= REACH] if function in ("sin", "cos") else x


def near_quarters(every: int = 1) -> Numbers:
    """Return the doubles nearest to multiples of π/2, where sin or cos loses most digits, each or every so many."""
    return np.array([float(n * exact.pi / 2) for n in range(1, int(2 * REACH / math.pi) + 1, every)])


def errors(function: str, x: Numbers, found: Numbers) -> Numbers:
    """Return how many ulp results are off the exact values; infinity where only one of the two is finite."""
    value_of = _EXACT[function]
    near, rest = np.empty_like(x), np.empty_like(x)
    for index, argument in enumerate(x.tolist()):
        value = value_of(exact.mpf(argument))
        near[index] = double = float(value)
        # What the double leaves of the value, in ulp: as a number it may be too small for a double.
        rest[index] = float(exact.ldexp(value - double, -_last_place(double))) if math.isfinite(double) else 0.0
    with np.errstate(invalid="ignore"):
        apart = np.where(found == near, 0.0, (found - near) / np.spacing(np.abs(near)))
    return np.where(np.isnan(apart), math.inf, np.abs(apart - rest))


def _last_place(number: float) -> int:
    """Return the binary exponent of a double's last place."""
    return max(math.frexp(number)[1] - 53, -1074) if number else -1074


def _exponents(function: str, sign: int) -> range:
    """Return the binary exponents of the arguments of one sign for which a function has values."""
    if sign < 0 and function == "log":
        return range(0)
    if sign < 0 and function == "log1p":
        return range(-1074, 0)
    return range(-1074, math.frexp(REACH)[1] if function in ("sin", "cos") else 1024)


def _bounded(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a function whose values beyond ±2,000 are those there: as doubles they are the same."""
    return lambda x: function(min(max(x, -2000), 2000))


_EXACT: dict[str, Callable[[Any], Any]] = {
    "exp": _bounded(exact.exp),
    "tanh": _bounded(exact.tanh),
    "sigmoid": _bounded(lambda x: 1 / (1 + exact.exp(-x))),
    "log": exact.log,
    "log1p": exact.log1p,
    "sin": exact.sin,
    "cos": exact.cos,
}
