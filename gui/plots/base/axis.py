"""An axis with few ticks, true minus signs, and as many digits as tell its ticks apart."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication, QPainter, QPicture

from gui.look.numbers import number_text
from gui.look.ticks import nice_step, power_of_ten, tick_text
from gui.plots.base.reported import reported

_X_ROOM, _Y_ROOM = 76.0, 42.0
"""Pixels that one tick label gets, along its axis, at text size 1."""
_END_ROOM = 40.0
"""Pixels beyond both ends of an axis for a label there."""
_TOP_ROOM = 12.0
_FEW = 3
"""With fewer ticks than these no scale can be read: then they may be closer, as far as their texts allow."""
_LEAST, _ROUNDS = 2, 5
_GAP = 14.0
"""Pixels from one text to the next, at text size 1."""


class Axis(pg.AxisItem):
    """An axis, "left" or "bottom", on which a plot may put the logarithm to base ten of its values."""

    def __init__(self, orientation: str) -> None:
        self._bounded: object = None
        self._bounds = QRectF()
        super().__init__(orientation)
        self.logarithmic = False
        self.integers = False
        self.tick_font = QGuiApplication.font()
        self.room = 1.0
        """How much larger than usual the text is."""
        self.mirrored = False
        """Whether the view shows the negative of its values, so that the largest are to the left or below."""
        self.only_zero = False
        """Whether to label nothing but 0, since the other values mean nothing."""
        self.enableAutoSIPrefix(False)
        self.setStyle(tickLength=0, tickTextOffset=6, autoReduceTextSpace=True)

    def set_font(self, font: QFont, room: float) -> None:
        """Write in another face or size, ``room`` times as large as usual."""
        self.tick_font, self.room = font, room
        self.setTickFont(font)

    def boundingRect(self) -> QRectF:
        """Return the axis with room for half a label beyond both ends; asked for often, so it is kept."""
        view = self.linkedView()
        geometry = (self.geometry(), None if view is None else view.geometry(), self.grid)
        if geometry != self._bounded:
            self._bounded = geometry
            across, up = (_END_ROOM, 0) if self.orientation == "bottom" else (0, _TOP_ROOM)
            self._bounds = super().boundingRect().adjusted(-across, -up, across, up)
        return self._bounds

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        """Return the ticks as one level, (spacing, values), and on a logarithmic axis a finer one."""
        low, high = min(minVal, maxVal), max(minVal, maxVal)
        if not (math.isfinite(low) and math.isfinite(high)) or high - low <= 0:
            return []
        if self.mirrored:
            self.mirrored = False
            levels = self.tickValues(-high, -low, size)
            self.mirrored = True
            return [(spacing, [-place for place in places]) for spacing, places in levels]
        room = (_Y_ROOM if self.orientation == "left" else _X_ROOM) * self.room
        count = max(size / room, 2.0)
        if self.logarithmic:
            return self._log_ticks(low, high, count)
        spacing = nice_step((high - low) / count)
        if self.integers:
            spacing = max(1.0, spacing)
        return [self._enough(low, high, spacing, size)]

    def _enough(self, low: float, high: float, spacing: float, size: float) -> tuple[float, list[float]]:
        """Return ticks this far apart, or closer ones where these are too few and the texts leave room."""
        places, nearer = _multiples(low, high, spacing), spacing
        for _ in range(_ROUNDS):
            if len(places) >= (_FEW if self.orientation == "bottom" else _LEAST):
                break
            nearer = nice_step(0.4 * nearer)
            more = _multiples(low, high, nearer)
            if self.integers and nearer < 1:
                break
            every = max(math.ceil(self._needed(more, nearer) * (high - low) / (size * nearer)), 1)
            if every == 1:
                spacing, places = nearer, more
            elif len(places) >= _LEAST:
                break
            elif len(more[::every]) >= _LEAST:  # no room for all of them, but no scale can be read from one
                return nearer, more[::every]
        return spacing, places

    def _needed(self, places: list[float], spacing: float) -> float:
        """Return the pixels along the axis that the largest text of these ticks needs, with the gap to the next."""
        metrics = QFontMetricsF(self.tick_font)
        if self.orientation == "left":
            return metrics.height() + _GAP * self.room
        texts = self.tickStrings(places, 1.0, spacing)
        return max((metrics.horizontalAdvance(text) for text in texts), default=0.0) + _GAP * self.room

    def make_room(self) -> None:
        """Take the width that the texts need now: else it does so once they are painted, and the plot jumps."""
        picture = QPicture()
        painter = QPainter(picture)
        self.generateDrawSpecs(painter)
        painter.end()

    @reported
    def paint(self, p: QPainter, opt: Any, widget: Any) -> None:
        """Draw line and texts."""
        super().paint(p, opt, widget)

    def generateDrawSpecs(self, p: QPainter) -> Any:
        """Return what is drawn, with no text cut at the edge of the plot."""
        specs = super().generateDrawSpecs(p)
        view = self.getViewWidget()
        if specs is None or view is None or self.orientation != "bottom":
            return specs
        axis, ticks, texts = specs
        seen = self.mapRectFromScene(view.mapToScene(view.viewport().rect()).boundingRect())
        return axis, ticks, [(_within(rect, seen), flags, text) for rect, flags, text in texts]

    def _log_ticks(self, low: float, high: float, count: float) -> list[tuple[float, list[float]]]:
        if high - low < 0.7:
            bottom, top = 10.0**low, 10.0**high
            spacing = nice_step((top - bottom) / count)
            values = [value for value in _multiples(bottom, top, spacing) if value > 0]
            return [(spacing, [math.log10(value) for value in values])]
        step = max(1, round((high - low) / count))
        decades = _multiples(low, high, float(step))
        if step > 1 or high - low > 4:
            return [(0.0, decades)]
        finer = [
            place
            for power in range(math.floor(low), math.ceil(high) + 1)
            for digit in range(2, 10)
            if low <= (place := power + math.log10(digit)) <= high
        ]
        return [(0.0, decades), (-1.0, finer)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Return the texts of the ticks."""
        if not len(values):
            return []
        if self.mirrored:
            values = [-value for value in values]
        if self.only_zero:
            return ["0" if abs(value) < 1e-9 * spacing else "" for value in values]
        if self.logarithmic:
            return self._log_strings(values, spacing)
        largest = max(abs(value) for value in values) or spacing
        return [tick_text(value, spacing, largest) for value in values]

    def _log_strings(self, values: list[float], spacing: float) -> list[str]:
        if spacing > 0:
            numbers = [10.0**value for value in values]
            return [tick_text(number, spacing, max(numbers)) for number in numbers]
        if spacing < 0:
            shown = (2, 5) if self.range[1] - self.range[0] < 2 else ()
            digits = [round(10.0 ** (value - math.floor(value))) for value in values]
            return [
                number_text(10.0**value, 1) if digit in shown else ""
                for value, digit in zip(values, digits, strict=True)
            ]
        powers = [round(value) for value in values]
        return [number_text(10.0**power) if 0 <= power <= 3 else power_of_ten(power) for power in powers]


def _within(rect: QRectF, seen: QRectF) -> QRectF:
    """Return a rectangle moved sideways until it is inside another."""
    return rect.translated(max(seen.left() + 2 - rect.left(), 0.0) + min(seen.right() - 2 - rect.right(), 0.0), 0.0)


def _multiples(low: float, high: float, spacing: float) -> list[float]:
    first, last = math.ceil(low / spacing - 1e-9), math.floor(high / spacing + 1e-9)
    if last - first > 1_000:
        return []
    return [float(place) for place in np.arange(first, last + 1) * spacing]
