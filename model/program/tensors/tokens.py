"""A line of a program as tokens; what is typed on school and full-width keyboards is taken as in formulas."""

from __future__ import annotations

import re

from model.formula.error import FormulaError
from model.formula.tokenizer import SAME_SIGNS, Kind, Token
from model.message import QT_TRANSLATE_NOOP, shown

MAX_LENGTH = 120_000
"""Characters of a line: enough for a tensor of 10,000 elements written out."""

_TOKEN = re.compile(
    r"""(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<word>[A-Za-z_Α-Ωα-ω][A-Za-z0-9_Α-Ωα-ω]*)
      | (?P<sign>\*\*|[-+*]=|[-+*/@()\[\],.=:])""",
    re.VERBOSE,
)


def tokenize(text: str) -> list[Token]:
    """Split a line into tokens, the last of kind "end"; a comment ends the line.

    Raises
    ------
    FormulaError
        Where the line is longer than ``MAX_LENGTH`` or holds a character that no program has.
    """
    if len(text) > MAX_LENGTH:
        reason = QT_TRANSLATE_NOOP("tensors", "a line may have at most {limit} characters")
        raise FormulaError(MAX_LENGTH + 1, reason, limit=MAX_LENGTH)
    plain = text.translate(SAME_SIGNS)
    tokens: list[Token] = []
    position = 0
    while position < len(plain):
        character = plain[position]
        if character in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029":
            raise FormulaError(position + 1, QT_TRANSLATE_NOOP("tensors", "a line may not hold a line break"))
        if character.isspace():
            position += 1
            continue
        if character == "#":
            _refuse_line_breaks(plain, position)
            break
        match = _TOKEN.match(plain, position)
        if match is None:
            raise _stray(text[position], character, position + 1)
        kind: Kind = match.lastgroup  # pyright: ignore[reportAssignmentType] -- the groups are the kinds
        tokens.append(Token(kind, match.group(), position + 1))
        position = match.end()
        _refuse_joined(tokens)
    tokens.append(Token("end", "", max(position, 1)))
    return tokens


def _refuse_line_breaks(plain: str, start: int) -> None:
    if len(plain[start:].splitlines()) > 1:
        raise FormulaError(start + 1, QT_TRANSLATE_NOOP("tensors", "a line may not hold a line break"))


def _refuse_joined(tokens: list[Token]) -> None:
    """Refuse ``2x``: a program has no implied products."""
    if len(tokens) < 2:
        return
    before, last = tokens[-2], tokens[-1]
    touching = before.column + len(before.text) == last.column
    if before.kind == "number" and last.kind in ("word", "number") and touching:
        reason = QT_TRANSLATE_NOOP("tensors", "an operator is missing before '{text}'; a product is written with *")
        raise FormulaError(last.column, reason, text=last.text[:40])


def _stray(typed: str, plain: str, column: int) -> FormulaError:
    if plain == "^":
        reason = QT_TRANSLATE_NOOP("tensors", "a power is written with **")
    elif plain in "\"'":
        reason = QT_TRANSLATE_NOOP("tensors", "a program has no texts in quotation marks")
    elif plain == ";":
        reason = QT_TRANSLATE_NOOP("tensors", "one line holds one assignment")
    else:
        reason = QT_TRANSLATE_NOOP("tensors", "'{character}' is not understood in a program")
    return FormulaError(column, reason.fill(character=shown(typed)))
