"""Buttons for what would help a run, under its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.widgets.parts import icon, px

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 2
"""The most buttons."""
_HEIGHT = 22


class RemedyBar(QWidget):
    """A button for each of the first changes that would help; its height is the same without any.

    ``chosen`` carries the index of the change whose button was pressed.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, px(16), 0)
        self.lead = QLabel()
        self.lead.setProperty("role", "muted")
        self.lead.hide()
        row.addWidget(self.lead)
        self.buttons = [QToolButton() for _ in range(MOST)]
        for index, button in enumerate(self.buttons):
            button.setProperty("role", "remedy")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda _=False, index=index: self.chosen.emit(index))
            button.hide()
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._fit)
        self._fit()
        follow_language(self)

    def set_remedies(self, remedies: Sequence[tuple[str, str]]) -> None:
        """Show buttons with these words and tooltips."""
        shown = [*remedies[:MOST], *[("", "")] * (MOST - len(remedies))]
        for button, (text, tooltip) in zip(self.buttons, shown, strict=True):
            if (button.text(), button.toolTip()) != (text, tooltip):
                button.setText(text)
                button.setAccessibleName(text)
                button.setToolTip(tooltip)
                button.setAccessibleDescription(tooltip)
            button.setVisible(bool(text))
        self.lead.setVisible(bool(remedies))

    @Slot()
    def _fit(self) -> None:
        self.setFixedHeight(px(_HEIGHT))
        for button in self.buttons:
            button.setIcon(icon("mdi6.lightbulb-on-outline", theme.tokens.accent))

    def retranslate(self) -> None:
        """Say what the buttons are, in the language of the window."""
        self.lead.setText(translate("remedies", "Try:"))
