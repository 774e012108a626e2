"""The Autograd lab in the window: any program is shown, run when it may be, and told step by step."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
import torch
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication

from gui.look.theme import theme
from model.experiment import Autograd
from model.experiment.presets import presets_of
from model.program.child.player import shared_player
from model.program.reel import MOST_STATEMENTS
from tests.gui.acts import open_room
from tests.gui.interaction import CTRL, LEFT, click_index, is_settled, press, undo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow
    from gui.widgets.code.action_log import LogEntry
    from tests.gui.acts import Room

CUBE = "import torch\nx = torch.tensor(5.0, requires_grad=True)\ny = x**3\n"
ENDLESS = "import torch\nx = torch.tensor(1.0)\nwhile True:\n    x = x + 1\n"
CODE, VALUES, EXPLAIN = range(3)


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    yield from open_room(request, tmp_path_factory.mktemp("autograd"), "autograd")


@pytest.fixture
def room(house: Room) -> Room:
    """Show the lab with its first page, and with the program of the test before: to run one takes a process."""
    house.window.show_lab("autograd")
    house.window.stage.panel.setCurrentIndex(CODE)
    house.lab.run.clear_refusals()
    house.window.playback.set_running(False)
    house.window.stack.clear()
    house.window.activateWindow()
    house.qtbot.waitUntil(lambda: QApplication.activeWindow() is house.window)
    house.lab.focus_picture()
    return house


def run(room: Room, source: str) -> None:
    """Have a program run that was written here."""
    room.lab._asked.add(source)
    room.lab.document.opened(Autograd(source), None)
    wait_for(room, lambda: is_shown(room))


def is_shown(room: Room) -> bool:
    """Tell whether the program of the experiment is the one whose run is shown, to its end."""
    reel = room.window.playback.history
    return (
        reel is not None
        and is_settled(room.window)
        and reel.source == room.experiment.source
        and reel.stopped is not None
    )


def wait_for(room: Room, condition: Any) -> None:
    room.qtbot.waitUntil(lambda: bool(condition()))


def at_end(room: Room) -> None:
    press(room.qtbot, room.window, Qt.Key.Key_End)
    wait_for(room, lambda: is_settled(room.window) and room.window.playback.at_end)


def cell(room: Room, name: str, attribute: str) -> str:
    return str(getattr(next(row for row in room.picture.tensors.model.rows if row.name == name), attribute))


def names(room: Room) -> list[str]:
    return [row.name for row in room.picture.tensors.model.rows]


def log(room: Room) -> list[LogEntry]:
    return list(room.picture.log.model.entries)


def verdict(room: Room) -> tuple[str, str]:
    shown = room.window.timeline.verdict
    return shown.text, shown.toolTip()


def page(room: Room, index: int) -> Any:
    room.window.stage.panel.setCurrentIndex(index)
    QApplication.processEvents()
    return room.lab.pages[("code", "values", "explain")[index]]


def paste(room: Room, text: str) -> None:
    """Paste a text over all that stands in the editor."""
    QGuiApplication.clipboard().setText(text.rstrip())
    editor = room.controls.program
    room.qtbot.mouseClick(editor.edit.viewport(), LEFT)
    room.qtbot.keyClick(editor.edit, Qt.Key.Key_A, CTRL)
    room.qtbot.keyClick(editor.edit, Qt.Key.Key_V, CTRL)
    wait_for(room, lambda: not editor._soon.isActive())


def add_line(room: Room, text: str) -> None:
    edit = room.controls.program.edit
    room.qtbot.keyClick(edit, Qt.Key.Key_End, CTRL)
    room.qtbot.keyClick(edit, Qt.Key.Key_Return)
    room.qtbot.keyClicks(edit, text)


def command(room: Room, text: str) -> None:
    line = room.controls.commands.command
    room.qtbot.mouseClick(line, LEFT)
    room.qtbot.keyClicks(line, text)
    room.qtbot.keyClick(line, Qt.Key.Key_Return)


# ---- what is run, and when


def is_held(room: Room) -> bool:
    """Tell whether the program waits, and nothing is shown of another."""
    QApplication.processEvents()
    window, nodes = room.window, room.picture.graph.nodes()
    if window.playback.is_held:
        assert [*nodes, *names(room), *log(room)] == []
        assert room.window.timeline.label.text() == ""
        assert "waits" in room.picture.graph._empty_text or room.window.appearance.language != "en"
        assert not any(button.isEnabled() for button in room.controls.commands.buttons.values())
        assert verdict(room)[0] == "not run yet"
        assert "Space" in verdict(room)[1]
        assert room.controls.program.edit.lit_line is None
        assert not window.playback._clock.isActive(), "the clock ticks though nothing moves"
        assert not window.playback.is_replaying
    return window.playback.is_held


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_End])
def test_what_was_pasted_waits_until_it_is_played_stepped_or_sought(room: Room, key: Qt.Key) -> None:
    begun, text = shared_player().run, f"{CUBE}# {key.name}\n"
    paste(room, text)
    assert room.experiment.source == text
    assert is_held(room)
    add_line(room, "z = y + 1")  # which makes it no better known
    wait_for(room, lambda: room.experiment.source == text + "z = y + 1\n")
    assert is_held(room)
    room.qtbot.mouseClick(room.controls.program.edit.viewport(), LEFT)
    add_line(room, "y.backward()")
    wait_for(room, lambda: room.picture.log.undo_button.isEnabled())
    room.qtbot.mouseClick(room.picture.log.undo_button, LEFT)
    assert room.experiment.source == text + "z = y + 1\n"
    assert is_held(room)
    assert shared_player().run == begun
    room.lab.focus_picture()
    press(room.qtbot, room.window, key)
    wait_for(room, lambda: is_shown(room) and room.window.playback.cursor > 0)
    assert room.window.playback.cursor == 1 or key != Qt.Key.Key_Right
    assert not is_held(room)


def test_a_program_that_was_run_lives_and_undo_comes_back_to_it(room: Room) -> None:
    run(room, CUBE)
    room.qtbot.mouseClick(room.controls.program.edit.viewport(), LEFT)
    add_line(room, "z = y + 1")
    wait_for(room, lambda: room.experiment.source == CUBE + "z = y + 1\n" and is_shown(room))
    assert room.controls.program.edit.hasFocus()
    room.lab.focus_picture()
    at_end(room)
    assert cell(room, "z", "data") == "126"
    steps = room.window.stack.count()
    paste(room, CUBE + "q = 1\n")
    assert is_held(room)
    assert room.window.stack.count() == steps + 1, "what was typed before the field was left is a step of its own"
    room.lab.focus_picture()
    undo(room.qtbot, room.window)
    wait_for(room, lambda: is_shown(room))
    assert not is_held(room)
    assert "z" in names(room)
    room.window.stack.redo()
    assert is_held(room)


def test_cases_and_a_new_program_run_at_once(room: Room) -> None:
    paste(room, CUBE + "# of somebody else\n")
    for act in (
        lambda: room.lab.controls.card.chosen.emit("case_7"),
        lambda: press(room.qtbot, room.window, Qt.Key.Key_N, CTRL),
    ):
        room.lab.document.mark_saved(room.experiment)
        before = room.experiment
        act()
        assert room.experiment != before
        wait_for(room, lambda: is_shown(room))
    assert room.experiment == Autograd()


@pytest.mark.parametrize("state", ["held", "broken"])
def test_look_and_language_change_what_is_shown_of_a_program_in_any_state(room: Room, state: str) -> None:
    appearance = room.window.appearance
    if state == "held":
        paste(room, CUBE + "# held\n")
    else:
        run(room, CUBE + "torch.ones(2) @ torch.ones(3)\n")
        at_end(room)
    before, rows = log(room), names(room)
    try:
        for index in (EXPLAIN, VALUES, CODE):
            page(room, index)
            appearance.set_language("zh_CN")
            theme.set_scale(1.25)
            appearance.set_theme("dark")
            room.window.stage.controls.hide()
            room.window.stage.panel.hide()
            QApplication.processEvents()
            assert "Space" not in verdict(room)[1]
            assert names(room) == rows
            appearance.set_language("en")
            theme.set_scale(1.0)
            appearance.set_theme("light")
            room.window.stage.controls.show()
            room.window.stage.panel.show()
            assert is_held(room) == (state == "held")
            assert log(room) == before
    finally:
        appearance.set_language("en")
        theme.set_scale(1.0)
        appearance.set_theme("light")


# ---- steps


@pytest.mark.parametrize("preset", presets_of("autograd"), ids=lambda preset: preset.key)
def test_every_case_plays_to_its_end_with_the_gradients_of_autograd_which_are_found_in_three_ways(
    room: Room, preset: Any
) -> None:
    values = page(room, VALUES)
    room.lab.document.opened(preset.experiment, None)
    wait_for(room, lambda: is_shown(room))
    history: Any = room.window.playback.history
    for row in range(len(history)):
        room.window.playback.seek(row)
        assert room.lab.verdict().kind != "bad", room.lab.verdict().sentence
    assert room.lab.row_label() == f"step {len(history) - 1} / {len(history) - 1}"
    assert all(frame.agrees for frame in history.window.frames)
    assert history.failure is None
    wait_for(room, values.check.rows)
    for found in values.check.rows():
        assert found.verdict == "good", found
        assert found.difference, "not all three ways were compared"


def test_a_new_program_gets_a_layout_of_its_own(room: Room) -> None:
    run(room, CUBE)
    at_end(room)
    layout = room.picture.graph._layout
    key = next(iter(layout.areas))
    layout.move(key, layout.areas[key].center() + QPointF(0.0, 40.0))
    assert key in layout.moved
    run(room, CUBE.replace("x**3", "x**2"))
    assert not layout.moved


def gradients(room: Room) -> dict[str, tuple[str, float | None]]:
    """Return what the graph says of the gradient of each tensor that takes one: its name, and its number."""
    nodes = room.lab._graphs.at(room.window.playback.cursor)[0]
    shown = [node for node in nodes if node.takes_gradient]
    return {node.title: (node.gradient_name, None if node.gradient is None else node.gradient.item()) for node in shown}


def test_what_only_goes_through_a_tensor_is_named_by_the_root_and_grad_is_what_is_kept(room: Room) -> None:
    run(room, CUBE + "loss = 2*y\ny.retain_grad()\nloss.backward()\n")
    at_end(room)
    x = torch.tensor(5.0, requires_grad=True)
    y = x**3
    y.retain_grad()
    (2 * y).backward()
    found = gradients(room)
    for name, tensor in {"x": x, "y": y}.items():
        assert tensor.grad is not None
        assert found[name] == (f"{name}.grad", tensor.grad.item())
    assert found["loss"] == ("∂loss/∂loss", 1.0)
    assert cell(room, "loss", "grad") == "None"
    plain = len(room.picture.graph.nodes())
    for shown, more in ((True, 1), (False, 0)):
        room.controls.accumulate.click()
        assert room.controls.accumulate.isChecked() == shown
        assert len(room.picture.graph.nodes()) == plain + more
    run(room, CUBE + "y.backward(gradient=torch.tensor(2.0))\n")
    at_end(room)
    assert gradients(room) == {"x": ("x.grad", 150.0), "y": ("v·∂y/∂y", 2.0)}
    sentences = {room.lab._scene.words_at(row).sentence for row in range(len(room.window.playback.history))}
    assert "Backward was given the gradient v = 2 for y." in sentences


# ---- commands


def test_a_button_appends_its_line_and_shows_what_comes_of_it(room: Room) -> None:
    run(room, CUBE + "print(y.item())\n")
    button = room.controls.commands.buttons["backward"]
    place = button.mapTo(room.window, button.rect().center())
    room.qtbot.mouseClick(button, LEFT)
    assert room.experiment.source == CUBE + "print(y.item())\ny.backward()\n"
    wait_for(room, lambda: is_shown(room) and room.window.playback.at_end)
    assert cell(room, "x", "grad") == "75"
    assert log(room)[-1].effect.startswith("x.grad: None → 75")
    assert button.mapTo(room.window, button.rect().center()) == place, "it is gone from under the pointer"
    command(room, "x.grad.zero_()")
    wait_for(room, lambda: is_shown(room) and cell(room, "x", "grad") == "0")
    line = room.controls.commands.command
    assert line.text() == ""
    undo(room.qtbot, room.window)
    wait_for(room, lambda: is_shown(room) and room.experiment.source.endswith("y.backward()\n"))


def test_a_refused_command_is_said_beside_its_line_and_changes_nothing(room: Room) -> None:
    run(room, CUBE)
    at_end(room)
    steps, entries, commands = room.window.stack.index(), log(room), room.controls.commands
    for text in (
        "y.backward(",
        "y = = 2",
        "from os import system; system('ls')",
    ):  # the last is refused by the process of the program
        command(room, text)
        wait_for(room, commands.error.isVisible)
        wait_for(room, lambda: is_shown(room))
        assert commands.error.text()
        assert "{" not in commands.error.text()
        assert commands.command.text() == text
        assert (room.experiment.source, room.window.stack.count()) == (CUBE, steps)
        assert (log(room), room.window.playback.at_end, room.lab.run.refusal) == (entries, True, None)
        room.qtbot.keyClick(commands.command, Qt.Key.Key_Escape)
        assert not commands.error.text()


def test_actions_are_taken_back_one_or_all_and_undo_brings_them_again(room: Room) -> None:
    run(room, CUBE)
    actions = room.picture.log
    assert not actions.undo_button.isEnabled()
    whole = CUBE + "y.backward()\nx.grad.zero_()\nwith torch.no_grad():\n    x -= 0.1 * x\n"
    run(room, whole)
    room.qtbot.mouseClick(actions.undo_button, LEFT)
    assert room.experiment.source == CUBE + "y.backward()\nx.grad.zero_()\n"
    wait_for(room, lambda: is_shown(room) and room.window.playback.at_end)
    assert cell(room, "x", "data") == "5"
    room.qtbot.mouseClick(actions.clear_button, LEFT)
    assert room.experiment.source == CUBE
    wait_for(room, lambda: is_shown(room) and room.window.playback.at_end)
    assert cell(room, "x", "grad") == "None"
    assert not actions.clear_button.isEnabled()
    for wanted in (CUBE + "y.backward()\nx.grad.zero_()\n", whole):
        room.lab.focus_picture()
        undo(room.qtbot, room.window)
        assert room.experiment.source == wanted


def test_a_backward_begins_from_the_number_in_which_another_program_ends(room: Room) -> None:
    run(room, CUBE)
    commands = room.controls.commands
    assert commands.output.current() == "y"
    commands.command.setText("y.back")
    run(room, "import torch\nx = torch.ones(2, requires_grad=True)\ny = x*2\nloss = y.sum()\nz = y + 1\n")
    assert commands.output.current() == "loss"
    assert commands.command.text() == "", "it was meant for other tensors"
    room.qtbot.mouseClick(commands.buttons["backward"], LEFT)
    wait_for(room, lambda: is_shown(room) and room.window.playback.at_end)
    assert cell(room, "x", "grad") == "[2, 2]"


# ---- what is said of what was done


def test_the_log_has_what_each_statement_did_and_printed_and_leads_to_its_last_frame(room: Room) -> None:
    run(room, CUBE + 'print("begin", y.item())\ny.backward()\nprint("x.grad", x.grad)\ny.backward()\nq = 1\n')
    at_end(room)
    entries = log(room)
    assert [entry.action for entry in entries] == [
        'print("begin", y.item())',
        "y.backward()",
        'print("x.grad", x.grad)',
        "y.backward()",
    ]
    assert entries[0].effect == "begin 125.0"
    assert entries[1].effect == "x.grad: None → 75\nthe graph is freed"
    assert entries[2].effect == "x.grad tensor(75.)"
    assert entries[3].error.startswith("RuntimeError: Trying to backward through the graph a second time")
    assert "retain_graph=True" in entries[3].explanation
    model, frames = room.picture.log.model, room.window.playback.history.window.frames
    for row, entry in enumerate(entries):
        click_index(room.qtbot, room.picture.log.view, model.index(row, 0))
        wait_for(room, lambda: is_settled(room.window))
        cursor = room.window.playback.cursor
        assert cursor + 1 == len(frames) or frames[cursor + 1].place != frames[cursor].place
        assert room.lab._scene.line(frames[cursor].line) == entry.action
        assert (model.current, model.done) == (row, row + 1)
        told = model.index(row, 0).data()
        assert all(part in told for part in (entry.effect, entry.error, entry.explanation))
        for later in range(row + 1, len(entries)):
            assert model.index(later, 0).data() == entries[later].action, "what came of it is not known yet"


def test_effect_verdict_and_flags_are_those_of_the_row(room: Room) -> None:
    run(
        room,
        "import torch\na = torch.tensor(2.0, requires_grad=True)\nx = torch.tensor(3.0, requires_grad=True)\n"
        "y = a*x\ny.backward()\n",
    )
    last = len(room.window.playback.history) - 1
    for row in range(last + 1):
        room.window.playback.seek(row)
        entry, word = room.picture.log.model.index(0, 0).data(), room.lab.verdict().word
        is_over = row == last
        assert ("a.grad: None → 3" in entry, "the graph is freed" in entry) == (is_over, is_over)
        assert (word == "equal to autograd") == is_over
    assert room.lab.verdict().sentence.startswith("Gradient of y: ")


ENDS = {
    "NameError": (CUBE + "z = q + 1\n", "NameError", "name 'q' is not defined", 4),
    "shape": (CUBE + "z = torch.ones(2) + torch.ones(3)\n", "RuntimeError", "The size of tensor a (2)", 4),
    "limit": (CUBE + "z = torch.zeros(10**9)\n", None, "elements", 4),
}


@pytest.mark.parametrize("kind", ENDS)
def test_a_program_that_ends_in_an_error_says_so_in_verdict_log_and_explanation(room: Room, kind: str) -> None:
    source, error, words, line = ENDS[kind]
    explanation = page(room, EXPLAIN)
    run(room, source)
    at_end(room)
    assert room.lab.run.refusal is None
    assert verdict(room)[0] == (error or verdict(room)[0])
    assert room.lab.verdict().kind == "bad"
    assert words in verdict(room)[1] or words in log(room)[-1].error
    assert log(room)[-1].action == source.split("\n")[line - 1]
    assert words in log(room)[-1].error
    assert f"line {line}" in explanation.heading.text()
    assert words in explanation.text.text() or log(room)[-1].explanation in explanation.text.text()
    assert room.controls.program.edit.lit_line == line
    room.window.playback.step_back()
    assert room.lab.verdict().kind != "bad", "it has not ended yet"


def test_a_program_of_many_statements_has_the_first_on_the_timeline_and_says_so(room: Room) -> None:
    run(room, CUBE + "for k in range(300):\n    y = x*k\nx.sum().backward()\n")
    history: Any = room.window.playback.history
    assert history.window.frames[-1].place == MOST_STATEMENTS
    assert history.steps > 300
    at_end(room)
    assert f"first {MOST_STATEMENTS}" in verdict(room)[1]


def test_a_refusal_is_marked_at_its_line_and_column_and_goes_when_it_is_mended(room: Room) -> None:
    run(room, CUBE)
    editor = room.controls.program
    room.qtbot.mouseClick(editor.edit.viewport(), LEFT)
    room.qtbot.keyClick(editor.edit, Qt.Key.Key_End, CTRL)
    add_line(room, "z = y +")
    room.qtbot.keyClick(editor.edit, Qt.Key.Key_Escape)
    wait_for(room, lambda: editor.error.isVisible())
    assert editor.edit.wrong_line == 4
    assert editor.error.text().startswith("Line 4: ")
    assert room.experiment.source == CUBE
    assert editor.edit.lit_line is None
    room.qtbot.keyClicks(editor.edit, " eval('1')")
    wait_for(room, lambda: (editor.edit.wrong_line, editor.edit.wrong_column) == (4, 9))
    assert editor.edit.extraSelections()[-1].cursor.selectedText() == "eval"
    for _ in "eval('1')":
        room.qtbot.keyClick(editor.edit, Qt.Key.Key_Backspace)
    room.qtbot.keyClicks(editor.edit, "1")
    wait_for(room, lambda: not editor.error.isVisible() and is_shown(room))
    assert room.experiment.source == CUBE + "z = y + 1\n"


# ---- pages


def test_the_code_page_is_the_program_and_runs_when_it_is_pasted_back(room: Room) -> None:
    source = "import torch\n\nw = torch.randn(2, requires_grad=True)  # 权重\nloss = (w**2).sum()\nloss.backward()\n"
    run(room, source)
    shown = page(room, CODE)
    at_end(room)
    data = cell(room, "w", "data")
    assert f"torch.manual_seed({room.experiment.seed})" in shown.code()
    line = room.controls.program.edit.lit_line
    assert source.split("\n")[line - 1] == "loss.backward()"
    assert shown.code().split("\n")[shown.lit_line - 1] == "loss.backward()"
    paste(room, shown.code())
    assert is_held(room)
    room.lab.focus_picture()
    at_end(room)
    wait_for(room, lambda: is_shown(room))
    assert cell(room, "w", "data") == data
    assert page(room, CODE).code() == room.experiment.source


# ---- processes

PRINTS = "while True:\n    print('0123456789' * 1000)\n"
"""Until it has printed too much."""
SILENT = "import itertools\nsum(itertools.count())\n"
"""Endless, and within its second statement, so that there is nothing to be seen of it."""


def children() -> set[int]:
    """Return the processes that have to do with programs and are there."""
    player = shared_player()
    found = [player._child, player._spare, player._server, *player._stopped]
    return {child._process.pid for child in found if child is not None and not child.has_ended}


def is_begun(window: MainWindow, source: str) -> bool:
    """Tell whether the first of a program is shown."""
    reel: Any = window.playback.history
    return reel is not None and is_settled(window) and reel.source == source


def begin(room: Room, source: str) -> None:
    """Have an endless program run, and wait until the first of it is shown."""
    room.lab._asked.add(source)
    room.lab.document.opened(Autograd(source), None)
    wait_for(room, lambda: is_begun(room.window, source))


def test_the_window_goes_on_beside_an_endless_program_which_an_edit_ends(room: Room) -> None:
    begin(room, ENDLESS)
    at_end(room)
    assert verdict(room)[0] == "runs"
    assert f"first {MOST_STATEMENTS}" in verdict(room)[1]
    assert names(room) == ["x"]
    ended = shared_player()._child
    assert ended is not None
    shared_player()._close_server()
    paste(room, CUBE + "# pasted\n")
    assert is_held(room)
    wait_for(room, lambda: ended.has_ended)
    wait_for(room, lambda: bool(children()))  # for when it is asked for


def test_a_program_that_prints_on_ends_by_its_limit_and_the_window_stays_awake(room: Room) -> None:
    turns: list[float] = []
    clock = QTimer(interval=5)
    clock.timeout.connect(lambda: turns.append(time.perf_counter()))
    clock.start()
    begin(room, PRINTS)
    wait_for(room, lambda: is_shown(room))
    clock.stop()
    assert max(later - earlier for earlier, later in pairwise(turns)) < 1.0
    at_end(room)
    assert room.lab.verdict().kind == "bad"
    assert "print" in verdict(room)[1]


def test_a_program_of_which_there_is_nothing_to_see_yet_takes_the_one_before_from_the_picture(room: Room) -> None:
    run(room, CUBE)
    at_end(room)
    room.lab._stale_clock.setInterval(50)
    try:
        room.lab._asked.add(SILENT)
        room.lab.document.opened(Autograd(SILENT), None)
        wait_for(room, lambda: not room.picture.graph.nodes())
        assert (names(room), log(room), room.window.timeline.label.text()) == ([], [], "")
        assert verdict(room)[0] == "runs"
        assert "appears once" in room.picture.graph._empty_text
    finally:
        room.lab._stale_clock.setInterval(3_000)
    run(room, CUBE)
    assert names(room) or room.window.playback.cursor == 0


def test_what_goes_on_ends_with_the_lab_and_runs_again_when_it_is_shown(room: Room) -> None:
    begin(room, ENDLESS)
    ended, rest = shared_player()._child, room.lab._rest_clock
    room.window.show_lab("minimise")
    assert ended is not None
    wait_for(room, lambda: ended.has_ended)
    assert children(), "one is kept ready"
    assert rest.isActive()
    assert rest.interval() == 30_000
    rest.start(1)
    try:
        wait_for(room, lambda: not children())
    finally:
        rest.setInterval(30_000)
    room.window.show_lab("autograd")
    wait_for(room, lambda: is_begun(room.window, ENDLESS))
    assert not rest.isActive()


def test_a_window_that_is_closed_ends_what_goes_on(
    room: Room, make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    room.window.show_lab("minimise")  # two windows of one process cannot both run programs
    window = make_window("autograd")
    lab: Any = window.lab
    lab._asked.add(ENDLESS)
    lab.document.opened(Autograd(ENDLESS), None)
    qtbot.waitUntil(lambda: is_begun(window, ENDLESS))
    ended = shared_player()._child
    lab.document.mark_saved(lab.document.experiment)
    window.close()
    assert ended is not None
    qtbot.waitUntil(lambda: ended.has_ended)


def test_what_a_program_has_plotted_stands_below_its_values_until_another_runs(room: Room) -> None:
    plots = "import matplotlib.pyplot as plt\nplt.subplot(1, 2, 1)\nplt.plot([1, 2], label='a')\nplt.title('left')\n"
    plots += "plt.subplot(1, 2, 2)\nplt.plot([3, 1])\n" + 5 * "plt.figure()\nplt.plot([3, 1])\n"
    figures = room.lab.values.figures
    room.window.stage.panel.setCurrentIndex(VALUES)
    run(room, plots)
    wait_for(room, figures.isVisible)
    assert figures.heading.text() == "Plots: the last 4 of 6"
    run(room, plots.partition("plt.figure()")[0])
    wait_for(room, lambda: figures.heading.text() == "Plots")
    first, *others = figures.views
    assert not any(view.isVisible() for view in others)
    upper, lower = first.plots
    assert upper.geometry().bottom() < lower.geometry().top()
    assert min(upper.height(), lower.height()) > 150
    room.window.appearance.set_language("zh_CN")
    try:
        assert figures.heading.text() == "图形"
    finally:
        room.window.appearance.set_language("en")
    run(room, CUBE)
    wait_for(room, lambda: not figures.isVisible())
    room.window.stage.panel.setCurrentIndex(CODE)


def test_what_is_passed_over_in_a_program_is_said_at_its_start(room: Room) -> None:
    run(room, "%matplotlib inline\n" + CUBE)
    room.window.stage.panel.setCurrentIndex(EXPLAIN)
    room.window.playback.seek(0)
    wait_for(room, lambda: "%matplotlib inline" in room.lab.explain.text.text())
    room.window.playback.seek(1)
    wait_for(room, lambda: "%matplotlib" not in room.lab.explain.text.text())
    room.window.stage.panel.setCurrentIndex(CODE)


def test_what_is_printed_after_the_last_frame_is_told_there(room: Room) -> None:
    run(room, "for k in range(300):\n    x = k\nprint('the ' + 'end')\n")
    room.window.stage.panel.setCurrentIndex(EXPLAIN)
    at_end(room)
    assert "Printed after that:\nthe end" in room.lab.explain.text.text()
    room.window.playback.seek(room.window.playback.cursor - 1)
    wait_for(room, lambda: "the end" not in room.lab.explain.text.text())
    room.window.stage.panel.setCurrentIndex(CODE)


def test_a_program_of_which_nothing_is_seen_for_a_while_can_be_stopped(room: Room) -> None:
    run(room, CUBE)
    room.lab._stale_clock.setInterval(50)
    try:
        room.lab._asked.add(SILENT)
        room.lab.document.opened(Autograd(SILENT), None)
        wait_for(room, lambda: [word for word, _ in room.lab.remedies()] == ["Stop the program"])
        room.window.remedy_bar.findChildren(QAbstractButton)[0].click()
        wait_for(room, lambda: is_shown(room))
        wait_for(room, lambda: not room.lab.remedies())
        at_end(room)
        assert "stopped" in verdict(room)[1]
        room.window.stage.panel.setCurrentIndex(EXPLAIN)
        wait_for(room, lambda: "stopped" in room.lab.explain.text.text())
        room.window.stage.panel.setCurrentIndex(CODE)
    finally:
        room.lab._stale_clock.setInterval(3_000)
