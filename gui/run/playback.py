"""The timeline as a cursor into the run: it plays, steps and seeks, and has the worker compute rows."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.descent.rows import Rows
    from model.engine.worker import Engine
    from model.experiment import Experiment

FLAT_OUT = math.inf
RUN_SECONDS = 10.0
"""How long a run plays from its first row to its last, whatever its length, at pace 1."""
_SLOWEST = 0.1
"""The least pace of a short run; a longer one goes down to one step a second."""
_FRAME_MS, _UNSEEN_MS = 16, 200
_LONGEST_WAIT = {"compiled": 0.02, "autograd": 0.25}
"""Seconds for which the run before is shown while a new one is computed up to the cursor, by engine."""
_LOOK_AHEAD = 0.5
"""Seconds of play for which the worker computes rows ahead of the cursor."""
_LEAST_AHEAD = 64
_WHOLE = 10_000_000
"""Rows up to which the compiled engine computes all of a run that plays: it takes less than a second."""
_LATE_SECONDS = 0.5
"""How long play waits at first for rows, and for how long it counts as late once it had to wait for some."""


class Playback(QObject):
    """The cursor into the current run, and the frame clock that moves it.

    While torch is being loaded the run shown is what ``first_row`` returns for an experiment; all that is asked for
    meanwhile is done as soon as the engine's own run is there.

    Emits ``historyChanged`` when another run is shown, of which `history` is the first rows; ``released`` when one that
    was held has begun; ``moved`` when the cursor
    or the number of rows computed has changed, once a frame at most and not while nobody can see it; and
    ``runningChanged`` when play has started or stopped.
    """

    historyChanged = Signal()
    released = Signal()
    moved = Signal()
    runningChanged = Signal(bool)

    def __init__(
        self,
        engine: Engine,
        parent: QObject | None = None,
        first_row: Callable[[Experiment], Rows | None] = lambda _experiment: None,
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._first_row = first_row
        self.run = 0
        """The number of the run that the worker has; signals that carry another are of an older run."""
        self._begun = 0.0
        self._state: Literal["none", "held", "begun", "shown", "failed"] = "none"
        """Of the newest run: held is one that begins when it is asked for, begun one that is not shown yet, failed one
        that could not begin."""
        self._is_cut = False
        """Whether that run could not go on: there will be no more rows than there are."""
        self._pending: tuple[Experiment, int] | None = None
        """The next experiment and its last row, which wait until the run that is begun has been shown."""
        self.aim: float = 0.0
        """The row chosen by the user, though a run may end before; infinity for the end, wherever that is."""
        self._seeking: int | None = None
        self._position = 0.0
        self._last_tick = 0.0
        self._shown: tuple[int, int, str, bool] | None = None
        self._rows: Rows | None = None
        self.history: Rows | None = None
        """The run shown, as it was at the last frame."""
        self.experiment: Experiment | None = None
        """Whose run that is; during a drag the run of the newest experiment may not be there yet."""
        self._begun_for: Experiment | None = None
        self.cursor = 0
        self.last_row = 0
        self.running = False
        self.to_end = False
        self.is_blocked = False
        """Whether the cursor stays where it is: what stands in the controls has no run."""
        self.pace: float = 1.0
        """How fast a run plays: 1 for `RUN_SECONDS` from its first row to its last, 2 for half of that."""
        self._waited = 0.0
        self._late = 0.0
        self._is_seen = True
        self._clock = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=_FRAME_MS)
        self._clock.timeout.connect(self._tick)
        for told in (engine.paused, engine.finished):
            told.connect(self._on_rows)
        engine.failed.connect(self._on_failed)

    @property
    def computed(self) -> int:
        """The newest row of the run shown, −1 before the first."""
        return -1 if self.history is None else self.history.last

    @property
    def is_replaying(self) -> bool:
        """Whether a new run is still on its way to where the cursor was."""
        return self._seeking is not None

    @property
    def wanted(self) -> int:
        """The row where the cursor is, or is on its way to."""
        return self.cursor if self._seeking is None else self._seeking

    @property
    def is_quick(self) -> bool:
        """Whether the run shown is of the engine that computes the next one within a frame or two."""
        return self.history is not None and self.history.engine == "compiled"

    @property
    def final_row(self) -> int:
        """The last row of the run: where it has ended or failed, else where it ends if it is run to its last epoch."""
        history = self.history
        ended = history is not None and self._state == "shown" and (self._is_cut or history.stopped is not None)
        return self.computed if ended else self.last_row

    @property
    def speed(self) -> float:
        """The steps a second that play makes; `FLAT_OUT` follows the newest row."""
        full = max(self.final_row, 1) / RUN_SECONDS
        return max(full * self.pace, min(1.0, full * _SLOWEST))

    @property
    def is_late(self) -> bool:
        """Whether play is slower than `speed` since rows are not computed as fast."""
        return self.running and self._late > 0

    @property
    def has_failed(self) -> bool:
        """Whether the newest run could not begin."""
        return self._state == "failed"

    @property
    def is_held(self) -> bool:
        """Whether the experiment has a run that waits until it is asked for."""
        return self._state == "held"

    @property
    def at_end(self) -> bool:
        """Whether there is no row after the cursor."""
        return self.history is not None and self.cursor >= self.final_row

    def load(self, experiment: Experiment, last_row: int, cursor: float = 0.0, *, waits: bool = False) -> None:
        """Start a run of ``experiment`` and compute it up to ``cursor`` (an `aim`); the run before stays until then.

        ``last_row`` is the last row of a full run. ``waits`` tells whether a run that is begun may be shown before:
        when the mouse moves faster than runs are computed, one run after another is seen then, instead of none. While
        torch is being loaded there is nothing to wait for.
        """
        self.aim = cursor
        self._pending = (experiment, last_row)
        if not (waits and self._state == "begun") or self._engine.is_loading:
            self._begin_pending()
        self._wake()

    def hold(self, experiment: Experiment, last_row: int, cursor: float = 0.0) -> None:
        """Have a run ready that begins only when the user plays, steps or seeks; there is none to be shown before."""
        self.halt()
        self.aim, self.cursor, self.last_row = cursor, 0, 0
        self._pending = (experiment, last_row)
        self._state = "held"
        self.moved.emit()

    def release(self) -> None:
        """Begin the run that waits to be asked for, if there is one."""
        if self._state == "held":
            self._begin_pending()
            self._wake()
            self.released.emit()

    def _begin_pending(self) -> None:
        """Have the worker begin what was loaded last."""
        if self._pending is None:
            return
        (experiment, self.last_row), self._pending = self._pending, None
        self.run += 1
        self._begun_for = experiment
        self._state, self._is_cut = "begun", False
        self._begun = time.perf_counter()
        self._seeking = int(min(self.aim, self.last_row))
        self._engine.start(self.run, experiment)
        self._engine.want(self._seeking)
        if self._engine.is_loading and (rows := self._first_row(experiment)) is not None:
            self.history, self.experiment, self.cursor = rows, experiment, 0
            self.historyChanged.emit()

    def set_running(self, running: bool) -> None:
        """Play, or pause; at the end of the run play begins again at its start. Without a run nothing plays."""
        if running and (self._state == "failed" or self.is_blocked):
            return
        if running:
            self.release()
        if running and self.at_end and not self.is_replaying:
            self.seek(0)
        if running != self.running:
            self.running = running
            self.to_end = self.to_end and running
            self._shown = None  # what is drawn only while nothing moves is to be drawn
            self._position = float(self.cursor)
            self._last_tick = time.perf_counter()
            self._waited = self._late = 0.0
            self.runningChanged.emit(running)
        self._wake()
        if running:
            self._seeking = None if self._state == "shown" else self._seeking
        else:
            self._engine.want(self.wanted)

    def toggle(self) -> None:
        """Play, or pause."""
        self.set_running(not self.running)

    def run_to_end(self) -> None:
        """Play flat out to the last row, whatever the speed."""
        if not self.at_end:
            self.to_end = True
            self.set_running(True)

    def set_pace(self, pace: float) -> None:
        """Set the `pace`; `FLAT_OUT` follows the newest row."""
        self.pace = pace
        self._position = float(self.cursor)

    @Slot(bool)
    def set_seen(self, seen: bool) -> None:
        """Say whether anybody can see the cursor; where nobody can it moves by the clock as before, in longer steps."""
        if seen != self._is_seen:
            self._is_seen = seen
            self._clock.setInterval(_FRAME_MS if seen else _UNSEEN_MS)
            self._emit_moved()

    def step(self, rows: int = 1) -> None:
        """Pause, and move the cursor by ``rows``, computing what is needed."""
        self.go_to(self._row_after(self.wanted, rows))

    def step_back(self) -> None:
        """Pause, and move the cursor one row back."""
        self.step(-1)

    def _row_after(self, row: int, rows: int) -> int:
        """Return the row so many rows further on, among those kept."""
        self._look()
        history = self.history
        if history is None or self._state != "shown" or row > history.last:
            return row + rows
        index = history.index_of(row) + rows
        if index < len(history):
            return history.step_at(max(index, 0))
        return history.following + index - len(history)

    def seek(self, row: int) -> None:
        """Move the cursor to ``row``, computing what is needed; where there is no run it stays."""
        if self._state == "failed" or self.is_blocked:
            return
        if row > 0:
            self.release()
        if self._state == "held":
            return
        self._look()
        final = self.final_row
        row = max(0, min(row, final))
        self.aim = math.inf if row == final > 0 else row
        self._position = float(row)
        if self._state == "shown" and row <= self.computed:
            self._seeking = None
            self.cursor = self._kept(row)
            self._emit_moved()
        else:
            self._seeking = row
            self._engine.want(row)
            self._wake()
            if self._engine.is_loading:
                self.moved.emit()  # nothing has, but what is asked for waits longer than a moment

    def reset(self) -> None:
        """Pause and go back to row 0."""
        self.go_to(0)

    def go_to(self, row: int) -> None:
        """Pause, and move the cursor to ``row``."""
        self.set_running(False)
        self.seek(row)

    def halt(self) -> None:
        """Stop the clock and the worker's current run; for closing and switching labs."""
        self.run += 1
        self._seeking = self._pending = None
        self._state = "none"
        self._rows = self.history = None
        if self.running:
            self.running = False
            self.to_end = False
            self.runningChanged.emit(False)
        self._clock.stop()
        self._engine.stop()

    def _look(self) -> None:
        """Take in what the worker has computed since the last frame."""
        if self._state == "shown":
            # Another one where the compiled run has taken the place of autograd's.
            self._rows = self._engine.history_of(self.run) or self._rows
            assert self._rows is not None
            self.history = self._rows.view()

    def _kept(self, row: int) -> int:
        """Return the row, or the newest before it that is kept."""
        assert self.history is not None
        return self.history.step_at(self.history.index_of(row))

    def _wake(self) -> None:
        if not self._clock.isActive():
            self._last_tick = time.perf_counter()
            self._clock.start()

    @Slot(object)
    def _on_rows(self, run: int) -> None:
        if run != self.run:
            return
        self._wake()
        if self._state == "begun":
            self._tick()  # without waiting for the next frame

    def _has_rows(self) -> bool:
        """Tell whether the newest run has begun."""
        rows = self._engine.history_of(self.run)
        return self._state == "shown" or (rows is not None and len(rows) > 0)

    @Slot(object, object)
    def _on_failed(self, run: int, _reason: object) -> None:
        if run == self.run:
            self._is_cut = True
            if not self._has_rows():
                self._seeking, self._state = None, "failed"
            self._begin_pending()
            if self.running:
                self.set_running(False)
            self._wake()  # the rows that there are may be all that a seek waits for

    @Slot()
    def _tick(self) -> None:
        now = time.perf_counter()
        elapsed, self._last_tick = now - self._last_tick, now
        if not self._take_new_history(now):
            return
        self._settle_seek()
        if self.running and self._seeking is None:
            self._advance(elapsed)
        self._emit_moved()
        self._begin_pending()
        if not self.running and self._seeking is None:
            self._clock.stop()

    def _take_new_history(self, now: float) -> bool:
        """Show the new run once it has reached the cursor, or after a moment; return whether one is shown."""
        if self._state == "shown":
            self._look()
            self.cursor = self._kept(self.cursor)
            return True
        history = self._engine.history_of(self.run)
        if history is None or len(history) == 0:
            if self._seeking is None and not self.running:
                self._clock.stop()
            return False
        is_there = self._is_cut or history.stopped is not None or history.last >= (self._seeking or 0)
        if not is_there and now - self._begun < _LONGEST_WAIT[history.engine]:
            return False
        self._rows, self.history, self.experiment = history, history.view(), self._begun_for
        self._state = "shown"
        self._waited = 0.0
        self.cursor = self._kept(self.cursor)
        self._settle_seek()
        self._shown = self._now_shown()
        self.historyChanged.emit()
        return True

    def _settle_seek(self) -> None:
        if self._seeking is None:
            return
        assert self.history is not None
        target = min(self._seeking, self.final_row)
        self.cursor = self._kept(target)
        self._position = float(self.cursor)
        if self.computed >= target:
            self._seeking = None

    def _advance(self, elapsed: float) -> None:
        if self.to_end or self.pace == FLAT_OUT:
            self._engine.want(self.last_row)
            self.cursor = self.computed
            self._position = float(self.cursor)
        elif self._knows_enough(elapsed):
            position = self._position + elapsed * self.speed
            self._position = min(position, float(self.computed + 1))
            is_held = position > self._position and self.computed < self.final_row
            self._late = _LATE_SECONDS if is_held else max(self._late - elapsed, 0.0)
            self.cursor = self._kept(int(self._position))
        self.aim = self.cursor
        if self.at_end:
            self.aim = math.inf
            self.set_running(False)

    def _knows_enough(self, elapsed: float) -> bool:
        """Order rows ahead of the cursor, and tell whether to play: at first play waits for them.

        So where a run ends early that is known, and with it how fast it plays, before the cursor is there.
        """
        ahead = self._position + max(self.speed * _LOOK_AHEAD, _LEAST_AHEAD)
        if self.is_quick and self.last_row <= _WHOLE:
            ahead = self.last_row
        wanted = int(min(ahead, self.last_row))
        self._engine.want(wanted)
        assert self.history is not None
        if self.history.stopped is None and self.computed < wanted and self._waited < _LATE_SECONDS:
            self._waited += elapsed
            return False
        self._waited = _LATE_SECONDS
        return True

    def _now_shown(self) -> tuple[int, int, str, bool]:
        return (self.cursor, self.computed, "" if self.history is None else self.history.engine, self.is_late)

    def _emit_moved(self) -> None:
        shown = self._now_shown()
        if shown != self._shown and self._is_seen:
            self._shown = shown
            self.moved.emit()
