"""What every lab offers to the window."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton, QWidget

from gui.look.save_picture import save_picture
from gui.look.text import follow_language, legible, render, translate
from gui.plots.base.plot import Plot
from gui.run.descent_shown import Judgement
from gui.run.lab_run import LabRun
from gui.run.shown_case import ShownCase
from gui.widgets.veil import Veil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import TypeAlias

    from gui.run.document import Document
    from gui.run.lab_run import Services
    from gui.run.lab_view import LabControls, LabPicture
    from gui.run.pins import Pins
    from gui.run.step_explanation import StepExplanation
    from model.experiment import Experiment

    Views: TypeAlias = Mapping[str, Mapping[str, Any]]

E = TypeVar("E", bound="Experiment")
C = TypeVar("C", bound="LabControls")
P = TypeVar("P", bound="LabPicture")

_LAB = "lab"
"""What is chosen of a lab stands beside what is chosen of its plots under this name."""


class Lab(QObject, Generic[E, C, P]):
    """One lab: its run, its controls, its picture and its pages of the side panel.

    Emits ``timelineChanged`` when cursor, length or verdict of the run are others, and ``said`` with one sentence for
    the status bar ("" to clear it).
    """

    timelineChanged = Signal()
    said = Signal(str)

    key: ClassVar[str]
    """The name in files, on the command line and in the rail."""
    pages: Mapping[str, QWidget]
    """The side panel: "code", "values" and "explain"."""
    pins: Pins[Any] | None = None
    """The runs pinned for comparison, in a lab that has such."""
    dragged: ClassVar[str] = ""
    """What a newcomer is told to drag in the first plot: "start" or "line", "" for nothing."""
    explanation: StepExplanation | None = None
    """The step at the cursor in its phases, in a lab that descends."""

    def __init__(
        self, services: Services, experiment: E, controls: C, picture: P, last_row: Callable[[E], int]
    ) -> None:
        super().__init__(services.parent)
        self._services = services
        self.controls = controls
        self.picture = picture
        self.run = LabRun(services, experiment, last_row, controls, self)
        self.document: Document[E] = self.run.document
        self.run.timelineChanged.connect(self.timelineChanged)
        self.run.said.connect(self.said)
        self._refusals = Refusals(self)
        self._case = ShownCase(self.run, controls.card)
        controls.card.restoreRequested.connect(self.focus_picture)  # the button is gone
        controls.committed.connect(self.document.end_gesture)
        self._wanted_views: Views | None = None
        """What is to be shown of views once the run is drawn, by which they get ranges of their own."""
        for changed in (self.document.changed, self.run.failed):
            changed.connect(self._forget_views)

    def build(self) -> Iterator[None]:
        """Fill controls and picture, and make the pages, in steps of a few hundredths of a second.

        The window is repainted and takes input between two of them.
        """
        raise NotImplementedError

    def retranslate(self) -> None:
        """Show everything in the language of the window."""
        raise NotImplementedError

    def row_label(self) -> str:
        """Return what stands beside the timeline: "epoch 37 / 15 000"."""
        raise NotImplementedError

    def verdict(self) -> Judgement:
        """Return what the run up to the cursor has come to."""
        raise NotImplementedError

    def judgement(self) -> Judgement:
        """Return the verdict, with what would help where that is known."""
        return self.verdict()

    def remedies(self) -> Sequence[tuple[str, str]]:
        """Return the name and the effect of each change that would help the run shown; none where none is known."""
        return ()

    def apply_remedy(self, index: int) -> None:
        """Propose one of these changes."""

    def outcome(self) -> Judgement:
        """Return the judgement, or why there is no run to be judged."""
        if self.run.refusal is None:
            return self.judgement()
        return Judgement(translate("lab", "no run"), "bad", render(self.run.refusal))

    def step_phase(self) -> None:
        """Move on by one phase of a step (zero, forward, loss, backward, update), or by a row that has none."""
        if self.explanation is None:
            self.run.playback.step(1)
        else:
            self.explanation.step_phase()

    def what_to_watch(self) -> tuple[str, str]:
        """Return what the lab shows, and what to watch in the run of its experiment; that is "" where nothing holds."""
        raise NotImplementedError

    # ---- what was chosen of the views

    def views(self) -> Views:
        """Return what the user has chosen of each plot, by its name, and of the lab; `show_views` shows it again."""
        if self._wanted_views is not None:
            return self._wanted_views
        chosen = {name: plot.chosen_view() for name, plot in self._plots().items()}
        return {name: view for name, view in (*chosen.items(), (_LAB, self.choices())) if view}

    def show_views(self, views: Views) -> None:
        """Show views that were chosen before, at once and again when the run has been drawn."""
        self._apply(views)
        self._wanted_views = views
        self.run.drawRequested.connect(self._show_wanted, Qt.ConnectionType.UniqueConnection)  # after all that draw

    def choices(self) -> dict[str, Any]:
        """Return what the user has chosen of the picture beside the plots' views, and what is selected in it."""
        return {}

    def show_choices(self, choices: Mapping[str, Any]) -> None:
        """Show what was chosen before; what makes no sense is left out."""

    def _plots(self) -> dict[str, Plot]:
        return {name: plot for name, plot in vars(self.picture).items() if isinstance(plot, Plot)}

    def _apply(self, views: Views) -> None:
        for name, plot in self._plots().items():
            plot.show_view(views.get(name, {}))
        with suppress(TypeError, ValueError, OverflowError):  # a file may hold anything
            self.show_choices(views.get(_LAB, {}))

    @Slot()
    def _show_wanted(self) -> None:
        if self._wanted_views is not None:
            views, self._wanted_views = self._wanted_views, None
            self._apply(views)

    @Slot()
    def _forget_views(self) -> None:
        self._wanted_views = None

    def take_data(self, path: Path | None = None) -> None:
        """Read a table from a file, or from the clipboard, in a lab that has data."""

    @Slot()
    def focus_picture(self) -> None:
        """Give the keyboard to the picture, so that Space and the arrows reach the timeline."""
        self.picture.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QWidget, bool)
    def take_picture(self, plot: QWidget, copies: bool) -> None:
        """Copy or save the plot whose menu asked for it, and say so."""
        if copies:
            QGuiApplication.clipboard().setPixmap(plot.grab())
            self.said.emit(translate("save_picture", "Picture copied."))
        elif path := save_picture(plot):
            self.said.emit(translate("files", "Saved {name}.").format(name=legible(path.name)))

    def leave_out_switches(self) -> None:
        """Show of the picture only what can be printed."""
        for button in self.picture.findChildren(QToolButton):
            button.hide()


class Refusals(QObject):
    """Greys the picture of a lab and covers its pages while what stands in the controls has no run, and says why.

    The program of an experiment that was taken stays: it does what the experiment says.
    """

    def __init__(self, lab: Lab[Any, Any, Any]) -> None:
        super().__init__(lab)
        self._lab = lab
        self.veils: dict[str, Veil] = {}
        """Over the picture and the pages, once there has been something to say; "picture" and the pages' names."""
        lab.run.refusalChanged.connect(self.retranslate)
        follow_language(self)

    @Slot()
    def retranslate(self) -> None:
        """Say what is refused, in the language of the window, or nothing."""
        run = self._lab.run
        if run.refusal is None and not self.veils:
            return
        reason = "" if run.refusal is None else render(run.refusal)
        before = translate("lab", "{reason}\nUntil this is fixed, the picture shows the last valid experiment.")
        for name, below in {"picture": self._lab.picture, **self._lab.pages}.items():
            if name not in self.veils:
                self.veils[name] = Veil(below, is_opaque=name != "picture")
            is_own = name == "code" and not run.is_of_before
            text = before.format(reason=reason) if name == "picture" and run.is_of_before else reason
            self.veils[name].say("" if is_own else text)
