"""The page with the table of all rows, and the values at the cursor."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from gui.widgets.pages import ValuesPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.run.descent_shown import DescentShown
    from gui.run.lab_run import LabRun
    from model.descent.history import History


class ShownValues(QObject):
    """Shows the rows of a descent while their page is open; a page that is not has nothing of another run or row.

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
        self._are_replaced = False
        """Whether they have been written again since."""
        self.page.rowActivated.connect(self._row_activated)
        self.page.shown.connect(run.draw)
        run.historyChanged.connect(self.forget)
        run.rowsReplaced.connect(self._write_again)
        run.rowsDropped.connect(self._drop)
        run.drawRequested.connect(self._draw)

    @Slot()
    def forget(self) -> None:
        """Take the rows away, until those of another descent are drawn."""
        if self._history is not None:
            self._history = None
            self.page.table.set_source(None)  # hidden, it may be laid out again before it gets the new rows

    @Slot()
    def _drop(self) -> None:
        self.forget()
        self.page.readouts.set_values([])

    @Slot()
    def _write_again(self) -> None:
        self._are_replaced = True

    @Slot()
    def _draw(self) -> None:
        if not self.page.isVisible():
            self.page.readouts.set_values([])  # of a row that the cursor may have left
            return
        shown = self._shown()
        if shown is None:
            return
        table, history = self.page.table, shown.history
        rows = partial(self._cells, history), len(history)
        if self._history is None:
            table.set_source(*rows)
        elif self._are_replaced:
            table.refresh(*rows)
        else:
            table.grow(*rows)
        self._history, self._are_replaced = history, False
        table.set_current(shown.index)
        self.page.readouts.set_values(self._readouts(shown))

    @Slot(int)
    def _row_activated(self, index: int) -> None:
        if self._history is not None:
            self._run.playback.go_to(self._history.step_at(index))
