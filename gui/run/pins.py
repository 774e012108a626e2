"""Runs pinned for comparison: each keeps its experiment, its look and its row, and is computed to its end."""

from __future__ import annotations

import time
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.look.text import render, translate
from gui.plots.rows.pinned import PinnedLoss
from gui.run.descent_lab import VERDICT_KINDS
from gui.widgets.tables.pin_table import PinRow, PinTable
from model.analysis.verdicts import verdict
from model.analysis.whole_run import WholeRun
from model.experiment.changes import differences
from model.message import number_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gui.plots.rows.loss import LossPlot
    from gui.run.descent_lab import DescentLab
    from model.analysis.verdicts import Verdict
    from model.descent.history import History
    from model.engine.worker import Engine
    from model.experiment import Descending

__all__ = ["MOST_PINS", "Pin", "PinAtCursor", "Pins"]

_STYLES = (3, 5, 2, 7, 6, 4, 0)
"""The looks in the order in which pins get them: all but the one in the hue of the run shown."""
MOST_PINS = len(_STYLES)
_CHUNK, _SHORT_CHUNK = 0.03, 0.012
"""Seconds for which the worker computes a pinned run before it looks what else there is: while nothing plays, and
while something does."""
_GAP_MS = 50
"""Milliseconds that a run that plays has for itself between two such chunks."""
_SHOW_EVERY = 0.2
"""Seconds from one drawing of what was computed to the next."""


class Pin:
    """A pinned run: its look, and all its rows in the making."""

    _numbers = count()

    def __init__(self, experiment: Descending, style: int) -> None:
        self.number = next(self._numbers)
        self.style = style
        self.run = WholeRun(experiment)
        self._rows: tuple[tuple[int, float], NDArray] | None = None

    @property
    def experiment(self) -> Descending:
        """What was run."""
        return self.run.experiment

    @property
    def is_whole(self) -> bool:
        """Whether the run has been computed to its end, and judged."""
        return self.run.result is not None

    def rows_beside(self, history: History, stride: float) -> NDArray | None:
        """Return the rows' numbers times ``stride``; None where they are 0, 1, 2, …."""
        if stride == 1.0:
            return history.kept
        key = (len(history), stride)
        if self._rows is None or self._rows[0] != key:
            self._rows = (key, history.steps() * stride)
        return self._rows[1]


class PinAtCursor(NamedTuple):
    """A pinned run at the epoch where the cursor is.

    Attributes
    ----------
    pin : Pin
    history : History
        Its rows, as they are now.
    index : int
        Which of them is at the cursor; the last one where the run is over by then, or has not come so far.
    wanted : int
        The number of the row at the cursor, though there may be no such row.
    """

    pin: Pin
    history: History
    index: int
    wanted: int

    @property
    def style(self) -> int:
        """The index of its look in `RUNNER_STYLES`."""
        return self.pin.style

    @property
    def experiment(self) -> Descending:
        """What was run."""
        return self.pin.experiment

    @property
    def diverged(self) -> bool:
        """Whether the run ended because it diverged."""
        return self.history.stopped == "diverged"

    @property
    def arrived(self) -> bool:
        """Whether there is a row at the cursor."""
        return self.history.last >= self.wanted

    def loss_beside(self, updates: int) -> PinnedLoss:
        """Return the loss at every row, where they stand among rows of a run with so many updates an epoch."""
        own = self.experiment.updates_per_epoch()
        rows = self.pin.rows_beside(self.history, updates / own)
        return PinnedLoss(self.style, self.history["loss"], rows, self.index, own > 1, self.diverged)


class Pins(QObject):
    """The pinned runs of a lab. They are no part of its experiment: neither undo nor a file touches them.

    Signals
    -------
    changed()
        There is more, or less, to draw than before.
    """

    changed = Signal()

    def __init__(self, lab: DescentLab, table: PinTable, loss: LossPlot, engine: Engine) -> None:
        super().__init__(lab)
        self._lab = lab
        self._table = table
        self._loss = loss
        self._engine = engine
        self._pins: list[Pin] = []
        self._names: list[str] = []
        self._computing: Pin | None = None
        self._shown_at = 0.0
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self._compute)
        engine.jobDone.connect(self._job_done)
        engine.jobFailed.connect(self._job_failed)
        table.backAsked.connect(self.go_back)
        table.unpinAsked.connect(self.unpin)
        table.clearAsked.connect(self.clear)
        lab.document.changed.connect(self.name_runs)

    def __len__(self) -> int:
        return len(self._pins)

    def __getitem__(self, index: int) -> Pin:
        return self._pins[index]

    # ---- what the user asks for

    def pin(self) -> None:
        """Pin the run of the current experiment, or say why not."""
        experiment = self._lab.descending()
        if any(pin.experiment == experiment for pin in self._pins):
            self._lab.said.emit(translate("pins", "This run is pinned already; change something to compare it."))
            return
        if len(self) == MOST_PINS:
            sentence = translate("pins", "{count} runs are pinned, which is all there can be; unpin one first.")
            self._lab.said.emit(sentence.format(count=number_text(MOST_PINS)))
            return
        taken = {pin.style for pin in self._pins}
        self._pins.append(Pin(experiment, next(style for style in _STYLES if style not in taken)))
        self._lab.said.emit(translate("pins", "Pinned. Change something, and compare both runs at any epoch."))
        self._show_other()
        self._compute()

    @Slot(int)
    def unpin(self, index: int) -> None:
        """Drop a pinned run, and end its computing."""
        del self._pins[index]
        self._show_other()

    @Slot()
    def clear(self) -> None:
        """Drop all."""
        self._pins.clear()
        self._show_other()

    @Slot(int)
    def go_back(self, index: int) -> None:
        """Make the experiment of a pinned run the current one, as one undo step."""
        self._lab.document.end_gesture()
        self._lab.document.propose(self._pins[index].experiment)

    def _show_other(self) -> None:
        self.name_runs()
        self.changed.emit()

    # ---- computing, a little at a time

    @Slot()
    def _compute(self) -> None:
        """Have the worker go on with the run that is missed most: one that has not come to the cursor, if any."""
        unfinished = [pin for pin in self._pins if not pin.is_whole]
        if self._computing is not None or not unfinished:
            return
        pin = self._computing = min(unfinished, key=self._has_arrived)
        run, seconds = pin.run, _SHORT_CHUNK if self._is_busy() else _CHUNK
        self._engine.submit(lambda stop: run.advance(stop, seconds), (self._lab.key, "pin", pin.number))

    def _has_arrived(self, pin: Pin) -> bool:
        history = pin.run.history
        return history is not None and history.last >= self._wanted(pin)

    @Slot(object, object)
    def _job_done(self, tag: Any, _result: object) -> None:
        pin = self._computed(tag)
        if pin is None:
            return
        now = time.monotonic()
        if pin in self._pins and (pin.is_whole or now - self._shown_at > _SHOW_EVERY):
            self._shown_at = now
            self.changed.emit()
        self._clock.start(_GAP_MS if self._is_busy() else 0)

    def _is_busy(self) -> bool:
        return self._lab.playback.running or self._lab.playback.is_replaying

    @Slot(object, object)
    def _job_failed(self, tag: Any, _reason: object) -> None:
        """Drop what cannot be run; the window says why."""
        pin = self._computed(tag)
        if pin is None:
            return
        if pin in self._pins:
            self.unpin(self._pins.index(pin))
        self._clock.start(0)

    def _computed(self, tag: Any) -> Pin | None:
        """Return the run that the worker has given back, where the tag says that it is one."""
        pin = self._computing
        if pin is None or tag != (self._lab.key, "pin", pin.number):
            return None
        self._computing = None
        return pin

    # ---- showing

    @Slot()
    def name_runs(self) -> None:
        """Name each run by what it has that the current experiment has not."""
        current = self._lab.descending()
        self._names = []
        for pin in self._pins:
            texts = [render(text) for text in differences(pin.experiment, current)]
            self._names.append(translate("pins", ", ").join(texts) or translate("pins", "like this run"))

    def _wanted(self, pin: Pin) -> int:
        """Return the number of a pinned run's row at the epoch of the cursor."""
        updates = self._lab.descending().updates_per_epoch()
        return self._lab.playback.cursor * pin.experiment.updates_per_epoch() // updates

    def at_cursor(self) -> list[PinAtCursor]:
        """Return the pinned runs that have any row."""
        found: list[PinAtCursor] = []
        for pin in self._pins:
            if pin.run.history is not None and len(pin.run.history):
                history, wanted = pin.run.history.view(), self._wanted(pin)
                found.append(PinAtCursor(pin, history, history.index_of(wanted), wanted))
        return found

    def show_cursor(self) -> None:
        """Draw the pinned runs at the cursor, those that can be compared in the pictures, and write all rows."""
        lab, there = self._lab, self.at_cursor()
        drawn = [each for each in there if lab.is_comparable(each.experiment)]
        if lab.is_turn(0):
            updates, history = lab.descending().updates_per_epoch(), lab.history_shown()
            losses = [each.loss_beside(updates) for each in drawn]
            self._loss.set_pinned(losses, whole=history.stopped is not None)
        lab.draw_pins(drawn)
        if lab.is_turn(3, 4):
            self._show_table({each.pin.number: each for each in there}, {each.pin.number for each in drawn})

    def _show_table(self, there: dict[int, PinAtCursor], drawn: set[int]) -> None:
        if not self._pins:
            self._table.set_rows([])
            return
        rows = [self._row_of_shown()]
        for pin, name in zip(self._pins, self._names, strict=True):
            at = there.get(pin.number)
            rows.append(PinRow(pin.style, name) if at is None else self._row(at, name, pin.number in drawn))
        updates = self._lab.descending().updates_per_epoch()
        cursor = self._lab.playback.cursor
        self._table.set_epoch(number_text(cursor // updates if cursor % updates == 0 else cursor / updates, 9))
        self._table.set_rows(rows)

    def _row_of_shown(self) -> PinRow:
        history, lab = self._lab.history_shown(), self._lab
        row = PinRow(None, translate("pins", "this run"), _loss(history, history.index_of(lab.playback.cursor)))
        if history.stopped is None:
            note = translate("pins", "Known once the run has come to its end (End)")
            return row._replace(notes=("", "", note, note, note))
        last = len(history) - 1
        values = lab.original_units({name: float(history[name][last]) for name in history.parameters})
        found = verdict(lab.descending(), history, last, **lab.verdict_facts())
        return _at_end(row, history, values, found)

    def _row(self, at: PinAtCursor, name: str, drawn: bool) -> PinRow:
        history, result = at.history, at.pin.run.result
        row = PinRow(at.style, name, _loss(history, at.index), drawn=drawn)
        notes = ["", "", ""]
        if not drawn:
            notes[0] = translate("pins", "{run}: of another function, so not in the pictures").format(run=name)
        if result is None:
            share = number_text(100 * history.last / max(history.limit - 1, 1), 2)
            notes[2] = translate("pins", "Being computed to its end")
            progress = translate("pins", "{share} %").format(share=share)
            return row._replace(loss=row.loss if at.arrived else None, final=progress, notes=tuple(notes))
        if not at.arrived:
            epochs = history.last // at.experiment.updates_per_epoch()
            notes[1] = translate("pins", "The run ended at epoch {epoch}").format(epoch=number_text(epochs, 9))
        values = dict(result.final_original() or result.final())
        values.pop("loss", None)
        return _at_end(row._replace(notes=tuple(notes)), history, values, result.verdict)


def _loss(history: History, index: int) -> float:
    return float(history["loss"][index])


def _at_end(row: PinRow, history: History, values: dict[str, float], found: Verdict) -> PinRow:
    """Return a row with what the run has come to at its end."""
    notes = (*row.notes, *[""] * 4)[:4]
    return row._replace(
        final=_loss(history, len(history) - 1),
        values=tuple(values.items()),
        verdict=render(found.short),
        kind=VERDICT_KINDS[found.code],
        notes=(*notes, render(found.message)),
    )
