"""Where the next step of a run leads, as far as that is known without taking it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.analysis.verdicts import is_plain

if TYPE_CHECKING:
    from model.descent.history import History
    from model.experiment import Descending

__all__ = ["is_followed", "next_step"]


def is_followed(history: History, place: int) -> bool:
    """Tell whether the row after the one at a place is kept, too."""
    return place + 1 < len(history) and history.number(place + 1) == history.number(place) + 1


def next_step(run: Descending, history: History, place: int) -> tuple[float, ...] | None:
    """Return the parameters after the update that follows a row.

    Parameters
    ----------
    run : Descending
        The descent of which ``history`` has the rows.
    history : History
        With at least the row at ``place``.
    place : int
        Which of the rows kept.

    Returns
    -------
    tuple of float or None
        Those of the row after it where that is there; else p − ηg where the update is that and nothing more; None
        where the run has ended, where the row after is not kept, and where an update needs more than the row tells.
    """
    names = run.parameters
    if is_followed(history, place):
        return tuple(float(history[name][place + 1]) for name in names)
    if place < len(history) - 1 or history.stopped is not None or not is_plain(run):
        return None
    rate = run.optimizer.learning_rate
    return tuple(float(history[name][place]) - rate * float(history[f"grad_{name}"][place]) for name in names)
