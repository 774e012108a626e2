"""The colours of heights beside a map, with round values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from gui.look.theme import theme
from gui.plots.base.density import coloured_pixels, rgba_image
from gui.plots.base.drawing import sized
from gui.plots.base.reported import reported

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from gui.plots.heights.contours import HeightScale

_WIDTH = 62.0
_BAR, _GAP, _LEFT = 9.0, 5.0, 8.0
_APART = 15.0
"""Pixels from one value to the next."""
_STEPS = 128


class HeightBar(pg.GraphicsWidget):
    """A bar from the lowest colour to the highest; its width is fixed, so that the map beside it does not move."""

    def __init__(self, font: QFont) -> None:
        super().__init__()
        self._font = font
        self._title = ""
        self._opacity = 1.0
        self._colours = "viridis"
        self._scale: HeightScale | None = None
        self.setCacheMode(self.CacheMode.DeviceCoordinateCache)
        self.set_font(font)

    def set_font(self, font: QFont) -> None:
        """Write in another face or size."""
        self._font = sized(font, 11)
        self._take_room()
        self.update()

    def give_way(self, gone: bool) -> None:
        """Leave the room to a map that has little, or come back."""
        self.setVisible(not gone)
        self._take_room()

    def _take_room(self) -> None:
        width = _WIDTH * theme.scale if self.isVisible() else 0.0
        self.setMinimumWidth(width)
        self.setMaximumWidth(width)

    def set_scale(self, scale: HeightScale | None, title: str, opacity: float, colours: str = "viridis") -> None:
        """Show the colours of a scale, mixed into the plot's background; None leaves the room empty."""
        if (scale, title, opacity, colours) != (self._scale, self._title, self._opacity, self._colours):
            self._scale, self._title, self._opacity, self._colours = scale, title, opacity, colours
            self.update()

    def ticks(self) -> list[tuple[float, str]]:
        """Return the shares with a value written beside them, and the texts, from the lowest."""
        if self._scale is None:
            return []
        return self._scale.ticks(_APART * theme.scale / self._bar().height())

    def _bar(self) -> QRectF:
        line = QFontMetricsF(self._font).height()
        height = max(self.size().height() - line - 6 * theme.scale, 1.0)
        return QRectF(_LEFT * theme.scale, line + 4 * theme.scale, _BAR * theme.scale, height)

    @reported
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the bar and its values."""
        if self._scale is None:
            return
        tokens, metrics, bar = theme.tokens, QFontMetricsF(self._font), self._bar()
        painter.setFont(self._font)
        painter.setPen(QColor(tokens.muted))
        title = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, self.size().width() - bar.left())
        painter.drawText(QPointF(bar.left(), metrics.ascent()), title)
        flat = not self._scale.high > self._scale.low
        shares = np.zeros((2, 1)) if flat else np.linspace(1.0, 0.0, _STEPS)[:, None]
        painter.drawImage(bar, rgba_image(coloured_pixels(shares, tokens.plot, self._opacity, self._colours)))
        left = bar.right() + _GAP * theme.scale
        for share, text in self.ticks():
            y = bar.bottom() - share * bar.height()
            painter.setPen(QPen(QColor(tokens.text), 1))
            painter.drawLine(QLineF(bar.right() - 3, y, bar.right() + 2, y))
            painter.setPen(QColor(tokens.muted))
            short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.size().width() - left)
            lowest = self.size().height() - metrics.descent()
            painter.drawText(QPointF(left, min(y + metrics.ascent() / 2 - metrics.descent() / 4, lowest)), short)
