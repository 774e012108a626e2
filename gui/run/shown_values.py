"""The page with the table of all rows, and the values at the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from gui.widgets.pages import ValuesPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.run.descent_shown import DescentShown
    from gui.run.lab_run import LabRun
    from model.descent.history import History


class ShownValues(QObject):
    """Shows the rows of a descent while their page is open.

    ``shown`` returns the descent to show; ``cells`` the cells of the row at an index of a history, its figures with so
    many significant digits at most; ``readouts`` names and values beside the table, in order.
    """

    def __init__(
        self,
        run: LabRun[Any],
        shown: Callable[[], DescentShown | None],
        cells: Callable[[History, int, int], tuple[str, ...]],
        readouts: Callable[[DescentShown], list[tuple[str, str]]],
    ) -> None:
        super().__init__(run)
        self.page = ValuesPage()
        self._run = run
        self._shown = shown
        self._cells = cells
        self._readouts = readouts
        self._history: History | None = None
        """The rows in the table, as they were drawn last; None where it is to get those of another run."""
        self.page.rowActivated.connect(self._row_activated)
        self.page.shown.connect(run.draw)
        run.historyChanged.connect(self.forget)
        run.rowsReplaced.connect(self.page.table.refresh)
        run.drawRequested.connect(self._draw)

    @Slot()
    def forget(self) -> None:
        """Take the rows away, until those of another descent are drawn."""
        if self._history is not None:
            self._history = None
            self.page.table.set_source(None)  # hidden, it may be laid out again before it gets the new rows

    @Slot()
    def _draw(self) -> None:
        shown = self._shown() if self.page.isVisible() else None
        if shown is None:
            return
        table, is_new = self.page.table, self._history is None
        self._history = shown.history
        if is_new:
            table.set_source(self._row, len(shown.history))
        table.set_length(len(shown.history))
        table.set_current(shown.index)
        self.page.readouts.set_values(self._readouts(shown))

    def _row(self, index: int, digits: int) -> tuple[str, ...]:
        return () if self._history is None else self._cells(self._history, index, digits)

    @Slot(int)
    def _row_activated(self, index: int) -> None:
        shown = self._shown()
        if shown is not None:
            self._run.playback.go_to(shown.history.step_at(index))
