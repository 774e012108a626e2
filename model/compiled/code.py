"""Compiled steps, kept by structure: so that moving a slider or a point compiles nothing."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock, RLock
from typing import TYPE_CHECKING

from model.compiled.structure import Structure, never_compiled, structure_of
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from model.compiled.layout import Entry, Layout
    from model.compiled.machine_code import MachineCode
    from model.experiment import Descending

__all__ = ["Code", "code_of", "compiled_count", "is_ready", "prepare", "why_not"]

_MOST = 128
"""Structures kept; the one not used for longest goes first, and its machine code with it."""
_POINTS_AT_ONCE = 50_000
"""A number that takes a few milliseconds at the most, before it is known how long a point takes."""


@dataclass(slots=True)
class Code:
    """A compiled step.

    Attributes
    ----------
    descend : MachineCode
        The loop.
    layout : Layout
        Where its numbers stand.
    state : tuple of Entry
        The tensors of the optimizer's state.
    points_at_once : int
        How many points, over all its rows, a run looks at before anybody can stop it. Runs that have been timed
        correct it.
    """

    descend: MachineCode
    layout: Layout
    state: tuple[Entry, ...]
    points_at_once: int = _POINTS_AT_ONCE


_known: OrderedDict[Structure, Code | Message] = OrderedDict()
_reading = Lock()
_making = RLock()
"""One structure is compiled at a time, and nobody compiles what another already does."""


def why_not(experiment: Descending) -> Message | None:
    """Say why an experiment cannot be compiled.

    Parameters
    ----------
    experiment : Descending
        A valid experiment.

    Returns
    -------
    Message or None
        None where it can, as far as is known: an operation that is not covered shows when `prepare` meets it.
    """
    reason = never_compiled(experiment)
    if reason is not None:
        return reason
    found = _found(structure_of(experiment))
    return found if isinstance(found, Message) else None


def is_ready(experiment: Descending) -> bool:
    """Tell whether the experiment's step is compiled; takes no time."""
    return never_compiled(experiment) is None and isinstance(_found(structure_of(experiment)), Code)


def prepare(experiment: Descending) -> None:
    """Compile the step of an experiment unless that is done; some hundredths of a second, in any thread.

    Afterwards `is_ready` holds, or `why_not` says what stands against it.

    Parameters
    ----------
    experiment : Descending
        A valid experiment.
    """
    if never_compiled(experiment) is not None:
        return
    structure = structure_of(experiment)
    if _found(structure) is not None:
        return
    with _making:
        if _found(structure) is None:
            made = _made(experiment)
            with _reading:
                _known[structure] = made
                while len(_known) > _MOST:
                    _known.popitem(last=False)


def code_of(experiment: Descending) -> Code | Message:
    """Return the compiled step of an experiment, compiled now where it is not yet; or why there is none."""
    reason = never_compiled(experiment)
    if reason is not None:
        return reason
    prepare(experiment)
    found = _found(structure_of(experiment))
    assert found is not None
    return found


def compiled_count() -> int:
    """Return how many steps are kept compiled."""
    with _reading:
        return sum(isinstance(found, Code) for found in _known.values())


def _found(structure: Structure) -> Code | Message | None:
    with _reading:
        found = _known.get(structure)
        if found is not None:
            _known.move_to_end(structure)
        return found


def _made(experiment: Descending) -> Code | Message:
    from model.compiled.lowering import step_of
    from model.compiled.machine_code import MachineCode
    from model.compiled.operations import Unsupported
    from model.compiled.source import source_of

    try:
        step, layout, state = step_of(experiment)
    except Unsupported as problem:
        return QT_TRANSLATE_NOOP("compiled", "the compiled engine does not know the operation {operation}").fill(
            operation=problem.operation
        )
    return Code(MachineCode(source_of(step, layout)), layout, state)
