"""Has steps compiled behind the window, so that runs go on meanwhile."""

from __future__ import annotations

import threading
import traceback
from threading import Condition, Thread
from time import sleep
from typing import TYPE_CHECKING

from model.runs import compile_step, steps_to_come

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from model.compiled.code import Plan, Planner
    from model.experiment import Descending, Experiment, SurfaceRun
    from model.message import Message

__all__ = ["Compiler", "GivenUp"]

_PAUSE_SECONDS = 1.0
_LOOK_EVERY = 0.02
_STACK_BYTES = 16 * 1024 * 1024  # as a main thread has; compilers recurse deeply, and some systems give 512 KB


class GivenUp(Exception):
    """Nobody wants the step any more."""


class Compiler:
    """A thread that has one step compiled at a time, the one wanted last before the others.

    A process of its own compiles them, and the thread where no process can be started. After an error of the
    program's own it compiles no more.

    Parameters
    ----------
    done : callable
        Called in the thread when a wish was fulfilled, or cannot be.
    failed : callable
        Called in the thread with the traceback of an error of the program's own.

    Attributes
    ----------
    is_broken : bool
        Whether there was such an error.
    when_warm : callable or None
        Called once in the thread after the first wish, when all that compiling needs is loaded.
    """

    def __init__(self, done: Callable[[], None], failed: Callable[[str], None]) -> None:
        self._done = done
        self._failed = failed
        self._changed = Condition()
        self._next: Experiment | None = None
        self._asked: list[Descending] = []
        self._idle: list[Experiment | SurfaceRun] = []
        self._thread: Thread | None = None
        self._quit = False
        self.is_broken = False
        self.when_warm: Callable[[], None] | None = None

    def want(self, experiment: Experiment) -> None:
        """Compile the step of this experiment next, instead of any other that was wanted and not begun."""
        with self._changed:
            self._next = experiment
            self._wake()

    def want_later(self, experiment: Experiment) -> None:
        """Compile the step of this experiment, too, once nothing is more urgent."""
        with self._changed:
            self._idle.append(experiment)
            self._wake()

    def await_step(self, experiment: Descending, is_given_up: Callable[[], bool]) -> None:
        """Have the step of this experiment compiled, and wait until it is, cannot be, or nobody wants it any more."""
        from model.compiled import is_ready, why_not

        def is_over() -> bool:
            return is_ready(experiment) or why_not(experiment) is not None or self._quit or is_given_up()

        if is_over():
            return
        with self._changed:
            self._asked.append(experiment)
            self._wake()
        while not is_over():
            sleep(_LOOK_EVERY)

    def shutdown(self, seconds: float) -> bool:
        """Begin nothing more, wait for what is being compiled, and say whether the thread has ended."""
        with self._changed:
            self._quit = True
            self._changed.notify()
            thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return thread is None or not thread.is_alive()

    def _wake(self) -> None:
        if self._thread is None and not self._quit:
            before = threading.stack_size(_STACK_BYTES)
            self._thread = Thread(target=self._loop, name="compiler", daemon=True)
            self._thread.start()
            threading.stack_size(before)
        self._changed.notify()

    def begin(self) -> None:
        """Load what compiling needs before the first wish comes."""
        with self._changed:
            self._wake()

    def _loop(self) -> None:
        planner = self._planner()
        for experiment in self._wishes():
            try:
                compile_step(experiment, planner)
            except GivenUp:
                return
            except Exception:
                self.is_broken = self._quit = True
                self._failed(traceback.format_exc())
            warm, self.when_warm = self.when_warm, None
            if warm is not None:
                warm()
            self._done()
            if not self._quit:
                with self._changed:
                    self._idle += steps_to_come(experiment)

    def _planner(self) -> Planner | None:
        """Return what traces and compiles elsewhere; None where the system starts no process."""
        from model.compiling_process import compiling_process, plan_elsewhere

        try:
            compiling_process()  # begins to load what it needs
        except OSError:
            return None

        def plan(experiment: Descending) -> Plan | Message:
            return plan_elsewhere(experiment, lambda: self._quit)

        return plan

    def _wishes(self) -> Iterator[Experiment | SurfaceRun]:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_urgent() or self._idle)
                # What is not urgent waits for a pause: a step is not left half compiled for another.
                self._changed.wait_for(self._is_urgent, _PAUSE_SECONDS)
                if self._quit:
                    return
                wished, self._next = self._next, None
                experiment = wished or (self._asked or self._idle).pop(0)
            yield experiment

    def _is_urgent(self) -> bool:
        return self._quit or self._next is not None or bool(self._asked)
