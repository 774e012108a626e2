"""Torch's library, loaded without the interpreter's lock before torch is imported."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from pathlib import Path


def load_torch_library() -> None:
    """Load the library of 430 MB that importing torch loads, if torch is not imported yet and it is found.

    Loading it takes 0.2 to 0.6 s. The import would hold the interpreter's lock meanwhile, so that no other thread
    runs; this does not. Failures are ignored: the import reports them.
    """
    if sys.platform == "win32" or "torch" in sys.modules:  # on Windows torch is imported before the window is made
        return
    found = importlib.util.find_spec("torch")
    places = found.submodule_search_locations if found is not None else None
    if not places:
        return
    name = "libtorch_cpu.dylib" if sys.platform == "darwin" else "libtorch_cpu.so"
    # ctypes releases the lock while it calls a function, but not while it loads a library itself
    load = ctypes.CDLL(None).dlopen
    load.argtypes, load.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    load(os.fsencode(Path(places[0]) / "lib" / name), os.RTLD_NOW)
