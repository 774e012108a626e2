"""The verdict on a race: who is first, who leads, and who has diverged."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Literal

from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.analysis.leaderboard import RunnerFigures


@dataclass(frozen=True, slots=True)
class RaceVerdict:
    """The outcome of a race so far: some words, and one or two sentences with the runners that have diverged.

    It is "won" where a runner is at the goal, "lost" where all have diverged, else "running".
    """

    code: Literal["won", "running", "lost"]
    short: Message
    message: Message
    diverged: bool


def race_verdict(figures: Sequence[RunnerFigures], names: Sequence[str], goal: float) -> RaceVerdict:
    """Judge a race by its runners' figures at a row; ``goal`` is the tolerance on f − f* of the figures' epochs."""
    racing = [(name, each) for name, each in zip(names, figures, strict=True) if each.verdict.code != "diverged"]
    gone = [name for name, each in zip(names, figures, strict=True) if each.verdict.code == "diverged"]
    if not racing:
        message = QT_TRANSLATE_NOOP("race", "All runners have diverged: smaller learning rates help.")
        return RaceVerdict("lost", QT_TRANSLATE_NOOP("race", "all diverged"), message, diverged=True)
    at_goal = [(name, each.epochs) for name, each in racing if each.epochs is not None]
    if at_goal:
        epochs = min(number for _, number in at_goal)
        first = ", ".join(name for name, number in at_goal if number == epochs)
        short = QT_TRANSLATE_NOOP("race", "{names} first: epoch {epochs}").fill(names=first, epochs=float(epochs))
        message = QT_TRANSLATE_NOOP("race", "{names} first: at epoch {epochs} f − f* < {goal}.")
        message = message.fill(names=first, epochs=float(epochs), goal=goal)
    else:
        lowest = min((each.loss for _, each in racing if isfinite(each.loss)), default=0.0)
        lead = ", ".join(name for name, each in racing if each.loss == lowest)
        short = QT_TRANSLATE_NOOP("race", "{names} lowest").fill(names=lead)
        message = QT_TRANSLATE_NOOP("race", "{names} lowest so far: f = {loss}.")
        message = message.fill(names=lead, loss=lowest)
    if gone:
        template = QT_TRANSLATE_NOOP("race", "{who} Diverged: {names}.")
        message = template.fill(who=message, names=", ".join(gone))
    return RaceVerdict("won" if at_goal else "running", short, message, bool(gone))
