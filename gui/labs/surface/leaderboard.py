"""The table of the race and the verdict on it, at the cursor."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Slot

from gui.look.text import render, translate
from gui.run.judgement import VERDICT_KINDS, Judgement
from gui.widgets.tables.leaderboard_table import LeaderboardRow
from model.analysis.leaderboard import RaceFigures
from model.analysis.verdicts.race_verdict import race_verdict

if TYPE_CHECKING:
    from gui.labs.surface.controller import SurfaceLab
    from gui.run.services import Services
    from model.analysis.leaderboard import RunnerFigures
    from model.descent.race import RaceHistory

__all__ = ["Standings"]

_GOAL = 1e-6
"""How near to the lowest value a runner has to come, unless the hand chooses otherwise."""
_SETTING = "race_goal"
_KINDS = {"won": "good", "running": "neutral", "lost": "bad"}


class Standings(QObject):
    """Keeps what has been read of the race drawn, for the table and the verdict."""

    def __init__(self, lab: SurfaceLab, services: Services) -> None:
        super().__init__(lab)
        self._lab = lab
        self._engine = services.engine
        self._settings = services.settings
        self.goal = _goal_of(services.settings)
        self._race: RaceHistory | None = None
        self._table: RaceFigures | None = None
        goal = lab.controls.goal
        goal.set_value(self.goal)
        lab.picture.table.set_tolerance(self.goal)
        goal.changed.connect(self._goal_changed)

    @Slot(float)
    def _goal_changed(self, goal: float) -> None:
        self.goal = goal
        self._settings.setValue(_SETTING, goal)
        self._lab.picture.table.set_tolerance(goal)
        self.forget()
        self.draw()
        self._lab.runners.show()
        self._lab.timelineChanged.emit()

    def forget(self) -> None:
        """Read anew: more is known of the function."""
        self._table = None

    def _figures(self) -> tuple[RunnerFigures, ...]:
        """Return how the runners of the race drawn stand at the cursor."""
        lab, playback = self._lab, self._lab.playback
        race: RaceHistory | None = self._engine.history_of(playback.run)  # type: ignore[assignment]
        if lab.playing is None or race is None or len(race.histories) != len(lab.raced.runners):
            return ()
        if self._table is None or race is not self._race:
            points = lab.facts.points if lab.facts is not None else ()
            self._race, self._table = race, RaceFigures(lab.raced, race.histories, points, self.goal)
        return self._table.at(playback.cursor)

    def draw(self) -> None:
        """Fill the table."""
        rows = [
            LeaderboardRow(
                style=index,
                name=self._lab.names[index],
                loss=figures.loss,
                distance=figures.distance,
                gradient=figures.gradient,
                path=figures.path,
                epochs=figures.epochs,
                verdict=render(figures.verdict.short),
                kind=VERDICT_KINDS[figures.verdict.code],
                sentence=render(figures.verdict.message),
            )
            for index, figures in enumerate(self._figures())
        ]
        if rows:
            self._lab.picture.table.set_rows(rows)
            self._lab.picture.table.set_selected(self._lab.runners.selected)

    def judgement(self) -> Judgement:
        """Return the verdict on the race."""
        figures = self._figures()
        if not figures:
            return Judgement(translate("surface", "ready"), "neutral", "")
        if len(figures) == 1:
            return self._judgement_alone(figures[0])
        found = race_verdict(figures, self._lab.names, self.goal)
        if self._lab.playback.cursor == 0:
            return Judgement(translate("surface", "ready"), "neutral", render(found.message))
        kind = "warn" if found.diverged and found.code == "running" else _KINDS[found.code]
        return Judgement(render(found.short), kind, render(found.message))

    def _judgement_alone(self, figures: RunnerFigures) -> Judgement:
        """Return the verdict on the only runner, by its name: with nobody else it is no race."""
        found, ready = figures.verdict, self._lab.playback.cursor == 0
        short = translate("surface", "ready") if ready else render(found.short)
        sentence = translate("surface", "{name}: {verdict}").format(
            name=self._lab.names[0], verdict=render(found.message)
        )
        return Judgement(short, "neutral" if ready else VERDICT_KINDS[found.code], sentence)


def _goal_of(settings: QSettings) -> float:
    """Return the goal chosen last."""
    try:
        goal = float(str(settings.value(_SETTING, _GOAL)))
    except ValueError:
        return _GOAL
    return goal if math.isfinite(goal) and goal > 0 else _GOAL
