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
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.widgets.parts import ErrorLabel, px, selected_rows, tabular
from gui.widgets.tables.point_rows import PointRows

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

__all__ = ["DataTable"]

_MOST_COPIED = 100_000


class _Cells(QStyledItemDelegate):
    """Opens a cell with all its digits."""

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: object) -> QWidget:
        """Return a plain line."""
        editor = QLineEdit(parent)
        editor.setFrame(False)
        editor.setFont(tabular())
        return editor

    def setEditorData(self, editor: QWidget, index: object) -> None:
        """Put the cell's text, as it can be typed, into the line."""
        assert isinstance(editor, QLineEdit)
        editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))  # type: ignore[attr-defined]

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: object) -> None:
        """Hand the text on; the model says whether it is a number."""
        assert isinstance(editor, QLineEdit)
        if editor.isModified():
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)  # type: ignore[arg-type]


class _View(QTableView):
    """The view with its keys."""

    pasted = Signal()
    deleted = Signal()
    copied = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete, copy and paste; Space is the window's."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.deleted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # the Enter that closes a cell's line comes here too
            if self.state() != QAbstractItemView.State.EditingState:
                self.edit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)


class DataTable(QWidget):
    """Points in two columns, with one empty row at the end to type another one into.

    Signals
    -------
    edited(object)
        The points, an array of shape (n, 2), after the hand changed, added or deleted some.
    pasted(str)
        The clipboard's text as it is; whoever listens reads it and sets the points.
    """

    edited = Signal(object)
    pasted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = PointRows(self)
        self.view = _View()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Cells(self.view))
        self.view.setFont(tabular())
        self.view.setFrameShape(QTableView.Shape.NoFrame)
        self.view.setWordWrap(False)
        self.view.setShowGrid(False)
        self.view.setCornerButtonEnabled(False)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.view.horizontalHeader().setHighlightSections(False)
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.view.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.add_button, self.delete_button, self.paste_button = QPushButton(), QPushButton(), QPushButton()
        self.error = ErrorLabel()
        row = QHBoxLayout()
        row.setSpacing(px(6))
        for button in (self.add_button, self.delete_button, self.paste_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(6))
        layout.addWidget(self.view, 1)
        layout.addWidget(self.error)
        layout.addLayout(row)
        self.setFocusProxy(self.view)
        self._connect()
        follow_language(self)
        self._draw()

    def _connect(self) -> None:
        self.model.edited.connect(self.edited)
        self.model.problem.connect(self.error.show_error)
        self.view.pasted.connect(self.paste)
        self.view.deleted.connect(self.delete_rows)
        self.view.copied.connect(self.copy)
        self.view.selectionModel().selectionChanged.connect(self._selection_changed)
        self.add_button.clicked.connect(self.add_row)
        self.delete_button.clicked.connect(self.delete_rows)
        self.paste_button.clicked.connect(self.paste)
        theme.changed.connect(self._draw)

    def set_points(self, points: NDArray[np.float64]) -> None:
        """Show other points; the very same ones leave the table, and what is being typed, alone."""
        self.model.set_points(points)
        self._selection_changed()

    def points(self) -> NDArray[np.float64]:
        """Return the points shown."""
        return self.model.points

    @Slot()
    def add_row(self) -> None:
        """Begin to type a new point at the end."""
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
        """Hand the clipboard's text on."""
        text = QGuiApplication.clipboard().text()
        if text.strip():
            self.pasted.emit(text)

    @Slot()
    def copy(self) -> None:
        """Put the selected points on the clipboard, with all digits."""
        rows = [row for first, last in selected_rows(self.view) for row in range(first, last + 1)]
        points = self.model.points
        lines = [
            "\t".join(repr(float(value)) for value in points[row]) for row in rows[:_MOST_COPIED] if row < len(points)
        ]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    @Slot()
    def _selection_changed(self) -> None:
        count = len(self.model.points)
        self.delete_button.setEnabled(any(first < count for first, _ in selected_rows(self.view)))

    @Slot()
    def _draw(self) -> None:
        self.view.verticalHeader().setMinimumSectionSize(1)
        self.view.verticalHeader().setDefaultSectionSize(px(24))

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self.view.setAccessibleName(translate("DataTable", "Table of points"))
        self.add_button.setText(translate("DataTable", "Add"))
        self.add_button.setToolTip(translate("DataTable", "Type another point at the end of the table"))
        self.delete_button.setText(translate("DataTable", "Delete"))
        self.delete_button.setToolTip(translate("DataTable", "Delete the selected points (Delete)"))
        self.paste_button.setText(translate("DataTable", "Paste"))
        self.paste_button.setToolTip(translate("DataTable", "Paste two columns from a spreadsheet (Ctrl+V)"))
