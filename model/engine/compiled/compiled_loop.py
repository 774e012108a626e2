"""The compiled loop of one experiment, with all its arguments but the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from model.descent.objectives import FitObjective, objective_of
from model.descent.stepping import Stepper
from model.engine.compiled.code import prepare
from model.engine.compiled.layout import arguments_of
from model.message import Message, Refused

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from model.experiment import Descending

    Numbers = NDArray[np.float64]

DIVERGED, FLAT = 1, 2
"""Why a loop ended early; 0 where it did not."""

_LEAST_POINTS = 100
"""A row without points takes about as long as one with so many."""
_NONE = np.empty((0, 0))


class CompiledLoop:
    """The compiled loop of an experiment; its step is compiled first where that is not done.

    ``updates`` is how many the whole run makes, ``state`` the tensors of the optimizer's state in the order in which
    they are kept, with ``kept_columns`` numbers. ``row_points`` are the points of a row, or as many as would take the
    time of a row without. Raises `Refused` where it cannot be compiled, or there are no points.
    """

    def __init__(self, experiment: Descending) -> None:
        # More threads are slower here.
        torch.set_num_threads(1)
        code = prepare(experiment)
        if isinstance(code, Message):
            raise Refused(code)
        self.experiment = experiment
        self.objective = objective_of(experiment)
        self.updates = experiment.epochs * self.objective.updates_per_epoch
        self.state = code.layout.entries
        self.kept_columns = len(code.layout.state)
        self._code = code
        self._stepper = Stepper(experiment, self.objective)
        self._arguments = arguments_of(experiment, self.updates)
        self._x = self._y = _NONE
        self._batch = 0
        if isinstance(self.objective, FitObjective):
            self._x, self._y = (part.numpy()[None] for part in self.objective.points_at())
            self._batch = self.objective.batch_size
        self.row_points = max(self._batch, _LEAST_POINTS)

    @property
    def rows_at_once(self) -> int:
        """How many rows of one run take a few milliseconds at most, as far as is known."""
        return max(1, self._code.points_at_once // self.row_points)

    @rows_at_once.setter
    def rows_at_once(self, rows: int) -> None:
        self._code.points_at_once = rows * self.row_points

    def first_carries(self, starts: ArrayLike, learning_rates: ArrayLike | None = None) -> Numbers:
        """Return the numbers carried into row 0, shape (runs, numbers): parameters, then the optimizer's first state.

        The starts are of shape (runs, n), learning rates that are not the experiment's of shape (runs,).
        """
        parameters = torch.tensor(np.array(starts), dtype=torch.float64)
        stepper = self._stepper
        if learning_rates is not None:
            knobs = {"learning_rate": torch.tensor(learning_rates).reshape(-1, 1)}
            stepper = Stepper(self.experiment, self.objective, knobs)
        state = stepper.start(parameters)
        columns = [parameters]
        for entry in self.state:
            width = parameters.shape[1] if entry.is_vector else 1
            columns.append(state[entry.name].expand(len(parameters), width))
        return torch.cat(columns, dim=1).numpy()

    def numbers(self, runs: int = 1, learning_rates: ArrayLike | None = None) -> Numbers:
        """Return the numbers for a whole run, shape (runs, numbers): the experiment's knobs.

        Learning rates that are not the experiment's are of shape (runs,).
        """
        numbers = np.tile(list(self._arguments.values()), (runs, 1))
        if learning_rates is not None:
            numbers[:, list(self._arguments).index("knob.learning_rate")] = learning_rates
        return numbers

    def compute(
        self, first: int, stop: int, rows: Numbers, kept: Numbers, carries: Numbers, numbers: Numbers
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Compute rows ``first`` to before ``stop`` of some runs; `MachineCode` says what the arrays are.

        Returned are, of shape (runs,), the step after the last row computed, and why it is the last: `DIVERGED` where
        the row at that step is beyond the limits, `FLAT` where the run has reached its tolerance, else 0.
        """
        reached, ends = np.empty((2, len(carries)), dtype=np.int64)
        noise, points = self._noise(first, stop), self._points(first, stop)
        how = self._batch, self.objective.updates_per_epoch, self.experiment.tolerance or 0.0
        self._code(rows, kept, first, stop, carries, numbers, noise, *points, *how, reached, ends)
        return reached, ends

    def _points(self, first: int, stop: int) -> tuple[Numbers, Numbers]:
        """Return x and y, shape (epochs, points): shuffled for each epoch, or once where all rows use all points."""
        objective = self.objective
        updates = objective.updates_per_epoch
        if updates == 1 or not isinstance(objective, FitObjective):
            return self._x, self._y
        order = np.array([objective.order_of(epoch) for epoch in range(first // updates, (stop - 1) // updates + 1)])
        return self._x[0, order], self._y[0, order]

    def _noise(self, first: int, stop: int) -> Numbers:
        """Return the noise of each row, shape (rows, n)."""
        if self._stepper.noise is None:
            return _NONE
        count = len(self.objective.parameters)
        return np.array([self._stepper.drawn(row, count) for row in range(first, stop)])
