"""Runs descents and other jobs in one QThread, and long jobs in a second one, for the life of a window.

The first thread sleeps on a condition and runs no event loop; it reads its orders before every step. New rows are not
announced: the window reads the history's length at its own pace.
"""

from __future__ import annotations

import sys
import traceback
from collections import deque
from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Condition, Event
from time import perf_counter
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, QThread, Signal, Slot

from model.engine.compiling import StepCompiler
from model.engine.runs import begin_compiled, begin_run, is_compiled, why_autograd
from model.engine.torch_library import load_torch_library
from model.message import QT_TRANSLATE_NOOP, Message, Refused

if TYPE_CHECKING:
    from model.descent.rows import Rows, Run
    from model.experiment import Experiment

    BeginRun: TypeAlias = Callable[[Experiment], Run]

Job: TypeAlias = Callable[[Event], object]
"""What runs in the thread; it checks the event from time to time, and returns early once that is set."""

_FRAME = 0.03
"""Seconds for which a run that has just begun comes first, so that the next picture shows its rows."""
_STACK_BYTES = 16 * 1024 * 1024  # as a main thread has; SymPy recurses deeply, and some systems give 512 KB


class _Orders:
    """The window's requests: written by its thread, read by the worker's before every step."""

    def __init__(self) -> None:
        self.changed = Condition()
        self.begin: tuple[int, Experiment | None] | None = None
        """The run to begin, or to drop where there is no experiment; None once that is done."""
        self.wanted = -1
        self.jobs: deque[tuple[Job, object]] = deque()
        self.compiled = False
        """Whether the compiler has finished."""
        self.may_import = Event()
        """Set once the thread may import modules: imports in the window's thread must not run beside its own."""
        self.quit = Event()

    @contextmanager
    def change(self) -> Generator[None]:
        """Hold the orders while they are changed, and wake the worker."""
        with self.changed:
            yield
            self.changed.notify()


class _Jobs(QObject):
    """Runs jobs, and signals the result of each."""

    jobDone = Signal(object, object)
    jobFailed = Signal(object, object)

    def _do(self, job: Job, tag: object, closing: Event) -> None:
        try:
            result = job(closing)
        except Exception as error:
            self.jobFailed.emit(tag, _reason(error))
        else:
            self.jobDone.emit(tag, result)


class _LongJobs(_Jobs):
    """Runs one long job after the other in the second thread."""

    def __init__(self) -> None:
        super().__init__()
        self._changed = Condition()
        self._waiting: deque[tuple[Job, object]] = deque()
        self._closing = Event()

    def submit(self, job: Job, tag: object) -> None:
        """Run a job after those submitted before."""
        with self._changed:
            self._waiting.append((job, tag))
            self._changed.notify()

    def quit(self) -> None:
        """Begin no further job, and stop the one that runs."""
        with self._changed:
            self._closing.set()
            self._changed.notify()

    @Slot()
    def loop(self) -> None:
        """Run the jobs, and sleep while there are none."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closing.is_set())
                if self._closing.is_set():
                    return
                job, tag = self._waiting.popleft()
            self._do(job, tag, self._closing)
            del job  # with all that it holds, which may be whole runs


class _Worker(_Jobs):
    """Computes the current run and short jobs in the first thread, until it is told to quit."""

    said = Signal(str, object, object)
    """The name of the engine's signal, the run, and why it failed."""

    def __init__(self, orders: _Orders, begin: BeginRun) -> None:
        super().__init__()
        self._orders = orders
        self._begin_run = begin
        self.compiler = StepCompiler(self._on_compiled, self._on_compiler_failed)
        self._run = 0
        self._descent: Run | None = None
        self._awaited: Experiment | None = None
        """The experiment that runs on autograd until its step is compiled."""
        self._fresh_until = 0.0
        self.is_loading = True
        """Whether torch is still to be loaded for the first run."""
        self.when_loaded: Callable[[], None] | None = None
        """Called once when the first run has begun, and torch is loaded."""
        self.current: tuple[int, Rows, Message | None] | None = None
        """The current run, its history, and why it is not compiled."""

    @Slot()
    def loop(self) -> None:
        """Follow the orders, the most urgent first, and sleep while there are none."""
        orders = self._orders
        load_torch_library()
        orders.may_import.wait()
        while not orders.quit.is_set():
            with orders.changed:
                orders.changed.wait_for(self._has_work)
                begin, orders.begin = orders.begin, None
                first = begin is not None or self._is_fresh()
                compiled, orders.compiled = orders.compiled and not first, orders.compiled and first
                job = orders.jobs.popleft() if orders.jobs and not first and not compiled else None
            if begin is not None:
                self._begin(*begin)
            elif compiled:
                self._take_compiled()
            elif job is not None:
                self._do(*job, orders.quit)
            elif self._lacks_rows():
                self._advance()
            del job  # with all that it holds, which may be whole runs
        self._drop(None)

    def _has_work(self) -> bool:
        return self._must_stop() or self._has_asides() or self._lacks_rows()

    def _must_stop(self) -> bool:
        """Tell whether the current run is no longer wanted."""
        return self._orders.quit.is_set() or self._orders.begin is not None

    def _has_asides(self) -> bool:
        return bool(self._orders.jobs) or self._orders.compiled

    def _is_fresh(self) -> bool:
        """Tell whether a run has just begun and lacks rows: these come before what can wait for a frame."""
        return self._lacks_rows() and perf_counter() < self._fresh_until

    def _is_called(self) -> bool:
        """Tell whether there is something more urgent than the next step."""
        return self._must_stop() or (self._has_asides() and not self._is_fresh())

    def _lacks_rows(self) -> bool:
        descent = self._descent
        if descent is None or descent.history.stopped is not None:
            return False
        return descent.process is not None or descent.history.last < self._orders.wanted

    def _begin(self, run: int, experiment: Experiment | None) -> None:
        self._run = run
        self._awaited = None
        if experiment is None:
            self._drop(None)
            return
        try:
            # Torch is first imported here, so that the window need not wait for it.
            descent = begin_compiled(experiment) if is_compiled(experiment) else self._begin_run(experiment)
            self._drop(descent)
            descent.step()
        except Exception as error:
            self._drop(None)
            self.said.emit("failed", run, _reason(error))
            return
        finally:
            self.is_loading = "torch" not in sys.modules  # a program is run in a process of its own
        if self.when_loaded is not None and not self.is_loading:
            self.when_loaded()
            self.when_loaded = None
        reason = self._await_compiled(experiment, descent.history.engine)
        self._fresh_until = perf_counter() + _FRAME
        self.current = (run, descent.history, reason)
        self.said.emit("started", run, None)
        self._tell()

    def _drop(self, following: Run | None) -> None:
        """Drop the current run, and stop what goes on by itself in it, unless the one that follows does so there."""
        process = None if self._descent is None else self._descent.process
        if process is not None and (following is None or following.process is not process):
            process.stop()
        self._descent = following

    def _await_compiled(self, experiment: Experiment, engine: str) -> Message | None:
        """Have the step compiled where that is possible and not done; return why the run is autograd's."""
        if engine == "compiled":
            return None
        if self.compiler.is_broken:
            return QT_TRANSLATE_NOOP("worker", "the compiler has failed")
        reason = why_autograd(experiment)
        if reason is None:
            self._awaited = experiment
            self.compiler.want(experiment)
            return QT_TRANSLATE_NOOP("worker", "its step is being compiled")
        return reason

    def _take_compiled(self) -> None:
        """Replace autograd's run by the compiled one, once that has as many rows."""
        experiment, before = self._awaited, self._descent
        if experiment is None or before is None:
            return
        if not is_compiled(experiment):
            self._awaited = None
            self._show(before, self._await_compiled(experiment, "autograd"))
            return
        try:
            descent = begin_compiled(experiment)
            while descent.history.last < before.history.last and descent.step():
                if self._must_stop():
                    return
        except Exception as error:
            self._fail(error)
            return
        self._awaited = None
        self._show(descent, None)

    def _show(self, descent: Run, reason: Message | None) -> None:
        """Publish the current run, and why it is not compiled."""
        self._descent = descent
        self.current = (self._run, descent.history, reason)
        self._tell()

    def _advance(self) -> None:
        """Step until the run has the rows wanted, or something is more urgent."""
        assert self._descent is not None
        try:
            while self._lacks_rows() and not self._is_called() and self._descent.step():
                pass
        except Exception as error:
            self._fail(error)
            return
        self._tell()

    def _tell(self) -> None:
        """Signal that the run is over, or has the rows wanted."""
        assert self._descent is not None
        if self._descent.history.stopped is not None:
            self.said.emit("finished", self._run, None)
        elif not self._lacks_rows():
            self.said.emit("paused", self._run, None)

    def _fail(self, error: Exception) -> None:
        self._descent = self._awaited = None
        self.said.emit("failed", self._run, _reason(error))

    def _on_compiled(self) -> None:
        with self._orders.change():
            self._orders.compiled = True

    def _on_compiler_failed(self, reason: str) -> None:
        self.jobFailed.emit("compiler", reason)


def _reason(error: Exception) -> Message | str:
    return error.message if isinstance(error, Refused) else "".join(traceback.format_exception(error))


def _thread_of(worker: _Worker | _LongJobs) -> QThread:
    """Return a thread, not started yet, in which a worker will loop."""
    thread = QThread()
    thread.setStackSize(_STACK_BYTES)
    worker.moveToThread(thread)
    thread.started.connect(worker.loop)
    return thread


class Engine(QObject):
    """The workers of a window, in threads of their own. To be used from the thread that made it.

    ``begin`` begins a run that is not compiled, in the first thread. Signals of a run that is no longer the current one
    are dropped.

    Signals
    -------
    started(run)
        The run has its row 0, and `history_of` gives its history.
    paused(run)
        The run has the rows wanted; `want` continues it.
    finished(run)
        The run has its last row; ``history.stopped`` says why it is the last.
    failed(run, reason)
        The run could not begin, or go on: a `Message`, or a traceback as text.
    jobDone(tag, result), jobFailed(tag, reason)
        A job returned, or raised. Each job submitted ends in one of the two: the long ones in their order, and the
        others in theirs.
    """

    started = Signal(object)
    paused = Signal(object)
    finished = Signal(object)
    failed = Signal(object, object)
    jobDone = Signal(object, object)
    jobFailed = Signal(object, object)

    def __init__(self, parent: QObject | None = None, begin: BeginRun = begin_run) -> None:
        super().__init__(parent)
        self._run: int | None = None
        self._orders = _Orders()
        self._worker = _Worker(self._orders, begin)
        self._thread = _thread_of(self._worker)
        self._long_jobs = _LongJobs()
        self._long_thread = _thread_of(self._long_jobs)
        self._worker.said.connect(self._pass_on)
        for jobs in (self._worker, self._long_jobs):
            jobs.jobDone.connect(self.jobDone)
            jobs.jobFailed.connect(self.jobFailed)

    def begin(self) -> None:
        """Begin with what was requested, and import what it needs."""
        self._orders.may_import.set()
        self.load_library()

    def load_library(self) -> None:
        """Start the thread, which loads torch's library and imports nothing until it may `begin`.

        Meanwhile loading another library has to wait: the window's thread should load none.
        """
        if not self._thread.isRunning() and not self._orders.quit.is_set():
            self._thread.start()

    def start(self, run: int, experiment: Experiment) -> None:
        """Drop the current run for a new one, and compute its row 0; never waits.

        The number of the run, by which signals speak of it, was not used before.
        """
        self._order(run, experiment)

    def stop(self) -> None:
        """Drop the current run at its next step; its history stays readable until another run starts."""
        self._order(None, None)

    def _order(self, run: int | None, experiment: Experiment | None) -> None:
        self._run = run
        with self._orders.change():
            self._orders.begin = (-1 if run is None else run, experiment)
            self._orders.wanted = 0

    def want(self, row: int) -> None:
        """Have the current run computed up to ``row``, and then paused; a smaller row pauses it at once."""
        with self._orders.change():
            self._orders.wanted = row

    def submit(self, job: Job, tag: object) -> None:
        """Run a job in the thread, before further steps; the tag comes back with its result.

        It takes an event, which is set when the window closes.
        """
        with self._orders.change():
            self._orders.jobs.append((job, tag))

    def submit_long(self, job: Job, tag: object) -> None:
        """Run a job in the second thread, so that a run and other jobs go on beside it."""
        if not self._long_thread.isRunning() and not self._orders.quit.is_set():
            self._long_thread.start()
        self._long_jobs.submit(job, tag)

    @property
    def is_loading(self) -> bool:
        """Whether torch is still to be loaded, so that no run has begun yet."""
        return self._worker.is_loading

    def history_of(self, run: int) -> Rows | None:
        """Return the history of the run with that number, once it has one and while the thread has it."""
        current = self._worker.current
        return current[1] if current is not None and current[0] == run else None

    def why_autograd(self, run: int) -> Message | None:
        """Return why the run with that number is not compiled, or not yet; None where it is."""
        current = self._worker.current
        return current[2] if current is not None and current[0] == run else None

    def when_loaded(self, call: Callable[[], None]) -> None:
        """Call something in the thread once the first run has begun and torch is loaded."""
        self._worker.when_loaded = call

    def shutdown(self, seconds: float = 2.0) -> bool:
        """End the threads, waiting for at most so many seconds; return whether they have ended.

        Where they have not, a single step, job or compilation outlasts that. They must not be destroyed then:
        leave the process with ``os._exit``.
        """
        self._run = None
        with self._orders.change():
            self._orders.quit.set()
            self._orders.may_import.set()
        self._long_jobs.quit()
        deadline = perf_counter() + seconds
        threads = (self._thread, self._long_thread)
        for thread in threads:
            thread.quit()
        have_ended = [thread.wait(round(1_000 * max(deadline - perf_counter(), 0.0))) for thread in threads]
        return self._worker.compiler.shutdown(max(deadline - perf_counter(), 0.0)) and all(have_ended)

    @Slot(str, object, object)
    def _pass_on(self, signal: str, run: int, reason: object) -> None:
        """Emit the engine's signal of that name, where it is about the current run."""
        if run != self._run:
            return
        if signal == "failed":
            self.failed.emit(run, reason)
        else:
            {"started": self.started, "paused": self.paused, "finished": self.finished}[signal].emit(run)
