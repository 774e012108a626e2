"""Parameters are called in all panels as the typeset formula calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from model.formula.latex import name_text
from tests.gui.interaction import go_to, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow


@pytest.mark.parametrize(
    ("name", "text"),
    [("w", "w"), ("theta0", "θ₀"), ("w_12", "w₁₂"), ("slope", "slope"), ("slope2", "slope₂"), ("lambda", "λ")],
)
def test_a_name_is_written_in_a_line_as_it_is_typeset(name: str, text: str) -> None:
    assert name_text(name) == text


def test_theta0_is_called_so_at_the_axes_and_in_the_values(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window("regression")
    lab: Any = window.lab
    lab.run.propose(prediction="theta0 + theta1*x", start=(("theta0", 0.0), ("theta1", 1.0)))
    settle(qtbot, window)
    window.stage.panel.setCurrentIndex(1)
    qtbot.waitUntil(lambda: lab.analysis.found is not None and lab.values.page.table.model.names[1:3] == ("θ₀", "θ₁"))
    go_to(qtbot, window, 2)
    qtbot.waitUntil(lambda: lab.values.page.readouts.values()[0][0] == "θ₀")
    plane = lab.picture.plane
    assert (plane._texts["x"], plane._texts["y"]) == ("θ₀", "θ₁")
    said = [name for name, _ in lab.values.page.readouts.values()] + [lab.controls.prediction.understood.note.text()]
    assert not any("theta" in text for text in said)
    header = lab.values.page.table.model
    assert header.headerData(1, Qt.Orientation.Horizontal) == "θ₀"
    lab.run.propose(start=(("theta0", 0.0), ("theta1", 2.0)))
    assert window.stack.undoText() == "start θ₁ 1 → 2"
    lab.pins.pin()
    table = lab.picture.pins
    qtbot.waitUntil(lambda: len(table.rows()) == 2 and bool(table.rows()[1].values))
    assert [name for name, _ in table.rows()[1].values] == ["θ₀", "θ₁"]
