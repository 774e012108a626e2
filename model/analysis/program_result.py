"""A program in a file, run without a window, and what is written of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.analysis.results import json_bytes
from model.message import QT_TRANSLATE_NOOP, Message
from model.message import Refused as RefusedInput
from model.program.child.player import run_program
from model.program.child.process import Child
from model.program.record.loops import outermost_first
from model.program.source import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from model.experiment import Autograd
    from model.program.child.channel import Failure
    from model.program.child.player import Outcome

_PLACED = QT_TRANSLATE_NOOP("results", "{path}: line {line}, column {column}: {reason}")
_AT_LINE = QT_TRANSLATE_NOOP("results", "line {line}: {reason}")


@dataclass(frozen=True, slots=True)
class ProgramResult:
    """A program that has ended, in whatever way."""

    outcome: Outcome

    def iterations(self) -> dict[str, int]:
        """Return how many rows the scalar of each name has, in the outermost loop that has it."""
        counts: dict[str, int] = {}
        for loop in outermost_first(self.outcome.loops):
            for name in loop.scalars:
                counts.setdefault(name, loop.iterations_of(name))
        return counts

    def csv(self) -> Iterator[bytes]:
        """Yield the scalars of the outermost loop as a CSV file, a row an iteration; the header alone without loops.

        Row 0 is before the first iteration. A cell is empty where there is no value yet.
        """
        loops = outermost_first(self.outcome.loops)
        scalars = {name: loops[0].column_of(name).tolist() for name in loops[0].scalars} if loops else {}
        yield f"{','.join(['iteration', *scalars])}\n".encode()
        for row, numbers in enumerate(zip(*scalars.values(), strict=True)):
            cells = (
                repr(number) if row >= loops[0].first[name] else ""
                for name, number in zip(scalars, numbers, strict=True)
            )
            yield f"{','.join([str(row * loops[0].every), *cells])}\n".encode()

    def json(self) -> bytes:
        """Return what it printed, its error and its variables as JSON, "inf", "-inf" and "nan" as texts."""
        failure = self.outcome.failure
        error = failure and {"type": failure.type, "message": str(failure.message), "line": failure.line}
        return json_bytes(
            {
                "printed": self.outcome.printed,
                "error": error,
                "variables": self.outcome.variables,
                "iterations": self.iterations(),
                "plots": self.outcome.plots,
            }
        )


def run_source(
    path: Path,
    program: Autograd,
    command: Sequence[str],
    show: Callable[[str], None],
    note: Callable[[Message], None],
    *,
    draws: bool = False,
) -> ProgramResult:
    """Run the program of a file to its end in a process that ``command`` starts.

    ``draws`` asks for its last figure, or its graph. ``show`` gets what it prints, piece by piece, and ``note`` what
    was passed over in it, and why it did not come to its end.

    Raises
    ------
    model.message.Refused
        Where the program is refused before it runs, with its line and column.
    """
    try:
        outcome = run_program(Child.start(command), program.source, program.seed, show, note, draws=draws)
    except Refused as refusal:
        place = {"path": path, "line": refusal.line, "column": refusal.column}
        raise RefusedInput(_PLACED, **place, reason=refusal.message) from None
    if outcome.failure is not None:
        note(_sentence(outcome.failure))
    return ProgramResult(outcome)


def _sentence(failure: Failure) -> Message:
    reason: object = failure.message if failure.type is None else f"{failure.type}: {failure.message}"
    if failure.line is None:
        return Message("", "{reason}").fill(reason=reason)
    return _AT_LINE.fill(line=failure.line, reason=reason)
