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
from model.formula.tree import ZERO, Call, Name, Node, Product, Sum, Where, substitute, walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from model.descent.rows import Rows
    from model.experiment import Descending, Experiment, Regression

ENGINE = "numpy"
"""What such a row's history says has computed it."""


def first_row(experiment: Experiment) -> Rows | None:
    """Return a run that has come to its start; the gradient there is by the rules of school.

    None where that takes more than NumPy (a program, mini-batches), and where there is nothing to run: the
    engine will say why.
    """
    if not experiment.runs or any(run.updates_per_epoch() > 1 for run in experiment.runs):
        return None
    histories = tuple(_started(run) for run in experiment.runs)
    if not all(map(len, histories)):
        return None
    return histories[0] if experiment.runs[0] is experiment else RaceHistory(histories)


def _started(run: Descending) -> History:
    """Return a history with row 0; without any where a number is too large, or might not be autograd's."""
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
    if _is_torn(loss, slopes, values):
        return history
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


def _is_torn(loss: Formula, slopes: list[Formula], values: Mapping[str, Any]) -> bool:
    """Tell whether autograd may have another gradient: NaN from the other branch, or the mean at equal values."""
    for node in walk(loss.tree):
        if isinstance(node, Call) and node.function in ("min", "max"):
            best, *others = (_numbers(argument, values) for argument in (node, *node.arguments))
            if np.any(sum(other == best for other in others) > 1):
                return True
    branches = [node for slope in slopes for node in walk(slope.tree) if isinstance(node, Where)]
    return not all(np.isfinite(_numbers(part, values)).all() for node in branches for part in (node.yes, node.no))


def _numbers(node: Node, values: Mapping[str, Any]) -> NDArray[np.float64]:
    formula = Formula("", (), node)
    return np.asarray(formula.numpy({name: values[name] for name in formula.names}))


def _value(formula: Formula, values: Mapping[str, Any]) -> float:
    return float(formula.numpy({name: values[name] for name in formula.names}))
