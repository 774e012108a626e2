"""The timeline is a cursor into the run: it plays, steps and seeks, and old runs are dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from gui.run.playback import FLAT_OUT, Playback
from model.descent.history import STATE_INTERVAL, History, columns_of
from model.descent.rows import EveryRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


class FakeHistory(EveryRow):
    def __init__(self) -> None:
        self.rows = 0
        self.stopped: str | None = None

    def __len__(self) -> int:
        return self.rows


class FakeEngine(QObject):
    """Computes as many rows as the test allows of those that are wanted."""

    started = Signal(object)
    paused = Signal(object)
    finished = Signal(object)
    failed = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.histories: dict[int, FakeHistory] = {}
        self.run = 0
        self.wanted = -1
        self.asked = -1
        """The row wanted last: what the engine computes up to, and no further."""
        self.stops = 0
        self.is_loading = False

    def start(self, run: int, experiment: object) -> None:
        self.run = run
        self.wanted = -1
        self.histories[run] = FakeHistory()

    def want(self, row: int) -> None:
        self.wanted, self.asked = max(self.wanted, row), row

    def stop(self) -> None:
        self.stops += 1

    def history_of(self, run: int) -> FakeHistory | None:
        return self.histories.get(run)

    def compute(self, rows: int | None = None) -> None:
        history = self.histories[self.run]
        history.rows = max(history.rows, self.wanted + 1 if rows is None else rows)
        self.paused.emit(self.run)


@pytest.fixture
def engine(qapp: object) -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def playback(engine: FakeEngine, qtbot: QtBot) -> Iterator[Playback]:
    playback = Playback(engine)  # type: ignore[arg-type]
    playback.load("experiment", 100)  # type: ignore[arg-type]
    engine.compute()
    qtbot.waitUntil(lambda: playback.history is not None)
    yield playback
    playback.halt()


def test_a_run_opens_at_row_0(playback: Playback) -> None:
    assert playback.cursor == 0
    assert not playback.running


def test_a_step_asks_for_one_row_and_moves_when_it_is_there(
    playback: Playback, engine: FakeEngine, qtbot: QtBot
) -> None:
    playback.step()
    assert engine.wanted == 1
    assert playback.cursor == 0
    engine.compute()
    qtbot.waitUntil(lambda: playback.cursor == 1)


def test_steps_pressed_before_the_first_is_there_add_up(playback: Playback, engine: FakeEngine, qtbot: QtBot) -> None:
    playback.step()
    playback.step()
    playback.step()
    engine.compute()
    qtbot.waitUntil(lambda: playback.cursor == 3)


def test_stepping_back_needs_no_computing(playback: Playback, engine: FakeEngine) -> None:
    engine.want(5)
    engine.compute()
    playback.seek(5)
    playback.step(-1)
    assert playback.cursor == 4
    assert engine.wanted == 5


def test_flat_out_follows_the_newest_row(playback: Playback, engine: FakeEngine, qtbot: QtBot) -> None:
    playback.set_pace(FLAT_OUT)
    playback.set_running(True)
    qtbot.waitUntil(lambda: engine.wanted == 100)
    engine.compute(60)
    qtbot.waitUntil(lambda: playback.cursor == 59)
    engine.compute()
    qtbot.waitUntil(lambda: playback.cursor == 100)
    assert not playback.running


def test_what_nobody_sees_goes_on_by_the_clock_and_is_not_drawn_until_it_is_seen(
    playback: Playback, engine: FakeEngine, qtbot: QtBot
) -> None:
    drawn: list[int] = []
    playback.moved.connect(lambda: drawn.append(playback.cursor))
    playback.set_seen(False)
    playback.load("another", 100_000)  # type: ignore[arg-type]
    playback.set_pace(0.01)
    engine.compute()
    playback.set_running(True)
    qtbot.waitUntil(lambda: engine.asked > 0)
    engine.compute()
    qtbot.waitUntil(lambda: playback.cursor > 10)
    assert playback.running
    assert engine.asked < 1_000  # no further than play needs
    assert drawn == []
    playback.set_seen(True)
    assert drawn == [playback.cursor]
    qtbot.waitUntil(lambda: len(drawn) > 2)


def test_a_run_that_ends_while_nobody_sees_it_is_drawn_at_its_end_once_it_is_seen(
    playback: Playback, engine: FakeEngine, qtbot: QtBot
) -> None:
    drawn: list[int] = []
    playback.moved.connect(lambda: drawn.append(playback.cursor))
    playback.set_seen(False)
    playback.run_to_end()
    qtbot.waitUntil(lambda: engine.wanted == 100)
    engine.compute()
    qtbot.waitUntil(lambda: not playback.running)
    assert drawn == []
    playback.set_seen(True)
    assert drawn == [100]


def seconds_of_play(playback: Playback, engine: FakeEngine, *, rows_a_frame: int = 10**9) -> float:
    """Play to the end in frames of 1/60 s, in which the engine computes so many rows of those that are wanted."""
    playback.set_running(True)
    playback._clock.stop()
    seconds = 0.0
    while playback.running and seconds < 60:
        history = engine.histories[engine.run]
        if history.stopped is None:
            engine.compute(min(engine.wanted + 1, history.rows + rows_a_frame))
        playback._look()
        playback._advance(1 / 60)
        seconds += 1 / 60
    return seconds


@pytest.mark.parametrize("rows", [1, 2, 15, 100, 2_000, 15_000, 100_000, 123_456_789])
def test_a_run_plays_as_long_whatever_its_length(
    playback: Playback, engine: FakeEngine, qtbot: QtBot, rows: int
) -> None:
    playback.load("long or short", rows)  # type: ignore[arg-type]
    engine.compute()
    qtbot.waitUntil(lambda: playback.experiment == "long or short")
    assert 8 < seconds_of_play(playback, engine) < 12
    assert playback.cursor == rows
    playback.set_pace(5)
    assert 1.6 < seconds_of_play(playback, engine) < 2.4


@pytest.mark.parametrize("last", [3, 40, 60_000])
def test_a_run_that_ends_early_plays_as_long(playback: Playback, engine: FakeEngine, qtbot: QtBot, last: int) -> None:
    playback.load("diverges", 100_000)  # type: ignore[arg-type]
    engine.compute(min(last, 2))
    qtbot.waitUntil(lambda: playback.experiment == "diverges")
    history = engine.histories[engine.run]

    def compute(rows: int | None = None) -> None:
        history.rows = last + 1
        history.stopped = "diverged"

    engine.compute = compute  # type: ignore[method-assign]
    assert 8 < seconds_of_play(playback, engine) < 12
    assert playback.cursor == last


def test_the_slowest_pace_is_a_step_a_second_or_a_tenth_of_the_usual_one(
    playback: Playback, engine: FakeEngine, qtbot: QtBot
) -> None:
    playback.set_pace(0)
    for rows, speed in ((100_000, 1.0), (100, 1.0), (15, 0.15)):
        playback.load(f"{rows} rows", rows)  # type: ignore[arg-type]
        assert playback.speed == pytest.approx(speed)


def test_play_that_waits_for_rows_is_late_and_says_so(playback: Playback, engine: FakeEngine, qtbot: QtBot) -> None:
    playback.load("slow", 6_000)  # type: ignore[arg-type]
    engine.compute()
    qtbot.waitUntil(lambda: playback.experiment == "slow")
    late: list[bool] = []
    advance = playback._advance

    def watched(elapsed: float) -> None:
        advance(elapsed)
        late.append(playback.is_late)

    playback._advance = watched  # type: ignore[method-assign]
    assert seconds_of_play(playback, engine, rows_a_frame=5) == pytest.approx(20, abs=1)
    assert not late[0]
    assert all(late[120:-1])


def test_play_at_the_end_begins_again(playback: Playback, engine: FakeEngine, qtbot: QtBot) -> None:
    engine.want(100)
    engine.compute()
    playback.seek(100)
    playback.set_pace(0)
    playback.set_running(True)
    assert playback.cursor < 100
    playback.set_running(False)


def test_an_edit_replays_to_where_the_cursor_was(playback: Playback, engine: FakeEngine, qtbot: QtBot) -> None:
    engine.want(40)
    engine.compute()
    playback.seek(40)
    old = playback.history
    playback.load("another", 100, playback.wanted)  # type: ignore[arg-type]
    assert playback.history is old, "the old picture stays until the new run is there"
    engine.compute()
    qtbot.waitUntil(lambda: playback.history is not old)
    assert playback.cursor == 40


def test_a_pause_during_a_replay_ends_where_the_cursor_was(
    playback: Playback, engine: FakeEngine, qtbot: QtBot
) -> None:
    playback.seek(40)
    engine.compute()
    qtbot.waitUntil(lambda: playback.cursor == 40)
    playback.load("another", 100, 60)  # type: ignore[arg-type]
    playback.set_running(False)
    assert engine.asked == 60
    engine.compute(engine.asked + 1)
    qtbot.waitUntil(lambda: playback.cursor == 60 and not playback.is_replaying)


def test_a_run_that_stopped_early_ends_the_timeline(playback: Playback, engine: FakeEngine, qtbot: QtBot) -> None:
    playback.set_pace(FLAT_OUT)
    playback.set_running(True)
    engine.compute(13)
    engine.histories[engine.run].stopped = "diverged"
    qtbot.waitUntil(lambda: not playback.running)
    assert playback.cursor == 12
    assert playback.at_end


def test_what_an_old_run_says_is_dropped(playback: Playback, engine: FakeEngine, qtbot: QtBot) -> None:
    playback.set_running(True)
    engine.failed.emit(playback.run - 1, "gone")
    assert playback.running
    playback.set_running(False)


def test_what_cannot_begin_does_not_play_until_there_is_a_run_again(
    playback: Playback, engine: FakeEngine, qtbot: QtBot
) -> None:
    playback.load(object(), 100)
    engine.failed.emit(engine.run, "not finite at the start")
    playback.set_running(True)
    assert not playback.running
    playback.seek(50)
    playback.step()
    assert not playback.is_replaying
    again = object()
    playback.load(again, 100)
    engine.compute(1)
    assert playback.experiment is again
    playback.set_running(True)
    assert playback.running


def test_steps_in_a_thinned_run_lead_from_one_row_kept_to_the_next(engine: FakeEngine, qtbot: QtBot) -> None:
    history = History(columns_of(("x",)), 10**9, most=16 * STATE_INTERVAL)
    while history.last < 40 * STATE_INTERVAL:
        history.extend(history.room(STATE_INTERVAL).shape[1])
    playback = Playback(engine)  # type: ignore[arg-type]
    playback.load("experiment", 10**9)  # type: ignore[arg-type]
    engine.histories[engine.run] = history  # type: ignore[assignment]
    qtbot.waitUntil(lambda: playback.history is not None)
    assert playback.computed == history.last
    kept = history.steps()
    gap = int(np.flatnonzero(np.diff(kept) > 1)[0])
    playback.seek(int(kept[gap]) + 5)
    assert playback.cursor == kept[gap], "a row that is not kept is the newest before it"
    assert playback.history is not None
    assert playback.history.index_of(playback.cursor) == gap
    playback.step()
    assert playback.cursor == kept[gap + 1]
    playback.step(-1)
    assert playback.cursor == kept[gap]
    playback.seek(history.last)
    playback.step()
    assert engine.wanted == history.following
    while history.last < engine.wanted:
        history.extend(history.room(STATE_INTERVAL).shape[1])
    wanted = engine.wanted
    qtbot.waitUntil(lambda: playback.cursor == wanted)
    playback.halt()


def test_the_cursor_comes_back_to_its_epoch_after_a_run_that_ended_before(
    playback: Playback, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.want(40)
    engine.compute()
    playback.seek(40)
    playback.load("diverges", 100, playback.aim)  # type: ignore[arg-type]
    engine.histories[engine.run].stopped = "diverged"
    engine.compute(11)
    qtbot.waitUntil(lambda: playback.cursor == 10)
    playback.load("goes on", 100, playback.aim)  # type: ignore[arg-type]
    engine.compute()
    qtbot.waitUntil(lambda: playback.cursor == 40)


def test_the_cursor_at_the_end_stays_at_the_end(playback: Playback, engine: FakeEngine, qtbot: QtBot) -> None:
    playback.seek(100)
    engine.compute()
    qtbot.waitUntil(lambda: playback.cursor == 100)
    playback.load("longer", 300, playback.aim)  # type: ignore[arg-type]
    engine.compute()
    qtbot.waitUntil(lambda: playback.cursor == 300)


def test_of_a_run_too_long_for_a_frame_what_is_there_is_shown_and_the_rest_follows(
    playback: Playback, engine: FakeEngine, qtbot: QtBot
) -> None:
    playback.seek(100)
    engine.compute()
    qtbot.waitUntil(lambda: playback.cursor == 100)
    shown = playback.history
    playback.load("long", 100, playback.aim)  # type: ignore[arg-type]
    history = engine.histories[engine.run]
    history.engine = "compiled"
    history.rows = 30
    qtbot.waitUntil(lambda: playback.history is not shown)
    assert playback.cursor == 29
    engine.compute()
    qtbot.waitUntil(lambda: playback.cursor == 100)


def test_during_changes_faster_than_the_engine_one_run_after_another_is_shown(
    playback: Playback, engine: FakeEngine, qtbot: QtBot
) -> None:
    first = engine.run
    for number in range(5):
        playback.load(f"drag {number}", 100, 0.0, waits=True)  # type: ignore[arg-type]
    assert engine.run == first + 1, "the others wait"
    engine.compute()
    qtbot.waitUntil(lambda: engine.run == first + 2)
    assert playback.history is engine.histories[first + 1]
    engine.compute()
    qtbot.waitUntil(lambda: playback.history is engine.histories[first + 2])
    playback.load("drag", 100, 0.0, waits=True)  # type: ignore[arg-type]
    playback.load("another function", 100)  # type: ignore[arg-type]
    assert engine.run == first + 4, "what is not of the same drag begins at once"


def test_the_compiled_run_takes_the_place_of_the_one_shown(
    playback: Playback, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.want(40)
    engine.compute()
    playback.seek(40)
    runs: list[int] = []
    playback.historyChanged.connect(lambda: runs.append(playback.run))
    compiled = engine.histories[engine.run] = FakeHistory()
    compiled.engine, compiled.rows = "compiled", 41
    engine.paused.emit(engine.run)
    qtbot.waitUntil(lambda: playback.history is compiled)
    assert playback.cursor == 40
    assert runs == [], "it is the same run"
