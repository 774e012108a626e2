"""Which two columns of a table are x and y: two lists over the table's first rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QSizePolicy, QStyledItemDelegate, QWidget

from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.widgets.arranged import below, beside, column
from gui.widgets.fields.choice import Choice
from gui.widgets.parts import IconButton, px
from gui.widgets.tables.cells import write
from gui.widgets.tables.table_view import ROW_HEIGHT, PlainTableView

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

    from gui.widgets.tables.text_rows import Index

_NO_PARENT = QModelIndex()
_WIDEST, _NARROWEST = 120, 36
_SCROLL_BAR, _PADDING = 14, 6
_MOST_COLUMNS = 100
"""So many are shown at most; the lists have all."""


class TableColumns(NamedTuple):
    """A table to choose from: its columns' names, which of them hold numbers, the first rows as read, x and y."""

    names: tuple[str, ...] = ()
    usable: tuple[bool, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    x: str = ""
    y: str = ""


class _Preview(QAbstractTableModel):
    """The first rows; the columns of x and y are named so, and come first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.table = TableColumns()
        self._order: list[int] = []

    def set_table(self, table: TableColumns) -> None:
        """Show another table, or other columns of it."""
        self.beginResetModel()
        self.table = table
        chosen = [table.names.index(name) for name in (table.x, table.y)]
        self._order = list(dict.fromkeys((*chosen, *range(len(table.names)))))[:_MOST_COLUMNS]
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        """Return how many columns the table has."""
        return 0 if parent.isValid() else len(self._order)

    def axis_of(self, section: int) -> str:
        """Return "x", "y" or "": what a column is."""
        name = self._name(section)
        return "x" if name == self.table.x else "y" if name == self.table.y else ""

    def _name(self, section: int) -> str:
        return self.table.names[self._order[section]]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a column's name, after what it is."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        axis, name = self.axis_of(section), self._name(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{axis}: {name}" if axis else name
        if role == Qt.ItemDataRole.ToolTipRole:
            return name
        return QBrush(QColor(_colour(axis))) if role == Qt.ItemDataRole.ForegroundRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text of a cell."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            cells, column = self.table.rows[index.row()], self._order[index.column()]
            return cells[column] if column < len(cells) else ""
        return None


def _colour(axis: str) -> str:
    return theme.tokens.text if axis else theme.tokens.muted


class _Cells(QStyledItemDelegate):
    """Draws the cells; those of the columns of x and y stand out."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the ground of a chosen column, and the text, its end left out where it is too long."""
        model, area = index.model(), option.rect
        assert isinstance(model, _Preview)
        axis = model.axis_of(index.column())
        if axis:
            painter.fillRect(area, QColor(theme.tokens.accent_soft))
        painter.setFont(option.font)
        text = str(model.data(index) or "")
        write(painter, area.adjusted(px(_PADDING), 0, -px(_PADDING), 0), text, _colour(axis))


class ColumnChooser(QWidget):
    """Two lists of columns, a button that swaps them, and the first rows.

    ``chosen`` carries the names of the columns for x and y, after one was chosen or both were swapped.
    """

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.column_x, self.column_y = Choice(), Choice()
        self.swap = IconButton("mdi6.swap-vertical", 16, "muted")
        self.preview = PlainTableView()
        self.model = _Preview(self)
        self.preview.setModel(self.model)
        self.preview.setItemDelegate(_Cells(self.preview))
        self.preview.setProperty("role", "values")
        self.preview.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.preview.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.preview.verticalHeader().hide()
        self.preview.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.preview.setSelectionMode(PlainTableView.SelectionMode.NoSelection)
        self.preview.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.preview.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column(self, px(6), beside(below(self.column_x, self.column_y), self.swap), self.preview)
        self.column_x.chosen.connect(self._choose_x)
        self.column_y.chosen.connect(self._choose_y)
        self.swap.clicked.connect(self._swap)
        theme.changed.connect(self._fit)
        follow_language(self)

    def set_table(self, table: TableColumns) -> None:
        """Show a table, and which of its columns are x and y."""
        used = table.x, table.y
        choices = zip(table.names, table.usable, strict=True)
        items = [(name, name, "") for name, usable in choices if usable or name in used]
        for choice, name in ((self.column_x, table.x), (self.column_y, table.y)):
            choice.set_items(items)
            choice.set_current(name)
        if table != self.model.table:
            self.model.set_table(table)
            self._fit()

    @Slot()
    def _fit(self) -> None:
        """Make columns as wide as their texts, up to a limit, and show those of x and y."""
        table, header = self.model.table, self.preview.horizontalHeader()
        header.setMinimumSectionSize(px(_NARROWEST))
        header.setMaximumSectionSize(px(_WIDEST))
        self.preview.resizeColumnsToContents()
        self.preview.setFixedHeight(px(ROW_HEIGHT * (len(table.rows) + 1) + _SCROLL_BAR))
        self.preview.horizontalScrollBar().setValue(0)

    @Slot(str)
    def _choose_x(self, name: str) -> None:
        table = self.model.table
        self.chosen.emit(name, table.x if name == table.y else table.y)

    @Slot(str)
    def _choose_y(self, name: str) -> None:
        table = self.model.table
        self.chosen.emit(table.y if name == table.x else table.x, name)

    @Slot()
    def _swap(self) -> None:
        self.chosen.emit(self.model.table.y, self.model.table.x)

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self.column_x.set_texts(
            translate("ColumnChooser", "Column for x"), translate("ColumnChooser", "The column that x is read from")
        )
        self.column_y.set_texts(
            translate("ColumnChooser", "Column for y"), translate("ColumnChooser", "The column that y is read from")
        )
        self.swap.set_texts(translate("ColumnChooser", "Swap x and y"))
        self.preview.setAccessibleName(translate("ColumnChooser", "First rows of the table"))
