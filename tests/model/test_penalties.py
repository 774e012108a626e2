"""A loss with the parameters in it, such as ridge and lasso, means the same in every part of the program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from model.analysis.exact import least_squares, local_hessian
from model.analysis.fit_analysis import analysis_of, landscape_of
from model.analysis.results import finished
from model.catalogue.losses import loss_formula
from model.data.points import GivenPoints
from model.descent.objectives import objective_of
from model.engine.runs import begin_on
from model.experiment import LossChoice, OptimizerSetting, Regression
from model.experiment.file import encode
from model.kinds import begin, decode, validate
from model.message import Refused

if TYPE_CHECKING:
    from model.descent.history import History

X = np.linspace(-1.5, 2.0, 12)
Y = np.sin(2 * X) + X / 2 + 1
SLOW = OptimizerSetting.of("sgd", learning_rate=0.05)
POINTS = GivenPoints(np.column_stack([X, Y]).tolist())
RIDGE = Regression(
    data=POINTS,
    prediction="w*x + b + q*x^2",
    loss=LossChoice("mean((y - y_pred)^2) + 0.3*(w^2 + b^2 + q^2)"),
    start=(("w", 0.6), ("b", -0.2), ("q", 0.1)),
    optimizer=SLOW,
    epochs=2_000,
)
LOSSES = {
    "ridge": ("mean((y - y_pred)^2) + 0.3*w^2", lambda e, w, b: (e**2).mean() + 0.3 * w**2),
    "of all": ("mean((y - y_pred)^2) + 0.3(w^2 + b^2)/2", lambda e, w, b: (e**2).mean() + 0.3 * (w**2 + b**2) / 2),
    "lasso": ("mean((y - y_pred)^2)/2 + 0.1*(|w| + |b|)", lambda e, w, b: (e**2).mean() / 2 + 0.1 * (abs(w) + abs(b))),
    "in a sum": ("sum((y - y_pred)^2 + w^2) + b^4", lambda e, w, b: (e**2 + w**2).sum() + b**4),
    "in the mean": (
        "mean(|y - y_pred|*(1 + w^2)) + 1/(1+b^2)",
        lambda e, w, b: (abs(e) * (1 + w**2)).mean() + 1 / (1 + b**2),
    ),
    "at a step": ("mean((y - y_pred)^2) + where(w < 0, 1, 0)", lambda e, w, b: (e**2).mean() + (w < 0) * 1.0),
}


def run(experiment: Regression, engine: str) -> History:
    history = finished(begin_on(experiment, engine, begin))  # type: ignore[arg-type]
    assert history.engine == engine
    return history  # type: ignore[return-value]


def line(text: str, **changes: object) -> Regression:
    start = (("w", 0.6), ("b", -0.2))
    experiment = Regression(
        data=POINTS, prediction="w*x + b", loss=LossChoice(text), start=start, optimizer=SLOW, epochs=20
    )
    return replace(experiment, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ["autograd", "compiled"])
def test_ridge_descends_to_its_closed_form(engine: str) -> None:
    design = np.column_stack([X, np.ones_like(X), X**2])
    expected = np.linalg.solve(design.T @ design + len(X) * 0.3 * np.eye(3), design.T @ Y)
    history = run(RIDGE, engine)
    ends = [history[name][-1] for name in ("w", "b", "q")]
    np.testing.assert_allclose(ends, expected, rtol=1e-10)
    missed = Y - design @ expected
    assert history["loss"][-1] == pytest.approx(np.mean(missed**2) + 0.3 * expected @ expected, rel=1e-12)


@pytest.mark.parametrize("engine", ["autograd", "compiled"])
@pytest.mark.parametrize("name", LOSSES)
def test_each_step_is_that_of_a_loop_in_pytorch(name: str, engine: str) -> None:
    text, formula = LOSSES[name]
    rate = 0.001 if name == "in a sum" else 0.05
    history = run(line(text, optimizer=OptimizerSetting.of("sgd", learning_rate=rate)), engine)
    x, y = torch.tensor(X), torch.tensor(Y)
    w, b = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (0.6, -0.2))
    for row in range(20):
        loss = formula(y - (w * x + b), w, b)
        slopes = torch.autograd.grad(loss, (w, b))
        found = [history[column][row] for column in ("loss", "w", "b", "grad_w", "grad_b")]
        np.testing.assert_allclose(found, [each.item() for each in (loss, w, b, *slopes)], rtol=1e-12, atol=1e-14)
        w, b = ((p - rate * slope).detach().requires_grad_() for p, slope in zip((w, b), slopes, strict=True))


@pytest.mark.parametrize("name", LOSSES)
def test_many_runs_at_once_have_each_its_own_penalty(name: str) -> None:
    objective = objective_of(line(LOSSES[name][0]))
    parameters = torch.tensor([[0.6, -0.2], [-1.0, 2.0], [0.0, 0.3]], dtype=torch.float64)
    together = objective.loss(parameters)
    assert together.shape == (3,)
    alone = torch.stack([objective.loss(each) for each in parameters])
    np.testing.assert_allclose(together.numpy(), alone.numpy(), rtol=1e-15)


def test_a_mini_batch_has_the_whole_penalty() -> None:
    objective = objective_of(line("mean((y - y_pred)^2) + 0.3*w^2", batch_size=4))
    parameters = torch.tensor([0.6, -0.2], dtype=torch.float64)
    order = objective.order_of(0)  # type: ignore[attr-defined]
    for row in range(3):
        x, y = X[order[4 * row : 4 * row + 4]], Y[order[4 * row : 4 * row + 4]]
        expected = np.mean((y - (0.6 * x - 0.2)) ** 2) + 0.3 * 0.6**2
        assert objective.loss(parameters, row).item() == pytest.approx(expected, rel=1e-14)


def test_the_curvature_and_the_plane_have_the_penalty_and_no_exact_answer_is_claimed() -> None:
    ridge = line("mean((y - y_pred)^2) + 0.3*w^2")
    assert least_squares(ridge) is None
    design = np.column_stack([X, np.ones_like(X)])
    expected = 2 * design.T @ design / len(X) + np.diag([0.6, 0.0])
    found = local_hessian(ridge, {"w": 3.0, "b": -1.0})
    assert found is not None
    np.testing.assert_allclose(found.matrix, expected, rtol=1e-12)
    plane = landscape_of(ridge, analysis_of(ridge), (-1.0, -1.0), (1.0, 1.0))
    w, b = plane.first[5], plane.second[9]
    assert plane.loss[5, 9] == pytest.approx(np.mean((Y - w * X - b) ** 2) + 0.3 * w**2, rel=1e-12)


def test_a_file_keeps_the_loss() -> None:
    validate(RIDGE)
    assert decode(encode(RIDGE, Path()), Path()) == RIDGE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mean((y - y_pred)^2) + 0.1*k^2", "unknown name 'k'"),
        ("mean((y - y_pred)^2) + x^2", "unknown name 'x'"),
        ("mean((y - y_pred)^2) + mean(w^2)", "goes outside"),
        ("mean((y - y_pred)^2) + sum(|w| + |b|)", "goes outside"),
        ("w^2 + b^2", "does not contain y_pred"),
        ("(y - y_pred)^2 + w^2", "must be one number"),
    ],
)
def test_what_is_no_loss_of_this_prediction_is_refused(text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        loss_formula(text, ("w", "b"))
    with pytest.raises(Refused, match=words):
        validate(line(text))


def test_parameters_of_more_than_a_letter_stand_in_the_loss_too() -> None:
    experiment = Regression(
        data=POINTS,
        prediction="slope*x + bias",
        loss=LossChoice("mean((y - y_pred)^2) + 0.1*slope^2"),
        start=(("slope", 1.0), ("bias", 0.0)),
        optimizer=SLOW,
        epochs=1,
    )
    loss = run(experiment, "autograd")["loss"][0]
    assert loss == pytest.approx(np.mean((Y - X) ** 2) + 0.1, rel=1e-14)


def test_a_parameter_may_have_the_name_of_a_losss_knob() -> None:
    experiment = Regression(
        data=POINTS, prediction="delta*x", loss=LossChoice.of("huber"), start=(("delta", 2.0),), epochs=1
    )
    found = [run(experiment, engine)["loss"][0] for engine in ("autograd", "compiled")]
    expected = torch.nn.functional.huber_loss(torch.tensor(2 * X), torch.tensor(Y)).item()
    assert found == pytest.approx([expected, expected], rel=1e-14)
