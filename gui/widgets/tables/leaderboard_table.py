"""How a race stands: one row for each runner, the best figure of each column in bold."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from gui.look.numbers import number_text
from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.plots.base.runner_style import paint_sample
from gui.widgets.parts import icon, px, tabular
from gui.widgets.tables.table_view import TableView, copy_lines
from gui.widgets.verdict_chip import VERDICT_COLOURS, VERDICT_ICONS

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["LeaderboardRow", "LeaderboardTable"]

Index = QModelIndex | QPersistentModelIndex

_ROW, _HEAD = 24, 26
_SWATCH, _ICON = 26, 14
_PADDING = 10
_LEAST_NAME, _GOOD_NAME, _MOST_NAME = 56, 140, 220
"""Pixels: figures keep their digits rather than a name more than what is good."""
_SIZES = ((12, 4), (11, 3), (11, 2))
"""Pixels of the text and digits of the figures, the first that the width has room for."""
_MOST_ROWS = 8
_NONE = "–"
_NAME, _VERDICT = 0, 6


class LeaderboardRow(NamedTuple):
    """One runner as it stands; a figure that is not known is None.

    Attributes
    ----------
    style : int
        The place of its look in `RUNNER_STYLES`.
    loss, distance, gradient, path : float
        f, the distance to the nearest minimum, the gradient's norm, and the length of the way so far.
    epochs : int
        Epochs until the tolerance was met.
    verdict, kind, sentence : str
        A word, "good", "warn", "bad" or "neutral", and what the word means here.
    """

    style: int
    name: str
    loss: float | None
    distance: float | None
    gradient: float | None
    path: float | None
    epochs: int | None
    verdict: str = ""
    kind: str = "neutral"
    sentence: str = ""

    @property
    def figures(self) -> tuple[float | None, ...]:
        """The numbers, in the order of the columns after the name."""
        return (self.loss, self.distance, self.gradient, self.path, self.epochs)


_RANKED = (True, True, True, False, True)
"""Which figures are the better the smaller they are; a long way is not a bad one."""


class _Rows(QAbstractTableModel):
    """The rows, and which of their figures are the best."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[LeaderboardRow, ...] = ()
        self.tolerance: float | None = None
        self.digits = _SIZES[0][1]
        self._best: set[tuple[int, int]] = set()

    def set_rows(self, rows: tuple[LeaderboardRow, ...]) -> None:
        """Show others."""
        same = len(rows) == len(self.rows)
        if not same:
            self.beginResetModel()
        self.rows = rows
        self._best = {cell for column, ranked in enumerate(_RANKED) if ranked for cell in self._best_of(column)}
        if not same:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, _VERDICT))

    def _best_of(self, column: int) -> list[tuple[int, int]]:
        figures = [(place, row.figures[column]) for place, row in enumerate(self.rows)]
        known = [(place, value) for place, value in figures if value is not None and math.isfinite(value)]
        if len(known) < 2:
            return []
        best = min(value for _place, value in known)
        return [(place, column + 1) for place, value in known if value == best]

    def is_best(self, index: Index) -> bool:
        """Whether no runner has a better figure."""
        return (index.row(), index.column()) in self._best

    def text(self, row: int, column: int) -> str:
        """Return what stands in a cell."""
        runner = self.rows[row]
        if column == _NAME:
            return runner.name
        if column == _VERDICT:
            return runner.verdict
        figure = runner.figures[column - 1]
        return _NONE if figure is None else number_text(figure, self.digits)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many runners there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else _VERDICT + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, and more of it in the tooltip."""
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            if column == _VERDICT:
                return self.rows[row].sentence or self.rows[row].verdict
            if column == _NAME:
                return self.rows[row].name
            figure = self.rows[row].figures[column - 1]
            return "" if figure is None else number_text(figure, 12)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            best = translate("leaderboard_table", "best") if self.is_best(index) else ""
            return " ".join(part for part in (self.names()[column], self.text(row, column), best) if part)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the name of a column, and what it means."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.names()[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._meanings()[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section in (_NAME, _VERDICT) else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def names(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return (
            translate("leaderboard_table", "runner"),
            translate("leaderboard_table", "f"),
            translate("leaderboard_table", "distance"),
            translate("leaderboard_table", "‖∇f‖"),
            translate("leaderboard_table", "path"),
            translate("leaderboard_table", "epochs"),
            translate("leaderboard_table", "verdict"),
        )

    def _meanings(self) -> tuple[str, ...]:
        if self.tolerance is None:
            epochs = translate("leaderboard_table", "Epochs until f was close enough to its lowest value")
        else:
            epochs = translate("leaderboard_table", "Epochs until f − f* was at most {tolerance}").format(
                tolerance=number_text(self.tolerance)
            )
        return (
            translate("leaderboard_table", "The runners, each with its line and mark on the map"),
            translate("leaderboard_table", "The loss where the runner is"),
            translate("leaderboard_table", "How far the runner is from the nearest minimum"),
            translate("leaderboard_table", "The norm of the gradient where the runner is"),
            translate("leaderboard_table", "The length of the way the runner has gone"),
            epochs,
            translate("leaderboard_table", "What became of the runner up to the cursor"),
        )


class _Cells(QStyledItemDelegate):
    """Draws looks, figures and verdicts by hand."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the ground of a selected row, and the cell."""
        model = index.model()
        assert isinstance(model, _Rows)
        area: QRect = option.rect  # type: ignore[attr-defined]
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(area, QColor(theme.tokens.accent_soft))
        row = model.rows[index.row()]
        if index.column() == _NAME:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_sample(painter, QRectF(area.left() + px(4), area.top(), px(_SWATCH), area.height()), row.style)
            painter.restore()
            self._write(painter, option, area.adjusted(px(_SWATCH + 10), 0, -px(4), 0), row.name, right=False)
        elif index.column() == _VERDICT:
            self._paint_verdict(painter, option, area, row)
        else:
            text = model.text(index.row(), index.column())
            inner = area.adjusted(0, 0, -px(_PADDING) // 2, 0)
            self._write(painter, option, inner, text, right=True, bold=model.is_best(index))

    def _paint_verdict(self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, row: LeaderboardRow) -> None:
        if not row.verdict:
            return
        kind = row.kind if row.kind in VERDICT_ICONS else "neutral"
        colour, side = getattr(theme.tokens, VERDICT_COLOURS[kind]), px(_ICON)
        top = area.center().y() - side // 2 + 1
        icon(VERDICT_ICONS[kind], colour).paint(painter, QRect(area.left() + px(6), top, side, side))
        self._write(painter, option, area.adjusted(px(_ICON + 11), 0, -px(2), 0), row.verdict, right=False)

    def _write(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        area: QRect,
        text: str,
        *,
        right: bool,
        bold: bool = False,
    ) -> None:
        font = QFont(option.font)  # type: ignore[attr-defined]
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(theme.tokens.muted if text == _NONE else theme.tokens.text))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        short = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(side | Qt.AlignmentFlag.AlignVCenter), short)


class LeaderboardTable(QWidget):
    """One row for each runner: loss, distance, gradient, way, epochs and verdict.

    Signals
    -------
    rowSelected(int)
        The hand or the keyboard came to this row.
    """

    rowSelected = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = _Rows(self)
        self.view = TableView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Cells(self.view))
        self.view.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.view.setHorizontalScrollMode(TableView.ScrollMode.ScrollPerPixel)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.setFocusProxy(self.view)
        self.view.clicked.connect(self._clicked)
        self.view.walked.connect(self.rowSelected)
        self.view.copyAsked.connect(self.copy)
        self.view.resized.connect(self._fit_columns)
        theme.changed.connect(self._draw)
        self._draw()
        follow_language(self)

    def set_rows(self, rows: Sequence[LeaderboardRow]) -> None:
        """Show these runners, in order; cheap to call with every frame."""
        if tuple(rows) == self.model.rows:
            return
        grown = len(rows) != len(self.model.rows)
        self.model.set_rows(tuple(rows))
        self._fit_columns()
        if grown:
            self.updateGeometry()

    def set_selected(self, row: int | None) -> None:
        """Select a row without telling anybody."""
        if row is None or not 0 <= row < len(self.model.rows):
            self.view.clearSelection()
            return
        flags = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().setCurrentIndex(
            self.model.index(row, max(self.view.currentIndex().column(), 0)), flags.ClearAndSelect | flags.Rows
        )

    def set_tolerance(self, tolerance: float | None) -> None:
        """Say which distance from the lowest value the epochs are counted to."""
        self.model.tolerance = tolerance

    @Slot()
    def copy(self) -> None:
        """Put the table on the clipboard, with the names of the columns and all digits."""
        lines: list[tuple[str, ...]] = [self.model.names()]
        for row in self.model.rows:
            figures = ("" if figure is None else repr(figure) for figure in row.figures)
            lines.append((row.name, *figures, row.verdict))
        copy_lines(lines)

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self.rowSelected.emit(index.row())

    # ---- look

    def sizeHint(self) -> QSize:
        """Return room for all rows, up to eight of them."""
        rows = min(max(len(self.model.rows), 1), _MOST_ROWS)
        return QSize(px(480), self._head() + rows * px(_ROW) + 2)

    def minimumSizeHint(self) -> QSize:
        """Return room for the header and two rows."""
        return QSize(px(240), self._head() + 2 * px(_ROW) + 2)

    def _head(self) -> int:
        return max(px(_HEAD), self.view.horizontalHeader().sizeHint().height())

    @Slot()
    def _draw(self) -> None:
        self.view.verticalHeader().setMinimumSectionSize(1)
        self.view.verticalHeader().setDefaultSectionSize(px(_ROW))
        self.view.horizontalHeader().setMinimumSectionSize(px(24))
        self._fit_columns()

    @Slot()
    def _fit_columns(self) -> None:
        """Give each column what its texts need: figures get shorter, then the name, at last the verdict."""
        width = self.view.viewport().width()
        for size, digits in _SIZES:
            self.model.digits = digits
            font = tabular()
            font.setPixelSize(px(size))
            needs = self._needs(font)
            if sum(needs) - px(_PADDING) // 2 - max(needs[_NAME] - px(_SWATCH + _GOOD_NAME), 0) <= width:
                break
        self.view.setFont(font)
        spare = width - sum(needs)
        room = (
            (_VERDICT, needs[_VERDICT] - px(_PADDING) // 2),
            (_NAME, px(_SWATCH + _LEAST_NAME)),
            (_VERDICT, px(_ICON + 12)),
        )
        for column, least in room:
            given = min(max(needs[column] - least, 0), max(-spare, 0))
            needs[column] -= given
            spare += given
        if spare > 0:
            share = spare // len(needs)
            needs = [need + share for need in needs]
            needs[_NAME] += spare - share * len(needs)
        for column, need in enumerate(needs):
            if self.view.columnWidth(column) != need:
                self.view.setColumnWidth(column, need)

    def _needs(self, font: QFont) -> list[int]:
        """Return the width that each column's name and texts take."""
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        metrics, head_metrics, rows = QFontMetrics(bold), self.view.head_metrics(), range(len(self.model.rows))
        needs = []
        for column, name in enumerate(self.model.names()):
            text = max((metrics.horizontalAdvance(self.model.text(row, column)) for row in rows), default=0)
            more = {_NAME: _SWATCH + 8, _VERDICT: _ICON + 8}.get(column, 0)
            needs.append(max(text + px(more), head_metrics.horizontalAdvance(name)) + px(_PADDING))
        needs[_NAME] = min(max(needs[_NAME], px(_SWATCH + _LEAST_NAME)), px(_MOST_NAME))
        return needs

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self.view.setAccessibleName(translate("leaderboard_table", "How the runners stand"))
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, _VERDICT)
        self._fit_columns()
        self.updateGeometry()  # the heads may be higher now
