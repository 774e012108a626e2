"""JSON text to plain values, with the line and column of what is wrong.

Stricter than Python's own reader: no NaN or infinity, no key twice in one object, no endless nesting.
"""

from __future__ import annotations

import json
from typing import Any

from model.message import QT_TRANSLATE_NOOP, Message, Refused

_REASONS: tuple[tuple[str, Message], ...] = (
    ("Expecting value", QT_TRANSLATE_NOOP("json_text", "a value is expected")),
    ("Expecting property name", QT_TRANSLATE_NOOP("json_text", "a key in double quotes is expected")),
    ("Expecting ':'", QT_TRANSLATE_NOOP("json_text", "a colon is expected")),
    ("Expecting ','", QT_TRANSLATE_NOOP("json_text", "a comma is expected")),
    ("Illegal trailing comma", QT_TRANSLATE_NOOP("json_text", "there is an extra comma")),
    ("Unterminated string", QT_TRANSLATE_NOOP("json_text", "the text that begins here does not end")),
    ("Invalid control character", QT_TRANSLATE_NOOP("json_text", "there is a control character in a text")),
    ("Invalid \\", QT_TRANSLATE_NOOP("json_text", "there is no such escape sequence")),
    ("Extra data", QT_TRANSLATE_NOOP("json_text", "something follows the end of the object")),
)
_WRONG = QT_TRANSLATE_NOOP("json_text", "the text is not valid JSON")
_LONGEST_INTEGER = 18


def parse_json(data: bytes) -> Any:
    """Return the value of UTF-8 JSON text, with a byte order mark or without.

    A whole number of more than 18 digits is a float, which may be infinite. What is wrong is refused with its line and
    column.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = QT_TRANSLATE_NOOP("json_text", "not UTF-8 text: the byte at {position} does not fit")
        raise Refused(message, position=error.start) from None
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant, parse_int=_whole_number)
    except json.JSONDecodeError as error:
        reason = next((reason for start, reason in _REASONS if error.msg.startswith(start)), _WRONG)
        message = QT_TRANSLATE_NOOP("json_text", "line {line}, column {column}: {reason}")
        raise Refused(message, line=error.lineno, column=error.colno, reason=reason) from None
    except RecursionError:
        raise Refused(QT_TRANSLATE_NOOP("json_text", "the text is nested too deeply")) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise Refused(QT_TRANSLATE_NOOP("json_text", "the key '{key}' appears twice").fill(key=key))
            seen.add(key)
    return values


def _refuse_constant(text: str) -> float:
    raise Refused(QT_TRANSLATE_NOOP("json_text", "{text} is not a number that JSON knows").fill(text=text))


def _whole_number(text: str) -> int | float:
    return int(text) if len(text) <= _LONGEST_INTEGER else float(text)
