"""Remedies: changes of an experiment with which its run ends better. Each one has been tried before it is named."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from model.analysis.exact import least_squares
from model.analysis.judge import judged, known_of
from model.analysis.tuning import readable
from model.analysis.verdicts.motion import window_of
from model.analysis.verdicts.words import UNBOUNDED
from model.engine.batches import begin_batch
from model.engine.runs import begin_fastest, compile_steps, is_compiled
from model.experiment import OptimizerSetting, ScheduleSetting
from model.message import QT_TRANSLATE_NOOP, Message, Refused, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from threading import Event

    from numpy.typing import NDArray

    from model.descent.history import History
    from model.experiment import Descending

    Numbers: TypeAlias = NDArray[np.float64]

_FLOORS = ("minimum", "valley")
_STUCK = ("plateau", "saddle", "maximum", "inflection")
_LEAST_SHARE = 1e-20
"""Of the highest rate tried: from a rate that is all but nothing there would be thousands to try."""
_LOWEST_SHARE, _HIGHEST_SHARE = 1e-8, 1e5
"""Rates are tried from so small a share of the run's own to so many times as large."""
_HIGHEST = 10.0
"""… and at least up to this."""
_PER_DECADE = 6
_STANDARDISED = (1e-3, 10.0)
_EQUAL = 1e-6
"""Ends are equally good that differ by this share of what the best has gained."""
_WORTH = 0.01
"""A fit that does not end at a minimum has to end lower than the run shown by so large a share."""
_MUCH = 0.5
"""… and one that still overshoots at its end by so large a share."""
_FEWER = (0, 1, 2, 4)
"""Where the best of some rates is no remedy, the rates so many places below it are tried."""
_SWINGS = 64
"""Rows in which the lower end of swings is looked for."""
_SEEDS = 16
_ACROSS = {1: 21, 2: 9}
"""Starts tried along each variable of a function, by the number of variables."""
_LONGER = (10, 100)
_MOST_EPOCHS = 1_000_000
_MOST_WORK, _MOST_BY_AUTOGRAD = 200_000_000, 20_000
"""Updates times points times runs of one trial; and the updates of one that is not compiled."""
_ILL_CONDITIONED = 100.0
_FAR_FROM_UNIT = 5.0


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change of a descent: the words of its button, what came of it when it was tried, and the fields it changes."""

    title: Message
    effect: Message
    changes: Mapping[str, Any]
    at_minimum: bool
    loss: float


def remedies(experiment: Descending, history: History, cancelled: Event) -> tuple[Remedy, ...]:
    """Find changes with which a run would end lower and not diverge, best first; none where none is known.

    Each is run to its end, so this takes up to seconds; it imports torch and SymPy. Nothing is looked for where the
    verdict on the last row is "minimum".

    Parameters
    ----------
    experiment : Descending
        A valid descent.
    history : History
        Its rows, to the end of the run.
    cancelled : Event
        Checked every few milliseconds; once it is set, what was found so far is returned.
    """
    if len(history) == 0:
        return ()
    try:
        found = list(_Search(experiment, history, cancelled).found())
    except Refused:
        return ()
    return tuple(sorted(found, key=lambda remedy: (not remedy.at_minimum, 0.0 if remedy.at_minimum else remedy.loss)))


class _Search:
    """The search for remedies of one run."""

    def __init__(self, experiment: Descending, history: History, cancelled: Event) -> None:
        self.experiment = experiment
        self.cancelled = cancelled
        self.stopped = history.stopped
        self.start, self.now = _losses_at(experiment, history, (0, len(history) - 1))
        self.noisy = experiment.noise is not None or experiment.updates_per_epoch() > 1
        self.known = known_of(experiment)
        points = (*self.known.get("stationary", ()), *self.known.get("points", ()))
        self.minima = [point.value for point in points if point.kind in _FLOORS]
        found, _exact = judged(experiment, history, self.known)
        self.code, self.endless = found.code, found.short == UNBOUNDED
        if self.code == "oscillating" and not self.noisy:  # the lower end of the swings is what a remedy has to beat
            self.now = min(self.now, float(history.rows(max(len(history) - _SWINGS, 0), len(history))[:, 0].min()))

    def found(self) -> Iterator[Remedy]:
        """Yield what helps."""
        if self.code == "minimum":
            return
        compile_steps(self.experiment)
        if self.code in _STUCK:
            yield from self._momentum()
            yield from self._starts()
        elif self.code == "diverged":
            if not self.endless:
                yield from self._steps()
            elif self.minima:  # a minimum beside the endless slope
                by_rate = list(self._steps())
                yield from by_rate or self._starts()
        elif self.stopped == "complete":
            if not self.noisy:
                yield from self._steps()
            if self.code == "oscillating":
                yield from self._schedule()
            elif not self.noisy:
                yield from self._epochs()

    # ---- the kinds of remedies

    def _steps(self) -> Iterator[Remedy]:
        """Yield a learning rate, and standardising x with a rate to match where that comes further."""
        own = self.experiment.optimizer.learning_rate or float(self.experiment.optimizer.entry.knobs[0].default)
        high = max(own * _HIGHEST_SHARE, _HIGHEST) if self.code == "descending" else 0.9 * own
        by_rate = self._best_rate(self.experiment, (own * _LOWEST_SHARE, high), {})
        if by_rate is not None:
            yield by_rate
        if _is_badly_scaled(self.experiment) and not (by_rate is not None and by_rate.at_minimum):
            changed = replace(self.experiment, standardise=True)
            standardised = self._best_rate(changed, _STANDARDISED, {"standardise": True})
            if standardised is not None and (by_rate is None or standardised.loss < by_rate.loss):
                yield standardised

    def _best_rate(
        self, experiment: Descending, span: tuple[float, float], changes: Mapping[str, Any]
    ) -> Remedy | None:
        """Return the rate of the lowest end, in the middle of those that are equally good; None where none helps."""
        low, high = max(span[0], span[1] * _LEAST_SHARE), span[1]
        if not low < high:
            return None
        rates = readable(np.geomspace(low, high, round(np.log10(high / low) * _PER_DECADE) + 1), digits=2)
        rates = rates[(rates > 0) & (rates <= experiment.optimizer.entry.knobs[0].high)]
        ends = self._ends(experiment, rates=rates)
        if ends is None or not np.isfinite(ends).any():
            return None
        equal = np.flatnonzero(self._best(ends))
        if not len(equal):
            return None
        middle = int(equal[len(equal) // 2])
        title = QT_TRANSLATE_NOOP("remedies", "Use η = {rate}")
        if "standardise" in changes:
            title = QT_TRANSLATE_NOOP("remedies", "Standardise x, η = {rate}")
        for index in (middle - fewer for fewer in _FEWER if fewer <= middle):
            optimizer = experiment.optimizer.with_knob("learning_rate", float(rates[index]))
            remedy = self._tried(title.fill(rate=float(rates[index])), {**changes, "optimizer": optimizer})
            if remedy is not None:
                return remedy
        return None

    def _epochs(self) -> Iterator[Remedy]:
        """Yield a longer run that ends at a minimum."""
        for factor in _LONGER:
            epochs = self.experiment.epochs * factor
            if epochs > _MOST_EPOCHS:
                return
            title = QT_TRANSLATE_NOOP("remedies", "Run {epochs} epochs").fill(epochs=number_text(epochs))
            remedy = self._tried(title, {"epochs": epochs})
            if remedy is not None and remedy.at_minimum:
                yield remedy
                return

    def _schedule(self) -> Iterator[Remedy]:
        """Yield a learning rate that falls, so that swings and noise fade."""
        if self.experiment.schedule is None:
            title = QT_TRANSLATE_NOOP("remedies", "Lower η along a cosine").fill()
            remedy = self._tried(title, {"schedule": ScheduleSetting.of("cosine")})
            if remedy is not None:
                yield remedy

    def _momentum(self) -> Iterator[Remedy]:
        """Yield momentum where it carries plain descent on to a minimum."""
        setting = self.experiment.optimizer
        knobs = dict(setting.knobs)
        if knobs.get("momentum") != 0 or "dampening" not in knobs:
            return
        optimizer = OptimizerSetting.of("momentum", **{**knobs, "momentum": 0.9})
        remedy = self._tried(QT_TRANSLATE_NOOP("remedies", "Use momentum, μ = 0.9").fill(), {"optimizer": optimizer})
        if remedy is not None and remedy.at_minimum:
            yield remedy

    def _starts(self) -> Iterator[Remedy]:
        """Yield the nearest of the starts with the lowest end."""
        starts = _starts_of(self.experiment)
        ends = self._ends(self.experiment, starts=starts)
        if ends is None or not np.isfinite(ends).any():
            return
        equal = starts[self._best(ends)]
        if not len(equal):
            return
        away = np.abs(equal - np.array(self.experiment.start_values())).sum(axis=1)
        names = self.experiment.parameters
        start = tuple(zip(names, equal[int(away.argmin())].tolist(), strict=True))
        place = ", ".join(f"{name} = {number_text(value)}" for name, value in start)
        title = QT_TRANSLATE_NOOP("remedies", "Start at {place}").fill(place=place)
        remedy = self._tried(title, {"start": start})
        if remedy is not None:
            yield remedy

    # ---- trying

    def _ends(
        self, experiment: Descending, *, rates: Numbers | None = None, starts: Numbers | None = None
    ) -> Numbers | None:
        """Return the last loss of many runs, NaN where one diverges; None where that is too much work."""
        count = len(rates if rates is not None else starts if starts is not None else ())
        if not count or not _is_affordable(experiment, count):
            return None
        batch = begin_batch(experiment, starts=starts, learning_rates=rates)
        total = experiment.epochs * batch.objective.updates_per_epoch
        ends = np.full((batch.runs, 1 + len(experiment.parameters)), np.nan)
        while batch.row < total and not self.cancelled.is_set():
            block = batch.advance(total - batch.row)
            if block is None:
                break
            rows = np.isfinite(block.values[:, 0]).sum(axis=1)
            there = rows > 0
            ends[block.runs[there]] = block.values[there, : ends.shape[1], rows[there] - 1]
        ends[batch.diverged_at >= 0] = np.nan
        return None if self.cancelled.is_set() else _losses_of_all(experiment, ends)

    def _best(self, ends: Numbers) -> NDArray[np.bool_]:
        """Tell which ends are the lowest; where the loss falls without end, which are at a minimum."""
        if self.endless:
            return np.any([abs(ends - value) <= _EQUAL * abs(self.start - value) for value in self.minima], axis=0)
        best = float(np.nanmin(ends))
        return ends <= best + _EQUAL * abs(self.start - best)

    def _tried(self, title: Message, changes: Mapping[str, Any]) -> Remedy | None:
        """Run a changed experiment to its end; return it as a remedy if it is one."""
        experiment = replace(self.experiment, **changes)
        history = self._run(experiment)
        if history is None or history.stopped == "diverged":
            return None
        found, _exact = judged(experiment, history, self.known)
        last = len(history) - 1
        before, loss = _losses_at(experiment, history, (max(last - 1, 0), last))
        at_minimum = found.code == "minimum"
        allowed = ("minimum", "descending", "oscillating") if self.noisy else ("minimum", "descending")
        rises = not self.noisy and not at_minimum and loss > before
        # A smaller rate only delays a run that falls without end.
        if found.code not in allowed or rises or not self._is_lower(loss, at_minimum):
            return None
        reached = min(self.start, self.now)
        overshoots = not at_minimum and window_of(experiment, history, last).overshoots() > 0
        if (self.endless and not at_minimum) or (overshoots and loss > reached - _MUCH * abs(reached)):
            return None
        effect = QT_TRANSLATE_NOOP("remedies", "{title}: when tried, the loss ended at {loss} ({outcome}).")
        if experiment.loss is None:
            effect = QT_TRANSLATE_NOOP("remedies", "{title}: when tried, f ended at {loss} ({outcome}).")
        return Remedy(title, effect.fill(title=title, loss=loss, outcome=found.short), changes, at_minimum, loss)

    def _is_lower(self, loss: float, at_minimum: bool) -> bool:
        """Tell whether a run that ends with this loss ends better than the one that it takes the place of."""
        if not np.isfinite(loss) or loss >= self.start:
            return False
        if self.code == "diverged":
            return True
        reached = min(self.start, self.now)
        if at_minimum or self.code == "oscillating":
            return loss < reached
        # Of a function without a lower bound every faster descent ends lower.
        return self.experiment.loss is not None and loss < reached - _WORTH * abs(reached)

    def _run(self, experiment: Descending) -> History | None:
        """Return the whole run of an experiment; None where it is too long."""
        if not _is_affordable(experiment, 1):
            return None
        run = begin_fastest(experiment)
        while run.step():
            if self.cancelled.is_set():
                return None
        (history,) = run.history.histories
        return history if len(history) else None


def _losses_at(experiment: Descending, history: History, indices: Sequence[int]) -> list[float]:
    """Return the loss of all points at some rows of a run."""
    rows = np.array([history.rows(index, index + 1)[0] for index in indices])
    return _losses_of_all(experiment, rows[:, : 1 + len(experiment.parameters)]).tolist()


def _losses_of_all(experiment: Descending, rows: Numbers) -> Numbers:
    """Return the loss of all points at rows of loss and parameters: where there are mini-batches, theirs is another."""
    losses = rows[:, 0].copy()
    there = np.flatnonzero(np.isfinite(losses))
    if experiment.updates_per_epoch() > 1 and len(there):
        batch = begin_batch(replace(experiment, batch_size=None), starts=rows[there, 1:])
        block = batch.advance(1)
        losses[there] = np.nan
        if block is not None:
            losses[there[block.runs]] = block.values[:, 0, 0]
    return losses


def _is_affordable(experiment: Descending, runs: int) -> bool:
    """Tell whether so many runs are computed in a moment."""
    updates = experiment.epochs * experiment.updates_per_epoch()
    points = experiment.points_per_update()
    most = _MOST_WORK if is_compiled(experiment) else min(_MOST_WORK, _MOST_BY_AUTOGRAD * runs * points)
    return updates * points * runs <= most


def _is_badly_scaled(experiment: Descending) -> bool:
    """Tell whether standardising x may help: the fit is ill-conditioned, or x is far from the unit scale."""
    if experiment.loss is None or experiment.standardise:
        return False
    if set(experiment.loss_formula.names) & set(experiment.parameters):
        return False  # in other units a penalty on the parameters is another loss
    exact = least_squares(experiment)
    if exact is not None and exact.unique:
        return exact.curvature.condition_number >= _ILL_CONDITIONED
    mean, deviation = experiment.standardisation()
    return deviation > 0 and not (abs(mean) <= _FAR_FROM_UNIT and 1 / _FAR_FROM_UNIT <= deviation <= _FAR_FROM_UNIT)


def _starts_of(experiment: Descending) -> Numbers:
    """Return starts to try, shape (runs, n): across the domain of a function, drawn from N(0, 1) for a fit."""
    if experiment.loss is not None:
        count = len(experiment.parameters)
        drawn = [np.random.default_rng(seed).standard_normal(count) for seed in range(_SEEDS)]
        return np.array([[float(f"{value:.2g}") for value in start] for start in drawn])
    across = _ACROSS[len(experiment.parameters)]
    sides: list[Numbers] = []
    for low, high in experiment.intervals():
        decimals = math.ceil(-math.log10((high - low) / (across + 1)))
        sides.append(np.round(np.linspace(low, high, across + 2)[1:-1], decimals) + 0.0)  # no −0
    return np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1).reshape(-1, len(sides))
