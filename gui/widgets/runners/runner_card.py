"""One runner of a race: its look, name, optimizer and learning rate, and all its knobs below when unfolded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QWidget

from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.plots.base.drawing import fitted_font
from gui.widgets.arranged import column, row_of
from gui.widgets.error_label import ErrorLabel
from gui.widgets.fields.choice import Choice
from gui.widgets.fields.knob_panel import KnobItem, KnobPanel
from gui.widgets.fields.number_edit import NumberEdit
from gui.widgets.parts import IconButton, KeptLineEdit, NoteLabel, px, set_state
from gui.widgets.runners.runner_heading import Swatch

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QResizeEvent

_LONGEST_NAME = 60
_HIGHEST_RATE = 1e6
_ICON = 15


class RunnerItem(NamedTuple):
    """One runner: the index of its look in `RUNNER_STYLES`, its own name or none, and what it is called without one.

    ``optimizer`` is the key of its update rule, ``knobs`` are all but the learning rate. ``shown`` tells whether its
    path is on the map, ``note`` is a sentence about it, such as what a search for its learning rate has found.
    """

    style: int
    label: str
    title: str
    optimizer: str
    rate: float
    knobs: tuple[KnobItem, ...] = ()
    shown: bool = True
    note: str = ""


class _Name(KeptLineEdit):
    """The name, in smaller type where it is long."""

    def __init__(self) -> None:
        super().__init__()
        theme.changed.connect(self.fit)

    @Slot()
    def fit(self) -> None:
        """Choose the size of the type."""
        font = fitted_font(QApplication.font(), self.text() or self.placeholderText(), self.width() - px(22))
        if font.pixelSize() != self.font().pixelSize():
            self.setFont(font)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the name into another width."""
        super().resizeEvent(event)
        self.fit()


class RunnerCard(QFrame):
    """The widgets of one runner.

    ``edited`` tells what ("label", "optimizer", "shown", or a knob's name) is now what, ``committed`` that typing or
    stepping is over. ``asked`` carries "duplicate", "remove", "up" or "down" when that was pressed; ``selected`` tells
    that the mouse was pressed here, or the focus came here.
    """

    edited = Signal(str, object)
    committed = Signal()
    asked = Signal(str)
    selected = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.item = RunnerItem(0, "", "", "", 0.0)
        self.setProperty("role", "card")
        self.swatch = Swatch()
        self.name = _Name()
        self.name.setMaxLength(_LONGEST_NAME)
        self.eye = IconButton("mdi6.eye-outline", _ICON, "muted")
        self.fold = IconButton("mdi6.chevron-right", _ICON, "muted")
        self.optimizer = Choice()
        self.rate = NumberEdit(0.1, low=0.0, high=_HIGHEST_RATE, low_open=True)
        self.rate.set_wide(88)
        self.note, self.problem = NoteLabel(), ErrorLabel(self.rate)
        self.knobs = KnobPanel()
        self.up, self.down, self.duplicate, self.remove = (
            IconButton(f"mdi6.{name}", _ICON, "muted")
            for name in ("arrow-up", "arrow-down", "content-duplicate", "trash-can-outline")
        )
        self._build()
        self._connect()
        self.set_open(False)
        follow_language(self)

    def _build(self) -> None:
        head = row_of(px(4), self.swatch, self.name)
        head.setStretch(1, 1)
        rate = row_of(px(4), QLabel("η"), self.rate, self.eye, self.fold)
        actions = row_of(px(4), self.up, self.down, self.duplicate, self.remove)
        rate.insertStretch(2)
        actions.insertStretch(2)
        self._content = QWidget()
        column(self._content, px(4), self.knobs, actions).setContentsMargins(0, px(4), 0, 0)
        layout = column(self, px(4), head, self.optimizer, rate, self.note, self._content)
        layout.setContentsMargins(px(8), px(6), px(6), px(6))

    def _connect(self) -> None:
        self.name.textEdited.connect(self._named)
        self.name.editingFinished.connect(self._name_left)
        self.eye.clicked.connect(self._eye_clicked)
        self.fold.clicked.connect(self._fold_clicked)
        self.optimizer.chosen.connect(self._rule_chosen)
        self.rate.edited.connect(self._rate_edited)
        self.rate.finished.connect(self.committed)
        self.rate.problem.connect(self.problem.show_error)
        self.knobs.changed.connect(self.edited)
        self.knobs.committed.connect(self.committed)
        buttons = {"up": self.up, "down": self.down, "duplicate": self.duplicate, "remove": self.remove}
        for what, button in buttons.items():
            button.setProperty("what", what)
            button.clicked.connect(self._asked)
        for widget in (self.name, self.eye, self.fold, self.optimizer.combo, self.rate, *buttons.values()):
            widget.installEventFilter(self)

    # ---- what is shown

    def show_item(self, item: RunnerItem) -> None:
        """Show another state of the runner; a name being typed is left alone."""
        self.item = item
        self.swatch.set_style(item.style)
        self.swatch.setEnabled(item.shown)
        if item.label != self.name.text().strip():
            self.name.setText(item.label)
        if not self.name.isModified():
            self.name.kept = item.label
        self.name.setPlaceholderText(item.title)
        self.name.fit()
        self.eye.set_icon("mdi6.eye-outline" if item.shown else "mdi6.eye-off-outline")
        self.optimizer.set_current(item.optimizer)
        self.rate.set_value(item.rate)
        self.knobs.set_items(item.knobs)
        self.note.setText(item.note)
        self._name_controls()

    def allow(self, *, up: bool, down: bool, remove: bool, duplicate: bool) -> None:
        """Enable the buttons for what can be done with a runner at this index of the list."""
        self.up.setEnabled(up)
        self.down.setEnabled(down)
        self.remove.setEnabled(remove)
        self.duplicate.setEnabled(duplicate)

    def set_selected(self, selected: bool) -> None:
        """Frame the card, or not."""
        set_state(self, "selected", selected)

    def is_open(self) -> bool:
        """Whether the knobs are unfolded."""
        return not self._content.isHidden()

    def set_open(self, opened: bool) -> None:
        """Unfold the knobs, or fold them."""
        self._content.setVisible(opened)
        self.fold.set_icon("mdi6.chevron-down" if opened else "mdi6.chevron-right")
        self._name_controls()

    def retranslate(self) -> None:
        """Show all names in the language of the window."""
        self.optimizer.set_texts(
            translate("runner_list", "Optimizer"),
            translate("runner_list", "The rule that turns a gradient into a step"),
        )
        self.optimizer.heading.hide()  # it is clear without one, and eight of them would be too many
        self.up.set_texts(translate("runner_list", "Move up"), translate("runner_list", "Move up (Alt+Up)"))
        self.down.set_texts(translate("runner_list", "Move down"), translate("runner_list", "Move down (Alt+Down)"))
        self.duplicate.set_texts(
            translate("runner_list", "Duplicate"), translate("runner_list", "Duplicate this runner (Ctrl+D)")
        )
        self.remove.set_texts(
            translate("runner_list", "Remove"), translate("runner_list", "Remove this runner (Alt+Delete)")
        )
        self._name_controls()

    def _name_controls(self) -> None:
        called = self.item.label or self.item.title
        self.setAccessibleName(called)
        self.name.setAccessibleName(translate("runner_list", "Name of the runner"))
        self.name.setToolTip(translate("runner_list", "Name of the runner; empty: what its optimizer is called"))
        rate = translate("runner_list", "Learning rate η of {name}").format(name=called)
        self.rate.setAccessibleName(rate)
        self.rate.setToolTip(rate)
        hide, show = translate("runner_list", "Hide on the map"), translate("runner_list", "Show on the map")
        self.eye.set_texts(hide if self.item.shown else show)
        fold = translate("runner_list", "Hide the settings")
        self.fold.set_texts(fold if self.is_open() else translate("runner_list", "Show all settings"))

    # ---- mouse and keyboard

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the runner."""
        self.selected.emit()
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Select the runner whose controls get the focus."""
        if event.type() == QEvent.Type.FocusIn:
            self.selected.emit()
        return super().eventFilter(watched, event)

    @Slot(str)
    def _named(self, text: str) -> None:
        self.name.fit()
        self.edited.emit("label", text.strip())

    @Slot()
    def _name_left(self) -> None:
        if self.name.isModified():
            self.name.setModified(False)
            self.name.kept = self.name.text()
            self.committed.emit()

    @Slot()
    def _eye_clicked(self) -> None:
        self.edited.emit("shown", not self.item.shown)

    @Slot()
    def _fold_clicked(self) -> None:
        self.set_open(not self.is_open())
        self.selected.emit()

    @Slot(str)
    def _rule_chosen(self, key: str) -> None:
        self.edited.emit("optimizer", key)
        self.committed.emit()

    @Slot(object)
    def _rate_edited(self, rate: float) -> None:
        self.edited.emit("learning_rate", rate)

    @Slot()
    def _asked(self) -> None:
        self.asked.emit(self.sender().property("what"))
