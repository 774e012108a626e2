"""The result of a finished run, and what a run without a window writes of it: the rows, the result, a summary."""

from __future__ import annotations

import json
import math
from collections import deque
from dataclasses import dataclass
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from model.analysis.judge import judged, known_of
from model.data.points import CsvPoints
from model.descent.race_history import RaceHistory
from model.formula.remarks import remarks
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from model.analysis.exact import Exact
    from model.analysis.verdicts import Verdict
    from model.data.tables import RowProblem
    from model.descent.history import History
    from model.descent.rows import Rows, Run
    from model.experiment import Descending, Surface

_STEPS_AT_A_TIME = 500
_ROWS_AT_A_TIME = 10_000
_MOST_PROBLEMS = 20


def finished(run: Run, progress: Callable[[float], None] | None = None) -> Rows:
    """Step a run to its end and return its rows; ``progress`` is called with the share that is done, from 0 to 1."""
    steps = iter(run.step, False)
    at_a_time = 1 if run.history.engine == "compiled" else _STEPS_AT_A_TIME
    while deque(islice(steps, at_a_time), maxlen=1):
        if progress is not None:
            progress((run.history.last + 1) / run.history.limit)
    return run.history


def descent_result(experiment: Descending, history: History) -> DescentResult:
    """Judge a descent at its last row; takes a while, and loads SymPy."""
    return DescentResult(experiment, history, *judged(experiment, history, known_of(experiment)))


def race_result(experiment: Surface, history: RaceHistory) -> RaceResult:
    """Judge each runner's descent at its last row."""
    known = known_of(experiment.runs[0])
    pairs = zip(experiment.runs, history.histories, strict=True)
    return RaceResult(experiment, tuple(DescentResult(run, rows, *judged(run, rows, known)) for run, rows in pairs))


@dataclass(frozen=True, slots=True)
class DescentResult:
    """A finished descent with its verdict, and the exact answer where there is a closed form."""

    experiment: Descending
    history: History
    verdict: Verdict
    exact: Exact | None

    @property
    def rows(self) -> History:
        """The rows of the run."""
        return self.history

    def heading(self, sentence: str) -> str:
        """Return what was run, with the ``sentence`` of the verdict below."""
        return f"{_equation(self.experiment)}\n{sentence}"

    def csv(self) -> Iterator[bytes]:
        """Return the history as the text of a CSV file, piece by piece."""
        return csv_chunks(self.history, self.experiment.updates_per_epoch())

    def json(self) -> bytes:
        """Return the result as JSON in English, with "inf", "-inf" and "nan" as texts."""
        return json_bytes(self.document())

    def final(self) -> dict[str, float]:
        """Return loss and parameters of the last row, in the units descended in."""
        last = len(self.history) - 1
        return {name: float(self.history[name][last]) for name in ("loss", *self.experiment.parameters)}

    def final_original(self) -> dict[str, float] | None:
        """Return them in original units where x was standardised and there is a closed form."""
        experiment = self.experiment
        if experiment.loss is None or not experiment.standardise:
            return None
        from model.experiment.units import units_of

        units = units_of(experiment)
        final = self.final()
        return None if units is None else {"loss": final["loss"], **units.original(final)}

    def document(self) -> dict[str, Any]:
        """Return the result as what JSON can hold."""
        updates = self.experiment.updates_per_epoch()
        last = self.history.last
        document: dict[str, Any] = {"engine": self.history.engine, "epochs": last // updates}
        if updates > 1:
            document["updates"] = last
        document["verdict"] = {"code": self.verdict.code, "text": self.verdict.message.text()}
        helpful = [remedy.text() for remedy in self.remedies()]
        if helpful:
            document["remedies"] = helpful
        document["final"] = self.final()
        original = self.final_original()
        if original is not None:
            document["final_original"] = original
        if self.exact is not None:
            document["exact"] = {**self.exact.parameters, "loss": self.exact.loss}
        if notes := self._formula_notes():
            document["formula_notes"] = [note.text() for note in notes]
        if notes := self._notes():
            document["data_notes"] = [note.text() for note in notes]
        problems = self._problems()
        if problems:
            document["unread_rows"] = [{"line": problem.line, "reason": problem.reason.text()} for problem in problems]
        return document

    def remedies(self) -> tuple[Message, ...]:
        """Return what would help, where the verdict is not good and something is known; takes up to seconds."""
        from threading import Event

        from model.analysis.remedies import remedies

        return tuple(remedy.effect for remedy in remedies(self.experiment, self.history, Event()))

    def summary(self) -> Iterator[Message]:
        """Yield the result in a few lines."""
        yield from self._formula_notes()
        updates = self.experiment.updates_per_epoch()
        last = self.history.last
        yield QT_TRANSLATE_NOOP("results", "at epoch {epochs}: {values}").fill(
            epochs=last // updates, values=_values(self.final())
        )
        original = self.final_original()
        if original is not None:
            yield QT_TRANSLATE_NOOP("results", "in the original units: {values}").fill(values=_values(original))
        if self.exact is not None:
            exact = {"loss": self.exact.loss, **self.exact.parameters}
            yield QT_TRANSLATE_NOOP("results", "exact: {values}").fill(values=_values(exact))
        yield self.verdict.message
        yield from self.remedies()
        yield from self._notes()
        problems = self._problems()
        if problems:
            yield QT_TRANSLATE_NOOP("results", "rows that could not be read: {count}").fill(count=len(problems))
        for problem in problems[:_MOST_PROBLEMS]:
            yield QT_TRANSLATE_NOOP("results", "line {line}: {reason}").fill(line=problem.line, reason=problem.reason)
        if len(problems) > _MOST_PROBLEMS:
            yield QT_TRANSLATE_NOOP("results", "and {count} more; --json lists them all").fill(
                count=len(problems) - _MOST_PROBLEMS
            )

    def _formula_notes(self) -> tuple[Message, ...]:
        """Return what is said of the formulas: how they were read, and what they lack."""
        experiment = self.experiment
        of_loss = () if experiment.loss is None else remarks(experiment.loss_formula)
        return (*remarks(experiment.formula, is_prediction=experiment.loss is not None), *of_loss)

    def _table(self) -> CsvPoints | None:
        data = None if self.experiment.loss is None else self.experiment.data
        return data if isinstance(data, CsvPoints) else None

    def _problems(self) -> Sequence[RowProblem]:
        table = self._table()
        return table.problems if table else ()

    def _notes(self) -> Sequence[Message]:
        table = self._table()
        return table.notes if table else ()


@dataclass(frozen=True, slots=True)
class RaceResult:
    """A finished race: each runner's descent with its verdict, in the order of the runners."""

    experiment: Surface
    results: tuple[DescentResult, ...]

    @property
    def histories(self) -> tuple[History, ...]:
        """The rows of each runner."""
        return tuple(result.history for result in self.results)

    @property
    def rows(self) -> RaceHistory:
        """The rows of all runners as one run."""
        return RaceHistory(self.histories)

    def heading(self, sentence: str) -> str:
        """Return what was run, with the ``sentence`` of the verdict below."""
        return f"{_equation(self.experiment)}\n{sentence}"

    def csv(self) -> Iterator[bytes]:
        """Return all histories as the text of one CSV file, piece by piece, with the runner's number first."""
        for number, result in enumerate(self.results, 1):
            yield from csv_chunks(result.history, 1, runner=number)

    def json(self) -> bytes:
        """Return the result as JSON in English, with "inf", "-inf" and "nan" as texts."""
        return json_bytes(self.document())

    def document(self) -> dict[str, Any]:
        """Return the result as what JSON can hold: for each runner what `DescentResult` gives."""
        runners = [
            {
                "runner": number,
                "label": runner.label,
                "optimizer": runner.optimizer.name,
                **{key: value for key, value in result.document().items() if key != "engine"},
            }
            for number, (runner, result) in enumerate(zip(self.experiment.runners, self.results, strict=True), 1)
        ]
        epochs = max(runner["epochs"] for runner in runners)
        return {"engine": self.histories[0].engine, "epochs": epochs, "runners": runners}

    def summary(self) -> Iterator[Message]:
        """Yield each runner's result in a few lines."""
        for number, (runner, result) in enumerate(zip(self.experiment.runners, self.results, strict=True), 1):
            for line in result.summary():
                yield QT_TRANSLATE_NOOP("results", "{number}. {name}: {what}").fill(
                    number=number, name=runner.title, what=line
                )


Result: TypeAlias = DescentResult | RaceResult


def _equation(experiment: Descending | Surface) -> str:
    name = "y" if experiment.loss is not None else f"f({', '.join(experiment.parameters)})"
    return f"{name} = {experiment.formula.pretty()}"


def csv_chunks(history: History, updates: int, runner: int | None = None) -> Iterator[bytes]:
    """Yield a history as CSV: the header, then some thousand rows at a time; each number reads back as the same float.

    A column ``update`` is written where an epoch has more than one. In a race ``runner`` is the number, from 1, of
    whose history it is, for a first column ``runner``; the header is that of the first one.
    """
    import msgspec

    counters = ["epoch"] if updates == 1 else ["epoch", "update"]
    if runner is not None:
        counters.insert(0, "runner")
    if runner is None or runner == 1:
        yield (",".join([*counters, *history.columns]) + "\n").encode()
    for start in range(0, len(history), _ROWS_AT_A_TIME):
        stop = min(start + _ROWS_AT_A_TIME, len(history))
        numbers = history.steps(start, stop).tolist()
        counted: list[Iterable[int]] = [] if runner is None else [repeat(runner, len(numbers))]
        counted += [numbers] if updates == 1 else [(k // updates for k in numbers), numbers]
        rows = zip(*counted, *(history[name][start:stop].tolist() for name in history.columns), strict=True)
        # JSON numbers are the shortest that read back equal; msgspec writes them ten times as fast as repr.
        yield msgspec.json.encode(list(rows))[2:-2].replace(b"],[", b"\n") + b"\n"


def json_bytes(document: dict[str, Any]) -> bytes:
    """Return a document as the text of a file, with numbers that are not finite as texts."""
    return (json.dumps(_told(document), indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode(
        errors="backslashreplace"
    )


def _told(value: Any) -> Any:
    """Return what JSON holds of a value: numbers that are not finite, of which it has none, as Python's texts."""
    if isinstance(value, dict):
        return {key: _told(each) for key, each in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_told(each) for each in cast("list[Any]", value)]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _values(values: dict[str, float]) -> str:
    return ", ".join(f"{name} = {value!r}" for name, value in values.items())
