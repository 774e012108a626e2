"""Mathematical functions that a loop over points takes in; none yet, the system's are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["OWN", "REACH", "text_of"]

OWN: frozenset[str] = frozenset()
REACH = 1e5
"""Up to this size own sines and cosines hold."""


def text_of(functions: Iterable[str]) -> str:
    """Return the definitions of some functions of `OWN`."""
    return "".join(functions)
