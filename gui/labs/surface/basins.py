"""The basins on the map: which minimum the selected runner reaches from every start, and how soon."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from gui.labs.surface.map_bar import BASINS, HEIGHTS
from gui.look.text import translate
from gui.plots.base.map_items import MapBasins
from gui.run.task import Task
from model.message import number_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from gui.labs.surface.analysis import Analysis
    from gui.labs.surface.runners import Runners
    from gui.labs.surface.view import SurfacePicture
    from gui.run.lab_run import LabRun
    from model.analysis.basins_of_attraction import Basins
    from model.engine.worker import Engine
    from model.experiment import Surface, SurfaceRun

_REST_MS = 300
"""How long nothing must have changed before the basins of another runner are computed."""
_DIGITS = 3
_WHOLE_DIGITS = 10


class BasinsOnMap(QObject):
    """Computes basins of the selected runner while they are chosen in the bar, coarse first, and draws them."""

    def __init__(
        self, run: LabRun[Surface], engine: Engine, picture: SurfacePicture, runners: Runners, analysis: Analysis
    ) -> None:
        super().__init__(run)
        self._bar = picture.bar
        self._plot = picture.map
        self._runners = runners
        self._analysis = analysis
        self._colours = HEIGHTS
        self._computed_for: SurfaceRun | None = None
        """The run whose basins are shown, or being computed."""
        self.found: Basins | None = None
        """What is drawn."""
        self._epochs = 0
        """Those of the run whose basins are drawn."""
        self._task = Task(engine, self, long=True)
        self._task.progressed.connect(self._take)
        self._task.done.connect(self._take)
        self._task.ended.connect(self._ended)
        self._clock = QTimer(self, singleShot=True, interval=_REST_MS)
        self._clock.timeout.connect(self._compute)
        picture.bar.coloursChosen.connect(self._choose)
        picture.bar.cancelled.connect(self._cancel)
        run.activeChanged.connect(self._active_changed)
        for changed in (run.experimentShown, runners.selectionChanged, analysis.changed):
            changed.connect(self._follow)

    @Slot(str)
    def _choose(self, colours: str) -> None:
        self._colours = colours
        if colours == HEIGHTS:
            self._drop()
        else:
            self._follow()
            self.draw()

    @Slot()
    def _cancel(self) -> None:
        """Show the heights again."""
        self._bar.colours.set_current(HEIGHTS)
        self._choose(HEIGHTS)

    @Slot(bool)
    def _active_changed(self, active: bool) -> None:
        """Compute nothing while the lab is hidden."""
        if active:
            self._follow()
            return
        if self._clock.isActive() or self._task.running:
            self._computed_for = None
        self._clock.stop()
        self._task.cancel()

    @Slot()
    def _follow(self) -> None:
        """Compute the basins of the selected runner, unless they are shown or on their way already."""
        if self._analysis.found is None:  # the function is another
            self._drop()
        elif self._colours != HEIGHTS:
            run = replace(self._runners.descent(), start=())  # every start is tried
            if run != self._computed_for:
                self._computed_for = run
                self._task.cancel()
                self._clock.start()

    def _drop(self) -> None:
        self._clock.stop()
        self._task.cancel()
        self._computed_for = self.found = None
        self.draw()

    @Slot()
    def _compute(self) -> None:
        run, analysis = self._computed_for, self._analysis.found
        if run is None or analysis is None:
            return
        points = analysis.points
        self._bar.show_progress(0.0)

        def job(stop: Event, report: Callable[[Basins], None]) -> Basins | None:
            from model.analysis.basins_of_attraction import basins  # loads torch

            return basins(run, points, stop, report)

        self._task.start(job)

    @Slot(object)
    def _take(self, found: Basins | None) -> None:
        if found is not None and self._computed_for is not None:
            self.found, self._epochs = found, self._computed_for.epochs
            if self._task.running:
                self._bar.show_progress(found.done)
            self.draw()

    @Slot()
    def _ended(self) -> None:
        self._bar.show_progress(None)

    def draw(self) -> None:
        """Draw the basins found, in the language of the window."""
        found = self.found
        if found is None:
            self._plot.set_basins(None)
            self._bar.show_note("")
            return
        if self._colours == BASINS:
            names = tuple(_name(group[0].x, group[0].y) for group in found.minima)
            item = MapBasins(found.x, found.y, found.labels.astype(float), names or ("–",))
        else:
            title = translate("surface", "epochs")
            item = MapBasins(found.x, found.y, found.epochs, (), title)
        self._plot.set_basins(item)
        note = translate("surface", "{name}, up to epoch {budget}")
        if found.budget < self._epochs:
            note = translate("surface", "{name}, up to epoch {budget} of {epochs}: all would take too long")
        budget, epochs = (number_text(count, _WHOLE_DIGITS) for count in (found.budget, self._epochs))
        self._bar.show_note(note.format(name=self._runners.name, budget=budget, epochs=epochs))


def _name(x: float, y: float) -> str:
    return f"({number_text(x, _DIGITS)}, {number_text(y, _DIGITS)})"
