"""Files, settings and errors: what a user does with them, and what the window says and keeps."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QMessageBox, QPlainTextEdit, QTabBar

from gui.labs.list import LABS
from gui.run.task import Task
from gui.shell.experiment_files import ENDING
from gui.shell.unexpected_errors import ErrorDialog, UnexpectedErrors
from model.experiment import Minimise, Regression
from model.experiment.file import write
from model.kinds import read
from model.message import QT_TRANSLATE_NOOP, Refused
from tests.gui.acts import WHOLE, Act, Room, open_room, perform, unchanged
from tests.gui.interaction import CTRL, LEFT, PLAIN, SHIFT, click_entry, open_menu, pick, press, type_into

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from threading import Event

    from PySide6.QtGui import QAction
    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow
    from model.experiment import Experiment

FILE, VIEW = 0, 3
NEW, OPEN, RECENT, CASES, SAVE, SAVE_AS, QUIT = range(7)
HERE = replace(Minimise(), epochs=30)
STORED = replace(Minimise(), function="x^2 + 7", epochs=12)
BUTTON = QMessageBox.StandardButton


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    yield from open_room(request, tmp_path_factory.mktemp("files"), "minimise")


@pytest.fixture
def room(house: Room, tmp_path: Path) -> Room:
    house.set_back("minimise", HERE)
    settings = house.window.appearance.settings
    settings.remember("recent", [])
    settings.remember("folder", str(tmp_path))
    house.kept["folder"] = tmp_path
    return house


@pytest.fixture
def dialogs(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return the files the dialogs give, "open" and "save", and what they are given, "folder" and "suggestion"."""
    found: dict[str, str] = {}

    def ask_open(_parent: object, _title: str, folder: str, _kinds: str) -> tuple[str, str]:
        found["folder"] = folder
        return found.get("open", ""), ""

    def ask_save(_parent: object, _title: str, suggestion: str, _kinds: str) -> tuple[str, str]:
        found["suggestion"] = suggestion
        return found.get("save", ""), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask_open)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask_save)
    return found


@contextmanager
def answering(qtbot: QtBot, button: QMessageBox.StandardButton) -> Iterator[list[str]]:
    """Click on a button of the question that is asked meanwhile; give what was asked."""
    asked: list[str] = []
    clock = QTimer()
    clock.setInterval(10)

    def look() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            clock.stop()
            asked.append(box.text())
            qtbot.mouseClick(box.button(button), LEFT)

    clock.timeout.connect(look)
    clock.start()
    yield asked
    clock.stop()
    assert len(asked) == 1


def menu(*places: int) -> Callable[[Room], None]:
    return lambda room: pick(room.qtbot, room.window.menuBar(), *places)


def key(key: Qt.Key, modifiers: Qt.KeyboardModifier = CTRL) -> Callable[[Room], None]:
    return lambda room: press(room.qtbot, room.window, key, modifiers)


def entry(room: Room, place: int) -> QAction:
    return [action for action in room.window.menus._menus["file"].actions() if not action.isSeparator()][place]


def complaint_and_away(room: Room, *words: str) -> None:
    """Look at the box that says what went wrong with a file, and close it."""
    (box,) = [each for each in room.window.findChildren(QMessageBox) if each.isVisible()]
    assert all(word in box.text() for word in words)
    assert box.informativeText()
    room.qtbot.mouseClick(box.button(BUTTON.Ok), LEFT)
    room.qtbot.waitUntil(lambda: not room.window.findChildren(QMessageBox))


def change(room: Room, epochs: int = 40) -> None:
    type_into(room.qtbot, room.controls.descent.epochs.edit, str(epochs))
    assert room.experiment.epochs == epochs


def stored(room: Room, experiment: Experiment = STORED, name: str = "stored") -> Path:
    path = room.kept["folder"] / f"{name}{ENDING}"
    write(path, experiment)
    return path


def is_named(room: Room, path: Path | None) -> bool:
    """Tell whether the window bears the name of a file, and of nothing unsaved."""
    name = LABS[room.lab.key].title() if path is None else path.name
    return room.window.windowTitle() == f"{name}[*]" and not room.window.isWindowModified()


# ---- opening


@pytest.mark.parametrize("act", [menu(FILE, OPEN), key(Qt.Key.Key_O)], ids=["menu", "key"])
def test_a_file_is_opened_and_undone(room: Room, dialogs: dict[str, str], act: Callable[[Room], None]) -> None:
    path = stored(room)
    dialogs["open"] = str(path)
    perform(
        room,
        Act("open", act, lambda room: STORED, WHOLE, lambda room: is_named(room, path) and "x**2 + 7" in room.code),
    )
    assert dialogs["folder"] == str(path.parent)
    assert room.window.files.recent() == [path]


def test_nothing_is_opened_when_the_dialog_is_cancelled(room: Room, dialogs: dict[str, str]) -> None:
    perform(room, Act("cancel", menu(FILE, OPEN), unchanged, None, lambda room: is_named(room, None)))
    assert room.window.files.recent() == []


def test_recent_files_are_offered_newest_first_and_opened_from_there(room: Room, dialogs: dict[str, str]) -> None:
    first, second = stored(room), stored(room, HERE, "second")
    for path in (first, second):
        dialogs["open"] = str(path)
        menu(FILE, OPEN)(room)
    files = open_menu(room.qtbot, room.window.menuBar(), FILE)
    click_entry(room.qtbot, files, RECENT)
    offered: Any = QApplication.activePopupWidget()
    assert [action.text() for action in offered.actions()] == [second.name, first.name]
    assert [action.toolTip() for action in offered.actions()] == [str(second), str(first)]
    click_entry(room.qtbot, offered, 1)
    assert room.experiment == STORED
    assert is_named(room, first)
    assert room.window.files.recent() == [first, second]


def test_the_menu_says_that_no_file_is_recent(room: Room) -> None:
    files = open_menu(room.qtbot, room.window.menuBar(), FILE)
    click_entry(room.qtbot, files, RECENT)
    offered: Any = QApplication.activePopupWidget()
    (action,) = offered.actions()
    assert not action.isEnabled()
    assert action.text()
    offered.close()
    files.close()


def test_a_recent_file_that_is_gone_is_reported_and_forgotten(room: Room, dialogs: dict[str, str]) -> None:
    path = stored(room)
    dialogs["open"] = str(path)
    menu(FILE, OPEN)(room)
    path.unlink()
    menu(FILE, RECENT, 0)(room)
    complaint_and_away(room, path.name)
    assert room.window.files.recent() == []
    assert room.experiment == STORED


def test_a_file_that_is_no_experiment_changes_nothing(room: Room, dialogs: dict[str, str]) -> None:
    path = room.kept["folder"] / f"broken{ENDING}"
    path.write_text('{"format": "descent-lab", "version": 1, "lab": "nowhere"}', encoding="utf-8")
    dialogs["open"] = str(path)
    perform(room, Act("broken", menu(FILE, OPEN), unchanged, None, lambda room: is_named(room, None)))
    complaint_and_away(room, path.name)
    assert QApplication.overrideCursor() is None
    assert room.window.files.recent() == []


def test_a_file_of_another_lab_opens_there(room: Room, dialogs: dict[str, str]) -> None:
    fit = replace(Regression(), epochs=7)
    path = stored(room, fit)
    dialogs["open"] = str(path)
    menu(FILE, OPEN)(room)
    assert room.lab.key == "regression"
    assert room.experiment == fit
    assert is_named(room, path)


# ---- saving


@pytest.mark.parametrize("act", [menu(FILE, SAVE), key(Qt.Key.Key_S)], ids=["menu", "key"])
def test_a_change_is_saved_to_the_file_of_the_dialog_and_then_without_a_dialog(
    room: Room, dialogs: dict[str, str], act: Callable[[Room], None]
) -> None:
    change(room)
    assert room.window.isWindowModified()
    path = room.kept["folder"] / f"mine{ENDING}"
    dialogs["save"] = str(path.with_name("mine"))
    act(room)
    assert dialogs.pop("suggestion") == str(path.with_name(f"minimise{ENDING}"))
    assert read(path) == room.experiment == replace(HERE, epochs=40)
    assert is_named(room, path)
    assert room.window._said.text() == f"Saved {path.name}."
    assert not entry(room, SAVE).isEnabled()
    change(room, 50)
    assert entry(room, SAVE).isEnabled()
    act(room)
    assert "suggestion" not in dialogs
    assert read(path).epochs == 50  # type: ignore[union-attr]
    assert is_named(room, path)


@pytest.mark.parametrize("act", [menu(FILE, SAVE_AS), key(Qt.Key.Key_S, CTRL | SHIFT)], ids=["menu", "key"])
def test_a_copy_is_saved_and_edited_from_then_on(
    room: Room, dialogs: dict[str, str], act: Callable[[Room], None]
) -> None:
    first, second = stored(room), room.kept["folder"] / "second.json"
    dialogs["open"], dialogs["save"] = str(first), str(second)
    menu(FILE, OPEN)(room)
    change(room)
    act(room)
    assert dialogs["suggestion"] == str(first)
    assert read(first) == STORED
    assert read(second) == replace(STORED, epochs=40)
    assert is_named(room, second)
    assert room.window.files.recent() == [second, first]


def test_a_file_that_cannot_be_written_is_reported_and_work_stays_unsaved(room: Room, dialogs: dict[str, str]) -> None:
    change(room)
    dialogs["save"] = str(room.kept["folder"] / "nowhere" / "mine")
    menu(FILE, SAVE)(room)
    complaint_and_away(room, f"mine{ENDING}")
    assert room.window.isWindowModified()
    dialogs["save"] = ""
    menu(FILE, SAVE)(room)
    assert room.window.isWindowModified()
    assert room.window.files.recent() == []


@pytest.mark.parametrize("button", [BUTTON.Save, BUTTON.Discard, BUTTON.Cancel], ids=["save", "discard", "cancel"])
def test_the_window_asks_before_unsaved_work_is_lost(
    room: Room, dialogs: dict[str, str], button: QMessageBox.StandardButton
) -> None:
    change(room)
    path = room.kept["folder"] / f"kept{ENDING}"
    dialogs["save"] = str(path)
    with answering(room.qtbot, button) as asked:
        menu(FILE, NEW)(room)
    assert LABS["minimise"].title() in asked[0]
    assert room.experiment == (replace(HERE, epochs=40) if button == BUTTON.Cancel else Minimise())
    assert path.exists() == (button == BUTTON.Save)
    if button == BUTTON.Save:
        assert read(path) == replace(HERE, epochs=40)


@pytest.mark.parametrize("ending", ["saved", "discarded", "cancelled", "no name", "refused"])
def test_quitting_asks_once_about_all_unsaved_experiments(
    make_window: Callable[..., MainWindow],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
) -> None:
    window = make_window("regression")
    asked: list[tuple[str, str]] = []
    names = iter([str(tmp_path / "first"), str(tmp_path / "nowhere" / "second"), str(tmp_path / "second")])
    if ending == "no name":
        names = iter([str(tmp_path / "first"), ""])
    elif ending == "saved":
        names = iter([str(tmp_path / "first"), str(tmp_path / "second")])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (next(names), ""))
    answer = {"discarded": BUTTON.Discard, "cancelled": BUTTON.Cancel}.get(ending)

    def exec_(box: QMessageBox) -> QMessageBox.StandardButton:
        asked.append((box.text(), box.informativeText()))
        offered = {BUTTON.SaveAll, BUTTON.Save} & {box.standardButton(each) for each in box.buttons()}
        return answer or next(iter(offered))

    monkeypatch.setattr(QMessageBox, "exec", exec_)
    changed = {}
    for key in ("regression", "minimise"):
        document = window.lab_of(key).document
        changed[key] = replace(document.experiment, epochs=41)
        document.propose(changed[key])
    keys = ["minimise", "regression"]  # as in the rail
    assert window.close() == (ending in ("saved", "discarded", "refused"))
    first, second = (asked[0][0].index(LABS[key].title()) for key in keys)
    assert first < second
    files = sorted(path.name for path in tmp_path.glob(f"*{ENDING}"))
    if ending == "refused":
        assert len(asked) == 2
        assert LABS[keys[0]].title() not in asked[1][0]
        assert LABS[keys[1]].title() in asked[1][0]
        assert f"second{ENDING} was not saved" in asked[1][1]
    else:
        assert len(asked) == 1
    kept = {"saved": 2, "refused": 2, "no name": 1}.get(ending, 0)
    assert files == [f"first{ENDING}", f"second{ENDING}"][:kept]
    for name, key in zip(("first", "second")[:kept], keys, strict=False):
        assert read(tmp_path / f"{name}{ENDING}") == changed[key]


# ---- the end, and the next start


@pytest.mark.parametrize("way", ["menu", "key"])
def test_quit_closes_the_window(make_window: Callable[..., MainWindow], qtbot: QtBot, way: str) -> None:
    window = make_window()
    if way == "menu":
        pick(qtbot, window.menuBar(), FILE, QUIT)
    else:
        press(qtbot, window, Qt.Key.Key_Q, CTRL)
    assert not window.isVisible()
    assert not window.thread_outlasted


def test_the_next_window_looks_as_the_last_one_was_left(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window()
    press(qtbot, window, Qt.Key.Key_1 + list(LABS).index("regression"), CTRL)
    press(qtbot, window, Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier)
    bar = window.stage.findChild(QTabBar)
    qtbot.mouseClick(bar, LEFT, pos=bar.tabRect(2).center())
    window.timeline.speed.setFocus()
    qtbot.keyClick(window.timeline.speed, Qt.Key.Key_End)
    window.resize(1120, 700)
    assert window.close()
    again = make_window(None)
    assert again.lab.key == "regression"
    assert again.stage.controls.isHidden()
    assert not again.stage.panel.isHidden()
    assert again.stage.findChild(QTabBar).currentIndex() == 2
    assert again.playback.pace == again.timeline.pace() == float("inf")
    assert (again.width(), again.height()) == (1120, 700)


# ---- what goes wrong


@pytest.fixture
def errors(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[UnexpectedErrors]:
    """Return what shows unexpected errors, in place of what makes them fail a test."""
    hook = sys.excepthook
    errors = UnexpectedErrors(qapp)
    yield errors
    sys.excepthook = hook
    if errors.dialog is not None:
        errors.dialog.close()
    errors.deleteLater()


def test_an_error_in_a_slot_is_shown_once_and_the_program_goes_on(
    room: Room, errors: UnexpectedErrors, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(room.lab.pins, "pin", fail)
    pin, step = room.window.timeline.pin, room.window.timeline.step
    room.qtbot.mouseClick(pin, LEFT)
    dialog: Any = errors.dialog
    assert isinstance(dialog, ErrorDialog)
    assert dialog.isVisible()
    details = dialog.findChild(QPlainTextEdit).toPlainText()
    assert details.startswith("Traceback")
    assert "ZeroDivisionError: on purpose" in details
    assert "on purpose" in capsys.readouterr().err
    buttons = dialog.findChild(QDialogButtonBox)
    copy = next(each for each in buttons.buttons() if buttons.buttonRole(each) == buttons.ButtonRole.ActionRole)
    QApplication.clipboard().clear()
    room.qtbot.mouseClick(copy, LEFT)
    assert QApplication.clipboard().text() == details
    errors.show("another, while the first is there")
    assert errors.dialog is dialog
    room.qtbot.mouseClick(buttons.button(QDialogButtonBox.StandardButton.Close), LEFT)
    assert errors.dialog is None
    room.qtbot.mouseClick(pin, LEFT)
    assert errors.dialog is None, "the same error again"
    room.qtbot.mouseClick(step, LEFT)
    room.settle(1)


def test_an_interrupt_ends_the_program(errors: UnexpectedErrors, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[bool] = []
    monkeypatch.setattr(QApplication, "quit", lambda: ended.append(True))
    errors.caught(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert ended == [True]
    assert errors.dialog is None


SENTENCE = QT_TRANSLATE_NOOP("changes", "seed {seed}").fill(seed=5)
"""Any message of the model."""


def refuse(_stop: Event) -> None:
    raise Refused(SENTENCE)


def test_why_a_job_has_no_result_is_said_in_the_status_bar(room: Room) -> None:
    room.window.engine.submit(refuse, ("no lab", "job"))
    room.qtbot.waitUntil(lambda: room.window._said.text() == SENTENCE.text())


def test_a_job_or_a_run_that_breaks_is_an_unexpected_error(
    room: Room, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_off(*_: object) -> None:
        raise ZeroDivisionError(f"in the worker, {len(broken)}")

    window, broken = room.window, []
    with monkeypatch.context() as patch:
        patch.setattr("model.engine.runs.begin_run", break_off)
        patch.setattr("model.engine.worker.begin_compiled", break_off)
        for begin in (
            lambda: window.engine.submit(break_off, ("no lab", "job")),
            lambda: type_into(room.qtbot, room.controls.descent.epochs.edit, "40"),
        ):
            begin()
            room.qtbot.waitUntil(lambda: window.errors.dialog is not None)
            window.errors.dialog.close()
            room.qtbot.waitUntil(lambda: window.errors.dialog is None)
            assert f"ZeroDivisionError: in the worker, {len(broken)}" in capsys.readouterr().err
            broken.append(begin)
    type_into(room.qtbot, room.controls.descent.epochs.edit, "41")
    room.settle()


def test_a_run_that_cannot_begin_says_so_until_the_next_change(room: Room) -> None:
    type_into(room.qtbot, room.controls.function.formula.edit, "log(x)")
    room.settle()
    type_into(room.qtbot, room.controls.start.edit, "-1")
    said = room.window._said
    room.qtbot.waitUntil(lambda: bool(said.text()) and room.controls.start.error.text() == said.text())
    press(room.qtbot, room.window, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
    assert not room.window.playback.running
    type_into(room.qtbot, room.controls.start.edit, "1")
    assert said.text() == ""
    assert not room.controls.start.error.isVisible()
    room.settle()


# ---- long jobs


def test_a_long_job_shows_its_progress_and_only_the_newest_counts(room: Room) -> None:
    task = Task(room.window.engine, room.window, long=True)
    heard: list[tuple[str, object]] = []
    task.progressed.connect(lambda what: heard.append(("progressed", what)))
    task.done.connect(lambda what: heard.append(("done", what)))
    task.failed.connect(lambda what: heard.append(("failed", what)))
    task.ended.connect(lambda: heard.append(("ended", None)))

    def wait(stop: Event, tell: Callable[[Any], None]) -> str:
        tell("waits")
        stop.wait(60)
        while not stop.is_set():
            pass
        return "too late"

    def count(_stop: Event, tell: Callable[[Any], None]) -> int:
        tell(1)
        return 2

    task.start(wait)
    room.qtbot.waitUntil(lambda: heard == [("progressed", "waits")])
    assert task.running
    task.start(count)
    room.qtbot.waitUntil(lambda: not task.running)
    assert heard[1:] == [("ended", None), ("progressed", 1), ("ended", None), ("done", 2)]
    heard.clear()
    task.start(lambda stop, _tell: refuse(stop))
    room.qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == [("ended", None), ("failed", SENTENCE)]
    task.cancel()
    assert len(heard) == 2
    task.deleteLater()


def test_what_was_folded_away_comes_back_with_the_first_press(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window()
    for letter in (Qt.Key.Key_F8, Qt.Key.Key_F9):
        press(qtbot, window, letter, PLAIN)
    assert window.close()
    again = make_window()
    for letter, column in ((Qt.Key.Key_F8, again.stage.controls), (Qt.Key.Key_F9, again.stage.panel)):
        assert column.isHidden()
        press(qtbot, again, letter, PLAIN)
        assert not column.isHidden()
