"""Work done in steps, between which the window handles events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Stepwise(Protocol):
    def build(self) -> Iterator[None]:
        """Make the parts, one after another."""
        ...


_Part = TypeVar("_Part", bound=_Stepwise)


def do_all(steps: Iterator[None]) -> None:
    """Do what is left of the steps, at once."""
    for _ in steps:
        pass


def whole(part: _Part) -> _Part:
    """Return something with all its parts, made at once."""
    do_all(part.build())
    return part
