"""Begins many runs of one experiment on either engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.descent.batch import Batch
from model.engine.compiled import CompiledBatch, is_ready, prepare

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from model.descent.batch import Runs
    from model.experiment import Descending


def begin_batch(
    experiment: Descending, starts: NDArray[np.float64] | None = None, learning_rates: NDArray[np.float64] | None = None
) -> Runs:
    """Begin runs on the compiled engine where the experiment's step can be compiled, else on autograd.

    Each run has its parameters in row 0, shape (runs, n), and its learning rate, shape (runs,); the experiment's own
    where not given. Raises `Refused` as `model.descent.objectives.objective_of` does, and ValueError where the two are
    not of the same number of runs.
    """
    prepare(experiment)
    return (CompiledBatch if is_ready(experiment) else Batch)(experiment, starts, learning_rates)
