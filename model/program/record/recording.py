"""A run that any of its statements can be looked at again: scalars and checkpoints on the way, replays afterwards."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from time import perf_counter
from typing import TYPE_CHECKING

import torch

from model.program import native
from model.program.machine import Machine
from model.program.record.checkpoints import Ambient, Checkpoint
from model.program.record.copying import NeedsEarlier, Uncopyable
from model.program.record.history import History
from model.program.record.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from typing import Any

    from model.program.compiler import Code
    from model.program.machine import Frame
    from model.program.record.frames import Graph, Window

APART = 0.15
RARELY = 10
"""Seconds between two checkpoints at least, and how many times as long as taking the one before has lasted."""
MOST_BYTES = 100_000_000
FEW_BYTES = 8_000_000
ENOUGH = 20
"""How large all checkpoints may be together, and above which size there are no more than enough of them."""
_MOST_SHOWN = 8_000_000
"""About how many bytes the graphs may have that are recorded while the program runs."""
LONGEST = 500
"""Statements that a window begins before the first that is asked for, at the most."""
_BEFORE = 2
"""Rounds of loops that it begins before."""


class _Enough(BaseException):
    """A replay has come to where it ends."""


class Recording:
    """A run of a program.

    Attributes
    ----------
    machine : Machine
        That runs it.
    history : History
        The scalars of its loops.
    """

    def __init__(
        self, code: Code, *, seed: int = 0, on_print: Callable[[str], object] | None = None, steps: int | None = None
    ) -> None:
        self._code, self._seed = code, seed
        self._begin = Ambient()
        self._points: list[tuple[int, Checkpoint]] = []
        self._next = perf_counter() + APART
        self.machine = Machine(code, seed=seed, on_print=on_print, steps=steps)
        self.machine.on_loop = self._round
        self.history = History()

    def run(self, watched: int = 0, on_watched: Callable[[Window], object] = lambda _: None) -> None:
        """Run the program to its end.

        What its first statements do, so many of them at the most, is recorded while it happens, and told as soon as
        they are done.
        """
        machine = self.machine
        if not watched:
            machine.run()
            return
        with _Watch(machine, 1, watched, lambda: on_watched(watch.recorder.window()), _MOST_SHOWN) as watch:
            machine.on_statement = watch.attend
            machine.run()
            watch.end()

    def _round(self, frame: Frame, loop: tuple[int, int]) -> None:
        place = self.machine.steps + 1
        if self.machine.nested == 0:
            self.history.round(loop, place, frame.locals)
            if perf_counter() >= self._next:
                self._keep(place)

    def _keep(self, place: int) -> None:
        """Take a checkpoint where that can be done."""
        begun = perf_counter()
        try:
            self._points.append((place, Checkpoint(self.machine)))
        except Uncopyable:
            pass
        now = perf_counter()
        self._next = now + max(APART, RARELY * (now - begun))
        points = self._points
        while len(points) > 2 and self._are_too_many():
            # The one whose neighbours are nearest to each other is missed least.
            del points[min(range(1, len(points) - 1), key=lambda k: points[k + 1][0] - points[k - 1][0])]

    def _are_too_many(self) -> bool:
        size = sum(len(point) for _, point in self._points)
        return size > MOST_BYTES or (size > FEW_BYTES and len(self._points) > ENOUGH)

    # -- going back

    def window(self, first: int, last: int) -> Window:
        """Return what happens from one statement of the run to another.

        It begins some rounds of loops before, so that it has seen what the graph is made of, or at the start of the
        run where that is not far.
        """
        with self._replayed(first, last) as watch:
            return watch.recorder.window()

    @contextmanager
    def standing(self, place: int) -> Generator[tuple[Machine, Graph]]:
        """Let a machine stand at the end of a statement of the run, with the graph that is there."""
        with self._replayed(place, place) as watch:
            yield watch.machine, watch.recorder.graph

    @contextmanager
    def rerun(self, last: int, moves: Mapping[int, Callable[[Machine], object]]) -> Generator[Machine]:
        """Run from the start to the end of a statement, with something else done before some of them."""

        def attend(frame: Frame, line: int) -> None:
            place = machine.steps + 1
            if place > last:
                raise _Enough
            if place in moves:
                moves[place](machine)

        with ExitStack() as stack:
            machine = self._other_machine(stack)
            machine.on_statement = attend
            self._begin.restore(machine, self.machine)
            with suppress(_Enough):
                machine.run()
            yield machine

    @contextmanager
    def _replayed(self, first: int, last: int) -> Generator[_Watch]:
        """Run on from a checkpoint to a statement, recorded from another one or before."""
        near = 0 if first <= LONGEST else self.history.round_before(first, _BEFORE)
        points = [point for place, point in self._points if place <= near]
        back = 1
        with ExitStack() as stack:
            while True:
                point = points[-back] if back <= len(points) else None
                try:
                    yield self._replay(stack, point, near, max(near, first - LONGEST), last)
                    return
                except NeedsEarlier:
                    stack.close()
                    back *= 2

    def _replay(self, stack: ExitStack, point: Checkpoint | None, near: int, first: int, last: int) -> _Watch:
        """Run on from a checkpoint, and record from the first statement to the last; ``near`` is a round before."""
        machine = self._other_machine(stack)
        watch = stack.enter_context(_Watch(machine, first, last, _enough))

        def come_round(frame: Frame, loop: tuple[int, int]) -> None:
            if machine.steps + 1 >= near:
                machine.on_statement = watch.attend
                watch.recorder.forget()

        machine.on_loop = come_round
        machine.on_statement = None if near else watch.attend
        (point or self._begin).restore(machine, self.machine)
        with suppress(_Enough):
            machine.run()
            watch.end()
        return watch

    def _other_machine(self, stack: ExitStack) -> Machine:
        """Return a machine of the program; what it changes outside of itself is as before once the stack is left."""
        here = Ambient()
        machine = Machine(self._code, seed=self._seed)
        machine.clock.readings = self.machine.clock.readings
        stack.enter_context(torch.inference_mode(False))
        stack.callback(native.use_printed, self.machine.output)
        stack.callback(native.use_plots, self.machine.plots)
        stack.callback(native.use_clock, self.machine.clock)
        stack.callback(here.restore)
        stack.callback(machine.globals.clear)  # modes of torch end with the objects that stand for them
        return machine


class _Watch(AbstractContextManager["_Watch"]):
    """Records what a machine does from one statement of a run to another, as long as it attends to it.

    ``done`` is called once the last one is done, or the graphs are larger than ``most`` bytes.
    """

    def __init__(
        self, machine: Machine, first: int, last: int, done: Callable[[], object], most: float = math.inf
    ) -> None:
        self.machine, self._first, self._last, self._done, self._most = machine, first, last, done, most
        self._watching = ExitStack()
        self.recorder = Recorder(lambda: scopes_of(machine), lambda: machine.output.letters)

    def __exit__(self, *_: object) -> None:
        self._watching.close()

    def attend(self, frame: Frame, line: int) -> None:
        """Record a statement that is about to begin, unless it comes before the first."""
        machine, place = self.machine, self.machine.steps + 1
        if place > self._last or self.recorder.size > self._most:
            self.end()
        elif place >= self._first:
            if machine.on_call is None:
                self._watching.enter_context(self.recorder.watching())
                machine.on_call = self.recorder.call
            self.recorder.statement(place, line)

    def end(self) -> None:
        """Show what the last statement has done, and attend to no other; to be called too when the run has ended."""
        machine, error = self.machine, self.machine.error
        if machine.on_statement is None:
            return
        machine.on_statement = machine.on_call = None
        self.recorder.end(None if error is None else (error.type or "", str(error.message)))
        self._watching.close()
        self._done()


def _enough() -> None:
    raise _Enough


def scopes_of(machine: Machine) -> Sequence[Mapping[str, Any]]:
    """Return the variables of the program, and of each function that is being run."""
    inner = [frame.locals for frame in machine.frames if frame.registers is not machine.globals]
    return [machine.variables, *inner]
