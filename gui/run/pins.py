"""Runs pinned for comparison, each of which is computed to its end and drawn beside the run shown."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.look.text import render, translate
from gui.plots.rows.pinned import PinnedLoss
from gui.run.descent_shown import VERDICT_KINDS, descent_shown
from gui.run.task import Task
from gui.widgets.tables.pin_table import PinRow, PinTable
from model.analysis.whole_run import WholeRun
from model.experiment.changes import differences
from model.formula.latex import name_text
from model.kinds import KINDS
from model.message import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from gui.plots.rows.loss import LossPlot
    from gui.run.descent_shown import DescentShown
    from gui.run.lab_run import LabRun
    from model.analysis.verdicts import Verdict
    from model.descent.history import History
    from model.engine.worker import Engine
    from model.experiment import OneDescent
    from model.message import Message

D = TypeVar("D", bound="OneDescent")

_STYLES = (3, 5, 2, 7, 6, 4, 0)
"""Indices of `RUNNER_STYLES` in the order in which pins take them; that of the run shown is left out."""
MOST_PINS = len(_STYLES)
_CHUNK, _SHORT_CHUNK = 0.03, 0.012
"""Seconds for which the worker computes a pinned run at a time: while nothing plays, and while something does."""
_GAP_MS = 50
"""Milliseconds between two such chunks while a run plays."""
_SHOW_EVERY = 0.2
"""Seconds between two drawings of what was computed."""


class Pin(Generic[D]):
    """A pinned run, and the index of its look in `RUNNER_STYLES`."""

    _numbers = count()

    def __init__(self, experiment: D, style: int) -> None:
        self.number = next(self._numbers)
        self.experiment = experiment
        self.style = style
        self.run = WholeRun(experiment, KINDS[experiment.lab].parts().result)
        self._steps: tuple[tuple[int, float], NDArray[Any]] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the run has been computed to its end, and judged."""
        return self.run.result is not None

    def steps_beside(self, history: History, stride: float) -> NDArray[Any] | None:
        """Return the steps of the rows times ``stride``; None for 0, 1, 2, …."""
        if stride == 1.0:
            return history.kept
        key = (len(history), stride)
        if self._steps is None or self._steps[0] != key:
            self._steps = (key, history.steps() * stride)
        return self._steps[1]


@dataclass(frozen=True, slots=True)
class PinAtCursor(Generic[D]):
    """A pinned run at the epoch where the cursor is, with its rows as they are now.

    ``wanted`` is the step of the row at the cursor and ``index`` where that row is: the last one where the run is over
    by then, or has not come so far.
    """

    pin: Pin[D]
    history: History
    index: int
    wanted: int

    @property
    def style(self) -> int:
        """The index of its look in `RUNNER_STYLES`."""
        return self.pin.style

    @property
    def experiment(self) -> D:
        """What was run."""
        return self.pin.experiment

    @property
    def has_row(self) -> bool:
        """Whether there is a row at the cursor."""
        return self.history.last >= self.wanted

    def loss_beside(self, updates: int) -> PinnedLoss:
        """Return the loss at every row, beside a run with so many updates an epoch."""
        own = self.experiment.updates_per_epoch()
        steps = self.pin.steps_beside(self.history, updates / own)
        diverged = self.history.stopped == "diverged"
        return PinnedLoss(self.style, self.history["loss"], steps, self.index, own > 1, diverged)


class Pins(QObject, Generic[D]):
    """The pinned runs of a lab, compared with the run shown; undo and files leave them alone.

    ``judge`` returns the verdict on a descent, ``unlike`` why the loss of another experiment cannot be compared with
    that of the run shown ("" where it can), ``measure`` a measure of parameters that can be compared all the same, and
    ``original_units`` parameters in original units, as far as they are known. Runs that are unlike are in the pictures,
    but for the losses, where ``draws_unlike``. Emits ``drawn`` with the list of `PinAtCursor` that are to be drawn in
    the pictures, but for their losses.
    """

    drawn = Signal(object)

    def __init__(
        self,
        run: LabRun[D],
        table: PinTable,
        loss: LossPlot,
        judge: Callable[[DescentShown], Verdict],
        engine: Engine,
        *,
        unlike: Callable[[D], str],
        draws_unlike: bool = False,
        measure: Callable[[D, Mapping[str, float]], float] | None = None,
        original_units: Callable[[dict[str, float]], dict[str, float]] = dict,
    ) -> None:
        super().__init__(run)
        self._run = run
        self._table = table
        self._loss = loss
        self._judge = judge
        self._unlike = unlike
        self._draws_unlike = draws_unlike
        self._measure = measure
        self._original_units = original_units
        self._pins: list[Pin[D]] = []
        self._differences: list[tuple[Message, ...]] = []
        """How each differs from the current experiment."""
        self._computed: Pin[D] | None = None
        """The run that the worker computes, a little at a time; None where all are whole."""
        self._shown_at = 0.0
        self._task = Task(engine, self)
        self._task.done.connect(self._show_computed)
        self._task.failed.connect(self._drop_computed)
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self._compute)
        table.backAsked.connect(self.go_back)
        table.unpinAsked.connect(self.unpin)
        table.clearAsked.connect(self.clear)
        run.document.changed.connect(self._compare)
        run.drawRequested.connect(self._draw)
        run.rowsDropped.connect(self._drop_shown)

    def __len__(self) -> int:
        return len(self._pins)

    def __getitem__(self, index: int) -> Pin[D]:
        return self._pins[index]

    # ---- what the user asks for

    def pin(self) -> None:
        """Pin the run of the current experiment, or say why not."""
        experiment, said = self._run.experiment, self._run.said
        if self._run.refusal is not None:
            said.emit(render(self._run.refusal))
            return
        if any(pin.experiment == experiment for pin in self._pins):
            said.emit(translate("pins", "This run is pinned already; change something to compare it."))
            return
        if len(self) == MOST_PINS:
            sentence = translate("pins", "{count} runs are pinned, which is all there can be; unpin one first.")
            said.emit(sentence.format(count=number_text(MOST_PINS)))
            return
        taken = {pin.style for pin in self._pins}
        self._pins.append(Pin(experiment, next(style for style in _STYLES if style not in taken)))
        said.emit(translate("pins", "Pinned. Change something, and compare both runs at any epoch."))
        self._show_others()
        self._compute()

    def kept(self) -> tuple[tuple[D, int], ...]:
        """Return the experiments of all, each with the index of its look; `put_back` pins them again."""
        return tuple((pin.experiment, pin.style) for pin in self._pins)

    def put_back(self, kept: Sequence[tuple[D, int]]) -> None:
        """Pin these runs in place of those that are pinned."""
        if tuple(kept) != self.kept():
            wanted = [(experiment, style) for experiment, style in kept if style in _STYLES][:MOST_PINS]
            self._pins = [Pin(experiment, style) for experiment, style in wanted]
            self._show_others()
            self._compute()

    @Slot(int)
    def unpin(self, index: int) -> None:
        """Drop a pinned run, and compute it no further."""
        del self._pins[index]
        self._run.said.emit("")  # what was said of pins may hold no longer
        self._show_others()

    @Slot()
    def clear(self) -> None:
        """Drop all."""
        self._pins.clear()
        self._run.said.emit("")
        self._show_others()

    @Slot(int)
    def go_back(self, index: int) -> None:
        """Make the experiment of a pinned run the current one, as one undo step."""
        self._run.document.end_gesture()
        self._run.document.propose(self._pins[index].experiment)

    def _show_others(self) -> None:
        self._compare()
        self._run.draw()
        if self._pins:  # also where no run is drawn: a row that is there has a pin, which its buttons are about
            is_drawn = self._run.playing is not None and self._run.fits
            self._show_table(descent_shown(self._run) if is_drawn else None, self.at_cursor())
        else:
            self._table.set_rows([])

    # ---- computing, a little at a time

    @Slot()
    def _compute(self) -> None:
        """Have the worker compute more of a run, first of one that has not come to the cursor."""
        if self._task.running:
            return
        unfinished = [pin for pin in self._pins if not pin.is_whole]
        pin = self._computed = min(unfinished, key=self._is_at_cursor, default=None)
        if pin is None:
            return
        seconds = _SHORT_CHUNK if self._is_busy() else _CHUNK
        self._task.start(lambda stop, _tell: pin.run.advance(stop, seconds))

    def _is_at_cursor(self, pin: Pin[D]) -> bool:
        at = self._at_cursor(pin)
        return at is not None and at.has_row

    @Slot()
    def _show_computed(self) -> None:
        pin, now = self._computed, time.monotonic()
        if pin in self._pins and (pin.is_whole or now - self._shown_at > _SHOW_EVERY):
            self._shown_at = now
            self._run.draw()
        self._clock.start(_GAP_MS if self._is_busy() else 0)

    def _is_busy(self) -> bool:
        return self._run.playback.running or self._run.playback.is_replaying

    @Slot()
    def _drop_computed(self) -> None:
        """Drop a run that has failed; the window says why."""
        if self._computed in self._pins:
            self.unpin(self._pins.index(self._computed))
        self._clock.start(0)

    # ---- showing

    @Slot()
    def _compare(self) -> None:
        self._differences = [differences(pin.experiment, self._run.experiment) for pin in self._pins]

    def _wanted(self, pin: Pin[D]) -> int:
        """Return the step of a pinned run at the epoch of the cursor."""
        updates = self._run.experiment.updates_per_epoch()
        return self._run.playback.cursor * pin.experiment.updates_per_epoch() // updates

    def at_cursor(self) -> list[PinAtCursor[D] | None]:
        """Return the pinned runs at the cursor; None for those that have no row yet."""
        return [self._at_cursor(pin) for pin in self._pins]

    def _at_cursor(self, pin: Pin[D]) -> PinAtCursor[D] | None:
        if pin.run.history is None or not len(pin.run.history):
            return None
        history, wanted = pin.run.history.view(), self._wanted(pin)
        return PinAtCursor(pin, history, history.index_of(wanted), wanted)

    @Slot()
    def _draw(self) -> None:
        """Draw the pinned runs that can be compared in the pictures, and write all of them in the table."""
        run, found, shown = self._run, self.at_cursor(), descent_shown(self._run)
        if shown is None:
            return
        known = [at for at in found if at is not None]
        alike = [at for at in known if not self._unlike(at.experiment)]
        losses = [at.loss_beside(run.experiment.updates_per_epoch()) for at in alike]
        self._loss.set_pinned(losses, whole=shown.history.stopped is not None)
        self._loss.set_left_out(self._left_out())
        self.drawn.emit(known if self._draws_unlike else alike)
        if self._pins:
            self._show_table(shown, found)

    def _left_out(self) -> str:
        """Return why pinned runs are not among the losses, where some are not."""
        reasons = dict.fromkeys(filter(None, (self._unlike(pin.experiment) for pin in self._pins)))
        text = translate("pins", "Not drawn: {reasons}")
        return text.format(reasons=translate("pins", ", ").join(reasons)) if reasons else ""

    @Slot()
    def _drop_shown(self) -> None:
        """Draw nothing beside a run that is not there, and leave its row in the table empty."""
        self._loss.set_pinned([])
        self.drawn.emit([])
        if self._pins:
            self._show_table(None, self.at_cursor())

    def _show_table(self, shown: DescentShown | None, found: list[PinAtCursor[D] | None]) -> None:
        measured = self._measure is not None and any(self._unlike(pin.experiment) for pin in self._pins)
        if shown is None:
            rows = [PinRow(None, translate("pins", "this run"))]
        else:
            rows = [self._row_of_shown(shown, measured=measured)]
        for pin, differing, at in zip(self._pins, self._differences, found, strict=True):
            name = translate("pins", ", ").join(map(render, differing)) or translate("pins", "like this run")
            rows.append(PinRow(pin.style, name) if at is None else self._row(at, name, measured=measured))
        updates = self._run.experiment.updates_per_epoch()
        cursor = self._run.playback.cursor
        self._table.set_epoch(number_text(cursor // updates if cursor % updates == 0 else cursor / updates, 9))
        self._table.set_rows(rows)

    def _measure_of(self, experiment: D, history: History) -> float | str:
        values = {name: float(history[name][len(history) - 1]) for name in history.parameters}
        return "" if self._measure is None else self._measure(experiment, values)

    def _row_of_shown(self, shown: DescentShown, *, measured: bool) -> PinRow:
        history = shown.history
        row = PinRow(None, translate("pins", "this run"), _loss(history, shown.index))
        if history.stopped is None:
            note = translate("pins", "Known once the run has ended (End)")
            return row._replace(notes=("", "", note, note, note))
        last = len(history) - 1
        values = self._original_units({name: float(history[name][last]) for name in history.parameters})
        if measured:
            row = row._replace(measure=self._measure_of(self._run.experiment, history))
        return _at_end(row, history, values, self._judge(replace(shown, index=last)))

    def _row(self, at: PinAtCursor[D], name: str, *, measured: bool) -> PinRow:
        history, result, unlike = at.history, at.pin.run.result, self._unlike(at.experiment)
        row = PinRow(at.style, name, _loss(history, at.index), drawn=self._draws_unlike or not unlike)
        notes = ["", "", ""]
        if not row.drawn:
            notes[0] = translate("pins", "{run}: has another function, so it is not drawn").format(run=name)
        if result is None:
            share = number_text(100 * history.last / max(history.limit - 1, 1), 2)
            notes[2] = translate("pins", "Being computed to its end")
            progress = translate("pins", "{share} %").format(share=share)
            row = row._replace(loss=row.loss if at.has_row else None, final=progress, notes=tuple(notes))
            return row if not unlike else _with_other_loss(row, unlike)
        if not at.has_row:
            epochs = history.last // at.experiment.updates_per_epoch()
            notes[1] = translate("pins", "The run ended at epoch {epoch}").format(epoch=number_text(epochs, 9))
        values = dict(result.final_original() or result.final())
        values.pop("loss", None)
        row = _at_end(row._replace(notes=tuple(notes)), history, values, result.verdict)
        if measured:
            row = row._replace(measure=self._measure_of(at.experiment, history))
        return row if not unlike else _with_other_loss(row, unlike)


def _with_other_loss(row: PinRow, unlike: str) -> PinRow:
    """Return a row whose losses stand apart from those of the run shown, and say why."""
    note = translate("pins", "{reason}: its loss cannot be compared with that of this run").format(reason=unlike)
    notes = (*row.notes, *[""] * 6)[:6]
    return row._replace(loss="", final="", other=row.final, notes=(notes[0], note, note, *notes[3:5], note))


def _loss(history: History, index: int) -> float:
    return float(history["loss"][index])


def _at_end(row: PinRow, history: History, values: dict[str, float], found: Verdict) -> PinRow:
    """Return a row of the table with the end of the run."""
    notes = (*row.notes, *[""] * 4)[:4]
    return row._replace(
        final=_loss(history, len(history) - 1),
        values=tuple((name_text(name), value) for name, value in values.items()),
        verdict=render(found.short),
        kind=VERDICT_KINDS[found.code],
        notes=(*notes, render(found.message)),
    )
