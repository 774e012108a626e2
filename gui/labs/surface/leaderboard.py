"""The table of the race and the verdict on it, at the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gui.look.text import render, translate
from gui.run.descent_shown import VERDICT_KINDS, Judgement
from gui.widgets.tables.leaderboard_table import LeaderboardRow
from model.analysis.leaderboard import RaceFigures
from model.analysis.verdicts.race_verdict import race_verdict

if TYPE_CHECKING:
    from gui.labs.surface.analysis import Analysis
    from gui.labs.surface.drawn_race import DrawnRace
    from gui.labs.surface.runners import Runners
    from gui.run.lab_run import LabRun, Services
    from gui.widgets.fields.number_field import NumberField
    from gui.widgets.tables.leaderboard_table import LeaderboardTable
    from model.analysis.leaderboard import RunnerFigures
    from model.descent.rows import Rows
    from model.experiment import Surface

_GOAL = 1e-6
"""How near to the lowest value a runner has to come, unless the user chooses otherwise."""
_SETTING = "race_goal"
_KINDS = {"won": "good", "running": "neutral", "lost": "bad"}


class Leaderboard(QObject):
    """Fills the table of the race drawn, and judges it by the goal: how near to the lowest value a runner has to come.

    The goal is kept in the settings.
    """

    def __init__(
        self,
        run: LabRun[Surface],
        services: Services,
        table: LeaderboardTable,
        goal: NumberField,
        race: DrawnRace,
        runners: Runners,
        analysis: Analysis,
    ) -> None:
        super().__init__(run)
        self._run = run
        self._engine = services.engine
        self._settings = services.settings
        self._table = table
        self._goal = services.settings.remembered(_SETTING, _GOAL)
        self._race = race
        self._runners = runners
        self._analysis = analysis
        self._rows: Rows | None = None
        self._figures: RaceFigures | None = None
        """What has been read of these rows."""
        self._in_table: tuple[RunnerFigures, ...] = ()
        goal.set_value(self._goal)
        table.set_tolerance(self._goal)
        goal.changed.connect(self._goal_changed)
        analysis.changed.connect(self._forget)
        run.historyChanged.connect(self._forget)
        run.drawRequested.connect(self.draw)

    @Slot(float)
    def _goal_changed(self, goal: float) -> None:
        self._goal = goal
        self._settings.remember(_SETTING, goal)
        self._table.set_tolerance(goal)
        self._forget()
        self.draw()
        self._run.timelineChanged.emit()

    @Slot()
    def _forget(self) -> None:
        self._figures = None

    def _figures_at_cursor(self) -> tuple[RunnerFigures, ...]:
        """Return the figures of all runners of the race drawn; none while it is not computed."""
        playback, race = self._run.playback, self._race.experiment
        rows = self._engine.history_of(playback.run) or self._run.playing
        if self._run.playing is None or rows is None or len(rows.histories) != len(race.runners):
            return ()
        if self._figures is None or rows is not self._rows:
            points = () if self._analysis.found is None else self._analysis.found.points
            self._rows, self._figures = rows, RaceFigures(race, rows.histories, points, self._goal)
        return self._figures.at(playback.cursor)

    @Slot()
    def draw(self) -> None:
        """Fill the table, in the language of the window; where nothing is drawn, with what stands in it."""
        self._in_table = self._figures_at_cursor() or self._in_table
        if len(self._in_table) != len(self._race.names):
            return
        rows = [
            LeaderboardRow(
                style=index,
                name=self._race.names[index],
                loss=figures.loss,
                distance=figures.distance,
                gradient=figures.gradient,
                path=figures.path,
                epochs=figures.epochs,
                verdict=render(figures.verdict.short),
                kind=VERDICT_KINDS[figures.verdict.code],
                sentence=render(figures.verdict.message),
            )
            for index, figures in enumerate(self._in_table)
        ]
        if rows:
            self._table.set_rows(rows)
            self._table.set_selected(self._runners.selected)

    def kind_of_selected(self) -> str:
        """Return the kind of the verdict on the runner selected."""
        figures = self._figures_at_cursor()
        return VERDICT_KINDS[figures[self._runners.selected].verdict.code] if figures else "neutral"

    def judgement(self) -> Judgement:
        """Return the verdict on the race; on a runner alone the verdict with its name."""
        figures, ready = self._figures_at_cursor(), translate("surface", "ready")
        if not figures:
            return Judgement(ready, "neutral", "")
        if len(figures) == 1:
            found = figures[0].verdict
            short, kind = render(found.short), VERDICT_KINDS[found.code]
            sentence = translate("surface", "{name}: {verdict}").format(
                name=self._race.names[0], verdict=render(found.message)
            )
        else:
            of_race = race_verdict(figures, self._race.names, self._goal)
            short, sentence = render(of_race.short), render(of_race.message)
            kind = _KINDS[of_race.code] if of_race.calm or of_race.code == "lost" else "warn"
        if self._run.playback.cursor == 0:
            return Judgement(ready, "neutral", sentence)
        return Judgement(short, kind, sentence)
