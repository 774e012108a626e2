"""The surface in three dimensions, where the computer has OpenGL, which is loaded with the first view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QStyleOptionGraphicsItem, QVBoxLayout, QWidget

from gui.look.numbers import number_text
from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.plots.base.header import Header
from gui.plots.base.plot import paint_card, picture_menu, pop_up
from gui.plots.base.runner_style import runner_key, runner_style
from gui.plots.base.thin import Floats, Thinned, drawable
from gui.plots.heights.heights import height_grid
from gui.plots.heights.map_overlays import POINT_SHAPES, point_keys
from gui.plots.heights.opengl import opengl
from gui.plots.heights.surface_shape import Spot, SurfacePath, draped, laid, shape_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QContextMenuEvent, QPaintEvent, QResizeEvent, QShowEvent

    from gui.plots.base.drawing import Key
    from gui.plots.base.map_items import MapPoint, MapRunner
    from gui.plots.heights.surface_scene import SurfaceScene
    from gui.plots.heights.surface_shape import Shape

_MARGIN = 12.0
_CAMERA = 6
"""How many numbers say where the camera is."""
_MOST, _CELLS = 800, 400
"""How many rows of a path are drawn, and to how many cells across the surface they are thinned."""


def why_no_3d() -> str:
    """Return the sentence that says why there is no 3-D view here, as far as is known; empty where there is one."""
    problem = opengl.problem
    if problem is None:
        return ""
    sentences = {
        "screen": translate("surface3d", "The 3-D view needs a screen with OpenGL, and this one has none."),
        "package": translate("surface3d", "The 3-D view needs the package PyOpenGL, which is not installed."),
        "context": translate(
            "surface3d", "3-D needs OpenGL 2.1: install the graphics driver (Debian: libgl1-mesa-dri)."
        ),
    }
    return sentences[problem]


class SurfaceView3D(QWidget):
    """The surface in space, to be turned with the mouse, with the same paths and points as on the map.

    Where there is no OpenGL it shows the sentence of `why_no_3d` instead. Emits ``pictureRequested`` with itself where
    "Save picture…" is chosen in its menu.
    """

    pictureRequested = Signal(QWidget, bool)

    def __init__(self) -> None:
        super().__init__()
        self._scene: SurfaceScene | None = None
        self._camera: list[float] = []
        """Where the camera is to be once there is a scene."""
        self._shape: Shape | None = None
        self._points: tuple[MapPoint, ...] = ()
        self._runners: tuple[MapRunner, ...] = ()
        self._thinned: list[Thinned] = []
        self._names = ("x", "y", "f")
        self._title = ""
        self.header = Header(self.font())
        self.sentence = QLabel()
        self.sentence.setProperty("role", "muted")
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setWordWrap(True)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.sentence)
        self.setMinimumSize(160, 120)
        theme.changed.connect(self._dress)
        opengl.answered.connect(self._show_scene)
        self._dress()
        follow_language(self)

    # ---- what is shown

    def set_texts(self, title: str = "", x: str = "x", y: str = "y", z: str = "f") -> None:
        """Set title and names of the axes."""
        self._title, self._names = title, (x, y, z)
        self.setAccessibleName(title)
        self._show_keys()
        self._show_marks()

    def set_surface(self, xs: Floats, ys: Floats, values: Floats, logarithmic: bool | None = None) -> None:
        """Show heights on a grid, as `MapPlot.set_surface` takes them."""
        self._shape = shape_of(height_grid(xs, ys, values, logarithmic))
        self._thinned = []
        if self._scene is not None:
            self._scene.show_shape(self._shape)
        self._show_marks()

    def set_points(self, points: Sequence[MapPoint]) -> None:
        """Mark stationary points."""
        self._points = tuple(points)
        self._show_keys()
        self._show_marks()

    def set_runners(self, runners: Sequence[MapRunner]) -> None:
        """Draw the paths up to each runner's row."""
        old, self._runners = self._runners, tuple(runners)
        if [runner.look for runner in old] != [runner.look for runner in runners]:
            self._show_keys()
        self._show_marks()

    def reset_view(self) -> None:
        """Reset the camera."""
        if self._scene is not None:
            self._scene.come_back()

    @property
    def camera(self) -> list[float]:
        """Where the user has put the camera, as numbers; nothing where that was not done."""
        return self._camera if self._scene is None else self._scene.camera

    @camera.setter
    def camera(self, camera: list[float]) -> None:
        self._camera = camera if len(camera) == _CAMERA and np.isfinite(camera).all() else []
        if self._scene is not None and self._camera:
            self._scene.camera = self._camera

    def keys(self) -> list[Key]:
        """Return the entries of the legend."""
        shown = [runner for runner in self._runners if runner.shown and runner.name]
        return [runner_key(runner.style, runner.name) for runner in shown] + point_keys(self._points)

    # ---- the scene

    def showEvent(self, event: QShowEvent) -> None:
        """Load OpenGL when the view is first shown."""
        super().showEvent(event)
        opengl.ask()
        self._show_scene()

    @Slot()
    def _show_scene(self) -> None:
        """Make the scene once it is known that there can be one."""
        self.sentence.setText(why_no_3d())
        if self._scene is None and opengl.is_known and opengl.problem is None and self.isVisible():
            from gui.plots.heights.surface_scene import SurfaceScene

            self._scene = SurfaceScene(opengl.is_software)
            self._scene.setToolTip(self._hint())
            self._scene.setAccessibleName(self._title)
            self._column.addWidget(self._scene, 1)
            self.sentence.hide()
            self.setFocusProxy(self._scene)
            self._scene.show_shape(self._shape)
            self.camera = self._camera
        self._show_marks()

    def _show_marks(self) -> None:
        if self._scene is None or not self.isVisible():
            return
        if self._shape is None:
            self._scene.show_paths([])
            self._scene.show_spots([], self._names)
            return
        shape = self._shape
        places = laid(
            shape, np.array([point.x for point in self._points]), np.array([point.y for point in self._points])
        )
        spots = [_point_spot(point, place) for point, place in zip(self._points, places, strict=True)]
        paths = []
        self._thinned += [Thinned(pixels=2.0, most=_MOST) for _ in range(len(self._runners) - len(self._thinned))]
        for runner, thinned in zip(self._runners, self._thinned, strict=False):
            if runner.shown and 0 <= runner.row < len(runner.x):
                path = self._surface_path(shape, runner, thinned)
                paths.append(path)
                spots += _runner_spots(runner, path, self._names)
        self._scene.show_paths(paths)
        self._scene.show_spots(spots, self._names)

    def _surface_path(self, shape: Shape, runner: MapRunner, thinned: Thinned) -> SurfacePath:
        (x0, x1), (y0, y1) = shape.box.x, shape.box.y
        rows = thinned.rows(runner.x, runner.y, runner.row, ((x1 - x0) / _CELLS, (y1 - y0) / _CELLS))
        return SurfacePath(runner.style, draped(shape, drawable(runner.x[rows]), drawable(runner.y[rows])))

    # ---- look

    def _hint(self) -> str:
        return translate("surface3d", "Drag or Alt+arrows to turn, wheel to zoom, double click to reset the view")

    def _show_keys(self) -> None:
        self.header.set_title(self._title)
        self.header.set_keys(self.keys())
        self._place()

    def _place(self) -> None:
        """Leave the header its room above the scene."""
        margin = _MARGIN * theme.scale
        self.header.resize(max(self.width() - 2 * margin, 1.0), self.header.maximumHeight())
        top = margin + self.header.maximumHeight()
        self._column.setContentsMargins(round(margin), round(top), round(margin), round(margin))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the header out for another width."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card below the view, and title and legend."""
        painter = QPainter(self)
        paint_card(painter, self.rect())
        painter.translate(QPointF(_MARGIN * theme.scale, 10 * theme.scale))
        self.header.paint(painter, QStyleOptionGraphicsItem())

    @Slot()
    def _dress(self) -> None:
        self.header.set_font(self.font())
        self._show_keys()
        if self._scene is not None:
            self._scene.dress()
        self._show_marks()

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self._show_keys()
        if self._scene is None:
            self.sentence.setText(why_no_3d() if self.isVisible() else "")
        else:
            self._scene.setToolTip(self._hint())

    # ---- menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with a picture."""
        pop_up(picture_menu(self, self.header, self.reset_view, self.pictureRequested.emit), event)


def _point_spot(point: MapPoint, place: Floats) -> Spot:
    """Return the mark of a stationary point; those of a line are dots of it."""
    if point.on_line:
        return Spot(place, "circle", theme.tokens.tangent, 2.8)
    return Spot(place, POINT_SHAPES.get(point.kind, "cross"), theme.tokens.tangent, 6.0, point.label)


def _runner_spots(runner: MapRunner, path: SurfacePath, names: tuple[str, str, str]) -> list[Spot]:
    """Return the mark where a runner is, crossed out where it has diverged.

    One that has left the surface is where it was last on it, with what says where it is now.
    """
    seen = np.flatnonzero(np.isfinite(path.points).all(axis=1))
    if not len(seen):
        return []
    at, look = path.points[seen[-1]], runner_style(runner.style)
    place = zip(names, (float(runner.x[runner.row]), float(runner.y[runner.row])), strict=False)
    out = seen[-1] < len(path.points) - 1 and not runner.diverged
    text = "→ " + ", ".join(f"{name} = {number_text(value, 3)}" for name, value in place) if out else ""
    spots = [Spot(at, look.shape, look.colour, 6.0, text)]
    if runner.diverged:
        text = translate("plots", "{name}: diverged") if runner.name else translate("plots", "diverged")
        spots.append(Spot(at, "cross", theme.tokens.error, 9.0, text.format(name=runner.name)))
    return spots
