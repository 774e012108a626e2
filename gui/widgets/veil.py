"""What lies over a widget whose contents do not belong to what stands in the controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from gui.look.text import unbroken
from gui.look.theme import theme
from gui.plots.base.drawing import fitted_text
from gui.widgets.parts import px

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_FAINT = 0.64
"""How much of what lies below is taken away where it can still be seen."""


class Veil(QWidget):
    """Greys a widget, or covers it where ``is_opaque``, and says why; the mouse reaches what lies below.

    It is hidden until `say` gives it something to say.
    """

    def __init__(self, below: QWidget, *, is_opaque: bool) -> None:
        super().__init__(below)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.is_opaque = is_opaque
        self._below = below
        self.text = ""
        below.installEventFilter(self)
        self.hide()

    def say(self, text: str) -> None:
        """Show why nothing below belongs here, or go away where there is nothing to say."""
        self.text = text
        self.setAccessibleName(text)
        self.setGeometry(self._below.rect())
        self.setVisible(bool(text))
        self.raise_()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what lies below, and above what is new there."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.ChildAdded):
            self.setGeometry(self._below.rect())
            self.raise_()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the grey, and the text in the middle of the upper half."""
        painter, tokens = QPainter(self), theme.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        grey = QColor(tokens.panel)
        grey.setAlphaF(1.0 if self.is_opaque else _FAINT)
        painter.fillRect(self.rect(), grey)
        room = self.rect().adjusted(px(16), px(16), -px(16), -px(16))
        text = unbroken(self.text)
        size, flags = fitted_text(QFontMetricsF(painter.font()), text, min(room.width() - px(24), px(420)))
        top = room.top() if self.is_opaque else self.height() / 4 - size.height() / 2
        box = QRectF(self.width() / 2 - size.width() / 2 - px(12), top, size.width() + px(24), size.height() + px(16))
        painter.setPen(QColor(tokens.hairline))
        painter.setBrush(QColor(tokens.lit))
        painter.drawRoundedRect(box, px(6), px(6))
        painter.setPen(QColor(tokens.text))
        painter.drawText(box.adjusted(px(12), px(8), -px(12), -px(8)), flags, text)
