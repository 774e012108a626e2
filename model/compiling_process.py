"""A process of its own that traces and compiles steps.

Tracing and compiling hold the interpreter's lock nearly all the time, and a window that wants it some hundred times
for one repaint waits for some milliseconds each time. In another process they disturb nobody.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import traceback
import warnings
from dataclasses import replace
from functools import lru_cache
from itertools import count
from multiprocessing import get_context
from shutil import rmtree
from tempfile import mkdtemp
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from model.compiling import GivenUp
from model.experiment import Regression
from model.message import QT_TRANSLATE_NOOP, Message
from model.points import GivenPoints

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from model.compiled.code import Plan
    from model.experiment import Descending

__all__ = ["CompilingProcess", "compiling_process", "plan_elsewhere", "small"]

_LOOK_EVERY = 0.05
_PATIENCE = 1.0
_BATCH = 2
_TRIES = 2
_OBJECTS_BETWEEN_COLLECTIONS = 200_000
_FEW_POINTS = GivenPoints([[0.0, 1.0], [1.0, 3.0], [2.0, 2.0], [3.0, 5.0]])

_Answer: TypeAlias = "Plan | Message | str"


class CompilingProcess:
    """Traces and compiles what it is asked for, and ends with this process, however that ends.

    The folder for its machine code is removed by whichever of the two processes is there to do it.

    Raises
    ------
    OSError
        Where the system starts no process, or has no place for temporary files.
    """

    def __init__(self) -> None:
        # spawned, not forked: a copy of a process with threads would hold their locks for ever
        context = get_context("spawn")
        self._folder = mkdtemp(prefix="descent-lab-")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, self._folder), name="descent-lab-compiler", daemon=True
        )
        try:
            self._process.start()
        except OSError:
            rmtree(self._folder, ignore_errors=True)
            raise
        theirs.close()
        self._asking = Lock()
        self._asked = 0
        atexit.register(self.close)

    def plan(self, experiment: Descending, is_given_up: Callable[[], bool]) -> Plan | Message:
        """Have the step of an experiment traced and compiled there.

        Parameters
        ----------
        experiment : Descending
            A valid experiment in float64.
        is_given_up : callable
            Looked at while waiting.

        Returns
        -------
        Plan
            With the folder where the machine code lies; or a Message, why it is not compiled.

        Raises
        ------
        GivenUp
            Where that came first.
        EOFError, OSError
            Where the process has ended.
        RuntimeError
            Where it met an error of the program's own, with its traceback.
        """
        while not self._asking.acquire(timeout=_LOOK_EVERY):
            if is_given_up():
                raise GivenUp
        try:
            return self._plan(experiment, is_given_up)
        finally:
            self._asking.release()

    def _plan(self, experiment: Descending, is_given_up: Callable[[], bool]) -> Plan | Message:
        self._asked += 1
        self._connection.send((self._asked, small(experiment)))
        while True:
            while not self._connection.poll(_LOOK_EVERY):
                if is_given_up():
                    raise GivenUp
            number, answer = self._connection.recv()
            if number != self._asked:
                continue  # what somebody asked for who has given up
            if isinstance(answer, str):
                raise RuntimeError(answer)
            return answer

    def close(self) -> None:
        """End the process once it has done what it is at, and leave nothing of it behind."""
        atexit.unregister(self.close)
        self._connection.close()
        self._process.join(_PATIENCE)
        rmtree(self._folder, ignore_errors=True)


@lru_cache(maxsize=1)
def compiling_process() -> CompilingProcess:
    """Return the one of this program, started now where it is not yet."""
    return CompilingProcess()


def plan_elsewhere(experiment: Descending, is_given_up: Callable[[], bool]) -> Plan | Message:
    """Have a step planned by the process of this program, and once more by another one where that has ended.

    Parameters and errors are those of `CompilingProcess.plan`, but where a process ends: a step at which the other
    one ends, too, is not compiled.
    """
    for _ in range(_TRIES):
        try:
            process = compiling_process()
        except OSError:
            break
        try:
            return process.plan(experiment, is_given_up)
        except (EOFError, OSError):
            if is_given_up():
                raise GivenUp from None
            compiling_process.cache_clear()
            process.close()
    return QT_TRANSLATE_NOOP("compiled", "the process that compiles it has ended")


def small(experiment: Descending) -> Descending:
    """Return an experiment of the same structure with only a few points."""
    if not isinstance(experiment, Regression):
        return experiment
    batch = _BATCH if experiment.updates_per_epoch() > 1 else None
    return replace(experiment, data=_FEW_POINTS, batch_size=batch)


def _serve(connection: Connection, folder: str) -> None:
    """Answer until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to both; the window decides what it means

    def leave(_number: int, _frame: object) -> None:
        """End at once, wherever it is, but leave no folder behind."""
        rmtree(folder, ignore_errors=True)
        os._exit(0)  # an exception would be lost where LLVM calls Python

    signal.signal(signal.SIGTERM, leave)
    warnings.simplefilter("ignore")
    gc.disable()
    from model.compiled.building import build
    from model.compiled.code import cannot_write
    from model.compiled.planning import plan_of
    from model.compiled.support import compile_helpers

    def answer(experiment: Descending) -> _Answer:
        try:
            plan = plan_of(experiment)
            if isinstance(plan, Message):
                return plan
            build(plan.text, folder)
            return replace(plan, folder=folder)
        except OSError as error:
            return cannot_write(error)
        except Exception:
            return traceback.format_exc()

    try:
        for answered in count():
            number, experiment = connection.recv()
            connection.send((number, answer(experiment)))
            if answered == 0:  # while nobody waits
                compile_helpers()
                gc.freeze()  # what is loaded by now stays, and takes a third of a second to look through
                gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
                gc.enable()
    except (EOFError, OSError):
        return
    finally:
        rmtree(folder, ignore_errors=True)
