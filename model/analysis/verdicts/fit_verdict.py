"""The verdict on a fit: against the exact answer where there is one, else by what the run still gains."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from model.analysis.verdicts.motion import widest_swings
from model.analysis.verdicts.words import (
    Verdict,
    beyond_limit,
    joined,
    moving,
    scattered,
    settled,
    swinging,
    untouched,
    wandering,
)
from model.data.points import points_of
from model.experiment.units import standardised
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.analysis.exact import Curvature, Exact
    from model.analysis.verdicts.motion import Window
    from model.experiment import Descending

    Numbers: TypeAlias = NDArray[np.float64]

_CLOSE = 1e-5
"""A fit has converged where its loss is above the least by no more than this share of the least …"""
_FALLEN = 1e-10
"""… or by no more than this share of the excess at the start."""
_FADED = 1e-3
"""Without an exact answer: where the gradient has shrunk to this share of the steepest, …"""
_NEAR = 1e-4
"""… and Newton's step to the stationary point is no longer than this share of the way."""
_LEVEL = 1e-9
"""An eigenvalue or a row of the Hessian counts as zero at this share of the largest entry …"""
_FLAT = 1e-5
"""… and the loss as flat where gradient and Hessian would change it by this share over the way, or over 1."""
_BESIDE = 1e-2
"""The share of the way at which the loss on both sides of a saddle point is looked at."""
_LONG_VALLEY = 100.0


def judge_fit(window: Window, exact: Exact | None, curvature: Curvature | None) -> Verdict:
    """Judge a fit by its last rows."""
    return _by_itself(window, curvature) if exact is None else _against_exact(window, exact)


# ---- with an exact answer


def _against_exact(window: Window, exact: Exact) -> Verdict:
    wanted = np.array([exact.descended[name] for name in window.names])
    excess = _excess(window.values, wanted, exact)
    at_start = float(_excess(window.start[None], wanted, exact)[0])
    close = max(_CLOSE * exact.loss, _FALLEN * at_start)
    now = float(excess[-1])
    if now <= close and float(excess[-8:].max()) <= 100 * close + (np.inf if window.plain else 0.0):
        return _at_exact(window, exact, now, wanted)
    if window.row == 0:
        return untouched(window)
    if window.batches or window.noisy:
        half = len(excess) // 2  # the older rows may be of the descent
        if half < 8:
            return scattered(window, excess + exact.loss, _facts(window, exact, now), _ill_conditioned(exact))
        halves = window.values[:half], window.values[half:]
        centres = _excess(np.array([part.mean(axis=0) for part in halves]), wanted, exact)
        if float(excess[half:].mean()) > 2 * centres[1] or centres[1] >= centres[0]:
            return wandering(window)
        return scattered(window, centres + exact.loss, _facts(window, exact, now), _ill_conditioned(exact))
    swings = widest_swings(window)
    if swings is not None:
        half = len(excess) // 2
        gained = float(excess[:half].mean() - excess[half:].mean())
        if swings[1].trend == "growing" or gained <= 0.1 * float(excess[half:].mean()):
            return swinging(*swings, window, beyond_limit(window, exact.curvature.eigenvalues))
    balance = settled(window)
    if balance is not None:
        return balance
    away = float(np.sqrt(((window.values[-1] - wanted) ** 2).sum())) if exact.unique else 0.0
    return moving(
        window,
        _facts(window, exact, now),
        _ill_conditioned(exact),
        away,
        beyond_limit(window, exact.curvature.eigenvalues),
    )


def _excess(values: np.ndarray, wanted: np.ndarray, exact: Exact) -> np.ndarray:
    """Return the loss above the least, ½ dᵀHd, at each row; for mini-batches too it is that of all points."""
    apart = values - wanted
    return 0.5 * np.einsum("ri,ij,rj->r", apart, exact.curvature.matrix, apart)


def _at_exact(window: Window, exact: Exact, excess: float, wanted: np.ndarray) -> Verdict:
    apart = window.values[-1] - wanted
    worst = int(np.abs(apart).argmax())
    above = _above(window, exact, excess)
    short = QT_TRANSLATE_NOOP("verdicts", "at the minimum")
    if not exact.unique:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "Converged: {above}. The points leave the answer open: many parameters have this loss.",
        ).fill(above=above)
        return Verdict("minimum", short, message)
    message = QT_TRANSLATE_NOOP(
        "verdicts",
        "Converged: {above}, and {name} differs from the exact answer by {difference}.",
    ).fill(above=above, name=window.names[worst], difference=float(apart[worst]))
    return Verdict("minimum", short, message)


def _facts(window: Window, exact: Exact, excess: float) -> Message:
    return QT_TRANSLATE_NOOP("verdicts", "{above}.").fill(above=_above(window, exact, excess))


def _above(window: Window, exact: Exact, excess: float) -> Message:
    """Say by how much the loss is above the least, as finely as numbers of the loss's size can tell."""
    message = QT_TRANSLATE_NOOP("verdicts", "the loss is {excess} above the least possible, {loss}")
    if excess < window.epsilon * exact.loss:
        message = QT_TRANSLATE_NOOP("verdicts", "but for rounding, the loss is the least possible, {loss}")
    return message.fill(excess=excess, loss=exact.loss)


def _ill_conditioned(exact: Exact) -> Message | None:
    condition = exact.curvature.condition_number
    if not (math.isfinite(condition) and condition >= _LONG_VALLEY):
        return None
    return QT_TRANSLATE_NOOP(
        "verdicts", "The problem is ill-conditioned, with a condition number of {condition}, so this takes long."
    ).fill(condition=float(f"{condition:.4g}"))


# ---- without one


def _by_itself(window: Window, curvature: Curvature | None) -> Verdict:
    loss = float(window.losses[-1])
    if window.batches and not window.has_no_slope():
        if window.row == 0:
            return untouched(window)
        found = _fits_each_batch(window)
        if found is not None:
            return found
        facts = QT_TRANSLATE_NOOP("verdicts", "the loss of this mini-batch is {loss}, and its gradient norm {slope}.")
        return scattered(window, window.losses, facts.fill(loss=loss, slope=window.slope))
    facts = QT_TRANSLATE_NOOP("verdicts", "the loss is {loss}, and the gradient norm {slope}.")
    facts = facts.fill(loss=loss, slope=window.slope)
    faded = window.slope <= _FADED * window.steepest if window.row else window.slope == 0
    if window.noisy and window.row and not faded:
        return scattered(window, window.losses, facts)
    swings = None if window.noisy else widest_swings(window)
    if swings is not None and (swings[1].trend == "growing" or not _moves_on(window)):
        return swinging(*swings, window)
    return settled(window) or _at_rest(window, curvature, faded) or moving(window, facts)


def _fits_each_batch(window: Window) -> Verdict | None:
    """Judge a run with mini-batches whose points can all be fitted; None where the losses have not gone."""
    experiment, count = window.experiment, window.experiment.updates_per_epoch()
    largest = float(window.losses[-count:].max())
    is_measure = experiment.loss is not None and experiment.loss.is_named  # such a loss is never below 0
    if not is_measure or len(window.losses) < count or largest > _FALLEN * window.start_loss or not window.rests():
        return None
    message = QT_TRANSLATE_NOOP(
        "verdicts",
        "Converged: in the last epoch no mini-batch had a loss above {loss}, and the loss cannot be below 0.",
    )
    return Verdict("minimum", QT_TRANSLATE_NOOP("verdicts", "at the minimum"), message.fill(loss=largest))


def _moves_on(window: Window) -> bool:
    """Tell whether any parameter drifts by more than it swings."""
    half = len(window.values) // 2
    early, late = window.values[:half], window.values[half:]
    drift = np.abs(late.mean(axis=0) - early.mean(axis=0))
    return bool((drift > np.maximum(0.5 * np.ptp(late, axis=0), 1e-6 * np.abs(late[-1]))).any())


def _is_convex(experiment: Descending) -> bool:
    """Tell whether the loss is known to have no minimum but the lowest."""
    named = experiment.loss is not None and experiment.loss.is_named
    return named and experiment.formula.linear_basis("x") is not None


def _at_rest(window: Window, curvature: Curvature | None, faded: bool) -> Verdict | None:
    """Judge by the Hessian a run whose gradient has ``faded``; None where nothing is known to be stationary."""
    loss, slope, is_convex = float(window.losses[-1]), window.slope, _is_convex(window.experiment)
    way = window.way or float(np.abs(window.values[-1]).max())
    if slope == 0 and is_convex:
        message = QT_TRANSLATE_NOOP(
            "verdicts", "Converged: the loss is {loss}, and the gradient is 0. No parameters have a lower loss."
        ).fill(loss=loss)
        return Verdict("minimum", QT_TRANSLATE_NOOP("verdicts", "at the minimum"), message)
    if curvature is None:
        return None if slope else _without_gradient(loss)
    low, high = curvature.eigenvalues[0], curvature.eigenvalues[-1]
    largest = max(-low, high)
    far = max(way, 1.0)
    changes = max(slope * far, largest * far**2)
    if not changes or changes <= (_FLAT if faded and window.row else _FLAT**2) * abs(loss):
        return _on_plateau(loss, slope)
    if not faded or not largest:
        return None
    if window.row and window.pace() > _NEAR * way:
        return None  # it only passes
    values, vectors = np.linalg.eigh(curvature.matrix)
    bent = np.abs(values) > _LEVEL * largest
    along = vectors.T @ window.gradients[-1]
    newton = float(np.sqrt(((along[bent] / values[bent]) ** 2).sum()))
    if newton > _NEAR * way:
        return None
    below = float((along[values > 0] ** 2 / values[values > 0]).sum())  # twice what the gradient leads down
    if low < -_LEVEL * largest and _is_lower_along(window, vectors[:, 0], _BESIDE * (way or 1.0), below):
        return _at_saddle(loss, slope, low, high)
    free = np.abs(curvature.matrix).max(axis=1) <= _LEVEL * largest
    free &= np.abs(window.gradients[-1]) <= _LEVEL * max(window.steepest, slope)
    if free.any() and not is_convex:
        names = ", ".join(name for name, is_free in zip(window.names, free, strict=True) if is_free)
        return _on_plateau(loss, slope, names)
    message = QT_TRANSLATE_NOOP(
        "verdicts", "Converged: the loss is {loss}, and the gradient norm has shrunk to {slope}."
    ).fill(loss=loss, slope=slope)
    if not bent.all() and not is_convex:
        addition = QT_TRANSLATE_NOOP(
            "verdicts",
            "The Hessian has a zero eigenvalue: near here other parameters have the same loss to second order.",
        )
        message = joined(message, addition)
    return Verdict("minimum", QT_TRANSLATE_NOOP("verdicts", "at a minimum"), message)


def _is_lower_along(window: Window, direction: Numbers, way: float, by: float) -> bool:
    """Tell whether the loss of all points is lower on both sides of the row, by more than ``by``.

    The Hessian alone does not tell: at a kink it leaves out the kink, and beside the floor of a curved valley it has a
    small negative eigenvalue.
    """
    experiment = window.experiment
    assert experiment.loss is not None
    x, y = points_of(experiment.data).T
    losses: list[float] = []
    for place in window.values[-1] + np.outer((0.0, -way, way), direction):
        names = dict(zip(window.names, place.tolist(), strict=True))
        predicted = np.broadcast_to(experiment.formula.numpy({**names, "x": standardised(experiment, x)}), y.shape)
        losses.append(float(experiment.loss_formula.numpy({**names, "y": y, "y_pred": predicted})))
    return max(losses[1:]) < losses[0] - by


def _without_gradient(loss: float) -> Verdict:
    message = QT_TRANSLATE_NOOP("verdicts", "The gradient is 0, so no step leads away; the loss is {loss}.")
    return Verdict("plateau", QT_TRANSLATE_NOOP("verdicts", "no gradient"), message.fill(loss=loss))


def _on_plateau(loss: float, slope: float, names: str = "") -> Verdict:
    message = QT_TRANSLATE_NOOP(
        "verdicts",
        "On a plateau: the loss is {loss} and hardly depends on the parameters here; the gradient norm is {slope}.",
    )
    if names:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "On a plateau: the loss is {loss} and does not depend on {names} here; the gradient norm is {slope}.",
        )
    message = message.fill(loss=loss, slope=slope, names=names)
    return Verdict("plateau", QT_TRANSLATE_NOOP("verdicts", "on a plateau"), message)


def _at_saddle(loss: float, slope: float, low: float, high: float) -> Verdict:
    if high <= 0:
        message = QT_TRANSLATE_NOOP(
            "verdicts", "The gradient norm is {slope}, at a maximum of the loss, {loss}: no direction leads up."
        ).fill(slope=slope, loss=loss)
        return Verdict("maximum", QT_TRANSLATE_NOOP("verdicts", "on a maximum"), message)
    message = QT_TRANSLATE_NOOP(
        "verdicts",
        "The gradient norm is {slope}, but this is a saddle point: "
        "the Hessian's eigenvalues run from {low} to {high}, so some directions lead down.",
    ).fill(slope=slope, low=low, high=high)
    return Verdict("saddle", QT_TRANSLATE_NOOP("verdicts", "at a saddle"), message)
