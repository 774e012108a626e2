"""LLVM's rows are those that Numba computes from the same expressions, bit for bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.compiled.loop import Loop
from model.compiled.lowering import step_of
from tests.model.numba_oracle.building import build
from tests.model.numba_oracle.source import source_of
from tests.model.test_compiled_catalogue import ENTRIES

ROWS = 1_100


@pytest.mark.parametrize("name", ENTRIES)
def test_rows_are_numbas(name: str) -> None:
    experiment = replace(ENTRIES[name], epochs=ROWS, tolerance=1e-12)
    step, layout, _ = step_of(experiment)
    loop = Loop(experiment)
    stop = min(loop.updates + 1, ROWS)
    found = []
    for descend in (loop._code.descend, build(source_of(step, layout))):
        part = replace(loop.part(0, stop), loop=descend)
        rows = np.full((1, 1 + 2 * len(experiment.parameters), ROWS), 7.0)
        kept = np.full((1, 2, loop.kept_columns), 7.0)
        carries = loop.first_carries([loop.objective.start])
        found.append((rows, kept, carries, *part.descend(rows, kept, carries, loop.numbers())))
    for ours, theirs in zip(*found, strict=True):
        assert np.array_equal(ours, theirs, equal_nan=True)
