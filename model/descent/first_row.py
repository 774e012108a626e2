"""Row 0 of a run by NumPy: what is shown of the run while torch is still being loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from model.data.points import points_of
from model.descent.history import History, columns_of
from model.descent.race_history import RaceHistory
from model.experiment import LIMIT
from model.experiment.units import standardised
from model.formula import Formula
from model.formula.calculus import differentiate
from model.formula.tree import ZERO, Name, Product, Sum, substitute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from model.descent.rows import Rows
    from model.experiment import Descending, Experiment, Regression

ENGINE = "numpy"
"""What such a row's history says has computed it."""


def first_row(experiment: Experiment) -> Rows | None:
    """Return a run that has come to its start; the gradient there is by the rules of school.

    None where that takes more than NumPy (a program of tensors, mini-batches), and where there is nothing to run: the
    engine will say why.
    """
    if not experiment.runs or any(run.updates_per_epoch() > 1 for run in experiment.runs):
        return None
    histories = tuple(_started(run) for run in experiment.runs)
    if not all(map(len, histories)):
        return None
    return histories[0] if experiment.runs[0] is experiment else RaceHistory(histories)


def _started(run: Descending) -> History:
    """Return a history with row 0; without any where something in it is not finite, or too large."""
    history = History(columns_of(run.parameters), limit=run.epochs + 1, engine=ENGINE)
    dtype = np.dtype(run.dtype).type
    start = {name: float(dtype(value)) for name, value in zip(run.parameters, run.start_values(), strict=True)}
    if run.loss is None:
        loss, values = run.formula, start
    elif len(points_of(run.data)):
        loss, values = _fit(run, start)
    else:
        return history
    slopes = [Formula("", loss.variables, differentiate(loss.tree, name)) for name in run.parameters]
    row = [_value(loss, values), *start.values(), *(_value(slope, values) for slope in slopes)]
    if np.all(np.abs(row) <= LIMIT):
        history.append(np.asarray(row, dtype=dtype).tolist())
    return history


def _fit(run: Regression, start: dict[str, float]) -> tuple[Formula, Mapping[str, float | NDArray[np.float64]]]:
    """Return the loss as a formula of the parameters over all points, and the values of all names in it."""
    points = points_of(run.data)
    loss = run.loss_formula
    prediction = Sum((run.formula.tree, Product((ZERO, Name("x")))))  # one for each point also where it is a number
    tree = substitute(loss.tree, {"y_pred": prediction})
    return Formula("", ("x", "y"), tree), {"x": standardised(run, points[:, 0]), "y": points[:, 1], **start}


def _value(formula: Formula, values: Mapping[str, Any]) -> float:
    return float(formula.numpy({name: values[name] for name in formula.names}))
