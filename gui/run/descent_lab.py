"""What the labs that descend share: document, run, verdict, code, values and explanation."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Slot

from gui.look.text import render, translate
from gui.run.catalogue_items import rate_now
from gui.run.lab import VerdictChip
from gui.run.phase_text import phase_item
from gui.run.run_lab import RunLab
from gui.run.update_text import update_block
from gui.widgets.pages import ExplainPage, ValuesPage
from model.analysis.verdicts import verdict
from model.descent.explain import explain
from model.experiment import STEP_PARTS
from model.formula import FormulaError, parse
from model.listing.script import program
from model.message import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gui.run.lab import Services
    from gui.run.pins import PinAtCursor
    from gui.widgets.fields.descent_controls import DescentControls
    from gui.widgets.fields.formula_field import FormulaField
    from gui.widgets.fields.step_parts import StepParts
    from model.descent.explain import ExplainBlock
    from model.descent.history import History
    from model.descent.phases import Phase
    from model.experiment import Descending, Experiment, Setting
    from model.formula import Formula
    from model.listing.source_text import Listing

__all__ = ["VERDICT_KINDS", "DescentLab"]

PHASES = ("zero", "forward", "loss", "backward", "update")
VERDICT_KINDS = {
    "minimum": "good",
    "inflection": "warn",
    "maximum": "warn",
    "saddle": "warn",
    "descending": "neutral",
    "oscillating": "warn",
    "diverged": "bad",
}
_STALE_MS = 250


class DescentLab(RunLab):
    """A lab whose experiment is descended row by row."""

    def __init__(self, services: Services, experiment: Experiment) -> None:
        super().__init__(services, experiment)
        self.facts: Any = None
        """What analysis found of the current experiment; None while it computes."""
        self._facts_key: object = None
        self._asked_key: object = None
        self.history: History | None = None
        """The run drawn last, as it was then; another lab's may be the one that plays."""
        self._places_of: tuple[str, int] = ("", 1)
        self._values_are_old = False
        """Whether the table shows another run, as it may while it is hidden."""
        self._frame = 0
        self._phase: int | None = None
        self._phase_row = -1
        self._step: tuple[Sequence[Phase], Sequence[ExplainBlock]] = ((), ())
        """The phases and the lines of the update of the step that was taken apart last."""
        self._phases_of: object = None
        self._phases_shown: object = None
        self._parts: StepParts | None = None
        self._phase_clock = QTimer(self)
        self._phase_clock.setSingleShot(True)
        self._phase_clock.timeout.connect(self._ask_phases)
        self._facts_clock = QTimer(self)
        self._facts_clock.setSingleShot(True)
        self._facts_clock.setInterval(0)
        self._facts_clock.timeout.connect(self._begin_facts)
        self._stale_clock = QTimer(self)
        self._stale_clock.setSingleShot(True)
        self._stale_clock.setInterval(_STALE_MS)
        self._stale_clock.timeout.connect(self._drop_stale_facts)

    def build(self) -> Iterator[None]:
        """Make the pages of the side panel."""
        yield from super().build()
        self.values = ValuesPage()
        self.explain = ExplainPage()
        self.pages = {"code": self.code, "values": self.values, "explain": self.explain}
        self.values.rowActivated.connect(self._row_activated)
        self.values.shown.connect(self._draw_again)
        self.explain.phaseRequested.connect(self.step_phase)
        self.explain.shown.connect(self._draw_again)
        yield

    # ---- what each lab adds

    @abstractmethod
    def show_facts(self, facts: Any) -> None:
        """Draw what analysis found; None while it computes."""

    def show_same_facts(self, facts: Any) -> None:
        """Draw what follows from facts that are as they were, and from an experiment that is not: here nothing."""

    @abstractmethod
    def show_history(self, history: History) -> None:
        """Draw another run."""

    @abstractmethod
    def show_cursor(self, history: History, index: int) -> None:
        """Draw the run up to the row at ``index``."""

    @abstractmethod
    def facts_key(self, experiment: Experiment) -> object:
        """Return what the facts depend on."""

    @abstractmethod
    def facts_job(self, experiment: Experiment) -> Callable[[Any], Any]:
        """Return the job that finds the facts; it runs in the worker's thread."""

    @abstractmethod
    def verdict_facts(self) -> dict[str, Any]:
        """Return the keyword arguments that `model.analysis.verdicts.verdict` takes from the facts."""

    @abstractmethod
    def readouts(self, history: History, index: int) -> list[tuple[str, str]]:
        """Return the values beside the table, in order."""

    # ---- the descent that controls and pages speak of: that of one runner, where the lab runs a race

    def descending(self) -> Descending:
        """Return the descent that the controls change and the pages show."""
        return self.document.experiment

    def history_shown(self) -> History:
        """Return the rows of that descent: of the run that plays, or as they were drawn last."""
        history = self.history if self.playing is None else self.playing
        assert history is not None
        return history

    def change_descent(self, gesture: str | None = None, **changes: Any) -> bool:
        """Propose another optimizer or another of the settings that belong to that descent."""
        return self.propose(gesture, **changes)

    # ---- runs pinned beside it, where the lab has `pins`

    def draw_pins(self, pins: Sequence[PinAtCursor]) -> None:
        """Draw these pinned runs in the pictures, but for their losses."""

    def is_comparable(self, experiment: Descending) -> bool:
        """Tell whether a run of another experiment can stand in the same pictures."""
        return True

    def original_units(self, values: dict[str, float]) -> dict[str, float]:
        """Return parameters in original units, as far as they are known."""
        return values

    def deactivate(self) -> None:
        """Keep the cursor and give the playback back."""
        self._stale_clock.stop()
        super().deactivate()

    def show_changed(self, experiment: Experiment) -> None:
        """Show another experiment and what is known of it."""
        super().show_changed(experiment)
        self._ask_facts(experiment)

    @Slot(object, object)
    def _experiment_changed(self, old: Experiment, new: Experiment) -> None:
        self._phase = None
        super()._experiment_changed(old, new)

    # ---- facts

    def _ask_facts(self, experiment: Experiment) -> None:
        key = self.facts_key(experiment)
        if key == self._facts_key:
            self.show_same_facts(self.facts)
            return
        self.facts = None
        self._facts_key = None
        self._stale_clock.start()
        if self._asked_key is not None:
            return  # one at a time; when it comes back the newest is asked for
        self._asked_key = key
        self._facts_clock.start()

    @Slot()
    def _begin_facts(self) -> None:
        """Have the facts found now that the change is painted: two that compute share one interpreter's lock."""
        experiment = self.document.experiment
        key = self._asked_key = self.facts_key(experiment)
        self._services.engine.submit(self.facts_job(experiment), (self.key, "facts", key))

    @Slot()
    def _drop_stale_facts(self) -> None:
        """Take away what was true of another experiment; for a moment it may stay, so that a drag does not flicker."""
        if self.facts is None:
            self.show_facts(None)

    @Slot(object, object)
    def _job_done(self, tag: tuple[str, str, object], result: Any) -> None:
        if tag[0] != self.key:
            return
        if tag[1] == "facts":
            self._facts_arrived(tag[2], result)
        elif tag[1] == "phases":
            self._step = result
            self._phases_shown = tag[2]
            self._show_explanation()

    def _facts_arrived(self, key: object, result: Any) -> None:
        self._asked_key = None
        experiment = self.document.experiment
        if key != self.facts_key(experiment):
            self._ask_facts(experiment)
            return
        self.facts = result
        self._facts_key = key
        self.show_facts(result)
        self._draw_again()
        self.timelineChanged.emit()

    # ---- the run

    @Slot()
    def _history_changed(self) -> None:
        if not self._active or self.playback.history is None:
            return
        self.catch_up()
        self.history = self.playback.history
        self._places_of = (self.history.engine, self.history.kept_every)
        if not self._values_are_old:
            self._values_are_old = True
            self.values.table.set_source(None)  # hidden, it may be laid out again before it gets the new rows
        self.show_history(self.history)
        self._draw_cursor()

    def _draw_cursor(self) -> None:
        history = self.playback.history
        assert history is not None
        self.history = history
        self._frame += 1
        if self.playback.cursor != self._phase_row:
            self._phase = None
        if (history.engine, history.kept_every) != self._places_of:
            self._places_of = (history.engine, history.kept_every)
            self.places_changed()
        self.show_cursor(history, self.playback.index)
        if self.pins is not None:
            self.pins.show_cursor()
        self._show_rate_now()
        self._show_values()
        self._light()
        self._show_explanation()
        if not self.playback.running:
            self._phase_clock.start(0)

    def _show_rate_now(self) -> None:
        rate = rate_now(self.descending(), self.playback.cursor) if self.is_turn(3, 4) else None
        if rate is not None and self._parts is not None:
            self._parts.show_rate_now(self.playback.cursor, rate)

    def places_changed(self) -> None:
        """Forget what was worked out by index: fewer rows are kept now, or the other engine has computed them."""
        self.values.table.refresh()

    @Slot()
    def _draw_again(self) -> None:
        """Draw the row at the cursor once more: a page was opened, or the language changed."""
        if self._active and self.playback.history is not None:
            self._draw_cursor()

    def is_turn(self, turn: int, turns: int = 3) -> bool:
        """Tell whether a view is drawn in this frame: while a run moves, the smaller ones take turns."""
        return not self.playback.running or self._frame % turns == turn

    def _show_values(self) -> None:
        if self.playback.history is None or not self.values.isVisible() or not self.is_turn(0, 4):
            return
        history = self.history_shown()
        index = history.index_of(self.playback.cursor)
        if self._values_are_old:
            self._values_are_old = False
            self.values.table.set_source(self._table_row, len(history))
        self.values.table.set_length(len(history))
        self.values.table.set_current(index)
        self.values.readouts.set_values(self.readouts(history, index))

    def _table_row(self, index: int, digits: int) -> tuple[str, ...]:
        raise NotImplementedError

    @Slot(int)
    def _row_activated(self, index: int) -> None:
        self._row_chosen(self.history_shown().step_at(index))

    @Slot(object)
    def _row_chosen(self, row: int) -> None:
        self.playback.set_running(False)
        self.playback.seek(row)

    # ---- verdict and labels

    def verdict(self) -> VerdictChip:
        """Return the verdict on the run up to the cursor."""
        history = self.playback.history
        if not self._active or history is None or len(history) == 0:
            waiting = translate("descent_lab", "loading PyTorch …")
            return VerdictChip(waiting, "neutral", translate("descent_lab", "The first run begins in a moment"))
        return self.judgement()

    def judgement(self) -> VerdictChip:
        """Return the verdict on the descent shown, up to the cursor."""
        history = self.history_shown()
        found = verdict(self.descending(), history, history.index_of(self.playback.cursor), **self.verdict_facts())
        if self.playback.cursor == 0 and found.code == "descending":
            return VerdictChip(translate("descent_lab", "ready"), "neutral", render(found.message))
        return VerdictChip(render(found.short), VERDICT_KINDS[found.code], render(found.message))

    def row_label(self) -> str:
        """Return "epoch 37 / 15 000", with the update where there are several in an epoch."""
        experiment = self.document.experiment
        row, updates = self.playback.cursor, self.updates_per_epoch(experiment)
        if updates > 1:
            return translate("descent_lab", "epoch {k} / {n} · update {u}").format(
                k=number_text(row // updates), n=number_text(experiment.epochs), u=number_text(row)
            )
        return translate("descent_lab", "epoch {k} / {n}").format(
            k=number_text(row), n=number_text(experiment.epochs, 9)
        )

    def updates_per_epoch(self, experiment: Experiment) -> int:
        """Return how many updates one epoch makes: one, but for mini-batches."""
        return 1

    # ---- code, phases and explanation

    def listing(self, experiment: Experiment) -> Listing:
        """Return the PyTorch program of an experiment."""
        return program(experiment)

    def _light(self) -> None:
        if self._phase is not None:
            name: str | None = PHASES[self._phase]
        else:
            name = "update" if self.playback.cursor > 0 else None
        self.code.set_lit_line(self._lines.get(self.phase_key(name)) if name else None)

    def phase_key(self, phase: str) -> str:
        """Return what the listing calls a phase of the descent shown."""
        return phase

    @Slot()
    def step_phase(self) -> None:
        """Move on by one phase; after the update comes the next row."""
        self.playback.set_running(False)
        if self._phase is None:
            self._phase = 0
        elif self._phase < len(PHASES) - 1:
            self._phase += 1
        elif self.playback.at_end:
            return
        else:
            self._phase = 0
            self._phase_row = self.playback.cursor + 1
            self.playback.step(1)
            return
        self._phase_row = self.playback.cursor
        self._light()
        self._show_explanation()

    @Slot()
    def _ask_phases(self) -> None:
        if self.playback.history is None or not self._active or not self.explain.isVisible():
            return
        if self.playback.is_replaying:  # the rows shown are still those of the experiment before
            return
        experiment, history = self.descending(), self.history_shown()
        index = history.index_of(self.playback.cursor)
        asked = (self.playback.run, experiment, index)
        if asked == self._phases_of:
            return
        self._phases_of = asked

        def job(_stop: object) -> tuple[Sequence[Phase], Sequence[ExplainBlock]]:
            from model.descent.phases import phases  # loads torch, so not in the thread of the window

            return phases(experiment, history, index), explain(experiment, history, index)

        self._services.engine.submit(job, (self.key, "phases", asked))

    def _show_explanation(self) -> None:
        if self.playback.history is None or not self.explain.isVisible() or not self.is_turn(2, 4):
            return
        chip = self.verdict()
        index = self.history_shown().index_of(self.playback.cursor)
        phases, blocks = ((), ())
        if self._phases_shown == (self.playback.run, self.descending(), index):
            phases, blocks = self._step
        hint = translate("descent_lab", "Pause, or step with →, to see a step taken apart.")
        self.explain.show_run(
            self.row_label(),
            chip.sentence,
            [phase_item(phase) for phase in phases],
            self._phase,
            [update_block(block) for block in blocks],
            hint if self.playback.running else "",
        )

    # ---- changes that all these labs offer

    def formula_in(
        self, field: FormulaField, text: str, variables: Sequence[str], *, parameters: bool = False
    ) -> Formula | None:
        """Return the formula typed in a field; where it is none, the field says why."""
        self.clear_refusals()
        try:
            return parse(text, variables, parameters=parameters)
        except FormulaError as error:
            field.set_error(render(error.message), error.column)
            return None

    def connect_descent_controls(self, controls: DescentControls) -> None:
        """Join all of these controls with the experiment."""
        controls.knobChanged.connect(self._knob_changed)
        controls.optimizerChosen.connect(self._optimizer_chosen)
        self.connect_parts(controls.parts)
        controls.epochsChanged.connect(self._epochs_changed)
        controls.dtypeChosen.connect(self._dtype_chosen)
        controls.toleranceChanged.connect(self._tolerance_changed)
        controls.committed.connect(self.document.end_gesture)

    @Slot(str, object)
    def _knob_changed(self, name: str, value: float | bool) -> None:
        setting = self.descending().optimizer.with_knob(name, value)
        self.change_descent(f"knob {name}", optimizer=setting)

    @Slot(str)
    def _optimizer_chosen(self, name: str) -> None:
        old = self.descending().optimizer
        if name != old.name:
            self.change_descent(optimizer=old.with_rule(name))

    def connect_parts(self, parts: StepParts) -> None:
        """Join the controls of schedule, clipping and noise."""
        self._parts = parts
        parts.partChosen.connect(self._part_chosen)
        parts.partKnobChanged.connect(self._part_knob_changed)
        parts.committed.connect(self.document.end_gesture)

    @Slot(str, str)
    def _part_chosen(self, part: str, name: str) -> None:
        self.change_descent(**{part: STEP_PARTS[part].of(name) if name else None})

    @Slot(str, str, object)
    def _part_knob_changed(self, part: str, name: str, value: float | bool) -> None:
        setting: Setting = getattr(self.descending(), part)
        self.change_descent(f"{part} {name}", **{part: setting.with_knob(name, value)})

    @Slot(float)
    def _epochs_changed(self, epochs: float) -> None:
        self.propose("epochs", epochs=int(epochs))

    @Slot(str)
    def _dtype_chosen(self, dtype: str) -> None:
        self.propose(dtype=dtype)

    @Slot(object)
    def _tolerance_changed(self, tolerance: float | None) -> None:
        self.propose("tolerance", tolerance=tolerance)
