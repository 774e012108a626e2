"""The verdict on a descent on a function of one variable."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from model.analysis.stationary import lowest_minimum
from model.analysis.verdicts.motion import swings_of
from model.analysis.verdicts.nearness import HERE, SETTLED, Nearness
from model.analysis.verdicts.words import Verdict, descending, joined, stuck, swinging, untouched, wandering
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from model.analysis.stationary import StationaryPoint
    from model.analysis.verdicts.motion import Window
    from model.experiment import OfFunction

    Numbers: TypeAlias = NDArray[np.float64]


def judge_function(experiment: OfFunction, window: Window, stationary: Sequence[StationaryPoint]) -> Verdict:
    """Judge a descent by its last rows and the function's stationary points."""
    ((low, high),) = experiment.intervals()
    place = _Place(window, stationary, high - low)
    point = place.nearest
    swings = swings_of(window.values[:, 0], place.smallest_swing())
    if swings is not None and swings.trend != "shrinking":
        if window.noisy:
            return wandering(window.learning_rate)
        return swinging("x", swings, window.learning_rate, _around(point, swings.low, swings.high))
    if point is not None and place.is_at(point):
        return _at_point(point, place, stationary)
    if window.row == 0:
        return _flat(place, stationary) if window.slope == 0 else untouched(window)
    if place.has_settled():
        return _settled(experiment, place, stationary)
    return _descending(place, stationary)


class _Place(Nearness["StationaryPoint"]):
    """Where on the x axis the run is."""

    def __init__(self, window: Window, stationary: Sequence[StationaryPoint], width: float) -> None:
        super().__init__(window, width)
        self.x = float(self.at[0])
        self.slope = float(window.gradients[-1, 0])  # with its sign
        self.nearest = min(stationary, key=self.distance, default=None)

    def distances(self, point: StationaryPoint, values: Numbers) -> Numbers:
        """Return how far each x is from a point, 0 within a flat interval."""
        return np.array([point.distance(float(x)) for x in values[:, 0]])

    def size(self, point: StationaryPoint) -> float:
        """Return |x| of a point."""
        return abs(point.x)

    def smallest_swing(self) -> float:
        """Return the width up to which a swing is rounding."""
        return max(1e-8 * self.reach(self.nearest), 16 * self.window.epsilon * abs(self.x))


def _at_point(point: StationaryPoint, place: _Place, stationary: Sequence[StationaryPoint]) -> Verdict:
    if point.kind == "minimum":
        return _at_minimum(point, place, stationary)
    if point.kind == "maximum":
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "Standing on the maximum at x = {point}: the slope there is 0, so no step leads away, "
            "but the least nudge would.",
        ).fill(point=point.x)
        short = QT_TRANSLATE_NOOP("verdicts", "on a maximum")
        return Verdict("maximum", short, _with_lowest(message, point, stationary))
    message = QT_TRANSLATE_NOOP(
        "verdicts",
        "Halted at x = {x}, near the inflection at {point}: the slope touches zero there without changing sign, "
        "and the steps die away with it.",
    ).fill(x=place.x, point=point.x)
    short = QT_TRANSLATE_NOOP("verdicts", "stalled at inflection")
    return Verdict("inflection", short, _with_lowest(message, point, stationary))


def _at_minimum(point: StationaryPoint, place: _Place, stationary: Sequence[StationaryPoint]) -> Verdict:
    lowest = lowest_minimum(stationary)
    is_lowest = lowest is None or point.value <= lowest.value + 1e-9 * max(abs(lowest.value), 1e-300)
    if point.flat is not None:
        message = QT_TRANSLATE_NOOP(
            "verdicts", "Converged on the flat floor from x = {low} to {high}, where f = {value}."
        ).fill(low=point.flat[0], high=point.flat[1], value=point.value)
    elif point.distance(place.x) <= HERE * place.width:
        message = QT_TRANSLATE_NOOP("verdicts", "Converged: at the minimum x = {point}, f = {value}.").fill(
            point=point.x, value=point.value
        )
    else:
        if place.is_creeping_to(point):
            message = QT_TRANSLATE_NOOP(
                "verdicts",
                "Creeping up to the minimum at {point}, where f = {value}: x = {x} is still {distance} away, "
                "and each step is shorter than the last.",
            )
        else:
            message = QT_TRANSLATE_NOOP(
                "verdicts", "Converged: x = {x} is {distance} from the minimum at {point}, where f = {value}."
            )
        message = message.fill(x=place.x, distance=point.distance(place.x), point=point.x, value=point.value)
    if is_lowest:
        return Verdict("minimum", QT_TRANSLATE_NOOP("verdicts", "at a minimum"), message)
    short = QT_TRANSLATE_NOOP("verdicts", "at local minimum")
    return Verdict("minimum", short, _with_lowest(message, point, stationary))


def _with_lowest(message: Message, point: StationaryPoint, stationary: Sequence[StationaryPoint]) -> Message:
    """Add where the minimum is, or the lowest of several."""
    minima = [other for other in stationary if other.kind == "minimum" and other is not point]
    lowest = lowest_minimum(minima)
    if lowest is None:
        return message
    if len(minima) == 1 and point.kind != "minimum":
        addition = QT_TRANSLATE_NOOP("verdicts", "The minimum is at x = {x}, where f = {value}.")
    else:
        addition = QT_TRANSLATE_NOOP("verdicts", "The lowest minimum shown is at x = {x}, where f = {value}.")
    return joined(message, addition.fill(x=lowest.x, value=lowest.value))


def _around(point: StationaryPoint | None, low: float, high: float) -> Message | None:
    if point is None or point.kind != "minimum" or not low <= point.x <= high:
        return None
    return QT_TRANSLATE_NOOP("verdicts", "The minimum at x = {x} lies between.").fill(x=point.x)


def _settled(experiment: OfFunction, place: _Place, stationary: Sequence[StationaryPoint]) -> Verdict:
    """Judge a run that no longer moves, where no stationary point is known."""
    if place.slope == 0:
        return _flat(place, stationary)
    decay = dict(experiment.optimizer.knobs).get("weight_decay", 0.0)
    if decay and place.window.learning_rate:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "Settled at x = {x}, where the slope {slope} and the pull of the weight decay balance. "
            "That is the minimum of the function with the decay's term added.",
        ).fill(x=place.x, slope=place.slope)
        return Verdict("minimum", QT_TRANSLATE_NOOP("verdicts", "settled"), message)
    if place.is_close_to_zero_slope():
        message = QT_TRANSLATE_NOOP(
            "verdicts", "Converged: x = {x}, where f = {value} and the slope is only {slope}."
        ).fill(x=place.x, value=place.loss, slope=place.slope)
        return Verdict("minimum", QT_TRANSLATE_NOOP("verdicts", "at a minimum"), message)
    if abs(place.slope) <= SETTLED * max(1.0, abs(place.loss)) and place.window.learning_rate:
        return _flat(place, stationary)
    return stuck(place.window)


def _flat(place: _Place, stationary: Sequence[StationaryPoint]) -> Verdict:
    """Judge a run where the function is flat."""
    lowest = lowest_minimum(stationary)
    if lowest is not None and lowest.value < place.loss:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "Halted on a plateau at x = {x}: the slope is {slope}, too little to go on. "
            "The lowest minimum shown is at x = {point}, where f = {value}.",
        ).fill(x=place.x, slope=place.slope, point=lowest.x, value=lowest.value)
        return Verdict("inflection", QT_TRANSLATE_NOOP("verdicts", "on a plateau"), message)
    message = QT_TRANSLATE_NOOP(
        "verdicts", "The function is flat at x = {x}: the slope is {slope}, and nothing lower is known."
    ).fill(x=place.x, slope=place.slope)
    return Verdict("minimum", QT_TRANSLATE_NOOP("verdicts", "flat ground"), message)


def _descending(place: _Place, stationary: Sequence[StationaryPoint]) -> Verdict:
    point, addition = _downhill(place, stationary), None
    if point is not None:
        addition = QT_TRANSLATE_NOOP("verdicts", "Downhill, the inflection at {point} is {distance} away.")
        if point.kind == "minimum":
            addition = QT_TRANSLATE_NOOP("verdicts", "Downhill, the minimum at {point} is {distance} away.")
        addition = addition.fill(point=point.x, distance=point.distance(place.x))
    going_on = QT_TRANSLATE_NOOP("verdicts", "Still descending: x = {x}, and the slope is {slope}.")
    stopped = QT_TRANSLATE_NOOP("verdicts", "Stopped at x = {x}, where the slope {slope} is within the tolerance.")
    return descending(place.window, going_on, stopped, addition, x=place.x, slope=place.slope)


def _downhill(place: _Place, stationary: Sequence[StationaryPoint]) -> StationaryPoint | None:
    """Return the first stationary point in the direction in which the function falls."""
    ahead = [point for point in stationary if (point.x - place.x) * place.slope < 0 and point.kind != "maximum"]
    return min(ahead, key=lambda point: point.distance(place.x), default=None)
