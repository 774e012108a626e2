"""Compiled steps, kept by structure, so that moving a slider or a point compiles nothing."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock, RLock
from typing import TYPE_CHECKING

from model.engine.compiled.structure import Structure, never_compiled, structure_of
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from model.engine.compiled.machine_code import MachineCode
    from model.experiment import Descending

_MOST = 128
"""Structures kept with their machine code; the least recently used is dropped first."""

_known: OrderedDict[Structure, MachineCode | Message] = OrderedDict()
_reading = Lock()
_making = RLock()
"""One structure is compiled at a time, so that no thread compiles what another one already does."""


def why_not(experiment: Descending) -> Message | None:
    """Return why an experiment cannot be compiled; None where it can, as far as is known.

    An unknown operation is found by `prepare` only.
    """
    found = _found(experiment)
    return found if isinstance(found, Message) else None


def is_ready(experiment: Descending) -> bool:
    """Tell whether the experiment's step is compiled; takes no time."""
    return not isinstance(_found(experiment), Message | None)


def prepare(experiment: Descending) -> MachineCode | Message:
    """Return the compiled step of an experiment, or why there is none.

    It is compiled now where it has not been, in some hundredths of a second, in any thread. Afterwards `is_ready`
    is true, or `why_not` says why not.
    """
    found = _found(experiment)
    if found is not None:
        return found
    with _making:
        found = _found(experiment) or _made(experiment)
        with _reading:
            _known[structure_of(experiment)] = found
            while len(_known) > _MOST:
                _known.popitem(last=False)
    return found


def _found(experiment: Descending) -> MachineCode | Message | None:
    reason = never_compiled(experiment)
    if reason is not None:
        return reason
    structure = structure_of(experiment)
    with _reading:
        found = _known.get(structure)
        if found is not None:
            _known.move_to_end(structure)
        return found


def _made(experiment: Descending) -> MachineCode | Message:
    from model.engine.compiled.llvm_text import source_of
    from model.engine.compiled.lowering import step_of
    from model.engine.compiled.machine_code import MachineCode
    from model.engine.compiled.operations import Unsupported

    try:
        return MachineCode(source_of(*step_of(experiment)))
    except Unsupported as problem:
        return QT_TRANSLATE_NOOP("compiled", "the compiled engine does not know the operation {operation}").fill(
            operation=problem.operation
        )
