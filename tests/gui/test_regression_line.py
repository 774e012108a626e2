"""The line in the Regression lab, dragged at any epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF

from gui.look.numbers import number_text
from model.data.points import points_of
from model.experiment import OptimizerSetting, Regression
from tests.gui.interaction import LEFT, go_to, settle, spot

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow

FIT = Regression(start=(("w", 0.0), ("b", 0.0)), optimizer=OptimizerSetting.of("sgd", learning_rate=0.0001), epochs=60)


@pytest.fixture
def window(make_window: Callable[..., MainWindow], qtbot: QtBot) -> MainWindow:
    window = make_window("regression")
    lab: Any = window.lab
    lab.document.opened(FIT, None)
    qtbot.waitUntil(lambda: lab.analysis.found is not None)
    go_to(qtbot, window, 40)
    return window


def line_at_cursor(window: MainWindow) -> tuple[float, float]:
    history: Any = window.playback.history
    return float(history["w"][40]), float(history["b"][40])


def take(qtbot: QtBot, window: MainWindow, line: tuple[float, float], by: QPoint) -> None:
    """Drag the middle of a line, without letting go."""
    plot = window.lab.picture.scatter  # type: ignore[attr-defined]
    x0, x1, *_ = plot.shown_range()
    along = [spot(plot, x, line[0] * x + line[1]) for x in np.linspace(0.6 * x0 + 0.4 * x1, 0.4 * x0 + 0.6 * x1, 99)]
    at = next(place for place in along if plot.grip_at(plot.place(QPointF(place))) == "shift")
    port = plot.viewport()
    qtbot.mouseMove(port, at)
    qtbot.mousePress(port, LEFT, pos=at)
    for share in (0.5, 1.0):
        qtbot.mouseMove(port, at + by * share)
    window.setProperty("mouse", at + by)


def let_go(qtbot: QtBot, window: MainWindow) -> None:
    port = window.lab.picture.scatter.viewport()  # type: ignore[attr-defined]
    qtbot.mouseRelease(port, LEFT, pos=window.property("mouse"))


@pytest.mark.parametrize("which", ["at the cursor", "of the start"])
def test_dragging_a_line_replays_the_run_from_there_to_the_same_epoch(
    window: MainWindow, qtbot: QtBot, which: str
) -> None:
    lab: Any = window.lab
    plot = lab.picture.scatter
    before = line_at_cursor(window)
    take(qtbot, window, before if which == "at the cursor" else (0.0, 0.0), QPoint(0, -60))
    held = plot._held
    settle(qtbot, window, 40)
    start = dict(lab.document.experiment.start)
    assert start["w"] == held.slope  # which a line that is only shifted keeps
    assert start["b"] == pytest.approx(held.intercept, abs=plot.unit()[1] / 2)
    assert number_text(start["b"], 15) == number_text(start["b"], 4)
    history: Any = window.playback.history
    assert (history["w"][0], history["b"][0]) == (start["w"], start["b"])
    qtbot.waitUntil(lambda: (plot._line.slope, plot._line.intercept) == pytest.approx(line_at_cursor(window)))
    assert plot._line != plot._start
    let_go(qtbot, window)
    settle(qtbot, window, 40)
    assert (plot._start.slope, plot._start.intercept) == (start["w"], start["b"])
    window.stack.undo()
    settle(qtbot, window, 40)
    assert lab.document.experiment == FIT
    assert line_at_cursor(window) == pytest.approx(before)


def test_the_logarithmic_loss_is_measured_from_the_least_possible_but_for_mini_batches(
    window: MainWindow, qtbot: QtBot
) -> None:
    lab: Any = window.lab
    plot = lab.picture.loss
    qtbot.mouseClick(plot._buttons["y"], LEFT)
    history: Any = window.playback.history
    x, y = points_of(FIT.data).T
    least = float(np.polyfit(x, y, 1, full=True)[1][0]) / len(x)
    assert plot.heights(history["loss"][40:41]) == pytest.approx(np.log10(history["loss"][40] - least), rel=1e-6)
    assert plot._axes["left"].label.toPlainText().strip() == "loss − least possible"
    lab.run.propose("batch_size", batch_size=10)
    qtbot.waitUntil(lambda: plot._axes["left"].label.toPlainText().strip() == "loss")


def plane_of(qtbot: QtBot, window: MainWindow) -> tuple[float, ...]:
    """Return what the plane shows once nothing more is computed for it."""
    lab: Any = window.lab
    plane = lab.plane
    qtbot.waitUntil(lambda: plane._landscape is not None and not plane._task.running)
    return lab.picture.plane.shown_range()  # type: ignore[no-any-return]


def test_the_plane_shows_the_run_of_a_case_restored_after_one_that_ran_away(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window("regression")
    lab: Any = window.lab
    before = plane_of(qtbot, window)  # before there is a path, for which the contours would take room
    lab.run.propose(optimizer=OptimizerSetting.of("sgd", learning_rate=0.0013))
    go_to(qtbot, window, 100)
    qtbot.waitUntil(lambda: plane_of(qtbot, window)[1] > 100 * before[1])
    lab.run.restore_case()
    settle(qtbot, window)
    qtbot.waitUntil(lambda: plane_of(qtbot, window)[1] < 12 * before[1])
    lab.picture.reset_views()
    qtbot.waitUntil(timeout=20_000, callback=lambda: plane_of(qtbot, window) == pytest.approx(before))


def test_a_view_that_is_reset_is_that_of_a_fresh_start(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    """After a run was followed far out, and after a point was moved there and back."""
    window = make_window("regression")
    lab: Any = window.lab
    plane, scatter = plane_of(qtbot, window), lab.picture.scatter
    points, data = scatter.shown_range(), points_of(lab.run.experiment.data)
    lab.run.propose(optimizer=OptimizerSetting.of("sgd", learning_rate=0.0013))
    go_to(qtbot, window, 60)
    qtbot.waitUntil(lambda: plane_of(qtbot, window) != plane)
    go_to(qtbot, window, 0)
    far = data.copy()
    far[3, 1] = points[3] + 5.0
    scatter.set_points(far)
    assert scatter.shown_range() != points
    scatter.set_points(data)
    lab.picture.reset_views()
    qtbot.waitUntil(timeout=20_000, callback=lambda: plane_of(qtbot, window) == pytest.approx(plane))
    assert scatter.shown_range() == points


@pytest.mark.parametrize(("rate", "row", "is_reset"), [(0.0009, 10, True), (0.0013, 100, False)])
def test_a_run_on_its_way_has_a_view_of_its_own_whatever_is_drawn_or_reset_meanwhile(
    make_window: Callable[..., MainWindow],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    *,
    rate: float,
    row: int,
    is_reset: bool,
) -> None:
    """Of one that went only a little further the view would stay, as there is enough to see in it."""
    window = make_window("regression")
    lab: Any = window.lab
    plane = plane_of(qtbot, window)
    lab.run.propose(optimizer=OptimizerSetting.of("sgd", learning_rate=rate))
    go_to(qtbot, window, row)
    qtbot.waitUntil(lambda: plane_of(qtbot, window)[1] > 1.5 * plane[1])
    with monkeypatch.context() as late:
        late.setattr(window.playback, "_take_new_history", lambda _now: False)
        lab.run.restore_case()
        lab.run.draw()
        if is_reset:
            lab.picture.reset_views()
            assert lab.plane._task.running
            plane_of(qtbot, window)
    settle(qtbot, window, 0)
    qtbot.waitUntil(timeout=20_000, callback=lambda: plane_of(qtbot, window) == pytest.approx(plane))
