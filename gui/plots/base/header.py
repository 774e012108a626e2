"""Title, legend and notes above a plot, where they hide nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gui.look.theme import theme
from gui.plots.base.drawing import Key, fitted_font, mark, pen, sized
from gui.plots.base.reported import reported

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

_GLYPH, _GAP, _APART = 22.0, 6.0, 14.0


class Header(pg.GraphicsWidget):
    """The title, and the legend beside it where there is room, else below it in a little smaller type; then notes."""

    def __init__(self, font: QFont) -> None:
        super().__init__()
        self._title = ""
        self._keys: list[Key] = []
        self._is_alone = False
        self._notes: list[str] = []
        self._inset = 0.0
        self._notes_top = 0.0
        self._placed: list[tuple[Key, str, float, float]] = []
        """Each entry of the legend with its text, its left end and its middle."""
        self.set_font(font)

    def set_font(self, font: QFont) -> None:
        """Write in another face or size."""
        self._large, self._small = sized(font, 13, bold=True), sized(font, 11)
        self._arrange()

    def set_title(self, title: str) -> None:
        """Write ``title``."""
        if title != self._title:
            self._title = title
            self._arrange()

    def set_keys(self, keys: Sequence[Key]) -> None:
        """Show these entries."""
        if list(keys) != self._keys:
            self._keys = list(keys)
            self._arrange()

    def stand_alone(self, alone: bool) -> None:
        """Name all that is shown, or leave to what stands beside the plot what that names too."""
        self._is_alone = alone
        self._arrange()

    def set_notes(self, text: str) -> None:
        """Write notes, a line each; the tooltip has them whole."""
        notes = text.splitlines()
        if notes != self._notes:
            self._notes = notes
            self.setToolTip(text)
            self._arrange()

    def set_inset(self, inset: float) -> None:
        """Leave room at the right, for buttons."""
        self._inset = inset
        self._arrange()

    def resizeEvent(self, _event: object) -> None:
        """Arrange title and legend for another width."""
        self._arrange()

    def _arrange(self) -> None:
        """Place the legend, and take the height that it needs."""
        large, small = QFontMetricsF(self._large), QFontMetricsF(self._small)
        glyph, apart = (_GLYPH + _GAP) * theme.scale, _APART * theme.scale
        width, line = self.size().width(), small.height() + 2
        keys = [key for key in self._keys if self._is_alone or not key.elsewhere]
        texts = [small.elidedText(key.text, Qt.TextElideMode.ElideRight, max(width - glyph, 1.0)) for key in keys]
        widths = [glyph + small.horizontalAdvance(text) for text in texts]
        legend = sum(widths) + apart * len(widths)
        below = 0.0
        self._placed = []
        if large.horizontalAdvance(self._title) + legend + apart <= width - self._inset:
            x = width - self._inset - legend + apart
            for key, text, wide in zip(keys, texts, widths, strict=True):
                self._placed.append((key, text, x, large.height() / 2))
                x += wide + apart
        else:
            x, row = 0.0, 0
            for key, text, wide in zip(keys, texts, widths, strict=True):
                if x and x + wide > width:
                    x, row = 0.0, row + 1
                self._placed.append((key, text, x, large.height() + (row + 0.5) * line + 1))
                x += wide + apart
                below = (row + 1) * line + 2
        self._notes_top = large.height() + below + 2
        below += len(self._notes) * (line + 2)
        height = round(large.height() + below + 8 * theme.scale)  # half a tick label may reach above the plot
        if height != self.maximumHeight():
            self.setMinimumHeight(height)
            self.setMaximumHeight(height)
        self.update()

    @reported
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Write title and legend."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.size().width() - self._inset
        font = fitted_font(self._large, self._title, room)
        painter.setFont(font)
        painter.setPen(QColor(theme.tokens.text))
        title = QFontMetricsF(font).elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(0, QFontMetricsF(self._large).ascent()), title)
        painter.setFont(self._small)
        for key, text, x, middle in self._placed:
            self._paint_key(painter, key, text, x, middle)
        self._paint_notes(painter)

    def _paint_notes(self, painter: QPainter) -> None:
        metrics, width = QFontMetricsF(painter.font()), self.size().width()
        for row, note in enumerate(self._notes):
            text = metrics.elidedText(note, Qt.TextElideMode.ElideRight, max(width - 2 * _GAP, 1.0))
            height = metrics.height() + 2
            strip = QRectF(0, self._notes_top + row * (height + 2), metrics.horizontalAdvance(text) + 2 * _GAP, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.tokens.lit))
            painter.drawRoundedRect(strip, 3, 3)
            painter.setPen(QColor(theme.tokens.text))
            painter.drawText(strip, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_key(self, painter: QPainter, key: Key, text: str, x: float, middle: float) -> None:
        glyph = _GLYPH * theme.scale
        if key.dash:
            painter.setPen(pen(key.colour, 2, key.dash))
            painter.drawLine(QPointF(x, middle), QPointF(x + glyph, middle))
        if key.shape:
            hollow = key.shape.startswith("hollow ")
            painter.setPen(pen(key.colour, 1.6) if hollow else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.tokens.plot if hollow else key.colour))
            mark(painter, key.shape.removeprefix("hollow "), QPointF(x + glyph / 2, middle), 3.6)
        painter.setPen(QColor(theme.tokens.muted))
        metrics = QFontMetricsF(painter.font())
        left = x + glyph + _GAP * theme.scale
        painter.drawText(QPointF(left, middle + metrics.ascent() / 2 - metrics.descent() / 4), text)
