"""Many runs as one: a batch of starts, learning rates or other knobs, stepped in one pass of autograd."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING, cast

import numpy as np
import torch

from model.descent.objectives import objective_of
from model.descent.stepping import Stepper
from model.experiment import LIMIT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from torch import Tensor

    from model.descent.objectives import Objective
    from model.experiment import Descending

    Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some rows of many runs, from the row ``first`` on.

    ``runs``, shape (present,), are the indices of the runs, ascending; ``values``, shape (present, columns, rows), has
    columns as in `model.descent.history.columns_of`, and NaN in the rows that a run does not have.
    """

    first: int
    runs: NDArray[np.intp]
    values: Numbers


class Runs(ABC):
    """Runs of one experiment that go from row to row together, whichever engine computes them.

    Attributes
    ----------
    runs : int
        How many there were at first.
    row : int
        The newest row; −1 before the first.
    going : NDArray, shape (present,)
        The indices of the runs that have this row, ascending.
    last_rows : NDArray, shape (runs,)
        The last row of each run so far; −1 where there is none.
    diverged_at : NDArray, shape (runs,)
        The row in which something of a run was not finite or beyond the limit; −1 where nothing was.
    flat : NDArray, shape (runs,)
        Whether the run stopped because its gradient was within the experiment's tolerance.

    Raises
    ------
    ValueError
        Where what differs from run to run is not of the same number of runs.
    """

    def __init__(self, objective: Objective, *varied: Numbers | NDArray[np.bool_] | None) -> None:
        counts = {len(each) for each in varied if each is not None} or {1}
        if len(counts) > 1:
            raise ValueError(f"starts and knobs are of {sorted(counts)} runs")
        self.objective = objective
        self.runs = counts.pop()
        self.row = -1
        self.going: NDArray[np.intp] = np.arange(self.runs)
        self.last_rows = np.full(self.runs, -1)
        self.diverged_at = np.full(self.runs, -1)
        self.flat = np.zeros(self.runs, dtype=bool)

    def starts(self, given: Numbers | None) -> Numbers:
        """Return each run's parameters in row 0, shape (runs, n): the experiment's own where none are given."""
        return np.tile(self.objective.start, (self.runs, 1)) if given is None else given

    @abstractmethod
    def advance(self, most: int) -> Block | None:
        """Compute rows of the runs that go on, at most so many and no more than take some milliseconds.

        None where no run has a further row.
        """

    @abstractmethod
    def keep(self, chosen: NDArray[np.bool_]) -> None:
        """Go on with some of the runs only: those of `going` that are chosen, shape (present,)."""


class Batch(Runs):
    """Runs of one experiment by autograd that differ in their starts or in the optimizer's knobs.

    Each run has the rows that `model.descent.loop.Descent` would give it, and ends where that would: bit for bit where
    the experiment's formula consists of operations that round each element alone. Those that torch computes in
    another way for many numbers than for one (powers from the fourth on, sinh, cosh, sigmoid, softplus) may differ
    in the last digit.

    What differs is given for each run: its parameters in row 0, shape (runs, n), its learning rate, and further knobs
    of the optimizer by name, shape (runs,). ``parameters`` and ``gradients``, shape (present, n), and ``losses``, shape
    (present,), are those of the newest row, for each of `going`. Raises `Refused` as
    `model.descent.objectives.objective_of` does.
    """

    def __init__(
        self,
        experiment: Descending,
        starts: Numbers | None = None,
        learning_rates: Numbers | None = None,
        knobs: Mapping[str, Numbers | NDArray[np.bool_]] | None = None,
    ) -> None:
        torch.set_num_threads(1)
        varied = dict(knobs or {})
        if learning_rates is not None:
            varied["learning_rate"] = learning_rates
        super().__init__(objective_of(experiment), starts, *varied.values())
        self.experiment = experiment
        # One parameter of all runs after the other in memory, so that each is read in one go.
        begin = self.starts(starts)
        self.parameters = torch.tensor(begin.T, dtype=self.objective.dtype).contiguous().t()
        self.gradients = torch.zeros_like(self.parameters)
        self.losses = self.parameters.new_zeros(self.runs)
        columns = {name: torch.tensor(values).reshape(-1, 1) for name, values in varied.items()}
        self._stepper = Stepper(experiment, self.objective, columns)
        self._state = self._stepper.start(self.parameters)
        self._last = experiment.epochs * self.objective.updates_per_epoch

    def step(self) -> bool:
        """Compute the next row of the runs that go on; return whether any has one."""
        if self.row == self._last:
            self.keep(np.zeros(len(self.going), dtype=bool))
        if self.row >= 0 and self.experiment.tolerance is not None:
            self.keep(~self.flat[self.going])
        if not len(self.going):
            return False
        if self.row >= 0:
            self.parameters, self._state = self._stepper.update(self.parameters, self.gradients, self._state, self.row)
        self.row += 1
        self.losses, self.gradients = self._losses_and_gradients(self.row)
        self._drop_diverged()
        self.last_rows[self.going] = self.row
        if self.experiment.tolerance is not None:
            self._mark_flat(self.experiment.tolerance)
        return len(self.going) > 0

    def advance(self, most: int) -> Block | None:
        """Compute the next row of the runs that go on: just one, so that they can be stopped soon."""
        if not self.step():
            return None
        columns = torch.cat([self.losses[:, None], self.parameters, self.gradients], dim=1)
        return Block(self.row, self.going, columns.double().numpy()[:, :, None])

    def keep(self, chosen: NDArray[np.bool_]) -> None:
        """Go on with some of the runs only."""
        if chosen.all():
            return
        self.going = self.going[chosen]
        index = torch.from_numpy(np.flatnonzero(chosen))
        self.losses = self.losses[index]
        self.parameters, self.gradients = _rows(self.parameters, index), _rows(self.gradients, index)
        self._state = {name: _rows(value, index) for name, value in self._state.items()}
        self._stepper.knobs = {name: _rows(value, index) for name, value in self._stepper.knobs.items()}

    def _losses_and_gradients(self, row: int | None) -> tuple[Tensor, Tensor]:
        objective = self.objective
        leaves = tuple(part.detach().requires_grad_() for part in objective.split(self.parameters))
        losses = objective.loss_of(objective.forward(leaves, row), leaves, row)
        if not losses.requires_grad:
            return losses.expand(len(self.parameters)), torch.zeros_like(self.parameters)
        # Of the sum, which has each run's own gradient: for several losses torch first imports SymPy, half a second.
        found = torch.autograd.grad(losses.sum(), leaves, allow_unused=True)
        partials = cast("tuple[Tensor | None, ...]", found)
        columns = [leaf.new_zeros(()) if part is None else part for leaf, part in zip(leaves, partials, strict=True)]
        gradients = torch.stack([column.flatten().expand(len(self.parameters)) for column in columns])
        return losses.detach(), gradients.t()

    def _drop_diverged(self) -> None:
        """Drop the runs that are not within the limit, as `model.descent.loop.Descent` does."""
        # Nearly always this settles it for all at once.
        if all(map(_is_bounded, (self.losses, self.parameters.t(), self.gradients.t()))):
            return
        within = (self.losses.abs() <= LIMIT) & (self.parameters.abs() <= LIMIT).all(-1)
        within &= self.gradients.isfinite().all(-1)
        chosen = within.numpy()
        self.diverged_at[self.going[~chosen]] = self.row
        self.keep(chosen)

    def _mark_flat(self, tolerance: float) -> None:
        """Mark the runs whose gradient is within the tolerance: that of all points, once an epoch."""
        updates = self.objective.updates_per_epoch
        if self.row % updates or not len(self.going):
            return
        gradients = self.gradients if updates == 1 else self._losses_and_gradients(None)[1]
        slopes = gradients.double().numpy()
        # A norm within rounding of the tolerance is taken as a single run takes it.
        norms = np.sqrt((slopes**2).sum(axis=1))
        for index in np.flatnonzero(norms < tolerance * (1 + 1e-12)):
            self.flat[int(self.going[index])] = hypot(*slopes[index].tolist()) < tolerance


def _is_bounded(values: Tensor) -> bool:
    """Tell whether all numbers, laid out one after the other in memory, are within the limit."""
    low, high = torch.aminmax(values)
    return -LIMIT < low.item() and high.item() < LIMIT  # False where one is NaN


def _rows(values: Tensor, index: Tensor) -> Tensor:
    """Return some runs of a tensor with an axis of runs, or all of one without; their layout in memory stays."""
    return values.t().index_select(1, index).t() if values.dim() > 1 else values
