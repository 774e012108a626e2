"""Does actions with PyTorch itself on the live tensors."""

from __future__ import annotations

import contextlib
import operator
from typing import TYPE_CHECKING, Any

import torch

from model.formula.error import FormulaError
from model.program.tensors.errors import ActionError
from model.program.tensors.machine import REFUSALS, PyTorchRefusal, Value
from model.program.tensors.program import Backward, DropGradient, RequiresGrad, RetainGrad, Update, ZeroGradient

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.program.tensors.machine import Machine
    from model.program.tensors.program import Action

_IN_PLACE: dict[str, Callable[[Any, Any], Any]] = {"+": operator.iadd, "-": operator.isub, "*": operator.imul}


def perform(machine: Machine, action: Action, index: int) -> Exception | None:
    """Do one action.

    Returns
    -------
    Exception or None
        What PyTorch raised where it refused.

    Raises
    ------
    ActionError
        Where the action would make a tensor that is too large.
    """
    machine.spent = 0
    try:
        _perform(machine, action)
    except PyTorchRefusal as refusal:
        return refusal.error
    except FormulaError as error:
        raise ActionError(index, error.column, error.reason) from None
    except REFUSALS as error:
        return error
    return None


def _perform(machine: Machine, action: Action) -> None:
    tensor = machine.tensor(action.name)
    match action:
        case Backward(_, retain_graph, expression):
            gradient = None if expression is None else machine.evaluate(expression)
            given = gradient.tensor if isinstance(gradient, Value) else gradient
            tensor.backward(gradient=given, retain_graph=retain_graph)  # type: ignore[arg-type]
        case ZeroGradient():
            readable = tensor.is_leaf or tensor.retains_grad  # PyTorch would warn on the terminal
            gradient: Any = tensor.grad if readable else None
            gradient.zero_()
        case DropGradient():
            tensor.grad = None
        case RetainGrad():
            tensor.retain_grad()
        case RequiresGrad(_, value):
            tensor.requires_grad_(value)
        case Update(_, sign, expression, no_grad):
            with torch.no_grad() if no_grad else contextlib.nullcontext():
                change = machine.evaluate(expression)
                other = change.tensor if isinstance(change, Value) else change
                _IN_PLACE[sign](tensor, other)
