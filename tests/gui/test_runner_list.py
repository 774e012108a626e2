from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit

from gui.look.theme import theme
from gui.run.settings import Settings
from gui.shell.appearance import Appearance
from gui.widgets.fields.knob_panel import KnobItem
from gui.widgets.runners.runner_list import RunnerItem, RunnerList

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier
BETA = KnobItem("beta1", "β₁", "decay of the mean", 0.9, 0.9, 0.0, 1.0, high_open=True)
RACE = (
    RunnerItem(0, "", "SGD", "sgd", 5e-4),
    RunnerItem(1, "heavy ball", "Momentum", "momentum", 3e-4),
    RunnerItem(2, "", "Adam", "adam", 0.05, (BETA,)),
    RunnerItem(3, "", "Newton", "newton", 1.0),
)
RULES = [(key, key.title(), "") for key in ("sgd", "momentum", "adam", "newton")]


class Heard(list[Any]):
    """What a signal said, in order."""

    def __init__(self, signal: Any) -> None:
        super().__init__()
        signal.connect(lambda *values: self.append(values))


@pytest.fixture
def runners(qtbot: QtBot) -> Iterator[RunnerList]:
    runners = RunnerList()
    qtbot.addWidget(runners)
    runners.set_optimizers(RULES)
    runners.set_runners(RACE)
    runners.resize(240, 700)
    with qtbot.waitExposed(runners):
        runners.show()
    runners.activateWindow()
    qtbot.waitUntil(runners.isActiveWindow)
    yield runners
    theme.set("light")
    theme.set_scale(1.0)


def click(qtbot: QtBot, button: QAbstractButton) -> None:
    QApplication.processEvents()  # the layout shows what was unfolded in its own turn
    qtbot.mouseClick(button, LEFT)


def test_a_name_is_told_as_it_is_typed_and_committed_when_left(qtbot: QtBot, runners: RunnerList) -> None:
    edited, committed = Heard(runners.edited), Heard(runners.committed)
    name = runners.cards[1].name
    name.setFocus()
    name.selectAll()
    qtbot.keyClicks(name, "ab")
    assert edited == [(1, "label", "a"), (1, "label", "ab")]
    assert not committed
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert len(committed) == 1


def test_what_is_typed_stays_when_the_answer_comes(qtbot: QtBot, runners: RunnerList) -> None:
    name = runners.cards[0].name
    name.setFocus()
    qtbot.keyClicks(name, "fast ")
    runners.set_runners((RACE[0]._replace(label="fast"), *RACE[1:]))
    assert name.text() == "fast "
    runners.set_runners((RACE[0]._replace(label="other"), *RACE[1:]))
    assert name.text() == "other"


def test_escape_takes_a_typed_name_back(qtbot: QtBot, runners: RunnerList) -> None:
    edited = Heard(runners.edited)
    name = runners.cards[1].name
    name.setFocus()
    qtbot.keyClicks(name, "!")
    qtbot.keyClick(name, Qt.Key.Key_Escape)
    assert edited[-1] == (1, "label", "heavy ball")


def test_without_a_name_the_runner_is_called_by_its_rule(runners: RunnerList) -> None:
    assert runners.cards[0].name.placeholderText() == "SGD"
    assert runners.cards[0].accessibleName() == "SGD"
    assert runners.cards[1].accessibleName() == "heavy ball"


def test_another_optimizer_is_chosen_from_the_list(qtbot: QtBot, runners: RunnerList) -> None:
    combo = runners.cards[0].optimizer.combo
    combo.setFocus()
    with qtbot.waitSignal(runners.edited) as told:
        qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert told.args == [0, "optimizer", "momentum"]


def test_the_learning_rate_is_typed_and_a_bad_one_refused_beside_it(qtbot: QtBot, runners: RunnerList) -> None:
    edited = Heard(runners.edited)
    card = runners.cards[2]
    card.rate.setFocus()
    card.rate.selectAll()
    qtbot.keyClicks(card.rate, "0.2")
    assert edited[-1] == (2, "learning_rate", 0.2)
    card.rate.selectAll()
    qtbot.keyClicks(card.rate, "-1")
    qtbot.waitUntil(lambda: card.problem.isVisible())
    assert "greater than 0" in card.problem.text() or "at least 0" in card.problem.text()
    assert edited[-1] == (2, "learning_rate", 0.2)


def test_all_knobs_unfold_and_tell_their_runner(qtbot: QtBot, runners: RunnerList) -> None:
    card = runners.cards[2]
    assert not card.knobs.isVisible()
    click(qtbot, card.fold)
    assert card.knobs.isVisible()
    with qtbot.waitSignal(runners.edited) as told:
        qtbot.keyClick(card.knobs.field("beta1"), Qt.Key.Key_Down)
    assert told.args == [2, "beta1", pytest.approx(0.8)]
    click(qtbot, card.fold)
    assert not card.knobs.isVisible()


def test_a_runner_is_hidden_on_the_map_and_shown_again(qtbot: QtBot, runners: RunnerList) -> None:
    edited = Heard(runners.edited)
    click(qtbot, runners.cards[1].eye)
    runners.set_runners((RACE[0], RACE[1]._replace(shown=False), *RACE[2:]))
    assert runners.cards[1].eye.accessibleName() == "Show on the map"
    click(qtbot, runners.cards[1].eye)
    assert edited == [(1, "shown", False), (1, "shown", True)]


def test_runners_are_added_duplicated_and_removed(qtbot: QtBot, runners: RunnerList) -> None:
    added, doubled, removed = (
        Heard(signal) for signal in (runners.addAsked, runners.duplicateAsked, runners.removeAsked)
    )
    click(qtbot, runners.add)
    click(qtbot, runners.cards[1].fold)
    click(qtbot, runners.cards[1].duplicate)
    click(qtbot, runners.cards[1].remove)
    assert (added, doubled, removed) == ([()], [(1,)], [(1,)])


def test_the_keyboard_moves_duplicates_and_removes_the_selected_runner(qtbot: QtBot, runners: RunnerList) -> None:
    moved, doubled, removed = (
        Heard(signal) for signal in (runners.moveAsked, runners.duplicateAsked, runners.removeAsked)
    )
    rate = runners.cards[1].rate
    rate.setFocus()
    before = rate.value()
    qtbot.keyClick(rate, Qt.Key.Key_Down, ALT)
    assert (moved, runners.selected_index) == ([(1, 2)], 2)
    qtbot.keyClick(rate, Qt.Key.Key_Up, ALT)
    assert (moved[-1], runners.selected_index) == ((2, 1), 1)
    qtbot.keyClick(rate, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(rate, Qt.Key.Key_Delete, ALT)
    assert (doubled, removed) == ([(1,)], [(1,)])
    assert rate.value() == before


def test_the_first_does_not_go_up_nor_the_last_down(qtbot: QtBot, runners: RunnerList) -> None:
    moved = Heard(runners.moveAsked)
    runners.cards[0].name.setFocus()
    qtbot.keyClick(runners.cards[0].name, Qt.Key.Key_Up, ALT)
    assert not runners.cards[0].up.isEnabled()
    assert not runners.cards[3].down.isEnabled()
    assert not moved


def test_unfolded_knobs_follow_their_runner(qtbot: QtBot, runners: RunnerList) -> None:
    click(qtbot, runners.cards[2].fold)
    click(qtbot, runners.cards[2].up)
    runners.set_runners((RACE[0], RACE[2], RACE[1], RACE[3]))
    assert [card.is_open() for card in runners.cards] == [False, True, False, False]
    runners.cards[0].name.setFocus()
    qtbot.keyClick(runners.cards[0].name, Qt.Key.Key_Delete, ALT)
    runners.set_runners((RACE[2], RACE[1], RACE[3]))
    assert [card.is_open() for card in runners.cards] == [True, False, False]


def test_there_are_at_most_eight_and_at_least_one(runners: RunnerList) -> None:
    runners.set_runners(RACE * 2)
    assert not runners.add.isEnabled()
    assert "8" in runners.add.toolTip()
    assert not runners.cards[0].duplicate.isEnabled()
    runners.set_runners(RACE[:1])
    assert runners.add.isEnabled()
    assert not runners.cards[0].remove.isEnabled()


def test_a_click_or_the_focus_selects_a_runner(qtbot: QtBot, runners: RunnerList) -> None:
    selected = Heard(runners.selected)
    qtbot.mouseClick(runners.cards[1], LEFT, pos=QPoint(3, 3))
    runners.cards[2].rate.setFocus()
    runners.cards[2].name.setFocus()
    assert selected == [(1,), (2,)]


def test_a_refusal_stands_below_the_runners(runners: RunnerList) -> None:
    runners.error.show_error("A race needs a runner.")
    assert runners.error.isVisible()
    assert runners.error.text() == "A race needs a runner."
    runners.error.show_error("")
    assert not runners.error.isVisible()


def test_tuning_is_asked_for_shows_its_progress_and_is_cancelled(qtbot: QtBot, runners: RunnerList) -> None:
    asked, cancelled = Heard(runners.tuningAsked), Heard(runners.tuningCancelled)
    click(qtbot, runners.tune)
    runners.set_tuning(0.25, "Adam: 3 of 12 tried")
    assert runners.progress.isVisible()
    assert runners.progress.value() == runners.progress.maximum() / 4
    assert runners.tune.text() == "Cancel"
    click(qtbot, runners.tune)
    runners.set_tuning(None)
    assert (len(asked), len(cancelled)) == (1, 1)
    assert not runners.progress.isVisible()
    assert runners.tune.text() == "Tune all"


def test_a_rate_can_be_read_at_any_size_of_text(qapp: QApplication, runners: RunnerList) -> None:
    appearance = Appearance(qapp, Settings())
    appearance.apply_theme()
    try:
        for scale in (1.5, 1.0):
            theme.set_scale(scale)
            QApplication.processEvents()
            rate = runners.cards[0].rate
            assert rate.fontMetrics().horizontalAdvance(rate.text()) + 18 * scale <= rate.width()
    finally:
        theme.set_scale(1.0)
        appearance.deleteLater()


@pytest.mark.parametrize(("language", "name"), [("en", "light"), ("zh_CN", "dark")])
def test_all_fits_into_the_narrowest_column(qapp: QApplication, runners: RunnerList, language: str, name: str) -> None:
    appearance = Appearance(qapp, Settings())
    try:
        appearance.set_language(language)
        theme.set(name)
        for card in runners.cards:
            card.set_open(True)
        QApplication.processEvents()
        assert runners.minimumSizeHint().width() <= 240
        for kind in (QAbstractButton, QLineEdit, QComboBox):
            for widget in runners.findChildren(kind):
                if widget.isVisible() and not isinstance(widget.parent(), QComboBox):
                    assert widget.accessibleName() or widget.text()  # type: ignore[attr-defined]
                    right = widget.mapTo(runners, QPoint(widget.width(), 0)).x()
                    assert right <= 240
    finally:
        appearance.set_language("en")
        appearance.deleteLater()
