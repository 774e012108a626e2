"""Runs pinned for comparison, as a person does it: pin, change something, see both."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from gui.look.theme import theme
from gui.plots.base.runner_style import RUNNER_STYLES, runner_style
from gui.run.pins import MOST_PINS
from model.analysis.results import descent_result
from model.analysis.whole_run import WholeRun
from model.data.points import GivenPoints, points_of
from model.experiment import LossChoice, Minimise, OptimizerSetting, Regression, Seeded
from model.kinds import parts_of
from tests.gui.interaction import LEFT, go_to, has_colour, picture, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.run.pins import Pins
    from gui.shell.window import MainWindow
    from model.experiment import Experiment


def pins_of(window: MainWindow) -> Pins:
    assert window.lab.pins is not None
    return window.lab.pins


def texts(window: MainWindow) -> list[tuple[str, ...]]:
    return [row.texts(6) for row in window.lab.picture.pins.rows()]  # type: ignore[attr-defined]


def change(window: MainWindow, **changes: Any) -> None:
    document = window.lab.document
    document.end_gesture()
    assert document.propose(replace(document.experiment, **changes))


def with_rate(experiment: Experiment, rate: float) -> OptimizerSetting:
    return experiment.optimizer.with_knob("learning_rate", rate)  # type: ignore[union-attr]


def wait_until_whole(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: all(pin.is_whole for pin in pins_of(window)))
    QApplication.processEvents()


@pytest.fixture
def minimise(make_window: Callable[..., MainWindow], qtbot: QtBot) -> MainWindow:
    """Case 8 of the book at epoch 5: x is 5·0.4^k."""
    window = make_window("minimise")
    go_to(qtbot, window, 5)
    return window


@pytest.fixture
def regression(make_window: Callable[..., MainWindow], qtbot: QtBot) -> MainWindow:
    window = make_window("regression")
    go_to(qtbot, window, 20)
    return window


# ---- pinning


def test_p_pins_the_run_and_a_change_shows_both(minimise: MainWindow, qtbot: QtBot) -> None:
    table = minimise.lab.picture.pins  # type: ignore[attr-defined]
    assert table.isHidden()
    qtbot.keyClick(minimise, Qt.Key.Key_P)
    change(minimise, optimizer=with_rate(minimise.lab.document.experiment, 0.1))
    wait_until_whole(qtbot, minimise)
    settle(qtbot, minimise, 5)
    qtbot.waitUntil(lambda: texts(minimise)[1][4] != "")
    assert table.isVisible()
    shown, pinned = texts(minimise)
    assert shown[:2] == ("this run", "2.68435")  # (5·0.8⁵)²
    assert pinned[:2] == ("η = 0.3", "0.00262144")  # (5·0.4⁵)²
    assert float(pins_of(minimise)[0].run.history["x"][-1]) == pytest.approx(5 * 0.4**15, rel=1e-12)  # type: ignore[index]
    assert pinned[3] == "x = 5.36871×10⁻⁶"
    assert "minimum" in pinned[4]


def test_the_button_of_the_timeline_pins_and_is_there_only_where_runs_are_compared(
    minimise: MainWindow, qtbot: QtBot
) -> None:
    button = minimise.timeline.pin
    assert button.isVisible()
    assert button.accessibleName()
    assert "(P)" in button.toolTip()
    qtbot.mouseClick(button, LEFT)
    assert len(pins_of(minimise)) == 1
    minimise.show_lab("autograd")
    assert button.isHidden()
    minimise.show_lab("regression")
    assert button.isVisible()
    assert len(pins_of(minimise)) == 0  # each lab has its own


def test_the_same_run_is_not_pinned_twice(minimise: MainWindow, qtbot: QtBot) -> None:
    for _ in range(2):
        qtbot.keyClick(minimise, Qt.Key.Key_P)
    assert len(pins_of(minimise)) == 1


def test_no_more_runs_are_pinned_than_there_are_looks(minimise: MainWindow, qtbot: QtBot) -> None:
    for number in range(MOST_PINS + 1):
        change(minimise, epochs=15 + number)
        qtbot.keyClick(minimise, Qt.Key.Key_P)
    pins = pins_of(minimise)
    assert len(pins) == MOST_PINS
    assert len({pin.style for pin in pins}) == MOST_PINS
    assert all(theme.tokens.path not in (style.light, style.dark) for style in (runner_style(p.style) for p in pins))
    assert len(RUNNER_STYLES) == MOST_PINS + 1


# ---- what a pin keeps


def test_pins_survive_undo_and_other_labs_and_are_no_part_of_the_experiment(minimise: MainWindow, qtbot: QtBot) -> None:
    change(minimise, epochs=20)
    pinned, count = minimise.lab.document.experiment, minimise.stack.count()
    qtbot.keyClick(minimise, Qt.Key.Key_P)
    assert minimise.stack.count() == count
    minimise.stack.undo()
    minimise.show_lab("regression")
    minimise.show_lab("minimise")
    assert [pin.experiment for pin in pins_of(minimise)] == [pinned]
    wait_until_whole(qtbot, minimise)
    qtbot.waitUntil(lambda: texts(minimise)[1][0] == "epochs: 20")


def test_going_back_to_a_pinned_experiment_is_one_step_of_undo(minimise: MainWindow, qtbot: QtBot) -> None:
    document = minimise.lab.document
    first = document.experiment
    qtbot.keyClick(minimise, Qt.Key.Key_P)
    change(minimise, optimizer=OptimizerSetting.of("adam", learning_rate=0.5))
    change(minimise, start=(("x", -3.0),))
    other, count = document.experiment, minimise.stack.count()
    wait_until_whole(qtbot, minimise)
    qtbot.waitUntil(lambda: len(texts(minimise)) == 2)
    back = minimise.lab.picture.pins.lines[1].back  # type: ignore[attr-defined]
    assert texts(minimise)[1][0] in back.accessibleName()
    qtbot.mouseClick(back, LEFT)
    assert document.experiment == first
    assert minimise.stack.count() == count + 1
    minimise.stack.undo()
    assert document.experiment == other


def test_a_run_is_unpinned_and_its_look_is_free_again(minimise: MainWindow, qtbot: QtBot) -> None:
    for epochs in (15, 16, 17):
        change(minimise, epochs=epochs)
        qtbot.keyClick(minimise, Qt.Key.Key_P)
    wait_until_whole(qtbot, minimise)
    settle(qtbot, minimise, 5)
    qtbot.waitUntil(lambda: len(texts(minimise)) == 4)
    pins = pins_of(minimise)
    middle = pins[1].style
    qtbot.mouseClick(minimise.lab.picture.pins.lines[2].unpin, LEFT)  # type: ignore[attr-defined]
    assert [pin.experiment.epochs for pin in pins] == [15, 17]
    change(minimise, epochs=18)
    qtbot.keyClick(minimise, Qt.Key.Key_P)
    assert pins[2].style == middle
    assert minimise._said.text().startswith("Pinned.")
    qtbot.mouseClick(minimise.lab.picture.pins.heading.clear, LEFT)  # type: ignore[attr-defined]
    assert len(pins) == 0
    assert minimise.lab.picture.pins.isHidden()  # type: ignore[attr-defined]
    assert minimise._said.text() == "", "nothing is said any more of a pin that is gone"


def test_the_button_of_a_row_that_has_gone_does_nothing(minimise: MainWindow, qtbot: QtBot) -> None:
    minimise.pin()
    button = minimise.lab.picture.pins.lines[1].unpin  # type: ignore[attr-defined]
    button.click()
    button.click()  # as a key does that comes to it in a window that is not active
    assert len(pins_of(minimise)) == 0


def test_a_pinned_run_is_computed_to_its_end_though_another_goes_on(minimise: MainWindow, qtbot: QtBot) -> None:
    change(minimise, epochs=400, optimizer=with_rate(minimise.lab.document.experiment, 0.01))
    qtbot.keyClick(minimise, Qt.Key.Key_P)
    change(minimise, epochs=1_000_000, optimizer=with_rate(minimise.lab.document.experiment, 0.02))
    minimise.playback.set_pace(1)
    qtbot.keyClick(minimise, Qt.Key.Key_Space)
    wait_until_whole(qtbot, minimise)
    history = pins_of(minimise)[0].run.history
    assert history is not None
    assert history.last == 400
    np.testing.assert_allclose(history["x"], 5 * 0.98 ** np.arange(401), rtol=1e-12)
    assert minimise.playback.running


def test_a_run_that_cannot_begin_is_not_kept(minimise: MainWindow, qtbot: QtBot) -> None:
    change(minimise, function="log(x)", start=(("x", -1.0),))
    qtbot.keyClick(minimise, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: len(pins_of(minimise)) == 0)


# ---- what is seen


def test_pinned_runs_are_drawn_on_the_curve_and_in_the_losses(minimise: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(minimise, Qt.Key.Key_P)
    style = pins_of(minimise)[0].style
    change(minimise, optimizer=with_rate(minimise.lab.document.experiment, 0.05))
    wait_until_whole(qtbot, minimise)
    settle(qtbot, minimise, 5)
    view = minimise.lab.picture
    for plot in (view.curve, view.loss):  # type: ignore[attr-defined]
        assert has_colour(picture(plot), runner_style(style).colour)
    pins_of(minimise).clear()
    for plot in (view.curve, view.loss):  # type: ignore[attr-defined]
        assert not has_colour(picture(plot), runner_style(style).colour)


def test_a_pinned_run_that_is_taken_away_is_let_go_of(minimise: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(minimise, Qt.Key.Key_P)
    pins = pins_of(minimise)
    wait_until_whole(qtbot, minimise)
    rows = weakref.ref(pins[0].run.history)
    pins.clear()
    qtbot.waitUntil(lambda: not gc.collect() and rows() is None)


def test_a_run_on_another_function_keeps_its_row_but_is_not_on_this_curve(minimise: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(minimise, Qt.Key.Key_P)
    style = pins_of(minimise)[0].style
    change(minimise, function="(x - 1)**2 + 3")
    wait_until_whole(qtbot, minimise)
    settle(qtbot, minimise, 5)
    qtbot.waitUntil(lambda: texts(minimise)[1][4] != "")
    row = minimise.lab.picture.pins.rows()[1]  # type: ignore[attr-defined]
    assert row.name == "x**2"
    assert not row.drawn
    assert "another function" in row.notes[0]
    for plot in (minimise.lab.picture.curve, minimise.lab.picture.loss):  # type: ignore[attr-defined]
        assert not has_colour(picture(plot), runner_style(style).colour)


def test_a_run_on_another_function_has_its_value_in_a_column_of_its_own(minimise: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(minimise, Qt.Key.Key_P)
    change(minimise, function="(x - 1)**2 + 3")
    wait_until_whole(qtbot, minimise)
    settle(qtbot, minimise, 5)
    qtbot.waitUntil(lambda: texts(minimise)[1][4] != "" and texts(minimise)[0][4] != "")
    picture = minimise.lab.picture
    shown, pinned = picture.pins.rows()  # type: ignore[attr-defined]
    assert (pinned.loss, pinned.final) == ("", "")
    assert pinned.other == pytest.approx((5 * 0.4**15) ** 2)
    assert (shown.other, shown.measure, pinned.measure) == ("", "", "")
    assert "another function" in picture.loss._note  # type: ignore[attr-defined]
    pins_of(minimise).clear()
    qtbot.waitUntil(lambda: picture.loss._note == "")  # type: ignore[attr-defined]


OTHER_LOSS = (("w", 0.0), ("b", 0.0)), OptimizerSetting.of("sgd", learning_rate=0.0005)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"loss": LossChoice("mae")}, "another loss"),
        ({"data": GivenPoints([[0.0, 1.0], [1.0, 3.0], [2.0, 5.5]], ("hours", "score"))}, "other points"),
    ],
    ids=["another loss", "other points"],
)
def test_a_loss_that_is_another_measure_is_not_compared_and_the_squared_error_is(
    regression: MainWindow, qtbot: QtBot, changes: dict[str, Any], reason: str
) -> None:
    start, optimizer = OTHER_LOSS
    change(regression, start=start, optimizer=optimizer, epochs=30)
    qtbot.keyClick(regression, Qt.Key.Key_P)
    style = pins_of(regression)[0].style
    change(regression, **changes)
    wait_until_whole(qtbot, regression)
    go_to(qtbot, regression, 30)
    qtbot.waitUntil(lambda: texts(regression)[1][4] != "" and texts(regression)[0][4] != "")
    view = regression.lab.picture
    shown, pinned = view.pins.rows()  # type: ignore[attr-defined]
    history = pins_of(regression)[0].run.history
    assert history is not None
    assert (pinned.loss, pinned.final) == ("", "")
    assert pinned.other == float(history["loss"][-1])
    x, y = points_of(regression.lab.document.experiment.data).T  # type: ignore[union-attr]
    for row, values in ((pinned, dict(pinned.values)), (shown, dict(shown.values))):
        assert row.measure == pytest.approx(float(np.mean((values["w"] * x + values["b"] - y) ** 2)), rel=1e-9)
    assert reason in pinned.notes[5]
    assert reason in view.loss._note  # type: ignore[attr-defined]
    assert not has_colour(picture(view.loss), runner_style(style).colour)  # type: ignore[attr-defined]
    assert has_colour(picture(view.scatter), runner_style(style).colour)  # type: ignore[attr-defined]
    regression.stack.undo()
    qtbot.waitUntil(lambda: texts(regression)[1][5:] == ("", ""))
    assert view.loss._note == ""  # type: ignore[attr-defined]


def test_a_pinned_run_that_is_over_stays_where_it_ended(minimise: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(minimise, Qt.Key.Key_P)
    change(minimise, epochs=30)
    go_to(qtbot, minimise, 25)
    wait_until_whole(qtbot, minimise)
    qtbot.waitUntil(lambda: texts(minimise)[1][4] != "")
    row = minimise.lab.picture.pins.rows()[1]  # type: ignore[attr-defined]
    assert row.loss == row.final
    assert "15" in row.notes[1]


def test_a_pinned_run_that_diverged_says_so_and_leaves_room_for_the_others(minimise: MainWindow, qtbot: QtBot) -> None:
    first = minimise.lab.document.experiment
    change(minimise, optimizer=with_rate(first, 1.2), epochs=300)
    qtbot.keyClick(minimise, Qt.Key.Key_P)
    change(minimise, optimizer=with_rate(first, 0.3))
    wait_until_whole(qtbot, minimise)
    go_to(qtbot, minimise, 10)
    qtbot.waitUntil(lambda: texts(minimise)[1][4] != "")
    assert minimise.lab.picture.pins.rows()[1].kind == "bad"  # type: ignore[attr-defined]
    top = minimise.lab.picture.loss.shown_range()[3]  # type: ignore[attr-defined]
    assert top < 100  # the loss begins at 25


def test_fits_in_other_units_are_drawn_in_those_of_x(regression: MainWindow, qtbot: QtBot) -> None:
    experiment = regression.lab.document.experiment
    start = tuple(zip(experiment.parameters, experiment.start_values(), strict=True))
    change(regression, start=start, standardise=True, optimizer=with_rate(experiment, 0.1), epochs=200)
    qtbot.keyClick(regression, Qt.Key.Key_P)
    change(regression, standardise=False, optimizer=with_rate(experiment, 0.0001))
    wait_until_whole(qtbot, regression)
    go_to(qtbot, regression, 200)
    qtbot.waitUntil(lambda: texts(regression)[1][4] != "" and texts(regression)[0][4] != "")
    x, y = points_of(experiment.data).T
    slope, intercept = np.polyfit(x, y, 1)
    (line,) = regression.lab.picture.scatter._pinned  # type: ignore[attr-defined]
    np.testing.assert_allclose(line.ys, slope * line.xs + intercept, rtol=1e-9)
    (path,) = regression.lab.picture.plane._pins._paths  # type: ignore[attr-defined]
    assert float(path.x[-1]) == pytest.approx(slope, rel=1e-9)
    assert float(path.y[-1]) == pytest.approx(intercept, rel=1e-9)
    name, _loss, _final, values = texts(regression)[1][:4]
    assert name == "η = 0.1, standardise x"
    assert values.startswith(f"w = {slope:.4f}"[:9])


def test_mini_batches_are_compared_by_epoch(regression: MainWindow, qtbot: QtBot) -> None:
    change(regression, batch_size=25, epochs=30)  # four updates an epoch
    qtbot.keyClick(regression, Qt.Key.Key_P)
    change(regression, batch_size=None)
    wait_until_whole(qtbot, regression)
    go_to(qtbot, regression, 10)
    (at,) = pins_of(regression).at_cursor()
    assert at is not None
    assert at.history.step_at(at.index) == 40
    loss = at.loss_beside(1)
    assert loss.noisy
    assert loss.step_at(at.index) == 10.0
    assert loss.step_at(120) == 30.0


def test_tooltips_of_the_table_show_what_is_cut_off(regression: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(regression, Qt.Key.Key_P)
    change(regression, start=Seeded(3), epochs=50)
    wait_until_whole(qtbot, regression)
    qtbot.waitUntil(lambda: len(texts(regression)) == 2 and texts(regression)[1][4] != "")
    line = regression.lab.picture.pins.lines[1]  # type: ignore[attr-defined]
    at = QPoint(line.columns[0].center().x(), 5)
    QApplication.sendEvent(line, QHelpEvent(QHelpEvent.Type.ToolTip, at, line.mapToGlobal(at)))
    assert QToolTip.text() == texts(regression)[1][0]
    assert line.columns[-1].right() < line.back.geometry().left()
    assert all(text in line.accessibleName() for text in (line.row.name, line.row.verdict))
    QToolTip.hideText()


# ---- the run itself


def test_a_whole_run_advances_in_pieces_stops_when_told_and_is_judged_at_its_end() -> None:
    stop, run = Event(), WholeRun(Minimise(), descent_result)
    stop.set()
    run.advance(stop, 60.0)
    assert run.history is None
    stop.clear()
    while run.result is None:
        run.advance(stop, 1e-4)
    assert run.history is not None
    assert run.history.last == 15
    assert run.result.verdict.code == "minimum"
    before = run.result
    run.advance(stop, 60.0)
    assert run.result is before


def test_a_whole_fit_is_judged_by_the_exact_answer() -> None:
    run = WholeRun(
        Regression(standardise=True, optimizer=OptimizerSetting.of("sgd", learning_rate=0.1), epochs=300),
        descent_result,
    )
    while run.result is None:
        run.advance(Event(), 0.05)
    assert run.result.verdict.code == "minimum"
    assert run.result.exact is not None


def test_a_run_is_compiled_where_that_can_be_and_is_of_one_engine() -> None:
    experiment = Minimise(function="x**2 + 0.125*x", epochs=2_000)
    for expected, each in (("compiled", experiment), ("autograd", replace(experiment, dtype="float32"))):
        run = WholeRun(each, parts_of(each).result)
        while run.result is None:
            run.advance(Event(), 0.05)
            assert run.history is None or run.history.engine == expected  # to compile it may take all of that time
        assert run.history is not None
        assert run.history is run.result.history
        assert run.history.engine == expected
        assert run.history.last == 2_000
