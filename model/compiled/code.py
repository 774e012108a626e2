"""Compiled steps, kept by structure: so that moving a slider or a point compiles nothing."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock, RLock
from typing import TYPE_CHECKING

from model.compiled.structure import Structure, never_compiled, structure_of
from model.experiment import Regression
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.compiled.source import Layout
    from model.compiled.tracing import Entry
    from model.experiment import Descending

__all__ = ["Code", "code_of", "compiled_count", "is_ready", "prepare", "why_not"]

_MOST = 128
"""Structures kept; the one not used for longest goes first."""


@dataclass(frozen=True, slots=True)
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
    """

    descend: Callable[..., tuple[int, int]]
    layout: Layout
    state: tuple[Entry, ...]


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
    """Compile the step of an experiment unless that is done; some tenths of a second, in any thread.

    Afterwards `is_ready` holds, or `why_not` says what stands against it.
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
    """Trace, lower, write and compile."""
    from model.compiled.building import build
    from model.compiled.lowering import decompositions, lower
    from model.compiled.operations import Unsupported
    from model.compiled.source import Layout, source_of
    from model.compiled.tracing import arguments_of, trace

    traced = trace(experiment, decompositions())
    try:
        step = lower(traced)
    except Unsupported as problem:
        return QT_TRANSLATE_NOOP("compiled", "the compiled engine does not know the operation {operation}").fill(
            operation=problem.operation
        )
    layout = Layout(
        parameters=experiment.parameters,
        state=tuple(name for entry in traced.state for name in entry.inputs(experiment.parameters)),
        numbers=tuple(arguments_of(experiment, 0)),
        flags=traced.flags,
        has_points=isinstance(experiment, Regression),
        batched=structure_of(experiment).batched,
        has_noise=experiment.noise is not None,
    )
    return Code(build(source_of(step, layout)), layout, traced.state)
