"""An equation in one line, in a given room, for what stands quietly under a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter

from gui.widgets.mathematics.equation_view import EquationView
from gui.widgets.mathematics.typesetter import TypesettingRequest
from gui.widgets.parts import px

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_SIZE = 15
_SMALLEST = 0.6
"""An equation shrinks to this before its end is left out."""
_WIDEST = 100_000.0


class EquationLine(EquationView):
    """One equation that shrinks to fit the widget's width and height, and past that ends in an ellipsis."""

    def __init__(self) -> None:
        super().__init__(_SIZE)

    def set_latex(self, latex: str, plain: str = "") -> None:
        """Show ``latex``; until it is typeset ``plain``, never the equation before."""
        if latex != self._latex:
            self._clear()
        super().set_latex(latex, plain)

    def _request(self) -> TypesettingRequest:
        return TypesettingRequest(self._latex, px(self._size), _WIDEST)

    def sizeHint(self) -> QSize:
        """Return a line's height, whatever is in it: nothing moves when the equation changes."""
        return QSize(px(160), px(self._size * 1.2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the equation as there is room for."""
        painter = QPainter(self)
        if not self.lines or not self.lines[0].isValid():
            text = self.fontMetrics().elidedText(self._plain, Qt.TextElideMode.ElideRight, self.width())
            painter.setPen(self.palette().text().color())
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)
            return
        box = self.lines[0].viewBoxF()
        fits = min(self.width() / max(box.width(), 1.0), self.height() / max(box.height(), 1.0), 1.0)
        scale = max(fits, _SMALLEST)
        area = QRectF(0, (self.height() - box.height() * scale) / 2, box.width() * scale, box.height() * scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if area.width() > self.width():
            dots = "…"
            room = self.fontMetrics().horizontalAdvance(dots) + px(4)
            painter.setPen(self.palette().text().color())
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, dots)
            painter.setClipRect(0, 0, self.width() - room, self.height())
        self.lines[0].render(painter, area)
