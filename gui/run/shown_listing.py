"""The page with the PyTorch program of the experiment, and its lit line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot

from gui.look.text import render
from gui.widgets.code.code_view import CodeView
from model.kinds import listing
from model.message import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gui.run.lab_run import LabRun
    from model.listing.source_text import Listing


class ShownListing(QObject):
    """Writes the listing of the experiment on its page whenever it changes.

    ``listing`` returns the listing of an experiment, or raises `Refused`, where it depends on more than the experiment.
    """

    def __init__(self, run: LabRun[Any], listing: Callable[[Any], Listing] = listing) -> None:
        super().__init__(run)
        self.page = CodeView()
        self.lines: Mapping[str, int] = {}
        """The number of each line that can be lit, by its key."""
        self._run = run
        self._listing = listing
        self._lit = ""
        self._clock = QTimer(self, singleShot=True, interval=0)
        self._clock.timeout.connect(self.write)
        run.document.changed.connect(self._clock.start)
        run.activeChanged.connect(self._active_changed)

    @Slot(bool)
    def _active_changed(self, active: bool) -> None:
        if active:
            self.write()

    @Slot()
    def write(self) -> None:
        """Write the listing now."""
        try:
            listing = self._listing(self._run.experiment)
        except Refused as refusal:
            self.page.set_code("# " + render(refusal.message))
            self.lines = {}
            return
        self.page.set_code(listing.source)
        self.lines = dict(listing.lines)
        self.light(self._lit)

    def light(self, key: str) -> None:
        """Light the line of this key, if there is one."""
        self._lit = key
        self.page.set_lit_line(self.lines.get(key))
