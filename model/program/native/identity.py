"""What programs are told of where objects are: numbers that tell them apart, the same in every run."""

from __future__ import annotations

import re
from itertools import islice

from model.program.native.world import World

_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")  # what stands behind it may be cut off: "%.36r"
_FIRST, _STEP = 1 << 52, 48
"""Of the numbers that are told: larger than any address."""


def disguised(number: int) -> int:
    """Return another number for each number: what tells two objects apart, and nothing of where they are."""
    told = World.current.told
    return told.setdefault(number, _FIRST + _STEP * len(told))


def revealed(number: int) -> int:
    """Return the number that was `disguised` as this one."""
    index, rest = divmod(number - _FIRST, _STEP)
    return -1 if rest or index < 0 else next(islice(World.current.told, index, None), -1)


def without_addresses(text: str) -> str:
    """Take out where in memory objects are, as Python's texts of functions and of other objects have it."""
    return _ADDRESS.sub("", text) if " at 0x" in text else text
