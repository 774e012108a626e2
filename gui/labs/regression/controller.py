"""Joins the Regression lab's view to the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Slot

from gui.labs.regression.data_source import DataSource
from gui.labs.regression.fit_readouts import fit_readouts
from gui.labs.regression.loss_plane import LossPlane
from gui.labs.regression.mouse import MouseEdits
from gui.labs.regression.pinned_fits import pinned_line
from gui.labs.regression.view import CSV, GIVEN, OWN_LOSS, OWN_POINTS, SEEDED, RegressionControls, RegressionPicture
from gui.look.text import render, translate
from gui.run.catalogue_items import (
    knob_items,
    loss_items,
    optimizer_items,
    optimizer_knobs,
    part_catalogues,
    part_items,
)
from gui.run.descent_lab import DescentLab
from gui.run.pins import Pins
from gui.widgets.fields.knob_panel import KnobItem
from model.analysis.regression import RegressionAnalysis, analysis_of, predicted
from model.catalogue.losses import LOSSES, loss_formula
from model.data.datasets import DATASETS
from model.data.points import CsvPoints, GeneratedPoints, GivenPoints, points_of
from model.experiment import LIMIT, LossChoice, Regression, Seeded
from model.experiment.presets import presets_of
from model.formula import FormulaError
from model.message import Refused, number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gui.run.judgement import Judgement
    from gui.run.pins import PinAtCursor
    from gui.run.services import Services
    from model.analysis.exact import Curvature
    from model.descent.history import History

__all__ = ["RegressionLab"]

_LINE_SAMPLES = 301


class RegressionLab(DescentLab):
    """A prediction, a line by default, fitted to points."""

    key = "regression"

    def __init__(self, services: Services) -> None:
        super().__init__(services, Regression())
        self.controls = RegressionControls()
        self.picture = RegressionPicture()
        self._drawn_points: object = None
        self._curvature: tuple[object, Curvature | None] = (None, None)
        self._curvature_asked: object = None
        services.engine.jobDone.connect(self._curvature_found)
        self._ends = (0.0, 1.0)
        self._judged: Judgement | None = None

    def build(self) -> Iterator[None]:
        """Fill controls and picture."""
        yield from super().build()
        yield from self.controls.build()
        yield
        yield from self.picture.build()
        yield
        engine = self._services.engine
        self.source = DataSource(self.controls, self._services, self)
        self.plane = LossPlane(self, engine)
        pins = self.picture.pins, self.picture.loss
        self.pins = Pins(self.run, *pins, self.judge, engine, original_units=self.original_units)
        self.pins.drawn.connect(self.draw_pins)
        self.mouse = MouseEdits(self)
        self._connect()

    def _connect(self) -> None:
        controls, picture = self.controls, self.picture
        controls.presetChosen.connect(self.preset_chosen)
        controls.pointsEdited.connect(self._points_edited)
        controls.standardiseToggled.connect(self._standardise_toggled)
        controls.predictionTyped.connect(self._prediction_typed)
        controls.lossChosen.connect(self._loss_chosen)
        controls.lossTyped.connect(self._loss_typed)
        controls.lossKnobChanged.connect(self._loss_knob_changed)
        controls.startKindChosen.connect(self._start_kind_chosen)
        controls.startSeedChanged.connect(self._start_seed_changed)
        controls.startValueChanged.connect(self._start_value_changed)
        controls.batchChanged.connect(self._batch_changed)
        controls.shuffleSeedChanged.connect(self._shuffle_seed_changed)
        controls.residualsChosen.connect(picture.scatter.set_residuals)
        controls.committed.connect(self.document.end_gesture)
        self.source.found.connect(self._data_found)
        self.connect_descent_controls(controls.descent)
        picture.loss.cursorMoved.connect(self._row_chosen)
        for plot in (picture.scatter, picture.loss, picture.plane):
            plot.pictureRequested.connect(self.save_picture)

    # ---- changes

    @Slot(object, str)
    def _data_found(self, data: object, gesture: str) -> None:
        self.propose(gesture or None, data=data)

    @Slot(object)
    def _points_edited(self, points: np.ndarray) -> None:
        self.propose(data=GivenPoints(points))

    @Slot(bool)
    def _standardise_toggled(self, on: bool) -> None:
        self.propose(standardise=on)

    @Slot(str)
    def _prediction_typed(self, text: str) -> None:
        formula = self.formula_in(self.controls.prediction, text, ("x",), parameters=True)
        if formula is None:
            return
        start = self.document.experiment.start
        if not isinstance(start, Seeded):
            old = dict(start)
            start = tuple((name, old.get(name, 0.0)) for name in formula.parameters)
        self.propose("prediction", prediction=text, start=start)

    @Slot(str)
    def _loss_chosen(self, key: str) -> None:
        old = self.document.experiment.loss
        if key == OWN_LOSS:
            text = LOSSES[old.name].formula if old.is_named and not old.knobs else old.name
            text = "mean((y - y_pred)^2)" if text in LOSSES else text
            self.propose(loss=LossChoice(text))
        else:
            self.propose(loss=LossChoice.of(key))

    @Slot(str)
    def _loss_typed(self, text: str) -> None:
        self.clear_refusals()
        try:
            loss_formula(text)
        except FormulaError as error:
            self.controls.loss_formula.set_error(render(error.message), error.column)
            return
        except Refused as refusal:
            self.controls.loss_formula.set_error(render(refusal.message), None)
            return
        self.propose("loss", loss=LossChoice(text))

    @Slot(str, object)
    def _loss_knob_changed(self, name: str, value: float) -> None:
        loss = self.document.experiment.loss
        self.propose(f"loss {name}", loss=LossChoice.of(loss.name, **{**dict(loss.knobs), name: value}))

    @Slot(str)
    def _start_kind_chosen(self, kind: str) -> None:
        experiment = self.document.experiment
        if kind == GIVEN:
            self.propose(start=tuple(zip(experiment.parameters, experiment.start_values(), strict=True)))
        else:
            self.propose(start=Seeded(0))

    @Slot(float)
    def _start_seed_changed(self, seed: float) -> None:
        self.propose("start seed", start=Seeded(int(seed)))

    @Slot(str, object)
    def _start_value_changed(self, name: str, value: float) -> None:
        self.set_start({name: value}, f"start {name}")

    def set_start(self, values: dict[str, float], gesture: str | None) -> None:
        """Propose another start for some of the parameters."""
        experiment = self.document.experiment
        old = dict(zip(experiment.parameters, experiment.start_values(), strict=True))
        start = tuple((name, float(values.get(name, old[name]))) for name in experiment.parameters)
        self.propose(gesture, start=start)

    @Slot(object)
    def _batch_changed(self, size: float | None) -> None:
        self.propose("batch", batch_size=None if size is None else int(size))

    @Slot(float)
    def _shuffle_seed_changed(self, seed: float) -> None:
        self.propose("shuffle", shuffle_seed=int(seed))

    def line_names(self) -> tuple[str, str] | None:
        """Return the names of slope and intercept where the prediction is a line."""
        return self.facts.line if self.facts is not None else None

    # ---- showing

    def show_experiment(self, experiment: Regression) -> None:
        """Put the experiment into the controls and draw the points."""
        points = points_of(experiment.data)
        controls = self.controls
        controls.preset.set_current(_preset_key(experiment))
        self._show_data(experiment, len(points))
        controls.prediction.set_text(experiment.prediction)
        controls.show_loss(experiment.loss.name if experiment.loss.is_named else OWN_LOSS, experiment.loss.name)
        controls.loss_knobs.set_items(self._loss_knobs(experiment))
        seed = experiment.start.seed if isinstance(experiment.start, Seeded) else 0
        controls.show_start(SEEDED if isinstance(experiment.start, Seeded) else GIVEN, seed)
        controls.start_values.set_items(
            [
                KnobItem(
                    name,
                    name,
                    translate("regression", "Start of {name}").format(name=name),
                    0.0,
                    value,
                    -LIMIT,
                    LIMIT,
                )
                for name, value in zip(experiment.parameters, experiment.start_values(), strict=True)
            ]
        )
        controls.batch.set_value(experiment.batch_size)
        controls.shuffle_seed.set_value(experiment.shuffle_seed)
        controls.descent.show_setting(experiment, optimizer_knobs(experiment.optimizer), part_items(experiment))
        self._draw_points(experiment, points)
        self.picture.show_plane(experiment.parameters)

    def _show_data(self, experiment: Regression, count: int) -> None:
        data, key = experiment.data, OWN_POINTS
        seeded, seed, columns = False, 0, None
        note = translate("regression", "points: {count}").format(count=number_text(count, 9))
        if isinstance(data, GeneratedPoints):
            key, seeded, seed = data.generator, DATASETS[data.generator].seeded, data.seed
            note = ""
        elif isinstance(data, CsvPoints):
            key = CSV
            columns = (self.source.column_names(data), data.x, data.y)
            name = data.path.replace("\\", "/").rsplit("/", 1)[-1]
            note = f"{name} · {note}"
            if data.problems:
                note += "\n" + self.source.problems_text(data.problems)
        self.controls.show_data(key, count=count, seed=seed, seeded=seeded, columns=columns, note=note)
        points = points_of(data)
        self.controls.table.set_points(points)

    def _loss_knobs(self, experiment: Regression) -> list[KnobItem]:
        if not experiment.loss.is_named:
            return []
        return knob_items(LOSSES[experiment.loss.name].knobs, experiment.loss.knobs)

    def _draw_points(self, experiment: Regression, points: np.ndarray) -> None:
        if self._drawn_points != experiment.data:
            self._drawn_points = experiment.data
            self.picture.scatter.set_points(points)
        if len(points):
            low, high = float(points[:, 0].min()), float(points[:, 0].max())
            margin = 0.05 * (high - low) or 1.0
            self._ends = (low - margin, high + margin)

    def last_row(self, experiment: Regression) -> int:
        """Return the last row: one row an update."""
        return experiment.epochs * experiment.updates_per_epoch()

    def facts_key(self, experiment: Regression) -> object:
        """Return what the exact answer, the Hessian and the contours depend on."""
        return (
            experiment.data,
            experiment.prediction,
            experiment.loss,
            experiment.standardise,
            experiment.batch_size,
        )

    def facts_job(self, experiment: Regression) -> Callable[[Any], RegressionAnalysis]:
        """Return the job that finds them."""
        return lambda _stop: analysis_of(experiment)

    def verdict_facts(self) -> dict[str, Any]:
        """Return the exact answer, where it is known."""
        if self.facts is None:
            return {}
        if self.facts.exact is not None:
            return {"exact": self.facts.exact}
        known_at, curvature = self._curvature
        return {"curvature": curvature if known_at == (self.playback.run, self.playback.cursor) else None}

    def _ask_curvature(self, history: History, index: int) -> None:
        """Where there is no exact answer the Hessian at the cursor tells a minimum from a saddle."""
        asked = (self.playback.run, self.playback.cursor)
        if self.facts is None or self.facts.exact is not None or self._curvature_asked == asked:
            return
        self._curvature_asked = asked
        experiment, values = self.document.experiment, history.row(index)

        def job(_stop: object) -> Curvature | None:
            from model.analysis.exact import local_hessian

            return local_hessian(experiment, values)

        self._services.engine.submit(job, (self.key, "curvature", asked))

    @Slot(object, object)
    def _curvature_found(self, tag: Any, result: Any) -> None:
        if tag[:2] == (self.key, "curvature"):
            self._curvature = (tag[2], result)
            self.timelineChanged.emit()

    def show_facts(self, facts: RegressionAnalysis | None) -> None:
        """Draw NumPy's line, the lowest loss, the contours and the stable learning rates."""
        experiment = self.document.experiment
        picture, controls = self.picture, self.controls
        if facts is None:
            picture.scatter.set_exact(None, None)
            picture.loss.set_minimum(None, "")
            controls.descent.rate.set_ranges([])
            controls.show_standardise(experiment.standardise, "")
            return
        exact = facts.exact
        if exact is not None:
            picture.scatter.set_exact(self._xs, self._predict(exact.descended))
            picture.loss.set_minimum(
                exact.loss,
                translate("regression", "exact minimum {loss}").format(loss=number_text(exact.loss, 6)),
            )
        else:
            picture.scatter.set_exact(None, None)
            picture.loss.set_minimum(None, "")
        self._show_stable_rates(facts)
        self.plane.show_facts(facts)
        note = ""
        if experiment.standardise:
            mean, deviation = facts.standardisation
            note = translate(
                "regression",
                "The descent works on z = (x − {mean}) / {deviation}; values are shown in both units.",
            ).format(mean=number_text(mean, 5), deviation=number_text(deviation, 5))
        controls.show_standardise(experiment.standardise, note)

    def show_same_facts(self, facts: RegressionAnalysis) -> None:
        """Draw the stable learning rates of another optimizer, and contours that hold another start."""
        self._show_stable_rates(facts)
        self.plane.show_facts(facts)

    def _show_stable_rates(self, facts: RegressionAnalysis) -> None:
        rate = self.controls.descent.rate
        experiment = self.document.experiment
        # A clipped run does not fly off.
        limit = None if experiment.clip is not None else facts.stable_learning_rate(experiment.optimizer)
        if limit is None:
            rate.set_ranges([])
            rate.set_marks([])
            return
        rate.set_ranges([(0.0, limit, "stable"), (limit, float("inf"), "unstable")])
        template = translate("regression", "stable below 2/λmax = {limit}")
        if experiment.schedule is not None:
            template = translate("regression", "a constant rate is stable below 2/λmax = {limit}")
        text = template.format(limit=number_text(limit, 5))
        rate.set_marks([(limit, text)])

    def show_history(self, history: History) -> None:
        """Draw the starting line of another run."""
        self.picture.loss.reset_range(calm=self.document.in_gesture)
        self.picture.loss.set_expected(self.playback.last_row)
        self.picture.loss.set_noisy(self.document.experiment.updates_per_epoch() > 1)
        self._name_columns()

    @property
    def _xs(self) -> np.ndarray:
        """Where predictions are drawn: a line by its ends."""
        return np.linspace(*self._ends, _LINE_SAMPLES if self.line_names() is None else 2)

    def _predict(self, values: dict[str, float]) -> np.ndarray:
        """Return the prediction at the sampled x, from parameters in the units descended in."""
        return predicted(self.document.experiment, values, self._xs)

    def judgement(self) -> Judgement:
        """Return what the run in the picture has come to at the cursor."""
        if self._judged is None or self.run.fits:
            self._judged = super().judgement()
        return self._judged

    def show_cursor(self, history: History, index: int) -> None:
        """Draw the line, the loss and the path up to ``index``."""
        names = self.document.experiment.parameters
        length = len(history)
        if not self.playback.running:
            self._ask_curvature(history, index)
        values = {name: float(history[name][index]) for name in names}
        start = {name: float(history[name][0]) for name in names}
        self.picture.scatter.set_line(self._xs, self._predict(values), self._original_line(values))
        self.picture.scatter.set_start_line(self._xs, self._predict(start), self._original_line(start))
        if self.is_turn(0):
            self.picture.loss.set_history(history["loss"][:length], length, index, history.kept)
            if history.stopped is not None:
                self.picture.loss.settle()
        if len(names) == 2 and self.picture.plane.isVisible() and self.is_turn(1):
            first, second = (history[name][: index + 1] for name in names)
            self.picture.plane.set_path(first, second, index)
            self.plane.follow(float(first[-1]), float(second[-1]))

    def _original_line(self, values: dict[str, float]) -> tuple[float, float] | None:
        names = self.line_names()
        if names is None:
            return None
        slope, intercept = (values[name] for name in names)
        if self.document.experiment.standardise:
            mean, deviation = self.facts.standardisation
            return slope / deviation, intercept - slope * mean / deviation
        return slope, intercept

    def draw_pins(self, pins: Sequence[PinAtCursor]) -> None:
        """Draw the predictions of pinned runs, and their paths where they are over the same two parameters."""
        self.picture.scatter.set_pinned([pinned_line(pin, self._ends) for pin in pins])
        if self.is_turn(1):
            self.plane.show_pins(pins)

    def original_units(self, values: dict[str, float]) -> dict[str, float]:
        """Return parameters in original units, as far as they are known."""
        return (self.facts.original(values) if self.facts is not None else None) or values

    # ---- values

    def readouts(self, history: History, index: int) -> list[tuple[str, str]]:
        """Return the parameters, loss, R², differences to NumPy, and the Hessian's numbers."""
        names = self.document.experiment.parameters
        values = {name: float(history[name][index]) for name in names}
        return fit_readouts(self.document.experiment, self.facts, values, float(history["loss"][index]))

    def _table_row(self, index: int, digits: int) -> tuple[str, ...]:
        history = self.history
        assert history is not None
        updates = self.document.experiment.updates_per_epoch()
        row = history.step_at(index)
        first = number_text(row // updates) if updates > 1 else number_text(row)
        values = (history[name][index] for name in (*history.parameters, "loss"))
        return (first, *(number_text(float(value), digits) for value in values))

    # ---- refusals and language

    def show_refusal(self, path: str, sentence: str) -> bool:
        """Show a sentence beside the field of ``path``."""
        return self.controls.show_refusal(path, sentence)

    def failing_field(self) -> str:
        """Return the field beside which a run that cannot start says so."""
        return "start" if len(points_of(self.document.experiment.data)) else "data"

    def clear_refusals(self) -> None:
        """Take all sentences away."""
        self.controls.clear_refusals()

    def retranslate(self) -> None:
        """Show everything in the language of the window."""
        controls = self.controls
        controls.preset.set_items(
            [(preset.key, render(preset.title), render(preset.look_for)) for preset in presets_of(self.key)]
        )
        controls.data.set_items(
            [
                *((key, render(entry.title), render(entry.why)) for key, entry in DATASETS.items()),
                (OWN_POINTS, translate("regression", "Your own points"), ""),
                (CSV, translate("regression", "CSV file"), ""),
            ]
        )
        own = (OWN_LOSS, translate("regression", "Your own formula"), "")
        controls.loss.set_items([*loss_items(), own])
        controls.descent.set_catalogues(optimizer_items(), part_catalogues())
        self.show_experiment(self.document.experiment)
        self.show_facts(self.facts)
        self._name_columns()
        self._draw_again()

    def _name_columns(self) -> None:
        names = self.document.experiment.parameters
        self.values.table.set_columns([translate("regression", "epoch"), *names, translate("regression", "loss")])

    def reset_views(self) -> None:
        """Show every plot as it first stood."""
        self.picture.reset_views()


def _preset_key(experiment: Regression) -> str | None:
    return next((preset.key for preset in presets_of("regression") if preset.experiment == experiment), None)
