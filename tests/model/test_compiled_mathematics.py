"""The compiled engine's own exp, tanh, log and the like: right to 1 or 2 ulp everywhere, and vectorised."""

from __future__ import annotations

import math
import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import llvmlite.binding as llvm
import numpy as np
import pytest

from model.engine.compiled import mathematics
from model.engine.compiled.mathematics import OWN, REACH, ir_name, text_of
from tests.model.ulp import LIMITS, Loop, arguments, errors, exact, loop_of, near_quarters

if TYPE_CHECKING:
    from collections.abc import Callable

inf, nan = math.inf, math.nan
LEAST = 5e-324
"""The least positive double, a subnormal one."""
TINY = 2.0**-1022
"""The least normal double."""
EVERY = pytest.mark.parametrize("function", sorted(OWN))


@cache
def compiled(function: str) -> Loop:
    return loop_of(function)


def values(function: str, *x: float) -> list[float]:
    return compiled(function)(np.array(x)).tolist()


@EVERY
def test_every_result_is_within_its_limit_of_the_exact_value(function: str) -> None:
    x = arguments(function, each=2, telling=1_500)
    off = errors(function, x, compiled(function)(x))
    worst = int(off.argmax())
    assert off[worst] <= LIMITS[function], f"{function}({float(x[worst])!r}) is {off[worst]} ulp off"


@pytest.mark.parametrize("function", ["sin", "cos"])
def test_sin_and_cos_keep_their_digits_near_multiples_of_a_quarter_turn(function: str) -> None:
    closest = 29 * math.pi / 2  # less than 2⁻⁶⁰ from the multiple
    x = np.concatenate([near_quarters(every=50), [closest, 2 * closest, REACH, -REACH]])
    x = np.concatenate([x, np.nextafter(x, 0.0), -x])
    assert errors(function, x, compiled(function)(x)).max() <= LIMITS[function]


@pytest.mark.parametrize(
    ("function", "x", "expected"),
    [
        ("exp", 0.0, 1.0),
        ("exp", -0.0, 1.0),
        ("exp", LEAST, 1.0),
        ("exp", 709.7827128933841, inf),
        ("exp", 1e308, inf),
        ("exp", inf, inf),
        ("exp", -745.1332191019411, LEAST),
        ("exp", -745.1332191019412, 0.0),
        ("exp", -1e308, 0.0),
        ("exp", -inf, 0.0),
        ("tanh", 0.0, 0.0),
        ("tanh", -0.0, -0.0),
        ("tanh", LEAST, LEAST),
        ("tanh", -LEAST, -LEAST),
        ("tanh", 19.1, 1.0),
        ("tanh", 1e308, 1.0),
        ("tanh", inf, 1.0),
        ("tanh", -inf, -1.0),
        ("sigmoid", 0.0, 0.5),
        ("sigmoid", -0.0, 0.5),
        ("sigmoid", 37.5, 1.0),
        ("sigmoid", inf, 1.0),
        ("sigmoid", -745.1332191019411, LEAST),
        ("sigmoid", -746.0, 0.0),
        ("sigmoid", -1e308, 0.0),
        ("sigmoid", -inf, 0.0),
        ("log", 1.0, 0.0),
        ("log", 0.0, -inf),
        ("log", -0.0, -inf),
        ("log", -LEAST, nan),
        ("log", -1.0, nan),
        ("log", -inf, nan),
        ("log", inf, inf),
        ("log", LEAST, -744.4400719213812),
        ("log", TINY, -708.3964185322641),
        ("log1p", 0.0, 0.0),
        ("log1p", -0.0, -0.0),
        ("log1p", LEAST, LEAST),
        ("log1p", -LEAST, -LEAST),
        ("log1p", -1.0, -inf),
        ("log1p", -1.0000000000000002, nan),
        ("log1p", -inf, nan),
        ("log1p", inf, inf),
        ("sin", 0.0, 0.0),
        ("sin", -0.0, -0.0),
        ("sin", LEAST, LEAST),
        ("sin", -LEAST, -LEAST),
        ("sin", math.pi / 2, 1.0),
        ("sin", inf, nan),
        ("sin", -inf, nan),
        ("cos", 0.0, 1.0),
        ("cos", -0.0, 1.0),
        ("cos", LEAST, 1.0),
        ("cos", math.pi, -1.0),
        ("cos", inf, nan),
        ("cos", -inf, nan),
    ],
)
def test_special_values_are_exact_with_their_sign(function: str, x: float, expected: float) -> None:
    (found,) = values(function, x)
    assert repr(found) == repr(expected)


def test_exp_is_finite_up_to_the_greatest_argument_that_has_a_finite_result() -> None:
    assert values("exp", 709.782712893384)[0] > 1.7976931348622e308


@EVERY
def test_nan_stays_nan(function: str) -> None:
    assert all(math.isnan(value) for value in values(function, nan, -nan))


@pytest.mark.parametrize("function", ["tanh", "sin", "cos"])
def test_odd_functions_are_odd_and_even_ones_even_to_the_bit(function: str) -> None:
    x = np.random.default_rng(1).uniform(-100.0, 100.0, 10_000)
    sign = 1.0 if function == "cos" else -1.0
    np.testing.assert_array_equal(compiled(function)(-x), sign * compiled(function)(x))


@pytest.mark.parametrize("function", ["tanh", "sin", "cos"])
def test_no_result_is_greater_than_one(function: str) -> None:
    x = np.concatenate([np.random.default_rng(2).uniform(-30.0, 30.0, 50_000), near_quarters(every=7)])
    assert np.abs(compiled(function)(x)).max() == 1.0


@pytest.mark.parametrize(
    ("function", "first", "last"),
    [
        ("exp", -746.0, -744.0),
        ("exp", 709.0, 710.0),
        ("tanh", 0.5499, 0.5501),
        ("tanh", 17.0, 21.0),
        ("sigmoid", -747.0, -744.0),
        ("sigmoid", 35.0, 39.0),
        ("log", 0.70705, 0.70715),
        ("log", 1.41416, 1.41426),
    ],
)
def test_results_never_fall_where_a_formula_ends_or_saturates(function: str, first: float, last: float) -> None:
    found = compiled(function)(np.linspace(first, last, 20_001))
    assert all(left <= right for left, right in pairwise(found.tolist()))


@EVERY
def test_loops_are_vectorised(function: str) -> None:
    optimised = compiled(function).optimised
    assert re.search(r"= (fmul|fadd) <\d+ x double>", optimised)
    called = re.findall(r"call [^@]*@([\w.]+)\(", optimised)
    assert all(name.startswith("llvm.") for name in called)


@EVERY
def test_results_are_the_same_bits_on_the_plainest_processor_and_need_no_call(function: str) -> None:
    if not re.match(r"x86_64|amd64", llvm.get_default_triple()):
        pytest.skip("the plainest processor is known for x86-64 only")
    plain = loop_of(function, processor="x86-64")
    assert "call" not in plain.assembly
    x = np.concatenate([arguments(function, each=1, telling=1_000, seed=3), [0.0, -0.0, inf, -inf, nan, LEAST]])
    np.testing.assert_array_equal(plain(x).view(np.int64), compiled(function)(x).view(np.int64))


@pytest.mark.parametrize("functions", [*([name] for name in sorted(OWN)), sorted(OWN)], ids="-".join)
def test_a_text_is_complete_and_defines_nothing_twice(functions: list[str]) -> None:
    text = text_of([*functions, *functions])
    assert re.findall(r"^define .*(@\w+)\(", text, re.MULTILINE) == [ir_name(function) for function in functions]
    llvm.parse_assembly(text).verify()
    intrinsics = "declare double @llvm.fabs.f64(double)\ndeclare double @llvm.copysign.f64(double, double)\n"
    llvm.parse_assembly(text + intrinsics).verify()


def test_a_function_that_is_not_here_is_refused() -> None:
    with pytest.raises(KeyError):
        text_of(["tan"])


def exp_series(r: Any) -> Any:
    return (exact.exp(r) - 1 - r) / r**2 if r else exact.mpf(1) / 2


def log_series(z: Any) -> Any:
    s = exact.sqrt(z)
    return (exact.log((1 + s) / (1 - s)) / s - 2) / z


def sin_series(z: Any) -> Any:
    r = exact.sqrt(z)
    return (r - exact.sin(r)) / r**3


def cos_series(z: Any) -> Any:
    return (exact.cos(exact.sqrt(z)) - 1 + z / 2) / z**2


@pytest.mark.parametrize(
    ("coefficients", "function", "interval"),
    [
        (mathematics._EXP, exp_series, (-exact.log(2) / 2, exact.log(2) / 2)),
        (mathematics._LOG, log_series, (0, (3 - 2 * exact.sqrt(2)) ** 2)),
        (mathematics._SIN, sin_series, (0, (exact.pi / 4) ** 2)),
        (mathematics._COS, cos_series, (0, (exact.pi / 4) ** 2)),
    ],
    ids=["exp", "log", "sin", "cos"],
)
def test_coefficients_are_those_of_the_interpolation(
    coefficients: tuple[float, ...], function: Callable[[Any], Any], interval: tuple[Any, Any]
) -> None:
    with exact.workprec(400):
        found = exact.chebyfit(function, interval, len(coefficients))
    assert tuple(map(float, reversed(found))) == coefficients


@pytest.mark.parametrize(
    ("constant", "parts", "bits"),
    [
        (lambda: exact.log(2), (mathematics._LN2_HIGH, mathematics._LN2_LOW), 42),
        (
            lambda: exact.pi / 2,
            (mathematics._QUARTER_HIGH, mathematics._QUARTER_MIDDLE, mathematics._QUARTER_LOW),
            37,
        ),
    ],
    ids=["ln 2", "π/2"],
)
def test_parts_of_a_constant_add_up_and_leave_room_for_exact_products(
    constant: Callable[[], Any], parts: tuple[float, ...], bits: int
) -> None:
    *exact_parts, last = parts
    for part in exact_parts:
        assert math.ldexp(math.frexp(part)[0], bits).is_integer()
    assert last == float(constant() - sum(map(exact.mpf, exact_parts)))
