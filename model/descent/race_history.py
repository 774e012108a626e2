"""The rows of a race."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.descent.history import History, Stopped


class RaceHistory:
    """The histories of a race, one for each runner in its order, read as one run.

    It has the rows that all runners still running have, and ends when the last runner has stopped.
    """

    def __init__(self, histories: tuple[History, ...]) -> None:
        self.histories = histories

    @property
    def lead(self) -> History:
        """The history whose indices and steps are those of the race.

        Of the runners still running it is the slowest's; where none is, the one with the most rows.
        """
        running = [history for history in self.histories if history.stopped is None]
        choose = min if running else max
        return choose(running or self.histories, key=lambda history: history.last)

    def __len__(self) -> int:
        return len(self.lead)

    @property
    def kept_every(self) -> int:
        """1 while all rows are kept; when it changes, indices have changed, too."""
        return self.lead.kept_every

    @property
    def last(self) -> int:
        """The step of the newest row; −1 before the first."""
        return self.lead.last

    @property
    def following(self) -> int:
        """The step of the row that will be kept next, if the run gets so far."""
        return self.lead.following

    def step_at(self, index: int) -> int:
        """Return the step of the row at an index among those kept."""
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
        """None while any runner runs; "diverged" where all diverged, else how those ended that got farthest."""
        reasons = [history.stopped for history in self.histories]
        if None in reasons:
            return None
        order: tuple[Stopped, ...] = ("complete", "tolerance", "diverged")
        return next(reason for reason in order if reason in reasons)

    @property
    def diverged_at(self) -> int | None:
        """The row at which the last runner diverged, where all did."""
        return max(history.diverged_at or 0 for history in self.histories) if self.stopped == "diverged" else None
