"""The text of a program that is shown, and lines of it that are broken where they are too long for a side panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTH = 60
"""Characters that fit into a line."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The text of a program, and the number of the line, from 1, of each phase of a step.

    The phases are "zero", "forward", "loss", "backward" and "update"; those of the last loss "final.forward" and
    "final.loss", and those that only meet the tolerance "check.zero" …. A function is its own loss, so there forward
    and loss are one line. In a race these are "runners[0].zero" …; for a program "source[1]" ….
    """

    source: str
    lines: Mapping[str, int]


def assignment(name: str, expression: str, width: int = WIDTH) -> tuple[str, ...]:
    """Return ``name = expression`` as one line, or as three where it is wider."""
    line = f"{name} = {expression}"
    if len(line) <= width:
        return (line,)
    opening = expression.find("(")
    if expression.endswith(")") and _closes_at_end(expression, opening):
        return (f"{name} = {expression[: opening + 1]}", f"    {expression[opening + 1 : -1]}", ")")
    return (f"{name} = (", f"    {expression}", ")")


def _closes_at_end(expression: str, opening: int) -> bool:
    """Tell whether the bracket at ``opening`` is closed by the last character only."""
    depth = 0
    for index in range(opening, len(expression)):
        depth += {"(": 1, ")": -1}.get(expression[index], 0)
        if depth == 0:
            return index == len(expression) - 1
    return False
