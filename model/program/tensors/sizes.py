"""How large a result will be, known before any memory is taken for it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.message import QT_TRANSLATE_NOOP
from model.program.tensors.functions import LIMIT_DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.message import Message
    from model.program.tensors.functions import Function

MAX_ELEMENTS = 10_000
MAX_IN_ALL = 100_000

Shape = tuple[int, ...]


def result_shape(function: Function, shapes: Sequence[Shape], plain: Sequence[object]) -> Shape | None:
    """Return the shape of a result, or one with at least as many elements.

    Parameters
    ----------
    function : Function
        What is done.
    shapes : sequence of tuple
        The shapes of the tensors among its operands.
    plain : sequence
        The other operands, in order.

    Returns
    -------
    tuple of int, or None
        None where PyTorch will refuse the operands.
    """
    match function.size:
        case "one":
            return ()
        case "same":
            return shapes[0] if shapes else ()
        case "broadcast":
            return _broadcast(shapes)
        case "matmul":
            return _matmul(*shapes) if len(shapes) == 2 else None
        case "shape":
            sizes = plain[0]
            assert isinstance(sizes, tuple)
            return tuple(int(size) for size in sizes) if all(_is_size(size) for size in sizes) else None
        case "steps":
            return (int(plain[2]),) if _is_size(plain[2]) else None  # type: ignore[arg-type]
        case "range":
            return _range(plain)
        case "data":
            return _listed(plain[0])


def _is_size(size: object) -> bool:
    return isinstance(size, int) and size >= 0


def _broadcast(shapes: Sequence[Shape]) -> Shape | None:
    result: list[int] = []
    length = max((len(shape) for shape in shapes), default=0)
    for index in range(-length, 0):
        sizes = {shape[index] for shape in shapes if len(shape) >= -index} - {1}
        if len(sizes) > 1:
            return None
        result.append(sizes.pop() if sizes else 1)
    return tuple(result)


def _matmul(left: Shape, right: Shape) -> Shape | None:
    if not left or not right:
        return None
    rows = left[-2:-1]
    columns = right[-1:] if len(right) > 1 else ()
    batch = _broadcast((left[:-2], right[:-2]))
    return None if batch is None else (*batch, *rows, *columns)


def _range(plain: Sequence[object]) -> Shape | None:
    numbers = [float(value) for value in plain if isinstance(value, int | float)]
    if len(numbers) == 1:
        numbers.insert(0, 0.0)
    start, end = numbers[:2]
    step = numbers[2] if len(numbers) > 2 else 1.0
    if step == 0 or not all(math.isfinite(number) for number in numbers):
        return None
    length = (end - start) / step
    return None if length < 0 else (math.ceil(min(length, 1e18)),)


def _listed(data: object) -> Shape:
    """Return how many numbers nested lists hold, in as many dimensions as they are deep."""
    count, depth, level = 0, 0, [data]
    while any(isinstance(item, list) for item in level):
        depth += 1
        count += sum(not isinstance(item, list) for item in level)
        level = [inner for item in level if isinstance(item, list) for inner in item]
    return (1,) * (depth - 1) + (count + len(level),) if depth else ()


def refusal(shape: Shape, spent: int) -> Message | None:
    """Return why a tensor of this shape may not be made where ``spent`` elements are there already."""
    if len(shape) > LIMIT_DIMENSIONS:
        return QT_TRANSLATE_NOOP("tensors", "a tensor has at most {limit} dimensions, not {count}").fill(
            limit=LIMIT_DIMENSIONS, count=len(shape)
        )
    size = math.prod(shape)
    if size > MAX_ELEMENTS:
        return QT_TRANSLATE_NOOP("tensors", "a tensor has at most {limit} elements; this one would have {count}").fill(
            limit=MAX_ELEMENTS, count=size
        )
    if spent + size > MAX_IN_ALL:
        return QT_TRANSLATE_NOOP("tensors", "all tensors together have at most {limit} elements").fill(limit=MAX_IN_ALL)
    return None
