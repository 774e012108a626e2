"""Joins the Minimise lab's view to the model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from PySide6.QtCore import QTimer, Slot

from gui.labs.minimise.view import MinimiseControls, MinimisePicture
from gui.look.text import render, translate
from gui.look.theme import theme
from gui.plots.base.map_items import MapRunner
from gui.run.catalogue_items import optimizer_items, optimizer_knobs, part_catalogues, part_items
from gui.run.descent_lab import DescentLab
from gui.run.pins import Pins
from model.analysis.next_step import is_followed, next_step
from model.analysis.stationary import lowest_minimum, stationary_points
from model.analysis.verdicts import is_plain
from model.catalogue.functions import FUNCTIONS, catalogue_key
from model.experiment import Minimise
from model.experiment.presets import presets_of
from model.message import QT_TRANSLATE_NOOP, number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gui.run.lab import Services
    from gui.run.pins import PinAtCursor
    from model.analysis.stationary import StationaryPoint
    from model.descent.history import History
    from model.formula import Formula

__all__ = ["MinimiseLab"]

_SAMPLES = 2_001
_STEP_DIGITS, _SLOPE_DIGITS = 2, 3
_MOST_AT_ONCE = 2**17
"""Rows compared in one frame: a few milliseconds."""
_KINDS = {
    "minimum": QT_TRANSLATE_NOOP("minimise", "minimum {x}"),
    "maximum": QT_TRANSLATE_NOOP("minimise", "maximum {x}"),
    "inflection": QT_TRANSLATE_NOOP("minimise", "inflection {x}"),
}


class Facts(NamedTuple):
    """What analysis finds of a function in its domain."""

    stationary: tuple[StationaryPoint, ...]
    derivative: Formula
    derivative_latex: str


class MinimiseLab(DescentLab):
    """Descent on a function of one variable, typed or from the catalogue."""

    key = "minimise"

    def __init__(self, services: Services) -> None:
        super().__init__(services, Minimise())
        self.controls = MinimiseControls()
        self.picture = MinimisePicture()
        self._difference_clock = QTimer(self)
        self._difference_clock.setSingleShot(True)
        self._difference_clock.timeout.connect(self._draw_again)
        self._shown_place = 0
        self._drawn_function: tuple[str, tuple[float, float]] | None = None

    def build(self) -> Iterator[None]:
        """Fill controls and picture."""
        yield from super().build()
        yield from self.controls.build()
        yield
        yield from self.picture.build()
        yield
        self.pins = Pins(self, self.picture.pins, self.picture.loss, self._services.engine)
        self._connect()

    def _connect(self) -> None:
        controls, picture = self.controls, self.picture
        controls.presetChosen.connect(self.preset_chosen)
        controls.functionChosen.connect(self._function_chosen)
        controls.functionTyped.connect(self._function_typed)
        controls.startChanged.connect(self._start_changed)
        controls.domainChanged.connect(self._domain_changed)
        controls.committed.connect(self.document.end_gesture)
        self.connect_descent_controls(controls.descent)
        self.pins.changed.connect(self._draw_again)
        picture.curve.startDragged.connect(self._start_changed)
        picture.curve.startDropped.connect(self._start_dropped)
        picture.curve.set_hover_text(self._hover_text)
        picture.loss.cursorMoved.connect(self._row_chosen)
        for plot in (picture.curve, picture.loss, picture.difference):
            plot.pictureRequested.connect(self.save_picture)

    # ---- changes

    @Slot(str)
    def _function_chosen(self, key: str) -> None:
        named = FUNCTIONS[key]
        optimizer = self.document.experiment.optimizer.with_knob("learning_rate", named.learning_rate)
        self.propose(
            function=named.formula,
            start=(("x", named.start),),
            domain=None,
            epochs=named.epochs,
            optimizer=optimizer,
        )
        self.playback.reset()

    @Slot(str)
    def _function_typed(self, text: str) -> None:
        if self.formula_in(self.controls.function.formula, text, ("x",)) is not None:
            self.propose("function", function=text)

    @Slot(float)
    def _start_changed(self, x: float) -> None:
        self.propose("start", start=(("x", float(x)),))

    @Slot(float)
    def _start_dropped(self, x: float) -> None:
        self._start_changed(x)
        self.document.end_gesture()

    @Slot(float, float)
    def _domain_changed(self, low: float, high: float) -> None:
        self.propose("domain", domain=(low, high))

    # ---- showing

    def show_experiment(self, experiment: Minimise) -> None:
        """Put the experiment into the controls and draw the function, for which NumPy is enough."""
        domain = experiment.shown_domain()
        start = experiment.start_values()[0]
        self.controls.show_experiment(
            function=experiment.function,
            function_key=catalogue_key(experiment.function),
            preset_key=_preset_key(experiment),
            start=start,
            domain=domain,
        )
        self.controls.descent.show_setting(experiment, optimizer_knobs(experiment.optimizer), part_items(experiment))
        if self._drawn_function != (experiment.function, domain):
            self._drawn_function = (experiment.function, domain)
            self._draw_function(experiment.formula, domain)
        self.picture.curve.set_start(start, float(experiment.formula.numpy({"x": start})))

    def _draw_function(self, formula: Formula, domain: tuple[float, float]) -> None:
        xs = np.linspace(*domain, _SAMPLES)
        ys = np.broadcast_to(np.asarray(formula.numpy({"x": xs}), dtype=float), xs.shape)
        self.picture.curve.set_function(xs, ys, domain, lambda x: np.asarray(formula.numpy({"x": x})))
        self.picture.curve.set_stationary([])

    def last_row(self, experiment: Minimise) -> int:
        """Return the last row: one row an epoch."""
        return experiment.epochs

    def facts_key(self, experiment: Minimise) -> object:
        """Return the function and its domain: stationary points depend on nothing else."""
        return (experiment.function, experiment.shown_domain())

    def facts_job(self, experiment: Minimise) -> Callable[[Any], Facts]:
        """Return the job that finds stationary points and the symbolic derivative."""
        formula, domain = experiment.formula, experiment.shown_domain()

        def job(_stop: object) -> Facts:
            derivative = formula.derivative("x")
            return Facts(stationary_points(formula, domain), derivative, derivative.latex())

        return job

    def verdict_facts(self) -> dict[str, Any]:
        """Return the stationary points, where they are known."""
        return {"stationary": self.facts.stationary if self.facts else ()}

    def show_facts(self, facts: Facts | None) -> None:
        """Mark the stationary points and write the derivative."""
        if facts is None:
            self.controls.set_derivative("", "")
            self.picture.curve.set_stationary([])
            self.picture.loss.set_lowest(None)
            return
        marks = [
            (point.x, point.value, point.kind, render(_KINDS[point.kind].fill(x=number_text(point.x, 4))))
            for point in facts.stationary
        ]
        self.picture.curve.set_stationary(marks)
        self.controls.set_derivative(f"f'(x) = {facts.derivative_latex}", f"f′(x) = {facts.derivative.pretty()}")
        lowest = lowest_minimum(facts.stationary)
        gap = translate("minimise", "f(x) − minimum")
        self.picture.loss.set_lowest(None if lowest is None else lowest.value, gap)

    def show_history(self, history: History) -> None:
        """Forget what was drawn of the run before."""
        self.picture.difference.forget()
        self.picture.loss.reset_range(calm=self.document.in_gesture)
        self.picture.loss.set_expected(self.playback.last_row)

    def places_changed(self) -> None:
        """Forget what was worked out by index."""
        super().places_changed()
        self.picture.difference.forget()

    def show_cursor(self, history: History, index: int) -> None:
        """Draw trail, tangent, ghost and loss, and how far the derivative by hand is from autograd's."""
        length = len(history)
        xs, losses, slopes = history["x"][:length], history["loss"][:length], history["grad_x"][:length]
        x, y, slope = float(xs[index]), float(losses[index]), float(slopes[index])
        self.picture.curve.set_trail(xs, losses, index, moving=self.playback.running)
        if index == self._shown_place + 1 and not self.playback.running and not theme.reduced_motion:
            self.picture.curve.glide()
        self._shown_place = index
        self.picture.curve.set_tangent(x, y, slope)
        self._show_ghost(history, index, x)
        if self.is_turn(0):
            self.picture.loss.set_history(losses, length, index, history.kept)
            if history.stopped is not None:
                self.picture.loss.settle()
        if self.is_turn(1):
            self._show_difference(history, index)

    def _show_ghost(self, history: History, index: int, x: float) -> None:
        experiment = self.document.experiment
        step = next_step(experiment, history, index)
        if step is None:
            self.picture.curve.set_ghost(None, None, "")
            return
        (after,) = step
        with np.errstate(all="ignore"):
            height = float(experiment.formula.numpy({"x": after}))
        plain = translate("minimise", "−η·f′(x) = {step}")
        label = plain if is_plain(experiment) else translate("minimise", "step {step}")
        self.picture.curve.set_ghost(after, height, label.format(step=number_text(after - x, 3)))

    def _show_difference(self, history: History, index: int) -> None:
        if self.facts is None:
            self.picture.difference.set_waiting(translate("minimise", "working out the derivative …"))
            return
        plot = self.picture.difference
        done, end = plot.rows, min(index + 1, plot.rows + _MOST_AT_ONCE)
        if done < end:
            xs, automatic = history["x"][done:end], history["grad_x"][done:end]
            by_hand = np.broadcast_to(np.asarray(self.facts.derivative.numpy({"x": xs}), dtype=float), xs.shape)
            plot.add(by_hand - automatic, np.abs(automatic))
        plot.show_rows(min(index + 1, plot.rows), history.kept)
        if plot.rows <= index and not self.playback.running:
            self._difference_clock.start(0)

    def is_comparable(self, experiment: Minimise) -> bool:
        """Tell whether the run went down the same curve."""
        return experiment.function == self.document.experiment.function

    def draw_pins(self, pins: Sequence[PinAtCursor]) -> None:
        """Draw the steps of pinned runs along the curve."""
        paths = [MapRunner(pin.style, pin.history["x"], pin.history["loss"], pin.index) for pin in pins]
        self.picture.curve.set_pinned(paths)

    # ---- values

    def readouts(self, history: History, index: int) -> list[tuple[str, str]]:
        """Return x, f, f′ here and how far the nearest minimum is."""
        x = float(history["x"][index])
        values = [
            ("x", number_text(x, 10)),
            ("f(x)", number_text(float(history["loss"][index]), 10)),
            ("f′(x)", number_text(float(history["grad_x"][index]), 10)),
        ]
        if self.facts is not None:
            best = lowest_minimum(self.facts.stationary)
            if best is not None:
                values.append((translate("minimise", "lowest minimum"), number_text(best.x, 10)))
                values.append((translate("minimise", "x − minimum"), number_text(x - best.x, 4)))
        return values

    def _table_row(self, index: int, digits: int) -> tuple[str, ...]:
        history = self.history
        assert history is not None
        x, loss, slope = (float(history[name][index]) for name in ("x", "loss", "grad_x"))
        step = number_text(float(history["x"][index + 1]) - x, _STEP_DIGITS) if is_followed(history, index) else ""
        return (
            number_text(history.step_at(index)),
            number_text(x, digits),
            number_text(loss, digits),
            number_text(slope, min(digits, _SLOPE_DIGITS)),
            step,
        )

    def _hover_text(self, x: float) -> str:
        formula = self.document.experiment.formula
        lines = [f"x = {number_text(x, 6)}", f"f(x) = {number_text(float(formula.numpy({'x': x})), 6)}"]
        if self.facts is not None:
            lines.append(f"f′(x) = {number_text(float(self.facts.derivative.numpy({'x': x})), 6)}")
        history = self.history
        if history is not None:
            visited = history["x"][: self.playback.index + 1]
            nearest = int(np.argmin(np.abs(visited - x)))
            lines.append(
                translate("minimise", "nearest: epoch {k}, x = {x}").format(
                    k=number_text(history.step_at(nearest)), x=number_text(float(visited[nearest]), 8)
                )
            )
        return "\n".join(lines)

    # ---- refusals and language

    def show_refusal(self, path: str, sentence: str) -> bool:
        """Show a sentence beside the field of ``path``."""
        return self.controls.show_refusal(path, sentence)

    def clear_refusals(self) -> None:
        """Take all sentences away."""
        self.controls.clear_refusals()

    def retranslate(self) -> None:
        """Show everything in the language of the window."""
        self.controls.set_catalogues(
            presets=[(preset.key, render(preset.title), render(preset.look_for)) for preset in presets_of(self.key)],
            functions=[(key, render(entry.title), render(entry.why)) for key, entry in FUNCTIONS.items()],
        )
        self.controls.descent.set_catalogues(optimizer_items(), part_catalogues())
        self.pins.name_runs()
        self.values.table.set_columns(
            [translate("minimise", "epoch"), "x", "f(x)", "f′(x)", translate("minimise", "step")]
        )
        self.show_experiment(self.document.experiment)
        self.show_facts(self.facts)
        self._draw_again()

    def reset_views(self) -> None:
        """Show every plot as it first stood."""
        self.picture.reset_views()


def _preset_key(experiment: Minimise) -> str | None:
    for preset in presets_of("minimise"):
        if preset.experiment == replace(experiment, function=preset.experiment.function) and catalogue_key(
            experiment.function
        ) == catalogue_key(preset.experiment.function):
            return preset.key
    return None
