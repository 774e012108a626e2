"""A descending lab made by inheritance; labs are to be composed of a run, an analysis and an explanation instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from gui.look.text import render
from gui.run.descent_editor import DescentEditor
from gui.run.descent_shown import DescentShown, epoch_text
from gui.run.experiment_analysis import ExperimentAnalysis
from gui.run.judgement import Judgement, judgement_of, no_judgement
from gui.run.lab import Lab
from gui.run.lab_run import LabRun
from gui.run.shown_listing import ShownListing
from gui.run.shown_values import ShownValues
from gui.run.step_explanation import StepExplanation
from model.analysis.verdicts import verdict
from model.formula import FormulaError, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gui.run.pins import PinAtCursor
    from gui.run.services import Services
    from gui.widgets.fields.descent_controls import DescentControls
    from gui.widgets.fields.formula_field import FormulaField
    from model.experiment import Descending, Experiment
    from model.formula import Formula

__all__ = ["DescentLab"]


class _Fields:
    def __init__(self, lab: DescentLab) -> None:
        self._lab = lab

    def show_refusal(self, path: str, sentence: str) -> bool:
        return self._lab.show_refusal(self._lab.failing_field() if path == "run" else path, sentence)

    def clear_refusals(self) -> None:
        self._lab.clear_refusals()


class DescentLab(Lab[Any, Any, Any]):
    """A lab whose experiment is descended row by row."""

    def __init__(self, services: Services, experiment: Experiment) -> None:
        QObject.__init__(self, services.parent)
        self._services = services
        self.run = LabRun(services, experiment, self.last_row, _Fields(self), self)
        self.playback = self.run.playback
        self.run.timelineChanged.connect(self.timelineChanged)
        self.run.said.connect(self.said)
        self.run.experimentShown.connect(self.show_experiment)

    def build(self) -> Iterator[None]:
        """Make the pages of the side panel."""
        run, engine = self.run, self._services.engine
        self.analysis = ExperimentAnalysis(
            run, self.facts_key, lambda experiment: self.facts_job(experiment)(None), engine
        )
        self.listing = ShownListing(run)
        self.values_shown = ShownValues(
            run,
            self.shown,
            lambda _history, index, digits: self._table_row(index, digits),
            lambda shown: self.readouts(shown.history, shown.index),
        )
        self.explanation = StepExplanation(run, self.listing, self.shown, self.verdict, engine, self.phase_key)
        self.code, self.values, self.explain = self.listing.page, self.values_shown.page, self.explanation.page
        self.pages = {"code": self.code, "values": self.values, "explain": self.explain}
        self.analysis.changed.connect(self.show_facts)
        self.analysis.kept.connect(self.show_same_facts)
        run.historyChanged.connect(self._show_history)
        run.drawRequested.connect(self._draw)
        run.failed.connect(self.run_failed)
        yield

    # ---- what each lab adds

    def show_experiment(self, experiment: Any) -> None:
        """Put the experiment into the controls and draw what needs no run."""
        raise NotImplementedError

    def last_row(self, experiment: Any) -> int:
        """Return the number of the last row of a full run."""
        raise NotImplementedError

    def show_refusal(self, path: str, sentence: str) -> bool:
        """Show a sentence beside the control of ``path``; say whether there is one."""
        raise NotImplementedError

    def clear_refusals(self) -> None:
        """Take all such sentences away."""
        raise NotImplementedError

    def failing_field(self) -> str:
        """Return the field beside which a run that cannot start says so."""
        return "start"

    def run_failed(self, reason: object) -> None:
        """Take notice that the experiment has no run."""

    def show_facts(self, facts: Any) -> None:
        """Draw what analysis found; None while it computes."""
        raise NotImplementedError

    def show_same_facts(self, facts: Any) -> None:
        """Draw what follows from the same analysis for another experiment."""

    def show_history(self, history: Any) -> None:
        """Draw another run."""
        raise NotImplementedError

    def show_cursor(self, history: Any, index: int) -> None:
        """Draw the run up to the row at ``index``."""
        raise NotImplementedError

    def facts_key(self, experiment: Any) -> object:
        """Return what the facts depend on."""
        raise NotImplementedError

    def facts_job(self, experiment: Any) -> Callable[[Any], Any]:
        """Return the job that finds the facts; it runs in the worker's thread."""
        raise NotImplementedError

    def verdict_facts(self) -> dict[str, Any]:
        """Return the keyword arguments that `model.analysis.verdicts.verdict` takes from the facts."""
        raise NotImplementedError

    def readouts(self, history: Any, index: int) -> list[tuple[str, str]]:
        """Return the values beside the table, in order."""
        raise NotImplementedError

    def _table_row(self, index: int, digits: int) -> tuple[str, ...]:
        raise NotImplementedError

    # ---- what the labs use

    @property
    def facts(self) -> Any:
        """What analysis found of the current experiment; None while it computes."""
        return self.analysis.found

    @property
    def history(self) -> Any:
        """The rows that play, or as they were drawn last."""
        return self.run.rows

    @property
    def playing(self) -> Any:
        """The rows that play, where they are this lab's."""
        return self.run.playing

    @property
    def _active(self) -> bool:
        return self.run.active

    def descending(self) -> Descending:
        """Return the descent that the controls change and the pages show."""
        return self.document.experiment

    def history_shown(self) -> Any:
        """Return the rows of that descent."""
        return self.run.rows

    def shown(self) -> DescentShown | None:
        """Return that descent at the cursor."""
        if self.run.rows is None:
            return None
        history = self.history_shown()
        return DescentShown(self.descending(), history, history.index_of(self.playback.cursor))

    def change_descent(self, gesture: str | None = None, **changes: Any) -> bool:
        """Propose another optimizer or another of the settings that belong to that descent."""
        return self.propose(gesture, **changes)

    def propose(self, gesture: str | None = None, **changes: Any) -> bool:
        """Propose the current experiment with some fields changed."""
        return self.run.propose(gesture, **changes)

    @Slot(object)
    def draw_pins(self, pins: Sequence[PinAtCursor[Any]]) -> None:
        """Draw these pinned runs in the pictures, but for their losses."""

    def judge(self, shown: DescentShown) -> Any:
        """Return the verdict on a descent."""
        return verdict(shown.descent, shown.history, shown.index, **self.verdict_facts())

    def original_units(self, values: dict[str, float]) -> dict[str, float]:
        """Return parameters in original units, as far as they are known."""
        return values

    @Slot()
    def _show_history(self) -> None:
        self.show_history(self.playback.history)

    @Slot()
    def _draw(self) -> None:
        self.show_cursor(self.playback.history, self.playback.index)

    @Slot()
    def _draw_again(self) -> None:
        self.run.draw()

    def is_turn(self, turn: int, turns: int = 3) -> bool:
        """Tell whether a view is drawn in this frame."""
        return self.run.is_turn(turn, turns)

    @Slot(object)
    def _row_chosen(self, row: int) -> None:
        self.run.choose_row(row)

    @Slot(str)
    def preset_chosen(self, key: str) -> None:
        """Open a case of the book as one undo step, at its start."""
        self.run.choose_preset(key)

    # ---- verdict and labels

    def verdict(self) -> Judgement:
        """Return the verdict on the run up to the cursor."""
        return no_judgement() if self.playing is None else self.judgement()

    def judgement(self) -> Judgement:
        """Return the verdict on the descent shown, up to the cursor."""
        shown = self.shown()
        assert shown is not None
        return judgement_of(shown, self.judge)

    def row_label(self) -> str:
        """Return "epoch 37 / 15 000", with the update where there are several in an epoch."""
        return epoch_text(self.document.experiment, self.playback.cursor)

    def phase_key(self, phase: str) -> str:
        """Return what the listing calls a phase of the descent shown."""
        return phase

    def step_phase(self) -> None:
        """Move on by one phase; after the update comes the next row."""
        self.explanation.step_phase()

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
        self.editor = DescentEditor(controls, self.run, self.descending, self.change_descent)
