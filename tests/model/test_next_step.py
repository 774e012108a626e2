"""The step that follows a row is told ahead exactly where it follows from the row alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from model.analysis.next_step import is_followed, next_step
from model.descent.loop import descend
from model.experiment import NoiseSetting, OptimizerSetting, SurfaceRun

if TYPE_CHECKING:
    from model.descent.loop import Descent

RUN = SurfaceRun("x^2 + 4y^2", (("x", 4.0), ("y", -1.0)), OptimizerSetting.of("sgd", learning_rate=0.1), epochs=5)
RULES = {
    "the plain rule": (RUN, True),
    "momentum": (replace(RUN, optimizer=OptimizerSetting.of("momentum", learning_rate=0.1)), False),
    "adam": (replace(RUN, optimizer=OptimizerSetting.of("adam", learning_rate=0.1)), False),
    "noise": (replace(RUN, noise=NoiseSetting.of("normal", scale=0.1, seed=4)), False),
}


def begun(run: SurfaceRun, rows: int) -> Descent:
    descent = descend(run)
    for _ in range(rows):
        descent.step()
    return descent


@pytest.mark.parametrize("name", RULES)
def test_a_step_that_is_there_is_told_of_every_rule(name: str) -> None:
    history = begun(RULES[name][0], 4).history
    for place in range(3):
        assert is_followed(history, place)
        assert next_step(RULES[name][0], history, place) == (history["x"][place + 1], history["y"][place + 1])


@pytest.mark.parametrize("name", RULES)
def test_a_step_to_come_is_told_ahead_where_the_row_alone_decides_it(name: str) -> None:
    run, known = RULES[name]
    descent = begun(run, 3)
    told = next_step(run, descent.history, 2)
    descent.step()
    assert told == ((descent.history["x"][3], descent.history["y"][3]) if known else None)


def test_after_the_end_there_is_no_step() -> None:
    history = begun(RUN, 6).history
    assert history.stopped == "complete"
    assert next_step(RUN, history, len(history) - 1) is None
