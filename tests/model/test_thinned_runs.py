"""What is said of a row of a long run is the same whether all rows are kept or only some."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from model.analysis.results import csv_chunks
from model.analysis.verdicts import verdict
from model.analysis.verdicts.motion import window_of
from model.descent.explain import explain
from model.descent.history import STATE_INTERVAL, History
from model.descent.phases import phases
from model.experiment import Minimise, NoiseSetting, OptimizerSetting
from tests.model.both_engines import compiled

ROWS = 19 * STATE_INTERVAL + 300
EXPERIMENT = Minimise(
    "cos(x) + 0.1*x",
    (("x", 5.0),),
    OptimizerSetting.of("adam", learning_rate=0.0005),
    epochs=ROWS - 1,
    noise=NoiseSetting.of("normal", scale=0.01),
)


@pytest.fixture(scope="session")
def whole() -> History:
    history = compiled(EXPERIMENT)
    assert history.kept is None
    return history


@pytest.fixture(scope="session")
def thinned(whole: History) -> History:
    history = History(whole.columns, whole.limit, most=16 * STATE_INTERVAL)
    for index, row in enumerate(whole.rows()):
        if index % STATE_INTERVAL == 0:
            history.states[index // STATE_INTERVAL] = whole.states[index // STATE_INTERVAL]
        history.append(row.tolist())
    history.stop("complete")
    assert len(history) < ROWS
    return history


def places(history: History) -> list[int]:
    """Return places before, at and after a gap, and the first and the last."""
    kept = history.steps()
    gap = int(np.flatnonzero(np.diff(kept) > 1)[1])
    return [0, 3, gap - 1, gap, gap + 1, gap + 700, len(history) - 1]


def test_each_row_is_the_same(whole: History, thinned: History) -> None:
    assert np.array_equal(thinned.rows(), whole.rows()[thinned.steps()])


def test_a_step_is_taken_apart_the_same(whole: History, thinned: History) -> None:
    for index in places(thinned):
        row = thinned.step_at(index)
        for ours, theirs in zip(phases(EXPERIMENT, thinned, index), phases(EXPERIMENT, whole, row), strict=True):
            assert ours.values == theirs.values, (row, ours.name)


def test_an_update_is_explained_the_same(whole: History, thinned: History) -> None:
    for index in places(thinned):
        assert explain(EXPERIMENT, thinned, index) == explain(EXPERIMENT, whole, thinned.step_at(index))


def test_the_verdict_looks_at_the_rows_without_a_gap_before_the_one_spoken_of(whole: History, thinned: History) -> None:
    for index in places(thinned):
        ours, theirs = window_of(EXPERIMENT, thinned, index), window_of(EXPERIMENT, whole, thinned.step_at(index))
        assert ours.row == theirs.row
        assert np.array_equal(ours.values, theirs.values[-len(ours.values) :])
    last = len(thinned) - 1
    assert verdict(EXPERIMENT, thinned, last) == verdict(EXPERIMENT, whole, ROWS - 1)


def test_the_csv_has_the_true_epochs(thinned: History) -> None:
    lines = b"".join(csv_chunks(thinned, 1)).decode().splitlines()
    epochs = [int(line.split(",")[0]) for line in lines[1:]]
    assert epochs == thinned.steps().tolist()
    assert any(after - before > 1 for before, after in pairwise(epochs))
    assert float(lines[-1].split(",")[1]) == thinned["loss"][-1]
    updates = b"".join(csv_chunks(thinned, 7)).decode().splitlines()[-1].split(",")[:2]
    assert updates == [str((ROWS - 1) // 7), str(ROWS - 1)]
