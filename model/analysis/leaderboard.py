"""The figures of a race's runners at a row: loss, distance to the nearest minimum, gradient, path, and verdict."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from model.analysis.surface_points import distances_to, minima_of
from model.analysis.verdicts import Verdict, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from model.analysis.surface_points import SurfacePoint
    from model.descent.history import History
    from model.experiment import Surface, SurfaceRun

    Numbers: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RunnerFigures:
    """One runner at a row of the race, or at its own last row where that is before.

    ``distance`` is to the nearest minimum, None where none is known; ``gradient`` a norm; ``path`` the length of the
    path from the start, along the rows kept. ``epochs`` is the first row, up to this one, in which f − f* is within
    the tolerance; None where there is none.
    """

    row: int
    loss: float
    distance: float | None
    gradient: float
    path: float
    epochs: int | None
    verdict: Verdict


def lowest_value(points: Sequence[SurfacePoint]) -> float | None:
    """Return f*, the lowest of the minima's values; None where no minimum is known."""
    return min((point.value for point in minima_of(points)), default=None)


class RaceFigures:
    """The figures of a race, quick enough for every frame; ``tolerance`` is that of `RunnerFigures.epochs`.

    The lengths of the paths are kept as columns that grow with the runs, so that each row is read once.
    """

    def __init__(
        self,
        experiment: Surface,
        histories: Sequence[History],
        points: Sequence[SurfacePoint] = (),
        tolerance: float | None = None,
    ) -> None:
        lowest = lowest_value(points)
        bound = None if lowest is None or tolerance is None else lowest + tolerance
        self._runners = [
            _Runner(experiment.run_of(index), history, tuple(points), bound) for index, history in enumerate(histories)
        ]

    def at(self, row: int) -> tuple[RunnerFigures, ...]:
        """Return the figures of all runners at a step."""
        return tuple(runner.at(row) for runner in self._runners)


class _Runner:
    """One runner, with the path and the epochs read from its history so far."""

    def __init__(
        self, run: SurfaceRun, history: History, points: tuple[SurfacePoint, ...], bound: float | None
    ) -> None:
        self._run = run
        self._history = history
        self._points = points
        self._minima = minima_of(points)
        self._bound = bound
        self._path = np.zeros(0)
        self._length = 0
        self._reached: int | None = None
        self._kept_every = 1
        self._last: tuple[tuple[int, str | None], RunnerFigures] | None = None

    def at(self, row: int) -> RunnerFigures:
        """Return the figures at a row of the race."""
        history = self._history.view()
        index = history.index_of(row)
        step = history.step_at(index)
        key = (step, history.stopped)
        if self._last is not None and self._last[0] == key:
            return self._last[1]
        self._read(history, index)
        x, y = history.values_at(index)
        near = float(distances_to(self._minima, np.array([x]), np.array([y]))[0]) if self._minima else None
        figures = RunnerFigures(
            row=step,
            loss=float(history["loss"][index]),
            distance=near,
            gradient=hypot(*history.gradient_at(index)),
            path=float(self._path[index]),
            epochs=self._reached if self._reached is not None and self._reached <= step else None,
            verdict=verdict(self._run, history, index, points=self._points),
        )
        self._last = key, figures
        return figures

    def _read(self, history: History, index: int) -> None:
        """Read the rows up to an index that are new; all of them again where indices have changed."""
        if history.kept_every != self._kept_every:
            self._kept_every, self._length, self._reached = history.kept_every, 0, None
        first = self._length
        if index < first:
            return
        if index >= len(self._path):
            grown = np.zeros(max(index + 1, min(2 * len(self._path), len(history)), 1024))
            grown[:first] = self._path[:first]
            self._path = grown
        before = max(first - 1, 0)
        x, y = (history[name][before : index + 1] for name in ("x", "y"))
        # Not hypot, which takes three times as long: squares of parameters within the limit do not overflow. In place,
        # since fresh memory for each of these arrays takes longer than the sums.
        lengths, aside = self._path[before : index + 1], np.subtract(y[1:], y[:-1])
        steps = np.subtract(x[1:], x[:-1], out=lengths[1:])
        steps *= steps
        aside *= aside
        steps += aside
        np.sqrt(steps, out=steps)
        np.cumsum(lengths, out=lengths)
        if self._bound is not None and self._reached is None:
            within = history["loss"][first : index + 1] <= self._bound
            if within.any():
                self._reached = history.step_at(first + int(within.argmax()))
        self._length = index + 1
