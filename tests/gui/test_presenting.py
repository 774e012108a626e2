"""Presenting: the main plot takes the window, and leaving it brings everything back as it was."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from gui.labs.list import LABS
from gui.look.theme import PRESENTER_SCALE, theme
from gui.widgets.arranged import lay_out
from gui.widgets.hint import Hint
from gui.widgets.runners.runner_card import RunnerCard
from tests.conftest import address
from tests.gui.interaction import LEFT, PLAIN, go_to, press, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow

    Make = Callable[..., MainWindow]

MAIN = {"autograd": "graph", "minimise": "curve", "regression": "scatter", "surface": "map"}
WAYS = (("F5", (1300, 700)), ("Escape", (960, 500)), ("button", (1300, 700)), ("menu", (1093, 580)))
"""To leave, each at another size of the window, and for the last two with the side panel hidden."""
each_lab = pytest.mark.parametrize("lab", LABS)


@pytest.fixture(autouse=True)
def plain_size() -> Iterator[None]:
    yield
    theme.set_scale(1.0)


def main_plot(window: MainWindow) -> QWidget:
    return getattr(window.lab.picture, MAIN[window.lab.key])


def layout_of(window: MainWindow) -> dict[int, Any]:
    """Return where all is that can be seen but hints, how it is scrolled, and what has the keyboard."""
    for _ in range(3):
        lay_out()
        QApplication.processEvents()
    seen: dict[int, Any] = {}
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window and not isinstance(widget, Hint):
            bar = getattr(widget, "verticalScrollBar", None)
            place = (widget.mapTo(window, QPoint()), widget.size())
            seen[address(widget)] = (type(widget).__name__, *place, bar().value() if bar else None)
    focus = window.focusWidget()
    seen[0] = focus and address(focus)
    return seen


def kinds_of(window: MainWindow) -> Counter[str]:
    """Return how many widgets of each kind can be seen; a page may have made those of a step anew."""
    return Counter(place[0] for key, place in layout_of(window).items() if key)


@each_lab
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_main_plot_takes_the_window(make_window: Make, qtbot: QtBot, lab: str, language: str) -> None:
    window = make_window(lab)
    window.appearance.set_language(language)
    go_to(qtbot, window, 2)
    press(qtbot, window, Qt.Key.Key_F5, PLAIN)  # and no event more: the first picture of it is whole
    assert (window.width(), window.height()) == (1280, 720)
    assert theme.scale == PRESENTER_SCALE
    assert main_plot(window).height() >= 0.6 * window.height()
    assert main_plot(window).width() >= 0.6 * window.width()
    assert not window.stage.controls.isVisible()
    assert not window.stage.panel.isVisible()
    assert window.timeline.isVisible()
    for field in (window.lab.controls.card.combo, *window.lab.controls.presented):
        assert field.isVisible()
        assert field.mapTo(window, QPoint(0, field.height())).y() < main_plot(window).mapTo(window, QPoint()).y()
    for widget in (*window.lab.picture.beside, *window.lab.controls.presented):
        assert widget.isHidden() or window.rect().contains(widget.mapTo(window, widget.rect().bottomRight()))


@each_lab
def test_leaving_brings_everything_back(make_window: Make, qtbot: QtBot, lab: str) -> None:
    window = make_window(lab)
    go_to(qtbot, window, 2)
    if lab != "autograd":  # what is found adds to the picture
        qtbot.waitUntil(lambda: window.lab.analysis.found is not None)
    if window.lab.pins is not None:
        for row in (3, 4):
            go_to(qtbot, window, row)
            window.pin()
    window.stage.panel.setCurrentIndex(2)
    for leave, size in WAYS:
        window.resize(*size)
        if leave == "button":
            press(qtbot, window, Qt.Key.Key_F9, PLAIN)
        layout_of(window)
        window.stage.setSizes([300, 500, 400])
        for splitter in window.lab.picture.findChildren(QSplitter):
            splitter.setSizes([330, 200])
        column = window.stage._columns[lab].verticalScrollBar()
        layout_of(window)
        column.setValue(37)
        before = layout_of(window)
        press(qtbot, window, Qt.Key.Key_F5, PLAIN)
        assert layout_of(window) != before
        if leave == "button":
            qtbot.mouseClick(window.stage._presentations[lab]._leave, LEFT)
        elif leave == "menu":
            window.menus._present.trigger()
        else:
            press(qtbot, window, Qt.Key.Key_F5 if leave == "F5" else Qt.Key.Key_Escape, PLAIN)
        assert layout_of(window) == before, leave
        assert theme.scale == 1


def test_what_is_wrong_with_a_value_is_said_while_presenting(make_window: Make, qtbot: QtBot) -> None:
    window = make_window("minimise")
    edit, bubble = window.lab.controls.descent.rate.edit, window.lab.controls.descent.rate.error
    for number in range(2):
        press(qtbot, window, Qt.Key.Key_F5, PLAIN)
        edit.selectAll()
        qtbot.keyClicks(edit, "-3")
        qtbot.keyClick(edit, Qt.Key.Key_Return)
        for is_presented in (True, False, True):
            layout_of(window)
            assert bubble.isVisible()
            assert bubble.height() >= bubble.heightForWidth(bubble.width())
            below = edit.mapTo(window, QPoint(0, edit.height())).y()
            assert 0 <= bubble.mapTo(window, QPoint()).y() - below < 8
            assert bubble.parent() is (window if is_presented else window.lab.controls), number
            window.stage.toggle_presenting()
        edit.setFocus()
        qtbot.keyClick(edit, Qt.Key.Key_Escape)
        assert not bubble.isVisible()


@pytest.mark.parametrize("lab", ["minimise", "regression"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_plots_and_pinned_runs_can_be_read(
    make_window: Make, qtbot: QtBot, lab: str, language: str, size: tuple[int, int]
) -> None:
    window = make_window(lab)
    window.resize(*size)
    window.appearance.set_language(language)
    for row in (2, 5):
        go_to(qtbot, window, row)
        window.pin()
        rate = window.lab.controls.descent.rate.edit
        rate.selectAll()
        qtbot.keyClicks(rate, f"{rate.value() / 2:g}")
        qtbot.keyClick(rate, Qt.Key.Key_Return)
        settle(qtbot, window)
    pins = window.lab.picture.pins
    press(qtbot, window, Qt.Key.Key_F5, PLAIN)
    layout_of(window)
    plots = [plot for plot in window.lab.picture.plots() if not plot.viewport().visibleRegion().isEmpty()]
    assert main_plot(window) in plots
    assert window.lab.picture.loss in plots
    assert all(plot.area().height() > 40 for plot in plots)
    first_button = pins.lines[1].back.mapTo(pins.lines[1], QPoint()).x()
    shown = [area for area in pins.lines[1].columns if area.width() > 0 and area.top() == 0]
    assert len(shown) >= 2, "its name, and at least one figure"
    assert all(area.right() < first_button for area in shown)


def test_a_lab_is_arranged_before_it_is_painted(make_window: Make, qtbot: QtBot) -> None:
    window = make_window("minimise")
    for lab in ("minimise", "regression"):
        window.show_lab(lab)
        go_to(qtbot, window, 2)
        window.pin()
    for on in (True, False):
        window.show_lab("minimise")
        layout_of(window)
        window.stage.present(on)
        for lab in ("minimise", "regression"):
            window.show_lab(lab)
            heights = {main_plot(window).height()}
            layout_of(window)
            heights.add(main_plot(window).height())
            assert max(heights) - min(heights) < 16, "but for what the menu bar takes"


def test_names_of_runners_are_written_as_before(make_window: Make, qtbot: QtBot) -> None:
    window = make_window("surface")
    settle(qtbot, window)
    names = [card.name for card in window.lab.controls.findChildren(RunnerCard)]
    layout_of(window)
    before = [name.font().pixelSize() for name in names]
    window.stage.present(True)
    window.appearance.set_language("zh_CN")
    layout_of(window)
    window.appearance.set_language("en")
    window.stage.present(False)
    layout_of(window)
    assert [name.font().pixelSize() for name in names] == before


def test_labs_shown_meanwhile_are_as_they_were_too(make_window: Make, qtbot: QtBot) -> None:
    window = make_window("minimise")
    before = {}
    for lab in LABS:
        window.show_lab(lab)
        settle(qtbot, window)
        before[lab] = kinds_of(window)
    window.stage.present(True)
    for lab in LABS:
        window.show_lab(lab)
        layout_of(window)
        assert main_plot(window).height() >= 0.6 * window.height()
    window.stage.present(False)
    for lab in LABS:
        window.show_lab(lab)
        settle(qtbot, window)
        qtbot.waitUntil(lambda lab=lab: kinds_of(window) >= before[lab])


def test_a_run_goes_on_and_the_fields_in_the_bar_change_it(make_window: Make, qtbot: QtBot) -> None:
    window = make_window("minimise")
    window.playback.set_running(True)
    press(qtbot, window, Qt.Key.Key_F5, PLAIN)
    assert window.playback.running
    edit = window.lab.controls.descent.rate.edit
    edit.selectAll()
    qtbot.keyClicks(edit, "0.1")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert window.lab.document.experiment.optimizer.knob("learning_rate") == 0.1
    press(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.lab.document.experiment.optimizer.knob("learning_rate") != 0.1
    press(qtbot, window, Qt.Key.Key_F5, PLAIN)
    assert window.lab.controls.descent.rate.edit.isVisible()


def test_the_next_start_is_as_before_presenting(make_window: Make, qtbot: QtBot) -> None:
    names = ("splitter", "panel", "controls", "page", "lab")
    window = make_window("minimise")
    assert window.close()
    settings = window.appearance.settings
    before = {name: settings._file.value(name) for name in names}
    again = make_window("minimise")
    press(qtbot, again, Qt.Key.Key_F5, PLAIN)
    assert again.close()
    assert {name: settings._file.value(name) for name in names} == before
    assert theme.scale == 1
    last = make_window("minimise")
    assert last.stage.panel.isVisible()
    assert last.stage.controls.isVisible()


def test_no_column_is_folded_while_there_is_none(make_window: Make, qtbot: QtBot) -> None:
    window = make_window("minimise")
    for on in (True, False):
        press(qtbot, window, Qt.Key.Key_F5, PLAIN)
        assert window.menus._present.isChecked() == on
        assert (window.menus._controls.isEnabled(), window.menus._panel.isEnabled()) == (not on, not on)
        for key in (Qt.Key.Key_F8, Qt.Key.Key_F9):
            shown = window.stage.sizes()
            press(qtbot, window, key, PLAIN)
            if on:
                assert window.stage.sizes() == shown
            press(qtbot, window, key, PLAIN)
    assert window.stage.controls.isVisible()
    assert window.stage.panel.isVisible()
