"""No text in the table of pinned runs is cut in the smallest window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from gui.widgets.tables.pin_table import PinRow, PinTable
from gui.widgets.tables.table_view import head_font

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LONG = PinRow(
    0,
    "η = 0.00012345, Gradient descent (SGD)",
    -1.23456e-120,
    6.03125e-100,
    (("w", -1.234567e-15), ("b", 123456.789)),
    "still descending",
)
_NAME, _VALUES, _VERDICT = 0, 3, 4


def table(qtbot: QtBot, row: PinRow, width: int, language: str) -> PinTable:
    table = PinTable()
    qtbot.addWidget(table)
    table.resize(width, 200)
    table.set_epoch("100 000" if language == "en" else "第 100 000 周期")
    table.set_rows([row._replace(style=None), *(row._replace(style=style) for style in range(7))])
    with qtbot.waitExposed(table):
        table.show()
    QApplication.processEvents()
    return table


@pytest.mark.parametrize(("language", "verdict"), [("en", "still descending"), ("en", "stalled"), ("zh", "仍在下降")])
def test_long_figures_are_not_cut_and_the_parameters_may_be_in_a_second_line(
    qtbot: QtBot, language: str, verdict: str
) -> None:
    shown = table(qtbot, LONG._replace(verdict=verdict), 584, language)
    for line in shown.lines:
        metrics = QFontMetrics(line.font())
        for column in range(1, 5):
            room = line.columns[column].width() - (22 if column == _VERDICT else 0)
            assert metrics.horizontalAdvance(line._texts[column]) <= room
            assert line.rect().contains(line.columns[column])
        assert line.columns[_VALUES].top() > line.columns[_NAME].center().y()
        assert line.columns[_VERDICT].right() < line.back.geometry().left()
    heads = QFontMetrics(head_font(shown.heading.font()))
    for column, name in enumerate(shown.heading.names):
        assert (
            column == _VALUES
            or column > _VERDICT
            or heads.horizontalAdvance(name) <= shown.heading.columns[column].width()
        )


def test_a_column_of_its_own_has_room_too_and_none_where_no_run_needs_it(qtbot: QtBot) -> None:
    shown = table(qtbot, LONG._replace(loss="", final="", other=-1.23456e-120, measure=6.03125e-100), 584, "en")
    figures = [shown.lines[1].columns[column] for column in (5, 6)]
    metrics = QFontMetrics(shown.lines[1].font())
    for column, area in zip((5, 6), figures, strict=True):
        assert metrics.horizontalAdvance(shown.lines[1]._texts[column]) <= area.width()
        assert area.right() < shown.lines[1].columns[_VERDICT].left()
    shown.set_rows([LONG._replace(style=None), LONG])
    assert [shown.lines[1].columns[column].width() for column in (5, 6)] == [0, 0]


def test_where_there_is_room_each_run_has_one_line_with_more_digits(qtbot: QtBot) -> None:
    shown = table(qtbot, LONG, 1_200, "en")
    line = shown.lines[1]
    assert {column.top() for column in line.columns} == {0}
    assert "−1.23457×10⁻¹⁵" in line._texts[_VALUES]
    assert shown.heading.columns[_VALUES].width() > 0
    narrow = line.height()
    shown.resize(584, 200)
    QApplication.processEvents()
    assert line.height() > narrow


def test_the_tooltip_of_parameters_in_a_second_line_has_all_digits(qtbot: QtBot) -> None:
    shown = table(qtbot, LONG, 584, "en")
    line = shown.lines[1]
    at = [place for place, column in enumerate(line.columns) if column.contains(QPoint(80, line.height() - 6))]
    assert at == [_VALUES]
    assert line.tip_at(_VALUES) == "w = −1.234567×10⁻¹⁵, b = 123\u202f456.789"
