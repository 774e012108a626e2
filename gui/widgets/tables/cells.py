"""How the cells of tables are drawn, and how columns that are too wide together get narrower."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.look.theme import theme
from gui.plots.base.drawing import fitted_font
from gui.widgets.parts import px, wrapped
from gui.widgets.tables.text_rows import TextRows

if TYPE_CHECKING:
    from gui.widgets.tables.text_rows import Index

Leasts = Sequence[tuple[int, int]]
"""Columns, each with a width that will do where what it needs is too much."""


class Cells(QStyledItemDelegate):
    """Draws the cells of `TextRows` itself: through the style sheet a page of them would take most of a frame."""

    padding = 7
    """Pixels, at text size 1, of a column that are not for its text."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the background of the cursor's row or of the selection, and the cell."""
        area, model = option.rect, index.model()
        assert isinstance(model, TextRows)
        if index.row() == model.current:
            painter.fillRect(area, QColor(theme.tokens.lit))
        elif option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(theme.tokens.accent_soft))
        texts = model.texts(index.row())
        if index.column() < len(texts):
            painter.setFont(option.font)  # the viewport's does not follow the view's
            self.paint_text(painter, area, index, texts[index.column()])

    def paint_text(self, painter: QPainter, area: QRect, _index: Index, text: str) -> None:
        """Draw the text of a cell at the right; its column is as wide as the text."""
        write(painter, area.adjusted(0, 0, -px(self.padding) // 2, 0), text, theme.tokens.text, right=True)


_SIDES = {
    False: int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
    True: int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
}


def write(painter: QPainter, area: QRect, text: str, colour: str, *, right: bool = False) -> None:
    """Write a word at the left of an area, its end left out where it is too long, or a figure at the right, smaller."""
    font = painter.font()
    if right:
        painter.setFont(fitted_font(font, text, area.width()))
    painter.setPen(QColor(colour))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, _SIDES[right], shown)
    painter.setFont(font)


def write_name(painter: QPainter, area: QRect, text: str, colour: str) -> None:
    """Write a name at the left of an area, in lines of smaller type where it is too long for one."""
    font, text = wrapped(painter.font(), text, area.width(), area.height())
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(area, _SIDES[False] | int(Qt.TextFlag.TextWordWrap), text)


def narrowed(widths: Sequence[int], room: int, leasts: Leasts) -> list[int]:
    """Return the widths of columns, less where they do not fit into the room: columns give way in the order given."""
    widths = list(widths)
    for column, least in leasts:
        widths[column] -= min(max(widths[column] - least, 0), max(sum(widths) - room, 0))
    return widths
