"""Whatever is done to the timeline in whatever order: once the rows are there it is at the row wanted, and rests."""

from __future__ import annotations

import math
from collections import deque
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from PySide6.QtCore import QObject, Signal

from gui.run import playback as module
from gui.run.playback import FLAT_OUT, Playback
from model.descent.rows import EveryRow

FRAME = 0.016
MOST_FRAMES = 4_000


class Seconds:
    """Stands in for the clock on the wall."""

    now = 0.0

    def perf_counter(self) -> float:
        return self.now


SECONDS = Seconds()


class Clock:
    """Stands in for the frame clock, which the machine ticks."""

    def __init__(self) -> None:
        self.active = False

    def isActive(self) -> bool:
        return self.active

    def start(self) -> None:
        self.active = True

    def stop(self) -> None:
        self.active = False


class Rows(EveryRow):
    """The rows of a run so far, and how many it will have."""

    def __init__(self, rows: int, limit: int, engine: str, stopped: str | None) -> None:
        self.rows, self.most, self.engine, self.stopped = rows, limit, engine, stopped

    def __len__(self) -> int:
        return self.rows

    def view(self) -> Rows:
        return Rows(self.rows, self.most, self.engine, self.stopped)


class FakeEngine(QObject):
    """Does as the worker does, one order at a time, when the machine says so; signals come later, as from a thread.

    An experiment is the number of rows that its run has, and whether it has one: none where that is 0.
    """

    started = Signal(object)
    paused = Signal(object)
    finished = Signal(object)
    failed = Signal(object, object)

    def __init__(self, *, is_loading: bool) -> None:
        super().__init__()
        self.is_loading = is_loading
        self._run: int | None = None
        self._begin: tuple[int | None, int] | None = None
        self._wanted = 0
        self._at: int | None = None
        self._rows: Rows | None = None
        self._goes_on = False
        self._queue: deque[tuple[str, int]] = deque()

    # ---- as playback calls it

    def start(self, run: int, experiment: int) -> None:
        self._run, self._begin, self._wanted = run, (run, experiment), 0

    def stop(self) -> None:
        self._run, self._begin, self._wanted = None, (None, 0), 0

    def want(self, row: int) -> None:
        self._wanted = row

    def history_of(self, run: int) -> Rows | None:
        return self._rows if run == self._at else None

    # ---- as the machine has it work

    def lacks_rows(self) -> bool:
        rows = self._rows
        return self._goes_on and rows is not None and rows.stopped is None and rows.last < self._wanted

    def work(self, rows: int, *, compiled: bool, fails: bool) -> bool:
        """Do the next order, or compute some rows; return whether there was anything to do."""
        if self._begin is not None:
            (run, most), self._begin, self._goes_on = self._begin, None, False
            if run is None:
                return True
            self.is_loading = False
            if most == 0:
                self._queue.append(("failed", run))
            else:
                self._at, self._goes_on = run, True
                self._rows = Rows(1, most, "compiled" if compiled else "autograd", "complete" if most == 1 else None)
                self._queue.append(("started", run))
                self._tell()
            return True
        if self._rows is not None and self.lacks_rows():
            if fails:
                self._goes_on = False
                self._queue.append(("failed", self._at or 0))
                return True
            engine = "compiled" if compiled else self._rows.engine
            more = self._rows.rows + rows
            more = min(more if engine == "compiled" else min(more, self._wanted + 1), self._rows.most)
            self._rows = Rows(more, self._rows.most, engine, "complete" if more == self._rows.most else None)
            self._tell()
            return True
        return False

    def _tell(self) -> None:
        assert self._rows is not None
        assert self._at is not None
        if self._rows.stopped is not None:
            self._queue.append(("finished", self._at))
        elif not self.lacks_rows():
            self._queue.append(("paused", self._at))

    def deliver(self) -> bool:
        """Emit the oldest signal, unless it is of an older run; return whether there was one."""
        if not self._queue:
            return False
        name, run = self._queue.popleft()
        if run == self._run:
            self.failed.emit(run, "reason") if name == "failed" else getattr(self, name).emit(run)
        return True


class Timeline(RuleBasedStateMachine):
    """Everything that window, worker and clock do to a `Playback`."""

    def __init__(self) -> None:
        super().__init__()
        self.playback: Any = None

    @rule(is_loading=st.booleans(), rows=st.integers(0, 40))
    @precondition(lambda self: self.playback is None)
    def open_window(self, is_loading: bool, rows: int) -> None:
        self.engine = FakeEngine(is_loading=is_loading)
        self.playback = Playback(self.engine, first_row=lambda most: Rows(1, 1, "numpy", None) if most else None)  # type: ignore[arg-type]
        self.playback._clock = Clock()
        self.playback.load(rows, 40)

    # ---- what is asked for

    @rule(rows=st.integers(0, 40), more=st.integers(0, 20), waits=st.booleans(), at=st.none() | st.integers(0, 60))
    @precondition(lambda self: self.playback is not None)
    def load(self, rows: int, more: int, waits: bool, at: int | None) -> None:
        """Load another experiment, as an edit does, or with a row, as undo does."""
        aim = self.playback.aim if at is None else math.inf if at > 50 else at
        self.playback.load(rows, max(rows - 1, 0) + more, aim, waits=waits)

    @rule(row=st.integers(-2, 60))
    @precondition(lambda self: self.playback is not None)
    def seek(self, row: int) -> None:
        self.playback.seek(row)

    @rule(rows=st.integers(-3, 5))
    @precondition(lambda self: self.playback is not None)
    def step(self, rows: int) -> None:
        self.playback.step(rows)

    @rule(running=st.booleans())
    @precondition(lambda self: self.playback is not None)
    def play_or_pause(self, running: bool) -> None:
        self.playback.set_running(running)

    @rule(pace=st.sampled_from([0.1, 1.0, 10.0, FLAT_OUT]))
    @precondition(lambda self: self.playback is not None)
    def set_pace(self, pace: float) -> None:
        self.playback.set_pace(pace)

    @rule()
    @precondition(lambda self: self.playback is not None)
    def run_to_end(self) -> None:
        self.playback.run_to_end()

    @rule(blocked=st.booleans())
    @precondition(lambda self: self.playback is not None)
    def block(self, blocked: bool) -> None:
        self.playback.is_blocked = blocked
        if blocked:
            self.playback.set_running(False)

    @rule(rows=st.integers(1, 40))
    @precondition(lambda self: self.playback is not None)
    def switch_labs(self, rows: int) -> None:
        aim = self.playback.aim
        self.playback.halt()
        assert not self.playback._clock.active
        self.playback.is_blocked = False
        self.playback.load(rows, 40, aim)

    # ---- what happens

    @rule(rows=st.integers(1, 8), compiled=st.booleans(), fails=st.sampled_from([False] * 9 + [True]))
    @precondition(lambda self: self.playback is not None)
    def work(self, rows: int, compiled: bool, fails: bool) -> None:
        self.engine.work(rows, compiled=compiled, fails=fails)

    @rule()
    @precondition(lambda self: self.playback is not None)
    def deliver(self) -> None:
        self.engine.deliver()

    @rule(seconds=st.sampled_from([FRAME, 0.1, 0.3]))
    @precondition(lambda self: self.playback is not None)
    def tick(self, seconds: float) -> None:
        SECONDS.now += seconds
        if self.playback._clock.active:
            self.playback._tick()

    # ---- what has to hold

    @rule()
    @precondition(lambda self: self.playback is not None)
    def rest(self) -> None:
        """Let everything come that was asked for; the slowest run plays for 100 seconds."""
        playback, engine = self.playback, self.engine
        for _ in range(MOST_FRAMES):
            while engine.work(5, compiled=False, fails=False) or engine.deliver():
                pass
            if not playback._clock.active:
                break
            self.tick(0.05)
        assert not playback._clock.active, "the frame clock goes on for ever"
        assert not playback.running
        assert not playback.is_replaying
        if playback.has_failed:
            return
        assert playback.history is not None
        assert playback.computed == engine.history_of(playback.run).last
        assert playback.cursor == playback.wanted == min(playback.aim, playback.final_row)

    def teardown(self) -> None:
        if self.playback is not None:
            self.rest()
            self.playback.halt()


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "time", SECONDS)


def test_a_timeline_comes_to_rest_at_the_row_wanted(qapp: object, seconds: None) -> None:
    often = settings(
        max_examples=3 * settings().max_examples, stateful_step_count=30, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Timeline, settings=often)
