"""The map of a surface: heights, stationary points, and a race of runners from one start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from gui.look.text import translate
from gui.look.theme import theme
from gui.plots.base.beyond import paint_beyond, write_with_mark
from gui.plots.base.drawing import Key, Labels, cased_line, cross_out, faded, filled_mark, pen
from gui.plots.base.path_stroke import PathStroke
from gui.plots.base.runner_style import runner_key, runner_style
from gui.plots.base.thin import Floats, Thinned, drawable
from gui.plots.heights.height_bar import HeightBar
from gui.plots.heights.heights import SOFT, HeightsPlot
from gui.plots.heights.map_overlays import (
    BasinsOverlay,
    paint_gradient,
    paint_points,
    paint_points_beyond,
    point_keys,
    write_points,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QMouseEvent, QPainter

    from gui.plots.base.map_items import GhostPath, MapBasins, MapGradient, MapPoint, MapRunner

_LONG = 24.0
"""Pixels of a step from which on "next step" is written beside it."""
_NARROW = 270.0
"""Pixels of a map that has no room for the bar of its heights."""
_FAR = 40.0
"""What a label may cost at most; one far from its point would say nothing."""


class MapPlot(HeightsPlot):
    """Heights of f(x, y) with up to eight paths from one start.

    The start is dragged, moved with Alt and an arrow key, or set by a click anywhere. Emits ``rangeChanged`` (x from,
    to, y from, to) where another window is shown: heights may be computed for it.
    """

    rangeChanged = Signal(float, float, float, float)

    MAY_BE_COVERED = 0.25  # level lines are everywhere
    HAS_MARKS = True

    def __init__(self) -> None:
        self._points: tuple[MapPoint, ...] = ()
        self._runners: tuple[MapRunner, ...] = ()
        self._next: tuple[tuple[int, float, float], ...] = ()
        self._ghosts: tuple[GhostPath, ...] = ()
        self._gradient: MapGradient | None = None
        self._basins: BasinsOverlay | None = None
        self._stroke = PathStroke()
        self._told: tuple[float, float, float, float] | None = None
        self._before_click: tuple[float, float] | None = None
        super().__init__()
        self._click = QTimer(self)
        self._click.setSingleShot(True)
        self._click.timeout.connect(self._take_click)

    def _build(self) -> None:
        super()._build()
        self.bar = HeightBar(self.font())
        layout = self.item.grid
        layout.addItem(self.bar, 2, 3)
        layout.removeItem(self.header)
        layout.addItem(self.header, 0, 0, 1, 4)

    # ---- what is shown

    def set_surface(self, xs: Floats, ys: Floats, values: Floats, logarithmic: bool | None = None) -> None:
        """Draw heights (rows, columns) at columns ``xs`` and rows ``ys``, both rising; the window stays.

        What is not finite has no colour. Without ``logarithmic`` the heights decide on their scale.
        """
        self.show_heights(xs, ys, values, logarithmic)
        self._show_bar()

    def set_points(self, points: Sequence[MapPoint]) -> None:
        """Mark stationary points."""
        self._points = tuple(points)
        self.show_keys()
        self.redraw()

    def set_gradient(self, gradient: MapGradient | None) -> None:
        """Draw arrows along the negative gradient, or none."""
        self._gradient = gradient
        self.show_keys()
        self.redraw_background()

    def set_start(self, x: float, y: float) -> None:
        """Show where all runners start, unless that is being moved."""
        if not self.moves_start and not self._click.isActive() and (x, y) != self._start:
            self._start = (x, y)
            self.redraw_moving()

    def set_runners(self, runners: Sequence[MapRunner]) -> None:
        """Draw the paths up to each runner's row; cheap to call with every frame."""
        old, self._runners = self._runners, tuple(run._replace(row=min(run.row, len(run.x) - 1)) for run in runners)
        if [runner.look for runner in old] != [runner.look for runner in runners]:
            self.show_keys()
        self.redraw_moving()

    def set_next(self, steps: Sequence[tuple[int, float, float]]) -> None:
        """Show where the next step takes runners: (style, x, y)."""
        if tuple(steps) != self._next:
            self._next = tuple(steps)
            self.redraw_moving()

    def set_ghosts(self, paths: Sequence[GhostPath]) -> None:
        """Draw paths not taken, dotted."""
        self._ghosts = tuple(paths)
        self.show_keys()
        self.redraw()

    def set_basins(self, basins: MapBasins | None) -> None:
        """Colour every start by where it leads, in place of the heights."""
        self._basins = BasinsOverlay(basins) if basins is not None else None
        self.show_keys()
        self._show_bar()
        self.redraw_background()

    def keys(self) -> list[Key]:
        """Return the entries of the legend."""
        tokens = theme.tokens
        keys = [runner_key(runner.style, runner.name) for runner in self._runners if runner.shown and runner.name]
        keys.append(Key(translate("plots", "start"), tokens.text, "", "hollow circle"))
        keys += point_keys(self._points)
        if self._gradient is not None:
            keys.append(Key(translate("plots", "−∇f"), tokens.tangent, "solid", "right"))
        if self._ghosts:
            keys.append(Key(translate("plots", "what if"), tokens.ghost, "dot"))
        if self._basins is not None:
            keys += self._basins.keys()
        return keys

    def _show_bar(self) -> None:
        if self._basins is None:
            scale, title = self._heights.scale if self._heights is not None else None, "f"
        else:  # the names of minima are in the legend
            scale, title = None if self._basins.basins.names else self._basins.scale, self._basins.basins.title
        self.bar.set_scale(scale, title, SOFT[theme.name])

    def theme_changed(self) -> None:
        """Mix all colours with another background."""
        super().theme_changed()
        self.bar.set_font(self.font())
        if self._basins is not None:
            self._basins.forget_colours()
        self._show_bar()

    # ---- drawing

    def paint_background(self, painter: QPainter) -> None:
        """Draw heights or basins, level lines, and the gradient."""
        self.paint_colours(painter)
        if self._basins is not None:
            self._basins.paint(painter, self)
        self.paint_levels(painter)
        if self._gradient is not None:
            paint_gradient(painter, self, self._gradient)

    def paint_marks(self, painter: QPainter) -> None:
        """Draw stationary points, and paths not taken."""
        for ghost in self._ghosts:
            self._paint_ghost(painter, ghost)
        paint_points(painter, self, self._points)

    def _paint_ghost(self, painter: QPainter, ghost: GhostPath) -> None:
        last = len(ghost.x) - 1
        if last < 0:
            return
        colour = theme.tokens.ghost if ghost.style < 0 else runner_style(ghost.style).colour
        rows = Thinned(pixels=2.0).rows(ghost.x, ghost.y, last, self.unit())
        line = self.line_pixels(drawable(ghost.x[rows]), drawable(ghost.y[rows]), 8)
        cased_line(painter, line, (0.7, 3.6), colour, 1.8, "dot")
        end = self.pixel(float(ghost.x[-1]), float(ghost.y[-1]))
        filled_mark(painter, "circle", end, 3.6, theme.tokens.plot, colour, 1.6)

    def paint_data(self, painter: QPainter) -> None:
        """Draw the paths, the start, the next steps, and where each runner is."""
        runners = [runner for runner in self._runners if runner.shown and runner.row >= 0]
        self._stroke.paint(painter, self, runners)
        at = {runner.style: (float(runner.x[runner.row]), float(runner.y[runner.row])) for runner in runners}
        steps = [(style, at[style], (x, y)) for style, x, y in self._next if style in at]
        for style, here, there in steps:
            self._paint_next(painter, style, here, there)
        labels = Labels(painter, self.area())
        self.paint_start(painter, theme.tokens.text, labels)
        write_points(labels, self, self._points)
        paint_points_beyond(painter, labels, self, self._points, self.where)
        tails = [self._paint_runner(painter, labels, runner) for runner in runners]
        for runner, tail in zip(runners, tails, strict=True):  # after all marks, so that none covers a text
            self._label_runner(painter, labels, runner, tail)
        for _style, *ends in steps:
            here, there = (self.pixel(*end) for end in ends)
            if QLineF(here, there).length() > _LONG * theme.scale and self.area().contains(there):
                labels.write(translate("plots", "next step"), there, theme.tokens.text, 8, most=_FAR)
        for ghost in self._ghosts:
            if ghost.label and len(ghost.x):
                end = self.pixel(float(ghost.x[-1]), float(ghost.y[-1]))
                labels.write(ghost.label, end, theme.tokens.text, 8, most=_FAR)

    def kept_clear(self) -> list[QPointF]:
        """Return the start, stationary points, where the runners are and where their next steps lead."""
        start = [] if self._start is None else [self.pixel(*self._start)]
        runners = [self._place(runner) for runner in self._runners if runner.shown and runner.row >= 0]
        places = [(point.x, point.y) for point in self._points] + [(x, y) for _style, x, y in self._next]
        return [*start, *runners, *(self.pixel(*place) for place in places)]

    def _place(self, runner: MapRunner) -> QPointF:
        return self.pixel(float(runner.x[runner.row]), float(runner.y[runner.row]))

    def _paint_runner(self, painter: QPainter, labels: Labels, runner: MapRunner) -> QPointF | None:
        """Draw a runner's mark, or its arrow at the edge, of which the end is returned that it comes from."""
        if runner.row == 0 and not runner.diverged:  # it is at the start, which is drawn
            return None
        look, tokens, at = runner_style(runner.style), theme.tokens, self._place(runner)
        tail = paint_beyond(painter, self.area(), at, (look.colour, tokens.plot), labels, shape=look.shape)
        if tail is None:
            filled_mark(painter, look.shape, at, 6.0, look.colour, tokens.plot, 1.6)
        if runner.diverged:
            cross_out(painter, labels, tail or at, 9.5, 9.0)
        return tail

    def _label_runner(self, painter: QPainter, labels: Labels, runner: MapRunner, tail: QPointF | None) -> None:
        """Say that a runner has diverged, or with its mark where it is, if that is out of view."""
        if runner.diverged:
            text = translate("plots", "{name}: diverged") if runner.name else translate("plots", "diverged")
            labels.write(text.format(name=runner.name), tail or self._place(runner), theme.tokens.error, 13)
        elif tail is not None:
            look = runner_style(runner.style)
            text = self.where(float(runner.x[runner.row]), float(runner.y[runner.row]))
            write_with_mark(painter, labels, (look.shape, look.colour), text, tail)

    def _paint_next(self, painter: QPainter, style: int, here: tuple[float, float], there: tuple[float, float]) -> None:
        tokens, (xs, ys) = theme.tokens, drawable(np.array([here, there])).T
        cased_line(painter, self.line_pixels(xs, ys, 8), (0.85, 4.0), tokens.ghost, 2.0, "dot")
        filled_mark(painter, runner_style(style).shape, self.pixel(*there), 4.6, tokens.plot, tokens.ghost, 1.8)

    def paint_hover(self, painter: QPainter, at: QPointF) -> None:
        """Draw a crosshair through the pointer, and write what is there."""
        if self._dragging:
            return
        painter.setPen(pen(faded(theme.tokens.text, 0.45), 1.0))
        painter.drawLine(QLineF(at.x(), 0, at.x(), self.area().height()))
        painter.drawLine(QLineF(0, at.y(), self.area().width(), at.y()))
        super().paint_hover(painter, at)

    # ---- the window shown

    @Slot()
    def _resized(self) -> None:
        super()._resized()
        self.bar.give_way(self.width() < _NARROW * theme.scale)

    @Slot()
    def _range_changed(self) -> None:
        super()._range_changed()
        shown = self.shown_range()
        if shown != self._told:
            self._told = shown
            self.rangeChanged.emit(*shown)

    # ---- mouse

    def clicked(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Put the start here, unless a second click follows, which resets the view."""
        if not self._click.isActive():
            self._before_click = self._start
        self._start = self.chosen_value(at)
        self._click.start(QApplication.doubleClickInterval())
        self.redraw()

    @Slot()
    def _take_click(self) -> None:
        if self._start is not None:
            self.startDropped.emit(*self._start)

    def mouseDoubleClickEvent(self, ev: QMouseEvent) -> None:
        """Reset the view, and the start to where it was before the first click."""
        if self._click.isActive():
            self._click.stop()
            self._start = self._before_click
        super().mouseDoubleClickEvent(ev)

    def drag(self, grip: Any, at: QPointF, *, over: bool) -> None:
        """Drag the start."""
        self._click.stop()
        super().drag(grip, at, over=over)
