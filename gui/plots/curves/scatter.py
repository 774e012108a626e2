"""Points, the prediction through them, and the residuals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeySequence
from PySide6.QtWidgets import QToolButton

from gui.look.numbers import number_text, shortened
from gui.look.text import translate
from gui.look.theme import theme
from gui.look.ticks import nudged, rounded
from gui.plots.base.density import density_image
from gui.plots.base.drawing import Key, faded, filled_mark, pen, polyline, within
from gui.plots.base.plot import Plot
from gui.plots.base.thin import Floats, drawable, fitted, grown
from gui.plots.curves.line_grip import LineGrip
from gui.plots.curves.points_paint import MOST_RESIDUALS, paint_points, paint_residuals
from gui.plots.rows.pinned import PinnedLine, paint_pinned_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
    from PySide6.QtWidgets import QMenu

DENSE = 20_000
"""From so many points on their density is shown in place of dots."""
RESIDUALS = ("none", "lines", "squares")
_GRIPS = ("shift", "turn")
"""How a line is dragged."""
_TALLER = 12.0
"""How many times as high as the points the view may be, so that it shows where the line began."""
_NEAR = 9.0
_LEAST_SEEN = 40
"""Pixels across which a line is in sight at least where a newcomer is told to drag it."""
_KEPT_CLEAR = 40
"""Points of a prediction that no hint covers."""


class ScatterPlot(Plot):
    """Points to drag, add, select and delete, and a line to drag.

    A click on the background adds a point where there is none yet, or once the button in the corner says so. Dragging
    the line at the cursor, or the one that the run began with, moves the latter; the one at the cursor is shown as
    `set_line` says. Emits the index, x and y of a point that is being dragged or was dropped, x and y of a
    click on the background, which adds a point, a list of the indices selected where Delete is pressed, and slope and
    intercept, not rounded, of a line that is being dragged or was dropped.
    """

    pointDragged = Signal(int, float, float)
    pointDropped = Signal(int, float, float)
    pointAdded = Signal(float, float)
    pointsDeleted = Signal(object)
    lineDragged = Signal(float, float)
    lineDropped = Signal(float, float)

    def __init__(self) -> None:
        self._points = np.empty((0, 2))
        self._selected: set[int] = set()
        self._curves: dict[str, tuple[Floats, Floats] | None] = dict.fromkeys(("start", "exact", "now"))
        self._line: LineGrip | None = None
        self._start: LineGrip | None = None
        self._held: LineGrip | None = None
        """The line that a drag moves, or would move."""
        self.line_pixel = (0.0, 0.0)
        """By how much slope and intercept may differ from those dragged to, and the line be nowhere a pixel off."""
        self._pinned: tuple[PinnedLine, ...] = ()
        self._box: tuple[float, float, float, float] | None = None
        """The lowest x and y of the points, and the highest."""
        self._start_heights: tuple[float, float] | None = None
        """The lowest and the highest value of the line that the run began with."""
        self._residuals = "none"
        self._has_plane = False
        self._just_added = False
        self._dragged_to: QPointF | None = None
        """Where the pointer drags the line."""
        self._add = QToolButton()
        self._add.setCheckable(True)
        super().__init__()
        self._add.setParent(self)
        self._add.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_empty(True)

    # ---- what is shown

    def set_points(self, points: Floats) -> None:
        """Show these points (n, 2); the view stays where it shows them well, and grows for one that was moved."""
        points = drawable(np.asarray(points, dtype=float).reshape(-1, 2))
        is_alike = points.shape == self._points.shape and int((points != self._points).any(axis=1).sum()) <= 1
        if len(points) != len(self._points):
            self._selected.clear()
        if abs(len(points) - len(self._points)) > 1:
            self._add.setChecked(False)
        self._points = points
        good = points[np.isfinite(points).all(axis=1)]
        self._box = (*good.min(axis=0).tolist(), *good.max(axis=0).tolist()) if len(good) else None
        self.set_empty(not len(points))
        if not is_alike:
            self._start_heights = None  # those of the run before
        self._fit(grows=is_alike)
        self.show_keys()
        self._say_hidden()
        self.redraw_background()

    def set_line(self, xs: Floats | None, ys: Floats | None, line: tuple[float, float] | None = None) -> None:
        """Draw the prediction at the cursor; where it is a line, ``line`` is its slope and intercept."""
        self._set_curve("now", xs, ys)
        self._line = LineGrip.of(line)
        self._say_hidden()

    def set_start_line(self, xs: Floats | None, ys: Floats | None, line: tuple[float, float] | None = None) -> None:
        """Draw the prediction that the run began with, unless it is being dragged; ``line`` as above."""
        if not self._moves_line:
            self._set_curve("start", xs, ys)
            self._start = LineGrip.of(line)
            self._see_start()

    def _see_start(self) -> None:
        """Have the view show the line that the run began with, as far as the points can still be told apart."""
        curve, heights = self._curves["start"], None
        if curve is not None and np.isfinite(curve[1]).all():
            heights = float(curve[1].min()), float(curve[1].max())
        if heights != self._start_heights:
            known, self._start_heights = self._start_heights, heights
            self._fit(grows=known is not None)

    @property
    def _moves_line(self) -> bool:
        return self._dragging and self._taken in _GRIPS

    def set_exact(self, xs: Floats | None, ys: Floats | None) -> None:
        """Draw the exact answer."""
        self._set_curve("exact", xs, ys)

    def set_pinned(self, lines: Sequence[PinnedLine]) -> None:
        """Draw the predictions of runs pinned for comparison."""
        self._pinned = tuple(PinnedLine(line.style, drawable(line.xs), drawable(line.ys)) for line in lines)
        self.redraw()

    def _set_curve(self, name: str, xs: Floats | None, ys: Floats | None) -> None:
        old, new = self._curves[name], None if xs is None or ys is None else (drawable(xs), drawable(ys))
        if old is not None and new is not None and all(map(np.array_equal, old, new)):
            return
        self._curves[name] = new
        if (old is None) != (new is None):
            self.show_keys()
        self.redraw_background() if name == "start" else self.redraw()

    def set_residuals(self, kind: str) -> None:
        """Show the residuals as "none", "lines" or "squares"."""
        self._residuals = kind if kind in RESIDUALS else "none"
        self.show_keys()
        self._say_hidden()
        self.redraw()

    def set_plane(self, shown: bool) -> None:
        """Say whether the same fit is a path in the plane beside the plot: then the legend has its marks too."""
        self._has_plane = shown
        self.show_keys()

    @property
    def is_adding(self) -> bool:
        """Whether a click on the background adds a point."""
        return not self.dense and (self._add.isChecked() or not len(self._points))

    @property
    def selected(self) -> list[int]:
        """The indices of the points selected."""
        return sorted(self._selected)

    @selected.setter
    def selected(self, indices: Sequence[int]) -> None:
        self._selected = {index for index in indices if 0 <= index < len(self._points)}
        self.redraw()

    def keys(self) -> list[Key]:
        """Return the entries of the legend: what there is to see."""
        tokens, curves = theme.tokens, self._curves
        residuals = self._residuals != "none" and not self.dense
        steps, start, exact = ("circle", "hollow circle", "diamond") if self._has_plane else ("", "", "")
        keys = [
            (True, Key(translate("plots", "data"), tokens.function, "", "circle")),
            (curves["now"] is not None, Key(translate("plots", "prediction"), tokens.path, "solid", steps)),
            (curves["start"] is not None, Key(translate("plots", "start"), faded(tokens.path, 0.7), "dot", start)),
            (curves["exact"] is not None, Key(translate("plots", "exact answer"), tokens.exact, "dashdot", exact)),
            (residuals, Key(translate("plots", "residuals"), tokens.ghost, "solid")),
        ]
        return [key for shown, key in keys if shown and len(self._points)]

    @property
    def dense(self) -> bool:
        """Whether the density is shown instead of dots."""
        return len(self._points) > DENSE

    def _say_hidden(self) -> None:
        count = number_text(len(self._points))
        if self.dense:
            self.set_note(translate("plots", "density of {count} points").format(count=count))
        elif self._residuals != "none" and len(self._points) > MOST_RESIDUALS:
            text = translate("plots", "residuals of {shown} of {count} points")
            self.set_note(text.format(shown=number_text(MOST_RESIDUALS), count=count))
        else:
            self.set_note(self._where_the_prediction_is())

    def _where_the_prediction_is(self) -> str:
        """Say on which side of the picture the prediction is where none of it is in view."""
        curve = self._curves["now"]
        if curve is None or not len(self._points):
            return ""
        x0, x1, y0, y1 = self.shown_range()
        ys = curve[1][(curve[0] >= x0) & (curve[0] <= x1) & np.isfinite(curve[1])]
        if len(ys) and ys.min() > y1:
            return translate("plots", "the prediction is above this picture")
        if len(ys) and ys.max() < y0:
            return translate("plots", "the prediction is below this picture")
        return ""

    def view_changed(self) -> None:
        """Say of the range now shown what is not in it."""
        self._say_hidden()

    def _fit(self, *, grows: bool = False) -> None:
        """Show all points, and the line that the run began with; ``grows`` makes what is shown larger in steps."""
        if self._box is None or self._dragging:
            return
        x0, y0, x1, y1 = self._box
        if self._start_heights is not None:
            low, high = min(y0, self._start_heights[0]), max(y1, self._start_heights[1])
            if high - low <= _TALLER * (y1 - y0 or abs(y0) or 1.0):
                y0, y1 = low, high
        home = self._home
        inside = home[0] <= x0 and x1 <= home[1] and home[2] <= y0 and y1 <= home[3]
        filled = x1 - x0 > 0.5 * (home[1] - home[0]) and y1 - y0 > 0.5 * (home[3] - home[2])
        if inside and (filled or len(self._points) == 1):
            return
        self.held = False
        if grows and not inside:
            self.set_home(*grown(home[:2], x0, x1), *grown(home[2:], y0, y1))
        else:
            self.set_home(*fitted(x0, x1, 0.06), *fitted(y0, y1, 0.1))

    def reset_view(self) -> None:
        """Show all points, and no more than they and the line that the run began with need."""
        if self._box is not None:
            self._home = math.nan, math.nan, math.nan, math.nan
            self._fit()
        super().reset_view()

    # ---- drawing

    def paint_background(self, painter: QPainter) -> None:
        """Draw the points, or their density, and the line that the run began with."""
        if self.dense:
            size = self.area().size()
            painter.drawImage(self.area(), density_image(self._points, self.shown_range(), size.width(), size.height()))
        else:
            paint_points(painter, self, self._points)
        if not self._moves_line:
            self._paint_curve(painter, "start", pen(faded(theme.tokens.path, 0.7), 1.8, "dot"))

    def paint_data(self, painter: QPainter) -> None:
        """Draw residuals, lines, and what is selected."""
        tokens = theme.tokens
        if self._residuals != "none" and not self.dense and self._curves["now"] is not None:
            paint_residuals(painter, self, self._residuals, self._points, self._curves["now"], self._line)
        for line in self._pinned:
            paint_pinned_line(painter, self, line)
        self._paint_curve(painter, "now", pen(tokens.path, 2.4 if self._taken is None else 3.2))
        self._paint_curve(painter, "exact", pen(tokens.exact, 2.2, "dashdot"))
        self._paint_selected(painter)
        if self._moves_line:
            self._paint_curve(painter, "start", pen(tokens.path, 2.4, "dot"))
        if self._held is not None and self._taken in _GRIPS:
            for shape, at in self._held.handles(self):
                filled_mark(painter, shape, at, 5.0, tokens.plot, tokens.path, 2.0)
        if self._moves_line and self._dragged_to is not None:
            self._paint_what_moves(painter, self._dragged_to)

    def _paint_what_moves(self, painter: QPainter, at: QPointF) -> None:
        """Say at the pointer which line a drag moves."""
        self.paint_tip(painter, at, translate("plots", "dragging moves the start of the run"))

    def _paint_curve(self, painter: QPainter, name: str, style: QPen) -> None:
        curve = self._curves[name]
        if curve is None:
            return
        line = self.line_pixels(*curve)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for each in (pen(faded(theme.tokens.plot, 0.9), 5.0), style) if self.dense else (style,):
            painter.setPen(each)
            polyline(painter, *line)

    def _paint_selected(self, painter: QPainter) -> None:
        taken = {self._taken} if isinstance(self._taken, int) else set()
        for index in self._selected | taken:
            if index < len(self._points):
                at = self.pixel(float(self._points[index, 0]), float(self._points[index, 1]))
                filled_mark(painter, "circle", at, 6.0, theme.tokens.function, theme.tokens.text, 1.8)

    # ---- mouse and keys

    def _nearest(self, at: QPointF) -> int | None:
        if self.dense or not len(self._points):
            return None
        px, py = self.pixels(self._points[:, 0], self._points[:, 1])
        distance = np.nan_to_num(np.hypot(px - at.x(), py - at.y()), nan=1e9)
        index = int(np.argmin(distance))
        return index if distance[index] <= _NEAR * theme.scale else None

    def grip_at(self, at: QPointF) -> Any:
        """Return a point's index, "shift" or "turn" for the line, or None."""
        grip: Any = self._nearest(at)
        self._held = None
        for line in (self._line, self._start) if not self._is_empty else ():
            if grip is None and line is not None and (grip := line.grip_at(self, at)) is not None:
                self._held = line
        return grip

    def cursor_for(self, grip: Any) -> Qt.CursorShape:
        """Return the pointer over points, over the line, and where a click adds a point."""
        if grip == "shift":
            return Qt.CursorShape.SizeVerCursor
        if grip is None and self.is_adding:
            return Qt.CursorShape.CrossCursor
        return super().cursor_for(grip)

    def drag(self, grip: Any, at: QPointF, *, over: bool) -> None:
        """Drag a point or the line."""
        (x, y), (across, up) = self.value(at), self.unit()
        if isinstance(grip, int):
            (self.pointDropped if over else self.pointDragged).emit(grip, rounded(x, across), rounded(y, up))
            self._fit(grows=True)
        elif self._held is not None:
            self._dragged_to = None if over else at
            pivot = float(np.nanmean(self._points[:, 0])) if len(self._points) else 0.0
            slope, intercept = self._held.dragged(grip, x, y, pivot)
            x0, x1, _y0, _y1 = self.shown_range()
            self.line_pixel = (0.0 if grip == "shift" else up / max(abs(x0), abs(x1))), up
            if math.isfinite(slope + intercept):
                self._held = LineGrip(slope, intercept)  # not rounded, or a line turned for long would drift
                self._move_start(*map(rounded, (slope, intercept), self.line_pixel))
                (self.lineDropped if over else self.lineDragged).emit(slope, intercept)
            self.redraw_background()
        self.redraw()

    def _move_start(self, slope: float, intercept: float) -> None:
        """Draw the run's first line as it is dragged, and the one at the cursor where it is the same."""
        curve = self._curves["now"]
        if curve is None:
            return
        moved = (curve[0], slope * curve[0] + intercept)
        if self._start is not None and self._start == self._line:
            self._curves["now"], self._line = moved, LineGrip(slope, intercept)
        self._curves["start"] = moved
        self._start = LineGrip(slope, intercept)

    def clicked(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Select a point, else add one, else clear the selection."""
        index = self._nearest(at)
        more = bool(modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier))
        if index is not None:
            self._selected = (self._selected ^ {index}) if more else {index}
        elif not more and self.is_adding and self._taken is None:
            self._selected = set()
            self._just_added = True
            self._add.setChecked(True)
            self.pointAdded.emit(*self.chosen_value(at))
        else:
            self._selected = set()
        self.redraw()

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        """Take what lies under the pointer."""
        self._just_added = False
        super().mousePressEvent(ev)

    def mouseDoubleClickEvent(self, ev: QMouseEvent) -> None:
        """Reset the view; the first click of the two was not meant to add a point."""
        index = self._nearest(self.place(ev.position())) if self._just_added else None
        self._just_added = False
        if index is not None:
            self.pointsDeleted.emit([index])
            self.reset_view()
        else:
            super().mouseDoubleClickEvent(ev)

    def rubber_band(self, area: QRectF) -> None:
        """Select the points in an area."""
        if self.dense:
            return
        px, py = self.pixels(self._points[:, 0], self._points[:, 1])
        self._selected |= set(np.flatnonzero(within(px, py, area)).tolist())

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        """Select one point after another, from left to right, delete what is selected, let go of it; add points."""
        key = ev.key()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._selected:
            self._delete_selected()
        elif key == Qt.Key.Key_Escape and self._selected:
            self._selected = set()
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) and len(self._points) and not self.dense:
            self._select_next(1 if key == Qt.Key.Key_PageDown else -1)
        elif ev.matches(QKeySequence.StandardKey.SelectAll) and not self.dense:
            self._selected = set(range(len(self._points)))
        elif key == Qt.Key.Key_A and not ev.modifiers():
            self._add.toggle()
        else:
            super().keyPressEvent(ev)
            return
        ev.accept()
        self.redraw()

    def _delete_selected(self) -> None:
        chosen, self._selected = self.selected, set()
        self.pointsDeleted.emit(chosen)

    def _select_next(self, step: int) -> None:
        order = np.argsort(self._points[:, 0], kind="stable").tolist()
        places = [order.index(index) for index in self._selected]
        last = len(order) - 1
        place = (max(places) + 1 if step > 0 else min(places) - 1) if places else (0 if step > 0 else last)
        self._selected = {order[min(max(place, 0), last)]}

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Select the point under the pointer, which the menu is then about."""
        index = self._nearest(self.place(QPointF(event.pos())))
        if event.reason() == QContextMenuEvent.Reason.Mouse and index is not None and index not in self._selected:
            self._selected = {index}
        super().contextMenuEvent(event)

    def make_menu(self) -> QMenu:
        """Return the plot's menu, with what can be done with the points."""
        menu = super().make_menu()
        menu.addSeparator()
        if self._selected:
            several = translate("plots", "Delete {count} points").format(count=number_text(len(self._selected)))
            one = translate("plots", "Delete point")
            menu.addAction(one if len(self._selected) == 1 else several, self._delete_selected)
        add = menu.addAction(self._add.text(), self._add.toggle)
        add.setCheckable(True)
        add.setChecked(self._add.isChecked())
        return menu

    def retranslate(self) -> None:
        """Name the button in the language of the window."""
        super().retranslate()
        self._add.setText(translate("plots", "Add points"))
        self._add.setAccessibleName(self._add.text())
        self._add.setToolTip(translate("plots", "Each click on the background adds a point (A)"))
        self.place_in_corner(self._add)

    def nudge(self, dx: int, dy: int) -> bool:
        """Move the one point selected to the next round number, about eight pixels away."""
        if len(self._selected) != 1:
            return False
        index = next(iter(self._selected))
        across, up = self.unit()
        x, y = self._points[index].tolist()
        self.pointDropped.emit(index, nudged(x, dx, 8 * across), nudged(y, dy, 8 * up))
        return True

    def drag_place(self) -> QPointF | None:
        """Return a place of the line at the cursor where it is shifted, as far from points as can be."""
        line = None if self._line is None or self._is_empty else self._line.visible(self)
        if line is None or line.dx() < _LEAST_SEEN * theme.scale:
            return None
        places = np.array([line.pointAt(share).toTuple() for share in np.linspace(0.3, 0.7, 9)])
        points = np.column_stack(self.pixels(*self._points.T))
        apart = np.hypot(*(places[:, None] - points).T).min(axis=0, initial=np.inf)
        return QPointF(*places[int(apart.argmax())].tolist())

    def kept_clear(self) -> list[QPointF]:
        """Return points of the prediction at the cursor."""
        curve = self._curves["now"]
        if curve is None:
            return []
        xs = np.linspace(curve[0][0], curve[0][-1], _KEPT_CLEAR)
        px, py = self.pixels(xs, np.interp(xs, *curve))
        return [QPointF(x, y) for x, y in zip(px.tolist(), py.tolist(), strict=True)]

    def paint_hover(self, painter: QPainter, at: QPointF) -> None:
        """Write the values of the point under the pointer, and its residual."""
        if self._dragging:
            return
        index = self._nearest(at)
        if index is not None:
            x, y = self._points[index].tolist()
            x_name, y_name = (shortened(self._texts[axis] or axis) for axis in "xy")
            text = f"{x_name} = {number_text(x)}\n{y_name} = {number_text(y)}"
            if self._curves["now"] is not None:
                predicted = float(np.interp(x, *self._curves["now"]))
                text += "\n" + translate("plots", "residual {value}").format(value=number_text(y - predicted))
            self.paint_tip(painter, at, text)
        elif self._taken in _GRIPS:
            self._paint_what_moves(painter, at)
