"""One experiment run to its end, and what a run without a window writes: the rows, the result, a summary."""

from __future__ import annotations

import json
import math
from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from model.experiment import Autograd, Minimise
from model.message import QT_TRANSLATE_NOOP, Message
from model.points import CsvPoints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from model.analysis import Exact
    from model.experiment import Descending, Experiment
    from model.history import History
    from model.tensors.states import State
    from model.verdicts import Verdict

__all__ = ["AutogradResult", "DescentResult", "Result", "csv_chunks", "run"]

_STEPS_AT_A_TIME = 500
_ROWS_AT_A_TIME = 10_000
_MOST_PROBLEMS = 20


def run(experiment: Experiment, progress: Callable[[float], None] | None = None) -> Result:
    """Run an experiment to its end.

    Parameters
    ----------
    experiment : Experiment
        A valid experiment.
    progress : callable, optional
        Hears which share of the epochs is done, from 0 to 1.

    Raises
    ------
    Refused
        Where the experiment cannot be descended: no points, or a loss that is not finite at the start; or where
        a line of its program fails.
    """
    if isinstance(experiment, Autograd):
        from model.tensors.session import states_of

        return AutogradResult(experiment, states_of(experiment))
    from model.descent import descend

    descent = descend(experiment)
    history = descent.history
    while deque(islice(descent, _STEPS_AT_A_TIME), maxlen=1):
        if progress is not None:
            progress((history.last + 1) / history.limit)
    return _judged(experiment, history)


def _judged(experiment: Descending, history: History) -> DescentResult:
    from model.analysis import least_squares, local_hessian, stationary_points
    from model.verdicts import verdict

    last = len(history) - 1
    if isinstance(experiment, Minimise):
        stationary = stationary_points(experiment.formula, experiment.shown_domain())
        return DescentResult(experiment, history, verdict(experiment, history, last, stationary=stationary), None)
    exact = least_squares(experiment)
    curvature = exact.curvature if exact is not None else local_hessian(experiment, history.row(last))
    found = verdict(experiment, history, last, exact=exact, curvature=curvature)
    return DescentResult(experiment, history, found, exact)


def updates_per_epoch(experiment: Descending) -> int:
    """Return how many updates one epoch makes: one, but for mini-batches."""
    return 1 if isinstance(experiment, Minimise) else experiment.updates_per_epoch()


@dataclass(frozen=True, slots=True)
class DescentResult:
    """A finished descent with its verdict, and the exact answer where there is a closed form."""

    experiment: Descending
    history: History
    verdict: Verdict
    exact: Exact | None

    def csv(self) -> Iterator[bytes]:
        """Return the history as the text of a CSV file, piece by piece."""
        return csv_chunks(self.history, updates_per_epoch(self.experiment))

    def json(self) -> bytes:
        """Return the result as JSON in English; what is not finite is null."""
        return (json.dumps(self._document(), indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()

    def final(self) -> dict[str, float]:
        """Return loss and parameters of the last row, in the units descended in."""
        last = len(self.history) - 1
        return {name: float(self.history[name][last]) for name in ("loss", *self.experiment.parameters)}

    def final_original(self) -> dict[str, float] | None:
        """Return them in original units where x was standardised and there is a closed form."""
        experiment = self.experiment
        if isinstance(experiment, Minimise) or not experiment.standardise:
            return None
        from model.analysis import units_of

        units = units_of(experiment)
        final = self.final()
        return None if units is None else {"loss": final["loss"], **units.original(final)}

    def _document(self) -> dict[str, Any]:
        updates = updates_per_epoch(self.experiment)
        last = self.history.last
        document: dict[str, Any] = {"engine": self.history.engine, "epochs": last // updates}
        if updates > 1:
            document["updates"] = last
        document["verdict"] = {"code": self.verdict.code, "text": self.verdict.message.text()}
        document["final"] = _finite(self.final())
        original = self.final_original()
        if original is not None:
            document["final_original"] = _finite(original)
        if self.exact is not None:
            document["exact"] = _finite({**self.exact.parameters, "loss": self.exact.loss})
        problems = self._problems()
        if problems:
            document["unread_rows"] = [{"line": problem.line, "reason": problem.reason.text()} for problem in problems]
        return document

    def summary(self) -> Iterator[Message]:
        """Say in a few lines what came out."""
        updates = updates_per_epoch(self.experiment)
        last = self.history.last
        yield QT_TRANSLATE_NOOP("results", "after {epochs} epochs: {values}").fill(
            epochs=last // updates, values=_values(self.final())
        )
        original = self.final_original()
        if original is not None:
            yield QT_TRANSLATE_NOOP("results", "in the original units: {values}").fill(values=_values(original))
        if self.exact is not None:
            exact = {"loss": self.exact.loss, **self.exact.parameters}
            yield QT_TRANSLATE_NOOP("results", "exact: {values}").fill(values=_values(exact))
        yield self.verdict.message
        problems = self._problems()
        if problems:
            yield QT_TRANSLATE_NOOP("results", "rows that could not be read: {count}").fill(count=len(problems))
        for problem in problems[:_MOST_PROBLEMS]:
            yield QT_TRANSLATE_NOOP("results", "line {line}: {reason}").fill(line=problem.line, reason=problem.reason)
        if len(problems) > _MOST_PROBLEMS:
            yield QT_TRANSLATE_NOOP("results", "and {count} more; --json lists them all").fill(
                count=len(problems) - _MOST_PROBLEMS
            )

    def _problems(self) -> Any:
        data = None if isinstance(self.experiment, Minimise) else self.experiment.data
        return data.problems if isinstance(data, CsvPoints) else ()


@dataclass(frozen=True, slots=True)
class AutogradResult:
    """The tensors of a program after it, and after each action."""

    experiment: Autograd
    states: tuple[State, ...]

    def csv(self) -> None:
        """Return None: there is no history of rows."""
        return

    def json(self) -> bytes:
        """Return every tensor's attributes after each action as JSON; what is not finite is null."""
        document = {"seed": self.experiment.seed, "steps": [state.document() for state in self.states]}
        return (json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()

    def summary(self) -> Iterator[Message]:
        """Say what each action did."""
        yield QT_TRANSLATE_NOOP("results", "tensors: {names}").fill(
            names=", ".join(tensor.name for tensor in self.states[0].tensors) or "–"
        )
        for state in self.states[1:]:
            if state.error is not None:
                what: object = state.error
            else:
                what = _joined(state.log())
            yield QT_TRANSLATE_NOOP("results", "{action}: {what}").fill(action=state.action, what=what)


Result: TypeAlias = DescentResult | AutogradResult


def _joined(messages: tuple[Message, ...]) -> Message:
    joined = messages[0]
    for message in messages[1:]:
        joined = Message("results", "{first}; {second}").fill(first=joined, second=message)
    return joined


def csv_chunks(history: History, updates: int) -> Iterator[bytes]:
    """Write a history as CSV, each number so that reading it back gives the same float.

    Parameters
    ----------
    history : History
        Its columns are written in its order.
    updates : int
        Updates in one epoch; a column ``update`` is written where it is more than one.

    Yields
    ------
    bytes
        The header, then some thousand rows at a time.
    """
    counters = ("epoch",) if updates == 1 else ("epoch", "update")
    yield (",".join([*counters, *history.columns]) + "\n").encode()
    for start in range(0, len(history), _ROWS_AT_A_TIME):
        stop = min(start + _ROWS_AT_A_TIME, len(history))
        numbers = history.numbers(start, stop).tolist()
        counted = (numbers,) if updates == 1 else ((k // updates for k in numbers), numbers)
        rows = zip(*counted, *(history[name][start:stop].tolist() for name in history.columns), strict=True)
        # JSON numbers are the shortest that read back equal; msgspec writes them ten times as fast as repr.
        yield msgspec.json.encode(list(rows))[2:-2].replace(b"],[", b"\n") + b"\n"


def _values(values: dict[str, float]) -> str:
    return ", ".join(f"{name} = {value!r}" for name, value in values.items())


def _finite(values: dict[str, float]) -> dict[str, float | None]:
    return {name: value if math.isfinite(value) else None for name, value in values.items()}
