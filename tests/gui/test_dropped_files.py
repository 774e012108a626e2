"""A file dropped anywhere on the window opens, or a sentence says why not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

import main
from gui.shell.window import MainWindow
from model.data.files import is_table
from model.data.points import points_of
from tests.gui.interaction import settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    Make = Callable[..., MainWindow]

ACTION, BUTTON, PLAIN = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def files(*urls: QUrl) -> QMimeData:
    data = QMimeData()
    data.setUrls(list(urls))
    return data


def drop(window: MainWindow, *urls: QUrl) -> None:
    data = files(*urls)  # which the event does not keep
    window.dropEvent(QDropEvent(QPointF(400, 300), ACTION, data, BUTTON, PLAIN))


@pytest.mark.parametrize("lab", ["autograd", "minimise", "regression", "surface"])
def test_the_window_takes_a_file_over_all_that_is_in_it(
    make_window: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lab: str
) -> None:
    window = make_window(lab)
    reached: list[bool] = []
    enter = MainWindow.dragEnterEvent

    def entered(self: MainWindow, event: QDragEnterEvent) -> None:
        enter(self, event)
        reached.append(event.isAccepted())

    monkeypatch.setattr(MainWindow, "dragEnterEvent", entered)
    data = files(QUrl.fromLocalFile(str(tmp_path / "a.csv")))
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and not widget.isWindow():
            reached.clear()
            event = QDragEnterEvent(QPoint(1, 1), ACTION, data, BUTTON, PLAIN)
            QApplication.sendEvent(widget, event)
            assert reached == [True], f"{widget} keeps the file to itself"


@pytest.mark.parametrize("ending", ["csv", "tsv", "txt", "data", "CSV"])
def test_a_table_becomes_the_points_of_the_regression(
    make_window: Make, qtbot: QtBot, tmp_path: Path, ending: str
) -> None:
    window = make_window("minimise")
    path = tmp_path / f"table.{ending}"
    path.write_text("x\ty\n1\t2\n2\t4\n3\t6.5\n" if ending == "tsv" else "x,y\n1,2\n2,4\n3,6.5\n")
    drop(window, QUrl.fromLocalFile(str(path)))
    lab: Any = window.lab
    assert lab.key == "regression"
    qtbot.waitUntil(lambda: len(points_of(lab.run.experiment.data)) == 3)
    settle(qtbot, window)


@pytest.mark.parametrize(
    ("name", "text", "source"),
    [
        ("case.py", "print(2)\n", "print(2)\n"),
        ("broken.PY", "x = 1\nx = (\n", "x = 1\nx = (\n"),
        ("a.ipynb", json.dumps({"cells": [{"cell_type": "code", "source": ["a = 1\n", "a"]}]}), "a = 1\na\n"),
    ],
)
def test_a_program_is_shown_in_its_lab_and_waits_and_is_not_saved_over(
    make_window: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, text: str, source: str
) -> None:
    window = make_window("minimise")
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    drop(window, QUrl.fromLocalFile(str(path)))
    lab: Any = window.lab
    assert (lab.key, lab.run.experiment.source, lab.run.active) == ("autograd", source, True)
    assert lab.playback.is_held
    assert lab.controls.program.edit.wrong_line == (2 if name.startswith("broken") else None)
    asked: list[str] = []

    def ask(*arguments: object) -> tuple[str, str]:
        asked.append(str(arguments[2]))
        return str(tmp_path / "e.descent.json"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    window.files.save()
    assert len(asked) == 1
    assert path.read_text(encoding="utf-8") == text
    assert window.files.recent() == [tmp_path / "e.descent.json", path]


@pytest.mark.parametrize(("count", "shown"), [(5, "12345"), (6, "12345…"), (9, "12345…")])
def test_first_rows_of_a_table_end_with_dots_where_there_are_more(
    make_window: Make, qtbot: QtBot, tmp_path: Path, count: int, shown: str
) -> None:
    window = make_window("regression")
    path = tmp_path / "table.csv"
    path.write_text("x,y\n" + "".join(f"{x},{2 * x + x % 2}\n" for x in range(1, count + 1)))
    drop(window, QUrl.fromLocalFile(str(path)))
    lab: Any = window.lab
    qtbot.waitUntil(lambda: len(points_of(lab.run.experiment.data)) == count)
    model = lab.controls.columns.model
    assert "".join(model.data(model.index(row, 0)) for row in range(model.rowCount())) == shown
    settle(qtbot, window)


@pytest.mark.parametrize("name", ["a.descent.json", "b.json", "C.JSON"])
def test_an_experiment_opens_in_its_lab(make_window: Make, qtbot: QtBot, tmp_path: Path, name: str) -> None:
    window = make_window("minimise")
    path = tmp_path / name
    found = {
        "format": "descent-lab",
        "version": 1,
        "lab": "surface",
        "function": "x^2 + y^2",
        "start": {"x": 1, "y": 2},
    }
    found["runners"] = [{"name": "sgd", "learning_rate": 0.1}]
    path.write_text(json.dumps(found))
    drop(window, QUrl.fromLocalFile(str(path)))
    lab: Any = window.lab
    assert (lab.key, lab.run.experiment.function) == ("surface", "x^2 + y^2")
    settle(qtbot, window)


def test_what_cannot_be_opened_is_said(make_window: Make, tmp_path: Path) -> None:
    window = make_window("minimise")
    before = window.lab.document.experiment
    said = window._said
    drop(window, *(QUrl.fromLocalFile(str(tmp_path / name)) for name in ("a.csv", "b.csv")))
    assert "one file" in said.text()
    drop(window, QUrl("https://example.org/a.csv"))
    assert "this computer" in said.text()
    assert window.lab.document.experiment == before


@pytest.mark.parametrize(
    ("name", "start", "is_one"),
    [
        ("a.csv", "x,y", True),
        ("a.txt", "\ufeff1 2", True),
        ("a", "", True),
        ("a.txt", '\ufeff \n{"format"', False),
        ("a.json", "x,y", False),
    ],
)
def test_a_table_is_told_from_an_experiment_by_its_name_or_its_beginning(
    tmp_path: Path, name: str, start: str, is_one: bool
) -> None:
    assert not is_table(tmp_path / name)
    (tmp_path / name).write_text(start, encoding="utf-8")
    assert is_table(tmp_path / name) == is_one
    assert not is_table(tmp_path)


def test_a_table_given_to_the_command_line_or_the_file_menu_opens_as_one_that_is_dropped(
    make_window: Make, qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "table.csv"
    path.write_text("x,y\n1,2\n2,4\n3,6.5\n")
    assert main._lab_of(path) == "regression"
    assert main.main(["run", str(path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"{path} is no experiment file; a table can be opened in the window" in line
    made = make_window("minimise")
    made.close()
    window = MainWindow(made.appearance, made.errors, "regression", path)
    qtbot.addWidget(window)
    window.show()
    lab: Any = window.lab
    qtbot.waitUntil(lambda: len(points_of(lab.run.experiment.data)) == 3)
    assert lab.key == "regression"
    settle(qtbot, window)
    lab.document.mark_saved(lab.document.experiment)
