from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.analysis.exact import (
    is_squared_error,
    least_squares,
    local_hessian,
    r_squared,
)
from model.analysis.fit_analysis import analysis_of, landscape_of
from model.catalogue.losses import LOSSES
from model.data.points import GeneratedPoints, GivenPoints, points_of
from model.experiment import LossChoice, Regression
from model.experiment.units import units_of

BOOK = Regression()


def polynomial(degree: int) -> str:
    return " + ".join(f"p{power}*x^{power}" for power in range(degree + 1))


def test_book_data_has_the_exact_line_of_the_book_facts() -> None:
    exact = least_squares(BOOK)
    assert exact is not None
    assert exact.parameters["w"] == pytest.approx(0.8522962312899167, rel=1e-13)
    assert exact.parameters["b"] == pytest.approx(4.71798350473433, rel=1e-13)
    assert exact.curvature.eigenvalues == pytest.approx((0.5068, 1604.19), rel=1e-4)
    assert exact.curvature.condition_number == pytest.approx(3165, rel=1e-3)
    assert 2.0 / exact.curvature.eigenvalues[-1] == pytest.approx(0.0012467, rel=1e-4)
    assert exact.unique


def test_loss_and_r_squared_of_the_exact_line_agree_with_numpy() -> None:
    exact = least_squares(BOOK)
    assert exact is not None
    x, y = points_of(BOOK.data).T
    w, b = np.polyfit(x, y, 1)
    assert exact.loss == pytest.approx(np.mean((y - w * x - b) ** 2), rel=1e-13)
    assert r_squared(y, w * x + b) == pytest.approx(np.corrcoef(x, y)[0, 1] ** 2, rel=1e-12)


@pytest.mark.parametrize("degree", range(1, 7))
def test_polynomials_agree_with_polyfit(degree: int) -> None:
    data = GeneratedPoints("curved", 60, 1)
    exact = least_squares(Regression(data=data, prediction=polynomial(degree)))
    assert exact is not None
    x, y = points_of(data).T
    assert list(exact.parameters.values()) == pytest.approx(np.polyfit(x, y, degree)[::-1].tolist(), rel=1e-8)


def test_hessian_agrees_with_its_definition_and_numpy_eigenvalues() -> None:
    exact = least_squares(Regression(prediction="a*x^2 + b*x + c"))
    assert exact is not None
    x = points_of(BOOK.data)[:, 0]
    design = np.column_stack([x**2, x, np.ones_like(x)])
    hessian = 2 * design.T @ design / len(x)
    assert exact.curvature.matrix == pytest.approx(hessian, rel=1e-13)
    assert exact.curvature.eigenvalues == pytest.approx(np.linalg.eigvalsh(hessian), rel=1e-6)


@pytest.mark.parametrize("prediction", ["w*x + b", "b + wx", "a*sin(x) + c", "p*(x - 1) + q*x^2 + 2", "k*x"])
def test_local_hessian_of_a_quadratic_is_the_exact_one_anywhere(prediction: str) -> None:
    experiment = Regression(prediction=prediction)
    exact = least_squares(experiment)
    local = local_hessian(experiment, dict.fromkeys(experiment.parameters, 0.7))
    assert exact is not None
    assert local is not None
    assert local.parameters == exact.curvature.parameters == experiment.parameters
    assert local.matrix == pytest.approx(exact.curvature.matrix, rel=1e-12)


def test_part_without_a_parameter_is_taken_from_y() -> None:
    x = np.linspace(-2, 2, 9)
    exact = least_squares(Regression(data=GivenPoints(np.column_stack([x, x**2 + 3 * x])), prediction="x^2 + w*x"))
    assert exact is not None
    assert exact.parameters["w"] == pytest.approx(3.0, rel=1e-14)
    assert exact.loss == pytest.approx(0.0, abs=1e-25)


@pytest.mark.parametrize("degree", range(1, 5))
def test_standardised_fit_in_original_units_is_the_fit_that_was_not_standardised(degree: int) -> None:
    plain = least_squares(Regression(prediction=polynomial(degree)))
    scaled = least_squares(Regression(prediction=polynomial(degree), standardise=True))
    assert plain is not None
    assert scaled is not None
    assert list(scaled.parameters.values()) == pytest.approx(list(plain.parameters.values()), rel=1e-7)
    assert scaled.loss == pytest.approx(plain.loss, rel=1e-12)


def test_standardised_line_has_a_round_valley_and_is_mapped_back_by_the_school_rule() -> None:
    experiment = Regression(standardise=True)
    exact = least_squares(experiment)
    assert exact is not None
    assert exact.curvature.eigenvalues == pytest.approx((2.0, 2.0), rel=1e-12)
    mean, deviation = experiment.standardisation()
    units = units_of(experiment)
    assert units is not None
    original = units.original({"w": 3.0, "b": 2.0})
    assert original["w"] == pytest.approx(3.0 / deviation, rel=1e-15)
    assert original["b"] == pytest.approx(2.0 - 3.0 * mean / deviation, rel=1e-15)


STANDARDISED = Regression(data=GeneratedPoints("curved", 30, 2), prediction=polynomial(5), standardise=True)

UNITS = units_of(STANDARDISED)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.floats(-10, 10), min_size=6, max_size=6), st.floats(-3, 3))
def test_parameters_in_original_units_predict_the_same(values: list[float], at: float) -> None:
    experiment = STANDARDISED
    units = UNITS
    assert units is not None
    descended = dict(zip(experiment.parameters, values, strict=False))
    mean, deviation = experiment.standardisation()
    there = experiment.formula.numpy({**descended, "x": (at - mean) / deviation})
    here = experiment.formula.numpy({**units.original(descended), "x": at})
    size = 1 + sum(abs(value) for value in values) * 40
    assert float(here) == pytest.approx(float(there), abs=1e-12 * size)


@pytest.mark.parametrize("prediction", ["w*(x - 1) + b", "w*x + b*(x + 2) ", "2w*x + b + x", "a(x^2 + x) + b*x + c"])
def test_other_ways_to_write_a_polynomial_are_mapped_back_too(prediction: str) -> None:
    experiment = Regression(prediction=prediction, standardise=True)
    units = units_of(experiment)
    assert units is not None
    values = dict(zip(experiment.parameters, (1.5, -0.5, 2.0), strict=False))
    mean, deviation = experiment.standardisation()
    x = np.linspace(-5, 60, 7)
    here = experiment.formula.numpy({**units.original(values), "x": x})
    assert here == pytest.approx(experiment.formula.numpy({**values, "x": (x - mean) / deviation}), rel=1e-10)


@pytest.mark.parametrize("prediction", ["w*x", "a*x^2 + b", "a*sin(x) + b", "a*sin(k*x)", "w/x + b"])
def test_predictions_without_original_parameters_say_so(prediction: str) -> None:
    assert units_of(Regression(prediction=prediction, standardise=True)) is None


@pytest.mark.parametrize("points", [np.empty((0, 2)), [[2.0, 1.0], [2.0, 3.0]], [[1e149, 0.0], [-1e-149, 1.0]]])
def test_points_that_cannot_be_standardised_have_no_way_back(points: object) -> None:
    data = GivenPoints(points)  # type: ignore[arg-type]
    assert units_of(Regression(data=data, prediction="a*x^3 + b*x^2 + c*x + d", standardise=True)) is None


def test_without_standardising_the_units_are_the_original_ones() -> None:
    units = units_of(Regression(prediction="a*sin(k*x)"))
    assert units is not None
    assert units.original({"a": 2.5, "k": -1.0}) == {"a": 2.5, "k": -1.0}


def test_equal_x_leave_the_line_open() -> None:
    data = GivenPoints([[2.0, 1.0], [2.0, 3.0], [2.0, 5.0]])
    exact = least_squares(Regression(data=data))
    assert exact is not None
    assert not exact.unique
    assert exact.curvature.eigenvalues[0] == 0.0
    assert exact.curvature.condition_number == math.inf
    assert 2.0 * exact.parameters["w"] + exact.parameters["b"] == pytest.approx(3.0)
    assert exact.loss == pytest.approx(8 / 3)


def test_fewer_points_than_parameters_leave_the_fit_open() -> None:
    exact = least_squares(Regression(data=GivenPoints([[1.0, 2.0]]), prediction="a*x^2 + b*x + c"))
    assert exact is not None
    assert not exact.unique
    assert exact.curvature.eigenvalues[:2] == (0.0, 0.0)


@pytest.mark.parametrize(
    "experiment",
    [
        Regression(data=GivenPoints(np.empty((0, 2)))),
        Regression(prediction="a*sin(k*x)"),
        Regression(prediction="w*b*x"),
        Regression(prediction="w*log(x)"),
        Regression(loss=LossChoice.of("mae")),
        Regression(loss=LossChoice.of("mean((y - y_pred)^4)")),
        Regression(data=GivenPoints([[1e200, 1.0], [2e200, 3.0]])),
        Regression(data=GivenPoints([[2.0, 1.0], [2.0, 3.0]]), standardise=True),
        Regression(data=GivenPoints(np.empty((0, 2))), standardise=True),
    ],
)
def test_no_closed_form_is_none_and_no_error(experiment: Regression) -> None:
    assert least_squares(experiment) is None


@pytest.mark.parametrize("text", ["mean((y - y_pred)**2)", "mean((y_pred - y)^2)", "mean( (y-y_pred)² )"])
def test_the_users_own_squared_error_is_known_as_such(text: str) -> None:
    assert is_squared_error(Regression(loss=LossChoice.of(text)))
    assert not is_squared_error(Regression(loss=LossChoice.of("sum((y - y_pred)^2)")))


def test_r_squared_is_one_for_a_perfect_fit_and_zero_for_the_mean() -> None:
    y = np.array([1.0, 2.0, 4.0])
    assert r_squared(y, y) == 1.0
    assert r_squared(y, np.full(3, y.mean())) == pytest.approx(0.0)
    assert math.isnan(r_squared(np.ones(3), y))


def test_local_hessian_tells_a_saddle_from_a_minimum() -> None:
    data = GivenPoints([[1.0, 1.0], [2.0, 2.0]])
    experiment = Regression(data=data, prediction="a*b*x")
    saddle = local_hessian(experiment, {"a": 0.0, "b": 0.0})
    assert saddle is not None
    # d²/dadb of mean((y - abx)²) at 0 is -2 mean(xy) = -5.
    assert saddle.matrix == pytest.approx(np.array([[0.0, -5.0], [-5.0, 0.0]]))
    assert saddle.eigenvalues == pytest.approx((-5.0, 5.0))
    valley = local_hessian(experiment, {"a": 1.0, "b": 1.0})
    assert valley is not None
    assert valley.eigenvalues[0] == 0.0 < valley.eigenvalues[-1]


@pytest.mark.parametrize("loss", [*LOSSES, "mean(|y - y_pred|^3)"])
def test_local_hessian_agrees_with_differences_of_the_loss(loss: str) -> None:
    experiment = Regression(loss=LossChoice.of(loss), prediction="a*x^2 + b")
    found = local_hessian(experiment, {"a": 0.013, "b": 5.0})
    assert found is not None
    formula = experiment.loss_formula
    x, y = points_of(experiment.data).T

    def value(a: float, b: float) -> float:
        return float(formula.numpy({"y": y, "y_pred": a * x**2 + b}))

    h = 1e-4
    second = (value(0.013, 5 + h) - 2 * value(0.013, 5.0) + value(0.013, 5 - h)) / h**2
    assert found.matrix[1, 1] == pytest.approx(second, rel=1e-3, abs=1e-4)


def test_contours_left_from_a_run_that_went_far_do_not_suit_one_that_stays() -> None:
    fit = Regression()
    far = landscape_of(fit, analysis_of(fit), (-3e9, -1e8), (2e9, 1e8))
    near = landscape_of(fit, analysis_of(fit), (0.0, -1.0), (1.0, 5.0))
    assert near.suits((0.1, 0.0), (0.9, 4.0))
    assert near.suits((0.5, 0.0), (0.5, 0.0))  # a run at its start does not make them shrink
    assert not near.suits((0.1, 0.0), (3.0, 4.0))
    assert not far.suits((0.1, 0.0), (0.9, 4.0))
    assert far.suits((-2e9, -9e7), (1.5e9, 9e7))
