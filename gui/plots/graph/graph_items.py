"""What a computational graph is drawn from: plain nodes and edges, and their values as text or as pictures."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtGui import QImage

from gui.look.numbers import number_text
from gui.plots.base.density import colour_map

if TYPE_CHECKING:
    from numpy.typing import NDArray

KINDS = ("leaf", "intermediate", "constant", "operation", "accumulate")
STATES = ("unknown", "known", "lit", "freed")

_DIGITS = 4
_MOST_ROWS, _MOST_COLUMNS, _MOST_VECTOR = 3, 3, 4
_STRIP_COLUMNS, _STRIP_ROWS = 96, 24
_FULL_ROWS, _FULL_COLUMNS = 10, 6


class GraphNode(NamedTuple):
    """One node.

    Attributes
    ----------
    key : str
        By which edges and signals know it.
    kind : str
        One of `KINDS`.
    x, y : float
        The layer, from left to right, and the place in the layer, from top to bottom.
    title : str
        The name of a tensor, or of an operation.
    subtitle : str
        The name of its ``grad_fn``.
    shape : str
        The shape as text; empty for a number.
    value, gradient : array or None
        A value is given from the start, so that nothing moves when it is filled in; it shows once the state
        is not "unknown".
    state : str
        One of `STATES`; "lit" is the one being worked on.
    takes_gradient : bool
        Whether there is a place for a gradient in it.
    flow : str
        What a gradient that only goes through the node is called, such as ∂y/∂z; room is kept for it.
    flows : bool
        Whether the gradient only goes through; else the tensor keeps it in its ``.grad``.
    tip : str
        Further lines for the text beside the pointer.
    """

    key: str
    kind: str
    x: float
    y: float
    title: str
    subtitle: str = ""
    shape: str = ""
    value: NDArray | None = None
    gradient: NDArray | None = None
    state: str = "known"
    takes_gradient: bool = False
    flow: str = ""
    flows: bool = False
    tip: str = ""

    @property
    def gradient_name(self) -> str:
        """What its gradient is called beside its value."""
        return self.flow if self.flows else f"{self.title}.grad"


class GraphEdge(NamedTuple):
    """One edge, in the direction of the forward pass; ``backward`` shows the gradient going against it."""

    source: str
    target: str
    label: str = ""
    lit: bool = False
    dimmed: bool = False
    freed: bool = False
    backward: bool = False


def _number(value: object) -> str:
    number = float(value)  # type: ignore[arg-type]
    if math.isnan(number):
        return "nan"
    if math.isinf(number):
        return "inf" if number > 0 else "−inf"
    return number_text(number, _DIGITS)


def is_small(value: NDArray) -> bool:
    """Whether a tensor is shown whole."""
    if value.ndim == 0:
        return True
    if value.ndim == 1:
        return len(value) <= _MOST_VECTOR
    return value.ndim == 2 and value.shape[0] <= _MOST_ROWS and value.shape[1] <= _MOST_COLUMNS


def small_lines(value: NDArray) -> list[str]:
    """Return a small tensor as lines of text, nested as PyTorch prints it."""
    if value.ndim == 0:
        return [_number(value)]
    if value.ndim == 1:
        return ["[" + ", ".join(_number(entry) for entry in value) + "]"]
    rows = ["[" + ", ".join(_number(entry) for entry in row) + "]" for row in value]
    if not rows:
        return ["[]"]
    last = len(rows) - 1
    return [("[" if row == 0 else " ") + text + ("]" if row == last else ",") for row, text in enumerate(rows)]


def as_rows(value: NDArray) -> NDArray:
    """Return any tensor as rows of its last axis."""
    if value.ndim < 2:
        return value.reshape(1, -1)
    return value.reshape(-1, value.shape[-1])


def _binned(rows: NDArray, height: int, width: int) -> NDArray:
    """Return the means of blocks, where there are more cells than can be seen."""
    for axis, most in ((0, height), (1, width)):
        count = rows.shape[axis]
        if count > most:
            edges = np.linspace(0, count, most + 1).astype(int)[:-1]
            sizes = np.diff(np.append(edges, count))
            rows = np.add.reduceat(rows, edges, axis=axis) / (sizes[:, None] if axis == 0 else sizes[None, :])
    return rows


def heat_image(value: NDArray) -> QImage:
    """Return a tensor as a strip of viridis, dark for the least; cells that are not finite are see-through."""
    with np.errstate(all="ignore"):
        rows = _binned(as_rows(np.asarray(value, dtype=float)), _STRIP_ROWS, _STRIP_COLUMNS)
        finite = np.isfinite(rows)
        low, high = (float(rows[finite].min()), float(rows[finite].max())) if finite.any() else (0.0, 0.0)
        spread = high / 2 - low / 2
        share = (rows / 2 - low / 2) / spread if spread > 0 else np.full(rows.shape, 0.5)
    index = np.clip(np.where(finite, share, 0.0) * 255, 0, 255).astype(np.uint8)
    pixels = np.empty((*rows.shape, 4), dtype=np.uint8)
    pixels[..., :3] = colour_map("viridis")[index][..., ::-1]
    pixels[..., 3] = np.where(finite, 255, 0)
    height, width = rows.shape
    return QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_ARGB32).copy()


def range_text(value: NDArray) -> str:
    """Return the least and the greatest element as text."""
    finite = value[np.isfinite(value)] if value.size else value
    if not finite.size:
        return "nan" if value.size else "[]"
    low, high = number_text(float(finite.min()), 3), number_text(float(finite.max()), 3)
    return low if low == high else f"{low} … {high}"


def element_text(value: NDArray, across: float, down: float) -> str:
    """Return the element under a place of the strip, each from 0 to 1: "[2, 1] = 0.5"."""
    rows = as_rows(value)
    row = min(max(int(down * rows.shape[0]), 0), rows.shape[0] - 1)
    column = min(max(int(across * rows.shape[1]), 0), rows.shape[1] - 1)
    place = np.unravel_index(row * rows.shape[1] + column, value.shape)
    index = ", ".join(str(int(entry)) for entry in place)
    return f"[{index}] = {_number(value[place])}"


@lru_cache(maxsize=64)
def _printed(data: bytes, shape: tuple[int, ...], kind: str) -> str:
    value = np.frombuffer(data, dtype=kind).reshape(shape)
    rows = as_rows(value)
    lines = []
    for row in rows[:_FULL_ROWS]:
        more = ", …" if len(row) > _FULL_COLUMNS else ""
        lines.append("[" + ", ".join(_number(entry) for entry in row[:_FULL_COLUMNS]) + more + "]")
    if len(rows) > _FULL_ROWS:
        lines.append("…")
    return "\n".join(lines)


def full_text(value: NDArray) -> str:
    """Return a tensor as lines of text, past some rows and columns shortened."""
    if value.ndim == 0:
        return _number(value)
    if not value.size:
        return "[]"
    return _printed(value.tobytes(), value.shape, value.dtype.str)
