"""A room whose lab waits for what analysis finds, with mouse and keys for its panels and plots."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from tests.gui import acts
from tests.gui.acts import Room
from tests.gui.interaction import (
    LEFT,
    PLAIN,
    choose,
    click_entry,
    context_menu,
    go_to,
    press,
    press_drag,
    turn_wheel,
    type_into,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gui.plots.base.plot import Plot
    from gui.widgets.fields.choice import Choice
    from gui.widgets.fields.formula_field import FormulaField
    from model.experiment import Experiment


@dataclass
class Stage(Room):
    """A room with mouse and keys for the panels and plots of a lab."""

    def show(self, experiment: Experiment, row: int = 0) -> None:
        """Show an experiment with all that is known of it, at a row, with nothing to undo."""
        self.lab.focus_picture()  # when a page is hidden the focus goes to whatever comes next
        self.set_back(experiment.lab, experiment)
        self.wait(lambda: self.window.playback.experiment == experiment and self.lab.analysis.found is not None)
        go_to(self.qtbot, self.window, row)
        QApplication.processEvents()

    def wait(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()))

    def nothing_changed(self) -> bool:
        """Tell whether the experiment is the one shown at first, with nothing to undo."""
        return self.experiment == self.before and self.window.stack.count() == 0

    # ---- keys

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN, widget: QWidget | None = None) -> None:
        """Press a key where the keyboard is, or after going to a widget."""
        if widget is not None:
            widget.setFocus()
        press(self.qtbot, self.window, key, modifiers)

    def write(self, edit: QWidget, text: str) -> None:
        """Write a text into a field in place of what it holds, and press Enter."""
        self.reveal(edit)
        type_into(self.qtbot, edit, text)  # type: ignore[arg-type]

    def formula(self, formula: FormulaField, text: str) -> None:
        """Write a formula, and leave it once it has been read."""
        self.reveal(formula.edit)
        self.qtbot.mouseClick(formula.edit, LEFT)
        formula.edit.selectAll()
        self.qtbot.keyClicks(formula.edit, text)
        self.wait(lambda: not formula._soon.isActive())
        self.qtbot.keyClick(formula.edit, Qt.Key.Key_Return)

    # ---- lists, buttons, sections

    def reveal(self, widget: QWidget) -> None:
        """Scroll the panel until a widget is in sight."""
        area: Any = widget.parentWidget()
        while area is not None and not (isinstance(area, QScrollArea) and area.widgetResizable()):
            area = area.parentWidget()
        QApplication.processEvents()
        if area is not None:
            area.ensureWidgetVisible(widget)
        assert widget.isVisible(), f"{widget} is not to be seen"

    def click(self, button: QWidget, at: QPoint | None = None) -> None:
        self.reveal(button)
        self.qtbot.waitUntil(lambda: button.rect().contains(at or QPoint()))  # it may not be laid out yet
        self.qtbot.mouseClick(button, LEFT, pos=button.rect().center() if at is None else at)

    def choose(self, choice: Choice, key: str) -> None:
        self.reveal(choice.combo)
        choose(self.qtbot, choice, key)

    def unfold(self, section: Any) -> None:
        """Open a section by its heading, if it is closed."""
        if not section.is_open():
            self.click(section.header)
        assert section.is_open()

    # ---- plots

    def value_at(self, plot: Plot, at: QPoint) -> tuple[float, float]:
        """Return the values that stand at a place of a plot."""
        return plot.value(plot.place(QPointF(at)))

    def meant_at(self, plot: Plot, at: QPoint) -> tuple[float, float]:
        """Return the values at a place, with the decimals that one pixel tells."""
        x, y = map(shortened, self.value_at(plot, at), plot.unit())
        return x, y

    def drag(self, plot: Plot, start: QPoint, end: QPoint) -> tuple[float, float]:
        """Drag from one place to another; return the values that the latter means."""
        value = self.meant_at(plot, end)
        press_drag(self.qtbot, plot, start, end)
        return value

    def click_plot(self, plot: Plot, at: QPoint, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        self.qtbot.mouseMove(plot.viewport(), at)
        self.qtbot.mouseClick(plot.viewport(), LEFT, modifiers, at)

    def wheel(self, widget: Any, at: QPoint, notches: int = 1) -> None:
        turn_wheel(widget.viewport() if hasattr(widget, "viewport") else widget, at, notches)

    def menu(self, plot: Plot, at: QPoint, entry: int) -> None:
        """Ask for a plot's menu with the right button, and click on an entry."""
        click_entry(self.qtbot, context_menu(plot, at), entry)
        assert QApplication.activePopupWidget() is None


def shortened(value: float, pixel: float) -> float:
    """Return a number with no digit behind the first of a pixel."""
    return float(Decimal(value).quantize(Decimal(1).scaleb(Decimal(pixel).adjusted())))


@dataclass(frozen=True)
class Act:
    """A row of the table.

    Attributes
    ----------
    name : str
        What must hold, as a test is named.
    do : callable
        Acts; it may return further fields of the experiment expected, where they depend on places in the picture.
    fields : mapping
        The fields in which the experiment must differ afterwards.
    undo : str, optional
        The template of the one entry in the undo menu; None where nothing may be undone.
    seen : callable
        Whether what must be seen is seen.
    given : mapping
        The fields in which the experiment is another than that of the table, before the act.
    row : int
        Where the cursor is, before the act.
    """

    name: str
    do: Callable[[Stage], Mapping[str, Any] | None]
    fields: Mapping[str, Any] = field(default_factory=dict)
    undo: str | None = None
    seen: Callable[[Any], object] = lambda _stage: True
    given: Mapping[str, Any] = field(default_factory=dict)
    row: int = 0


def perform(stage: Stage, experiment: Experiment, act: Act) -> None:
    """Do what a row says, look at what it says must come of it, and take it back."""
    stage.show(replace(experiment, **act.given), act.row)  # type: ignore[arg-type]
    found: dict[str, Any] = dict(act.fields)

    def do(_room: Room) -> None:
        found.update(act.do(stage) or {})

    acts.perform(stage, acts.Act(act.name, do, lambda room: room.changed(**found), act.undo, act.seen))
