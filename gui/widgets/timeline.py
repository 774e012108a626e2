"""The bar at the bottom of the window: the run from its first row to its last, with a cursor to drag."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.look.numbers import number_text
from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.widgets.fields.track import Track
from gui.widgets.parts import IconButton, px, tabular
from gui.widgets.run_button import RunButton
from gui.widgets.verdict_chip import VerdictChip

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

PACES: tuple[float, ...] = (0, 0.02, 0.1, 0.2, 0.5, 1, 2, 5, 10, math.inf)
"""What the speed slider offers, as multiples of the pace at which any run plays as long; the last is flat out."""
_LONG_RUN = 50_000
"""Epochs up to which the label has room from the start."""
_LONGEST_TOLD = 120
"""Seconds up to which the speed is told by how long the whole run plays."""

_MOST_POSITIONS = 2**31 - 2
"""Of the slider, whose positions Qt keeps in 32 bits; a run may have more rows."""
_EXACT_DIGITS = 15


class Timeline(QWidget):
    """Buttons, speed, the slider over all rows with its label, and the verdict.

    ``paceChanged`` carries one of `PACES`; ``cursorMoved`` the row that the user has moved the cursor to. The other
    signals are the buttons'.
    """

    resetRequested = Signal()
    stepBackRequested = Signal()
    runToggled = Signal()
    stepRequested = Signal()
    toEndRequested = Signal()
    paceChanged = Signal(float)
    cursorMoved = Signal(object)
    pinRequested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.reset = IconButton("mdi6.skip-previous", 22)
        self.back = IconButton("mdi6.step-backward", 22)
        self.run = RunButton()
        self.step = IconButton("mdi6.step-forward", 22)
        self.end = IconButton("mdi6.fast-forward", 22)
        self.speed_name = QLabel()
        self.speed = Track()
        self.speed_text = QLabel()
        self.label = QLabel(alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.rows = Track()
        self.pin = IconButton("mdi6.pin-outline")
        self.verdict = VerdictChip()
        self._running = False
        self._speed: tuple[float, int, bool] = (1.0, 0, False)
        self._length = (-1, -1)
        self._rows_apart = 1
        self._cursor = 0
        self._widest, self._label_width, self._usual_width = "", 0, 0
        self._build()
        self._connect()
        follow_language(self)
        self.set_pace(1.0)
        self.set_length(0, 0)

    def _build(self) -> None:
        self.speed.setRange(0, len(PACES) - 1)
        self.speed_name.setProperty("role", "muted")
        self.speed_text.setProperty("role", "muted")
        for label in (self.speed_text, self.label):
            label.setFont(tabular())
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = self._row = QHBoxLayout(self)
        for button in (self.reset, self.back, self.run, self.step, self.end):
            row.addWidget(button)
        for widget in (self.speed_name, self.speed, self.speed_text, self.label):
            row.addWidget(widget)
        row.addWidget(self.rows, 1)
        row.addWidget(self.pin)
        row.addWidget(self.verdict)
        theme.changed.connect(self._fit)

    def _connect(self) -> None:
        self.reset.clicked.connect(self.resetRequested)
        self.back.clicked.connect(self.stepBackRequested)
        self.run.clicked.connect(self.runToggled)
        self.step.clicked.connect(self.stepRequested)
        self.end.clicked.connect(self.toEndRequested)
        self.pin.clicked.connect(self.pinRequested)
        self.speed.moved.connect(self._speed_moved)
        self.rows.moved.connect(self._rows_moved)
        self.rows.released.connect(self._show_cursor)

    # ---- what is shown

    @Slot(bool)
    def set_running(self, running: bool) -> None:
        """Show whether the run plays; the button does the opposite."""
        if running != self._running:
            self._running = running
            self._show_run()

    def set_usable(self, usable: bool) -> None:
        """Grey the bar but for the speed and the verdict where there is no run to move in."""
        for part in (self.reset, self.back, self.run, self.step, self.end, self.rows, self.pin, self.label):
            part.setEnabled(usable)

    def set_length(self, last_row: int, computed: int) -> None:
        """Set the last row of the run, and the newest row that is computed; fast enough for every frame."""
        if (last_row, computed) == self._length:
            return
        if last_row != self._length[0]:
            self._widest, self._label_width, self._usual_width = "", 0, 0
        self._length = (last_row, computed)
        last_row = max(last_row, 0)
        self._rows_apart = last_row // _MOST_POSITIONS + 1
        last = last_row // self._rows_apart
        if last != self.rows.maximum():
            with QSignalBlocker(self.rows):
                self.rows.setRange(0, last)
            self.rows.setPageStep(max(last // 20, 1))
            self.rows.update()
        self.rows.set_filled(min(computed / last_row, 1.0) if last_row else 0.0)

    def set_cursor(self, row: int, label: str) -> None:
        """Move the cursor to ``row`` and write its label; a handle that is being dragged comes there once let go."""
        self._cursor = row
        if not self.rows.isSliderDown():
            self._show_cursor()
        if label != self.label.text():
            self.label.setText(label)
            self.rows.setAccessibleDescription(label)
        widest = label.replace(number_text(row, _EXACT_DIGITS), number_text(self._length[0], _EXACT_DIGITS), 1)
        advance = self.label.fontMetrics().horizontalAdvance
        widest = max(label, widest, self._widest, key=advance)
        if advance(widest) > advance(self._widest):
            self._widest = widest
            self._fit_label()
            self._fit_width()

    def set_pace(self, pace: float) -> None:
        """Put the slider at the offered pace nearest to ``pace``; no signal is emitted."""
        self.speed.setValue(min(range(len(PACES)), key=lambda at: (PACES[at] != pace, abs(PACES[at] - pace))))

    def pace(self) -> float:
        """Return the pace of the slider; infinity for flat out."""
        return float(PACES[self.speed.value()])

    def set_speed(self, steps_per_second: float, steps: int, *, is_late: bool) -> None:
        """Say how fast a run of so many steps plays, or that it plays only as fast as it is computed."""
        if (steps_per_second, steps, is_late) != self._speed:
            self._speed = (steps_per_second, steps, is_late)
            self._show_speed()

    @Slot()
    def _show_cursor(self) -> None:
        self.rows.setValue(self._cursor // self._rows_apart)

    @Slot(int)
    def _rows_moved(self, position: int) -> None:
        self.cursorMoved.emit(position * self._rows_apart)

    @Slot(int)
    def _speed_moved(self, _index: int) -> None:
        self.paceChanged.emit(self.pace())

    # ---- texts

    def _speed_words(self) -> str:
        speed, steps, is_late = self._speed
        if math.isinf(speed):
            return translate("Timeline", "flat out")
        if is_late:
            return translate("Timeline", "as computed")
        if steps <= speed * _LONGEST_TOLD:
            return _seconds_words(max(steps, 1) / speed)  # so long also where the steps are not known yet
        return _steps_words(speed)

    def _show_speed(self) -> None:
        words, speed = self._speed_words(), self._speed[0]
        self.speed_text.setText(words)
        self.speed.setAccessibleDescription(words)
        tip = translate("Timeline", "Speed of play: {speed}; from steps that can be watched to flat out")
        if self._speed[2]:
            words = translate("Timeline", "no faster than the steps are computed")
        elif math.isfinite(speed) and words != _steps_words(speed):
            words = translate("Timeline", "{first}, {second}").format(first=words, second=_steps_words(speed))
        self.speed.setToolTip(tip.format(speed=words))

    def _show_run(self) -> None:
        self.run.set_icon("mdi6.pause" if self._running else "mdi6.play")
        if self._running:
            self.run.set_texts(translate("Timeline", "Pause"), translate("Timeline", "Pause (Space)"))
        else:
            self.run.set_texts(translate("Timeline", "Run"), translate("Timeline", "Run (Space)"))

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self.reset.set_texts(translate("Timeline", "Reset"), translate("Timeline", "Back to the start (Home)"))
        self.back.set_texts(translate("Timeline", "Step back"), translate("Timeline", "One step back (←)"))
        self.step.set_texts(translate("Timeline", "Step"), translate("Timeline", "One step forward (→)"))
        self.end.set_texts(
            translate("Timeline", "Run to the end"), translate("Timeline", "Run flat out to the last epoch (End)")
        )
        self.pin.set_texts(
            translate("Timeline", "Pin this run"),
            translate("Timeline", "Pin this run, then change something and compare both (P)"),
        )
        self.speed_name.setText(translate("Timeline", "speed"))
        self.speed.setAccessibleName(translate("Timeline", "Speed"))
        self.rows.setAccessibleName(translate("Timeline", "Epoch"))
        self.rows.setToolTip(translate("Timeline", "Every epoch of the run; click or drag to go there"))
        self._show_run()
        self._show_speed()
        self._widest = ""
        self._fit()

    # ---- look

    @Slot()
    def _fit(self) -> None:
        """Compute all sizes from the text size and the longest texts of the language."""
        self._row.setContentsMargins(px(16), px(8), px(16), px(8))
        metrics = self.speed_text.fontMetrics()
        words = (_seconds_words(100), _steps_words(25_000), translate("Timeline", "as computed"))
        self.speed_text.setFixedWidth(max(map(metrics.horizontalAdvance, words)) + px(8))
        self._fit_label()
        self._fit_width()
        self.update()

    def _fit_label(self) -> None:
        """Give the row as much room as it has needed; it takes no less again, so that the bar beside it stays."""
        longest = number_text(_LONG_RUN, _EXACT_DIGITS)
        usual = f"{translate('Timeline', 'Epoch')} {longest} / {longest}"
        advance = self.label.fontMetrics().horizontalAdvance
        self._label_width, self._usual_width = advance(self._widest) + px(2), advance(usual) + px(2)

    def _fit_width(self) -> None:
        """Hide the words around the speed and shorten the sliders where the bar is too narrow.

        Where it is wide the row has room for a longer run too.
        """
        words = self.speed_name.sizeHint().width() + self.speed_text.width() + px(2 * 8)
        fixed = self.verdict.sizeHint().width() + px(104 + 96 + 4 * 36 + 40 + 32 + 32 + 9 * 8)
        room = self.width() - fixed - words
        wide = max(self._label_width, self._usual_width if room >= self._usual_width else 0)
        self.label.setFixedWidth(wide)  # not the least width, which a label's hint never falls below
        shown = room >= self._label_width
        self.speed_name.setVisible(shown)
        self.speed_text.setVisible(shown)
        self.speed.setFixedWidth(px(104 if shown else 56))
        self.rows.setMinimumWidth(px(96 if shown else 48))
        self._row.setSpacing(px(8 if shown else 4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the new width."""
        super().resizeEvent(event)
        self._fit_width()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the background, and the hairline above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.tokens.panel))
        painter.setPen(QColor(theme.tokens.hairline))
        painter.drawLine(0, 0, self.width(), 0)


def _seconds_words(seconds: float) -> str:
    return translate("Timeline", "run in {seconds} s").format(seconds=number_text(seconds, 2))


def _steps_words(speed: float) -> str:
    if speed == 1:
        return translate("Timeline", "1 step/s")
    return translate("Timeline", "{speed} steps/s").format(speed=number_text(speed, 2))
