"""Each single step of the compiled engine is autograd's, from the same state, to the last digits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from model.catalogue.optimizers import OPTIMIZERS
from model.catalogue.surfaces import SURFACES
from model.engine.compiled import why_not
from model.experiment import (
    ClipSetting,
    LossChoice,
    Minimise,
    NoiseSetting,
    OptimizerSetting,
    Regression,
    ScheduleSetting,
    SurfaceRun,
)
from model.message import Refused
from tests.model.both_engines import by_autograd, steps_of

if TYPE_CHECKING:
    from model.experiment import Descending

FIT = Regression(
    loss=LossChoice.of("log_cosh"),
    start=(("w", 0.5), ("b", -0.3)),
    epochs=30,
    schedule=ScheduleSetting.of("cosine"),
    clip=ClipSetting.of("norm", max_norm=2.0),
    noise=NoiseSetting.of("normal", scale=0.1, seed=7),
)


def assert_same_steps(experiment: Descending, rows: int = 20) -> None:
    """Assert that from every row of autograd's run the compiled step leads where autograd's leads.

    A sum of numbers that cancel has the last digit of the numbers.
    """
    history = by_autograd(experiment, rows)
    size = np.abs(history.rows()).max(initial=1.0)
    for pair in steps_of(experiment, history):
        np.testing.assert_allclose(pair.found, pair.expected, rtol=1e-12, atol=1e-14 * size)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_step_of_every_rule_with_schedule_clipping_and_noise_is_autograds(name: str) -> None:
    assert_same_steps(replace(FIT, optimizer=OptimizerSetting.of(name, learning_rate=0.05)))


@pytest.mark.parametrize("key", SURFACES)
def test_every_step_on_every_surface_of_the_catalogue_is_autograds(key: str) -> None:
    entry = SURFACES[key]
    start = (("x", entry.start[0]), ("y", entry.start[1]))
    optimizer = OptimizerSetting.of("sgd", learning_rate=entry.learning_rate)
    assert_same_steps(SurfaceRun(entry.formula, start, optimizer, epochs=100), rows=100)


@pytest.mark.parametrize(
    "function",
    ["(1 - x)^2 + 100*(y - x^2)^2", "x^2 - y^2", "abs(x*y)^1.5", "sin(x)*cos(y) + x^2/10", "x^4 + y^4 + 3x*y"],
)
def test_newtons_steps_in_two_variables_are_autograds_on_saddles_too(function: str) -> None:
    optimizer = OptimizerSetting.of("newton", learning_rate=0.3, damping=0.01)
    assert_same_steps(SurfaceRun(function, (("x", 0.7), ("y", -0.4)), optimizer, epochs=30))


def test_newtons_step_in_four_parameters_is_autograds() -> None:
    optimizer = OptimizerSetting.of("newton", learning_rate=0.5, damping=0.1)
    start = (("a", 0.3), ("k", 0.9), ("c", -0.2), ("d", 0.1))
    assert_same_steps(Regression(prediction="a*sin(k*x) + c + d*x", start=start, optimizer=optimizer, epochs=20))


X = st.sampled_from(["x", "x^2", "x^3", "2x", "(x - 1)", "x^-1", "x^0.5", "2^x", "1.5"])


def larger(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return formulas one level deeper."""
    functions = (
        *("exp", "expm1", "log", "log2", "log10", "log1p", "sqrt", "cbrt", "sin", "cos", "tan", "asin", "acos", "atan"),
        *("sinh", "cosh", "tanh", "sigmoid", "relu", "softplus", "erf", "abs", "sign", "floor"),
    )
    return st.one_of(
        st.builds("({} {} {})".format, parts, st.sampled_from("+-*/"), parts),
        st.builds("{}({})".format, st.sampled_from(functions), parts),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max", "mod"]), parts, parts),
        st.builds(
            "where({} {} {}, {}, {})".format, parts, st.sampled_from(["<", "<=", ">", ">=", "=="]), parts, parts, parts
        ),
        st.builds("({})^{}".format, parts, st.sampled_from(["2", "3", "0.5", "-2", "(x/3)"])),
    )


FORMULAS = st.recursive(X, larger, max_leaves=6)


@settings(max_examples=16, derandomize=True)
@given(FORMULAS, st.sampled_from([-1.3, 0.7, 2.1]), st.sampled_from(["sgd", "newton"]))
@example("x^0.5*max(x, 1)", 1.0, "newton")
def test_steps_on_any_function_are_autograds(text: str, start: float, rule: str) -> None:
    optimizer = OptimizerSetting.of(rule, learning_rate=0.01)
    experiment = Minimise(text, (("x", start),), optimizer, epochs=3)
    try:
        history = by_autograd(experiment, 4)
    except Refused:
        assume(False)
    assume(np.abs(history.rows()).max() < 1e6)  # beyond, one digit of x decides about all of sin(x)
    assert_same_steps(experiment, rows=4)
    assert why_not(experiment) is None


@settings(max_examples=8, derandomize=True)
@given(FORMULAS, st.sampled_from(["mse", "mean(abs(y - y_pred)) + mean(y_pred^2)", "sqrt(mean((y - y_pred)^2))"]))
def test_steps_of_any_fit_are_autograds(text: str, loss: str) -> None:
    prediction = f"w*({text}) + b"
    optimizer = OptimizerSetting.of("sgd", learning_rate=0.001)
    start = (("w", 0.6), ("b", -0.2))
    experiment = Regression(prediction=prediction, loss=LossChoice.of(loss), start=start, optimizer=optimizer, epochs=3)
    try:
        history = by_autograd(experiment, 4)
    except Refused:
        assume(False)
    assume(np.abs(history.rows()).max() < 1e6)
    assert_same_steps(experiment, rows=4)
    assert why_not(experiment) is None
