"""The figures of the compiled engine beside every other way to do the same descent; imported by run.py."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

import numpy as np
from contenders import TASKS
from run import Figure, book_line, figure, seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from contenders import Contender, Task
    from numpy.typing import NDArray

    from model.experiment import Descending

ROUNDS = 5
MICRO = 1e6
AGREEMENT = 1e-9
CHECKED = 2_000
"""Steps after which all must have come to the same parameters."""
SLACK = 1.25
"""How far from proportional a growth may be: this machine's own spread."""
GOALS: dict[tuple[str, str], tuple[str, Callable[[float], bool]]] = {
    ("regression, 100 points", "book loop"): ("≥ 1 000 × as fast", lambda ratio: ratio <= 1 / 1000),
    ("regression, 100 points", "JAX lax.scan"): ("≥ 5 × as fast", lambda ratio: ratio <= 1 / 5),
    ("regression, 100 points", "C by hand, gcc -O2"): ("≤ 0.55", lambda ratio: ratio <= 0.55),
    ("polynomial", "book loop"): ("≥ 2 000 × as fast", lambda ratio: ratio <= 1 / 2000),
    ("polynomial", "C by hand, gcc -O2"): ("≤ 1", lambda ratio: ratio <= 1),
    ("Adam on Rosenbrock", "C by hand, gcc -O2"): ("≤ 1", lambda ratio: ratio <= 1),
}
"""What a ratio of our time to the other's must reach; what is not here is only shown."""


def run_compiled(experiment: Descending) -> tuple[float, ...]:
    """Run an experiment to its end on the compiled engine, every row kept; return its last parameters."""
    from model.engine.compiled import CompiledDescent

    run = CompiledDescent(experiment)
    while run.step():
        pass
    return tuple(float(value) for value in run.history.values_at(len(run.history) - 1))


def per_step(contender: Contender) -> float:
    return MICRO * seconds(lambda: contender.run(contender.steps)) / contender.steps


def contest(task: Task) -> list[Figure]:
    """Time one task by every contender, taking turns; the compiled run warm, and the time to be ready apart."""
    from model.engine.compiled import prepare

    ours: list[float] = []
    others = task.others()
    theirs: dict[str, list[float]] = {contender.name: [] for contender in others}
    ready = seconds(lambda: prepare(task.experiment(task.steps)))
    for contender in others:
        contender.run(contender.steps)  # what it compiles, it compiles here
        ends, wanted = contender.run(CHECKED), run_compiled(task.experiment(CHECKED))
        if not np.allclose(ends, wanted, rtol=AGREEMENT):
            raise AssertionError(f"{task.name}: {contender.name} ends at {ends}, the compiled run at {wanted}")
    for _ in range(ROUNDS):
        for contender in others:
            theirs[contender.name].append(per_step(contender))
        ours.append(MICRO * seconds(lambda: run_compiled(task.experiment(task.steps))) / task.steps)
    mine = statistics.median(ours)
    figures = []
    for contender in others:
        ratio = statistics.median(a / b for a, b in zip(ours, theirs[contender.name], strict=True))
        goal, is_met = GOALS.get((task.name, contender.name), ("", lambda _: True))
        other = statistics.median(theirs[contender.name])
        figures.append(Figure(task.name, mine, "µs/step", contender.name, other, ratio, goal, is_met(ratio)))
    book = statistics.median(theirs[others[0].name]) * task.steps / MICRO
    figures.append(
        figure(
            f"{task.name}, first ready", ready, "s", f"{others[0].name}, {task.steps:,} steps", book, goal="", met=True
        )
    )
    return figures


def contests() -> list[Figure]:
    """Compare the compiled engine with every other way to do the book's regression, its polynomial, and Adam."""
    import torch

    torch.set_num_threads(1)
    return [entry for task in TASKS for entry in contest(task)]


def growth() -> list[Figure]:
    """Measure the time a step with points, with epochs and with runs; each beside the smallest of its kind."""
    return [*_growth_with_points(), *_growth_with_epochs(), *_growth_with_runs()]


def _best(job: Callable[[], object]) -> float:
    return min(seconds(job) for _ in range(ROUNDS))


def _grown(what: str, sizes: list[int], times: list[float], unit: str, first: int = 0) -> list[Figure]:
    """Compare each size with the one before: the time must grow no faster than the size."""
    figures = []
    for index, (size, taken) in enumerate(zip(sizes, times, strict=True)):
        before = max(index - 1, 0)
        factor = size / sizes[before]
        ratio = taken / times[before]
        label = f"{what}: {size:,}".replace(",", " ")
        met = index <= first or ratio <= SLACK * factor
        goal = "" if index <= first else f"≤ {factor:g} × {SLACK:g}"
        other = f"{sizes[before]:,}".replace(",", " ")
        figures.append(Figure(label, taken, unit, other, times[before], ratio, goal, met))
    return figures


def _growth_with_points() -> list[Figure]:
    from model.data.points import GeneratedPoints
    from model.experiment import OptimizerSetting, Regression

    sizes = [10**2, 10**3, 10**4, 10**5, 10**6]
    times = []
    for count in sizes:
        epochs = max(20, 20_000_000 // count)
        optimizer = OptimizerSetting.of("sgd", learning_rate=0.0001)
        experiment = Regression(
            GeneratedPoints("book", count, 0), start=(("w", 0.0), ("b", 0.0)), optimizer=optimizer, epochs=epochs
        )
        run_compiled(experiment)
        times.append(MICRO * _best(lambda experiment=experiment: run_compiled(experiment)) / epochs)
    return _grown("µs/step with points", sizes, times, "µs/step")


def _growth_with_epochs() -> list[Figure]:
    from dataclasses import replace

    sizes = [10**3, 10**4, 10**5, 10**6, 10**7]
    line = book_line()
    run_compiled(replace(line, epochs=1000))
    times = [_best(lambda epochs=epochs: run_compiled(replace(line, epochs=epochs))) for epochs in sizes]
    return _grown("seconds with epochs", sizes, times, "s")


def _growth_with_runs() -> list[Figure]:
    from dataclasses import replace

    from model.engine.compiled import CompiledBatch

    experiment = replace(book_line(), epochs=1000)

    def run(starts: NDArray[np.float64], rates: NDArray[np.float64]) -> None:
        batch = CompiledBatch(experiment, starts, rates)
        while batch.advance(experiment.epochs) is not None:
            pass

    sizes = [1, 4, 16, 64, 256, 1024]
    times = []
    for runs in sizes:
        starts = np.random.default_rng(0).standard_normal((runs, 2))
        rates = np.full(runs, 0.0001)
        run(starts, rates)
        times.append(_best(lambda starts=starts, rates=rates: run(starts, rates)))
    return _grown("seconds with runs", sizes, times, "s")
