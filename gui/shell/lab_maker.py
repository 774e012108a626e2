"""The labs of the window, each made in steps between which the window handles events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from gui.labs.list import LABS
from gui.look.steps import do_all
from gui.look.text import follow_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.labs.list import AnyLab
    from gui.run.lab_run import Services
    from gui.shell.stage import Stage


OVER = object()
"""Returned by ``next`` where no step is left."""
_IDLE_MS = 1_500
_STEP_MS = 10


class LabMaker(QObject):
    """Makes each lab once and puts its widgets on the stage; emits ``made`` with a lab that is whole."""

    made = Signal(object)

    def __init__(self, stage: Stage, services: Services) -> None:
        super().__init__(services.parent)
        self.labs: dict[str, AnyLab] = {}
        """The labs that are whole."""
        self._making: dict[str, Iterator[None]] = {}
        self._stage = stage
        self._services = services
        self._others = self._make_others()
        self._clock = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._clock.timeout.connect(self._go_on)

    def lab_of(self, key: str) -> AnyLab:
        """Return a lab, which is made first where that is not done."""
        if key not in self.labs:
            do_all(self.steps_of(key))
        return self.labs[key]

    def steps_of(self, key: str) -> Iterator[None]:
        """Return the steps still to be taken until a lab is whole."""
        if key not in self._making:
            self._making[key] = self._make(key)
        return self._making[key]

    def _make(self, key: str) -> Iterator[None]:
        yield from LABS[key].load()
        lab = LABS[key].make(self._services)
        self._stage.add(lab)
        yield from lab.build()
        yield
        self._stage.add_pages(lab)
        yield
        follow_language(lab)
        self.labs[key] = lab
        self.made.emit(lab)

    def begin_others(self) -> None:
        """Make the other labs while nothing moves, so that they are shown at once."""
        self._clock.start()

    @Slot()
    def _go_on(self) -> None:
        playback = self._services.playback
        is_list_open = QApplication.activePopupWidget() is not None  # which a widget made meanwhile would close
        if playback.running or playback.is_replaying or is_list_open:
            self._clock.start(_IDLE_MS)
        elif next(self._others, OVER) is not OVER:
            self._clock.start(_STEP_MS)

    def _make_others(self) -> Iterator[None]:
        for key in LABS:
            if key not in self.labs:
                yield from self.steps_of(key)
                yield from self._stage.draw_hidden(self.labs[key])

    def finish(self) -> None:
        """Make whole what is begun: widgets that have no window yet would be left behind."""
        self._clock.stop()
        for steps in self._making.values():
            do_all(steps)
