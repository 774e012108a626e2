"""The card above the controls: the case shown, what is said of it once it is changed, and the list of all cases."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from gui.shell.experiment_files import ENDING
from model.experiment import Autograd, Minimise, Regression
from model.experiment.file import write
from model.experiment.presets import PRESETS, presets_of
from model.labs import LABS
from tests.gui.acts import Room, open_room
from tests.gui.interaction import CTRL, LEFT, choose, press, type_into

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gui.shell.window import MainWindow
    from gui.widgets.case_card import CaseCard

CASE: dict[str, Any] = {preset.key: preset.experiment for preset in PRESETS}
TITLE = {preset.key: preset.title.text() for preset in PRESETS}
NOTE = {preset.key: preset.look_for.text() for preset in PRESETS}


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    yield from open_room(request, tmp_path_factory.mktemp("cards"), "minimise")


@pytest.fixture
def room(house: Room) -> Room:
    house.set_back("minimise", CASE["case_8"])
    return house


def card_of(room: Room) -> CaseCard:
    return room.controls.card


def said(room: Room) -> tuple[str, str, str, bool]:
    """Return what the card says: its heading, title and note, and whether the case can be restored."""
    card = card_of(room)
    title = card.combo.currentText() or card.combo.placeholderText()
    note = card.note.text() if card.note.isVisible() else ""
    return card.heading.text(), title, note, card.restore.isVisible()


def of_case(key: str, heading: str = "Case of the book") -> tuple[str, str, str, bool]:
    is_changed = heading == "Changed from"
    return heading, TITLE[key], "" if is_changed else NOTE[key], is_changed


def places_at_rest(parts: list[QWidget]) -> list[QPoint]:
    """Return where widgets stand once the layout has come to rest: one change may lead to another a turn later."""
    looks: list[list[QPoint]] = []
    while len(looks) < 6 or any(places != looks[-1] for places in looks[-6:]):
        QApplication.processEvents()
        looks.append([part.pos() for part in parts])
    return looks[-1]


def pick_case(room: Room, key: str) -> None:
    choose(room.qtbot, card_of(room), key)
    room.settle()


def change(room: Room, epochs: str = "40") -> None:
    type_into(room.qtbot, room.controls.descent.epochs.edit, epochs)
    room.settle()


def undo(room: Room) -> None:
    press(room.qtbot, room.window, Qt.Key.Key_Z, CTRL)
    room.settle()


def redo(room: Room) -> None:
    press(room.qtbot, room.window, Qt.Key.Key_Y, CTRL)
    room.settle()


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Answer the questions about unsaved work with this list, of which each takes the first."""
    answers: list[Any] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: answers.pop(0))
    return answers


# ---- the list


@pytest.mark.parametrize("lab", LABS)
def test_the_list_is_the_same_in_every_lab_with_headings_that_cannot_be_chosen(room: Room, lab: str) -> None:
    room.window.show_lab(lab)
    room.settle()
    combo = card_of(room).combo
    rows = [(combo.itemText(row), combo.itemData(row)) for row in range(combo.count())]
    wanted: list[tuple[str, str | None]] = []
    for key, title in zip(LABS, ("Autograd", "Minimise", "Regression", "Surface"), strict=True):
        presets = presets_of(key)
        book = [(preset.title.text(), preset.key) for preset in presets if preset.number is not None]
        wanted += [(title, None), *book] if book else []
        more = [(preset.title.text(), preset.key) for preset in presets if preset.number is None]
        wanted += [(f"{title} · More", None), *more] if more else []
    assert rows == wanted
    model = combo.model()
    can_be_chosen = [bool(model.index(row, 0).flags() & Qt.ItemFlag.ItemIsEnabled) for row in range(combo.count())]
    assert can_be_chosen == [key is not None for _, key in rows]


@pytest.mark.parametrize("lab", LABS)
def test_the_list_opens_at_the_cases_of_the_lab_shown(room: Room, lab: str) -> None:
    room.window.show_lab(lab)
    room.settle()
    combo = card_of(room).combo
    room.qtbot.keyClick(combo, Qt.Key.Key_Return)
    view = combo.view()
    first = combo.findData(presets_of(lab)[0].key)
    places = [view.visualRect(combo.model().index(row, 0)) for row in (first - 1, first)]
    assert all(view.viewport().rect().contains(place) for place in places)
    combo.hidePopup()


def test_a_case_of_another_lab_is_found_by_its_number_and_undo_leads_back(room: Room) -> None:
    combo = card_of(room).combo
    room.qtbot.keyClick(combo, Qt.Key.Key_Return)
    room.qtbot.keyClicks(combo.view(), "13")
    room.qtbot.keyClick(combo.view(), Qt.Key.Key_Return)
    room.qtbot.waitUntil(lambda: room.lab.key == "regression")
    room.settle()
    assert room.experiment == CASE["case_13"]
    assert said(room) == of_case("case_13")
    assert room.window.stack.count() == 1
    assert room.window.stack.undoText() == TITLE["case_13"]
    undo(room)
    assert room.lab.key == "minimise"
    assert said(room) == of_case("case_8")
    assert room.window.labs["regression"].document.experiment == Regression()
    redo(room)
    assert (room.lab.key, room.experiment) == ("regression", CASE["case_13"])


def test_the_arrows_pass_over_the_headings(room: Room) -> None:
    pick_case(room, "case_9")
    combo = card_of(room).combo
    room.qtbot.keyClick(combo, Qt.Key.Key_Return)
    view = combo.view()
    for key in ("case_9_momentum", "case_10"):
        room.qtbot.keyClick(view, Qt.Key.Key_Down)
        assert view.currentIndex().data(Qt.ItemDataRole.UserRole) == key
    combo.hidePopup()


# ---- the card


def test_a_changed_case_says_so_and_is_restored_as_one_undo_step(room: Room) -> None:
    pick_case(room, "case_9")
    assert said(room) == of_case("case_9")
    change(room)
    assert said(room) == of_case("case_9", "Changed from")
    room.window.playback.seek(3)
    room.settle(3)
    steps = room.window.stack.index()
    room.qtbot.mouseClick(card_of(room).restore, LEFT)
    room.settle(0)
    assert room.experiment == CASE["case_9"]
    assert said(room) == of_case("case_9")
    assert room.window.stack.index() == steps + 1
    undo(room)
    assert room.experiment.epochs == 40
    assert said(room) == of_case("case_9", "Changed from")
    card_of(room).restore.setFocus(Qt.FocusReason.TabFocusReason)
    room.qtbot.keyClick(card_of(room).restore, Qt.Key.Key_Return)
    assert room.experiment == CASE["case_9"]
    assert room.picture.curve.hasFocus()


def test_after_a_case_is_chosen_the_keys_are_the_timelines(room: Room) -> None:
    pick_case(room, "case_9_momentum")
    press(room.qtbot, room.window, Qt.Key.Key_End)
    room.settle(2_000)
    assert room.experiment == CASE["case_9_momentum"]


def test_the_case_shown_is_chosen_again_to_restore_it(room: Room) -> None:
    change(room)
    pick_case(room, "case_8")
    assert room.experiment == CASE["case_8"]
    assert said(room) == of_case("case_8")


@pytest.mark.parametrize("lab", LABS)
def test_nothing_moves_once_a_case_is_changed_and_once_it_is_restored(room: Room, lab: str) -> None:
    window = room.window
    for preset in presets_of(lab)[:: 4 if lab == "autograd" else 1]:  # a program is run in a process, which takes long
        window.open_case(preset.key)
        room.settle()
        changed = {"seed": 7} if lab == "autograd" else {"epochs": preset.experiment.epochs + 1}  # type: ignore[union-attr]
        parts = [part for part in room.controls.children() if isinstance(part, QWidget) and part.isVisible()]
        before = places_at_rest(parts)
        room.lab.run.propose(**changed)
        room.settle()
        assert card_of(room).restore.isVisible()
        assert places_at_rest(parts) == before
        card_of(room).restore.click()
        room.settle()
        assert not card_of(room).restore.isVisible()
        assert places_at_rest(parts) == before


@pytest.mark.parametrize("key", CASE)
def test_title_and_note_are_shown_whole(room: Room, key: str) -> None:
    room.window.open_case(key)
    card = card_of(room)
    for widget in (card.combo, card.note):
        room.qtbot.waitUntil(lambda widget=widget: widget.height() >= widget.heightForWidth(widget.width()))
    assert card.width() + 2 * card.x() == room.controls.width()


def test_the_case_goes_with_undo_and_redo(room: Room) -> None:
    pick_case(room, "case_9")
    change(room)
    pick_case(room, "case_9_momentum")
    shown = [
        of_case("case_9_momentum", "Case beyond the book"),
        of_case("case_9", "Changed from"),
        of_case("case_9"),
        of_case("case_8"),
    ]
    assert said(room) == shown[0]
    for wanted in shown[1:]:
        undo(room)
        assert said(room) == wanted
    for wanted in reversed(shown[:-1]):
        redo(room)
        assert said(room) == wanted


def test_each_lab_keeps_its_case(room: Room) -> None:
    change(room)
    room.window.open_case("race_noise")
    assert said(room) == of_case("race_noise", "Case beyond the book")
    room.window.show_lab("minimise")
    assert said(room) == of_case("case_8", "Changed from")


def test_the_card_speaks_the_language_of_the_window(room: Room) -> None:
    change(room)
    appearance = room.window.appearance
    try:
        appearance.set_language("zh_CN")
        assert said(room)[:2] == ("改自", "8 · x² 的梯度下降")
        assert card_of(room).restore.text() == "还原此案例"
        assert [card_of(room).combo.itemText(row) for row in (0, 1)] == ["自动微分", "1 · 自动微分"]
    finally:
        appearance.set_language("en")
    assert said(room) == of_case("case_8", "Changed from")


# ---- what is no case


def test_a_file_that_is_no_case_has_its_name_and_one_that_is_a_case_has_its_title(room: Room) -> None:
    own, same = room.folder / f"own{ENDING}", room.folder / f"same{ENDING}"
    write(own, Minimise(function="sin(x)"))
    write(same, replace(CASE["case_9"], function="2x**4 - 3x**2 + 2x - 20"))
    room.window.files.open_path(own)
    assert said(room) == ("Experiment", own.name, "", False)
    change(room)
    assert said(room) == ("Experiment", own.name, "", False)
    room.lab.document.mark_saved(room.experiment)
    room.window.files.open_path(same)
    assert said(room) == of_case("case_9")
    change(room)
    assert said(room) == of_case("case_9", "Changed from")
    undo(room)
    undo(room)
    assert said(room) == ("Experiment", own.name, "", False)


def test_a_new_experiment_that_is_no_case_is_called_custom(room: Room) -> None:
    room.window.open_experiment(Autograd())
    assert said(room) == ("Experiment", "Custom", "", False)
    pick_case(room, "case_5")
    assert said(room) == of_case("case_5")


def test_undo_of_a_case_brings_the_file_back_as_it_was(room: Room) -> None:
    path = room.folder / f"kept{ENDING}"
    write(path, Minimise(function="cos(x)"))
    room.window.files.open_path(path)
    pick_case(room, "case_9")
    document = room.lab.document
    assert (document.path, document.is_clean) == (None, True)
    undo(room)
    assert (document.path, document.is_clean) == (path, True)
    assert room.window.windowTitle() == f"{path.name}[*]"


def test_only_the_unsaved_changes_of_a_file_are_asked_about(room: Room, answer: list[Any]) -> None:
    change(room)
    pick_case(room, "case_9")  # no question: there is no answer
    path = room.folder / f"asked{ENDING}"
    write(path, Minimise(function="cos(x)"))
    room.window.files.open_path(path)
    change(room)
    mine = room.experiment
    answer.append(QMessageBox.StandardButton.Cancel)
    pick_case(room, "case_8")
    assert (room.experiment, answer) == (mine, [])
    assert said(room) == ("Experiment", path.name, "", False)
    answer.append(QMessageBox.StandardButton.Discard)
    pick_case(room, "case_8")
    assert (room.experiment, answer) == (CASE["case_8"], [])


def test_no_lab_is_made_while_a_list_is_open(make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    begun = dict(window.maker._making)
    combo = window.lab.controls.card.combo
    combo.showPopup()
    window.maker._go_on()
    assert window.maker._making == begun
    assert combo.view().isVisible()
    combo.hidePopup()
    window.maker._go_on()
    assert len(window.maker._making) == len(begun) + 1


def test_undo_of_a_case_shows_the_experiment_before_at_its_row_and_redo_the_case_at_its_own(room: Room) -> None:
    playback = room.window.playback
    playback.go_to(8)
    pick_case(room, "case_9")
    assert playback.cursor == 0
    playback.run_to_end()
    room.qtbot.waitUntil(lambda: playback.at_end and not playback.running)
    undo(room)
    assert room.experiment == CASE["case_8"]
    assert playback.cursor == 8
    press(room.qtbot, room.window, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    room.settle()
    assert room.experiment == CASE["case_9"]
    assert playback.at_end


def test_undo_of_a_case_of_another_lab_leaves_both_labs_at_their_rows(room: Room) -> None:
    playback = room.window.playback
    room.window.show_lab("regression")
    room.settle()
    playback.go_to(3)
    room.window.show_lab("minimise")
    room.settle()
    playback.go_to(8)
    room.window.open_case("case_12")
    room.settle()
    playback.go_to(5)
    undo(room)
    assert (room.window._shown, playback.cursor) == ("minimise", 8)
    room.window.show_lab("regression")
    room.settle()
    assert playback.cursor == 3
