"""The plane of two parameters: the loss as heights, and the path of the descent over it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt, Signal

from gui.look.text import translate
from gui.look.theme import theme
from gui.plots.base.beyond import paint_beyond
from gui.plots.base.clip import clipped
from gui.plots.base.drawing import Key, Labels, arrow, cased_line, colour_of, filled_mark, mark
from gui.plots.base.thin import Floats, Thinned, drawable
from gui.plots.heights.heights import HeightsPlot
from gui.plots.rows.pinned import PinnedPaths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from gui.plots.base.map_items import MapRunner

_FEW = 60


class PlanePlot(HeightsPlot):
    """The loss over two parameters, with the path, its start to drag, and the exact answer.

    Emits ``viewReset`` where the view is to show no more than it has to, for which other losses may be wanted.
    """

    viewReset = Signal()

    def __init__(self) -> None:
        self._exact: tuple[float, float] | None = None
        self._first, self._second, self._row = np.empty(0), np.empty(0), -1
        self._thinned = Thinned(pixels=2.0)
        self._pins = PinnedPaths()
        super().__init__()

    # ---- what is shown

    def set_contours(self, first: Floats, second: Floats, losses: Floats, exact: Sequence[float] | None = None) -> None:
        """Draw heights and level lines of losses (rows, columns), and show their range.

        The columns are at ``first``, the first parameter, the rows at ``second``, both rising. ``exact`` are both
        parameters at the lowest loss.
        """
        self.show_heights(first, second, losses, True)
        self.set_exact(exact)
        self.set_home(float(first[0]), float(first[-1]), float(second[0]), float(second[-1]))

    def set_exact(self, exact: Sequence[float] | None) -> None:
        """Mark the exact answer, or none."""
        self._exact = None
        if exact is not None and math.isfinite(exact[0] + exact[1]):
            self._exact = float(exact[0]), float(exact[1])
        self.show_keys()
        self.redraw_background()

    def set_path(self, first: Floats, second: Floats, row: int) -> None:
        """Draw the path up to ``row``; it begins at the start."""
        self._first, self._second = first, second
        self._row = min(int(row), len(first) - 1)
        if len(first) and not self.moves_start:
            self._start = (float(first[0]), float(second[0]))
        if self._heights is None and len(first):
            self._fit_path()
        self.redraw()

    def set_pinned(self, paths: Sequence[MapRunner]) -> None:
        """Draw the paths of pinned runs, each up to its row."""
        self._pins.set_paths(paths)
        self.redraw()

    def _fit_path(self) -> None:
        """Show where the path has been, while there are no heights."""
        x, y = float(self._first[self._row]), float(self._second[self._row])
        if self._row == 0:
            reach = max(abs(x), abs(y), 1.0)
            self.set_home(x - reach, x + reach, y - reach, y + reach)
        else:
            self.ensure_visible(x, x, y, y)

    def reset_view(self) -> None:
        """Show everything again."""
        super().reset_view()
        self.viewReset.emit()

    def keys(self) -> list[Key]:
        """Return the entries of the legend, all of which that of the points has too."""
        tokens = theme.tokens
        keys = [
            Key(translate("plots", "steps"), tokens.path, "solid", "circle", elsewhere=True),
            Key(translate("plots", "start"), tokens.path, "", "hollow circle", elsewhere=True),
        ]
        if self._exact is not None:
            keys.append(Key(translate("plots", "exact answer"), tokens.exact, "", "diamond", elsewhere=True))
        return keys

    def theme_changed(self) -> None:
        """Mix the heights' colours again, and thin the path for marks of another size."""
        super().theme_changed()
        self._thinned.forget()

    def view_changed(self) -> None:
        """Thin the path for the new scale."""
        self._thinned.forget()

    # ---- drawing

    def paint_background(self, painter: QPainter) -> None:
        """Draw heights and level lines."""
        self.paint_colours(painter)
        self.paint_levels(painter)

    def paint_data(self, painter: QPainter) -> None:
        """Draw the path, the start, the current point, and the exact answer."""
        tokens, area, labels = theme.tokens, self.area(), Labels(painter, self.area())
        if self._exact is not None:
            exact, colours = self.pixel(*self._exact), (tokens.exact, tokens.plot)
            if paint_beyond(painter, area, exact, colours, labels, self.where(*self._exact), "diamond") is None:
                filled_mark(painter, "diamond", exact, 7.0, *colours, 1.6)
        self._pins.paint_paths(painter, self)
        self._pins.paint_places(painter, self, labels, self.where)
        if self._row < 0:
            return
        rows = self._thinned.rows(self._first, self._second, self._row, self.unit(), _FEW)
        px, py = self.pixels(drawable(self._first[rows]), drawable(self._second[rows]), far=math.inf)
        cased_line(painter, clipped(px, py, area), (0.8, 4.0), tokens.path, 2.0)
        self._paint_steps(painter, px, py)
        self.paint_start(painter, tokens.path, labels)
        x, y = float(self._first[self._row]), float(self._second[self._row])
        here, colours = self.pixel(x, y), (tokens.path, tokens.plot)
        # At the start its own arrow stands there already.
        if not self._row or paint_beyond(painter, area, here, colours, labels, self.where(x, y)) is None:
            filled_mark(painter, "circle", here, 5.5 if self._row else 3.4, *colours, 1.5)

    def _paint_steps(self, painter: QPainter, px: Floats, py: Floats) -> None:
        """Draw a dot for every step while they are few, and arrows along the way."""
        if self._row >= _FEW:
            return
        tokens = theme.tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(tokens.path))
        area = self.area().adjusted(-8, -8, 8, 8)
        last: QPointF | None = None
        for index, (x, y) in enumerate(zip(px.tolist(), py.tolist(), strict=True)):
            point = QPointF(x, y)
            if not math.isfinite(x + y):
                continue
            if last is not None and area.contains(point) and QLineF(last, point).length() > 26 * theme.scale:
                line = QLineF(last, point)
                line.setLength(line.length() - 4 * theme.scale)
                arrow(painter, last, line.p2())
            if index < len(px) - 1 and area.contains(point):
                mark(painter, "circle", point, 3.2)
            last = point
