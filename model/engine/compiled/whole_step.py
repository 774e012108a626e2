"""One whole step of a descent as a function of its inputs: forward, backward, clipping, schedule and update rule.

It calls the same functions as the autograd engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch

from model.catalogue.losses import LOSSES
from model.descent.objectives import FitObjective, objective_of
from model.descent.stepping import Stepper, knob_tensors
from model.engine.compiled.layout import StateTensor
from model.engine.compiled.recording import SIZES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from torch import Tensor

    from model.experiment import Descending


class WholeStep:
    """The step of an experiment in float64, of which only the structure matters.

    ``state`` has the tensors of the optimizer's state.
    """

    def __init__(self, experiment: Descending) -> None:
        self._experiment = experiment
        self._objective = objective_of(experiment)
        self._stepper = Stepper(experiment, self._objective)
        state = self._stepper.start(torch.tensor(self._objective.start, dtype=torch.float64))
        self.state = tuple(StateTensor(name, kept.dim() > 0) for name, kept in state.items())

    def examples(self) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """Return two sets of inputs of the same kinds with different numbers, the second with more points.

        The names say what each is: ``parameter.w``, ``state.exp_avg.w`` or ``state.beta1_power``,
        ``knob.…``, ``schedule.…``, ``clip.…``, ``loss.…``, ``updates``, ``step``, ``noise.w``, ``x`` and ``y``.
        All are tensors of no dimension but the last two, which have shape (points,).
        """
        experiment, parameters = self._experiment, self._objective.parameters
        settings = {"knob": experiment.optimizer, "schedule": experiment.schedule, "clip": experiment.clip}
        knobs = {
            f"{group}.{name}": value
            for group, setting in settings.items()
            if setting is not None
            for name, value in knob_tensors(setting).items()
        }
        numbers = [
            *(f"parameter.{name}" for name in parameters),
            *(name for entry in self.state for name in entry.inputs(parameters)),
            *("updates", "step"),
            *(f"noise.{name}" for name in parameters if experiment.noise is not None),
        ]
        loss = experiment.loss
        if loss is not None:
            numbers += [f"loss.{name}" for name, _ in loss.knobs]

        def example(size: int, number: float) -> dict[str, Tensor]:
            points = torch.linspace(0.5, number, size, dtype=torch.float64)
            return {
                **{name: torch.full((), number, dtype=torch.float64) for name in numbers},
                **{
                    name: value == (number > 1) if value.dtype == torch.bool else value * number
                    for name, value in knobs.items()
                },
                **({"x": points, "y": number - points * points} if loss is not None else {}),
            }

        return example(SIZES[0], 0.9), example(SIZES[1], 1.3)

    def __call__(self, inputs: Mapping[str, Tensor]) -> list[Tensor]:
        """Return the loss, the partials, shape (n,), the next parameters, shape (n,), and the next state's tensors."""
        objective = self._objective

        def group(prefix: str) -> dict[str, Tensor]:
            return {name.removeprefix(prefix): given for name, given in inputs.items() if name.startswith(prefix)}

        def vector(prefix: str) -> Tensor:
            return torch.stack([inputs[prefix + name] for name in objective.parameters])

        loss_at = self._loss_of(inputs, group("loss."))
        parameters = vector("parameter.")
        leaves = [part.detach().requires_grad_() for part in objective.split(parameters)]
        loss = loss_at(leaves)
        gradient = _gradient(loss, leaves)
        state = {
            entry.name: vector(f"state.{entry.name}.") if entry.is_vector else inputs[f"state.{entry.name}"]
            for entry in self.state
        }
        received = gradient if self._stepper.noise is None else gradient + vector("noise.")
        moving = self._stepper.with_knobs(group("knob."), group("schedule."), group("clip."), inputs["updates"])
        updated, after = moving.advance(
            parameters, received, state, inputs["step"], lambda at: loss_at(objective.split(at))
        )
        return [loss.detach(), gradient, updated, *(after[entry.name] for entry in self.state)]

    def _loss_of(
        self, inputs: Mapping[str, Tensor], knobs: Mapping[str, Tensor]
    ) -> Callable[[Sequence[Tensor]], Tensor]:
        """Return the loss of leaves, over all points given and with the loss's knobs as inputs."""
        objective = self._objective
        if not isinstance(objective, FitObjective):
            return lambda leaves: objective.loss_of(objective.forward(leaves), leaves)
        x, y = inputs["x"], inputs["y"]
        choice = objective.experiment.loss
        compare = LOSSES[choice.name].parsed().torch() if choice.is_named else objective.compare
        return lambda leaves: compare(
            {"y": y, "y_pred": objective.predict(leaves, x), **objective.penalised(leaves), **knobs}
        )


def _gradient(loss: Tensor, leaves: Sequence[Tensor]) -> Tensor:
    """Return the partial derivatives as `model.descent.loop.gradient_of` does, shape (n,)."""
    if not loss.requires_grad:
        return torch.zeros(len(leaves), dtype=torch.float64)
    found = cast("tuple[Tensor | None, ...]", torch.autograd.grad(loss, leaves, allow_unused=True))
    zero = torch.zeros((), dtype=torch.float64)
    return torch.stack([zero if partial is None else partial for partial in found])
