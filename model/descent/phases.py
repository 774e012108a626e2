"""One step in its phases: zero, forward, loss, backward, update, with the numbers after each, as in the listing.

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
Values: TypeAlias = "dict[str, float | NDArray[np.float64] | None]"

PHASES: tuple[PhaseName, ...] = ("zero", "forward", "loss", "backward", "update")


@dataclass(frozen=True, eq=False)
class Phase:
    """One of the five phases of a step.

    Attributes
    ----------
    name : "zero", "forward", "loss", "backward" or "update"
        Which.
    values : dict
        Its numbers by name, as they are when it is over. zero: ``grad_w`` …, which are None. forward: the parameters,
        and ``f(x)`` or ``f(x, y)``; or ``x``, ``y`` and ``y_pred`` of the batch. loss: ``loss``. backward: ``grad_w``
        …, the loss's own gradient. update: ``step_w`` … and ``w`` …, the change and the new parameters, and the
        optimizer's new state, such as ``momentum_buffer_w``; with a schedule the ``learning_rate`` of this update,
        and with noise or clipping ``received_w`` …, the gradient that the rule received.
    """

    name: PhaseName
    values: Values


def phases_made(history: History, index: int) -> tuple[PhaseName, ...]:
    """Return the phases that follow a row: after the last epoch the loss alone, at the tolerance all but the update."""
    if not history.ends_at(index):
        return PHASES
    return PHASES[:-1] if history.stopped == "tolerance" else PHASES[1:3]


def phases(experiment: Descending, history: History, index: int) -> tuple[Phase, ...]:
    """Return the phases of the step from the row at an index to the next, those of `phases_made`; imports torch.

    Where the run is over they are of all points, also after mini-batches.
    """
    import torch

    from model.descent.loop import gradient_of, leaves_of
    from model.descent.objectives import FitObjective, objective_of
    from model.descent.stepping import Stepper

    made = phases_made(history, index)
    objective = objective_of(experiment)
    names, row = objective.parameters, history.step_at(index)
    batch = None if history.ends_at(index) else row
    leaves = leaves_of(objective, torch.tensor(history.values_at(index), dtype=objective.dtype))
    prediction = objective.forward(leaves, batch)
    loss = objective.loss_of(prediction, leaves, batch)
    partials = gradient_of(loss, leaves)
    forward: Values = {name: leaf.item() for name, leaf in zip(names, leaves, strict=True)}
    if isinstance(objective, FitObjective):
        x, y = objective.points_at(batch)
        forward |= {"x": x.double().numpy(), "y": y.double().numpy(), "y_pred": prediction.detach().double().numpy()}
    else:
        forward[f"f({', '.join(names)})"] = prediction.item()
    values: dict[PhaseName, Values] = {
        "zero": {f"grad_{name}": None for name in names},
        "forward": forward,
        "loss": {"loss": loss.item()},
        "backward": _named("grad_", names, partials),
    }
    if "update" in made:
        values["update"] = _update(experiment, history, index, Stepper(experiment, objective))
    return tuple(Phase(name, values[name]) for name in made)


def _update(experiment: Descending, history: History, index: int, stepper: Stepper) -> Values:
    """Return what the update changes."""
    import torch

    names, dtype, row = stepper.objective.parameters, stepper.objective.dtype, history.step_at(index)
    parameters = torch.tensor(history.values_at(index), dtype=dtype)
    gradient = torch.tensor(history.gradient_at(index), dtype=dtype)
    updated, state = stepper.update(parameters, gradient, state_at(experiment, history, index, stepper), row)
    found: Values = {}
    if stepper.schedule is not None:
        found["learning_rate"] = stepper.knobs_at(row)["learning_rate"].item()
    if stepper.clip is not None or stepper.noise is not None:
        found |= _named("received_", names, stepper.clipped(stepper.noised(gradient, row)).tolist())
    found |= _named("step_", names, (updated - parameters).tolist()) | _named("", names, updated.tolist())
    for key, kept in state.items():
        found |= _named(f"{key}_", names, kept.tolist()) if kept.dim() else {key: kept.item()}
    return found


def _named(prefix: str, names: Sequence[str], values: Sequence[float]) -> Values:
    return {f"{prefix}{name}": value for name, value in zip(names, values, strict=True)}


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
