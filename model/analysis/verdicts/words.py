"""Verdicts, and those that are the same for every kind of experiment."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from model.analysis.stability import stable_limit
from model.message import QT_TRANSLATE_NOOP, Message, apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from model.analysis.verdicts.motion import Swings, Window

    Numbers: TypeAlias = NDArray[np.float64]

VerdictCode: TypeAlias = Literal[
    "minimum", "inflection", "maximum", "saddle", "plateau", "descending", "oscillating", "diverged"
]

_BALANCED = 1e-6
"""Gradient and weight decay balance up to this share of the decay's pull."""
_FAR = 1e4
"""A loss so many times as far below 0 as the first has fallen without end when the run diverges."""
_QUIET = 1e-6
"""A run crawls where its gradient is this share of the steepest, …"""
_BLOCKS = 8
UNBOUNDED = QT_TRANSLATE_NOOP("verdicts", "unbounded below")
"""The word for a run whose loss fell without end."""
_CRAWL = 10_000
"""… or where at its present pace so many steps are left, and ten times as many as it has made."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a run up to a row: its kind as in results, two or three words, and one to three sentences."""

    code: VerdictCode
    short: Message
    message: Message


def diverged(window: Window, hint: Message | None = None) -> Verdict:
    """Say where the run diverged, and whether upwards or downwards; ``hint`` names a limit of the learning rate."""
    counted = QT_TRANSLATE_NOOP("verdicts", "epoch {row}")
    if window.batches:
        counted = QT_TRANSLATE_NOOP("verdicts", "update {row}")
    loss, lengths = float(window.losses[-1]), window.step_lengths[-2:]
    short = QT_TRANSLATE_NOOP("verdicts", "diverged")
    smaller = QT_TRANSLATE_NOOP("verdicts", "Try a smaller learning rate than {rate}.")
    advice = hint or smaller.fill(rate=window.experiment.optimizer.learning_rate)
    if loss < -_FAR * max(1.0, abs(window.start_loss)):
        short, advice = UNBOUNDED, None
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "Diverged at {where}: unbounded below on this side, the loss kept falling, in the end to {loss}.",
        )
    elif window.overshoots() > 1 and lengths[-1] > lengths[0]:
        message = QT_TRANSLATE_NOOP("verdicts", "Diverged at {where}: each step overshoots by more than the last.")
    else:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "Diverged at {where}: the step from the row before, with loss {loss}, leads to numbers that are too large "
            "or undefined.",
        )
    message = message.fill(where=counted.fill(row=window.row + 1), loss=loss)
    return Verdict("diverged", short, joined(message, advice))


def untouched(window: Window) -> Verdict:
    """Say that no step has been taken yet."""
    return Verdict(
        "descending",
        QT_TRANSLATE_NOOP("verdicts", "at the start"),
        QT_TRANSLATE_NOOP("verdicts", "At the start; the gradient norm here is {slope}.").fill(slope=window.slope),
    )


def _stuck(window: Window) -> Verdict:
    """Say that the last step changed nothing."""
    if window.learning_rate == 0:
        message = QT_TRANSLATE_NOOP("verdicts", "The learning rate is 0, so nothing moves.")
    else:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "The last step was too small to change anything, though the gradient norm is {slope} and the "
            "learning rate {rate}.",
        ).fill(slope=window.slope, rate=window.learning_rate)
    return Verdict("descending", QT_TRANSLATE_NOOP("verdicts", "standing still"), message)


def settled(window: Window, here: Message | None = None) -> Verdict | None:
    """Judge a run that weight decay keeps ``here``; None where it does not."""
    message = _balanced(window) if window.rests() else None
    if message is None:
        return None
    if here is not None:
        message = joined(QT_TRANSLATE_NOOP("verdicts", "Settled at {here}.").fill(here=here), message)
    return Verdict("minimum", QT_TRANSLATE_NOOP("verdicts", "settled"), message)


def _balanced(window: Window) -> Message | None:
    """Say how weight decay keeps the run where it is; None where its numbers do not."""
    decay = window.decay
    pull = decay * window.values[-1]
    rest = window.gradients[-1] + pull
    if not (decay and window.learning_rate and window.slope):
        return None
    if float(np.abs(rest).max()) <= _BALANCED * float(np.abs(pull).max()):
        return QT_TRANSLATE_NOOP(
            "verdicts",
            "The gradient, of norm {slope}, and the pull of the weight decay balance: "
            "this is where the function with the decay's term added is stationary.",
        ).fill(slope=window.slope)
    if window.stands_still and window.learning_rate * decay > 4 * window.epsilon:
        return QT_TRANSLATE_NOOP(
            "verdicts", "The update and the weight decay cancel each other, though the gradient norm is {slope}."
        ).fill(slope=window.slope)
    return None


def moving(
    window: Window, facts: Message, addition: Message | None = None, remaining: float = 0.0, hint: Message | None = None
) -> Verdict:
    """Say what the loss did in the last steps of a run that goes on.

    One that has not begun or stands still is told as such. ``facts`` is a sentence without its beginning, about the
    row; ``addition`` a sentence on the way that is left, whose length is ``remaining``; ``hint`` one on the learning
    rate.
    """
    if window.row == 0:
        return untouched(window)
    if window.stands_still:
        return _stuck(window)
    if window.ended == "tolerance":
        lead = QT_TRANSLATE_NOOP("verdicts", "Stopped, since the gradient norm {slope} is within the tolerance")
        short = QT_TRANSLATE_NOOP("verdicts", "tolerance reached")
        return Verdict("descending", short, _told(lead.fill(slope=window.slope), facts, addition))
    if window.noisy:
        return scattered(window, window.losses, facts, addition)
    overshoots, rose = window.overshoots(), risen(window)
    if rose is not None:
        return _rising(window, rose, overshoots, hint)
    if len(window.losses) > 1 and not window.losses[-2] - window.losses[-1] > window.rounding():
        return _level(window, facts, overshoots, hint)
    if overshoots >= min(window.row, 2):
        lead = QT_TRANSLATE_NOOP("verdicts", "Overshoots from side to side but makes progress")
        if overshoots == 1:
            lead = QT_TRANSLATE_NOOP("verdicts", "The first step overshot, but the loss fell")
        return Verdict("descending", QT_TRANSLATE_NOOP("verdicts", "overshooting"), _told(lead, facts, addition))
    pace = float(window.step_lengths[-1])
    if window.slope <= _QUIET * window.steepest or remaining > max(_CRAWL, 10 * window.row) * pace:
        lead = QT_TRANSLATE_NOOP("verdicts", "Crawling, by {pace} in the last step").fill(pace=pace)
        return Verdict("descending", QT_TRANSLATE_NOOP("verdicts", "crawling"), _told(lead, facts, addition))
    return _descending(window, facts, addition)


def _descending(window: Window, facts: Message, addition: Message | None) -> Verdict:
    """Say that the last step lowered the loss, and whether it had been lower, or began lower."""
    lead = QT_TRANSLATE_NOOP("verdicts", "Still descending")
    short = QT_TRANSLATE_NOOP("verdicts", "still descending")
    lowest, loss = int(window.losses.argmin()), float(window.losses[-1])
    if loss > window.start_loss + window.rounding():
        lead = QT_TRANSLATE_NOOP("verdicts", "Descending, but with the loss at {loss} above the {start} of the start")
        lead = lead.fill(loss=loss, start=window.start_loss)
        short = QT_TRANSLATE_NOOP("verdicts", "above the start")
    elif loss > float(window.losses[lowest]) + window.rounding():
        lead = QT_TRANSLATE_NOOP(
            "verdicts", "Descending again after a rise: {steps} steps before, the loss was down to {lowest}"
        ).fill(steps=len(window.losses) - 1 - lowest, lowest=float(window.losses[lowest]))
        short = QT_TRANSLATE_NOOP("verdicts", "descending again")
    return Verdict("descending", short, _told(lead, facts, addition))


def _told(lead: Message, facts: Message, addition: Message | None) -> Message:
    return joined(QT_TRANSLATE_NOOP("verdicts", "{lead}: {facts}").fill(lead=lead, facts=facts), addition)


def _rising(window: Window, message: Message, overshoots: int, hint: Message | None) -> Verdict:
    """Say that the loss rises, and what is known of why."""
    start, loss, rises = window.start_loss, float(window.losses[-1]), window.rises()
    if overshoots >= rises:
        addition = QT_TRANSLATE_NOOP("verdicts", "Each overshot: the learning rate {rate} is too large here.")
        if window.carried:
            addition = QT_TRANSLATE_NOOP("verdicts", "The run overshot: earlier steps carried it on.")
        elif rises == 1:
            addition = QT_TRANSLATE_NOOP("verdicts", "It overshot: the learning rate {rate} is too large here.")
        message = joined(message, addition.fill(rate=window.learning_rate))
    if loss < start:
        addition = QT_TRANSLATE_NOOP("verdicts", "It is still below the {start} of the start.").fill(start=start)
        message = joined(message, addition)
    worse = loss >= start or overshoots >= rises > 1
    short = QT_TRANSLATE_NOOP("verdicts", "loss rises")
    return Verdict("oscillating" if worse else "descending", short, joined(message, hint if worse else None))


def risen(window: Window) -> Message | None:
    """Say by how much the last steps raised the loss; None where the last one did not."""
    rises = window.rises()
    if not rises:
        return None
    message = QT_TRANSLATE_NOOP("verdicts", "The loss rose in each of the last {count} steps, from {before} to {loss}.")
    if rises == 1:
        message = QT_TRANSLATE_NOOP("verdicts", "The loss rose in the last step, from {before} to {loss}.")
    elif rises == window.row:
        message = QT_TRANSLATE_NOOP("verdicts", "The loss has risen at every step, from {before} to {loss}.")
    before, loss = float(window.losses[-1 - rises]), float(window.losses[-1])
    before, loss = apart(before, loss)
    return message.fill(count=rises, before=before, loss=loss)


def _level(window: Window, facts: Message, overshoots: int, hint: Message | None) -> Verdict:
    """Say that the last step changed the loss by no more than rounding."""
    if overshoots and not window.carried:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "The last step overshot and did not lower the loss, {loss}: the learning rate {rate} is too large here.",
        ).fill(loss=float(window.losses[-1]), rate=window.learning_rate)
        return Verdict("oscillating", QT_TRANSLATE_NOOP("verdicts", "oscillating"), joined(message, hint))
    lead = QT_TRANSLATE_NOOP("verdicts", "Crawling, since the last step did not change the loss beyond rounding")
    return Verdict("descending", QT_TRANSLATE_NOOP("verdicts", "crawling"), _told(lead, facts, None))


def swinging(name: str, swings: Swings, window: Window, hint: Message | None = None) -> Verdict:
    """Say that a parameter oscillates without coming closer."""
    short = QT_TRANSLATE_NOOP("verdicts", "oscillating")
    overshoots = window.overshoots() > 1
    low, high = apart(swings.low, swings.high)
    if swings.trend == "growing":
        short = QT_TRANSLATE_NOOP("verdicts", "oscillation grows")
        message = QT_TRANSLATE_NOOP("verdicts", "{name} oscillates ever more widely, now between {low} and {high}.")
        message = joined(message.fill(name=name, low=low, high=high), risen(window))
        if overshoots and not window.carried:
            addition = QT_TRANSLATE_NOOP(
                "verdicts", "Each step overshoots: the learning rate {rate} is too large here."
            )
            message = joined(message, addition.fill(rate=window.learning_rate))
        return Verdict("oscillating", short, joined(message, hint))
    if swings.cycle is None:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "{name} went to and fro between {low} and {high} in the last {steps} steps, without coming closer and "
            "without repeating itself, with the learning rate {rate}.",
        )
    elif swings.cycle > 2:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "{name} repeats a cycle of {cycle} steps between {low} and {high} and comes no closer, with the "
            "learning rate {rate}.",
        )
    else:
        message = QT_TRANSLATE_NOOP(
            "verdicts", "{name} oscillates between {low} and {high} and comes no closer, with the learning rate {rate}."
        )
        if overshoots:
            message = QT_TRANSLATE_NOOP(
                "verdicts",
                "{name} oscillates between {low} and {high} and comes no closer: "
                "each step with the learning rate {rate} overshoots.",
            )
    rate = window.learning_rate
    message = message.fill(name=name, low=low, high=high, rate=rate, steps=swings.steps, cycle=swings.cycle or 0)
    return Verdict("oscillating", short, joined(message, hint))


def wandering(window: Window) -> Verdict:
    """Say that noise, added or of the mini-batches, keeps a run from settling, unless nothing moves it."""
    if window.learning_rate == 0 and window.stands_still:
        return _stuck(window)
    if not window.noisy:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "The run no longer comes closer: the gradient of each mini-batch points in another direction, and with the "
            "learning rate {rate} this noise remains. A smaller rate or a larger batch brings it closer.",
        )
    else:
        message = QT_TRANSLATE_NOOP(
            "verdicts",
            "The run no longer comes closer: noise is added to every gradient, and with the learning rate {rate} it "
            "remains. A smaller rate, or a schedule that lowers it, brings it closer.",
        )
    return Verdict(
        "oscillating", QT_TRANSLATE_NOOP("verdicts", "noise remains"), message.fill(rate=window.learning_rate)
    )


def scattered(window: Window, losses: Numbers, facts: Message, addition: Message | None = None) -> Verdict:
    """Say what the losses of the last rows, shape (rows,), did but for noise.

    Means of blocks are compared, since the noise of one row affects those after it.
    """
    if window.learning_rate == 0 and window.stands_still:
        return _stuck(window)
    if len(losses) < 2 * _BLOCKS:
        early, late, scatter = float(losses[0]), float(losses[-1]), 0.0
    else:
        means = np.array([float(block.mean()) for block in np.array_split(losses, _BLOCKS)])
        halves = np.split(means, 2)
        early, late = (float(half.mean()) for half in halves)
        scatter = 2 * math.hypot(*(half.std(ddof=1) for half in halves)) / math.sqrt(_BLOCKS // 2)
    if early - late > scatter:
        lead = QT_TRANSLATE_NOOP("verdicts", "Still descending, but for noise")
        return Verdict("descending", QT_TRANSLATE_NOOP("verdicts", "still descending"), _told(lead, facts, addition))
    if late - early <= 2 * scatter and len(losses) >= 2 * _BLOCKS:
        return wandering(window)
    message = QT_TRANSLATE_NOOP(
        "verdicts", "The loss, with noise in it, rose in the last {steps} steps, from about {before} to about {loss}."
    ).fill(steps=len(losses) - 1, before=early, loss=late)
    return Verdict("oscillating", QT_TRANSLATE_NOOP("verdicts", "loss rises"), message)


def beyond_limit(window: Window, eigenvalues: Sequence[float], place: Message | None = None) -> Message | None:
    """Name the largest stable learning rate by the eigenvalues of a Hessian, where the run's own rate is above it.

    ``place`` is the minimum that has this Hessian, where it is not that of the whole loss.
    """
    limit = stable_limit(window.experiment, eigenvalues)
    if limit is None or window.learning_rate < 0.999 * limit.rate:
        return None
    message = QT_TRANSLATE_NOOP("verdicts", "No learning rate above {limit} is stable.")
    if place is not None:
        message = QT_TRANSLATE_NOOP("verdicts", "No learning rate above {limit} is stable at the minimum {place}.")
    return message.fill(limit=limit.text(6), place=place)


def joined(first: Message, second: Message | None) -> Message:
    """Return two messages, one after the other; the first alone where there is no second."""
    if second is None:
        return first
    return QT_TRANSLATE_NOOP("verdicts", "{first} {second}").fill(first=first, second=second)
