"""A number with a slider: heading, track and field in one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gui.look.text import follow_language, translate
from gui.widgets.fields.marked_track import Band, Mark, MarkedTrack
from gui.widgets.fields.number_edit import NumberEdit
from gui.widgets.parts import ErrorLabel, HeadingLabel, px

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SliderField"]

_POSITIONS = 2000
_DIGITS = 3
"""Significant digits that a drag gives; the field takes any number."""


class SliderField(QWidget):
    """A labelled slider, linear or logarithmic, beside a number field.

    Parameters
    ----------
    low, high : float
        The ends of the slider.
    logarithmic : bool
        Whether equal ways on the slider are equal factors; ``low`` must then be above 0.
    field_low, field_high : float, optional
        What may be typed, if it is more than the slider reaches.
    low_open, high_open : bool
        Whether the ends of the field are themselves excluded; that of a logarithmic slider excludes 0.

    Signals
    -------
    changed(float)
        Another number is in force, while dragging, stepping and typing.
    committed(float)
        The number as it was left: the slider let go, Enter, the focus gone.
    """

    changed = Signal(float)
    committed = Signal(float)

    def __init__(
        self,
        low: float,
        high: float,
        *,
        logarithmic: bool = False,
        field_low: float | None = None,
        field_high: float | None = None,
        low_open: bool | None = None,
        high_open: bool = False,
        integer: bool = False,
        value: float | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._low, self._high, self._logarithmic = low, high, logarithmic
        self._ranges: tuple[tuple[float, float, str], ...] = ()
        self._marks: tuple[tuple[float, str], ...] = ()
        self._refused = self._problem = ""
        field_low = low if field_low is None else field_low
        if low_open is None:
            low_open = logarithmic and field_low == 0
        self.heading = HeadingLabel()
        self.track = MarkedTrack()
        self.track.setRange(0, _POSITIONS)
        self.track.own_steps = False
        self.edit = NumberEdit(
            low if value is None else value,
            low=field_low,
            high=high if field_high is None else field_high,
            low_open=low_open,
            high_open=high_open,
            integer=integer,
        )
        self.caption = QLabel()
        self.caption.setProperty("role", "muted")
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.caption.setWordWrap(True)
        self.caption.hide()
        self.error = ErrorLabel()
        self._build()
        self.set_slider_range(low, high)
        follow_language(self)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.track, 1)
        row.addWidget(self.edit, 0)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self.heading)
        column.addLayout(row)
        column.addWidget(self.caption)
        column.addWidget(self.error)
        self.setFocusProxy(self.track)
        self.edit.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.track.moved.connect(self._dragged)
        self.track.stepAsked.connect(self.edit.step)
        self.track.released.connect(self._released)
        self.edit.edited.connect(self._edited)
        self.edit.finished.connect(self._finished)
        self.edit.problem.connect(self._show_problem)

    def set_strip(self, strip: QWidget) -> None:
        """Put a widget right under the track, such as a scan of rates that shares its scale."""
        self._column.insertWidget(2, strip)

    # ---- value

    def value(self) -> float:
        """Return the number in force."""
        value = self.edit.value()
        assert value is not None
        return value

    def set_value(self, value: float) -> None:
        """Show ``value`` without telling anybody; outside the slider's reach the handle stands at its end."""
        self.edit.set_value(value)
        self._show_place()

    def set_slider_range(self, low: float, high: float) -> None:
        """Set the ends of the slider; ends that make no range are left as they were."""
        if not (math.isfinite(high - low) and low < high) or (self._logarithmic and low <= 0):
            return
        self._low, self._high = low, high
        if not self._logarithmic:
            self.edit.set_smallest_step(10.0 ** math.floor(math.log10((high - low) / 50)))
        self._show_bands()
        self._show_place()

    # ---- what is shown

    def set_texts(self, heading: str, tooltip: str = "") -> None:
        """Set the heading, which is also the name for screen readers, and the tooltip."""
        self.heading.setText(heading)
        for widget in (self.track, self.edit):
            widget.setAccessibleName(heading)
            widget.setToolTip(tooltip or heading)

    def set_ranges(self, ranges: Sequence[tuple[float, float, str]]) -> None:
        """Colour parts of the track: (low, high, "stable" or "unstable"); ends may be infinite."""
        self._ranges = tuple(ranges)
        self._show_bands()

    def set_marks(self, marks: Sequence[tuple[float, str]]) -> None:
        """Put ticks under the track; what they mean stands in a line below."""
        self._marks = tuple(marks)
        self._show_bands()

    def set_error(self, sentence: str) -> None:
        """Say why the number was refused by somebody who knows more; stays until `clear_error`."""
        self._refused = sentence
        self._show_problem(self._problem)

    def clear_error(self) -> None:
        """Take back what `set_error` said; the field's own reason stays."""
        self.set_error("")

    @Slot(str)
    def _show_problem(self, sentence: str) -> None:
        self._problem = sentence
        self.error.show_error(sentence or self._refused)
        self.edit.set_outlined(bool(self._refused))

    def _show_bands(self) -> None:
        tips = {
            "stable": translate("SliderField", "Stable: here every step comes closer to the minimum"),
            "unstable": translate(
                "SliderField", "Unstable: here steps overshoot further each time, and the run diverges"
            ),
        }
        bands = [
            Band(self._share(low), self._share(high), kind, tips.get(kind, "")) for low, high, kind in self._ranges
        ]
        self.track.set_bands(tuple(band for band in bands if band.low < band.high))
        places = [(self._share(value), text) for value, text in self._marks]
        self.track.set_marks(tuple(Mark(place, text) for place, text in places if 0 < place < 1))
        self.caption.setText("\n".join(text for _, text in self._marks if text))
        self.caption.setVisible(bool(self.caption.text()))

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self._show_bands()

    # ---- slider and field

    def _share(self, value: float) -> float:
        """Return where ``value`` lies between the ends of the slider, from 0 to 1."""
        if value <= self._low:
            return 0.0
        if value >= self._high:
            return 1.0
        if self._logarithmic:
            return math.log(value / self._low) / math.log(self._high / self._low)
        return (value - self._low) / (self._high - self._low)

    def _value_at(self, share: float) -> float:
        """Return the round number nearest to a place on the slider."""
        if share in (0.0, 1.0):
            return self._high if share else self._low
        if self._logarithmic:
            value = self._low * (self._high / self._low) ** share
            return float(f"{value:.{_DIGITS - 1}e}")
        decimals = -math.floor(math.log10((self._high - self._low) / 200))
        return round(self._low + share * (self._high - self._low), decimals)

    def _show_place(self) -> None:
        value = self.edit.value()
        if value is not None:
            self.track.show_value(round(_POSITIONS * self._share(value)))
        self.track.setAccessibleDescription(self.edit.text())

    @Slot(int)
    def _dragged(self, position: int) -> None:
        self.edit.put(self._value_at(position / _POSITIONS))

    @Slot()
    def _released(self) -> None:
        self.edit.settle()
        self._show_place()

    @Slot(object)
    def _edited(self, value: float) -> None:
        if not self.track.isSliderDown():
            self._show_place()
        self.changed.emit(value)

    @Slot(object)
    def _finished(self, value: float) -> None:
        self.committed.emit(value)
