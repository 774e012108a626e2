"""The scene of the 3-D view. Importing this module loads OpenGL."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph.opengl as gl
from pyqtgraph import Vector
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMatrix4x4, QPainter, QPolygonF, QSurfaceFormat, QVector3D
from PySide6.QtWidgets import QWidget

from gui.look.theme import theme
from gui.look.ticks import nice_step, tick_text
from gui.plots.base.beyond import write_with_mark
from gui.plots.base.density import colour_map
from gui.plots.base.drawing import DASHES, Labels, clamped, colour_of, filled_mark, sized
from gui.plots.base.mouse_view import nudging_arrow, wheel_factor, zooming_key
from gui.plots.base.runner_style import runner_style
from gui.plots.heights.heights import SOFT
from gui.plots.heights.surface_shape import HEIGHT, dashes, lit, raised, surface_faces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from gui.plots.base.thin import Floats
    from gui.plots.heights.surface_shape import Box, Shape, Spot, SurfacePath

_DISTANCE, _AZIMUTH, _FIELD = 4.0, -62.0, 42.0
_ELEVATIONS = (26.0, 30.0, 34.0, 38.0, 42.0, 46.0)
"""From which height the camera looks at first, in degrees: that from which the box fills the view best."""
_LOWEST, _HIGHEST = 5.0, 90.0
"""The camera stays above the floor of the box …"""
_HALF = (1.0, 1.0, HEIGHT / 2)
"""The box, from its middle."""
_OUTSIDE, _FARTHEST = 1.7, 30.0
"""… and outside of the ball around it."""
_ROUNDS = 6
_EDGE = 6.0
"""Pixels between the edge of the view and what it shows."""
_VALUE_GAP, _NAME_GAP = 14.0, 34.0
"""Pixels from the box to a value beside it, and to the name of an axis."""
_SAMPLES = 4
_LINE, _CASING = 2.4, 5.0
_DASH = 0.011
"""The length of one unit of a dash pattern, where the box is 2 wide."""
_LIFT = {"levels": 0.004, "casing": 0.008, "path": 0.013, "spot": 0.02}
"""How far above the surface things on it are drawn, so that it does not hide them."""
_TURN = 6.0
_TICKS = 4


class _Marks(QWidget):
    """Marks, names of axes and their values, painted over the scene as on the map."""

    def __init__(self, scene: SurfaceScene) -> None:
        super().__init__(scene)
        self._scene = scene
        self.spots: tuple[Spot, ...] = ()
        self.box: Box | None = None
        self.names: tuple[str, str, str] = ("x", "y", "f")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint all of it; no text over another one."""
        area = QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._text_font())
        labels = Labels(painter, area)
        for place, text, colour in self.texts():
            seen, place = area.intersects(place), _inside(place, area)
            if seen and not any(place.intersects(taken) for taken in labels.taken):
                labels.take(place)
                painter.setPen(QColor(colour))
                painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)
        project = self._scene.projection()
        places = [project.map(QVector3D(*spot.at.tolist())).toPointF() for spot in self.spots]
        for spot, at in zip(self.spots, places, strict=True):
            filled_mark(painter, spot.shape, at, spot.size, spot.colour, theme.tokens.plot, 1.5)
        for spot, at in zip(self.spots, places, strict=True):  # after all marks, so that none covers a text
            if spot.text:
                write_with_mark(painter, labels, (spot.shape, spot.colour), spot.text, at)

    def _text_font(self) -> QFont:
        return sized(self.font(), 11.5)

    def texts(self) -> list[tuple[QRectF, str, str]]:
        """Return what stands at the nearest edges of the box, the names first: where, what, in which colour."""
        if self.box is None:
            return []
        box, project, azimuth = self.box, self._scene.projection(), self._scene.opts["azimuth"]
        metrics, tokens = QFontMetricsF(self._text_font()), theme.tokens
        near_x = 1.0 if math.cos(math.radians(azimuth)) > 0 else -1.0
        near_y = 1.0 if math.sin(math.radians(azimuth)) > 0 else -1.0
        centre = project.map(QVector3D(0, 0, box.bottom)).toPointF()
        names: list[tuple[QRectF, str, str]] = []
        values: list[tuple[QRectF, str, str]] = []
        for axis, (low, high), name in ((0, box.x, self.names[0]), (1, box.y, self.names[1])):
            step = nice_step((high - low) / _TICKS)
            for count in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1):
                share = 2 * (count * step - low) / (high - low) - 1
                at = (share, near_y, box.bottom) if axis == 0 else (near_x, share, box.bottom)
                text = tick_text(count * step, step, max(abs(low), abs(high)))
                place = _outward(metrics, project.map(QVector3D(*at)).toPointF(), centre, text, _VALUE_GAP)
                values.append((place, text, tokens.muted))
            at = (0.0, near_y, box.bottom) if axis == 0 else (near_x, 0.0, box.bottom)
            place = _outward(metrics, project.map(QVector3D(*at)).toPointF(), centre, name, _NAME_GAP)
            names.append((place, name, tokens.text))
        corners = [(x, y) for x in (-1.0, 1.0) for y in (-1.0, 1.0)]
        left = min(corners, key=lambda corner: project.map(QVector3D(*corner, box.bottom)).x())
        for height, text in box.ticks:
            at = project.map(QVector3D(*left, height)).toPointF()
            place = _outward(metrics, at, QPointF(at.x() + 1, at.y()), text, _VALUE_GAP / 2)
            values.append((place, text, tokens.muted))
        top = project.map(QVector3D(*left, box.top)).toPointF()
        place = _outward(metrics, top, QPointF(top.x(), top.y() + 1), self.names[2], _VALUE_GAP)
        return [(place, self.names[2], tokens.text), *names, *values]


def _outward(metrics: QFontMetricsF, at: QPointF, centre: QPointF, text: str, gap: float) -> QRectF:
    """Return where a text stands beside a point, on the side away from a centre."""
    dx, dy = at.x() - centre.x(), at.y() - centre.y()
    length = math.hypot(dx, dy) or 1.0
    width, height, gap = metrics.horizontalAdvance(text) + 2, metrics.height(), gap * theme.scale
    x, y = at.x() + dx / length * (gap + width / 2), at.y() + dy / length * gap
    return QRectF(x - width / 2, y - height / 2, width, height)


def _inside(place: QRectF, area: QRectF) -> QRectF:
    """Return a rectangle moved into an area."""
    corners = area.adjusted(0, 0, -place.width(), -place.height())
    return QRectF(clamped(place.topLeft(), corners), place.size())


class SurfaceScene(gl.GLViewWidget):
    """The surface in a box: the left button turns it, the wheel zooms, a double click resets the view.

    With ``software``, where the processor draws, edges are not smoothed, which would halve the frame rate.
    """

    opts: dict[str, Any]

    def __init__(self, software: bool) -> None:
        self.marks: _Marks | None = None
        self._turned = self._placed = False
        """Whether the user has chosen the angle, and how near and where the box is."""
        super().__init__()
        style = QSurfaceFormat(QSurfaceFormat.defaultFormat())
        style.setSamples(0 if software else _SAMPLES)
        style.setDepthBufferSize(24)
        self.setFormat(style)
        self._shape: Shape | None = None
        self._surface: Any = None
        self._levels = _line()
        self._frame = _line()
        self._paths: list[tuple[Any, Any]] = []
        self.marks = _Marks(self)
        self._levels.setDepthValue(2)
        for item in (self._frame, self._levels):
            self.addItem(item)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.come_back()
        self.dress()

    def update(self) -> None:
        """Draw scene and marks again; called by whatever moves the camera."""
        super().update()
        if self.marks is not None:
            self.marks.update()

    def projection(self) -> QMatrix4x4:
        """Return the matrix from points in the box to pixels."""
        area = QRectF(self.rect())
        window = QMatrix4x4()
        window.viewport(area.left(), area.bottom(), area.width(), -area.height())
        seen = self.getViewport()
        return window * self.projectionMatrix(seen, seen) * self.viewMatrix()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the view with the box until the user has zoomed or moved it."""
        super().resizeEvent(event)
        if self.marks is not None:
            self.marks.setGeometry(self.rect())
        if not self._placed:
            self._fit() if self._turned else self.come_back()

    def come_back(self) -> None:
        """Reset the camera: the box fills the view, whatever its shape."""
        self._turned = self._placed = False
        shares: dict[float, float] = {}
        for elevation in _ELEVATIONS:
            shares[elevation] = self._look_from(elevation)
        self._look_from(max(shares, key=lambda elevation: shares[elevation]))
        self.update()

    @property
    def camera(self) -> list[float]:
        """Azimuth, elevation, distance and what is looked at, where the user has chosen them; else nothing."""
        if not (self._turned or self._placed):
            return []
        centre = self.opts["center"]
        place = (self.opts["azimuth"], self.opts["elevation"], self.opts["distance"], *(centre[i] for i in range(3)))
        return [float(value) for value in place]

    @camera.setter
    def camera(self, camera: Sequence[float]) -> None:
        azimuth, elevation, distance, *centre = camera
        self.opts |= {"azimuth": azimuth, "elevation": elevation, "distance": distance, "center": Vector(*centre)}
        self._turned = self._placed = True
        self._keep_outside()

    def _look_from(self, elevation: float) -> float:
        """Look at the box from a height, and from where it is seen best; return the share of the view that it fills."""
        self.opts |= {"fov": _FIELD, "center": Vector(0, 0, 0), "distance": _DISTANCE}
        self.opts |= {"elevation": elevation, "azimuth": _AZIMUTH}
        return self._fit()

    def _fit(self) -> float:
        """Go as near to the box as all that is written beside it allows; return the share of the view that it fills."""
        if self._shape is None:
            return 0.0
        room = QRectF(self.rect()).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        bounds = self._bounds(self._shape.box)
        for _ in range(_ROUNDS):
            nearer = max(bounds.width() / max(room.width(), 1.0), bounds.height() / max(room.height(), 1.0))
            self.opts["distance"] = min(self.opts["distance"] * nearer, _FARTHEST)
            way = room.center() - self._bounds(self._shape.box).center()
            super().pan(way.x(), way.y(), 0, relative="view")
            bounds = self._bounds(self._shape.box)
        return bounds.width() * bounds.height()

    def _bounds(self, box: Box) -> QRectF:
        """Return what the box takes of the view, with what is written beside it."""
        project = self.projection()
        corners = [project.map(QVector3D(*corner)).toPointF() for corner in box.frame().tolist()]
        bounds = QPolygonF(corners).boundingRect()
        for place, _text, _colour in self.marks.texts() if self.marks is not None else ():
            bounds = bounds.united(place)
        return bounds

    def _keep_outside(self) -> None:
        """Keep the camera outside of the box, above its floor, and looking at it."""
        centre = self.opts["center"]
        places = zip((centre.x(), centre.y(), centre.z()), _HALF, strict=True)
        self.opts["center"] = Vector(*(min(max(place, -half), half) for place, half in places))
        self.opts["elevation"] = min(max(self.opts["elevation"], _LOWEST), _HIGHEST)
        nearest = _OUTSIDE + self.opts["center"].length()
        self.opts["distance"] = min(max(self.opts["distance"], nearest), _FARTHEST)
        self.update()

    def orbit(self, azim: float, elev: float) -> None:
        """Turn about what the camera looks at, by degrees."""
        self._turned = True
        super().orbit(azim, elev)
        self._keep_outside()
        if not self._placed:
            self._fit()

    def pan(self, dx: float, dy: float, dz: float, relative: str = "global") -> None:
        """Move the view, by pixels."""
        self._placed = True
        super().pan(dx, dy, dz, relative)
        self._keep_outside()

    def zoom(self, factor: float) -> None:
        """Show ``factor`` times as much."""
        self._placed = True
        self.opts["distance"] *= factor
        self._keep_outside()

    def dress(self) -> None:
        """Take the colours of the theme."""
        self.setBackgroundColor(theme.tokens.plot)
        if self._shape is not None:
            self.show_shape(self._shape)

    # ---- what is shown

    def show_shape(self, shape: Shape | None) -> None:
        """Draw another surface, or none."""
        first, self._shape = self._shape is None, shape
        if self._surface is not None:
            self.removeItem(self._surface)
            self._surface = None
        if self.marks is not None:
            self.marks.box = None if shape is None else shape.box
        if shape is None:
            self._levels.setData(pos=np.zeros((0, 3)))
            self._frame.setData(pos=np.zeros((0, 3)))
            return
        tokens = theme.tokens
        base = 255 * np.array(_rgba(tokens.plot)[:3])
        soft = SOFT[tokens.name]
        index = np.clip(np.nan_to_num(shape.shares) * 255, 0, 255).astype(np.uint8)
        colours = (colour_map("viridis")[index] * soft + base * (1 - soft)) / 255 * lit(shape)[..., None]
        alpha = np.ones((*index.shape, 1))
        self._surface = gl.GLMeshItem(
            vertexes=shape.points.reshape(-1, 3).astype(np.float32),
            faces=surface_faces(shape.points[..., 2]),
            vertexColors=np.concatenate([colours, alpha], axis=-1).reshape(-1, 4).astype(np.float32),
            smooth=True,
            computeNormals=False,
        )
        self.addItem(self._surface)
        levels = raised(shape.lines, _LIFT["levels"])
        self._levels.setData(pos=levels, color=_rgba(tokens.text, 0.45), width=self._wide(1.0))
        self._frame.setData(pos=shape.box.frame(), color=_rgba(tokens.muted), width=self._wide(1.0))
        if first and not (self._turned or self._placed):
            self.come_back()

    def show_paths(self, paths: Sequence[SurfacePath]) -> None:
        """Draw these paths."""
        while len(self._paths) < len(paths):
            pair = (_line(), _line())
            for depth, item in zip((3, 4), pair, strict=True):
                item.setDepthValue(depth)
                self.addItem(item)
            self._paths.append(pair)
        for index, (casing, line) in enumerate(self._paths):
            shown = index < len(paths) and len(paths[index].points) > 1
            for item in (casing, line):
                item.setVisible(shown)
            if not shown:
                continue
            look = runner_style(paths[index].style)
            points = paths[index].points
            whole = np.repeat(points, 2, axis=0)[1:-1]
            casing.setData(
                pos=_whole(raised(whole, _LIFT["casing"])),
                color=_rgba(theme.tokens.plot, 0.85),
                width=self._wide(_CASING),
            )
            line.setData(
                pos=_whole(dashes(raised(points, _LIFT["path"]), DASHES[look.dash], _DASH * theme.scale)),
                color=_rgba(look.colour),
                width=self._wide(_LINE),
            )

    def show_spots(self, spots: Sequence[Spot], names: tuple[str, str, str]) -> None:
        """Draw these marks, and name the axes."""
        if self.marks is None:
            return
        self.marks.spots = tuple(
            spot._replace(at=raised(spot.at, _LIFT["spot"])) for spot in spots if np.isfinite(spot.at).all()
        )
        self.marks.names = names
        self.update()

    def _wide(self, width: float) -> float:
        return width * theme.scale * self.devicePixelRatioF()

    # ---- mouse and keys

    def wheelEvent(self, ev: QWheelEvent) -> None:
        """Zoom."""
        self.zoom(wheel_factor(ev))
        ev.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Reset the view."""
        self.come_back()
        event.accept()

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        """Turn with Alt and an arrow, zoom, reset the view; all other keys belong to the window."""
        arrow, factor = nudging_arrow(ev), zooming_key(ev)
        if arrow is not None:
            self.orbit(-_TURN * arrow[0], -_TURN * arrow[1])
        elif factor is not None:
            self.zoom(factor)
        elif ev.key() == Qt.Key.Key_0 and not ev.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.come_back()
        else:
            ev.ignore()
            return
        ev.accept()

    def keyReleaseEvent(self, ev: QKeyEvent) -> None:
        """Leave the key to the window."""
        ev.ignore()


def _rgba(name: str, alpha: float = 1.0) -> tuple[float, float, float, float]:
    colour = colour_of(name)
    return colour.redF(), colour.greenF(), colour.blueF(), alpha


def _line() -> Any:
    return gl.GLLinePlotItem(pos=np.zeros((0, 3)), mode="lines", antialias=True, glOptions="translucent")


def _whole(pairs: Floats) -> Floats:
    """Return pairs of points without those where one has no height."""
    good = np.isfinite(pairs).all(axis=1).reshape(-1, 2).all(axis=1)
    return pairs.reshape(-1, 2, 3)[good].reshape(-1, 3)
