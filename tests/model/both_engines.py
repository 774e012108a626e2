"""Runs and single steps of one experiment on autograd and on the compiled engine, to be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from model.descent.loop import descend
from model.descent.stepping import Stepper
from model.engine.compiled import CompiledDescent
from model.engine.compiled.compiled_loop import FLAT, CompiledLoop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from model.catalogue.optimizers import State
    from model.descent.history import History
    from model.engine.compiled import CompiledBatch
    from model.experiment import Descending

    Numbers = NDArray[np.float64]

ALL = 10**9


def by_autograd(experiment: Descending, rows: int = ALL) -> History:
    descent = descend(experiment)
    while len(descent.history) < rows and descent.step():
        pass
    return descent.history


def compiled(experiment: Descending) -> History:
    descent = CompiledDescent(experiment)
    while descent.step():
        pass
    return descent.history


def judged_run(experiment: Descending) -> History:
    """Return a run of which only the rows matter: by the compiled engine where it is long, in double precision."""
    is_long = experiment.epochs * experiment.updates_per_epoch() >= 500 and experiment.dtype == "float64"
    return compiled(experiment) if is_long else by_autograd(experiment)


def rows_of(batch: CompiledBatch, most: int = ALL) -> list[Numbers]:
    """Return every run's rows in a history's order of columns."""
    blocks: list[list[Numbers]] = [[] for _ in range(batch.runs)]
    while (block := batch.advance(most)) is not None:
        assert block.values.shape[2] <= most
        for run, values in zip(block.runs, block.values, strict=True):
            blocks[run].append(values.T)
    rows = [np.concatenate(each) for each in blocks]
    for each, last in zip(rows, batch.last_rows, strict=True):
        assert np.isnan(each[last + 1 :]).all()
    return [each[: last + 1] for each, last in zip(rows, batch.last_rows, strict=True)]


@dataclass(frozen=True, eq=False)
class StepPair:
    """One step from one state, as either engine takes it.

    Attributes
    ----------
    row : int
        Its number.
    parameters : Tensor
        Where it begins.
    state : dict
        The optimizer's state there.
    expected, found : NDArray
        Autograd's and the compiled engine's numbers: the row, the next parameters and the next state.
    """

    row: int
    parameters: torch.Tensor
    state: State
    expected: Numbers
    found: Numbers


def steps_of(experiment: Descending, history: History, every: int = 1) -> Iterator[StepPair]:
    """Yield the steps from autograd's rows, from each or from one in ``every``.

    Where the compiled engine finds that the row is flat there is no step: the row alone is compared.
    """
    loop = CompiledLoop(experiment)
    stepper = Stepper(experiment, loop.objective)
    state = stepper.start(torch.tensor(history.values_at(0)))
    for row, values in enumerate(history.rows()):
        parameters, gradient = (torch.tensor(part) for part in (history.values_at(row), history.gradient_at(row)))
        updated, after = stepper.update(parameters, gradient, state, row)
        if row % every == 0:
            carry = np.array([*parameters.tolist(), *packed(loop, state)])
            found, goes_on = row_from(loop, carry, row)
            expected = np.array([*values, *updated.tolist(), *packed(loop, after)])
            if goes_on:
                found = np.concatenate([found, carry])
            yield StepPair(row, parameters, state, expected[: len(found)], found)
        state = after


def packed(loop: CompiledLoop, state: State) -> list[float]:
    return [number for entry in loop.state for number in state[entry.name].flatten().tolist()]


def row_from(loop: CompiledLoop, carry: Numbers, row: int) -> tuple[Numbers, bool]:
    """Return the row that begins with what is carried, NaN where that is beyond the limits, and whether it goes on.

    If so, what is carried is afterwards that of the next row.
    """
    values = np.full((1, 1 + 2 * len(loop.objective.parameters), 1), np.nan)
    kept = np.empty((1, 1, loop.kept_columns))
    _, ends = loop.compute(row, row + 1, values, kept, carry[None], loop.numbers())
    return values[0, :, 0], ends[0] != FLAT
