"""The model behind the table of points: an array, and the texts in it that are not numbers yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor

from gui.look.numbers import exact_text, number_text, parse_number
from gui.look.text import follow_language, render, translate
from gui.look.theme import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

__all__ = ["PointRows"]

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class PointRows(QAbstractTableModel):
    """Points, and after them one empty row that becomes a point once both its cells are numbers.

    Signals
    -------
    edited(object)
        The points after the hand changed them.
    problem(str)
        What is wrong in the cell last edited; empty when nothing is.
    """

    edited = Signal(object)
    problem = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.points: NDArray[np.float64] = np.empty((0, 2))
        self._names = ("x", "y")
        self._wrong: dict[tuple[int, int], tuple[str, ValueError]] = {}
        self._started: list[float | None] = [None, None]
        follow_language(self)

    def set_points(self, points: NDArray[np.float64]) -> None:
        """Show other points, and forget what was wrong in the old ones."""
        if points is self.points or (points.shape == self.points.shape and np.array_equal(points, self.points)):
            return
        self.beginResetModel()
        self.points = np.asarray(points, dtype=np.float64)
        self._wrong.clear()
        self._started = [None, None]
        self.endResetModel()
        self.problem.emit("")

    def delete(self, chosen: NDArray[np.bool_]) -> None:
        """Delete the points where ``chosen`` is true."""
        self.beginResetModel()
        self.points = self.points[~chosen]
        self._wrong.clear()
        self.endResetModel()
        self.problem.emit("")
        self.edited.emit(self.points)

    def retranslate(self) -> None:
        """Say what is wrong in the new language."""
        if self._wrong:
            self.problem.emit(self._sentence(next(reversed(self._wrong))))

    def _sentence(self, cell: tuple[int, int]) -> str:
        _text, reason = self._wrong[cell]
        sentence = render(reason.message)  # type: ignore[attr-defined]
        return translate("PointRows", "Row {row}: {reason}").format(row=number_text(cell[0] + 1, 9), reason=sentence)

    # ---- Qt's questions

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return one row more than points."""
        return 0 if parent.isValid() else len(self.points) + 1

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return two."""
        return 0 if parent.isValid() else 2

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be edited."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the names of columns, and the numbers of rows."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self._names[section] if section < 2 else None
        return "+" if section == len(self.points) else str(section + 1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, or how it looks."""
        cell = (index.row(), index.column())
        wrong = self._wrong.get(cell)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            if wrong is not None:
                return wrong[0]
            value = self._value(cell)
            if value is None:
                return ""
            return number_text(value) if role == Qt.ItemDataRole.DisplayRole else exact_text(value)
        if role == Qt.ItemDataRole.ToolTipRole:
            if wrong is not None:
                return self._sentence(cell)
            value = self._value(cell)
            return None if value is None else exact_text(value)
        if role == Qt.ItemDataRole.ForegroundRole and wrong is not None:
            return QBrush(QColor(theme.tokens.error))
        if role == Qt.ItemDataRole.BackgroundRole and wrong is not None:
            return QBrush(QColor(theme.tokens.error_soft))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _value(self, cell: tuple[int, int]) -> float | None:
        row, column = cell
        if row < len(self.points):
            return float(self.points[row, column])
        return self._started[column]

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a cell's text: a number changes the point, anything else stays there with its reason."""
        if role != Qt.ItemDataRole.EditRole:
            return False
        cell, text = (index.row(), index.column()), str(value)
        if not text.strip() and cell[0] == len(self.points):
            self._started[cell[1]] = None
            self._forget(cell)
            return True
        try:
            number = parse_number(text)
        except ValueError as refusal:
            self._wrong.pop(cell, None)
            self._wrong[cell] = (text, refusal)
            self.problem.emit(self._sentence(cell))
            self.dataChanged.emit(index, index)
            return True
        self._forget(cell)
        self._put(cell, number)
        self.dataChanged.emit(index, index)
        return True

    def _forget(self, cell: tuple[int, int]) -> None:
        self._wrong.pop(cell, None)
        self.problem.emit(self._sentence(next(reversed(self._wrong))) if self._wrong else "")

    def _put(self, cell: tuple[int, int], number: float) -> None:
        row, column = cell
        if row < len(self.points):
            if self.points[row, column] != number:
                self.points = self.points.copy()
                self.points[row, column] = number
                self.edited.emit(self.points)
            return
        self._started[column] = number
        x, y = self._started
        if x is None or y is None:
            return
        self.beginInsertRows(QModelIndex(), row + 1, row + 1)
        self.points = np.vstack([self.points, [[x, y]]])
        self._started = [None, None]
        self.endInsertRows()
        self.edited.emit(self.points)
