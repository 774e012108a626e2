"""A choice of one from a list, with its heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from gui.look.theme import theme
from gui.widgets.parts import HeadingLabel, px

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent, QWheelEvent

__all__ = ["Choice"]

_SHOWN = 16
_KEY = Qt.ItemDataRole.UserRole
_LINE = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class _Combo(QComboBox):
    """The list; the wheel works only with the focus, and Space is the window's."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # its own lets the wheel give it the focus

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the panel around instead, without the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter; let Space and the sideways arrows through to the timeline."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.showPopup()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box, and of its text what fits, with dots for the rest."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        if self.currentIndex() < 0:
            option.currentText = self.placeholderText()  # type: ignore[attr-defined]
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        text: str = option.currentText  # type: ignore[attr-defined]
        room = field.width() - px(4)
        option.currentText = self.fontMetrics().elidedText(  # type: ignore[attr-defined]
            text, Qt.TextElideMode.ElideRight, room
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def showPopup(self) -> None:
        """Make the list as wide as its longest entry."""
        needed = self.view().sizeHintForColumn(0) + px(28)
        self.view().setMinimumWidth(max(needed, self.width()))
        super().showPopup()

    def minimumSizeHint(self) -> QSize:
        """Return less than the longest entry needs: the column is narrower than some."""
        return QSize(px(64), super().minimumSizeHint().height())


class _Entries(QStyledItemDelegate):
    """Draws entries by the style sheet, which combo boxes' own delegate does not, and lines between them."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return little room for a line."""
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), px(9)) if _is_line(index) else hint

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw an entry or a line."""
        if _is_line(index):
            area: QRect = option.rect  # type: ignore[attr-defined]
            middle = area.center().y()
            painter.setPen(QColor(theme.tokens.hairline))
            painter.drawLine(area.left() + px(6), middle, area.right() - px(6), middle)
        else:
            super().paint(painter, option, index)


def _is_line(index: Index) -> bool:
    return index.data(_LINE) is True


class Choice(QWidget):
    """A heading over a list of entries, each known by its key.

    Signals
    -------
    chosen(str)
        The hand chose another entry.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = HeadingLabel()
        self.combo = _Combo()
        self.combo.setItemDelegate(_Entries(self.combo))
        self.combo.setMaxVisibleItems(_SHOWN)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(8)
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._items: tuple[object, ...] = ()
        self._current: str | None = None
        self._tooltip = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(4))
        layout.addWidget(self.heading)
        layout.addWidget(self.combo)
        self.setFocusProxy(self.combo)
        self.combo.activated.connect(self._activated)

    def set_items(self, items: Sequence[tuple[str, str, str] | str | None]) -> None:
        """Fill the list, in order; the entry chosen stays chosen where its key is still there.

        Parameters
        ----------
        items : sequence
            (key, text, tooltip) for an entry, a bare text for the name of a group, None for a line between.
        """
        if tuple(items) == self._items:
            return
        self._items = tuple(items)
        model = QStandardItemModel(self.combo)
        for entry in items:
            if entry is None:
                item = QStandardItem()
                item.setData(True, _LINE)
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            elif isinstance(entry, str):
                item = QStandardItem(entry)
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            else:
                item = QStandardItem(entry[1])
                item.setData(entry[0], _KEY)
                item.setToolTip(entry[2])
            model.appendRow(item)
        self.combo.setModel(model)  # which deletes the one before
        self._show_current()

    def set_current(self, key: str | None) -> None:
        """Show the entry of ``key`` without telling anybody; None shows the placeholder."""
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
        index = -1 if self._current is None else self.combo.findData(self._current, _KEY)
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
        key = self.combo.itemData(index, _KEY)
        if key is not None and key != self._current:
            self._current = key
            self._show_tooltip()
            self.chosen.emit(key)
