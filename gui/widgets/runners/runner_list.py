"""The runners of a race, up to eight, with everything that can be done to them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.widgets.arranged import column, take_out
from gui.widgets.error_label import ErrorLabel
from gui.widgets.parts import NoteLabel, icon, px
from gui.widgets.runners.runner_card import RunnerCard, RunnerItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.widgets.fields.choice import Items

_MOST = 8
_STEPS = 1000
"""Steps of the bar of progress."""
_KEYS = {"Alt+Up": "up", "Alt+Down": "down", "Ctrl+D": "duplicate", "Alt+Delete": "remove"}


class RunnerList(QWidget):
    """A card for each runner, buttons to add one and to tune them all.

    It changes nothing by itself: the receiver of its signals shows the change with `set_runners`. Where a signal is
    about one runner it carries its index: ``edited`` with what that of its `RunnerCard` carries, ``moveAsked`` with the
    index to move it to.
    """

    edited = Signal(int, str, object)
    committed = Signal()
    addAsked = Signal()
    duplicateAsked = Signal(int)
    removeAsked = Signal(int)
    moveAsked = Signal(int, int)
    selected = Signal(int)
    tuningAsked = Signal()
    tuningCancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[RunnerCard] = []
        self._optimizers: Items = ()
        self._most = _MOST
        self.selected_index = 0
        self._tuning: float | None = None
        self.tuning_text = NoteLabel()
        self.add, self.tune = QPushButton(), QPushButton()
        self.error = ErrorLabel(self.add)
        self.progress = QProgressBar()
        self.progress.setRange(0, _STEPS)
        self.progress.setTextVisible(False)
        self._build()
        for keys, what in _KEYS.items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setProperty("what", what)
            shortcut.activated.connect(self._key_pressed)
        theme.changed.connect(self._draw)
        self.set_tuning(None)
        follow_language(self)
        self._draw()

    def _build(self) -> None:
        self._column = QVBoxLayout()
        self._column.setSpacing(px(6))
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        for button in (self.add, self.tune):
            buttons.addWidget(button, 1)
        self.add.clicked.connect(self.addAsked)
        self.tune.clicked.connect(self._tune_clicked)
        column(self, px(6), self._column, buttons, self.progress, self.tuning_text)

    # ---- what is shown

    def set_optimizers(self, items: Items) -> None:
        """Fill the lists of optimizers with (key, title, tooltip)."""
        self._optimizers = items
        for card in self.cards:
            card.optimizer.set_items(items)

    def set_runners(self, items: Sequence[RunnerItem]) -> None:
        """Show these runners, in order; what is being typed in a card stays there."""
        while len(self.cards) > len(items):
            take_out(self._column, self.cards.pop())
        while len(self.cards) < len(items):
            self._append_card()
        for card, item in zip(self.cards, items, strict=True):
            if card.item != item:
                card.show_item(item)
        self.set_selected(min(self.selected_index, max(len(items) - 1, 0)))
        self._allow()

    def _append_card(self) -> None:
        card = RunnerCard()
        card.optimizer.set_items(self._optimizers)
        card.edited.connect(self._edited)
        card.committed.connect(self.committed)
        card.asked.connect(self._asked)
        card.selected.connect(self._card_selected)
        self.cards.append(card)
        self._column.addWidget(card)

    def set_most(self, most: int) -> None:
        """Set how many runners there may be."""
        self._most = most
        self._allow()

    def _allow(self) -> None:
        count = len(self.cards)
        for index, card in enumerate(self.cards):
            card.allow(up=index > 0, down=index < count - 1, remove=count > 1, duplicate=count < self._most)
        self.add.setEnabled(count < self._most)
        self.retranslate()

    def set_selected(self, index: int) -> None:
        """Frame a runner without a signal."""
        self.selected_index = index
        for other, card in enumerate(self.cards):
            card.set_selected(other == index and len(self.cards) > 1)

    def set_tuning(self, progress: float | None, text: str = "") -> None:
        """Show how far the search for good learning rates is, from 0 to 1, or None; and what it does or has found."""
        self._tuning = progress
        self.progress.setVisible(progress is not None)
        if progress is not None:
            self.progress.setValue(round(_STEPS * progress))
        self.tuning_text.setText(text)
        self.retranslate()

    # ---- mouse and keyboard

    def _sender_index(self) -> int:
        return next(index for index, card in enumerate(self.cards) if card is self.sender())

    @Slot(str, object)
    def _edited(self, what: str, value: object) -> None:
        self.edited.emit(self._sender_index(), what, value)

    @Slot()
    def _card_selected(self) -> None:
        self._select(self._sender_index())

    def _select(self, index: int) -> None:
        if index != self.selected_index:
            self.set_selected(index)
            self.selected.emit(index)

    @Slot(str)
    def _asked(self, what: str) -> None:
        self._do(self._sender_index(), what)

    @Slot()
    def _key_pressed(self) -> None:
        self._do(self.selected_index, self.sender().property("what"))

    def _do(self, index: int, what: str) -> None:
        last = len(self.cards) - 1
        target = index + {"up": -1, "down": 1}.get(what, 0)
        if what == "duplicate" and last + 1 < self._most:
            self.duplicateAsked.emit(index)
        elif what == "remove" and last > 0:
            self._shift_open(index)
            self.removeAsked.emit(index)
        elif target != index and 0 <= target <= last:
            one, other = self.cards[index], self.cards[target]
            opened = one.is_open(), other.is_open()
            one.set_open(opened[1])
            other.set_open(opened[0])
            self.moveAsked.emit(index, target)
            self._select(target)

    def _shift_open(self, index: int) -> None:
        """Leave the knobs of the runners after one that is removed unfolded, or folded."""
        for card, after in pairwise(self.cards[index:]):
            card.set_open(after.is_open())

    @Slot()
    def _tune_clicked(self) -> None:
        (self.tuningAsked if self._tuning is None else self.tuningCancelled).emit()

    # ---- look

    @Slot()
    def _draw(self) -> None:
        for button, name in ((self.add, "mdi6.plus"), (self.tune, "mdi6.scale-balance")):
            button.setIcon(icon(name, theme.tokens.muted))
            button.setIconSize(QSize(px(14), px(14)))

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self.add.setText(translate("runner_list", "Add runner"))
        add = translate("runner_list", "Add another runner with the same start and budget")
        full = translate("runner_list", "A race has at most {most} runners").format(most=self._most)
        self.add.setToolTip(add if len(self.cards) < self._most else full)
        if self._tuning is None:
            self.tune.setText(translate("runner_list", "Tune all"))
            tip = translate("runner_list", "Find for each runner the learning rate that does best with this budget")
        else:
            self.tune.setText(translate("runner_list", "Cancel"))
            tip = translate("runner_list", "Stop the search and keep the learning rates as they were")
        self.tune.setToolTip(tip)
