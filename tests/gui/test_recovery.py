"""What a window holds is kept, and brought back where the window was not closed."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from gui.shell.session_folder import SessionFolder, claim
from model.data.points import GivenPoints
from model.experiment import Autograd, Minimise, OptimizerSetting, Regression, Surface
from model.experiment.file.session import read_session, write_session
from model.experiment.session import KeptLab, KeptPin, Session
from model.kinds import check_kept, validate
from model.labs import LABS
from tests.gui.interaction import go_to, settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow

STEEP = Minimise("x**4 - 3*x**2 + x", (("x", 1.7),), OptimizerSetting.of("sgd", learning_rate=0.013), epochs=400)
POINTS = GivenPoints(np.column_stack([np.linspace(0, 4, 9), np.linspace(1, 9, 9) ** 0.5]), ("t", "√t"))
FIT = Regression(data=POINTS, epochs=300)
SADDLE = Surface(epochs=21)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "sessions"


@pytest.fixture
def open_window(make_window: Callable[..., MainWindow], folder: Path) -> Callable[..., MainWindow]:
    def make(lab: str | None = None, **given: Any) -> MainWindow:
        return make_window(lab, sessions=folder, **given)

    return make


def kept(folder: Path) -> list[Path]:
    """Return the folders that hold a session."""
    return [path.parent for path in folder.glob("*/session.json")] if folder.exists() else []


def is_kept(window: MainWindow, folder: Path) -> bool:
    """Tell whether what is on the disk is what the window holds, and what it hides."""
    session = window.recovery._now()
    found = [read_session(path, check_kept) for path in kept(folder)]
    hides = not session.hidden or any(each.labs == session.hidden for each in found)
    return replace(session, hidden={}) in found and hides


def pull_the_plug(qtbot: QtBot, window: MainWindow, folder: Path) -> Session:
    """Wait until all is kept, and leave it as a process does that is killed."""
    qtbot.waitUntil(lambda: is_kept(window, folder))
    session = window.recovery._now()
    window.recovery._clock.stop()
    window.recovery._keeper.finish()
    own = window.recovery._folder
    assert own is not None
    own.release()
    if own.hidden is not None:
        own.hidden.release()
    return session


def leave_behind(folder: Path, session: Session, name: str = "left") -> Path:
    write_session(folder / name, session)
    (folder / name / "lock").touch()
    return folder / name


def edit_all(qtbot: QtBot, window: MainWindow) -> None:
    """Change something in every lab, pin, zoom and select."""
    minimise = window.lab
    minimise.document.propose(STEEP)
    settle(qtbot, window)
    assert minimise.pins is not None
    minimise.pins.pin()
    minimise.document.propose(replace(STEEP, epochs=350))
    go_to(qtbot, window, 37)
    minimise.picture.curve.zoom_around(0.5, minimise.picture.curve.area().center())
    window.show_lab("regression")
    regression = window.lab
    regression.document.propose(FIT)
    settle(qtbot, window)
    window.playback.run_to_end()
    qtbot.waitUntil(lambda: not window.playback.running)
    regression.picture.scatter.selected = [2, 5]
    regression.picture.scatter.zoom_around(0.7, regression.picture.scatter.area().center())
    window.show_lab("surface")
    settle(qtbot, window)
    surface = window.lab
    surface.runners.select(1)
    surface.picture.bar.arrows.setChecked(True)
    surface.picture.map.zoom_around(0.4, surface.picture.map.area().center())
    window.show_lab("autograd")
    settle(qtbot, window)
    autograd = window.lab
    autograd.document.propose(Autograd("import torch\na = torch.tensor(3.0)\nb = a * 2\n"))
    go_to(qtbot, window, 2)  # which has it run
    autograd.picture.graph._select(autograd.picture.graph.nodes()[0].key)
    autograd.picture.graph.zoom_by(1.3)
    window.stage.panel.setCurrentIndex(1)


def test_every_lab_comes_back_with_cursor_pins_views_and_what_is_selected(
    qtbot: QtBot, open_window: Callable[..., MainWindow], folder: Path
) -> None:
    first = open_window("minimise")
    edit_all(qtbot, first)
    session = pull_the_plug(qtbot, first, folder)
    assert set(session.labs) == set(LABS)
    second = open_window()
    assert second._shown == "autograd"
    assert second.stage.panel.currentIndex() == 1
    for lab in LABS:
        second.show_lab(lab)
        settle(qtbot, second)
    second.show_lab("autograd")
    settle(qtbot, second)
    qtbot.waitUntil(lambda: bool(second.lab.picture.graph.nodes()))
    for lab, was in session.labs.items():
        found = second.recovery._now().labs[lab]
        assert (found.experiment, found.saved, found.case, found.cursor) == (
            was.experiment,
            was.saved,
            was.case,
            was.cursor,
        )
        assert found.pins == was.pins
        assert found.views.keys() == was.views.keys()
        for name, view in was.views.items():
            for key, value in view.items():
                assert found.views[name][key] == pytest.approx(value), (lab, name, key)


def session_of(**changes: Any) -> Session:
    return Session("minimise", 2, {"minimise": KeptLab(STEEP, Minimise(), **changes)})


def test_undo_takes_it_back_and_redo_brings_it_back_again(
    qtbot: QtBot, open_window: Callable[..., MainWindow], folder: Path
) -> None:
    pin = KeptPin(replace(STEEP, epochs=20), 5)
    left = session_of(cursor=12.0, pins=(pin,), path=folder / "a.json", case="powers")
    leave_behind(folder, replace(left, labs={**left.labs, "regression": KeptLab(FIT, FIT)}))
    window = open_window()
    recovery, lab = window.recovery, window.lab
    assert recovery.line.isVisible()
    assert recovery.line.said.text()
    qtbot.waitUntil(lambda: window.playback.cursor == 12)
    assert (lab.document.experiment, lab.document.is_clean, lab.document.path) == (STEEP, False, folder / "a.json")
    recovery.line.button.click()
    settle(qtbot, window, 0)
    assert (lab.document.experiment, lab.document.path, len(lab.pins)) == (Minimise(), None, 0)
    assert not recovery.line.isVisible()
    assert window.lab_of("regression").document.experiment == Regression()
    window.stack.redo()
    settle(qtbot, window, 12)
    assert (lab.document.experiment, lab.document.path, lab.pins.kept()) == (STEEP, folder / "a.json", (tuple(pin),))
    assert window.lab_of("regression").document.experiment == FIT
    assert recovery.line.isVisible()
    lab.document.propose(replace(STEEP, epochs=33))
    assert not recovery.line.isVisible()


@pytest.mark.parametrize("was_run", [False, True])
def test_a_program_comes_back_run_where_it_was_run_and_waiting_where_it_was_not(
    qtbot: QtBot, open_window: Callable[..., MainWindow], folder: Path, was_run: bool
) -> None:
    program = Autograd("import torch\na = torch.tensor(3.0)\nb = a * 2\n")
    first = open_window("autograd")
    first.lab.document.propose(program)
    assert first.playback.is_held
    if was_run:
        go_to(qtbot, first, 2)
    pull_the_plug(qtbot, first, folder)
    second = open_window()
    lab: Any = second.lab
    assert lab.document.experiment == program
    assert second.playback.is_held != was_run
    if was_run:
        settle(qtbot, second, 2)
    assert bool(lab.picture.tensors.model.rows) == was_run


def test_a_program_that_python_does_not_accept_comes_back_with_its_error(
    qtbot: QtBot, open_window: Callable[..., MainWindow], folder: Path
) -> None:
    program = Autograd("x = 1\nx = (\n")
    first = open_window("autograd")
    first.open_experiment(program)
    pull_the_plug(qtbot, first, folder)
    lab: Any = open_window().lab
    assert lab.document.experiment == program
    qtbot.waitUntil(lambda: lab.controls.program.edit.wrong_line == 2)


def test_a_file_is_opened_on_top_without_a_question_and_nothing_is_lost(
    qtbot: QtBot, open_window: Callable[..., MainWindow], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from model.experiment.file import write

    monkeypatch.setattr(QMessageBox, "exec", lambda _box: pytest.fail("a question was asked"))
    file = tmp_path / "mine.descent.json"
    write(file, replace(STEEP, epochs=7))
    leave_behind(folder, session_of())
    window = open_window("minimise", file=file)
    assert (window.lab.document.experiment.epochs, window.lab.document.path) == (7, file)
    line, document = window.recovery.line, window.lab.document
    assert line.isVisible()
    assert "Minimise" in line.said.text()
    line.button.click()
    assert document.experiment == STEEP
    assert "brought back" in line.said.text()
    window.stack.redo()
    assert (document.experiment.epochs, document.path) == (7, file)
    assert "Minimise" in line.said.text()
    window.stack.setIndex(1)
    line.button.click()
    assert document.experiment == Minimise()


@pytest.mark.parametrize("is_killed", [False, True])
def test_unsaved_work_that_a_file_hides_comes_back_at_a_later_start_however_the_window_ends(
    qtbot: QtBot, open_window: Callable[..., MainWindow], folder: Path, tmp_path: Path, is_killed: bool
) -> None:
    from model.experiment.file import write

    file = tmp_path / "mine.descent.json"
    write(file, Minimise())
    leave_behind(folder, session_of(path=file))
    window = open_window("minimise", file=file)
    assert window.lab.document.experiment == Minimise()
    window.lab.document.propose(Minimise(epochs=3))
    window.lab.document.mark_saved(Minimise(epochs=3))
    if is_killed:
        pull_the_plug(qtbot, window, folder)
    else:
        window.close()
        assert not window.isVisible()  # and nothing was asked
    found = [open_window().lab.document for _ in range(1 + is_killed)]
    assert STEEP in [document.experiment for document in found]
    assert not next(document for document in found if document.experiment == STEEP).is_clean


def test_unsaved_work_that_a_file_hid_is_asked_about_once_it_is_shown(
    qtbot: QtBot, open_window: Callable[..., MainWindow], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from model.experiment.file import write

    file = tmp_path / "mine.descent.json"
    write(file, Minimise())
    leave_behind(folder, session_of())
    window = open_window("minimise", file=file)
    qtbot.waitUntil(lambda: len(kept(folder)) == 2)
    window.recovery.line.button.click()
    qtbot.waitUntil(lambda: len(kept(folder)) == 1)  # it is in the session of this window
    asked: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()) or QMessageBox.StandardButton.Discard)
    window.close()
    assert asked
    assert kept(folder) == []


def test_a_file_of_another_lab_stays_where_the_session_is_taken_back_and_redo_brings_all_of_it_back(
    open_window: Callable[..., MainWindow], folder: Path, tmp_path: Path
) -> None:
    from model.experiment.file import write

    file = tmp_path / "fit.descent.json"
    write(file, Regression(epochs=9))
    leave_behind(folder, replace(session_of(), labs={**session_of().labs, "surface": KeptLab(SADDLE, Surface())}))
    window = open_window("regression", file=file)
    assert "brought back" in window.recovery.line.said.text()
    labs = [window.lab_of(key).document for key in ("minimise", "surface", "regression")]
    window.show_lab("minimise")
    for _ in range(2):
        window.recovery.line.button.click()
        assert [lab.experiment for lab in labs] == [Minimise(), Surface(), Regression(epochs=9)]
        assert (labs[2].path, labs[2].is_clean) == (file, True)
        window.stack.redo()
        assert [lab.experiment for lab in labs] == [STEEP, SADDLE, Regression(epochs=9)]
        assert window.recovery.line.isVisible()
    window.stack.setIndex(0)
    assert [lab.experiment for lab in labs] == [Minimise(), Surface(), Regression()]


@pytest.mark.parametrize("end", ["kill", "close", "end"])
def test_what_was_taken_back_is_kept_until_it_is_brought_back_again(
    qtbot: QtBot, open_window: Callable[..., MainWindow], folder: Path, end: str
) -> None:
    leave_behind(folder, replace(session_of(), labs={**session_of().labs, "surface": KeptLab(SADDLE, Surface())}))
    window = open_window()
    window.recovery.line.button.click()
    if end == "kill":
        pull_the_plug(qtbot, window, folder)
    elif end == "close":
        window.close()
        (aside,) = folder.glob("*.aside")
        assert kept(folder) == [aside]
        aside.rename(folder / "again")
    else:
        window.end()
    window = open_window()
    assert window.lab_of("minimise").document.experiment == STEEP
    assert window.lab_of("surface").document.experiment == SADDLE


def test_a_lab_named_on_the_command_line_is_shown_and_the_others_are_brought_back(
    open_window: Callable[..., MainWindow], folder: Path
) -> None:
    leave_behind(folder, session_of())
    window = open_window("regression")
    assert window.lab.key == "regression"
    assert window.recovery._now().labs["minimise"].experiment == STEEP  # though it is not made yet
    assert window.lab_of("minimise").document.experiment == STEEP


def test_two_windows_leave_each_other_alone_and_the_newest_is_taken_first(
    qtbot: QtBot, open_window: Callable[..., MainWindow], folder: Path
) -> None:
    first = open_window("minimise")
    first.lab.document.propose(STEEP)
    qtbot.waitUntil(lambda: is_kept(first, folder))
    second = open_window("minimise")
    assert second.lab.document.experiment == Minimise()
    second.lab.document.propose(replace(STEEP, epochs=5))
    qtbot.waitUntil(lambda: is_kept(second, folder))
    pull_the_plug(qtbot, first, folder)
    pull_the_plug(qtbot, second, folder)
    assert open_window().lab.document.experiment.epochs == 5
    assert open_window().lab.document.experiment == STEEP
    assert open_window().lab.document.experiment == Minimise()


def test_two_starts_at_once_do_not_bring_the_same_back(folder: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    for count in range(3):
        leave_behind(folder, session_of(cursor=float(count)), f"left{count}")
    with ThreadPoolExecutor(6) as starts:
        found = [each for each in starts.map(lambda _: claim(folder), range(6)) if each.session is not None]
    cursors = sorted(each.session.labs["minimise"].cursor for each in found if each.session)
    assert cursors == [0.0, 1.0, 2.0]
    for each in found:
        assert each.folder is not None
        each.folder.release()


def test_closing_the_window_leaves_nothing_and_ending_the_program_leaves_all_without_a_question(
    qtbot: QtBot, open_window: Callable[..., MainWindow], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[QMessageBox.StandardButton] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: answers.pop())
    window = open_window("minimise")
    window.lab.document.propose(STEEP)
    qtbot.waitUntil(lambda: is_kept(window, folder))
    answers.append(QMessageBox.StandardButton.Discard)
    window.close()
    assert kept(folder) == []
    window = open_window("minimise")
    window.lab.document.propose(STEEP)
    window.end()
    assert not window.isVisible()
    assert read_session(kept(folder)[0], validate).labs["minimise"].experiment == STEEP
    window = open_window()
    assert window.lab.document.experiment == STEEP


def test_the_desktop_that_ends_the_program_is_not_answered_with_a_question(
    qtbot: QtBot, qapp: QApplication, open_window: Callable[..., MainWindow], folder: Path
) -> None:
    window = open_window("minimise")
    window.lab.document.propose(STEEP)
    hints: list[object] = []

    class Manager:
        def setRestartHint(self, hint: object) -> None:
            hints.append(hint)

    window.recovery._commit(Manager())  # type: ignore[arg-type]
    assert hints
    qtbot.waitUntil(lambda: is_kept(window, folder))
    assert window.recovery.is_ending
    window.lab.document.propose(replace(STEEP, epochs=4))  # it was not ended
    qtbot.waitUntil(lambda: not window.recovery.is_ending)
    window.end()
    assert kept(folder)


def test_being_told_to_end_while_a_question_is_open_ends_the_window(
    qtbot: QtBot, open_window: Callable[..., MainWindow], folder: Path
) -> None:
    from PySide6.QtCore import QTimer

    window = open_window("minimise")
    window.lab.document.propose(STEEP)
    clock = QTimer(window, singleShot=True, interval=100)
    clock.timeout.connect(window.end)
    clock.start()
    window.close()  # returns once the question is closed
    qtbot.waitUntil(lambda: not window.isVisible())
    assert kept(folder)


def test_closing_asks_about_labs_that_are_not_made_yet(
    open_window: Callable[..., MainWindow], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(box: QMessageBox) -> QMessageBox.StandardButton:
        asked.append(box.text())
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "exec", ask)
    leave_behind(folder, session_of())
    window = open_window("regression")
    window.close()
    assert window.isVisible()
    assert "Minimise" in asked[0]


def test_a_folder_that_takes_nothing_is_said_in_one_sentence_and_tried_again(
    qtbot: QtBot, open_window: Callable[..., MainWindow], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    from gui.shell import recovery

    full = True
    write = SessionFolder.write

    def write_if_there_is_room(self: SessionFolder, session: Session) -> None:
        if full:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(self, session)

    monkeypatch.setattr(SessionFolder, "write", write_if_there_is_room)
    monkeypatch.setattr(recovery, "_RETRY_SECONDS", 0.1)
    window = open_window("minimise")
    window.lab.document.propose(STEEP)
    qtbot.waitUntil(lambda: "the disk is full" in window._said.text())
    assert str(folder) in window._said.toolTip()
    full = False
    qtbot.waitUntil(lambda: is_kept(window, folder))
    qtbot.waitUntil(lambda: "is kept again" in window._said.text())


def test_what_cannot_be_kept_as_the_program_is_told_to_end_is_said(
    open_window: Callable[..., MainWindow], folder: Path
) -> None:
    folder.parent.write_text("in the way", encoding="utf-8")
    window = open_window("minimise")
    window.lab.document.propose(STEEP)
    window.end()
    assert not window.isVisible()
    assert window.recovery.unkept is not None
    assert str(folder) in window.recovery.unkept.text()


def test_a_session_that_ends_the_program_is_put_aside_at_last_and_the_window_opens(
    open_window: Callable[..., MainWindow], folder: Path
) -> None:
    left = leave_behind(folder, session_of())
    for _ in range(3):  # what ends the program leaves the mark
        found = claim(folder)
        assert found.session is not None
        assert found.folder is not None
        found.folder.release()
    window = open_window("minimise")
    assert window.lab.document.experiment == Minimise()
    aside = left.with_name("left.aside") / "session.json"
    assert str(aside) in window._said.toolTip()
    assert read_session(aside.parent, validate).labs["minimise"].experiment == STEEP


def test_a_session_that_was_shown_is_not_taken_for_one_that_ends_the_program(
    qtbot: QtBot, open_window: Callable[..., MainWindow], folder: Path
) -> None:
    left = leave_behind(folder, session_of())
    window = open_window()
    assert (left / "restoring").exists()
    qtbot.waitUntil(lambda: not (left / "restoring").exists())
    window.end()
    assert not (left / "restoring").exists()


@pytest.mark.parametrize("data", [b"", b"{", b"null", b"\xff", b'{"format": "x"}', b'{"version": "\\ud800"}'])
def test_a_damaged_file_is_put_aside_and_named(
    open_window: Callable[..., MainWindow], folder: Path, data: bytes
) -> None:
    left = leave_behind(folder, session_of())
    (left / "session.json").write_bytes(data)
    window = open_window("minimise")
    assert window.lab.document.experiment == Minimise()
    assert str(left.with_name("left.aside") / "session.json") in window._said.toolTip()


@pytest.mark.parametrize("name", ["session.json", "points", "lock", "restoring"])
def test_a_pipe_among_the_files_of_a_session_is_not_waited_for(
    open_window: Callable[..., MainWindow], folder: Path, make_pipe: Callable[[Path], None], name: str
) -> None:
    left = leave_behind(folder, Session("regression", 0, {"regression": KeptLab(FIT, Regression())}))
    path = next(left.glob("*.points")) if name == "points" else left / name
    path.unlink(missing_ok=True)
    make_pipe(path)
    window = open_window("regression")
    if name == "restoring":  # the session can be read
        assert window.lab.document.experiment == FIT
    else:
        assert window.lab.document.experiment == Regression()
        assert "it is not a file" in window._said.text()
        assert (left / "session.json").exists()


def test_a_session_of_a_newer_version_is_left_where_it_is(open_window: Callable[..., MainWindow], folder: Path) -> None:
    left = leave_behind(folder, session_of())
    text = (left / "session.json").read_text(encoding="utf-8").replace('"version": 1', '"version": 2', 1)
    (left / "session.json").write_text(text, encoding="utf-8")
    window = open_window("minimise")
    assert "newer version" in window._said.text()
    assert (left / "session.json").read_text(encoding="utf-8") == text


def test_nothing_is_written_while_nothing_changes_and_a_fresh_window_leaves_nothing(
    qtbot: QtBot, open_window: Callable[..., MainWindow], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window("minimise")
    for lab in LABS:
        window.show_lab(lab)
        settle(qtbot, window)
    window.recovery._look()
    assert not folder.exists()
    window.show_lab("minimise")
    window.lab.document.propose(STEEP)
    qtbot.waitUntil(lambda: is_kept(window, folder))
    asked: list[Session] = []
    monkeypatch.setattr(window.recovery._keeper, "keep", asked.append)
    for _ in range(3):
        window.recovery._look()
    assert asked == []


def test_a_window_without_a_folder_keeps_nothing(make_window: Callable[..., MainWindow]) -> None:
    window = make_window("minimise")
    assert not window.recovery._clock.isActive()
    window.end()


def test_a_window_that_is_told_to_end_does_not_wait_for_what_is_computed(
    open_window: Callable[..., MainWindow], folder: Path
) -> None:
    window = open_window("minimise")
    window.lab.document.propose(STEEP)
    window.engine.submit_long(lambda closing: closing.wait() and time.sleep(1.0), "slow")
    window.end()
    assert window.thread_outlasted  # by a job that a window closed by its user waits for
    assert kept(folder)


def test_a_page_that_no_window_has_does_not_keep_the_window_from_opening(
    open_window: Callable[..., MainWindow], folder: Path
) -> None:
    leave_behind(folder, replace(session_of(), page=10**12))
    assert open_window().lab.document.experiment == STEEP


@pytest.mark.skipif(sys.platform == "win32", reason="there links need a permission")
def test_a_session_whose_lock_cannot_be_taken_is_left_where_it_is_and_named(
    open_window: Callable[..., MainWindow], folder: Path
) -> None:
    left = leave_behind(folder, session_of())
    (left / "lock").unlink()
    (left / "lock").symlink_to("lock")  # cannot be opened by anybody
    window = open_window("minimise")
    assert window.lab.document.experiment == Minimise()
    assert str(left / "session.json") in window._said.toolTip()
    assert read_session(left, validate).labs["minimise"].experiment == STEEP


def test_what_was_put_aside_is_removed_a_month_later_and_what_a_window_holds_never(folder: Path) -> None:
    month = time.time() - 31 * 24 * 3600
    for name in ("old.aside", "new.aside", "empty", "held"):
        (folder / name).mkdir(parents=True)
        (folder / name / "lock").touch()
    held = SessionFolder.locked(folder / "held")
    assert held is not None
    for name in ("old.aside", "empty", "held"):
        os.utime(folder / name, (month, month))
    assert claim(folder).session is None
    assert {path.name for path in folder.iterdir()} == {"new.aside", "held"}
    held.release()


def test_an_edit_counts_at_once_while_a_run_plays_and_only_the_cursor_waits(
    qtbot: QtBot, open_window: Callable[..., MainWindow], folder: Path
) -> None:
    window = open_window("minimise")
    recovery, playback = window.recovery, window.playback
    window.lab.document.propose(replace(STEEP, epochs=90_000))
    settle(qtbot, window)
    recovery._clock.stop()
    playback.toggle()
    qtbot.waitUntil(lambda: playback.cursor > 0)
    recovery._asked_at = 0.0
    recovery._look()
    asked = recovery._asked
    shown = playback.cursor
    qtbot.waitUntil(lambda: playback.cursor > shown)
    recovery._asked_at = time.monotonic()
    recovery._look()
    assert recovery._asked is asked
    window.lab.document.propose(replace(STEEP, epochs=80_000))
    recovery._asked_at = time.monotonic()
    recovery._look()
    assert playback.running
    assert recovery._asked is not None
    assert recovery._asked.labs["minimise"].experiment.epochs == 80_000


def test_a_table_that_many_experiments_are_fitted_to_is_read_once(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from model.data.points import read_points
    from model.experiment.file import session as reading

    table = tmp_path / "table.csv"
    table.write_text("t,u,v\n1,2,3\n2,3,5\n4,4,9\n", encoding="utf-8")
    fits = [Regression(data=read_points(table, "t", "v"), epochs=epochs) for epochs in (3, 4, 5)]
    left = KeptLab(fits[0], fits[1], pins=(KeptPin(fits[2], 3),))
    leave_behind(folder, Session("regression", 0, {"regression": left}))
    read: list[Path] = []

    def note(path: Path, *names: str) -> Any:
        read.append(path)
        return read_points(path, *names)

    monkeypatch.setattr(reading, "read_points", note)
    assert read_session(folder / "left", validate).labs["regression"] == left
    assert read == [table]


def test_a_table_is_opened_on_top_and_the_session_can_be_taken_back_all_the_same(
    qtbot: QtBot, open_window: Callable[..., MainWindow], folder: Path, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("x,y\n1,2\n2,3\n3,5\n", encoding="utf-8")
    leave_behind(folder, session_of())
    window = open_window("regression", file=table)
    document = window.lab.document
    qtbot.waitUntil(lambda: getattr(document.experiment.data, "path", None) == str(table))
    assert window.recovery.line.isVisible()
    window.recovery.line.button.click()
    assert window.lab_of("minimise").document.experiment == Minimise()
    assert document.experiment.data.path == str(table)
    assert not document.is_clean
    assert not window.recovery.line.isVisible()


def test_of_several_sessions_that_cannot_be_brought_back_it_is_said_how_many_they_are(
    open_window: Callable[..., MainWindow], folder: Path
) -> None:
    damaged = [leave_behind(folder, session_of(), name) for name in ("one", "two", "three")]
    for left in damaged:
        (left / "session.json").write_bytes(b"{")
    window = open_window("minimise")
    assert window._said.text().startswith("3 sessions could not be brought back.")
    assert all(str(left.with_name(f"{left.name}.aside")) in window._said.toolTip() for left in damaged)
