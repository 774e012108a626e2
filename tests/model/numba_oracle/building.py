"""From the source text of a loop to machine code; imports Numba."""

from __future__ import annotations

import hashlib
import sys
from contextlib import nullcontext
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from numba import njit  # pyright: ignore[reportMissingTypeStubs]

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["build"]

_SIGNATURE = (
    "void(float64[:, :, :], float64[:, :, ::1], int64, int64, float64[:, ::1], float64[:, ::1],"
    " float64[:, ::1], float64[:, ::1], float64[:, ::1], int64, int64, float64, int64[::1], int64[::1])"
)


def build(text: str, folder: str | None = None) -> Callable[..., None]:
    """Return the machine code of the function ``descend`` in a text that `model.compiled.source` has written.

    It releases the interpreter lock while it runs. Divisions by zero give infinity or NaN, as everywhere here.

    Parameters
    ----------
    text : str
        The module's text.
    folder : str, optional
        Where machine code is kept, and found at once when it is already there; what lies there is run, so that
        nobody else must be able to write to it. Without, nothing is kept.

    Raises
    ------
    OSError
        Where its files cannot be written.
    """
    with nullcontext(folder) if folder else TemporaryDirectory(prefix="descent-lab-") as place:
        name = f"descent_lab_{hashlib.sha256(text.encode()).hexdigest()}"
        path = Path(place, f"{name}.py")
        path.write_text(text, encoding="utf-8")
        spec = spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module: Any = module_from_spec(spec)
        sys.modules[name] = module  # Numba looks for it there
        spec.loader.exec_module(module)
        return njit(_SIGNATURE, nogil=True, error_model="numpy", cache=folder is not None)(module.descend)
