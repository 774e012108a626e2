"""Joins the Surface lab's view to the model."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from gui.labs.surface.background import Ground
from gui.labs.surface.basins import BasinsOnMap
from gui.labs.surface.leaderboard import Standings
from gui.labs.surface.rate_scan import RatesOfRunner
from gui.labs.surface.runners import Runners, names_of
from gui.labs.surface.surface_3d import Solid
from gui.labs.surface.tuning import FairRace
from gui.labs.surface.view import SurfaceControls, SurfacePicture
from gui.look.text import render, translate
from gui.plots.base.map_items import MapPoint, MapRunner
from gui.plots.rows.race_loss import RaceSeries
from gui.run.catalogue_items import optimizer_items, optimizer_knobs, part_catalogues, part_items
from gui.run.descent_lab import DescentLab
from model.analysis.next_step import next_step
from model.analysis.surface_points import minima_of, surface_points
from model.catalogue.surfaces import SURFACES, surface_key
from model.experiment import MAX_RUNNERS, Surface
from model.experiment.presets import presets_of
from model.message import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gui.run.judgement import Judgement
    from gui.run.services import Services
    from model.analysis.surface_points import SurfacePoint
    from model.descent.history import History
    from model.descent.race import RaceHistory
    from model.experiment import Runner, SurfaceRun
    from model.formula import Formula

__all__ = ["SurfaceLab"]

_MOST_POINTS = 32
"""More marks than these hide the map."""
_MOST_IN_LEGENDS = 4
"""Of more runners the names stand in the table only, beside the same marks: their legends would fill the plots. A
picture that is saved has no such table beside it."""
_SLOPE_DIGITS = 3
_MARKS = {"valley": "minimum", "ridge": "maximum"}
"""Points of a curve of stationary points are marked as what the curve is made of."""
_OF_RUNNER = ("optimizer", "schedule", "clip", "noise")


class Facts(NamedTuple):
    """What analysis finds of a function in its domain."""

    points: tuple[SurfacePoint, ...]
    gradient: tuple[Formula, Formula]

    @property
    def lowest(self) -> SurfacePoint | None:
        """The lowest minimum, the first where there are several."""
        return min(minima_of(self.points), key=lambda point: point.value, default=None)


class SurfaceLab(DescentLab):
    """Up to eight optimizers race on a function of two variables, from one start."""

    key = "surface"

    def __init__(self, services: Services) -> None:
        super().__init__(services, Surface())
        self.controls = SurfaceControls()
        self.picture = SurfacePicture()
        self._drawn_function: object = None
        self.raced: Surface = self.document.experiment
        """The experiment whose run is drawn; the current one's may be on its way."""
        self.names: tuple[str, ...] = ()
        self._most_in_legends = _MOST_IN_LEGENDS

    def build(self) -> Iterator[None]:
        """Make the widgets, and what fills them."""
        yield from super().build()
        yield from self.controls.build()
        yield
        yield from self.picture.build()
        yield
        engine = self._services.engine
        self.runners = Runners(self, self.controls.runners)
        self.ground = Ground(self.picture.map, engine, self)
        self.solid = Solid(self)
        self.basins = BasinsOnMap(self, engine)
        self.rates = RatesOfRunner(self, engine)
        self.fair = FairRace(self, engine)
        self.standings = Standings(self, self._services)
        self.run.activeChanged.connect(self._active_changed)
        self._connect()
        yield
        self.runners.show()

    def _connect(self) -> None:
        controls, picture = self.controls, self.picture
        controls.presetChosen.connect(self.preset_chosen)
        controls.functionChosen.connect(self._function_chosen)
        controls.functionTyped.connect(self._function_typed)
        controls.startChanged.connect(self._start_changed)
        controls.domainChanged.connect(self._domain_changed)
        controls.committed.connect(self.document.end_gesture)
        self.connect_descent_controls(controls.descent)
        self.runners.selectionChanged.connect(self._selection_changed)
        self.runners.shownChanged.connect(self._draw_again)
        picture.map.startDragged.connect(self._start_changed)
        picture.map.startDropped.connect(self._start_dropped)
        picture.map.set_hover_text(self._hover_text)
        picture.bar.arrowsToggled.connect(self.ground.set_arrows)
        picture.loss.cursorMoved.connect(self._row_chosen)
        picture.table.rowActivated.connect(self.runners.select)
        for plot in (picture.map, picture.loss):
            plot.pictureRequested.connect(self.save_picture)

    # ---- changes

    @Slot(str)
    def _function_chosen(self, key: str) -> None:
        """Race the same rules on another function, from where it tells its story."""
        named, before = SURFACES[key], surface_key(self.document.experiment.function)
        runners = self.document.experiment.runners
        if before is not None:
            rates = SURFACES[before].learning_rate, named.learning_rate
            runners = tuple(_at_rate_of_function(runner, *rates) for runner in runners)
        self.document.end_gesture()
        self.propose(
            function=named.formula,
            start=tuple(zip(("x", "y"), named.start, strict=True)),
            domain=None,
            epochs=named.epochs,
            runners=runners,
        )
        self.playback.reset()

    @Slot(str)
    def _function_typed(self, text: str) -> None:
        if self.formula_in(self.controls.function.formula, text, Surface.parameters) is not None:
            self.propose("function", function=text)

    @Slot(float, float)
    def _start_changed(self, x: float, y: float) -> None:
        self.propose("start", start=(("x", float(x)), ("y", float(y))))

    @Slot(float, float)
    def _start_dropped(self, x: float, y: float) -> None:
        self._start_changed(x, y)
        self.document.end_gesture()

    @Slot(float, float, float, float)
    def _domain_changed(self, x0: float, x1: float, y0: float, y1: float) -> None:
        self.propose("domain", domain=((x0, x1), (y0, y1)))

    # ---- the runner selected

    def descending(self) -> SurfaceRun:
        """Return the descent of the runner selected."""
        return self.document.experiment.run_of(self.runners.selected)

    def history_shown(self) -> History:
        """Return the rows of the runner selected."""
        race: RaceHistory = self.history
        return race.histories[min(self.runners.selected, len(race.histories) - 1)]

    def change_descent(self, gesture: str | None = None, **changes: Any) -> bool:
        """Propose another optimizer, schedule, clipping or noise for the runner selected."""
        if gesture is not None:
            gesture = f"{gesture} of {self.runners.selected}"
        return self.runners.change(self.runners.selected, gesture, **changes)

    def phase_key(self, phase: str) -> str:
        """Return what the listing calls a phase of the runner selected."""
        return f"runners[{self.runners.selected}].{phase}"

    def name_selected(self) -> str:
        """Return what the runner selected is called."""
        return names_of(self.document.experiment)[self.runners.selected]

    @Slot()
    def _selection_changed(self) -> None:
        self._show_runner()
        self.picture.table.set_selected(self.runners.selected)
        if self.playing is not None:
            self.values_shown.forget()
        self._draw_again()
        self.timelineChanged.emit()

    def _show_runner(self) -> None:
        run = self.descending()
        self.controls.descent.show_setting(run, optimizer_knobs(run.optimizer), part_items(run))
        self.controls.show_selected(self.name_selected())
        self.basins.follow()
        self.rates.follow()

    # ---- showing

    def show_experiment(self, experiment: Surface) -> None:
        """Put the experiment into the controls and draw the map, for which NumPy is enough."""
        domain = tuple(end for interval in experiment.shown_domain() for end in interval)
        self.controls.show_experiment(
            function=experiment.function,
            function_key=surface_key(experiment.function),
            preset_key=_preset_key(experiment),
            start=experiment.start_values(),
            domain=domain,
        )
        self.fair.follow()
        self.runners.show()
        self._show_runner()
        if self._drawn_function != (experiment.function, domain):
            self._drawn_function = (experiment.function, domain)
            self._mark(())
            self.basins.drop()
            self.ground.show_function(experiment.formula, domain)
        self.picture.map.set_start(*experiment.start_values())

    def last_row(self, experiment: Surface) -> int:
        """Return the last row: one row an epoch."""
        return experiment.epochs

    def facts_key(self, experiment: Surface) -> object:
        """Return the function and its domain: stationary points depend on nothing else."""
        return (experiment.function, experiment.shown_domain())

    def facts_job(self, experiment: Surface) -> Callable[[Any], Facts]:
        """Return the job that finds stationary points and the partial derivatives."""
        formula, domain = experiment.formula, experiment.shown_domain()

        def job(_stop: object) -> Facts:
            gradient = formula.derivative("x"), formula.derivative("y")
            return Facts(surface_points(formula, domain), gradient)

        return job

    def show_facts(self, facts: Facts | None) -> None:
        """Mark the stationary points, draw the gradient, and measure losses from the lowest value."""
        picture = self.picture
        self.standings.forget()
        if facts is None:
            self._mark(())
            picture.map.set_note("")
            self.ground.set_gradient(None)
            self.basins.drop()
            picture.loss.set_lowest(None)
            return
        points = _few(facts.points)
        self._mark(points)
        few = translate("surface", "{shown} of {count} points marked")
        alone = [sum(point.along == (0.0, 0.0) for point in some) for some in (points, facts.points)]
        note = few.format(shown=number_text(alone[0]), count=number_text(alone[1]))
        picture.map.set_note(note if len(points) < len(facts.points) else "")
        self.ground.set_gradient(facts.gradient)
        self.basins.follow()
        self.rates.follow()
        lowest = facts.lowest
        picture.loss.set_lowest(None if lowest is None else lowest.value, translate("surface", "f − f*"))

    def _mark(self, points: Sequence[SurfacePoint]) -> None:
        marks = [MapPoint(point.x, point.y, _MARKS.get(point.kind, point.kind), along=point.along) for point in points]
        self.picture.map.set_points(marks)
        self.solid.set_points(marks)

    def verdict_facts(self) -> dict[str, Any]:
        """Return the stationary points, where they are known."""
        return {"points": self.facts.points if self.facts else ()}

    def judgement(self) -> Judgement:
        """Return what the race has come to at the cursor."""
        return self.standings.judgement()

    def show_history(self, history: RaceHistory) -> None:
        """Draw another race."""
        assert isinstance(self.playback.experiment, Surface)
        self.raced = self.playback.experiment
        self.names = names_of(self.raced)
        self.standings.forget()
        self.picture.loss.reset_range(calm=self.document.in_gesture)
        self.picture.loss.set_expected(self.playback.last_row)

    def run_failed(self, reason: object) -> None:
        """Leave the last race only in the picture of its own function."""
        if self.raced.function != self.document.experiment.function:
            self.picture.clear_race()

    def show_cursor(self, history: RaceHistory, place: int) -> None:
        """Draw all runners up to the cursor: paths, losses, table."""
        del place  # of the run that is farthest; each runner has its own
        row = self.playback.cursor
        runners = [self._at(index, history.histories[index], row) for index in range(len(self.names))]
        if self.solid.shown:
            self.solid.set_runners(runners)
        else:
            self.picture.map.set_runners(runners)
            self._show_next(history, row)
        if self.is_turn(0):
            self.picture.loss.set_series(
                [
                    RaceSeries(
                        style=index,
                        name=name,
                        values=history["loss"],
                        length=len(history),
                        diverged=_has_diverged(history, row),
                        shown=runner.shown,
                        kept=history.kept,
                        keyed=runner.keyed,
                    )
                    for index, (name, history, runner) in enumerate(
                        zip(self.names, history.histories, runners, strict=True)
                    )
                ],
                row,
            )
            if history.stopped is not None:
                self.picture.loss.settle()
        if self.is_turn(1, 6):
            self.standings.draw()

    def _show_next(self, race: RaceHistory, row: int) -> None:
        """Show where the next step takes the runner selected, while it can be told from its path."""
        index = self.runners.selected
        if index >= len(self.raced.runners) or not self.runners.is_shown(index):
            self.picture.map.set_next([])
            return
        history = race.histories[index]
        step = next_step(self.raced.run_of(index), history, history.index_of(row))
        self.picture.map.set_next([] if step is None else [(index, *step)])

    def _at(self, index: int, history: History, row: int) -> MapRunner:
        return MapRunner(
            style=index,
            x=history["x"],
            y=history["y"],
            row=history.index_of(row),
            name=self.names[index],
            diverged=_has_diverged(history, row),
            shown=self.runners.is_shown(index),
            keyed=len(self.names) <= self._most_in_legends,
        )

    # ---- values

    def readouts(self, history: History, index: int) -> list[tuple[str, str]]:
        """Return where the runner selected is, with f, ∇f and how far the lowest minimum is."""
        row = history.row(index)
        values = [
            ("x", number_text(row["x"], 10)),
            ("y", number_text(row["y"], 10)),
            ("f(x, y)", number_text(row["loss"], 10)),
            ("‖∇f‖", number_text(math.hypot(row["grad_x"], row["grad_y"]), 6)),
        ]
        lowest = self.facts.lowest if self.facts is not None else None
        if lowest is not None:
            values.append(("f − f*", number_text(row["loss"] - lowest.value, 4)))
        return values

    def _table_row(self, index: int, digits: int) -> tuple[str, ...]:
        history = self.history_shown()
        row = history.row(index)
        return (
            number_text(history.step_at(index)),
            *(number_text(row[name], digits) for name in ("x", "y", "loss")),
            number_text(math.hypot(row["grad_x"], row["grad_y"]), min(digits, _SLOPE_DIGITS)),
        )

    def _hover_text(self, x: float, y: float) -> str:
        index = {"x": x, "y": y}
        lines = [f"f = {number_text(float(self.document.experiment.formula.numpy(index)), 5)}"]
        if self.facts is not None:
            slopes = ", ".join(number_text(float(part.numpy(index)), 4) for part in self.facts.gradient)
            lines.append(f"∇f = ({slopes})")
        return "\n".join(lines)

    # ---- refusals and language

    def show_refusal(self, path: str, sentence: str) -> bool:
        """Show a sentence beside the field of ``path``."""
        selected = f"runners[{self.runners.selected}]."
        if path.startswith(selected):
            path = path.removeprefix(selected)
            path = path if path.split(".")[0] in _OF_RUNNER else f"optimizer.{path}"
        return self.controls.show_refusal(path, sentence)

    def clear_refusals(self) -> None:
        """Take all sentences away."""
        self.controls.clear_refusals()

    def retranslate(self) -> None:
        """Show everything in the language of the window."""
        self.controls.set_catalogues(
            presets=[(preset.key, render(preset.title), render(preset.look_for)) for preset in presets_of(self.key)],
            functions=[(key, render(entry.title), render(entry.why)) for key, entry in SURFACES.items()],
            optimizers=optimizer_items(),
        )
        self.controls.descent.set_catalogues([], part_catalogues())
        self.values.table.set_columns([translate("surface", "epoch"), "x", "y", "f", "‖∇f‖"])
        self.names = names_of(self.raced)
        self.show_experiment(self.document.experiment)
        self.show_facts(self.facts)
        self.basins.draw()
        self.fair.say()
        self._draw_again()
        if self._active:
            self.standings.draw()

    @Slot(bool)
    def _active_changed(self, active: bool) -> None:
        """Go on with what was being computed, or compute nothing more."""
        if active:
            self.basins.follow()
            self.rates.follow()
        else:
            self.basins.stop()
            self.rates.stop()
            self.fair.stop()

    @Slot(QWidget)
    def save_picture(self, plot: QWidget) -> None:
        """Save the plot whose menu asked for it, with the names of all runners in its legend."""
        self._name_up_to(MAX_RUNNERS)
        try:
            super().save_picture(plot)
        finally:
            self._name_up_to(_MOST_IN_LEGENDS)

    def _name_up_to(self, most: int) -> None:
        """Name the runners in the legends where there are no more of them than this."""
        self._most_in_legends = most
        self._draw_again()

    def leave_out_switches(self) -> None:
        """Show of the picture only what can be printed, and name all runners in it."""
        super().leave_out_switches()
        self.picture.bar.hide()
        self._name_up_to(MAX_RUNNERS)

    def reset_views(self) -> None:
        """Show every plot as it first stood."""
        self.picture.reset_views()
        self.solid.reset_view()

    @Slot()
    def draw_again(self) -> None:
        """Draw the row at the cursor once more."""
        self._draw_again()


def _few(points: tuple[SurfacePoint, ...]) -> tuple[SurfacePoint, ...]:
    """Return as many points as leave the map to be seen: all, else the minima, else the lowest of these.

    Points along lines are drawn as these lines, and hide nothing.
    """
    lines = tuple(point for point in points if point.along != (0.0, 0.0))
    alone = tuple(point for point in points if point.along == (0.0, 0.0))
    if len(alone) <= _MOST_POINTS:
        return points
    minima = minima_of(alone)
    if len(minima) > _MOST_POINTS:
        lowest = min(point.value for point in minima)
        level = tuple(point for point in minima if math.isclose(point.value, lowest, rel_tol=1e-9, abs_tol=1e-9))
        minima = level[:_MOST_POINTS]
    return (*minima, *lines)


def _at_rate_of_function(runner: Runner, old: float, new: float) -> Runner:
    """Return a runner at another function's learning rate, where it was at that of the function before."""
    if runner.optimizer.learning_rate != old:
        return runner
    return replace(runner, optimizer=runner.optimizer.with_knob("learning_rate", new))


def _has_diverged(history: History, row: int) -> bool:
    """Tell whether the run had diverged by a row: its last row is shown then."""
    return history.stopped == "diverged" and row >= history.last


def _preset_key(experiment: Surface) -> str | None:
    return next((preset.key for preset in presets_of("surface") if preset.experiment == experiment), None)
