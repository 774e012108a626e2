"""Joins the Regression lab's view to the model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Slot

from gui.labs.regression.data_source import DataSource
from gui.labs.regression.fit_editor import FitEditor
from gui.labs.regression.fit_readouts import fit_readouts
from gui.labs.regression.local_curvature import LocalCurvature
from gui.labs.regression.loss_plane import LossPlane
from gui.labs.regression.mouse import MouseEdits
from gui.labs.regression.pinned_fits import pinned_line, squared_error
from gui.labs.regression.view import CSV, OWN_LOSS, OWN_POINTS, RegressionControls, RegressionPicture
from gui.look.text import translate
from gui.plots.curves.scatter import RESIDUALS
from gui.run.catalogue_items import entry_items
from gui.run.descent_editor import DescentEditor
from gui.run.descent_lab import DescentLab
from gui.run.descent_shown import judgement_of, no_judgement
from gui.run.experiment_analysis import ExperimentAnalysis
from gui.run.pins import Pins
from model.analysis.fit_analysis import analysis_of, predicted
from model.analysis.verdicts import verdict
from model.catalogue.losses import LOSSES
from model.data.datasets import DATASETS
from model.data.points import names_of, points_of
from model.experiment import Regression
from model.formula.latex import name_text
from model.labs import REGRESSION
from model.message import number_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from gui.run.descent_shown import DescentShown, Judgement
    from gui.run.lab_run import Services
    from gui.run.pins import PinAtCursor
    from model.analysis.fit_analysis import RegressionAnalysis
    from model.analysis.verdicts import Verdict
    from model.data.points import Data
    from model.descent.history import History

_LINE_SAMPLES = 301


class RegressionLab(DescentLab[Regression, RegressionControls, RegressionPicture]):
    """A prediction, a line by default, fitted to points."""

    key = REGRESSION
    dragged = "line"

    def __init__(self, services: Services) -> None:
        super().__init__(services, Regression(), RegressionControls(), RegressionPicture())
        self._drawn_data: Data | None = None
        self._ends = (0.0, 1.0)
        """The ends of what is drawn of a prediction."""
        self._judged: Judgement | None = None

    def join(self) -> None:
        """Make the parts between view and model."""
        run, engine, controls, picture = self.run, self._services.engine, self.controls, self.picture
        self.source = DataSource(controls, self.document, engine, self._services.settings)
        self.fit_editor = FitEditor(controls, run)
        self.descent_editor = DescentEditor(controls.descent, run, lambda: run.experiment)
        run.experimentShown.connect(self._show_experiment)
        self.analysis = ExperimentAnalysis(run, _analysis_key, analysis_of, engine)
        self.curvature = LocalCurvature(run, engine)
        self.plane = LossPlane(picture.plane, run, engine)
        pins = picture.pins, picture.loss
        self.pins = Pins(
            run,
            *pins,
            self._judge,
            engine,
            unlike=self._unlike,
            draws_unlike=True,
            measure=self._squared_error,
            original_units=self._original_units,
        )
        self.pins.drawn.connect(self._draw_pins)
        self.mouse = MouseEdits(picture.scatter, picture.plane, self.document, lambda: self.analysis.found)
        self._connect()

    def _connect(self) -> None:
        run, picture = self.run, self.picture
        run.historyChanged.connect(self._show_history)
        run.drawRequested.connect(self._draw)
        run.rowsDropped.connect(picture.clear_run)
        self.analysis.changed.connect(self._show_analysis)
        self.analysis.kept.connect(self._show_limits)
        self.curvature.found.connect(self.timelineChanged)
        self.source.found.connect(self.fit_editor.change)
        self.mouse.dataChanged.connect(self.fit_editor.change_data)
        self.mouse.startChanged.connect(self.fit_editor.change_start)
        self.controls.residuals.chosen.connect(picture.scatter.set_residuals)
        picture.loss.cursorMoved.connect(run.playback.go_to)

    def choices(self) -> dict[str, Any]:
        """Return which points are selected, and how residuals are shown."""
        selected, residuals = self.picture.scatter.selected, self.controls.residuals.current()
        return {
            **({"selected": selected} if selected else {}),
            **({"residuals": residuals} if residuals != RESIDUALS[0] else {}),
        }

    def show_choices(self, choices: Mapping[str, Any]) -> None:
        """Select points and show residuals as before."""
        self.picture.scatter.selected = list(map(int, choices.get("selected", [])))
        residuals = choices.get("residuals", RESIDUALS[0])
        if residuals in RESIDUALS and residuals != self.controls.residuals.current():
            self.controls.residuals.set_current(residuals)
            self.picture.scatter.set_residuals(residuals)

    def take_data(self, path: Path | None = None) -> None:
        """Read the points of a table from a file, or from the clipboard."""
        self.source.paste() if path is None else self.source.read_file(path)

    # ---- showing

    @Slot(object)
    def _show_experiment(self, experiment: Regression) -> None:
        """Put the experiment into the controls and draw the points."""
        self.fit_editor.show()
        self.source.show_data(experiment.data)
        self.descent_editor.show()
        self._draw_points(experiment.data)
        self.picture.show_plane(tuple(map(name_text, experiment.parameters)))

    def _draw_points(self, data: Data) -> None:
        points = points_of(data)
        if self._drawn_data != data:
            self._drawn_data = data
            self.picture.show_names(names_of(data))
            self.picture.scatter.set_points(points)
        if len(points):
            low, high = float(points[:, 0].min()), float(points[:, 0].max())
            margin = 0.05 * (high - low) or 1.0
            self._ends = (low - margin, high + margin)

    @Slot(object)
    def _show_analysis(self, analysis: RegressionAnalysis | None) -> None:
        """Draw NumPy's line, the lowest loss, the contours and the stable learning rates."""
        picture, experiment = self.picture, self.run.experiment
        exact = None if analysis is None else analysis.exact
        if exact is None:
            picture.scatter.set_exact(None, None)
            picture.loss.set_minimum(None, "")
            picture.loss.set_lowest(None)
        else:
            picture.scatter.set_exact(self._xs, self._predict(exact.descended))
            text = translate("regression", "exact minimum {loss}")
            picture.loss.set_minimum(exact.loss, text.format(loss=number_text(exact.loss, 6)))
            of_all_points = experiment.updates_per_epoch() == 1  # the loss of a mini-batch has a minimum of its own
            gap = translate("regression", "loss − least possible")
            picture.loss.set_lowest(exact.loss if of_all_points else None, gap)
        note = ""
        if analysis is None:
            self.controls.descent.rate.set_ranges([])
        else:
            self._show_limits(analysis)
            if experiment.standardise:
                mean, deviation = (number_text(value, 5) for value in analysis.standardisation)
                note = translate(
                    "regression",
                    "The descent uses z = (x − {mean}) / {deviation}; values are shown in both units.",
                ).format(mean=mean, deviation=deviation)
        self.controls.show_standardise(experiment.standardise, note)

    @Slot(object)
    def _show_limits(self, analysis: RegressionAnalysis) -> None:
        """Draw the stable learning rates of the optimizer, and contours that hold the start."""
        experiment, rate = self.run.experiment, self.controls.descent.rate
        limit = analysis.stable_limit(replace(experiment, schedule=None))
        if limit is None:
            rate.set_ranges([])
            rate.set_marks([])
        else:
            rate.set_ranges([(0.0, limit.rate, "stable"), (limit.rate, float("inf"), "unstable")])
            text = translate("regression", "stable below {limit}")
            if experiment.schedule is not None:
                text = translate("regression", "a constant rate is stable below {limit}")
            rate.set_marks([(limit.rate, text.format(limit=limit.text()))])
        self.plane.show_analysis(analysis)

    @Slot()
    def _show_history(self) -> None:
        """Make ready for another run."""
        loss = self.picture.loss
        loss.reset_range(calm=self.document.in_gesture)
        loss.set_expected(self.run.playback.last_row)
        loss.set_noisy(self.run.experiment.updates_per_epoch() > 1)
        self._name_columns()

    @property
    def _line(self) -> tuple[str, str] | None:
        """The names of slope and intercept where the prediction is a line."""
        return None if self.analysis.found is None else self.analysis.found.line

    @property
    def _xs(self) -> NDArray[np.float64]:
        """Where predictions are drawn: a line by its ends."""
        return np.linspace(*self._ends, _LINE_SAMPLES if self._line is None else 2)

    def _predict(self, values: Mapping[str, float]) -> NDArray[np.float64]:
        """Return the prediction at the sampled x, from parameters in the units descended in."""
        return predicted(self.run.experiment, values, self._xs)

    @Slot()
    def _draw(self) -> None:
        """Draw the lines at the cursor and at the start, the loss and the path."""
        shown = self.shown()
        if shown is None:
            return
        history, index, picture = shown.history, shown.index, self.picture
        values, start = history.row(index), history.row(0)
        analysis = self.analysis.found
        if not self.run.playback.running and analysis is not None and analysis.exact is None:
            self.curvature.ask(values)
        picture.scatter.set_line(self._xs, self._predict(values), self._original_line(values))
        picture.scatter.set_start_line(self._xs, self._predict(start), self._original_line(start))
        length = len(history)
        picture.loss.set_history(history["loss"][:length], length, index, history.kept)
        if history.stopped is not None:
            picture.loss.settle()
        if len(history.parameters) == 2 and not picture.plane.isHidden():
            self.plane.show_path(history, index)

    def _original_line(self, values: Mapping[str, float]) -> tuple[float, float] | None:
        """Return slope and intercept in original units, where the prediction is a line."""
        analysis = self.analysis.found
        if analysis is None or analysis.line is None:
            return None
        slope, intercept = (values[name] for name in analysis.line)
        if self.run.experiment.standardise:
            mean, deviation = analysis.standardisation
            return slope / deviation, intercept - slope * mean / deviation
        return slope, intercept

    @Slot(object)
    def _draw_pins(self, pins: Sequence[PinAtCursor[Regression]]) -> None:
        """Draw the predictions of pinned runs, and their paths where they are over the same two parameters."""
        self.picture.scatter.set_pinned([pinned_line(pin, self._ends) for pin in pins])
        self.plane.show_pins(pins)

    def _original_units(self, values: dict[str, float]) -> dict[str, float]:
        """Return parameters in original units, as far as they are known."""
        found = self.analysis.found
        return (None if found is None else found.original(values)) or values

    def _unlike(self, experiment: Regression) -> str:
        """Return why the loss of another fit cannot be compared with that of the fit shown."""
        shown = self.run.experiment
        if experiment.loss != shown.loss:
            return translate("regression", "a run with another loss function")
        return "" if experiment.data == shown.data else translate("regression", "a run on other points")

    def _squared_error(self, experiment: Regression, values: Mapping[str, float]) -> float:
        """Return the mean squared error of any fit on the points shown."""
        return squared_error(experiment, tuple(values.items()), self.run.experiment.data)

    # ---- what is said of the run

    def _judge(self, shown: DescentShown) -> Verdict:
        analysis, at = self.analysis.found, (shown.descent, shown.history, shown.index)
        if analysis is None or analysis.exact is not None:
            return verdict(*at, exact=None if analysis is None else analysis.exact)
        return verdict(*at, curvature=self.curvature.at_cursor())

    def verdict(self) -> Judgement:
        """Return what the run in the picture has come to at the cursor."""
        shown = self.shown()
        if shown is None or self.run.playing is None:
            return no_judgement()
        if self._judged is None or self.run.fits:
            self._judged = judgement_of(shown, self._judge)
        return self._judged

    def what_to_watch(self) -> tuple[str, str]:
        """Say what the loss is, where it is one of the catalogue, over all points."""
        title = translate("regression", "See how gradient descent fits a prediction to points.")
        experiment = self.run.experiment
        if not experiment.loss.is_named or experiment.updates_per_epoch() > 1:
            return title, ""
        return title, translate(
            "regression",
            "Watch the prediction and the loss: the loss measures how badly the prediction fits the points.",
        )

    def cells(self, history: History, index: int, digits: int) -> tuple[str, ...]:
        """Return the cells of a row: its epoch, parameters and loss."""
        row, epoch = history.row(index), history.step_at(index) // self.run.experiment.updates_per_epoch()
        return number_text(epoch), *(number_text(row[name], digits) for name in (*history.parameters, "loss"))

    def readouts(self, shown: DescentShown) -> list[tuple[str, str]]:
        """Return the parameters, loss, R², differences to NumPy, and the Hessian's numbers."""
        history, experiment = shown.history, self.run.experiment
        values = {name: float(history[name][shown.index]) for name in experiment.parameters}
        return list(fit_readouts(experiment, self.analysis.found, values, float(history["loss"][shown.index])))

    # ---- language

    def retranslate(self) -> None:
        """Show everything in the language of the window."""
        controls = self.controls
        controls.data.set_items(
            [
                *entry_items(DATASETS),
                (OWN_POINTS, translate("regression", "Your own points"), ""),
                (CSV, translate("regression", "CSV file"), ""),
            ]
        )
        controls.loss.set_items([*entry_items(LOSSES), (OWN_LOSS, translate("regression", "Your own formula"), "")])
        self._show_experiment(self.run.experiment)
        self._show_analysis(self.analysis.found)
        self._name_columns()
        self.run.draw()

    def _name_columns(self) -> None:
        names = map(name_text, self.run.experiment.parameters)
        self.values.page.table.set_columns([translate("regression", "epoch"), *names, translate("regression", "loss")])


def _analysis_key(experiment: Regression) -> object:
    """Return what the exact answer, the Hessian and the contours depend on."""
    return (
        experiment.data,
        experiment.prediction,
        experiment.loss,
        experiment.standardise,
        experiment.batch_size,
    )
