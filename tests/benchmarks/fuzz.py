"""A campaign of random experiments: the compiled engine's steps and runs against autograd's.

    .venv/bin/python -m tests.benchmarks.fuzz [--steps N] [--seed N] [--first N] [--seconds N]

Prints what was compared and the worst differences, and every failure as an experiment file; exit code 1 where there
is one.

A step is the same where every number of it is, to 1e-9 of its size. Where numbers cancel, or a kink is so near that
their last digits decide, it may differ by a few times what autograd's own numbers move with last digits:
`tests.model.last_digits` says with which, and why never at an exact tie. A run is the same where its rows are, to 1e-9
of the largest number in their columns, with its end and the states that it keeps. It is chaotic, and only its steps
count, where last digits, or 1e-15 of the start, move the parameters in its end by 1e-10 or more.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from model.descent.objectives import objective_of
from model.engine.compiled import CompiledBatch, prepare, why_not
from model.engine.compiled.structure import structure_of
from model.experiment import Regression, Runner, Surface, SurfaceRun
from model.experiment.file import encode
from model.message import Message, Refused
from tests.model.both_engines import by_autograd, compiled, rows_of, steps_of
from tests.model.last_digits import TRIALS, LastDigits, apart, is_at_kink, moved
from tests.model.random_experiments import experiment_of, plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from model.descent.history import History
    from model.engine.compiled.structure import Structure
    from model.experiment import Descending, Experiment
    from tests.model.both_engines import StepPair

STEPS = 20_000
CASES = 6
"""Of one plan: experiments with other numbers and the same compiled step."""
STEPS_OF_A_CASE = 24
TOLERANCE = 1e-9
SUSPECT = 1e-12
"""From here on it is looked whether a difference is one of last digits."""
TIMES = 4.0
"""So much more than last digits did in some trials may those of the other engine move a number."""
CHAOTIC = 1e-10
NUDGE = 1e-15
BATCH_EVERY = 6


@dataclass(frozen=True, eq=False)
class Case:
    """An experiment, autograd's run of it, and how to find it again."""

    label: str
    experiment: Descending
    history: History

    def __str__(self) -> str:
        experiment = self.experiment
        loss = f", {experiment.loss.name}" if isinstance(experiment, Regression) else ""
        return f"{self.label}: {experiment.formula.text}{loss}, {experiment.optimizer.name}"


@dataclass
class Worst:
    """The greatest difference so far, and the case that it is of."""

    difference: float = 0.0
    case: Case | None = None

    def meet(self, difference: float, case: Case) -> None:
        if difference > self.difference:
            self.difference, self.case = difference, case

    def __str__(self) -> str:
        return f"{self.difference:.2g} in {self.case}" if self.case else "0"


@dataclass
class Tally:
    """What a campaign has found."""

    cases: int = 0
    steps: int = 0
    at_kinks: int = 0
    last_digits: int = 0
    worst_step: Worst = field(default_factory=Worst)
    runs: int = 0
    chaotic: int = 0
    worst_run: Worst = field(default_factory=Worst)
    ends: Counter[str] = field(default_factory=Counter)
    batches: int = 0
    structures: set[Structure] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def fail(self, case: Case, what: str, experiment: Descending | None = None) -> None:
        self.failures.append(f"{case}\n{what}\n{text_of(experiment or case.experiment)}")

    def report(self) -> str:
        """Return what was compared, line by line, and every failure."""
        lines = [
            f"cases            {self.cases}, of {len(self.structures)} structures",
            f"single steps     {self.steps}, {self.at_kinks} of them from the point of a kink",
            f"  worst          {self.worst_step}",
            f"  last digits    decide {self.last_digits}",
            f"whole runs       {self.runs} ({_listed(self.ends)}); {self.chaotic} more are chaotic",
            f"  worst          {self.worst_run}",
            f"batches          {self.batches}, each run of them bit for bit as alone",
            f"left out         {_listed(self.left_out)}",
            f"refused          {_listed(self.refused)}",
            f"failures         {len(self.failures)}",
        ]
        return "\n".join([*lines, *self.failures])


def _listed(counts: Counter[str]) -> str:
    return "; ".join(f"{count} {what}" for what, count in counts.most_common()) or "none"


def text_of(experiment: Descending) -> str:
    """Return the text of the file that holds an experiment; a run on a surface as a race of one."""
    whole: Experiment
    if isinstance(experiment, SurfaceRun):
        runner = Runner(experiment.optimizer, "", experiment.schedule, experiment.clip, experiment.noise)
        shared = {name: getattr(experiment, name) for name in ("function", "start", "epochs", "tolerance")}
        whole = Surface(runners=(runner,), **shared)
    else:
        whole = experiment
    return encode(whole, Path.cwd()).decode()


def campaign(
    seed: int = 0,
    first: int = 0,
    *,
    cases: int = CASES,
    steps: float = np.inf,
    plans: float = np.inf,
    seconds: float = np.inf,
) -> Tally:
    """Compare so many cases of random plans until there are so many steps or plans, or the time is over."""
    tally, end, number = Tally(), perf_counter() + seconds, first
    while tally.steps < steps and number - first < plans and perf_counter() < end:
        random = Random(f"{seed}, {number}")
        drawn = plan(random)
        for index in range(cases):
            try:
                experiment = experiment_of(random, drawn)
                history = by_autograd(experiment)
            except Refused as refusal:
                tally.left_out[_reason(refusal.message)] += 1
            else:
                compare(tally, Case(f"seed {seed}, plan {number}, case {index}", experiment, history), random)
        number += 1
    return tally


def _reason(message: Message) -> str:
    """Return the template of a reason, without the numbers and the places that it is of."""
    while isinstance(reason := dict(message.values).get("reason"), Message):
        message = reason
    return message.template


def compare(tally: Tally, case: Case, random: Random) -> None:
    """Compare one experiment's steps, its run and at times a batch with what autograd gives."""
    prepare(case.experiment)
    reason = why_not(case.experiment)
    if reason is not None:
        tally.refused[reason.text()] += 1
        return
    tally.cases += 1
    tally.structures.add(structure_of(case.experiment))
    objective = objective_of(case.experiment)
    for pair in steps_of(case.experiment, case.history, -(-len(case.history) // STEPS_OF_A_CASE)):
        tally.at_kinks += is_at_kink(objective, pair)
        compare_step(tally, case, pair)
    compare_run(tally, case)
    if tally.cases % BATCH_EVERY == 0:
        compare_batch(tally, case, random)


def compare_step(tally: Tally, case: Case, pair: StepPair) -> None:
    tally.steps += 1
    distance = apart(pair.found, pair.expected)
    relative = _ratio(distance, np.where(np.isfinite(pair.expected), np.abs(pair.expected), 0.0))
    suspect = relative > SUSPECT
    if suspect.any() and any((distance <= TIMES * most)[suspect].all() for most in moved(case.experiment, pair)):
        tally.last_digits += 1
        return
    if relative.max() <= TOLERANCE:
        tally.worst_step.meet(float(relative.max()), case)
        return
    numbers = "\n".join(f"  {a!r} and {b!r}" for a, b in zip(pair.expected.tolist(), pair.found.tolist(), strict=True))
    tally.fail(case, f"the step from row {pair.row}, by autograd and compiled:\n{numbers}")


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return part by whole; nothing is 0 of anything."""
    with np.errstate(all="ignore"):
        return np.where(part == 0, 0.0, part / whole)


def compare_run(tally: Tally, case: Case) -> None:
    found, expected = compiled(case.experiment), case.history
    distance, size = columns_apart(found, expected)
    relative = _ratio(distance, size)
    if relative.max() > TOLERANCE:
        parameters, most = slice(1, 1 + len(expected.parameters)), np.zeros(len(size))
        for other in moved_runs(case):
            end = np.inf if other is None else columns_apart(other, expected, len(expected) - 1)[0]
            if _ratio(end, size)[parameters].max() >= CHAOTIC:
                tally.chaotic += 1
                return
            # where all that stands in a column has cancelled, its size tells nothing
            most = np.maximum(most, columns_apart(other, expected)[0])
            relative[distance <= TIMES * most] = 0.0
            if relative.max() <= TOLERANCE:
                break
    if relative.max() <= TOLERANCE:
        tally.runs += 1
        tally.ends[str(expected.stopped)] += 1
        tally.worst_run.meet(float(relative.max()), case)
    else:
        both = f"{len(expected)} rows {expected.stopped} and {len(found)} rows {found.stopped}"
        tally.fail(case, f"the run, by autograd and compiled: {both}; its columns are apart by {relative}")


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


def moved_runs(case: Case) -> Iterator[History | None]:
    """Yield runs of autograd that are moved by last digits, of their start or on the way; None at the very limit."""
    experiment = case.experiment
    nudged = case.history.values_at(0) * (1 + NUDGE)
    start = tuple(zip(experiment.parameters, nudged.tolist(), strict=True))
    for seed in range(-1, TRIALS):
        try:
            if seed < 0:
                other = by_autograd(replace(experiment, start=start))
            else:
                with LastDigits(seed):
                    other = by_autograd(experiment)
        except Refused:
            yield None
        else:
            yield other


def compare_batch(tally: Tally, case: Case, random: Random) -> None:
    """Compare the runs of a batch, with starts and learning rates of their own, with each alone."""
    experiment = case.experiment
    own = np.array(experiment.start_values())
    starts = np.array([own, own * random.uniform(0.5, 2), [random.gauss(0, 1) for _ in own]])
    rates = experiment.optimizer.learning_rate * np.array([1.0, random.uniform(0.1, 3), random.uniform(0.1, 3)])
    batch = CompiledBatch(experiment, starts, rates)
    all_rows = rows_of(batch, random.choice((7, 10**9)))
    tally.batches += 1
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
            tally.fail(case, f"run {run} of a batch is not as it is alone", single)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=STEPS, help="single steps to compare")
    parser.add_argument("--seed", type=int, default=0, help="another one gives other experiments")
    parser.add_argument("--first", type=int, default=0, help="the plan to begin with")
    parser.add_argument("--seconds", type=float, default=np.inf, help="begin no further plan after so long")
    options = parser.parse_args()
    began = perf_counter()
    tally = campaign(options.seed, options.first, steps=options.steps, seconds=options.seconds)
    print(tally.report())
    print(f"seconds          {perf_counter() - began:.1f}")
    return bool(tally.failures)


if __name__ == "__main__":
    sys.exit(main())
