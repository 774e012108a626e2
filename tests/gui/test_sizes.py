"""The window on small screens and at other sizes of text: it fits, and nothing in it is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gui.labs.surface.map_bar import MapBar
from gui.shell.window import MainWindow
from gui.widgets.error_label import ErrorLabel
from gui.widgets.fields.section import Section
from gui.widgets.fields.slider_field import SliderField

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    Make = Callable[..., MainWindow]


class Screen:
    """Stands in for a screen, part of which is taken by a task bar."""

    def __init__(self, size: QSize, task_bar: int) -> None:
        self._size, self._task_bar = size, task_bar

    def size(self) -> QSize:
        return self._size

    def availableSize(self) -> QSize:
        return self._size - QSize(0, self._task_bar)


@pytest.mark.parametrize(
    ("wide", "high", "task_bar", "maximised"),
    [
        (1280, 720, 0, False),
        (1920, 1080, 40, False),
        (1366, 768, 40, True),
        (1093, 614, 40, True),
        (960, 540, 30, True),
    ],
)
def test_the_first_window_is_no_larger_than_its_screen(
    make_window: Make, monkeypatch: pytest.MonkeyPatch, wide: int, high: int, task_bar: int, maximised: bool
) -> None:
    monkeypatch.setattr(MainWindow, "screen", lambda _: Screen(QSize(wide, high), task_bar))
    shown = []

    def show(window: MainWindow) -> None:
        shown.append((window.size(), window.isMaximized()))
        window.setVisible(True)

    monkeypatch.setattr(MainWindow, "show", show)
    make_window()
    ((size, is_maximised),) = shown
    assert is_maximised == maximised
    assert size.boundedTo(QSize(wide, high - task_bar)) == size


@pytest.mark.parametrize("size", [(1093, 560), (960, 470), (880, 460)])
@pytest.mark.parametrize("lab", ["autograd", "minimise", "regression", "surface"])
def test_a_small_window_keeps_a_picture_and_its_controls_and_either_way_to_the_side_panel(
    make_window: Make, lab: str, size: tuple[int, int]
) -> None:
    window = make_window(lab)
    window.resize(*size)
    QApplication.processEvents()
    stage, picture = window.stage, window.lab.picture
    assert (window.width(), window.height()) == size
    shown = [stage.controls, picture, stage.panel] if size[0] > 1080 else [stage.controls, picture]
    for _ in range(2):
        assert stage.panel.isVisible() == (stage.panel in shown)
        assert stage.controls.isVisible() == (stage.controls in shown)
        assert stage.minimumSizeHint().width() <= stage.width()
        assert window.centralWidget().minimumSizeHint().height() <= window.centralWidget().height()
        assert picture.width() >= 420
        stage.toggle_panel()
        QApplication.processEvents()
        shown = [picture, stage.panel] if stage.panel.isVisible() and size[0] < 1080 else [stage.controls, picture]
    window.resize(1280, 720)
    QApplication.processEvents()
    assert stage.controls.isVisible()


def open_sections(controls: QWidget) -> None:
    for section in controls.findChildren(Section):
        section.set_open(section.isVisible())
    before = {}
    while shape(controls) != before:
        before = shape(controls)
        QApplication.processEvents()


def shape(controls: QWidget) -> dict[int, QRect]:
    """Return where each widget of a panel stands in it."""
    found = controls.findChildren(QWidget)
    return {
        id(widget): QRect(widget.mapTo(controls, QPoint(0, 0)), widget.size())
        for widget in found
        if widget.isVisibleTo(controls) and not isinstance(widget, ErrorLabel)
    }


@pytest.mark.parametrize("lab", ["autograd", "minimise", "regression", "surface"])
def test_a_sentence_about_a_bad_value_moves_nothing(make_window: Make, lab: str) -> None:
    controls = make_window(lab).lab.controls
    open_sections(controls)
    QApplication.processEvents()
    before = shape(controls)
    labels = controls.findChildren(ErrorLabel)
    assert labels
    for label in labels:
        label.show_error("This is a sentence of some length about a value that cannot be used; choose another one.")
        QApplication.processEvents()
        assert shape(controls) == before
        field = label._field
        if not field.isVisibleTo(controls):
            assert label.isHidden()
            continue
        assert label.isVisible()
        said = QRect(label.mapTo(controls, QPoint(0, 0)), label.size())
        assert not said.intersects(QRect(field.mapTo(controls, QPoint(0, 0)), field.size()))
        assert controls.rect().contains(said)
        assert label.heightForWidth(label.width()) <= label.height()
        QTest.mouseClick(label, Qt.MouseButton.LeftButton)
        assert label.isHidden(), "what it covers can be reached"
        label.show_error("")


def test_a_sentence_goes_with_its_field(make_window: Make) -> None:
    controls = make_window("minimise").lab.controls
    more = controls.descent.more  # type: ignore[attr-defined]
    label = controls.descent.tolerance.error  # type: ignore[attr-defined]
    label.show_error("no")
    assert label.isHidden()
    more.set_open(True)
    QApplication.processEvents()
    assert label.isVisible()
    place = label.pos()
    controls.descent.parts.set_open(True)  # type: ignore[attr-defined]
    QApplication.processEvents()
    assert label.pos() != place
    more.set_open(False)
    assert label.isHidden()


@pytest.mark.parametrize("lab", ["minimise", "regression", "surface"])
def test_a_slider_is_as_wide_as_its_panel(make_window: Make, lab: str) -> None:
    window = make_window(lab)
    window.lab.controls.descent.optimizer.chosen.emit("momentum")  # type: ignore[attr-defined]
    open_sections(window.lab.controls)
    QApplication.processEvents()
    sliders = [slider for slider in window.lab.controls.findChildren(SliderField) if slider.isVisible()]
    assert len(sliders) >= (2 if lab == "minimise" else 1)
    for slider in sliders:
        assert slider.track.width() == slider.width()
        assert slider.edit.geometry().right() <= slider.rect().right()
        assert not slider.heading.geometry().intersects(slider.edit.geometry())
    assert window.lab.controls.descent.rate.width() == window.lab.controls.width() - 32  # type: ignore[attr-defined]


def test_what_the_engine_says_moves_no_remedy(make_window: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    window = make_window()
    window.remedy_bar.set_remedies([("η = 0.1", "converges"), ("Momentum", "converges, too")])
    monkeypatch.setattr(window.remedy_bar, "set_remedies", lambda _: None)  # the run's own come meanwhile: none
    places = []
    for text in ("engine: compiled", "engine: autograd, since this takes a long sentence to say"):
        window._engine_label.setText(text)
        QApplication.processEvents()
        places.append([button.mapTo(window, QPoint(0, 0)) for button in window.remedy_bar.buttons])
    assert places[0] == places[1]


def test_the_names_of_the_pages_are_as_wide_as_the_panel_and_no_frame_is_around_it(make_window: Make) -> None:
    panel = make_window("minimise").stage.panel
    assert panel.tabBar().width() == panel.width()
    assert panel.currentWidget().mapTo(panel, QPoint(0, 0)).x() == 0
    assert panel.currentWidget().width() == panel.width()


def test_a_long_note_leaves_the_bar_above_the_map_as_high_as_it_was(qtbot: QtBot) -> None:
    bar = MapBar()
    qtbot.addWidget(bar)
    bar.resize(407, 40)
    before = bar.layout().totalHeightForWidth(407), bar.minimumSizeHint().height()
    bar.show_note("A runner whose name is long, up to epoch 2 000 of 1 000 000: all would take too long " * 2)
    assert (bar.layout().totalHeightForWidth(407), bar.minimumSizeHint().height()) == before
