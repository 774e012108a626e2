"""A choice of one from a list, with its heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QWidget,
)

from gui.look.theme import theme
from gui.plots.base.drawing import fitted_font
from gui.widgets.arranged import column
from gui.widgets.parts import HeadingLabel, icon, px

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from PySide6.QtGui import QKeyEvent, QPaintEvent, QWheelEvent

    Items: TypeAlias = Sequence[tuple[str, str, str]]
    """The key, title and tooltip of each entry of a list."""
    GroupedItems: TypeAlias = Sequence[tuple[str | None, str, str]]
    """The same with headings, which have no key and cannot be chosen."""

_SHOWN = 12
_CHECK = 14


class Combo(QComboBox):
    """The list, which Enter opens and the wheel passes over."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # its own lets the wheel give it the focus

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the panel around instead."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box and its text, in smaller type where it is long; with dots for what does not fit even so."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        if self.currentIndex() < 0:
            option.currentText = self.placeholderText()
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        text: str = option.currentText
        room = field.width() - px(4)
        font = fitted_font(self.font(), text, room)
        painter.setFont(font)
        option.fontMetrics = QFontMetrics(font)
        option.currentText = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def showPopup(self) -> None:
        """Make the list as wide as its longest entry, in one frame."""
        needed = self.view().sizeHintForColumn(0) + px(28)
        self.view().setMinimumWidth(max(needed, self.width() - 2))
        tokens, around = theme.tokens, self.view().parentWidget()
        assert around is not None
        around.setStyleSheet(  # those of the widgets around do not reach it
            f"QComboBoxPrivateContainer {{ background: {tokens.panel}; border: 1px solid {tokens.hairline}; }}"
        )
        self.view().setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)  # which says that there is more
        super().showPopup()

    def minimumSizeHint(self) -> QSize:
        """Return less than the longest entry needs: the column is narrower than some."""
        return QSize(px(64), super().minimumSizeHint().height())


class _Entries(QStyledItemDelegate):
    """Draws the entries of the list of a box, and a check beside the current one; headings as those of the fields."""

    def __init__(self, combo: Combo) -> None:
        super().__init__(combo)
        self._combo = combo

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Set the face, which is not that of the box."""
        super().initStyleOption(option, index)
        option.decorationPosition = QStyleOptionViewItem.Position.Right  # type: ignore[attr-defined]
        option.decorationSize = QSize(px(_CHECK), px(_CHECK))  # type: ignore[attr-defined]
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration  # type: ignore[attr-defined]
        if index.row() == self._combo.currentIndex():
            option.icon = icon("mdi6.check", theme.tokens.text)  # type: ignore[attr-defined]
        is_heading = not index.flags() & Qt.ItemFlag.ItemIsEnabled
        option.font.setPixelSize(px(11 if is_heading else 13))  # type: ignore[attr-defined]
        option.font.setWeight(QFont.Weight.DemiBold if is_heading else QFont.Weight.Normal)  # type: ignore[attr-defined]


class Choice(QWidget):
    """A heading over a list of entries; ``chosen`` carries the key of another that was chosen there."""

    chosen = Signal(str)

    def __init__(self, combo: Combo | None = None) -> None:
        super().__init__()
        self.heading = HeadingLabel()
        self.combo = combo or Combo()
        self.combo.setItemDelegate(_Entries(self.combo))  # its own does not follow the style sheet
        self.combo.setMaxVisibleItems(_SHOWN)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(8)
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._items: tuple[tuple[str | None, str, str], ...] = ()
        self._current: str | None = None
        self._tooltip = ""
        column(self, px(4), self.heading, self.combo)
        self.setFocusProxy(self.combo)
        self.combo.activated.connect(self._activated)

    def set_items(self, items: GroupedItems) -> None:
        """Fill the list with (key, text, tooltip), in order; the same key stays chosen if it is still there."""
        if tuple(items) == self._items:
            return
        self._items = tuple(items)
        self.combo.clear()
        for row, (key, text, tooltip) in enumerate(items):
            self.combo.addItem(text, key)
            self.combo.setItemData(row, tooltip, Qt.ItemDataRole.ToolTipRole)
            if key is None:
                self.combo.model().item(row).setEnabled(False)  # type: ignore[attr-defined]
        self._show_current()

    def set_current(self, key: str | None) -> None:
        """Show the entry of ``key`` without a signal; None shows the placeholder."""
        if key != self._current:
            self._current = key
            self._show_current()

    def current(self) -> str | None:
        """Return the key of the entry shown."""
        return self._current

    def set_texts(self, heading: str, tooltip: str = "", placeholder: str = "") -> None:
        """Set the heading (also the name for screen readers), the tooltip, and what stands for no entry."""
        self.heading.setText(heading)
        self.combo.setAccessibleName(heading)
        self.combo.setPlaceholderText(placeholder)
        self._tooltip = tooltip or heading
        self._show_tooltip()

    def _show_current(self) -> None:
        index = -1 if self._current is None else self.combo.findData(self._current)
        if index != self.combo.currentIndex():
            self.combo.setCurrentIndex(index)
        self._show_tooltip()

    def _show_tooltip(self) -> None:
        index = self.combo.currentIndex()
        parts = [self._tooltip]
        if index >= 0:
            entry = self.combo.itemData(index, Qt.ItemDataRole.ToolTipRole)
            parts.append(": ".join(part for part in (self.combo.itemText(index), entry) if part))
        self.combo.setToolTip("\n".join(part for part in parts if part))

    @Slot(int)
    def _activated(self, index: int) -> None:
        key = self.combo.itemData(index)
        if key != self._current:
            self._current = key
            self._show_tooltip()
            self.chosen.emit(key)
