"""From an experiment to its step as expressions of single numbers; imports torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from model.compiled.expressions import COUNT, Book, Operand
from model.compiled.layout import Entry, Layout, arguments_of
from model.compiled.operations import OPERATIONS, Points, array
from model.compiled.recording import POINT_COUNT, Constant, Slot, record
from model.compiled.structure import structure_of
from model.compiled.whole_step import WholeStep
from model.experiment import Regression

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.compiled.recording import Recording
    from model.experiment import Descending

__all__ = ["Step", "lower", "step_of"]

_POINTWISE = ("x", "y")


@dataclass(frozen=True, slots=True)
class Step:
    """One step as expressions, each of a tuple in the order of the parameters or of the state's numbers.

    Attributes
    ----------
    loss : Operand
        The loss at the parameters.
    gradient : tuple
        Its partial derivatives.
    parameters : tuple
        The next parameters.
    state : tuple
        The next state, number by number.
    """

    loss: Operand
    gradient: tuple[Operand, ...]
    parameters: tuple[Operand, ...]
    state: tuple[Operand, ...]


def step_of(experiment: Descending) -> tuple[Step, Layout, tuple[Entry, ...]]:
    """Return the step of an experiment, where its numbers stand, and the tensors of the optimizer's state.

    Parameters
    ----------
    experiment : Descending
        A valid experiment in float64; only its structure matters.

    Raises
    ------
    Unsupported
        Where it calls an operation that is not known.
    """
    whole = WholeStep(experiment)
    first, second = whole.examples()
    flags = {name: example.dtype == torch.bool for name, example in first.items()}
    step = lower(record(whole, first, second), flags)
    layout = Layout(
        parameters=experiment.parameters,
        state=tuple(name for entry in whole.state for name in entry.inputs(experiment.parameters)),
        numbers=tuple(arguments_of(experiment, 0)),
        flags=frozenset(name for name, is_flag in flags.items() if is_flag),
        has_points=isinstance(experiment, Regression),
        batched=structure_of(experiment).batched,
        has_noise=experiment.noise is not None,
    )
    return step, layout, whole.state


def lower(recording: Recording, flags: Mapping[str, bool]) -> Step:
    """Return a recorded step as expressions.

    Parameters
    ----------
    recording : Recording
        Its results are those of `model.compiled.whole_step.WholeStep`.
    flags : mapping
        For each input by name, in their order, whether it is a truth value.

    Raises
    ------
    Unsupported
        Where an operation is given what it is not known for.
    """
    book = Book()
    values: list[Any] = [_input(book, name, is_flag) for name, is_flag in flags.items()]

    def resolved(given: Any) -> Any:
        match given:
            case Slot(index):
                return values[index]
            case Constant(shape, data):
                return np.frombuffer(data).reshape(shape).astype(object)
            case tuple():
                return [resolved(part) for part in given]
            case _:
                return book.given(COUNT) if given is POINT_COUNT else given

    for call in recording.calls:
        named = {key: resolved(value) for key, value in call.named.items()}
        result = OPERATIONS[call.operation](book, *resolved(call.arguments), **named)
        values += result if isinstance(result, list | tuple) else [result]
    loss, gradient, parameters, *state = (resolved(result) for result in recording.results)
    return Step(
        array(loss).item(),
        tuple(gradient.flat),
        tuple(parameters.flat),
        tuple(number for tensor in state for number in tensor.flat),
    )


def _input(book: Book, name: str, is_flag: bool) -> Any:
    if name in _POINTWISE:
        return Points(book.given(name, "point"))
    return array(book.given(name, "flag" if is_flag else "number"))
