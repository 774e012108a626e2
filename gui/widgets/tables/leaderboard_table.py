"""The leaderboard of a race: one row for each runner, the best figure of each column in bold."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QItemSelectionModel, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from gui.look.numbers import number_text
from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.plots.base.drawing import fitted_font
from gui.plots.base.runner_style import paint_sample
from gui.widgets.parts import px
from gui.widgets.tables.cells import Cells, Leasts, write, write_name
from gui.widgets.tables.fitted_table import FittedTable
from gui.widgets.tables.table_view import ROW_HEIGHT, TableView, head_font
from gui.widgets.tables.text_rows import Index, TextRows
from gui.widgets.verdict_chip import VERDICT_ICONS, paint_kind

if TYPE_CHECKING:
    from collections.abc import Sequence


_HEAD = 26
_SWATCH, _ICON = 26, 14
_LEAST_NAME, _GOOD_NAME, _MOST_NAME = 76, 140, 220
"""Pixels: figures keep their digits rather than a name more than what is good."""
_LEAST_VERDICT, _VERDICT_WIDTH = 30, 89
_USUAL = (8.888888e-8, 8.888888e-8, 8.888888e-8, 88.88888, 8888)
"""Figures as wide as those of most races; wider ones are written smaller."""
_MOST_ROWS = 8
_NONE = "–"
_NAME, _VERDICT = 0, 6
_RANKED = (1, 2, 3, 5)
"""The columns of figures that are the better the smaller they are; a long path is not a bad one."""


class LeaderboardRow(NamedTuple):
    """The figures of one runner, None for one that is not known; ``style`` is the index of its look in `RUNNER_STYLES`.

    The figures are f, the distance to the nearest minimum, the gradient's norm, the length of the path so far, and the
    epochs until the tolerance was met. The verdict is a word, its kind "good", "warn", "bad" or "neutral", and a
    sentence for the tooltip.
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

    def texts(self, digits: int) -> tuple[str, ...]:
        """Return the texts of the columns."""
        figures = (_NONE if figure is None else number_text(figure, digits) for figure in self.figures)
        return (self.name, *figures, self.verdict)


class _Runners(TextRows):
    """The runners' rows, and which of their figures are the best."""

    words = frozenset({_NAME, _VERDICT})

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[LeaderboardRow, ...] = ()
        self._best: set[tuple[int, int]] = set()

    def set_rows(self, rows: tuple[LeaderboardRow, ...]) -> None:
        """Show other rows; as many as before leave the selection as it is."""
        self.rows = rows
        self._best = {(index, column) for column in _RANKED for index in self._best_of(column)}

        def source(index: int, digits: int) -> tuple[str, ...]:
            return rows[index].texts(digits)

        if len(rows) == self.rowCount():
            self.refresh(source, len(rows))
        else:
            self.set_source(source, len(rows))

    def _best_of(self, column: int) -> list[int]:
        figures = {index: row.figures[column - 1] for index, row in enumerate(self.rows)}
        known = {index: value for index, value in figures.items() if value is not None and math.isfinite(value)}
        best = min(known.values(), default=None)
        return [index for index, value in known.items() if value == best] if len(known) > 1 else []

    def is_best(self, index: Index) -> bool:
        """Whether no runner has a better figure."""
        return (index.row(), index.column()) in self._best

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, and more of it in the tooltip."""
        if not index.isValid():  # of a row that is gone: who reads the screen may ask for it still
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            row = self.rows[index.row()]
            text = row._replace(verdict=row.sentence or row.verdict).texts(12)[index.column()]
            return "" if text == _NONE else text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            best = translate("leaderboard_table", "best") if self.is_best(index) else ""
            parts = (self.names[index.column()], self.texts(index.row())[index.column()], best)
            return " ".join(part for part in parts if part)
        return super().data(index, role)


class _RunnerCells(Cells):
    """Draws looks, figures and verdicts."""

    padding = 9

    def paint_text(self, painter: QPainter, area: QRect, index: Index, text: str) -> None:
        """Draw the text of a cell, and the look or icon before it."""
        model, tokens = index.model(), theme.tokens
        assert isinstance(model, _Runners)
        row = model.rows[index.row()]
        if index.column() == _NAME:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_sample(painter, QRectF(area.left() + px(4), area.top(), px(_SWATCH), area.height()), row.style)
            painter.restore()
            write_name(painter, area.adjusted(px(_SWATCH + 10), 0, -px(4), 0), text, tokens.text)
        elif index.column() == _VERDICT:
            if text:
                side = px(_ICON)
                icon = QRectF(area.left() + px(6), area.center().y() - side // 2 + 1, side, side)
                paint_kind(painter, icon, row.kind if row.kind in VERDICT_ICONS else "neutral")
            room = area.adjusted(px(_ICON + 11), 0, -px(2), 0)
            if room.width() >= px(_LEAST_VERDICT):  # else the icon stands for it
                write_name(painter, room, text, tokens.text)
        else:
            font = QFont(painter.font())
            font.setWeight(QFont.Weight.DemiBold if model.is_best(index) else QFont.Weight.Normal)
            painter.setFont(font)
            inner = area.adjusted(0, 0, -px(self.padding) // 2, 0)
            write(painter, inner, text, tokens.muted if text == _NONE else tokens.text, right=True)


class LeaderboardTable(FittedTable[_Runners]):
    """One row for each runner: loss, distance, gradient, path, epochs and verdict."""

    sizes = ((12, 4), (11, 3), (11, 2), (10, 2), (10, 1))

    def __init__(self) -> None:
        self._widest: list[float] = list(_USUAL)
        super().__init__(_Runners(), _RunnerCells())
        self._tolerance: float | None = None
        self.view.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.view.setHorizontalScrollMode(TableView.ScrollMode.ScrollPerPixel)
        follow_language(self)

    def set_rows(self, rows: Sequence[LeaderboardRow]) -> None:
        """Show these runners, in order; cheap to call with every frame."""
        if tuple(rows) == self.model.rows:
            return
        grown = len(rows) != len(self.model.rows)
        renamed = [row.name for row in rows] != [row.name for row in self.model.rows]
        self.model.set_rows(tuple(rows))
        if renamed:
            self._widest = list(_USUAL)
            self.fit_columns()
        if self._has_wider():
            self.fit_columns()
        if grown:
            self.updateGeometry()

    def set_selected(self, row: int | None) -> None:
        """Select a row without a signal."""
        if row is None or not 0 <= row < len(self.model.rows):
            self.view.clearSelection()
            return
        flags = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().setCurrentIndex(
            self.model.index(row, max(self.view.currentIndex().column(), 0)), flags.ClearAndSelect | flags.Rows
        )

    def set_tolerance(self, tolerance: float | None) -> None:
        """Set the distance from the lowest value that the epochs are counted to."""
        self._tolerance = tolerance
        self._name_columns()

    def copied_lines(self) -> list[tuple[str, ...]]:
        """Return all rows, figures with all digits."""
        return [
            (row.name, *("" if figure is None else repr(figure) for figure in row.figures), row.verdict)
            for row in self.model.rows
        ]

    # ---- look

    def sizeHint(self) -> QSize:
        """Return room for all rows, up to eight of them."""
        return self._room(480, min(max(len(self.model.rows), 1), _MOST_ROWS))

    def minimumSizeHint(self) -> QSize:
        """Return room for the header and two rows."""
        return self._room(240, 2)

    def _room(self, width: int, rows: int) -> QSize:
        head = max(px(_HEAD), self.view.horizontalHeader().sizeHint().height())
        return QSize(px(width), head + rows * px(ROW_HEIGHT) + 2)

    def needs(self, font: QFont) -> list[int]:
        """Return what the names need, and figures as long as most become: while a race runs no column moves."""
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(bold)
        figures = [metrics.horizontalAdvance(number_text(figure, self.model.digits)) for figure in self._widest]
        name = max((metrics.horizontalAdvance(row.name) for row in self.model.rows), default=0)
        texts = [name + px(_SWATCH + 8), *figures, px(_ICON + 10 + _VERDICT_WIDTH)]
        heads = QFontMetrics(head_font(self.view.font()))
        needs = [
            max(width, heads.horizontalAdvance(name)) + px(self.cells.padding)
            for width, name in zip(texts, self.model.names, strict=True)
        ]
        needs[_NAME] = min(max(needs[_NAME], px(_SWATCH + _LEAST_NAME)), px(_MOST_NAME))
        return needs

    def _has_wider(self) -> bool:
        """Note figures that even in the least type are wider than their columns, such as those of a divergence."""
        before, font = list(self._widest), self.view.font()
        for row in range(len(self.model.rows)):
            figures, texts = self.model.rows[row].figures, self.model.texts(row)[_NAME + 1 : _VERDICT]
            for column, (figure, text) in enumerate(zip(figures, texts, strict=True)):
                room = self.view.columnWidth(column + 1) - px(self.cells.padding) // 2
                least = fitted_font(font, text, room)
                if figure is not None and QFontMetrics(least).horizontalAdvance(text) > room:
                    self._widest[column] = figure
        return self._widest != before

    def leasts(self, needs: list[int]) -> tuple[Leasts, Leasts]:
        """Shorten a long name before the figures; then further, and at last the verdict."""
        return (
            ((_VERDICT, needs[_VERDICT] - px(self.cells.padding) // 2), (_NAME, px(_SWATCH + _GOOD_NAME))),
            ((_NAME, px(_SWATCH + _LEAST_NAME)), (_VERDICT, px(_ICON + 12))),
        )

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self.view.setAccessibleName(translate("leaderboard_table", "Leaderboard"))
        self._name_columns()
        self.updateGeometry()  # the heads may be higher now

    def _name_columns(self) -> None:
        if self._tolerance is None:
            epochs = translate("leaderboard_table", "Epochs until f was close enough to its lowest value")
        else:
            epochs = translate("leaderboard_table", "Epochs until f − f* was at most {tolerance}").format(
                tolerance=number_text(self._tolerance)
            )
        columns = {
            translate("leaderboard_table", "runner"): translate(
                "leaderboard_table", "The runners, each with its line and mark on the map"
            ),
            translate("leaderboard_table", "f"): translate("leaderboard_table", "The loss where the runner is"),
            translate("leaderboard_table", "distance"): translate(
                "leaderboard_table", "How far the runner is from the nearest minimum"
            ),
            translate("leaderboard_table", "‖∇f‖"): translate("leaderboard_table", "Gradient norm where the runner is"),
            translate("leaderboard_table", "path"): translate(
                "leaderboard_table", "Path length: the sum of the lengths of all updates"
            ),
            translate("leaderboard_table", "epochs"): epochs,
            translate("leaderboard_table", "verdict"): translate("leaderboard_table", "Outcome so far"),
        }
        self.set_columns(tuple(columns), tuple(columns.values()))
