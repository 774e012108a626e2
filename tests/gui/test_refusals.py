"""Beside what is refused, nothing stays of the experiment before but its picture, and that is greyed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from model.data.points import GivenPoints
from model.experiment import LossChoice, Minimise, Regression
from tests.gui.interaction import go_to, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow

    Make = Callable[..., MainWindow]


@dataclass(frozen=True)
class Typed:
    """What is typed into a field of a lab and refused, what mends it, and a word of the reason."""

    lab: str
    field: Callable[[Any], Any]
    bad: str
    good: str
    said: str
    was_taken: bool = False
    """Whether it is an experiment, though one without a run."""


def function(controls: Any) -> Any:
    return controls.function.formula.edit


TYPED = {
    "minimise: no formula": Typed("minimise", function, "x^2 +", "x^2 + 1", ""),
    "minimise: not finite at the start": Typed("minimise", function, "sqrt(x - 90)", "x^2 + 1", "not a finite", True),
    "minimise: a rate of 0": Typed("minimise", lambda c: c.descent.rate.edit, "0", "0.3", "greater than 0"),
    "minimise: half a number": Typed("minimise", lambda c: c.start.edit, "5e", "5", ""),
    "surface: a runner's rate": Typed("surface", lambda c: c.runners.cards[1].rate, "1e30", "0.0005", "at most"),
    "surface: no start": Typed("surface", lambda c: c.start[0].edit, "-", "-1.5", ""),
    "regression: too many epochs": Typed("regression", lambda c: c.descent.epochs.edit, "1e30", "100", "at most"),
    "surface: no formula": Typed("surface", function, "x^2 + y^", "x^2 + y^2", ""),
    "surface: not finite at the start": Typed("surface", function, "log(x*0 - 1)", "x^2 + y^2", "not a finite", True),
    "regression: no prediction": Typed("regression", lambda c: c.prediction.edit, "w*x +", "w*x + b", ""),
    "regression: not finite": Typed(
        "regression", lambda c: c.prediction.edit, "w*x + b*log(-x^2)", "w*x + b", "finite", True
    ),
    "regression: no loss": Typed(
        "regression", lambda c: c.loss_formula.edit, "mean(y_pred", "mean((y - y_pred)^2)", ""
    ),
    "regression: a loss not finite": Typed(
        "regression",
        lambda c: c.loss_formula.edit,
        "mean(sqrt(y_pred - y_pred - 1))",
        "mean((y - y_pred)^2)",
        "finite",
        True,
    ),
}


def type_text(qtbot: QtBot, edit: Any, text: str) -> None:
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text)


def veils_of(window: MainWindow) -> dict[str, Any]:
    return window.lab._refusals.veils


def shown_veils(window: MainWindow) -> set[str]:
    return {name for name, veil in veils_of(window).items() if not veil.isHidden()}


def assert_nothing_is_left(window: MainWindow, said: str, *, was_taken: bool) -> None:
    """Look at all panels: picture, pages, verdict, timeline, lit line."""
    refusal = str(window.lab.run.refusal)
    assert said in refusal
    assert shown_veils(window) == {"picture", "values", "explain"} | (set() if was_taken else {"code"})
    for name in shown_veils(window):
        veil = veils_of(window)[name]
        assert veil.text.startswith(refusal)
        assert veil.size() == veil.parent().size()
        assert veil.is_opaque == (name != "picture")
        assert veil.parent().children()[-1] is veil, "nothing lies above it"
    timeline = window.timeline
    assert (timeline.label.text(), timeline.rows.isEnabled(), timeline.run.isEnabled()) == ("", False, False)
    assert timeline.verdict.toolTip() == refusal
    assert window.lab.listing.page.lit_line is None  # type: ignore[attr-defined]
    if was_taken:
        assert window.lab.run.rows is None
        assert_no_run_is_drawn(window)


def assert_no_run_is_drawn(window: MainWindow) -> None:
    picture: Any = window.lab.picture
    if window.lab.key == "minimise":
        curve = picture.curve
        assert (curve._row, curve._tangent, curve._ghost, picture.difference.rows) == (-1, None, None, 0)
        assert picture.loss.columns() == []
    elif window.lab.key == "regression":
        assert picture.scatter._curves["now"] is None
        assert picture.scatter._curves["start"] is None
        assert picture.plane._row == -1
        assert picture.loss.columns() == []
    else:
        assert (list(picture.map._runners), list(picture.map._next)) == ([], [])
        assert picture.table.model.rowCount() == 0


@pytest.mark.parametrize("name", TYPED)
def test_what_is_refused_leaves_nothing_of_the_experiment_before(make_window: Make, qtbot: QtBot, name: str) -> None:
    typed = TYPED[name]
    window = make_window(typed.lab)
    run: Any = window.lab.run
    if "loss" in name:
        run.propose(loss=LossChoice("mean(abs(y - y_pred))"))
        settle(qtbot, window)
    go_to(qtbot, window, 5)
    before = window.timeline.label.text()
    edit = typed.field(window.lab.controls)
    type_text(qtbot, edit, typed.bad)
    qtbot.waitUntil(lambda: run.refusal is not None and bool(shown_veils(window)))
    assert_nothing_is_left(window, typed.said, was_taken=typed.was_taken)
    window.playback.toggle()
    window.playback.step()
    assert not window.playback.running
    assert_nothing_is_left(window, typed.said, was_taken=typed.was_taken)
    type_text(qtbot, edit, typed.good)
    qtbot.waitUntil(lambda: run.refusal is None and not shown_veils(window) and not window.playback.is_replaying)
    settle(qtbot, window, 5)
    qtbot.waitUntil(lambda: window.timeline.label.text() == before)
    assert window.timeline.rows.isEnabled()
    assert window.timeline.verdict.text != "no run"
    assert run.rows is not None


def test_the_refusal_of_one_field_outlasts_that_of_another(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    controls: Any = window.lab.controls
    run: Any = window.lab.run
    formula, rate, start = controls.function.formula.edit, controls.descent.rate.edit, controls.start.edit
    for edit in (formula, rate, start):
        type_text(qtbot, edit, "7 +")
        qtbot.waitUntil(lambda edit=edit: bool(edit.property("invalid")))
    for edit, good in ((start, "4"), (formula, "x^2 + 2")):
        type_text(qtbot, edit, good)
        qtbot.waitUntil(lambda: bool(shown_veils(window)))
        assert run.is_of_before
    qtbot.keyClick(rate, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: run.refusal is None and not shown_veils(window))
    assert (run.experiment.start, run.experiment.function) == ((("x", 4.0),), "x^2 + 2")
    settle(qtbot, window)


def test_a_bad_number_of_a_rule_goes_with_the_rule(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    descent: Any = window.lab.controls.descent  # type: ignore[attr-defined]
    descent.optimizer.chosen.emit("momentum")
    type_text(qtbot, descent.knobs.field("momentum"), "2")
    qtbot.waitUntil(lambda: bool(shown_veils(window)))
    descent.optimizer.chosen.emit("adam")
    qtbot.waitUntil(lambda: window.lab.run.refusal is None and not shown_veils(window))
    settle(qtbot, window)


def test_undo_brings_everything_back(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    go_to(qtbot, window, 5)
    trail = window.lab.picture.curve._path_x.copy()  # type: ignore[attr-defined]
    run: Any = window.lab.run
    run.propose(function="sqrt(x - 90)")
    qtbot.waitUntil(lambda: bool(shown_veils(window)))
    window.stack.undo()
    qtbot.waitUntil(lambda: not shown_veils(window) and not window.playback.is_replaying)
    settle(qtbot, window, 5)
    curve: Any = window.lab.picture.curve  # type: ignore[attr-defined]
    assert (curve._path_x[:6] == trail[:6]).all()
    assert curve._row == 5
    assert curve._tangent is not None


def test_one_refusal_after_another_as_found_with_a_pole_and_a_root(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    run: Any = window.lab.run
    run.propose(function="1/x")
    settle(qtbot, window)
    run.propose(start=(("x", -4.0),))
    settle(qtbot, window)
    run.propose(function="sqrt(x)")
    qtbot.waitUntil(lambda: bool(shown_veils(window)))
    assert_nothing_is_left(window, "x = −4", was_taken=True)
    run.propose(start=(("x", 4.0),))
    qtbot.waitUntil(lambda: not shown_veils(window))
    settle(qtbot, window)
    assert window.lab.picture.curve._row == 0  # type: ignore[attr-defined]


def test_points_that_cannot_be_standardised_have_no_run(make_window: Make, qtbot: QtBot) -> None:
    window = make_window("regression")
    run: Any = window.lab.run
    run.document.propose(Regression(data=GivenPoints([[1.0, 2.0]]), standardise=True))
    qtbot.waitUntil(lambda: bool(shown_veils(window)))
    assert_nothing_is_left(window, "standardised", was_taken=True)
    run.propose(standardise=False)
    qtbot.waitUntil(lambda: not shown_veils(window))
    settle(qtbot, window)


def test_no_points_have_no_run(make_window: Make, qtbot: QtBot) -> None:
    window = make_window("regression")
    run: Any = window.lab.run
    run.propose(data=GivenPoints([]))
    qtbot.waitUntil(lambda: bool(shown_veils(window)))
    assert_nothing_is_left(window, "no points", was_taken=True)


def test_a_refused_program_of_tensors_greys_its_graph(make_window: Make, qtbot: QtBot) -> None:
    window = make_window("autograd")
    lab: Any = window.lab
    lines = tuple(lab.document.experiment.source.rstrip().split("\n"))
    lab.controls.programEdited.emit((*lines, "x = = 1"))
    qtbot.waitUntil(lambda: bool(shown_veils(window)))
    assert_nothing_is_left(window, "Python does not accept this", was_taken=False)
    assert lab.controls.program.edit.lit_line is None
    lab.controls.programEdited.emit(lines)
    qtbot.waitUntil(lambda: not shown_veils(window))


def test_a_command_that_is_refused_leaves_the_program_as_it_is(make_window: Make, qtbot: QtBot) -> None:
    window = make_window("autograd")
    window.lab.controls.actionRequested.emit("x = = 1")  # type: ignore[attr-defined]
    qtbot.wait(0)
    assert not shown_veils(window)


def test_a_refusal_of_one_lab_is_not_of_another(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    type_text(qtbot, window.lab.controls.function.formula.edit, "x^")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: bool(shown_veils(window)))
    window.show_lab("regression")
    settle(qtbot, window)
    assert window.timeline.rows.isEnabled()
    go_to(qtbot, window, 3)
    window.show_lab("minimise")
    settle(qtbot, window)
    assert not window.timeline.rows.isEnabled()
    assert shown_veils(window)


def test_the_reason_is_said_in_the_language_of_the_window(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    type_text(qtbot, window.lab.controls.function.formula.edit, "x^")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: bool(shown_veils(window)))
    window.appearance.set_language("zh_CN")
    assert "改正" in veils_of(window)["picture"].text


def test_nothing_is_pinned_where_there_is_no_run(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    window.pin()
    run: Any = window.lab.run
    run.propose(function="sqrt(x - 90)")
    qtbot.waitUntil(lambda: bool(shown_veils(window)))
    window.pin()
    assert window.lab.pins is not None
    assert len(window.lab.pins) == 1
    table: Any = window.lab.picture.pins  # type: ignore[attr-defined]
    assert table.rows()[0].loss is None


def test_the_mouse_mends_what_is_refused_through_the_grey(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    run: Any = window.lab.run
    run.propose(start=(("x", -4.0),))
    run.propose(function="sqrt(x)")
    qtbot.waitUntil(lambda: bool(shown_veils(window)))
    curve: Any = window.lab.picture.curve  # type: ignore[attr-defined]
    assert veils_of(window)["picture"].testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    curve.startDropped.emit(4.0)
    qtbot.waitUntil(lambda: not shown_veils(window))


def test_a_bad_text_goes_on_being_refused_while_something_else_is_changed(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    controls: Any = window.lab.controls
    type_text(qtbot, controls.function.formula.edit, "x^")
    qtbot.waitUntil(lambda: bool(shown_veils(window)))
    controls.descent.rate.changed.emit(0.2)
    settle(qtbot, window)
    assert window.lab.document.experiment.optimizer.learning_rate == 0.2  # type: ignore[union-attr]
    assert controls.function.formula.edit.wrong
    assert_nothing_is_left(window, "", was_taken=False)


def test_an_experiment_opened_anew_takes_a_bad_text_away(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    edit = window.lab.controls.function.formula.edit  # type: ignore[attr-defined]
    type_text(qtbot, edit, "x^")
    qtbot.waitUntil(lambda: bool(shown_veils(window)))
    window.open_experiment(Minimise())
    qtbot.waitUntil(lambda: not shown_veils(window))
    assert edit.text() == Minimise().function
    assert window.timeline.rows.isEnabled()


def test_a_field_that_is_taken_out_during_a_drag_takes_its_refusal_along(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    window.show_lab("surface")
    settle(qtbot, window)
    run: Any = window.lab.run
    cards = window.lab.controls.runners.cards  # type: ignore[attr-defined]
    type_text(qtbot, cards[1].rate, "1e30")
    qtbot.waitUntil(lambda: bool(shown_veils(window)))
    run.propose("drag", runners=run.experiment.runners[:1])
    settle(qtbot, window)
    assert len(cards) == 1
    assert run.refusal is None
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window.stack.undo()
    settle(qtbot, window)
    assert len(cards) == len(run.experiment.runners) > 1
    assert cards[1].rate.value() == run.experiment.runners[1].optimizer.learning_rate


def test_a_field_that_was_taken_out_says_nothing_more(make_window: Make, qtbot: QtBot) -> None:
    window = make_window()
    window.show_lab("surface")
    settle(qtbot, window)
    run: Any = window.lab.run
    rate = window.lab.controls.runners.cards[1].rate  # type: ignore[attr-defined]
    type_text(qtbot, rate, "1e")
    run.propose(runners=run.experiment.runners[:1])
    rate._patience.timeout.emit()  # before the field is deleted
    settle(qtbot, window)
    assert run.refusal is None
