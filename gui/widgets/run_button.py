"""The round button that runs and pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter

from gui.look.theme import theme
from gui.widgets.parts import IconButton, px

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class RunButton(IconButton):
    """The round button that runs and pauses."""

    def __init__(self) -> None:
        super().__init__("mdi6.play", 22, "on_accent")

    def _draw_icon(self) -> None:
        super()._draw_icon()
        self.setFixedSize(px(40), px(40))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a disc in the accent, and the icon on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = QColor(theme.tokens.accent if self.isEnabled() else theme.tokens.muted)
        if self.isDown():
            accent = accent.darker(115)
        elif self.underMouse():
            accent = accent.lighter(112)
        painter.setPen(Qt.PenStyle.NoPen)
        area = self.rect().toRectF()
        if self.hasFocus():
            halo = QColor(accent)
            halo.setAlphaF(0.35)
            painter.setBrush(halo)
            painter.drawEllipse(area)
        painter.setBrush(accent)
        painter.drawEllipse(area.adjusted(px(2), px(2), -px(2), -px(2)))
        side = px(22)
        centre = area.center().toPoint()
        self.icon().paint(painter, centre.x() - side // 2 + 1, centre.y() - side // 2 + 1, side, side)
