"""The race as it is drawn: paths on the map or in space, the next step, and the losses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gui.labs.surface.runners import names_of
from gui.plots.base.map_items import MapRunner
from gui.plots.rows.race_loss import RaceSeries
from model.analysis.next_step import next_step

if TYPE_CHECKING:
    from gui.labs.surface.runners import Runners
    from gui.labs.surface.view import SurfacePicture
    from gui.run.lab_run import LabRun
    from model.descent.history import History
    from model.experiment import Surface


class DrawnRace(QObject):
    """Draws the runners up to the cursor: on the map, or in space while that is shown, and their losses.

    ``experiment`` is the race whose rows are drawn (those of the current one may be on their way), and ``names`` is
    what its runners are called.
    """

    def __init__(self, run: LabRun[Surface], runners: Runners, picture: SurfacePicture) -> None:
        super().__init__(run)
        self._run = run
        self._runners = runners
        self._picture = picture
        self.experiment = run.experiment
        self.names: tuple[str, ...] = ()
        run.historyChanged.connect(self._take_race)
        run.drawRequested.connect(self._draw)
        run.rowsDropped.connect(self._drop_race)
        runners.shownChanged.connect(run.draw)
        picture.spaceToggled.connect(run.draw)

    @Slot()
    def _take_race(self) -> None:
        experiment = self._run.playback.experiment
        if isinstance(experiment, type(self.experiment)):
            self.experiment = experiment
        self.rename()
        self._picture.loss.reset_range(calm=self._run.document.in_gesture)
        self._picture.loss.set_expected(self._run.playback.last_row)

    def rename(self) -> None:
        """Call the runners by their names in the language of the window."""
        self.names = names_of(self.experiment)

    @Slot()
    def _drop_race(self) -> None:
        """Leave the last race only in the picture of its own function."""
        if self.experiment.function != self._run.experiment.function:
            self._picture.clear_run()

    @Slot()
    def _draw(self) -> None:
        rows, step = self._run.playing, self._run.playback.cursor
        if rows is None:
            return
        runners = [self._runner(index, history, step) for index, history in enumerate(rows.histories)]
        self._picture.set_runners(runners)
        if self._picture.space is None:
            self._show_next(rows.histories, step)
        loss = self._picture.loss
        pairs = zip(runners, rows.histories, strict=True)
        loss.set_series([_series(runner, history) for runner, history in pairs], step)
        if rows.stopped is not None:
            loss.settle()

    def _runner(self, index: int, history: History, step: int) -> MapRunner:
        return MapRunner(
            style=index,
            x=history["x"],
            y=history["y"],
            row=history.index_of(step),
            name=self.names[index],
            diverged=history.stopped == "diverged" and step >= history.last,
            shown=self._runners.is_shown(index),
        )

    def _show_next(self, histories: tuple[History, ...], step: int) -> None:
        """Show where the next step takes the runner selected, while it can be told from its path."""
        index = self._runners.selected
        steps: list[tuple[int, float, float]] = []
        if index < len(histories) and self._runners.is_shown(index):
            history = histories[index]
            after = next_step(self.experiment.run_of(index), history, history.index_of(step))
            if after is not None:
                steps = [(index, after[0], after[1])]
        self._picture.map.set_next(steps)


def _series(runner: MapRunner, history: History) -> RaceSeries:
    """Return the losses of a runner, which looks as it does on the map."""
    return RaceSeries(
        style=runner.style,
        name=runner.name,
        values=history["loss"],
        length=len(history),
        diverged=runner.diverged,
        shown=runner.shown,
        kept=history.kept,
    )
