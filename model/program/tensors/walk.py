"""The way back through a live graph, one edge at a time, by autograd's own nodes.

Every node is asked for its vector-Jacobian product alone; the products are added up here. What comes out at the
leaves is compared with what PyTorch's own backward put there.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from model.program.graph import is_accumulate, nodes_behind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Crossing:
    """A gradient goes back along one edge of autograd's graph.

    Attributes
    ----------
    function, following : object
        The autograd nodes at its ends.
    slot : int
        Which of the node's inputs.
    incoming : Tensor
        The gradient of the node's result.
    local : Tensor or None
        The derivative of each element by its own, where the node works element by element; of the one number of
        the result by each element of the input, where there is one.
    product : Tensor
        What the edge carries.
    total : Tensor
        What has come together at its end so far.
    """

    function: Any
    following: Any
    slot: int
    incoming: Tensor
    local: Tensor | None
    product: Tensor
    total: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """A node's gradient is complete: it goes into ``.grad`` of a leaf, or on through the node."""

    function: Any
    gradient: Tensor | None


def walk_back(root: Any, output: int, gradient: Tensor) -> Iterator[Crossing | Arrival]:
    """Go back from an autograd node, in the order of PyTorch's engine.

    Parameters
    ----------
    root : autograd node
        Where the gradient comes in.
    output : int
        At which of its outputs.
    gradient : Tensor
        Of that output's shape.

    Raises
    ------
    RuntimeError
        As PyTorch raises it, where a node's saved tensors are freed or changed.
    """
    waiting_for: dict[int, int] = {}
    for function in nodes_behind(root):
        for following, _ in function.next_functions:
            if following is not None:
                waiting_for[id(following)] = waiting_for.get(id(following), 0) + 1
    sums: dict[tuple[int, int], Tensor] = {(id(root), output): gradient}
    ready = [(0, 0, root)]
    count = 0
    while ready:
        function = heapq.heappop(ready)[2]
        incoming = [sums.get((id(function), k)) for k in range(len(function._input_metadata) or 1)]
        given = next((part for part in incoming if part is not None), None)
        yield Arrival(function, given)
        if is_accumulate(function):
            continue
        with torch.no_grad():
            nothing: list[Tensor | None] = [None] * len(function.next_functions)
            products = nothing if given is None else _products(function, incoming)
            locals_ = nothing if given is None else _locals(function, incoming, products)
        for slot, (following, place) in enumerate(function.next_functions):
            if following is None:
                continue
            product = _fitting(products[slot], following, place)
            if product is not None and given is not None:
                key = (id(following), place)
                sums[key] = sums[key] + product if key in sums else product
                yield Crossing(function, following, slot, given, locals_[slot], product, sums[key])
            waiting_for[id(following)] -= 1
            if not waiting_for[id(following)]:
                count += 1
                heapq.heappush(ready, (-_sequence(following), count, following))


def _fitting(product: Tensor | None, following: Any, place: int) -> Tensor | None:
    """Return a product in the shape and type of what it goes to: what was broadcast forward is summed back."""
    if product is None:
        return None
    wanted = following._input_metadata[place]
    return product.sum_to_size(wanted.shape).to(wanted.dtype)


def _sequence(function: Any) -> int:
    return function._sequence_nr()


def _products(function: Any, incoming: list[Tensor | None]) -> list[Tensor | None]:
    found = function(*incoming)
    return list(found) if isinstance(found, tuple) else [found]


def _locals(function: Any, incoming: list[Tensor | None], products: list[Tensor | None]) -> list[Tensor | None]:
    """Return the products for an incoming gradient of ones, where those are the derivatives themselves."""
    first = incoming[0]
    if len(incoming) != 1 or first is None:
        return [None] * len(products)
    if first.numel() == 1:
        return _products(function, [torch.ones_like(first)])
    if type(function).__name__ not in _ELEMENTWISE:
        return [None] * len(products)
    found = _products(function, [torch.ones_like(first)])
    return [part if part is not None and part.shape == first.shape else None for part in found]


_ELEMENTWISE = {
    f"{name}Backward{number}"
    for name in (
        *("Add", "Sub", "Mul", "Div", "Pow", "Neg", "Exp", "Log", "Sqrt", "Sin", "Cos", "Tanh", "Sigmoid", "Relu"),
        *("Abs", "Rsub", "Reciprocal", "Maximum"),
    )
    for number in (0, 1, 2)
}
