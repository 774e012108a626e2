"""What happens at each learning rate, in a strip under the slider."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QLineF, QObject, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.look.numbers import number_text
from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.look.ticks import tick_text
from gui.widgets.fields.marked_track import hatch
from gui.widgets.parts import px

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent

    from gui.widgets.fields.track import Track

OUTCOMES = ("converges", "descending", "oscillates", "diverges")
"""What can be known of a rate, in the order of the legend."""

_MARGIN = 8
_LABEL, _STRIP, _SCALE, _LEGEND = 15, 20, 14, 16
_SLOWEST, _DESCENDING = 0.32, 0.2
"""Shares of the strip's height: of a rate that converges with the last epoch, of one that is on its way."""
_DIGITS = 3


class RateCell(NamedTuple):
    """One rate tried: one of `OUTCOMES`, empty while it is not known, and how many epochs it took to converge."""

    rate: float
    outcome: str
    epochs: int | None = None


_LOOKS = {
    "converges": ("tangent", Qt.BrushStyle.SolidPattern),
    "descending": ("accent", Qt.BrushStyle.SolidPattern),
    "oscillates": ("ghost", Qt.BrushStyle.VerPattern),
    "diverges": ("path", Qt.BrushStyle.BDiagPattern),
}
"""The colour of each outcome, a token of the theme, and the pattern over a faint fill of that colour."""


class RateScanStrip(QWidget):
    """A strip of cells, one for each rate tried, on the logarithmic scale of a slider.

    A rate that converges is a solid bar, the taller the faster; one still on its way a low bar in another colour;
    one that oscillates has upright stripes, one that diverges slanting ones. ``track`` is the slider's own, in the same
    window; ``low`` and ``high`` are the rates at its ends, and so at those of the strip.

    ``rateDragged`` carries a rate that the mouse is dragged to, ``rateChosen`` one where it was released or that an
    arrow key has moved to, ``rateHovered`` the one under the pointer; None when it has left.
    """

    rateDragged = Signal(float)
    rateChosen = Signal(float)
    rateHovered = Signal(object)

    def __init__(self, track: Track, low: float, high: float) -> None:
        super().__init__()
        self._track = track
        self._low, self._high = low, high
        self._cells: tuple[RateCell, ...] = ()
        self._rate: float | None = None
        self._limit: tuple[float, str, str] | None = None
        self._progress: float | None = None
        self._hovered: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        track.installEventFilter(self)
        theme.changed.connect(self._changed)
        follow_language(self)

    # ---- what is shown

    def set_cells(self, cells: Sequence[RateCell]) -> None:
        """Show what is known of these rates, from the lowest; none known yet leaves the strip empty."""
        if tuple(cells) != self._cells:
            self._cells = tuple(cells)
            self._changed()

    def set_rate(self, rate: float) -> None:
        """Show the rate in force."""
        if rate != self._rate:
            self._rate = rate
            self._describe()
            self.update()

    def set_limit(self, rate: float | None, label: str = "", tip: str = "") -> None:
        """Mark a rate with a label, such as 2/λmax, and a tooltip on it; None marks none."""
        limit = (rate, label, tip) if rate is not None and math.isfinite(rate) and rate > 0 else None
        if limit != self._limit:
            self._limit = limit
            self._changed()

    def set_progress(self, share: float | None) -> None:
        """Show how many of the rates have been tried, from 0 to 1; None where nothing is running."""
        if share != self._progress:
            self._progress = share
            self.update()

    def text_of(self, cell: RateCell) -> str:
        """Return what happens at a rate, in a sentence."""
        if cell.outcome == "converges" and cell.epochs is not None:
            text = translate("rate_scan_strip", "η = {rate}: converges by epoch {epochs}")
            return text.format(rate=number_text(cell.rate, _DIGITS), epochs=number_text(cell.epochs))
        texts = {
            "converges": translate("rate_scan_strip", "η = {rate}: converges"),
            "descending": translate("rate_scan_strip", "η = {rate}: still descending after all epochs"),
            "oscillates": translate("rate_scan_strip", "η = {rate}: oscillates and does not come closer"),
            "diverges": translate("rate_scan_strip", "η = {rate}: diverges"),
        }
        text = texts.get(cell.outcome, translate("rate_scan_strip", "η = {rate}: not tried yet"))
        return text.format(rate=number_text(cell.rate, _DIGITS))

    def cell_at(self, x: float) -> RateCell | None:
        """Return the cell at a pixel of this widget."""
        return self._nearest(self._rate_at(x))

    def _nearest(self, rate: float) -> RateCell | None:
        if not self._cells:
            return None
        shown = max(rate, self._low)  # a rate may be 0
        return min(self._cells, key=lambda cell: abs(math.log(cell.rate / shown)))

    # ---- geometry

    def x_of(self, rate: float) -> float:
        """Return the pixel of a rate; outside the scale that of its end."""
        share = math.log(min(max(rate, self._low), self._high) / self._low) / math.log(self._high / self._low)
        return self._track.x_of(share) + self._offset()

    def _rate_at(self, x: float) -> float:
        return self._low * (self._high / self._low) ** self._track.share_at(x - self._offset())

    def _offset(self) -> float:
        return float(self.mapFromGlobal(self._track.mapToGlobal(QPointF(0, 0))).x())

    def _strip(self) -> QRectF:
        left, right = self.x_of(self._low), self.x_of(self._high)
        return QRectF(left, px(_LABEL), right - left, px(_STRIP))

    def _legend(self, outcomes: Iterable[str]) -> list[list[tuple[float, str, str]]]:
        """Return the lines of a legend: for each entry its x, outcome and word."""
        words = {
            "converges": translate("rate_scan_strip", "converges"),
            "descending": translate("rate_scan_strip", "still descending"),
            "oscillates": translate("rate_scan_strip", "oscillates"),
            "diverges": translate("rate_scan_strip", "diverges"),
        }
        metrics, x = QFontMetricsF(self._font()), float(px(_MARGIN))
        lines: list[list[tuple[float, str, str]]] = [[]]
        for outcome in outcomes:
            width = px(15) + metrics.horizontalAdvance(words[outcome]) + px(10)
            if lines[-1] and x + width - px(10) > self.width():
                lines.append([])
                x = float(px(_MARGIN))
            lines[-1].append((x, outcome, words[outcome]))
            x += width
        return lines if lines[0] else []

    def _height(self) -> int:
        return round(self._strip().bottom()) + px(_SCALE) + len(self._legend(OUTCOMES)) * px(_LEGEND) + px(2)

    def sizeHint(self) -> QSize:
        """Return room for label, strip, scale and legend, whatever there is of them: nothing below moves."""
        return QSize(px(200), self._height())

    def minimumSizeHint(self) -> QSize:
        """Return the least room in which cells can be told apart."""
        return QSize(px(120), self._height())

    @Slot()
    def _changed(self) -> None:
        self._describe()
        self.updateGeometry()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the legend out for another width."""
        super().resizeEvent(event)
        if self.minimumSizeHint().height() != self.height():
            self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the slider's track."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self.update()
        return super().eventFilter(watched, event)

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self.setAccessibleName(translate("rate_scan_strip", "What happens at each learning rate"))
        self._changed()

    def _describe(self) -> None:
        cell = None if self._rate is None else self._nearest(self._rate)
        self.setAccessibleDescription("" if cell is None else self.text_of(cell))

    # ---- mouse and keys

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what happens at the rate under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = event.pos()
            QToolTip.showText(event.globalPos(), self.tooltip_at(at.x(), at.y()), self)
            return True
        return super().event(event)

    def tooltip_at(self, x: float, y: float) -> str:
        """Return what the tooltip at a point of this widget says."""
        cell = self.cell_at(x)
        if self._limit is not None and y < px(_LABEL):
            return self._limit[2]
        if cell is None:
            return translate("rate_scan_strip", "Shows what happens at each learning rate, once it is tried")
        return self.text_of(cell)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the rate under the mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._move(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on to the rate under the mouse, or only tell it."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move(event.position().x())
        self._hover(self._picked(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the rate where the button is released."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.rateChosen.emit(self._picked(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        super().leaveEvent(event)
        self._hover(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next rate tried with an arrow."""
        steps: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(event.key())
        if step is None or not self._cells or self._rate is None or event.modifiers():
            event.ignore()
            return
        here = self._nearest(self._rate)
        assert here is not None
        index = min(max(self._cells.index(here) + step, 0), len(self._cells) - 1)
        rate = _rounded(self._cells[index].rate)
        self.set_rate(rate)
        self.rateChosen.emit(rate)

    def _picked(self, x: float) -> float:
        cell = self.cell_at(x)
        return _rounded(self._rate_at(x) if cell is None else cell.rate)

    def _move(self, x: float) -> None:
        rate = self._picked(x)
        if rate != self._rate:
            self.set_rate(rate)
            self.rateDragged.emit(rate)

    def _hover(self, rate: float | None) -> None:
        if rate != self._hovered:
            self._hovered = rate
            self.rateHovered.emit(rate)
            self.update()

    # ---- painting

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(px(10.5))
        return font

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw cells, marks, scale and legend."""
        painter = QPainter(self)
        painter.setFont(self._font())
        strip = self._strip()
        self._paint_cells(painter, strip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter, strip)
        self._paint_limit(painter, strip)
        self._paint_rate(painter, strip)
        self._paint_scale(painter, strip)
        self._paint_legend(painter, strip)

    def _edges(self) -> list[float]:
        """Return where cells end: halfway to their neighbours."""
        inner = [math.sqrt(one.rate * next_one.rate) for one, next_one in pairwise(self._cells)]
        return [self.x_of(rate) for rate in (self._low, *inner, self._high)]

    def _paint_cells(self, painter: QPainter, strip: QRectF) -> None:
        known = [cell.epochs for cell in self._cells if cell.outcome == "converges" and cell.epochs]
        fastest, slowest = min(known, default=1), max(known, default=1)
        edges = self._edges()
        for cell, (left, right) in zip(self._cells, pairwise(edges), strict=False):
            if cell.outcome not in _LOOKS:
                continue
            share = 1.0
            if cell.outcome == "converges" and cell.epochs and slowest > fastest:
                speed = math.log(slowest / cell.epochs) / math.log(slowest / fastest)
                share = _SLOWEST + (1 - _SLOWEST) * speed
            elif cell.outcome == "descending":
                share = _DESCENDING
            area = QRectF(left, strip.bottom() - share * strip.height(), right - left, share * strip.height())
            _paint_cell(painter, area, cell.outcome, faint=0.5 + 0.5 * share)

    def _paint_frame(self, painter: QPainter, strip: QRectF) -> None:
        tokens = theme.tokens
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens.accent if self.hasFocus() else tokens.hairline), 1))
        painter.drawRect(strip.adjusted(-0.5, -0.5, 0.5, 0.5))
        if self._progress is not None:
            painter.setPen(QPen(QColor(tokens.accent), px(2)))
            y = strip.bottom() + px(1)
            painter.drawLine(QLineF(strip.left(), y, strip.left() + self._progress * strip.width(), y))

    def _paint_limit(self, painter: QPainter, strip: QRectF) -> None:
        if self._limit is None:
            return
        rate, label, _ = self._limit
        x = self.x_of(rate)
        painter.setPen(QPen(QColor(theme.tokens.text), px(1.5), Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(x, strip.top() - px(3), x, strip.bottom()))
        painter.setPen(QColor(theme.tokens.text))
        painter.drawText(self._centred(label, x, 0.0), label)

    def _paint_rate(self, painter: QPainter, strip: QRectF) -> None:
        """Draw a line over the strip at the rate in force, with a tip below it that points there."""
        tokens = theme.tokens
        if self._rate is None:
            return
        x = self.x_of(self._rate)
        painter.setPen(QPen(QColor(tokens.panel), px(4)))
        painter.drawLine(QLineF(x, strip.top(), x, strip.bottom()))
        painter.setPen(QPen(QColor(tokens.text), px(2)))
        painter.drawLine(QLineF(x, strip.top() - px(1), x, strip.bottom() + px(1)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.text))
        half, top = px(4), strip.bottom()
        painter.drawPolygon(QPolygonF([QPointF(x, top), QPointF(x - half, top + half), QPointF(x + half, top + half)]))

    def _paint_scale(self, painter: QPainter, strip: QRectF) -> None:
        """Write the powers of ten under the strip, as many as there is room for."""
        painter.setPen(QColor(theme.tokens.muted))
        taken = -math.inf
        for power in range(math.ceil(math.log10(self._low) - 1e-9), math.floor(math.log10(self._high) + 1e-9) + 1):
            value = 10.0**power
            text = tick_text(value, value, value)
            at = self._centred(text, self.x_of(value), strip.bottom() + px(3))
            if at.x() > taken + px(6):
                painter.drawText(at, text)
                taken = at.x() + QFontMetricsF(painter.font()).horizontalAdvance(text)

    def _centred(self, text: str, x: float, top: float) -> QPointF:
        """Return where a text begins that is centred at x, as far as the widget's edges allow."""
        metrics = QFontMetricsF(self._font())
        width = metrics.horizontalAdvance(text)
        return QPointF(min(max(x - width / 2, 0.0), self.width() - width), top + metrics.ascent())

    def _paint_legend(self, painter: QPainter, strip: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        known = {cell.outcome for cell in self._cells}
        for line, entries in enumerate(self._legend(filter(known.__contains__, OUTCOMES))):
            top = strip.bottom() + px(_SCALE) + line * px(_LEGEND) + px(2)
            for x, outcome, word in entries:
                _paint_cell(painter, QRectF(x, top + px(2), px(11), px(10)), outcome, faint=1.0)
                painter.setPen(QColor(theme.tokens.muted))
                painter.drawText(QPointF(x + px(15), top + px(1) + metrics.ascent()), word)


def _paint_cell(painter: QPainter, area: QRectF, outcome: str, faint: float) -> None:
    """Fill an area in the look of an outcome."""
    token, pattern = _LOOKS[outcome]
    colour = QColor(getattr(theme.tokens, token))
    if pattern != Qt.BrushStyle.SolidPattern:
        hatch(painter, area, colour, pattern)
    else:
        colour.setAlphaF(faint)
        painter.fillRect(area, colour)


def _rounded(rate: float) -> float:
    return float(f"{rate:.{_DIGITS - 1}e}")
