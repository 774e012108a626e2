"""matplotlib's colours, marks and mathematical texts in the look of our own plots."""

from __future__ import annotations

import re
import unicodedata

from PySide6.QtGui import QColor

from gui.look.theme import theme
from gui.plots.base.density import colour_map
from model.message import TO_SUPERSCRIPT

_CYCLE = (
    *(("#0072B2", "#56B4E9"), ("#BD7B00", "#F0B429"), ("#009E73", "#2BC49A"), ("#D55E00", "#E8743B")),
    *(("#8A2F67", "#C56C9F"), ("#7A4A21", "#C99A6B"), ("#CC79A7", "#DE9CC4"), ("#5B6675", "#98A4B3")),
    *(("#625A00", "#F5E96B"), ("#2E94CF", "#A8DCF7")),
)
"""C0 to C9 in both themes: hues of Okabe and Ito, each where matplotlib has one like it."""
_NAMES: dict[str, str] = dict(
    zip(
        "blue orange green red purple brown pink gray olive cyan grey magenta yellow".split(),
        "0123456789768",
        strict=True,
    )
)
_MARKS = {
    **{"s": "square", "D": "diamond", "d": "diamond", "^": "up", "v": "down", "<": "left", ">": "right"},
    **{"*": "star", "x": "cross", "X": "cross", "+": "plus", "P": "plus", "p": "hourglass"},
}
_TO_SUBSCRIPT = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_SIGNS = {
    **{"times": "×", "cdot": "·", "partial": "∂", "nabla": "∇", "infty": "∞", "pm": "±", "leq": "≤", "geq": "≥"},
    **{"rightarrow": "→", "to": "→", "sqrt": "√", "sum": "∑", "int": "∫", "approx": "≈", "ell": "ℓ", "circ": "°"},
    **dict.fromkeys("left right mathrm mathbf mathcal mathbb mathit text hat bar".split(), ""),
}


def shown_colour(name: str) -> str:
    """Return the colour to draw a colour of a figure in, as ``#RRGGBB``."""
    number = name[1:] if re.fullmatch(r"C\d", name) else _NAMES.get(name)
    if number is not None:
        return _CYCLE[int(number)][theme.name == "dark"]
    on_map = re.fullmatch(r"(\w+)\(([\d.]*\d)\)", name)
    if on_map is not None:
        share = float(on_map[2])
        return "#" + bytes(colour_map(on_map[1])[round(min(share if "." in on_map[2] else share / 255, 1) * 255)]).hex()
    if name in ("black", "white"):
        return theme.tokens.text if name == "black" else theme.tokens.plot
    colour = QColor(name)
    return colour.name() if colour.isValid() else shown_colour("C0")


def shown_mark(marker: str) -> str:
    """Return our mark for one of matplotlib's."""
    return _MARKS.get(marker, "circle")


def readable(text: str) -> str:
    """Return a text with what is between dollar signs in letters, such as η and x²."""
    return re.sub(r"\$([^$]*)\$", lambda match: _letters(match[1]), text)


def _letters(latex: str) -> str:
    latex = re.sub(r"\\([A-Za-z]+) ?", lambda match: _sign(match[1]), latex)
    for sign, table in (("^", TO_SUPERSCRIPT), ("_", _TO_SUBSCRIPT)):
        pattern = rf"\{sign}(?:\{{([\d+-]+)\}}|(\d))"
        latex = re.sub(pattern, lambda match, table=table: (match[1] or match[2]).translate(table), latex)
    return re.sub(r"[{}\\]", "", latex)


def _sign(name: str) -> str:
    if name in _SIGNS:
        return _SIGNS[name]
    case = "SMALL" if name.islower() else "CAPITAL"
    greek = name.upper().replace("LAMBDA", "LAMDA").removeprefix("VAR")
    try:
        return unicodedata.lookup(f"GREEK {case} LETTER {greek}")
    except KeyError:
        return name
