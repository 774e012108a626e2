"""The surface in three dimensions in place of the map, where the computer has OpenGL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gui.look.text import follow_language, translate
from gui.plots.heights.surface3d import SurfaceView3D, why_no_3d

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.labs.surface.background import Heights
    from gui.labs.surface.controller import SurfaceLab
    from gui.plots.base.map_items import MapPoint, MapRunner

__all__ = ["Solid"]


class Solid(QObject):
    """Shows in space what the map shows, from the first time that it is wanted."""

    def __init__(self, lab: SurfaceLab) -> None:
        super().__init__(lab)
        self._lab = lab
        self._view: SurfaceView3D | None = None
        self._heights: Heights | None = None
        self._points: tuple[MapPoint, ...] = ()
        lab.picture.bar.solidToggled.connect(self._toggled)
        lab.ground.changed.connect(self._take_heights)

    @property
    def shown(self) -> bool:
        """Whether it stands where the map was."""
        return self._view is not None and self._lab.picture.bar.solid.isChecked()

    @Slot(bool)
    def _toggled(self, wanted: bool) -> None:
        bar, picture = self._lab.picture.bar, self._lab.picture
        why = why_no_3d() if wanted else ""
        self._lab.said.emit(why)
        if why:
            bar.show_solid(False, why)
            return
        if wanted and self._view is None:
            self._view = SurfaceView3D()
            self._view.pictureRequested.connect(self._lab.save_picture)
            follow_language(self)
        picture.show_instead(self._view if wanted else None)
        if wanted:
            if self._heights is not None:
                self._take_heights(self._heights)
            self.set_points(self._points)
        self._lab.draw_again()

    @Slot(object)
    def _take_heights(self, heights: Heights) -> None:
        self._heights = heights
        if self.shown and self._view is not None:
            self._view.set_surface(*heights)

    def set_points(self, points: Sequence[MapPoint]) -> None:
        """Mark stationary points."""
        self._points = tuple(points)
        if self.shown and self._view is not None:
            self._view.set_points(self._points)

    def set_runners(self, runners: Sequence[MapRunner]) -> None:
        """Draw the paths up to each runner's row."""
        if self.shown and self._view is not None:
            self._view.set_runners(runners)

    def reset_view(self) -> None:
        """Look from where the surface was first seen."""
        if self._view is not None:
            self._view.reset_view()

    def retranslate(self) -> None:
        """Show the title in the language of the window."""
        if self._view is not None:
            self._view.set_texts(translate("surface", "f(x, y) in space"))
