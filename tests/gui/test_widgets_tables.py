from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from gui.widgets.pages import ValuesPage
from gui.widgets.tables.cells import Cells
from gui.widgets.tables.data_table import DataTable
from gui.widgets.tables.readouts import Readouts
from gui.widgets.tables.value_table import ValueTable
from model.message import number_text

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform has none

POINTS = np.array([[0.0, 1.5], [1.0, 2.9], [2.0, 5.25]])


def shown(qtbot: QtBot, widget: QWidget, width: int = 320, height: int = 300) -> Any:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    return widget


def texts(row: int, _digits: int) -> tuple[str, ...]:
    return str(row), f"{row / 2:g}"


def click_cell(qtbot: QtBot, view: Any, row: int, column: int) -> None:
    place = view.visualRect(view.model().index(row, column)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


# ---- values


def test_only_rows_that_are_seen_are_written(qtbot: QtBot) -> None:
    asked: set[int] = set()

    def source(row: int, digits: int) -> tuple[str, ...]:
        asked.add(row)
        return texts(row, digits)

    table = shown(qtbot, ValueTable())
    table.set_columns(["epoch", "x"], ["the epoch", "where"])
    table.set_source(source, 1_000_000)
    table.set_current(700_000)
    qtbot.waitUntil(lambda: 700_000 in asked)
    assert len(asked) < 100
    assert table.view.visualRect(table.model.index(700_000, 0)).isValid()


def test_a_click_activates_a_row_and_showing_the_cursor_does_not(qtbot: QtBot) -> None:
    table = shown(qtbot, ValueTable())
    table.set_columns(["epoch", "x"])
    table.set_source(texts, 50)
    asked: list[int] = []
    table.rowActivated.connect(asked.append)
    table.set_current(3)
    assert asked == []
    click_cell(qtbot, table.view, 5, 1)
    assert asked == [5]
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    assert asked == [5, 6]


def test_no_more_rows_than_fit_are_written_before_they_are_laid_out(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[int] = set()

    def source(row: int, digits: int) -> tuple[str, ...]:
        asked.add(row)
        return texts(row, digits)

    table = shown(qtbot, ValueTable())
    table.set_columns(["epoch", "x"], ["the epoch", "where"])
    monkeypatch.setattr(table.view, "rowAt", lambda _y: -1)
    table.set_source(source, 1_000_000)
    table.refresh(source, 1_000_000)
    assert 0 < len(asked) < 100


def test_a_letter_typed_is_looked_for_in_no_row(qtbot: QtBot) -> None:
    asked: set[int] = set()

    def source(row: int, digits: int) -> tuple[str, ...]:
        asked.add(row)
        return texts(row, digits)

    table = shown(qtbot, ValueTable())
    table.set_columns(["epoch", "x"])
    table.set_source(source, 100_000)
    click_cell(qtbot, table.view, 1, 0)
    qtbot.keyClick(table.view, Qt.Key.Key_P)
    assert len(asked) < 100


def test_a_growing_run_grows_the_table_without_moving_it(qtbot: QtBot) -> None:
    table = shown(qtbot, ValueTable())
    table.set_columns(["epoch", "x"])
    table.set_source(texts, 100)
    table.grow(texts, 5000)
    qtbot.waitUntil(lambda: table.model.rowCount() == 5000)
    assert table.view.rowAt(5) == 0
    table.grow(texts, 10)
    assert table.model.rowCount() == 10


def test_the_cursor_at_the_end_of_a_run_that_grew_is_in_view(qtbot: QtBot) -> None:
    table = shown(qtbot, ValueTable())
    table.set_columns(["epoch", "x"])
    table.set_source(texts, 500)
    table.set_current(499)
    table.grow(texts, 2001)
    table.set_current(2000)
    qtbot.waitUntil(lambda: is_seen(table, 2000))


def test_a_cursor_that_moves_has_only_rows_drawn_that_look_different(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: set[int] = set()
    paint = Cells.paint

    def note(cells: Cells, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        drawn.add(index.row())
        paint(cells, painter, option, index)

    monkeypatch.setattr(Cells, "paint", note)
    table = shown(qtbot, ValueTable())
    table.set_columns(["k"])
    table.set_source(lambda row, _digits: (str(row),), 1_000)
    table.set_current(1)
    qtbot.waitUntil(lambda: 1 in drawn)
    QApplication.processEvents()  # what is drawn again, as the window was shown late
    seen = len(drawn)
    drawn.clear()
    table.set_current(2)
    qtbot.waitUntil(lambda: bool(drawn))
    assert drawn == {1, 2}
    table.set_current(500)
    qtbot.waitUntil(lambda: 500 in drawn)
    QApplication.processEvents()
    drawn.clear()
    table.set_current(501)
    qtbot.waitUntil(lambda: bool(drawn))
    assert {500, 501} <= drawn
    assert len(drawn) < seen / 2


def test_the_cursor_is_in_view_also_in_the_rows_of_another_run(qtbot: QtBot) -> None:
    table = shown(qtbot, ValueTable())
    table.set_columns(["epoch", "x"])
    table.set_source(texts, 500)
    table.set_current(250)
    qtbot.waitUntil(lambda: is_seen(table, 250))
    table.view.scrollToTop()
    table.set_source(texts, 400)
    table.set_current(250)
    qtbot.waitUntil(lambda: is_seen(table, 250))


def test_the_row_at_the_cursor_is_seen_when_the_page_is_opened_and_when_the_table_gets_lower(qtbot: QtBot) -> None:
    page = ValuesPage()
    qtbot.addWidget(page)
    page.resize(300, 500)
    page.table.set_columns(["epoch", "x"])
    page.table.set_source(texts, 101)
    page.table.set_current(100)
    page.show()
    qtbot.waitUntil(lambda: is_seen(page.table, 100))
    height = page.table.view.height()
    page.readouts.set_values([(name, "1") for name in "abcdefgh"])
    qtbot.waitUntil(lambda: page.table.view.height() < height)
    assert is_seen(page.table, 100)


def is_seen(table: ValueTable, row: int) -> bool:
    area = table.view.visualRect(table.model.index(row, 0))
    return area.isValid() and table.view.viewport().rect().contains(area)


def test_figures_that_are_too_wide_lose_their_last_digits(qtbot: QtBot) -> None:
    def source(row: int, digits: int) -> tuple[str, ...]:
        value = number_text(-math.pi * 10.0 ** -(row / 100), digits)
        return (number_text(row), value, value, number_text(math.pi, min(digits, 3)))

    table = shown(qtbot, ValueTable(), width=284)
    table.set_columns(["epoch", "x", "f", "‖∇f‖"])
    table.set_source(source, 2001)
    for row in (0, 700, 2000):
        table.set_current(row)
        qtbot.waitUntil(lambda row=row: is_seen(table, row))
        metrics = table.view.fontMetrics()
        seen = range(table.view.rowAt(0), row + 1)
        for column in range(4):
            widest = max(metrics.horizontalAdvance(table.model.texts(each)[column]) for each in seen)
            assert table.view.columnWidth(column) > widest
        assert table.view.horizontalScrollBar().maximum() == 0
    assert table.model.texts(2000)[1].startswith("−3.1")
    assert len(table.model.texts(2000)[1]) < len("−3.14159×10⁻²⁰")


@pytest.mark.parametrize("width", [280, 312])
@pytest.mark.parametrize("columns", [4, 5, 6, 7, 8])
def test_no_figure_of_a_run_that_grows_is_cut_and_all_are_written_as_everywhere(
    qtbot: QtBot, width: int, columns: int
) -> None:
    def source(row: int, digits: int) -> tuple[str, ...]:
        return (number_text(row), *[number_text(-math.pi * 10.0 ** (3 * row), digits)] * (columns - 1))

    table = shown(qtbot, ValueTable(), width=width)
    table.set_columns(["epoch", *"wkbcdpf"[: columns - 1]])
    table.set_source(source, 1)
    table.grow(source, 40)
    qtbot.waitUntil(lambda: table.model.rowCount() == 40)
    for row in (0, 39):
        table.set_current(row)
        qtbot.waitUntil(lambda row=row: is_seen(table, row))
        metrics = table.view.fontMetrics()
        for each in range(table.view.rowAt(0), table.view.rowAt(table.view.viewport().height() - 1) + 1):
            for column, text in enumerate(table.model.texts(each)):
                assert metrics.horizontalAdvance(text) <= table.view.columnWidth(column) - Cells.padding // 2
                assert "e" not in text
    assert table.view.fontInfo().pixelSize() >= 9


def test_names_of_columns_are_not_cut_above_short_figures(qtbot: QtBot) -> None:
    table = shown(qtbot, ValueTable(), width=300)
    table.set_columns(["epoch of the run", "‖∇f‖", "x", "y", "f"])
    table.set_source(lambda _row, _digits: ("1",) * 5, 10)
    header = table.view.horizontalHeader()
    for column in range(5):
        assert table.view.columnWidth(column) >= header.sectionSizeHint(column)


def test_the_selected_rows_are_copied_as_a_table_with_names(qtbot: QtBot) -> None:
    table = shown(qtbot, ValueTable())
    table.set_columns(["epoch", "x"])
    table.set_source(texts, 50)
    click_cell(qtbot, table.view, 2, 0)
    qtbot.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "epoch\tx\n2\t1\n3\t1.5\n"


def test_readouts_show_the_last_values_set(qtbot: QtBot) -> None:
    readouts = shown(qtbot, Readouts())
    readouts.set_values([("w", "1.5"), ("b", "−2", "bias"), ("loss", "0.1")])
    readouts.set_values([("w", "1.6"), ("b", "−2")])
    assert readouts.values() == [("w", "1.6"), ("b", "−2")]


@pytest.mark.parametrize("width", [160, 240, 640])
def test_readouts_cut_off_no_power_of_ten(qtbot: QtBot, width: int) -> None:
    readouts = shown(qtbot, Readouts())
    readouts.resize(width, 60)
    for text in ("1.028517443×10⁻⁸", "2", "−1.028517443×10⁻¹⁵⁰"):
        readouts.set_values([("x", text), ("f(x)", "1")])
        (value,) = (label for label in readouts.findChildren(QLabel) if label.text() == text)
        qtbot.waitUntil(lambda value=value: value.width() < width)
        assert value.fontMetrics().horizontalAdvance(text) <= value.width()
    readouts.set_values([("x", "2"), ("f(x)", "1")])
    sizes = {label.fontInfo().pixelSize() for label in readouts.findChildren(QLabel) if label.text() in ("1", "2")}
    assert len(sizes) == 1


# ---- points


@pytest.fixture
def points(qtbot: QtBot) -> DataTable:
    """Return a table of three points."""
    table = shown(qtbot, DataTable())
    table.set_points(POINTS)
    return table


def edited(table: DataTable) -> list[Any]:
    heard: list[Any] = []
    table.edited.connect(heard.append)
    return heard


def type_into(qtbot: QtBot, table: DataTable, row: int, column: int, text: str) -> None:
    click_cell(qtbot, table.view, row, column)
    table.view.setFocus()
    qtbot.keyClick(table.view, Qt.Key.Key_F2)
    editor = table.view.viewport().findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: table.view.viewport().findChild(QLineEdit) is None)


def test_typing_a_number_into_a_cell_changes_that_point_only(qtbot: QtBot, points: DataTable) -> None:
    heard = edited(points)
    type_into(qtbot, points, 1, 1, "-3,5")
    assert len(heard) == 1
    np.testing.assert_array_equal(heard[0], [[0.0, 1.5], [1.0, -3.5], [2.0, 5.25]])
    np.testing.assert_array_equal(POINTS[1], [1.0, 2.9])


def test_a_cell_that_is_no_number_says_so_and_the_point_stays(qtbot: QtBot, points: DataTable) -> None:
    heard = edited(points)
    type_into(qtbot, points, 1, 1, "abc")
    assert heard == []
    assert points.error.isVisible()
    assert points.error.text().startswith("Row 2: “abc” is not a number")
    np.testing.assert_array_equal(points.model.points, POINTS)
    type_into(qtbot, points, 1, 1, "2.9")
    assert points.error.isHidden()


def test_the_empty_row_becomes_a_point_once_both_its_cells_are_numbers(qtbot: QtBot, points: DataTable) -> None:
    heard = edited(points)
    type_into(qtbot, points, 3, 0, "7")
    assert heard == []
    type_into(qtbot, points, 3, 1, "8")
    np.testing.assert_array_equal(heard[0][3], [7.0, 8.0])
    assert points.model.rowCount() == 5


def test_the_delete_key_deletes_the_selected_points(qtbot: QtBot, points: DataTable) -> None:
    heard = edited(points)
    assert not points.delete_button.isEnabled()
    click_cell(qtbot, points.view, 0, 0)
    assert points.delete_button.isEnabled()
    qtbot.keyClick(points.view, Qt.Key.Key_Delete)
    np.testing.assert_array_equal(heard[0], POINTS[1:])


def test_pasting_emits_the_text_of_the_clipboard(qtbot: QtBot, points: DataTable) -> None:
    heard: list[str] = []
    points.pasted.connect(heard.append)
    QGuiApplication.clipboard().setText("1\t2\n3\t4\n")
    points.view.setFocus()
    qtbot.keyClick(points.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert heard == ["1\t2\n3\t4\n"]


def test_copied_points_read_back_as_the_same_floats(qtbot: QtBot, points: DataTable) -> None:
    points.set_points(np.array([[0.1 + 0.2, 1 / 3]]))
    click_cell(qtbot, points.view, 0, 0)
    qtbot.keyClick(points.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    x, y = QGuiApplication.clipboard().text().split("\t")
    assert (float(x), float(y)) == (0.1 + 0.2, 1 / 3)


def test_a_million_points_are_shown_at_once(qtbot: QtBot, points: DataTable) -> None:
    many = np.random.default_rng(0).normal(size=(1_000_000, 2))
    points.set_points(many)
    assert points.model.rowCount() == 1_000_001
    assert not points.grab().isNull()
