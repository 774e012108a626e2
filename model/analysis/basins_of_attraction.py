"""Basins of attraction: which minimum a descent reaches from every start in a domain, and in how many epochs.

The starts are a grid, computed coarse first: of a block of pixels the lower left one, then those between. They run in
batches that fit into the processor's cache, in two threads at a time, which both engines allow. Runs that have
converged or diverged are not stepped any more. All of a picture is of one engine.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Event, Lock
from time import perf_counter
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from model.analysis.convergence import WINDOW, Convergence, Targets
from model.analysis.surface_points import minima_of, refined_minima
from model.engine.batches import begin_batch
from model.engine.compiled import is_ready, prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from model.analysis.surface_points import SurfacePoint
    from model.experiment import SurfaceRun

    Numbers: TypeAlias = NDArray[np.float64]
    Whole: TypeAlias = NDArray[np.intp]

NOT_CONVERGED, DIVERGED, PENDING = -1, -2, -3
"""Labels of the starts that reach no minimum within the epochs, that diverge, and that are not computed yet."""

SIZE = 512
MOST_EPOCHS = 100_000
_MOST_STEPS = 600_000_000
"""Steps of all starts together, which take some ten seconds: of longer runs there are fewer starts."""
_COARSEST = 64
_BLOCK, _COMPILED_BLOCK = 32_768, 4_096
"""Starts in a batch, of autograd and compiled: fewer take longer for each, more do not fit into the cache."""
_THREADS = 2
_REPORT_SECONDS = 0.25
_OVER_SHARE = 0.1
"""A batch drops the runs that have converged or halted once they are so large a share of it."""
_HALT = 1e-12
"""A run has halted if in `WINDOW` epochs it moved by no more than this share of the domain."""
_PLACES = 24
"""Places searched after each refinement where runs ended and no minimum is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Basins:
    """Where the starts of a grid lead; each start is the middle of its pixel.

    ``x``, shape (columns,), and ``y``, shape (rows,), are rising. ``labels`` and ``epochs`` have the shape
    (rows, columns): the index in ``minima`` of the minimum reached, else `NOT_CONVERGED`, `DIVERGED` or `PENDING`;
    and the epoch from which on the run stays there, inf where it diverged, NaN else. ``minima`` has for each index a
    minimum or the points of a valley: those known before, and then those that runs ended at. ``budget`` is the most
    epochs of a run, ``done`` the share of the work, up to 1: until then pixels also show their neighbours.
    """

    x: Numbers
    y: Numbers
    labels: NDArray[np.int32]
    epochs: Numbers
    minima: tuple[tuple[SurfacePoint, ...], ...]
    budget: int
    done: float


def basins(
    experiment: SurfaceRun,
    points: Sequence[SurfacePoint],
    cancelled: Event,
    report: Callable[[Basins], None] | None = None,
    *,
    size: int = SIZE,
    epochs: int = MOST_EPOCHS,
) -> Basins | None:
    """Find which minimum an experiment's optimizer reaches from every start in its domain; None where cancelled.

    A run has converged to a minimum with the first of `model.analysis.convergence.HOLD` epochs on end, or of all that
    are left, in which it is within a hundredth of the domain's width and height of it, or less where minima are close.

    Parameters
    ----------
    experiment : SurfaceRun
        Its own start does not matter; all of its epochs are run, up to ``epochs``.
    points : sequence of SurfacePoint
        Those of `model.analysis.surface_points.surface_points` for its function and domain.
    cancelled : Event
        Checked with every step of a batch, every few milliseconds.
    report : callable, optional
        Called with the picture so far: after each refinement, and a few times a second from the worker threads, one at
        a time.
    size, epochs : int
        Pixels of a side, a power of two, of which there are fewer where runs are long; and the most epochs of a run.
    """
    budget = min(epochs, experiment.epochs)
    while size > _COARSEST and size * size * budget > _MOST_STEPS:
        size //= 2
    prepare(experiment)
    return _Picture(experiment, points, budget, size).run(cancelled, report)


class _Picture:
    """The picture that batches are written into."""

    def __init__(self, experiment: SurfaceRun, points: Sequence[SurfacePoint], epochs: int, size: int) -> None:
        self.experiment = replace(experiment, tolerance=None)
        self.domain = experiment.shown_domain()
        self.epochs = epochs
        self.targets = Targets(self.domain, minima_of(points))
        low, high = np.array(self.domain).T
        middles = (np.arange(size) + 0.5) / size
        self.x, self.y = (low[:, None] + (high - low)[:, None] * middles).astype(np.float64)
        self.size = size
        self.labels = np.full(size * size, PENDING, dtype=np.int32)
        self.converged_at = np.full(size * size, np.nan)
        self.ends = np.full((size * size, 2), np.nan)
        self.looked_at: Whole = np.zeros(0, dtype=np.intp)
        self.lock = Lock()
        self.reported_at = perf_counter()
        self.block = _COMPILED_BLOCK if is_ready(experiment) else _BLOCK

    def run(self, cancelled: Event, report: Callable[[Basins], None] | None) -> Basins | None:
        """Run all starts; None if cancelled."""
        step = max(1, self.size // min(_COARSEST, self.size))
        remaining: Whole = np.arange(self.size * self.size)
        while len(remaining):
            row, column = np.divmod(remaining, self.size)
            now = (row % step == 0) & (column % step == 0)
            pixels = remaining[now]
            while len(pixels):
                self._run_pixels(pixels, step, cancelled, report)
                if cancelled.is_set():
                    return None
                if report is not None:
                    report(self.result(step))
                pixels = self._ended_at_new_minima(pixels, cancelled)
            if cancelled.is_set():
                return None
            remaining, step = remaining[~now], step // 2
        return self.result(step)

    def _run_pixels(self, pixels: Whole, step: int, cancelled: Event, report: Callable[[Basins], None] | None) -> None:
        """Run the starts of some pixels, block by block."""

        def work(block: Whole) -> None:
            if cancelled.is_set():
                return
            self._run_block(block, cancelled)
            with self.lock:
                is_due = perf_counter() > self.reported_at + _REPORT_SECONDS
                if report is not None and is_due and not cancelled.is_set():
                    report(self.result(step))
                    self.reported_at = perf_counter()

        with ThreadPoolExecutor(_THREADS) as pool:
            list(pool.map(work, np.array_split(pixels, -(-len(pixels) // self.block))))

    def _run_block(self, pixels: Whole, cancelled: Event) -> None:
        """Run one batch to its end, unless that is cancelled."""
        row, column = np.divmod(pixels, self.size)
        batch = begin_batch(self.experiment, np.column_stack([self.x[column], self.y[row]]))
        convergence = Convergence(self.targets, len(pixels))
        ends = np.full((len(pixels), 2), np.nan)
        while batch.row < self.epochs:
            rows = WINDOW - (batch.row + 1) % WINDOW
            block = batch.advance(min(rows, self.epochs - batch.row))
            if block is None or cancelled.is_set():
                break
            places = block.values[:, 1:3]
            if len(batch.going) < len(places):
                places = places[np.isin(block.runs, batch.going)]
            convergence.look(batch.going, places)
            if (batch.row + 1) % WINDOW and batch.row < self.epochs:
                continue
            over = convergence.labels[batch.going] >= 0
            over |= self._halted(ends[batch.going], places[:, :, -1]) & ~convergence.are_near(batch.going)
            ends[batch.going] = places[:, :, -1]
            if np.count_nonzero(over) >= _OVER_SHARE * len(over):
                batch.keep(~over)
        convergence.close(batch.going)
        if cancelled.is_set():
            return
        labels = np.where(batch.diverged_at >= 0, DIVERGED, convergence.labels)
        self.converged_at[pixels] = np.where(
            labels >= 0, convergence.since, np.where(labels == DIVERGED, np.inf, np.nan)
        )
        self.ends[pixels] = ends
        self.labels[pixels] = labels

    def _halted(self, before: Numbers, now: Numbers) -> NDArray[np.bool_]:
        """Tell which runs have stopped moving for good, for example at a saddle, where Newton's method goes, too."""
        if self.experiment.schedule is not None:
            return np.zeros(len(now), dtype=bool)
        moved, most = np.abs(now - before), _HALT * self.targets.size
        return (moved[:, 0] <= most[0]) & (moved[:, 1] <= most[1])

    def _ended_at_new_minima(self, pixels: Whole, cancelled: Event) -> Whole:
        """Return those of the pixels whose runs ended at a minimum that was not known, and add it to the targets."""
        lost = pixels[self.labels[pixels] == NOT_CONVERGED]
        ends = self.ends[lost]
        places = self._typical(ends)
        if not len(places):
            return lost[:0]
        found = refined_minima(self.experiment.formula, self.domain, places, cancelled)
        found = self.targets.unknown(found)
        found = [point for point in found if Targets(self.domain, [point]).contains(ends).any()]
        if not found:
            return lost[:0]
        self.targets = self.targets.with_more(found)
        return lost[self.targets.contains(ends)]

    def _typical(self, ends: Numbers) -> Numbers:
        """Return one end in each of the fullest cells of a coarse grid, but for cells already searched."""
        scaled = self.targets.scaled(ends)
        # Cells up to a domain's width beyond it; minima farther away do not count.
        inside = (scaled > -1).all(axis=1) & (scaled < 2).all(axis=1)
        cells = np.floor((scaled[inside] + 1) * _COARSEST).astype(np.intp)
        numbers, first, counts = np.unique(
            cells[:, 0] * 3 * _COARSEST + cells[:, 1], return_index=True, return_counts=True
        )
        fullest = np.argsort(-counts, kind="stable")
        fullest = fullest[~np.isin(numbers[fullest], self.looked_at)][:_PLACES]
        self.looked_at = np.append(self.looked_at, numbers[fullest])
        return ends[inside][first[fullest]]

    def result(self, step: int) -> Basins:
        """Return the picture now; pixels not done copy the one in the corner of their ``step`` by ``step``."""
        labels, epochs = self.labels.copy(), self.converged_at.copy()
        row, column = np.divmod(np.flatnonzero(labels == PENDING), self.size)
        done = 1 - len(row) / len(labels)
        # From the pixels being done to those done before, twice as far apart each time.
        while len(row) and step <= self.size:
            pending = labels[row * self.size + column] == PENDING
            row, column = row[pending], column[pending]
            source = (row - row % step) * self.size + column - column % step
            target = row * self.size + column
            labels[target], epochs[target] = self.labels[source], self.converged_at[source]
            step *= 2
        shape = (self.size, self.size)
        return Basins(
            self.x, self.y, labels.reshape(shape), epochs.reshape(shape), self.targets.groups, self.epochs, done
        )
