"""Row 0 by NumPy against row 0 by autograd."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from model.catalogue.functions import FUNCTIONS
from model.catalogue.losses import LOSSES
from model.catalogue.surfaces import SURFACES
from model.data.points import GivenPoints
from model.descent.first_row import first_row
from model.engine.runs import begin_run
from model.experiment import Autograd, Minimise, Regression, Surface
from model.experiment.presets import PRESETS, Preset
from model.experiment.settings import LossChoice

FIT = Regression(GivenPoints([[-1.0, 2.0], [0.5, 1.0], [2.0, -3.0]]), "tanh(a*x) + b", start=(("a", 0.7), ("b", -0.2)))


def check(experiment: Any, rtol: float = 1e-14) -> None:
    """Compare a first row with that of the reference engine."""
    found = first_row(experiment)
    assert found is not None
    run = begin_run(experiment)
    run.step()
    theirs = run.history
    assert (found.limit, len(found), found.stopped) == (theirs.limit, 1, None)
    for one, other in zip(found.histories, theirs.histories, strict=True):
        assert one.columns == other.columns
        scale = np.abs(other.rows(0, 1)).max()
        np.testing.assert_allclose(one.rows(), other.rows(0, 1), rtol=rtol, atol=rtol * scale)


@pytest.mark.parametrize(
    "preset", [each for each in PRESETS if not isinstance(each.experiment, Autograd)], ids=lambda each: each.key
)
def test_of_every_case(preset: Preset) -> None:
    check(preset.experiment)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_on_every_function(function: Any) -> None:
    check(Minimise(function.formula, (("x", function.start),)))


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_on_every_surface(surface: Any) -> None:
    check(Surface(surface.formula, tuple(zip("xy", surface.start, strict=True))))


@pytest.mark.parametrize("loss", LOSSES)
def test_of_every_loss(loss: str) -> None:
    points = GivenPoints([[-1.0, 1.0], [0.5, 0.0], [2.0, 1.0]])  # as classes, which some losses ask for
    check(replace(FIT, data=points, prediction="1/(1 + exp(-a*x - b))", loss=LossChoice(loss)))


@pytest.mark.parametrize(
    "loss",
    [
        "sum(y_pred - y)",
        "sum((y - y_pred)^2) + 0.1*a^2",
        "sqrt(mean((y - y_pred)^2))",
        "mean(abs(y - y_pred) + a)",
        "sum(a + 0*y_pred)",
        "mean(y_pred)*mean(y) - mean(y - y_pred)^2",
        "mean((y - mean(y_pred))^2)",
    ],
)
@pytest.mark.parametrize("prediction", ["a*x + b", "a + 0*x + b", "b*a", "tanh(a*x) + max(b, x)"])
def test_of_own_losses(loss: str, prediction: str) -> None:
    check(replace(FIT, prediction=prediction, loss=LossChoice(loss)), rtol=1e-13)


def test_beside_a_kink() -> None:
    check(Minimise("where(x > 0, log(x), x)", (("x", -1.0),)))
    check(Minimise("max(x, 2x, min(2x, 3))", (("x", -1.0),)))


def test_standardised_and_in_float32() -> None:
    check(replace(FIT, standardise=True))
    check(replace(FIT, dtype="float32"), rtol=1e-6)


@pytest.mark.parametrize(
    "experiment",
    [
        Autograd(),
        replace(FIT, batch_size=2),
        replace(FIT, data=GivenPoints(np.empty((0, 2)))),
        replace(FIT, data=GivenPoints([[1.0, 2.0], [1.0, 3.0]]), standardise=True),
        Minimise("log(x)", (("x", -1.0),)),
        Minimise("sqrt(x)", (("x", 0.0),)),
        Minimise("x^4", (("x", 1e9),)),
        Minimise("where(x > 0, log(x), x)", (("x", 0.0),)),
        Minimise("where(x > 0, sqrt(x), 0)", (("x", -3.0),)),
        Minimise("max(x, 2x)", (("x", 0.0),)),
        replace(FIT, loss=LossChoice("mean(min(y - y_pred, 2*(y - y_pred)))"), start=(("a", 0.0), ("b", 1.0))),
    ],
)
def test_where_numpy_is_not_enough_or_there_is_no_run_there_is_no_row(experiment: Any) -> None:
    assert first_row(experiment) is None
