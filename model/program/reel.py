"""The run of a program as the timeline of a window has it: frames of its first statements, and how it ended."""

from __future__ import annotations

import time
from copy import copy
from typing import TYPE_CHECKING

from model.descent.rows import EveryRow
from model.message import QT_TRANSLATE_NOOP, Message, Refused
from model.program.child.channel import Begun, Differentiate, Differentiated, Drew, Ended, Printed, Watched
from model.program.record.frames import Frame, Graph, Window

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from model.descent.history import Stopped
    from model.program.child.channel import Failure, Report
    from model.program.child.player import Player
    from model.program.record.figures import Figure

MOST_STATEMENTS = 200
"""How many statements of a program are frames of the timeline."""
_BETWEEN_LOOKS = 0.02
_LONGEST_ANSWER = 5.0
"""Seconds."""
_AT = QT_TRANSLATE_NOOP("program", "{path}: {reason}")


class Reel(EveryRow):
    """What is known of a run.

    Attributes
    ----------
    source : str
        The program.
    window : Window
        Its first statements; without frames as long as they are not done.
    notes : tuple of Message
        What was passed over in the program.
    printed : str
        What it has printed until now.
    failure : Failure or None
        Why it did not come to its end, once it has ended.
    steps, plots : int
        How many statements it has begun, and how many figures it has drawn, once it has ended.
    figures : tuple of Figure
        The last of them that show something.
    run : int
        Its number among the programs that its player has run.
    """

    diverged_at: int | None = None

    def __init__(self, source: str) -> None:
        self.source = source
        self.window = Window((), ())
        self.notes: tuple[Message, ...] = ()
        self.printed = ""
        self.failure: Failure | None = None
        self.steps = self.plots = self.run = 0
        self.figures: tuple[Figure, ...] = ()
        self.stopped: Stopped | None = None

    def __len__(self) -> int:
        return len(self.window.frames)

    @property
    def is_cut(self) -> bool:
        """Whether the program goes on after its last frame."""
        return len(self) > 0 and (self.stopped is None or self.window.frames[-1].place < self.steps)

    def view(self) -> Self:
        """Return what is known now: another thread takes in what comes."""
        return copy(self)

    def take(self, report: Report) -> None:
        """Take in what the process of the program reports."""
        match report:
            case Begun():
                self.notes = tuple(report.notes)
            case Printed():
                self.printed += report.text
            case Watched():
                self.window = report.window
            case Drew():
                self.figures += (report.figure,)
            case Ended():
                self.failure, self.steps, self.plots = report.failure, report.steps, report.plots
                if not len(self):  # it was ended before there was anything to see
                    self.window = Window((Frame("start", 0, 0),), (Graph(),))
                self.stopped = "complete"
            case _:
                pass


class Projection:
    """The run of a program for the worker of a window: each step waits a moment for more of it.

    Attributes
    ----------
    history : Reel
    process : Player
        Where the program runs, however many rows are wanted.
    """

    def __init__(self, source: str, seed: int, player: Player) -> None:
        self.history = Reel(source)
        self._seed, self.process = seed, player
        self._has_begun = False

    def step(self) -> bool:
        """Take in what has come of the program; return whether there may be more.

        Raises
        ------
        Refused
            Where the program is refused before it runs: its key names line and column, such as ``source[3:5]``.
        RuntimeError
            Where we did something wrong, with Python's account of it.
        """
        reel = self.history
        if reel.stopped is not None:
            return False
        if not self._has_begun:
            self.process.start(reel.source, self._seed, MOST_STATEMENTS)
            self._has_begun, reel.run = True, self.process.run
        for report in self.process.poll(_BETWEEN_LOOKS):
            if isinstance(report, Ended) and report.failure is not None:
                _raise_what_is_no_end(report.failure)
            reel.take(report)
        return reel.stopped is None


def derivatives(reel: Reel, place: int, name: str, player: Player, is_given_up: Callable[[], bool]) -> Differentiated:
    """Have the process of a program that has ended differentiate a tensor, as `model.program.record.check` does.

    There are none where another program runs meanwhile, or nobody wants them any more.
    """
    if reel.run == player.run:
        player.ask(Differentiate(place, name))
        until = time.monotonic() + _LONGEST_ANSWER
        while time.monotonic() < until and not is_given_up():
            for report in player.poll(_BETWEEN_LOOKS):
                if isinstance(report, Differentiated):
                    return report
                if isinstance(report, Ended):  # the process is gone
                    return Differentiated([])
    return Differentiated([])


def _raise_what_is_no_end(failure: Failure) -> None:
    if failure.kind == "refused":
        raise Refused(_AT, path=f"source[{failure.line}:{failure.column}]", reason=failure.message)
    if failure.kind == "broken":
        raise RuntimeError(failure.message)
