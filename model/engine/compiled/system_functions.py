"""The mathematical functions of the system's library, by their addresses, for machine code to call."""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

FUNCTIONS = {
    **dict.fromkeys(("exp", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan"), 1),
    **dict.fromkeys(("sinh", "cosh", "tanh", "erf"), 1),
    **dict.fromkeys(("pow", "hypot", "fmod"), 2),
}
"""How many operands each has."""

_LIBRARIES = {"linux": "libm.so.6", "darwin": "/usr/lib/libSystem.B.dylib", "win32": "ucrtbase.dll"}
_STACK_PROBE = ("ntdll.dll", "__chkstk")
"""What a function on Windows must call that needs more than a page of the stack; LLVM calls it by this name."""


def addresses(system: str = sys.platform, load: Callable[[str], ctypes.CDLL] = ctypes.CDLL) -> dict[str, int]:
    """Return the address of each of `FUNCTIONS` by its name with ``system_`` before it, and of the stack probe.

    ``system`` is as in `sys.platform`; another one than Linux, macOS and Windows is taken for a kind of Linux. ``load``
    loads a library by its name; it raises OSError where there is none.
    """
    library = load(_LIBRARIES.get(system, _LIBRARIES["linux"]))
    found = {f"system_{name}": _address(library, name) for name in FUNCTIONS}
    if system == "win32":
        name, symbol = _STACK_PROBE
        found[symbol] = _address(load(name), symbol)
    return found


def _address(library: ctypes.CDLL, name: str) -> int:
    address = ctypes.cast(getattr(library, name), ctypes.c_void_p).value
    assert address is not None
    return address
