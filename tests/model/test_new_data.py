"""Other data for a fit: what has to change with it, so that the first run is one to look at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.analysis.new_data import fitted_to
from model.data.points import GivenPoints
from model.experiment import ClipSetting, LossChoice, OptimizerSetting, Regression, Seeded
from model.message import Message

SGD = OptimizerSetting.of("sgd", learning_rate=0.01)
FIT = Regression(start=(("w", 0.0), ("b", 0.0)), optimizer=SGD)
X = np.linspace(-1.0, 1.0, 21)
NEAR = GivenPoints(np.column_stack([X, 2 * X + 1]))
HIGH = GivenPoints(NEAR.values + np.array([0.0, 1000.0]))
FAR = GivenPoints(np.column_stack([2000 + 1000 * X, 300 * X + 200]))


def descended(experiment: Regression, epochs: int) -> np.ndarray:
    """Return slope and intercept in original units after full-batch descent on the mean squared error, by NumPy."""
    x, y = experiment.data.values.T  # type: ignore[union-attr]
    mean, deviation = (x.mean(), x.std()) if experiment.standardise else (0.0, 1.0)
    z, (w, b) = (x - mean) / deviation, experiment.start_values()
    for _ in range(epochs):
        missed = w * z + b - y
        step = 2 * experiment.optimizer.learning_rate
        with np.errstate(all="ignore"):
            w, b = w - step * np.mean(missed * z), b - step * np.mean(missed)
    return np.array([w / deviation, b - w * mean / deviation])


def reason_of(sentence: Message) -> dict[str, object]:
    """Return the values of the reason that a sentence about the rate gives."""
    reason = dict(sentence.values)["reason"]
    assert isinstance(reason, Message)
    return dict(reason.values)


def test_points_on_which_the_old_settings_work_change_nothing_else() -> None:
    assert fitted_to(FIT, NEAR) == ({"data": NEAR}, ())


def test_points_on_which_the_old_rate_diverges_are_standardised_and_fitted_in_a_hundred_epochs() -> None:
    with np.errstate(all="ignore"):
        assert not np.isfinite(descended(replace(FIT, data=FAR), 200)).all()
    changes, said = fitted_to(FIT, FAR)
    assert changes == {"data": FAR, "standardise": True, "optimizer": OptimizerSetting.of("sgd", learning_rate=0.1)}
    assert descended(replace(FIT, **changes), 100) == pytest.approx(np.polyfit(*FAR.values.T, 1), rel=1e-6)
    assert dict(said[0].values)["new"] == "0.1"
    values = reason_of(said[0])
    assert values["old"] == "0.01"
    x = FAR.values[:, 0]
    hessian = 2 * np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1.0]])
    name, limit = str(values["limit"]).replace("×10⁻⁷", "e-7").split(" = ")
    assert name == "2/λmax"
    assert float(limit) == pytest.approx(2 / np.linalg.eigvalsh(hessian)[-1], rel=1e-4)


def test_points_on_which_the_old_rate_gets_nowhere_are_standardised_too() -> None:
    slow = replace(FIT, optimizer=SGD.with_knob("learning_rate", 1e-4))
    left = np.sum((descended(replace(slow, data=NEAR), 100) - [2, 1]) ** 2 * [np.mean(X**2), 1])
    assert left > 0.8 * (4 * np.mean(X**2) + 1)  # of the loss at the start, w = b = 0
    changes, said = fitted_to(slow, NEAR)
    assert changes == {"data": NEAR, "standardise": True, "optimizer": SGD.with_knob("learning_rate", 0.1)}
    assert reason_of(said[0])["epochs"] == "100"
    assert descended(replace(slow, **changes), 100) == pytest.approx([2, 1], rel=1e-6)
    flat = replace(slow, start=(("w", 0.2), ("b", 0.0)), epochs=500)  # the loss is all in the flatter direction
    assert "standardise" in fitted_to(flat, GivenPoints(NEAR.values * np.array([10.0, 1.0]))).changes
    for enough in ({"epochs": 100_000}, {"optimizer": OptimizerSetting.of("momentum", learning_rate=1e-4)}):
        assert fitted_to(replace(slow, **enough), NEAR).changes == {"data": NEAR}  # type: ignore[arg-type]


def test_what_is_standardised_already_only_gets_a_smaller_rate() -> None:
    experiment = replace(FIT, standardise=True, optimizer=SGD.with_knob("learning_rate", 3.0))
    changes, _ = fitted_to(experiment, FAR)  # whose largest eigenvalue is 2
    assert changes == {"data": FAR, "optimizer": SGD.with_knob("learning_rate", 0.5)}


def test_a_prediction_that_standardising_would_change_only_gets_a_smaller_rate() -> None:
    experiment = replace(FIT, prediction="w*x^2 + b*sin(x)", optimizer=SGD)
    changes, _ = fitted_to(experiment, FAR)
    assert set(changes) == {"data", "optimizer"}
    x = FAR.values[:, 0]
    design = np.column_stack([x**2, np.sin(x)])
    largest = np.linalg.eigvalsh(2 * design.T @ design / len(x))[-1]
    assert changes["optimizer"].learning_rate == pytest.approx(1 / largest, rel=0.3)  # one digit of it


@pytest.mark.parametrize(
    "other",
    [
        {"optimizer": OptimizerSetting.of("adam", learning_rate=0.01)},
        {"clip": ClipSetting.of("norm")},
        {"loss": LossChoice("mae")},
        {"prediction": "w*exp(b*x)"},
    ],
    ids=["no limit", "clipped", "another loss", "not linear"],
)
def test_where_no_largest_rate_is_known_the_rate_stays(other: dict[str, object]) -> None:
    assert fitted_to(replace(FIT, **other), FAR) == ({"data": FAR}, ())  # type: ignore[arg-type]


def test_a_start_far_from_the_points_becomes_a_level_line_through_the_lowest() -> None:
    for start in (FIT.start, Seeded(0), (("w", 1e9), ("b", -1e9))):
        changes, said = fitted_to(replace(FIT, start=start), HIGH)
        assert changes == {"data": HIGH, "start": (("w", 0.0), ("b", 999.0))}
        assert dict(said[0].values)["value"] == "999"


def test_the_lowest_point_is_met_beside_what_has_no_parameter() -> None:
    changes, _ = fitted_to(replace(FIT, prediction="w*x + b + 7"), HIGH)
    assert changes["start"] == (("w", 0.0), ("b", 992.0))


@pytest.mark.parametrize("prediction", ["w*x", "w*exp(b*x)"])
def test_without_a_constant_to_learn_the_start_stays(prediction: str) -> None:
    experiment = replace(FIT, prediction=prediction, start=Seeded(0))
    assert fitted_to(experiment, HIGH).changes.keys() == {"data"}


@pytest.mark.parametrize("points", [[[2.0, 3.0]], [[2e9, 5.0], [2e9, 6.0]], [[1e150, 1.0], [-1e150, 2.0]]])
def test_points_that_cannot_be_standardised_or_squared_are_taken_too(points: list[list[float]]) -> None:
    data = GivenPoints(points)
    assert fitted_to(FIT, data).changes["data"] == data
