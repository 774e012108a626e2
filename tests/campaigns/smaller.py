"""What is a little less than a text, a formula or a tree of JSON: large parts are left out first, then small ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

Parts = TypeVar("Parts", str, bytes, "tuple[Any, ...]", "list[Any]")


def smaller_parts(whole: Parts) -> Iterator[Parts]:
    """Yield a text, or a list, without one of its halves, quarters and so on, down to single items."""
    size = (len(whole) + 1) // 2
    while size:
        for start in range(0, len(whole), size):
            yield whole[:start] + whole[start + size :]
        size = size // 2 if size > 1 else 0


def smaller_formula(text: str) -> Iterator[str]:
    """Yield what stands in brackets alone, and in their place, then a number or x there; then less of the text."""
    for first, last in _brackets(text):
        name = re.search(r"\w*$", text[:first])
        before, inside, after = text[: name.start() if name else first], text[first + 1 : last], text[last + 1 :]
        parts = (inside, *_split(inside))
        yield from parts
        for part in (*parts, "1", "x"):
            for less in (before + part + after, f"{before}({part}){after}"):
                if len(less) < len(text):
                    yield less
    yield from smaller_parts(text)


def _brackets(text: str) -> list[tuple[int, int]]:
    """Return where pairs of brackets open and close, the longest first."""
    opened: list[int] = []
    found: list[tuple[int, int]] = []
    for place, character in enumerate(text):
        if character == "(":
            opened.append(place)
        elif character == ")" and opened:
            found.append((opened.pop(), place))
    return sorted(found, key=lambda pair: pair[0] - pair[1])


def _split(inside: str) -> list[str]:
    """Return the parts between commas and relations that are in no brackets."""
    parts, depth = [""], 0
    for character in inside:
        depth += (character == "(") - (character == ")")
        if character in ",<>=!" and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts if len(parts) > 1 else []


def smaller_lines(lines: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield lines without some of them, then with one of them shorter."""
    yield from smaller_parts(lines)
    for index, line in enumerate(lines):
        for shorter in smaller_parts(line):
            yield (*lines[:index], shorter, *lines[index + 1 :])


def smaller_tree(value: Any) -> Iterator[Any]:
    """Yield values of JSON with fewer keys or items, then with smaller ones, then with shorter texts."""
    if isinstance(value, dict):
        for items in smaller_parts(tuple(value.items())):
            yield dict(items)
        for key, each in value.items():
            for less in smaller_tree(each):
                yield {**value, key: less}
    elif isinstance(value, list):
        yield from smaller_parts(value)
        for index, each in enumerate(value):
            for less in smaller_tree(each):
                yield [*value[:index], less, *value[index + 1 :]]
    elif isinstance(value, str):
        yield from smaller_parts(value)
