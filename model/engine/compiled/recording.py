"""A function of tensors, recorded as the calls of ATen operations that PyTorch makes for it.

The function runs on real tensors twice, with different numbers and another number of points. What is the same both
times is the same in every run; what is the first number of points and then the second one is the number of points; a
function with any other difference cannot be recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from model.engine.compiled.operations import OPERATIONS, Unsupported

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from torch import Tensor
    from torch._ops import OpOverload

SIZES = (23, 29)
"""The numbers of points in the first and the second run: two numbers that nothing else has in turn."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The index of a tensor among the inputs and, after them, all results in their order."""

    index: int


@dataclass(frozen=True, slots=True)
class ConstantTensor:
    """A tensor that is the same in every run: its shape, and its numbers in float64 as bytes."""

    shape: tuple[int, ...]
    data: bytes


POINT_COUNT = object()
"""An argument that was the number of points."""


class OperationCall(NamedTuple):
    """One call of an operation, by ATen's name without its overload.

    Of the arguments a tensor is a `Slot` or a `ConstantTensor`, the number of points `POINT_COUNT`; those by keyword
    are ``named``, each with its value.
    """

    operation: str
    arguments: tuple[Any, ...]
    named: tuple[tuple[str, Any], ...]


class Recording(NamedTuple):
    """The calls of a function in their order, and its results."""

    calls: tuple[OperationCall, ...]
    results: tuple[Slot | ConstantTensor, ...]


def record(
    function: Callable[[Mapping[str, Tensor]], Sequence[Tensor]],
    first: Mapping[str, Tensor],
    second: Mapping[str, Tensor],
) -> Recording:
    """Record what a function does to its inputs, which it takes by name, whatever numbers are in them.

    The same inputs are given twice with different numbers in them; those with points have `SIZES` of them. Raises
    `Unsupported` where the function calls an operation that is not in `OPERATIONS`, reads a number, or does not do the
    same twice.
    """
    one, other = _recorded(function, first), _recorded(function, second)
    if len(one.calls) != len(other.calls):
        raise Unsupported("a step that is not the same twice")
    calls = (OperationCall(*_same(a.operation, a, b)) for a, b in zip(one.calls, other.calls, strict=True))
    return Recording(tuple(calls), _same("the result of a step", one.results, other.results))


def _recorded(function: Callable[[Mapping[str, Tensor]], Sequence[Tensor]], inputs: Mapping[str, Tensor]) -> Recording:
    recorder = _Recorder(inputs.values())
    with recorder:
        results = function(inputs)
    return Recording(tuple(recorder.calls), recorder.written(tuple(results)))


class _Recorder(TorchDispatchMode):
    """Records every call below autograd, so that those of the backward pass are among them."""

    def __init__(self, inputs: Any) -> None:
        super().__init__()
        self.calls: list[OperationCall] = []
        self._slots: dict[int, Slot] = {}
        self._tensors: list[Tensor] = []  # kept, so that no other tensor gets the identity of one that is gone
        for tensor in inputs:
            self._give_slot(tensor)

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Return False, since torch would import its own compiler to skip it."""
        return False

    def __torch_dispatch__(self, func: OpOverload, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func.name().removeprefix("aten::").partition(".")[0]
        if name not in OPERATIONS:
            raise Unsupported(name)
        if name.endswith("_") and self._is_shared(args[0]):
            raise Unsupported(f"{name} on a tensor that has another view")
        named = kwargs or {}
        call = OperationCall(name, self.written(args), self.written(tuple(named.items())))
        result = func(*args, **named)
        self.calls.append(call)
        for tensor in result if isinstance(result, tuple | list) else (result,):
            self._give_slot(tensor)
        return result

    def _give_slot(self, tensor: Tensor) -> None:
        self._slots[id(tensor)] = Slot(len(self._tensors))
        self._tensors.append(tensor)

    def _is_shared(self, changed: Tensor) -> bool:
        """Tell whether a change in place would change another tensor, too."""
        memory = changed.untyped_storage().data_ptr()
        return any(other is not changed and other.untyped_storage().data_ptr() == memory for other in self._tensors)

    def written(self, given: Any) -> Any:
        """Return arguments with a slot or a constant for every tensor."""
        match given:
            case torch.Tensor():
                return self._slots.get(id(given)) or _constant(given)
            case tuple() | list():
                return tuple(self.written(part) for part in given)
            case _:
                return given


def _constant(tensor: Tensor) -> ConstantTensor:
    return ConstantTensor(tuple(tensor.shape), tensor.detach().to(torch.float64).numpy().tobytes())


def _same(operation: str, one: Any, other: Any) -> Any:
    """Return what was the same both times."""
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        return tuple(_same(operation, a, b) for a, b in zip(one, other, strict=True))
    if type(one) is type(other):
        if one == other or (one != one and other != other):  # NaN, too
            return one
        if (one, other) == SIZES:
            return POINT_COUNT
    raise Unsupported(f"{operation} with what is not the same in every run")
