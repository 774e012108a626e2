"""Dialogs look as the window does, and Enter and Escape do in them what is expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMessageBox, QPushButton

from gui.look.theme import theme
from gui.shell.unexpected_errors import ErrorDialog
from tests.gui.interaction import has_colour

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_message_is_in_the_colours_of_the_window_and_in_its_middle(
    make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    window = make_window()
    window.appearance.set_theme(name)
    window.files.open_path(tmp_path / "missing.descent.json")
    (box,) = window.findChildren(QMessageBox)
    qtbot.waitUntil(box.isVisible)
    image = box.grab().toImage()
    tokens = theme.tokens
    assert image.pixelColor(1, 1).name() == tokens.window.lower()
    assert has_colour(box.iconPixmap().toImage(), tokens.ghost)
    apart = box.geometry().center() - window.geometry().center()
    assert apart.manhattanLength() < 40
    assert box.defaultButton() is not None or box.buttons()[0].isDefault()  # type: ignore[attr-defined]
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(QMessageBox))
    window.appearance.set_theme("light")


def test_enter_closes_the_message_about_an_error(qtbot: QtBot) -> None:
    dialog = ErrorDialog("details")
    qtbot.addWidget(dialog)
    dialog.show()
    (box,) = dialog.findChildren(QDialogButtonBox)
    close = box.button(QDialogButtonBox.StandardButton.Close)
    assert [button for button in dialog.findChildren(QPushButton) if button.isDefault()] == [close]
    QApplication.processEvents()
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
