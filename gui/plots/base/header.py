"""Title and legend above a plot, where they hide nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gui.look.theme import theme
from gui.plots.base.drawing import Key, mark, pen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

__all__ = ["Header"]

_GLYPH, _GAP, _APART = 22.0, 6.0, 14.0


class Header(pg.GraphicsWidget):
    """The title, and the legend beside it where there is room, else below it.

    Parameters
    ----------
    font : QFont
        The face of the title; the legend is a little smaller.
    """

    def __init__(self, font: QFont) -> None:
        super().__init__()
        self._title = ""
        self._keys: tuple[Key, ...] = ()
        self._font = font
        self.inset = 0.0
        """Room left free at the right, for buttons."""
        self._layout()

    def set_font(self, font: QFont) -> None:
        """Write in another face or size."""
        self._font = font
        self._layout()

    def set_title(self, title: str) -> None:
        """Write ``title``."""
        if title != self._title:
            self._title = title
            self._layout()

    def set_keys(self, keys: tuple[Key, ...]) -> None:
        """Show these entries."""
        if keys != self._keys:
            self._keys = keys
            self._layout()

    def set_inset(self, inset: float) -> None:
        """Leave room at the right."""
        self.inset = inset
        self._layout()

    def resizeEvent(self, _event: object) -> None:
        """Lay out for another width."""
        self._layout()

    def _small(self) -> QFont:
        font = QFont(self._font)
        font.setPixelSize(max(round(11 * theme.scale), 6))
        return font

    def _large(self) -> QFont:
        font = QFont(self._font)
        font.setPixelSize(max(round(13 * theme.scale), 6))
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _widths(self) -> list[float]:
        metrics = QFontMetricsF(self._small())
        glyph = (_GLYPH + _GAP) * theme.scale
        return [glyph + metrics.horizontalAdvance(self._short(key.text)) for key in self._keys]

    def _short(self, text: str) -> str:
        """Return a text as far as a line of the legend holds it."""
        room = max(self.size().width() - (_GLYPH + _GAP) * theme.scale, 1.0)
        return QFontMetricsF(self._small()).elidedText(text, Qt.TextElideMode.ElideRight, room)

    def _beside(self) -> bool:
        """Tell whether title and legend fit in one line."""
        apart = _APART * theme.scale
        legend = sum(self._widths()) + apart * len(self._keys)
        title = QFontMetricsF(self._large()).horizontalAdvance(self._title)
        return title + legend + apart <= self.size().width() - self.inset

    def _rows(self) -> list[list[tuple[float, Key]]]:
        """Return the lines of the legend below the title: for each entry its x."""
        rows: list[list[tuple[float, Key]]] = [[]]
        x, apart = 0.0, _APART * theme.scale
        for key, width in zip(self._keys, self._widths(), strict=True):
            if x and x + width > self.size().width():
                rows.append([])
                x = 0.0
            rows[-1].append((x, key))
            x += width + apart
        return rows

    def _layout(self) -> None:
        title = QFontMetricsF(self._large()).height()
        line = QFontMetricsF(self._small()).height() + 2
        below = 0 if not self._keys or self._beside() else len(self._rows()) * line + 2
        height = round(title + below + 8 * theme.scale)  # half a tick label may stand above the plot
        if height != self.maximumHeight():
            self.setMinimumHeight(height)
            self.setMaximumHeight(height)
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Write title and legend."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._large())
        metrics = QFontMetricsF(self._large())
        painter.setPen(QColor(theme.tokens.text))
        room = self.size().width() - self.inset
        title = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(0, metrics.ascent()), title)
        if not self._keys:
            return
        painter.setFont(self._small())
        line = QFontMetricsF(self._small()).height() + 2
        if self._beside():
            x = room
            for key, width in reversed(list(zip(self._keys, self._widths(), strict=True))):
                x -= width
                self._paint_key(painter, key, x, metrics.height() / 2)
                x -= _APART * theme.scale
            return
        for index, row in enumerate(self._rows()):
            for x, key in row:
                self._paint_key(painter, key, x, metrics.height() + (index + 0.5) * line + 1)

    def _paint_key(self, painter: QPainter, key: Key, x: float, middle: float) -> None:
        glyph = _GLYPH * theme.scale
        if key.dash:
            painter.setPen(pen(key.colour, 2, key.dash))
            painter.drawLine(QPointF(x, middle), QPointF(x + glyph, middle))
        centre = QPointF(x + glyph / 2, middle)
        if key.shape:
            hollow = key.shape.startswith("hollow ")
            painter.setPen(pen(key.colour, 1.6) if hollow else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.tokens.plot if hollow else key.colour))
            mark(painter, key.shape.removeprefix("hollow "), centre, 3.6)
        painter.setPen(QColor(theme.tokens.muted))
        metrics = QFontMetricsF(painter.font())
        left = x + glyph + _GAP * theme.scale
        painter.drawText(QPointF(left, middle + metrics.ascent() / 2 - metrics.descent() / 4), self._short(key.text))

    def boundingRect(self) -> QRectF:
        """Return the whole header."""
        return QRectF(QPointF(0, 0), self.size())
