"""What many runs at once cost; imported by run.py in a process of its own."""

from __future__ import annotations

import statistics
from dataclasses import replace

import numpy as np
from run import ROUNDS, STEPS, Figure, book_line, book_polynomial, seconds

RUNS = 64


def batch() -> list[Figure]:
    """Compare a step of 64 runs as one batch with a step of one run, taking turns."""
    from model.batch import Batch
    from model.descent import descend
    from model.experiment import OptimizerSetting

    adam = OptimizerSetting.of("adam", learning_rate=0.001)
    figures = []
    for name, experiment in (
        ("line fit", book_line()),
        ("polynomial", book_polynomial()),
        ("polynomial, Adam", replace(book_polynomial(), optimizer=adam)),
    ):
        one, many = descend(experiment), Batch(experiment, learning_rates=np.geomspace(1e-6, 1e-4, RUNS))
        single, together = [], []
        for _ in range(ROUNDS):
            single.append(1e6 / STEPS * seconds(lambda one=one: [one.step() for _ in range(STEPS)]))
            together.append(1e6 / STEPS * seconds(lambda many=many: [many.step() for _ in range(STEPS)]))
        ratio = statistics.median(b / a for a, b in zip(single, together, strict=True))
        ours, theirs = statistics.median(together), statistics.median(single)
        what = f"a step of {RUNS} runs, {name}"
        figures.append(Figure(what, ours, "µs", "a step of one run", theirs, ratio, "≤ 3", ratio <= 3))
    return figures
