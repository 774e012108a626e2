"""Compiles steps in a thread of its own, so that runs go on meanwhile."""

from __future__ import annotations

import threading
import traceback
from threading import Condition, Thread
from typing import TYPE_CHECKING

from model.engine.runs import compile_steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.experiment import Experiment

_STACK_BYTES = 16 * 1024 * 1024  # as a main thread has; compilers recurse deeply, and some systems give 512 KB


class StepCompiler:
    """A thread that compiles the steps of one experiment at a time, the one requested last.

    What is no longer wanted is abandoned at its next step. In the thread ``done`` is called when the steps of the
    experiment requested are compiled, or cannot be, and ``failed`` with the traceback of an error of the program's own:
    after that it ``is_broken`` and compiles no more.
    """

    def __init__(self, done: Callable[[], None], failed: Callable[[str], None]) -> None:
        self._done = done
        self._failed = failed
        self._changed = Condition()
        self._next: Experiment | None = None
        self._thread: Thread | None = None
        self._quit = False
        self.is_broken = False

    def want(self, experiment: Experiment) -> None:
        """Compile the steps of this experiment, and abandon what was requested before."""
        with self._changed:
            self._next = experiment
            if self._thread is None and not self._quit:
                before = threading.stack_size(_STACK_BYTES)
                self._thread = Thread(target=self._loop, name="compiler", daemon=True)
                self._thread.start()
                threading.stack_size(before)
            self._changed.notify()

    def shutdown(self, seconds: float) -> bool:
        """Begin nothing more, wait for what is being compiled, and return whether the thread has ended."""
        with self._changed:
            self._quit = True
            self._changed.notify()
            thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return thread is None or not thread.is_alive()

    def _loop(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._is_abandoned)
                if self._quit:
                    return
                wanted, self._next = self._next, None
            assert wanted is not None
            try:
                compile_steps(wanted, self._is_abandoned)
            except Exception:
                self.is_broken = self._quit = True
                self._failed(traceback.format_exc())
                self._done()
                return
            if not self._is_abandoned():
                self._done()

    def _is_abandoned(self) -> bool:
        """Tell whether what was requested before is no longer wanted."""
        return self._quit or self._next is not None
