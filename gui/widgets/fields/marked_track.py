"""A slider with coloured stretches and ticks under its groove."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip

from gui.look.theme import theme
from gui.widgets.fields.track import Track
from gui.widgets.parts import px


def hatch(painter: QPainter, area: QRectF, colour: QColor, pattern: Qt.BrushStyle) -> None:
    """Fill an area faintly with a colour, and with a pattern in the full colour."""
    faint = QColor(colour)
    faint.setAlphaF(0.28)
    painter.fillRect(area, faint)
    painter.fillRect(area, QBrush(colour, pattern))


class Band(NamedTuple):
    """A stretch of the track: positions from 0 to 1, "stable" or "unstable", and its tooltip."""

    low: float
    high: float
    kind: str
    tooltip: str


class Mark(NamedTuple):
    """A tick under the track: its position from 0 to 1 and what its tooltip says."""

    position: float
    text: str


class MarkedTrack(Track):
    """A track that shows which stretches are stable and unstable, by colour and by pattern."""

    def __init__(self) -> None:
        super().__init__()
        self._bands: tuple[Band, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self._keeps_room = False

    def keep_room(self) -> None:
        """Keep room for stretches and ticks."""
        self._keeps_room = True
        self.updateGeometry()

    def set_marking(self, bands: tuple[Band, ...], marks: tuple[Mark, ...]) -> None:
        """Colour stretches under the groove, and put named ticks there."""
        if (bands, marks) != (self._bands, self._marks):
            self._bands, self._marks = bands, marks
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Return room for the handle and the bands."""
        return QSize(px(120), px(22) + (px(6) if self._keeps_room or self._bands or self._marks else 0))

    def event(self, event: QEvent) -> bool:
        """Show the tooltip of the mark or stretch under the pointer, else the slider's own."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = event.pos()
            text = self.tooltip_at(at.x(), at.y()) or self.toolTip()
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def tooltip_at(self, x: float, y: float) -> str:
        """Return the tooltip of the mark or stretch at a point of this widget; empty for none."""
        if y < self.middle() + px(5):
            return ""
        for mark in self._marks:
            if mark.text and abs(self.x_of(mark.position) - x) <= px(5):
                return mark.text
        for band in self._bands:
            if self.x_of(band.low) <= x <= self.x_of(band.high):
                return band.tooltip
        return ""

    def paint_below(self, painter: QPainter) -> None:
        """Draw stretches and ticks."""
        self._paint_bands(painter)
        self._paint_marks(painter)

    def _paint_bands(self, painter: QPainter) -> None:
        top, thick = px(21.5), px(5)
        for band in self._bands:
            left, right = self.x_of(band.low), self.x_of(band.high)
            area = QRectF(left, top, max(right - left, 1), thick)
            if band.kind == "stable":
                painter.setBrush(QColor(theme.tokens.tangent))
                painter.drawRect(area)
                continue
            hatch(painter, area, QColor(theme.tokens.path), Qt.BrushStyle.BDiagPattern)
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_marks(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(theme.tokens.text), max(px(1.5), 1)))
        for mark in self._marks:
            x = self.x_of(mark.position)
            painter.drawLine(QPointF(x, px(18)), QPointF(x, px(28)))
        painter.setPen(Qt.PenStyle.NoPen)
