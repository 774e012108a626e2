"""Work done in steps: between two of them the window handles events, or one that fails leaves the others."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class _Stepwise(Protocol):
    def build(self) -> Iterator[None]:
        """Make the parts, one after another."""
        ...


_Part = TypeVar("_Part", bound=_Stepwise)


def do_all(steps: Iterator[None]) -> None:
    """Do what is left of the steps, at once."""
    for _ in steps:
        pass


def call_all(calls: Iterable[Callable[[], object]]) -> None:
    """Make all calls, and report what was raised in any of them at last: the window is left half done by none."""
    errors: list[Exception] = []
    for call in calls:
        try:
            call()
        except Exception as error:
            errors.append(error)
    for error in errors:
        sys.excepthook(type(error), error, error.__traceback__)


def whole(part: _Part) -> _Part:
    """Return something with all its parts, made at once."""
    do_all(part.build())
    return part
