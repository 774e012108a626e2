"""One way to begin the run of any experiment, for the window's thread and for a run without a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from model.experiment import Autograd

if TYPE_CHECKING:
    from model.experiment import Experiment
    from model.history import Stopped

__all__ = ["Rows", "Run", "begin_run"]


class Rows(Protocol):
    """What a run has computed: a `model.history.History`, or the frames of a `model.tensors.movie.Movie`."""

    @property
    def stopped(self) -> Stopped | None:
        """Why the run is over; None while it goes on."""
        ...

    @property
    def diverged_at(self) -> int | None:
        """The row that was not kept because something in it was too large."""
        ...

    def __len__(self) -> int: ...


class Run(Protocol):
    """A run that grows by one row, or by all of them, at each step."""

    @property
    def history(self) -> Rows:
        """The rows so far."""
        ...

    def step(self) -> bool:
        """Compute more; return whether there was more."""
        ...


def begin_run(experiment: Experiment) -> Run:
    """Begin the run of an experiment; imports torch.

    Parameters
    ----------
    experiment : Experiment
        A valid experiment.

    Raises
    ------
    Refused
        Where there is nothing to run, here or at the first step.
    """
    if isinstance(experiment, Autograd):
        from model.tensors.movie import Projection

        return Projection(experiment)
    from model.descent import descend

    return descend(experiment)
