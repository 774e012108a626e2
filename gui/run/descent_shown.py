"""The descent that controls and pages speak of, at the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gui.look.text import translate
from model.message import number_text

if TYPE_CHECKING:
    from gui.run.lab_run import LabRun
    from model.descent.history import History
    from model.experiment import Descending, Surface

__all__ = ["DescentShown", "descent_shown", "epoch_text"]


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
