"""The scene of the 3-D view. Importing this module loads OpenGL."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph.opengl as gl
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QMatrix4x4, QPainter, QSurfaceFormat, QVector3D
from PySide6.QtWidgets import QWidget

from gui.look.theme import theme
from gui.look.ticks import nice_step, tick_text
from gui.plots.base.density import viridis
from gui.plots.base.drawing import DASHES, Labels, colour_of, filled_mark, sized
from gui.plots.base.mouse_view import nudging_arrow, wheel_factor
from gui.plots.base.runner_style import runner_style
from gui.plots.heights.heights import SOFT
from gui.plots.heights.surface_shape import dashes, lit, raised, surface_faces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from gui.plots.base.thin import Floats
    from gui.plots.heights.surface_shape import Box, Shape, Spot, SurfacePath

_DISTANCE, _ELEVATION, _AZIMUTH, _FIELD = 3.3, 34.0, -62.0, 42.0
_BACK = 1.04
"""By how much the camera moves back at a time until all is in sight."""
_ROOM = 34.0
"""Pixels about the box for what is written beside it."""
_LOWER = -0.2
"""The height that the camera looks at: there is more text below the box than above it."""
_NEAREST, _FARTHEST = 1.2, 30.0
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
        """Paint all of it."""
        area = QRectF(self.rect())
        project = self._scene.projection()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(sized(self.font(), 11.5))
        if self.box is not None:
            self._paint_axes(painter, project, self.box, self._scene.opts["azimuth"])
        labels = Labels(painter, area)
        for spot in self.spots:
            at = project.map(QVector3D(*spot.at.tolist())).toPointF()
            filled_mark(painter, spot.shape, at, spot.size, spot.colour, theme.tokens.plot, 1.5)
            if spot.text:
                labels.write(spot.text, at, theme.tokens.text, 9, prefer="above")

    def _paint_axes(self, painter: QPainter, project: QMatrix4x4, box: Box, azimuth: float) -> None:
        """Write beside the nearest edges of the box."""
        near_x = 1.0 if math.cos(math.radians(azimuth)) > 0 else -1.0
        near_y = 1.0 if math.sin(math.radians(azimuth)) > 0 else -1.0
        centre = project.map(QVector3D(0, 0, box.bottom)).toPointF()
        for axis, (low, high), name in ((0, box.x, self.names[0]), (1, box.y, self.names[1])):
            step = nice_step((high - low) / _TICKS)
            for count in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1):
                share = 2 * (count * step - low) / (high - low) - 1
                at = (share, near_y, box.bottom) if axis == 0 else (near_x, share, box.bottom)
                text = tick_text(count * step, step, max(abs(low), abs(high)))
                _write_outward(painter, project.map(QVector3D(*at)).toPointF(), centre, text, theme.tokens.muted, 14)
            at = (0.0, near_y, box.bottom) if axis == 0 else (near_x, 0.0, box.bottom)
            _write_outward(painter, project.map(QVector3D(*at)).toPointF(), centre, name, theme.tokens.text, 36)
        corners = [(x, y) for x in (-1.0, 1.0) for y in (-1.0, 1.0)]
        left = min(corners, key=lambda corner: project.map(QVector3D(*corner, box.bottom)).x())
        line, last = QFontMetricsF(painter.font()).ascent(), math.inf
        for height, text in box.ticks:
            at = project.map(QVector3D(*left, height)).toPointF()
            if abs(at.y() - last) < line:
                continue
            last = at.y()
            _write_outward(painter, at, QPointF(centre.x(), at.y()), text, theme.tokens.muted, 22)
        top = project.map(QVector3D(*left, box.top)).toPointF()
        _write_outward(painter, top, QPointF(top.x(), top.y() + 9), self.names[2], theme.tokens.text, 14)


def _write_outward(painter: QPainter, at: QPointF, centre: QPointF, text: str, colour: str, gap: float) -> None:
    """Write a text beside a point, on the side away from a centre."""
    dx, dy = at.x() - centre.x(), at.y() - centre.y()
    length = math.hypot(dx, dy) or 1.0
    gap *= theme.scale
    middle = QPointF(at.x() + dx / length * gap, at.y() + dy / length * gap)
    painter.setPen(QColor(colour))
    painter.drawText(QRectF(middle.x() - 60, middle.y() - 20, 120, 40), int(Qt.AlignmentFlag.AlignCenter), text)


class SurfaceScene(gl.GLViewWidget):
    """The surface in a box: the left button turns it, the wheel zooms, a double click resets the view.

    With ``software``, where the processor draws, edges are not smoothed, which would halve the frame rate.
    """

    opts: dict[str, Any]

    def __init__(self, software: bool) -> None:
        self.marks: _Marks | None = None
        self._turned = False
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
        """Keep the whole box in sight until the user has turned it."""
        super().resizeEvent(event)
        if self.marks is not None:
            self.marks.setGeometry(self.rect())
        if not self._turned:
            self.come_back()

    def come_back(self) -> None:
        """Reset the camera."""
        self._turned = False
        self.opts["fov"] = _FIELD
        self.setCameraPosition(pos=QVector3D(0, 0, _LOWER), distance=_DISTANCE, elevation=_ELEVATION, azimuth=_AZIMUTH)
        while self._shape is not None and self.opts["distance"] < _FARTHEST and not self._holds(self._shape.box):
            self.opts["distance"] *= _BACK
        self.update()

    def _holds(self, box: Box) -> bool:
        """Tell whether the whole box is in sight, with what is written beside it."""
        room, project = _ROOM * theme.scale, self.projection()
        seen = QRectF(self.rect()).adjusted(room, room / 2, -room, -room)
        return all(seen.contains(project.map(QVector3D(*corner)).toPointF()) for corner in box.frame().tolist())

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
        colours = (viridis()[index] * soft + base * (1 - soft)) / 255 * lit(shape)[..., None]
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
        if first and not self._turned:
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
        self._turned = True
        self.opts["distance"] = min(max(self.opts["distance"] * wheel_factor(ev), _NEAREST), _FARTHEST)
        self.update()
        ev.accept()

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        """Turn with the left button, move with the middle one."""
        self._turned = self._turned or bool(ev.buttons())
        super().mouseMoveEvent(ev)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Reset the view."""
        self.come_back()
        event.accept()

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        """Turn with Alt and an arrow; all other keys belong to the window."""
        arrow = nudging_arrow(ev)
        if arrow is not None:
            self._turned = True
            self.orbit(-_TURN * arrow[0], -_TURN * arrow[1])
        ev.setAccepted(arrow is not None)

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
