"""The verdict on the run: a word with an icon, on a background in the colour of its kind."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look.theme import mixed, theme
from gui.widgets.parts import icon, px, wrapped

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon, QPaintEvent

VERDICT_ICONS = {
    "good": "mdi6.check-circle",
    "warn": "mdi6.alert",
    "bad": "mdi6.close-octagon",
    "neutral": "mdi6.circle-outline",
}
VERDICT_COLOURS = {"good": "tangent", "warn": "ghost", "bad": "error", "neutral": "muted"}
_SIDE = 16
_WIDTH, _LEAST = 210, 150


@cache
def _icon(kind: str, colour: str) -> QIcon:
    """Return an icon, made once: it is drawn with every frame."""
    return icon(VERDICT_ICONS[kind], colour)


def paint_kind(painter: QPainter, area: QRectF, kind: str) -> None:
    """Draw the icon of a kind of verdict, in its colour."""
    _icon(kind, getattr(theme.tokens, VERDICT_COLOURS[kind])).paint(painter, area.toRect())


class VerdictChip(QWidget):
    """A word, its kind ("good", "warn", "bad", "neutral") as colour and icon, and a sentence as tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.kind = "neutral"
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_verdict(self, text: str, kind: str, sentence: str = "") -> None:
        """Show a verdict."""
        if kind not in VERDICT_ICONS:
            kind = "neutral"
        tooltip = sentence or text
        if tooltip != self.toolTip():
            self.setToolTip(tooltip)
            self.setAccessibleDescription(tooltip)
        if (text, kind) != (self.text, self.kind):
            self.text, self.kind = text, kind
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:
        """Return the same room for every word, so that nothing beside it moves."""
        return QSize(px(_WIDTH), px(36))

    def minimumSizeHint(self) -> QSize:
        """Return the least room in which words can be read."""
        return QSize(px(_LEAST), px(36))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw background, icon and word."""
        if not self.text:
            return
        tokens = theme.tokens
        colour = getattr(tokens, VERDICT_COLOURS[self.kind])
        backgrounds = {
            "good": mixed(colour, tokens.panel, 0.13),
            "warn": QColor(tokens.lit),
            "bad": QColor(tokens.error_soft),
            "neutral": QColor(tokens.window),
        }
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(backgrounds[self.kind])
        painter.drawRoundedRect(QRectF(self.rect()), px(8), px(8))
        side = px(_SIDE)
        paint_kind(painter, QRectF(px(12), (self.height() - side) / 2, side, side), self.kind)
        left = px(12) + side + px(8)
        room = self.width() - left - px(10)
        painter.setPen(QColor(tokens.text))
        font, text = wrapped(self.font(), self.text, room, self.height())
        painter.setFont(font)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(QRectF(left, 0, room, self.height()), flags, text)
