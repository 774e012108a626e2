"""The Surface lab in the window: a race of optimizers, set up with the mouse and watched."""

from __future__ import annotations

import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QTabWidget

from gui.look.numbers import number_text
from gui.look.theme import theme
from gui.look.ticks import nudged
from gui.plots.heights import opengl
from model.analysis.rate_scan import scan_rates
from model.catalogue.surfaces import SURFACES
from model.experiment import OptimizerSetting, Runner, ScheduleSetting, Surface
from tests.gui.interaction import ALT, LEFT, click_index, go_to, is_settled, press_drag, settle, spot
from tests.gui.interaction import choose as pick

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow
    from model.analysis.rate_scan import RateScan
    from model.descent.history import History
    from model.experiment import SurfaceRun

BOWL = Surface(
    function="x^2 + 4y^2",
    start=(("x", 4.0), ("y", -1.0)),
    runners=(
        Runner(OptimizerSetting.of("sgd", learning_rate=0.1)),
        Runner(OptimizerSetting.of("adam", learning_rate=0.1), "my Adam"),
        Runner(OptimizerSetting.of("sgd", learning_rate=0.3)),
    ),
    epochs=60,
)
"""The third one's rate is above 2/λmax = 0.25."""


@pytest.fixture
def window(make_window: Callable[..., MainWindow]) -> Iterator[MainWindow]:
    yield make_window("surface")
    theme.set("light")


def lab_of(window: MainWindow) -> Any:
    return window.lab


def race(window: MainWindow) -> tuple[History, ...]:
    history: Any = window.playback.history
    return history.histories


def show(window: MainWindow, qtbot: QtBot, experiment: Surface, row: int = 0) -> None:
    lab = window.lab
    lab.document.opened(experiment, None)
    wait_for_race(window, qtbot, experiment)
    go_to(qtbot, window, row)
    # With its minima the map gets more keys, which may take it a line of its height.
    qtbot.waitUntil(lambda: lab_of(window).analysis.found is not None)
    QApplication.processEvents()


def wait_for_race(window: MainWindow, qtbot: QtBot, experiment: Surface | None = None) -> None:
    """Wait until the race of the experiment shown is drawn."""

    def there() -> bool:
        wanted = lab_of(window).document.experiment if experiment is None else experiment
        if not is_settled(window) or len(race(window)) != len(wanted.runners):
            return False
        starts = {(float(history["x"][0]), float(history["y"][0])) for history in race(window)}
        return starts == {wanted.start_values()} and lab_of(window).race.experiment == wanted

    qtbot.waitUntil(there)


def map_of(window: MainWindow) -> Any:
    return lab_of(window).picture.map


def by_hand(experiment: Surface, index: int, epochs: int) -> np.ndarray:
    """Return the places of plain descent on `BOWL`."""
    rate = experiment.runners[index].optimizer.learning_rate
    factors = np.array([1 - 2 * rate, 1 - 8 * rate])
    return np.array(experiment.start_values()) * factors ** np.arange(epochs + 1)[:, None]


def test_every_runner_descends_from_the_same_start_at_the_same_time(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL, 10)
    for index in (0, 2):
        history = race(window)[index]
        path = np.column_stack([history["x"][:11], history["y"][:11]])
        assert path == pytest.approx(by_hand(BOWL, index, 10), rel=1e-12)
    assert all(len(history) >= 11 for history in race(window))


def test_space_races_to_the_end_and_the_arrows_step(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL)
    qtbot.keyClick(window, Qt.Key.Key_Right)
    settle(qtbot, window, 1)
    window.playback.set_pace(10)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    settle(qtbot, window, BOWL.epochs)
    qtbot.keyClick(window, Qt.Key.Key_Left)
    settle(qtbot, window, BOWL.epochs - 1)


def test_the_keyboard_is_on_the_map_where_alt_and_the_arrows_move_the_start(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL)
    assert map_of(window).hasFocus() or window.focusWidget() is map_of(window)
    x0, x1, *_ = map_of(window).shown_range()
    qtbot.keyClick(map_of(window), Qt.Key.Key_Right, ALT)
    wait_for_race(window, qtbot)
    assert lab_of(window).document.experiment.start_values() == (nudged(4.0, 1, 0.01 * (x1 - x0)), -1.0)


def test_a_start_dragged_on_the_map_is_raced_from_live_and_is_one_undo_step(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL, 5)
    plot = map_of(window)
    press_drag(qtbot, plot, spot(plot, 4.0, -1.0), spot(plot, 2.0, 2.0))
    wait_for_race(window, qtbot)
    experiment = lab_of(window).document.experiment
    across, up = plot.unit()
    assert experiment.start_values() == pytest.approx((2.0, 2.0), abs=2 * max(across, up))
    assert window.playback.cursor == 5
    window.stack.undo()
    assert lab_of(window).document.experiment == BOWL


def test_a_click_on_the_map_starts_there(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL)
    plot = map_of(window)
    qtbot.mouseClick(plot.viewport(), LEFT, pos=spot(plot, -3.0, 1.0))
    qtbot.waitUntil(lambda: lab_of(window).document.experiment.start_values()[0] < 0)
    across, up = plot.unit()
    start = lab_of(window).document.experiment.start_values()
    assert start == pytest.approx((-3.0, 1.0), abs=2 * max(across, up))


def test_a_start_typed_is_taken(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL)
    field = lab_of(window).controls.start[1].edit
    field.selectAll()
    qtbot.keyClicks(field, "2.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    wait_for_race(window, qtbot)
    assert lab_of(window).document.experiment.start_values() == (4.0, 2.5)


def test_a_function_typed_is_drawn_and_a_bad_one_says_why_and_leaves_the_picture(
    window: MainWindow, qtbot: QtBot
) -> None:
    show(window, qtbot, BOWL)
    field = lab_of(window).controls.function.formula
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, "x^2 + y^4")
    qtbot.waitUntil(lambda: lab_of(window).document.experiment.function == "x^2 + y^4")
    wait_for_race(window, qtbot)
    before = race(window)[0]["loss"][0]
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, "x^2 + q")
    qtbot.waitUntil(lambda: bool(field.error.text()))
    assert lab_of(window).document.experiment.function == "x^2 + y^4"
    assert race(window)[0]["loss"][0] == before


def test_a_function_without_a_value_at_the_start_shows_no_race_of_another(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, replace(BOWL, start=(("x", -1.0), ("y", 1.0))), row=3)
    lab = lab_of(window)
    edit = lab.controls.function.formula.edit
    edit.selectAll()
    qtbot.keyClicks(edit, "log(x) + y^2")
    qtbot.waitUntil(lambda: lab.picture.table.model.rows == ())
    assert lab.picture.loss.newest() == -1
    qtbot.mouseClick(window.timeline.run, LEFT)
    assert not window.playback.running
    window.stack.undo()
    qtbot.waitUntil(lambda: len(lab.picture.table.model.rows) == 3)
    assert lab.picture.loss.newest() >= 3


def test_a_start_without_a_value_leaves_the_last_good_race_in_the_picture(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, replace(BOWL, function="log(x) + y^2", start=(("x", 2.0), ("y", 1.0))), row=3)
    lab = lab_of(window)
    qtbot.waitUntil(lambda: len(lab.picture.table.model.rows) == 3)
    lab.controls.start[0].edit.selectAll()
    qtbot.keyClicks(lab.controls.start[0].edit, "-2")
    qtbot.waitUntil(lambda: "not a finite number" in lab.controls._start_error.text())
    assert len(lab.picture.table.model.rows) == 3


def test_a_start_dropped_where_there_is_no_value_goes_on_saying_so(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, replace(BOWL, function="log(x) + y^2", start=(("x", 2.0), ("y", 1.0))))
    lab, plot = lab_of(window), map_of(window)
    end = spot(plot, -2.0, 1.0)
    qtbot.mouseMove(plot.viewport(), spot(plot, 2.0, 1.0))
    qtbot.mousePress(plot.viewport(), LEFT, pos=spot(plot, 2.0, 1.0))
    for place in (spot(plot, 1.0, 1.0), end):
        qtbot.mouseMove(plot.viewport(), place)
    qtbot.waitUntil(lambda: "not a finite number" in lab.controls._start_error.text())
    qtbot.mouseRelease(plot.viewport(), LEFT, pos=end)
    assert "not a finite number" in lab.controls._start_error.text()
    press_drag(qtbot, plot, end, spot(plot, 2.0, 1.5))
    assert lab.controls._start_error.text() == ""


def test_a_function_of_the_catalogue_brings_its_start_and_keeps_the_runners(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL)
    pick(qtbot, lab_of(window).controls.function.catalogue, "rosenbrock")
    wait_for_race(window, qtbot)
    experiment = lab_of(window).document.experiment
    assert experiment.function == SURFACES["rosenbrock"].formula
    assert experiment.start_values() == SURFACES["rosenbrock"].start
    assert experiment.runners == BOWL.runners


def test_minima_are_found_by_autograd_and_marked(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, replace(BOWL, function="(x^2 - 1)^2 + y^2"))
    qtbot.waitUntil(lambda: lab_of(window).analysis.found is not None)
    found = {(round(point.x), round(point.y), point.kind) for point in lab_of(window).analysis.found.points}
    assert found == {(1, 0, "minimum"), (-1, 0, "minimum"), (0, 0, "saddle")}


def test_the_mouse_shows_the_function_and_its_gradient(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL)
    qtbot.waitUntil(lambda: lab_of(window).analysis.found is not None)
    assert lab_of(window)._hover_text(3.0, -2.0).splitlines() == ["f = 25", "∇f = (6, −16)"]


# ---- runners


def card(window: MainWindow, index: int) -> Any:
    return lab_of(window).controls.runners.cards[index]


def test_a_runner_is_added_renamed_and_removed_each_as_one_undo_step(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL)
    runners = lab_of(window).controls.runners
    qtbot.mouseClick(runners.add, LEFT)
    wait_for_race(window, qtbot)
    assert len(lab_of(window).document.experiment.runners) == 4
    assert runners.selected_index == 3
    qtbot.keyClicks(card(window, 3).name, "fourth")
    qtbot.keyClick(card(window, 3).name, Qt.Key.Key_Return)
    assert lab_of(window).document.experiment.runners[3].label == "fourth"
    card(window, 0).remove.click()
    wait_for_race(window, qtbot)
    assert [runner.label for runner in lab_of(window).document.experiment.runners] == ["my Adam", "", "fourth"]
    for _ in range(3):
        window.stack.undo()
    assert lab_of(window).document.experiment == BOWL
    wait_for_race(window, qtbot)


def test_a_hidden_runner_stays_hidden_when_another_moves_past_it(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL)
    card(window, 1).eye.click()
    assert not lab_of(window).runners.is_shown(1)
    card(window, 0).down.click()
    wait_for_race(window, qtbot)
    assert lab_of(window).document.experiment.runners[0].label == "my Adam"
    assert [lab_of(window).runners.is_shown(index) for index in range(3)] == [False, True, True]
    assert lab_of(window).document.is_clean is False


def test_the_pages_speak_of_the_runner_selected(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL, 3)
    window.stage.findChild(QTabWidget).setCurrentIndex(1)
    table = lab_of(window).values.page.table.model

    def stands_in_table(runner: int) -> bool:
        return table.texts(3)[1:2] == (number_text(float(race(window)[runner]["x"][3]), table.digits),)

    qtbot.mouseClick(card(window, 1), LEFT, pos=QPoint(3, 3))
    assert lab_of(window).shown().descent == BOWL.run_of(1)
    assert "Adam" in lab_of(window).controls.descent.rate.heading.text()
    qtbot.waitUntil(lambda: stands_in_table(1))
    qtbot.mouseClick(card(window, 0), LEFT, pos=QPoint(3, 3))
    qtbot.waitUntil(lambda: stands_in_table(0))


def test_the_slider_changes_the_rate_of_the_runner_selected(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL)
    qtbot.mouseClick(card(window, 2), LEFT, pos=QPoint(3, 3))
    edit = lab_of(window).controls.descent.rate.edit
    edit.selectAll()
    qtbot.keyClicks(edit, "0.2")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    wait_for_race(window, qtbot)
    rates = [runner.optimizer.learning_rate for runner in lab_of(window).document.experiment.runners]
    assert rates == [0.1, 0.1, 0.2]
    assert race(window)[2]["x"][0] == 4.0


# ---- look and language


def test_language_and_theme_change_while_it_races(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, replace(BOWL, epochs=100_000))
    window.playback.set_pace(0.1)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    for language, name in (("zh_CN", "dark"), ("en", "light"), ("zh_CN", "light")):
        window.appearance.set_language(language)
        window.appearance.set_theme(name)
        row = window.playback.cursor
        qtbot.waitUntil(lambda row=row: window.playback.cursor > row)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert not window.playback.running


def test_the_lab_is_left_and_found_again_where_it_was(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL, 7)
    window.show_lab("minimise")
    settle(qtbot, window)
    window.show_lab("surface")
    settle(qtbot, window, 7)
    assert lab_of(window).document.experiment == BOWL


def test_a_runner_can_be_without_the_schedule_that_the_race_has(window: MainWindow, qtbot: QtBot) -> None:
    schedule = ScheduleSetting.of("exponential")
    show(window, qtbot, replace(BOWL, schedule=schedule))
    parts = lab_of(window).controls.descent.parts
    assert parts.is_open()  # where one of them is set
    pick(qtbot, parts.parts["schedule"].choice, "")
    experiment = lab_of(window).document.experiment
    assert [experiment.run_of(index).schedule for index in range(3)] == [None, schedule, schedule]


# ---- how it stands


def table_of(window: MainWindow) -> Any:
    return lab_of(window).picture.table.model.rows


def test_the_table_and_the_verdict_say_who_is_first_and_who_diverged(window: MainWindow, qtbot: QtBot) -> None:
    wild = Runner(OptimizerSetting.of("sgd", learning_rate=2.0), "wild")
    show(window, qtbot, replace(BOWL, runners=(*BOWL.runners[:2], wild), epochs=400), 0)
    qtbot.waitUntil(lambda: lab_of(window).analysis.found is not None)
    assert window.lab.verdict().word == "ready"
    qtbot.keyClick(window, Qt.Key.Key_End)
    settle(qtbot, window, 400)
    # 16·0.8^{2k} + 4·0.2^{2k} < 10⁻⁶ from k = 38 on
    qtbot.waitUntil(lambda: "first: epoch 38" in window.lab.verdict().word)
    assert window.lab.verdict().sentence.endswith("Diverged: wild.")
    qtbot.waitUntil(lambda: table_of(window)[0].epochs == 38)
    assert [row.name for row in table_of(window)] == ["Gradient descent (SGD)", "my Adam", "wild"]
    assert table_of(window)[2].kind == "bad"


def test_another_goal_counts_other_epochs_and_is_kept_for_the_next_start(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL, 60)
    qtbot.waitUntil(lambda: lab_of(window).analysis.found is not None)
    edit = lab_of(window).controls.goal.edit
    edit.selectAll()
    qtbot.keyClicks(edit, "0.01")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    # 16·0.8^{2k} < 10⁻² from k = 17 on
    qtbot.waitUntil(lambda: table_of(window)[0].epochs == 17)
    assert window.appearance.settings.remembered("race_goal", 0.0) == 0.01
    assert lab_of(window).document.is_clean


def test_a_row_of_the_table_selects_its_runner(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL, 5)
    table = lab_of(window).picture.table
    click_index(qtbot, table.view, table.model.index(2, 1))
    assert lab_of(window).shown().descent == BOWL.run_of(2)
    assert lab_of(window).controls.runners.selected_index == 2


# ---- basins


def choose(qtbot: QtBot, combo: Any, steps: int) -> None:
    """Choose an entry of a list with the keyboard, so many below the one chosen."""
    combo.setFocus()
    for _ in range(steps):
        qtbot.keyClick(combo, Qt.Key.Key_Down)


def test_basins_colour_the_map_by_the_minimum_reached_until_heights_are_chosen(
    window: MainWindow, qtbot: QtBot
) -> None:
    wells = replace(BOWL, function="(x^2 - 1)^2 + y^2", domain=((-2.0, 2.0), (-2.0, 2.0)), epochs=40)
    show(window, qtbot, replace(wells, start=(("x", 1.5), ("y", 1.0))))
    lab = lab_of(window)
    choose(qtbot, lab.picture.bar.colours.combo, 1)
    qtbot.waitUntil(lambda: lab.basins.found is not None and lab.basins.found.done == 1)
    found = lab.basins.found
    names = [(round(group[0].x), round(group[0].y)) for group in found.minima]
    row, left, right = found.labels[300], np.searchsorted(found.x, -0.5), np.searchsorted(found.x, 0.5)
    assert names[row[left]] == (-1, 0)
    assert names[row[right]] == (1, 0)
    qtbot.waitUntil(lambda: lab.picture.bar.progress.isHidden())
    assert lab.picture.bar.note.text().endswith(", up to epoch 40")
    lab.run.propose(epochs=300)
    qtbot.waitUntil(lambda: lab.basins.found.budget == 300 and lab.basins.found.done == 1)
    qtbot.waitUntil(lambda: lab.picture.bar.progress.isHidden())
    assert lab.picture.bar.note.text().endswith(", up to epoch 300")
    lab.basins._epochs = 1_000_000
    lab.basins.draw()
    assert "up to epoch 300 of 1\u202f000\u202f000:" in lab.picture.bar.note.text()
    qtbot.keyClick(lab.picture.bar.colours.combo, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: lab.basins.found is None)


def test_basins_of_another_function_are_never_on_the_map(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL)
    lab = lab_of(window)
    qtbot.waitUntil(lambda: lab.analysis.found is not None)
    choose(qtbot, lab.picture.bar.colours.combo, 1)
    qtbot.waitUntil(lambda: lab.basins.found is not None)
    lab.document.propose(replace(BOWL, function="x^2 + y^4"))
    assert lab.basins.found is None
    assert map_of(window)._basins is None
    qtbot.waitUntil(lambda: lab.basins.found is not None)


def test_basins_on_their_way_can_be_cancelled(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, replace(BOWL, epochs=200))
    lab = lab_of(window)
    choose(qtbot, lab.picture.bar.colours.combo, 1)
    qtbot.waitUntil(lambda: not lab.picture.bar.cancel.isHidden())
    qtbot.mouseClick(lab.picture.bar.cancel, LEFT)
    assert lab.picture.bar.cancel.isHidden()
    assert lab.basins.found is None
    go_to(qtbot, window, 50)


def test_a_race_plays_while_basins_are_computed(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, over = threading.Event(), threading.Event()

    def compute(*_: object, **_named: object) -> None:
        running.set()
        over.wait()

    monkeypatch.setattr("model.analysis.basins_of_attraction.basins", compute)
    show(window, qtbot, replace(BOWL, epochs=200))
    lab = lab_of(window)
    choose(qtbot, lab.picture.bar.colours.combo, 1)
    qtbot.waitUntil(running.is_set)
    try:
        go_to(qtbot, window, 50)
        lab.picture.map.setFocus()
        qtbot.keyClick(lab.picture.map, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: window.playback.cursor > 52)
        assert not lab.picture.bar.cancel.isHidden()
    finally:
        over.set()


# ---- learning rates


def test_the_rate_scan_tells_where_rates_converge_and_where_they_diverge(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL)
    rates = lab_of(window).rate_scan
    qtbot.waitUntil(lambda: rates.found is not None and rates.found.limit is not None)
    assert rates.found.limit.rate == pytest.approx(0.25)  # 2 / 8
    for each in rates.found.tried:
        if each.rate > 0.35:  # 1.8⁶⁰ is beyond what a run may reach; between, 60 epochs are too few to fly so far
            assert each.outcome == "diverges"
        elif 0.1 < each.rate < 0.24:
            assert each.outcome == "converges"
    qtbot.mouseClick(card(window, 1), LEFT, pos=QPoint(3, 3))
    qtbot.waitUntil(lambda: rates.found is not None and rates.found.limit is None)


def test_the_rate_scan_shows_what_it_finds_while_a_knob_is_dragged_and_then_what_holds_at_its_end(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []
    may_begin = threading.Event()

    def slow(run: SurfaceRun, stop: threading.Event, *given: Any, **known: Any) -> RateScan | None:
        asked.append(dict(run.optimizer.knobs)["momentum"])
        may_begin.wait()
        return scan_rates(run, stop, *given, **known)

    monkeypatch.setattr("model.analysis.rate_scan.scan_rates", slow)
    show(window, qtbot, BOWL)
    lab = lab_of(window)
    shown: list[RateScan | None] = []
    lab.rate_scan._task.done.connect(shown.append)
    qtbot.waitUntil(lambda: bool(asked))
    optimizer = lab.shown().descent.optimizer
    for momentum in (0.1, 0.2, 0.3):
        lab.runners.change("knob momentum", optimizer=optimizer.with_knob("momentum", momentum))
    may_begin.set()
    qtbot.waitUntil(lambda: asked[-1] == 0.3 and len(shown) == len(asked))
    assert None not in shown
    assert set(asked) == {0.0, 0.3}


def test_a_click_on_the_rate_scan_takes_that_rate_as_one_undo_step(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL)
    strip = lab_of(window).controls.rate_scan
    qtbot.waitUntil(lambda: bool(strip._cells))
    qtbot.mouseClick(strip, LEFT, pos=QPoint(round(strip.x_of(0.02)), strip.height() // 3))
    taken = lab_of(window).document.experiment.runners[0].optimizer.learning_rate
    assert 0.01 < taken < 0.04
    window.stack.undo()
    assert lab_of(window).document.experiment == BOWL


def test_the_program_lights_the_line_of_the_runner_selected(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL, 3)
    lines = lab_of(window).listing.lines
    assert lab_of(window).listing.page.lit_line == lines["runners[0].update"]
    qtbot.mouseClick(card(window, 1), LEFT, pos=QPoint(3, 3))
    assert lab_of(window).listing.page.lit_line == lines["runners[1].update"] > lines["runners[0].update"]


def test_where_there_is_no_opengl_the_lab_says_so_and_stays_on_the_map(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL)
    bar = lab_of(window).picture.bar
    qtbot.mouseClick(bar.surface_3d, LEFT)
    assert "OpenGL" in bar.note.text()
    assert not bar.surface_3d.isChecked()
    assert map_of(window).isVisible()


def test_the_view_in_space_waits_for_the_answer_whether_there_is_opengl(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(window, qtbot, BOWL)
    picture = lab_of(window).picture
    bar, found = picture.bar, opengl.opengl
    monkeypatch.setattr(opengl, "_WITHOUT_SCREEN", ())
    monkeypatch.setattr(opengl, "own_command", lambda option: [sys.executable, "-c", "raise SystemExit(1)", option])
    monkeypatch.setattr(found, "_renderer", None)
    qtbot.mouseClick(bar.surface_3d, LEFT)
    assert bar.note.text().startswith("Finding out")
    qtbot.mouseClick(bar.surface_3d, LEFT)
    assert bar.note.text() == ""
    qtbot.waitUntil(lambda: found.is_known)
    assert bar.note.text() == "", "nobody asks any more"
    monkeypatch.setattr(found, "_renderer", None)
    qtbot.mouseClick(bar.surface_3d, LEFT)
    assert bar.surface_3d.isChecked()
    qtbot.waitUntil(lambda: found.is_known)
    assert "libgl1-mesa-dri" in bar.note.text()
    assert not bar.surface_3d.isChecked()
    assert map_of(window).isVisible()


def test_whether_there_is_opengl_is_found_out_before_it_is_asked_for(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(window, qtbot, BOWL)
    picture, found = lab_of(window).picture, opengl.opengl
    monkeypatch.setattr(opengl, "_WITHOUT_SCREEN", ())
    monkeypatch.setattr(opengl, "own_command", lambda option: [sys.executable, "-c", "print('a card')", option])
    monkeypatch.setattr(found, "_renderer", None)
    picture._idle.setInterval(0)
    picture.hide()
    picture.show()
    qtbot.waitUntil(lambda: found.is_known)
    assert found.problem is None
    assert map_of(window).isVisible()


def test_tuning_finds_each_runner_a_rate_says_what_it_tried_and_is_one_undo_step(
    window: MainWindow, qtbot: QtBot
) -> None:
    show(window, qtbot, BOWL)
    lab = lab_of(window)
    qtbot.waitUntil(lambda: lab.analysis.found is not None)
    qtbot.mouseClick(lab.controls.runners.tune, LEFT)
    assert lab.controls.runners.progress.isVisibleTo(lab.controls.runners)
    qtbot.waitUntil(lambda: lab.tuning.found is not None)
    rates = [runner.optimizer.learning_rate for runner in lab.document.experiment.runners]
    assert rates == [tuned.best.rate for tuned in lab.tuning.found.runners]
    assert rates[0] == pytest.approx(0.2, rel=0.05)  # 2/(λmin + λmax) = 2/(2 + 8)
    assert "up to epoch 60." in lab.controls.runners.tuning_text.text()
    assert f": {rates[0]:.3g}, " in card(window, 0).note.text()
    window.stack.undo()
    assert lab.document.experiment == BOWL
    assert card(window, 0).note.text() == ""


def test_tuning_counts_epochs_as_the_table_does_and_to_no_other_goal(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL)
    lab = lab_of(window)
    qtbot.waitUntil(lambda: lab.analysis.found is not None)
    qtbot.mouseClick(lab.controls.runners.tune, LEFT)
    qtbot.waitUntil(lambda: lab.tuning.found is not None)
    wait_for_race(window, qtbot)
    go_to(qtbot, window, 60)
    model = lab.picture.table.model
    qtbot.waitUntil(lambda: len(model.rows) == 3 and model.rows[0].epochs is not None)
    assert card(window, 0).note.text().endswith(f"reached at epoch {model.rows[0].epochs}")
    goal = lab.controls.goal.edit
    goal.selectAll()
    qtbot.keyClicks(goal, "0.001")
    qtbot.keyClick(goal, Qt.Key.Key_Return)
    assert card(window, 0).note.text().endswith("at the end")


def test_tuning_counts_no_epochs_where_no_lowest_value_is_known(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, replace(BOWL, function="x^2 - y^2"))
    lab = lab_of(window)
    qtbot.waitUntil(lambda: lab.analysis.found is not None)
    qtbot.mouseClick(lab.controls.runners.tune, LEFT)
    qtbot.waitUntil(lambda: lab.tuning.found is not None)
    assert card(window, 0).note.text().endswith("at the end")


def test_tuning_cancelled_leaves_the_rates_as_they_were(window: MainWindow, qtbot: QtBot) -> None:
    experiment = replace(BOWL, epochs=2000)
    show(window, qtbot, experiment)
    runners = lab_of(window).controls.runners
    qtbot.mouseClick(runners.tune, LEFT)
    qtbot.mouseClick(runners.tune, LEFT)
    assert not runners.progress.isVisibleTo(runners)
    go_to(qtbot, window, 20)
    assert lab_of(window).document.experiment == experiment


def test_the_next_step_of_the_runner_selected_is_a_ghost_on_the_map(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL, row=3)
    plot = lab_of(window).picture.map
    for index in (0, 2):
        lab_of(window).runners.select(index)
        history = race(window)[index]
        slope = np.array([history["grad_x"][3], history["grad_y"][3]])
        place = np.array([history["x"][3], history["y"][3]])
        ((style, *after),) = plot._next
        assert style == index
        np.testing.assert_allclose(after, place - BOWL.runners[index].optimizer.learning_rate * slope, rtol=1e-12)
    go_to(qtbot, window, 60)
    qtbot.waitUntil(lambda: plot._next == ())


def test_a_valley_is_one_line_and_no_crowd_of_marks(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, replace(BOWL, function="x^2"))
    plot = lab_of(window).picture.map
    assert all(point.on_line for point in plot._points)
    assert {key.text for key in plot.keys()} >= {"line of minima"}
    ends = sorted(point.y + side * point.along[1] for point in plot._points for side in (-1, 1))
    low, high = BOWL.shown_domain()[1]
    assert ends[0] <= low
    assert ends[-1] >= high
    assert max(np.diff(ends[1:-1:2])) <= 1.001 * (high - low) / 64


def test_the_lab_may_be_opened_while_the_run_of_another_is_shown(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window("minimise")
    settle(qtbot, window)
    window.show_lab("surface")
    qtbot.waitUntil(lambda: is_settled(window) and len(lab_of(window).picture.table.model.rows) == 3)


def test_the_table_speaks_the_language_of_the_window(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, BOWL, row=60)
    model = lab_of(window).picture.table.model
    qtbot.waitUntil(lambda: len(model.rows) == 3 and model.rows[0].verdict != "")
    english = model.rows[0]
    window.appearance.set_language("zh_CN")
    try:
        qtbot.waitUntil(lambda: model.rows[0].verdict != english.verdict)
        assert model.rows[0].name != english.name
    finally:
        window.appearance.set_language("en")


def test_a_runner_alone_is_judged_by_its_name_and_not_as_a_race(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, replace(BOWL, runners=BOWL.runners[1:2]), row=60)
    chip = lab_of(window).verdict()
    assert chip.sentence.startswith("my Adam: ")
    assert chip.word == lab_of(window).picture.table.model.rows[0].verdict


def test_values_and_explain_name_the_runner_that_they_tell_of(window: MainWindow, qtbot: QtBot) -> None:
    lab = lab_of(window)
    lab.document.opened(BOWL, None)
    settle(qtbot, window)
    headings = [lab.pages[name].runner for name in ("values", "explain")]
    for index, name in ((1, "my Adam"), (2, "Gradient descent (SGD), η = 0.3")):
        lab.runners.select(index)
        assert [(heading.name.text(), heading._swatch._style) for heading in headings] == [(name, index)] * 2
        assert not any(heading.isHidden() for heading in headings)


def area_of(widget: Any) -> int:
    return widget.width() * widget.height()


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
@pytest.mark.parametrize("folded", ["", "controls", "panel"])
def test_the_map_is_the_largest_thing_of_the_picture(window: MainWindow, size: tuple[int, int], folded: str) -> None:
    window.resize(*size)
    if folded:
        getattr(window.stage, folded).hide()
    QApplication.processEvents()
    picture = lab_of(window).picture
    assert area_of(picture.map) > 1.6 * area_of(picture.loss)
    assert area_of(picture.map) > 1.6 * area_of(picture.table)
