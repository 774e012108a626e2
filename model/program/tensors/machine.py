"""Runs a program's expressions with PyTorch, and keeps a record of every operation done."""

from __future__ import annotations

import operator
import warnings
from dataclasses import dataclass
from functools import cache, reduce
from typing import TYPE_CHECKING, Any, TypeAlias

import torch

from model.formula.error import FormulaError
from model.message import QT_TRANSLATE_NOOP
from model.program.tensors.errors import ProgramError
from model.program.tensors.functions import FUNCTIONS, OPERATORS, Function
from model.program.tensors.numbers import combine
from model.program.tensors.program import parse_program
from model.program.tensors.sizes import refusal, result_shape
from model.program.tensors.tree import Binary, Call, Gradient, Items, Name, Negative, Number, Truth

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from model.message import Message
    from model.program.tensors.tree import Assignment, Expression

REFUSALS = (RuntimeError, TypeError, ValueError, IndexError, AttributeError, OverflowError)
"""What PyTorch, or Python on its behalf, raises where operands do not fit."""


@dataclass(eq=False, slots=True)
class Value:
    """A tensor that was computed, as it was then.

    Attributes
    ----------
    tensor : Tensor
        The live tensor.
    data : NDArray
        A copy of its elements.
    operation : Operation or None
        What made it; None for a gradient read in an action.
    """

    tensor: Tensor
    data: NDArray[np.generic]
    operation: Operation | None = None


Operand: TypeAlias = "Value | int | float | bool | tuple[Any, ...] | list[Any] | None"


@dataclass(eq=False, slots=True)
class Operation:
    """An operation done: a function of the catalogue on its operands.

    Attributes
    ----------
    operands : tuple
        Values, numbers, shapes and lists by the names of the function's parameters, flags among them.
    line : int
        Where in the program it stands, from 1; 0 in an action.
    names : tuple of str
        For each tensor among the operands, the name by which it was called, or "".
    """

    index: int
    function: Function
    operands: dict[str, Operand]
    line: int
    column: int
    names: tuple[str, ...]
    result: Value

    @property
    def tensors(self) -> tuple[Value, ...]:
        """The tensors among the operands."""
        return tuple(operand for operand in self.operands.values() if isinstance(operand, Value))


class PyTorchRefusal(Exception):
    """PyTorch refused an operation.

    Attributes
    ----------
    error : Exception
        As PyTorch raised it.
    column : int
        Where the operation stands.
    shapes : tuple of (str, tuple of int)
        What it was given.
    """

    def __init__(self, error: Exception, column: int, shapes: tuple[tuple[str, tuple[int, ...]], ...] = ()) -> None:
        super().__init__(str(error))
        self.error = error
        self.column = column
        self.shapes = shapes

    def reason(self) -> Message:
        """Return PyTorch's own words with the shapes named, as one sentence."""
        if not self.shapes or "got (" in str(self.error):
            return QT_TRANSLATE_NOOP("tensors", "PyTorch: {words}").fill(words=sentence(self.error))
        shapes = ", ".join(f"{name}: {tuple(shape)}" for name, shape in self.shapes)
        return QT_TRANSLATE_NOOP("tensors", "PyTorch: {words} (shapes {shapes})").fill(
            words=sentence(self.error), shapes=shapes
        )


def sentence(error: Exception) -> str:
    """Return the first sentence of an error that may go on for lines."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(" .:")


def array_of(tensor: Tensor) -> NDArray[np.generic]:
    """Return a read-only copy of a tensor's elements."""
    array: NDArray[np.generic] = tensor.detach().numpy().copy()
    array.setflags(write=False)
    return array


@cache
def function_of(entry: Function) -> Any:
    """Return what computes an entry of the catalogue."""
    if entry.name in OPERATORS:
        return getattr(operator, entry.torch)
    return reduce(getattr, entry.torch.split("."), torch)


class Machine:
    """The live tensors of a program.

    Attributes
    ----------
    names : dict
        What each name stands for now: a `Value`, or a plain number.
    operations : list of Operation
        Everything done so far, in order.
    assigned : list of (int, str, Value)
        The line, the name and the tensor of every assignment so far.
    """

    def __init__(self, seed: int) -> None:
        self.names: dict[str, Value | int | float] = {}
        self.operations: list[Operation] = []
        self.assigned: list[tuple[int, str, Value]] = []
        self.generator = torch.Generator().manual_seed(seed)
        self.spent = 0
        self.line = 0

    def tensor(self, name: str) -> Tensor:
        """Return the live tensor of a name."""
        value = self.names[name]
        assert isinstance(value, Value)
        return value.tensor

    def assign(self, assignment: Assignment) -> None:
        """Do one line of a program.

        Raises
        ------
        PyTorchRefusal, FormulaError
            Where it cannot be computed, or would be too large.
        """
        self.line = assignment.line
        value = self.evaluate(assignment.expression)
        assert value is not None
        self.names[assignment.name] = value
        if isinstance(value, Value):
            self.assigned.append((assignment.line, assignment.name, value))
        self.line = 0

    def evaluate(self, node: Expression) -> Value | int | float | None:
        """Return what an expression is: a tensor or a number; None for a gradient that is not there."""
        match node:
            case Number(value):
                return value
            case Name(name):
                return self.names[name]
            case Gradient(name):
                return self._gradient(name)
            case Negative(operand, column):
                value = self.evaluate(operand)
                if isinstance(value, int | float):
                    return -value
                return self._do(OPERATORS["neg"], {"input": value}, column, (operand,))
            case Binary(sign, left, right, column):
                first, second = self.evaluate(left), self.evaluate(right)
                if isinstance(first, int | float) and isinstance(second, int | float):
                    return combine(sign, first, second, column)
                return self._do(OPERATORS[sign], {"input": first, "other": second}, column, (left, right))
            case Call(function, arguments, column):
                operands = {name: self._operand(value) for name, value in arguments}
                return self._do(FUNCTIONS[function], operands, column, tuple(value for _, value in arguments))
            case Truth() | Items():
                raise FormulaError(node.column, QT_TRANSLATE_NOOP("tensors", "a tensor or a number is expected here"))

    def _gradient(self, name: str) -> Value | None:
        tensor = self.tensor(name)
        if not (tensor.is_leaf or tensor.retains_grad) or tensor.grad is None:
            return None
        return Value(tensor.grad, array_of(tensor.grad))

    def _operand(self, node: Expression) -> Operand:
        match node:
            case Truth(value):
                return value
            case Items(items, _, is_tuple):
                # Lists within a shape or within data are plain numbers already.
                found = [self._operand(item) for item in items]
                return tuple(found) if is_tuple else found
            case _:
                return self.evaluate(node)

    def _do(self, entry: Function, operands: dict[str, Operand], column: int, written: tuple[Expression, ...]) -> Value:
        operands = _normal(entry, operands)
        tensors = [operand for operand in operands.values() if isinstance(operand, Value)]
        plain = [operand for operand in operands.values() if not isinstance(operand, Value | bool)]
        shape = result_shape(entry, [tuple(value.tensor.shape) for value in tensors], plain)
        reason = None if shape is None else refusal(shape, self.spent)
        if reason is not None:
            raise FormulaError(column, reason)
        names = tuple(_written(node) for node in written if not isinstance(node, Truth | Items | Number))
        try:
            result = self._call(entry, operands)
        except REFUSALS as error:
            shapes = tuple(
                (name or f"#{k}", tuple(value.tensor.shape))
                for k, (name, value) in enumerate(zip(names, tensors, strict=False), 1)
            )
            raise PyTorchRefusal(error, column, shapes) from None
        value = Value(result, array_of(result))
        value.operation = Operation(len(self.operations), entry, operands, self.line, column, names, value)
        self.spent += result.numel()
        self.operations.append(value.operation)
        return value

    def _call(self, entry: Function, operands: dict[str, Operand]) -> Tensor:
        given = {name: value.tensor if isinstance(value, Value) else value for name, value in operands.items()}
        flags: dict[str, Any] = {name: given.pop(name) for name in ("requires_grad",) if name in given}
        if entry.name == "randn":
            flags["generator"] = self.generator
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = function_of(entry)(*given.values(), **flags)
        if not isinstance(result, torch.Tensor):
            raise TypeError(f"{entry.name} gives {type(result).__name__}, not a Tensor")
        return result


def _normal(entry: Function, operands: dict[str, Operand]) -> dict[str, Operand]:
    """Return lists given as shapes as tuples, as torch takes both."""
    shapes = [parameter.name for parameter in entry.parameters if parameter.kind == "shape"]
    data = [parameter.name for parameter in entry.parameters if parameter.kind == "data"]
    for name in shapes:
        if isinstance(operands.get(name), list):
            operands[name] = tuple(operands[name])  # type: ignore[arg-type]
    for name in data:
        operands[name] = _lists(operands[name])
    return operands


def _lists(data: Any) -> Any:
    return [_lists(item) for item in data] if isinstance(data, list | tuple) else data


def _written(node: Expression) -> str:
    match node:
        case Name(name):
            return name
        case Gradient(name):
            return f"{name}.grad"
        case _:
            return ""


def run_program(lines: tuple[str, ...], seed: int) -> Machine:
    """Run a program on fresh tensors.

    Raises
    ------
    ProgramError
        For the line that leaves the grammar, is too large, or is refused by PyTorch.
    """
    assignments = parse_program(lines)
    machine = Machine(seed)
    for assignment in assignments:
        try:
            machine.assign(assignment)
        except PyTorchRefusal as refused:
            raise ProgramError(assignment.line, refused.column, refused.reason()) from None
        except FormulaError as error:
            raise ProgramError(assignment.line, error.column, error.reason) from None
    return machine
