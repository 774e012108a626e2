"""The model behind a table: rows of text from a function, called only for rows that are seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
Source = Callable[[int, int], tuple[str, ...]]
"""Takes a row and returns its cells, figures with so many significant digits at most."""

MOST_DIGITS = 6
_KEPT_ROWS = 256
_NO_PARENT = QModelIndex()


class TextRows(QAbstractTableModel):
    """Rows of text from a function of the row; ``current`` is the row at the cursor, −1 for none."""

    words: frozenset[int] = frozenset()
    """The columns whose heads are aligned left; those of figures are aligned right."""

    def __init__(self) -> None:
        super().__init__()
        self.names: tuple[str, ...] = ()
        self.tooltips: tuple[str, ...] = ()
        self.current = -1
        self._source: Source | None = None
        self._length = 0
        self._digits = MOST_DIGITS
        self._kept: dict[int, tuple[str, ...]] = {}

    def set_names(self, names: Sequence[str], tooltips: Sequence[str]) -> None:
        """Name the columns; as many as before leave the selection as it is."""
        is_reset = len(names) != len(self.names)
        if is_reset:
            self.beginResetModel()
        self.names, self.tooltips = tuple(names), tuple(tooltips)
        self._kept.clear()
        if is_reset:
            self.endResetModel()
        else:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(names) - 1)

    def set_source(self, source: Source | None, length: int) -> None:
        """Take rows from another function."""
        self.beginResetModel()
        self._source, self._length = source, length
        self._kept.clear()
        self.endResetModel()

    def take(self, source: Source, length: int) -> None:
        """Take more or fewer rows of the same table: never their function without how many it has."""
        before = self._length
        if length > before:
            self.beginInsertRows(QModelIndex(), before, length - 1)
            # the last rows may have been written before the updates from them were computed
            written_again = range(max(before - 2, 0), before)
            for row in written_again:
                self._kept.pop(row, None)
            self._source, self._length = source, length
            self.endInsertRows()
            if written_again:
                self._tell_changed(written_again[0], written_again[-1])
        elif length < before:
            self.beginRemoveRows(QModelIndex(), length, before - 1)
            self._source, self._length = source, length
            self._kept.clear()
            self.endRemoveRows()
        else:
            self._source = source

    @property
    def digits(self) -> int:
        """Significant digits of the figures, at most."""
        return self._digits

    def set_digits(self, digits: int) -> None:
        """Write figures with so many significant digits at most; the caller repaints the view."""
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

    def refresh(self, source: Source, length: int) -> None:
        """Take rows of which all are to be written again."""
        self.take(source, length)
        self._kept.clear()
        if self._length:
            self._tell_changed(0, self._length - 1)

    def _tell_changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, max(len(self.names) - 1, 0)))

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else self._length

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        """Return how many columns have a name."""
        return 0 if parent.isValid() else len(self.names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text of a cell."""
        if role == Qt.ItemDataRole.DisplayRole:
            texts = self.texts(index.row())
            return texts[index.column()] if index.column() < len(texts) else ""
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
            side = Qt.AlignmentFlag.AlignLeft if section in self.words else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
