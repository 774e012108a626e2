"""A piece of a runner's line with its mark, for lists and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look.theme import theme
from gui.plots.base.runner_style import paint_sample
from gui.widgets.parts import px

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

__all__ = ["RunnerSwatch"]


class RunnerSwatch(QWidget):
    """The look of the runner at a place in the race."""

    def __init__(self, style: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._draw)

    def set_style(self, style: int) -> None:
        """Show another runner's look."""
        if style != self._style:
            self._style = style
            self.update()

    @Slot()
    def _draw(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for two dashes and a mark."""
        return QSize(px(30), px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw line and mark, faint where the runner is not shown."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(1.0 if self.isEnabled() else 0.35)
        paint_sample(painter, self.rect().toRectF().adjusted(1, 0, -1, 0), self._style)
