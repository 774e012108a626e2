"""Runs pinned for comparison, each in the look of a runner, as the plots of one run draw them beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF

from gui.look.theme import theme
from gui.plots.base.column import Column, Seen
from gui.plots.base.drawing import cased_line, clamped, filled_mark
from gui.plots.base.path_stroke import PathStroke, clipped
from gui.plots.base.runner_style import RUNNER_STYLES, runner_style
from gui.plots.base.thin import Floats, Indices, drawable
from gui.plots.rows.row_line import RowLine, are_apart, step_positions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPainter

    from gui.plots.base.map_items import MapRunner
    from gui.plots.base.mouse import MouseView

__all__ = ["PinnedLine", "PinnedLines", "PinnedLoss", "PinnedLosses", "PinnedPaths"]

_BEYOND = 24.0
"""Pixels that dashed lines are drawn past the edge."""
_APART = 120.0
"""Pixels between the marks that tell whose line it is."""
_EDGE = 12.0
_SAMPLES = 150


def _paint_mark(painter: QPainter, plot: MouseView, style: int, at: QPointF, size: float) -> None:
    """Draw a run's mark where it is, or at the edge on the way to it."""
    look, area = runner_style(style), plot.area()
    if not area.contains(at):
        at = clamped(at, area.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE))
    filled_mark(painter, look.shape, at, size, look.colour, theme.tokens.plot, 1.4)


class PinnedPaths:
    """Pinned runs as paths: over the plane of two parameters, or along a curve."""

    def __init__(self) -> None:
        self._paths: tuple[MapRunner, ...] = ()
        self._stroke = PathStroke()

    def set_paths(self, paths: Sequence[MapRunner]) -> bool:
        """Show these, each up to its row; return whether any is another than before, and not only further on."""
        old, self._paths = self._paths, tuple(path for path in paths if len(path.x))
        return [_path_of(path) for path in old] != [_path_of(path) for path in self._paths]

    def paint(self, painter: QPainter, plot: MouseView) -> None:
        """Draw each path up to its row, and a mark there."""
        if not self._paths:
            return
        self._stroke.paint(painter, plot, self._paths)
        for path in self._paths:
            at = plot.pixel(float(path.x[path.row]), float(path.y[path.row]))
            _paint_mark(painter, plot, path.style, at, 5.2)


def _path_of(path: MapRunner) -> tuple[object, ...]:
    return path.style, len(path.x), float(path.x[0]), float(path.x[-1]), float(path.y[-1])


class PinnedLine(NamedTuple):
    """A pinned run's prediction: the place of its look in `RUNNER_STYLES`, and the line."""

    style: int
    xs: Floats
    ys: Floats


class PinnedLines:
    """Predictions of pinned runs."""

    def __init__(self) -> None:
        self._lines: tuple[PinnedLine, ...] = ()

    def set_lines(self, lines: Sequence[PinnedLine]) -> None:
        """Show these."""
        self._lines = tuple(PinnedLine(line.style, drawable(line.xs), drawable(line.ys)) for line in lines)

    def paint(self, painter: QPainter, plot: MouseView) -> None:
        """Draw each line, with its marks at places where the others have none."""
        near = plot.area().adjusted(-_BEYOND, -_BEYOND, _BEYOND, _BEYOND)
        for line in self._lines:
            px, py = plot.pixels(line.xs, line.ys)
            look = runner_style(line.style)
            cased_line(painter, clipped(px, py, near), (0.8, 4.2), look.colour, 2.0, look.dash)
            _paint_marks(painter, plot, line.style, px, py, 4.4)


def _paint_marks(painter: QPainter, plot: MouseView, style: int, px: Floats, py: Floats, size: float) -> None:
    """Draw marks along a line in pixels, where lines of other looks have none."""
    area, apart = plot.area(), _APART * theme.scale
    first = apart * (style % len(RUNNER_STYLES) + 0.5) / len(RUNNER_STYLES)
    for x in np.arange(first, area.width(), apart).tolist():
        at = QPointF(x, float(np.interp(x, px, py)))
        if px[0] <= x <= px[-1] and area.contains(at):
            _paint_mark(painter, plot, style, at, size)


class PinnedLoss(NamedTuple):
    """The loss of a pinned run.

    Attributes
    ----------
    style : int
        The place of its look in `RUNNER_STYLES`.
    values : array
        One for every row kept so far; it may be the history's own memory.
    rows : array, optional
        Where they stand among the rows of the run beside which they are shown, where not at 0, 1, 2, ….
    cursor : int
        The index of the one at the cursor.
    noisy : bool
        Whether they come from mini-batches: then their running mean is drawn.
    diverged : bool
        Whether the run ended because it diverged.
    """

    style: int
    values: Floats
    rows: Indices | None
    cursor: int
    noisy: bool = False
    diverged: bool = False

    def row(self, index: int) -> float:
        """Return where a value stands."""
        return float(index if self.rows is None else self.rows[index])

    def until(self, last: float) -> int:
        """Return how many values stand at rows up to ``last``."""
        if self.rows is None:
            return min(math.floor(last) + 1, len(self.values))
        return int(np.searchsorted(self.rows, last, side="right"))


class PinnedLosses:
    """The losses of pinned runs: lines that rest, and marks at the cursor that move."""

    def __init__(self) -> None:
        self._losses: tuple[PinnedLoss, ...] = ()
        self._covered: tuple[Floats, Floats] = (np.empty(0), np.empty(0))
        self._known: dict[tuple[int, int, float], Seen] = {}

    def set_losses(self, losses: Sequence[PinnedLoss]) -> bool:
        """Show these; return whether any line is another than before, and not only its mark elsewhere."""
        old, self._losses = self._losses, tuple(loss for loss in losses if len(loss.values))
        changed = [_line_of(loss) for loss in old] != [_line_of(loss) for loss in self._losses]
        if changed:
            self._known.clear()
        return changed

    def last(self) -> float:
        """Return the row of the last value of all; −1 where there is none."""
        return max((loss.row(len(loss.values) - 1) for loss in self._losses), default=-1.0)

    def seen(self, last: float, shift: float, *, logarithmic: bool) -> list[Seen]:
        """Return what is known of the values of rows up to ``last``, less ``shift``.

        On a linear axis a run that diverged leaves the picture: it counts by its start, or there would be nothing
        else to see.
        """
        found: list[Seen] = []
        for index, loss in enumerate(self._losses):
            count = 1 if loss.diverged and not logarithmic else loss.until(last)
            key = (index, count, shift)
            if key not in self._known:
                column = Column()
                column.take(loss.values, count, None)
                column.see(shift)
                self._known[key] = column.seen
            found.append(self._known[key])
        return found

    def paint(self, painter: QPainter, plot: MouseView, heights: Callable[[Floats], Floats], logarithmic: bool) -> None:
        """Draw each line whole, in its look."""
        covered: list[tuple[Floats, Floats]] = [(np.empty(0), np.empty(0))]
        for loss in self._losses:
            look = runner_style(loss.style)
            look_of_line = (look.colour, look.dash, look.shape)
            rows = RowLine(plot, loss.values, heights, logarithmic, loss.noisy, loss.rows, *look_of_line)
            px, py = rows.paint_smooth(painter, 0, len(loss.values))
            good = np.isfinite(px) & np.isfinite(py)
            if good.any() and not are_apart(px):
                _paint_marks(painter, plot, loss.style, px[good], py[good], 3.6)
            thin = np.flatnonzero(good)[:: len(px) // _SAMPLES + 1]
            covered.append((px[thin], py[thin]))
        self._covered = (np.concatenate([x for x, _ in covered]), np.concatenate([y for _, y in covered]))

    def covered(self) -> tuple[Floats, Floats]:
        """Return places in pixels along the lines as they were drawn last, enough to keep a label off them."""
        return self._covered

    def paint_places(
        self, painter: QPainter, plot: MouseView, heights: Callable[[Floats], Floats], logarithmic: bool
    ) -> None:
        """Draw a mark where each run is at the cursor."""
        for loss in self._losses:
            height = float(heights(loss.values[loss.cursor : loss.cursor + 1])[0])
            if math.isfinite(height):
                x = float(step_positions(np.array([loss.row(loss.cursor)]), logarithmic)[0])
                _paint_mark(painter, plot, loss.style, plot.pixel(x, height), 5.2)


def _line_of(loss: PinnedLoss) -> tuple[object, ...]:
    last = loss.row(len(loss.values) - 1)
    return loss.style, len(loss.values), last, float(loss.values[0]), float(loss.values[-1]), *loss[4:]
