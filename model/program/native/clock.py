"""What programs read of the world outside, the time and seeds by chance: once read, it can be read again."""

from __future__ import annotations

import datetime
import random
import secrets
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from model.program.native.facades import MODULES
from model.program.native.values import CLASSES, INSTEAD

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 1_000_000
"""Readings that are kept; what is read after that is new each time."""


class Clock:
    """The clock of a run.

    Attributes
    ----------
    readings : list
        What was read, in its order. A run that is to read the same is given those of the other.
    at : int
        How many of them this run has read.
    """

    def __init__(self) -> None:
        self.readings: list[Any] = []
        self.at = 0

    def read(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Return what was read at this point before, or else what the function gives."""
        self.at += 1
        if self.at <= len(self.readings):
            return self.readings[self.at - 1]
        value = function(*args, **kwargs)
        if len(self.readings) < MOST:
            self.readings.append(value)
        return value


_clocks = [Clock()]


def use_clock(clock: Clock) -> None:
    """Say which clock programs read from now on."""
    _clocks[0] = clock


def _read(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return _clocks[0].read(function, *args, **kwargs)


def _seeded(function: Callable[..., Any], seed: Any = None, *args: Any, **kwargs: Any) -> Any:
    return function(_read(secrets.randbits, 32) if seed is None else seed, *args, **kwargs)


def _torch_seed(generator: torch.Generator = torch.default_generator) -> int:
    return generator.manual_seed(_read(secrets.randbits, 63)).initial_seed()


for _name in "time time_ns perf_counter perf_counter_ns monotonic process_time sleep ctime strftime localtime".split():
    MODULES["time"].members[_name].function = partial(_read, getattr(time, _name))
for _class, _names in ((datetime.datetime, ("now", "today")), (datetime.date, ("today",))):
    for _name in _names:
        INSTEAD[f"{_class.__name__}.{_name}"] = partial(_read, getattr(_class, _name))
for _module, _name in (("random", "seed"), ("numpy.random", "seed"), ("numpy.random", "default_rng")):
    _native = MODULES[_module].members[_name]
    _native.function = partial(_seeded, _native.function)
for _class in (random.Random, np.random.RandomState):
    if (_made := CLASSES.get(_class)) is not None:
        _made.function = partial(_seeded, _made.function)
MODULES["torch"].members["seed"].function = INSTEAD["Generator.seed"] = _torch_seed
