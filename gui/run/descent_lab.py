"""What the labs share whose experiments are descents: the pages beside the picture, and how they are built."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from gui.run.descent_shown import descent_shown, epoch_text
from gui.run.lab import Lab
from gui.run.lab_run import last_step
from gui.run.shown_listing import ShownListing
from gui.run.shown_values import ShownValues
from gui.run.step_explanation import StepExplanation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.run.descent_shown import DescentShown
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
        self.explanation = StepExplanation(run, self.listing, self.shown, self.verdict, engine, self.line_key)
        self.pages = {"code": self.listing.page, "values": self.values.page, "explain": self.explanation.page}
        yield
        yield from self.controls.build()
        yield
        yield from self.picture.build()
        yield
        self.join()
        for plot in self.picture.plots():
            plot.pictureRequested.connect(self.save_picture)

    def join(self) -> None:
        """Make the parts between view and model; where several take a signal of the run, the first made is first."""
        raise NotImplementedError

    def shown(self) -> DescentShown | None:
        """Return the descent that the pages show, at the cursor; None before there is one."""
        return descent_shown(self.run)

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
