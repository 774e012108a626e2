"""Autograd's derivatives of a tensor, at any statement of a run, beside finite differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_map

from model.message import QT_TRANSLATE_NOOP, Refused
from model.program.record.calls import variables
from model.program.record.derivative import Derivative
from model.program.record.graph import is_accumulate, nodes_behind
from model.program.record.recording import scopes_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch import Tensor

    from model.program.machine import Machine
    from model.program.record.frames import Graph
    from model.program.record.recording import Recording
    from model.program.record.stage import Scopes

MOST_PARTIALS = 60
"""Partial derivatives that are compared; each costs two runs of the program."""
_MOST_STATEMENTS = 20_000
"""Of all these runs together; where it would be more there are no differences."""
_STEP = 1e-5
_FILLING = {
    *("uniform_", "normal_", "random_", "bernoulli_", "exponential_", "log_normal_", "cauchy_", "geometric_"),
}
_DRAWING = {"rand", "randn", "randint", "randperm", "rand_like", "randn_like", "normal", "bernoulli", "multinomial"}
"""What draws other numbers in double precision than in single."""
_NO_NUMBER = QT_TRANSLATE_NOOP("record", "'{name}' is not one number that requires a gradient")


def differentiate(recording: Recording, place: int, output: str) -> list[Derivative]:
    """Differentiate a tensor by every leaf that has a name, as of the statement that computed it.

    Parameters
    ----------
    recording : Recording
        A run that is over.
    place : int
        The statement at whose end the tensor has that name.
    output : str
        The name of a tensor of one element.

    Returns
    -------
    list of Derivative
        One for each element of each leaf, `MOST_PARTIALS` at most; none where PyTorch cannot go back from there, as
        part of the graph is freed. To autograd a part that is detached is constant; a difference does not know of that.

    Raises
    ------
    Refused
        Where it is not one number that requires a gradient.
    """
    with recording.standing(place) as (machine, graph):
        value = _tensors(scopes_of(machine)).get(output)
        if value is None or value.numel() != 1 or not value.requires_grad:
            raise Refused(_NO_NUMBER, name=output[:50])
        node = graph.node_of(output)
        made = place if node is None else min(place, _place_of(graph, node) or place)
    with recording.standing(made) as (machine, graph):  # where its graph is not freed yet
        tensors = _tensors(scopes_of(machine))
        value = tensors.get(output, value)
        reached = {id(value), *(id(each.variable) for each in nodes_behind(value.grad_fn) if is_accumulate(each))}
        leaves = {name: each for name, each in tensors.items() if id(each) in reached and each.is_leaf}
        try:
            slopes = _slopes(value, leaves)
        except RuntimeError:
            return []
        uses = {name: _first_use(graph, name) for name in leaves}
    is_short = 2 * len(slopes) * made <= _MOST_STATEMENTS
    return [
        Derivative(
            *(leaf, index, slope),
            _difference(recording, made, output, leaf, index, uses[leaf]) if is_short else None,
        )
        for leaf, index, slope in slopes
    ]


def _slopes(value: Tensor, leaves: Mapping[str, Tensor]) -> list[tuple[str, tuple[int, ...], float]]:
    """Return autograd's derivatives by the elements of some leaves."""
    found: list[tuple[str, tuple[int, ...], float]] = []
    gradients: Any = torch.autograd.grad(value.sum(), [*leaves.values()], allow_unused=True) if leaves else ()
    for (name, leaf), gradient in zip(leaves.items(), gradients, strict=True):
        flat = (torch.zeros_like(leaf) if gradient is None else gradient.detach()).reshape(-1)
        for number in range(min(leaf.numel(), MOST_PARTIALS - len(found))):
            index = tuple(int(k) for k in torch.unravel_index(torch.tensor(number), leaf.shape))
            found.append((name, index, float(flat[number])))
    return found


def _tensors(scopes: Scopes) -> dict[str, Tensor]:
    """Return the tensors that names lead to; of equal names the innermost function's."""
    return {name: each for name, _, each in variables(scopes) if isinstance(each, torch.Tensor)}


def _place_of(graph: Graph, node: int) -> int | None:
    """Return the statement that made a node; None where that was not seen."""
    place = graph.nodes[node].key.partition(".")[0]
    return int(place) if place.isdecimal() else None


def _first_use(graph: Graph, leaf: str) -> int | None:
    """Return the first statement that computes something of a leaf; None where that was not seen."""
    node = graph.node_of(leaf)
    places = [_place_of(graph, edge.target) for edge in graph.edges if edge.source == node]
    return None if not places or None in places else min(place for place in places if place is not None)


def _difference(
    recording: Recording, made: int, output: str, leaf: str, index: tuple[int, ...], use: int | None
) -> float | None:
    """Return (f(x + h) − f(x − h)) / 2h for one element of a leaf, moved just before it is first used."""
    if use is None:
        return 1.0 if leaf == output else None
    ends: list[float] = []
    steps: list[float] = []
    for sign in (1.0, -1.0):

        def move(machine: Machine, sign: float = sign) -> None:
            tensor = _tensors(scopes_of(machine))[leaf]
            with torch.no_grad():
                before = tensor[index].item()
                tensor.data[index] += sign * _STEP * max(1.0, abs(before))
                steps.append(tensor[index].item() - before)

        try:
            with _Double(), recording.rerun(made, {use: move}) as machine:
                ends.append(_tensors(scopes_of(machine))[output].item())
        except (KeyError, RuntimeError, IndexError):  # it does something else in double precision
            return None
    return (ends[0] - ends[1]) / (steps[0] - steps[1])


class _Double(TorchDispatchMode):
    """Lets what would be computed in single precision be computed in double, from the same random numbers."""

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        given: Any = dict(kwargs or {})
        name = func.overloadpacket.__name__
        if name in _FILLING:
            single = args[0].float()
            func(single, *args[1:], **given)
            return args[0].copy_(single)
        if name not in _DRAWING:
            if given.get("dtype") is torch.float32:
                given["dtype"] = torch.float64
            if not func._schema.is_mutable:
                args, given = tree_map(_double, (tuple(args), given))
        return tree_map(_double, func(*args, **given))


def _double(value: Any) -> Any:
    is_single = isinstance(value, torch.Tensor) and value.dtype is torch.float32
    return value.double() if is_single else value
