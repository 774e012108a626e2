"""What every lab with a run shares: its document, its place on the timeline, its listing, and what is refused."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from gui.look.save_picture import save_picture
from gui.look.text import render
from gui.run.document import Document
from gui.run.lab import Lab
from gui.widgets.code.code_view import CodeView
from model.experiment.presets import presets_of
from model.message import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.run.lab import Services
    from model.experiment import Experiment
    from model.listing.source_text import Listing

__all__ = ["RunLab"]


class RunLab(Lab):
    """A lab whose experiment is run by the worker, and shown up to the cursor of the timeline."""

    def __init__(self, services: Services, experiment: Experiment) -> None:
        super().__init__(services.parent)
        self._services = services
        self.playback = services.playback
        self.document = Document(experiment, services.stack, self)
        self._active = False
        self._is_behind = False
        """Whether a run is in flight that will be there in a moment, and the experiment is shown with it."""
        self._why_no_run: Any = None
        """The message that says why the experiment has no run."""
        self._cursor = 0.0
        self._lines: dict[str, int] = {}
        self._listing_clock = QTimer(self)
        self._listing_clock.setSingleShot(True)
        self._listing_clock.setInterval(0)
        self._listing_clock.timeout.connect(self._show_listing)
        self.document.changed.connect(self._experiment_changed)
        self.document.refused.connect(self._refused)
        self.playback.historyChanged.connect(self._history_changed)
        self.playback.moved.connect(self._draw_again)
        services.engine.jobDone.connect(self._job_done)
        services.engine.failed.connect(self._run_failed)

    def build(self) -> Iterator[None]:
        """Make the page that all these labs have."""
        self.code = CodeView()
        yield

    # ---- what each lab adds

    @abstractmethod
    def show_experiment(self, experiment: Experiment) -> None:
        """Put the experiment into the controls and draw what needs no run."""

    @abstractmethod
    def last_row(self, experiment: Experiment) -> int:
        """Return the number of the last row of a full run, as far as it is known beforehand."""

    @abstractmethod
    def listing(self, experiment: Experiment) -> Listing:
        """Return the PyTorch program of an experiment."""

    @abstractmethod
    def show_refusal(self, path: str, sentence: str) -> bool:
        """Show a sentence beside the control of ``path``; say whether there is one."""

    @abstractmethod
    def clear_refusals(self) -> None:
        """Take all such sentences away."""

    @abstractmethod
    def _history_changed(self) -> None:
        """Draw another run, if it is this lab's."""

    @abstractmethod
    def _draw_again(self) -> None:
        """Draw the row at the cursor once more."""

    @abstractmethod
    def _job_done(self, tag: Any, result: Any) -> None:
        """Take the result of a job, if it is this lab's."""

    @abstractmethod
    def _light(self) -> None:
        """Light the line of the listing that the cursor is at."""

    def failing_field(self) -> str:
        """Return the field beside which a run that cannot start says so."""
        return "start"

    @property
    def playing(self) -> Any:
        """The rows that play, where they are this lab's; None while another is shown, or there are none yet."""
        return self.playback.history if self._active else None

    # ---- the life of a lab

    def activate(self) -> None:
        """Take the playback and run this lab's experiment to where its cursor was."""
        self._active = True
        experiment = self.document.experiment
        self.show_changed(experiment)
        self._show_listing()
        self._load(experiment, self._cursor)

    def deactivate(self) -> None:
        """Keep the cursor and give the playback back."""
        self._cursor = self.playback.aim
        self._active = False
        self.catch_up()
        self.playback.halt()

    def _load(self, experiment: Experiment, cursor: float, *, waits: bool = False) -> None:
        self.playback.load(experiment, self.last_row(experiment), cursor, waits=waits)

    @Slot(object, object)
    def _experiment_changed(self, old: Experiment, new: Experiment) -> None:
        self._why_no_run = None
        self.clear_refusals()
        self.said.emit("")
        # Of one drag the runs are alike enough to be shown one after another.
        names = getattr(new, "parameters", None)
        alike = self.document.in_gesture and names is not None and names == getattr(old, "parameters", None)
        if self._active:
            self._load(new, self.playback.aim, waits=alike)  # first: the worker computes while this thread draws
        self._is_behind = self._active and alike and self.playback.is_quick
        self._listing_clock.start()
        if not self._is_behind:
            self.show_changed(new)
            self.timelineChanged.emit()

    def show_changed(self, experiment: Experiment) -> None:
        """Show another experiment."""
        self.show_experiment(experiment)

    def catch_up(self) -> None:
        """Show the experiment, if that was put off so as to draw it and its run at once."""
        if self._is_behind:
            self._is_behind = False
            self.show_changed(self.document.experiment)

    @Slot(object)
    def _refused(self, message: Any) -> None:
        path = str(dict(message.values).get("path", ""))
        reason = dict(message.values).get("reason", message)
        sentence = render(reason) if hasattr(reason, "text") else str(reason)
        if not self.show_refusal(path, sentence):
            self.said.emit(render(message))

    @Slot(object, object)
    def _run_failed(self, run: int, reason: object) -> None:
        if self._is_behind:
            self.catch_up()
            self.timelineChanged.emit()
        if self._active and run == self.playback.run and hasattr(reason, "text"):
            self._why_no_run = reason
            self._say_why_no_run()

    def _say_why_no_run(self) -> None:
        if self._why_no_run is not None:
            self.show_refusal(self.failing_field(), render(self._why_no_run))

    # ---- code and pictures

    @Slot()
    def _show_listing(self) -> None:
        try:
            listing = self.listing(self.document.experiment)
        except Refused as refusal:
            self.code.set_code("# " + render(refusal.message))
            self._lines = {}
            return
        self.code.set_code(listing.source)
        self._lines = dict(listing.lines)
        self._light()

    @Slot(QWidget)
    def save_picture(self, plot: QWidget) -> None:
        """Save the plot whose menu asked for it."""
        save_picture(plot)

    def leave_out_switches(self) -> None:
        """Show of the picture only what can be printed."""
        for button in self.picture.findChildren(QToolButton):
            button.hide()

    def focus_picture(self) -> None:
        """Give the keyboard to the picture."""
        self.picture.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- changes that all labs offer

    @Slot(str)
    def preset_chosen(self, key: str) -> None:
        """Open a case of the book as one undo step, at its start."""
        preset = next(preset for preset in presets_of(self.key) if preset.key == key)
        self.document.end_gesture()
        self.document.propose(preset.experiment)
        self.playback.reset()

    def propose(self, gesture: str | None = None, **changes: Any) -> bool:
        """Propose the current experiment with some fields changed."""
        self.clear_refusals()
        taken = self.document.propose(replace(self.document.experiment, **changes), gesture)
        self._say_why_no_run()  # which what changes nothing, such as the end of a drag, leaves as it is
        return taken
