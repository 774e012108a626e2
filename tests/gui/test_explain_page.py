"""The Explain page writes the update of the step at the cursor, and its numbers are the run's."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QTextDocument

from gui.look.theme import theme
from gui.plots.base.runner_style import runner_style
from gui.widgets.mathematics.latex_reader import html_of_latex, text_of_latex
from gui.widgets.mathematics.update_view import UpdateView
from model.catalogue.equations import latex_number
from model.catalogue.optimizers import OPTIMIZERS
from model.experiment import Minimise, OptimizerSetting
from model.message import number_text
from tests.gui.interaction import go_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow
    from gui.widgets.mathematics.update_view import UpdateBlock
    from gui.widgets.pages import ExplainPage
    from model.descent.history import History


def open_explain(window: MainWindow) -> None:
    window.stage.panel.setCurrentIndex(2)


def blocks_at(qtbot: QtBot, window: MainWindow, row: int) -> tuple[UpdateBlock, ...]:
    """Go to a row and return the update that the page shows once it is that of this row."""
    lab = window.lab
    go_to(qtbot, window, row)
    wanted = (window.playback.run, lab.shown().descent, lab.shown().index)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: lab.explanation.explained == wanted)  # type: ignore[attr-defined]
    return lab.explanation.page.update_view.blocks  # type: ignore[attr-defined]


def next_value(block: UpdateBlock) -> float:
    """Read what the step of a block comes to."""
    assert block.step is not None
    text = text_of_latex(block.step.result).replace("−", "-").replace("×10", "e").replace("\u202f", "")
    return float(text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")))


def test_the_first_step_is_one_line_of_arithmetic_in_the_colours_of_the_picture(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window()
    open_explain(window)
    (block,) = blocks_at(qtbot, window, 0)
    assert block.lines == ()
    page = window.lab.explanation.page  # type: ignore[attr-defined]
    (step,) = page.update_view.steps
    for name in ("light", "dark"):
        theme.set(name)
        assert step.accessibleName() == "x₁ = x₀ − η·f′(x₀) = 5 − 0.3·10 = 2"
        html = step.text().replace("\u00a0", " ")
        coloured = re.findall("<span style='color:(#[0-9A-F]+)'>([^<]*)</span>", html)
        tokens = theme.tokens
        assert coloured == [
            (tokens.ghost_text, "x₁"),
            (tokens.path_text, "x₀"),
            (tokens.tangent_text, "f′(x₀)"),
            (tokens.path_text, "5"),
            (tokens.tangent_text, "10"),
            (tokens.ghost_text, "2"),
        ]
    lines = {item.name: item.lines for item in page._items}
    assert lines["forward"] == ("x₀ = 5", "f(x₀) = 25")
    assert lines["backward"] == ("f′(x₀) = 10",)
    assert lines["update"] == ("Δx = −3", "x₁ = 2")


def test_in_a_race_the_point_has_the_colour_of_its_runner(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window("surface")
    open_explain(window)
    for index in (0, 1):
        window.lab.runners.select(index)  # type: ignore[attr-defined]
        blocks_at(qtbot, window, 1)
        page = window.lab.explanation.page  # type: ignore[attr-defined]
        colour = runner_style(index).text_colour
        for name, step in zip("xy", page.update_view.steps, strict=True):
            assert f"color:{colour}'>{name}₁<" in step.text()


@pytest.mark.sampled(every=3)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_equation_of_a_step_breaks_at_an_equals_sign_and_is_whole(
    make_window: Callable[..., MainWindow], qtbot: QtBot, name: str
) -> None:
    window = make_window("regression")
    open_explain(window)
    window.lab.run.propose(optimizer=OptimizerSetting.of(name))  # type: ignore[attr-defined]
    go_to(qtbot, window, 4)
    blocks = blocks_at(qtbot, window, 3)
    for scale in (1.5, 1.0):
        theme.set_scale(scale)
        view = UpdateView()
        qtbot.addWidget(view)
        view.set_blocks(blocks)
        view.resize(280, 6000)
        view.show()
        for step in view.steps:
            text = re.sub("<[^>]*>", "", step.text().replace("<br>", " ")).replace("\u00a0", " ")
            assert text == step.accessibleName().replace("\u202f", " ")
            assert step.accessibleName().count(" = ") == 3
            document = QTextDocument()
            document.setDefaultFont(step.font())
            document.setDocumentMargin(0)
            document.setHtml(step.text())
            document.setTextWidth(step.width())
            assert document.idealWidth() <= step.width()
            qtbot.waitUntil(lambda step=step, document=document: step.height() >= document.size().height())
            block = document.firstBlock()
            begins = [block.layout().lineAt(at).textStart() for at in range(block.layout().lineCount())]
            whole = block.text().replace("\u00a0", " ")
            assert not any(re.fullmatch(r"\d \d", whole[at - 2 : at + 1]) for at in begins[1:]), "no number is broken"
            if name == "sgd" and scale == 1.0:
                assert all(block.text()[at] == "=" for at in begins[1:])
                assert len(begins) > 1


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_next_value_of_each_parameter_is_that_of_the_next_row(
    make_window: Callable[..., MainWindow], qtbot: QtBot, name: str
) -> None:
    window = make_window("regression")
    open_explain(window)
    window.lab.run.propose(optimizer=OptimizerSetting.of(name))  # type: ignore[attr-defined]
    go_to(qtbot, window, 4)
    blocks = blocks_at(qtbot, window, 3)
    history = window.playback.history
    assert history is not None
    assert [block.title for block in blocks] == ["Update of w", "Update of b"]
    for block, parameter in zip(blocks, "wb", strict=True):
        assert next_value(block) == pytest.approx(float(history[parameter][4]), rel=1e-5)


def test_the_largest_term_is_marked_by_more_than_colour(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window()
    open_explain(window)
    window.lab.run.propose(optimizer=OptimizerSetting.of("momentum", learning_rate=0.01))  # type: ignore[attr-defined]
    blocks_at(qtbot, window, 6)
    view = window.lab.explanation.page.update_view  # type: ignore[attr-defined]
    marked = [line for lines in view._lines for line in lines if "underline" in line.numbers.text()]
    assert marked
    assert all("font-weight:600" in line.numbers.text() for line in marked)
    assert all("largest term" in line.numbers.toolTip() for line in marked)
    assert view.legend.isVisible()


def test_while_a_run_moves_the_page_says_how_to_see_a_step(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window()
    open_explain(window)
    assert blocks_at(qtbot, window, 1)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    page = window.lab.explanation.page  # type: ignore[attr-defined]
    qtbot.waitUntil(page._hint.isVisible)
    assert not page.update_section.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.update_section.isVisible() and not page._hint.isVisible())


def test_the_page_follows_a_change_of_language(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window()
    open_explain(window)
    english = blocks_at(qtbot, window, 2)
    window.appearance.set_language("zh_CN")
    page = window.lab.explanation.page  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: page.update_view.blocks != english)
    step = page.update_view.blocks[0].step
    assert step is not None
    assert re.search("[\u4e00-\u9fff]", step.what)


@pytest.mark.parametrize(
    ("latex", "html", "text"),
    [
        (r"0.9 \cdot \left(-1.5\right)", "0.9·(−1.5)", "0.9·(−1.5)"),
        (r"\frac{-0.5}{1 - 0.9}", "(−0.5)/(1 − 0.9)", "(−0.5)/(1 − 0.9)"),
        (r"\frac{3}{4}", "3/4", "3/4"),
        (r"-15\,000", "−15\u00a0000", "−15\u202f000"),
        (r"\frac{\sqrt{4 \times 10^{-24}}}{1 \times 10^{-8}}", "(√(4×10⁻²⁴))/(1×10⁻⁸)", "(√(4×10⁻²⁴))/(1×10⁻⁸)"),
        (r"1 \times 10^{-8}", "1×10⁻⁸", "1×10⁻⁸"),
        (r"\frac{\partial L}{\partial w}", "∂L/∂w", "∂L/∂w"),
        (r"\sqrt{2.5} + x^2y", "√2.5 + x²y", "√2.5 + x²y"),
        (r"\min\left(\frac{1}{2}, 1\right)", "min(1/2, 1)", "min(1/2, 1)"),
        (r"\operatorname{sign}\left(a < b\right)", "sign(a &lt; b)", "sign(a < b)"),
        (r"\mathrm{NaN} + \infty", "NaN + ∞", "NaN + ∞"),
        (r"\beta_1^{3} \cdot \hat{m}_{12}", "β₁³·mˆ₁₂", "β₁³·mˆ₁₂"),
        (r"\hat{s}_{3} + \tilde{g}", "ŝ₃ + g˜", "ŝ₃ + g˜"),
        (r"m_{t-1}", "m<sub>t−1</sub>", "m_(t−1)"),
        (r"w_{1}^{(12)} - \eta_{\min}", "w₁⁽¹²⁾ − η<sub>min</sub>", "w₁⁽¹²⁾ − η_min"),
        (r"0.5^{0.75} \cdot g_{w}", "0.5<sup>0.75</sup>·g<sub>w</sub>", "0.5^0.75·g_w"),
        (r"0.5^{\left\lfloor 2.5\right\rfloor}", "0.5<sup>⌊ 2.5⌋</sup>", "0.5^(⌊ 2.5⌋)"),
    ],
)
def test_latex_of_numbers_as_text(latex: str, html: str, text: str) -> None:
    assert html_of_latex(latex) == html
    assert text_of_latex(latex) == text


def test_a_negative_number_has_a_true_minus() -> None:
    assert text_of_latex(latex_number(-1.5e-7)) == "−1.5×10⁻⁷"
    for value in (15000.0, -123456.5, 1234.5, 999.0, 0.12345):
        assert text_of_latex(latex_number(value, 8)) == number_text(value, 8)


@pytest.mark.sampled(every=3)
@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_the_phases_name_what_the_rule_keeps_as_its_equations_do(
    make_window: Callable[..., MainWindow], qtbot: QtBot, name: str
) -> None:
    window = make_window()
    open_explain(window)
    window.lab.run.propose(optimizer=OptimizerSetting.of(name))  # type: ignore[attr-defined]
    (block,) = blocks_at(qtbot, window, 2)
    page: ExplainPage = window.lab.explanation.page  # type: ignore[attr-defined]
    names = {line.partition(" = ")[0] for item in page._items for line in item.lines}
    assert {"x.grad", "x₂", "f(x₂)", "loss", "f′(x₂)", "x₃", "Δx"} <= names
    assert not [each for each in names if "_" in each]
    if name in ("adam", "adamw"):
        assert {"m₃", "s₃", "β₁³", "β₂³"} <= names, block


def test_the_phases_say_of_which_parameter_a_number_is(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window("regression")
    open_explain(window)
    window.lab.run.propose(optimizer=OptimizerSetting.of("momentum"))  # type: ignore[attr-defined]
    blocks_at(qtbot, window, 2)
    page: ExplainPage = window.lab.explanation.page  # type: ignore[attr-defined]
    names = {line.partition(" = ")[0] for item in page._items for line in item.lines}
    assert {"x", "y", "y_pred", "loss", "v₃ (w)", "v₃ (b)"} <= names


def test_a_step_of_the_run_before_is_not_explained_by_the_optimizer_of_now(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window()
    open_explain(window)
    failed: list[object] = []
    window.engine.jobFailed.connect(lambda *reason: failed.append(reason))
    go_to(qtbot, window, 6)
    for name in ("adam", "momentum", "nadam", "sgd", "adam"):
        window.lab.run.propose(optimizer=OptimizerSetting.of(name))  # type: ignore[attr-defined]
        assert window.playback.is_replaying
        window.lab.explanation._clock.timeout.emit()  # type: ignore[attr-defined]
        assert blocks_at(qtbot, window, 6)
    assert not failed


def at_end(qtbot: QtBot, window: MainWindow, experiment: Minimise) -> tuple[ExplainPage, History]:
    """Run an experiment to its end, and return the page once it explains the last row, and the rows."""
    window.lab.run.propose(**{field.name: getattr(experiment, field.name) for field in fields(experiment)})
    window.playback.run_to_end()
    qtbot.waitUntil(lambda: window.playback.at_end and not window.playback.running)
    history = window.playback.history
    assert history is not None
    blocks_at(qtbot, window, history.last)
    page = window.lab.explanation.page  # type: ignore[attr-defined]
    qtbot.waitUntil(page._end.isVisible)
    return page, window.playback.history  # type: ignore[return-value]


def test_after_the_last_epoch_the_update_that_led_there_is_explained(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window()
    open_explain(window)
    page, history = at_end(qtbot, window, Minimise(epochs=4))
    assert "no update follows" in page._end.text()
    assert page.update_section.header.text() == "The update that led here, line by line"
    assert next_value(page.update_view.blocks[0]) == pytest.approx(float(history["x"][4]), rel=1e-5)
    assert page.update_view.steps[0].accessibleName().startswith("x₄ = x₃ − η·f′(x₃) = ")
    assert [item.name for item in page._items] == ["forward", "loss"]
    listing = window.lab.listing  # type: ignore[attr-defined]
    assert listing.page.lit_line == listing.lines["update"]
    qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert listing.page.lit_line == listing.lines["final.forward"]
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert listing.page.lit_line == listing.lines["final.loss"]
    assert window.playback.cursor == 4
    go_to(qtbot, window, 3)
    qtbot.waitUntil(lambda: page.update_section.header.text() == "The update, line by line")
    assert not page._end.isVisible()


def test_at_the_tolerance_the_step_ends_before_its_update(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window()
    open_explain(window)
    page, history = at_end(qtbot, window, Minimise(epochs=100, tolerance=0.5))
    assert history.stopped == "tolerance"
    assert "below the tolerance" in page._end.text()
    assert [item.name for item in page._items] == ["zero", "forward", "loss", "backward"]
    assert page._items[0].lines == ("x.grad = None",)
    assert (
        page._items[3]
        .lines[0]
        .startswith(f"f′(x{history.last}) = ".translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")))
    )


def test_the_update_that_makes_a_run_diverge_is_shown(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window()
    open_explain(window)
    rule = OptimizerSetting.of("sgd", learning_rate=0.5)
    page, history = at_end(qtbot, window, Minimise("x^4", optimizer=rule))
    assert history.stopped == "diverged"
    assert "makes it diverge" in page._end.text()
    x = history["x"][-1] - 0.5 * history["grad_x"][-1]
    assert next_value(page.update_view.blocks[0]) == pytest.approx(float(x), rel=1e-5)
    assert [item.name for item in page._items] == ["zero", "forward", "loss", "backward", "update"]


def place_in(page: ExplainPage, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(page, QPoint(0, 0)), widget.size())


@pytest.mark.parametrize("lab", ["minimise", "regression"])
def test_the_phase_is_seen_and_the_button_stays_under_the_pointer(
    make_window: Callable[..., MainWindow], qtbot: QtBot, lab: str
) -> None:
    window = make_window(lab)
    window.resize(1280, 720)
    open_explain(window)
    blocks_at(qtbot, window, 0)
    page = window.lab.explanation.page  # type: ignore[attr-defined]
    button = place_in(page, page._button)
    for click in range(12):
        qtbot.mouseClick(page._button, Qt.MouseButton.LeftButton)
        assert page._current == click % 5
        qtbot.waitUntil(
            lambda: (
                bool(page._items) and place_in(page, page._area).contains(place_in(page, page._phases[page._current]))
            )
        )
        assert place_in(page, page._button) == button
        assert [label.isVisible() and "background" in label.styleSheet() for label in page._phases].index(
            True
        ) == page._current
    assert window.playback.cursor == 2


def test_after_the_last_phase_of_a_run_there_is_no_next_one(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window()
    open_explain(window)
    page, history = at_end(qtbot, window, Minimise(epochs=2))
    for place in range(2):
        assert page._button.isEnabled()
        qtbot.mouseClick(page._button, Qt.MouseButton.LeftButton)
        assert page._current == place
    assert not page._button.isEnabled()
    go_to(qtbot, window, history.last - 1)
    qtbot.waitUntil(page._button.isEnabled)


def test_the_update_of_another_row_does_not_stay_while_that_of_this_one_is_computed(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window()
    open_explain(window)
    blocks = blocks_at(qtbot, window, 2)
    page = window.lab.explanation.page  # type: ignore[attr-defined]
    height = page.update_view.height()

    def show(update: object) -> None:
        page.show_run("epoch 3 / 15", "", (), None, update, "", end="", is_past=False, goes_on=True)

    show(())
    assert page.update_view.blocks == blocks
    qtbot.waitUntil(lambda: page.update_view.blocks == ())
    assert page.update_section.isVisible()
    assert page.update_view.height() >= height > 0
    show(blocks)
    assert page.update_view.blocks == blocks
