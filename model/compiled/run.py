"""The compiled engine's run of an experiment: the same rows as `model.descent`, many at a time."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import torch

from model.compiled.code import Code, code_of
from model.compiled.tracing import arguments_of
from model.descent import check_start
from model.history import STATE_INTERVAL, History, columns_of
from model.message import Refused
from model.objectives import FitObjective, objective_of
from model.stepping import Stepper

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.experiment import Descending
    from model.objectives import Objective
    from model.optimizers import State

__all__ = ["CompiledDescent"]

_CHUNK_SECONDS = 0.005
"""How long one step may take, about: whoever wants to stop looks after each."""
_FIRST_POINTS = 50_000
"""How many points, over all its rows, the first chunk looks at, before it is known how long that takes."""
_GROWTH = 8
_NONE = np.empty((0, 0))


class CompiledDescent:
    """A run of one experiment, computed by its compiled step without the interpreter's lock.

    Parameters
    ----------
    experiment : Descending
        A valid experiment; its step is compiled first where that is not done.

    Attributes
    ----------
    experiment : Descending
        What is run.
    objective : Objective
        Its loss.
    history : History
        The rows so far.

    Raises
    ------
    Refused
        Where it cannot be compiled, or there is nothing to descend on, as for `model.descent.Descent`.
    """

    def __init__(self, experiment: Descending) -> None:
        torch.set_num_threads(1)
        code = code_of(experiment)
        if not isinstance(code, Code):
            raise Refused(code)
        self.experiment = experiment
        self.objective = objective_of(experiment)
        check_start(self.objective, experiment)
        updates = experiment.epochs * self.objective.updates_per_epoch
        self.history = History(columns_of(experiment.parameters), limit=updates + 1, engine="compiled")
        self._code = code
        self._stepper = Stepper(experiment, self.objective)
        self._numbers = np.array(list(arguments_of(experiment, updates).values()))
        self._carry = _packed(self.objective, self._stepper)
        self._points = _Points(self.objective)
        self._next = 0
        self._rows = max(1, _FIRST_POINTS // self._points.seen)

    def step(self) -> bool:
        """Compute as many rows as take some milliseconds; return whether there was one."""
        history = self.history
        if history.stopped is not None:
            return False
        began = perf_counter()
        first, count = self._next, len(self.experiment.parameters)
        room = history.room(self._rows)
        stop = first + room.shape[1]
        blocks = range(-(-first // STATE_INTERVAL), -(-stop // STATE_INTERVAL))
        kept = np.empty((len(blocks), len(self._carry) - count))
        x, y = self._points.between(first, stop)
        reached, why = self._code.descend(
            room,
            kept,
            first,
            stop,
            self._carry,
            self._numbers,
            self._noise(first, stop),
            x,
            y,
            self._points.batch,
            self.objective.updates_per_epoch,
            self.experiment.tolerance or 0.0,
        )
        self._next = reached
        for block, numbers in zip(blocks, kept, strict=True):
            if block * STATE_INTERVAL < reached:
                history.states[block] = self._state(numbers)
        history.extend(reached - first)
        if why == 1:
            history.stop("diverged", diverged_at=reached)
        elif why == 2:
            history.stop("tolerance")
        elif reached == history.limit:
            history.stop("complete")
        share = _CHUNK_SECONDS / max(perf_counter() - began, 1e-9)
        self._rows = max(1, int(self._rows * min(share, _GROWTH)))
        return reached > first

    def _noise(self, first: int, stop: int) -> NDArray[np.float64]:
        if self._stepper.noise is None:
            return _NONE
        count = len(self.experiment.parameters)
        return np.array([self._stepper.drawn(row, count) for row in range(first, stop)])

    def _state(self, numbers: NDArray[np.float64]) -> State:
        """Return packed numbers as the state that the update rule knows."""
        state: State = {}
        begin, count = 0, len(self.experiment.parameters)
        tensor = torch.from_numpy(numbers)
        for entry in self._code.state:
            state[entry.name] = tensor[begin : begin + count] if entry.is_vector else tensor[begin]
            begin += count if entry.is_vector else 1
        return state


def _packed(objective: Objective, stepper: Stepper) -> NDArray[np.float64]:
    """Return start and first state in one row."""
    parameters = torch.tensor(objective.start, dtype=torch.float64)
    state = stepper.start(parameters)
    return np.array([*objective.start, *(number for kept in state.values() for number in kept.flatten().tolist())])


class _Points:
    """The points of an experiment as the compiled loop takes them: each epoch's in its order."""

    def __init__(self, objective: Objective) -> None:
        self._objective = objective
        self.batch = 0
        self.seen = 100
        if isinstance(objective, FitObjective):
            self._x, self._y = (part.numpy()[None] for part in objective.points_at())
            self.batch = objective.batch_size
            self.seen = max(self.seen, self.batch)

    def between(self, first: int, stop: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return x and y for some rows, shape (epochs, points); (1, points) where all rows see the same."""
        objective = self._objective
        if not isinstance(objective, FitObjective):
            return _NONE, _NONE
        updates = objective.updates_per_epoch
        if updates == 1:
            return self._x, self._y
        order = np.array([objective.order_of(epoch) for epoch in range(first // updates, (stop - 1) // updates + 1)])
        return self._x[0, order], self._y[0, order]
