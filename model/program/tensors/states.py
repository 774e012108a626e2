"""What a tensor says of itself, and what an action changed: plain data for a table, a log and a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from model.message import QT_TRANSLATE_NOOP, Message, number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from model.program.record.explanations import Explanation

_SHOWN = 6
_FIRST = 3
"""How many elements are shown whole, and how many of a row of more."""
_ATTRIBUTES = ("data", "requires_grad", "grad", "grad_fn", "is_leaf", "retains_grad")


@dataclass(frozen=True, slots=True, eq=False)
class TensorState:
    """One row of the tensor table.

    Attributes
    ----------
    data : NDArray
        Read-only.
    grad : NDArray or None
        Read-only; None where PyTorch says None.
    grad_fn : str or None
        The name of its class.
    dtype : str
        Such as ``torch.float32``.
    node : int
        The graph's node that stands for it, −1 where no graph was asked for.
    """

    name: str
    data: NDArray[np.generic]
    requires_grad: bool
    grad: NDArray[np.generic] | None
    grad_fn: str | None
    is_leaf: bool
    shape: tuple[int, ...]
    dtype: str
    retains_grad: bool
    node: int = -1

    def document(self) -> dict[str, Any]:
        """Return it as lists and numbers, which may not be finite."""
        return {
            "data": self.data.tolist(),
            "requires_grad": self.requires_grad,
            "grad": None if self.grad is None else self.grad.tolist(),
            "grad_fn": self.grad_fn,
            "is_leaf": self.is_leaf,
            "shape": list(self.shape),
        }


@dataclass(frozen=True, slots=True)
class Effect:
    """What one attribute of a tensor was, and is: ``x.grad: 75 → 150``."""

    name: str
    attribute: str
    old: str
    new: str

    @property
    def message(self) -> Message:
        """The effect as a line of the log."""
        what = self.name if self.attribute == "data" else f"{self.name}.{self.attribute}"
        return QT_TRANSLATE_NOOP("tensors", "{what}: {old} → {new}").fill(what=what, old=self.old, new=self.new)


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """The tensors after the program, or after an action.

    Attributes
    ----------
    action : str or None
        The action's text; None after the program.
    error : str or None
        PyTorch's own message where it refused.
    error_type : str or None
        The class of that error, such as ``RuntimeError``.
    explanation : Explanation or None
        What such a refusal means, and what to do.
    tensors : tuple of TensorState
        In the order in which the names were first assigned.
    effects : tuple of Effect
        What the action changed.
    freed : bool
        Whether this action let PyTorch free a graph.
    """

    action: str | None
    error: str | None
    error_type: str | None
    explanation: Explanation | None
    tensors: tuple[TensorState, ...]
    effects: tuple[Effect, ...] = ()
    freed: bool = False

    def document(self) -> dict[str, Any]:
        """Return it as one of the ``steps`` of a result."""
        return {
            "action": self.action,
            "error": self.error,
            "tensors": {tensor.name: tensor.document() for tensor in self.tensors},
        }

    def log(self) -> tuple[Message, ...]:
        """Return the lines of the log."""
        lines = [effect.message for effect in self.effects]
        if self.freed:
            lines.append(QT_TRANSLATE_NOOP("tensors", "the graph is freed"))
        if not lines and self.error is None and self.action is not None:
            lines.append(QT_TRANSLATE_NOOP("tensors", "nothing changed"))
        return tuple(lines)


def array_text(array: NDArray[np.generic] | None) -> str:
    """Return a value for people: a number, a short list, or how a longer one begins: ``[[1, 2, 3], …]``."""
    if array is None:
        return "None"
    if array.size > _SHOWN:
        return _beginning(array)
    return _text(array.tolist())


def _beginning(array: NDArray[np.generic]) -> str:
    shown = _FIRST if array.ndim == 1 else 1
    parts = [_text(part.tolist()) if part.ndim == 0 else _beginning(part) for part in map(np.asarray, array[:shown])]
    return f"[{', '.join(parts)}{', …' if len(array) > shown else ''}]"


def _text(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_text(item) for item in value)}]"
    return str(value) if isinstance(value, bool) else number_text(float(value))


def effects_of(before: Sequence[TensorState], after: Sequence[TensorState]) -> tuple[Effect, ...]:
    """Return what changed from one table to the next."""
    old = {tensor.name: tensor for tensor in before}
    return tuple(
        Effect(tensor.name, name, _shown(getattr(old[tensor.name], name)), _shown(getattr(tensor, name)))
        for tensor in after
        for name in _ATTRIBUTES
        if not _same(getattr(old[tensor.name], name), getattr(tensor, name))
    )


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, np.ndarray) and isinstance(new, np.ndarray):
        return old is new or np.array_equal(old, new, equal_nan=old.dtype.kind == "f")
    return old is new or (not isinstance(old, np.ndarray) and not isinstance(new, np.ndarray) and old == new)


def _shown(value: Any) -> str:
    return array_text(value) if isinstance(value, np.ndarray) else str(value)
