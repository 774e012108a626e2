"""A running program at one moment, from which another machine goes on exactly as the first one did."""

from __future__ import annotations

import io
import pickle
import random
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import _tensor_str  # pyright: ignore
from torch.autograd import forward_ad

from model.program.record.copying import Copier, Maker, NeedsEarlier, SetCopier, Uncopyable

if TYPE_CHECKING:
    from model.program.machine import Machine

_COMPRESSED = 4_000_000
"""How large a copy may be that is worth the time to compress it."""
_autograd: Any = torch._C._autograd  # pyright: ignore


class Checkpoint:
    """A copy of a program at one moment.

    Raises
    ------
    Uncopyable
        Where something in it cannot be copied.
    """

    def __init__(self, machine: Machine) -> None:
        file = io.BytesIO()
        called = {name for routine in machine.routines for name in routine.code.builtins}
        if "id" in called:
            raise Uncopyable("the program may go by identities, and a copy has others")
        makes_sets = any(step.name == "set" for routine in machine.routines for step in routine.code.instructions)
        copier = (SetCopier if makes_sets or called & {"set", "frozenset"} else Copier)(file, machine)
        state = machine.state()
        self._printed, self._drawn = len(state.pop("pieces")), len(state.pop("drawn"))
        try:
            _check_modes()
            copier.dump(state)
        except (pickle.PicklingError, TypeError, AttributeError, ValueError, RuntimeError) as error:
            raise Uncopyable(str(error)) from None
        data = file.getbuffer()
        self._bytes = zlib.compress(data, 1 if len(data) <= _COMPRESSED else 0)
        self._references = copier.references
        self._ambient = Ambient()

    def __len__(self) -> int:
        return len(self._bytes)

    def restore(self, machine: Machine, first: Machine) -> None:
        """Let a machine go on from here; what was printed, drawn and read before is that of the first.

        Raises
        ------
        NeedsEarlier
            Where an object cannot be made anew after all.
        """
        try:
            state: dict[str, Any] = Maker(zlib.decompress(self._bytes), machine, self._references).load()
        except Exception as error:  # of the program, from its own ``__hash__`` or ``__eq__``
            raise NeedsEarlier from error
        before = {"pieces": first.output.pieces[: self._printed], "drawn": first.plots.drawn[: self._drawn]}
        machine.clock.readings = first.clock.readings
        machine.set_state({**state, **before})
        self._ambient.restore()


class Ambient:
    """What belongs to the process and not to a machine: random generators, modes, how numbers are printed."""

    def __init__(self) -> None:
        self._random = torch.get_rng_state(), np.random.get_state(), random.getstate()
        self._modes = torch.is_grad_enabled(), torch.get_default_dtype(), torch.is_anomaly_enabled()
        self._printing = dict(vars(_tensor_str.PRINT_OPTS)), np.get_printoptions()
        self._errors = np.geterr()

    def restore(self, *_: object) -> None:
        """Bring it back."""
        torch.set_rng_state(self._random[0])
        np.random.set_state(self._random[1])
        random.setstate(self._random[2])
        torch.set_grad_enabled(self._modes[0])
        torch.set_default_dtype(self._modes[1])
        torch.set_anomaly_enabled(self._modes[2])
        vars(_tensor_str.PRINT_OPTS).update(self._printing[0])
        np.set_printoptions(**self._printing[1])  # pyright: ignore
        np.seterr(**self._errors)
        while _is_forward():  # a run that was stopped has left it open
            forward_ad.exit_dual_level()


def _check_modes() -> None:
    if _autograd._top_saved_tensors_default_hooks(True) is not None or torch.is_inference_mode_enabled():
        raise Uncopyable("within a mode of autograd")
    if torch.is_autocast_enabled("cpu"):
        raise Uncopyable("within autocast")
    if _is_forward():
        raise Uncopyable("within forward mode, whose derivatives are no part of a tensor")


def _is_forward() -> bool:
    return vars(forward_ad)["_current_level"] >= 0
