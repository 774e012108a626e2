"""The slider itself: a groove with a round handle."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider

from gui.look.theme import mixed, theme
from gui.widgets.parts import px

_PAGES = 10
_MARGIN = 8
_STEPS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}
"""Which way each arrow key steps."""


class Track(QSlider):
    """A horizontal slider drawn by the theme; a click jumps, the wheel passes over it.

    ``moved`` carries where the handle was moved to by dragging, clicking or a key; ``released`` tells that this is
    over. Where `own_steps` is off, an arrow key only asks by ``stepAsked`` for one step up (1) or down (−1).
    """

    moved = Signal(int)
    stepAsked = Signal(int)
    released = Signal()

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.own_steps = True
        self._filled = 0.0
        self._grip = 0.0
        """How far right of the middle of the handle it was taken."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    # ---- what is shown

    def set_filled(self, share: float) -> None:
        """Tint the groove up to ``share`` of its length: what is there already."""
        moved = abs(share - self._filled) * self.width()
        if moved >= 0.5 or (moved and share in (0.0, 1.0)):
            self._filled = share
            self.update()

    def place_of(self, value: int) -> QPointF:
        """Return the middle of the handle at ``value``, in this widget's pixels."""
        return QPointF(self.x_of(self._share_of(value)), self.middle())

    def _share_of(self, value: int) -> float:
        return (value - self.minimum()) / max(self.maximum() - self.minimum(), 1)

    # ---- geometry

    def sizeHint(self) -> QSize:
        """Return room for the handle."""
        return QSize(px(120), px(22))

    def minimumSizeHint(self) -> QSize:
        """Return the least room in which the handle can be set with the mouse."""
        return QSize(px(48), self.sizeHint().height())

    def middle(self) -> float:
        """Return the height of the middle of the groove."""
        return px(22) / 2

    def x_of(self, share: float) -> float:
        """Return the pixel of a share of the track."""
        margin = px(_MARGIN)
        return margin + min(max(share, 0.0), 1.0) * (self.width() - 2 * margin)

    def share_at(self, x: float) -> float:
        """Return the share of the track at a pixel."""
        margin = px(_MARGIN)
        return min(max((x - margin) / max(self.width() - 2 * margin, 1), 0.0), 1.0)

    # ---- mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to where the click is, or take the handle where it is under the pointer."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        x = event.position().x()
        handle = self.place_of(self.value()).x()
        self._grip = x - handle if abs(x - handle) <= px(8) else 0.0
        self.setSliderDown(True)
        if not self._grip:
            self._move_to(self.share_at(x))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the handle."""
        if self.isSliderDown():
            self._move_to(self.share_at(event.position().x() - self._grip))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        if event.button() == Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderDown(False)
            self.update()
            self.released.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the panel around instead."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the slider's own keys; Space and the rest go on to the window."""
        key, page = event.key(), max((self.maximum() - self.minimum()) // _PAGES, 1)
        jumps: dict[int, int] = {
            Qt.Key.Key_PageUp: self.value() + page,
            Qt.Key.Key_PageDown: self.value() - page,
            Qt.Key.Key_Home: self.minimum(),
            Qt.Key.Key_End: self.maximum(),
        }
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            event.ignore()
        elif key in _STEPS:
            self._step(_STEPS[key])
        elif key in jumps:
            self._move(jumps[key])
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Say that a key is no longer held."""
        event.ignore()
        if not event.isAutoRepeat():
            self.released.emit()

    def _step(self, direction: int) -> None:
        if self.own_steps:
            self._move(self.value() + direction * self.singleStep())
        else:
            self.stepAsked.emit(direction)

    def _move_to(self, share: float) -> None:
        self._move(self.minimum() + round(share * (self.maximum() - self.minimum())))

    def _move(self, value: int) -> None:
        value = min(max(value, self.minimum()), self.maximum())
        if value != self.value():
            self.setValue(value)
            self.moved.emit(value)

    # ---- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw groove and handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        self._paint_groove(painter)
        self.paint_below(painter)
        self._paint_handle(painter)

    def _paint_groove(self, painter: QPainter) -> None:
        tokens, middle, thick = theme.tokens, self.middle(), px(4)
        accent = tokens.accent if self.isEnabled() else tokens.muted
        stretches = [(1.0, QColor(tokens.hairline))]
        if self._filled > 0 and self.isEnabled():
            stretches.append((self._filled, mixed(tokens.accent, tokens.panel, 0.36)))
        stretches.append((self._share_of(self.value()), QColor(accent)))
        left = self.x_of(0)
        for share, colour in stretches:
            painter.setBrush(colour)
            groove = QRectF(left, middle - thick / 2, self.x_of(share) - left, thick)
            painter.drawRoundedRect(groove, thick / 2, thick / 2)

    def paint_below(self, painter: QPainter) -> None:
        """Draw what belongs between groove and handle, where a subclass has such."""

    def _paint_handle(self, painter: QPainter) -> None:
        tokens, centre = theme.tokens, self.place_of(self.value())
        colour = QColor(tokens.accent if self.isEnabled() else tokens.muted)
        if self.hasFocus() or self.isSliderDown() or (self.isEnabled() and self.underMouse()):
            halo = QColor(colour)
            halo.setAlphaF(0.35 if self.hasFocus() or self.isSliderDown() else 0.18)
            painter.setBrush(halo)
            painter.drawEllipse(centre, px(8.5), px(8.5))
        painter.setBrush(colour)
        painter.drawEllipse(centre, px(6.5), px(6.5))
