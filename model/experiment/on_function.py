"""What descents on a function have in common: the function is its own loss, and is shown over a domain."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeAlias

from model.experiment.settings import start_values
from model.formula import parse

if TYPE_CHECKING:
    from typing import Self

    from model.experiment.settings import Start
    from model.formula import Formula

Interval: TypeAlias = tuple[float, float]

_SMALLEST_REACH = 6.0
"""A domain that is not given reaches at least this far from 0 …"""
_ROOM = 1.2
"""… and this much further than the start."""


class OnFunction:
    """A descent, or a race of descents, on a function of `parameters`."""

    __slots__ = ()

    parameters: ClassVar[tuple[str, ...]]
    """The names of the variables, which the descent changes."""
    loss: ClassVar[None] = None
    """None: the function is its own loss, without points."""
    function: str
    start: Start

    @property
    def formula(self) -> Formula:
        """The function as a checked syntax tree."""
        return parse(self.function, self.parameters)

    def start_values(self) -> tuple[float, ...]:
        """Return the start as numbers, in the order of the parameters."""
        return start_values(self.start, self.parameters)

    def in_catalogue_form(self) -> Self:
        """Return the experiment as it is: its texts are not compared with the catalogue's."""
        return self

    def points_per_update(self) -> int:
        """Return 1: computing a function costs as much as computing the loss of one point."""
        return 1

    def updates_per_epoch(self) -> int:
        """Return 1: an epoch is one update."""
        return 1


def interval_around(value: float) -> Interval:
    """Return an interval about 0 that shows ``value``."""
    reach = max(_SMALLEST_REACH, _ROOM * abs(value))
    return (-reach, reach)
