"""What a run looks like from outside: rows that are added, one after the other or many at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from typing import Self

    from model.descent.history import History, Stopped


class Rows(Protocol):
    """What a run has computed: a `History`, those of a race, or the frames of a program."""

    @property
    def histories(self) -> tuple[History, ...]:
        """The history of each descent in it: one, or one for each runner of a race; none in a program."""
        ...

    @property
    def stopped(self) -> Stopped | None:
        """Why the run is over; None while it goes on."""
        ...

    @property
    def diverged_at(self) -> int | None:
        """The row that was not kept because something in it was too large."""
        ...

    @property
    def engine(self) -> str:
        """What computed the rows, all of them: "autograd" or "compiled"; "numpy" where row 0 is all there is yet."""
        ...

    @property
    def limit(self) -> int:
        """The most rows that the run can have."""
        ...

    @property
    def kept_every(self) -> int:
        """1 while all rows are kept; when it changes, indices have changed, too."""
        ...

    @property
    def last(self) -> int:
        """The step of the newest row; −1 before the first."""
        ...

    @property
    def following(self) -> int:
        """The step of the row that will be kept next, if the run gets so far."""
        ...

    def __len__(self) -> int: ...

    def step_at(self, index: int) -> int:
        """Return the step of the row at an index among those kept."""
        ...

    def index_of(self, step: int) -> int:
        """Return the index of a row; of one that is not kept, the index of the newest before it."""
        ...

    def view(self) -> Rows:
        """Return the rows as they are now, to read more than once."""
        ...


class EveryRow:
    """What `Rows` adds to a length, where every row is kept: its index is its step."""

    engine = "autograd"
    kept_every = 1
    histories: tuple[History, ...] = ()

    def __len__(self) -> int:
        raise NotImplementedError

    @property
    def limit(self) -> int:
        """The number of rows."""
        return len(self)

    @property
    def last(self) -> int:
        """The step of the newest row; −1 before the first."""
        return len(self) - 1

    @property
    def following(self) -> int:
        """The step of the row that comes next."""
        return len(self)

    def step_at(self, index: int) -> int:
        """Return the step of the row at an index."""
        return index

    def index_of(self, step: int) -> int:
        """Return the index of a row, or of the newest before it."""
        return min(step, len(self) - 1)

    def view(self) -> Self:
        """Return the rows themselves: no other thread changes them."""
        return self


class Stoppable(Protocol):
    """What can be told to stop."""

    def stop(self) -> None:
        """Stop, whatever is being done."""
        ...


class Run(Protocol):
    """A run that grows by one row, or by all of them, at each step."""

    @property
    def process(self) -> Stoppable | None:
        """What goes on by itself, however many rows are wanted, until it is stopped; None where only steps are made."""
        ...

    @property
    def history(self) -> Rows:
        """The rows so far."""
        ...

    def step(self) -> bool:
        """Compute more; return whether there was more."""
        ...
