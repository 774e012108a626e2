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

from model.files import reason_of
from model.message import QT_TRANSLATE_NOOP, Refused

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
    Refused
        Where its files cannot be written.
    """
    try:
        with nullcontext(folder) if folder else TemporaryDirectory(prefix="descent-lab-") as place:
            return _built(text, Path(place), cache=folder is not None)
    except OSError as error:
        reason = QT_TRANSLATE_NOOP("compiled", "the compiler cannot write its temporary files: {reason}")
        raise Refused(reason.fill(reason=reason_of(error))) from None


def _built(text: str, folder: Path, cache: bool) -> Callable[..., None]:
    name = f"descent_lab_{hashlib.sha256(text.encode()).hexdigest()}"
    path = folder / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module: Any = module_from_spec(spec)
    sys.modules[name] = module  # Numba looks for it there
    spec.loader.exec_module(module)
    return njit(_SIGNATURE, nogil=True, error_model="numpy", cache=cache)(module.descend)
