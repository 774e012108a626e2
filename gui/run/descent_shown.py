"""The descent that controls and pages show, at the cursor, and the verdict on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from gui.look.text import render, translate
from model.message import number_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.run.lab_run import LabRun
    from model.analysis.verdicts import Verdict
    from model.descent.history import History
    from model.experiment import Descending, Surface

VERDICT_KINDS = {
    "minimum": "good",
    "inflection": "warn",
    "maximum": "warn",
    "saddle": "warn",
    "plateau": "warn",
    "descending": "neutral",
    "oscillating": "warn",
    "diverged": "bad",
}
"""The kind of each verdict, by its code."""


@dataclass(frozen=True, slots=True)
class DescentShown:
    """A descent, its rows, and the index of the row at the cursor."""

    descent: Descending
    history: History
    index: int

    @property
    def step(self) -> int:
        """The number of updates before that row."""
        return self.history.step_at(self.index)


class Judgement(NamedTuple):
    """What the timeline says of the run: a word, its kind ("good", "warn", "bad", "neutral"), a sentence."""

    word: str
    kind: str
    sentence: str


def descent_shown(run: LabRun[Any]) -> DescentShown | None:
    """Return the only descent of a run; None before there is one."""
    if run.rows is None:
        return None
    (history,) = run.rows.histories
    return DescentShown(run.experiment, history, history.index_of(run.playback.cursor))


def epoch_text(experiment: Descending | Surface, step: int) -> str:
    """Return "epoch 37 / 15 000", with the update where there are several in an epoch."""
    updates = experiment.updates_per_epoch()
    if updates > 1:
        return translate("descent_shown", "epoch {k} / {n} · update {u}").format(
            k=number_text(step // updates), n=number_text(experiment.epochs), u=number_text(step)
        )
    return translate("descent_shown", "epoch {k} / {n}").format(
        k=number_text(step), n=number_text(experiment.epochs, 9)
    )


def no_judgement() -> Judgement:
    """Return what is said before there is a run."""
    waiting = translate("descent_shown", "not begun yet")
    return Judgement(waiting, "neutral", translate("descent_shown", "The run begins in a moment"))


def judgement_of(shown: DescentShown, judge: Callable[[DescentShown], Verdict]) -> Judgement:
    """Return the verdict on a descent up to the cursor."""
    found = judge(shown)
    if shown.step == 0 and found.code == "descending":
        return Judgement(translate("descent_shown", "ready"), "neutral", render(found.message))
    return Judgement(render(found.short), VERDICT_KINDS[found.code], render(found.message))
