"""The surface in three dimensions, shown instead of the map where the computer has OpenGL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.look.text import follow_language, translate
from gui.plots.heights.surface3d import SurfaceView3D, why_no_3d

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.labs.surface.background import Background, Heights
    from gui.labs.surface.view import SurfacePicture
    from gui.plots.base.map_items import MapPoint

__all__ = ["Surface3D"]


class Surface3D(QObject):
    """Shows in space what the picture's map shows; the view is made when the bar first asks for it.

    Signals
    -------
    toggled()
        The view is shown, or the map again: the runners are to be drawn there.
    said(str)
        Why it cannot be shown; empty where it can.
    pictureRequested(QWidget)
        The view is to be saved as a picture.
    """

    toggled = Signal()
    said = Signal(str)
    pictureRequested = Signal(QWidget)

    def __init__(self, picture: SurfacePicture, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._picture = picture
        self._view: SurfaceView3D | None = None
        self._heights: Heights | None = None
        self._points: tuple[MapPoint, ...] = ()
        picture.bar.surface3dToggled.connect(self._toggled)
        background.changed.connect(self._take_heights)

    @property
    def view(self) -> SurfaceView3D | None:
        """The view, while it is shown instead of the map."""
        return self._view if self._picture.bar.surface_3d.isChecked() else None

    @Slot(bool)
    def _toggled(self, shown: bool) -> None:
        why = why_no_3d() if shown else ""
        self.said.emit(why)
        if why:
            self._picture.bar.show_surface_3d(False, why)
            return
        if shown and self._view is None:
            self._view = SurfaceView3D()
            self._view.pictureRequested.connect(self.pictureRequested)
            follow_language(self)
        self._picture.show_instead(self._view if shown else None)
        if shown:
            if self._heights is not None:
                self._take_heights(self._heights)
            self.set_points(self._points)
        self.toggled.emit()

    @Slot(object)
    def _take_heights(self, heights: Heights) -> None:
        self._heights = heights
        if self.view is not None:
            self.view.set_surface(*heights)

    def set_points(self, points: Sequence[MapPoint]) -> None:
        """Mark stationary points."""
        self._points = tuple(points)
        if self.view is not None:
            self.view.set_points(self._points)

    def reset_view(self) -> None:
        """Look from where the surface was first seen."""
        if self._view is not None:
            self._view.reset_view()

    def retranslate(self) -> None:
        """Show the title in the language of the window."""
        if self._view is not None:
            self._view.set_texts(translate("surface", "f(x, y) in space"))
