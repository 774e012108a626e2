"""Values from JSON: each has the type expected, or is refused with its key's path and what was expected."""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from model.experiment import refused_at
from model.message import QT_TRANSLATE_NOOP, Message, Refused

if TYPE_CHECKING:
    from collections.abc import Collection

Object: TypeAlias = dict[str, Any]
Pair: TypeAlias = tuple[float, float]

VERSIONS = (1, 2)
"""Those of an experiment file that can be read; the last is written."""
MAX_BYTES = 256 * 1024 * 1024
"""No file larger than this is read or written: some six million points."""
TOO_LARGE = QT_TRANSLATE_NOOP("file", "it is larger than {megabytes} MB; keep the points in a CSV file").fill(
    megabytes=MAX_BYTES // 1024**2
)

_EXPECTED: dict[object, Message] = {
    str: QT_TRANSLATE_NOOP("file", "text"),
    int: QT_TRANSLATE_NOOP("file", "a whole number"),
    float: QT_TRANSLATE_NOOP("file", "a number"),
    bool: QT_TRANSLATE_NOOP("file", "true or false"),
    dict: QT_TRANSLATE_NOOP("file", "an object"),
    Pair: QT_TRANSLATE_NOOP("file", "a list of two numbers"),
    tuple[Pair, Pair]: QT_TRANSLATE_NOOP("file", "[low, high], or one such pair for x and one for y"),
    tuple[str, ...]: QT_TRANSLATE_NOOP("file", "a list of texts"),
    list[Pair]: QT_TRANSLATE_NOOP("file", "a list of points [x, y]"),
    list[Object]: QT_TRANSLATE_NOOP("file", "a list of objects"),
}
_ITEMS: dict[object, object] = {
    Pair: float,
    tuple[Pair, Pair]: Pair,
    list[Pair]: Pair,
    tuple[str, ...]: str,
    list[Object]: dict,
}
"""What a list's items are."""
_LONGEST_QUOTE = 40


def typed(path: str, value: object, kind: Any) -> Any:
    """Return ``value`` where it has the type ``kind``; a number is no truth value, nor the reverse."""
    try:
        return msgspec.convert(value, type=kind, strict=True)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:  # the latter for half of a surrogate pair
        _, _, inner = str(error).rpartition("`$")
        inner = inner.rstrip("`") if inner.startswith(("[", ".")) else ""
        for _ in range(inner.count("[")):
            kind = _ITEMS[kind]
        reason = QT_TRANSLATE_NOOP("file", "expected {expected}, got {got}")
        raise refused_at(path + inner, reason, expected=_EXPECTED[kind], got=quote(_at(value, inner))) from None


def _at(value: Any, inner: str) -> object:
    """Return the item of nested lists that ``inner`` such as ``[3][1]`` points at."""
    for index in inner.replace("]", "").split("[")[1:]:
        value = value[int(index)]
    return value


def quote(value: object) -> str:
    """Return a value as it is written in a file, cut where it is long."""
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"


def missing_key(path: str, keys: str | None = None) -> Refused:
    """Return the refusal of an object without a key, or without any of several."""
    if keys is None:
        return Refused(QT_TRANSLATE_NOOP("file", "the key '{path}' is missing").fill(path=path))
    return refused_at(path, QT_TRANSLATE_NOOP("file", "expected one of the keys {keys}"), keys=keys)


def name_of(path: str, given: Object, known: Collection[str]) -> str:
    """Return the name that an object gives, one of those known."""
    if "name" not in given:
        raise missing_key(f"{path}.name")
    return one_of(f"{path}.name", typed(f"{path}.name", given["name"], str), known)


def one_of(path: str, value: str, known: Collection[str]) -> str:
    """Return ``value`` where it is known."""
    if value in known:
        return value
    raise refused_at(path, _unknown(QT_TRANSLATE_NOOP("file", "unknown name {name}"), value, known))


def refuse_unknown(path: str, given: Object, known: Collection[str], shown: Collection[str] | None = None) -> None:
    """Refuse an object with a key that is not known, with the one perhaps meant or with those ``shown``."""
    for key in given:
        if key not in known:
            template = QT_TRANSLATE_NOOP("file", "unknown key {name}")
            raise refused_at(path, _unknown(template, key, known if shown is None else shown))


def _unknown(what: Message, name: str, known: Collection[str]) -> Message:
    what = what.fill(name=quote(name))
    closest = closest_to(name, known)
    if closest:
        template = QT_TRANSLATE_NOOP("file", "{what}; did you mean {closest}?")
        return template.fill(what=what, closest=quote(closest))
    template = QT_TRANSLATE_NOOP("file", "{what}; known are {known}")
    return template.fill(what=what, known=", ".join(known))


def closest_to(name: str, known: Collection[str]) -> str | None:
    """Return the known name that was perhaps meant."""
    matches = difflib.get_close_matches(name[:50].lower().replace("-", "_"), known, n=1, cutoff=0.7)
    return matches[0] if matches else None
