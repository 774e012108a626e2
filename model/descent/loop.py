"""Gradient descent: forward → backward → record → update, one row of history at a time."""

from __future__ import annotations

from itertools import count
from math import hypot, isfinite
from typing import TYPE_CHECKING, cast

import torch

from model.descent.history import STATE_INTERVAL, History, columns_of
from model.descent.objectives import Objective, objective_of
from model.descent.stepping import Stepper
from model.experiment import LIMIT
from model.message import QT_TRANSLATE_NOOP, Message, Refused, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor

    from model.experiment import Descending


class Descent:
    """A run of one experiment, an iterator over its rows: each ``next()`` computes one and returns its step."""

    process = None

    def __init__(self, experiment: Descending) -> None:
        # More threads are slower here, and the bits of a sum would depend on their number.
        torch.set_num_threads(1)
        self.experiment = experiment
        self.objective = objective_of(experiment)
        check_start(self.objective, experiment)
        updates = experiment.epochs * self.objective.updates_per_epoch
        self.history = History(columns_of(experiment.parameters), limit=updates + 1)
        self._rows = self._descend(Stepper(experiment, self.objective))

    def __iter__(self) -> Iterator[int]:
        return self._rows

    def __next__(self) -> int:
        return next(self._rows)

    def step(self) -> bool:
        """Compute one more row; return whether there was one."""
        return next(self._rows, None) is not None

    def _descend(self, stepper: Stepper) -> Iterator[int]:
        objective, history = self.objective, self.history
        parameters = torch.tensor(objective.start, dtype=objective.dtype)
        leaves = leaves_of(objective, parameters)
        state = stepper.start(parameters)
        # A view of NumPy's memory, in which single numbers are written ten times as fast.
        slopes = parameters.numpy().copy()
        gradient = torch.from_numpy(slopes)
        last, tolerance = history.limit - 1, self.experiment.tolerance
        for row in count():
            # forward
            prediction = objective.forward(leaves, row)
            loss = objective.loss_of(prediction, leaves, row)
            # backward
            partials = gradient_of(loss, leaves)
            # record
            values = [loss.item(), *parameters.tolist()]
            if not _is_within_limits(values, partials):
                history.stop("diverged", diverged_at=row)
                return
            if row % STATE_INTERVAL == 0:
                history.states[row // STATE_INTERVAL] = state
            history.append(values + partials)
            if tolerance is not None and self._is_flat(row, partials, leaves, tolerance):
                history.stop("tolerance")
            elif row == last:
                history.stop("complete")
            yield row
            if history.stopped:
                return
            # update
            slopes[:] = partials
            updated, state = stepper.update(parameters, gradient, state, row)
            parameters.copy_(updated)

    def _is_flat(self, row: int, partials: list[float], leaves: Sequence[Tensor], tolerance: float) -> bool:
        """Tell whether the gradient's norm is below the tolerance: that of all points, once an epoch."""
        updates = self.objective.updates_per_epoch
        if row % updates:
            return False
        if updates > 1:
            partials = gradient_of(self.objective.loss_of(self.objective.forward(leaves), leaves), leaves)
        return hypot(*partials) < tolerance


def descend(experiment: Descending) -> Descent:
    """Begin a run; before its first row only the start is computed and checked.

    Raises `Refused` where there are no points, or no finite loss and gradient at the start.
    """
    return Descent(experiment)


def leaves_of(objective: Objective, parameters: Tensor) -> tuple[Tensor, ...]:
    """Return one leaf of the graph for each parameter, sharing memory with the packed ``parameters``.

    Packed, all parameters are updated and read at once, and the leaves with them: new ones for each step would cost
    a tenth of the speed.
    """
    return tuple(part.detach().requires_grad_() for part in objective.split(parameters))


def gradient_of(loss: Tensor, leaves: Sequence[Tensor]) -> list[float]:
    """Return the partial derivatives by autograd; 0 for a parameter on which the loss does not depend."""
    if not loss.requires_grad:
        return [0.0] * len(leaves)
    found = torch.autograd.grad(loss, leaves, allow_unused=True)
    partials = cast("tuple[Tensor | None, ...]", found)
    return [0.0 if partial is None else partial.item() for partial in partials]


def _is_within_limits(values: Sequence[float], partials: Sequence[float]) -> bool:
    """Tell whether loss and parameters are within the limit, and the gradient is finite."""
    if hypot(*values, *partials) < LIMIT:  # NaN where anything is; nearly always this settles it
        return True
    return all(-LIMIT <= value <= LIMIT for value in values) and all(map(isfinite, partials))


def check_start(objective: Objective, experiment: Descending) -> None:
    """Refuse a start at which the loss, a parameter or the gradient is not finite, or too large."""
    parameters = torch.tensor(objective.start, dtype=objective.dtype)
    leaves = leaves_of(objective, parameters)
    loss = objective.loss_of(objective.forward(leaves, 0), leaves, 0)
    value = loss.item()
    if _is_within_limits([value, *parameters.tolist()], gradient_of(loss, leaves)):
        return
    what: Message | str = f"f({', '.join(objective.parameters)})"
    if experiment.loss is not None:
        what = QT_TRANSLATE_NOOP("descent", "the loss")
    if isfinite(value) and abs(value) <= LIMIT:
        what = QT_TRANSLATE_NOOP("descent", "the gradient")
    reason = QT_TRANSLATE_NOOP("descent", "{what} is not a finite number at the start {start}; choose another start")
    if isfinite(value) and abs(value) > LIMIT:
        reason = QT_TRANSLATE_NOOP(
            "descent", "{what} is larger than {limit} at the start {start}; choose another start"
        )
    start = ", ".join(
        f"{name} = {number_text(number)}" for name, number in zip(objective.parameters, objective.start, strict=True)
    )
    raise Refused(reason, what=what, start=start, limit=LIMIT)
