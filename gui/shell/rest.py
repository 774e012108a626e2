"""When the program has computed, and may tidy up."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

_EVERY_MS = 1_000
_LITTLE = 0.05
"""Seconds of computing, by all threads between two looks, below which the program rests."""
_MUCH, _MOST = 0.2, 20.0
"""Seconds of computing after which it tidies up once it rests, and even if it does not."""


class Rest(QObject):
    """Emits ``began`` when the program has computed and rests now; and now and then while it never rests."""

    began = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._computed = 0.0
        self._before = time.process_time()
        clock = QTimer(self, interval=_EVERY_MS)
        clock.timeout.connect(self._look)
        clock.start()

    @Slot()
    def _look(self) -> None:
        now = time.process_time()
        spent, self._before = now - self._before, now
        rests = spent < _LITTLE
        if not rests:
            self._computed += spent
        if self._computed > (_MUCH if rests else _MOST):
            self._computed = 0.0
            self.began.emit()
