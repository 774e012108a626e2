"""One step of a descent, traced through autograd into a graph of ATen operations.

Forward, backward, clipping, schedule and update rule are the same functions that the autograd engine calls; here
they run once on stand-ins for numbers, and torch.fx writes down what they do.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

import torch
from torch.fx.experimental.proxy_tensor import make_fx

from model.compiled.layout import Entry
from model.experiment import Regression
from model.losses import LOSSES
from model.objectives import FitObjective, objective_of
from model.stepping import Stepper, knob_tensors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from torch import Tensor
    from torch.fx import GraphModule

    from model.experiment import Descending
    from model.objectives import Objective

__all__ = ["Trace", "trace"]

_TORCHS_FOLDER = "TORCHINDUCTOR_CACHE_DIR"
_POINTS = 23
"""How many points a trace is made with; its size is a symbol, and must only not be that of something else."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A traced step.

    Attributes
    ----------
    graph : GraphModule
        Its inputs stand in the order of `inputs`; its outputs are the loss, the partials, the next parameters,
        and the next state in the order of `state`.
    inputs : tuple of str
        Where each input comes from: ``parameter.w``, ``state.exp_avg.w`` or ``state.beta1_power``, ``knob.…``,
        ``schedule.…``, ``clip.…``, ``loss.…``, ``updates``, ``step``, ``noise.w``, and ``x`` and ``y``.
    state : tuple of Entry
        The optimizer's state.
    flags : frozenset of str
        The inputs that are truth values.
    """

    graph: GraphModule
    inputs: tuple[str, ...]
    state: tuple[Entry, ...]
    flags: frozenset[str]


def trace(experiment: Descending, decompositions: Mapping[object, Callable[..., object]]) -> Trace:
    """Trace one step of an experiment; only its structure matters.

    Parameters
    ----------
    experiment : Descending
        A valid experiment in float64.
    decompositions : mapping
        Operations that are to be expressed by simpler ones.

    Raises
    ------
    OSError
        Where there is no place for temporary files.
    """
    _load_bisector()
    objective = objective_of(experiment)
    stepper = Stepper(experiment, objective)
    parameters = torch.tensor(objective.start, dtype=torch.float64)
    state = stepper.start(parameters)
    entries = tuple(Entry(name, kept.dim() > 0) for name, kept in state.items())
    examples = _examples(experiment, objective, entries)
    names = tuple(examples)

    def step(*given: Tensor) -> list[Tensor]:
        return _step(_Inputs(dict(zip(names, given, strict=True)), objective.parameters), objective, stepper, entries)

    graph = make_fx(step, decomposition_table=dict(decompositions), tracing_mode="symbolic")(*examples.values())  # type: ignore[arg-type]
    flags = frozenset(name for name, example in examples.items() if example.dtype == torch.bool)
    return Trace(graph, names, entries, flags)


@lru_cache(maxsize=1)
def _load_bisector() -> None:
    """Load what torch asks in every trace: loaded, it makes a folder that nobody would remove."""
    given = os.environ.get(_TORCHS_FOLDER)
    with TemporaryDirectory(prefix="descent-lab-", ignore_cleanup_errors=True) as folder:
        os.environ[_TORCHS_FOLDER] = given or folder
        try:
            import_module("torch._inductor.compiler_bisector")
        finally:
            if given is None:
                del os.environ[_TORCHS_FOLDER]


def _examples(experiment: Descending, objective: Objective, entries: Sequence[Entry]) -> dict[str, Tensor]:
    """Return a stand-in for every input."""
    names = objective.parameters
    examples = {f"parameter.{name}": _number() for name in names}
    for entry in entries:
        examples |= {name: _number() for name in entry.inputs(names)}
    examples |= {f"knob.{name}": value for name, value in knob_tensors(experiment.optimizer).items()}
    if experiment.schedule is not None:
        examples |= {f"schedule.{name}": value for name, value in knob_tensors(experiment.schedule).items()}
    if experiment.clip is not None:
        examples |= {f"clip.{name}": value for name, value in knob_tensors(experiment.clip).items()}
    examples |= {"updates": _number(), "step": _number()}
    if experiment.noise is not None:
        examples |= {f"noise.{name}": _number() for name in names}
    if isinstance(experiment, Regression):
        if experiment.loss.is_named:
            examples |= {f"loss.{name}": _number() for name, _ in experiment.loss.knobs}
        examples |= {name: torch.linspace(0.5, 1.5, _POINTS, dtype=torch.float64) for name in ("x", "y")}
    return examples


def _number() -> Tensor:
    return torch.ones((), dtype=torch.float64)


class _Inputs:
    """The inputs of a trace by where they come from."""

    def __init__(self, given: Mapping[str, Tensor], parameters: Sequence[str]) -> None:
        self.given = given
        self.parameters = parameters

    def group(self, prefix: str) -> dict[str, Tensor]:
        """Return what stands under a prefix, by what follows it."""
        return {
            name.removeprefix(f"{prefix}."): tensor
            for name, tensor in self.given.items()
            if name.startswith(f"{prefix}.")
        }

    def vector(self, prefix: str) -> Tensor:
        """Return what has one number for each parameter, shape (n,)."""
        return torch.stack([self.given[f"{prefix}.{name}"] for name in self.parameters])


def _step(inputs: _Inputs, objective: Objective, stepper: Stepper, entries: Sequence[Entry]) -> list[Tensor]:
    loss_at = _loss_function(inputs, objective)
    parameters = inputs.vector("parameter")
    leaves = [part.detach().requires_grad_() for part in objective.split(parameters)]
    loss = loss_at(leaves)
    gradient = _gradient(loss, leaves)
    state = {
        entry.name: inputs.vector(f"state.{entry.name}") if entry.is_vector else inputs.given[f"state.{entry.name}"]
        for entry in entries
    }
    received = gradient if stepper.noise is None else gradient + inputs.vector("noise")
    moving = stepper.with_knobs(
        inputs.group("knob"), inputs.group("schedule"), inputs.group("clip"), inputs.given["updates"]
    )
    updated, after = moving.advance(
        parameters, received, state, inputs.given["step"], lambda at: loss_at(objective.split(at))
    )
    return [loss.detach(), gradient, updated, *(after[entry.name] for entry in entries)]


def _loss_function(inputs: _Inputs, objective: Objective) -> Callable[[Sequence[Tensor]], Tensor]:
    """Return the loss of leaves: of all points given, whatever batch they are, with the loss's knobs as inputs."""
    if not isinstance(objective, FitObjective):
        return lambda leaves: objective.loss_of(objective.forward(leaves))
    x, y = inputs.given["x"], inputs.given["y"]
    choice = objective.experiment.loss
    knobs = inputs.group("loss")
    compare = LOSSES[choice.name].parsed().torch() if choice.is_named else objective.compare
    return lambda leaves: compare({"y": y, "y_pred": objective.predict(leaves, x), **knobs})


def _gradient(loss: Tensor, leaves: Sequence[Tensor]) -> Tensor:
    """Return the partial derivatives as `model.descent.gradient_of` does, shape (n,)."""
    if not loss.requires_grad:
        return torch.zeros(len(leaves), dtype=torch.float64)
    found = cast("tuple[Tensor | None, ...]", torch.autograd.grad(loss, leaves, allow_unused=True))
    zero = torch.zeros((), dtype=torch.float64)
    return torch.stack([zero if partial is None else partial for partial in found])
