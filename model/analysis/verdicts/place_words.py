"""Sentences that are the same for functions of one and of two variables."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from model.analysis.verdicts.words import Verdict, joined, risen
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from model.analysis.verdicts.nearness import Nearness, Point


def is_lowest(point: Point, lowest: Point, place: Nearness[Point]) -> bool:
    """Tell whether a minimum is as low as the lowest, but for rounding beside the values that the function has."""
    values = (place.window.start_loss, *(known.value for known in place.points))
    size = max((abs(value) for value in values if isfinite(value)), default=0.0)
    return point.value <= lowest.value + 1e-9 * abs(lowest.value) + 1e-15 * size


def converged(place: Nearness[Point], minimum: Point) -> Message:
    """Say how near the run is to the minimum that it has come to."""
    if place.is_exactly_at(minimum):
        message = QT_TRANSLATE_NOOP("verdicts", "Converged: at the minimum {point}, f = {value}.")
        return message.fill(point=place.name_of(minimum), value=minimum.value)
    message = QT_TRANSLATE_NOOP(
        "verdicts", "Converged: {here} is {distance} from the minimum at {point}, where f = {value}."
    )
    if place.is_creeping_to(minimum):
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "Slowly approaching the minimum at {point}, where f = {value}: {here} is still {distance} away, "
            "and the last step was {step} long.",
        )
    return message.fill(
        here=place.here,
        distance=place.distance(minimum),
        point=place.name_of(minimum),
        value=minimum.value,
        step=float(place.window.step_lengths[-1]),
    )


def creeping(message: Message) -> Verdict:
    """Judge a run that is on the last of its way to a minimum, and hardly moves."""
    return Verdict("descending", QT_TRANSLATE_NOOP("verdicts", "crawling"), message)


def with_lowest(message: Message, place: Nearness[Point], lowest: Point | None) -> Message:
    """Add where the lowest minimum is, if one is known."""
    if lowest is None:
        return message
    addition = QT_TRANSLATE_NOOP("verdicts", "The lowest minimum shown is at {point}, where f = {value}.")
    return joined(message, addition.fill(point=place.name_of(lowest), value=lowest.value))


def on_plateau(message: Message, place: Nearness[Point], lowest: Point | None) -> Verdict:
    """Judge a run on the plateau of which the message tells."""
    message = joined(message, risen(place.window))
    if lowest is not None and lowest.value < place.loss:
        message = with_lowest(message, place, lowest)
    else:
        message = joined(message, QT_TRANSLATE_NOOP("verdicts", "Nothing lower is known."))
    return Verdict("plateau", QT_TRANSLATE_NOOP("verdicts", "on a plateau"), message)
