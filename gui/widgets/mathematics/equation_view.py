"""An equation in school notation, drawn in the theme's colour and never wider than its widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look.theme import theme
from gui.widgets.mathematics.typesetter import COLOURS, NO_OTHERS, TypesettingRequest, coloured, typesetter
from gui.widgets.parts import px

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QPaintEvent, QResizeEvent

_SIZE = 17
_SMALLEST = 0.72
"""An equation shrinks to this before it goes on in a second line."""
_LINE_GAP = 4
_MOST_SAID = 1_000
_BLANK_MS = 300
"""How long an equation stays, fainter, while the next one is worked out."""


def _in_colours(svg: str, colours: Mapping[str, str]) -> str:
    """Return SVG in the colours of the theme, or in others of ``colours``."""
    for token, placeholder in COLOURS.items():
        svg = svg.replace(placeholder, coloured(token, colours))
    return svg


class EquationView(QWidget):
    """One equation, set by `set_latex`.

    It shrinks to fit its width, then goes on in further lines, and past those ends in an ellipsis; the
    whole of it, up to some lines, is always in the tooltip and the accessible name. What would take too long to typeset
    is shown as text. What was shown before stays until it is typeset.
    """

    def __init__(self, size: int = _SIZE) -> None:
        super().__init__()
        self._size = size
        self._latex = ""
        self._plain = ""
        self.colours = NO_OTHERS
        """Colours in place of those of the theme, by their tokens, from the next `set_latex` on."""
        self.lines: list[QSvgRenderer] = []
        """None until the equation is typeset for the first time."""
        self._laid_out: tuple[object, ...] = ()
        self._fading = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._blank = QTimer(self, singleShot=True, interval=_BLANK_MS)
        self._blank.timeout.connect(self._clear)
        theme.changed.connect(self._lay_out)
        typesetter.done.connect(self._typeset)

    def set_latex(self, latex: str, plain: str = "") -> None:
        """Show ``latex``; ``plain`` is the same for screen readers. Empty while it is being worked out."""
        if not latex:
            if self._latex:
                self._fading = True
                self._latex = ""
                self._blank.start()
                self.update()
            return
        self._blank.stop()
        if (latex, plain) != (self._latex, self._plain):
            self._latex, self._plain = latex, plain
            whole = plain or latex
            said = whole if len(whole) <= _MOST_SAID else f"{whole[:_MOST_SAID]} …"
            self.setAccessibleName(said)
            self.setToolTip(said)
        self._lay_out()

    @Slot()
    def _clear(self) -> None:
        self.lines = []
        self._laid_out = ()
        self._fading = False
        self._plain = ""
        self.setAccessibleName("")
        self.setToolTip("")
        self.updateGeometry()
        self.update()

    # ---- layout

    @Slot()
    def _lay_out(self) -> None:
        """Show the equation as it fits here, or have it typeset."""
        if not self._latex:
            return
        request = self._request()
        svgs = typesetter.lines_of(request)
        if svgs is None:
            typesetter.request(id(self), request)
            return
        self._fading = False
        laid_out = (request, theme.tokens, self.colours)
        if laid_out != self._laid_out:
            self._laid_out = laid_out
            self.lines = [QSvgRenderer(_in_colours(text, self.colours).encode()) for text in svgs]
            self.updateGeometry()
        self.update()

    def _request(self) -> TypesettingRequest:
        return TypesettingRequest(self._latex, px(self._size), max(self.width(), 1) / _SMALLEST)

    @Slot(object)
    def _typeset(self, request: TypesettingRequest) -> None:
        if self._latex and request == self._request():
            self._lay_out()

    def _scale(self) -> float:
        widest = max((line.viewBoxF().width() for line in self.lines), default=1.0)
        return min(1.0, self.width() / max(widest, 1.0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break and shrink the equation for another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def sizeHint(self) -> QSize:
        """Return the height of all lines."""
        if not self.lines:
            return QSize(0, px(self._size * 1.5))
        scale = self._scale() if self.width() > 1 else 1.0
        heights = sum(line.viewBoxF().height() * scale for line in self.lines)
        gaps = px(_LINE_GAP) * (len(self.lines) - 1)
        return QSize(px(160), max(round(heights + gaps) + px(4), px(self._size * 1.5)))

    def minimumSizeHint(self) -> QSize:
        """Return the same height, and no width: an equation fits anywhere."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the outlines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(0.4 if self._fading or not self.isEnabled() else 1.0)
        if not all(line.isValid() for line in self.lines):
            plain = self._plain or self._latex
            text = self.fontMetrics().elidedText(plain, Qt.TextElideMode.ElideRight, self.width())
            painter.setPen(self.palette().text().color())
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)
            return
        scale, top = self._scale(), float(px(2))
        for line in self.lines:
            box = QRectF(line.viewBoxF())
            area = QRectF(0, top, box.width() * scale, box.height() * scale)
            line.render(painter, area)
            top += area.height() + px(_LINE_GAP)
