"""The verdict on a fit: against the exact answer where there is one, else by what the run still gains."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from model.analysis.verdicts.motion import widest_swings
from model.analysis.verdicts.words import Verdict, beyond_limit, descending, stuck, swinging, untouched, wandering
from model.message import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from model.analysis.exact import Curvature, Exact
    from model.analysis.verdicts.motion import Window

_CLOSE = 1e-5
"""A fit has converged where its loss is above the least by no more than this share of the least …"""
_FALLEN = 1e-10
"""… or by no more than this share of the excess at the start."""
_GAIN = 1e-4
"""Without an exact answer: where the loss would fall by less than this share in as many epochs again …"""
_FADED = 1e-3
"""… and the gradient has shrunk to this share of the first."""
_LONG_VALLEY = 100.0
_BLOCKS = 8


def judge_fit(window: Window, exact: Exact | None, curvature: Curvature | None, batches: bool) -> Verdict:
    """Judge a fit by its last rows; ``batches`` says whether a row is of a part of the points."""
    if exact is not None:
        return _against_exact(window, exact, batches)
    return _by_itself(window, curvature, batches)


# ---- with an exact answer


def _against_exact(window: Window, exact: Exact, batches: bool) -> Verdict:
    wanted = np.array([exact.descended[name] for name in window.names])
    excess = _excess(window.values, wanted, exact)
    at_start = float(_excess(window.start[None], wanted, exact)[0])
    close = max(_CLOSE * exact.loss, _FALLEN * at_start)
    now = float(excess[-1])
    if now <= close and float(excess[-8:].max()) <= 100 * close + (np.inf if window.plain else 0.0):
        return _at_exact(window, exact, now, wanted)
    if window.row == 0:
        return untouched(window)
    if batches or window.noisy:
        half = len(excess) // 2  # the older rows may be of the descent
        centre = float(_excess(window.values[half:].mean(axis=0)[None], wanted, exact)[0])
        if half >= 8 and float(excess[half:].mean()) > 2 * centre:
            return _noisy(window)
        return _above_exact(window, exact, centre)
    swings = widest_swings(window)
    if swings is not None:
        half = len(excess) // 2
        gained = float(excess[:half].mean() - excess[half:].mean())
        if swings[1].trend == "growing" or gained <= 0.1 * float(excess[half:].mean()):
            limit = beyond_limit(window, exact.curvature.eigenvalues)
            return swinging(*swings, window.learning_rate, limit)
    if window.motion() <= 0.25 * window.epsilon * float(np.abs(window.values[-1]).max()):
        return stuck(window)
    return _above_exact(window, exact, now)


def _excess(values: np.ndarray, wanted: np.ndarray, exact: Exact) -> np.ndarray:
    """Return the loss above the least, ½ dᵀHd, at each row; for mini-batches too it is that of all points."""
    apart = values - wanted
    return 0.5 * np.einsum("ri,ij,rj->r", apart, exact.curvature.matrix, apart)


def _at_exact(window: Window, exact: Exact, excess: float, wanted: np.ndarray) -> Verdict:
    apart = window.values[-1] - wanted
    worst = int(np.abs(apart).argmax())
    short = QT_TRANSLATE_NOOP("verdicts", "at the minimum")
    if not exact.unique:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "Converged: the loss is {excess} above the least possible, {loss}. "
            "The points leave the answer open: many parameters have this loss.",
        ).fill(excess=excess, loss=exact.loss)
        return Verdict("minimum", short, message)
    message = QT_TRANSLATE_NOOP(
        "verdicts",
        "Converged: the loss is {excess} above the least possible, {loss}, "
        "and {name} differs from the exact answer by {difference}.",
    ).fill(excess=excess, loss=exact.loss, name=window.names[worst], difference=float(apart[worst]))
    return Verdict("minimum", short, message)


def _above_exact(window: Window, exact: Exact, excess: float) -> Verdict:
    addition, condition = None, exact.curvature.condition_number
    if math.isfinite(condition) and condition >= _LONG_VALLEY:
        addition = QT_TRANSLATE_NOOP(
            "verdicts", "The problem is ill-conditioned, with a condition number of {condition}, so this takes long."
        ).fill(condition=float(f"{condition:.4g}"))
    going_on = QT_TRANSLATE_NOOP("verdicts", "Still descending: the loss is {excess} above the least possible, {loss}.")
    stopped = QT_TRANSLATE_NOOP(
        "verdicts",
        "Stopped where the gradient {slope} is within the tolerance: "
        "the loss is {excess} above the least possible, {loss}.",
    )
    return descending(window, going_on, stopped, addition, slope=window.slope, excess=excess, loss=exact.loss)


# ---- without one


def _by_itself(window: Window, curvature: Curvature | None, batches: bool) -> Verdict:
    scale = float(np.abs(window.values[-1]).max()) or 1.0
    size = max(abs(float(window.losses[-1])), 1e-300)
    if window.slope * scale <= 1e-12 * size:
        return _standing(window, curvature)
    if window.row == 0:
        return untouched(window)
    if batches:
        return _noisy(window) if _is_level(window) else _falling(window)
    gain = _gain_to_come(window)
    fallen = 1e-9 * abs(window.start_loss - float(window.losses[-1]))
    steepest = max(window.start_slope, float(np.abs(window.gradients).max()))
    fades = abs(gain) <= _GAIN * size + fallen and window.slope <= _FADED * steepest
    if window.noisy and not fades:
        return _noisy(window) if _is_level(window) else _falling(window)
    swings = widest_swings(window)
    if swings is not None and (swings[1].trend == "growing" or not _moves_on(window)):
        return swinging(*swings, window.learning_rate)
    if fades:
        return _standing(window, curvature)
    if window.motion() <= 0.25 * window.epsilon * scale:
        return stuck(window)
    return _falling(window)


def _gain_to_come(window: Window) -> float:
    """Return by how much the loss would fall in as many rows again, at the rate of the last ones."""
    half = max(1, len(window.losses) // 2)
    fallen = float(window.losses[:half].mean() - window.losses[-half:].mean())
    rows = len(window.losses) - half
    return fallen / rows * window.row if rows else np.inf


def _moves_on(window: Window) -> bool:
    """Tell whether any parameter drifts by more than it swings."""
    half = len(window.values) // 2
    early, late = window.values[:half], window.values[half:]
    drift = np.abs(late.mean(axis=0) - early.mean(axis=0))
    return bool((drift > np.maximum(0.5 * np.ptp(late, axis=0), 1e-6 * np.abs(late[-1]))).any())


def _is_level(window: Window) -> bool:
    """Tell whether the loss falls by no more than its scatter by noise.

    Means of blocks are compared, since the noise of one row affects those after it.
    """
    if len(window.losses) < 2 * _BLOCKS:
        return False
    means = np.array([float(block.mean()) for block in np.array_split(window.losses, _BLOCKS)])
    early, late = np.split(means, 2)
    scatter = float(np.hypot(early.std(ddof=1), late.std(ddof=1))) / math.sqrt(len(late))
    return float(early.mean() - late.mean()) <= 2 * scatter


def _standing(window: Window, curvature: Curvature | None) -> Verdict:
    """Judge by the Hessian a run without gradient."""
    loss = float(window.losses[-1])
    kind = None if curvature is None else curvature.kind
    if kind == "maximum" and curvature is not None and any(curvature.eigenvalues):
        message = QT_TRANSLATE_NOOP(
            "verdicts", "The gradient is {slope}, at a maximum of the loss, {loss}: every direction leads down."
        ).fill(slope=window.slope, loss=loss)
        return Verdict("maximum", QT_TRANSLATE_NOOP("verdicts", "on a maximum"), message)
    if kind == "saddle" and curvature is not None:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "The gradient is {slope}, but this is a saddle point: "
            "the Hessian's eigenvalues run from {low} to {high}, so some directions lead down.",
        ).fill(slope=window.slope, low=curvature.eigenvalues[0], high=curvature.eigenvalues[-1])
        return Verdict("saddle", QT_TRANSLATE_NOOP("verdicts", "at a saddle"), message)
    if kind is None and window.start_loss <= loss:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "The gradient is {slope} at the start already, so no step leads away. "
            "This may be a saddle point: try another start.",
        ).fill(slope=window.slope)
        return Verdict("saddle", QT_TRANSLATE_NOOP("verdicts", "no gradient"), message)
    message = QT_TRANSLATE_NOOP(
        "verdicts", "Converged: the loss is {loss}, and the gradient has faded to {slope}."
    ).fill(loss=loss, slope=window.slope)
    return Verdict("minimum", QT_TRANSLATE_NOOP("verdicts", "at a minimum"), message)


def _falling(window: Window) -> Verdict:
    going_on = QT_TRANSLATE_NOOP("verdicts", "Still descending: the loss is {loss}, and the gradient {slope}.")
    stopped = QT_TRANSLATE_NOOP(
        "verdicts", "Stopped where the gradient {slope} is within the tolerance; the loss is {loss}."
    )
    return descending(window, going_on, stopped, loss=float(window.losses[-1]), slope=window.slope)


def _noisy(window: Window) -> Verdict:
    """Say that noise, added or of the mini-batches, keeps the run from settling."""
    if window.noisy:
        return wandering(window.learning_rate)
    return Verdict(
        "oscillating",
        QT_TRANSLATE_NOOP("verdicts", "noise remains"),
        QT_TRANSLATE_NOOP(
            "verdicts",
            "Wandering about the minimum: each mini-batch pulls another way, and with the learning rate {rate} "
            "the noise does not fade. A smaller rate or a larger batch brings it closer.",
        ).fill(rate=window.learning_rate),
    )
