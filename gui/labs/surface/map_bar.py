"""The switches above the map."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from gui.text import translate

__all__ = ["MapBar"]


class MapBar(QWidget):
    """What the map shows besides the race.

    Signals
    -------
    arrowsToggled(bool)
        The gradient's arrows are wanted, or not.
    """

    arrowsToggled = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.arrows = QPushButton()
        self.arrows.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.arrows.setCheckable(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.arrows)
        self.arrows.toggled.connect(self.arrowsToggled)

    def retranslate(self) -> None:
        """Show all names in the language of the window."""
        self.arrows.setText(translate("surface", "−∇f"))
        self.arrows.setToolTip(translate("surface", "Arrows along the negative gradient: where plain descent goes"))
