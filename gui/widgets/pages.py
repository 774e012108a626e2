"""The pages of the side panel that every descending lab has: Values and Explain."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from gui.look.numbers import unbroken_numbers
from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.widgets.arranged import column, scroll
from gui.widgets.fields.section import Section
from gui.widgets.mathematics.update_view import UpdateView
from gui.widgets.parts import NoteLabel, make_selectable
from gui.widgets.runners.runner_heading import RunnerHeading
from gui.widgets.tables.readouts import Readouts
from gui.widgets.tables.value_table import ValueTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QShowEvent

    from gui.widgets.mathematics.update_view import UpdateBlock


_FLICKER_MS = 150
"""For how long the update of the row before stays while that of the next is computed: else each step would flicker."""


class Page(QWidget):
    """A page of the side panel that is filled only while it is shown; ``shown()`` says that it is now."""

    shown = Signal()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is to be shown."""
        super().showEvent(event)
        self.shown.emit()


class ValuesPage(Page):
    """Readouts of the row at the cursor over the table of all rows."""

    rowActivated = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.runner = RunnerHeading()
        self.readouts = Readouts()
        self.table = ValueTable()
        self.table.rowActivated.connect(self.rowActivated)
        column(self, 8, self.runner, self.readouts, self.table, margin=12).setStretch(2, 1)


class PhaseItem(NamedTuple):
    """One phase of a step: its name in code, what it is called, and its numbers as text."""

    name: str
    title: str
    lines: tuple[str, ...]


class ExplainPage(Page):
    """The verdict so far, the five phases of the step with their numbers, and the update line by line."""

    phaseRequested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.runner = RunnerHeading()
        self._heading = QLabel()
        self._heading.setProperty("role", "heading")
        self._verdict = QLabel(wordWrap=True)
        make_selectable(self._verdict)
        self._phases: list[QLabel] = []
        self._room = QWidget()
        self._room_column = column(self._room, 0)
        self._end = NoteLabel()
        self._is_past = False
        self._button = QPushButton()
        self._button.clicked.connect(self.phaseRequested)
        self._items: tuple[PhaseItem, ...] = ()
        self._current: int | None = None
        self._drawn: object = None
        self._revealed: object = None
        self.step_section = Section(opened=True)
        self.step_section.add_widget(self._room)
        self.update_section = Section(opened=True)
        self.update_view = UpdateView()
        self.update_section.add_widget(self.update_view)
        self._hint = NoteLabel()
        head, body = QWidget(), QWidget()
        column(head, 8, self.runner, self._heading, self._button, margin=12)
        self._area = scroll(body, self._verdict, self._end, self._hint, self.update_section, self.step_section)
        column(self, 0, head, body).setStretch(1, 1)  # the button stays where it is, whatever stands below it
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._reveal)
        self._waits = QTimer(self, singleShot=True, interval=_FLICKER_MS)
        self._waits.timeout.connect(self._clear_update)
        theme.changed.connect(self._draw)
        follow_language(self)

    def show_run(
        self,
        heading: str,
        verdict: str,
        phases: Sequence[PhaseItem],
        current: int | None,
        update: Sequence[UpdateBlock],
        hint: str,
        *,
        end: str,
        is_past: bool,
        goes_on: bool,
    ) -> None:
        """Show where the cursor is, the verdict on the run up to it, and the step from this row to the next.

        ``phases`` and ``update`` are empty while the step is replayed; ``current`` is the phase that the cursor is in,
        ``hint`` why there is nothing to see of the step, and ``end`` how the run ends at this row: ``is_past`` where no
        update follows, and ``update`` is the one that led here, and not ``goes_on`` where there is no next phase.
        """
        self._button.setEnabled(goes_on)
        self._heading.setText(heading)
        self._verdict.setText(verdict)
        self._verdict.setVisible(bool(verdict))
        self._end.setText(end)
        self._is_past = is_past
        self._name_update()
        self._items = tuple(phases)
        self._current = current
        self._hint.setText(hint)
        if update or hint:
            self._waits.stop()
            self.update_view.setMinimumHeight(0)
            self.update_view.set_blocks(update, self.runner.style_shown)
        elif self.update_view.blocks and not self._waits.isActive():
            self._waits.start()
        is_explained = not hint and bool(self.update_view.minimumHeight() or self.update_view.blocks)
        self.update_section.setVisible(is_explained)
        self.step_section.setVisible(is_explained)
        self._draw()

    def clear(self) -> None:
        """Show nothing of any step."""
        self.show_run("", "", (), None, (), "", end="", is_past=False, goes_on=False)
        self._waits.stop()
        self._clear_update()
        for label in self._phases:
            label.clear()

    @Slot()
    def _clear_update(self) -> None:
        """Take the update of another row away, and keep its room."""
        self.update_view.setMinimumHeight(self.update_view.height())
        self.update_view.set_blocks((), self.runner.style_shown)

    @Slot()
    def _draw(self) -> None:
        tokens = theme.tokens
        wanted = (self._items, self._current, tokens)
        if wanted != self._drawn:
            self._drawn = wanted
            # Until the phases of another step are there they keep their room, so that the page does not jump.
            self._room.setMinimumHeight(0 if self._items else self._room.height())
            while len(self._phases) < len(self._items):
                self._add_phase()
            for index, label in enumerate(self._phases):
                label.setVisible(index < len(self._items))
            for index, (item, label) in enumerate(zip(self._items, self._phases, strict=False)):
                numbers = unbroken_numbers("<br>".join(escape(line) for line in item.lines))
                label.setText(f"<b>{index + 1}. {escape(item.title)}</b><br>{numbers}")
                label.setStyleSheet(f"background-color: {tokens.lit};" if index == self._current else "")
        if self._items and (self._items, self._current, self.update_view.blocks) != self._revealed:
            self._revealed = (self._items, self._current, self.update_view.blocks)
            self._soon.start()

    def _add_phase(self) -> None:
        label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText, margin=6)
        make_selectable(label)
        self._phases.append(label)
        self._room_column.addWidget(label)

    @Slot()
    def _reveal(self) -> None:
        """Scroll to the phase that the cursor is in, once all is laid out."""
        if self._current is not None and self._current < len(self._items):
            self._area.ensureWidgetVisible(self._phases[self._current], 0, 1)

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self.step_section.set_title(translate("pages", "The step, phase by phase"))
        self._name_update()
        self._button.setText(translate("pages", "Next phase (Shift+→)"))
        self._button.setToolTip(
            translate("pages", "One epoch has five phases: zero, forward, loss, backward, update. Go on by one")
        )

    def _name_update(self) -> None:
        if self._is_past:
            title = translate("pages", "The update that led here, line by line")
            tooltip = translate("pages", "How the optimizer made these parameters: symbols, numbers, the result")
        else:
            title = translate("pages", "The update, line by line")
            tooltip = translate(
                "pages", "How the optimizer makes the next parameters: symbols, this step's numbers, the result"
            )
        self.update_section.set_title(title, tooltip)
