"""What would help a run, as buttons under its verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from model.data.points import GivenPoints
from model.experiment import Minimise, OptimizerSetting, Regression, Runner, Surface

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow
    from model.experiment import Experiment

TOO_FAST = OptimizerSetting.of("sgd", learning_rate=0.002)


def shown_to_end(window: MainWindow, qtbot: QtBot, experiment: Experiment) -> Any:
    """Show an experiment at its end, and wait for what would help; return the bar with its buttons."""
    assert window.lab.document.propose(experiment)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: window.playback.experiment == experiment)
    window.playback.run_to_end()
    bar = window.remedy_bar
    qtbot.waitUntil(lambda: bar.buttons[0].isVisible())
    return bar


def texts(bar: Any) -> list[str]:
    return [button.text() for button in bar.buttons if button.isVisible()]


def test_a_button_gives_a_diverged_run_a_rate_that_works_in_one_step_of_undo(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window("regression")
    height, broken = window.remedy_bar.height(), replace(Regression(), optimizer=TOO_FAST)
    bar = shown_to_end(window, qtbot, broken)
    assert window.lab.verdict().kind == "bad"
    assert texts(bar)[0].startswith("Standardise x, η = ")
    assert texts(bar)[1].startswith("Use η = ")
    assert bar.lead.isVisible()
    assert bar.lead.text() == "Try:"
    rate = bar.buttons[1]
    assert rate.accessibleName() == rate.text()
    assert rate.toolTip().startswith(f"{rate.text()}: ")
    assert rate.toolTip() in window.timeline.verdict.toolTip()
    assert rate.focusPolicy() & Qt.FocusPolicy.TabFocus
    before, proposed = window.stack.index(), float(rate.text().removeprefix("Use η = "))
    qtbot.mouseClick(rate, Qt.MouseButton.LeftButton)
    assert not texts(bar)  # at once
    assert bar.height() == height
    assert not bar.lead.isVisible()
    assert window.stack.index() == before + 1
    changed = window.lab.document.experiment
    assert isinstance(changed, Regression)
    assert changed.optimizer.learning_rate == proposed
    assert replace(changed, optimizer=broken.optimizer) == broken
    qtbot.waitUntil(lambda: window.playback.experiment == changed and window.playback.history is not None)
    qtbot.waitUntil(lambda: window.playback.at_end)
    assert window.lab.verdict().kind != "bad"
    window.stack.undo()
    assert window.lab.document.experiment == broken


def test_the_sentence_tells_of_no_more_changes_than_have_buttons(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window("regression")
    points = GivenPoints([[0, 1200], [33, 1850], [65, 2100], [105, 990], [117, 2750], [198, 1500]])
    swings = replace(Regression(), data=points, optimizer=OptimizerSetting.of("sgd", learning_rate=1e-4), epochs=100)
    bar = shown_to_end(window, qtbot, swings)
    sentence = window.timeline.verdict.toolTip()
    assert sentence.count("when tried") == len(texts(bar)) == 2
    assert all(f"{text}: when tried" in sentence for text in texts(bar))


def test_a_start_on_a_plateau_is_helped_before_the_first_step(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window("regression")
    dead = replace(Regression(), prediction="relu(w*x + b)", start=(("w", -1.0), ("b", -20.0)))
    assert window.lab.document.propose(dead)
    qtbot.waitUntil(lambda: bool(texts(window.remedy_bar)))
    assert window.playback.cursor == 0
    assert window.lab.verdict().kind == "warn"


def test_what_would_help_is_gone_with_the_experiment_and_off_the_end_of_a_calm_run(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window("minimise")
    slow = Minimise(function="x^2", optimizer=OptimizerSetting.of("sgd", learning_rate=1e-3))
    bar = shown_to_end(window, qtbot, slow)
    window.playback.step_back()
    qtbot.waitUntil(lambda: not texts(bar))  # before the end "still descending" is no fault
    window.playback.run_to_end()
    qtbot.waitUntil(lambda: bool(texts(bar)))
    window.lab.run.propose(start=(("x", 4.0),))
    assert not texts(bar)


def test_an_oscillating_run_is_helped_wherever_the_cursor_is(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window("minimise")
    wild = Minimise(function="x^2", optimizer=OptimizerSetting.of("sgd", learning_rate=1.05), epochs=50)
    bar = shown_to_end(window, qtbot, wild)
    window.playback.go_to(30)
    qtbot.waitUntil(lambda: window.playback.cursor == 30)
    assert window.lab.verdict().kind == "warn"
    assert texts(bar)
    window.playback.reset()
    qtbot.waitUntil(lambda: not texts(bar))


def test_in_a_race_the_runner_selected_is_helped_alone(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window("surface")
    runners = (
        Runner(OptimizerSetting.of("sgd", learning_rate=0.1)),
        Runner(OptimizerSetting.of("sgd", learning_rate=5)),
    )
    race = Surface("x^2 + 4y^2", (("x", 4.0), ("y", -1.0)), runners, epochs=400)
    assert window.lab.document.propose(race)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: window.playback.experiment == race)
    lab: Any = window.lab
    lab.runners.select(1)
    window.playback.run_to_end()
    bar = window.remedy_bar
    qtbot.waitUntil(lambda: bool(texts(bar)))
    qtbot.mouseClick(bar.buttons[0], Qt.MouseButton.LeftButton)
    changed: Any = window.lab.document.experiment
    assert changed.runners[0] == runners[0]
    assert changed.runners[1].optimizer.learning_rate < 0.25
    assert replace(changed, runners=runners) == race


@pytest.mark.parametrize(("language", "word"), [("en", "Use η = "), ("zh_CN", "使用 η = ")])
def test_the_buttons_speak_the_language_of_the_window(
    make_window: Callable[..., MainWindow], qtbot: QtBot, language: str, word: str
) -> None:
    window = make_window("minimise")
    bar = shown_to_end(window, qtbot, Minimise(function="x^2", optimizer=OptimizerSetting.of("sgd", learning_rate=2.0)))
    window.appearance.set_language(language)
    assert texts(bar)[0].startswith(word)


def test_a_runner_that_swings_is_helped_before_the_end_of_the_race(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window("surface")
    runners = (Runner(OptimizerSetting.of("sgd", learning_rate=0.26)),)  # stable below 2/8
    race = Surface("x^2 + 4y^2", (("x", 4.0), ("y", -1.0)), runners, epochs=60)
    bar = shown_to_end(window, qtbot, race)
    window.playback.go_to(40)
    qtbot.waitUntil(lambda: window.playback.cursor == 40)
    assert texts(bar)
    window.playback.reset()
    qtbot.waitUntil(lambda: not texts(bar))


def test_a_lab_without_a_descent_has_nothing_to_help(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window("autograd")
    before = window.lab.document.experiment
    qtbot.waitUntil(lambda: not texts(window.remedy_bar))  # once the program has ended
    window.lab.apply_remedy(0)
    assert window.lab.document.experiment == before
