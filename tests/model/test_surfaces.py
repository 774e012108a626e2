"""The catalogue of surfaces: formulas, minima and stories, against SymPy, mpmath and the values published."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import mpmath
import numpy as np
import pytest
import sympy

from model.analysis.surface_points import minima_of, surface_points
from model.catalogue.functions import key_of
from model.catalogue.surfaces import SURFACES, NamedSurface
from model.descent.race import Race
from model.experiment import OptimizerSetting, Runner, Surface
from model.formula import parse
from tests.model.oracles import PUBLISHED, SURFACE_ORACLES, X, Y

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.descent.history import History

RIPPLED = ("rastrigin", "ackley")
KINKED = ("ackley",)
"""Its lowest minimum is a kink, where no gradient is zero."""
EACH = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES.keys())
EVERY_MINIMUM = pytest.mark.parametrize(
    ("key", "minimum"),
    [(key, minimum) for key, surface in SURFACES.items() for minimum in surface.minima if key not in KINKED],
)


@cache
def oracle(key: str) -> tuple[Callable[..., object], Callable[..., object], Callable[..., object]]:
    """Return value, gradient and Hessian of a surface for mpmath."""
    expression = SURFACE_ORACLES[key]
    gradient = [sympy.diff(expression, v) for v in (X, Y)]
    hessian = sympy.hessian(expression, (X, Y))
    return tuple(sympy.lambdify((X, Y), each, "mpmath") for each in (expression, gradient, hessian))  # type: ignore[return-value]


def descend(surface: NamedSurface, start: tuple[float, float] | None = None, **knobs: float) -> History:
    """Run plain descent, or the optimizer named, from the catalogue's start or another."""
    name = str(knobs.pop("name", "sgd"))
    epochs = int(knobs.pop("epochs", surface.epochs))
    optimizer = OptimizerSetting.of(name, **{"learning_rate": surface.learning_rate, **knobs})
    x, y = surface.start if start is None else start
    race = Race(Surface(surface.formula, (("x", x), ("y", y)), (Runner(optimizer),), epochs).runs)
    while race.step():
        pass
    return race.histories[0]


def end(history: History) -> tuple[float, float, float]:
    row = history.row(len(history) - 1)
    return row["x"], row["y"], row["loss"]


def test_there_are_the_surfaces_that_the_field_knows() -> None:
    assert len(SURFACES) >= 16
    assert set(SURFACE_ORACLES) == set(SURFACES)
    assert all(key == surface.key for key, surface in SURFACES.items())


@EACH
def test_a_surface_is_what_its_name_says(surface: NamedSurface) -> None:
    formula = parse(surface.formula, ("x", "y"))
    value, _, _ = oracle(surface.key)
    (x0, x1), (y0, y1) = surface.domain
    for x, y in np.random.default_rng(0).uniform((x0, y0), (x1, y1), (20, 2)).tolist():
        with mpmath.workdps(40):
            expected = float(value(mpmath.mpf(x), mpmath.mpf(y)))
        assert formula.numpy({"x": x, "y": y}) == pytest.approx(expected, rel=1e-11, abs=1e-11)


@EVERY_MINIMUM
def test_a_minimum_is_the_root_of_the_gradient_to_the_last_digit(key: str, minimum: tuple[float, float]) -> None:
    _, gradient, hessian = oracle(key)
    with mpmath.workdps(50):
        root = mpmath.findroot(lambda x, y: gradient(x, y), minimum)
        assert tuple(float(v) for v in root) == pytest.approx(minimum, rel=1e-16, abs=1e-25)
        eigenvalues = mpmath.eigsy(hessian(*root), eigvals_only=True)
        assert min(eigenvalues) > 0


def test_the_tip_of_ackley_s_funnel_is_its_lowest_point() -> None:
    value, _, _ = oracle("ackley")
    with mpmath.workdps(50):
        assert abs(value(mpmath.mpf(0), mpmath.mpf(0))) < 1e-40
        for k in range(64):
            x, y = mpmath.cos(mpmath.pi * k / 32) / 1000, mpmath.sin(mpmath.pi * k / 32) / 1000
            assert value(x, y) > 1e-4


@pytest.mark.parametrize(("key", "value"), PUBLISHED.items())
def test_the_lowest_value_is_the_one_published(key: str, value: float) -> None:
    surface = SURFACES[key]
    x, y = surface.minima[0]
    assert parse(surface.formula, ("x", "y")).numpy({"x": x, "y": y}) == pytest.approx(value, rel=1e-14, abs=1e-14)


@EACH
def test_the_minima_are_all_that_the_domain_holds_the_lowest_first(surface: NamedSurface) -> None:
    formula = parse(surface.formula, ("x", "y"))
    found = minima_of(surface_points(formula, surface.domain))
    expected = found[:1] if surface.key in RIPPLED else found
    assert len(surface.minima) == len(expected)
    for point in expected:
        nearest = min(surface.minima, key=lambda minimum: math.dist(minimum, (point.x, point.y)))
        assert (point.x, point.y) == pytest.approx(nearest, rel=1e-9, abs=1e-9)
    values = [formula.numpy({"x": x, "y": y}) for x, y in surface.minima]
    assert values == pytest.approx(sorted(values), abs=1e-12)


@EACH
def test_the_domain_shows_start_and_minima(surface: NamedSurface) -> None:
    (x0, x1), (y0, y1) = surface.domain
    for x, y in (surface.start, *surface.minima):
        assert x0 < x < x1
        assert y0 < y < y1


def test_a_surface_is_known_again_whatever_its_spaces_and_signs() -> None:
    assert key_of("(1-x)**2 + 100*(y - x**2)**2", SURFACES) == "rosenbrock"
    assert key_of("(1 - x)^2 + 100(y - x^2)^2 + 1", SURFACES) is None
    assert [key_of(surface.formula, SURFACES) for surface in SURFACES.values()] == list(SURFACES)


@EACH
def test_its_own_run_goes_down_and_stays_finite(surface: NamedSurface) -> None:
    history = descend(surface)
    assert history.stopped == "complete"
    assert history["loss"][-1] < history["loss"][0]


# ---- what the texts say


def test_on_the_round_bowl_the_path_is_straight_and_each_step_shortens_it_alike() -> None:
    history = descend(SURFACES["bowl"])
    np.testing.assert_allclose(history["x"][1:], 0.8 * history["x"][:-1], rtol=1e-12)
    np.testing.assert_allclose(history["y"], -0.75 * history["x"], rtol=1e-12)


def test_on_booth_s_bowl_the_factors_are_those_of_the_eigenvalues_2_and_18() -> None:
    history = descend(SURFACES["booth"])
    across, along = history["x"] + history["y"] - 4, history["y"] - history["x"] - 2
    np.testing.assert_allclose(across[1:20], -0.8 * across[:19], rtol=1e-9)
    np.testing.assert_allclose(along[:20], 0.0, atol=1e-12)


def test_beside_himmelblau_s_hilltop_a_little_decides_which_minimum_is_found() -> None:
    surface = SURFACES["himmelblau"]
    assert end(descend(surface))[:2] == pytest.approx(surface.minima[3], abs=1e-6)
    assert end(descend(surface, (-0.5, -1.0)))[:2] == pytest.approx(surface.minima[2], abs=1e-6)


@pytest.mark.parametrize(
    ("key", "minimum"), [("styblinski_tang", 3), ("three_hump_camel", 1), ("six_hump_camel", 0), ("mccormick", 1)]
)
def test_the_run_settles_in_the_well_that_its_text_names(key: str, minimum: int) -> None:
    surface = SURFACES[key]
    assert end(descend(surface, epochs=1_000))[:2] == pytest.approx(surface.minima[minimum], abs=1e-6)


def test_around_the_six_hump_camel_s_hilltop_four_of_its_minima_are_found() -> None:
    surface = SURFACES["six_hump_camel"]
    top = -1.2302, -0.1623
    found: set[tuple[float, float]] = set()
    for k in range(16):
        start = top[0] + 0.14 * math.cos(k * math.pi / 8), top[1] + 0.14 * math.sin(k * math.pi / 8)
        x, y, _ = end(descend(surface, start, epochs=400))
        found.add(min(surface.minima, key=lambda minimum, place=(x, y): math.dist(minimum, place)))
    assert len(found) == 4


def test_in_the_middle_of_the_monkey_saddle_the_hessian_is_zero() -> None:
    _, _, hessian = oracle("monkey_saddle")
    assert mpmath.norm(hessian(mpmath.mpf(0), mpmath.mpf(0))) == 0
