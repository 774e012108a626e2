"""What the labs share whose experiments are descents: the pages beside the picture, and how they are built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Slot

from gui.look.text import render, translate
from gui.run.descent_shown import descent_shown, epoch_text
from gui.run.lab import Lab
from gui.run.lab_run import last_step
from gui.run.shown_listing import ShownListing
from gui.run.shown_remedies import ShownRemedies
from gui.run.shown_values import ShownValues
from gui.run.step_explanation import StepExplanation
from gui.widgets.remedy_bar import MOST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gui.run.descent_shown import DescentShown, Judgement
    from gui.run.lab_run import Services
    from gui.run.lab_view import LabControls, LabPicture
    from model.descent.history import History
    from model.experiment import OneDescent, Surface

D = TypeVar("D", bound="OneDescent | Surface")
C = TypeVar("C", bound="LabControls")
P = TypeVar("P", bound="LabPicture")


class DescentLab(Lab[D, C, P]):
    """A lab with the program, the rows and the steps of a descent in its side panel."""

    def __init__(self, services: Services, experiment: D, controls: C, picture: P) -> None:
        super().__init__(services, experiment, controls, picture, last_step)

    def build(self) -> Iterator[None]:
        """Make the pages, fill controls and picture, and join them to the run."""
        run, engine = self.run, self._services.engine
        self.listing = ShownListing(run)
        self.values = ShownValues(run, self.shown, self.cells, self.readouts)
        self.explanation = StepExplanation(run, self.listing, self.shown, self.judgement, engine, self.line_key)
        self._remedies = ShownRemedies(run, self.shown, self.kind, engine)
        self._remedies.changed.connect(self._remedies_changed)
        self.pages = {"code": self.listing.page, "values": self.values.page, "explain": self.explanation.page}
        yield
        yield from self.controls.build()
        yield
        yield from self.picture.build()
        yield
        self.join()
        for plot in self.picture.plots():
            plot.pictureRequested.connect(self.take_picture)

    def join(self) -> None:
        """Make the parts between view and model; where several take a signal of the run, the first made is first."""
        raise NotImplementedError

    def shown(self) -> DescentShown | None:
        """Return the descent that the pages show, at the cursor; None before there is one."""
        return descent_shown(self.run)

    # ---- what would help

    def kind(self) -> str:
        """Return the kind of the verdict on the descent that the pages show."""
        return self.verdict().kind

    def judgement(self) -> Judgement:
        """Return the verdict, with what would help where that is known."""
        found = self.verdict()
        sentence = found.sentence
        for _, effect in self.remedies():
            sentence = translate("verdicts", "{first} {second}").format(first=sentence, second=effect)
        return found._replace(sentence=sentence)

    def remedies(self) -> list[tuple[str, str]]:
        """Return the name and the effect of the best changes that would help the run shown, as many as have buttons."""
        return [(render(remedy.title), render(remedy.effect)) for remedy in self._remedies.at_cursor()[:MOST]]

    def apply_remedy(self, index: int) -> None:
        """Propose one of these changes, as one step of undo."""
        found = self._remedies.at_cursor()
        if index < len(found):
            self.document.end_gesture()
            self.change(found[index].changes)

    def change(self, changes: Mapping[str, Any]) -> None:
        """Propose the descent that the pages show with some fields changed."""
        self.run.propose(**changes)

    @Slot()
    def _remedies_changed(self) -> None:
        self.run.draw()
        self.timelineChanged.emit()

    def cells(self, history: History, index: int, digits: int) -> tuple[str, ...]:
        """Return the cells of a row in the table of values."""
        raise NotImplementedError

    def readouts(self, shown: DescentShown) -> list[tuple[str, str]]:
        """Return names and values at the cursor."""
        raise NotImplementedError

    def line_key(self, phase: str) -> str:
        """Return what the listing calls a phase of the descent shown."""
        return phase

    def row_label(self) -> str:
        """Return "epoch 37 / 15 000"."""
        return epoch_text(self.run.experiment, self.run.playback.cursor)
