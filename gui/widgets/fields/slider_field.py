"""A number with a slider: heading, track and field in one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui.look.text import follow_language, translate
from gui.widgets.arranged import column, row_of
from gui.widgets.fields.marked_track import Band, Mark, MarkedTrack
from gui.widgets.fields.number_edit import NumberEdit
from gui.widgets.fields.number_field import NumberEntry
from gui.widgets.parts import HeadingLabel, NoteLabel, px

if TYPE_CHECKING:
    from collections.abc import Sequence

_POSITIONS = 2000
_DIGITS = 3
"""Significant digits that a drag gives; the field takes any number."""


class SliderField(NumberEntry):
    """A number field beside its heading, over a slider from ``low`` to ``high``, linear or logarithmic.

    On a logarithmic one equal distances are equal factors; ``low`` must be above 0, and 0 cannot be typed.
    ``field_low`` and ``field_high`` are what may be typed, if it is more than the slider reaches.
    """

    def __init__(
        self,
        low: float,
        high: float,
        *,
        logarithmic: bool = False,
        field_low: float | None = None,
        field_high: float | None = None,
        value: float | None = None,
    ) -> None:
        field_low = low if field_low is None else field_low
        edit = NumberEdit(
            low if value is None else value,
            low=field_low,
            high=high if field_high is None else field_high,
            low_open=logarithmic and field_low == 0,
        )
        super().__init__(edit)
        self._low, self._high, self._logarithmic = low, high, logarithmic
        self._ranges: tuple[tuple[float, float, str], ...] = ()
        self._marks: tuple[tuple[float, str], ...] = ()
        self.heading = HeadingLabel()
        self.track = MarkedTrack()
        self.track.setRange(0, _POSITIONS)
        self.track.own_steps = False
        self.caption = NoteLabel()
        self._build()
        self.set_slider_range(low, high)
        follow_language(self)

    def _build(self) -> None:
        self.row = row_of(px(4), self.heading, self.edit)
        self.row.setStretch(0, 1)
        self._below = QWidget()
        column(self._below, px(4), self.caption)
        self._column = column(self, px(4), self.row, self.track, self._below)
        self.setFocusProxy(self.track)
        self.edit.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.track.moved.connect(self._dragged)
        self.track.stepAsked.connect(self.edit.step)
        self.track.released.connect(self._released)

    def keep_note(self) -> None:
        """Keep room for the marks and what they mean, so that nothing below moves when they come or go."""
        self.track.keep_room()
        policy = self.caption.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.caption.setSizePolicy(policy)
        self.caption.setMinimumHeight(self.caption.fontMetrics().height())

    def set_strip(self, strip: QWidget) -> None:
        """Put a widget right under the track, such as a scan of rates that shares its scale."""
        layout = self._below.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, strip)

    def set_slim(self, slim: bool) -> None:
        """Put the track between heading and number, without what stands under it; or show all below each other."""
        (self.row if slim else self._column).insertWidget(1, self.track, int(slim))
        self.row.setStretchFactor(self.heading, int(not slim))
        self.heading.setWordWrap(not slim)
        self._below.setVisible(not slim)

    # ---- value

    def set_value(self, value: float | None) -> None:
        """Show ``value`` without a signal; outside the slider's reach the handle is at its end."""
        super().set_value(value)
        self._show_position()

    def set_slider_range(self, low: float, high: float) -> None:
        """Set the ends of the slider; ends that make no range are left as they were."""
        if not (math.isfinite(high - low) and low < high) or (self._logarithmic and low <= 0):
            return
        self._low, self._high = low, high
        if not self._logarithmic:
            self.edit.set_smallest_step(10.0 ** math.floor(math.log10((high - low) / 50)))
        self._show_bands()
        self._show_position()

    # ---- what is shown

    def set_texts(self, name: str, tooltip: str = "") -> None:
        """Set the heading, which is also the name for screen readers, and the tooltip."""
        super().set_texts(name, tooltip)
        self.heading.setText(name)
        self.track.setAccessibleName(name)
        self.track.setToolTip(tooltip or name)

    def set_ranges(self, ranges: Sequence[tuple[float, float, str]]) -> None:
        """Colour parts of the track: (low, high, "stable" or "unstable"); ends may be infinite."""
        self._ranges = tuple(ranges)
        self._show_bands()

    def set_marks(self, marks: Sequence[tuple[float, str]]) -> None:
        """Put ticks under the track; what they mean is written in a line below."""
        self._marks = tuple(marks)
        self._show_bands()

    def _show_bands(self) -> None:
        tips = {
            "stable": translate("SliderField", "Stable: with a constant rate in this range the run does not diverge"),
            "unstable": translate("SliderField", "Unstable: with a constant rate in this range the run diverges"),
        }
        bands = [
            Band(self._share(low), self._share(high), kind, tips.get(kind, "")) for low, high, kind in self._ranges
        ]
        marks = [Mark(self._share(value), text) for value, text in self._marks]
        self.track.set_marking(
            tuple(band for band in bands if band.low < band.high),
            tuple(mark for mark in marks if 0 < mark.position < 1),
        )
        self.caption.setText("\n".join(text for _, text in self._marks if text))

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self._show_bands()

    # ---- slider and field

    def _share(self, value: float) -> float:
        """Return the position of ``value`` between the ends of the slider, from 0 to 1."""
        if value <= self._low:
            return 0.0
        if value >= self._high:
            return 1.0
        if self._logarithmic:
            return math.log(value / self._low) / math.log(self._high / self._low)
        return (value - self._low) / (self._high - self._low)

    def _value_at(self, share: float) -> float:
        """Return the round number nearest to a position on the slider."""
        if share in (0.0, 1.0):
            return self._high if share else self._low
        if self._logarithmic:
            value = self._low * (self._high / self._low) ** share
            return float(f"{value:.{_DIGITS - 1}e}")
        decimals = -math.floor(math.log10((self._high - self._low) / 200))
        return round(self._low + share * (self._high - self._low), decimals)

    def _show_position(self) -> None:
        value = self.edit.value()
        if value is not None:
            self.track.setValue(round(_POSITIONS * self._share(value)))
        self.track.setAccessibleDescription(self.edit.text())

    @Slot(int)
    def _dragged(self, position: int) -> None:
        self.edit.put(self._value_at(position / _POSITIONS))

    @Slot()
    def _released(self) -> None:
        self.edit.settle()
        self._show_position()

    @Slot(object)
    def _edited(self, value: float | None) -> None:
        if not self.track.isSliderDown():
            self._show_position()
        super()._edited(value)
