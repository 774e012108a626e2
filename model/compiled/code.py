"""Compiled steps, kept by structure: so that moving a slider or a point compiles nothing."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock, RLock
from typing import TYPE_CHECKING, TypeAlias

from model.compiled.structure import Structure, never_compiled, structure_of
from model.files import reason_of
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.compiled.layout import Entry, Layout
    from model.experiment import Descending

__all__ = ["Code", "Plan", "Planner", "cannot_write", "code_of", "compiled_count", "is_ready", "prepare", "why_not"]

_MOST = 128
"""Structures kept; the one not used for longest goes first."""
_POINTS_AT_ONCE = 50_000
"""A number that takes a few milliseconds at the most, before it is known how long a point takes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a step is compiled from.

    Attributes
    ----------
    text : str
        The module that computes it, as `model.compiled.source.source_of` says.
    layout : Layout
        Where its numbers stand.
    state : tuple of Entry
        The tensors of the optimizer's state.
    folder : str or None
        Where its machine code lies already; None where it is still to be made.
    """

    text: str
    layout: Layout
    state: tuple[Entry, ...]
    folder: str | None = None


Planner: TypeAlias = "Callable[[Descending], Plan | Message]"
"""Returns what the step of an experiment is compiled from, or why it is not."""


@dataclass(slots=True)
class Code:
    """A compiled step.

    Attributes
    ----------
    descend : callable
        The loop, as `model.compiled.source.source_of` says.
    layout : Layout
        Where its numbers stand.
    state : tuple of Entry
        The tensors of the optimizer's state.
    points_at_once : int
        How many points, over all its rows, a run looks at before anybody can stop it. Runs that have been timed
        correct it.
    """

    descend: Callable[..., None]
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


def prepare(experiment: Descending, planner: Planner | None = None) -> None:
    """Compile the step of an experiment unless that is done; some tenths of a second, in any thread.

    Afterwards `is_ready` holds, or `why_not` says what stands against it.

    Parameters
    ----------
    experiment : Descending
        A valid experiment.
    planner : Planner, optional
        What traces it; without, this process does, with the interpreter's lock held for most of that time.
    """
    if never_compiled(experiment) is not None:
        return
    structure = structure_of(experiment)
    if _found(structure) is not None:
        return
    with _making:
        if _found(structure) is None:
            made = _made(experiment, planner)
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


def _made(experiment: Descending, planner: Planner | None) -> Code | Message:
    from model.compiled.building import build

    if planner is None:
        from model.compiled.planning import plan_of as planner
    try:
        plan = planner(experiment)
        if isinstance(plan, Message):
            return plan
        return Code(build(plan.text, plan.folder), plan.layout, plan.state)
    except OSError as error:
        return cannot_write(error)


def cannot_write(error: OSError) -> Message:
    """Return why a step is not compiled where the compiler's files cannot be written."""
    reason = QT_TRANSLATE_NOOP("compiled", "the compiler cannot write its temporary files: {reason}")
    return reason.fill(reason=reason_of(error))
