"""The Explain page writes the update of the step at the cursor, and its numbers are the run's."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt

from gui.widgets.mathematics.latex_reader import html_of_latex, text_of_latex
from model.catalogue.equations import latex_number
from model.catalogue.optimizers import OPTIMIZERS
from model.experiment import Minimise, OptimizerSetting
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
        (line,) = (line for line in block.lines if line.symbols.startswith("p_{t+1} ="))
        assert line.result == latex_number(float(history[parameter][4]), 6)


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
    assert re.search("[\u4e00-\u9fff]", page.update_view.blocks[0].lines[0].what)


@pytest.mark.parametrize(
    ("latex", "html", "text"),
    [
        (r"0.9 \cdot \left(-1.5\right)", "0.9 · (−1.5)", "0.9 · (−1.5)"),
        (r"\frac{-0.5}{1 - 0.9}", "(−0.5)/(1 − 0.9)", "(−0.5)/(1 − 0.9)"),
        (r"\frac{3}{4}", "3/4", "3/4"),
        (r"1 \times 10^{-8}", "1×10<sup>−8</sup>", "1×10^−8"),
        (r"\frac{\partial L}{\partial w}", "∂L/∂w", "∂L/∂w"),
        (r"\sqrt{2.5} + x^2y", "√2.5 + x<sup>2</sup>y", "√2.5 + x^2y"),
        (r"\min\left(\frac{1}{2}, 1\right)", "min(1/2, 1)", "min(1/2, 1)"),
        (r"\operatorname{sign}\left(a < b\right)", "sign(a &lt; b)", "sign(a < b)"),
        (r"\mathrm{NaN} + \infty", "NaN + ∞", "NaN + ∞"),
        (r"0.5^{\left\lfloor 2.5\right\rfloor}", "0.5<sup>⌊ 2.5⌋</sup>", "0.5^⌊ 2.5⌋"),
    ],
)
def test_latex_of_numbers_as_text(latex: str, html: str, text: str) -> None:
    assert html_of_latex(latex) == html
    assert text_of_latex(latex) == text


def test_a_negative_number_has_a_true_minus() -> None:
    assert text_of_latex(latex_number(-1.5e-7)) == "−1.5×10^−7"


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
    (line,) = (line for line in page.update_view.blocks[0].lines if line.symbols.startswith("p_{t+1} ="))
    assert line.result == latex_number(float(history["x"][4]), 6)
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
    assert page._items[3].lines[0].startswith("f′(x) = ")


def test_the_update_that_makes_a_run_diverge_is_shown(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window()
    open_explain(window)
    rule = OptimizerSetting.of("sgd", learning_rate=0.5)
    page, history = at_end(qtbot, window, Minimise("x^4", optimizer=rule))
    assert history.stopped == "diverged"
    assert "makes it diverge" in page._end.text()
    x = history["x"][-1] - 0.5 * history["grad_x"][-1]
    (line,) = (line for line in page.update_view.blocks[0].lines if line.symbols.startswith("p_{t+1} ="))
    assert line.result == latex_number(float(x), 6)
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
