"""The points as a table to edit: type, add, delete, paste from a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QWidget,
)

from gui.look.text import follow_language, translate
from gui.widgets.arranged import column
from gui.widgets.error_label import ErrorLabel
from gui.widgets.parts import px, selected_rows, tabular
from gui.widgets.tables.point_rows import PointRows
from gui.widgets.tables.table_view import MOST_COPIED, PlainTableView, copy_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from gui.widgets.tables.text_rows import Index


class _Editors(QStyledItemDelegate):
    """Edits a cell with all its digits."""

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        """Return a plain line."""
        editor = QLineEdit(parent, frame=False)
        editor.setFont(tabular())
        return editor

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Give the text to the model, which checks whether it is a number."""
        assert isinstance(editor, QLineEdit)
        if editor.isModified():
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)


class _View(PlainTableView):
    """The view with its keys."""

    pasted = Signal()
    deleted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste, delete and edit."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.deleted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # the Enter that closes a cell's line comes here too
            if self.state() != QAbstractItemView.State.EditingState:
                self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class DataTable(QWidget):
    """Points in two columns, with one empty row at the end to type another one into.

    ``edited`` carries the points, an array of shape (n, 2), after the user changed, added or deleted some; ``pasted``
    the clipboard's text as it is: the receiver reads it and sets the points.
    """

    edited = Signal(object)
    pasted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.model = PointRows(self)
        self.view = _View()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Editors(self.view))
        self.view.setFont(tabular())
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        triggers = QAbstractItemView.EditTrigger
        self.view.setEditTriggers(triggers.DoubleClicked | triggers.AnyKeyPressed | triggers.EditKeyPressed)
        self.add_button, self.delete_button, self.paste_button = QPushButton(), QPushButton(), QPushButton()
        self.error = ErrorLabel(self.view)
        row = QHBoxLayout()
        row.setSpacing(px(6))
        for button, slot in (
            (self.add_button, self.add_row),
            (self.delete_button, self.delete_rows),
            (self.paste_button, self.paste),
        ):
            button.clicked.connect(slot)
            row.addWidget(button, 1)
        layout = column(self, px(6), self.view)
        layout.setStretch(0, 1)
        layout.addLayout(row)
        self.setFocusProxy(self.view)
        self.model.edited.connect(self.edited)
        self.model.problem.connect(self.error.show_error)
        self.view.pasted.connect(self.paste)
        self.view.deleted.connect(self.delete_rows)
        self.view.copyAsked.connect(self.copy)
        self.view.selectionModel().selectionChanged.connect(self._selection_changed)
        follow_language(self)

    def set_points(self, points: NDArray[np.float64], names: tuple[str, str] = ("", "")) -> None:
        """Show other points; the very same ones leave the table, and what is being typed, alone.

        ``names`` are what x and y are called, each empty where it has no name.
        """
        self.model.set_points(points)
        self.model.set_names(names)
        self._selection_changed()

    @Slot()
    def add_row(self) -> None:
        """Start typing a new point at the end."""
        index = self.model.index(self.model.rowCount() - 1, 0)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.view.scrollTo(index)
        self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.view.edit(index)

    @Slot()
    def delete_rows(self) -> None:
        """Delete the points of which a cell is selected."""
        chosen = np.zeros(len(self.model.points), dtype=bool)
        for first, last in selected_rows(self.view):
            chosen[first : last + 1] = True
        if chosen.any():
            first = int(np.argmax(chosen))
            self.model.delete(chosen)
            index = self.model.index(min(first, self.model.rowCount() - 1), 0)
            self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    @Slot()
    def paste(self) -> None:
        """Emit the clipboard's text."""
        text = QGuiApplication.clipboard().text()
        if text.strip():
            self.pasted.emit(text)

    @Slot()
    def copy(self) -> None:
        """Put the selected points on the clipboard, with all digits."""
        points = self.model.points
        rows = [row for row in self.view.chosen_rows(MOST_COPIED) if row < len(points)]
        if rows:
            copy_lines([repr(value) for value in points[row].tolist()] for row in rows)

    @Slot()
    def _selection_changed(self) -> None:
        count = len(self.model.points)
        self.delete_button.setEnabled(any(first < count for first, _ in selected_rows(self.view)))

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self.view.setAccessibleName(translate("DataTable", "Table of points"))
        self.add_button.setText(translate("DataTable", "Add"))
        self.add_button.setToolTip(translate("DataTable", "Type another point at the end of the table"))
        self.delete_button.setText(translate("DataTable", "Delete"))
        self.delete_button.setToolTip(translate("DataTable", "Delete the selected points (Delete)"))
        self.paste_button.setText(translate("DataTable", "Paste"))
        self.paste_button.setToolTip(translate("DataTable", "Read points from a table on the clipboard (Ctrl+V)"))
