"""Which function: one of a catalogue, or one's own in the line below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.widgets.fields.choice import Choice
from gui.widgets.fields.formula_field import FormulaField

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FunctionChooser"]

_TYPED = "typed"


class FunctionChooser(QWidget):
    """The catalogue, and the line in which the function stands and may be typed.

    Signals
    -------
    chosen(str)
        A function of the catalogue, by its key.
    typed(str)
        The text of another, with every key.
    committed()
        The typing is over.
    """

    chosen = Signal(str)
    typed = Signal(str)
    committed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.catalogue = Choice()
        self.formula = FormulaField()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.catalogue)
        column.addWidget(self.formula)
        self.catalogue.chosen.connect(self._chosen)
        self.formula.changed.connect(self.typed)
        self.formula.committed.connect(self._commit)

    @Slot(str)
    def _chosen(self, key: str) -> None:
        if key == _TYPED:
            self.formula.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.chosen.emit(key)

    @Slot()
    def _commit(self) -> None:
        self.committed.emit()

    def show_function(self, text: str, key: str | None) -> None:
        """Show a function, and which of the catalogue it is: None for none of them."""
        self.catalogue.set_current(key or _TYPED)
        self.formula.set_text(text)

    def set_functions(self, functions: Sequence[tuple[str, str, str]], own: str, own_tip: str) -> None:
        """Fill the catalogue with (key, title, tooltip), and an entry for one's own."""
        self.catalogue.set_items([*functions, (_TYPED, own, own_tip)])
