"""Every claim of a verdict's sentence is compared with the rows of the run, over many random experiments."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pytest

from model.analysis.exact import least_squares, local_hessian
from model.analysis.stationary import stationary_points
from model.analysis.verdicts import Verdict, verdict
from model.catalogue.optimizers import OPTIMIZERS
from model.data.points import GivenPoints, points_of
from model.experiment import LossChoice, Minimise, OptimizerSetting, Regression
from model.message import Message
from tests.model.both_engines import judged_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from model.descent.history import History

    Numbers = NDArray[np.float64]
    Check = Callable[["Oracle", dict[str, Any]], bool]

DERIVATIVES: dict[str, Callable[[Numbers], Numbers]] = {
    "x^2": lambda x: 2 * x,
    "x^4": lambda x: 4 * x**3,
    "|x|": np.sign,
    "(x^2 - 1)^2": lambda x: 4 * x * (x**2 - 1),
    "2x^4 - 3x^2 + 2x - 20": lambda x: 8 * (x + 1) * (x - 0.5) ** 2,
    "x*sin(x)": lambda x: np.sin(x) + x * np.cos(x),
    "1 - e^(-x^2)": lambda x: 2 * x * np.exp(-(x**2)),
    "e^(-x)": lambda x: -np.exp(-x),
    "log(1 + x^2)": lambda x: 2 * x / (1 + x**2),
    "3": np.zeros_like,
}
VALUES: dict[str, Callable[[Numbers], Numbers]] = {
    "x^2": np.square,
    "x^4": lambda x: x**4,
    "|x|": np.abs,
    "(x^2 - 1)^2": lambda x: (x**2 - 1) ** 2,
    "2x^4 - 3x^2 + 2x - 20": lambda x: 2 * x**4 - 3 * x**2 + 2 * x - 20,
    "x*sin(x)": lambda x: x * np.sin(x),
    "1 - e^(-x^2)": lambda x: 1 - np.exp(-(x**2)),
    "e^(-x)": lambda x: np.exp(-x),
    "log(1 + x^2)": lambda x: np.log(1 + x**2),
    "3": lambda x: np.full_like(x, 3.0),
}
RATES = (0.0, 1e-17, 1e-12, 1e-6, 1e-3, 0.01, 0.1, 0.3, 0.5, 0.9, 0.999, 1.0, 1.001, 1.05, 1.11, 1.4, 2.0)


def random_experiment(seed: int) -> Minimise:
    draw = random.Random(seed)
    name = draw.choice([name for name, entry in OPTIMIZERS.items() if not entry.rule.second_order])
    knobs = {"learning_rate": draw.choice(RATES)}
    if draw.random() < 0.3 and any(knob.name == "weight_decay" for knob in OPTIMIZERS[name].knobs):
        knobs["weight_decay"] = draw.choice((0.01, 0.5))
    setting = OptimizerSetting.of("sgd" if draw.random() < 0.4 else name, **{"learning_rate": knobs["learning_rate"]})
    if "weight_decay" in knobs:
        setting = OptimizerSetting.of(name, **knobs)
    reach = draw.choice((1e-3, 10.0, 1e3, 1e12))
    start = draw.choice((5.0, -2.0, 0.5, 0.0, 1e-3, 30.0, draw.uniform(-4, 4)))
    epochs = draw.choice((1, 2, 3, 5, 20, 300, 1_500))
    return replace(
        Minimise(draw.choice(list(VALUES)), (("x", start),), setting, epochs), domain=(start - reach, start + reach)
    )


def parts(message: Message) -> Iterator[Message]:
    """Return a message and all within it."""
    yield message
    for _, value in message.values:
        if isinstance(value, Message):
            yield from parts(value)


class Oracle:
    """What is true of the rows up to one of them."""

    def __init__(self, experiment: Minimise, history: History, row: int) -> None:
        self.experiment = experiment
        self.x = np.array(history["x"][: row + 1])
        with np.errstate(all="ignore"):
            self.loss = np.asarray(VALUES[experiment.function](self.x), dtype=float)
            self.slope = np.asarray(DERIVATIVES[experiment.function](self.x), dtype=float)
        self.steps = np.diff(self.x)
        self.rate = experiment.optimizer.learning_rate

    def higher_around(self) -> bool:
        """Tell whether f is higher at both sides, within a hundredth of the way of the run."""
        x = self.x[-1]
        way = np.abs(self.x - x).max() or abs(x) or 1.0
        sides = x + way * np.array([[-0.02, 0.02]])
        return bool((VALUES[self.experiment.function](sides) >= self.loss[-1]).all())

    def check(self, found: Verdict) -> None:
        """Compare each claim with the rows."""
        for message in parts(found.message):
            claims = dict(message.values)
            for words, check in self.CHECKS.items():
                if words in message.template:
                    assert check(self, claims), (words, message.text(), self.x[-12:], self.loss[-12:])
        every_step_rose = len(self.steps) > 0 and bool((np.diff(self.loss) > 1e-12 * np.abs(self.loss[1:])).all())
        if every_step_rose:
            assert found.code in ("oscillating", "diverged", "plateau"), (found, self.x, self.loss)
            assert found.code == "diverged" or any(word in found.message.text() for word in ("rose", "risen"))
            assert "descending" not in found.message.text().lower()
        if found.code == "minimum" and "settled" not in found.short.text():
            assert self.higher_around(), (found.message.text(), self.x[-5:])
            if self.experiment.function != "|x|":
                assert abs(self.slope[-1]) <= 0.02 * np.abs(self.slope).max(), (found.message.text(), self.slope)
        if found.code == "plateau":
            assert abs(self.slope[-1]) <= 1e-2 * max(np.abs(self.slope).max(), 0.1), (found.message.text(), self.slope)

    def _rose(self, claims: dict[str, Any]) -> bool:
        count = claims["count"]
        last = self.loss[-1 - count :]
        told = [claims["before"], claims["loss"]]
        return bool((np.diff(last) > 0).all()) and np.allclose(told, [last[0], last[-1]], rtol=1e-9, atol=1e-15)

    def _swings(self, claims: dict[str, Any]) -> bool:
        low, high = claims["low"], claims["high"]
        return low <= self.x[-1] <= high and {low, high} <= set(self.x.tolist())

    def _wider(self, _: dict[str, Any]) -> bool:
        x = self.x[np.concatenate([[True], self.steps != 0])]
        turns = [x[i] for i in range(1, len(x) - 1) if (x[i] - x[i - 1]) * (x[i + 1] - x[i]) < 0]
        return abs(turns[-1] - turns[-2]) > abs(turns[-2] - turns[-3])

    def _repeats(self, claims: dict[str, Any]) -> bool:
        count = claims["cycle"]
        apart = np.abs(self.x[-count:] - self.x[-2 * count : -count]).max()
        return apart <= 1e-5 * np.ptp(self.x[-count:])

    def _overshot(self, count: int) -> bool:
        return bool((self.slope[-count - 1 : -1] * self.slope[-count:] < 0).all())

    def _away(self, claims: dict[str, Any]) -> bool:
        point, distance = claims["point"], claims["distance"]
        if isinstance(point, Message):
            point = dict(point.values)["x"]
        return math.isclose(abs(self.x[-1] - point), distance, rel_tol=1e-9)

    CHECKS: ClassVar[dict[str, Check]] = {
        "The loss rose in": _rose,
        "The loss has risen at every step": lambda self, claims: (
            claims["count"] == len(self.steps) and self._rose(claims)
        ),
        "below the {start} of the start": lambda self, _: self.loss[-1] < self.loss[0],
        "Still descending": lambda self, _: self.loss[-1] < self.loss[-2],
        "but makes progress": lambda self, _: self._overshot(2) and self.loss[-1] < self.loss[-2],
        "The first step overshot": lambda self, _: self._overshot(1) and self.loss[-1] < self.loss[-2],
        "It overshot": lambda self, _: self._overshot(1),
        "Each overshot": lambda self, _: self._overshot(2),
        "Each step overshoots": lambda self, _: self._overshot(2),
        "each step with the learning rate {rate} overshoots": lambda self, _: self._overshot(2),
        "ever more widely": _wider,
        "between {low} and {high}": _swings,
        "repeats a cycle": _repeats,
        "each step is shorter than the last": lambda self, _: bool((np.diff(np.abs(self.steps[-3:])) < 0).all()),
        "Crawling, by {pace}": lambda self, claims: math.isclose(abs(self.steps[-1]), claims["pace"], rel_tol=1e-9),
        "the last step was {step} long": lambda self, claims: math.isclose(
            abs(self.steps[-1]), claims["step"], rel_tol=1e-9
        ),
        "Downhill, the": lambda self, claims: (
            self._away(claims) and (claims["point"] - self.x[-1]) * self.slope[-1] < 0
        ),
        "too small to change anything": lambda self, _: self.steps[-1] == 0 != self.slope[-1] and self.rate > 0,
        "The learning rate is 0": lambda self, _: self.rate == 0 and not self.steps.any(),
        "the decay's term added": lambda self, _: math.isclose(
            -self.slope[-1], dict(self.experiment.optimizer.knobs)["weight_decay"] * self.x[-1], rel_tol=1e-5
        ),
        "cancel each other": lambda self, _: self.steps[-1] == 0 != self.slope[-1],
        "{here} is {distance} from the minimum": _away,
        "{here} is still {distance} away": _away,
    }


@pytest.mark.parametrize("block", range(10))
def test_every_claim_on_a_function_of_x_follows_from_the_rows(block: int, is_long: bool) -> None:
    for seed in range(40 * block, 40 * block + 40, 1 if is_long else 2):
        experiment = random_experiment(seed)
        history = judged_run(experiment)
        stationary = stationary_points(experiment.formula, experiment.shown_domain())
        for row in sorted({0, 1, 2, 3, 5, 17, len(history) // 2, len(history) - 1}):
            if row < len(history):
                found = verdict(experiment, history, row, stationary=stationary)
                try:
                    Oracle(experiment, history, row).check(found)
                except AssertionError as wrong:
                    raise AssertionError(f"seed {seed}, row {row}: {experiment}\n{wrong}") from None


X = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
TARGETS = ([0.0, 1.0, 2.0, 3.0, 4.0], [1.0, 0.8, 0.2, 0.1, 0.05], [2.0, -1.0, 3.0, 0.0, 5.0], [0.0, 0.0, 1.0, 1.0, 1.0])
PREDICTIONS: dict[str, Callable[..., Numbers]] = {
    "w*x + b": lambda w, b: w * X + b,
    "max(0, w*x + b)": lambda w, b: np.maximum(0, w * X + b),
    "sigmoid(w*x + b)": lambda w, b: 1 / (1 + np.exp(-(w * X + b))),
    "a*b*x": lambda a, b: a * b * X,
    "a*tanh(k*x) + c": lambda a, k, c: a * np.tanh(k * X) + c,
}
MISSES: dict[str, Callable[[Numbers], Numbers]] = {
    "mse": np.square,
    "mae": np.abs,
    "huber": lambda r: np.where(np.abs(r) <= 1, r**2 / 2, np.abs(r) - 0.5),
}


def random_fit(seed: int) -> Regression:
    draw = random.Random(seed)
    prediction = draw.choice(list(PREDICTIONS))
    names = PREDICTIONS[prediction].__code__.co_varnames
    points = GivenPoints(np.column_stack([X, draw.choice(TARGETS)]).tolist())
    start = tuple((name, draw.choice((0.0, 1.0, -1.0, 30.0, -30.0, draw.uniform(-3, 3)))) for name in names)
    name = "sgd" if draw.random() < 0.5 else draw.choice(list(OPTIMIZERS))
    setting = OptimizerSetting.of(name, learning_rate=draw.choice(RATES))
    loss = LossChoice.of(draw.choice(list(MISSES)))
    epochs = draw.choice((1, 2, 3, 5, 40, 600))
    return Regression(data=points, prediction=prediction, start=start, loss=loss, optimizer=setting, epochs=epochs)


def check_fit(experiment: Regression, history: History, row: int, found: Verdict) -> None:
    """Compare the claims on a fit with losses computed by NumPy, at the rows and around the last."""
    values = np.stack([history[name][: row + 1] for name in experiment.parameters], axis=-1)
    slopes = np.stack([history[f"grad_{name}"][: row + 1] for name in experiment.parameters], axis=-1)
    y = points_of(experiment.data)[:, 1]

    def losses(places: Numbers) -> Numbers:
        columns = (places[:, [index]] for index in range(places.shape[1]))
        return np.mean(MISSES[experiment.loss.name](y - PREDICTIONS[experiment.prediction](*columns)), axis=-1)

    with np.errstate(all="ignore"):
        loss, norms = losses(values), np.sqrt((slopes**2).sum(axis=1))
    told, rounding = found.message.text(), 1e-12 * (loss[-1] + 1e-3)
    if row and (np.diff(loss) > 1e-9 * loss[1:]).all():
        assert found.code in ("oscillating", "plateau", "diverged"), told
    if "Still descending" in told or "makes progress" in told:
        assert loss[-1] < loss[-2] + rounding, told
    if "The loss rose in the last step" in told:
        assert loss[-1] > loss[-2] - rounding, told
    if found.code == "minimum":
        way = np.sqrt(((values - values[-1]) ** 2).sum(axis=1)).max() or np.abs(values[-1]).max() or 1.0
        around = np.random.default_rng(0).normal(size=(64, values.shape[1]))
        around *= 1e-3 * way / np.sqrt((around**2).sum(axis=1, keepdims=True))
        assert (losses(values[-1] + around) >= loss[-1] * (1 - 1e-5) - 1e-6 * np.ptp(loss) - rounding).all(), told
        assert experiment.loss.name == "mae" or norms[-1] <= 0.01 * norms.max(), told
    if found.code == "plateau":
        assert norms[-1] <= 1e-3 * max(norms.max(), 0.1), told


@pytest.mark.parametrize("block", range(4))
def test_what_is_claimed_of_a_fit_follows_from_its_losses(block: int, is_long: bool) -> None:
    for seed in range(40 * block, 40 * block + 40, 1 if is_long else 2):
        experiment = random_fit(seed)
        history, exact = judged_run(experiment), least_squares(experiment)
        for row in sorted({0, 1, 2, 3, 5, 17, len(history) // 2, len(history) - 1}):
            if row < len(history):
                curvature = local_hessian(experiment, history.row(row))
                found = verdict(experiment, history, row, exact=exact, curvature=curvature)
                try:
                    check_fit(experiment, history, row, found)
                except AssertionError as wrong:
                    raise AssertionError(f"seed {seed}, row {row}: {experiment}\n{wrong}") from None
