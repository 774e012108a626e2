"""A backward as it happens, one edge of autograd's graph at a time.

PyTorch itself goes back; hooks on its nodes tell what came in and what goes on along each edge. Every backward of a
program, by ``backward()``, ``autograd.grad`` or what is built on them, comes through one function of torch.autograd.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

import torch
from msgspec.structs import replace
from torch.autograd.function import BackwardCFunction
from torch.autograd.graph import GradientEdge, get_gradient_edge

from model.program.record.calls import outside
from model.program.record.derivatives import local_derivative
from model.program.record.graph import MOST, grad_fn_of, is_accumulate, nodes_behind, saved_in
from model.program.record.states import WHOLE, TensorState, array_of, array_text

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from torch import Tensor

    from model.program.record.stage import Stage

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

Gradients = tuple["Tensor | None", ...]


class Backward:
    """One way back, shown while PyTorch goes it.

    Parameters
    ----------
    stage : Stage
        Where it is shown.
    outputs : tuple of Tensor
        Where it begins.
    seeds : tuple of Tensor
        The gradients that it begins with.
    """

    def __init__(self, stage: Stage, outputs: tuple[Tensor, ...], seeds: tuple[Tensor, ...]) -> None:
        self._stage = stage
        self._outputs = outputs
        self._seeds = seeds
        self._sums: dict[tuple[Any, int], Tensor] = {}
        known: tuple[Any, ...] = (*(tensor for _, tensor in stage.named), *outputs)
        self._retaining = {
            (grad_fn_of(tensor), tensor.output_nr): (tensor, tensor.grad)
            for tensor in known
            if isinstance(tensor, torch.Tensor) and tensor.retains_grad
        }
        self._passed: list[Any] = []
        self._awaited: list[tuple[int, Tensor, Tensor]] = []
        """The frames of gradients that go into ``.grad``, each with its tensor and what should be there then."""

    def run(self, go: Callable[[], Any], retain_graph: bool, inputs: tuple[Any, ...]) -> Any:
        """Let PyTorch go back; too long a way is not shown edge by edge."""
        stage = self._stage
        handles: list[Any] = []
        try:
            with outside():
                self._begin()
                nodes = list(islice(nodes_behind(*(_end(output)[0] for output in self._outputs)), MOST + 1))
                for node in nodes if len(nodes) <= MOST else ():
                    register = node.register_prehook if is_accumulate(node) else node.register_hook
                    handles.append(register(self._hook(node)))
            results = go()
            with outside():
                for tensor, gradient in zip(inputs, results or (), strict=False):
                    if gradient is not None and isinstance(tensor, torch.Tensor):
                        self._give_back(tensor, gradient)
            return results
        finally:
            for handle in handles:
                handle.remove()
            for function in () if retain_graph else self._passed:
                stage.builder.release(function)
            with outside():
                self._check()
            stage.roots.pop()

    def _begin(self) -> None:
        """Show where it begins."""
        stage = self._stage
        weighted = any(seed.numel() != 1 or seed.item() != 1 for seed in self._seeds)
        stage.roots.append((self._outputs, "", weighted))
        stage.draw()
        stage.roots[-1] = self._outputs, self._named(self._outputs[0])[1], weighted
        for output, seed in zip(self._outputs, self._seeds, strict=True):
            place, _ = self._named(output)
            self._add(_end(output), seed)
            stage.add("seed", nodes=(place,), flow=(place, array_of(seed)), total=_text(seed))

    def _hook(self, node: Any) -> Callable[..., None]:
        def arrive(gradients: Gradients) -> None:
            leaf = node.variable
            if gradients[0] is not None and leaf.requires_grad:  # it did when the graph was made
                with outside():
                    self._accumulate(leaf, gradients[0], leaf.grad)

        def go_through(products: Gradients, incoming: Gradients) -> None:
            with torch.no_grad(), outside():
                self._go_through(node, products, incoming)

        return arrive if is_accumulate(node) else go_through

    def _go_through(self, node: Any, products: Gradients, incoming: Gradients) -> None:
        self._passed.append(node)
        for output, gradient in enumerate(incoming):
            if (node, output) in self._retaining and gradient is not None:
                tensor, old = self._retaining[node, output]
                self._accumulate(tensor, gradient, old)
        given = next((gradient for gradient in incoming if gradient is not None), None)
        if given is None:
            return
        locals_ = _locals(node, incoming, products)
        for slot, ((following, output), product) in enumerate(zip(node.next_functions, products, strict=False)):
            if following is not None and product is not None:
                total = self._add((following, output), product)
                self._cross(node, slot, (following, output), given, locals_[slot], product, total)

    def _add(self, end: tuple[Any, int], gradient: Tensor) -> Tensor:
        # The engine adds into what it was given where it can, so what is kept here is a copy.
        before = self._sums.get(end)
        self._sums[end] = gradient.detach().clone() if before is None else before + gradient.detach()
        return self._sums[end]

    # -- what is shown

    def _cross(
        self,
        node: Any,
        slot: int,
        end: tuple[Any, int],
        incoming: Tensor,
        local: Tensor | None,
        product: Tensor,
        total: Tensor,
    ) -> None:
        """Show a gradient that goes along an edge."""
        builder, graph = self._stage.builder, self._stage.graph
        target, source = builder.place_of(node, -1), builder.place_of(*end)
        if target < 0 or source < 0:
            return
        edges = [(place, edge) for place, edge in enumerate(graph.edges) if edge.target == target]
        sources = {edge.slot: graph.nodes[edge.source] for _, edge in edges}
        result = graph.nodes[builder.place_of(node, 0)]
        shape = (*incoming.shape, *product.shape)
        derivative = None if local is None else array_of(local)
        self._stage.add(
            "edge",
            nodes=(target, source),
            edge=next((place for place, edge in edges if edge.slot == slot and edge.carries_gradient), -1),
            flow=(source, array_of(total)),
            equation=local_derivative(node, slot, sources, result, derivative, shape),
            incoming=_text(incoming),
            product=_text(product),
            total=_text(total),
        )

    def _give_back(self, tensor: Tensor, gradient: Tensor) -> None:
        """Show a gradient that is returned, which hooks of the program may have changed."""
        place, name = self._named(tensor)
        total = self._sums.get(_end(tensor), gradient)
        found = "" if _is_close(total, gradient) else _text(gradient)
        self._stage.add("returned", nodes=(place,), name=name, total=_text(total), autograd=found)

    def _accumulate(self, tensor: Tensor, gradient: Tensor, old: Tensor | None) -> None:
        """Show how a gradient is added into ``.grad``, and await it there."""
        stage = self._stage
        with torch.no_grad():
            total = gradient.detach().clone() if old is None else old + gradient
        place, name = self._named(tensor)
        key = stage.builder.key(tensor)
        rows = [row for row in stage.rows.values() if isinstance(row, TensorState) and row.node == key]
        rows = [replace(row, grad=array_of(total)) for row in rows]
        stage.rows.update({(row.name, row.depth): row for row in rows})
        before = "None" if old is None else _text(old)
        sums: dict[str, Any] = {"old": before, "product": _text(gradient), "total": _text(total), "rows": tuple(rows)}
        number = stage.add("accumulate", nodes=(place,), name=name, **sums)
        if not getattr(tensor, "_post_accumulate_grad_hooks", None):
            self._awaited.append((number, tensor, total))

    def _named(self, tensor: Tensor) -> tuple[int, str]:
        """Return the place of a tensor in the graph, and what it is called."""
        place = self._stage.builder.place(tensor)
        return place, self._stage.graph.nodes[place].variable if place >= 0 else "?"

    def _check(self) -> None:
        """Compare the sums with what PyTorch has put into ``.grad``."""
        frames = self._stage.frames
        for number, tensor, total in self._awaited:
            if tensor.grad is None or not _is_close(total, tensor.grad):
                found = "None" if tensor.grad is None else _text(tensor.grad)
                frames[number] = replace(frames[number], autograd=found)


def _end(tensor: Any) -> tuple[Any, int]:
    """Return the node and output that the gradient of a tensor comes to."""
    edge = tensor if isinstance(tensor, GradientEdge) else get_gradient_edge(tensor)
    return edge.node, edge.output_nr


def _text(tensor: Tensor) -> str:
    return array_text(array_of(tensor))


def _is_close(first: Tensor, second: Tensor) -> bool:
    ours, theirs = first.detach().to_dense(), second.detach().to_dense()
    return torch.allclose(ours.to(theirs.dtype), theirs, rtol=1e-4, atol=1e-6, equal_nan=True)


def _locals(node: Any, incoming: Gradients, products: Gradients) -> list[Tensor | None]:
    """Return the derivative of each element of a result by its own of each input, or of a result that is one number."""
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
