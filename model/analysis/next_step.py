"""The parameters after the next step of a run, where they are known without computing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.analysis.verdicts import is_plain

if TYPE_CHECKING:
    from model.descent.history import History
    from model.experiment import Descending


def is_followed(history: History, index: int) -> bool:
    """Tell whether the row after the one at an index is kept."""
    return index + 1 < len(history) and history.step_at(index + 1) == history.step_at(index) + 1


def next_step(run: Descending, history: History, index: int) -> tuple[float, ...] | None:
    """Return the parameters after the update that follows the row at an index among those kept.

    Those of the row after it where that is kept; else p − ηg where the update is just that; None where the run
    is over there, where the row after is not kept, and where an update needs more than the row.
    """
    names = run.parameters
    if is_followed(history, index):
        return tuple(float(history[name][index + 1]) for name in names)
    if index < len(history) - 1 or history.ends_at(index) or not is_plain(run):
        return None
    rate = run.optimizer.learning_rate
    return tuple(float(history[name][index]) - rate * float(history[f"grad_{name}"][index]) for name in names)
