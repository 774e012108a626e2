"""How near a run is to a stationary point, relative to the distance it has covered and to its motion."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, Literal, Protocol, TypeAlias, TypeVar

import numpy as np

from model.message import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from model.analysis.verdicts.motion import Window
    from model.message import Message

    Numbers: TypeAlias = NDArray[np.float64]

_AT = 1e-4
"""A minimum is reached within this share of the way, if a step moves the run by no more than that."""
_HERE = 1e-9
"""The share of the way within which a run is at a point without any distance being told."""
_BESIDE = 1e-2
"""A run stops beside a point within this share of the way …"""
_CRAWL = 1e-3
"""… if a step moves it by no more than this share of the rest, and the gradient is this share of the steepest."""
_QUIET = 1e-6
"""A gradient nearly vanishes at this share of the steepest of the run."""
_AROUND = 1e-3
"""The share of the way in which the function is looked at around a run that has come to rest."""
_PLATEAU = 1e-3
"""On a plateau the gradient is less than this share of the mean slope down to a lower minimum …"""
_APART = 0.1
"""… and no stationary point is within this share of the distance to it."""
_PLACES = {1: QT_TRANSLATE_NOOP("verdicts", "x = {x}"), 2: QT_TRANSLATE_NOOP("verdicts", "({x}, {y})")}
_SLOWING_ROWS = 32
_DIRECTIONS = 16


class _Point(Protocol):
    """A stationary point of a function."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> float: ...


Point = TypeVar("Point", bound=_Point)


class Nearness(ABC, Generic[Point]):
    """Where a run is among the stationary points known, how far it has come, and how fast it still moves.

    At the window's last row ``at``, shape (n,), has the variables, ``norm`` is that of the gradient, ``loss`` the
    function, and ``motion`` how far the run moves in a step.
    """

    def __init__(self, window: Window, points: Sequence[Point]) -> None:
        experiment = window.experiment
        assert experiment.loss is None
        self.window = window
        self.points = points
        self._width = max(high - low for low, high in experiment.intervals())
        """That of the domain, which limits how precisely points are known."""
        self.at: Numbers = window.values[-1]
        self.norm = window.slope
        self.loss = float(window.losses[-1])
        self.motion = window.motion()

    @abstractmethod
    def distances(self, point: Point, values: Numbers) -> Numbers:
        """Return how far rows of variables, shape (rows, n), are from a point."""

    @abstractmethod
    def coordinates(self, point: Point) -> tuple[float, ...]:
        """Return the variables at a point."""

    @property
    def here(self) -> Message:
        """Where the run is."""
        return _PLACES[len(self.at)].fill(**dict(zip(self.window.names, self.at.tolist(), strict=True)))

    def name_of(self, point: Point) -> Message:
        """Return where a point is."""
        return _PLACES[len(self.at)].fill(**dict(zip(self.window.names, self.coordinates(point), strict=True)))

    def distance(self, point: Point) -> float:
        """Return how far the run is from a point."""
        return float(self.distances(point, self.at[None])[0])

    def reach(self, point: Point | None) -> float:
        """Return the largest known distance of the run from a point, or from where it is."""
        if point is None:
            return self.window.way
        rows = np.vstack([self.window.start[None], self.window.values])
        return float(self.distances(point, rows).max())

    def is_at(self, point: Point) -> bool:
        """Tell whether the run has reached a stationary point, or has stopped beside it."""
        window, distance, reach = self.window, self.distance(point), self.reach(point)
        if distance <= self._precision(point) or (window.row == 0 and self.is_same(point)):
            return window.row == 0 or self.motion <= _AT * reach or window.stands_still
        if window.row == 0:
            return False
        if window.ended == "tolerance" and distance <= _BESIDE * reach and self.norm <= _BESIDE * window.steepest:
            return True
        near = _AT * reach
        halts = distance <= _BESIDE * reach and self.motion <= _CRAWL * distance
        halts = halts and self.norm <= _CRAWL * window.steepest
        halts = halts or (distance <= near and self.motion <= near)
        return halts and (point.kind in ("minimum", "valley") or self._is_slowing())

    def is_same(self, point: Point) -> bool:
        """Tell whether the run stands at a point, as far as its coordinates can be told apart."""
        return self.norm == 0 and self.distance(point) <= max(self._precision(point), 1e-13 * self._width)

    def _precision(self, point: Point) -> float:
        """Return how exactly the run can be at a point, by its largest coordinate."""
        return 4 * self.window.epsilon * max(abs(value) for value in self.coordinates(point))

    def _is_slowing(self) -> bool:
        """Tell whether the gradient shrinks: on the way from a maximum or a saddle it grows."""
        sizes = (self.window.gradients[-2 * _SLOWING_ROWS :] ** 2).sum(axis=1)
        half = (len(sizes) + 1) // 2
        return bool(sizes[half:].max(initial=0.0) <= sizes[:half].max())

    def is_creeping_to(self, point: Point) -> bool:
        """Tell whether the run is on the last of its way to a point, and has not stopped."""
        return self.distance(point) > _AT * self.reach(point) and self.window.ended != "tolerance"

    def is_exactly_at(self, point: Point) -> bool:
        """Tell whether no distance to a point is worth telling."""
        near = max(_HERE * self.reach(point), self._precision(point))
        return self.is_same(point) or self.distance(point) <= near

    def is_quiet(self) -> bool:
        """Tell whether the gradient has nearly vanished, and the run hardly moves, or moves where all is level."""
        if self.norm == 0 and (self.window.row == 0 or self.window.stands_still or self.around() == "level"):
            return True
        return self.window.rests() and self.norm <= _QUIET * self.window.steepest

    def around(self) -> Literal["higher", "lower", "mixed", "level"]:
        """Return how the function goes on around the run, at a small share of its way in every direction."""
        way = _AROUND * self.window.way or 1e-3 * max(float(np.abs(self.at).max()), 1e-3)
        turns = np.linspace(0.0, 2 * np.pi, 2 if len(self.at) == 1 else _DIRECTIONS, endpoint=False)
        moved = self.at[:, None] + way * np.stack([np.cos(turns), np.sin(turns)])[: len(self.at)]
        names, formula = self.window.names, self.window.experiment.formula
        found = np.asarray(formula.numpy(dict(zip(names, moved, strict=True))), dtype=float)
        here = float(np.asarray(formula.numpy(dict(zip(names, self.at.tolist(), strict=True)))))
        rise = np.broadcast_to(found, turns.shape) - here
        rounding = 8 * np.finfo(float).eps * abs(here)
        if (rise > rounding).all():
            return "higher"
        if (rise < -rounding).all():
            return "lower"
        return "mixed" if (rise < -rounding).any() and (rise > rounding).any() else "level"

    def is_on_plateau(self, lowest: Point | None, nearest: Point | None) -> bool:
        """Tell whether the gradient nearly vanishes although the nearest stationary point is far away."""
        if lowest is None or nearest is None or lowest.value >= self.loss:
            return self.is_quiet()
        away = self.distance(lowest)
        if self.distance(nearest) <= _APART * away:
            return False
        return self.norm * away <= _PLATEAU * (self.loss - lowest.value)
