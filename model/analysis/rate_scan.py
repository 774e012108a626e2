"""The rate scan: the outcomes of an experiment with many learning rates, all run as one batch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from model.analysis.exact import local_hessian
from model.analysis.stability import stable_limit
from model.analysis.verdicts import verdict
from model.descent.history import History, columns_of
from model.engine.batches import begin_batch

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event
    from typing import Unpack

    from numpy.typing import NDArray

    from model.analysis.judge import Known
    from model.analysis.stability import StableLimit
    from model.descent.batch import Block, Runs
    from model.experiment import Descending

    Numbers: TypeAlias = NDArray[np.float64]

Outcome: TypeAlias = Literal["converges", "descending", "oscillates", "diverges"]

RATES = 60
_REPORTED = (250, 1_000)
_MOST_UPDATES = 3_000
_FEWEST_UPDATES = 50
_MOST_WORK = 100_000_000
"""Runs times points times updates: with many points fewer updates are made."""
_QUIET_UPDATES, _QUIET = 64, 1e-12
"""The batch ends when in so many updates no loss changes by more than this share of its fall."""
_CONVERGED = 1e-4
"""A run has converged once its loss is above its last by no more than this share of its fall."""
_BELOW, _ABOVE = 100.0, 10.0
"""A range that is not given begins so far below the current and the stable rate, and ends so far above."""
_GHOST_ROWS = 400


@dataclass(frozen=True, slots=True)
class Tried:
    """The outcome with one learning rate, by the run's verdict after the updates made.

    It "converges" to a stationary point of any kind. ``epochs`` is the epoch since which the loss is within 1e-4 of
    its fall above its last, or in which it diverged.
    """

    rate: float
    outcome: Outcome
    epochs: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Ghost:
    """The path of one of the runs: at most some hundred rows.

    ``rows`` are their steps, shape (m,), ``parameters`` of shape (m, n), ``losses`` of shape (m,).
    """

    tried: Tried
    rows: NDArray[np.intp]
    parameters: Numbers
    losses: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class RateScan:
    """The outcomes with many learning rates, rising, after so many updates.

    ``limit`` is the largest stable learning rate by the Hessian at ``limit_at``, where the best run ended or, if none
    converges, the start; None where none is known. ``ghosts`` are the highest rate that is too slow, the fastest, the
    highest that converges, the lowest that oscillates and the lowest that diverges, where there are such.
    """

    tried: tuple[Tried, ...]
    updates: int
    limit: StableLimit | None
    limit_at: tuple[float, ...]
    ghosts: tuple[Ghost, ...]


def scan_rates(
    experiment: Descending,
    cancelled: Event,
    report: Callable[[RateScan], None] | None = None,
    *,
    span: tuple[float, float] | None = None,
    count: int = RATES,
    **known: Unpack[Known],
) -> RateScan | None:
    """Run an experiment with many learning rates at once and return the outcome of each; None where cancelled.

    At most 3,000 updates are made, fewer with many points, and no more once nothing changes.

    Parameters
    ----------
    experiment : Descending
        A valid experiment; its own learning rate only sets the range.
    cancelled : Event
        Checked every few milliseconds.
    report : callable, optional
        Called with the outcomes after 250 and after 1,000 updates.
    span : tuple of float, optional
        The lowest and the highest of ``count`` rates, spread evenly in logarithm; about the current and the stable rate
        if not given.
    known
        What is known of the experiment.

    Raises
    ------
    Refused
        As `model.descent.objectives.objective_of` does.
    """
    low, high = span if span is not None else _span(experiment)
    rates = np.geomspace(low, high, count)
    batch = begin_batch(experiment, learning_rates=rates)
    total = min(experiment.epochs * batch.objective.updates_per_epoch, _most_updates(experiment, count))
    rows = _Rows(batch, total + 1)
    while batch.row < total:
        block = batch.advance(min(total, _next_check(batch.row)) - batch.row)
        if cancelled.is_set():
            return None
        if block is None:
            break
        rows.take(block)
        if report is not None and batch.row in _REPORTED and batch.row < total:
            report(_summed_up(experiment, rates, rows, known))
        if rows.are_quiet():
            break
    return _summed_up(experiment, rates, rows, known)


def _next_check(row: int) -> int:
    """Return the next row at which the runs so far are checked."""
    return min(each for each in (*_REPORTED, (row // _QUIET_UPDATES + 1) * _QUIET_UPDATES) if each > row)


def _most_updates(experiment: Descending, count: int) -> int:
    """Return the budget of updates."""
    work = count * experiment.points_per_update()
    return int(min(_MOST_UPDATES, max(_FEWEST_UPDATES, _MOST_WORK // max(work, 1))))


def _span(experiment: Descending) -> tuple[float, float]:
    """Return a range of rates about the current one and the largest stable one at the start."""
    rate = experiment.optimizer.learning_rate or float(experiment.optimizer.entry.knobs[0].default)
    limit = _limit_at(experiment, experiment.start_values())
    stable = rate if limit is None else limit.rate
    return min(rate, stable) / _BELOW, max(rate, stable) * _ABOVE


def _limit_at(experiment: Descending, parameters: tuple[float, ...]) -> StableLimit | None:
    """Return the largest stable learning rate by the Hessian at some parameters, where there is one."""
    curvature = local_hessian(experiment, dict(zip(experiment.parameters, parameters, strict=True)))
    return None if curvature is None else stable_limit(experiment, curvature.eigenvalues)


class _Rows:
    """The rows of all runs of a batch so far."""

    def __init__(self, batch: Runs, most: int) -> None:
        self.batch = batch
        count = len(batch.objective.parameters)
        self._values = np.full((most, 1 + 2 * count, batch.runs), np.nan)

    def take(self, block: Block) -> None:
        """Add further rows."""
        self._values[block.first : block.first + block.values.shape[2], :, block.runs] = block.values.T

    def of(self, run: int) -> Numbers:
        """Return the rows of one run in a history's order, shape (columns, rows)."""
        return self._values[: int(self.batch.last_rows[run]) + 1, :, run].T

    def are_quiet(self) -> bool:
        """Tell whether the losses of the runs that have not diverged no longer change."""
        now = self.batch.row
        if now < _QUIET_UPDATES or now % _QUIET_UPDATES:
            return False
        runs = self.batch.going
        losses = self._values[now - _QUIET_UPDATES : now + 1, 0][:, runs]
        fallen = np.abs(self._values[0, 0, runs] - losses[-1])
        with np.errstate(over="ignore"):
            return bool((np.ptp(losses, axis=0) <= _QUIET * fallen).all())


def _summed_up(experiment: Descending, rates: Numbers, rows: _Rows, known: Known) -> RateScan:
    """Return the outcome of each run so far."""
    tried = tuple(_tried(experiment, float(rate), run, rows, known) for run, rate in enumerate(rates))
    ends = [(rows.of(run)[0, -1], run) for run, each in enumerate(tried) if each.outcome == "converges"]
    count = len(experiment.parameters)
    best = tuple(rows.of(min(ends)[1])[1 : 1 + count, -1].tolist()) if ends else experiment.start_values()
    return RateScan(tried, rows.batch.row, _limit_at(experiment, best), best, _ghosts(tried, rows))


def _tried(experiment: Descending, rate: float, run: int, rows: _Rows, known: Known) -> Tried:
    values, diverged_at = rows.of(run), int(rows.batch.diverged_at[run])
    updates = rows.batch.objective.updates_per_epoch
    if diverged_at >= 0:
        return Tried(rate, "diverges", -(-diverged_at // updates))
    history = History(columns_of(experiment.parameters), limit=values.shape[1])
    history.room(values.shape[1])[:] = values
    history.extend(values.shape[1])
    if rows.batch.flat[run]:
        history.stop("tolerance")
    alone = replace(experiment, optimizer=experiment.optimizer.with_knob("learning_rate", rate))
    curvature = None
    if experiment.loss is not None and known.get("exact") is None:
        curvature = local_hessian(alone, history.row(len(history) - 1))
    code = verdict(alone, history, len(history) - 1, **known, curvature=curvature).code
    if code in ("descending", "plateau", "oscillating"):
        return Tried(rate, "oscillates" if code == "oscillating" else "descending", None)
    losses = values[0]
    above = losses - losses[-1] > _CONVERGED * abs(losses[0] - losses[-1])
    converged = int(np.flatnonzero(above)[-1]) + 1 if above.any() else 0
    return Tried(rate, "converges", -(-converged // updates))


def _ghosts(tried: tuple[Tried, ...], rows: _Rows) -> tuple[Ghost, ...]:
    """Return the paths of the most telling runs."""

    def runs(outcome: Outcome) -> list[int]:
        return [run for run, each in enumerate(tried) if each.outcome == outcome]

    converged = runs("converges")
    slower = [run for run in runs("descending") if not converged or run < converged[0]]
    fastest = sorted(converged, key=lambda run: (tried[run].epochs or 0, run))
    chosen = [*slower[-1:], *fastest[:1], *converged[-1:], *runs("oscillates")[:1], *runs("diverges")[:1]]
    ghosts: list[Ghost] = []
    for run in dict.fromkeys(chosen):
        values = rows.of(run)
        if not values.size:  # there is no row where the function has no value at the start
            continue
        numbers = np.unique(np.linspace(0, values.shape[1] - 1, _GHOST_ROWS).astype(np.intp))
        count = (len(values) - 1) // 2
        kept = values[:, numbers].copy()
        ghosts.append(Ghost(tried[run], numbers, kept[1 : 1 + count].T, kept[0]))
    return tuple(ghosts)
