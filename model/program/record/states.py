"""What the variables of a program say of themselves, as plain values that go through a pipe."""

from __future__ import annotations

import math
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
import numpy as np

from model.message import QT_TRANSLATE_NOOP, Message, number_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from torch import Tensor

WHOLE = 1024
FIRST = 64
"""Up to how many elements an array is passed on whole, and how many of a larger one are."""
_SHOWN = 6
_FIRST = 3
"""How many elements are written whole, and how many of a row of more."""
_LETTERS = 60
_OF_NUMPY = {"torch.float32", "torch.float64", "torch.int64", "torch.bool"}
"""The usual types that NumPy has as they are."""
_ATTRIBUTES = ("data", "requires_grad", "grad", "grad_fn", "is_leaf", "retains_grad")


class Array(msgspec.Struct, frozen=True, array_like=True):
    """The elements of a tensor as they were at one moment.

    Attributes
    ----------
    dtype : str
        NumPy's for ``data``; empty where the elements cannot be read.
    data : bytes
        In C order; of more than `WHOLE` elements only the first `FIRST`.
    """

    dtype: str
    shape: tuple[int, ...]
    data: bytes

    @property
    def is_whole(self) -> bool:
        """Whether all elements are there."""
        return len(self.elements) == math.prod(self.shape)

    @property
    def elements(self) -> NDArray[np.generic]:
        """The elements that are there, in one row; read-only."""
        return np.frombuffer(self.data, self.dtype or "u1")

    @property
    def numpy(self) -> NDArray[np.generic]:
        """The array, read-only.

        Raises
        ------
        ValueError
            Where it is not whole.
        """
        return self.elements.reshape(self.shape)


class TensorState(msgspec.Struct, frozen=True, tag="tensor"):
    """A tensor in the table of variables.

    Attributes
    ----------
    name : str
        The variable, or the way from one: ``model.0.weight``, ``params[1]``.
    depth : int
        Whose variable it is: 0 for the program's own, else which of the functions being run.
    grad : Array or None
        None where PyTorch says None.
    grad_fn : str or None
        The name of its class.
    dtype : str
        Such as ``torch.float32``.
    version : int
        How often it was changed in place.
    shares : tuple of str
        The other names with which it shares memory.
    node : str
        The key of the graph's node that stands for it.
    """

    name: str
    depth: int
    data: Array
    requires_grad: bool
    grad: Array | None
    grad_fn: str | None
    is_leaf: bool
    dtype: str
    retains_grad: bool
    version: int
    shares: tuple[str, ...]
    node: str

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape."""
        return self.data.shape

    @property
    def is_single(self) -> bool:
        """Whether it is of one element."""
        return math.prod(self.shape) == 1


class PlainState(msgspec.Struct, frozen=True, tag="plain"):
    """Any other variable: its type and how it is written, in short."""

    name: str
    depth: int
    kind: str
    text: str


VariableState: TypeAlias = TensorState | PlainState


class Effect(msgspec.Struct, frozen=True):
    """What one attribute of a tensor was, and is: ``x.grad: 75 → 150``."""

    name: str
    attribute: str
    old: str
    new: str

    @property
    def message(self) -> Message:
        """The effect as a line of the log."""
        what = self.name if self.attribute == "data" else f"{self.name}.{self.attribute}"
        return QT_TRANSLATE_NOOP("record", "{what}: {old} → {new}").fill(what=what, old=self.old, new=self.new)


def tensor_state(
    name: str, depth: int, tensor: Tensor, shares: tuple[str, ...], node: str, grad_fn: Any
) -> TensorState:
    """Read a row of the table off a live tensor, but for what autograd says of it."""
    try:
        is_leaf = grad_fn is None and tensor.is_leaf
    except RuntimeError:  # a view whose base was changed
        is_leaf = False
    # PyTorch warns of the grad of a result that does not retain it, and says None.
    grad = tensor.grad if is_leaf or tensor.retains_grad else None
    return TensorState(
        name=name,
        depth=depth,
        data=array_of(tensor),
        requires_grad=tensor.requires_grad,
        grad=None if grad is None else array_of(grad),
        grad_fn=None if grad_fn is None else type(grad_fn).__name__,
        is_leaf=is_leaf,
        dtype=str(tensor.dtype),
        retains_grad=tensor.retains_grad,
        version=0 if tensor.is_inference() else tensor._version,
        shares=shares,
        node=node,
    )


def array_of(tensor: Any) -> Array:
    """Return a copy of a tensor's elements, or of as many as are passed on."""
    shape = tuple(tensor.shape)
    try:
        if math.prod(shape) <= WHOLE and str(tensor.dtype) in _OF_NUMPY:
            array = tensor.detach().numpy()
        else:
            flat = tensor.detach().reshape(-1)[: None if tensor.numel() <= WHOLE else FIRST]
            array = (flat.float() if flat.is_floating_point() and flat.itemsize < 4 else flat).resolve_conj().numpy()
    except (RuntimeError, TypeError):  # sparse, or inside of torch.func
        return Array("", shape, b"")
    return Array(array.dtype.str, shape, array.tobytes())


def array_text(array: Array | None) -> str:
    """Return a value for people: a number, a short list, or how a longer one begins: ``[[1, 2, 3], …]``."""
    if array is None:
        return "None"
    if not array.dtype:
        return f"shape {array.shape}"
    return _beginning(array.elements, array.shape, math.prod(array.shape) <= _SHOWN)


def _beginning(elements: NDArray[np.generic], shape: tuple[int, ...], whole: bool) -> str:
    if not shape:
        value: Any = elements[0].item()
        return str(value) if isinstance(value, bool | complex) else number_text(float(value))
    count, size = shape[0], math.prod(shape[1:])
    shown = count if whole else min(count, _FIRST if len(shape) == 1 else 1)
    parts = [_beginning(elements[k * size : (k + 1) * size], shape[1:], whole) for k in range(shown)]
    return f"[{', '.join(parts)}{', …' if shown < count else ''}]"


def value_text(value: Any, depth: int = 0) -> str:
    """Return a value of Python in short, without asking it: no code of the program runs."""
    kind: Any = type(value)
    if kind is float:
        return number_text(value)
    if kind in (bool, int, complex, type(None), str, bytes):
        text = repr(value[:_LETTERS] if kind in (str, bytes) else value)
        return text if len(text) <= _LETTERS else f"{text[:_LETTERS]}…"
    if kind in (list, tuple, set, dict) and depth < 2:
        items = list(islice(value, _SHOWN))
        parts = [value_text(item, depth + 1) for item in items]
        if kind is dict:
            parts = [f"{part}: {value_text(value[item], depth + 1)}" for part, item in zip(parts, items, strict=True)]
        inside = ", ".join(parts) + (", …" if len(value) > _SHOWN else "")
        return f"({inside})" if kind is tuple else f"[{inside}]" if kind is list else f"{{{inside}}}"
    return kind.__name__


def effects_of(before: Sequence[VariableState], after: Sequence[VariableState]) -> tuple[Effect, ...]:
    """Return what changed in the tensors of one table that are in the next."""
    old: Mapping[tuple[str, int], Any] = {(row.name, row.depth): row for row in before if isinstance(row, TensorState)}
    return tuple(
        Effect(row.name, name, _shown(was), _shown(now))
        for row in after
        if isinstance(row, TensorState) and (row.name, row.depth) in old
        for name in _ATTRIBUTES
        if (was := getattr(old[row.name, row.depth], name)) != (now := getattr(row, name))
    )


def _shown(value: Any) -> str:
    return array_text(value) if isinstance(value, Array) else str(value)
