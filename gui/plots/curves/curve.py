"""A function of one variable, and the descent on it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from PySide6.QtCore import QEasingCurve, QLineF, QPointF, QRectF, Qt, QVariantAnimation, Signal

from gui.look.numbers import number_text
from gui.look.text import translate
from gui.look.theme import theme
from gui.look.ticks import nudged, rounded
from gui.plots.base.beyond import nearest_beyond, paint_beyond, seen_place
from gui.plots.base.drawing import Key, Labels, arrow, behind, clamped, colour_of, faded, filled_mark, pen, polyline
from gui.plots.base.framing import Range, focused_range, whole_range
from gui.plots.base.path_stroke import paint_trail
from gui.plots.base.plot import Plot
from gui.plots.base.thin import Floats, Thinned, drawable, strided
from gui.plots.rows.pinned import PinnedPaths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QMenu

    from gui.plots.base.map_items import MapRunner

_GLIDE_MS = 200
_EVERY_STEP = 60
_MOST_STEPS = 400
_TANGENT = 76.0
_AVOIDED = 16
"""Points on each line beside the current point that its label should not cover."""
_GRIP = 14.0
_NUDGE = 0.01
_POLE = 0.3
_CROWD, _CROWDED_COST = 8, 5.0
_SHAPES = {"minimum": "up", "maximum": "down", "inflection": "cross"}


class Stationary(NamedTuple):
    """A stationary point: where, its kind (minimum, maximum or inflection), and what to write beside it."""

    x: float
    y: float
    kind: str
    label: str


class _Ghost(NamedTuple):
    x: float
    y: float
    label: str


def _finite(*values: float | None) -> tuple[float, ...] | None:
    """Return the values where all of them are finite numbers."""
    known = tuple(value for value in values if value is not None and math.isfinite(value))
    return known if len(known) == len(values) else None


class CurvePlot(Plot):
    """A curve with its stationary points, a start to drag along it, the steps, the tangent, the next step.

    Emits the x to which the start is being dragged, and where it was dropped.
    """

    startDragged = Signal(float)
    startDropped = Signal(float)

    HAS_MARKS = True

    def __init__(self) -> None:
        self._xs, self._ys = np.empty(0), np.empty(0)
        self._domain = (-1.0, 1.0)
        self._evaluate: Callable[[Floats], Floats] | None = None
        self._fine: tuple[Floats, Floats] | None = None
        self._stationary: list[Stationary] = []
        self._start: tuple[float, float] | None = None
        self._path_x, self._path_y, self._row = np.empty(0), np.empty(0), -1
        self._trail_row = -1
        """The last row of the trail as it is drawn, which may lag behind a moving run."""
        self._thinned = Thinned(most=_MOST_STEPS)
        self._pins = PinnedPaths()
        self._tangent: tuple[float, ...] | None = None
        self._ghost: _Ghost | None = None
        self._whole = False
        self._labels_of_marks: Labels | None = None
        super().__init__()
        self._glide = QVariantAnimation(self)
        self._glide.setDuration(_GLIDE_MS)
        self._glide.setStartValue(0.0)
        self._glide.setEndValue(1.0)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.valueChanged.connect(self.redraw_moving)

    # ---- what is shown

    def set_function(
        self,
        xs: Floats,
        ys: Floats,
        domain: tuple[float, float],
        evaluate: Callable[[Floats], Floats] | None = None,
    ) -> None:
        """Draw another curve over its domain, with gaps where y is not finite.

        With ``evaluate``, which returns y at any x, the curve stays smooth at any zoom, and goes on outside the domain.
        """
        self._xs, self._ys = drawable(xs), drawable(ys)
        self._domain = (float(domain[0]), float(domain[1]))
        self._evaluate = evaluate
        self._stationary = []
        self._thinned.forget()
        self._refit()

    def set_stationary(self, points: Sequence[tuple[float, float, str, str]]) -> None:
        """Mark stationary points: x, y, kind, label."""
        stationary = [Stationary(*point) for point in points if math.isfinite(point[0] + point[1])]
        if stationary != self._stationary:
            self._stationary = stationary
            self._refit()

    def set_start(self, x: float | None, y: float | None = None) -> None:
        """Show the start there."""
        self._start = None if x is None or y is None else (x, y)
        self.redraw()

    def set_trail(self, xs: Floats, ys: Floats, row: int, *, moving: bool = False) -> None:
        """Draw the steps up to ``row`` of a path; the trail of a long, moving one only ten times a second."""
        self._path_x, self._path_y = xs, ys
        self._row = min(int(row), len(xs) - 1)
        self.redraw_run(moving=moving and self._row > _EVERY_STEP)

    def set_pinned(self, paths: Sequence[MapRunner]) -> None:
        """Draw the steps of pinned runs, each up to its row; where they are now is shown by the next `set_trail`."""
        if self._pins.set_paths(paths):
            self.redraw()

    def set_tangent(self, x: float | None, y: float | None = None, slope: float | None = None) -> None:
        """Draw the tangent at a point of the curve."""
        self._tangent = _finite(x, y, slope)
        self.redraw_moving()

    def set_ghost(self, x: float | None, y: float | None, label: str = "") -> None:
        """Show where the next step will lead, and how long it is."""
        point = _finite(x, y)
        self._ghost = None if point is None else _Ghost(point[0], point[1], label)
        self.redraw_moving()

    def keys(self) -> list[Key]:
        """Return the entries of the legend."""
        tokens = theme.tokens
        return [
            Key(translate("plots", "function"), tokens.function, "solid"),
            Key(translate("plots", "steps"), tokens.path, "solid", "circle"),
            Key(translate("plots", "start"), tokens.path, "", "hollow circle"),
            Key(translate("plots", "tangent"), tokens.tangent, "dash"),
            Key(translate("plots", "next step"), tokens.ghost, "dot", "hollow circle"),
        ]

    # ---- the view

    def _refit(self) -> None:
        whole, focused = self._ranges()
        self.set_home(*(whole if self._whole else focused))
        self._fine = None
        self.redraw_background()

    def _ranges(self) -> tuple[Range, Range]:
        whole = whole_range(self._ys, self._domain)
        return whole, focused_range(whole, self._xs, self._ys, [point.y for point in self._stationary])

    def chosen_view(self) -> dict[str, Any]:
        """Return what the user has chosen of the view."""
        return {**super().chosen_view(), **({"whole": True} if self._whole else {})}

    def show_view(self, view: Mapping[str, Any]) -> None:
        """Show a view that was chosen before."""
        whole = view.get("whole") is True
        if whole != self._whole:
            self._whole = whole
            self._refit()
        super().show_view(view)

    def reset_view(self) -> None:
        """Show the part around the stationary points; a second time, the whole domain."""
        whole, focused = self._ranges()
        self._whole = not (self.held or self._whole or focused == whole)
        self.held = False
        self._refit()

    def make_menu(self) -> QMenu:
        """Return the plot's menu."""
        menu = super().make_menu()
        menu.addAction(translate("plots", "Whole domain"), self.show_domain)
        return menu

    def show_domain(self) -> None:
        """Show the whole domain, however small the stationary points get."""
        self.held, self._whole = False, True
        self._refit()

    def view_changed(self) -> None:
        """Take finer samples, and thin the path for the new scale."""
        self._fine = None
        self._thinned.forget()

    def _samples(self) -> tuple[Floats, Floats]:
        """Return the curve as fine as the view needs it."""
        if self._fine is None:
            x0, x1, _y0, _y1 = self.shown_range()
            if not self.held:
                x0, x1 = max(x0, self._domain[0]), min(x1, self._domain[1])
            self._fine = self._xs, self._ys
            if self._evaluate is not None and x1 > x0:
                xs = np.linspace(x0, x1, max(round(self.area().width() * 1.5), 200))
                self._fine = xs, self._heights_at(xs)
        return self._fine

    def _heights_at(self, xs: Floats) -> Floats:
        if self._evaluate is None:
            return np.interp(xs, self._xs, self._ys) if len(self._xs) else np.full_like(xs, np.nan)
        with np.errstate(all="ignore"):
            return drawable(np.broadcast_to(np.asarray(self._evaluate(xs), dtype=float), xs.shape))

    def curve_at(self, x: float) -> float:
        """Return y of the curve at ``x``; NaN in a gap."""
        return float(self._heights_at(np.array([x]))[0])

    # ---- drawing

    def paint_background(self, painter: QPainter) -> None:
        """Draw the curve."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(theme.tokens.function, 2.0))
        polyline(painter, *self._curve_pixels())

    def paint_marks(self, painter: QPainter) -> None:
        """Draw the steps, the start, the stationary points and their labels."""
        curve = self._curve_pixels()
        labels = Labels(painter, self.area())
        near = (curve[1] > -50) & (curve[1] < self.area().height() + 50)
        labels.avoid(curve[0][near][::4], curve[1][near][::4])
        self._pins.paint_paths(painter, self)
        self._paint_trail(painter, labels)
        self._paint_start(painter, labels)
        self._paint_stationary(painter, labels)
        self._labels_of_marks = labels

    def paint_data(self, painter: QPainter) -> None:
        """Draw what the trail lags behind, where pinned runs are, the tangent, the current point and the next one."""
        self._paint_tail(painter)
        labels = Labels(painter, self.area(), self._labels_of_marks)
        self._pins.paint_places(painter, self, labels, self._where)
        with self._behind_labels(painter):
            painter.setPen(pen(theme.tokens.tangent, 2.0, "dash"))
            painter.drawLine(self._tangent_line())
        self._paint_ghost(painter, labels)
        self._paint_current(painter, labels)
        if self._ghost is not None and self._ghost.label and self._row >= 0:
            self._label_ghost(labels, self._ghost)

    def _behind_labels(self, painter: QPainter) -> AbstractContextManager[None]:
        return behind(painter, [] if self._labels_of_marks is None else self._labels_of_marks.written)

    def _curve_pixels(self) -> tuple[Floats, Floats]:
        px, py = self.pixels(*self._samples())
        if len(px) < 4:
            return px, py
        # At a pole the curve jumps against its slope on both sides: a gap, not a line.
        rise = np.diff(py)
        size = np.abs(rise)
        jump = np.zeros(len(px), dtype=bool)
        with np.errstate(invalid="ignore"):
            against = (rise[1:-1] * rise[:-2] < 0) & (rise[1:-1] * rise[2:] < 0)
            longest = (size[1:-1] > size[:-2]) & (size[1:-1] > size[2:])
            jump[2:-1] = against & longest & (size[1:-1] > _POLE * self.area().height())
        return px, np.where(jump, np.nan, py)

    def _tangent_line(self) -> QLineF:
        """Return where the tangent is drawn; a line without length where it is not."""
        if self._tangent is None:
            return QLineF()
        x, y, slope = self._tangent
        across, up = self.unit()
        at = self.pixel(x, y)
        if not self.area().adjusted(-40, -40, 40, 40).contains(at):
            return QLineF()
        rise = -slope * across / up
        length = math.hypot(1.0, rise)
        dx = _TANGENT * theme.scale / length if math.isfinite(length) else 0.0
        dy = dx * rise if math.isfinite(rise) else _TANGENT * theme.scale
        return QLineF(at.x() - dx, at.y() - dy, at.x() + dx, at.y() + dy)

    def _paint_tail(self, painter: QPainter) -> None:
        """Draw the steps from the end of the trail to the current point."""
        if not 0 <= self._trail_row < self._row:
            return
        self._thinned.take(self._path_x, self._path_y, self._row, self.unit())
        between = strided(self._thinned.between(self._trail_row, self._row), _MOST_STEPS)
        rows = np.concatenate([[self._trail_row], between, [self._row]])
        px, py = self.pixels(drawable(self._path_x[rows]), drawable(self._path_y[rows]), far=math.inf)
        paint_trail(painter, self.area(), px, py, arrows=False)

    def _paint_trail(self, painter: QPainter, labels: Labels) -> None:
        self._trail_row = self._row
        if self._row < 0:
            return
        rows = self._thinned.rows(self._path_x, self._path_y, self._row, self.unit(), _EVERY_STEP)
        px, py = self.pixels(drawable(self._path_x[rows]), drawable(self._path_y[rows]), far=math.inf)
        labels.avoid(px, py)
        paint_trail(painter, self.area(), px, py, arrows=len(rows) == self._row + 1)

    def _paint_ghost(self, painter: QPainter, labels: Labels) -> None:
        if self._ghost is None or self._row < 0:
            return
        tokens = theme.tokens
        here, there = self._place_of(self._row), self.pixel(self._ghost.x, self._ghost.y)
        corner = QPointF(there.x(), here.y())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(tokens.ghost, 2.0, "dot"))
        with self._behind_labels(painter):
            painter.drawLine(here, corner)
            painter.drawLine(corner, there)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(tokens.ghost))
        if abs(corner.x() - here.x()) > 16 * theme.scale:
            arrow(painter, here, corner, 8)
        if not self.area().contains(here) and not self.area().contains(there):
            return  # the current point's arrow says where the run is
        text = f"{translate('plots', 'next step')} {self._where(self._ghost.x)}"
        if paint_beyond(painter, self.area(), there, (tokens.ghost, tokens.plot), labels, text) is None:
            filled_mark(painter, "circle", there, 5.0, tokens.plot, tokens.ghost, 1.8)

    def _label_ghost(self, labels: Labels, ghost: _Ghost) -> None:
        here, there = self._place_of(self._row), self.pixel(ghost.x, ghost.y)
        corner = QPointF(there.x(), here.y())
        for line in (QLineF(here, corner), QLineF(corner, there), self._tangent_line()):
            shares = np.linspace(0.0, 1.0, _AVOIDED)
            labels.avoid(line.x1() + shares * line.dx(), line.y1() + shares * line.dy())
        middle = QPointF((here.x() + there.x()) / 2, here.y())
        if self.area().contains(middle) and QLineF(here, there).length() > 8 * theme.scale:
            labels.write(ghost.label, middle, theme.tokens.text, 6, prefer="above")

    def _start_place(self) -> QPointF | None:
        """Return where the start is drawn: on the curve, else at the edge."""
        return None if self._start is None else seen_place(self.area(), self.pixel(*self._start))

    def _paint_start(self, painter: QPainter, labels: Labels) -> None:
        if self._start is None:
            return
        at, colours = self.pixel(*self._start), (theme.tokens.plot, theme.tokens.path)
        if paint_beyond(painter, self.area(), at, colours, labels, self._where(self._start[0])) is None:
            filled_mark(painter, "circle", at, 7.5 if self._taken == "start" else 6.5, *colours, 2.4)

    def _where(self, x: float, _y: float = 0.0) -> str:
        return f"{self._texts['x'] or 'x'} = {number_text(x, 4)}"

    def glide(self) -> None:
        """Move the current point visibly from the row before to its own."""
        if self._row > 0:
            self._glide.start()

    def _place_of(self, row: int) -> QPointF:
        return self.pixel(float(self._path_x[row]), float(self._path_y[row]))

    def _paint_current(self, painter: QPainter, labels: Labels) -> None:
        if self._row < 0:
            return
        at, tokens = self._place_of(self._row), theme.tokens
        if self._row and self._glide.state() == QVariantAnimation.State.Running:
            at = QLineF(self._place_of(self._row - 1), at).pointAt(self._glide.currentValue())
        text = self._where(float(self._path_x[self._row]))
        # At the start its own arrow stands there already.
        colours = tokens.path, tokens.plot
        if not self._row or paint_beyond(painter, self.area(), at, colours, labels, text) is None:
            filled_mark(painter, "circle", at, 5.5 if self._row else 3.4, *colours, 1.5)

    def _paint_stationary(self, painter: QPainter, labels: Labels) -> None:
        tokens, area = theme.tokens, self.area()
        places = [(point, self.pixel(point.x, point.y)) for point in self._stationary]
        shown, reach = [(point, at) for point, at in places if area.contains(at)], 7.0 * theme.scale
        for point, at in shown:
            filled_mark(painter, _SHAPES.get(point.kind, "diamond"), at, 7.0, tokens.tangent, tokens.plot, 1.0)
            labels.take(QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach))
        most = _CROWDED_COST if len(shown) > _CROWD else math.inf
        for point, at in sorted(shown, key=lambda pair: pair[0].y):
            prefer = "above" if point.kind == "maximum" else "below"
            labels.write(point.label, at, tokens.text, prefer=prefer, most=most)
        for index in nearest_beyond(area, [at for _point, at in places]):
            (point, at), colours = places[index], (tokens.tangent, tokens.plot)
            paint_beyond(painter, area, at, colours, labels, point.label, _SHAPES.get(point.kind, "diamond"))

    # ---- mouse and keys

    def grip_at(self, at: QPointF) -> Any:
        """Return "start" where a drag would move the start."""
        place = self._start_place()
        return "start" if place is not None and QLineF(place, at).length() <= _GRIP * theme.scale else None

    def drag(self, grip: Any, at: QPointF, *, over: bool) -> None:
        """Drag the start along the curve."""
        x = rounded(self.value(at)[0], self.unit()[0], *self._domain)
        y = self.curve_at(x)
        if math.isfinite(y):
            self._start = (x, y)
            self.redraw()
            (self.startDropped if over else self.startDragged).emit(x)
        elif over and self._start is not None:
            self.startDropped.emit(self._start[0])

    def nudge(self, dx: int, _dy: int) -> bool:
        """Move the start to the next round number, about a hundredth of the view away."""
        if self._start is None or not dx:
            return False
        x0, x1, _y0, _y1 = self.shown_range()
        x = min(max(nudged(self._start[0], dx, _NUDGE * (x1 - x0)), self._domain[0]), self._domain[1])
        if math.isfinite(self.curve_at(x)):
            self.startDropped.emit(x)
        return True

    def drag_place(self) -> QPointF | None:
        """Return where the start is."""
        at = None if self._start is None else self.pixel(*self._start)
        return at if at is not None and self.area().contains(at) else None

    def kept_clear(self) -> list[QPointF]:
        """Return the start, the current point and the next one, and what is written between these."""
        places = [] if self._start is None else [self.pixel(*self._start)]
        if self._row >= 0:
            here = self._place_of(self._row)
            places.append(here)
            if self._ghost is not None:
                there = self.pixel(self._ghost.x, self._ghost.y)
                middle = QPointF((here.x() + there.x()) / 2, here.y())
                places += [there, middle, middle - QPointF(0, 16 * theme.scale)]
        return places

    def paint_hover(self, painter: QPainter, at: QPointF) -> None:
        """Draw a line at the pointer, the curve's point there, and the text for it."""
        x = self.value(at)[0]
        y = self.curve_at(x)
        area, tokens = self.area(), theme.tokens
        with self._behind_labels(painter):
            painter.setPen(pen(faded(tokens.muted, 0.6), 1.0, "dash"))
            painter.drawLine(QPointF(at.x(), 0), QPointF(at.x(), area.height()))
        if not math.isfinite(y):
            return
        on_curve = self.pixel(x, y)
        filled_mark(painter, "circle", on_curve, 4.0, tokens.plot, tokens.function, 1.6)
        if self._hover_text is not None:
            self.paint_tip(painter, clamped(on_curve, area.adjusted(9, 9, -9, -9)), self._hover_text(x))
