"""Other data for a fit, with a learning rate and a start that fit it where the old ones do not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from model.analysis.exact import least_squares
from model.analysis.fit_analysis import predicted
from model.analysis.stability import stable_limit
from model.data.points import points_of
from model.experiment.units import standardised, units_of
from model.message import QT_TRANSLATE_NOOP, Message, number_text

if TYPE_CHECKING:
    from model.analysis.exact import Exact
    from model.analysis.stability import StableLimit
    from model.data.points import Data
    from model.experiment import Regression

_IN_VIEW = 4.0
"""How many times as high as the points are the picture may be, for the start to be in it."""
_SAMPLES = 101
_MOST_KEPT = 0.8
"""Of what the loss is above the least possible a run that gets somewhere keeps no more than this share."""
_RATE_STANDARDISED, _RATE = 0.1, 0.5
"""Shares of the largest stable learning rate. On a round valley half of it would be there in one step; in a long one
that is what the steepest direction needs."""


class FittedSettings(NamedTuple):
    """Fields of an experiment to change, among them its data, and a sentence for each change but that of the data."""

    changes: dict[str, Any]
    said: tuple[Message, ...]


def fitted_to(experiment: Regression, data: Data) -> FittedSettings:
    """Return what to change so that a fit runs on other data: nothing but the data where the old settings do.

    A learning rate above the largest stable one, or one with which the run would not get anywhere, is replaced, on
    standardised x where the parameters can be told in original units still; where no largest one is known the rate
    stays. A start that is far from the points becomes a level line through the lowest of them, where the prediction has
    a constant to learn. Loads SymPy.
    """
    changes: dict[str, Any] = {"data": data}
    said: list[Message] = []
    for change in (_start_in_view, _working_rate, _start_in_view):  # on standardised x a start is another line
        found = change(replace(experiment, **changes))
        if found is not None:
            changes |= found.changes
            said += found.said
    return FittedSettings(changes, tuple(said))


def _limit(experiment: Regression, exact: Exact | None) -> StableLimit | None:
    """Return the largest stable learning rate, that of a constant rate on all points; None where none is known."""
    if exact is None:
        return None
    return stable_limit(replace(experiment, schedule=None, batch_size=None), exact.curvature.eigenvalues)


def _working_rate(experiment: Regression) -> FittedSettings | None:
    rate, exact = experiment.optimizer.learning_rate, least_squares(experiment)
    limit = _limit(experiment, exact)
    if exact is None or limit is None:
        return None
    if rate >= limit.rate:
        reason = QT_TRANSLATE_NOOP("new_data", "For these points η must be below {limit}, and was {old}")
    elif _hardly_falls(experiment, exact):
        reason = QT_TRANSLATE_NOOP(
            "new_data", "At η = {old} the loss of these points would hardly fall in {epochs} epochs"
        )
    else:
        return None
    other = replace(experiment, standardise=True)
    cannot = experiment.standardise or units_of(other) is None
    other_limit = None if cannot else _limit(other, least_squares(other))
    if other_limit is not None:
        template = QT_TRANSLATE_NOOP("new_data", "{reason}: x is now standardised, and η is {new}.")
        new = _rounded(_RATE_STANDARDISED * other_limit.rate)
        changes: dict[str, Any] = {"standardise": True}
    else:
        template = QT_TRANSLATE_NOOP("new_data", "{reason}: η is now {new}.")
        new, changes = _rounded(_RATE * limit.rate), {}
    changes["optimizer"] = experiment.optimizer.with_knob("learning_rate", new)
    reason = reason.fill(old=number_text(rate, 5), limit=limit.text(), epochs=number_text(experiment.epochs))
    return FittedSettings(changes, (template.fill(reason=reason, new=number_text(new, 5)),))


def _hardly_falls(experiment: Regression, exact: Exact) -> bool:
    """Tell whether plain descent keeps most of its loss: along each eigenvector what is left shrinks by (1 − ηλ)ⁿ."""
    knobs = dict(experiment.optimizer.knobs)
    if experiment.schedule is not None or knobs.get("momentum") != 0 or knobs["weight_decay"] != 0:
        return False
    away = np.array(experiment.start_values()) - np.array([exact.descended[name] for name in experiment.parameters])
    eigenvalues, directions = np.linalg.eigh(exact.curvature.matrix)
    updates = experiment.epochs * experiment.updates_per_epoch()
    with np.errstate(all="ignore"):
        excess = np.maximum(eigenvalues, 0.0) * (directions.T @ away) ** 2
        kept = np.abs(1.0 - experiment.optimizer.learning_rate * eigenvalues) ** (2.0 * updates)
        return bool(excess @ kept > _MOST_KEPT * excess.sum())


def _rounded(rate: float) -> float:
    return float(f"{rate:.1g}")


def _start_in_view(experiment: Regression) -> FittedSettings | None:
    points = points_of(experiment.data)
    xs = np.linspace(points[:, 0].min(), points[:, 0].max(), _SAMPLES)
    start = dict(zip(experiment.parameters, experiment.start_values(), strict=True))
    basis = experiment.formula.linear_basis("x")
    if basis is None or _is_in_view(experiment, start, xs):
        return None
    z = standardised(experiment, xs)
    shapes = {name: np.asarray(factor.numpy({"x": z}), dtype=float) for name, factor in basis}
    rest = shapes.pop("", np.zeros_like(z))
    constant = next((name for name, values in shapes.items() if (values == 1.0).all()), None)
    if constant is None:
        return None
    level = dict.fromkeys(start, 0.0) | {constant: float(points[:, 1].min() - rest.min())}
    if not _is_in_view(experiment, level, xs):
        return None
    sentence = QT_TRANSLATE_NOOP(
        "new_data",
        "The old start is far from these points: it is now {name} = {value}, level with the lowest of them.",
    )
    return FittedSettings(
        {"start": tuple(level.items())}, (sentence.fill(name=constant, value=number_text(level[constant], 5)),)
    )


def _is_in_view(experiment: Regression, values: dict[str, float], xs: np.ndarray[Any, np.dtype[np.float64]]) -> bool:
    y = points_of(experiment.data)[:, 1]
    with np.errstate(all="ignore"):
        line = predicted(experiment, values, xs)
        height = float(np.ptp(y)) or float(abs(y[0])) or 1.0
        return bool(max(y.max(), line.max()) - min(y.min(), line.min()) <= _IN_VIEW * height)
