"""The step of an experiment as scalars; imports torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from model.engine.compiled.layout import StepLayout, arguments_of
from model.engine.compiled.operations import OPERATIONS, Points, Unsupported, array
from model.engine.compiled.recording import POINT_COUNT, ConstantTensor, Slot, record
from model.engine.compiled.scalars import COUNT, Book, Operand
from model.engine.compiled.structure import structure_of
from model.engine.compiled.whole_step import WholeStep

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.engine.compiled.recording import Recording
    from model.experiment import Descending

_POINTWISE = ("x", "y")
_NONE: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class Step:
    """One step as scalars: the loss at the parameters, its partial derivatives, the next parameters, the next state.

    Each tuple is in the order of the parameters or of the state's numbers.
    """

    loss: Operand
    gradient: tuple[Operand, ...]
    parameters: tuple[Operand, ...]
    state: tuple[Operand, ...]


def step_of(experiment: Descending) -> tuple[Step, StepLayout]:
    """Return the step of an experiment in float64, of which only the structure matters, and the order of its numbers.

    Raises `Unsupported` where it calls an unknown operation.
    """
    whole = WholeStep(experiment)
    first, second = whole.examples()
    arguments = arguments_of(experiment, 0)
    switches = {name: arguments[name] for name, example in first.items() if example.dtype == torch.bool}
    step = lower(record(whole, first, second), tuple(first), switches)
    layout = StepLayout(
        parameters=experiment.parameters,
        entries=whole.state,
        numbers=tuple(arguments),
        has_points=experiment.loss is not None,
        batched=structure_of(experiment).batched,
        has_noise=experiment.noise is not None,
    )
    return step, layout


def lower(recording: Recording, inputs: Sequence[str], constants: Mapping[str, float] = _NONE) -> Step:
    """Return a recorded step, with the results of `model.engine.compiled.whole_step.WholeStep`, as scalars.

    ``inputs`` are the names of its inputs in their order, ``constants`` those of them that are the same in every run of
    the structure. Raises `Unsupported` where an operation is called in an unknown way.
    """
    book = Book()
    points = {name: Points(book.given(name, pointwise=True)) for name in _POINTWISE}
    values: list[Any] = [points.get(name) or array(constants.get(name, book.given(name))) for name in inputs]

    def resolved(given: Any) -> Any:
        match given:
            case Slot(index):
                return values[index]
            case ConstantTensor(shape, data):
                return np.frombuffer(data).reshape(shape).astype(object)
            case tuple():
                return [resolved(part) for part in given]
            case _:
                return book.given(COUNT) if given is POINT_COUNT else given

    for call in recording.calls:
        named = {name: resolved(given) for name, given in call.named}
        try:
            result = OPERATIONS[call.operation](book, *resolved(call.arguments), **named)
        except (TypeError, ValueError) as error:  # more arguments, or others, than are known here
            raise Unsupported(f"{call.operation} as it is called") from error
        values += result if isinstance(result, list | tuple) else [result]
    loss, gradient, parameters, *state = (resolved(result) for result in recording.results)
    return Step(
        array(loss).item(),
        tuple(gradient.flat),
        tuple(parameters.flat),
        tuple(number for tensor in state for number in tensor.flat),
    )
