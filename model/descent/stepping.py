"""From the gradient of a row to the parameters of the next: noise, clipping, the scheduled learning rate, the rule.

A history keeps the loss's own gradient at each row. The rule receives that gradient with the noise added and then
clipped; this is not kept, since it follows from the row's step.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import torch

from model.catalogue.clipping import CLIPS
from model.catalogue.noise import NOISES
from model.catalogue.optimizers import HESSIAN, OPTIMIZERS
from model.catalogue.schedules import MOMENTUM_KNOBS, SCHEDULES
from model.descent.second_derivatives import hessian_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray
    from torch import Tensor

    from model.catalogue.optimizers import State
    from model.descent.objectives import Objective
    from model.experiment import Descending, Setting

Loss: TypeAlias = "Callable[[Tensor], Tensor]"


class Stepper:
    """Everything that leads from one row of an experiment to the next, but for the gradient.

    Second-order rules differentiate the objective twice. ``knobs`` given are those of the optimizer that differ from
    run to run in a batch, shape (runs, 1). As an attribute they are all its knobs as tensors, always in float64, with
    the learning rate before scheduling; ``updates`` is how many updates the whole run makes.
    """

    def __init__(self, experiment: Descending, objective: Objective, knobs: Mapping[str, Tensor] | None = None) -> None:
        self.experiment = experiment
        self.objective = objective
        varied = dict(knobs or {})
        self.knobs = knob_tensors(experiment.optimizer) | varied
        self.updates = torch.tensor(float(experiment.epochs * objective.updates_per_epoch), dtype=torch.float64)
        self.schedule = None if experiment.schedule is None else SCHEDULES[experiment.schedule.name]
        self._schedule_knobs = knob_tensors(experiment.schedule)
        self.clip = None if experiment.clip is None else CLIPS[experiment.clip.name]
        self._clip_knobs = knob_tensors(experiment.clip)
        self.noise = None if experiment.noise is None else NOISES[experiment.noise.name]
        self._noise_knobs = {} if experiment.noise is None else dict(experiment.noise.knobs)
        self.cycled = self._cycled_knob()
        entry = OPTIMIZERS[experiment.optimizer.name]
        is_fixed = not self.cycled and varied.keys().isdisjoint(entry.plain_without)
        self.rule = entry.rule_for(dict(experiment.optimizer.knobs)) if is_fixed else entry.rule
        self._is_bare = self.schedule is None and self.clip is None and self.noise is None
        # A view of NumPy's memory, in which a single number is written ten times as fast.
        self._number = np.zeros(())
        self._step = torch.from_numpy(self._number)

    def _cycled_knob(self) -> str:
        """Return the name of the knob that the schedule changes as the momentum; empty where it changes none."""
        if self.schedule is None or self.schedule.momentum is None or not self._schedule_knobs["cycle_momentum"]:
            return ""
        return next((name for name in MOMENTUM_KNOBS if name in self.knobs), "")

    def with_knobs(
        self,
        knobs: dict[str, Tensor],
        schedule_knobs: dict[str, Tensor],
        clip_knobs: dict[str, Tensor],
        updates: Tensor,
    ) -> Stepper:
        """Return the same with other numbers, such as the inputs of a recorded step."""
        changed = copy(self)
        changed.knobs, changed.updates = knobs, updates
        changed._schedule_knobs, changed._clip_knobs = schedule_knobs, clip_knobs
        return changed

    def start(self, parameters: Tensor) -> State:
        """Return the optimizer's state before the first update."""
        return self.rule.start(parameters, self.knobs_at(0))

    def knobs_at(self, row: int) -> dict[str, Tensor]:
        """Return the optimizer's knobs in the update from a row, the learning rate as scheduled."""
        return self._knobs_in(torch.tensor(float(row), dtype=torch.float64))

    def _knobs_in(self, update: Tensor) -> dict[str, Tensor]:
        if self.schedule is None:
            return self.knobs
        given = self.knobs["learning_rate"], self._schedule_knobs, update
        knobs = self.knobs | {"learning_rate": self.schedule.rate(*given, self.updates)}
        if self.cycled and self.schedule.momentum is not None:
            knobs[self.cycled] = self.schedule.momentum(*given, self.updates)
        return knobs

    def drawn(self, row: int, count: int) -> NDArray[np.float64] | None:
        """Return the noise on the gradient of a row, shape (count,); None where there is none."""
        return None if self.noise is None else self.noise.draw(self._noise_knobs, row, count)

    def noised(self, gradient: Tensor, row: int) -> Tensor:
        """Return the gradient of a row with its noise added."""
        drawn = self.drawn(row, gradient.shape[-1])
        return gradient if drawn is None else gradient + torch.from_numpy(drawn).to(gradient.dtype)

    def clipped(self, gradient: Tensor) -> Tensor:
        """Return the gradient clipped."""
        return gradient if self.clip is None else self.clip.apply(gradient, self._clip_knobs)

    def state_for(self, parameters: Tensor, state: State, knobs: Mapping[str, Tensor], row: int) -> State:
        """Return the state that the rule receives, with the Hessian where it needs it."""
        update = torch.tensor(float(row))
        return self._state_in(parameters, state, knobs, update, lambda at: self.objective.loss(at, row))

    def _state_in(
        self, parameters: Tensor, state: State, knobs: Mapping[str, Tensor], update: Tensor, loss: Loss
    ) -> State:
        if self.rule.second_order:
            return {**state, HESSIAN: hessian_at(loss, parameters)}
        if self.cycled == "beta1" and "beta1_power" in state:
            # torch corrects the mean by the present β₁ to the power t, not by the product of those so far.
            power = (update * knobs["beta1"].log()).exp()
            return {**state, "beta1_power": power.where(update > 0, power.new_ones(()))}
        return state

    def update(self, parameters: Tensor, gradient: Tensor, state: State, row: int) -> tuple[Tensor, State]:
        """Return parameters and state of the next row.

        Parameters and the loss's own gradient are those of the row, shape (n,) or (runs, n); the state is the
        optimizer's before this update. ``row`` is the row's step: 0 for the first update.
        """
        self._number[...] = row + 1
        if self._is_bare and not self.rule.second_order:
            return self.rule.update(parameters, gradient, state, self.knobs, self._step)
        gradient = self.noised(gradient, row)
        return self.advance(parameters, gradient, state, self._step, lambda at: self.objective.loss(at, row))

    def advance(
        self, parameters: Tensor, gradient: Tensor, state: State, step: Tensor, loss: Loss
    ) -> tuple[Tensor, State]:
        """Return parameters and state of the next row, from tensors only: nothing is drawn here.

        The arguments are those of `update`, but the gradient has its noise, and ``step``, shape (), is 1 in the first
        update. Second-order rules take the Hessian of ``loss`` at packed parameters.
        """
        update = step - 1
        knobs = self._knobs_in(update)
        state = self._state_in(parameters, state, knobs, update, loss)
        return self.rule.update(parameters, self.clipped(gradient), state, knobs, step)


def knob_tensors(setting: Setting | None) -> dict[str, Tensor]:
    """Return the knobs of a setting, if there is one, as tensors of no dimension: bool for switches, else float64."""
    return {
        name: torch.tensor(value, dtype=torch.bool if isinstance(value, bool) else torch.float64)
        for name, value in (setting.knobs if setting is not None else ())
    }
