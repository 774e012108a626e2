"""Verdicts, and those that are the same for every kind of experiment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from model.analysis.stability import stable_limit
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.analysis.verdicts.motion import Swings, Window

VerdictCode: TypeAlias = Literal["minimum", "inflection", "maximum", "saddle", "descending", "oscillating", "diverged"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a run up to a row: its kind as in results, two or three words, and one to three sentences."""

    code: VerdictCode
    short: Message
    message: Message


def diverged(window: Window, batches: bool) -> Verdict:
    """Say where the run diverged, and whether upwards or downwards."""
    counted = QT_TRANSLATE_NOOP("verdicts", "update {row}") if batches else QT_TRANSLATE_NOOP("verdicts", "epoch {row}")
    if float(window.losses[-1]) < window.start_loss:
        message = QT_TRANSLATE_NOOP(
            "verdicts", "Diverged at {where}: the descent runs downhill without end, for nothing holds it on this side."
        )
    else:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "Diverged at {where}: each step overshoots by more than the last. Try a smaller learning rate than {rate}.",
        )
    message = message.fill(where=counted.fill(row=window.row + 1), rate=window.learning_rate)
    return Verdict("diverged", QT_TRANSLATE_NOOP("verdicts", "diverged"), message)


def untouched(window: Window) -> Verdict:
    """Say that no step has been taken yet."""
    return Verdict(
        "descending",
        QT_TRANSLATE_NOOP("verdicts", "at the start"),
        QT_TRANSLATE_NOOP("verdicts", "At the start; the gradient here is {slope}.").fill(slope=window.slope),
    )


def stuck(window: Window) -> Verdict:
    """Say that the steps are too small to change anything."""
    if window.learning_rate == 0:
        message = QT_TRANSLATE_NOOP("verdicts", "The learning rate is 0, so nothing moves.")
    else:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "The steps are too small to change anything, though the slope is {slope}: "
            "with the learning rate {rate} they vanish in rounding.",
        ).fill(slope=window.slope, rate=window.learning_rate)
    return Verdict("descending", QT_TRANSLATE_NOOP("verdicts", "barely moving"), message)


def descending(
    window: Window, going_on: Message, stopped: Message, addition: Message | None = None, **values: object
) -> Verdict:
    """Say how far a run has come, by the first template, or by the second where it stopped within the tolerance."""
    short, template = QT_TRANSLATE_NOOP("verdicts", "still descending"), going_on
    if window.ended == "tolerance":
        short, template = QT_TRANSLATE_NOOP("verdicts", "tolerance reached"), stopped
    return Verdict("descending", short, joined(template.fill(**values), addition))


def swinging(name: str, swings: Swings, rate: float, hint: Message | None = None) -> Verdict:
    """Say that a parameter oscillates without coming closer."""
    short = QT_TRANSLATE_NOOP("verdicts", "oscillating")
    if swings.trend == "growing":
        short = QT_TRANSLATE_NOOP("verdicts", "swings grow")
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "{name} swings ever wider, now between {low} and {high}: the learning rate {rate} is too large here, "
            "and the run will not settle.",
        )
    else:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "{name} swings between {low} and {high} and comes no closer: "
            "each step with the learning rate {rate} overshoots.",
        )
    message = message.fill(name=name, low=swings.low, high=swings.high, rate=rate)
    return Verdict("oscillating", short, joined(message, hint))


def wandering(rate: float) -> Verdict:
    """Say that noise keeps a run from settling."""
    message = QT_TRANSLATE_NOOP(
        "verdicts",
        "Wandering about the minimum: noise is added to every gradient, and with the learning rate {rate} it does not "
        "fade. A smaller rate, or a schedule that lowers it, brings it closer.",
    ).fill(rate=rate)
    return Verdict("oscillating", QT_TRANSLATE_NOOP("verdicts", "noise remains"), message)


def beyond_limit(window: Window, eigenvalues: Sequence[float]) -> Message | None:
    """Name the largest stable learning rate by the eigenvalues of a Hessian, where the run's own rate is above it."""
    limit = stable_limit(window.experiment, eigenvalues)
    if limit is None or window.learning_rate < 0.999 * limit.rate:
        return None
    return QT_TRANSLATE_NOOP("verdicts", "No learning rate above {limit} is stable.").fill(limit=limit.text(6))


def joined(first: Message, second: Message | None) -> Message:
    """Return two messages, one after the other; the first alone where there is no second."""
    if second is None:
        return first
    return QT_TRANSLATE_NOOP("verdicts", "{first} {second}").fill(first=first, second=second)
