"""The verdict on a descent on a function of two variables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from model.analysis.surface_points import SurfacePoint, distances_to, minima_of
from model.analysis.verdicts.motion import widest_swings
from model.analysis.verdicts.nearness import Nearness
from model.analysis.verdicts.place_words import converged, creeping, is_lowest, on_plateau, with_lowest
from model.analysis.verdicts.words import Verdict, beyond_limit, moving, settled, swinging, wandering
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from model.analysis.exact import Curvature
    from model.analysis.verdicts.motion import Swings, Window

    Numbers: TypeAlias = NDArray[np.float64]

_CLOSE = 1e-4
"""A saddle point is reached within this share of the way."""
_CLEARLY = 1e-6
"""An eigenvalue below 0 tells a saddle where it is this share of the largest."""


def judge_surface(window: Window, points: Sequence[SurfacePoint], curvature: Curvature | None) -> Verdict:
    """Judge a descent by its last rows, the function's stationary points, and the Hessian at the row."""
    place = _Place(window, points)
    point = place.nearest
    swings = widest_swings(window)
    if swings is not None and (swings[1].trend == "growing" or place.swings_more_than_it_falls(*swings)):
        if window.noisy:
            return wandering(window)
        return swinging(*swings, window, _limit(place))
    if point is not None and place.is_at(point):
        return _at_point(point, place)
    balance = settled(window, place.here)
    if balance is not None:
        return balance
    found = _standing(place, curvature) if place.is_quiet() else None
    if found is not None:
        return found
    lowest = next(iter(minima_of(points)), None)
    if place.is_on_plateau(lowest, point):
        message = QT_TRANSLATE_NOOP("verdicts", "On a plateau at {here}: the gradient norm is {slope}.")
        return on_plateau(message.fill(here=place.here, slope=place.norm), place, lowest)
    return _moving(place)


class _Place(Nearness[SurfacePoint]):
    """Where on the plane of x and y the run is."""

    def __init__(self, window: Window, points: Sequence[SurfacePoint]) -> None:
        super().__init__(window, points)
        self.nearest = self.nearest_of(points)

    def nearest_of(self, points: Sequence[SurfacePoint]) -> SurfacePoint | None:
        """Return the point nearest to the run; a point of a valley stands for a piece of it."""
        if not points:
            return None
        x, y, reach = np.array([(point.x, point.y, math.hypot(*point.along)) for point in points]).T
        closest = np.argsort(np.hypot(x - self.at[0], y - self.at[1]) - reach)[:4]
        return min((points[index] for index in closest), key=self.distance)

    def distances(self, point: SurfacePoint, values: Numbers) -> Numbers:
        """Return how far each (x, y) is from a point, or from the piece of valley that it stands for."""
        return distances_to((point,), values[:, 0], values[:, 1])

    def coordinates(self, point: SurfacePoint) -> tuple[float, float]:
        """Return x and y of a point."""
        return point.x, point.y

    def swings_more_than_it_falls(self, name: str, swings: Swings) -> bool:
        """Tell whether steady swings of one variable change the function by more than the run gains meanwhile."""
        losses = self.window.losses
        half = len(losses) // 2
        gained = float(losses[:half].mean() - losses[half:].mean())
        slopes = self.window.gradients[half:, self.window.names.index(name)]
        return gained <= 0.25 * swings.size * float(np.abs(slopes).mean())


def _limit(place: _Place) -> Message | None:
    """Compare the learning rate with the largest stable one at the minimum that the run swings about."""
    point = place.nearest
    if point is None or point.kind != "minimum" or point.kink:
        return None
    return beyond_limit(place.window, point.eigenvalues, place.name_of(point))


def limit_at_only_point(window: Window, points: Sequence[SurfacePoint]) -> Message | None:
    """Compare the learning rate with the largest stable one of a function that has a single stationary point."""
    return _limit(_Place(window, points)) if len(points) == 1 else None


def _at_point(point: SurfacePoint, place: _Place) -> Verdict:
    if point.kind in ("minimum", "valley"):
        return _at_minimum(point, place)
    if point.kind in ("maximum", "ridge"):
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "On the maximum at {point}: the gradient there is 0, so no step leads away, but the slightest push would.",
        ).fill(point=place.name_of(point))
        return Verdict("maximum", QT_TRANSLATE_NOOP("verdicts", "on a maximum"), _with_lowest(message, point, place))
    if point.eigenvalues[0] < 0:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "Halted at the saddle point {point}: the gradient norm is {slope}, but the Hessian's eigenvalues "
            "are {low} and {high}, so it is no minimum, and one direction leads down.",
        ).fill(point=place.name_of(point), slope=place.norm, low=point.eigenvalues[0], high=point.eigenvalues[-1])
    else:  # a kink, or a Hessian that does not tell, as in the middle of a monkey saddle
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "Halted at the saddle point {point}: the gradient norm is {slope}, but around it the function is lower "
            "in some directions and higher in others.",
        ).fill(point=place.name_of(point), slope=place.norm)
    return Verdict("saddle", QT_TRANSLATE_NOOP("verdicts", "at a saddle"), _with_lowest(message, point, place))


def _at_minimum(point: SurfacePoint, place: _Place) -> Verdict:
    if point.kind == "valley":
        message = QT_TRANSLATE_NOOP(
            "verdicts", "Converged on the floor of a valley at {here}, where f = {value}: it is as low all along."
        ).fill(here=place.here, value=point.value)
    else:
        message = converged(place, point)
    no_lower = is_lowest(point, minima_of(place.points)[0], place)
    if point.kind == "minimum" and place.is_creeping_to(point):
        return creeping(message if no_lower else _with_lowest(message, point, place))
    if no_lower:
        return Verdict("minimum", QT_TRANSLATE_NOOP("verdicts", "at a minimum"), message)
    return Verdict("minimum", QT_TRANSLATE_NOOP("verdicts", "at local minimum"), _with_lowest(message, point, place))


def _with_lowest(message: Message, point: SurfacePoint, place: _Place) -> Message:
    """Add where the lowest minimum is, if it is another point."""
    return with_lowest(message, place, next((other for other in minima_of(place.points) if other is not point), None))


def _standing(place: _Place, curvature: Curvature | None) -> Verdict | None:
    """Judge a run without gradient, where no stationary point is known; None where nothing tells its kind."""
    here = place.here
    low, high = (0.0, 0.0) if curvature is None else (curvature.eigenvalues[0], curvature.eigenvalues[-1])
    around = place.around()
    is_close = place.norm <= _CLOSE * place.window.way * -low  # by Newton's step, whatever the slope was far away
    if low < -_CLEARLY * high < 0 and is_close:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "Halted at {here}, a saddle point: the gradient norm is {slope}, but the Hessian's eigenvalues "
            "are {low} and {high}, so one direction leads down.",
        ).fill(here=here, slope=place.norm, low=low, high=high)
        return Verdict("saddle", QT_TRANSLATE_NOOP("verdicts", "at a saddle"), message)
    if around == "lower":
        message = QT_TRANSLATE_NOOP(
            "verdicts", "On a maximum at {here}: the gradient norm is {slope}, and every direction leads down."
        ).fill(here=here, slope=place.norm)
        return Verdict("maximum", QT_TRANSLATE_NOOP("verdicts", "on a maximum"), message)
    if around == "higher":
        message = QT_TRANSLATE_NOOP(
            "verdicts", "Converged: at {here}, f = {value} and the gradient norm is only {slope}."
        ).fill(here=here, value=place.loss, slope=place.norm)
        return Verdict("minimum", QT_TRANSLATE_NOOP("verdicts", "at a minimum"), message)
    return None


def _moving(place: _Place) -> Verdict:
    nearest = place.nearest_of([point for point in minima_of(place.points) if point.value < place.loss])
    addition, remaining = None, 0.0
    if nearest is not None:
        remaining = place.distance(nearest)
        addition = QT_TRANSLATE_NOOP("verdicts", "The nearest lower minimum, {point}, is {distance} away.")
        addition = addition.fill(point=place.name_of(nearest), distance=remaining)
    facts = QT_TRANSLATE_NOOP("verdicts", "at {here}, f = {value} and the gradient norm is {slope}.")
    facts = facts.fill(here=place.here, value=place.loss, slope=place.norm)
    return moving(place.window, facts, addition, remaining, _limit(place))
