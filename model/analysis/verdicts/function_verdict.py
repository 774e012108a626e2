"""The verdict on a descent on a function of one variable."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from model.analysis.stationary import lowest_minimum
from model.analysis.verdicts.motion import swings_of
from model.analysis.verdicts.nearness import Nearness
from model.analysis.verdicts.place_words import converged, creeping, is_lowest, on_plateau, with_lowest
from model.analysis.verdicts.words import UNBOUNDED, Verdict, joined, moving, settled, swinging, wandering
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from model.analysis.stationary import StationaryPoint
    from model.analysis.verdicts.motion import Window

    Numbers: TypeAlias = NDArray[np.float64]


def judge_function(window: Window, stationary: Sequence[StationaryPoint]) -> Verdict:
    """Judge a descent by its last rows and the function's stationary points."""
    place = _Place(window, stationary)
    point = place.nearest
    swings = swings_of(window.values[:, 0], place.smallest_swing())
    if swings is not None and swings.trend != "shrinking":
        if window.noisy:
            return wandering(window)
        return swinging("x", swings, window, _around(point, swings.low, swings.high))
    if point is not None and place.is_at(point):
        return _at_point(point, place)
    balance = settled(window, place.here)
    if balance is not None:
        return balance
    if place.is_quiet() and place.around() == "higher":
        message = QT_TRANSLATE_NOOP("verdicts", "Converged: x = {x}, where f = {value} and the slope is only {slope}.")
        message = message.fill(x=place.x, value=place.loss, slope=place.slope)
        return Verdict("minimum", QT_TRANSLATE_NOOP("verdicts", "at a minimum"), message)
    lowest = lowest_minimum(stationary)
    if place.is_on_plateau(lowest, point):
        message = QT_TRANSLATE_NOOP("verdicts", "On a plateau at x = {x}: the slope is {slope}.")
        return on_plateau(message.fill(x=place.x, slope=place.slope), place, lowest)
    return _moving(place)


class _Place(Nearness["StationaryPoint"]):
    """Where on the x axis the run is."""

    def __init__(self, window: Window, stationary: Sequence[StationaryPoint]) -> None:
        super().__init__(window, stationary)
        self.x = float(self.at[0])
        self.slope = float(window.gradients[-1, 0])  # with its sign
        self.nearest = min(stationary, key=self.distance, default=None)

    def distances(self, point: StationaryPoint, values: Numbers) -> Numbers:
        """Return how far each x is from a point, 0 within a flat interval."""
        low, high = point.flat or (point.x, point.x)
        return np.maximum(np.maximum(low - values[:, 0], values[:, 0] - high), 0.0)

    def coordinates(self, point: StationaryPoint) -> tuple[float]:
        """Return x of a point."""
        return (point.x,)

    def smallest_swing(self) -> float:
        """Return the width up to which a swing is rounding."""
        return max(1e-8 * self.reach(self.nearest), 16 * self.window.epsilon * abs(self.x))


def _at_point(point: StationaryPoint, place: _Place) -> Verdict:
    if point.kind == "minimum":
        return _at_minimum(point, place)
    if point.kind == "maximum":
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "On the maximum at x = {point}: the slope there is 0, so no step leads away, but the slightest push would.",
        ).fill(point=point.x)
        short = QT_TRANSLATE_NOOP("verdicts", "on a maximum")
        return Verdict("maximum", short, _with_lowest(message, point, place))
    message = QT_TRANSLATE_NOOP(
        "verdicts",
        "Halted at x = {x}, near the inflection at x = {point}: the slope touches zero there without changing sign.",
    )
    if place.window.shortening():
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "Halted at x = {x}, near the inflection at x = {point}: the slope touches zero there without changing "
            "sign, and each step is shorter than the last.",
        )
    message = message.fill(x=place.x, point=point.x)
    short = QT_TRANSLATE_NOOP("verdicts", "stalled at inflection")
    return Verdict("inflection", short, _with_lowest(message, point, place))


def _at_minimum(point: StationaryPoint, place: _Place) -> Verdict:
    lowest = lowest_minimum(place.points)
    no_lower = lowest is None or is_lowest(point, lowest, place)
    if point.flat is not None and not place.is_creeping_to(point):
        message = QT_TRANSLATE_NOOP(
            "verdicts", "Converged on the flat floor from x = {low} to {high}, where f = {value}."
        ).fill(low=point.flat[0], high=point.flat[1], value=point.value)
    else:
        message = converged(place, point)
    if place.is_creeping_to(point):
        return creeping(message if no_lower else _with_lowest(message, point, place))
    if no_lower:
        return Verdict("minimum", QT_TRANSLATE_NOOP("verdicts", "at a minimum"), message)
    short = QT_TRANSLATE_NOOP("verdicts", "at local minimum")
    return Verdict("minimum", short, _with_lowest(message, point, place))


def _with_lowest(message: Message, point: StationaryPoint, place: _Place) -> Message:
    """Add where the minimum is, or the lowest of several."""
    minima = [other for other in place.points if other.kind == "minimum" and other is not point]
    if len(minima) == 1 and point.kind != "minimum":
        addition = QT_TRANSLATE_NOOP("verdicts", "The minimum is at x = {x}, where f = {value}.")
        return joined(message, addition.fill(x=minima[0].x, value=minima[0].value))
    return with_lowest(message, place, lowest_minimum(minima))


def _around(point: StationaryPoint | None, low: float, high: float) -> Message | None:
    if point is None or point.kind != "minimum" or not low <= point.x <= high:
        return None
    return QT_TRANSLATE_NOOP("verdicts", "The minimum at x = {x} lies between.").fill(x=point.x)


def with_leap(found: Verdict, window: Window, stationary: Sequence[StationaryPoint]) -> Verdict:
    """Add to the verdict on a run that fell without end the last minimum of f(x) that a step leapt over."""
    before, after = window.values[:-1, 0], window.values[1:, 0]
    minima = [point.x for point in stationary if point.kind == "minimum"]
    leaps = [(int(index), x) for x in minima for index in np.flatnonzero((before - x) * (after - x) < 0)]
    if found.short != UNBOUNDED or not leaps:
        return found
    index, x = max(leaps)
    leapt = QT_TRANSLATE_NOOP("verdicts", "The step from x = {before} to {after} jumped over the minimum at x = {x}.")
    leapt = leapt.fill(before=float(before[index]), after=float(after[index]), x=x)
    return replace(found, message=joined(found.message, leapt))


def _moving(place: _Place) -> Verdict:
    point, addition, remaining = _downhill(place), None, 0.0
    if point is not None:
        addition = QT_TRANSLATE_NOOP("verdicts", "Downhill, the inflection at x = {point} is {distance} away.")
        if point.kind == "minimum":
            addition = QT_TRANSLATE_NOOP("verdicts", "Downhill, the minimum at x = {point} is {distance} away.")
        remaining = point.distance(place.x)
        addition = addition.fill(point=point.x, distance=remaining)
    facts = QT_TRANSLATE_NOOP("verdicts", "x = {x}, and the slope is {slope}.").fill(x=place.x, slope=place.slope)
    return moving(place.window, facts, addition, remaining)


def _downhill(place: _Place) -> StationaryPoint | None:
    """Return the first stationary point in the direction in which the function falls."""
    ahead = [point for point in place.points if (point.x - place.x) * place.slope < 0 and point.kind != "maximum"]
    return min(ahead, key=lambda point: point.distance(place.x), default=None)
