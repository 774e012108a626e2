"""The run of a lab's experiment: what is shown of it, when, and what is said where there is none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from gui.look.text import render
from gui.run.document import Document
from model.experiment.presets import presets_of
from model.formula import FormulaError, parse
from model.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QUndoStack

    from gui.run.lab_view import LabControls
    from gui.run.playback import Playback
    from gui.run.settings import Settings
    from gui.widgets.fields.formula_field import FormulaField
    from model.descent.rows import Rows
    from model.engine.worker import Engine
    from model.experiment import Descending, Experiment, Surface
    from model.formula import Formula

E = TypeVar("E", bound="Experiment")


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
        The row at the cursor is to be drawn: once a frame at most while a run moves.
    failed(object)
        The experiment has no run; a `Message` or a traceback says why.
    """

    activeChanged = Signal(bool)
    experimentShown = Signal(object)
    historyChanged = Signal()
    rowsReplaced = Signal()
    drawRequested = Signal()
    failed = Signal(object)
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
        self._last_row = last_row
        self._controls = controls
        self._is_behind = False
        """Whether a run is in flight that will be there in a moment, and the experiment is shown with it."""
        self._why_no_run: Message | None = None
        self._cursor = 0.0
        """Where the cursor was when another lab was shown."""
        self._drawn: Rows | None = None
        self._indices_of: tuple[str, int] = ("", 1)
        self._frame = 0
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
        """The rows that play; None while another lab is shown, or there are none yet."""
        return self.playback.history if self.active else None

    @property
    def rows(self) -> Rows | None:
        """The rows that play, or as they were drawn last."""
        return self._drawn if self.playing is None else self.playing

    @property
    def fits(self) -> bool:
        """Whether the run shown has the parameters of the experiment: that of another stays until the new one comes."""
        return _parameters(self.playback.experiment) == _parameters(self.experiment)

    def is_turn(self, turn: int, turns: int = 3) -> bool:
        """Tell whether a view is drawn in this frame: while a run moves, the smaller ones take turns."""
        return not self.playback.running or self._frame % turns == turn

    @Slot()
    def draw(self) -> None:
        """Have the row at the cursor drawn, also where only a page was opened, or the language changed."""
        rows = self.playing
        if rows is None or not self.fits:
            return
        self._drawn = rows
        self._frame += 1
        if (rows.engine, rows.kept_every) != self._indices_of:
            self._indices_of = (rows.engine, rows.kept_every)
            self.rowsReplaced.emit()
        self.drawRequested.emit()

    # ---- shown and hidden

    def activate(self) -> None:
        """Take the playback and run the experiment to where its cursor was."""
        self.active = True
        self.experimentShown.emit(self.experiment)
        self.activeChanged.emit(True)
        self._load(self._cursor)

    def deactivate(self) -> None:
        """Keep the cursor and give the playback back."""
        self._cursor = self.playback.aim
        self.active = False
        self._catch_up()
        self.playback.halt()
        self.activeChanged.emit(False)

    # ---- changes

    def propose(self, gesture: str | None = None, **changes: Any) -> bool:
        """Propose the current experiment with some fields changed; return whether it was taken."""
        self.clear_refusals()
        taken = self.document.propose(replace(self.experiment, **changes), gesture)
        self._say_why_no_run()  # it still holds where nothing has changed, as at the end of a drag
        return taken

    def typed_formula(
        self, field: FormulaField, text: str, variables: Sequence[str], *, parameters: bool = False
    ) -> Formula | None:
        """Return the formula typed in a field; where it is none, the field says why."""
        self.clear_refusals()
        try:
            return parse(text, variables, parameters=parameters)
        except FormulaError as error:
            field.set_error(render(error.message), error.column)
            return None

    @Slot(str)
    def choose_preset(self, key: str) -> None:
        """Open a case of the book as one undo step, at its start."""
        kind = type(self.experiment)
        for preset in presets_of(self.experiment.lab):
            if preset.key == key and isinstance(preset.experiment, kind):
                self.document.end_gesture()
                self.document.propose(preset.experiment)
                self.playback.reset()

    # ---- refusals

    def clear_refusals(self) -> None:
        """Take away what is said beside the controls."""
        self._controls.clear_refusals()

    @Slot(object)
    def show_refusal(self, message: Message) -> None:
        """Say why something is refused, beside its field where there is one."""
        values = dict(message.values)
        reason = values.get("reason", message)
        sentence = render(reason) if isinstance(reason, Message) else str(reason)
        if not self._controls.show_refusal(str(values.get("path", "")), sentence):
            self.said.emit(render(message))

    def _say_why_no_run(self) -> None:
        if self._why_no_run is not None:
            self._controls.show_refusal("run", render(self._why_no_run))

    # ---- what happens to document and playback

    @Slot(object, object)
    def _experiment_changed(self, old: E, new: E) -> None:
        self._why_no_run = None
        self.clear_refusals()
        self.said.emit("")
        # Of one drag the runs are alike enough to be shown one after another.
        alike = self.document.in_gesture and _parameters(new) is not None and _parameters(new) == _parameters(old)
        if self.active:
            self._load(self.playback.aim, waits=alike)  # first: the worker computes while this thread draws
        self._is_behind = self.active and alike and self.playback.is_quick
        if not self._is_behind:
            self.experimentShown.emit(new)
            self.timelineChanged.emit()

    def _load(self, cursor: float, *, waits: bool = False) -> None:
        self.playback.load(self.experiment, self._last_row(self.experiment), cursor, waits=waits)

    def _catch_up(self) -> None:
        """Show the experiment, if that was put off so as to draw it and its run at once."""
        if self._is_behind:
            self._is_behind = False
            self.experimentShown.emit(self.experiment)

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
            if isinstance(reason, Message):
                self._why_no_run = reason
                self._say_why_no_run()
            self.failed.emit(reason)


def _parameters(experiment: Experiment | None) -> tuple[str, ...] | None:
    """Return what a descent changes; a program of tensors has nothing of the kind."""
    return getattr(experiment, "parameters", None)
