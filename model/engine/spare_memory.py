"""Gives the system back what a program at rest has no use for."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

_LARGE = (b"/libtorch_cpu.so", b"/libtorch_python.so", b"/libllvmlite.so", b"/libLLVM")
"""Libraries of hundreds of MB, most of which runs only while they are loaded, or while a step is compiled.

The last is Mesa's, of one name or another, with which a computer without a graphics card compiles how to draw in space.
"""
_MAPS = Path("/proc/self/maps")
_MADV_DONTNEED = 4
_AT_ONCE = 8 * 2**20
"""Bytes given back at once, in a millisecond or two: no other thread can map memory meanwhile."""


def give_back() -> None:
    """Give back what was freed and is kept for later, and the code of large libraries until it runs again.

    That code lies unchanged in the system's cache of files, from where it comes back without the disk, in a
    millisecond for all that compiles a step. Takes some milliseconds, without the interpreter's lock; does
    nothing but on Linux.
    """
    if sys.platform != "linux":
        return
    system = ctypes.CDLL(None)
    if hasattr(system, "malloc_trim"):  # which only GNU's library has
        system.malloc_trim(0)
    system.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    for start, end in _code_of_large_libraries():
        for piece in range(start, end, _AT_ONCE):
            system.madvise(piece, min(_AT_ONCE, end - piece), _MADV_DONTNEED)


def _code_of_large_libraries() -> list[tuple[int, int]]:
    """Return where it lies in memory; all of it is as in its file, since nothing may write there."""
    if not _MAPS.exists():
        return []
    fields = [line.split() for line in _MAPS.read_bytes().splitlines() if any(each in line for each in _LARGE)]
    places = [place.split(b"-") for place, access, *_ in fields if access == b"r-xp"]
    return [(int(start, 16), int(end, 16)) for start, end in places]
