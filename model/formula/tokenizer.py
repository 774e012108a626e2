"""A formula's text as tokens: numbers, runs of letters and signs, each with its column.

School notation and full-width signs are replaced one for one, so that columns are those of the text typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from model.formula.error import FormulaError
from model.message import QT_TRANSLATE_NOOP, SUPERSCRIPTS

MAX_LENGTH = 500

Kind: TypeAlias = Literal["number", "word", "superscript", "sign", "end"]

SAME_SIGNS = {
    **{0xFF00 + code - 0x20: chr(code) for code in range(0x21, 0x7F)},  # full-width forms
    0x3000: " ",
    **dict.fromkeys(map(ord, "−–﹣"), "-"),
    **dict.fromkeys(map(ord, "·×⋅∙∗"), "*"),
    **dict.fromkeys(map(ord, "÷∕⁄"), "/"),
    **dict.fromkeys(map(ord, "∣❘"), "|"),
    ord("µ"): "μ",  # the micro sign is the letter mu
}

_TOKEN = re.compile(
    rf"""(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<word>π|log1p|[A-Za-z_Α-ΡΣ-Ωα-ορσ-ω]+[0-9]*)
      | (?P<superscript>[⁻⁺]?[{SUPERSCRIPTS[2:]}]+)
      | (?P<sign>\*\*|<=|>=|==|!=|[-+*/^(),|<>=≤≥≠])""",
    re.VERBOSE,
)
_SIGNS = {"**": "^", "≤": "<=", "≥": ">=", "≠": "!="}


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of the text; ``column`` counts from 1."""

    kind: Kind
    text: str
    column: int


def shown(character: str) -> str:
    """Return a character as it can be written in a message of one line."""
    return character if character.isprintable() else f"U+{ord(character):04X}"


def tokenize(text: str) -> list[Token]:
    """Split a text into tokens, the last of kind "end".

    Raises `FormulaError` where it is longer than ``MAX_LENGTH`` or holds a character that no formula has.
    """
    if len(text) > MAX_LENGTH:
        reason = QT_TRANSLATE_NOOP("formula", "a formula may have at most {limit} characters")
        raise FormulaError(MAX_LENGTH + 1, reason, limit=MAX_LENGTH)
    plain = text.translate(SAME_SIGNS)
    tokens: list[Token] = []
    position = 0
    while position < len(plain):
        if plain[position].isspace():
            position += 1
            continue
        match = _TOKEN.match(plain, position)
        if match is None:
            raise _stray(text[position], plain[position], position + 1)
        piece = match.group()
        kind: Kind = match.lastgroup  # pyright: ignore[reportAssignmentType] -- the groups are the kinds
        piece = "pi" if piece == "π" else _SIGNS.get(piece, piece)
        tokens.append(Token(kind, piece, position + 1))
        position = match.end()
    tokens.append(Token("end", "", max(len(text), 1)))
    return tokens


def _stray(typed: str, plain: str, column: int) -> FormulaError:
    if plain in "[]{}":
        reason = QT_TRANSLATE_NOOP("formula", "'{character}' is not understood; use round brackets ( )")
    else:
        reason = QT_TRANSLATE_NOOP("formula", "'{character}' is not understood in a formula")
    return FormulaError(column, reason, character=shown(typed))
