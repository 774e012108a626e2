"""A whole run of an autograd experiment: the program anew, then each action, and what there was to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.program.record.explanations import explain
from model.program.tensors.actions import perform
from model.program.tensors.errors import ActionError, ProgramError, refused_key
from model.program.tensors.machine import Machine, Value, array_of, run_program
from model.program.tensors.program import parse_actions, parse_program, scope_of
from model.program.tensors.states import State, TensorState, effects_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from model.experiment import Autograd


class Reader:
    """Reads the tensor table off the live tensors; what has not changed keeps its array."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, bool], tuple[int, Tensor, int, NDArray[np.generic]]] = {}

    def table(self, machine: Machine) -> tuple[TensorState, ...]:
        """Return a row for each name that is a tensor."""
        return tuple(self.row(name, value.tensor) for name, value in machine.names.items() if isinstance(value, Value))

    def row(self, name: str, tensor: Tensor) -> TensorState:
        """Return one row."""
        # PyTorch warns of the grad of a result that does not retain it, and says None.
        grad = tensor.grad if tensor.is_leaf or tensor.retains_grad else None
        return TensorState(
            name=name,
            data=self._array(name, tensor, False),
            requires_grad=tensor.requires_grad,
            grad=None if grad is None else self._array(name, grad, True),
            grad_fn=None if tensor.grad_fn is None else type(tensor.grad_fn).__name__,
            is_leaf=tensor.is_leaf,
            shape=tuple(tensor.shape),
            dtype=str(tensor.dtype),
            retains_grad=tensor.retains_grad,
        )

    def _array(self, name: str, tensor: Tensor, is_grad: bool) -> NDArray[np.generic]:
        kept = self._read.get((name, is_grad))
        if kept is not None and kept[1] is tensor and kept[2] == tensor._version:
            return kept[3]
        array = array_of(tensor)
        if kept is not None and kept[3].tobytes() == array.tobytes() and kept[3].shape == array.shape:
            array = kept[3]
        self._read[name, is_grad] = (0, tensor, tensor._version, array)
        return array


def play(experiment: Autograd) -> Iterator[State]:
    """Yield the state after the program, and after each action.

    Raises
    ------
    Refused
        Where a line of the program fails, or an action is none: it names the key of the experiment's file.
    """
    try:
        machine = run_program(experiment.program, experiment.seed)
        actions = parse_actions(experiment.actions, scope_of(parse_program(experiment.program)))
        reader = Reader()
        tensors = reader.table(machine)
        yield State(None, None, None, None, tensors)
        for index, action in enumerate(actions):
            error = perform(machine, action, index)
            before, tensors = tensors, reader.table(machine)
            text = experiment.actions[index]
            effects = effects_of(before, tensors)
            if error is None:
                yield State(text, None, None, None, tensors, effects)
            else:
                yield State(text, str(error), type(error).__name__, explain(str(error)), tensors, effects)
    except (ProgramError, ActionError) as error:
        raise refused_key(error) from None


def states_of(experiment: Autograd) -> tuple[State, ...]:
    """Return every state of a run."""
    return tuple(play(experiment))
