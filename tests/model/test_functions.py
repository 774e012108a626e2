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


def test_the_book_starts_as_the_book_says() -> None:
    assert descend(FUNCTIONS["square"])[:5] == pytest.approx([5, 2, 0.8, 0.32, 0.128], rel=1e-14)
    assert descend(FUNCTIONS["book_quartic"])[:4] == pytest.approx([5, 4.028, 3.52734056, 3.19540352], abs=1e-8)


def test_the_plateau_holds_for_hundreds_of_epochs_and_then_it_is_over() -> None:
    path = descend(FUNCTIONS["plateau"])
    assert path[300] > 2.5
    assert sum(0.1 < x < 2 for x in path) < 30


def test_importing_the_catalogues_loads_no_torch_sympy_or_llvmlite() -> None:
    code = (
        "import sys, model.catalogue.functions, model.data.datasets, model.data.tables, model.catalogue.losses; "
        "print(sorted({'torch', 'sympy', 'llvmlite', 'PySide6'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert result.stdout.strip() == "[]"
