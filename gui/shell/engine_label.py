"""The engine that computes the run shown, and how fast it is, in the status bar."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QLabel

from gui.look.numbers import number_text
from gui.look.text import render, translate

if TYPE_CHECKING:
    from gui.run.playback import Playback
    from model.engine.worker import Engine

_EVERY_MS = 500


class EngineLabel(QLabel):
    """Says which engine has computed what is shown, why it was not the faster one, and the steps a second.

    While torch is being loaded it says that, here and nowhere else, and whether something waits for it.
    """

    def __init__(self, engine: Engine, playback: Playback) -> None:
        super().__init__()
        self.setMinimumWidth(1)  # a long reason is cut off, and does not widen the window
        self._engine = engine
        self._playback = playback
        self._clock = QTimer(self, interval=_EVERY_MS)
        self._clock.timeout.connect(self._measure)
        self._mark = (0, 0.0)
        self._rate = 0.0
        for reported in (engine.paused, engine.finished, engine.failed):  # the reason may have changed
            reported.connect(self.show_engine)
        playback.runningChanged.connect(self._start_or_stop)

    @Slot(bool)
    def _start_or_stop(self, running: bool) -> None:
        if running:
            self._mark = (self._playback.computed, time.perf_counter())
            self._clock.start()
        else:
            self.stop()

    def stop(self) -> None:
        """Measure no more."""
        self._clock.stop()
        self._rate = 0.0

    @Slot()
    def _measure(self) -> None:
        rows, then = self._mark
        now = time.perf_counter()
        computed = self._playback.computed
        self._mark = (computed, now)
        self._rate = max(computed - rows, 0) / (now - then) if self._playback.running and now > then else 0.0
        self.show_engine()

    @Slot()
    def show_engine(self) -> None:
        """Show the engine of the run shown, in the language of the window."""
        playback = self._playback
        history = playback.history
        reason = self._engine.why_autograd(playback.run)
        is_loading = self._engine.is_loading and reason is None  # a program runs without it
        if playback.is_held:
            text = ""
        elif is_loading and (playback.running or playback.wanted):
            text = translate("window", "loading PyTorch …; what you asked for comes next")
        elif is_loading:
            text = translate("window", "loading PyTorch …")
        elif history is None or playback.is_blocked:
            text = ""
        elif history.engine == "compiled":
            text = translate("window", "engine: compiled")
        elif reason is None:
            text = translate("window", "engine: autograd")
        else:
            text = translate("window", "engine: autograd — {reason}").format(reason=render(reason))
        if self._rate > 0:
            rate = number_text(self._rate, 3)
            text = translate("window", "{rate} steps/s · {engine}").format(rate=rate, engine=text)
        if text != self.text():
            self.setText(text)
            self.setToolTip(text)
