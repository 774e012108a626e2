"""Goes to places of a run from its checkpoints and says whether everything there is as it was, to the last bit."""

from __future__ import annotations

import collections
import hashlib
from typing import Any, NamedTuple

import numpy as np
import torch
from torch.nn.parameter import is_lazy

from model.program import native
from model.program.compiler import compile_source
from model.program.machine import Machine
from model.program.record.checkpoints import Ambient, Checkpoint
from model.program.record.copying import Lost, NeedsEarlier, Uncopyable
from model.program.source import read_source

_NOT_SHOWN = ("step", "_opt_called", "_flat_weight_refs")
"""What torch makes anew, or only counts with."""
MOST_POINTS = 300
MOST_STATEMENTS = 20_000


class Found(NamedTuple):
    """How many places were the same, which were not, and how often an earlier checkpoint was needed.

    Also how many checkpoints there were, why there were no more, and the error that ended the program.
    """

    same: int
    different: list[str]
    earlier: int
    points: int
    refused: list[str]
    error: str | None


class Enough(BaseException):
    """The place is reached."""


def picture(value: Any, seen: dict[int, tuple[int, Any]]) -> Any:
    """Return all that a value is, as something to compare."""
    kind = type(value)
    if isinstance(value, Lost):
        raise NeedsEarlier
    if kind in (int, float, complex, bool, str, bytes, type(None)):
        return repr(value)
    if kind is tuple and all(type(part) is int for part in value):
        return repr(value)  # one and the same or not: a program does not see it
    if id(value) in seen:
        return f"the {seen[id(value)][0]}th"
    seen[id(value)] = (len(seen), value)
    if isinstance(value, torch.Tensor):
        return (kind.__name__, *tensor_picture(value, seen))
    if isinstance(value, np.ndarray):
        return (kind.__name__, str(value.dtype), value.shape, hashlib.blake2b(value.tobytes()).hexdigest())
    if isinstance(value, torch.Generator):
        return digest(value.get_state())
    if isinstance(value, list | tuple | set | frozenset | collections.deque):
        return (kind.__name__, [picture(part, seen) for part in value])
    if isinstance(value, dict):
        return (kind.__name__, [(picture(key, seen), picture(part, seen)) for key, part in value.items()])
    of_torch = torch.nn.Module, torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler
    if isinstance(value, of_torch) or (native.is_user_class(kind) and hasattr(value, "__dict__")):
        names = [name for name in vars(value) if not name.endswith("hooks") and name not in _NOT_SHOWN]
        return (kind.__name__, [(name, picture(vars(value)[name], seen)) for name in names])
    return kind.__name__


def digest(memory: torch.Tensor) -> str:
    return hashlib.blake2b(memory.numpy().tobytes()).hexdigest()


def tensor_picture(value: torch.Tensor, seen: dict[int, tuple[int, Any]]) -> tuple[Any, ...]:
    if is_lazy(value):
        return (type(value).__name__,)
    try:
        function = value.grad_fn
    except RuntimeError:
        function = None
    grad = value.grad if value.is_leaf or value.retains_grad else None
    flat = value.detach().to_dense().contiguous().view(-1)
    return (
        *(str(value.dtype), tuple(value.shape), digest(flat.view(torch.uint8)) if flat.numel() else ""),
        *(value.requires_grad, 0 if value.is_inference() else value._version, type(function).__name__),
        None if grad is None else picture(grad, seen),
    )


def everything(machine: Machine) -> str:
    """Return all that a program is at a moment."""
    seen: dict[int, tuple[int, Any]] = {}
    frames = [
        (frame.name, [(name, picture(value, seen)) for name, value in frame.locals.items()])
        for frame in machine.frames
        if frame.registers is not machine.globals
    ]
    variables = [(name, picture(value, seen)) for name, value in machine.variables.items()]
    drawn = digest(torch.get_rng_state()), torch.is_grad_enabled(), torch.get_default_dtype()
    return repr((machine.steps, frames, variables, machine.printed, drawn))


def revisit(text: str, places: int = 12, points_at_place: int = 4) -> Found:
    """Run a program with a checkpoint at every round of every loop, then go to some places from several of them."""
    code = compile_source(read_source(text))
    begin, points, refused = Ambient(), [], []
    machine = Machine(code)
    states: dict[int, str] = {}
    every = 1

    def keep(*_: object) -> None:
        if machine.nested == 0 and len(points) < MOST_POINTS:
            try:
                points.append((machine.steps + 1, Checkpoint(machine)))
            except Uncopyable as error:
                refused.append(str(error))

    def look(*_: object) -> None:
        nonlocal every
        place = machine.steps + 1
        if place > MOST_STATEMENTS:
            raise Enough
        if place % every == 0:
            states[place] = everything(machine)
            if len(states) > 20 * places:
                every *= 4
                for other in [other for other in states if other % every]:
                    del states[other]

    machine.on_loop, machine.on_statement = keep, look
    run(machine)
    wanted: dict[int, list[int]] = {}
    for place in sorted(states)[:: -max(1, len(states) // places)]:
        before = [number for number in reversed(range(len(points))) if points[number][0] <= place]
        for number in [*before[:: max(1, len(before) // points_at_place)], -1]:
            wanted.setdefault(number, []).append(place)
    same, different, earlier = 0, [], 0
    for number, its_places in wanted.items():
        at, point = points[number] if number >= 0 else (0, begin)
        found = states_at(Machine(code), its_places, point, machine)
        for place in its_places:
            if place not in found:
                earlier += 1
            elif found[place] == states[place]:
                same += 1
            else:
                different.append(f"{place} from {at}: {first_difference(states[place], found[place])}")
    begin.restore()
    error = None if machine.error is None else str(machine.error.message)
    return Found(same, different, earlier, len(points), refused, error)


def states_at(machine: Machine, places: list[int], point: Any, first: Machine) -> dict[int, str]:
    """Return what a program is at places where a machine comes to them from a checkpoint.

    It is nothing where the machine does not come there; places that need an earlier checkpoint are left out.
    """
    found = dict.fromkeys(places, "")

    def look(*_: object) -> None:
        place = machine.steps + 1
        if place in found:
            try:
                found[place] = everything(machine)
            except NeedsEarlier:
                del found[place]
        if place >= max(places):
            raise Enough

    machine.on_statement = look
    machine.clock.readings = first.clock.readings
    try:
        point.restore(machine, first)
        run(machine)
    except NeedsEarlier:
        return {place: state for place, state in found.items() if state}
    return found


def run(machine: Machine) -> None:
    """Run a machine until it is enough."""
    try:
        machine.run()
    except Enough:
        machine.globals.clear()


def first_difference(first: str, second: str) -> str:
    index = next((index for index, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), 0)
    return f"{first[max(0, index - 60) : index + 60]} | {second[max(0, index - 60) : index + 60]}"
