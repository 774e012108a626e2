"""The basins on the map: which minimum the selected runner reaches from every start, and how soon."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot

from gui.labs.surface.map_bar import BASINS, HEIGHTS
from gui.look.text import translate
from gui.plots.base.map_items import MapBasins
from gui.run.task import Task
from model.message import number_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from gui.labs.surface.controller import SurfaceLab
    from model.analysis.basins_of_attraction import Basins
    from model.engine.worker import Engine
    from model.experiment import SurfaceRun

__all__ = ["BasinsOnMap"]

_REST_MS = 300
"""So long nothing must have changed before the basins of another runner are computed."""
_DIGITS = 3


class BasinsOnMap(QObject):
    """Computes basins while the map is to show them, coarse first, and draws what is there."""

    def __init__(self, lab: SurfaceLab, engine: Engine) -> None:
        super().__init__(lab)
        self._lab = lab
        self._colours = HEIGHTS
        self._wanted: SurfaceRun | None = None
        """The run whose basins are shown, or on their way."""
        self.found: Basins | None = None
        self._task = Task(engine, self, long=True)
        self._task.progressed.connect(self._take)
        self._task.done.connect(self._take)
        self._task.ended.connect(self._ended)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(_REST_MS)
        self._clock.timeout.connect(self._compute)
        bar = lab.picture.bar
        bar.coloursChosen.connect(self._chosen)
        bar.cancelled.connect(self._cancelled)

    @Slot(str)
    def _chosen(self, colours: str) -> None:
        self._colours = colours
        if colours == HEIGHTS:
            self.drop()
        else:
            self.follow()
            self.draw()

    @Slot()
    def _cancelled(self) -> None:
        """Show the heights again."""
        self._colours = HEIGHTS
        self._lab.picture.bar.colours.set_current(HEIGHTS)
        self.drop()

    def drop(self) -> None:
        """Take away what was true of another function; what is wanted stays so."""
        self._clock.stop()
        self._task.cancel()
        self._wanted = self.found = None
        self.draw()

    def stop(self) -> None:
        """Compute no further while the lab is not shown."""
        self._clock.stop()
        if self._task.running:
            self._task.cancel()
            self._wanted = None

    def follow(self) -> None:
        """Compute the basins of the runner selected, where they are wanted and other than those that are there."""
        if self._colours == HEIGHTS or self._lab.facts is None:
            return
        run = replace(self._lab.descending(), start=())  # every start is
        if run != self._wanted:
            self._wanted = run
            self._task.cancel()
            self._clock.start()

    @Slot()
    def _compute(self) -> None:
        run, points = self._wanted, self._lab.facts.points if self._lab.facts is not None else ()
        if run is None:
            return
        self._lab.picture.bar.show_progress(0.0)

        def job(stop: Event, tell: Callable[[Basins], None]) -> Basins | None:
            from model.analysis.basins_of_attraction import basins  # loads torch

            return basins(run, points, stop, tell)

        self._task.start(job)

    @Slot(object)
    def _take(self, found: Basins | None) -> None:
        if found is not None:
            self.found = found
            if self._task.running:
                self._lab.picture.bar.show_progress(found.done)
            self.draw()

    @Slot()
    def _ended(self) -> None:
        self._lab.picture.bar.show_progress(None)

    def draw(self) -> None:
        """Draw what is there, in the language of the window."""
        found, bar = self.found, self._lab.picture.bar
        if found is None:
            self._lab.picture.map.set_basins(None)
            bar.show_note("")
            return
        budget = number_text(found.budget)
        if self._colours == BASINS:
            names = tuple(_name(group[0].x, group[0].y) for group in found.minima)
            item = MapBasins(found.x, found.y, found.labels, names or ("–",))
        else:
            title = translate("surface", "epochs")
            item = MapBasins(found.x, found.y, np.asarray(found.epochs), (), title)
        self._lab.picture.map.set_basins(item)
        note = translate("surface", "{name}, up to epoch {budget}")
        bar.show_note(note.format(name=self._lab.name_selected(), budget=budget))


def _name(x: float, y: float) -> str:
    return f"({number_text(x, _DIGITS)}, {number_text(y, _DIGITS)})"
