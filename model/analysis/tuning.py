"""Tuning of a race: the learning rate with which each runner does best from this start in this budget.

The search is the same for each runner: first 33 rates from 10⁻⁷ to 10, four to a decade, and its own; then 15 more
between the neighbours of the best. All rates of a stage are one batch. The best rate has the lowest loss at the end;
of equals it is the one with which the loss is within the tolerance first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from model.analysis.leaderboard import lowest_value
from model.engine.batches import begin_batch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from threading import Event

    from numpy.typing import NDArray

    from model.analysis.surface_points import SurfacePoint
    from model.experiment import Surface, SurfaceRun

    Numbers: TypeAlias = NDArray[np.float64]

MOST_EPOCHS = 20_000
"""A longer race is tuned for so many epochs only."""

_LOWEST, _HIGHEST, _COARSE = -7.0, 1.0, 33
_FINE = 15
_DIGITS = 3
"""Significant digits of the rates tried, so that the best can be read and typed."""
_EQUAL = 1e-15
"""Losses are equal that differ by rounding only: by this share of the loss at the start, or at the end."""
_CLOSE = 1e-6
"""The tolerance, where none is given: this share of what the best run has gained."""
_REPORT_ROWS = 32


@dataclass(frozen=True, slots=True)
class TriedRate:
    """The result of a runner with one learning rate.

    ``loss`` is that at the end of the budget, None where the run diverged; ``epochs`` the first epoch in which the loss
    is within the tolerance, None where it never is.
    """

    rate: float
    loss: float | None
    epochs: int | None


@dataclass(frozen=True, slots=True)
class Tuned:
    """What the search found for one runner: every rate tried, rising, and the best, None where it diverges with all."""

    best: TriedRate | None
    tried: tuple[TriedRate, ...]


@dataclass(frozen=True, slots=True)
class Tuning:
    """What the search found for each runner, in their order, in a budget of so many epochs."""

    runners: tuple[Tuned, ...]
    epochs: int

    def applied_to(self, experiment: Surface) -> Surface:
        """Return the race with the rates found; a runner that diverges with every rate keeps its own."""
        runners = tuple(
            runner
            if tuned.best is None
            else replace(runner, optimizer=runner.optimizer.with_knob("learning_rate", tuned.best.rate))
            for runner, tuned in zip(experiment.runners, self.runners, strict=True)
        )
        return replace(experiment, runners=runners)


def tune(
    experiment: Surface,
    cancelled: Event,
    report: Callable[[float], None] | None = None,
    *,
    points: Sequence[SurfacePoint] = (),
    tolerance: float | None = None,
) -> Tuning | None:
    """Search for each runner's best learning rate; None where cancelled. The same race gives the same result.

    Parameters
    ----------
    experiment : Surface
        A valid race.
    cancelled : Event
        Checked every few milliseconds.
    report : callable, optional
        Called with the share of the work done, from time to time.
    points : sequence of SurfacePoint
        The function's stationary points: the tolerance is on the loss above the lowest minimum, or above the
        lowest loss of a stage where no minimum is known.
    tolerance : float, optional
        Breaks ties; where not given a millionth of what the best run has gained.

    Raises
    ------
    Refused
        As `model.descent.objectives.objective_of` does.
    """
    epochs, count = min(experiment.epochs, MOST_EPOCHS), len(experiment.runners)
    search = _Search(cancelled, report, 2 * count * epochs, epochs, lowest_value(points), tolerance)
    found: list[Tuned] = []
    for index in range(count):
        tuned = search.tune(experiment.run_of(index), 2 * index)
        if tuned is None:
            return None
        found.append(tuned)
    return Tuning(tuple(found), epochs)


@dataclass(frozen=True, slots=True)
class _Search:
    """The search, with what all runners share."""

    cancelled: Event
    report: Callable[[float], None] | None
    work: int
    epochs: int
    lowest: float | None
    tolerance: float | None

    def tune(self, run: SurfaceRun, stage: int) -> Tuned | None:
        """Search for one runner, beginning with a stage of this number; None where it was cancelled."""
        coarse = readable(np.append(np.logspace(_LOWEST, _HIGHEST, _COARSE), run.optimizer.learning_rate))
        tuned = self._stage(run, coarse, stage)
        if tuned is not None and tuned.best is not None:
            at = int(np.flatnonzero(coarse == tuned.best.rate)[0])
            low, high = float(coarse[max(at - 1, 0)]), float(coarse[min(at + 1, len(coarse) - 1)])
            fine = readable(np.geomspace(low, high, _FINE + 2))
            # All rates again: the time of a batch hardly depends on how many there are.
            tuned = self._stage(run, np.union1d(coarse, fine), stage + 1)
        return tuned

    def _stage(self, run: SurfaceRun, rates: Numbers, stage: int) -> Tuned | None:
        """Run some rates for the whole budget; None where it was cancelled."""
        batch = begin_batch(run, learning_rates=rates)
        losses = np.full((self.epochs + 1, batch.runs), np.nan)
        while batch.row < self.epochs:
            block = batch.advance(self.epochs - batch.row)
            if self.cancelled.is_set():
                return None
            if block is None:
                break
            stop = block.first + block.values.shape[2]
            losses[block.first : stop, block.runs] = block.values[:, 0].T
            if self.report is not None and block.first // _REPORT_ROWS < stop // _REPORT_ROWS:
                self.report((stage * self.epochs + batch.row) / self.work)
        last = losses[batch.last_rows, np.arange(batch.runs)]
        last[batch.diverged_at >= 0] = np.nan
        return self._judged(rates, losses, last)

    def _judged(self, rates: Numbers, losses: Numbers, last: Numbers) -> Tuned:
        """Judge what each rate gives, and find the best."""
        if np.isnan(last).all():
            return Tuned(None, tuple(TriedRate(rate, None, None) for rate in rates.tolist()))
        least = float(np.nanmin(last))
        start = float(losses[0, 0])
        floor = least if self.lowest is None else self.lowest
        within = losses <= floor + (_CLOSE * (start - least) if self.tolerance is None else self.tolerance)
        first = np.where(within.any(axis=0), within.argmax(axis=0), -1)
        tried = tuple(
            TriedRate(rate, None if np.isnan(loss) else loss, None if epoch < 0 else epoch)
            for rate, loss, epoch in zip(rates.tolist(), last.tolist(), first.tolist(), strict=True)
        )
        rounding = _EQUAL * max(abs(start), abs(least))
        equal = [each for each in tried if each.loss is not None and each.loss - least <= rounding]
        never = len(losses)
        best = min(equal, key=lambda each: (never if each.epochs is None else each.epochs, each.loss, each.rate))
        return Tuned(best, tried)


def readable(rates: Numbers, digits: int = _DIGITS) -> Numbers:
    """Return rates with so many significant digits, rising, each once."""
    return np.unique([float(f"{rate:.{digits}g}") for rate in rates])
