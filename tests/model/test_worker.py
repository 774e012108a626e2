"""The engine runs descents and jobs in one thread, takes orders at every step, and leaves no thread."""

from __future__ import annotations

import gc
import os
import sys
import threading
import weakref
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Slot

from model.engine.worker import Engine
from model.experiment import Minimise, OptimizerSetting, Regression
from model.message import QT_TRANSLATE_NOOP, Message, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from model.engine.worker import Job

    Submit = Callable[[Engine, Job, object], None]

ENDLESS = Regression(start=(("w", 0.0), ("b", 0.0)), epochs=10_000_000)
FAR = 10_000_000


class Listener(QObject):
    """Writes down what the engine says, and in which thread."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.said: list[tuple[str, object]] = []
        self.reasons: list[object] = []
        self.results: list[tuple[object, object]] = []
        self.threads: set[int] = set()
        engine.started.connect(self.on_started)
        engine.paused.connect(self.on_paused)
        engine.finished.connect(self.on_finished)
        engine.failed.connect(self.on_failed)
        engine.jobDone.connect(self.on_done)
        engine.jobFailed.connect(self.on_job_failed)

    def _write(self, what: str, run: object) -> None:
        self.said.append((what, run))
        self.threads.add(threading.get_ident())

    @Slot(object)
    def on_started(self, run: object) -> None:
        self._write("started", run)

    @Slot(object)
    def on_paused(self, run: object) -> None:
        self._write("paused", run)

    @Slot(object)
    def on_finished(self, run: object) -> None:
        self._write("finished", run)

    @Slot(object, object)
    def on_failed(self, run: object, reason: object) -> None:
        self._write("failed", run)
        self.reasons.append(reason)

    @Slot(object, object)
    def on_done(self, tag: object, result: object) -> None:
        self._write("done", tag)
        self.results.append((tag, result))

    @Slot(object, object)
    def on_job_failed(self, tag: object, reason: object) -> None:
        self._write("job failed", tag)
        self.reasons.append(reason)


@pytest.fixture(autouse=True)
def autograd_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs stay as slow as autograd is; the other engine is in test_engines.py."""
    monkeypatch.setattr("model.engine.worker.is_compiled", lambda _experiment: False)
    monkeypatch.setattr("model.engine.worker.why_autograd", lambda _experiment: Message("test", "for the test"))


@pytest.fixture
def engine(qapp: object) -> Iterator[Engine]:
    engine = Engine()
    engine.begin()
    yield engine
    assert engine.shutdown()


@pytest.fixture
def listener(engine: Engine) -> Listener:
    return Listener(engine)


def system_threads() -> int:
    return len(os.listdir("/proc/self/task"))


def test_a_run_is_computed_as_far_as_wanted_and_then_paused(engine: Engine, listener: Listener, qtbot: QtBot) -> None:
    engine.start(1, Minimise())
    engine.want(4)
    qtbot.waitUntil(lambda: len(engine.history_of(1) or ()) == 5)
    qtbot.waitUntil(lambda: listener.said[-1:] == [("paused", 1)])
    history = engine.history_of(1)
    assert history is not None
    assert history["x"][4] == pytest.approx(5.0 * 0.4**4)
    engine.want(100)
    qtbot.waitUntil(lambda: listener.said[-1] == ("finished", 1))
    assert len(history) == 16
    assert history.stopped == "complete"
    assert listener.said[0] == ("started", 1)
    assert listener.threads == {threading.get_ident()}


def test_what_was_asked_for_before_the_thread_began_is_done(qtbot: QtBot) -> None:
    engine = Engine()
    listener = Listener(engine)
    engine.start(1, Minimise())
    engine.want(15)
    engine.begin()
    qtbot.waitUntil(lambda: ("finished", 1) in listener.said)
    assert engine.shutdown()


def test_an_engine_that_never_began_shuts_down(qapp: object) -> None:
    assert Engine().shutdown()


def test_wanting_less_pauses_a_run_at_its_next_step(engine: Engine, listener: Listener, qtbot: QtBot) -> None:
    engine.start(1, ENDLESS)
    engine.want(FAR)
    qtbot.waitUntil(lambda: len(engine.history_of(1) or ()) > 50)
    engine.want(0)
    qtbot.waitUntil(lambda: listener.said[-1] == ("paused", 1))
    history = engine.history_of(1)
    assert history is not None
    rows = len(history)
    engine.want(rows + 9)
    qtbot.waitUntil(lambda: len(history) == rows + 10)


def test_another_experiment_replaces_the_one_that_runs_and_the_old_one_is_silent(
    engine: Engine, listener: Listener, qtbot: QtBot
) -> None:
    engine.start(1, ENDLESS)
    engine.want(FAR)
    qtbot.waitUntil(lambda: len(engine.history_of(1) or ()) > 10)
    engine.start(2, Minimise())
    engine.want(FAR)
    qtbot.waitUntil(lambda: ("finished", 2) in listener.said)
    assert engine.history_of(1) is None
    assert listener.said.index(("started", 2)) > listener.said.index(("started", 1))
    assert ("finished", 1) not in listener.said


def test_stopping_drops_the_run(engine: Engine, listener: Listener, qtbot: QtBot) -> None:
    engine.start(1, ENDLESS)
    engine.want(FAR)
    qtbot.waitUntil(lambda: len(engine.history_of(1) or ()) > 10)
    history = engine.history_of(1)
    engine.stop()
    engine.submit(lambda _stop: len(history), "after")  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: len(listener.results) == 1)
    engine.want(FAR)
    engine.submit(lambda _stop: len(history), "later")  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: len(listener.results) == 2)
    assert listener.results[0][1] == listener.results[1][1]


def test_a_refused_start_fails_with_its_sentence(engine: Engine, listener: Listener, qtbot: QtBot) -> None:
    engine.start(1, Minimise("log(x)", (("x", -1.0),)))
    qtbot.waitUntil(lambda: ("failed", 1) in listener.said)
    assert isinstance(listener.reasons[0], Message)
    assert "not a finite number" in str(listener.reasons[0])
    engine.start(2, Minimise())
    qtbot.waitUntil(lambda: ("paused", 2) in listener.said)


def test_an_error_of_the_programs_own_fails_with_its_traceback_and_the_engine_goes_on(
    engine: Engine, listener: Listener, qtbot: QtBot
) -> None:
    engine.start(1, None)  # type: ignore[arg-type]
    engine.start(2, replace(Minimise(), optimizer=OptimizerSetting("no such", ())))
    qtbot.waitUntil(lambda: ("failed", 2) in listener.said)
    assert "KeyError" in str(listener.reasons[0])
    engine.start(3, Minimise())
    qtbot.waitUntil(lambda: ("paused", 3) in listener.said)


def test_jobs_come_back_in_order_with_their_tags_while_a_run_goes_on(
    engine: Engine, listener: Listener, qtbot: QtBot
) -> None:
    engine.start(1, ENDLESS)
    engine.want(FAR)
    for number in range(5):
        engine.submit(lambda _stop, number=number: number**2, ("square", number))
    qtbot.waitUntil(lambda: len(listener.results) == 5)
    assert listener.results == [(("square", number), number**2) for number in range(5)]
    rows = len(engine.history_of(1) or ())
    qtbot.waitUntil(lambda: len(engine.history_of(1) or ()) > rows)


def test_jobs_run_in_the_thread_of_the_worker(engine: Engine, listener: Listener, qtbot: QtBot) -> None:
    engine.submit(lambda _stop: threading.get_ident(), "where")
    qtbot.waitUntil(lambda: len(listener.results) == 1)
    assert listener.results[0][1] != threading.get_ident()


def test_a_run_and_other_jobs_go_on_beside_a_long_job(engine: Engine, listener: Listener, qtbot: QtBot) -> None:
    over = threading.Event()
    engine.submit_long(lambda _stop: over.wait(), "long")
    engine.submit_long(lambda _stop: threading.get_ident(), "after it")
    engine.submit(lambda _stop: threading.get_ident(), "short")
    engine.start(1, Minimise())
    engine.want(15)
    qtbot.waitUntil(lambda: ("finished", 1) in listener.said)
    assert [tag for tag, _ in listener.results] == ["short"]
    over.set()
    qtbot.waitUntil(lambda: len(listener.results) == 3)
    assert [tag for tag, _ in listener.results] == ["short", "long", "after it"]
    assert len({threading.get_ident(), listener.results[0][1], listener.results[2][1]}) == 3


@pytest.mark.parametrize("submit", [Engine.submit, Engine.submit_long])
def test_a_job_that_raises_is_told_and_the_next_one_runs(
    engine: Engine, listener: Listener, qtbot: QtBot, submit: Submit
) -> None:
    def refuse(_stop: threading.Event) -> None:
        raise Refused(QT_TRANSLATE_NOOP("test", "no"))

    def fail(_stop: threading.Event) -> None:
        raise RuntimeError("oh")

    submit(engine, refuse, "a")
    submit(engine, fail, "b")
    submit(engine, lambda _stop: 1, "c")
    qtbot.waitUntil(lambda: len(listener.said) == 3)
    assert listener.said == [("job failed", "a"), ("job failed", "b"), ("done", "c")]
    assert listener.reasons[0] == Message("test", "no")
    assert "RuntimeError: oh" in str(listener.reasons[1])


@pytest.mark.parametrize("submit", [Engine.submit, Engine.submit_long])
def test_a_job_that_is_done_is_let_go_of(engine: Engine, listener: Listener, qtbot: QtBot, submit: Submit) -> None:
    class Result:
        """Stands in for a whole run."""

        def measure(self, _stop: threading.Event) -> int:
            return 1

    whole = Result()
    is_held = weakref.ref(whole)
    submit(engine, whole.measure, "a")
    del whole
    qtbot.waitUntil(lambda: len(listener.results) == 1)
    qtbot.waitUntil(lambda: is_held() is None)


@pytest.mark.parametrize("submit", [Engine.submit, Engine.submit_long])
def test_a_job_hears_that_the_engine_shuts_down(qtbot: QtBot, submit: Submit) -> None:
    engine = Engine()
    engine.begin()
    running = threading.Event()

    def wait(stop: threading.Event) -> None:
        running.set()
        stop.wait()

    submit(engine, wait, "waits")
    qtbot.waitUntil(running.is_set)
    assert engine.shutdown()


def test_a_hundred_changes_of_experiment_in_the_middle_of_runs(
    engine: Engine, listener: Listener, qtbot: QtBot
) -> None:
    for run in range(1, 101):
        engine.start(run, ENDLESS if run % 2 else replace(Minimise(), epochs=1_000_000))
        engine.want(FAR)
        if run % 10 == 0:
            qtbot.waitUntil(lambda run=run: len(engine.history_of(run) or ()) > 3)
        if run % 7 == 0:
            engine.stop()
    qtbot.waitUntil(lambda: ("started", 100) in listener.said)
    assert not listener.reasons
    assert listener.said[-1] == ("started", 100)


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux tells of a process")
def test_a_hundred_engines_leave_no_thread_behind(qtbot: QtBot) -> None:
    first = Engine()
    first.begin()
    first.start(0, ENDLESS)
    qtbot.waitUntil(lambda: first.history_of(0) is not None)
    assert first.shutdown()
    before = system_threads()
    for run in range(100):
        engine = Engine()
        engine.begin()
        engine.start(run, ENDLESS)
        engine.want(FAR)
        if run % 10 == 0:
            qtbot.waitUntil(lambda engine=engine, run=run: len(engine.history_of(run) or ()) > 3)
        assert engine.shutdown()
    del engine
    gc.collect()
    # the system may still be at the end of a thread that has said its last word
    qtbot.waitUntil(lambda: system_threads() <= before)


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux tells of a process")
def test_an_idle_engine_uses_no_processor_time(engine: Engine, listener: Listener, qtbot: QtBot) -> None:
    engine.submit(lambda _stop: threading.get_native_id(), "thread")
    qtbot.waitUntil(lambda: len(listener.results) == 1)
    stat = Path(f"/proc/self/task/{listener.results[0][1]}/stat")

    def ticks() -> int:
        return sum(map(int, stat.read_text(encoding="ascii").rsplit(")", 1)[1].split()[11:13]))

    before = ticks()
    qtbot.wait(300)
    assert ticks() - before <= 2


def test_what_waits_for_the_first_run_to_begin_is_called_once(engine: Engine, listener: Listener, qtbot: QtBot) -> None:
    called: list[bool] = []
    engine.when_loaded(lambda: called.append("torch" in sys.modules))
    engine.start(1, Minimise())
    engine.start(2, Minimise())
    qtbot.waitUntil(lambda: ("started", 2) in listener.said)
    assert called == [True]
