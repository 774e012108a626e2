"""One step in its phases: zero, forward, loss, backward, update, with the numbers of each.

This works at any row of a history, since the optimizer's state there is replayed from the last one kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from model.descent.history import STATE_INTERVAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from model.catalogue.optimizers import State
    from model.descent.history import History
    from model.descent.stepping import Stepper
    from model.experiment import Descending

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
        Its numbers by name. zero: ``grad_w`` … of the row before, which are discarded (none at row 0, and where
        the row before is not kept). forward: the parameters, and ``f(x)`` or ``f(x, y)``; or
        ``x``, ``y`` and ``y_pred`` of the batch. loss: ``loss``. backward: ``grad_w`` …, the loss's own gradient.
        update: ``step_w`` … and ``w`` …, the step and the new parameters, and the optimizer's new state, such as
        ``momentum_buffer_w``; with a schedule the present ``learning_rate``, and with noise or clipping
        ``received_w`` …, the gradient that the rule received.
    """

    name: PhaseName
    values: Values


def phases(experiment: Descending, history: History, index: int) -> tuple[Phase, ...]:
    """Return the phases of the step from the row at an index to the next; imports torch.

    The last row's step is shown too, as if the run went on.
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

    def named(prefix: str, values: Sequence[float]) -> Values:
        return {f"{prefix}{name}": value for name, value in zip(names, values, strict=True)}

    is_kept = index > 0 and history.step_at(index - 1) == row - 1
    forward = named("", parameters.tolist())
    if isinstance(objective, FitObjective):
        x, y = objective.points_at(row)
        forward |= {"x": x.double().numpy(), "y": y.double().numpy(), "y_pred": prediction.detach().double().numpy()}
    else:
        forward[f"f({', '.join(names)})"] = prediction.item()
    update: Values = {}
    if stepper.schedule is not None:
        update["learning_rate"] = stepper.knobs_at(row)["learning_rate"].item()
    if stepper.clip is not None or stepper.noise is not None:
        update |= named("received_", stepper.clipped(stepper.noised(gradient, row)).tolist())
    update |= named("step_", (updated - parameters).tolist()) | named("", updated.tolist())
    for key, kept in state.items():
        update |= named(f"{key}_", kept.tolist()) if kept.dim() else {key: kept.item()}
    return (
        Phase("zero", named("grad_", history.gradient_at(index - 1).tolist()) if is_kept else {}),
        Phase("forward", forward),
        Phase("loss", {"loss": loss.item()}),
        Phase("backward", named("grad_", partials)),
        Phase("update", update),
    )


def state_at(experiment: Descending, history: History, index: int, stepper: Stepper | None = None) -> State:
    """Return the optimizer's state before the update from the row at ``index``, replayed from the last one kept.

    The rows between have their parameters and gradients, so nothing is differentiated again; imports torch.
    """
    import torch

    from model.descent.objectives import objective_of
    from model.descent.stepping import Stepper

    stepper = stepper or Stepper(experiment, objective_of(experiment))
    row = history.step_at(index)
    block = row // STATE_INTERVAL
    state: State = history.states[block]
    if not state:  # a rule without any
        return state
    dtype = torch.float64 if experiment.dtype == "float64" else torch.float32
    for earlier in range(block * STATE_INTERVAL, row):
        there = index - (row - earlier)  # rows of a block are kept together
        parameters = torch.tensor(history.values_at(there), dtype=dtype)
        gradient = torch.tensor(history.gradient_at(there), dtype=dtype)
        _, state = stepper.update(parameters, gradient, state, earlier)
    return state
