"""A formula's text as tokens: numbers, runs of letters and signs, each with its column.

School notation, full-width signs and the letters of mathematical typesetting are replaced one for one, so that columns
are those of the text typed. ``np.``, ``math.``, ``torch.`` and the like before a name are its prefix.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from model.formula.error import FormulaError
from model.formula.hints import WRITE_INSTEAD
from model.message import QT_TRANSLATE_NOOP, SUPERSCRIPTS, shown

if TYPE_CHECKING:
    from collections.abc import Collection

MAX_LENGTH = 500

Kind: TypeAlias = Literal["number", "word", "superscript", "sign", "end"]

SAME_SIGNS = {
    **{0xFF00 + code - 0x20: chr(code) for code in range(0x21, 0x7F)},  # full-width forms
    0x3000: " ",
    **dict.fromkeys(map(ord, "−–—‐‑‒﹣"), "-"),
    **dict.fromkeys(map(ord, "·•×⋅∙∗"), "*"),
    **dict.fromkeys(map(ord, "÷∕⁄"), "/"),
    **dict.fromkeys(map(ord, "∣❘"), "|"),
    ord("µ"): "μ",  # the micro sign is the letter mu
}
_LETTERS = {
    **{ord(variant): letter for variant, letter in zip("ϵϑϕϰϱℎℯ∑", "εθφκρheΣ", strict=True)},
    **{
        code: unicodedata.normalize("NFKC", chr(code))
        for code in (*range(0xFE59, 0xFE6C), *range(0x1D400, 0x1D7CC))  # such as ﹢ and 𝑥
    },
}
_INSTEAD = {
    **{"%": "mod(a, b)", "//": "floor(a/b)", "∶": "a/b", "°": "*pi/180"},
    **{"⌊": "floor(…)", "⌈": "-floor(-(…))", "‖": "abs(…)"},
}
_SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"
_FROM_SUBSCRIPT = str.maketrans(_SUBSCRIPTS, "0123456789")

LETTER = "A-Za-zΑ-ΡΣ-Ωα-ορσ-ω"
"""The letters of names, for a class of a regular expression: π is a constant wherever it stands."""

_LIBRARIES = (
    r"np|numpy|math|cmath|Math|torch(?:\.nn\.functional|\.special)?|nn\.functional|F|jnp|tf(?:\.math)?|sp|sympy|"
    r"(?:scipy\.)?special"
)
_TOKEN = re.compile(
    rf"""(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<prefix>(?:{_LIBRARIES})\.(?=[{LETTER}]))
      | (?P<word>π|ŷ|[{LETTER}_][{LETTER}_0-9{_SUBSCRIPTS}]*)
      | (?P<superscript>[⁻⁺]?[{SUPERSCRIPTS[2:]}]+)
      | (?P<sign>\*\*|<=|>=|==|!=|/(?!/)|[-+*^(),|<>=≤≥≠√∛])""",
    re.VERBOSE,
)
_SIGNS = {"**": "^", "≤": "<=", "≥": ">=", "≠": "!="}
_WORDS = {"π": "pi", "ŷ": "y_pred"}


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of the text, with its columns from 1: that of its first character, and the one behind its last.

    ``prefix`` is what stood before a word, such as ``np.``; it does not count for the columns.
    """

    kind: Kind
    text: str
    column: int
    end: int = 0
    prefix: str = ""


def plain_text(text: str) -> str:
    """Return a formula's text with plain signs and letters, each in the place of one that was typed."""
    return text.translate(SAME_SIGNS).translate(_LETTERS)


def plain_name(name: str) -> str:
    """Return a name as a formula holds it: w₀ is w0."""
    return plain_text(name).translate(_FROM_SUBSCRIPT)


def tokenize(text: str, functions: Collection[str]) -> list[Token]:
    """Split a text into tokens, the last of kind "end"; ``functions`` may be offered in the place of methods.

    Raises `FormulaError` where it is longer than ``MAX_LENGTH`` or holds a character that no formula has.
    """
    if len(text) > MAX_LENGTH:
        reason = QT_TRANSLATE_NOOP("formula", "a formula may have at most {limit} characters")
        raise FormulaError(MAX_LENGTH + 1, reason, limit=MAX_LENGTH)
    plain = plain_text(text)
    tokens: list[Token] = []
    position, prefix = 0, ""
    while position < len(plain):
        if plain[position].isspace():
            position += 1
            continue
        match = _TOKEN.match(plain, position)
        if match is None:
            raise _stray(text, plain, position, functions)
        start, position = match.span()
        if match.lastgroup == "prefix":
            prefix = match.group()
            continue
        kind: Kind = match.lastgroup  # pyright: ignore[reportAssignmentType] -- the other groups are the kinds
        piece = match.group()
        piece = _SIGNS.get(piece) or _WORDS.get(piece) or piece.translate(_FROM_SUBSCRIPT)
        tokens.append(Token(kind, piece, start + 1, position + 1, prefix))
        prefix = ""
    tokens.append(Token("end", "", max(len(text), 1), max(len(text), 1)))
    return tokens


def _stray(text: str, plain: str, position: int, functions: Collection[str]) -> FormulaError:
    character = "//" if plain.startswith("//", position) else shown(text[position])
    fraction = unicodedata.normalize("NFKC", character).replace("⁄", "/")  # ½ is 1⁄2
    instead = _INSTEAD.get(character) or (f"({fraction})" if re.fullmatch(r"\d+/\d+", fraction) else "")
    method = re.match(rf"\.([{LETTER}_]+)\(", plain[position:])
    if method and method[1] in WRITE_INSTEAD:
        reason = QT_TRANSLATE_NOOP("formula", "there is no {name} here; write {instead}")
        return FormulaError(position + 1, reason, name=method[1], instead=WRITE_INSTEAD[method[1]])
    if method and method[1] in functions:
        reason = QT_TRANSLATE_NOOP("formula", "write {name}(…) around it, not .{name}() behind it")
        return FormulaError(position + 1, reason, name=method[1])
    if character == "%" and not re.match(rf"\s*[{LETTER}π0-9.(|√]", plain[position + 1 :]):
        instead = "/100"
    elif character == "%" and plain[:position].endswith(tuple("0123456789")):
        reason = QT_TRANSLATE_NOOP("formula", "write {first} or {second}, whichever is meant")
        return FormulaError(position + 1, reason, first="/100", second="mod(a, b)")
    elif plain[position] == ":" and not re.match(r"\s*lambda\b|[^:]*=", plain):
        instead = "a/b"
    if plain[position] in "[]{}":
        reason = QT_TRANSLATE_NOOP("formula", "'{character}' is not understood; use round brackets ( )")
    elif plain[position] == "\\":
        reason = QT_TRANSLATE_NOOP("formula", "LaTeX is not read here; write x^2, sqrt(x), a/b")
    elif plain[position] == ":" and not instead:
        reason = QT_TRANSLATE_NOOP("formula", "leave out ':' and what is before it")
    elif instead:
        reason = QT_TRANSLATE_NOOP("formula", "'{character}' is not understood; write {instead}")
    elif unicodedata.category(text[position]) in ("Lo", "Ll", "Lu"):
        reason = QT_TRANSLATE_NOOP(
            "formula", "'{character}' is not understood; a name is made of Latin or Greek letters, digits and _"
        )
    else:
        reason = QT_TRANSLATE_NOOP("formula", "'{character}' is not understood in a formula")
    return FormulaError(position + 1, reason, character=character, instead=instead)
