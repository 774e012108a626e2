"""The learning rate over a whole run, as a small picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look.numbers import number_text
from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.widgets.parts import px

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

_HEIGHT = 56
_DIGITS = 3


class RateCurve(QWidget):
    """The rate of each update of a run as a curve, with a mark at the update to come."""

    def __init__(self) -> None:
        super().__init__()
        self._updates: NDArray[np.int64] = np.zeros(1, dtype=np.int64)
        self._rates: NDArray[np.float64] = np.zeros(1)
        self._now: tuple[float, float] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._resize)
        follow_language(self)

    def set_rates(self, updates: NDArray[np.int64], rates: NDArray[np.float64]) -> None:
        """Show another run: the steps of some updates, rising, and the rate in each."""
        self._updates, self._rates = updates, rates
        self._now = None
        self.retranslate()
        self.update()

    def set_now(self, update: float, rate: float) -> None:
        """Mark the update to come and its rate."""
        if (update, rate) != self._now:
            self._now = (update, rate)
            self.update()

    def now_text(self) -> str:
        """Return the text of the rate that is marked; empty while there is none."""
        if self._now is None:
            return ""
        return translate("rate_curve", "now η = {rate}").format(rate=number_text(self._now[1], _DIGITS))

    def retranslate(self) -> None:
        """Say in the language of the window what the picture shows."""
        text = translate("rate_curve", "The learning rate over the run: from {first} to {last}, at most {most}").format(
            first=number_text(float(self._rates[0]), _DIGITS),
            last=number_text(float(self._rates[-1]), _DIGITS),
            most=number_text(float(self._rates.max()), _DIGITS),
        )
        self.setToolTip(text)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Return room for the curve and the figures above it."""
        return QSize(px(120), px(_HEIGHT))

    @Slot()
    def _resize(self) -> None:
        self.updateGeometry()
        self.update()

    def _point(self, area: QRectF, update: float, rate: float) -> QPointF:
        span = max(float(self._updates[-1] - self._updates[0]), 1.0)
        most = float(self._rates.max()) or 1.0
        x = area.left() + area.width() * (update - float(self._updates[0])) / span
        return QPointF(min(x, area.right()), area.bottom() - area.height() * min(rate / most, 1.0))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the curve over a base line, the highest rate and the one marked above, and the mark."""
        tokens = theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setPixelSize(px(11))
        painter.setFont(font)
        line = painter.fontMetrics().height()
        area = QRectF(px(4), line + px(3), self.width() - px(8), self.height() - line - px(8))
        painter.setPen(QPen(QColor(tokens.hairline), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        points = [
            self._point(area, float(update), float(rate))
            for update, rate in zip(self._updates, self._rates, strict=True)
        ]
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        if len(points) == 1:
            path.lineTo(QPointF(area.right(), points[0].y()))
        painter.setPen(QPen(QColor(tokens.accent), 1.6))
        painter.drawPath(path)
        painter.setPen(QColor(tokens.muted))
        top = QRectF(0, 0, self.width(), line)
        most = translate("rate_curve", "η up to {rate}").format(rate=number_text(float(self._rates.max()), _DIGITS))
        painter.drawText(top, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextDontClip), most)
        if self._now is not None:
            painter.setPen(QColor(tokens.text))
            painter.drawText(top, int(Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextDontClip), self.now_text())
            painter.setPen(QPen(QColor(tokens.panel), 1.2))
            painter.setBrush(QColor(tokens.path))
            painter.drawEllipse(self._point(area, *self._now), px(4), px(4))
