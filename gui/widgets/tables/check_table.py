"""Derivatives found in three ways, side by side, with a verdict on each leaf."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from gui.look.text import translate
from gui.look.theme import theme
from gui.widgets.arranged import column, row_of
from gui.widgets.mathematics.equation_view import EquationView
from gui.widgets.parts import icon, plain_label, px
from gui.widgets.tables.readouts import Readouts

if TYPE_CHECKING:
    from collections.abc import Sequence

_ICONS = {
    "good": "mdi6.check-circle",
    "warn": "mdi6.alert",
    "bad": "mdi6.close-octagon",
    "unknown": "mdi6.circle-outline",
}
_COLOURS = {"good": "tangent", "warn": "ghost", "bad": "error", "unknown": "muted"}
_SIDE = 16


class CheckRow(NamedTuple):
    """One leaf and its derivatives, the numbers as text; an empty one stands for not available.

    Attributes
    ----------
    leaf : str
        Its name.
    symbolic : str
        The derivative as LaTeX.
    plain : str
        The same for screen readers.
    value : str
        The symbolic derivative's value.
    autograd : str
        What PyTorch computed.
    difference : str
        The central finite difference.
    error : str
        How far that is off.
    verdict : str
        "good", "warn", "bad" or "unknown".
    sentence : str
        Why, in the window's language.
    """

    leaf: str
    symbolic: str
    plain: str
    value: str
    autograd: str
    difference: str
    error: str
    verdict: str = "unknown"
    sentence: str = ""


class _Card(QFrame):
    """One leaf."""

    def __init__(self) -> None:
        super().__init__()
        self.row = CheckRow("", "", "", "", "", "", "")
        self.setProperty("role", "card")
        self.glyph = QLabel()
        self.name = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.name.setProperty("role", "value")
        self.word = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.word.setProperty("role", "muted")
        self.equation = EquationView(15)
        self.numbers = Readouts()
        self.sentence = plain_label("muted")
        head = row_of(px(6), self.glyph, self.name, self.word)
        head.setStretch(2, 1)
        layout = column(self, px(4), head, self.equation, self.numbers, self.sentence)
        layout.setContentsMargins(px(12), px(8), px(12), px(8))

    def show_row(self, row: CheckRow) -> None:
        """Show one leaf in the language and colours of the window."""
        self.row = row
        verdict = row.verdict if row.verdict in _ICONS else "unknown"
        self.glyph.setPixmap(
            icon(_ICONS[verdict], getattr(theme.tokens, _COLOURS[verdict])).pixmap(QSize(px(_SIDE), px(_SIDE)))
        )
        word = {
            "good": translate("check_table", "all agree"),
            "warn": translate("check_table", "agree nearly"),
            "bad": translate("check_table", "do not agree"),
            "unknown": translate("check_table", "not compared"),
        }[verdict]
        self.name.setText(row.leaf)
        self.word.setText(word)
        self.equation.setVisible(bool(row.symbolic))
        self.equation.set_latex(row.symbolic, row.plain)
        none = "—"
        self.numbers.set_values(
            [
                (
                    translate("check_table", "symbolic"),
                    row.value or none,
                    translate("check_table", "The derivative found by rules of calculus, with the numbers put in"),
                ),
                (
                    translate("check_table", "autograd"),
                    row.autograd or none,
                    translate("check_table", "The gradient that PyTorch computed"),
                ),
                (
                    translate("check_table", "finite difference"),
                    row.difference or none,
                    translate("check_table", "(f(x + h) − f(x − h)) / 2h with a small h"),
                ),
                (
                    translate("check_table", "difference from autograd"),
                    row.error or none,
                    translate("check_table", "Finite difference minus autograd"),
                ),
            ]
        )
        self.sentence.setText(row.sentence)
        self.sentence.setVisible(bool(row.sentence))
        self.setAccessibleName(f"{row.leaf}: {word}")


class CheckTable(QWidget):
    """A card for each leaf, or a sentence where there is nothing to compare."""

    def __init__(self) -> None:
        super().__init__()
        self._cards: list[_Card] = []
        self._rows: tuple[CheckRow, ...] = ()
        self._note = plain_label("muted")
        self._column = column(self, px(8), self._note)
        theme.changed.connect(self.retranslate)

    def set_rows(self, rows: Sequence[CheckRow], note: str = "") -> None:
        """Show the leaves; ``note`` says what is not compared, and why."""
        self._rows = tuple(rows)
        while len(self._cards) < len(rows):
            card = _Card()
            self._cards.append(card)
            self._column.insertWidget(len(self._cards) - 1, card)
        for place, card in enumerate(self._cards):
            if place < len(rows):
                card.show_row(rows[place])
            card.setVisible(place < len(rows))
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def rows(self) -> tuple[CheckRow, ...]:
        """Return what is shown."""
        return self._rows

    @Slot()
    def retranslate(self) -> None:
        """Show all words in the language of the window."""
        for place, card in enumerate(self._cards[: len(self._rows)]):
            card.show_row(self._rows[place])
