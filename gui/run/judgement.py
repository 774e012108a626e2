"""The verdict on a run as the window shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gui.look.text import render, translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.run.descent_shown import DescentShown
    from model.analysis.verdicts import Verdict

__all__ = ["VERDICT_KINDS", "Judgement", "judgement_of", "no_judgement"]

VERDICT_KINDS = {
    "minimum": "good",
    "inflection": "warn",
    "maximum": "warn",
    "saddle": "warn",
    "descending": "neutral",
    "oscillating": "warn",
    "diverged": "bad",
}
"""The kind of each verdict, by its code."""


class Judgement(NamedTuple):
    """What the timeline says of the run: a word, its kind ("good", "warn", "bad", "neutral"), a sentence."""

    word: str
    kind: str
    sentence: str


def no_judgement() -> Judgement:
    """Return what is said before there is a run."""
    waiting = translate("judgement", "loading PyTorch …")
    return Judgement(waiting, "neutral", translate("judgement", "The first run begins in a moment"))


def judgement_of(shown: DescentShown, judge: Callable[[DescentShown], Verdict]) -> Judgement:
    """Return the verdict on a descent up to the cursor."""
    found = judge(shown)
    if shown.step == 0 and found.code == "descending":
        return Judgement(translate("judgement", "ready"), "neutral", render(found.message))
    return Judgement(render(found.short), VERDICT_KINDS[found.code], render(found.message))
