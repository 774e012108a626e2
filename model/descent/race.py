"""A race: several descents from one start that grow together, a row of each at every step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from model.descent.loop import descend

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.descent.history import History, Stopped
    from model.experiment import Surface, SurfaceRun

__all__ = ["Race", "RaceHistory"]


class RaceHistory:
    """The histories of a race, one for each runner in its order, read as one run.

    Its rows are those that no runner lacks which still goes, and it goes on until the last runner has stopped.

    Attributes
    ----------
    histories : tuple of History
        One for each runner.
    """

    def __init__(self, histories: tuple[History, ...]) -> None:
        self.histories = histories

    @property
    def lead(self) -> History:
        """The history whose places and numbers are those of the race.

        Of the runners that still go it is the slowest's; where none does, that of the one that came farthest.
        """
        going = [history for history in self.histories if history.stopped is None]
        if going:
            return min(going, key=lambda history: history.last)
        return max(self.histories, key=lambda history: history.last)

    def __len__(self) -> int:
        return len(self.lead)

    @property
    def kept_every(self) -> int:
        """1 while all rows are kept; another number says that places are others than before."""
        return self.lead.kept_every

    @property
    def last(self) -> int:
        """The number of the newest row; −1 before the first."""
        return self.lead.last

    @property
    def following(self) -> int:
        """The number of the row that will be kept next, if the run goes so far."""
        return self.lead.following

    def step_at(self, index: int) -> int:
        """Return the number of the row at an index among those kept."""
        return self.lead.step_at(index)

    def index_of(self, step: int) -> int:
        """Return the index of a row; of one that is not kept, the index of the newest before it."""
        return self.lead.index_of(step)

    def view(self) -> RaceHistory:
        """Return the rows of all runners as they are now."""
        return RaceHistory(tuple(history.view() for history in self.histories))

    @property
    def limit(self) -> int:
        """The most rows that a runner can have."""
        return max(history.limit for history in self.histories)

    @property
    def engine(self) -> str:
        """What computed the rows: one engine for all runners."""
        return self.histories[0].engine

    @property
    def stopped(self) -> Stopped | None:
        """None while any runner goes on; "diverged" where all diverged, else how those ended that went farthest."""
        reasons = [history.stopped for history in self.histories]
        if None in reasons:
            return None
        order: tuple[Stopped, ...] = ("complete", "tolerance", "diverged")
        return next(reason for reason in order if reason in reasons)

    @property
    def diverged_at(self) -> int | None:
        """The row at which the last runner diverged, where all did."""
        if self.stopped != "diverged":
            return None
        return max(history.diverged_at or 0 for history in self.histories)


class _Descent(Protocol):
    @property
    def history(self) -> History: ...

    def step(self) -> bool: ...


class Race:
    """A run of all runners at once: each step takes those on that are behind, which with autograd are all.

    Parameters
    ----------
    experiment : Surface
        A valid experiment.
    begin : callable
        Begins the run of one runner.

    Attributes
    ----------
    experiment : Surface
        What is run.
    history : RaceHistory
        The rows so far.

    Raises
    ------
    Refused
        Where the function has no finite value or gradient at the start.
    """

    def __init__(self, experiment: Surface, begin: Callable[[SurfaceRun], _Descent] = descend) -> None:
        self.experiment = experiment
        self._descents = [begin(experiment.run_of(index)) for index in range(len(experiment.runners))]
        self.history = RaceHistory(tuple(descent.history for descent in self._descents))

    @property
    def histories(self) -> tuple[History, ...]:
        """The rows of each runner, in the order of the runners."""
        return self.history.histories

    def step(self) -> bool:
        """Compute more of the runners that are behind the others still going; return whether there was more."""
        going = [descent for descent in self._descents if descent.history.stopped is None]
        behind = min((descent.history.last for descent in going), default=-1)
        went = [descent.step() for descent in going if descent.history.last == behind]
        return any(went)
