"""Joins the controls of a fit with the experiment: prediction, loss, start, mini-batches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from gui.labs.regression.view import GIVEN, OWN_LOSS, SEEDED
from gui.look.text import render, translate
from gui.run.catalogue_items import knob_items
from gui.run.understood import show_understood
from gui.widgets.fields.knob_panel import KnobItem
from model.catalogue.losses import LOSSES, loss_formula
from model.data.points import GivenPoints, names_of
from model.experiment import LIMIT, LossChoice, Seeded
from model.formula import FormulaError
from model.formula.latex import name_text
from model.message import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from gui.labs.regression.view import RegressionControls
    from gui.run.lab_run import LabRun
    from model.data.points import Data
    from model.experiment import Regression


class FitEditor(QObject):
    """Proposes what is set in the controls of a fit, and shows the fit in them."""

    def __init__(self, controls: RegressionControls, run: LabRun[Regression]) -> None:
        super().__init__(run)
        self._controls = controls
        self._run = run
        controls.table.edited.connect(self._edit_points)
        controls.standardise.clicked.connect(self._standardise)
        controls.prediction.changed.connect(self._type_prediction)
        controls.loss.chosen.connect(self._choose_loss)
        controls.loss_formula.changed.connect(self._type_loss)
        controls.loss_knobs.changed.connect(self._change_loss_knob)
        controls.start_kind.chosen.connect(self._choose_start_kind)
        controls.start_seed.changed.connect(self._change_start_seed)
        controls.start_values.changed.connect(self._change_start_value)
        controls.batch.changed.connect(self._change_batch)
        controls.shuffle_seed.changed.connect(self._change_shuffle_seed)

    # ---- showing

    def show(self) -> None:
        """Put the fit into the controls, but for its data."""
        experiment, controls = self._run.experiment, self._controls
        loss, start = experiment.loss, experiment.start
        controls.prediction.set_text(experiment.prediction)
        show_understood(controls.prediction, experiment.formula, is_prediction=True)
        controls.show_loss(loss.name if loss.is_named else OWN_LOSS, loss.name)
        if not loss.is_named:
            show_understood(controls.loss_formula, experiment.loss_formula)
        controls.loss_knobs.set_items(knob_items(LOSSES[loss.name].knobs, loss.knobs) if loss.is_named else [])
        seeded = isinstance(start, Seeded)
        controls.show_start(SEEDED if seeded else GIVEN, start.seed if seeded else 0)
        title = translate("regression", "Start of {name}")
        controls.start_values.set_items(
            [
                KnobItem(name, name, title.format(name=name_text(name)), 0.0, value, -LIMIT, LIMIT)
                for name, value in self._start().items()
            ]
        )
        controls.batch.set_value(experiment.batch_size)
        controls.shuffle_seed.set_value(experiment.shuffle_seed)

    def _start(self) -> dict[str, float]:
        experiment = self._run.experiment
        return dict(zip(experiment.parameters, experiment.start_values(), strict=True))

    # ---- changes

    @Slot(object, str)
    def change(self, changes: Mapping[str, Any], gesture: str) -> None:
        """Propose changes of some fields, as part of a gesture ("" for none)."""
        self._run.propose(gesture or None, **changes)

    @Slot(object, str)
    def change_data(self, data: Data, gesture: str) -> None:
        """Propose other data, as part of a gesture ("" for none)."""
        self._run.propose(gesture or None, data=data)

    @Slot(object, str)
    def change_start(self, values: Mapping[str, float], gesture: str) -> None:
        """Propose another start for some of the parameters, as part of a gesture ("" for none)."""
        start = {name: float(values.get(name, value)) for name, value in self._start().items()}
        self._run.propose(gesture or None, start=tuple(start.items()))

    @Slot(object)
    def _edit_points(self, points: NDArray[np.float64]) -> None:
        self._run.propose(data=GivenPoints(points, names_of(self._run.experiment.data)))

    @Slot(bool)
    def _standardise(self, on: bool) -> None:
        self._run.propose(standardise=on)

    @Slot(str)
    def _type_prediction(self, text: str) -> None:
        formula = self._run.typed_formula(self._controls.prediction, text, ("x",), parameters=True)
        if formula is None:
            return
        start = self._run.experiment.start
        if not isinstance(start, Seeded):
            old = dict(start)
            start = tuple((name, old.get(name, 0.0)) for name in formula.parameters)
        self._run.propose("prediction", prediction=text, start=start)

    @Slot(str)
    def _choose_loss(self, key: str) -> None:
        if key != OWN_LOSS:
            self._run.propose(loss=LossChoice.of(key))
            return
        old = self._run.experiment.loss
        text = LOSSES[old.name].formula if old.is_named and not old.knobs else old.name
        self._run.propose(loss=LossChoice("mean((y - y_pred)^2)" if text in LOSSES else text))

    @Slot(str)
    def _type_loss(self, text: str) -> None:
        self._run.clear_refusals(self._controls.loss_formula)
        try:
            loss_formula(text, self._run.experiment.parameters)
        except Refused as refusal:
            column = refusal.column if isinstance(refusal, FormulaError) else None
            self._controls.loss_formula.set_error(render(refusal.message), column)
            self._run.refuse(refusal.message, self._controls.loss_formula)
            return
        self._run.propose("loss", loss=LossChoice(text))

    @Slot(str, object)
    def _change_loss_knob(self, name: str, value: float | bool) -> None:
        loss = self._run.experiment.loss
        self._run.propose(f"loss {name}", loss=LossChoice.of(loss.name, **{**dict(loss.knobs), name: value}))

    @Slot(str)
    def _choose_start_kind(self, kind: str) -> None:
        self._run.propose(start=tuple(self._start().items()) if kind == GIVEN else Seeded(0))

    @Slot(float)
    def _change_start_seed(self, seed: float) -> None:
        self._run.propose("start seed", start=Seeded(int(seed)))

    @Slot(str, object)
    def _change_start_value(self, name: str, value: float) -> None:
        self.change_start({name: value}, f"start {name}")

    @Slot(object)
    def _change_batch(self, size: float | None) -> None:
        self._run.propose("batch", batch_size=None if size is None else int(size))

    @Slot(float)
    def _change_shuffle_seed(self, seed: float) -> None:
        self._run.propose("shuffle", shuffle_seed=int(seed))
