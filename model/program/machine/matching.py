"""What the patterns of ``match`` ask of a value: None where it does not match, else what those within look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.program import native
from model.program.machine.instructions import Maker, result

_WHOLE = (bool, bytes, dict, float, frozenset, int, list, set, str, tuple)
"""Classes whose one pattern by position is that of the value itself."""
_MISSING = object()


def _sequence(value: Any, count: int, is_least: bool) -> bool | None:
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        return None
    return True if len(value) == count or (is_least and len(value) > count) else None  # pyright: ignore


def _mapping(value: Any, keys: tuple[Any, ...], has_rest: bool) -> tuple[Any, ...] | None:
    if not isinstance(value, Mapping) or len(value) < len(keys):  # pyright: ignore
        return None
    found: list[Any] = []
    for index, key in enumerate(keys):
        if key in keys[:index]:
            raise ValueError(f"mapping pattern checks duplicate key ({key!r})")
        if not native.compare("in", key, value):
            return None
        found.append(native.subscript(value, key))
    if has_rest:
        rest = native.call(dict, [value], {})
        found.append({key: each for key, each in rest.items() if key not in keys})
    return tuple(found)


def _class(value: Any, cls: Any, count: int, names: tuple[str, ...]) -> tuple[Any, ...] | None:
    match value:
        case cls():  # Python itself says what is no class
            pass
        case _:
            return None
    found: list[Any] = []
    by_position: Any = getattr(cls, "__match_args__", ())
    if count and not by_position and issubclass(cls, _WHOLE) and not hasattr(cls, "__match_args__"):
        by_position, found, count = (None,), [value], count - 1
    if count > len(by_position) - len(found):
        most = len(by_position)
        plural = "" if most == 1 else "s"
        raise TypeError(f"{cls.__name__}() accepts {most} positional sub-pattern{plural} ({count + len(found)} given)")
    if type(by_position) is not tuple or any(type(name) is not str for name in by_position[:count]):
        raise TypeError(f"{cls.__name__}.__match_args__ must be a tuple of strings")
    every = (*by_position[:count], *names) if not found else names
    for index, name in enumerate(every):
        if name in every[:index]:
            raise TypeError(f"{cls.__name__}() got multiple sub-patterns for attribute '{name}'")
        try:
            found.append(native.attribute(value, name))
        except AttributeError:
            return None
    return tuple(found)


STEPS: dict[str, Maker] = {
    **{"match_sequence": result(_sequence), "match_mapping": result(_mapping), "match_class": result(_class)},
}
