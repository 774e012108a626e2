"""The window on small screens and at other sizes of text: it fits, and nothing in it is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from gui.shell.window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable

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
