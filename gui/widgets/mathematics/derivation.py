"""One step of the walk: in symbols, in numbers, and what comes out, with a plain sentence."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QSizePolicy

from gui.widgets.arranged import column
from gui.widgets.mathematics.equation_view import EquationView
from gui.widgets.parts import make_selectable, plain_label, px


class Derivation(QFrame):
    """Symbols = numbers = result in school notation, which wraps, over one sentence; hidden while empty."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.equation = EquationView()
        self.sentence = plain_label("muted")
        make_selectable(self.sentence)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        column(self, px(2), self.equation, self.sentence).setContentsMargins(px(12), px(6), px(12), px(6))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.hide()

    def set_derivation(
        self, symbols: str, numbers: str = "", result: str = "", *, plain: str = "", sentence: str = ""
    ) -> None:
        """Show a derivation in LaTeX, of which empty parts are left out, and a sentence about what happens.

        ``plain`` is the same as the LaTeX, for screen readers.
        """
        latex = " = ".join(part for part in (symbols, numbers, result) if part)
        self.equation.setVisible(bool(latex))
        self.equation.set_latex(latex, plain)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.setVisible(bool(latex or sentence))
        self.setAccessibleName(plain or sentence)
        self.setAccessibleDescription(sentence)
