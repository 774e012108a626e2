"""The run of a lab's experiment: what is shown of it, when, and what is said where there is none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.look.text import render
from gui.run.document import Document
from gui.widgets.fields.number_edit import number_problems
from model.formula import FormulaError, parse
from model.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QUndoStack

    from gui.run.lab_view import LabControls
    from gui.run.playback import Playback
    from gui.run.settings import Settings
    from gui.widgets.fields.formula_field import FormulaField
    from gui.widgets.fields.number_edit import NumberEdit
    from model.descent.rows import Rows
    from model.engine.worker import Engine
    from model.experiment import Descending, Experiment, Surface
    from model.formula import Formula

E = TypeVar("E", bound="Experiment")

_DONE_AT_ONCE = ("data", "runners")
"""What is asked for and done at once: where that is refused, the controls show the experiment as before."""


class Services(NamedTuple):
    """What the window lends to its labs; ``parent`` is to own them."""

    parent: QObject
    stack: QUndoStack
    playback: Playback
    engine: Engine
    settings: Settings


def last_step(experiment: Descending | Surface) -> int:
    """Return the step of the last row of a full run: there is one row an update."""
    return experiment.epochs * experiment.updates_per_epoch()


class TypedField(Protocol):
    """A field of text, which may stay while an experiment without it is shown."""

    def tell_again(self) -> None:
        """Tell the text that stands there again, unless it is that of the experiment."""
        ...

    def give_up(self) -> None:
        """Show the text of the experiment."""
        ...

    def signalsBlocked(self) -> bool:
        """Tell whether the field was taken out of the controls."""
        ...


class LabRun(QObject, Generic[E]):
    """Joins a lab's document with the window's playback, which it has while the lab is shown.

    The document begins with ``experiment``; ``last_row`` returns the last row of an experiment's full run, as far as it
    is known beforehand; ``controls`` say why something is refused. `Lab` describes ``timelineChanged`` and ``said``.

    Signals
    -------
    activeChanged(bool)
        The lab is the one shown, or is no more.
    experimentShown(object)
        This experiment is to be shown in controls and plots.
    historyChanged()
        From now on another run is shown.
    rowsReplaced()
        The rows have other indices: fewer are kept now, or the other engine has computed them.
    drawRequested()
        The row at the cursor is to be drawn, by all views that can be seen: what is on screen is of one row.
    failed(object)
        The experiment has no run; a `Message` or a traceback says why.
    rowsDropped()
        The experiment has no run: what was drawn of the one before goes where it is not in a picture of its own.
    refusalChanged()
        `refusal` is another, or none, since the last turn of the event loop.
    """

    activeChanged = Signal(bool)
    experimentShown = Signal(object)
    historyChanged = Signal()
    rowsReplaced = Signal()
    drawRequested = Signal()
    failed = Signal(object)
    rowsDropped = Signal()
    refusalChanged = Signal()
    timelineChanged = Signal()
    said = Signal(str)

    def __init__(
        self, services: Services, experiment: E, last_row: Callable[[E], int], controls: LabControls, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.playback = services.playback
        self.document = Document(experiment, services.stack, self)
        self.active = False
        """Whether the lab is the one shown."""
        self.holds: Callable[[E], bool] = lambda _: False
        """Tells whether an experiment is not to be run before the user asks for it."""
        self._last_row = last_row
        self._controls = controls
        self._is_behind = False
        """Whether a run is in flight that will be there in a moment, and the experiment is shown with it."""
        self._why_no_run: Message | None = None
        self._refused: Message | None = None
        """Why something that stands in the controls was not taken."""
        self._refused_fields: dict[TypedField, Message] = {}
        """The fields whose text was not taken, and why."""
        self._told_refusal: Message | None = None
        self._refusal_clock = QTimer(self, singleShot=True, interval=0)
        self._refusal_clock.timeout.connect(self._tell_refusal)
        self._cursor = 0.0
        """Where the cursor was when another lab was shown."""
        self._drawn: Rows | None = None
        self._indices_of: tuple[str, int] = ("", 1)
        number_problems.changed.connect(self._number_told)
        self.document.row_shown = lambda: self.aim
        self.document.rowWanted.connect(self._take_row)
        self.document.changed.connect(self._experiment_changed)
        self.document.refused.connect(self.show_refusal)
        self.playback.historyChanged.connect(self._history_changed)
        self.playback.moved.connect(self.draw)
        services.engine.failed.connect(self._run_failed)

    # ---- what is shown

    @property
    def experiment(self) -> E:
        """The current experiment."""
        return self.document.experiment

    @property
    def playing(self) -> Rows | None:
        """The rows that play; None while another lab is shown, there are none yet, or the experiment has none."""
        return self.playback.history if self.active and self._why_no_run is None else None

    @property
    def rows(self) -> Rows | None:
        """The rows that play, or as they were drawn last."""
        return self._drawn if self.playing is None else self.playing

    @property
    def aim(self) -> float:
        """The row where the cursor is to be, or infinity for the end."""
        return self.playback.aim if self.active else self._cursor

    @property
    def fits(self) -> bool:
        """Whether the run shown has the parameters of the experiment: that of another stays until the new one comes."""
        return _parameters(self.playback.experiment) == _parameters(self.experiment)

    @Slot()
    def draw(self) -> None:
        """Have the row at the cursor drawn, also where only a page was opened, or the language changed."""
        rows = self.playing
        if rows is None or not self.fits:
            return
        self._drawn = rows
        if (rows.engine, rows.kept_every) != self._indices_of:
            self._indices_of = (rows.engine, rows.kept_every)
            self.rowsReplaced.emit()
        self.drawRequested.emit()

    # ---- shown and hidden

    def activate(self) -> None:
        """Take the playback and run the experiment to where its cursor was."""
        self.active = True
        self._why_no_run = None
        self._mark_refusal()
        self._show_experiment()
        self.activeChanged.emit(True)
        self._load(self._cursor)

    def deactivate(self) -> None:
        """Keep the cursor and give the playback back."""
        self._cursor = self.aim
        self.active = False
        self._catch_up()
        self.playback.halt()
        self.activeChanged.emit(False)

    # ---- changes

    def propose(self, gesture: str | None = None, **changes: Any) -> bool:
        """Propose the current experiment with some fields changed; return whether it was taken."""
        return self.propose_experiment(replace(self.experiment, **changes), gesture)

    def propose_experiment(self, experiment: E, gesture: str | None = None) -> bool:
        """Propose an experiment; return whether it was taken."""
        fields = tuple(self._refused_fields)
        self.clear_refusals()
        taken = self.document.propose(experiment, gesture)
        self._say_why_no_run()  # it still holds where nothing has changed, as at the end of a drag
        for field in fields:
            field.tell_again()
        return taken

    def typed_formula(
        self, field: FormulaField, text: str, variables: Sequence[str], *, parameters: bool = False
    ) -> Formula | None:
        """Return the formula typed in a field; where it is none, the field says why."""
        self.clear_refusals(field)
        try:
            return parse(text, variables, parameters=parameters)
        except FormulaError as error:
            field.set_error(render(error.message), error.column)
            self.refuse(error.message, field)
            return None

    @Slot()
    def restore_case(self) -> None:
        """Make a changed case as it was opened, as one undo step, at its start."""
        case: Any = self.document.case
        self.document.end_gesture()
        self.document.propose(case.experiment)
        self.playback.reset()

    # ---- refusals

    @property
    def refusal(self) -> Message | None:
        """Why what stands in the controls has no run; None where it has one.

        With one, only the picture of the experiment before may be left of it, and that not as if it were of now.
        """
        typed = next(iter(self._refused_fields.values()), None)
        return typed or self._refused or self._why_no_run

    @property
    def is_of_before(self) -> bool:
        """Whether the experiment is one before, since what stands in the controls was not taken."""
        return bool(self._refused or self._refused_fields)

    def refuse(self, reason: Message, field: TypedField) -> None:
        """Take down why the text that stands in a field was not taken; the field says it already."""
        self._refused_fields[field] = reason
        self._mark_refusal()

    @Slot(QWidget, str)
    def _number_told(self, field: NumberEdit, reason: str) -> None:
        if not self._controls.isAncestorOf(field):
            return
        if reason:
            self.refuse(Message("", "{reason}").fill(reason=reason), field)
        elif self._refused_fields.pop(field, None) is not None:
            self._mark_refusal()

    def clear_refusals(self, typed_in: TypedField | None = None) -> None:
        """Take away what is said beside the controls.

        With a field, in which something has just been typed, what the text of any other field is refused for is told
        again.
        """
        others = [field for field in self._refused_fields if typed_in not in (None, field)]
        self._controls.clear_refusals()
        self._refused = None
        self._refused_fields.clear()
        for field in others:
            field.tell_again()
        self._mark_refusal()

    @Slot(object)
    def show_refusal(self, message: Message) -> None:
        """Say why something is refused, beside its field where there is one."""
        reason, path = reason_in(message), str(dict(message.values).get("path", ""))
        sentence = render(reason)
        if not self._controls.show_refusal(path, sentence):
            self.said.emit(render(message))
        elif not path.startswith("data.") and path not in _DONE_AT_ONCE:
            self._refused = reason
            self._mark_refusal()

    def _mark_refusal(self) -> None:
        if not self.active:
            return
        self.playback.is_blocked = self.refusal is not None
        if self.refusal is not None:
            self.playback.set_running(False)
        self._refusal_clock.start()

    @Slot()
    def _tell_refusal(self) -> None:
        """Tell all panels at once, and only what is left of all that was refused and mended in one turn."""
        if self.refusal != self._told_refusal:
            self._told_refusal = self.refusal
            self.refusalChanged.emit()
            self.timelineChanged.emit()

    def _say_why_no_run(self) -> None:
        if self._why_no_run is not None:
            self._controls.show_refusal("run", render(self._why_no_run))

    # ---- what happens to document and playback

    @Slot(float)
    def _take_row(self, row: float) -> None:
        """Take the row at which the next experiment is to be shown."""
        if self.active:
            self.playback.aim = row
        else:
            self._cursor = row

    @Slot(object, object)
    def _experiment_changed(self, old: E, new: E) -> None:
        self._why_no_run = None
        fields = tuple(self._refused_fields)
        self.clear_refusals()
        self.said.emit("")
        # Of one drag the runs are alike enough to be shown one after another.
        alike = self.document.in_gesture and _parameters(new) is not None and _parameters(new) == _parameters(old)
        if self.active:
            self._load(self.playback.aim, waits=alike)  # first: the worker computes while this thread draws
        self._is_behind = self.active and alike and self.playback.is_quick
        if not self._is_behind:
            self._show_experiment()
            self.timelineChanged.emit()
        for field in fields:  # what they said is cleared; their text may stand there still, but not after undo
            field.give_up() if new == old or self.document.is_stepping else field.tell_again()

    def _load(self, cursor: float, *, waits: bool = False) -> None:
        if self.holds(self.experiment):
            self.playback.hold(self.experiment, self._last_row(self.experiment), cursor)
            self._drawn = None
            self.rowsDropped.emit()
            return
        self.playback.load(self.experiment, self._last_row(self.experiment), cursor, waits=waits)

    def _catch_up(self) -> None:
        """Show the experiment, if that was put off so as to draw it and its run at once."""
        if self._is_behind:
            self._is_behind = False
            self._show_experiment()

    def _show_experiment(self) -> None:
        self.experimentShown.emit(self.experiment)
        for field in [field for field in self._refused_fields if field.signalsBlocked()]:
            del self._refused_fields[field]  # it was taken out of the controls, and what stood there with it
            self._mark_refusal()

    @Slot()
    def _history_changed(self) -> None:
        rows = self.playing
        if rows is None:
            return
        self._catch_up()
        self._drawn = rows
        self._indices_of = (rows.engine, rows.kept_every)
        self.historyChanged.emit()
        self.draw()

    @Slot(object, object)
    def _run_failed(self, run: int, reason: object) -> None:
        if self._is_behind:
            self._catch_up()
            self.timelineChanged.emit()
        if self.active and run == self.playback.run:
            if isinstance(reason, Message) and self.playback.has_failed:
                self._why_no_run, self._drawn = reason_in(reason), None
                self._say_why_no_run()
                self._mark_refusal()
                self.rowsDropped.emit()
            self.failed.emit(reason)


def reason_in(message: Message) -> Message:
    """Return why something is refused, without the key that it is refused for."""
    reason = dict(message.values).get("reason")
    return reason if isinstance(reason, Message) else message


def _parameters(experiment: Experiment | None) -> tuple[str, ...] | None:
    """Return what a descent changes; a program has nothing of the kind."""
    return getattr(experiment, "parameters", None)
