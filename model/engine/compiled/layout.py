"""The order of the numbers in a compiled step's arrays; importing this loads no torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.experiment import Descending
    from model.experiment.settings import Knobs


@dataclass(frozen=True, slots=True)
class StateTensor:
    """A tensor of the optimizer's state: its name, and whether it has one number for each parameter."""

    name: str
    is_vector: bool

    def inputs(self, parameters: Sequence[str]) -> tuple[str, ...]:
        """Return the names of its numbers among the inputs of a step."""
        if not self.is_vector:
            return (f"state.{self.name}",)
        return tuple(f"state.{self.name}.{name}" for name in parameters)


@dataclass(frozen=True, slots=True)
class StepLayout:
    """The order of a step's numbers in the arrays that the compiled loop receives.

    Attributes
    ----------
    parameters : tuple of str
        The parameters, which come first in the array that is carried from row to row.
    entries : tuple of StateTensor
        The tensors of the optimizer's state, whose numbers follow.
    numbers : tuple of str
        The names of the numbers for a whole run; a truth value is 1 or 0.
    has_points : bool
        Whether the loss is one of points.
    batched : bool
        Whether every update sees another part of the points.
    has_noise : bool
        Whether noise is added to the gradient.
    """

    parameters: tuple[str, ...]
    entries: tuple[StateTensor, ...]
    numbers: tuple[str, ...]
    has_points: bool
    batched: bool
    has_noise: bool

    @property
    def state(self) -> tuple[str, ...]:
        """The names of the state's numbers."""
        return tuple(name for entry in self.entries for name in entry.inputs(self.parameters))

    @property
    def carried(self) -> tuple[str, ...]:
        """The names of what is carried from row to row."""
        return (*(f"parameter.{name}" for name in self.parameters), *self.state)


def arguments_of(experiment: Descending, updates: int) -> dict[str, float]:
    """Return the numbers for a whole run by the names of a step's inputs."""
    groups: dict[str, Knobs] = {"knob": experiment.optimizer.knobs}
    if experiment.schedule is not None:
        groups["schedule"] = experiment.schedule.knobs
    if experiment.clip is not None:
        groups["clip"] = experiment.clip.knobs
    if experiment.loss is not None:
        groups["loss"] = experiment.loss.knobs
    numbers = {f"{group}.{name}": float(value) for group, knobs in groups.items() for name, value in knobs}
    return numbers | {"updates": float(updates)}
