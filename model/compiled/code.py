"""Compiled steps, kept by structure: so that moving a slider or a point compiles nothing."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock, RLock
from typing import TYPE_CHECKING

from model.compiled.structure import Structure, never_compiled, structure_of
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from model.compiled.machine_code import MachineCode
    from model.experiment import Descending

__all__ = ["code_of", "is_ready", "prepare", "why_not"]

_MOST = 128
"""Structures kept; the one not used for longest goes first, and its machine code with it."""

_known: OrderedDict[Structure, MachineCode | Message] = OrderedDict()
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
    if never_compiled(experiment) is not None:
        return False
    found = _found(structure_of(experiment))
    return found is not None and not isinstance(found, Message)


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


def code_of(experiment: Descending) -> MachineCode | Message:
    """Return the compiled step of an experiment, compiled now where it is not yet; or why there is none."""
    reason = never_compiled(experiment)
    if reason is not None:
        return reason
    prepare(experiment)
    found = _found(structure_of(experiment))
    assert found is not None
    return found


def _found(structure: Structure) -> MachineCode | Message | None:
    with _reading:
        found = _known.get(structure)
        if found is not None:
            _known.move_to_end(structure)
        return found


def _made(experiment: Descending) -> MachineCode | Message:
    from model.compiled.lowering import step_of
    from model.compiled.machine_code import MachineCode
    from model.compiled.operations import Unsupported
    from model.compiled.source import source_of

    try:
        return MachineCode(source_of(*step_of(experiment)))
    except Unsupported as problem:
        return QT_TRANSLATE_NOOP("compiled", "the compiled engine does not know the operation {operation}").fill(
            operation=problem.operation
        )
