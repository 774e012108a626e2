"""Dragging a line: near its middle it is shifted, near its ends it is turned."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF

from gui.look.theme import theme

if TYPE_CHECKING:
    from gui.plots.base.mouse_view import MouseView

_NEAR = 8.0
_MIDDLE = 0.25
"""A drag within this share of the visible line, to either side of its middle, shifts it."""


@dataclass(frozen=True, slots=True)
class LineGrip:
    """A line by slope and intercept, in the units of the axes, and where it can be dragged."""

    slope: float
    intercept: float

    @classmethod
    def of(cls, line: tuple[float, float] | None) -> LineGrip | None:
        """Return a line to drag, where slope and intercept are numbers."""
        return cls(*line) if line is not None and math.isfinite(line[0] + line[1]) else None

    def visible(self, plot: MouseView) -> QLineF | None:
        """Return the part of the line that is in sight, in pixels from left to right."""
        x0, x1, y0, y1 = plot.shown_range()
        if self.slope:
            crossings = sorted(((y0 - self.intercept) / self.slope, (y1 - self.intercept) / self.slope))
            x0, x1 = max(x0, crossings[0]), min(x1, crossings[1])
        elif not y0 <= self.intercept <= y1:
            return None
        if not x0 < x1:
            return None
        return QLineF(plot.pixel(x0, self.value(x0)), plot.pixel(x1, self.value(x1)))

    def value(self, x: float) -> float:
        """Return the height of the line at ``x``."""
        return self.slope * x + self.intercept

    def handles(self, plot: MouseView) -> list[tuple[str, QPointF]]:
        """Return the marks of the places to drag the line: shape and point."""
        line = self.visible(plot)
        places = (("circle", 0.08), ("diamond", 0.5), ("circle", 0.92))
        return [] if line is None else [(shape, line.pointAt(share)) for shape, share in places]

    def grip_at(self, plot: MouseView, at: QPointF) -> str | None:
        """Return "shift" or "turn" where a point is on the line."""
        line = self.visible(plot)
        if line is None or line.length() < 1:
            return None
        ux, uy = line.dx() / line.length(), line.dy() / line.length()
        dx, dy = at.x() - line.x1(), at.y() - line.y1()
        along, off = (dx * ux + dy * uy) / line.length(), abs(dx * uy - dy * ux)
        if not -0.02 <= along <= 1.02 or off > _NEAR * theme.scale:
            return None
        return "shift" if abs(along - 0.5) <= _MIDDLE else "turn"

    def dragged(self, grip: str, x: float, y: float, pivot: float) -> tuple[float, float]:
        """Return slope and intercept once the line is dragged to (x, y); it turns about x = ``pivot``."""
        if grip == "shift":
            return self.slope, y - self.slope * x
        height = self.value(pivot)
        if x == pivot:
            return self.slope, self.intercept
        slope = (y - height) / (x - pivot)
        return slope, height - slope * pivot
