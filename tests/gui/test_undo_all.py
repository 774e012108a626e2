"""Whatever is typed, chosen and clicked: undo brings all back, redo does it again, and neither adds a step."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QLineEdit, QPlainTextEdit, QWidget

from gui.labs.list import LABS
from gui.labs.regression.view import OWN_LOSS
from gui.widgets.fields.track import Track
from model.experiment import Autograd, Regression
from tests.gui.acts import open_room
from tests.gui.interaction import CTRL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.gui.acts import Room

TEXTS = (
    "0.5",
    "3",
    "12",
    "-1",
    "x",
    "x^2",
    "w*x + b*x^2",
    "1e400",
    "",
    "mean((y - y_pred)^2) + c",
    "w*x + b + c",
    "1/x",
    "y*x^2",
    "sqrt(x",
)
EDITS = 14
FIRST_PROGRAM = Autograd("import torch\na = torch.tensor(3.0, requires_grad=True)\n")
KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Tab, None)


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    yield from open_room(request, tmp_path_factory.mktemp("undo"), "minimise")


@pytest.fixture(autouse=True)
def no_dialogs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args, **_more: ("", ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_more: ("", ""))


def edit_something(room: Room, random: Random) -> None:
    """Do something to one of the controls that can be seen, as a person does."""
    bot = room.qtbot
    kinds = random.choice([(QLineEdit,), (QLineEdit,), (QComboBox,), (QAbstractButton,), (Track,), (QPlainTextEdit,)])
    found = [each for each in room.controls.findChildren(QWidget) if isinstance(each, kinds)]
    usable = [each for each in found if each.isVisible() and each.isEnabled() and not is_of_list(each)]
    if not usable:
        return
    widget: Any = random.choice(usable)
    if isinstance(widget, (QLineEdit, QPlainTextEdit)):
        widget.setFocus()
        if random.random() < 0.7:
            widget.selectAll()
        bot.keyClicks(widget, random.choice(TEXTS))
        key = random.choice(KEYS)
        if key is not None:
            bot.keyClick(widget, key)
    elif isinstance(widget, QComboBox):
        entries = [index for index in range(widget.count()) if widget.itemData(index) is not None]  # but for headings
        if entries:
            index = random.choice(entries)
            widget.setCurrentIndex(index)
            widget.activated.emit(index)
    elif isinstance(widget, QAbstractButton):
        widget.click()
    else:
        widget.setFocus()
        for _ in range(random.randrange(1, 4)):
            bot.keyClick(widget, random.choice([Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageUp]))
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    if random.random() < 0.5:
        QApplication.processEvents()


def is_of_list(widget: QWidget) -> bool:
    """Whether it is the text of a list, which is chosen from instead."""
    return isinstance(widget.parent(), QComboBox)


def experiments(room: Room) -> list[object]:
    return [room.window.labs[key].document.experiment for key in LABS]


def go_through(room: Room) -> None:
    """Undo all and redo all, twice, and compare what is there at each step."""
    stack = room.window.stack
    count = stack.count()
    seen = {stack.index(): experiments(room)}
    while stack.canUndo():
        index = stack.index()
        stack.undo()
        assert (stack.index(), stack.count()) == (index - 1, count), "undo pushed something"
        seen[stack.index()] = experiments(room)
        QApplication.processEvents()
        assert (stack.index(), stack.count()) == (index - 1, count), "something was pushed after undo"
    while stack.canRedo():
        index = stack.index()
        stack.redo()
        QApplication.processEvents()
        assert (stack.index(), stack.count()) == (index + 1, count), "redo pushed something"
        assert experiments(room) == seen[stack.index()]


@pytest.mark.sampled(every=2)
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("key", LABS)
def test_all_can_be_undone_and_redone(house: Room, key: str, seed: int, request: pytest.FixtureRequest) -> None:
    room = house
    for turn in range(40 if request.config.getoption("--hypothesis-profile") == "long" else 1):
        random = Random(1_000 * turn + seed)
        room.set_back(key, type(room.window.labs[key].document.experiment)())
        first = experiments(room)
        for _ in range(EDITS):
            edit_something(room, random)
            if random.random() < 0.1:
                room.window.show_lab(random.choice(list(LABS)))
        QApplication.processEvents()
        go_through(room)
        while room.window.stack.canUndo():
            room.window.stack.undo()
        assert experiments(room) == first


def test_a_text_that_an_undone_step_makes_usable_takes_no_step_away(house: Room) -> None:
    """A loss with a parameter that the prediction has no more: refused, and usable again once that is undone."""
    room = house
    room.set_back("regression", Regression(prediction="w*x + b + c", start=(("w", 0.0), ("b", 0.0), ("c", 0.0))))
    room.lab.run.propose(prediction="w*x + b", start=(("w", 0.0), ("b", 0.0)))
    room.lab.run.propose(epochs=77)
    field = room.controls.loss_formula
    room.controls.loss.chosen.emit(OWN_LOSS)
    QApplication.processEvents()
    field.edit.setFocus()
    field.edit.selectAll()
    room.qtbot.keyClicks(field.edit, "mean((y - y_pred)^2) + c^2")
    QApplication.processEvents()
    assert field.edit.wrong
    go_through(room)


def test_what_was_just_typed_into_a_program_is_a_step_before_a_menu_offers_to_undo_it(house: Room) -> None:
    house.set_back("autograd", FIRST_PROGRAM)
    lab, editor = house.lab, house.controls.program
    editor.edit.setFocus()
    house.qtbot.keyClick(editor.edit, Qt.Key.Key_End, CTRL)
    house.qtbot.keyClick(editor.edit, Qt.Key.Key_Return)
    house.qtbot.keyClicks(editor.edit, "b = a * 2")
    house.window.menus.opened.emit()  # before the editor tells it by itself
    typed = lab.document.experiment.source
    assert typed == FIRST_PROGRAM.source + "b = a * 2\n"
    house.window.stack.undo()
    assert lab.document.experiment == FIRST_PROGRAM
    house.window.stack.redo()
    assert lab.document.experiment.source == typed
