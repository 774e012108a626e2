"""What many runs at once cost; imported by run.py in a process of its own."""

from __future__ import annotations

import statistics
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

import numpy as np
from run import ROUNDS, STEPS, Figure, book_line, book_polynomial, seconds

if TYPE_CHECKING:
    from torch import Tensor

    from model.experiment import SurfaceRun

RUNS = 64
BASIN_ROUNDS = 3
BASINS = (
    ("himmelblau", "sgd", 0.01),
    ("himmelblau", "adam", 0.1),
    ("rosenbrock", "momentum", 0.0002),
    ("rosenbrock", "newton", 1.0),
    ("rastrigin", "adam", 0.05),
    ("ackley", "nadam", 0.05),
)


def batch() -> list[Figure]:
    """Compare a step of 64 runs as one batch with a step of one run, taking turns."""
    from model.descent.batch import Batch
    from model.descent.loop import descend
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


def bare_basins(run: SurfaceRun, size: int, epochs: int) -> None:
    """Step all starts at once with torch.optim and autograd, all epochs, and do nothing else.

    Newton's method, which torch.optim does not have, is one solve of all 2×2 systems in each epoch.
    """
    import torch

    from model.descent.second_derivatives import hessian_at

    low, high = np.array(run.shown_domain()).T
    grid = np.stack(np.meshgrid(*(low + (high - low) * ((np.arange(size) + 0.5) / size)[:, None]).T), axis=-1)
    places = torch.tensor(grid.reshape(-1, 2), requires_grad=True)
    function = run.formula.torch()

    def losses(at: Tensor) -> Tensor:
        return function(dict(zip("xy", at.unbind(-1), strict=True)))

    if run.optimizer.entry.rule.second_order:
        for _ in range(epochs):
            (slopes,) = torch.autograd.grad(losses(places).sum(), places)
            places = (places - torch.linalg.solve_ex(hessian_at(losses, places.detach()), slopes)[0]).detach()
            places.requires_grad_()
        return
    entry, knobs = run.optimizer.entry, dict(run.optimizer.knobs)
    optimizer = getattr(torch.optim, entry.torch_class)([places], **entry.torch_arguments(knobs))
    for _ in range(epochs):
        optimizer.zero_grad()
        losses(places).sum().backward()
        optimizer.step()


def basins() -> list[Figure]:
    """Measure 512×512 starts of 200 epochs, on two threads, against torch.optim on all starts at once."""
    from model.analysis.basins_of_attraction import EPOCHS, SIZE
    from model.analysis.basins_of_attraction import basins as picture
    from model.analysis.surface_points import surface_points
    from model.catalogue.surfaces import SURFACES
    from model.engine.compiled import prepare
    from model.experiment import OptimizerSetting, SurfaceRun

    figures = []
    for key, name, rate in BASINS:
        setting = OptimizerSetting.of(name, learning_rate=rate)
        surface = SURFACES[key]
        start = tuple(zip("xy", surface.start, strict=True))
        run = SurfaceRun(surface.formula, start, setting, EPOCHS, domain=surface.domain)
        points = surface_points(run.formula, run.shown_domain())
        prepare(run)
        ours, theirs = [], []
        for _ in range(BASIN_ROUNDS):
            ours.append(seconds(lambda run=run, points=points: picture(run, points, Event())))
            theirs.append(seconds(lambda run=run: bare_basins(run, SIZE, EPOCHS)))
        mine, other = statistics.median(ours), statistics.median(theirs)
        ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
        what = f"basins of {key}, {name}"
        figures.append(Figure(what, mine, "s", "torch.optim on all starts", other, ratio, "≤ 4 s", mine <= 4))
    return figures
