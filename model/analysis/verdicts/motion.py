"""How a run moves: its last rows as arrays, and whether it oscillates. NumPy only, quick enough for every frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from model.catalogue.optimizers import OPTIMIZERS
from model.catalogue.schedules import rate_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.descent.history import History
    from model.experiment import Descending

    Numbers: TypeAlias = NDArray[np.float64]

_ROWS = 256
_RECENT = 8
_DROWNED = 10.0
"""Beside gradients more than so many times its scale, noise hardly changes a run."""
_LONGEST_CYCLE = 64
_RESTS = 1e-4
"""A run rests when its next step is no longer than this share of the way."""


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The last rows of an experiment's run up to one of them, whose step is ``row``.

    ``values`` and ``gradients`` are of shape (rows, n), ``losses`` of shape (rows,); ``start``, shape (n,), has the
    parameters at row 0, and ``start_slope`` is the norm of the gradient there. ``ended`` says why the run ended, where
    this is its last row: "diverged", "tolerance" or "complete".
    """

    experiment: Descending
    row: int
    values: Numbers
    gradients: Numbers
    losses: Numbers
    start: Numbers
    start_loss: float
    start_slope: float
    ended: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parameters."""
        return self.experiment.parameters

    @property
    def learning_rate(self) -> float:
        """The learning rate of the last step, at the start that of the first; a schedule changes it."""
        experiment = self.experiment
        base, schedule = experiment.optimizer.learning_rate, experiment.schedule
        if schedule is None:
            return base
        updates = experiment.epochs * experiment.updates_per_epoch()
        return rate_at(schedule.name, dict(schedule.knobs), base, max(self.row - 1, 0), updates)

    @property
    def decay(self) -> float:
        """The share of the parameters that the optimizer adds to the gradient, 0 where it has no such term."""
        knobs = dict(self.experiment.optimizer.knobs)
        return float(knobs.get("weight_decay", 0.0)) + float(knobs.get("lambd", 0.0))

    @property
    def plain(self) -> bool:
        """Whether each step is −η times the gradient and nothing else."""
        return is_plain(self.experiment)

    @property
    def carried(self) -> bool:
        """Whether past gradients carry the run on, so that it may overshoot with any learning rate."""
        knobs = dict(self.experiment.optimizer.knobs)
        return any(knobs.get(name, 0.0) for name in ("momentum", "beta1"))

    @property
    def noisy(self) -> bool:
        """Whether noise is added to every gradient, and is no trifle beside those of the last rows, kept without it."""
        noise = self.experiment.noise
        scale = 0.0 if noise is None else float(dict(noise.knobs)["scale"])
        recent = float(np.sqrt((self.gradients[-_RECENT:] ** 2).mean()))
        return scale != 0 and recent <= _DROWNED * scale

    @property
    def batches(self) -> bool:
        """Whether a row is of a part of the points."""
        return self.experiment.updates_per_epoch() > 1

    @property
    def epsilon(self) -> float:
        """The spacing of the run's numbers beside 1."""
        return float(np.finfo(self.experiment.dtype).eps)

    @property
    def slope(self) -> float:
        """The norm of the gradient at the row."""
        return float(np.sqrt((self.gradients[-1] ** 2).sum()))

    @property
    def steepest(self) -> float:
        """The largest norm of the gradient at the start and in the window."""
        return max(self.start_slope, float(np.sqrt((self.gradients**2).sum(axis=1)).max()))

    @property
    def step_lengths(self) -> Numbers:
        """How long each step between the rows was, shape (rows - 1,)."""
        return np.sqrt((np.diff(self.values, axis=0) ** 2).sum(axis=1))

    @property
    def stands_still(self) -> bool:
        """Whether the last step changed no parameter."""
        return len(self.values) > 1 and bool((self.values[-1] == self.values[-2]).all())

    def has_no_slope(self) -> bool:
        """Tell whether the gradient was 0 in every update of the last epoch, as far back as rows are known."""
        count = min(self.experiment.updates_per_epoch(), _ROWS)
        return len(self.gradients) >= count and not self.gradients[-count:].any()

    @property
    def way(self) -> float:
        """The largest known distance of the run from where it is."""
        rows = np.vstack([self.start[None], self.values]) - self.values[-1]
        return float(np.sqrt((rows**2).sum(axis=1)).max())

    def rests(self) -> bool:
        """Tell whether the run hardly moves any more."""
        return self.stands_still or (self.row > 0 and self.motion() <= _RESTS * self.way)

    def pace(self) -> float:
        """Return the length of the next step for plain descent, else of the last one."""
        return self.motion() if self.plain or not self.row else float(self.step_lengths[-1])

    def motion(self) -> float:
        """Return the length of the next step for plain descent, else of the longest of the last steps."""
        if self.plain:
            return self.learning_rate * self.slope
        return float(self.step_lengths[-_RECENT:].max(initial=0.0)) if self.row else np.inf

    def shortening(self) -> bool:
        """Tell whether each of the last steps was shorter than the one before."""
        lengths = self.step_lengths[-_RECENT:]
        return len(lengths) > 1 and bool((np.diff(lengths) < 0).all())

    def rises(self) -> int:
        """Return how many of the last steps, one after another, raised the loss by more than rounding."""
        return _trailing(np.diff(self.losses) > self.rounding())

    def overshoots(self) -> int:
        """Return how many of the last steps, one after another, ended where the slope along them had changed sign."""
        steps = np.diff(self.values, axis=0)
        before, after = ((steps * slopes).sum(axis=1) for slopes in (self.gradients[:-1], self.gradients[1:]))
        return _trailing((before < 0) & (after > 0))

    def rounding(self) -> float:
        """Return by how much the loss may differ by rounding alone."""
        return 4 * self.epsilon * float(np.abs(self.losses[-2:]).max())


def _trailing(flags: NDArray[np.bool_]) -> int:
    """Return how many flags at the end are set, one after another."""
    return len(flags) if flags.all() else int(flags[::-1].argmin())


def window_of(experiment: Descending, history: History, index: int) -> Window:
    """Copy the last rows of a run up to the one at ``index``, without those before a gap."""
    count = len(experiment.parameters)
    start = max(0, index + 1 - _ROWS)
    steps = history.steps(start, index + 1)
    row = int(steps[-1])
    start += int(np.searchsorted(steps - np.arange(len(steps)), row - len(steps) + 1))
    rows = np.array(history.rows(start, index + 1))
    first = history.rows(0, 1)[0]
    last = history.stopped is not None and index >= len(history) - 1
    with np.errstate(all="ignore"):
        return Window(
            experiment=experiment,
            row=row,
            values=rows[:, 1 : 1 + count],
            gradients=rows[:, 1 + count :],
            losses=rows[:, 0],
            start=first[1 : 1 + count],
            start_loss=float(first[0]),
            start_slope=float(np.sqrt((first[1 + count :] ** 2).sum())),
            ended=history.stopped if last else None,
        )


def is_plain(experiment: Descending) -> bool:
    """Tell whether every step is p − ηg with one η and the gradient of the row."""
    altered = (experiment.schedule, experiment.clip, experiment.noise)
    setting = experiment.optimizer
    return OPTIMIZERS[setting.name].is_plain(dict(setting.knobs)) and altered == (None, None, None)


@dataclass(frozen=True, slots=True)
class Swings:
    """The oscillation of a parameter: the width of the last swings, and the ends of the last one, this row included.

    Of steady swings ``cycle`` is the number of steps after which the values come again; where they do not, it is None,
    and the ends are those of the last ``steps``.
    """

    trend: Literal["steady", "growing", "shrinking"]
    size: float
    low: float
    high: float
    steps: int
    cycle: int | None = None


def swings_of(values: Numbers, floor: float) -> Swings | None:
    """Return how a parameter's last values, shape (rows,), oscillate about one value, by more than ``floor``.

    None with fewer than three turns, after the swings have ended, and where their centre moves.
    """
    steps = np.diff(values)
    moved = np.flatnonzero(steps)
    upwards = steps[moved] > 0
    turns = moved[1:][upwards[1:] != upwards[:-1]]
    if len(turns) < 3 or len(values) - 1 - turns[-1] > 2 * (turns[-1] - turns[0]) / (len(turns) - 1) + 1:
        return None
    extremes = values[turns]
    widths = np.abs(np.diff(extremes))
    centres = 0.5 * (extremes[1:] + extremes[:-1])
    half = len(widths) // 2
    early, late = float(widths[:half].mean()), float(widths[-half:].mean())
    if late <= floor or abs(float(centres[-half:].mean() - centres[:half].mean())) > 0.5 * late:
        return None
    trend, cycle = _trend_of(widths, late / early), None
    last = values[turns[-2] :]
    if trend == "steady":
        cycle = _cycle_of(values, late)
        last = values[-cycle:] if cycle else values[turns[0] :]
    return Swings(trend, late, float(last.min()), float(last.max()), len(last) - 1, cycle)


def _trend_of(widths: Numbers, ratio: float) -> Literal["steady", "growing", "shrinking"]:
    """Return how the widths of swings change, whose later half is wider than the earlier by a ratio."""
    changes = np.diff(widths[-_RECENT:])
    rounding = 1e-12 * float(widths[-1])
    if (changes > rounding).all():
        return "growing"
    if ratio < 0.9 or (changes < -rounding).all():
        return "shrinking"
    return "steady"


def _cycle_of(values: Numbers, width: float) -> int | None:
    """Return after how many rows the values repeat themselves, seen twice, to a millionth of their swings."""
    for rows in range(2, min(_LONGEST_CYCLE, len(values) // 2) + 1):
        if np.abs(values[-rows:] - values[-2 * rows : -rows]).max() <= 1e-6 * width:
            return rows
    return None


def widest_swings(window: Window) -> tuple[str, Swings] | None:
    """Return, of the parameters whose swings do not shrink, the one that changes the loss most, and its swings."""
    found: list[tuple[float, str, Swings]] = []
    for index, name in enumerate(window.names):
        values = window.values[:, index]
        size = float(np.abs(values).max())
        floor = max(16 * window.epsilon * size, 1e-8 * abs(float(values[-1] - window.start[index])))
        swings = swings_of(values, floor)
        if swings is not None and swings.trend != "shrinking":
            change = swings.size * float(np.abs(window.gradients[:, index]).mean())
            found.append((change, name, swings))
    return max(found, key=lambda each: each[0])[1:] if found else None
