from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gui.look.numbers import number_text
from gui.widgets.rail import Rail
from gui.widgets.timeline import PACES, Timeline

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform has none


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    """Return the bar of a run of 15,000 epochs at the smallest width of the window."""
    bar = Timeline()
    qtbot.addWidget(bar)
    bar.resize(1280, bar.sizeHint().height())
    bar.show()
    bar.set_length(15_000, 9_000)
    bar.set_cursor(1200, "epoch 1 200 / 15 000")
    bar.verdict.set_verdict("stalled at an inflection", "warn", "It halted near the inflection at 0.5.")
    return bar


@pytest.mark.parametrize(
    ("button", "signal"),
    [
        ("reset", "resetRequested"),
        ("back", "stepBackRequested"),
        ("run", "runToggled"),
        ("step", "stepRequested"),
        ("end", "toEndRequested"),
    ],
)
def test_each_button_emits_its_own_signal(qtbot: QtBot, timeline: Timeline, button: str, signal: str) -> None:
    widget = getattr(timeline, button)
    with qtbot.waitSignal(getattr(timeline, signal)):
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
    assert widget.accessibleName()
    assert widget.toolTip()


def test_the_run_button_pauses_a_run_and_runs_a_pause(timeline: Timeline) -> None:
    assert timeline.run.accessibleName() == "Run"
    timeline.set_running(True)
    assert timeline.run.accessibleName() == "Pause"
    assert "Space" in timeline.run.toolTip()


def test_a_click_on_the_slider_jumps_to_that_epoch(qtbot: QtBot, timeline: Timeline) -> None:
    moved: list[int] = []
    timeline.cursorMoved.connect(moved.append)
    qtbot.mouseClick(timeline.rows, Qt.MouseButton.LeftButton, pos=timeline.rows.place_of(7500).toPoint())
    assert len(moved) == 1
    assert moved[0] == pytest.approx(7500, abs=40)


def test_showing_the_cursor_emits_nothing_and_never_moves_a_handle_that_is_dragged(
    qtbot: QtBot, timeline: Timeline
) -> None:
    moved: list[int] = []
    timeline.cursorMoved.connect(moved.append)
    timeline.set_cursor(5, "epoch 5 / 15 000")
    assert moved == []
    assert timeline.rows.value() == 5
    place = timeline.rows.place_of(12_000).toPoint()
    qtbot.mousePress(timeline.rows, Qt.MouseButton.LeftButton, pos=place)
    held = timeline.rows.value()
    timeline.set_cursor(6, "epoch 6 / 15 000")
    assert timeline.rows.value() == held
    qtbot.mouseRelease(timeline.rows, Qt.MouseButton.LeftButton, pos=place)
    assert timeline.rows.value() == 6  # a run that has ended there goes nowhere else


def test_a_key_moves_the_handle_nowhere_but_to_the_cursor(qtbot: QtBot, timeline: Timeline) -> None:
    timeline.set_cursor(6, "epoch 6 / 15 000")
    timeline.rows.setFocus()
    qtbot.keyClick(timeline.rows, Qt.Key.Key_End)
    assert timeline.rows.value() == 6


def test_ten_million_rows_fit_the_slider(timeline: Timeline) -> None:
    timeline.set_length(10_000_000, 10_000_000)
    timeline.set_cursor(9_999_999, "epoch 9 999 999 / 10 000 000")
    assert timeline.rows.value() == 9_999_999


def test_more_rows_than_the_slider_can_count_are_still_reached(qtbot: QtBot, timeline: Timeline) -> None:
    last = 10**9 * 1_000
    moved: list[int] = []
    timeline.cursorMoved.connect(moved.append)
    timeline.set_length(last, last)
    timeline.set_cursor(last // 2, "half way")
    assert timeline.rows.place_of(timeline.rows.value()).x() == pytest.approx(timeline.rows.width() / 2, abs=2)
    qtbot.mouseClick(timeline.rows, Qt.MouseButton.LeftButton, pos=timeline.rows.place_of(0).toPoint())
    timeline.rows.setFocus()
    qtbot.keyClick(timeline.rows, Qt.Key.Key_End)
    assert moved[-1] == pytest.approx(last, rel=1e-6)


def test_the_pace_goes_from_slow_to_flat_out(qtbot: QtBot, timeline: Timeline) -> None:
    paces: list[float] = []
    timeline.paceChanged.connect(paces.append)
    for pace in PACES:
        timeline.set_pace(pace)
        assert timeline.pace() == pace
    assert paces == []
    timeline.speed.setFocus()
    qtbot.keyClick(timeline.speed, Qt.Key.Key_Home)
    qtbot.keyClick(timeline.speed, Qt.Key.Key_Right)
    qtbot.keyClick(timeline.speed, Qt.Key.Key_End)
    assert paces == [PACES[0], PACES[1], math.inf]
    timeline.set_pace(1.1)
    assert timeline.pace() == 1


@pytest.mark.parametrize(
    ("speed", "steps", "words", "tooltip"),
    [
        (1.5, 15, "run in 10 s", "Speed of play: run in 10 s, 1.5 steps/s"),
        (10_000.0, 100_000, "run in 10 s", "Speed of play: run in 10 s, 10\u202f000 steps/s"),
        (15.0, 15, "run in 1 s", "Speed of play: run in 1 s, 15 steps/s"),
        (1.0, 100, "run in 100 s", "Speed of play: run in 100 s, 1 step/s"),
        (1.0, 2_000, "1 step/s", "Speed of play: 1 step/s"),
        (200.0, 100_000, "200 steps/s", "Speed of play: 200 steps/s"),
        (math.inf, 15, "flat out", "Speed of play: flat out"),
    ],
)
def test_the_speed_is_told_as_it_is(timeline: Timeline, speed: float, steps: int, words: str, tooltip: str) -> None:
    timeline.set_speed(speed, steps, is_late=False)
    assert timeline.speed_text.text() == timeline.speed.accessibleDescription() == words
    assert timeline.speed.toolTip().partition(";")[0] == tooltip
    if math.isfinite(speed):
        timeline.set_speed(speed, steps, is_late=True)
        assert timeline.speed_text.text() == "as computed"
        assert timeline.speed.toolTip().startswith("Speed of play: no faster than the steps are computed;")


@pytest.mark.parametrize(
    ("label", "verdict"),
    [
        ("epoch 1 000 000 / 1 000 000 · update 9 999 999", "converged at a local minimum"),
        ("执行周期 1 000 000 / 1 000 000 · 更新 9 999 999", "停在拐点附近，并非极小值"),
    ],
)
def test_everything_fits_the_smallest_window(timeline: Timeline, label: str, verdict: str) -> None:
    timeline.set_length(9_999_999, 9_999_999)
    timeline.set_cursor(9_999_999, label)
    timeline.verdict.set_verdict(verdict, "good")
    layout = timeline.layout()
    assert layout is not None
    layout.activate()
    assert timeline.minimumSizeHint().width() <= 1280
    assert timeline.label.width() >= timeline.label.fontMetrics().horizontalAdvance(label)
    assert timeline.verdict.width() >= timeline.verdict.sizeHint().width()
    assert timeline.verdict.geometry().right() < 1280


def test_the_label_does_not_move_the_slider_while_a_run_plays(timeline: Timeline) -> None:
    layout = timeline.layout()
    assert layout is not None
    timeline.set_cursor(0, "epoch 0 / 15 000")
    layout.activate()
    before = timeline.rows.geometry()
    timeline.set_cursor(15_000, "epoch 15\u202f000 / 15\u202f000")
    layout.activate()
    assert abs(timeline.rows.geometry().left() - before.left()) <= 4


def test_the_slider_begins_where_it_did_at_another_length_of_the_run(timeline: Timeline) -> None:
    layout = timeline.layout()
    assert layout is not None
    lefts = set[int]()
    for last in (15, 2_000, 50_000):
        text = number_text(last)
        timeline.set_length(last, last)
        timeline.set_cursor(0, f"epoch 0 / {text}")
        layout.activate()
        lefts.add(timeline.rows.geometry().left())
    assert len(lefts) == 1


def test_a_long_verdict_leaves_the_slider_its_room(timeline: Timeline, qtbot: QtBot) -> None:
    names = "Averaged SGD (ASGD), Gradient descent (SGD), Nesterov momentum, Momentum"
    before = timeline.rows.width()
    timeline.verdict.set_verdict(f"{names} first: epoch 40", "good", "All at epoch 40.")
    qtbot.waitUntil(lambda: timeline.verdict.width() == timeline.verdict.sizeHint().width())
    assert timeline.verdict.width() <= 300
    assert timeline.rows.width() > 0.5 * before
    assert timeline.verdict.toolTip() == "All at epoch 40."


def test_a_verdict_says_its_word_and_its_sentence(timeline: Timeline) -> None:
    assert timeline.verdict.text == "stalled at an inflection"
    assert timeline.verdict.toolTip() == "It halted near the inflection at 0.5."
    assert timeline.verdict.accessibleName() == "stalled at an inflection"


LABS = [
    ("minimise", "Minimise", "mdi6.chart-bell-curve"),
    ("regression", "Linear regression", "mdi6.chart-scatter-plot"),
    ("autograd", "计算图与自动微分", "mdi6.graph-outline"),
]


def test_the_rail_emits_only_what_the_user_chooses(qtbot: QtBot) -> None:
    rail = Rail()
    qtbot.addWidget(rail)
    rail.set_items(LABS)
    rail.set_current("minimise")
    rail.show()
    chosen: list[str] = []
    rail.chosen.connect(chosen.append)
    rail.set_current("regression")
    assert chosen == []
    button: Any = next(button for button in rail.findChildren(QWidget) if getattr(button, "key", "") == "autograd")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert chosen == ["autograd"]
    assert rail.current() == "autograd"
    rail.set_items(LABS)
    assert rail.current() == "autograd"


def test_no_name_in_the_rail_is_cut(qtbot: QtBot) -> None:
    rail = Rail()
    qtbot.addWidget(rail)
    rail.set_items([*LABS, ("long", "Backpropagation", "mdi6.school-outline")])
    rail.resize(rail.width(), 600)
    rail.show()
    buttons: list[Any] = [button for button in rail.findChildren(QWidget) if hasattr(button, "key")]
    assert len(buttons) == 4
    for button in buttons:
        assert button.longest_word() <= button.width() - 4
        assert button.height() >= 34 + button.label_height(button.width() - 4)
