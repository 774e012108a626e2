"""A backward as it happens, one edge of autograd's graph at a time.

PyTorch itself goes back; hooks on its nodes tell what came in and what goes on along each edge. Every backward of a
program, by ``backward()``, ``autograd.grad`` or what is built on them, comes through one function of torch.autograd.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

import torch
from torch.autograd.function import BackwardCFunction
from torch.autograd.graph import GradientEdge, get_gradient_edge

from model.program.record.graph import MOST, is_accumulate, nodes_behind, saved_in
from model.program.record.states import WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from torch import Tensor

_ELEMENTWISE = {
    *(
        "Abs",
        "Add",
        "Cos",
        "Div",
        "Exp",
        "Log",
        "Maximum",
        "Mul",
        "Neg",
        "Pow",
        "Reciprocal",
        "Relu",
        "Rsub",
        "Sigmoid",
    ),
    *("Sin", "Sqrt", "Sub", "Tanh"),
}
_ONCE = ("CopySlices", "CopyBackwards")
"""Nodes that change themselves when they are asked."""


@dataclass(frozen=True, slots=True, eq=False)
class Crossing:
    """A gradient goes back along one edge.

    Attributes
    ----------
    function, following : object
        The autograd nodes at its ends.
    slot, output : int
        Which of the node's inputs, and which result of the following node that is.
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
    slot: int
    following: Any
    output: int
    incoming: Tensor
    local: Tensor | None
    product: Tensor
    total: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """The gradient of a tensor is complete, and goes into its ``.grad``, or to the caller of ``autograd.grad``.

    Attributes
    ----------
    tensor : Tensor
        A leaf, a result that retains its gradient, or one that the gradient was asked for.
    gradient : Tensor
        As PyTorch has it, after hooks of the program.
    total : Tensor or None
        What the edges before have carried there.
    old : Tensor or None
        What ``.grad`` held before.
    is_returned : bool
        Whether it goes to the caller.
    """

    tensor: Tensor
    gradient: Tensor
    total: Tensor | None
    old: Tensor | None = None
    is_returned: bool = False


Step: TypeAlias = "Crossing | Arrival"


class Backward:
    """One way back.

    Parameters
    ----------
    outputs : tuple of Tensor
        Where it begins.
    seeds : tuple of Tensor
        The gradients that it begins with.
    tell : callable
        Is given every step while PyTorch is at it.
    retaining : sequence of Tensor
        Results that may retain their gradient.
    """

    def __init__(
        self,
        outputs: tuple[Tensor, ...],
        seeds: tuple[Tensor, ...],
        tell: Callable[[Step], None],
        retaining: list[Tensor],
    ) -> None:
        self._tell = tell
        self._sums: dict[tuple[Any, int], Tensor] = {}
        kept = [tensor for tensor in retaining if tensor.retains_grad]
        self._retaining = {_end(tensor): (tensor, tensor.grad) for tensor in kept}
        self.passed: list[Any] = []
        """The nodes that it went through."""
        for output, seed in zip(outputs, seeds, strict=True):
            self._add(_end(output), seed)
        self._nodes = list(islice(nodes_behind(*(_end(output)[0] for output in outputs)), MOST + 1))

    def run(self, go: Callable[[], Any], inputs: tuple[Any, ...]) -> Any:
        """Let PyTorch go back; too long a way is not told."""
        handles: list[Any] = []
        if len(self._nodes) <= MOST:
            for node in self._nodes:
                is_leaf = is_accumulate(node)
                handles.append((node.register_prehook if is_leaf else node.register_hook)(self._hook(node, is_leaf)))
        try:
            results = go()
        finally:
            for handle in handles:
                handle.remove()
        for tensor, gradient in zip(inputs, results or (), strict=False):
            if gradient is not None and isinstance(tensor, torch.Tensor):
                self._tell(Arrival(tensor, gradient, self._sums.get(_end(tensor)), is_returned=True))
        return results

    def _hook(self, node: Any, is_leaf: bool) -> Callable[..., None]:
        def arrive(gradients: tuple[Tensor | None, ...]) -> None:
            if gradients[0] is not None:
                leaf = node.variable
                self._tell(Arrival(leaf, gradients[0], self._sums.get((node, 0)), leaf.grad))

        def go_through(products: tuple[Tensor | None, ...], incoming: tuple[Tensor | None, ...]) -> None:
            with torch.no_grad():
                self._go_through(node, products, incoming)

        return arrive if is_leaf else go_through

    def _go_through(self, node: Any, products: tuple[Tensor | None, ...], incoming: tuple[Tensor | None, ...]) -> None:
        self.passed.append(node)
        for output, gradient in enumerate(incoming):
            if (node, output) in self._retaining and gradient is not None:
                tensor, old = self._retaining[node, output]
                self._tell(Arrival(tensor, gradient, self._sums.get((node, output)), old))
        given = next((gradient for gradient in incoming if gradient is not None), None)
        if given is None:
            return
        locals_ = _locals(node, incoming, products)
        for slot, ((following, output), product) in enumerate(zip(node.next_functions, products, strict=False)):
            if following is not None and product is not None:
                total = self._add((following, output), product)
                self._tell(Crossing(node, slot, following, output, given, locals_[slot], product, total))

    def _add(self, end: tuple[Any, int], gradient: Tensor) -> Tensor:
        # The engine adds into what it was given where it can, so what is kept here is a copy.
        before = self._sums.get(end)
        self._sums[end] = gradient.detach().clone() if before is None else before + gradient.detach()
        return self._sums[end]


def _end(tensor: Any) -> tuple[Any, int]:
    """Return the node and output that the gradient of a tensor comes to."""
    edge = tensor if isinstance(tensor, GradientEdge) else get_gradient_edge(tensor)
    return edge.node, edge.output_nr


def _locals(node: Any, incoming: tuple[Tensor | None, ...], products: tuple[Tensor | None, ...]) -> list[Tensor | None]:
    """Return the local derivatives that are one number for each element of an input."""
    nothing: list[Tensor | None] = [None] * len(products)
    first = incoming[0]
    if first is None or len(incoming) != 1 or any(part is not None and part.numel() > WHOLE for part in products):
        return nothing
    if isinstance(node, BackwardCFunction):  # of the program: it is not asked a second time
        is_plain = first.numel() == 1 and bool(first) and bool(first.isfinite())
        return [part / first if is_plain and part is not None else None for part in products]
    name = type(node).__name__.partition("Backward")[0]
    if name in _ONCE or (first.numel() != 1 and name not in _ELEMENTWISE):
        return nothing
    if any(kept.unpack_hook is not None for kept in saved_in(node)):
        return nothing
    found = node(torch.ones_like(first))
    parts = list(found) if isinstance(found, tuple) else [found]
    return [part if part is not None and (first.numel() == 1 or part.shape == first.shape) else None for part in parts]


@contextmanager
def every_backward(handle: Callable[..., Any]) -> Generator[None]:
    """Give each backward to ``handle(go, outputs, seeds, retain_graph, inputs)``, which calls ``go()``.

    ``inputs`` are those whose gradients are returned; none where they go into ``.grad``.
    """
    engine: Any = torch.autograd
    original: Any = engine._engine_run_backward

    def run(outputs: Any, seeds: Any, retain: bool, create: bool, inputs: Any, *rest: Any, **named: Any) -> Any:
        def go() -> Any:
            return original(outputs, seeds, retain, create, inputs, *rest, **named)

        if not all(_is_plain(output) and output.requires_grad for output in outputs) or not all(map(_is_plain, seeds)):
            return go()
        return handle(go, tuple(outputs), tuple(seeds), retain, () if named.get("accumulate_grad") else tuple(inputs))

    engine._engine_run_backward = run
    try:
        yield
    finally:
        engine._engine_run_backward = original


def _is_plain(tensor: Any) -> bool:
    """Return whether this is a tensor with elements of its own: inside of torch.func and batched gradients none has."""
    functorch: Any = torch._C._functorch  # pyright: ignore
    is_inside = functorch.is_functorch_wrapped_tensor, functorch.is_legacy_batchedtensor
    return isinstance(tensor, torch.Tensor) and not any(check(tensor) for check in is_inside)
