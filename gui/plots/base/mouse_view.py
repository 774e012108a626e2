"""The mouse on a plot: what it drags, where the pointer is, how the view moves and zooms."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QGraphicsGridLayout, QSizePolicy

from gui.look.theme import theme
from gui.look.ticks import rounded
from gui.plots.base.axis import Axis
from gui.plots.base.clip import BEYOND, clipped
from gui.plots.base.drawing import colour_of, faded
from gui.plots.base.thin import LIMIT, Floats, Indices, fitted

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent

_FAR = 1e7
"""Pixels; nothing is drawn farther away, since Qt's rasteriser has fewer bits than a double."""
_DRAG_DISTANCE = 3
_WHEEL = 1.0 / 450.0
_KEY_ZOOM = 1.25
_STEP = 0.1
"""The share of the view by which a key moves it."""
_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class _Frame(pg.GraphicsWidget):
    """A view with an axis to its left and one below, in a grid with room above and at the right.

    pyqtgraph's PlotItem has two more axes and a window of settings, none of which is shown; they take longer to make.
    """

    def __init__(self, view: pg.ViewBox, left: Axis, bottom: Axis) -> None:
        super().__init__()
        self.grid = QGraphicsGridLayout()
        self.grid.setSpacing(0)
        self.setLayout(self.grid)
        self.grid.addItem(view, 2, 1)
        self.grid.setRowStretchFactor(2, 1)
        self.grid.setColumnStretchFactor(1, 1)
        for axis, place in ((left, (2, 0)), (bottom, (3, 1))):
            axis.linkToView(view)
            self.grid.addItem(axis, *place)
            axis.setZValue(0.5)  # above what the view holds


class MouseView(pg.GraphicsView):
    """A plot of pyqtgraph's view and axes whose mouse is our own: no auto-range, no menu of pyqtgraph's.

    The wheel zooms (over an axis, only that one), a drag on the background moves the view, a double click resets
    it. `grip_at` tells what else can be dragged; a drag with Shift draws a rubber band. Emits ``gripDropped`` once
    something was dragged.
    """

    gripDropped = Signal()

    def __init__(self) -> None:
        self._axes = {"bottom": Axis("bottom"), "left": Axis("left")}
        self._pressed: QPointF | None = None
        self._grip: Any = None
        """What is being dragged."""
        self._taken: Any = None
        """What is being dragged, or would be from where the pointer was last."""
        self._dragging = False
        self._pointer: QPointF | None = None
        self._band: QRectF | None = None
        self._band_from = QPointF()
        self.held = False
        """Whether the view was chosen with the mouse: then data does not move it."""
        super().__init__()
        self.setBackground(None)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.enableMouse(False)
        self.view = pg.ViewBox(enableMenu=False)
        self.item = _Frame(self.view, self._axes["left"], self._axes["bottom"])
        self.setCentralItem(self.item)
        self.view.disableAutoRange()
        self.view.setDefaultPadding(0.0)
        self.setAcceptDrops(False)  # the window takes them
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # ---- what a plot decides

    def reset_view(self) -> None:
        """Show everything again."""

    def redraw(self) -> None:
        """Draw what moves again."""

    def grip_at(self, at: QPointF) -> Any:
        """Return what a drag from here would move, or None for the view."""
        return None

    def drag(self, grip: Any, at: QPointF, *, over: bool) -> None:
        """Move what is dragged; ``over`` when the button is released."""

    def clicked(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Take a click that was no drag."""

    def rubber_band(self, _area: QRectF) -> None:
        """Select what lies in an area drawn with Shift held."""

    def nudge(self, _dx: int, _dy: int) -> bool:
        """Move what can be dragged by one step of the keyboard; tell whether there is anything."""
        return False

    # ---- ranges and places

    def shown_range(self) -> tuple[float, float, float, float]:
        """Return what the view shows: x from, to, y from, to."""
        (x0, x1), (y0, y1) = self.view.viewRange()
        return float(x0), float(x1), float(y0), float(y1)

    def show_range(self, x0: float, x1: float, y0: float, y1: float) -> None:
        """Show this range, as far as numbers go."""
        x0, x1 = _sound(x0, x1)
        y0, y1 = _sound(y0, y1)
        self.view.setRange(xRange=(x0, x1), yRange=(y0, y1), padding=0, disableAutoRange=True)

    def area(self) -> QRectF:
        """Return the area between the axes; its corner is (0, 0), its units pixels."""
        rect = self.view.rect()
        return QRectF(0, 0, rect.width(), rect.height())

    def unit(self) -> tuple[float, float]:
        """Return the size of one pixel in x and in y."""
        x0, x1, y0, y1 = self.shown_range()
        area = self.area()
        return (x1 - x0) / max(area.width(), 1), (y1 - y0) / max(area.height(), 1)

    def pixels(self, xs: Floats | Indices, ys: Floats, *, far: float = _FAR) -> tuple[Floats, Floats]:
        """Return where values are in the area, in pixels, at most ``far`` away.

        A line to a point that is brought nearer has another slope: `line_pixels` cuts it where it runs.
        """
        x0, _x1, _y0, y1 = self.shown_range()
        across, up = self.unit()
        with np.errstate(all="ignore"):
            px = np.clip((np.asarray(xs, dtype=float) - x0) / across, -far, far)
            py = np.clip((y1 - np.asarray(ys, dtype=float)) / up, -far, far)
        return px, py

    def line_pixels(self, xs: Floats | Indices, ys: Floats, beyond: float = BEYOND) -> tuple[Floats, Floats]:
        """Return the line through values, in pixels and cut where it runs ``beyond`` the area; NaN interrupts it."""
        return clipped(*self.pixels(xs, ys, far=math.inf), self.area(), beyond)

    def pixel(self, x: float, y: float) -> QPointF:
        """Return where one value is in the area, at most some screens away; NaN is far to the left, or below."""
        x0, _x1, _y0, y1 = self.shown_range()
        across, up = self.unit()
        px, py = (x - x0) / across, (y1 - y) / up
        px, py = -_FAR if math.isnan(px) else px, _FAR if math.isnan(py) else py
        return QPointF(min(max(px, -_FAR), _FAR), min(max(py, -_FAR), _FAR))

    def value(self, at: QPointF) -> tuple[float, float]:
        """Return the values at a point of the area."""
        x0, _x1, _y0, y1 = self.shown_range()
        across, up = self.unit()
        return x0 + at.x() * across, y1 - at.y() * up

    def chosen_value(self, at: QPointF) -> tuple[float, float]:
        """Return the values in sight that are chosen by a point of the area: rounded to what a pixel means."""
        (x, y), (across, up) = self.value(at), self.unit()
        x0, x1, y0, y1 = self.shown_range()
        return rounded(x, across, x0, x1), rounded(y, up, y0, y1)

    def place(self, at: QPointF) -> QPointF:
        """Return the point of the area at a point of the widget."""
        return self.view.mapFromScene(self.mapToScene(at.toPoint()))

    def spot(self, at: QPointF) -> QPoint:
        """Return the point of the widget at a point of the area."""
        return self.mapFromScene(self.view.mapToScene(at))

    # ---- mouse and keys

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        """Take what lies under the pointer, else the view."""
        if ev.button() != Qt.MouseButton.LeftButton:
            ev.ignore()
            return
        self._pressed = ev.position()
        self._dragging = False
        at = self.place(ev.position())
        inside = self.area().adjusted(-6, -6, 6, 6).contains(at)
        shift = bool(ev.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._grip = "band" if shift else (self._take(at) if inside else None)
        ev.accept()

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        """Drag what was taken, else follow the pointer."""
        at = self.place(ev.position())
        if self._pressed is None or not ev.buttons() & Qt.MouseButton.LeftButton:
            self._follow(at)
            return
        moved = ev.position() - self._pressed
        if not self._dragging and abs(moved.x()) + abs(moved.y()) < _DRAG_DISTANCE:
            return
        if not self._dragging:
            self._dragging = True
            self._pointer = None
            self._band_from = self.place(self._pressed)
        if self._grip == "band":
            self._band = QRectF(self._band_from, at).normalized()
            self.redraw()
        elif self._grip is not None:
            self.drag(self._grip, at, over=False)
        else:
            self._pan(moved)
            self._pressed = ev.position()
        ev.accept()

    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        """End a drag, or take a click."""
        if ev.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            ev.ignore()
            return
        at, grip, dragging = self.place(ev.position()), self._grip, self._dragging
        self._pressed, self._grip, self._dragging = None, None, False
        if not dragging:
            if self.area().contains(at):
                self.clicked(at, ev.modifiers())
        elif grip == "band":
            self._band = None
            self.rubber_band(QRectF(self._band_from, at).normalized())
            self.redraw()
        elif grip is not None:
            self._taken = None
            self.drag(grip, at, over=True)
            self.gripDropped.emit()
        self._follow(at)

    def mouseDoubleClickEvent(self, ev: QMouseEvent) -> None:
        """Reset the view."""
        if ev.button() == Qt.MouseButton.LeftButton and self.grip_at(self.place(ev.position())) is None:
            self.reset_view()
        ev.accept()

    def leaveEvent(self, ev: QEvent) -> None:
        """Forget the pointer."""
        super().leaveEvent(ev)
        self._follow(None)

    def _follow(self, at: QPointF | None) -> None:
        self._pointer = at if at is not None and self.area().contains(at) else None
        self.viewport().setCursor(self.cursor_for(None if self._pointer is None else self._take(self._pointer)))
        self.redraw()

    def _take(self, at: QPointF) -> Any:
        self._taken = self.grip_at(at)
        return self._taken

    def cursor_for(self, grip: Any) -> Qt.CursorShape:
        """Return the shape of the pointer over something."""
        return Qt.CursorShape.ArrowCursor if grip is None else Qt.CursorShape.OpenHandCursor

    def _pan(self, moved: QPointF) -> None:
        x0, x1, y0, y1 = self.shown_range()
        across, up = self.unit()
        dx, dy = -moved.x() * across, moved.y() * up
        self.held = True
        self.show_range(x0 + dx, x1 + dx, y0 + dy, y1 + dy)

    def wheelEvent(self, ev: QWheelEvent) -> None:
        """Zoom around the pointer; over an axis only that one."""
        self.zoom_around(wheel_factor(ev), self.place(ev.position()))
        ev.accept()

    def zoom_around(self, factor: float, at: QPointF) -> None:
        """Show ``factor`` times as much around a point; where that is on an axis, only along it."""
        area = self.area()
        x, y = self.value(at)
        x0, x1, y0, y1 = self.shown_range()
        if at.x() >= 0:
            x0, x1 = x + (x0 - x) * factor, x + (x1 - x) * factor
        if at.y() <= area.height():
            y0, y1 = y + (y0 - y) * factor, y + (y1 - y) * factor
        self.held = True
        self.show_range(x0, x1, y0, y1)

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        """Nudge with Alt and an arrow, move the view with Ctrl and an arrow, zoom; all else is left to the window."""
        step, way, factor = nudging_arrow(ev), arrow_with(ev, Qt.KeyboardModifier.ControlModifier), zooming_key(ev)
        if way is not None:
            area = self.area()
            self._pan(QPointF(-_STEP * way[0] * area.width(), _STEP * way[1] * area.height()))
        elif factor is not None:
            self.zoom_around(factor, self.area().center())
        elif ev.key() == Qt.Key.Key_0 and not ev.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.reset_view()
        elif step is None or not self.nudge(*step):
            ev.ignore()
            return
        ev.accept()

    def keyReleaseEvent(self, ev: QKeyEvent) -> None:
        """Leave the key to the window."""
        ev.ignore()

    def paint_band(self, painter: QPainter) -> None:
        """Draw the rubber band."""
        if self._band is not None:
            painter.setPen(QPen(colour_of(theme.tokens.accent), 1, Qt.PenStyle.DashLine))
            painter.setBrush(colour_of(faded(theme.tokens.accent, 0.12)))
            painter.drawRect(self._band)


def nudging_arrow(event: QKeyEvent) -> tuple[int, int] | None:
    """Return the step to the right and upwards of an arrow key with Alt; None for any other key."""
    return arrow_with(event, Qt.KeyboardModifier.AltModifier)


def arrow_with(event: QKeyEvent, modifier: Qt.KeyboardModifier) -> tuple[int, int] | None:
    """Return the step to the right and upwards of an arrow key with a modifier; None for any other key."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return _ARROWS.get(event.key()) if held == modifier else None


def zooming_key(event: QKeyEvent) -> float | None:
    """Return how many times as much a view shows after + or −; None for any other key."""
    factors: dict[int, float] = {
        Qt.Key.Key_Plus: 1 / _KEY_ZOOM,
        Qt.Key.Key_Equal: 1 / _KEY_ZOOM,
        Qt.Key.Key_Minus: _KEY_ZOOM,
    }
    return None if event.modifiers() & Qt.KeyboardModifier.ControlModifier else factors.get(event.key())


def wheel_factor(event: QWheelEvent) -> float:
    """Return how many times as much a view shows once the wheel has turned."""
    return 2.0 ** (-(event.angleDelta().y() or event.angleDelta().x()) * _WHEEL)


def _sound(low: float, high: float) -> tuple[float, float]:
    """Return a range that a transform can invert and ticks can tell apart."""
    low, high = (min(max(value, -LIMIT), LIMIT) if math.isfinite(value) else 0.0 for value in (low, high))
    least = max(abs(low), abs(high)) * 1e-11 or 1e-100
    if not high - low >= least:
        return fitted(low, high) if low == high else ((low + high - least) / 2, (low + high + least) / 2)
    return low, high
