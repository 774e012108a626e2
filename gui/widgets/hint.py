"""A few words over the window that say what can be done, and where in a plot there is room for them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QWidget

from gui.look.theme import theme
from gui.plots.base.drawing import clamped, colour_of, pen, sized
from gui.widgets.parts import px

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

    Cells = NDArray[np.int64]

_CELL = 4
"""Pixels of the side of a square in which something is drawn, or nothing."""
_CONTRAST = 44
"""From one pixel to the next, of 255: less is a line of the grid, or a colour that fades into another."""
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class Hint(QWidget):
    """A title, a text or both in a box, with a line to what they speak of; the mouse reaches what lies below.

    It is hidden until `show_in` gives it a place.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.title = self.text = ""
        self.box = QRectF()
        """Where the words stand in the parent."""
        self.target: QPointF | None = None
        """What the line leads to."""
        self.hide()

    def say(self, text: str, title: str = "") -> None:
        """Set the words."""
        if (title, text) == (self.title, self.text):
            return
        self.title, self.text = title, text
        self.setAccessibleName(f"{title} {text}".strip())
        self.update()

    def say_there(self, text: str, title: str) -> None:
        """Set the words of a hint that is shown: they take the place and the width that it has."""
        self.say(text, title if self.title else "")
        size = self.size_in(self.box.width() - px(16))
        self.show_in(QRectF(self.box.topLeft(), size), self.target)

    def size_in(self, width: float) -> QSizeF:
        """Return the size of the box whose words take no more than a width."""
        parts = [rect.size() for _font, _text, rect in self._parts(width)]
        margin = QSizeF(px(16), px(10))
        return QSizeF(max(part.width() for part in parts), sum(part.height() for part in parts)) + margin

    def _parts(self, width: float) -> list[tuple[QFont, str, QRectF]]:
        """Return font, text and place in the box of title and text."""
        parts, top = [], float(px(5))
        for text, font in ((self.title, sized(self.font(), 12, bold=True)), (self.text, sized(self.font(), 12))):
            if text:
                room = QRectF(px(8), top, width, 1e6)
                place = QFontMetricsF(font).boundingRect(room, _WRAPPED, text).adjusted(0, 0, 1, 0)
                parts.append((font, text, place))
                top = place.bottom()
        return parts

    def show_in(self, box: QRectF, target: QPointF | None = None) -> None:
        """Show the words in a box, and a line from there to a target, which a dot marks."""
        if self.isVisible() and (box, target) == (self.box, self.target):
            return  # to raise it again would have all below painted again, and hints be placed again after that
        self.box, self.target = box, target
        whole = box if target is None else box.united(QRectF(target, QSizeF()).adjusted(-px(3), -px(3), px(3), px(3)))
        self.setGeometry(whole.toAlignedRect().adjusted(-1, -1, 1, 1))
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line, the box and the words."""
        painter, tokens = QPainter(self), theme.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-self.pos())
        painter.setPen(pen(tokens.accent, 1.2))
        if self.target is not None:
            painter.drawLine(self.target, clamped(self.target, self.box))
            painter.setBrush(colour_of(tokens.accent))
            painter.drawEllipse(self.target, px(2), px(2))
        painter.setBrush(colour_of(tokens.accent_soft))
        painter.drawRoundedRect(self.box.adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))
        painter.setPen(colour_of(tokens.text))
        painter.translate(self.box.topLeft())
        for font, text, place in self._parts(self.box.width() - px(16) + 1):
            painter.setFont(font)
            painter.drawText(place, _WRAPPED, text)


class Room(NamedTuple):
    """The area of a plot: its corner in the window, and whether something is drawn in each of its squares."""

    corner: QPointF
    cells: Cells
    covered: float
    """The share of squares with something drawn in them that a hint may cover."""

    @classmethod
    def of(cls, corner: QPointF, picture: QImage, covered: float) -> Room:
        """Return what is free in the picture of a plot, of one pixel for each of the window's."""
        grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
        height, width = grey.height() // _CELL, grey.width() // _CELL
        lines = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
        shades = lines[: height * _CELL, : width * _CELL].astype(np.int16)
        edges = np.zeros(shades.shape, dtype=bool)
        edges[:, 1:] |= np.abs(np.diff(shades, axis=1)) > _CONTRAST
        edges[1:] |= np.abs(np.diff(shades, axis=0)) > _CONTRAST
        cells = np.zeros((height, width), dtype=np.int64)
        cells[edges.reshape(height, _CELL, width, _CELL).any(axis=(1, 3))] = 1
        return cls(corner, cells, covered)

    @property
    def area(self) -> QRectF:
        """Where the room is in the window."""
        rows, columns = self.cells.shape
        return QRectF(self.corner, QSizeF(_CELL * columns, _CELL * rows))

    def take(self, area: QRectF, price: int = 1_000) -> None:
        """Keep an area of the window free."""
        self._in(area)[:] += price

    def is_free(self, area: QRectF) -> bool:
        """Tell whether an area of the window is in this room, and a hint may lie there."""
        cells = self._in(area)
        return self.area.contains(area) and int(cells.sum()) <= self.covered * cells.size

    def _in(self, area: QRectF) -> Cells:
        own = area.translated(-self.corner)
        rows = slice(max(int(own.top() // _CELL), 0), max(math.ceil(own.bottom() / _CELL), 0))
        return self.cells[rows, max(int(own.left() // _CELL), 0) : max(math.ceil(own.right() / _CELL), 0)]

    def clearest(self, size: QSizeF, near: QPointF, gap: float = 0.0) -> QRectF | None:
        """Return the box of a size that covers least, ``gap`` from a point at least and else as near as can be.

        There is none where the room is smaller than that.
        """
        height, width = math.ceil(size.height() / _CELL), math.ceil(size.width() / _CELL)
        rows, columns = self.cells.shape[0] - height + 1, self.cells.shape[1] - width + 1
        if rows < 1 or columns < 1:
            return None
        sums = np.pad(self.cells.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
        covered = sums[height:, width:] - sums[:rows, width:] - sums[height:, :columns] + sums[:rows, :columns]
        at = near - self.corner
        left, top = _CELL * np.arange(columns), _CELL * np.arange(rows)[:, None]
        beside = np.maximum(np.maximum(left - at.x(), at.x() - left - size.width()), 0)
        above = np.maximum(np.maximum(top - at.y(), at.y() - top - size.height()), 0)
        away = np.hypot(left + size.width() / 2 - at.x(), top + size.height() / 2 - at.y())
        price = np.where(np.hypot(beside, above) < gap, np.inf, 100.0 * covered + away)
        row, column = np.unravel_index(int(np.argmin(price)), price.shape)
        if not math.isfinite(price[row, column]):
            return None
        return QRectF(self.corner + QPointF(_CELL * int(column), _CELL * int(row)), size)
