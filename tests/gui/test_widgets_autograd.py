from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from gui.labs.autograd.view import AutogradControls, AutogradExplain, AutogradPicture, AutogradValues
from gui.look.steps import whole
from gui.look.theme import theme
from gui.widgets.code.action_bar import ActionBar
from gui.widgets.code.action_log import ActionLog, LogEntry
from gui.widgets.code.program_editor import ProgramEditor
from gui.widgets.mathematics.derivation import Derivation
from gui.widgets.parts import selected_rows
from gui.widgets.tables.check_table import CheckRow, CheckTable
from gui.widgets.tables.tensor_table import ATTRIBUTES, TensorRow, TensorTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton
CONTROL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
X = TensorRow("x", "5.0", "True", "None", "None", "True", "()", "float32", "False")
Y = TensorRow("y", "125.0", "True", "None", "PowBackward0", "False", "()", "float32", "False")


@pytest.fixture(autouse=True)
def light() -> Iterator[None]:
    yield
    theme.set("light")
    theme.set_scale(1.0)


def shown(qtbot: QtBot, widget: QWidget, width: int = 272, height: int = 420) -> Any:
    """Return a widget in a window with another line to take the focus."""
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.addWidget(QLineEdit(objectName="other"))
    layout.addWidget(widget, 1)
    window.resize(width, height)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    widget.stage = window  # type: ignore[attr-defined] # which goes when the widget goes
    return widget


def leave(widget: QWidget) -> None:
    other = widget.window().findChild(QLineEdit, "other")
    assert isinstance(other, QLineEdit)
    other.setFocus(Qt.FocusReason.MouseFocusReason)


# ---- program


@pytest.fixture
def editor(qtbot: QtBot) -> ProgramEditor:
    result = shown(qtbot, ProgramEditor())
    result.set_names(["tensor", "tanh", "exp", "relu"])
    result.set_lines(["x = 4", "y = x"])
    result.edit.setFocus()
    qtbot.waitUntil(result.edit.hasFocus)
    return result


def to_end(editor: ProgramEditor) -> None:
    cursor = editor.edit.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    editor.edit.setTextCursor(cursor)


def test_typing_tells_the_lines_once_and_leaving_commits(qtbot: QtBot, editor: ProgramEditor) -> None:
    told: list[tuple[str, ...]] = []
    committed: list[bool] = []
    editor.edited.connect(told.append)
    editor.committed.connect(lambda: committed.append(True))
    to_end(editor)
    qtbot.keyClicks(editor.edit, "**2")
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    assert told == [("x = 4", "y = x**2")]
    assert committed == []
    leave(editor)
    qtbot.waitUntil(lambda: bool(committed))


def test_leaving_at_once_tells_before_it_commits(qtbot: QtBot, editor: ProgramEditor) -> None:
    order: list[str] = []
    editor.edited.connect(lambda _lines: order.append("edited"))
    editor.committed.connect(lambda: order.append("committed"))
    qtbot.keyClicks(editor.edit, "a")
    leave(editor)
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["edited", "committed"]


def test_the_same_program_again_leaves_the_caret(editor: ProgramEditor) -> None:
    to_end(editor)
    editor.set_lines(["x = 4", "y = x", ""])
    assert editor.edit.textCursor().position() == len("x = 4\ny = x")
    editor.set_lines(["z = 1"])
    assert editor.lines() == ("z = 1",)


def test_what_is_being_typed_outlives_the_last_good_program(qtbot: QtBot, editor: ProgramEditor) -> None:
    to_end(editor)
    qtbot.keyClicks(editor.edit, " +")
    editor.set_lines(["x = 4", "y = x"])
    assert editor.lines()[1] == "y = x +"
    with qtbot.waitSignal(editor.edited):
        pass


def test_undo_is_the_editors_while_typing_and_the_windows_afterwards(qtbot: QtBot, editor: ProgramEditor) -> None:
    undone: list[bool] = []
    action = QAction(editor.window())
    action.setShortcut(QKeySequence.StandardKey.Undo)
    action.triggered.connect(lambda: undone.append(True))
    editor.window().addAction(action)
    to_end(editor)
    qtbot.keyClicks(editor.edit, "5")
    qtbot.keyClick(editor.edit, Qt.Key.Key_Z, CONTROL)
    assert editor.lines() == ("x = 4", "y = x")
    assert undone == []
    qtbot.keyClicks(editor.edit, "7")
    leave(editor)
    editor.edit.setFocus()
    qtbot.waitUntil(editor.edit.hasFocus)
    qtbot.keyClick(editor.edit, Qt.Key.Key_Z, CONTROL)
    assert undone == [True]
    assert editor.lines() == ("x = 4", "y = x7")


def test_completion_opens_from_two_letters_and_takes_enter_only_once_chosen(
    qtbot: QtBot, editor: ProgramEditor
) -> None:
    to_end(editor)
    listed = editor.edit.completion
    qtbot.keyClick(editor.edit, Qt.Key.Key_Return)
    qtbot.keyClicks(editor.edit, "t")
    assert listed.isHidden()
    qtbot.keyClicks(editor.edit, "a")
    assert [listed.item(row).text() for row in range(listed.count())] == ["tanh"]
    qtbot.keyClick(editor.edit, Qt.Key.Key_Return)
    assert editor.edit.toPlainText().endswith("ta\n")
    qtbot.keyClicks(editor.edit, "te")
    qtbot.keyClick(editor.edit, Qt.Key.Key_Tab)
    assert editor.lines()[-1] == "tensor"
    qtbot.keyClick(editor.edit, Qt.Key.Key_Return)
    qtbot.keyClick(editor.edit, Qt.Key.Key_Space, CONTROL)
    qtbot.keyClick(editor.edit, Qt.Key.Key_Down)
    qtbot.keyClick(editor.edit, Qt.Key.Key_Return)
    assert editor.lines()[-1] == "tanh"
    leave(editor)


def test_tab_is_four_spaces_and_escape_belongs_to_the_window(qtbot: QtBot, editor: ProgramEditor) -> None:
    to_end(editor)
    qtbot.keyClick(editor.edit, Qt.Key.Key_Return)
    qtbot.keyClicks(editor.edit, "a")
    qtbot.keyClick(editor.edit, Qt.Key.Key_Tab)
    qtbot.keyClicks(editor.edit, "b")
    assert editor.lines()[-1] == "a   b"
    passed: list[int] = []
    editor.keyPressEvent = lambda event: passed.append(event.key())  # type: ignore[method-assign]
    qtbot.keyClick(editor.edit, Qt.Key.Key_Escape)
    assert passed == [Qt.Key.Key_Escape]
    leave(editor)


def choose(editor: ProgramEditor, lines: Sequence[str], first: int, last: int) -> None:
    """Show lines, and choose from the middle of one to the middle of another."""
    editor.set_lines(lines)
    text = editor.edit.document()
    cursor = QTextCursor(text.findBlockByNumber(first))
    cursor.movePosition(QTextCursor.MoveOperation.Right)
    end = text.findBlockByNumber(last)
    cursor.setPosition(end.position() + end.length() // 2, QTextCursor.MoveMode.KeepAnchor)
    editor.edit.setTextCursor(cursor)
    editor.edit.setFocus()


def test_a_block_typed_line_by_line_is_indented_as_python_has_it(qtbot: QtBot, editor: ProgramEditor) -> None:
    choose(editor, [""], 0, 0)
    for line in ("def f(x):  # a test", "for k in range(3):", "if k > x: ", "return k", "x += 1", "", ""):
        qtbot.keyClicks(editor.edit, line)
        qtbot.keyClick(editor.edit, Qt.Key.Key_Escape)
        qtbot.keyClick(editor.edit, Qt.Key.Key_Return)
    wanted = ["    for k in range(3):", "        if k > x: ", "            return k", "        x += 1"]
    assert list(editor.lines())[1:5] == wanted
    qtbot.keyClick(editor.edit, Qt.Key.Key_Backspace)
    qtbot.keyClicks(editor.edit, "return -1")
    function: dict[str, Any] = {}
    exec("\n".join(editor.lines()), function)
    assert (function["f"](-1), function["f"](7)) == (0, -1)
    leave(editor)


def test_lines_chosen_move_in_and_out_and_become_comments_and_lines_again(qtbot: QtBot, editor: ProgramEditor) -> None:
    lines = ["for k in range(2):", "    x = 1", "", "    y = (x,", "      2)", "z = 3"]
    steps = [
        (Qt.Key.Key_Tab, ["        x = 1", "", "        y = (x,"]),
        (Qt.Key.Key_Backtab, ["    x = 1", "", "    y = (x,"]),
        (Qt.Key.Key_Slash, ["    # x = 1", "", "    # y = (x,"]),
        (Qt.Key.Key_Slash, ["    x = 1", "", "    y = (x,"]),
        (Qt.Key.Key_Backtab, ["x = 1", "", "y = (x,"]),
        (Qt.Key.Key_Backtab, ["x = 1", "", "y = (x,"]),
    ]
    choose(editor, lines, 1, 3)
    for key, wanted in steps:
        qtbot.keyClick(editor.edit, key, CONTROL if key == Qt.Key.Key_Slash else PLAIN)
        assert list(editor.lines()) == [lines[0], *wanted, *lines[4:]]
    leave(editor)


def test_enter_in_the_place_of_lines_chosen_goes_on_from_the_first_of_them(qtbot: QtBot, editor: ProgramEditor) -> None:
    choose(editor, ["    for k in x:", "        y = 1", "z"], 0, 1)
    cursor = editor.edit.textCursor()
    end = cursor.position()
    cursor.setPosition(len("    for k in x:"))
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    editor.edit.setTextCursor(cursor)
    qtbot.keyClick(editor.edit, Qt.Key.Key_Return)
    assert editor.edit.toPlainText() == "    for k in x:\n" + 9 * " " + "y = 1\nz"
    leave(editor)


def test_backspace_goes_back_a_step_in_an_indentation_and_a_letter_elsewhere(
    qtbot: QtBot, editor: ProgramEditor
) -> None:
    cases = ("      x", 6, "    x"), ("    x", 4, "x"), ("    x", 5, "    "), ("a   x", 4, "a  x")
    for text, column, wanted in cases:
        editor.edit.setPlainText(text)
        cursor = editor.edit.textCursor()
        cursor.setPosition(column)
        editor.edit.setTextCursor(cursor)
        qtbot.keyClick(editor.edit, Qt.Key.Key_Backspace)
        assert editor.edit.toPlainText() == wanted
    leave(editor)


def test_an_error_stands_below_with_its_line_and_under_its_word(editor: ProgramEditor) -> None:
    editor.set_error("z is not known.", 2, 5)
    assert editor.error.isVisible()
    assert editor.error.text() == "Line 2: z is not known."
    marks = editor.edit.extraSelections()
    assert [mark.cursor.selectedText() for mark in marks] == ["x"]
    editor.set_lit_line(1)
    assert len(editor.edit.extraSelections()) == 2
    editor.clear_error()
    assert editor.error.isHidden()
    editor.set_error("Out of range.", 99, 400)
    editor.set_error("No line.")
    assert editor.error.text() == "No line."


# ---- tensors


@pytest.mark.parametrize("width", range(180, 320, 2))
def test_a_line_that_only_just_fits_can_be_typed(editor: ProgramEditor, width: int) -> None:
    editor.resize(width, editor.height())
    editor.edit.selectAll()
    for letter in "x = tensor(4.0, requires_grad=True)\ny = x.sin() + 10*x.exp()\n":
        editor.edit.insertPlainText(letter)
    QApplication.processEvents()
    fits = editor.edit.document().size().height() <= 12
    assert fits == (editor.edit.verticalScrollBar().maximum() == 0)


def test_cells_that_changed_are_marked_until_the_next_state(qtbot: QtBot) -> None:
    table = shown(qtbot, TensorTable(), 700)
    data, grad = ("x", ATTRIBUTES.index("data")), ("x", ATTRIBUTES.index("grad"))
    table.set_rows([X, Y])
    assert table.model.changed == set()
    after = [X._replace(grad="75.0"), Y]
    table.set_rows(after)
    assert table.model.changed == {grad}
    table.set_rows(after)
    assert table.model.changed == {grad}
    table.set_rows([X._replace(grad="150.0", data="4.0"), Y])
    assert table.model.changed == {data, grad}


def test_a_row_selects_its_tensor_and_showing_one_tells_nobody(qtbot: QtBot) -> None:
    table = shown(qtbot, TensorTable(), 700)
    table.set_rows([X, Y])
    heard: list[str] = []
    table.selected.connect(heard.append)
    table.set_selected("y")
    assert (heard, table.selected_name()) == ([], "y")
    cell = table.view.visualRect(table.model.index(0, 1)).center()
    qtbot.mouseClick(table.view.viewport(), LEFT, pos=cell)
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    assert heard == ["x", "y"]
    table.set_rows([X._replace(data="1.0"), Y])
    assert table.selected_name() == "y"
    table.set_selected("gone")
    assert table.selected_name() == ""


def test_a_tensor_is_shown_as_selected_also_while_control_is_down(qtbot: QtBot) -> None:
    table = shown(qtbot, TensorTable(), 700)
    table.set_rows([X, Y])
    qtbot.keyPress(table.view, Qt.Key.Key_Z, CONTROL)
    assert QGuiApplication.keyboardModifiers() == CONTROL
    table.set_selected("y")
    assert table.selected_name() == "y"
    assert selected_rows(table.view) == [(1, 1)]
    qtbot.keyRelease(table.view, Qt.Key.Key_Z)
    assert QGuiApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier


def test_tensors_are_copied_as_a_table(qtbot: QtBot) -> None:
    table = shown(qtbot, TensorTable(), 700)
    table.set_rows([X._replace(data="[[1, 2],\n [3, 4]]"), Y])
    table.set_selected("x")
    qtbot.keyClick(table.view, Qt.Key.Key_C, CONTROL)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t")[:3] == ["name", "data", "requires_grad"]
    assert lines[1].split("\t")[:3] == ["x", "[[1, 2], [3, 4]]", "True"]
    assert len(lines) == 3


# ---- actions


@pytest.fixture
def bar(qtbot: QtBot) -> ActionBar:
    result = shown(qtbot, ActionBar(), 272, 500)
    result.set_names(["y", "z"], ["x"])
    result.retranslate()
    QApplication.processEvents()
    return result


def test_buttons_ask_for_commands_of_the_names_chosen(qtbot: QtBot, bar: ActionBar) -> None:
    asked: list[str] = []
    bar.requested.connect(asked.append)
    for key in ("backward", "backward_retain", "retain_grad", "zero", "requires_grad", "step", "step_in_graph"):
        qtbot.mouseClick(bar.buttons[key], LEFT)
    assert asked == [
        "z.backward()",
        "z.backward(retain_graph=True)",
        "z.retain_grad()",
        "x.grad.zero_()",
        "x.requires_grad_()",
        "with torch.no_grad(): x -= 0.1 * x.grad",
        "x -= 0.1 * x.grad",
    ]
    bar.set_names([], [])
    assert not bar.buttons["backward"].isEnabled()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_no_button_is_wider_than_its_column(bar: ActionBar, scale: float) -> None:
    theme.set_scale(scale)
    bar.window().resize(round(272 * scale), 600)
    QApplication.processEvents()
    for button in bar.buttons.values():
        assert button.geometry().right() < bar.width()
        assert "…" not in button.text()


def test_the_command_line_goes_back_through_what_was_entered(qtbot: QtBot, bar: ActionBar) -> None:
    bar.command.setFocus()
    for command in ("y.backward()", "x.grad.zero_()"):
        qtbot.keyClicks(bar.command, command)
        qtbot.keyClick(bar.command, Qt.Key.Key_Return)
        assert bar.command.text() == ""
    qtbot.keyClicks(bar.command, "draft")
    seen = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(bar.command, key)
        seen.append(bar.command.text())
    assert seen == ["x.grad.zero_()", "y.backward()", "y.backward()", "x.grad.zero_()", "draft"]


def test_a_refused_command_stays_with_its_sentence(qtbot: QtBot, bar: ActionBar) -> None:
    bar.requested.connect(lambda _command: bar.set_error("This is no action."))
    bar.command.setFocus()
    qtbot.keyClicks(bar.command, "dance")
    qtbot.keyClick(bar.command, Qt.Key.Key_Return)
    assert bar.command.text() == "dance"
    assert bar.error.isVisible()
    qtbot.keyClicks(bar.command, "s")
    assert bar.error.isHidden()


def test_the_log_tells_which_entry_was_chosen_and_what_to_take_back(qtbot: QtBot) -> None:
    log = shown(qtbot, ActionLog(), 300, 400)
    log.retranslate()
    assert not log.undo_button.isEnabled()
    first = LogEntry("y.backward()", "x.grad: None → 75")
    log.set_entries([first])
    log.set_entries(
        [first, LogEntry("y.backward()", "", "Trying to backward a second time", "It was freed. Run again.")]
    )
    assert not log.undo_button.isEnabled()
    log.set_actions(2)
    QApplication.processEvents()
    heard: list[object] = []
    log.chosen.connect(heard.append)
    log.undoRequested.connect(lambda: heard.append("undo"))
    log.clearRequested.connect(lambda: heard.append("clear"))
    qtbot.mouseClick(log.view.viewport(), LEFT, pos=log.view.visualRect(log.model.index(0, 0)).center())
    qtbot.keyClick(log.view, Qt.Key.Key_Down)
    qtbot.mouseClick(log.undo_button, LEFT)
    qtbot.mouseClick(log.clear_button, LEFT)
    assert heard == [0, 1, "undo", "clear"]
    heights = [log.view.visualRect(log.model.index(row, 0)).height() for row in (0, 1)]
    assert heights[1] > heights[0]
    told = []
    for done in (0, 1, 2):
        log.set_current(done - 1, done)
        told.append([log.model.index(row, 0).data() for row in (0, 1)])
    command, effect = "y.backward()", "y.backward()\nx.grad: None → 75"
    refused = "y.backward()\nIt was freed. Run again.\nTrying to backward a second time"
    assert told == [[command, command], [effect, command], [effect, refused]]
    assert heights == [log.view.visualRect(log.model.index(row, 0)).height() for row in (0, 1)]


# ---- derivation, check, the lab's view


def test_a_derivation_is_symbols_numbers_result_and_a_sentence(qtbot: QtBot) -> None:
    line = shown(qtbot, Derivation(), 500, 200)
    assert line.isHidden()
    line.set_derivation("3x^2", r"3 \cdot 5^2", "75", plain="3x² = 75", sentence="It is added to x.grad.")
    assert line.equation._latex == r"3x^2 = 3 \cdot 5^2 = 75"
    assert line.accessibleName() == "3x² = 75"
    line.set_derivation("")
    assert line.isHidden()


def test_the_check_shows_three_derivatives_and_a_verdict_for_each_leaf(qtbot: QtBot) -> None:
    table = shown(qtbot, CheckTable(), 312, 500)
    table.set_rows([CheckRow("x", "3x^2", "3x²", "75", "75", "75.0000001", "10⁻⁷", "good")], "Note.")
    card = table._cards[0]
    assert [value for _name, value in card.numbers.values()] == ["75", "75", "75.0000001", "10⁻⁷"]
    assert card.accessibleName() == "x: all agree"
    table.set_rows([])
    assert card.isHidden()


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_labs_view_stands_in_every_theme_and_size(qtbot: QtBot, name: str, scale: float) -> None:
    theme.set(name)
    theme.set_scale(scale)
    parts = [whole(AutogradControls()), whole(AutogradPicture()), AutogradValues()]
    for part in parts:
        qtbot.addWidget(part)
        part.retranslate()
        part.resize(round(272 * scale) if part is parts[0] else 640, 600)
        part.show()
    explain = AutogradExplain()
    qtbot.addWidget(explain)
    explain.show_step("Backward", ["One.", "Two."])
    QApplication.processEvents()
    controls = parts[0]
    assert isinstance(controls, AutogradControls)
    assert controls.minimumSizeHint().width() <= 272 * scale
    named = [controls.program.edit, controls.seed.edit, controls.commands.command, controls.card.combo]
    assert all(widget.accessibleName() for widget in named)
    assert all(widget.toolTip() for widget in named)


def test_the_controls_say_what_the_hand_did(qtbot: QtBot) -> None:
    controls = shown(qtbot, whole(AutogradControls()), 272, 700)
    controls.retranslate()
    controls.show_experiment(program=["x = randn(3)"], seed=7, accumulate=True)
    heard: list[object] = []
    controls.accumulateToggled.connect(heard.append)
    controls.seedChanged.connect(heard.append)
    controls.show_experiment(program=["x = randn(3)"], seed=7, accumulate=False)
    assert heard == []
    qtbot.keyClick(controls.accumulate, Qt.Key.Key_Space)
    assert heard == [True]
    assert controls.show_refusal("source[1:5]", "Wrong.")
    assert (controls.program.edit.wrong_line, controls.program.edit.wrong_column) == (1, 5)
    assert controls.show_refusal("seed", "Wrong.")
    assert not controls.show_refusal("elsewhere", "Wrong.")
    controls.clear_refusals()
    assert controls.program.error.isHidden()
