"""A run begins on autograd, and its compiled run takes its place, whole, when the step is compiled."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, Slot

from model.engine.runs import compile_steps, is_compiled
from model.engine.worker import Engine
from model.experiment import Autograd, Minimise, OptimizerSetting, Regression, Runner, Surface
from model.kinds import begin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from model.experiment import Experiment

PATIENCE = 60_000
QUARTIC = Minimise("x**4 - 3*x**2 + x", (("x", 2.0),), OptimizerSetting.of("adam", learning_rate=0.01), epochs=3_000)
ENDLESS = replace(QUARTIC, optimizer=OptimizerSetting.of("sgd", learning_rate=1e-9), epochs=1_000_000_000)


class Listener(QObject):
    """Writes down how runs ended and jobs failed."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.finished: list[int] = []
        self.failures: list[tuple[object, object]] = []
        engine.finished.connect(self.on_finished)
        engine.jobFailed.connect(self.on_job_failed)

    @Slot(object)
    def on_finished(self, run: int) -> None:
        self.finished.append(run)

    @Slot(object, object)
    def on_job_failed(self, tag: object, reason: object) -> None:
        self.failures.append((tag, reason))


class Gate:
    """Stands before the compiler; nothing is compiled until the test opens it."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.asked = threading.Event()
        self.compiles = True

    def compile(self, experiment: Experiment, is_given_up: Callable[[], bool]) -> None:
        self.asked.set()
        self.open.wait()
        if self.compiles:
            compile_steps(experiment, is_given_up)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    gate = Gate()
    monkeypatch.setattr("model.engine.compiling.compile_steps", gate.compile)
    yield gate
    gate.open.set()


@pytest.fixture
def ready() -> None:
    """Have the steps compiled that the tests of the compiled engine run."""
    for experiment in (QUARTIC, ENDLESS):
        compile_steps(experiment)


@pytest.fixture
def fresh_structure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what was compiled before."""
    from collections import OrderedDict

    monkeypatch.setattr("model.engine.compiled.code._known", OrderedDict())


@pytest.fixture
def engine(qapp: object) -> Iterator[Engine]:
    engine = Engine(begin=begin)
    engine.begin()
    yield engine
    engine.shutdown()


@pytest.fixture
def wait(engine: Engine, qtbot: QtBot) -> Callable[..., Any]:
    def wait(run: int, which: str, rows: int) -> Any:
        def is_there() -> bool:
            history: Any = engine.history_of(run)
            return history is not None and history.engine == which and history.last >= rows

        qtbot.waitUntil(is_there, timeout=PATIENCE)
        return engine.history_of(run)

    return wait


@pytest.mark.usefixtures("fresh_structure")
def test_a_run_goes_on_by_autograd_until_its_step_is_compiled_and_is_then_replaced_whole(
    engine: Engine, gate: Gate, wait: Callable[..., Any], qtbot: QtBot
) -> None:
    engine.start(1, QUARTIC)
    engine.want(200)
    first = wait(1, "autograd", 200)
    qtbot.waitUntil(gate.asked.is_set, timeout=PATIENCE)
    assert str(engine.why_autograd(1)) == "its step is being compiled"
    gate.open.set()
    second = wait(1, "compiled", 200)
    assert engine.why_autograd(1) is None
    assert second is not first
    assert first.engine == "autograd"
    rows = min(len(first), len(second))
    np.testing.assert_allclose(second.rows(0, rows), first.rows(0, rows), rtol=1e-9)
    engine.want(3_000)
    wait(1, "compiled", 3_000)


@pytest.mark.usefixtures("ready")
def test_a_step_that_is_compiled_is_used_from_row_0_on(engine: Engine, wait: Callable[..., Any]) -> None:
    listener = Listener(engine)
    engine.start(1, replace(QUARTIC, start=(("x", -1.5),)))
    history = wait(1, "compiled", 0)
    engine.want(3_000)
    wait(1, "compiled", 3_000)
    assert engine.history_of(1) is history
    assert not listener.failures


@pytest.mark.usefixtures("fresh_structure")
def test_a_run_that_is_over_before_its_step_is_compiled_is_replaced_too(
    engine: Engine, gate: Gate, wait: Callable[..., Any], qtbot: QtBot
) -> None:
    listener = Listener(engine)
    engine.start(1, replace(QUARTIC, epochs=20))
    engine.want(20)
    assert wait(1, "autograd", 20).stopped == "complete"
    gate.open.set()
    assert wait(1, "compiled", 20).stopped == "complete"
    qtbot.waitUntil(lambda: listener.finished == [1, 1])


def test_what_is_not_compiled_runs_on_autograd_and_says_why(engine: Engine, wait: Callable[..., Any]) -> None:
    engine.start(1, replace(QUARTIC, dtype="float32"))
    wait(1, "autograd", 0)
    assert "float64" in str(engine.why_autograd(1))
    engine.start(2, Autograd())
    wait(2, "autograd", 0)
    assert engine.why_autograd(2) is not None


@pytest.mark.usefixtures("ready")
def test_a_run_of_a_thousand_million_epochs_is_stopped_and_replaced(
    engine: Engine, wait: Callable[..., Any], qtbot: QtBot
) -> None:
    engine.start(1, ENDLESS)
    engine.want(ENDLESS.epochs)
    history = wait(1, "compiled", 1_000_000)
    engine.start(2, QUARTIC)
    engine.want(10)
    wait(2, "compiled", 10)
    last = history.last
    engine.stop()
    done: list[object] = []
    engine.jobDone.connect(lambda _tag, result: done.append(result))
    engine.submit(lambda _stop: history.last, "later")
    qtbot.waitUntil(lambda: len(done) == 1)
    assert done == [last]
    assert history.stopped is None


@pytest.mark.usefixtures("fresh_structure")
def test_a_race_is_compiled_when_each_runners_step_is(engine: Engine, gate: Gate, wait: Callable[..., Any]) -> None:
    race = Surface(
        function="x**2 + 3*y**2",
        start=(("x", 2.0), ("y", 1.0)),
        runners=(
            Runner(OptimizerSetting.of("sgd", learning_rate=0.01)),
            Runner(OptimizerSetting.of("adam", learning_rate=0.05)),
        ),
        epochs=50_000,
    )
    engine.start(1, race)
    engine.want(50)
    first = wait(1, "autograd", 50).view()
    gate.open.set()
    second = wait(1, "compiled", 50)
    for ours, theirs in zip(second.histories, first.histories, strict=True):
        rows = min(len(ours), len(theirs))
        np.testing.assert_allclose(ours.rows(0, rows), theirs.rows(0, rows), rtol=1e-9, atol=1e-300)
    engine.want(50_000)
    wait(1, "compiled", 50_000)
    assert [history.last for history in second.histories] == [50_000, 50_000]


@pytest.mark.usefixtures("fresh_structure")
def test_an_error_of_the_compiler_is_told_once_and_runs_go_on_by_autograd(
    engine: Engine, wait: Callable[..., Any], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_experiment: object, _is_given_up: object) -> None:
        raise RuntimeError("oh")

    monkeypatch.setattr("model.engine.compiling.compile_steps", fail)
    listener = Listener(engine)
    engine.start(1, QUARTIC)
    qtbot.waitUntil(lambda: len(listener.failures) == 1, timeout=PATIENCE)
    assert "RuntimeError: oh" in str(listener.failures[0][1])
    qtbot.waitUntil(lambda: str(engine.why_autograd(1)) == "the compiler has failed")
    engine.start(2, Regression())
    engine.want(30)
    wait(2, "autograd", 30)
    assert len(listener.failures) == 1


@pytest.mark.usefixtures("fresh_structure")
def test_closing_waits_for_what_is_being_compiled_and_leaves_no_thread(gate: Gate, qtbot: QtBot) -> None:
    before = set(threading.enumerate())
    engine = Engine()
    engine.begin()
    engine.start(1, ENDLESS)
    engine.want(ENDLESS.epochs)
    qtbot.waitUntil(gate.asked.is_set, timeout=PATIENCE)
    gate.compiles = False  # on a busy machine that may take longer than closing waits
    threading.Timer(0.1, gate.open.set).start()
    assert engine.shutdown()
    assert {thread for thread in threading.enumerate() if thread.name == "compiler"} <= before


@pytest.mark.usefixtures("fresh_structure")
def test_closing_does_not_wait_for_ever(gate: Gate, qtbot: QtBot) -> None:
    engine = Engine()
    engine.begin()
    engine.start(1, Minimise())
    qtbot.waitUntil(gate.asked.is_set, timeout=PATIENCE)
    assert not engine.shutdown(0.05)


@pytest.mark.usefixtures("fresh_structure")
def test_what_is_no_longer_wanted_is_given_up_at_its_next_step(engine: Engine, gate: Gate, qtbot: QtBot) -> None:
    race = Surface(runners=tuple(Runner(OptimizerSetting.of(name)) for name in ("adam", "rmsprop")))
    engine.start(1, race)
    qtbot.waitUntil(gate.asked.is_set, timeout=PATIENCE)
    engine.start(2, QUARTIC)
    qtbot.waitUntil(lambda: engine.history_of(2) is not None, timeout=PATIENCE)
    gate.open.set()
    qtbot.waitUntil(lambda: is_compiled(QUARTIC), timeout=PATIENCE)
    assert not is_compiled(race)
