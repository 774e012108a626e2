"""The verdict on a race: who is first, who leads, and who has diverged."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Literal

from model.analysis.verdicts.words import UNBOUNDED
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.analysis.leaderboard import RunnerFigures


@dataclass(frozen=True, slots=True)
class RaceVerdict:
    """The outcome of a race so far: some words, and one or two sentences with the runners that have diverged.

    It is "won" where a runner is at the goal, "lost" where all have diverged, else "running". ``calm`` is whether no
    runner of which it tells gives cause for a warning.
    """

    code: Literal["won", "running", "lost"]
    short: Message
    message: Message
    calm: bool


def race_verdict(figures: Sequence[RunnerFigures], names: Sequence[str], goal: float) -> RaceVerdict:
    """Judge a race by its runners' figures at a row; ``goal`` is the tolerance on f − f* of the figures' epochs."""
    racing = [(name, each) for name, each in zip(names, figures, strict=True) if each.verdict.code != "diverged"]
    gone = [name for name, each in zip(names, figures, strict=True) if each.verdict.code == "diverged"]
    endless = [name for name, each in zip(names, figures, strict=True) if each.verdict.short == UNBOUNDED]
    if not racing and not endless:
        message = QT_TRANSLATE_NOOP("race", "All runners have diverged: smaller learning rates help.")
        return RaceVerdict("lost", QT_TRANSLATE_NOOP("race", "all diverged"), message, calm=False)
    at_start = bool(racing) and all(each.row == 0 for _, each in racing)
    at_goal = [] if at_start else [(name, each.epochs) for name, each in racing if each.epochs is not None]
    restless: list[tuple[str, RunnerFigures]] = []
    if at_start:
        short = QT_TRANSLATE_NOOP("race", "at the start")
        message = QT_TRANSLATE_NOOP("race", "At the start, where f = {loss}.").fill(loss=racing[0][1].loss)
    elif at_goal:
        epochs = min(number for _, number in at_goal)
        winners = [name for name, number in at_goal if number == epochs]
        restless = [(name, each) for name, each in racing if name in winners and each.verdict.code == "oscillating"]
        first = tuple(winners)
        short = QT_TRANSLATE_NOOP("race", "{names} first: epoch {epochs}").fill(names=first, epochs=float(epochs))
        message = QT_TRANSLATE_NOOP("race", "{names} first: at epoch {epochs} f − f* < {goal}.")
        message = message.fill(names=first, epochs=float(epochs), goal=goal)
    elif endless:
        short = UNBOUNDED
        message = QT_TRANSLATE_NOOP("race", "{names} kept falling: f is unbounded below.")
        message = message.fill(names=tuple(endless))
        gone = [name for name in gone if name not in endless]
    else:
        lowest = min((each.loss for _, each in racing if isfinite(each.loss)), default=0.0)
        lead = tuple(name for name, each in racing if each.loss == lowest)
        short = QT_TRANSLATE_NOOP("race", "{names} lowest").fill(names=lead)
        message = QT_TRANSLATE_NOOP("race", "{names} lowest so far: f = {loss}.")
        message = message.fill(names=lead, loss=lowest)
    for name, each in restless:
        template = QT_TRANSLATE_NOOP("race", "{who} {name} is not at rest there: {outcome}.")
        message = template.fill(who=message, name=name, outcome=each.verdict.short)
    if gone:
        template = QT_TRANSLATE_NOOP("race", "{who} Diverged: {names}.")
        message = template.fill(who=message, names=tuple(gone))
    code = "won" if at_goal else "running" if racing else "lost"
    return RaceVerdict(code, short, message, calm=not restless and (bool(at_goal) or not (gone or endless)))
