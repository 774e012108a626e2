"""LaTeX of equations as text that wraps, with fractions as a/b: typesetting takes too long for a frame."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING
from unicodedata import normalize

from gui.look.numbers import unbroken_numbers
from gui.widgets.mathematics.typesetter import MARKS, NO_OTHERS, coloured

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKEN = re.compile(r"\\left\\lfloor|\\right\\rfloor|\\[a-zA-Z]+|\\[,|;! ]|[{}^_]|[^\\{}^_]+?(?=[\\{}^_]|$)")
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau "
    "upsilon phi chi psi omega"
)
_SIGNS = {
    **{rf"\{name}": letter for name, letter in zip(_GREEK.split(), "αβγδεζηθικλμνξοπρςστυφχψω", strict=True)},
    r"\cdot": "·",
    r"\times": "×",
    r"\,": "\u202f",
    r"\|": "‖",
    r"\infty": "∞",
    r"\varepsilon": "ε",
    r"\Delta": "Δ",
    r"\Pi": "Π",
    r"\left\lfloor": "⌊",
    r"\right\rfloor": "⌋",
    r"\left": "",
    r"\right": "",
    r"\quad": "  ",
}
_OVER = {r"\hat": "\u0302\u02c6", r"\bar": "\u0304\u00af", r"\tilde": "\u0303\u02dc"}
"""What is written over a letter: the sign that combines with it, and the one to stand behind it otherwise."""
_PLAIN = (r"\mathrm", r"\operatorname", r"\text")
_LOOSE = re.compile(r"[ ·×/+−]")
_SMALL = "0123456789−()"
_LOWERED, _RAISED = str.maketrans(_SMALL, "₀₁₂₃₄₅₆₇₈₉₋₍₎"), str.maketrans(_SMALL, "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁽⁾")


class _Reader:
    """Reads LaTeX from left to right, as HTML with ``colours`` or as plain text."""

    def __init__(self, latex: str, colours: Mapping[str, str] | None = None) -> None:
        self._tokens: list[str] = _TOKEN.findall(latex)
        self._html = colours is not None
        self._colours = colours or {}

    def text(self) -> str:
        """Return all that is left."""
        parts: list[str] = []
        while self._tokens and self._tokens[0] != "}":
            parts.append(self._one())
        return re.sub(r"[ \u202f]*([×·])[ \u202f]*", r"\1", re.sub(r" +", " ", "".join(parts))).strip()

    def _group(self) -> str:
        """Read what is in braces, or the one sign that comes next."""
        if self._tokens and self._tokens[0][0] not in "\\{":
            self._tokens[0:1] = [part for part in (self._tokens[0][:1], self._tokens[0][1:]) if part]
        return self._one() if self._tokens else ""

    def _one(self) -> str:
        token = self._tokens.pop(0)
        if token == "{":
            inside = self.text()
            del self._tokens[:1]
            return inside
        if token == "^":
            return self._small(self._group(), _RAISED, "sup", "^")
        if token == "_":
            return self._small(self._group(), _LOWERED, "sub", "_")
        if token[1:] in MARKS and self._html:
            return f"<span style='color:{coloured(MARKS[token[1:]], self._colours)}'>{self._group()}</span>"
        if token[1:] in MARKS:
            return self._group()
        if token in _OVER:
            letter, (combining, alone) = self._group(), _OVER[token]
            whole = normalize("NFC", letter + combining)
            return whole if len(whole) == len(letter) else letter + alone  # fonts draw not all combinations
        if token == r"\frac":
            return f"{_bracketed(self._group())}/{_bracketed(self._group())}"
        if token == r"\partial":
            return "∂" + self._group().strip()
        if token == r"\sqrt":
            return f"√{_bracketed(self._group())}"
        if token in _PLAIN:
            return self._group()
        if token.startswith("\\"):
            return _SIGNS.get(token, token[1:])
        return escape(token.replace("-", "−").replace("'", "′"))

    def _small(self, text: str, letters: dict[int, int], tag: str, sign: str) -> str:
        """Return an index or a power in small digits, where there are such for all of it."""
        if all(ord(letter) in letters for letter in text):
            return text.translate(letters)
        return f"<{tag}>{text}</{tag}>" if self._html else sign + _bracketed(text)


def _bracketed(text: str) -> str:
    """Put a part into brackets unless it is one number or name."""
    return f"({text})" if _LOOSE.search(text.lstrip("−")) or text.startswith("−") else text


def html_of_latex(latex: str, colours: Mapping[str, str] = NO_OTHERS) -> str:
    """Return LaTeX of an equation as one line of HTML; ``colours`` are as in `coloured`."""
    return unbroken_numbers(_Reader(latex, colours).text())


def text_of_latex(latex: str) -> str:
    """Return LaTeX as plain text, for screen readers and the clipboard."""
    return unescape(_Reader(latex).text())
