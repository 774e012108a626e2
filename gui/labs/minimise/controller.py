"""Joins the Minimise lab's view to the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QTimer, Slot

from gui.labs.minimise.view import MinimiseControls, MinimisePicture
from gui.look.text import render, translate
from gui.look.theme import theme
from gui.plots.base.map_items import MapRunner
from gui.run.catalogue_items import entry_items
from gui.run.descent_editor import DescentEditor
from gui.run.descent_lab import DescentLab
from gui.run.descent_shown import judgement_of, no_judgement
from gui.run.experiment_analysis import ExperimentAnalysis
from gui.run.pins import Pins
from gui.run.understood import show_understood
from model.analysis.next_step import is_followed, next_step
from model.analysis.stationary import lowest_minimum, stationary_points
from model.analysis.verdicts import is_plain, verdict
from model.catalogue.functions import FUNCTIONS, key_of
from model.experiment import Minimise
from model.labs import MINIMISE
from model.message import QT_TRANSLATE_NOOP, added_up, decimal_text, number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.run.descent_shown import DescentShown, Judgement
    from gui.run.lab_run import Services
    from gui.run.pins import PinAtCursor
    from model.analysis.stationary import StationaryPoint
    from model.analysis.verdicts import Verdict
    from model.descent.history import History
    from model.formula import Formula

_SAMPLES = 2_001
_STEP_DIGITS, _SLOPE_DIGITS = 3, 4
_MOST_AT_ONCE = 2**16
"""Rows compared in one frame: a few milliseconds."""
_COMPARES = "compares_derivatives"
"""The setting that says whether the derivatives are compared."""
_KINDS = {
    "minimum": QT_TRANSLATE_NOOP("minimise", "minimum at x = {x}"),
    "maximum": QT_TRANSLATE_NOOP("minimise", "maximum at x = {x}"),
    "inflection": QT_TRANSLATE_NOOP("minimise", "inflection at x = {x}"),
}


class FunctionAnalysis(NamedTuple):
    """The stationary points of a function in its domain, and its derivative."""

    stationary: tuple[StationaryPoint, ...]
    derivative: Formula
    derivative_latex: str

    @property
    def lowest(self) -> StationaryPoint | None:
        """The lowest minimum."""
        return lowest_minimum(self.stationary)


def _analysis_key(experiment: Minimise) -> object:
    """Return what the stationary points depend on."""
    return experiment.function, experiment.shown_domain()


def _analyse(experiment: Minimise) -> FunctionAnalysis:
    derivative = experiment.formula.derivative("x")
    points = stationary_points(experiment.formula, experiment.shown_domain())
    return FunctionAnalysis(points, derivative, derivative.latex())


class MinimiseLab(DescentLab[Minimise, MinimiseControls, MinimisePicture]):
    """Descent on a function of one variable, typed or from the catalogue."""

    key = MINIMISE
    dragged = "start"

    def __init__(self, services: Services) -> None:
        super().__init__(services, Minimise(), MinimiseControls(), MinimisePicture())
        self._difference_clock = QTimer(self, singleShot=True, interval=0)
        self._difference_clock.timeout.connect(self.run.draw)
        self._shown_index = 0
        self._drawn_function: tuple[str, tuple[float, float]] | None = None

    def join(self) -> None:
        """Make the parts between view and model."""
        run, engine = self.run, self._services.engine
        self.editor = DescentEditor(self.controls.descent, run, lambda: run.experiment)
        self.analysis = ExperimentAnalysis(run, _analysis_key, _analyse, engine)
        pins = self.picture.pins, self.picture.loss
        self.pins = Pins(run, *pins, self._judge, engine, unlike=self._unlike)
        self.pins.drawn.connect(self._draw_pins)
        self._connect()

    def _connect(self) -> None:
        run, controls, picture = self.run, self.controls, self.picture
        run.experimentShown.connect(self._show_experiment)
        run.historyChanged.connect(self._show_history)
        run.rowsReplaced.connect(picture.difference.forget)
        run.drawRequested.connect(self._draw)
        run.rowsDropped.connect(picture.clear_run)
        run.refusalChanged.connect(self._grey_derivative)
        self.analysis.changed.connect(self._show_analysis)
        controls.function.chosen.connect(self._function_chosen)
        controls.function.typed.connect(self._function_typed)
        controls.domainChanged.connect(self._domain_changed)
        for moved in (controls.start.changed, picture.curve.startDragged, picture.curve.startDropped):
            moved.connect(self._start_changed)
        picture.curve.startDropped.connect(self.document.end_gesture)
        picture.curve.set_hover_text(self._hover_text)
        picture.loss.cursorMoved.connect(run.playback.go_to)
        picture.fold.setChecked(self._services.settings.remembered(_COMPARES, False))
        picture.fold.toggled.connect(self._fold)

    @Slot(bool)
    def _fold(self, shown: bool) -> None:
        """Remember whether the derivatives are compared, and do so."""
        self._services.settings.remember(_COMPARES, shown)
        self.run.draw()

    # ---- changes

    @Slot(str)
    def _function_chosen(self, key: str) -> None:
        named = FUNCTIONS[key]
        self.run.propose(
            function=named.formula,
            start=(("x", named.start),),
            domain=None,
            epochs=named.epochs,
            optimizer=self.run.experiment.optimizer.with_knob("learning_rate", named.learning_rate),
        )
        self.run.playback.reset()

    @Slot(str)
    def _function_typed(self, text: str) -> None:
        if self.run.typed_formula(self.controls.function.formula, text, ("x",)) is not None:
            self.run.propose("function", function=text)

    @Slot(float)
    def _start_changed(self, x: float) -> None:
        self.run.propose("start", start=(("x", float(x)),))

    @Slot(float, float)
    def _domain_changed(self, low: float, high: float) -> None:
        self.run.propose("domain", domain=(low, high))

    # ---- showing

    @Slot(object)
    def _show_experiment(self, experiment: Minimise) -> None:
        """Put the experiment into the controls and draw the function, for which NumPy is enough."""
        domain = experiment.shown_domain()
        start = experiment.start_values()[0]
        self.controls.show_experiment(
            function=experiment.function,
            function_key=key_of(experiment.function, FUNCTIONS),
            start=start,
            domain=domain,
        )
        show_understood(self.controls.function.formula, experiment.formula)
        self.editor.show()
        if self._drawn_function != (experiment.function, domain):
            self._drawn_function = (experiment.function, domain)
            self._draw_function(experiment.formula, domain)
        self.picture.curve.set_start(start, float(experiment.formula.numpy({"x": start})))

    def _draw_function(self, formula: Formula, domain: tuple[float, float]) -> None:
        xs = np.linspace(*domain, _SAMPLES)
        ys = np.broadcast_to(np.asarray(formula.numpy({"x": xs}), dtype=float), xs.shape)
        self.picture.curve.set_function(xs, ys, domain, lambda x: np.asarray(formula.numpy({"x": x})))
        self.picture.curve.set_stationary([])

    @Slot(object)
    def _show_analysis(self, analysis: FunctionAnalysis | None) -> None:
        """Mark the stationary points and write the derivative."""
        if analysis is None:
            self.controls.derivative.set_latex("", "")
            self.picture.curve.set_stationary([])
            self.picture.loss.set_lowest(None)
            return
        marks = [
            (point.x, point.value, point.kind, render(_KINDS[point.kind].fill(x=number_text(point.x, 4))))
            for point in analysis.stationary
        ]
        self.picture.curve.set_stationary(marks)
        latex, spoken = f"f'(x) = {analysis.derivative_latex}", f"f′(x) = {analysis.derivative.pretty()}"
        self.controls.derivative.set_latex(latex, spoken)
        lowest = analysis.lowest
        gap = translate("minimise", "f(x) − lowest value")
        self.picture.loss.set_lowest(None if lowest is None else lowest.value, gap)

    @Slot()
    def _grey_derivative(self) -> None:
        """Grey what is not the derivative of the formula above it."""
        self.controls.derivative.setEnabled(not self.run.is_of_before)

    @Slot()
    def _show_history(self) -> None:
        """Forget what was drawn of the run before."""
        self.picture.difference.forget()
        self.picture.loss.reset_range(calm=self.document.in_gesture)
        self.picture.loss.set_expected(self.run.playback.last_row)

    @Slot()
    def _draw(self) -> None:
        """Draw trail, tangent, ghost and loss, and how far the derivative by hand is from autograd's."""
        shown = self.shown()
        if shown is None:
            return
        history, index, running = shown.history, shown.index, self.run.playback.running
        length, curve, loss = len(history), self.picture.curve, self.picture.loss
        xs, losses, slopes = history["x"][:length], history["loss"][:length], history["grad_x"][:length]
        curve.set_trail(xs, losses, index, moving=running)
        if index == self._shown_index + 1 and not running and not theme.reduced_motion:
            curve.glide()
        self._shown_index = index
        curve.set_tangent(float(xs[index]), float(losses[index]), float(slopes[index]))
        self._show_ghost(history, index)
        loss.set_history(losses, length, index, history.kept)
        if history.stopped is not None:
            loss.settle()
        self._show_difference(history, index)

    def _show_ghost(self, history: History, index: int) -> None:
        experiment = self.run.experiment
        step = next_step(experiment, history, index)
        if step is None:
            self.picture.curve.set_ghost(None, None, "")
            return
        (after,) = step
        with np.errstate(all="ignore"):
            height = float(experiment.formula.numpy({"x": after}))
        _, (change,) = added_up((float(history["x"][index]), after), _STEP_DIGITS)
        equal = " = −η·f′(x)" if is_plain(experiment) else ""
        self.picture.curve.set_ghost(after, height, f"Δx{equal} = {decimal_text(change)}")

    def _show_difference(self, history: History, index: int) -> None:
        plot, analysis = self.picture.difference, self.analysis.found
        if not self.picture.fold.isChecked():
            return
        if analysis is None:
            plot.set_waiting(translate("minimise", "working out the derivative …"))
            return
        done, end = plot.rows, min(index + 1, plot.rows + _MOST_AT_ONCE)
        if done < end:
            xs, automatic = history["x"][done:end], history["grad_x"][done:end]
            by_hand = np.broadcast_to(np.asarray(analysis.derivative.numpy({"x": xs}), dtype=float), xs.shape)
            plot.add(by_hand - automatic, np.abs(automatic))
        plot.set_reach(self.picture.loss.reached)
        plot.show_rows(min(index + 1, plot.rows), history.kept, behind=plot.rows <= index)
        if plot.rows <= index and not self.run.playback.running:
            self._difference_clock.start()

    def _unlike(self, experiment: Minimise) -> str:
        """Return why a run's values cannot be compared: it goes down another curve."""
        is_alike = experiment.function == self.run.experiment.function
        return "" if is_alike else translate("minimise", "a run on another function")

    @Slot(object)
    def _draw_pins(self, pins: Sequence[PinAtCursor[Minimise]]) -> None:
        """Draw the steps of pinned runs along the curve."""
        paths = [MapRunner(pin.style, pin.history["x"], pin.history["loss"], pin.index) for pin in pins]
        self.picture.curve.set_pinned(paths)

    # ---- what is said of the run

    def _judge(self, shown: DescentShown) -> Verdict:
        points = () if self.analysis.found is None else self.analysis.found.stationary
        return verdict(shown.descent, shown.history, shown.index, stationary=points)

    def verdict(self) -> Judgement:
        """Return the verdict on the run up to the cursor."""
        shown = self.shown()
        return no_judgement() if shown is None or self.run.playing is None else judgement_of(shown, self._judge)

    def what_to_watch(self) -> tuple[str, str]:
        """Say how steps follow from the slope, where they are the slope times a constant, else that one is drawn."""
        title = translate("minimise", "Descent Lab: see how gradient descent looks for a minimum, step by step.")
        if is_plain(self.run.experiment):
            return title, translate(
                "minimise",
                "Watch the point: each step goes against the slope, and is shorter where the curve is flatter.",
            )
        shown = self.shown()
        if shown is None or next_step(shown.descent, shown.history, shown.index) is None:
            return title, ""
        return title, translate("minimise", "Watch the point: the dotted line shows where its next step leads.")

    def cells(self, history: History, index: int, digits: int) -> tuple[str, ...]:
        """Return the cells of a row: its epoch, x, f, f′ and the update from it, which add up to the next row's x."""
        row = history.row(index)
        first = index - 1 if index and is_followed(history, index - 1) else index
        end = index + 1
        while end < index + 3 and is_followed(history, end - 1):
            end += 1
        values, changes = added_up(history["x"][first:end].tolist(), digits)
        here = index - first
        return (
            number_text(history.step_at(index)),
            decimal_text(values[here]),
            number_text(row["loss"], digits),
            number_text(row["grad_x"], min(digits, _SLOPE_DIGITS)),
            decimal_text(changes[here]) if here < len(changes) else "",
        )

    def readouts(self, shown: DescentShown) -> list[tuple[str, str]]:
        """Return x, f, f′ at the cursor and how far the lowest minimum is."""
        row = shown.history.row(shown.index)
        values = [
            ("x", number_text(row["x"], 10)),
            ("f(x)", number_text(row["loss"], 10)),
            ("f′(x)", number_text(row["grad_x"], 10)),
        ]
        best = None if self.analysis.found is None else self.analysis.found.lowest
        if best is not None:
            (at, x), (apart,) = added_up((best.x, row["x"]), 10)
            values[0] = ("x", decimal_text(x))
            values.append((translate("minimise", "x of the lowest minimum"), decimal_text(at)))
            values.append((translate("minimise", "x − x of that minimum"), decimal_text(apart)))
        return values

    def _hover_text(self, x: float) -> str:
        formula, analysis, shown = self.run.experiment.formula, self.analysis.found, self.shown()
        lines = [f"x = {number_text(x, 6)}", f"f(x) = {number_text(float(formula.numpy({'x': x})), 6)}"]
        if analysis is not None:
            lines.append(f"f′(x) = {number_text(float(analysis.derivative.numpy({'x': x})), 6)}")
        if shown is not None:
            visited = shown.history["x"][: shown.index + 1]
            nearest = int(np.argmin(np.abs(visited - x)))
            lines.append(
                translate("minimise", "nearest: epoch {k}, x = {x}").format(
                    k=number_text(shown.history.step_at(nearest)), x=number_text(float(visited[nearest]), 8)
                )
            )
        return "\n".join(lines)

    # ---- language

    def retranslate(self) -> None:
        """Show everything in the language of the window."""
        own, own_tip = translate("minimise", "Your own"), translate("minimise", "Type any function of x below")
        self.controls.function.set_functions(entry_items(FUNCTIONS), own, own_tip)
        self.values.page.table.set_columns(
            [translate("minimise", "epoch"), "x", "f(x)", "f′(x)", "Δx"],
            ["", "", "", "", translate("minimise", "Update Δx: how far this epoch's update moves x")],
        )
        self._show_experiment(self.run.experiment)
        self._show_analysis(self.analysis.found)
        self.run.draw()
