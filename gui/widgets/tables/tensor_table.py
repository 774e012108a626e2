"""The tensors of a program, one a row, with their attributes as Python prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui.look.text import translate
from gui.look.theme import theme
from gui.widgets.arranged import column
from gui.widgets.parts import fixed_font, plain_label, px, selected_rows
from gui.widgets.tables.table_view import TableView, copy_lines, head_font

if TYPE_CHECKING:
    from collections.abc import Sequence


Index = QModelIndex | QPersistentModelIndex

_PADDING = 14
_WIDEST = 170
_NARROWEST = 104
_ELASTIC = (0, 2, 3)
_ROW = 24


class TensorRow(NamedTuple):
    """One tensor: its name and what Python prints of its attributes."""

    name: str
    data: str
    requires_grad: str
    grad: str
    grad_fn: str
    is_leaf: str
    shape: str
    dtype: str
    retains_grad: str


ATTRIBUTES = TensorRow._fields[1:]


class _Rows(QAbstractTableModel):
    """The rows, and which of their cells are others than in the state before."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[TensorRow, ...] = ()
        self.changed: set[tuple[str, int]] = set()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many tensors there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many attributes are shown."""
        return 0 if parent is not None and parent.isValid() else len(ATTRIBUTES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell; long ones are whole in the tooltip."""
        text = self.rows[index.row()][index.column() + 1]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{self.rows[index.row()].name}.{ATTRIBUTES[index.column()]}\n{text}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            mark = translate("tensor_table", "changed") if self.is_changed(index) else ""
            return " ".join(part for part in (ATTRIBUTES[index.column()], text, mark) if part)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the name of an attribute or of a tensor."""
        if role == Qt.ItemDataRole.DisplayRole:
            return ATTRIBUTES[section] if orientation == Qt.Orientation.Horizontal else self.rows[section].name
        if role == Qt.ItemDataRole.ToolTipRole and orientation == Qt.Orientation.Horizontal:
            return _meanings()[ATTRIBUTES[section]]
        return None

    def is_changed(self, index: Index) -> bool:
        """Whether a cell is another than in the state before."""
        return (self.rows[index.row()].name, index.column()) in self.changed

    def set_rows(self, rows: tuple[TensorRow, ...]) -> None:
        """Show another state."""
        before = {row.name: row for row in self.rows}
        changed = {
            (row.name, column)
            for row in rows
            for column in range(len(ATTRIBUTES))
            if row.name in before and before[row.name][column + 1] != row[column + 1]
        }
        same = [row.name for row in rows] == [row.name for row in self.rows]
        if not same:
            self.beginResetModel()
        self.rows, self.changed = rows, changed
        if not same:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(ATTRIBUTES) - 1))


def _meanings() -> dict[str, str]:
    return {
        "data": translate("tensor_table", "The values of the tensor"),
        "requires_grad": translate("tensor_table", "Whether operations on it are recorded for the backward pass"),
        "grad": translate("tensor_table", "The gradient accumulated so far; None until a backward pass reaches it"),
        "grad_fn": translate("tensor_table", "The backward function of the operation that made it; None for a leaf"),
        "is_leaf": translate("tensor_table", "Whether it is a leaf: made by no recorded operation"),
        "shape": translate("tensor_table", "How many entries it has along each axis"),
        "dtype": translate("tensor_table", "The type of its entries"),
        "retains_grad": translate("tensor_table", "Whether an intermediate tensor keeps its gradient: retain_grad()"),
    }


class _Cells(QStyledItemDelegate):
    """Draws cells by hand, those that changed bold, on a soft ground, with a bar at their left."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground and text."""
        tokens, model = theme.tokens, index.model()
        assert isinstance(model, _Rows)
        area: QRect = option.rect  # type: ignore[attr-defined]
        changed = model.is_changed(index)
        if changed:
            painter.fillRect(area, QColor(tokens.lit))
            painter.fillRect(area.left(), area.top() + px(3), px(2), area.height() - px(6), QColor(tokens.ghost))
        elif option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(area, QColor(tokens.accent_soft))
        text = str(index.data())
        font = QFont(option.font)  # type: ignore[attr-defined]
        font.setBold(changed)
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted if text in ("None", "False") and not changed else tokens.text))
        inner = area.adjusted(px(5), 0, -px(4), 0)
        short = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), short)


class TensorTable(QWidget):
    """One row for each tensor, its name standing still while the attributes scroll sideways.

    Cells that are others than in the state shown before are bold, on a soft ground, with a bar at their left.

    Signals
    -------
    selected(str)
        The hand selected the row of this tensor.
    """

    selected = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.model = _Rows()
        self.model.setParent(self)
        self.view = TableView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Cells(self.view))
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        names, attributes = self.view.verticalHeader(), self.view.horizontalHeader()
        names.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        names.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        names.setSectionsClickable(True)
        attributes.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        attributes.setMinimumSectionSize(px(30))
        self._corner = QLabel(self.view)
        self._corner.setProperty("role", "heading")
        self._empty = plain_label("muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column(self, 0, self.view, self._empty)
        self.setFocusProxy(self.view)
        self.view.clicked.connect(self._clicked)
        names.sectionClicked.connect(self._walked)
        self.view.walked.connect(self._walked)
        self.view.copyAsked.connect(self.copy)
        self.view.resized.connect(self._fit)
        theme.changed.connect(self._draw)
        self._draw()
        self._show_empty()

    # ---- rows

    def set_rows(self, rows: Sequence[TensorRow]) -> None:
        """Show the tensors; the same ones again keep their marks."""
        wanted = tuple(rows)
        if wanted == self.model.rows:
            return
        chosen = self.selected_name()
        self.model.set_rows(wanted)
        self._show_empty()
        self._fit()
        self.set_selected(chosen)

    def selected_name(self) -> str:
        """Return the tensor whose row is selected, empty for none."""
        rows = selected_rows(self.view)
        return self.model.rows[rows[0][0]].name if rows and rows[0][0] < len(self.model.rows) else ""

    def set_selected(self, name: str) -> None:
        """Select the row of a tensor without telling anybody."""
        row = next((place for place, row in enumerate(self.model.rows) if row.name == name), -1)
        if row < 0:
            self.view.clearSelection()
            self.view.setCurrentIndex(QModelIndex())
        elif name != self.selected_name():
            # Not by the view, which takes a row out of its selection where Ctrl happens to be down.
            flags = QItemSelectionModel.SelectionFlag
            index = self.model.index(row, max(self.view.currentIndex().column(), 0))
            self.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self.selected.emit(self.model.rows[index.row()].name)

    @Slot(int)
    def _walked(self, row: int) -> None:
        if 0 <= row < len(self.model.rows):
            self.selected.emit(self.model.rows[row].name)

    @Slot()
    def copy(self) -> None:
        """Put the selected rows, or all, on the clipboard as a table with the names of the columns."""
        chosen = self.view.chosen_rows(len(self.model.rows))
        rows = [self.model.rows[row] for row in chosen] or list(self.model.rows)
        copy_lines([TensorRow._fields, *rows])

    # ---- look

    def _show_empty(self) -> None:
        empty = not self.model.rows
        self.view.setVisible(not empty)
        self._empty.setVisible(empty)

    @Slot()
    def _draw(self) -> None:
        font = fixed_font(12)
        self.view.setFont(font)
        self.view.verticalHeader().setFont(font)
        self.view.verticalHeader().setMinimumSectionSize(1)
        self.view.verticalHeader().setDefaultSectionSize(px(_ROW))
        self.view.verticalHeader().setMinimumWidth(px(52))
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Give each column what its texts need, less for the long ones where the width is short."""
        font = QFont(self.view.font())
        font.setBold(True)
        metrics, head_metrics = QFontMetrics(font), QFontMetrics(head_font(self.view.font()))
        least = [head_metrics.horizontalAdvance(name) + px(_PADDING) for name in ATTRIBUTES]
        needs = []
        for place, head in enumerate(least):
            texts = [metrics.horizontalAdvance(row[place + 1]) for row in self.model.rows]
            needs.append(min(max(head, max(texts, default=0) + px(_PADDING)), max(px(_WIDEST), head)))
        short = sum(needs) - self.view.viewport().width()
        for place in _ELASTIC:
            if short > 0:
                floor = max(least[place], px(_NARROWEST))
                given = min(max(needs[place] - floor, 0), short)
                needs[place] -= given
                short -= given
        if short < 0:
            needs[0] += -short // 2
            needs[2] += -short // 2
        for place, need in enumerate(needs):
            self.view.setColumnWidth(place, need)
        header = self.view.horizontalHeader()
        self._corner.setGeometry(px(8), 0, self.view.verticalHeader().width() - px(8), header.height() - 1)
        self._corner.raise_()

    def retranslate(self) -> None:
        """Show all names in the language of the window."""
        self._corner.setText(translate("tensor_table", "name"))
        self._empty.setText(translate("tensor_table", "Every tensor that the program names gets a row here."))
        self.view.setAccessibleName(translate("tensor_table", "Tensors and their attributes"))
