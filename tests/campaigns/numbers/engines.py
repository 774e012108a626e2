"""Both engines take the same steps: random experiments on the compiled engine, beside autograd.

A step is the same where every number of it is, to 1e-9 of its size. Where numbers cancel, or a kink is so near that
their last digits decide, it may differ by a few times what autograd's own numbers move with last digits:
`tests.model.last_digits` says with which, and why never at an exact tie. A run is the same where its rows are, to 1e-9
of the largest number in their columns, with its end and the states that it keeps. It is chaotic, and only its steps
count, where last digits, or 1e-15 of the start, move the parameters in its end by 1e-10 or more.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from model.descent.objectives import objective_of
from model.engine.compiled import CompiledBatch, prepare, why_not
from model.experiment.validation import LIMIT
from model.message import Refused
from tests.model.both_engines import by_autograd, compiled, rows_of, steps_of
from tests.model.last_digits import TRIALS, LastDigits, apart, is_at_kink, moved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from numpy.typing import NDArray

    from model.descent.history import History
    from model.experiment import Descending
    from tests.model.both_engines import StepPair

STEPS_OF_A_CASE = 24
TOLERANCE = 1e-9
SUSPECT = 1e-12
"""From here on it is looked whether a difference is one of last digits."""
TIMES = 4.0
"""So much more than last digits did in some trials may those of the other engine move a number."""
CHAOTIC = 1e-10
NUDGE = 1e-15
BATCH_EVERY = 6


@dataclass
class Tally:
    """What was compared, to see that the experiments go everywhere."""

    steps: int = 0
    at_kinks: int = 0
    last_digits: int = 0
    worst_step: float = 0.0
    chaotic: int = 0
    worst_run: float = 0.0
    ends: Counter[str] = field(default_factory=Counter)
    batches: int = 0
    not_compiled: Counter[str] = field(default_factory=Counter)

    def notes(self) -> dict[str, str]:
        """Return it as lines of the campaign's table."""
        ends = "; ".join(f"{count} {end}" for end, count in self.ends.most_common()) or "none"
        return {
            "single steps on both engines": f"{self.steps:,}, {self.at_kinks:,} of them from the point of a kink",
            "worst step": f"{self.worst_step:.2g}; last digits decide {self.last_digits}",
            "whole runs on both engines": f"{ends}; {self.chaotic} more are chaotic",
            "worst run": f"{self.worst_run:.2g}",
            "batches, each run bit for bit as alone": f"{self.batches}",
            "not compiled": "; ".join(f"{count} {why}" for why, count in self.not_compiled.most_common()) or "none",
        }


TALLY = Tally()


def differing(experiment: Descending, random: Random) -> str | None:
    """Compare an experiment's steps, its run and at times a batch on both engines; return what differs."""
    try:
        history = by_autograd(experiment)
    except Refused:
        return None
    if (np.abs(history.rows()) > LIMIT * (1 - TOLERANCE)).any():
        return None  # last digits decide whether it has diverged there
    prepare(experiment)
    reason = why_not(experiment)
    if reason is not None:
        TALLY.not_compiled[reason.text()] += 1
        return None if experiment.dtype == "float32" else f"it cannot be compiled: {reason.template}"
    objective = objective_of(experiment)
    for pair in steps_of(experiment, history, -(-len(history) // STEPS_OF_A_CASE)):
        TALLY.at_kinks += is_at_kink(objective, pair)
        if what := _differing_step(experiment, pair):
            return what
    if what := _differing_run(experiment, history):
        return what
    return _differing_batch(experiment, random) if random.randrange(BATCH_EVERY) == 0 else None


def _differing_step(experiment: Descending, pair: StepPair) -> str | None:
    TALLY.steps += 1
    distance = apart(pair.found, pair.expected)
    size = np.where(np.isfinite(pair.expected), np.abs(pair.expected), 0.0)
    before = np.abs(pair.parameters.numpy())
    updated = slice(1 + 2 * len(before), 1 + 3 * len(before))
    size[updated] = np.maximum(
        size[updated], before[: len(size[updated])]
    )  # a step that ends near 0 has only the digits that are left
    relative = _ratio(distance, size)
    suspect = relative > SUSPECT
    if suspect.any() and any((distance <= TIMES * most)[suspect].all() for most in moved(experiment, pair)):
        TALLY.last_digits += 1
        return None
    if relative.max() <= TOLERANCE:
        TALLY.worst_step = max(TALLY.worst_step, float(relative.max()))
        return None
    return f"a step of {experiment.optimizer.name} differs"


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return part by whole; nothing is 0 of anything."""
    with np.errstate(all="ignore"):
        return np.where(part == 0, 0.0, part / whole)


def _differing_run(experiment: Descending, expected: History) -> str | None:
    found = compiled(experiment)
    distance, size = columns_apart(found, expected)
    relative = _ratio(distance, size)
    if relative.max() > TOLERANCE:
        parameters, most = slice(1, 1 + len(expected.parameters)), np.zeros(len(size))
        for other in moved_runs(experiment, expected):
            end = np.inf if other is None else columns_apart(other, expected, len(expected) - 1)[0]
            if _ratio(end, size)[parameters].max() >= CHAOTIC:
                TALLY.chaotic += 1
                return None
            # where all that stands in a column has cancelled, its size tells nothing
            most = np.maximum(most, columns_apart(other, expected)[0])
            relative[distance <= TIMES * most] = 0.0
            if relative.max() <= TOLERANCE:
                break
    if relative.max() > TOLERANCE:
        return f"the run of {experiment.optimizer.name} differs"
    TALLY.ends[str(expected.stopped)] += 1
    TALLY.worst_run = max(TALLY.worst_run, float(relative.max()))
    return None


def columns_apart(found: History, expected: History, first: int = 0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far apart two runs are, and how large the numbers of the one expected, in each column and kept state.

    Infinitely far where they do not end alike. Rows are compared from a first one on.
    """
    ends = [(len(history), history.stopped, history.diverged_at, list(history.states)) for history in (found, expected)]
    distance = [apart(found.rows(), expected.rows())[first:].max(axis=0)] if ends[0] == ends[1] else []
    size = [np.abs(expected.rows()).max(axis=0)]
    for block, state in expected.states.items():
        for name, kept in state.items():
            if distance:
                distance.append(apart(found.states[block][name].numpy(), kept.numpy()).reshape(-1))
            size.append(np.abs(kept.numpy()).reshape(-1))
    sizes = np.concatenate(size)
    return np.concatenate(distance) if distance else np.full(len(sizes), np.inf), sizes


def moved_runs(experiment: Descending, history: History) -> Iterator[History | None]:
    """Yield runs of autograd that are moved by last digits, of their start or on the way; None at the very limit."""
    first = history.values_at(0)
    furthest = np.array([np.abs(history[name]).max() for name in experiment.parameters])
    nudged = first * (1 + NUDGE), first + furthest * NUDGE  # of a tiny start nothing is left after one step
    for seed in range(-len(nudged), TRIALS):
        try:
            if seed < 0:
                start = tuple(zip(experiment.parameters, nudged[seed].tolist(), strict=True))
                other = by_autograd(replace(experiment, start=start))
            else:
                with LastDigits(seed):
                    other = by_autograd(experiment)
        except Refused:
            yield None
        else:
            yield other


def _differing_batch(experiment: Descending, random: Random) -> str | None:
    """Compare the runs of a batch, with starts and learning rates of their own, with each alone."""
    own = np.array(experiment.start_values())
    starts = np.array([own, own * random.uniform(0.5, 2), [random.gauss(0, 1) for _ in own]])
    rates = experiment.optimizer.learning_rate * np.array([1.0, random.uniform(0.1, 3), random.uniform(0.1, 3)])
    batch = CompiledBatch(experiment, starts, rates)
    all_rows = rows_of(batch, random.choice((7, 10**9)))
    TALLY.batches += 1
    for run, (rows, start, rate) in enumerate(zip(all_rows, starts.tolist(), rates.tolist(), strict=True)):
        single = replace(
            experiment,
            start=tuple(zip(experiment.parameters, start, strict=True)),
            optimizer=experiment.optimizer.with_knob("learning_rate", rate),
        )
        try:
            alone = compiled(single)
        except Refused:
            same = batch.diverged_at[run] == 0
        else:
            same = (
                np.array_equal(rows, alone.rows())
                and batch.flat[run] == (alone.stopped == "tolerance")
                and batch.diverged_at[run] == (-1 if alone.diverged_at is None else alone.diverged_at)
            )
        if not same:
            return "a run of a batch is not as it is alone"
    return None
