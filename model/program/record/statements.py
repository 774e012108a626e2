"""What each statement of a recorded stretch did: the effects on the tensors that were there, and what it printed."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from model.message import QT_TRANSLATE_NOOP, Message
from model.program.record.states import effects_of

if TYPE_CHECKING:
    from model.program.record.frames import Window
    from model.program.record.states import Effect, VariableState


_MOST_LETTERS, _MOST_LINES = 5_000, 100
"""Of what a statement has printed, or of its error: a window that shows more would stand still meanwhile."""


class Statement(NamedTuple):
    """One statement that was run.

    Attributes
    ----------
    line : int
        Where it stands.
    first, last : int
        Its frames.
    effects : tuple of Effect
        What it changed in tensors that had their name before.
    frees : bool
        Whether it let PyTorch free a graph.
    printed : str
        What it printed.
    error : (str, str) or None
        Type and message of the error that it ended in.
    """

    line: int
    first: int
    last: int
    effects: tuple[Effect, ...]
    frees: bool
    printed: str
    error: tuple[str, str] | None

    def log(self) -> tuple[Message, ...]:
        """Return what it did, a line each."""
        lines = [effect.message for effect in self.effects]
        if self.frees:
            lines.append(QT_TRANSLATE_NOOP("record", "the graph is freed"))
        if self.printed.strip():
            lines += [Message("", "{line}").fill(line=line) for line in _shown(self.printed.rstrip()).split("\n")]
        if not lines and self.error is None:
            lines.append(QT_TRANSLATE_NOOP("record", "nothing changed"))
        return tuple(lines)


def _shown(text: str) -> str:
    """Return as much of a text as a log has room for."""
    cut = "\n".join(text[:_MOST_LETTERS].split("\n")[:_MOST_LINES])
    return cut if len(cut) == len(text) else f"{cut} …"


def statements_of(window: Window, printed: str) -> list[Statement]:
    """Return the statements of a stretch that begins with the run; ``printed`` is all that the run has printed."""
    rows: dict[tuple[str, int], VariableState] = {}
    found: list[Statement] = []
    letters, first = 0, 0
    freed: set[str] = set()
    for place, group in groupby(window.frames, lambda frame: frame.place):
        frames = list(group)
        touched = {(row.name, row.depth) for frame in frames for row in frame.rows}
        before = [rows[key] for key in touched if key in rows]
        for frame in frames:
            for key in frame.gone:
                del rows[key]
            rows |= {(row.name, row.depth): row for row in frame.rows}
        last, after = frames[-1], [row for key, row in rows.items() if key in touched]
        now = {node.key for node in window.graphs[last.graph].nodes if node.freed}
        if place:
            # A tensor that is an argument has the same name within a function, and is changed once.
            effects = tuple(dict.fromkeys(effects_of(before, after)))
            text = printed[letters : last.printed]
            ends = first + len(frames) - 1
            error = last.error and (last.error[0], _shown(last.error[1]))
            found.append(Statement(last.line, first, ends, effects, bool(now - freed), text, error))
        letters, first, freed = last.printed, first + len(frames), freed | now
    return found
