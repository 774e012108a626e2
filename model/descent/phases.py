"""One step taken apart: zero, forward, loss, backward, update, with the numbers of each.

Any row of a history can be taken apart, since the optimizer's state there is replayed from the last one kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from model.descent.history import STATE_INTERVAL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from model.catalogue.optimizers import State
    from model.descent.history import History
    from model.descent.stepping import Stepper
    from model.experiment import Descending

__all__ = ["Phase", "PhaseName", "phases", "state_at"]

PhaseName: TypeAlias = Literal["zero", "forward", "loss", "backward", "update"]
Values: TypeAlias = "dict[str, float | NDArray[np.float64]]"


@dataclass(frozen=True, eq=False)
class Phase:
    """One of the five phases of a step.

    Attributes
    ----------
    name : "zero", "forward", "loss", "backward" or "update"
        Which.
    values : dict
        Its numbers by name. zero: ``grad_w`` … as the row before left them, which are forgotten (none at
        row 0, and where the row before is not kept). forward: the parameters, and ``f(x)`` or ``f(x, y)``; or
        ``x``, ``y`` and ``y_pred`` of the batch. loss: ``loss``. backward: ``grad_w`` …, the loss's own gradient.
        update: ``step_w`` … and ``w`` …, the step and where it leads, and the state that the optimizer keeps after it,
        such as ``momentum_buffer_w``; with a schedule ``learning_rate``, the one of now, and with noise or
        clipping ``received_w`` …, the gradient that the rule was given.
    """

    name: PhaseName
    values: Values


def phases(experiment: Descending, history: History, index: int) -> tuple[Phase, ...]:
    """Take the step from one row to the next apart; imports torch.

    Parameters
    ----------
    experiment : Descending
        What was run.
    history : History
        Its rows up to ``index`` at least.
    index : int
        The index of the row where the step begins. The last row's step is shown too, as if the run went on.
    """
    import torch

    from model.descent.loop import gradient_of, leaves_of
    from model.descent.objectives import FitObjective, objective_of
    from model.descent.stepping import Stepper

    objective = objective_of(experiment)
    names, row = objective.parameters, history.step_at(index)
    parameters = torch.tensor(history.values_at(index), dtype=objective.dtype)
    leaves = leaves_of(objective, parameters)
    prediction = objective.forward(leaves, row)
    loss = objective.loss_of(prediction, row)
    partials = gradient_of(loss, leaves)
    gradient = torch.tensor(partials, dtype=objective.dtype)
    stepper = Stepper(experiment, objective)
    updated, state = stepper.update(parameters, gradient, state_at(experiment, history, index, stepper), row)

    known = index > 0 and history.step_at(index - 1) == row - 1
    forgotten = dict(zip(names, history.gradient_at(index - 1), strict=True)) if known else {}
    forward: Values = dict(zip(names, parameters.tolist(), strict=True))
    if isinstance(objective, FitObjective):
        x, y = objective.points_at(row)
        forward |= {
            "x": x.double().numpy(),
            "y": y.double().numpy(),
            "y_pred": prediction.detach().double().numpy(),
        }
    else:
        forward[f"f({', '.join(names)})"] = prediction.item()
    update: Values = {}
    if stepper.schedule is not None:
        update["learning_rate"] = stepper.knobs_at(row)["learning_rate"].item()
    if stepper.clip is not None or stepper.noise is not None:
        received = stepper.clipped(stepper.noised(gradient, row)).tolist()
        update |= {f"received_{name}": value for name, value in zip(names, received, strict=True)}
    update |= {f"step_{name}": value for name, value in zip(names, (updated - parameters).tolist(), strict=True)}
    update |= dict(zip(names, updated.tolist(), strict=True))
    for key, kept in state.items():
        if kept.dim():
            update |= {f"{key}_{name}": value for name, value in zip(names, kept.tolist(), strict=True)}
        else:
            update[key] = kept.item()
    return (
        Phase("zero", {f"grad_{name}": float(value) for name, value in forgotten.items()}),
        Phase("forward", forward),
        Phase("loss", {"loss": loss.item()}),
        Phase("backward", {f"grad_{name}": value for name, value in zip(names, partials, strict=True)}),
        Phase("update", update),
    )


def state_at(experiment: Descending, history: History, index: int, stepper: Stepper | None = None) -> State:
    """Return the optimizer's state before the update from the row at ``index``, replayed from the last one kept.

    The rows between hold their parameters and gradients, so nothing is differentiated again; imports torch.
    """
    import torch

    from model.descent.objectives import objective_of
    from model.descent.stepping import Stepper

    if stepper is None:
        stepper = Stepper(experiment, objective_of(experiment))
    row = history.step_at(index)
    block = row // STATE_INTERVAL
    state: State = history.states[block]
    if not state:  # a rule that remembers nothing
        return state
    dtype = torch.float64 if experiment.dtype == "float64" else torch.float32
    for earlier in range(block * STATE_INTERVAL, row):
        there = index - (row - earlier)  # rows of a block are kept together
        parameters = torch.tensor(history.values_at(there), dtype=dtype)
        gradient = torch.tensor(history.gradient_at(there), dtype=dtype)
        _, state = stepper.update(parameters, gradient, state, earlier)
    return state
