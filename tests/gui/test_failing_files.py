"""Whatever goes wrong with a file, work and cursor stay, and a sentence says why; names that are not UTF-8 are kept."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox

import model.experiment.file
import model.kinds
from gui.shell.experiment_files import ENDING
from model.data.points import CsvPoints
from model.experiment import Minimise
from model.kinds import read
from model.message import QT_TRANSLATE_NOOP, Refused
from tests.gui.interaction import settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.run.settings import Settings
    from gui.shell.window import MainWindow

    Make = Callable[..., MainWindow]

FAULTS = {
    "refused": (Refused(QT_TRANSLATE_NOOP("test", "it is not wanted")), "it is not wanted"),
    "system": (OSError(28, "No space left on device"), "the disk is full"),
    "memory": (MemoryError(), "not enough memory"),
    "text": (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"), "UnicodeEncodeError"),
    "depth": (RecursionError("too deep"), "RecursionError: too deep"),
    "program": (KeyError("epochs"), "KeyError: 'epochs'"),
}
FORESEEN = ("refused", "system", "memory")
CHINESE = os.fsdecode("数据".encode("gbk"))
"""A name as it is on an old disk; no text of UTF-8 has these bytes."""


@pytest.fixture(params=FAULTS)
def fault(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def raising(fault: str) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise FAULTS[fault][0]

    return fail


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with an experiment and the table that it names, whose names are not UTF-8."""
    try:
        (tmp_path / f"{CHINESE}.csv").write_text("x,y\n1,2\n2,4\n3,6.5\n")
    except (OSError, UnicodeError):
        pytest.skip("this disk has no such names")
    document = {"format": "descent-lab", "version": 1, "lab": "regression", "data": {"csv": f"{CHINESE}.csv"}}
    (tmp_path / f"{CHINESE}{ENDING}").write_text(json.dumps(document), encoding="utf-8")
    return tmp_path


def boxes(window: MainWindow) -> list[QMessageBox]:
    return [box for box in window.findChildren(QMessageBox) if box.isVisible()]


def close_box(window: MainWindow, qtbot: QtBot) -> tuple[str, str]:
    """Close the box that is shown; return what it says."""
    (box,) = boxes(window)
    said = box.text(), box.informativeText()
    box.close()
    qtbot.waitUntil(lambda: not window.findChildren(QMessageBox))
    return said


def test_a_reader_that_fails_in_any_way_changes_nothing_and_says_one_sentence(
    make_window: Make,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    raising: Callable[..., None],
    fault: str,
) -> None:
    window = make_window()
    before = window.lab.document.experiment
    path = tmp_path / f"a{ENDING}"
    path.touch()
    monkeypatch.setattr(model.kinds, "read", raising)
    assert not window.files.open_path(path)
    assert QApplication.overrideCursor() is None
    title, sentence = close_box(window, qtbot)
    assert title == f"{path.name} was not opened"
    assert FAULTS[fault][1] in sentence
    assert "\n" not in sentence
    assert window.lab.document.experiment == before
    assert window.files.recent() == []
    assert ("Traceback" in capsys.readouterr().err) == (fault not in FORESEEN)


@pytest.mark.parametrize("name", ["gone.json", "\0/gone.json"])
def test_a_recent_file_that_is_gone_is_offered_no_more(
    make_window: Make, qtbot: QtBot, settings: Settings, name: str
) -> None:
    settings.remember("recent", [name])  # by hand: the program writes whole paths, without such a sign
    window = make_window()
    (path,) = window.files.recent()
    assert not window.files.open_path(path)
    close_box(window, qtbot)
    assert window.files.recent() == []


def test_half_of_a_surrogate_pair_in_a_file_is_refused_in_the_window(
    make_window: Make, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window()
    path = tmp_path / f"half{ENDING}"
    path.write_text(r'{"format": "descent-lab", "version": "\ud800", "lab": "minimise"}')
    assert not window.files.open_path(path)
    assert QApplication.overrideCursor() is None
    assert close_box(window, qtbot)[1] == 'version: expected a whole number, got "�"'


def test_whatever_goes_wrong_while_saving_the_window_stays_with_the_work(
    make_window: Make,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    raising: Callable[..., None],
    fault: str,
) -> None:
    window = make_window()
    document = window.lab.document
    changed = replace(Minimise(), epochs=41)
    document.propose(changed)
    document.path = tmp_path / f"kept{ENDING}"
    asked: list[str] = []

    def ask(box: QMessageBox) -> QMessageBox.StandardButton:
        asked.append(box.informativeText())
        return box.standardButton(box.defaultButton()) if len(asked) == 1 else QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "exec", ask)
    monkeypatch.setattr(model.experiment.file, "write", raising)
    assert not window.close()
    assert window.isVisible()
    assert (document.experiment, document.is_clean) == (changed, False)
    assert f"kept{ENDING} was not saved: " in asked[1]
    assert FAULTS[fault][1] in asked[1]
    assert "Save as" in asked[1]


def test_an_error_before_the_work_is_safe_keeps_the_window_open(
    make_window: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_documents: object) -> bool:
        raise KeyError("epochs")

    window = make_window()
    with monkeypatch.context() as patch:
        patch.setattr(window.files, "may_discard", fail)
        with pytest.raises(KeyError, match="epochs"):
            window.close()
    assert window.isVisible()


def test_names_that_are_not_utf8_survive_opening_saving_and_the_next_start(
    make_window: Make, qtbot: QtBot, folder: Path, settings: Settings
) -> None:
    window = make_window("regression")
    path = folder / f"{CHINESE}{ENDING}"
    assert window.files.open_path(path)
    document: Any = window.lab.document
    assert document.experiment.data.path == str(folder / f"{CHINESE}.csv")
    assert (window.windowTitle(), window.files.recent()) == (f"����{ENDING}[*]", [path])
    changed = replace(document.experiment, epochs=43)
    document.propose(changed)
    window.files.save()
    assert document.is_clean
    assert read(path) == changed
    assert r'"csv": "\udcca\udcfd\udcbe\udcdd.csv"' in path.read_text(encoding="utf-8")
    settings.sync()
    assert settings._file.value("recent") == [f"file://{quote(os.fsencode(path))}"]
    window.menus.set_recent(window.files.recent())
    (action,) = window.menus._recent.actions()
    assert (action.text(), action.data()) == (f"����{ENDING}", path)
    settle(qtbot, window)


@pytest.mark.parametrize("ending", [".csv", ENDING])
def test_a_file_of_any_name_can_be_dropped(make_window: Make, qtbot: QtBot, folder: Path, ending: str) -> None:
    window = make_window()
    data = QMimeData()
    data.setUrls([QUrl.fromEncoded(f"file://{quote(os.fsencode(folder / f'{CHINESE}{ending}'))}".encode())])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    window.dropEvent(QDropEvent(QPointF(400, 300), action, data, button, Qt.KeyboardModifier.NoModifier))
    lab: Any = window.lab
    qtbot.waitUntil(lambda: isinstance(lab.document.experiment.data, CsvPoints))
    assert lab.document.path == (None if ending == ".csv" else folder / f"{CHINESE}{ENDING}")
    assert lab.document.experiment.data.path == str(folder / f"{CHINESE}.csv")
    assert boxes(window) == []
    settle(qtbot, window)


def test_a_name_that_is_too_long_is_refused_in_one_sentence(
    make_window: Make, qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    window = make_window()
    assert not window.files.open_path(tmp_path / f"{'9' * 300}{ENDING}")
    _, sentence = close_box(window, qtbot)
    assert "\n" not in sentence
    assert "Traceback" not in capsys.readouterr().err
