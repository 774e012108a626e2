from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from gui.look.theme import theme
from gui.look.tokens import TOKENS
from gui.plots.base.drawing import fitted_font
from gui.plots.base.runner_style import RUNNER_STYLES
from gui.run.settings import Settings
from gui.shell.appearance import Appearance
from gui.widgets.tables.leaderboard_table import LeaderboardRow, LeaderboardTable
from tests.gui.interaction import LEFT, has_colour

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

ROWS = (
    LeaderboardRow(0, "SGD", 1.23456e-3, 0.0351, 0.0021, 3.45, None, "descending", "neutral"),
    LeaderboardRow(1, "heavy ball", 3.3e-12, 1.2e-6, 3.4e-6, 5.123, 812, "minimum", "good", "Here f has a minimum."),
    LeaderboardRow(2, "too fast", 4e87, 2.3e21, None, 1e22, None, "diverged", "bad"),
)


class Heard(list[Any]):
    """What a signal emitted, in order."""

    def __init__(self, signal: Any) -> None:
        super().__init__()
        signal.connect(self.append)


@pytest.fixture
def table(qtbot: QtBot) -> Iterator[LeaderboardTable]:
    table = LeaderboardTable()
    qtbot.addWidget(table)
    table.resize(600, 160)
    table.set_rows(ROWS)
    with qtbot.waitExposed(table):
        table.show()
    table.activateWindow()
    qtbot.waitUntil(table.isActiveWindow)
    yield table
    theme.set("light")


def texts(table: LeaderboardTable, row: int) -> list[str]:
    return [str(table.model.index(row, column).data()) for column in range(7)]


def click(qtbot: QtBot, table: LeaderboardTable, row: int) -> None:
    place = table.view.visualRect(table.model.index(row, 1)).center()
    qtbot.mouseClick(table.view.viewport(), LEFT, pos=place)


def test_each_runner_has_a_row_in_the_order_given(table: LeaderboardTable) -> None:
    assert texts(table, 0) == ["SGD", "0.001235", "0.0351", "0.0021", "3.45", "–", "descending"]
    assert texts(table, 1)[0] == "heavy ball"
    assert texts(table, 2)[1:5] == ["4×10⁸⁷", "2.3×10²¹", "–", "10²²"] or texts(table, 2)[4] == "1×10²²"


def test_the_best_figure_of_a_column_is_marked_but_not_the_shortest_path(table: LeaderboardTable) -> None:
    best = [column for column in range(7) if table.model.is_best(table.model.index(1, column))]
    assert best == [1, 2, 3]
    assert "best" in table.model.index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole)


def test_tooltips_give_more_digits_and_the_whole_sentence(table: LeaderboardTable) -> None:
    tip = Qt.ItemDataRole.ToolTipRole
    assert table.model.index(0, 1).data(tip) == "0.00123456"
    assert table.model.index(1, 6).data(tip) == "Here f has a minimum."
    header = [table.model.headerData(column, Qt.Orientation.Horizontal, tip) for column in range(7)]
    assert all(header)
    table.set_tolerance(1e-6)
    assert "10⁻⁶" in str(table.model.headerData(5, Qt.Orientation.Horizontal, tip))


def test_a_click_and_the_arrow_keys_select_a_runner(qtbot: QtBot, table: LeaderboardTable) -> None:
    selected = Heard(table.rowActivated)
    click(qtbot, table, 1)
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    assert selected == [1, 2]
    table.set_selected(0)
    assert selected == [1, 2]
    assert table.view.currentIndex().row() == 0
    assert table.view.chosen_rows(8) == [0]
    table.set_selected(None)
    assert table.view.chosen_rows(8) == []


def test_ctrl_c_copies_the_table_with_all_digits(qtbot: QtBot, table: LeaderboardTable) -> None:
    click(qtbot, table, 1)
    qtbot.keySequence(table.view, QKeySequence(QKeySequence.StandardKey.Copy))
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["runner", "f", "distance", "‖∇f‖", "path", "epochs", "verdict"]
    assert lines[1].split("\t") == ["SGD", "0.00123456", "0.0351", "0.0021", "3.45", "", "descending"]
    assert len(lines) == 4


def test_new_figures_and_another_tolerance_keep_the_selection(qtbot: QtBot, table: LeaderboardTable) -> None:
    click(qtbot, table, 1)
    table.set_rows(tuple(row._replace(loss=1.0) for row in ROWS))
    assert table.view.chosen_rows(8) == [1]
    assert texts(table, 0)[1] == "1"
    table.set_tolerance(1e-3)
    assert table.view.chosen_rows(8) == [1]


@pytest.mark.parametrize("width", [584, 590, 600, 900])
def test_no_column_moves_while_the_race_runs(table: LeaderboardTable, width: int) -> None:
    table.resize(width, 160)
    seen = set()
    for loss, path, epochs, verdict in (
        (12.5, 0.0, None, "at the start"),
        (-959.6407, 0.08432, 7, "still descending"),
        (1.2345678e-12, 4.56789, 1386, "at a minimum"),
        (4e18, 2.5e12, None, ""),
    ):
        figures = {"loss": loss, "distance": abs(loss), "gradient": abs(loss), "path": path, "epochs": epochs}
        table.set_rows([row._replace(**figures, verdict=verdict) for row in ROWS])
        QApplication.processEvents()
        seen.add(tuple(table.view.columnWidth(column) for column in range(7)))
    assert len(seen) == 1


@pytest.mark.parametrize("name", ["light", "dark"])
def test_looks_and_verdicts_are_drawn_in_the_colours_of_the_theme(table: LeaderboardTable, name: str) -> None:
    theme.set(name)
    QApplication.processEvents()
    image = table.grab().toImage()
    for style in RUNNER_STYLES[:3]:
        assert has_colour(image, getattr(style, name), 20)
    assert has_colour(image, TOKENS[name].error, 20)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_everything_fits_into_the_strip_below_the_map(
    qapp: QApplication, table: LeaderboardTable, language: str
) -> None:
    appearance = Appearance(qapp, Settings())
    try:
        appearance.set_language(language)
        QApplication.processEvents()
        assert sum(table.view.columnWidth(column) for column in range(7)) == table.view.viewport().width()
        assert not table.view.horizontalScrollBar().isVisible()
    finally:
        appearance.set_language("en")
        appearance.deleteLater()


def test_all_rows_are_in_view_after_a_change_of_language(qtbot: QtBot, qapp: QApplication) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column, table = QVBoxLayout(page), LeaderboardTable()
    column.addWidget(QWidget(), 1)
    column.addWidget(table)
    table.set_rows(ROWS)
    page.resize(600, 400)
    appearance = Appearance(qapp, Settings())
    with qtbot.waitExposed(page):
        page.show()
    try:
        for language in ("zh_CN", "en"):
            appearance.set_language(language)
            qtbot.waitUntil(lambda: table.height() >= table.sizeHint().height())
            assert table.view.verticalScrollBar().maximum() == 0
    finally:
        appearance.set_language("en")
        appearance.deleteLater()


def test_in_a_narrow_panel_figures_get_shorter_before_they_scroll(table: LeaderboardTable) -> None:
    table.resize(500, 160)
    QApplication.processEvents()
    assert texts(table, 0)[1] == "0.0012"
    assert cut(table) == set()
    assert not table.view.horizontalScrollBar().isVisible()


def cut(table: LeaderboardTable) -> set[str]:
    """Return the columns, but for the names, that have a text wider than they are, figures in the least type."""
    found = set()
    for column, name in enumerate(table.model.names[1:], 1):
        room = table.view.columnWidth(column) - (27 if column == 6 else 5)  # the icon of the verdict
        written = [table.model.texts(row)[column] for row in range(len(table.model.rows))]
        fonts = [table.view.font() if column == 6 else fitted_font(table.view.font(), text, room) for text in written]
        if any(QFontMetrics(font).horizontalAdvance(text) > room for font, text in zip(fonts, written, strict=True)):
            found.add(name)
    return found


@pytest.mark.parametrize("verdict", ["still descending", "tolerance reached", "仍在下降"])
def test_eight_runners_with_long_figures_are_not_cut_in_the_smallest_window(
    table: LeaderboardTable, verdict: str
) -> None:
    table.resize(584, 230)
    name = "Gradient descent (SGD), η = 0.0123"
    row = LeaderboardRow(0, name, -6.0312e-129, 7.76e140, 1.55e-150, 2.33e150, 100_000, verdict)
    table.set_rows([row._replace(style=style) for style in range(8)])
    QApplication.processEvents()
    assert cut(table) == set()
    assert table.view.columnWidth(0) >= 80
    tip = Qt.ItemDataRole.ToolTipRole
    assert table.model.index(0, 1).data(tip) == "−6.0312×10⁻¹²⁹"
    assert table.model.index(0, 0).data(tip) == row.name


def test_an_empty_race_is_no_error(table: LeaderboardTable) -> None:
    table.set_rows(())
    table.set_selected(0)
    table.copy()
    assert table.view.chosen_rows(8) == []
