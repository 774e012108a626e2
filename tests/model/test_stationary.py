from __future__ import annotations

import math
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
import sympy

from model.analysis.stationary import lowest_minimum, stationary_points
from model.catalogue.functions import FUNCTIONS
from model.formula import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from torch import Tensor


def found(text: str, low: float, high: float) -> list[tuple[float, str]]:
    return [(point.x, point.kind) for point in stationary_points(parse(text, ("x",)), (low, high))]


@pytest.mark.parametrize("key", FUNCTIONS)
def test_catalogue_lists_the_stationary_points_that_autograd_finds(key: str) -> None:
    named = FUNCTIONS[key]
    points = found(named.formula, *named.domain)
    assert [kind for _, kind in points] == [kind for _, kind in named.stationary]
    assert [x for x, _ in points] == pytest.approx([x for x, _ in named.stationary], abs=1e-12)


def test_book_case_9_has_a_minimum_at_minus_one_and_an_inflection_at_a_half() -> None:
    minimum, inflection = stationary_points(parse("2x^4 - 3x^2 + 2x - 20", ("x",)), (-3.0, 5.5))
    assert (minimum.x, minimum.value, minimum.kind) == (-1.0, -23.0, "minimum")
    assert (inflection.x, inflection.value, inflection.kind) == (0.5, -19.625, "inflection")


@pytest.mark.parametrize(
    "text",
    [
        "x^4 - 5x^2 + x",
        "x^5 - 3x^3 + x - 1",
        "(x - 1)^3 (x + 2)^2",
        "x^6/6 - x^5/5 - 3x^4/4 + x^3/3 + x^2",
        "(x^2 - 2)^3",
        "x^3 - 0.001x",
    ],
)
def test_polynomials_agree_with_the_roots_and_signs_that_sympy_gives(text: str) -> None:
    x = sympy.Symbol("x", real=True)
    expression = parse(text, ("x",)).sympy()
    expression = sympy.nsimplify(expression.subs(dict.fromkeys(expression.free_symbols, x)))
    slope = sympy.diff(expression, x)
    expected: list[tuple[float, str]] = []
    for root in sorted(set(sympy.real_roots(slope))):
        at = float(root.evalf(30))
        if not -3 <= at <= 3.3:
            continue
        left, right = (sympy.sign(slope.subs(x, sympy.Rational(at) + step)) for step in (-1e-5, 1e-5))
        expected.append((at, "inflection" if left == right else "minimum" if right > 0 else "maximum"))
    points = found(text, -3.0, 3.3)
    assert [kind for _, kind in points] == [kind for _, kind in expected]
    assert [at for at, _ in points] == pytest.approx([at for at, _ in expected], abs=1e-12)


@pytest.mark.parametrize("power", range(2, 10))
def test_powers_are_classed_where_the_second_derivative_is_zero(power: int) -> None:
    kind = "minimum" if power % 2 == 0 else "inflection"
    for low, high in ((-2.0, 2.0), (-1.7, 2.3)):
        assert found(f"x^{power}", low, high) == [(0.0, kind)]
        assert found(f"-x^{power}", low, high) == [(0.0, "maximum" if power % 2 == 0 else "inflection")]


@pytest.mark.parametrize(
    "text", ["1/x", "1/x^2", "tan(x)", "log(|x|)", "1/(x - 1)^3", "x + sign(x)", "e^(1/x)", "sqrt(x)"]
)
@pytest.mark.parametrize("domain", [(-1.5, 1.5), (-1.4, 1.49)])
def test_poles_and_jumps_are_not_stationary(text: str, domain: tuple[float, float]) -> None:
    assert found(text, *domain) == []


def test_jump_between_two_slopes_is_not_stationary_but_the_bottom_beside_it_is() -> None:
    assert found("where(x < 1, x^2, (x - 2)^2 - 5)", -3.0, 3.3) == [(0.0, "minimum"), (2.0, "minimum")]


@pytest.mark.parametrize("text", ["|x|", "sqrt(x^2)", "|x| + 1000x^2", "max(x, -2x)", "sqrt(|x|)", "relu(x) + x^2"])
@pytest.mark.parametrize("domain", [(-2.0, 2.0), (-1.7, 2.3)])
def test_kink_where_the_slope_changes_sign_is_a_minimum(text: str, domain: tuple[float, float]) -> None:
    (point,) = stationary_points(parse(text, ("x",)), domain)
    assert (point.x, point.kind) == (0.0, "minimum")


def test_kink_without_a_change_of_sign_is_not_stationary() -> None:
    assert found("x + |x|/2", -2.0, 2.3) == []


@pytest.mark.parametrize("text", ["3", "relu(x)", "0x", "sign(x)", "relu(-x) + 2"])
def test_flat_ground_that_runs_to_the_end_gives_no_points(text: str) -> None:
    assert found(text, -6.0, 6.5) == []


def test_flat_floor_between_two_slopes_is_one_point_with_its_ends() -> None:
    (point,) = stationary_points(parse("max(|x| - 1, 0)", ("x",)), (-6.0, 6.5))
    assert point.kind == "minimum"
    assert point.flat == pytest.approx((-1.0, 1.0), abs=1e-12)
    assert point.distance(0.7) == 0
    assert point.distance(-3.0) == pytest.approx(2.0)


def test_many_waves_are_all_found() -> None:
    points = found("sin(50x)", -6.0, 6.0)
    odd = np.arange(-191, 192, 2)
    zeros = odd[np.abs(odd * math.pi / 100) <= 6] * math.pi / 100
    assert [x for x, _ in points] == pytest.approx(zeros.tolist(), abs=1e-13)
    assert [kind for _, kind in points[:2]] == ["minimum", "maximum"]


def test_touching_zeros_that_are_no_round_numbers_are_found_to_the_last_digits() -> None:
    points = found("x + sin(x)", -10.0, 10.0)
    assert [x for x, _ in points] == pytest.approx([-3 * math.pi, -math.pi, math.pi, 3 * math.pi], abs=1e-8)
    assert {kind for _, kind in points} == {"inflection"}


def test_slope_that_nearly_touches_zero_is_told_from_one_that_crosses_it_twice() -> None:
    assert found("(x - 0.5)^3 + 0.000001x", -3.0, 3.0) == []
    points = found("(x - 0.5)^3 - 0.000001x", -3.0, 3.0)
    assert [kind for _, kind in points] == ["maximum", "minimum"]
    away = math.sqrt(1e-6 / 3)
    assert [x for x, _ in points] == pytest.approx([0.5 - away, 0.5 + away], abs=1e-12)


def test_undefined_ground_is_passed_over() -> None:
    assert found("x - log(x)", -2.0, 6.0) == [(1.0, "minimum")]
    (point,) = found("x log(x)", 0.0, 6.0)
    assert point[0] == pytest.approx(1 / math.e, abs=1e-15)
    assert found("sqrt(x - 10)", -2.0, 6.0) == []


def test_hole_of_one_number_is_bridged() -> None:
    points = stationary_points(parse("sin(x)/x", ("x",)), (-4.0, 4.0))
    assert [(point.x, point.value, point.kind) for point in points] == [(0.0, pytest.approx(1.0), "maximum")]


def test_end_of_the_domain_counts_only_where_the_slope_is_zero() -> None:
    assert found("x^2", 0.0, 5.0) == [(0.0, "minimum")]
    assert found("x^1.5", 0.0, 5.0) == [(0.0, "minimum")]
    assert found("x^2", 1.0, 5.0) == []
    assert found("cos(x)", 0.0, 2.0) == [(0.0, "maximum")]


class Counted:
    """A function of x that counts the places at which it is looked at."""

    def __init__(self, text: str) -> None:
        self.formula = parse(text, ("x",))
        self.places = 0

    def torch(self) -> Callable[[Mapping[str, Tensor]], Tensor]:
        function = self.formula.torch()

        def counted(values: Mapping[str, Tensor]) -> Tensor:
            self.places += values["x"].numel()
            return function(values)

        return counted


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("sin(1000x)", -6.0, 6.0),
        ("sin(1/x)", -1.0, 1.0),
        ("e^(x^2)", -1e6, 1e6),
        ("x^2", -1e-200, 2e-200),
        ("x^2", 1e10, 1e10 + 5),
        ("sin(x)", -1e30, 1e30),
        ("e^e^x", -5.0, 40.0),
        ("|sin(5x)|", -20.0, 20.0),
        ("log(-1 - x^2)", -5.0, 5.0),
        ("x^9 sin(1/x)", -1.0, 1.0),
    ],
)
def test_search_ends_soon_whatever_the_function(text: str, low: float, high: float) -> None:
    formula = Counted(text)
    points = stationary_points(formula, (low, high))  # type: ignore[arg-type]
    assert formula.places < 1_000_000
    assert all(low <= point.x <= high for point in points)


def test_lowest_minimum_is_the_deepest() -> None:
    points = stationary_points(parse("3x^4 + 4x^3 - 12x^2", ("x",)), (-3.1, 2.6))
    lowest = lowest_minimum(points)
    assert lowest is not None
    assert (lowest.x, lowest.value) == (-2.0, -32.0)
    assert lowest_minimum([]) is None


def test_kinks_do_not_load_the_compiler_of_torch() -> None:
    program = (
        "import sys; from model.formula import parse; from model.analysis.stationary import stationary_points;"
        "stationary_points(parse('|x| + cos(|3x|)', ('x',)), (-3.0, 3.0)); assert 'torch._dynamo' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
