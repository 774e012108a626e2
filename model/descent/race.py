"""A race: several descents from one start that advance together, one row each at every step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from model.descent.loop import descend
from model.descent.race_history import RaceHistory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from model.descent.history import History
    from model.experiment import Descending


class _Descent(Protocol):
    @property
    def history(self) -> History: ...

    def step(self) -> bool: ...


class Race:
    """A run of all runners at once: each step advances those that are behind, which with autograd are all.

    ``begin`` begins the run of one runner; it raises `Refused` where the function has no finite value or gradient at
    the start.
    """

    process = None

    def __init__(self, runs: Iterable[Descending], begin: Callable[[Descending], _Descent] = descend) -> None:
        self._descents = [begin(run) for run in runs]
        self.history = RaceHistory(tuple(descent.history for descent in self._descents))

    @property
    def histories(self) -> tuple[History, ...]:
        """The rows of each runner, in the order of the runners."""
        return self.history.histories

    def step(self) -> bool:
        """Compute more rows of the runners that are behind the others; return whether there were any."""
        running = [descent for descent in self._descents if descent.history.stopped is None]
        behind = min((descent.history.last for descent in running), default=-1)
        advanced = [descent.step() for descent in running if descent.history.last == behind]
        return any(advanced)
