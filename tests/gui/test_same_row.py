"""In every frame of a run that plays, all that can be seen is of one row."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from gui.look.numbers import number_text
from model.experiment import Minimise, OptimizerSetting, Regression, ScheduleSetting, Surface
from tests.gui.interaction import settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.run.settings import Settings
    from gui.shell.window import MainWindow

    Make = Callable[..., MainWindow]

LONG = 100_000_000
EXPERIMENTS: dict[str, Any] = {
    "minimise": replace(
        Minimise("2*x**4 - 3*x**2 + 2*x - 20", (("x", 5.0),), OptimizerSetting.of("sgd", learning_rate=1e-3)),
        epochs=20_000,
        schedule=ScheduleSetting.of("exponential", gamma=0.9999),
    ),
    "minimise, thinned": Minimise("x^2", optimizer=OptimizerSetting.of("sgd", learning_rate=1e-9), epochs=LONG),
    "minimise, diverges": Minimise("x^2", optimizer=OptimizerSetting.of("sgd", learning_rate=1.01), epochs=20_000),
    "regression": Regression(optimizer=OptimizerSetting.of("sgd", learning_rate=1e-4), epochs=20_000),
    "surface": Surface(epochs=5_000),
}
PACES = (0.1, 10.0, float("inf"))
PAGES = ("code", "values", "explain")


@pytest.fixture(autouse=True)
def compared(settings: Settings) -> None:
    settings.remember("compares_derivatives", True)


def rows_shown(window: MainWindow) -> dict[str, int]:
    """Return the row that each panel shows, of those that can be seen."""
    lab: Any = window.lab
    picture, history = lab.picture, window.playback.history
    assert history is not None
    kept = history.histories[0]
    found = {"timeline": _number(window.timeline.label.text()), "slider": window.timeline.rows.value()}
    if lab.key == "minimise":
        found["trail"] = kept.step_at(picture.curve._row)
        found["loss"] = picture.loss._cursor
        x, y, slope = picture.curve._tangent
        compared = picture.difference
        if compared._count and _number(compared._note or "-1") != compared._step_at(compared._count - 1):
            found["difference"] = compared._step_at(compared._count - 1)
        index = kept.index_of(window.playback.cursor)
        if (x, y, slope) == tuple(float(kept[name][index]) for name in ("x", "loss", "grad_x")):
            found["tangent"] = window.playback.cursor
        else:
            found["tangent"] = -1
    elif lab.key == "regression":
        found["loss"] = picture.loss._cursor
        found["path"] = kept.step_at(picture.plane._row)
        found["line"] = window.playback.cursor if _is_line_at(lab, kept, window.playback.cursor) else -1
    else:
        found["losses"] = picture.loss._cursor
        for each, runner in zip(history.histories, picture.map._runners, strict=True):
            if each.last >= window.playback.cursor:
                found[f"runner {runner.style}"] = each.step_at(runner.row)
        found["table"] = window.playback.cursor if _is_table_at(lab, window) else -1
    if lab.pins:
        found["pins"] = _number(picture.pins.heading.names[1])
    page = lab.pages[PAGES[window.stage.panel.currentIndex()]]
    if page is lab.pages["values"]:
        found["values"] = lab.shown().history.step_at(page.table.model.current)
        found["readouts"] = window.playback.cursor if page.readouts.values() == lab.readouts(lab.shown()) else -1
    if page is lab.pages["explain"]:
        found["explain"] = _number(page._heading.text())
    last, cursor = lab.shown().history.last, window.playback.cursor
    # the runner whose numbers are shown may have ended before
    return {
        panel: cursor if row == last < cursor and panel in ("values", "explain") else row
        for panel, row in found.items()
    }


def _number(text: str) -> int:
    """Return the first number of a text such as "epoch 1 234 / 20 000"."""
    found = re.search(r"[\d\u202f]+", text)
    assert found is not None, text
    return int(found[0].replace("\u202f", ""))


def _is_line_at(lab: Any, history: Any, row: int) -> bool:
    _, ys = lab.picture.scatter._curves["now"]
    values = history.row(history.index_of(row))
    return ys.tolist() == lab._predict(values).tolist()


def _is_table_at(lab: Any, window: MainWindow) -> bool:
    rows = lab.picture.table.model.rows
    losses = [float(history["loss"][history.index_of(window.playback.cursor)]) for history in lab.run.rows.histories]
    return [row.loss for row in sorted(rows, key=lambda row: row.style)] == losses


def frames(window: MainWindow, qtbot: QtBot, count: int) -> list[int]:
    """Play so many frames, and after each compare the rows shown; return these."""
    seen: list[int] = []
    wrong: list[dict[str, int]] = []

    def look() -> None:
        found = rows_shown(window)
        seen.append(window.playback.cursor)
        if set(found.values()) - {window.playback.cursor}:
            wrong.append({**found, "cursor": window.playback.cursor})

    window.playback.moved.connect(look)
    window.playback.set_running(True)
    qtbot.waitUntil(lambda: len(seen) >= count or not window.playback.running)
    window.playback.set_running(False)
    window.playback.moved.disconnect(look)
    assert wrong == []
    return seen


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_all_panels_show_the_same_row_in_every_frame(make_window: Make, qtbot: QtBot, name: str) -> None:
    window = make_window(name.partition(",")[0])
    window.open_experiment(EXPERIMENTS[name])
    settle(qtbot, window)
    for index, pace in product(range(len(PAGES)), PACES):
        window.stage.panel.setCurrentIndex(index)
        window.playback.reset()
        settle(qtbot, window, 0)
        window.playback.set_pace(pace)
        assert frames(window, qtbot, 12)


def test_a_comparison_that_is_behind_says_how_far_it_goes(
    make_window: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.labs.minimise.controller._MOST_AT_ONCE", 100)
    window = make_window()
    window.open_experiment(EXPERIMENTS["minimise"])
    settle(qtbot, window)
    lab: Any = window.lab
    plot = lab.picture.difference
    qtbot.waitUntil(lambda: lab.analysis.found is not None)
    window.playback.seek(250)
    settle(qtbot, window, 250)
    qtbot.waitUntil(lambda: plot.rows == 251)
    plot.forget()
    notes: list[str] = []
    lab.run.drawRequested.connect(lambda: notes.append(plot._note))
    lab.run.draw()
    qtbot.waitUntil(lambda: plot.rows == 251)
    assert notes == ["compared up to epoch 99 so far", "compared up to epoch 199 so far", ""]


def test_pinned_runs_are_at_the_row_of_the_others(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    window.open_experiment(EXPERIMENTS["minimise"])
    settle(qtbot, window)
    window.pin()
    assert window.lab.pins is not None
    pins = window.lab.pins
    window.lab.run.propose(optimizer=OptimizerSetting.of("adam", learning_rate=0.01))  # type: ignore[attr-defined]
    settle(qtbot, window)
    qtbot.waitUntil(lambda: pins[0].is_whole)
    window.playback.set_pace(1)
    assert len(set(frames(window, qtbot, 24))) > 1
    text = f"loss at {number_text(window.playback.cursor)}"
    assert window.lab.picture.pins.heading.names[1] == text  # type: ignore[attr-defined]


def test_during_a_drag_all_panels_show_the_same_row(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    window.open_experiment(EXPERIMENTS["minimise"])
    window.playback.seek(700)
    settle(qtbot, window, 700)
    lab: Any = window.lab
    drawn: list[dict[str, int]] = []
    lab.run.drawRequested.connect(lambda: drawn.append({"cursor": window.playback.cursor}))
    window.playback.moved.connect(lambda: drawn.append({**rows_shown(window), "cursor": window.playback.cursor}))
    for place in range(20):
        lab.picture.curve.startDragged.emit(4.0 + place / 20)
        qtbot.wait(1)
        found = rows_shown(window)
        assert len(set(found.values())) == 1, found
    settle(qtbot, window, 700)
    assert all(len(set(found.values())) == 1 for found in drawn)
