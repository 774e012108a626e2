"""Schedule, clipping and noise, as they are set in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from gui.widgets.fields.knob_panel import KnobItem, KnobPanel
from model.experiment import STEP_PARTS
from tests.gui.interaction import choose, go_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow
    from gui.widgets.fields.step_parts import StepParts


def parts_of(window: MainWindow) -> StepParts:
    parts = window.lab.controls.descent.parts  # type: ignore[attr-defined]
    parts.set_open(True)
    QApplication.processEvents()
    return parts


@pytest.mark.parametrize("lab", ["minimise", "regression", "surface"])
@pytest.mark.parametrize("part", STEP_PARTS)
def test_each_entry_of_each_part_is_chosen_and_undone(
    make_window: Callable[..., MainWindow], qtbot: QtBot, lab: str, part: str
) -> None:
    window = make_window(lab)
    parts = parts_of(window)
    assert list(parts.parts) == list(STEP_PARTS)
    for key in STEP_PARTS[part].catalogue:
        choose(qtbot, parts.parts[part].choice, key)
        setting = getattr(window.lab.shown().descent, part)
        assert setting == STEP_PARTS[part].of(key)
    choose(qtbot, parts.parts[part].choice, "")
    assert getattr(window.lab.shown().descent, part) is None
    window.stack.undo()
    last = list(STEP_PARTS[part].catalogue)[-1]
    assert getattr(window.lab.shown().descent, part) == STEP_PARTS[part].of(last)
    assert parts.parts[part].choice.current() == last


def test_a_knob_typed_changes_the_run_and_is_one_step_to_undo(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window()
    parts = parts_of(window)
    choose(qtbot, parts.parts["schedule"].choice, "exponential")
    field = parts.parts["schedule"].knobs.field("gamma")
    field.setFocus()
    field.selectAll()  # type: ignore[union-attr]
    qtbot.keyClicks(field, "0.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.lab.document.experiment.schedule.knob("gamma") == 0.5
    go_to(qtbot, window, 3)
    history = window.playback.history
    assert history is not None
    # x is multiplied by 1 − 2η, with η halved at every update
    expected = [5.0, 5 * 0.4, 5 * 0.4 * 0.7, 5 * 0.4 * 0.7 * 0.85]
    assert history["x"][:4].tolist() == pytest.approx(expected, rel=1e-12)
    window.stack.undo()
    assert window.lab.document.experiment.schedule.knob("gamma") == 0.99


def test_a_whole_number_stays_one(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window()
    parts = parts_of(window)
    choose(qtbot, parts.parts["schedule"].choice, "step")
    field = parts.parts["schedule"].knobs.field("step_size")
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Up)
    size = window.lab.document.experiment.schedule.knob("step_size")
    assert isinstance(size, int)
    assert size > 30
    field.selectAll()  # type: ignore[union-attr]
    qtbot.keyClicks(field, "2.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.lab.document.experiment.schedule.knob("step_size") == 2, "the last number that was good"


def test_a_row_of_another_kind_gets_another_field(qtbot: QtBot) -> None:
    panel = KnobPanel()
    qtbot.addWidget(panel)
    panel.set_items([KnobItem("a", "a", "a", 1.0, 1.5, 0.0, 9.0)])
    number = panel.field("a")
    panel.set_items([KnobItem("a", "a", "a", 1, 2, 0, 9, whole=True)])
    assert panel.field("a") is not number


def test_the_section_opens_and_counts_what_is_on(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window()
    parts = window.lab.controls.descent.parts  # type: ignore[attr-defined]
    assert not parts.is_open()
    window.lab.run.propose(clip=STEP_PARTS["clip"].of("norm"), noise=STEP_PARTS["noise"].of("normal"))  # type: ignore[attr-defined]
    assert parts.is_open()
    assert "2" in parts.header.text()


def test_what_is_refused_of_a_part_is_said_below_it(make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    parts = window.lab.controls.descent.parts  # type: ignore[attr-defined]
    setting = STEP_PARTS["schedule"].of("step").with_knob("step_size", 0)
    window.lab.run.propose(schedule=setting)  # type: ignore[attr-defined]
    assert window.lab.document.experiment.schedule is None
    assert "at least 1" in parts.parts["schedule"].error.text()
    window.lab.run.propose(schedule=STEP_PARTS["schedule"].of("step"))  # type: ignore[attr-defined]
    assert parts.parts["schedule"].error.text() == ""


def test_the_stable_range_is_not_drawn_where_gradients_are_clipped(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window("regression")
    rate = window.lab.controls.descent.rate  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: rate.caption.text().startswith("stable below"))
    window.lab.run.propose(schedule=STEP_PARTS["schedule"].of("cosine"))  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: rate.caption.text().startswith("a constant rate is stable"))
    window.lab.run.propose(clip=STEP_PARTS["clip"].of("norm"))  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: not rate.caption.isVisibleTo(rate))


def test_what_a_race_says_for_all_runners_can_be_left_out_for_one(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window("surface")
    clip = STEP_PARTS["clip"].of("norm")
    window.lab.run.propose(clip=clip)  # type: ignore[attr-defined]
    choose(qtbot, parts_of(window).parts["clip"].choice, "")
    race = window.lab.document.experiment
    selected = window.lab.runners.selected  # type: ignore[attr-defined]
    clips = [race.run_of(index).clip for index in range(len(race.runners))]
    assert clips == [None if index == selected else clip for index in range(len(race.runners))]
    window.stack.undo()
    assert window.lab.document.experiment.clip == clip


def test_a_schedule_is_drawn_and_the_present_rate_follows_the_cursor(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window()
    parts = parts_of(window)
    curve = parts.parts["schedule"].curve
    assert not curve.isVisible()
    choose(qtbot, parts.parts["schedule"].choice, "exponential")
    assert curve.isVisible()
    assert "from 0.3 to" in curve.toolTip()
    assert parts.parts["schedule"].why.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: curve.now_text() == "now η = 0.297")
    qtbot.keyClick(window, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: curve.now_text() == "now η = 0.3")
    choose(qtbot, parts.parts["schedule"].choice, "")
    assert not curve.isVisible()


def test_a_switch_is_named_in_full_and_a_click_on_its_name_is_one_on_it(qtbot: QtBot) -> None:
    panel = KnobPanel()
    qtbot.addWidget(panel)
    title = "a switch with a name that is longer than the column is wide"
    panel.set_items([KnobItem("a", "a", title, False, False, 0.0, 1.0)])
    panel.resize(220, 200)
    panel.show()
    (label,) = (label for label in panel.findChildren(QLabel) if title[2:] in label.text())
    assert label.height() >= 2 * label.fontMetrics().height()
    box = panel.field("a")
    with qtbot.waitSignal(panel.committed):
        qtbot.mouseClick(label, Qt.MouseButton.LeftButton)
    assert box.isChecked()  # type: ignore[union-attr]
    assert box.accessibleName() == label.text()
