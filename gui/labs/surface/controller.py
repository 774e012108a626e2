"""Joins the Surface lab's view to the model."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot

from gui.labs.surface.analysis import analyse, analysis_key
from gui.labs.surface.background import Background
from gui.labs.surface.basins import BasinsOnMap
from gui.labs.surface.drawn_race import DrawnRace
from gui.labs.surface.leaderboard import Leaderboard
from gui.labs.surface.map_bar import BASINS, HEIGHTS, SPEEDS
from gui.labs.surface.rate_scan import RunnerRateScan
from gui.labs.surface.runners import Runners
from gui.labs.surface.tuning import RaceTuning
from gui.labs.surface.view import SurfaceControls, SurfacePicture
from gui.look.text import translate
from gui.plots.base.map_items import MapPoint
from gui.run.catalogue_items import entry_items
from gui.run.descent_editor import DescentEditor
from gui.run.descent_lab import DescentLab
from gui.run.descent_shown import DescentShown, no_judgement
from gui.run.experiment_analysis import ExperimentAnalysis
from gui.run.understood import show_understood
from model.analysis.surface_points import minima_of
from model.catalogue.functions import key_of
from model.catalogue.optimizers import OPTIMIZERS
from model.catalogue.surfaces import SURFACES
from model.experiment import STEP_PARTS, Surface
from model.labs import SURFACE
from model.message import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gui.labs.surface.analysis import SurfaceAnalysis
    from gui.run.descent_shown import Judgement
    from gui.run.lab_run import Services
    from model.analysis.surface_points import SurfacePoint
    from model.descent.history import History
    from model.experiment import Runner

_MOST_POINTS = 32
"""More marks than these hide the map."""
_SLOPE_DIGITS = 3
_MARKS = {"valley": "minimum", "ridge": "maximum"}
"""Points of a curve of stationary points are marked as what the curve is made of."""


class SurfaceLab(DescentLab[Surface, SurfaceControls, SurfacePicture]):
    """Up to eight optimizers race on a function of two variables, from one start."""

    key = SURFACE
    dragged = "start"

    def __init__(self, services: Services) -> None:
        super().__init__(services, Surface(), SurfaceControls(), SurfacePicture())

    def build(self) -> Iterator[None]:
        """Make the lab, and at last the cards of its runners."""
        yield from super().build()
        yield
        self.runners.show()

    def join(self) -> None:
        """Make the parts between view and model."""
        run, engine, controls, picture = self.run, self._services.engine, self.controls, self.picture
        self.analysis = analysis = ExperimentAnalysis(run, analysis_key, analyse, engine)
        self.tuning = RaceTuning(run, engine, controls, analysis)
        self.runners = runners = Runners(run, controls.runners, self.tuning.notes)
        self.editor = DescentEditor(controls.descent, run, runners.descent, runners.change)
        self.background = Background(run, engine, picture.map, analysis)
        self.basins = BasinsOnMap(run, engine, picture, runners, analysis)
        self.rate_scan = RunnerRateScan(run, engine, controls, picture.map, runners, analysis)
        self.race = DrawnRace(run, runners, picture)
        self.leaderboard = Leaderboard(run, self._services, picture.table, controls.goal, self.race, runners, analysis)
        self._connect()

    def _connect(self) -> None:
        run, controls, picture = self.run, self.controls, self.picture
        run.experimentShown.connect(self._show_experiment)
        self.analysis.changed.connect(self._show_analysis)
        controls.function.chosen.connect(self._function_chosen)
        controls.function.typed.connect(self._function_typed)
        controls.domainChanged.connect(self._domain_changed)
        for changed in (controls.goal.changed, self.tuning.notesChanged):
            changed.connect(self.runners.show)
        self.runners.selectionChanged.connect(self._selection_changed)
        picture.said.connect(self.said)
        self.background.changed.connect(picture.set_heights)
        for moved in (controls.startChanged, picture.map.startDragged, picture.map.startDropped):
            moved.connect(self._start_changed)
        picture.map.startDropped.connect(self.document.end_gesture)
        picture.map.set_hover_text(self._hover_text)
        picture.bar.arrowsToggled.connect(self.background.set_arrows)
        picture.loss.cursorMoved.connect(run.playback.go_to)
        picture.table.rowActivated.connect(self.runners.select)
        picture.pictureRequested.connect(self.take_picture)

    # ---- changes

    @Slot(str)
    def _function_chosen(self, key: str) -> None:
        """Race the same rules on another function, from its own start."""
        experiment, named = self.run.experiment, SURFACES[key]
        before, runners = key_of(experiment.function, SURFACES), experiment.runners
        if before is not None:
            rates = SURFACES[before].learning_rate, named.learning_rate
            runners = tuple(_at_rate_of_function(runner, *rates) for runner in runners)
        self.document.end_gesture()
        self.run.propose(
            function=named.formula,
            start=tuple(zip(("x", "y"), named.start, strict=True)),
            domain=None,
            epochs=named.epochs,
            runners=runners,
        )
        self.run.playback.reset()

    @Slot(str)
    def _function_typed(self, text: str) -> None:
        if self.run.typed_formula(self.controls.function.formula, text, Surface.parameters) is not None:
            self.run.propose("function", function=text)

    @Slot(float, float)
    def _start_changed(self, x: float, y: float) -> None:
        self.run.propose("start", start=(("x", float(x)), ("y", float(y))))

    @Slot(float, float, float, float)
    def _domain_changed(self, x0: float, x1: float, y0: float, y1: float) -> None:
        self.run.propose("domain", domain=((x0, x1), (y0, y1)))

    # ---- the runner selected

    def shown(self) -> DescentShown | None:
        """Return the descent of the runner selected, at the cursor; None before there is one."""
        if self.run.rows is None:
            return None
        histories = self.run.rows.histories
        history = histories[min(self.runners.selected, len(histories) - 1)]
        return DescentShown(self.runners.descent(), history, history.index_of(self.run.playback.cursor))

    def line_key(self, phase: str) -> str:
        """Return what the listing calls a phase of the runner selected."""
        return f"runners[{self.runners.selected}].{phase}"

    @Slot()
    def _selection_changed(self) -> None:
        self._show_runner()
        self.picture.table.set_selected(self.runners.selected)
        self.values.forget()
        self.run.draw()
        self.timelineChanged.emit()

    def _show_runner(self) -> None:
        self.editor.show()
        self.controls.show_selected(self.runners.name)
        assert self.explanation is not None
        for heading in (self.values.page.runner, self.explanation.page.runner):
            heading.show_runner(self.runners.selected, self.runners.name)

    # ---- showing

    @Slot(object)
    def _show_experiment(self, experiment: Surface) -> None:
        """Put the experiment into the controls, for which NumPy is enough."""
        start = experiment.start_values()
        self.controls.show_experiment(
            function=experiment.function,
            function_key=key_of(experiment.function, SURFACES),
            numbers=(*start, *chain(*experiment.shown_domain())),
        )
        show_understood(self.controls.function.formula, experiment.formula)
        self._show_runner()
        if self.analysis.found is None:
            self._mark(())
        self.picture.map.set_start(*start)

    @Slot(object)
    def _show_analysis(self, analysis: SurfaceAnalysis | None) -> None:
        """Mark the stationary points, and measure losses from the lowest value."""
        picture = self.picture
        if analysis is None:
            self._mark(())
            picture.map.set_note("")
            picture.loss.set_lowest(None)
            return
        points = _few(analysis.points)
        self._mark(points)
        few = translate("surface", "{shown} of {count} points marked")
        shown, count = (number_text(sum(not _on_line(point) for point in some)) for some in (points, analysis.points))
        picture.map.set_note(few.format(shown=shown, count=count) if len(points) < len(analysis.points) else "")
        lowest = analysis.lowest
        picture.loss.set_lowest(None if lowest is None else lowest.value, translate("surface", "f − f*"))

    def _mark(self, points: Sequence[SurfacePoint]) -> None:
        marks = [MapPoint(point.x, point.y, _MARKS.get(point.kind, point.kind), along=point.along) for point in points]
        self.picture.set_points(marks)

    def choices(self) -> dict[str, Any]:
        """Return which runner is selected, which are hidden, and what the map shows besides."""
        bar, runners = self.picture.bar, self.runners
        found = {
            "runner": runners.selected,
            "hidden": runners.hidden,
            "colours": bar.colours.current() if bar.colours.current() != HEIGHTS else "",
            "arrows": bar.arrows.isChecked(),
            "space": bar.surface_3d.isChecked(),
            "camera": self.picture.camera,
        }
        return {name: chosen for name, chosen in found.items() if chosen}

    def show_choices(self, choices: Mapping[str, Any]) -> None:
        """Show all that as before."""
        bar, colours = self.picture.bar, choices.get("colours", HEIGHTS)
        self.runners.choose(int(choices.get("runner", 0)), [int(index) for index in choices.get("hidden", [])])
        if colours in (HEIGHTS, BASINS, SPEEDS) and colours != bar.colours.current():
            bar.colours.set_current(colours)
            bar.coloursChosen.emit(colours)
        bar.arrows.setChecked(bool(choices.get("arrows")))
        self.picture.camera = list(choices.get("camera", []))
        bar.surface_3d.setChecked(bool(choices.get("space")))

    # ---- what is said of the run

    def verdict(self) -> Judgement:
        """Return what the race has come to at the cursor."""
        return no_judgement() if self.run.playing is None else self.leaderboard.judgement()

    def what_to_watch(self) -> tuple[str, str]:
        """Say what the runners of a race have in common."""
        title = translate("surface", "See optimizers race over a function of two variables.")
        if len(self.run.experiment.runners) == 1:
            return title, ""
        return title, translate(
            "surface", "Watch the paths: all runners start at the same point, and each takes its own steps."
        )

    def kind(self) -> str:
        """Return the kind of the verdict on the runner selected."""
        return self.leaderboard.kind_of_selected()

    def remedies(self) -> list[tuple[str, str]]:
        """Return what would help the runner selected."""
        name = self.runners.name
        if len(self.run.experiment.runners) == 1:  # its verdict has the name already
            return super().remedies()
        named = translate("surface", "{name}: {verdict}")
        return [(title, named.format(name=name, verdict=effect)) for title, effect in super().remedies()]

    def change(self, changes: Mapping[str, Any]) -> None:
        """Propose the runner selected with another optimizer, or the race with another start or more epochs."""
        if changes.keys() & {"optimizer", *STEP_PARTS}:
            self.runners.change(**changes)
        else:
            self.run.propose(**changes)

    def cells(self, history: History, index: int, digits: int) -> tuple[str, ...]:
        """Return the cells of a row: its epoch, x, y, f and the norm of the gradient."""
        row = history.row(index)
        return (
            number_text(history.step_at(index)),
            *(number_text(row[name], digits) for name in ("x", "y", "loss")),
            number_text(math.hypot(row["grad_x"], row["grad_y"]), min(digits, _SLOPE_DIGITS)),
        )

    def readouts(self, shown: DescentShown) -> list[tuple[str, str]]:
        """Return where the runner selected is, with f, ∇f and how far the lowest minimum is."""
        row = shown.history.row(shown.index)
        values = [
            ("x", number_text(row["x"], 10)),
            ("y", number_text(row["y"], 10)),
            ("f(x, y)", number_text(row["loss"], 10)),
            (translate("surface", "gradient norm ‖∇f‖"), number_text(math.hypot(row["grad_x"], row["grad_y"]), 6)),
        ]
        lowest = None if self.analysis.found is None else self.analysis.found.lowest
        if lowest is not None:
            values.append(("f − f*", number_text(row["loss"] - lowest.value, 4)))
        return values

    def _hover_text(self, x: float, y: float) -> str:
        at = {"x": x, "y": y}
        lines = [f"f = {number_text(float(self.run.experiment.formula.numpy(at)), 5)}"]
        if self.analysis.found is not None:
            slopes = ", ".join(number_text(float(part.numpy(at)), 4) for part in self.analysis.found.gradient)
            lines.append(f"∇f = ({slopes})")
        return "\n".join(lines)

    # ---- language

    def retranslate(self) -> None:
        """Show everything in the language of the window."""
        own, own_tip = translate("surface", "Your own"), translate("surface", "Type any function of x and y below")
        self.controls.function.set_functions(entry_items(SURFACES), own, own_tip)
        self.controls.runners.set_optimizers(entry_items(OPTIMIZERS))
        self.values.page.table.set_columns([translate("surface", "epoch"), "x", "y", "f", "‖∇f‖"])
        self.race.rename()
        self.runners.show()
        self._show_experiment(self.run.experiment)
        self._show_analysis(self.analysis.found)
        self.basins.draw()
        self.tuning.say()
        self.run.draw()
        self.leaderboard.draw()

    # ---- pictures

    def leave_out_switches(self) -> None:
        """Show of the picture only what can be printed."""
        super().leave_out_switches()
        self.picture.bar.hide()


def _on_line(point: SurfacePoint) -> bool:
    """Tell whether a point is one of a line of stationary points."""
    return point.along != (0.0, 0.0)


def _few(points: tuple[SurfacePoint, ...]) -> tuple[SurfacePoint, ...]:
    """Return as many points as leave the map to be seen: all, else the minima, else the lowest of these.

    Points along lines are drawn as these lines, and hide nothing.
    """
    alone = tuple(point for point in points if not _on_line(point))
    if len(alone) <= _MOST_POINTS:
        return points
    minima = minima_of(alone)
    if len(minima) > _MOST_POINTS:
        lowest = min(point.value for point in minima)
        level = tuple(point for point in minima if math.isclose(point.value, lowest, rel_tol=1e-9, abs_tol=1e-9))
        minima = level[:_MOST_POINTS]
    return (*minima, *(point for point in points if _on_line(point)))


def _at_rate_of_function(runner: Runner, old: float, new: float) -> Runner:
    """Return a runner at another function's learning rate, where it was at that of the function before."""
    if runner.optimizer.learning_rate != old:
        return runner
    return replace(runner, optimizer=runner.optimizer.with_knob("learning_rate", new))
