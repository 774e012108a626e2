"""How near a run is to a stationary point, relative to the distance it has covered and to its motion."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, Protocol, TypeAlias, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.analysis.verdicts.motion import Window

    Numbers: TypeAlias = NDArray[np.float64]

_AT = 1e-4
"""A minimum is reached within this share of the way, if a step moves the run by no more than that."""
HERE = 1e-9
"""The share of the domain within which a start is at a point."""
SETTLED = 1e-9
"""A run has settled where it moves by no more than this share of the way."""
_BESIDE = 1e-2
"""A run stops beside a point within this share of the way …"""
_CRAWL = 1e-3
"""… if a step moves it by no more than this share of the rest."""
_SLOWING_ROWS = 32


class _Point(Protocol):
    """A stationary point of a function."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> float: ...


Point = TypeVar("Point", bound=_Point)


class Nearness(ABC, Generic[Point]):
    """Where a run is, how far it has come, and how fast it still moves.

    ``width`` is that of the domain. At the window's last row ``at``, shape (n,), has the variables, ``slope`` is the
    norm of the gradient, ``loss`` the function, and ``motion`` how far the run moves in a step.
    """

    def __init__(self, window: Window, width: float) -> None:
        self.window = window
        self.width = width
        self.at: Numbers = window.values[-1]
        self.slope = window.slope
        self.loss = float(window.losses[-1])
        self.motion = window.motion()

    @abstractmethod
    def distances(self, point: Point, values: Numbers) -> Numbers:
        """Return how far rows of variables, shape (rows, n), are from a point."""

    @abstractmethod
    def size(self, point: Point) -> float:
        """Return the largest coordinate of a point in size, which limits its precision."""

    def distance(self, point: Point) -> float:
        """Return how far the run is from a point."""
        return float(self.distances(point, self.at[None])[0])

    def reach(self, point: Point | None) -> float:
        """Return the largest known distance of the run from a point, or from where it is."""
        rows = np.vstack([self.window.start[None], self.window.values])
        if point is None:
            return float(np.sqrt(((rows - self.at) ** 2).sum(axis=1)).max())
        return float(self.distances(point, rows).max())

    def is_at(self, point: Point) -> bool:
        """Tell whether the run has reached a stationary point, or has stopped beside it."""
        distance = self.distance(point)
        if distance <= max(HERE * self.width, 4 * self.window.epsilon * self.size(point)):
            return self.window.row == 0 or self.motion <= max(_CRAWL * distance, 10 * HERE * self.width)
        if self.window.row == 0:
            return False
        reach = self.reach(point)
        if self.window.ended == "tolerance" and distance <= _BESIDE * reach:
            return True
        near = max(_AT * reach, 1e-6 * self.width)
        halts = distance <= _BESIDE * reach and self.motion <= _CRAWL * distance
        halts = halts or (distance <= near and self.motion <= near)
        return halts and (point.kind in ("minimum", "valley") or self._is_slowing())

    def _is_slowing(self) -> bool:
        """Tell whether the gradient shrinks: on the way from a maximum or a saddle it grows."""
        sizes = (self.window.gradients[-2 * _SLOWING_ROWS :] ** 2).sum(axis=1)
        half = (len(sizes) + 1) // 2
        return bool(sizes[half:].max(initial=0.0) <= sizes[:half].max())

    def has_settled(self) -> bool:
        """Tell whether the run no longer moves."""
        size = float(np.abs(self.at).max())
        return self.motion <= max(SETTLED * max(self.reach(None), size), 0.25 * self.window.epsilon * size)

    def is_creeping_to(self, point: Point) -> bool:
        """Tell whether the run is on the last of its way to a point, and has not stopped."""
        return self.distance(point) > _AT * self.reach(point) and self.window.ended != "tolerance"

    def is_close_to_zero_slope(self) -> bool:
        """Tell whether the slope, with the bend of the last rows, would be zero within a small share of the way."""
        bend = self.bend()
        return bend > 0 and abs(self.slope) <= _AT * bend * self.reach(None)

    def bend(self) -> float:
        """Return the second derivative along the last rows, estimated from them; NaN where they do not move."""
        apart = self.at - self.window.values
        lengths = (apart**2).sum(axis=1)
        far = int(lengths.argmax())
        if not lengths[far]:
            return float("nan")
        return float((self.window.gradients[-1] - self.window.gradients[far]) @ apart[far] / lengths[far])
