"""An objective is the loss that NumPy computes, for one run or many, for all points or a mini-batch."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from model.data.points import BOOK_DATA, GeneratedPoints, GivenPoints, points_of
from model.descent.objectives import FitObjective, FunctionObjective, objective_of
from model.experiment import LossChoice, Minimise, Regression, Seeded
from model.experiment.units import units_of
from model.message import Refused

X, Y = points_of(BOOK_DATA).T
FEW = GivenPoints([[0.0, 1.0], [1.0, 3.0], [2.0, 4.0], [3.0, 8.0], [4.0, 8.5]])


def fit(**changes: object) -> FitObjective:
    objective = objective_of(Regression(**changes))  # type: ignore[arg-type]
    assert isinstance(objective, FitObjective)
    return objective


def test_a_function_is_its_own_loss() -> None:
    objective = objective_of(Minimise("2*x**4 - 3*x**2 + 2*x - 20"))
    assert isinstance(objective, FunctionObjective)
    assert objective.parameters == ("x",)
    assert objective.start.tolist() == [5.0]
    assert objective.loss(torch.tensor([5.0], dtype=torch.float64)).item() == 1165.0
    batch = torch.tensor([[5.0], [-1.0], [0.5]], dtype=torch.float64)
    assert objective.loss(batch).tolist() == [1165.0, -23.0, -19.625]


@pytest.mark.parametrize("text", ["7", "where(1 < 2, 7, x)"])
def test_a_constant_function_is_a_loss_too(text: str) -> None:
    objective = objective_of(Minimise(text))
    assert objective.loss(torch.tensor([[1.0], [2.0]], dtype=torch.float64)).tolist() == [7.0, 7.0]


def test_the_loss_of_a_line_is_numpys() -> None:
    objective = fit()
    loss = objective.loss(torch.tensor([0.9, 2.0], dtype=torch.float64))
    assert loss.shape == ()
    assert loss.item() == pytest.approx(np.mean((Y - 0.9 * X - 2.0) ** 2), rel=1e-14)


def test_a_batch_of_runs_has_one_loss_for_each() -> None:
    objective = fit()
    runs = torch.tensor([[0.9, 2.0], [0.0, 0.0], [-1.0, 5.0]], dtype=torch.float64)
    losses = objective.loss(runs)
    assert losses.shape == (3,)
    for run, loss in zip(runs, losses, strict=True):
        assert loss.item() == pytest.approx(objective.loss(run).item(), rel=1e-14)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mse", lambda r: np.mean(r**2)),
        ("mae", lambda r: np.mean(np.abs(r))),
        ("sum((y - y_pred)^2)", lambda r: np.sum(r**2)),
        ("2*mean(abs(y - y_pred))^2 + 1", lambda r: 2 * np.mean(np.abs(r)) ** 2 + 1),
        ("mean((y - y_pred - mean(y - y_pred))^2)", np.var),
    ],
)
def test_any_loss_is_one_number_for_each_run(text: str, expected: object) -> None:
    objective = fit(loss=LossChoice.of(text))
    residual = Y - 0.5 * X - 1.0
    one = objective.loss(torch.tensor([0.5, 1.0], dtype=torch.float64))
    assert one.item() == pytest.approx(expected(residual), rel=1e-12)  # type: ignore[operator]
    two = objective.loss(torch.tensor([[0.5, 1.0], [0.5, 1.0]], dtype=torch.float64))
    assert two.tolist() == pytest.approx([one.item()] * 2, rel=1e-12)


def test_the_knobs_of_a_named_loss_are_in_it() -> None:
    objective = fit(data=FEW, loss=LossChoice.of("quantile", level=0.9))
    residual = points_of(FEW)[:, 1] - 2.0
    expected = np.mean(np.maximum(0.9 * residual, -0.1 * residual))
    assert objective.loss(torch.tensor([0.0, 2.0], dtype=torch.float64)).item() == pytest.approx(expected)


@pytest.mark.parametrize("prediction", ["b", "where(1 < 2, b, w*x)"])
def test_a_prediction_without_x_counts_for_every_point(prediction: str) -> None:
    objective = fit(data=FEW, prediction=prediction, loss=LossChoice.of("sum((y - y_pred)^2)"), start=())
    values = [2.0] * len(objective.parameters)
    y = points_of(FEW)[:, 1]
    loss = objective.loss(torch.tensor(values, dtype=torch.float64))
    assert loss.item() == pytest.approx(np.sum((y - 2.0) ** 2))
    runs = objective.loss(torch.tensor([values, [3.0] * len(values)], dtype=torch.float64))
    assert runs.tolist() == pytest.approx([np.sum((y - 2.0) ** 2), np.sum((y - 3.0) ** 2)])


def test_standardised_x_has_mean_0_and_deviation_1() -> None:
    objective = fit(standardise=True)
    x, _ = objective.points_at()
    assert x.mean().item() == pytest.approx(0.0, abs=1e-12)
    assert x.std(correction=0).item() == pytest.approx(1.0, rel=1e-12)
    assert objective.experiment.standardisation() == (X.mean(), X.std())


def test_the_line_in_original_units_predicts_the_same() -> None:
    objective = fit(standardise=True)
    units = units_of(objective.experiment)
    assert units is not None
    w, b = units.original({"w": 3.0, "b": -2.0}).values()
    predicted = 3.0 * (X - X.mean()) / X.std() - 2.0
    assert np.allclose(w * X + b, predicted, rtol=1e-12)
    sine = fit(standardise=True, prediction="a*sin(k*x) + c", start=Seeded(0))
    assert units_of(sine.experiment) is None


def test_float32_is_float32_from_the_points_on() -> None:
    objective = fit(dtype="float32")
    assert objective.dtype == torch.float32
    assert all(part.dtype == torch.float32 for part in objective.points_at())
    assert objective.loss(torch.zeros(2)).dtype == torch.float32


def test_mini_batches_of_an_epoch_are_all_points_once_in_an_order_of_its_own() -> None:
    objective = fit(batch_size=30, shuffle_seed=4)
    assert objective.updates_per_epoch == 4
    epochs = []
    for epoch in (0, 1):
        batches = [torch.stack(objective.points_at(4 * epoch + update)).numpy() for update in range(4)]
        assert [batch.shape[1] for batch in batches] == [30, 30, 30, 10]
        order = np.random.default_rng([4, epoch]).permutation(100)
        assert np.array_equal(np.concatenate(batches, axis=1), np.stack([X[order], Y[order]]))
        epochs.append(order)
    assert not np.array_equal(epochs[0], epochs[1])


def test_the_loss_of_a_row_is_that_of_its_mini_batch() -> None:
    objective = fit(batch_size=30)
    parameters = torch.tensor([0.9, 2.0], dtype=torch.float64)
    for row in (6, 1, 6):  # any order: each epoch's shuffle is found again
        chosen = np.random.default_rng([0, row // 4]).permutation(100)[row % 4 * 30 :][:30]
        expected = np.mean((Y[chosen] - 0.9 * X[chosen] - 2.0) ** 2)
        assert objective.loss(parameters, row).item() == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("batch_size", [100, 5_000])
def test_a_batch_of_all_points_is_full_batch(batch_size: int) -> None:
    objective = fit(batch_size=batch_size)
    assert objective.updates_per_epoch == 1
    assert [len(part) for part in objective.points_at(3)] == [100, 100]


def test_seeded_starts_are_numpys_draws() -> None:
    objective = fit(start=Seeded(7))
    assert objective.start.tolist() == np.random.default_rng(7).standard_normal(2).tolist()


def test_no_points_are_refused() -> None:
    with pytest.raises(Refused, match="no points"):
        objective_of(Regression(data=GivenPoints([])))


@pytest.mark.parametrize("count", [1, 3])
def test_equal_x_cannot_be_standardised(count: int) -> None:
    with pytest.raises(Refused, match="same x"):
        objective_of(Regression(data=GivenPoints([[2.0, 1.0]] * count), standardise=True))


def test_a_million_points_have_a_loss() -> None:
    objective = fit(data=GeneratedPoints("heteroscedastic", 1_000_000, 0))
    assert np.isfinite(objective.loss(torch.zeros(2, dtype=torch.float64)).item())
