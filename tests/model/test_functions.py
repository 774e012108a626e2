from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import mpmath
import numpy as np
import pytest
import sympy

from model.catalogue.functions import FUNCTIONS, NamedFunction
from model.formula import parse
from tests.model.oracles import FUNCTION_ORACLES, X

if TYPE_CHECKING:
    from collections.abc import Callable

EACH = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS.keys())


def slope_of(function: NamedFunction) -> Callable[[float], float]:
    """Return the derivative, computed with 50 digits so that signs near a stationary point are sure."""
    derivative = sympy.lambdify(X, sympy.diff(FUNCTION_ORACLES[function.key], X), "mpmath")

    def slope(x: float) -> float:
        with mpmath.workdps(50):
            return float(derivative(mpmath.mpf(x)))

    return slope


def descend(function: NamedFunction, start: float | None = None, rate: float | None = None) -> list[float]:
    slope = slope_of(function)
    x = function.start if start is None else start
    path = [x]
    for _ in range(min(function.epochs, 2_000)):
        x -= (function.learning_rate if rate is None else rate) * slope(x)
        path.append(x)
        if not abs(x) < 1e6:
            break
    return path


def test_there_are_at_least_fourteen_and_each_has_an_oracle() -> None:
    assert len(FUNCTIONS) >= 14
    assert FUNCTIONS.keys() == FUNCTION_ORACLES.keys()
    assert all(function.key == key for key, function in FUNCTIONS.items())


@EACH
def test_the_formula_is_the_function_that_its_stationary_points_are_of(function: NamedFunction) -> None:
    x = np.linspace(*function.domain, 1_001)
    # lambdify meets |x| > … and a Piecewise as NumPy code: an oracle of its own.
    expected = sympy.lambdify(X, FUNCTION_ORACLES[function.key], "numpy")(x)
    values = np.asarray(parse(function.formula, ("x",)).numpy({"x": x}))
    assert np.isfinite(values).all()
    np.testing.assert_allclose(values, expected, rtol=1e-12, atol=1e-12)


@EACH
def test_start_and_stationary_points_lie_in_the_domain_from_left_to_right(function: NamedFunction) -> None:
    low, high = function.domain
    places = [x for x, _ in function.stationary]
    assert low < function.start < high
    assert all(low < x < high for x in places)
    assert places == sorted(places)
    assert function.learning_rate > 0
    assert function.epochs >= 1


@EACH
def test_the_slope_changes_sign_at_each_stationary_point_as_its_kind_says(function: NamedFunction) -> None:
    slope = slope_of(function)
    for place, kind in function.stationary:
        near = 1e-9 * max(1.0, abs(place))
        before, after = slope(place - near), slope(place + near)
        if kind == "inflection":
            assert before * after > 0
            assert slope(place) == pytest.approx(0, abs=1e-30)
        else:
            assert before < 0 < after if kind == "minimum" else before > 0 > after


@EACH
def test_stationary_points_are_right_to_the_last_digit_of_a_float(function: NamedFunction) -> None:
    slope = slope_of(function)
    for place, kind in function.stationary:
        below, above = math.nextafter(place, -math.inf), math.nextafter(place, math.inf)
        below, above = (-1e-30, 1e-30) if place == 0 else (below, above)
        if kind != "inflection":
            assert np.sign(slope(below)) == -np.sign(slope(above)) != 0


@EACH
def test_there_is_no_other_stationary_point_in_the_domain(function: NamedFunction) -> None:
    slope = slope_of(function)
    x = np.linspace(*function.domain, 1_502)[1:-1]
    x = x[[min((abs(a - p) for p, _ in function.stationary), default=1) > 1e-9 for a in x]]
    signs = np.sign([slope(float(a)) for a in x])
    assert signs.all()
    changes = x[1:][signs[1:] != signs[:-1]]
    extrema = [place for place, kind in function.stationary if kind != "inflection"]
    assert len(changes) == len(extrema)
    assert changes == pytest.approx(extrema, abs=(function.domain[1] - function.domain[0]) / 1_000)


# --- the stories that "why" tells ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "end", "within"),
    [
        ("square", 0.0, 1e-5),
        ("smooth_absolute", 0.0, 1e-5),
        ("fourth_power", 0.0, 0.08),
        ("double_well", 1.0, 1e-5),
        ("unequal_wells", 1.0, 1e-5),
        ("sharp_and_wide", 1.0, 1e-5),
        ("plateau", 0.0, 1e-5),
        ("saturation", math.log(9), 1e-3),
        ("steep_wall", math.log(4) / 4, 1e-5),
        ("needle", 2.0, 1e-5),
        ("ripples", 4.09658358538709, 1e-5),
        ("washboard", 4 * math.pi / 3, 1e-5),
        ("log_barrier", 1.0, 1e-5),
        ("cube", 0.0, 0.01),
        ("cubic", 1.0, 1e-5),
    ],
)
def test_the_run_suggested_ends_where_the_story_says(key: str, end: float, within: float) -> None:
    if key == "ripples":  # the start lies between the maximum at 5.36 and the minimum at 4.10
        assert FUNCTIONS[key].start < 5.3577
    assert descend(FUNCTIONS[key])[-1] == pytest.approx(end, abs=within)


def test_the_book_starts_as_the_book_says() -> None:
    assert descend(FUNCTIONS["square"])[:5] == pytest.approx([5, 2, 0.8, 0.32, 0.128], rel=1e-14)
    assert descend(FUNCTIONS["book_quartic"])[:4] == pytest.approx([5, 4.028, 3.52734056, 3.19540352], abs=1e-8)


def test_absolute_value_hops_across_the_kink_for_ever() -> None:
    assert descend(FUNCTIONS["absolute"])[-2:] == pytest.approx([-0.1, 0.2], abs=1e-12)


def test_the_steep_bowl_stands_exactly_at_its_stability_limit() -> None:
    assert descend(FUNCTIONS["steep_bowl"])[:4] == [1, -1, 1, -1]
    assert abs(descend(FUNCTIONS["steep_bowl"], rate=0.099)[-1]) < 1
    assert abs(descend(FUNCTIONS["steep_bowl"], rate=0.101)[-1]) > 1


def test_the_plateau_holds_for_hundreds_of_epochs_and_then_it_is_over() -> None:
    path = descend(FUNCTIONS["plateau"])
    assert path[300] > 2.5
    assert sum(0.1 < x < 2 for x in path) < 30


@pytest.mark.parametrize(
    ("key", "start", "rate", "end"),
    [
        ("unequal_wells", None, 0.02, -2.0),
        ("sharp_and_wide", None, 0.15, -2.0),
        ("needle", 1.05, 0.004, 1.0),
        ("double_well", 0.0, None, 0.0),
        ("square", None, 0.5, 0.0),
    ],
)
def test_another_rate_or_start_ends_elsewhere(key: str, start: float | None, rate: float | None, end: float) -> None:
    assert descend(FUNCTIONS[key], start, rate)[-1] == pytest.approx(end, abs=0.01)


def test_a_start_beside_the_needle_is_thrown_out() -> None:
    assert abs(descend(FUNCTIONS["needle"], 1.05)[1] - 1) > 0.5


def test_one_step_on_the_wall_throws_the_point_far_inside_the_picture() -> None:
    function = FUNCTIONS["steep_wall"]
    assert 7 < descend(function)[1] < function.domain[1]


@pytest.mark.parametrize(("key", "start"), [("cube", -0.1), ("cubic", -1.05)])
def test_what_has_no_minimum_falls_without_end(key: str, start: float) -> None:
    assert descend(FUNCTIONS[key], start)[-1] < -1e6


def test_a_step_too_long_leaves_the_logarithm_without_a_value() -> None:
    function = FUNCTIONS["log_barrier"]
    assert function.start - 6 * slope_of(function)(function.start) < 0


def test_importing_the_catalogues_loads_no_torch_sympy_or_llvmlite() -> None:
    code = (
        "import sys, model.catalogue.functions, model.data.datasets, model.data.tables, model.catalogue.losses; "
        "print(sorted({'torch', 'sympy', 'llvmlite', 'PySide6'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert result.stdout.strip() == "[]"
