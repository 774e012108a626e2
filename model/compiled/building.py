"""From the source text of a loop to machine code; imports Numba."""

from __future__ import annotations

from importlib.abc import InspectLoader
from importlib.util import module_from_spec, spec_from_loader
from typing import TYPE_CHECKING, Any

from numba import njit  # pyright: ignore[reportMissingTypeStubs]

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["build"]

_NAME = "descent_lab_compiled"
_SIGNATURE = (
    "Tuple((int64, int64))(float64[:, :], float64[:, ::1], int64, int64, float64[::1], float64[::1],"
    " float64[:, ::1], float64[:, ::1], float64[:, ::1], int64, int64, float64)"
)


class _Text(InspectLoader):
    """Gives the import machinery a module's text, as a file would."""

    def __init__(self, text: str) -> None:
        self._text = text

    def get_source(self, fullname: str) -> str:
        return self._text


def build(text: str) -> Callable[..., tuple[int, int]]:
    """Return the machine code of the function ``descend`` in a text that `model.compiled.source` has written.

    It releases the interpreter lock while it runs. Divisions by zero give infinity or NaN, as everywhere here.
    """
    loader = _Text(text)
    spec = spec_from_loader(_NAME, loader)
    assert spec is not None
    module: Any = module_from_spec(spec)
    loader.exec_module(module)
    return njit(_SIGNATURE, nogil=True, error_model="numpy")(module.descend)
