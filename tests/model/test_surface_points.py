"""Stationary points of surfaces are those of closed forms and of SymPy, and no formula stops the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from model.analysis.surface_points import SurfacePoint, distances_to, minima_of, refined_minima, surface_points
from model.catalogue.surfaces import SURFACES
from model.formula import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
ACKLEY = "-20*exp(-0.2*sqrt(0.5*(x^2 + y^2))) - exp(0.5*(cos(2*pi*x) + cos(2*pi*y))) + e + 20"


def points(text: str, reach: float | tuple[float, float] = 5.0) -> tuple[SurfacePoint, ...]:
    wide, high = reach if isinstance(reach, tuple) else (reach, reach)
    return surface_points(parse(text, ("x", "y")), ((-wide, wide), (-high, high)))


def places(found: Sequence[SurfacePoint], kind: str) -> list[tuple[float, float]]:
    return sorted((point.x, point.y) for point in found if point.kind == kind)


def kinds(found: Sequence[SurfacePoint]) -> dict[str, int]:
    names = [point.kind for point in found]
    return {name: names.count(name) for name in set(names)}


def near(found: Sequence[tuple[float, float]], wanted: Sequence[tuple[float, float]]) -> bool:
    return len(found) == len(wanted) and np.allclose(sorted(found), sorted(wanted), rtol=0, atol=1e-9)


def sympys(expression: sympy.Expr) -> list[tuple[float, float, str]]:
    """Return the real stationary points that SymPy finds by solving ∇f = 0, with their kinds where H is regular."""
    x, y = sympy.symbols("x y", real=True)
    found = []
    for solution in sympy.solve([expression.diff(x), expression.diff(y)], [x, y], dict=True):
        hessian = sympy.hessian(expression, (x, y)).subs(solution).evalf(30)
        determinant = float(hessian.det())
        kind = "saddle" if determinant < 0 else ("minimum" if float(hessian[0, 0]) > 0 else "maximum")
        found.append((float(solution[x]), float(solution[y]), kind))
    return found


def test_himmelblau_has_four_minima_four_saddles_and_a_maximum() -> None:
    found = points(HIMMELBLAU, 6.0)
    assert kinds(found) == {"minimum": 4, "saddle": 4, "maximum": 1}
    # to 40 digits by Newton's method in mpmath
    wanted = [
        (3.0, 2.0),
        (3.584428340330491, -1.848126526964404),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170),
    ]
    assert np.allclose(places(found, "minimum"), sorted(wanted), rtol=0, atol=4e-15)
    assert (3.0, 2.0) in places(found, "minimum")
    assert near(places(found, "maximum"), [(-0.270844590667348, -0.923038556479982)])


def test_the_minima_of_known_functions_are_exact_where_they_are_round_numbers() -> None:
    for text, reach, minimum in (
        ("(1 - x)^2 + 100*(y - x^2)^2", 3.0, (1.0, 1.0)),
        ("(x + 2y - 7)^2 + (2x + y - 5)^2", 10.0, (1.0, 3.0)),
        ("(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2", 4.5, (3.0, 0.5)),
    ):
        assert places(points(text, reach), "minimum") == [minimum]


def test_rastrigin_has_a_minimum_in_every_cell_and_saddles_and_maxima_between() -> None:
    found = points("20 + x^2 - 10cos(2pi*x) + y^2 - 10cos(2pi*y)", 5.12)
    assert kinds(found) == {"minimum": 121, "saddle": 220, "maximum": 100}
    lowest = found[0]
    assert (lowest.x, lowest.y, lowest.value) == (0.0, 0.0, 0.0)
    assert lowest.eigenvalues == pytest.approx((2 + 40 * np.pi**2,) * 2)


def test_the_six_hump_camel_has_six_minima_the_two_lowest_first() -> None:
    found = points("(4 - 2.1x^2 + x^4/3)*x^2 + x*y + (-4 + 4y^2)*y^2", (3.0, 2.0))
    assert kinds(found) == {"minimum": 6, "saddle": 7, "maximum": 2}
    assert [point.value for point in found[:2]] == pytest.approx([-1.031628453489877] * 2, abs=1e-14)
    assert {round(point.x, 12) for point in found[:2]} == {0.089842013100, -0.089842013100}


@pytest.mark.parametrize(
    "text",
    [
        "x^3 - 3x*y^2",  # monkey saddle
        "x^3 + y^3",
        "x^4 - y^4",
        "x^2 - y^4",
        "x^2*y^3 + x^5 + y^2*x",
    ],
)
def test_where_the_hessian_is_singular_a_saddle_is_told_by_what_lies_around(text: str) -> None:
    assert (0.0, 0.0) in places(points(text, 2.0), "saddle")


@pytest.mark.parametrize(
    ("text", "kind"), [("x^4 + y^4", "minimum"), ("-x^2 - y^6", "maximum"), ("x^2+y^8", "minimum")]
)
def test_where_the_hessian_is_singular_a_lone_extremum_is_told_too(text: str, kind: str) -> None:
    (point,) = points(text, 2.0)
    assert (point.kind, point.x, point.y) == (kind, 0.0, 0.0)


@pytest.mark.parametrize(
    ("text", "kind", "curve"),
    [
        ("x^2", "valley", lambda x, y: x),
        ("-(x - y)^2", "ridge", lambda x, y: x - y),
        ("(x^2 + y^2 - 4)^2", "valley", lambda x, y: x**2 + y**2 - 4),
        ("(x*y - 1)^2", "valley", lambda x, y: x * y - 1),
        ("abs(x - y)", "valley", lambda x, y: x - y),
    ],
)
def test_a_curve_of_lowest_points_is_given_as_points_along_it(text: str, kind: str, curve: object) -> None:
    along = [point for point in points(text, 3.0) if point.kind == kind]
    assert 30 < len(along) < 200
    assert max(abs(curve(point.x, point.y)) for point in along) < 1e-9  # type: ignore[operator]
    assert not [point for point in points(text, 3.0) if point.kind in ("minimum", "maximum") and point.value == 0]


def test_the_distance_to_a_straight_valley_is_measured_across_it() -> None:
    valley = minima_of(points("(x - 2y)^2", 4.0))
    x, y = np.linspace(-3, 3, 50), np.linspace(1, -1, 50)
    assert distances_to(valley, x, y) == pytest.approx(np.abs(x - 2 * y) / np.sqrt(5), abs=1e-12)


def test_the_distance_to_minima_is_that_to_the_nearest() -> None:
    minima = minima_of(points(HIMMELBLAU, 6.0))
    wanted = min(np.hypot(point.x, point.y) for point in minima)
    assert distances_to(minima, np.zeros(1), np.zeros(1)) == pytest.approx([wanted])
    assert distances_to((), np.zeros(1), np.zeros(1)).tolist() == [np.inf]


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        (ACKLEY, "minimum", (0.0, 0.0)),
        ("abs(x - 1/3) + 2abs(y - 0.3)", "minimum", (1 / 3, 0.3)),
        ("1 - abs(x) - sqrt(abs(y)) ", "maximum", (0.0, 0.0)),
        ("abs(x) + y^2", "minimum", (0.0, 0.0)),
        ("max(abs(x), abs(y - 1))", "minimum", (0.0, 1.0)),
    ],
)
def test_lowest_and_highest_points_at_kinks_are_found(text: str, kind: str, place: tuple[float, float]) -> None:
    found = [point for point in points(text) if point.kink and point.kind == kind]
    assert near([(point.x, point.y) for point in found], [place])


@pytest.mark.parametrize(
    "text",
    [
        "3",
        "x",
        "x + 2y",
        "1/x + 1/y",
        "1/(x^2 + y^2)",
        "log(x^2 + y^2)",
        "log(-1 - x^2)",
        "sqrt(-x^2 - 1)",
        "x^3",
        "relu(x^2 + y^2 - 1)",
        "where(x < 0, x, 3)",
        "exp(exp(exp(x))) - y",
        "where(x < y, 1, 2)",
        "x/y",
    ],
)
def test_what_has_no_stationary_point_gives_none(text: str) -> None:
    assert points(text) == ()


@pytest.mark.parametrize(
    "text",
    ["sin(1000x)*sin(1000y)", "tan(x)*tan(y)", "1e200x^2 + 1e250y^2", "exp(x^100)*y", "x^x + y^y", "sign(x)*y^2"],
)
def test_no_formula_stops_the_search(text: str) -> None:
    assert len(points(text)) <= 1000


def test_a_domain_far_from_square_or_from_one_changes_nothing() -> None:
    formula = parse("(x/1e6 - 0.5)^2 + (1000y - 1)^2*(1 + (x/1e6)^2)", ("x", "y"))
    (point,) = surface_points(formula, ((0.0, 1e6), (-0.01, 0.01)))
    assert point.kind == "minimum"
    assert (point.x, point.y) == (pytest.approx(5e5, abs=1e-6), pytest.approx(1e-3, abs=1e-14))


def test_a_minimum_outside_of_the_domain_is_found_from_places_near_it() -> None:
    formula = parse(HIMMELBLAU, ("x", "y"))
    found = refined_minima(formula, ((0.0, 1.0), (0.0, 1.0)), np.array([[3.02, 1.98], [2.99, 2.01], [-3.77, -3.29]]))
    assert near([(point.x, point.y) for point in found], [(3.0, 2.0), (-3.779310253377747, -3.283185991286170)])


whole = st.integers(-3, 3)


@settings(max_examples=25, deadline=None)
@given(st.tuples(whole, whole, whole, whole, whole, whole, whole))
def test_the_stationary_points_of_cubics_are_sympys(c: tuple[int, ...]) -> None:
    x, y = sympy.symbols("x y", real=True)
    # ∇f = 0 is solved by radicals: a cubic in x, a quadratic in y, coupled by x·y.
    expression = c[0] * x**3 + c[1] * x**2 + c[2] * y**2 + c[3] * x * y + c[4] * x + c[5] * y + c[6]
    if sympy.hessian(expression, (x, y)).det() == 0 or c[2] == 0:
        return
    wanted = sympys(expression)
    if any(abs(float(sympy.hessian(expression, (x, y)).det().subs({x: a, y: b}))) < 1e-6 for a, b, _ in wanted):
        return
    inside = [(a, b, kind) for a, b, kind in wanted if max(abs(a), abs(b)) < 20]
    found = points(str(expression), 20.0)
    assert near([(p.x, p.y) for p in found], [(a, b) for a, b, _ in inside])
    for point in found:
        nearest = min(inside, key=lambda each: np.hypot(each[0] - point.x, each[1] - point.y))
        assert point.kind == nearest[2]


@pytest.mark.parametrize("key", SURFACES)
def test_the_minima_of_the_catalogue_are_found_to_the_last_digits(key: str) -> None:
    surface = SURFACES[key]
    minima = minima_of(surface_points(parse(surface.formula, ("x", "y")), surface.domain))
    for x, y in surface.minima:
        assert min(np.hypot(point.x - x, point.y - y) for point in minima) < 1e-15 * (1 + np.hypot(x, y))
