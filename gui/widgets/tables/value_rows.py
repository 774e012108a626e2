"""The model behind the table of values: rows of text from a function of the row's number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

__all__ = ["MOST_DIGITS", "Source", "ValueRows"]

Index = QModelIndex | QPersistentModelIndex
Source = Callable[[int, int], tuple[str, ...]]
"""Returns the cells of a row, its figures with so many significant digits at most."""

MOST_DIGITS = 6
_KEPT_ROWS = 256


class ValueRows(QAbstractTableModel):
    """Rows of text from a function of the row's number."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self.tooltips: tuple[str, ...] = ()
        self.current = -1
        self._source: Source | None = None
        self._length = 0
        self._digits = MOST_DIGITS
        self._kept: dict[int, tuple[str, ...]] = {}

    def set_names(self, names: Sequence[str], tooltips: Sequence[str]) -> None:
        """Name the columns."""
        self.beginResetModel()
        self.names, self.tooltips = tuple(names), tuple(tooltips)
        self._kept.clear()
        self.endResetModel()

    def set_source(self, source: Source | None, length: int) -> None:
        """Take rows from another function."""
        self.beginResetModel()
        self._source, self._length = source, length
        self._kept.clear()
        self.endResetModel()

    def set_length(self, length: int) -> None:
        """Say how many rows there are now."""
        if length > self._length:
            self.beginInsertRows(QModelIndex(), self._length, length - 1)
            # the last row may have been told before its step was known
            self._kept.pop(self._length - 1, None)
            self._length = length
            self.endInsertRows()
        elif length < self._length:
            self.beginRemoveRows(QModelIndex(), length, self._length - 1)
            self._length = length
            self._kept.clear()
            self.endRemoveRows()

    def set_digits(self, digits: int) -> None:
        """Write figures with so many significant digits at most; who asks for fewer paints again."""
        if digits != self._digits:
            self._digits = digits
            self._kept.clear()

    def texts(self, row: int) -> tuple[str, ...]:
        """Return the cells of a row."""
        found = self._kept.get(row)
        if found is None:
            if self._source is None or not 0 <= row < self._length:
                return ()
            if len(self._kept) >= _KEPT_ROWS:
                self._kept.clear()
            found = self._kept[row] = self._source(row, self._digits)
        return found

    def forget(self) -> None:
        """Ask for every visible row again."""
        self._kept.clear()
        if self._length:
            last = self.index(self._length - 1, max(len(self.names) - 1, 0))
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are."""
        return 0 if parent is not None and parent.isValid() else self._length

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns have a name."""
        return 0 if parent is not None and parent.isValid() else len(self.names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text of a cell."""
        if role == Qt.ItemDataRole.DisplayRole:
            texts = self.texts(index.row())
            return texts[index.column()] if index.column() < len(texts) else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the name of a column, and what it means."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.names):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.names[section]
        if role == Qt.ItemDataRole.ToolTipRole and section < len(self.tooltips):
            return self.tooltips[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None
