from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QHelpEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QToolTip, QVBoxLayout, QWidget

from gui.look.numbers import parse_number
from gui.look.stylesheet import dress, dress_all
from gui.look.theme import theme
from gui.widgets.fields.choice import Choice
from gui.widgets.fields.formula_field import FormulaField
from gui.widgets.fields.knob_panel import KnobItem, KnobPanel
from gui.widgets.fields.number_field import NumberField, OptionalNumberField
from gui.widgets.fields.section import Section
from gui.widgets.fields.slider_field import SliderField
from gui.widgets.fields.track import Track
from gui.widgets.fields.understood_line import Understood
from gui.widgets.mathematics.equation_line import EquationLine
from gui.widgets.parts import IconButton

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform has none


class Heard(list[Any]):
    """The arguments of a signal, in order."""

    def __init__(self, signal: Any) -> None:
        super().__init__()
        signal.connect(self.append)


@pytest.fixture
def stage(qtbot: QtBot) -> QWidget:
    """Return a window with another line to take the focus."""
    window = QWidget()
    dress(window)
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.addWidget(QLineEdit(objectName="other"))
    window.resize(320, 240)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def put(stage: QWidget, widget: QWidget) -> Any:
    layout = stage.layout()
    assert layout is not None
    layout.addWidget(widget)
    QApplication.processEvents()  # the layout shows what was added in its own turn
    return widget


def retype(qtbot: QtBot, edit: QLineEdit, text: str) -> None:
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text)


def leave(stage: QWidget) -> None:
    other = stage.findChild(QLineEdit, "other")
    assert other is not None
    other.setFocus()


def wheel(widget: QWidget, notches: int) -> bool:
    centre = QPointF(widget.rect().center())
    event = QWheelEvent(
        centre,
        QPointF(widget.mapToGlobal(widget.rect().center())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


# ---- one number


def test_every_keystroke_that_makes_a_number_is_emitted_and_leaving_commits_once(qtbot: QtBot, stage: QWidget) -> None:
    field = put(stage, NumberField(0.5, low=0, high=100))
    changed, committed = Heard(field.changed), Heard(field.committed)
    retype(qtbot, field.edit, "1.25")
    assert changed == [1.0, 1.2, 1.25]
    assert committed == []
    leave(stage)
    assert committed == [1.25]
    assert field.value() == 1.25


def test_a_bad_number_says_why_beside_itself_and_the_last_good_one_stays(qtbot: QtBot, stage: QWidget) -> None:
    field = put(stage, NumberField(0.5, low=0, high=1, low_open=True))
    changed = Heard(field.changed)
    retype(qtbot, field.edit, "7")
    assert field.error.isHidden(), "half a number is not yet called wrong"
    qtbot.waitUntil(lambda: field.error.isVisible())
    assert field.error.text() == "This must be at most 1."
    for refused in ("0", "-0.1"):
        retype(qtbot, field.edit, refused)
        qtbot.keyClick(field.edit, Qt.Key.Key_Return)
        assert field.error.text() == "This must be greater than 0."
    assert field.edit.property("invalid")
    assert field.value() == 0.5
    assert changed == []
    retype(qtbot, field.edit, "0.25")
    assert field.error.isHidden()
    assert not field.edit.property("invalid")
    assert changed == [0.2, 0.25]


def test_escape_brings_back_the_number_before_the_typing(qtbot: QtBot, stage: QWidget) -> None:
    field = put(stage, NumberField(0.5))
    changed = Heard(field.changed)
    retype(qtbot, field.edit, "8x")
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.edit.text() == "0.5"
    assert field.error.isHidden()
    assert changed == [8.0, 0.5]


def test_arrow_keys_step_by_the_leading_digit_and_stay_within_the_bounds(qtbot: QtBot, stage: QWidget) -> None:
    field = put(stage, NumberField(15000, low=1, high=16500, integer=True))
    changed, committed = Heard(field.changed), Heard(field.committed)
    field.edit.setFocus()
    qtbot.keyClick(field.edit, Qt.Key.Key_Up)
    assert changed == [16000]
    assert committed == [16000]
    qtbot.keyClick(field.edit, Qt.Key.Key_Up)
    assert changed == [16000, 16500]
    assert field.edit.text() == "16\u202f500"


def test_showing_the_number_that_is_being_typed_leaves_the_text_and_the_commit_alone(
    qtbot: QtBot, stage: QWidget
) -> None:
    field = put(stage, NumberField(1.0))
    committed = Heard(field.committed)
    retype(qtbot, field.edit, "0.50")
    field.set_value(0.5)
    assert field.edit.text() == "0.50"
    leave(stage)
    assert committed == [0.5]
    assert field.edit.text() == "0.5"


def test_a_long_number_is_shown_short_and_kept_whole(qtbot: QtBot, stage: QWidget) -> None:
    field = put(stage, NumberField(1 / 3))
    changed = Heard(field.changed)
    leave(stage)
    assert field.edit.text() == "0.333333"
    field.edit.setFocus()
    assert field.edit.text() == "0.3333333333333333"
    leave(stage)
    assert field.value() == 1 / 3
    assert changed == []


def test_a_number_too_long_for_its_field_is_rounded_never_cut_and_its_tooltip_has_all_digits(
    qtbot: QtBot, stage: QWidget
) -> None:
    field = put(stage, NumberField(0.000123456))
    for width, digits in ((200, 6), (70, 5), (50, 3), (200, 6)):
        field.edit.setFixedWidth(width)
        qtbot.waitUntil(lambda width=width: field.edit.width() == width)
        text = field.edit.text()
        assert parse_number(text) == pytest.approx(0.000123456, rel=0.5 * 10.0 ** (1 - len(text.lstrip("0."))))
        assert len(text.lstrip("0.")) <= digits
        assert field.edit.fontMetrics().horizontalAdvance(text) < width
    field.edit.setFixedWidth(50)
    leave(stage)
    told = Heard(field.changed)
    hover = QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), field.edit.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(field.edit, hover)
    qtbot.waitUntil(lambda: "0.000123456" in QToolTip.text())
    assert told == []


def test_an_optional_number_may_be_empty(qtbot: QtBot, stage: QWidget) -> None:
    field = put(stage, OptionalNumberField(3, low=1, integer=True))
    changed = Heard(field.changed)
    field.edit.setFocus()
    field.edit.selectAll()
    qtbot.keyClick(field.edit, Qt.Key.Key_Delete)
    assert changed == [None]
    qtbot.keyClicks(field.edit, "12")
    assert changed == [None, 1, 12]


def test_a_refusal_by_the_experiment_is_shown_until_it_is_taken_back(stage: QWidget) -> None:
    field = put(stage, NumberField(1))
    field.set_error("The loss is not finite at this start.")
    assert field.error.isVisible()
    field.clear_error()
    assert field.error.isHidden()


@pytest.mark.parametrize("field", [lambda: NumberField(0.5), lambda: FormulaField("5")], ids=["number", "formula"])
def test_undo_is_the_fields_while_typing_and_the_windows_once_it_is_left(
    qtbot: QtBot, stage: QWidget, field: Any
) -> None:
    field = put(stage, field())
    undone: list[bool] = []
    action = QAction(stage)
    action.setShortcut(QKeySequence.StandardKey.Undo)
    action.triggered.connect(lambda: undone.append(True))
    stage.addAction(action)
    retype(qtbot, field.edit, "7")
    qtbot.keyClick(field.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == []
    retype(qtbot, field.edit, "8")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    qtbot.keyClick(field.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(undone) == 1


def test_a_formula_set_again_by_the_slot_of_its_change_is_left_like_any_other(qtbot: QtBot, stage: QWidget) -> None:
    field = put(stage, FormulaField("x"))
    field.changed.connect(field.set_text)
    committed = Heard(field.committed)
    retype(qtbot, field.edit, "x^2")
    qtbot.waitUntil(lambda: field._told == "x^2")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert committed == ["x^2"]
    assert not field.edit.isModified()


# ---- slider


def test_dragging_a_logarithmic_slider_emits_round_numbers_and_commits_once(qtbot: QtBot, stage: QWidget) -> None:
    field = put(stage, SliderField(1e-4, 1.0, logarithmic=True, field_low=0.0, field_high=1e6))
    field.set_value(1e-4)
    changed, committed = Heard(field.changed), Heard(field.committed)
    track = field.track
    start, end = track.place_of(0).toPoint(), track.place_of(1000).toPoint()
    qtbot.mousePress(track, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(track, pos=(start + end) / 2)
    qtbot.mouseMove(track, pos=end)
    assert committed == []
    qtbot.mouseRelease(track, Qt.MouseButton.LeftButton, pos=end)
    assert len(changed) == 2
    assert committed == [changed[-1]]
    assert changed[-1] == pytest.approx(1e-2, rel=0.1)
    assert all(value == float(f"{value:.2e}") for value in changed)


def test_a_value_beyond_the_slider_is_kept_and_the_handle_is_at_the_end(qtbot: QtBot, stage: QWidget) -> None:
    field = put(stage, SliderField(1e-4, 1.0, logarithmic=True, field_low=0.0, field_high=1e6))
    retype(qtbot, field.edit, "250")
    assert field.value() == 250
    assert field.track.value() == field.track.maximum()
    retype(qtbot, field.edit, "0")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.error.text() == "This must be greater than 0."


def test_arrow_keys_belong_to_the_slider_and_space_does_not(qtbot: QtBot, stage: QWidget) -> None:
    field = put(stage, SliderField(-6.0, 6.0))
    field.set_value(0.1)
    passed: list[int] = []
    stage.keyPressEvent = lambda event: passed.append(event.key())  # type: ignore[method-assign]
    field.track.setFocus()
    qtbot.keyClick(field.track, Qt.Key.Key_Left)
    assert field.value() == 0.0
    qtbot.keyClick(field.track, Qt.Key.Key_Left)
    assert field.value() == -0.1
    qtbot.keyClick(field.track, Qt.Key.Key_Space)
    assert passed == [Qt.Key.Key_Space]


def test_stable_and_unstable_stretches_meet_at_the_limit_and_say_what_they_are(stage: QWidget) -> None:
    field = put(stage, SliderField(1e-4, 1.0, logarithmic=True))
    field.set_ranges([(0.0, 1e-2, "stable"), (1e-2, math.inf, "unstable")])
    field.set_marks([(1e-2, "stable below 0.01")])
    track = field.track
    low = track.tooltip_at(track.x_of(0.25), 25)
    high = track.tooltip_at(track.x_of(0.75), 25)
    assert low.startswith("Stable")
    assert high.startswith("Unstable")
    assert track.tooltip_at(track.x_of(0.5), 25) == "stable below 0.01"
    assert field.caption.text() == "stable below 0.01"
    field.set_ranges([])
    field.set_marks([])
    assert field.caption.isHidden()


# ---- formula


def test_typing_emits_the_text_once_a_turn_and_enter_commits(qtbot: QtBot, stage: QWidget) -> None:
    field = put(stage, FormulaField("x"))
    changed, committed = Heard(field.changed), Heard(field.committed)
    retype(qtbot, field.edit, "x^2")
    qtbot.waitUntil(lambda: changed[-1:] == ["x^2"])
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert committed == ["x^2"]


def test_a_bad_formula_keeps_its_text_and_its_sentence_while_the_good_one_is_shown_again(
    qtbot: QtBot, stage: QWidget
) -> None:
    field = put(stage, FormulaField("x^2"))
    field.changed.connect(lambda _: field.set_error("column 3: something is missing", 3))
    retype(qtbot, field.edit, "x +")
    qtbot.waitUntil(lambda: field.error.isVisible())
    field.set_text("x^2")
    assert field.text() == "x +"
    assert field.error.text() == "column 3: something is missing"
    assert not field.grab().isNull()
    field.set_text("x^3")  # undo, say
    assert field.text() == "x^3"
    assert field.error.isHidden()


def test_what_was_understood_and_an_error_take_turns_and_nothing_under_them_moves(qtbot: QtBot, stage: QWidget) -> None:
    field = put(stage, FormulaField("w*x + b"))
    field.resize(230, 400)

    def height() -> int:
        layout = field.layout()
        assert layout is not None
        return layout.heightForWidth(230) if layout.hasHeightForWidth() else layout.sizeHint().height()

    before = height()
    field.set_understood(Understood("w x + b", "wx + b", "Parameters: w, b"))
    assert field.understood.note.text() == "Parameters: w, b"
    assert field.edit.accessibleDescription() == "wx + b. Parameters: w, b"
    assert height() == before
    field.set_error("column 7: e is 2.718…; take another letter, and this goes on for another line", 7)
    assert field.understood.isHidden()
    assert height() == before
    field.clear_error()
    assert not field.understood.isHidden()
    field.set_understood(Understood(r"\\frac{a}{b} x" * 30, "long", "Parameters: " + ", ".join(["parameter"] * 40)))
    assert height() == before
    assert field.understood.note.text().endswith("…")
    assert field.understood.note.toolTip().endswith("parameter")
    qtbot.waitUntil(lambda: field.understood.note.geometry().bottom() < field.understood.height())
    assert field.understood.equation.height() >= 18
    field.set_understood(Understood("w x", "wx", "Parameters: w"))
    qtbot.waitUntil(lambda: field.understood.equation.height() >= 30)


def test_an_equation_under_a_field_is_drawn_in_one_line_whatever_its_length(qtbot: QtBot, stage: QWidget) -> None:
    line = put(stage, EquationLine())
    line.resize(200, 24)
    for latex in ("x^{71}", " + ".join(["x^{71}"] * 60), r"\frac{\frac{x}{71}}{\frac{x}{3}}", r"\frac{71"):  # new ones
        line.set_latex(latex, "in words")
        assert line.lines == []  # never the equation before, but its words
        waiting = line.grab().toImage()
        assert any(waiting.pixel(x, y) != waiting.pixel(0, 0) for x in range(60) for y in range(waiting.height()))
        qtbot.waitUntil(lambda: len(line.lines) == 1)
        assert line.sizeHint().height() == 18
        assert not line.grab().isNull()


def test_escape_brings_back_the_formula_last_left(qtbot: QtBot, stage: QWidget) -> None:
    field = put(stage, FormulaField("x^2"))
    changed = Heard(field.changed)
    retype(qtbot, field.edit, "y")
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.text() == "x^2"
    qtbot.waitUntil(lambda: changed[-1:] == ["x^2"])


# ---- choices and knobs

OPTIMIZERS = [("sgd", "SGD", "plain"), ("adam", "Adam", "adaptive")]


def test_choosing_with_the_keys_emits_the_key_and_setting_does_not(qtbot: QtBot, stage: QWidget) -> None:
    choice = put(stage, Choice())
    choice.set_items(OPTIMIZERS)
    chosen = Heard(choice.chosen)
    choice.set_current("sgd")
    assert chosen == []
    combo = choice.findChild(QComboBox)
    assert combo is not None
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert chosen == ["adam"]
    assert choice.current() == "adam"
    choice.set_items([("sgd", "普通", ""), ("adam", "Adam 优化器", "")])
    assert combo.currentText() == "Adam 优化器"
    choice.set_current(None)
    assert combo.currentIndex() == -1


def test_the_wheel_gives_a_choice_no_focus_and_so_changes_nothing(qtbot: QtBot, stage: QWidget) -> None:
    choice = put(stage, Choice())
    choice.set_items([("a", "A", ""), ("b", "B", "")])
    choice.set_current("a")
    leave(stage)
    chosen = Heard(choice.chosen)
    place = choice.combo.mapTo(stage, choice.combo.rect().center())
    QTest.wheelEvent(stage.windowHandle(), place, QPoint(0, -120))
    qtbot.wait(0)
    assert chosen == []
    assert not choice.combo.hasFocus()


def knobs(beta: float = 0.9, amsgrad: bool = False) -> list[KnobItem]:
    return [
        KnobItem("beta1", "β₁", "decay of the mean", 0.9, beta, 0.0, 1.0, False, True),
        KnobItem("amsgrad", "amsgrad", "AMSGrad", False, amsgrad, 0.0, 1.0),
    ]


def test_a_knob_from_0_to_1_has_a_slider_and_emits_every_number_that_a_drag_passes(
    qtbot: QtBot, stage: QWidget
) -> None:
    panel = put(stage, KnobPanel())
    panel.set_items([*knobs(), KnobItem("eps", "ε", "least divisor", 1e-8, 1e-8, 0.0, 1e6)])
    (track,) = panel.findChildren(Track)
    assert track.accessibleName() == "β₁  decay of the mean"
    changed: list[tuple[str, object]] = []
    committed: list[tuple[str, object]] = []
    panel.changed.connect(lambda name, value: changed.append((name, value)))
    panel.committed.connect(lambda name, value: committed.append((name, value)))
    begin, middle = QPoint(round(track.x_of(0.9)), track.height() // 2), QPoint(round(track.x_of(0.5)), 0)
    qtbot.mousePress(track, Qt.MouseButton.LeftButton, pos=begin)
    for share in (0.25, 0.5, 0.75, 1.0):
        qtbot.mouseMove(track, begin + (middle - begin) * share)
    assert len(changed) >= 4
    assert not committed
    qtbot.mouseRelease(track, Qt.MouseButton.LeftButton, pos=middle)
    assert [name for name, _ in committed] == ["beta1"]
    assert panel.field("beta1").value() == pytest.approx(0.5, abs=0.02)


def test_a_box_whose_click_was_refused_shows_the_setting_again_with_the_next_change(
    qtbot: QtBot, stage: QWidget
) -> None:
    panel = put(stage, KnobPanel())
    panel.set_items(knobs())
    box = panel.field("amsgrad")
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert box.isChecked()
    panel.set_items(knobs(beta=0.75))
    assert not box.isChecked()


def test_knobs_emit_their_names_and_go_back_to_their_defaults(qtbot: QtBot, stage: QWidget) -> None:
    panel = put(stage, KnobPanel())
    panel.set_items(knobs(beta=0.5))
    changed: list[tuple[str, object]] = []
    panel.changed.connect(lambda name, value: changed.append((name, value)))
    field, check = panel.field("beta1"), panel.field("amsgrad")
    retype(qtbot, field, "0.75")
    assert changed[-1] == ("beta1", 0.75)
    panel.set_items(knobs(beta=0.75))
    assert panel.field("beta1") is field, "the same knobs keep their fields"
    reset = panel.findChild(IconButton)
    assert reset is not None
    qtbot.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert changed[-1] == ("beta1", 0.9)
    qtbot.mouseClick(check, Qt.MouseButton.LeftButton, pos=QPoint(8, check.height() // 2))
    assert changed[-1] == ("amsgrad", True)
    panel.set_items([])
    assert panel.isHidden()


def test_a_section_folds_and_unfolds(qtbot: QtBot, stage: QWidget) -> None:
    section = put(stage, Section("More"))
    inside = QWidget()
    section.add_widget(inside)
    assert not inside.isVisible()
    qtbot.mouseClick(section.header, Qt.MouseButton.LeftButton)
    assert inside.isVisible()
    section.set_open(False)
    assert not inside.isVisible()


@pytest.mark.parametrize("name", ["light", "dark"])
def test_an_open_list_has_one_frame_and_room_for_its_longest_entry(qtbot: QtBot, stage: QWidget, name: str) -> None:
    theme.set(name)
    dress_all()
    choice = Choice()
    longest = "an entry that is a good deal longer than the box over it"
    choice.set_items([("one", "one", ""), ("long", longest, "")])
    choice.setParent(stage)
    choice.resize(120, 50)
    choice.show()
    combo = choice.combo
    combo.showPopup()
    QApplication.processEvents()
    around = combo.view().parentWidget()
    assert around is not None
    image = around.grab().toImage()
    right, bottom = image.width() - 1, image.height() - 1
    edges = [(x, y) for x in range(right + 1) for y in (0, bottom)] + [
        (x, y) for y in range(bottom + 1) for x in (0, right)
    ]
    assert {image.pixelColor(x, y).name() for x, y in edges} == {theme.tokens.hairline.lower()}
    inside = {image.pixelColor(right // 2, y).name() for y in (2, 3, bottom - 3, bottom - 2)}
    assert inside == {theme.tokens.panel.lower()}, "no second frame"
    assert combo.view().viewport().width() >= combo.fontMetrics().horizontalAdvance(longest)
    combo.hidePopup()
    theme.set("light")
