"""The model behind the table of points: an array, and the texts in it that are not numbers yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor

from gui.look.numbers import exact_text, number_text, parse_number
from gui.look.text import follow_language, render, translate
from gui.look.theme import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from gui.widgets.tables.text_rows import Index

_NO_PARENT = QModelIndex()


class PointRows(QAbstractTableModel):
    """Points, and after them one empty row that becomes a point once both its cells are numbers.

    Signals
    -------
    edited(object)
        The points after the user changed them.
    problem(str)
        What is wrong in the cell last edited; empty when nothing is.
    """

    edited = Signal(object)
    problem = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.points: NDArray[np.float64] = np.empty((0, 2))
        self._wrong: dict[tuple[int, int], tuple[str, ValueError]] = {}
        self._started: list[float | None] = [None, None]
        self._names = ("x", "y")
        follow_language(self)

    def set_points(self, points: NDArray[np.float64]) -> None:
        """Show other points, without the texts that were wrong in the old ones."""
        if points is self.points or (points.shape == self.points.shape and np.array_equal(points, self.points)):
            return
        self._reset(np.asarray(points, dtype=np.float64))
        self._started = [None, None]

    def set_names(self, names: tuple[str, str]) -> None:
        """Name the columns; x and y are those without a name."""
        shown = (names[0] or "x", names[1] or "y")
        if shown != self._names:
            self._names = shown
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 1)

    def delete(self, chosen: NDArray[np.bool_]) -> None:
        """Delete the points where ``chosen`` is true."""
        self._reset(self.points[~chosen])
        self.edited.emit(self.points)

    def _reset(self, points: NDArray[np.float64]) -> None:
        self.beginResetModel()
        self.points = points
        self._wrong.clear()
        self.endResetModel()
        self.problem.emit("")

    def retranslate(self) -> None:
        """Say what is wrong in the new language."""
        if self._wrong:
            self._tell()

    def _tell(self) -> None:
        """Emit what is wrong in the cell last edited of those that are."""
        self.problem.emit(self._sentence(next(reversed(self._wrong))) if self._wrong else "")

    def _sentence(self, cell: tuple[int, int]) -> str:
        _text, reason = self._wrong[cell]
        sentence = render(reason.args[0])  # of a `Refused`, whose only argument is its message
        return translate("PointRows", "Row {row}: {reason}").format(row=number_text(cell[0] + 1, 9), reason=sentence)

    # ---- what Qt calls

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Return one row more than there are points."""
        return 0 if parent.isValid() else len(self.points) + 1

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        """Return two."""
        return 0 if parent.isValid() else 2

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be edited."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the name of a column, or the number of a row."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return self._names[section]
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self._names[section]
        return "+" if section == len(self.points) else str(section + 1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text, tooltip, colour or alignment of a cell."""
        cell, roles = (index.row(), index.column()), Qt.ItemDataRole
        if role == roles.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role in (roles.ForegroundRole, roles.BackgroundRole):
            colour = theme.tokens.error if role == roles.ForegroundRole else theme.tokens.error_soft
            return QBrush(QColor(colour)) if cell in self._wrong else None
        if role not in (roles.DisplayRole, roles.EditRole, roles.ToolTipRole):
            return None
        if cell in self._wrong:
            return self._sentence(cell) if role == roles.ToolTipRole else self._wrong[cell][0]
        value = self._value(cell)
        if value is None:
            return ""
        return number_text(value) if role == roles.DisplayRole else exact_text(value)

    def _value(self, cell: tuple[int, int]) -> float | None:
        row, column = cell
        return float(self.points[row, column]) if row < len(self.points) else self._started[column]

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a cell's text: a number changes the point, anything else is kept with the reason that it is none."""
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
            self._tell()
        else:
            self._forget(cell)
            self._put(cell, number)
        self.dataChanged.emit(index, index)
        return True

    def _forget(self, cell: tuple[int, int]) -> None:
        self._wrong.pop(cell, None)
        self._tell()

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
