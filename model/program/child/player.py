"""Runs programs, each in a process of its own: one after the other for a window, or one to its end."""

from __future__ import annotations

import json
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING, Any

from model.message import Message
from model.program.child.channel import Begun, Drew, Ended, Printed, Scalars, Watched
from model.program.child.fork_server import ForkServer, can_fork
from model.program.child.process import Child, environment
from model.program.source import Place, Refused
from resources import RUN_PROGRAM, own_command

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from model.program.child.channel import Failure, Question, Report
    from model.program.record.figures import Figure
    from model.program.record.frames import Window
    from model.program.record.loops import Loop

_BETWEEN_LOOKS = 0.1
_BEFORE_SPARE = 0.5
"""Seconds."""


class Player:
    """Runs one program at a time, with a warm process behind it; none is there before `warm` or `start`.

    That process forks one for each program if ``forks``; otherwise it becomes the next one's, and there is another.

    To be used by one thread at a time. The processes are started by a thread of its own, with which they would end.
    """

    def __init__(self, command: Sequence[str], *, forks: bool | None = None) -> None:
        self._command = command
        self._forks = can_fork() if forks is None else forks
        self._starter: ThreadPoolExecutor | None = None
        self._server: ForkServer | None = None
        self._child: Child | None = None
        self._spare: Child | None = None
        self._stopped: list[Child] = []
        """Processes that may not be gone yet."""
        self._to_warm = math.inf
        """When the spare process is to be started."""
        self.run = 0
        """How many programs were started: the number of the one that runs."""

    def warm(self) -> None:
        """Have a process ready, so that the next program begins at once."""
        self._starter = self._starter or ThreadPoolExecutor(1, "starts programs")
        if self._forks and (self._server is None or self._server.has_ended):
            self._close_server()
            self._server = self._starter.submit(ForkServer, self._command, environment()).result()
        elif not self._forks and (self._spare is None or self._spare.has_ended):
            self._spare = self._starter.submit(Child.start, self._command).result()

    def _warmed(self) -> Child:
        self.warm()
        spare, self._spare = self._spare, None
        if self._server is not None:
            return Child.fork(self._server)
        assert spare is not None
        return spare

    def start(self, text: str, seed: int, watched: int = 0) -> None:
        """End the program that runs, and run another, of which so many statements are told as frames."""
        if self._child is None or not self._child.is_waiting:
            self.stop()
            children = (*self._stopped, self._child)
            self._stopped = [child for child in children if child is not None and not child.has_ended]
            self._child = self._warmed()
        self._child.begin(text, seed, watched)
        self.run += 1

    def poll(self, wait: float = 0.0) -> list[Report]:
        """Return what has come of the program since it was last asked for.

        Where nothing has come it is waited for, so many seconds at the most. A process is warmed up for the next one
        once what is watched of this one has come, or a while after it has begun: not beside its first statements.
        """
        reports = [] if self._child is None else self._child.reports(wait)
        if any(isinstance(report, Begun) for report in reports):
            self._to_warm = monotonic() + _BEFORE_SPARE
        if monotonic() > self._to_warm or any(isinstance(report, Watched | Ended) for report in reports):
            self._to_warm = math.inf
            self.warm()
        return reports

    def ask(self, question: Question) -> None:
        """Ask about the program, once it has ended; the answer can be polled."""
        if self._child is not None:
            self._child.ask(question)

    def stop(self) -> None:
        """End the program, whatever it does; what it has printed can still be polled."""
        if self._child is not None:
            self._child.stop()

    def close(self) -> None:
        """End all processes, and wait until they are gone."""
        children = [child for child in (*self._stopped, self._child, self._spare) if child is not None]
        for child in children:
            child.stop()
        for child in children:
            child.wait()
        self._close_server()
        if self._starter is not None:
            self._starter.shutdown()
        self._child, self._spare, self._stopped, self._starter = None, None, [], None

    def _close_server(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None


@cache
def shared_player() -> Player:
    """Return the one that runs the programs of the window, in the thread of its worker."""
    return Player(own_command(RUN_PROGRAM))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a program printed, why it failed, its variables as JSON has them, its loops, and its last figure.

    In its place stands what its last statement has left where it has drawn none.
    """

    printed: str
    failure: Failure | None
    variables: dict[str, Any]
    plots: int
    loops: tuple[Loop, ...] = ()
    figure: Figure | Window | None = None


def run_program(
    child: Child,
    text: str,
    seed: int,
    on_print: Callable[[str], None],
    on_note: Callable[[Message], None],
    *,
    draws: bool = False,
) -> Outcome:
    """Run a program to its end in a process that has none yet, and end that process.

    ``draws`` asks for its last figure, or for what its last statement has left.

    Raises
    ------
    Refused
        Where the program is refused before it runs, with line and column.
    RuntimeError
        Where we did something wrong, with Python's account of it.
    """
    printed: list[str] = []
    loops: list[Loop] = []
    figure: Figure | Window | None = None
    try:
        child.begin(text, seed, tells_all=True, draws=draws)
        while True:
            for report in child.reports(_BETWEEN_LOOKS):
                match report:
                    case Begun():
                        for note in report.notes:
                            on_note(note)
                    case Printed():
                        printed.append(report.text)
                        on_print(report.text)
                    case Scalars():
                        loops.append(report.loop)
                    case Drew():
                        figure = report.figure
                    case Watched():
                        figure = report.window if report.window.graphs[-1].nodes else None
                    case Ended():
                        return _outcome(report, "".join(printed), tuple(loops), figure)
                    case _:
                        pass
    finally:
        child.stop()
        child.wait()


def _outcome(ended: Ended, printed: str, loops: tuple[Loop, ...], figure: Figure | Window | None) -> Outcome:
    failure = ended.failure
    if failure is not None and failure.kind == "refused" and isinstance(failure.message, Message):
        raise Refused(Place(failure.line or 1, failure.column or 1), failure.message)
    if failure is not None and failure.kind != "failed":
        raise RuntimeError(failure.message)
    return Outcome(printed, failure, json.loads(ended.variables), ended.plots, loops, figure)
