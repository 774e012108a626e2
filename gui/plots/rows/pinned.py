"""Runs pinned for comparison, which the plots of one run draw beside it in the looks of runners."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF

from gui.look.theme import theme
from gui.plots.base.beyond import paint_beyond
from gui.plots.base.drawing import Labels, cased_line, filled_mark
from gui.plots.base.path_stroke import PathStroke
from gui.plots.base.runner_style import RUNNER_STYLES, runner_style

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPainter

    from gui.plots.base.map_items import MapRunner
    from gui.plots.base.mouse_view import MouseView
    from gui.plots.base.thin import Floats, Indices

_APART = 120.0
"""Pixels between the marks that tell whose line it is."""


def paint_pinned_mark(
    painter: QPainter,
    plot: MouseView,
    style: int,
    at: QPointF,
    size: float,
    labels: Labels | None = None,
    text: str = "",
) -> None:
    """Draw a pinned run's mark where it is, or an arrow to it at the edge, beside which ``text`` says where."""
    look, edge = runner_style(style), theme.tokens.plot
    if paint_beyond(painter, plot.area(), at, (look.colour, edge), labels, text, look.shape) is None:
        filled_mark(painter, look.shape, at, size, look.colour, edge, 1.4)


class PinnedPaths:
    """Pinned runs as paths: over the plane of two parameters, or along a curve."""

    def __init__(self) -> None:
        self._paths: tuple[MapRunner, ...] = ()
        self._stroke = PathStroke()

    def set_paths(self, paths: Sequence[MapRunner]) -> bool:
        """Show these, each up to its row; return whether any is another than before, and not only further on."""
        old, self._paths = self._paths, tuple(path for path in paths if len(path.x))
        return [_path_of(path) for path in old] != [_path_of(path) for path in self._paths]

    def paint_paths(self, painter: QPainter, plot: MouseView) -> None:
        """Draw each path up to its row."""
        if self._paths:
            self._stroke.paint(painter, plot, self._paths)

    def paint_places(
        self, painter: QPainter, plot: MouseView, labels: Labels, where: Callable[[float, float], str]
    ) -> None:
        """Draw a mark at the row of each path; ``where`` returns what to write beside one that is out of view."""
        for path in self._paths:
            x, y = float(path.x[path.row]), float(path.y[path.row])
            paint_pinned_mark(painter, plot, path.style, plot.pixel(x, y), 5.2, labels, where(x, y))


def _path_of(path: MapRunner) -> tuple[object, ...]:
    return path.style, len(path.x), float(path.x[0]), float(path.x[-1]), float(path.y[-1])


class PinnedLine(NamedTuple):
    """A pinned run's prediction: the index of its look in `RUNNER_STYLES`, and the line."""

    style: int
    xs: Floats
    ys: Floats


def paint_pinned_line(painter: QPainter, plot: MouseView, line: PinnedLine) -> None:
    """Draw a prediction, with its marks where other lines have none."""
    px, py = plot.pixels(line.xs, line.ys)
    look = runner_style(line.style)
    cased_line(painter, plot.line_pixels(line.xs, line.ys), (0.8, 4.2), look.colour, 2.0, look.dash)
    paint_pinned_marks(painter, plot, line.style, px, py, 4.4)


def paint_pinned_marks(painter: QPainter, plot: MouseView, style: int, px: Floats, py: Floats, size: float) -> None:
    """Draw marks along a line in pixels, where lines of other looks have none."""
    area, apart = plot.area(), _APART * theme.scale
    first = apart * (style % len(RUNNER_STYLES) + 0.5) / len(RUNNER_STYLES)
    for x in np.arange(first, area.width(), apart).tolist():
        at = QPointF(x, float(np.interp(x, px, py)))
        if px[0] <= x <= px[-1] and area.contains(at):
            paint_pinned_mark(painter, plot, style, at, size)


class PinnedLoss(NamedTuple):
    """The loss of a pinned run at every row kept so far; ``values`` may be the history's own memory.

    ``style`` is the index of its look in `RUNNER_STYLES`. ``steps`` are where the values are among the steps of the run
    beside which they are shown, where not at 0, 1, 2, …; ``cursor`` is the index of the one at the cursor. Of a noisy
    run, one with mini-batches, the running mean is drawn. ``diverged`` says that the run ended because it diverged.
    """

    style: int
    values: Floats
    steps: Indices | None
    cursor: int
    noisy: bool = False
    diverged: bool = False

    @property
    def line(self) -> tuple[object, ...]:
        """What its line is drawn from, but for the values between the first and the last."""
        ends = self.step_at(len(self.values) - 1), float(self.values[0]), float(self.values[-1])
        return self.style, len(self.values), *ends, self.noisy, self.diverged

    def step_at(self, index: int) -> float:
        """Return the step at which a value is."""
        return float(index if self.steps is None else self.steps[index])

    def until(self, last: float) -> int:
        """Return how many values are at steps up to ``last``."""
        if self.steps is None:
            return min(math.floor(last) + 1, len(self.values))
        return int(np.searchsorted(self.steps, last, side="right"))
