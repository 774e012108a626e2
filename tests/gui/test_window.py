"""The window as a whole: nothing it does in the middle of a run leaves anything behind."""

from __future__ import annotations

import gc
import itertools
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox

from gui.labs.list import FIRST, LABS
from gui.look.stylesheet import stylesheet
from gui.look.theme import theme
from gui.run.playback import FLAT_OUT
from model.engine.compiled.operations import OPERATIONS
from model.experiment import Minimise, Regression
from model.experiment.presets import PRESETS
from tests.gui.interaction import LEFT, go_to, settle, spot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow


@pytest.fixture
def times(is_long: bool) -> int:
    """Return how often to try what goes wrong rarely, if it does."""
    return 25 if is_long else 8


def wait_for_rows(qtbot: QtBot, window: MainWindow, rows: int) -> None:
    qtbot.waitUntil(lambda: window.playback.computed + 1 >= rows)


def test_space_runs_and_the_arrows_step(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window()
    qtbot.keyClick(window, Qt.Key.Key_Right)
    settle(qtbot, window, 1)
    qtbot.keyClick(window, Qt.Key.Key_Right)
    settle(qtbot, window, 2)
    qtbot.keyClick(window, Qt.Key.Key_Left)
    settle(qtbot, window, 1)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert window.playback.running
    qtbot.waitUntil(lambda: window.playback.cursor >= 3)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert not window.playback.running
    qtbot.keyClick(window, Qt.Key.Key_End)
    settle(qtbot, window, 15)
    qtbot.keyClick(window, Qt.Key.Key_Home)
    settle(qtbot, window, 0)


def test_the_status_bar_says_why_a_step_is_not_compiled_once_that_is_known(
    make_window: Callable[..., MainWindow], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("model.engine.compiled.code._known", OrderedDict())
    monkeypatch.delitem(OPERATIONS, "pow")
    window = make_window()
    status = window.statusBar()
    qtbot.waitUntil(
        lambda: (
            "engine: autograd — the compiled engine does not know the operation pow"
            in [each.text() for each in status.findChildren(QLabel)]
        )
    )


def test_case_8_shows_the_numbers_of_the_book(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window()
    go_to(qtbot, window, 15)
    history = window.playback.history
    assert history is not None
    assert history["x"][:16].tolist() == pytest.approx([5 * 0.4**k for k in range(16)], rel=1e-12)
    qtbot.waitUntil(lambda: window.lab.verdict().kind == "good")


def test_every_case_that_descends_opens_and_steps(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window()
    for preset in PRESETS:
        if preset.experiment.lab != "autograd":
            window.open_experiment(preset.experiment)
            settle(qtbot, window)
            go_to(qtbot, window, 5)
            assert window.lab.document.experiment == preset.experiment, preset.key
            assert window.lab.row_label().startswith("epoch 5 / "), preset.key


def test_an_edit_keeps_the_epoch_and_undo_brings_the_run_back(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window()
    go_to(qtbot, window, 7)
    document = window.lab.document
    rate = document.experiment.optimizer.with_knob("learning_rate", 0.1)
    document.propose(replace(document.experiment, optimizer=rate))
    settle(qtbot, window, 7)
    assert window.playback.history["x"][7] == pytest.approx(5 * 0.8**7, rel=1e-12)  # type: ignore[index]
    window.stack.undo()
    settle(qtbot, window, 7)
    assert window.playback.history["x"][7] == pytest.approx(5 * 0.4**7, rel=1e-12)  # type: ignore[index]


def test_the_program_follows_a_drag(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window()
    curve = window.lab.picture.curve  # type: ignore[attr-defined]
    port = curve.viewport()
    qtbot.mouseMove(port, spot(curve, 5.0, 25.0))
    qtbot.mousePress(port, LEFT, pos=spot(curve, 5.0, 25.0))
    for x in (4.0, 3.0):
        qtbot.mouseMove(port, spot(curve, x, x**2))
        start = window.lab.document.experiment.start_values()[0]
        assert start == pytest.approx(x, abs=0.1)
        QApplication.processEvents()
        assert f"torch.tensor({start!r}, " in window.lab.listing.page.code()  # type: ignore[attr-defined]
    qtbot.mouseRelease(port, LEFT, pos=spot(curve, 3.0, 9.0))


def test_a_start_outside_the_function_says_so_and_keeps_the_picture(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window()
    document = window.lab.document
    document.propose(replace(document.experiment, function="log(x)"))
    settle(qtbot, window)
    picture = window.playback.history
    document.propose(replace(document.experiment, start=(("x", -1.0),)))
    error = window.lab.controls.start
    qtbot.waitUntil(lambda: "finite" in error.error.text())  # type: ignore[attr-defined]
    assert window.playback.history is picture


def test_the_labs_not_shown_are_made_while_another_runs(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window()
    qtbot.waitUntil(lambda: list(window.labs) == ["minimise", "autograd", "regression", "surface"])
    assert window.lab.key == "minimise"


def test_a_lab_chosen_while_it_is_being_made_is_finished_at_once(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window()
    for steps in range(4, 40, 12):
        key = next(key for key in ("surface", "regression", "autograd") if key not in window.labs)
        for _ in range(steps):
            next(window.maker.steps_of(key), None)
        window.show_lab(key)
        assert window.lab is window.labs[key]
        assert window.lab.controls.isVisible()
        assert window.lab.picture.isVisible()
        assert all(page.parent() is not None for page in window.lab.pages.values())
        qtbot.waitUntil(lambda: window.playback.computed >= 0)


@pytest.mark.parametrize("steps", range(6, 26, 4))
def test_a_window_closed_while_a_lab_is_being_made_leaves_nothing_behind(
    make_window: Callable[..., MainWindow], steps: int
) -> None:
    window = make_window()
    for _ in range(steps):
        next(window.maker.steps_of("surface"), None)


def test_a_lab_being_made_takes_the_language_chosen_meanwhile(make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    for _ in range(20):
        next(window.maker.steps_of("regression"), None)
    window.appearance.set_language("zh_CN")
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.LanguageChange)
    assert window.lab_of("regression").picture.loss.accessibleName().startswith("损失")  # type: ignore[attr-defined]


def test_the_window_asks_before_it_closes_with_unsaved_work(
    make_window: Callable[..., MainWindow], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window()
    document = window.lab.document
    document.propose(replace(document.experiment, epochs=20))
    monkeypatch.setattr(QMessageBox, "exec", lambda _self: QMessageBox.StandardButton.Cancel)
    assert not window.close()
    assert window.isVisible()


def test_a_file_comes_back_as_it_was_saved(
    make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window()
    document = window.lab.document
    changed = replace(document.experiment, epochs=20)
    document.propose(changed)
    document.path = tmp_path / "kept.descent.json"
    window.files.save()
    assert document.is_clean
    window._new()
    assert document.experiment == Minimise()
    assert window.files.open_path(tmp_path / "kept.descent.json")
    assert document.experiment == changed


def test_changes_of_experiment_lab_and_language_in_the_middle_of_a_run(
    make_window: Callable[..., MainWindow], qtbot: QtBot, times: int
) -> None:
    window = make_window()
    window.playback.set_pace(FLAT_OUT)
    for lab in (window.lab_of("minimise"), window.lab_of("regression")):
        lab.document.propose(replace(lab.document.experiment, epochs=1_000_000))
    for turn in range(times):
        window.playback.set_running(True)
        window.show_lab("regression" if turn % 2 else "minimise")
        window.playback.set_running(True)
        wait_for_rows(qtbot, window, 2)
        document = window.lab.document
        rate = document.experiment.optimizer.with_knob("learning_rate", 1e-4 + 1e-7 * turn)
        document.propose(replace(document.experiment, optimizer=rate))
        window.appearance.set_language("zh_CN" if turn % 2 else "en")
        QApplication.processEvents()
    window.playback.set_running(False)
    settle(qtbot, window)


def test_a_lab_that_is_not_shown_draws_nothing_of_the_run_that_plays(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window(FIRST)
    for language, shown in itertools.product(("zh_CN", "en"), LABS):
        window.show_lab(shown)
        settle(qtbot, window)
        window.appearance.set_language(language)  # every lab made so far writes its texts again
        for other in LABS:
            window.show_lab(other)  # what it asks for comes back when the first is shown again
            window.show_lab(shown)
            settle(qtbot, window)


def test_closing_in_the_middle_of_a_run_leaves_nothing(
    make_window: Callable[..., MainWindow], qtbot: QtBot, times: int
) -> None:
    for _ in range(times):
        window = make_window("regression")
        lab = window.lab
        lab.document.opened(Regression(epochs=1_000_000), None)
        window.playback.set_pace(FLAT_OUT)
        window.playback.set_running(True)
        wait_for_rows(qtbot, window, 2)
        assert window.close()
        assert not window.thread_outlasted
        window.deleteLater()
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)
    gc.collect()


def test_the_help_closes_with_the_window(make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    window.show_help()
    helped = window.help
    assert helped is not None
    assert helped.isVisible()
    assert window.close()
    assert not helped.isVisible()
    assert window.help is None


def test_a_dialog_of_the_window_has_its_style(make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    box = QMessageBox(window)
    box.open()
    assert box.styleSheet() == window.rail.styleSheet() == stylesheet(theme.tokens, theme.scale)
    box.close()
