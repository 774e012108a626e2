"""A choice of a function from a catalogue, over the line in which it can be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.widgets.arranged import column
from gui.widgets.fields.choice import Choice
from gui.widgets.fields.formula_field import FormulaField

if TYPE_CHECKING:
    from collections.abc import Sequence

_TYPED = "typed"


class FunctionChooser(QWidget):
    """The catalogue, and a line with the formula of the function, where another can be typed.

    ``chosen`` carries the key of a function of the catalogue, ``typed`` the text of another, with every key.
    """

    chosen = Signal(str)
    typed = Signal(str)
    committed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.catalogue = Choice()
        self.formula = FormulaField()
        column(self, 8, self.catalogue, self.formula)
        self.catalogue.chosen.connect(self._chosen)
        self.formula.changed.connect(self.typed)
        self.formula.committed.connect(self.committed)

    @Slot(str)
    def _chosen(self, key: str) -> None:
        if key == _TYPED:
            self.formula.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.chosen.emit(key)

    def show_function(self, text: str, key: str | None) -> None:
        """Show a function, and which of the catalogue it is: None for none of them."""
        self.catalogue.set_current(key or _TYPED)
        self.formula.set_text(text)

    def set_functions(self, functions: Sequence[tuple[str, str, str]], own: str, own_tip: str) -> None:
        """Fill the catalogue with (key, title, tooltip), and an entry for one's own."""
        self.catalogue.set_items([*functions, (_TYPED, own, own_tip)])
