"""Values as text: `print`, `str`, `repr`, and the three ways to format; nothing of the machine itself is shown."""

from __future__ import annotations

import _string  # pyright: ignore[reportMissingImports]
import re
import string
from typing import TYPE_CHECKING, Any

import torch
from torch import _tensor_str  # pyright: ignore[reportPrivateUsage]

from model.program.native.attributes import attribute
from model.program.native.limits import (
    CONTAINERS,
    LETTERS,
    TOO_MUCH_PRINTED,
    Limit,
    check_elements,
    check_items,
    check_letters,
    check_width,
    weigh,
)
from model.program.native.values import admit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+(?=[>,)\] ])")
_DIRECTIVE = re.compile(
    r"%(?:\((?P<key>[^)]*)\))?[-#0 +]*(?P<width>\*|\d+)?(?:\.(?P<digits>\*|\d+)?)?[hlL]?(?P<type>.)"
)
_PLAIN = (int, float, bool, str, type(None))


def text_of(value: Any, *, exact: bool = False) -> str:
    """Return ``str(value)``, or with ``exact`` ``repr(value)``, without the addresses of objects."""
    of = type(value)
    if of is str and not exact:
        return value
    if of in CONTAINERS:
        weigh(value)
    elif isinstance(value, torch.Tensor):
        _check_shown(value)
    text = repr(value) if exact else str(value)
    if of in _PLAIN:
        return text
    check_letters(len(text))
    if Limit.raised is not None:
        raise Limit.raised
    return without_addresses(text)


def without_addresses(text: str) -> str:
    """Take out where in memory objects are, as Python's texts of functions and of other objects have it."""
    return _ADDRESS.sub("", text) if " at 0x" in text else text


def _check_shown(value: torch.Tensor) -> None:
    if value.numel() > _tensor_str.PRINT_OPTS.threshold:
        edges = _tensor_str.PRINT_OPTS.edgeitems * 2
        shown = 1
        for size in value.shape:
            shown *= min(size, edges)
        check_elements(shown * 40)


def formatted(value: Any, conversion: str, specification: str) -> str:
    """Return what ``{value!conversion:specification}`` gives in an f-string."""
    if conversion:
        value = ascii(value) if conversion == "a" and type(value) in _PLAIN else text_of(value, exact=conversion != "s")
        if conversion == "a":
            value = value if value.isascii() else ascii(value)[1:-1]
    for digits in re.findall(r"\d+", specification):
        check_width(int(digits) if len(digits) < 9 else 10**9)
    if type(value) in _PLAIN:
        return format(value, specification)
    if not specification and type(value).__format__ in (object.__format__, torch.Tensor.__format__):
        return text_of(value) if not isinstance(value, torch.Tensor) else format(value, "")
    text = format(value, specification)
    check_letters(len(text))
    return without_addresses(text)


class Formatter(string.Formatter):
    """``str.format`` that reads attributes and items as programs may."""

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Return the value of a field such as ``0.shape[1]``, and its first name."""
        first, rest = _split_field(field_name)
        value = self.get_value(first, args, kwargs)
        for is_attribute, name in rest:
            value = attribute(value, name) if is_attribute else admit(value[name])
        return value, first

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        """Return a field as ``!r``, ``!s`` or ``!a`` wants it."""
        return formatted(value, conversion, "") if conversion else value

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return a field as text."""
        return formatted(value, "", format_spec)


def _split_field(name: str) -> tuple[Any, Iterable[tuple[bool, Any]]]:
    return _string.formatter_field_name_split(name)  # what string.Formatter uses itself


def format_text(template: str, *args: Any, **kwargs: Any) -> str:
    """Do ``template.format(*args, **kwargs)``."""
    text = Formatter().vformat(template, args, kwargs)
    check_letters(len(text))
    return text


def percent(template: str, values: Any) -> str:
    """Do ``template % values``."""
    given = list(values) if type(values) is tuple else [values]
    for directive in _DIRECTIVE.finditer(template):
        for part in (directive["width"], directive["digits"]):
            if part is not None and part != "*":
                check_width(int(part) if len(part) < 9 else 10**9)
            elif part == "*":
                for value in given:
                    check_width(value if isinstance(value, int) else 0)
    if any(type(value) not in _PLAIN for value in given):
        for value in given:
            text_of(value)  # its limits
    text = template % values
    check_letters(len(text))
    return without_addresses(text)


class Printed:
    """What a program has printed. ``on_text`` is told each piece at once."""

    def __init__(self, on_text: Callable[[str], object] | None = None) -> None:
        self.pieces: list[str] = []
        self.letters = 0
        self.on_text = on_text

    @property
    def text(self) -> str:
        """All that was printed."""
        return "".join(self.pieces)

    def write(self, text: str) -> int:
        """Take a piece of text; raise `Limit` where it is too much."""
        room = LETTERS - self.letters
        piece = text[:room]
        self.letters += len(piece)
        self.pieces.append(piece)
        if self.on_text is not None:
            self.on_text(piece)
        if len(text) > room:
            raise Limit(TOO_MUCH_PRINTED, limit=float(LETTERS))
        return len(text)


def joined(glue: str, values: Iterable[Any]) -> str:
    """Do ``glue.join(values)``."""
    texts = list(values)
    check_items(len(texts))
    check_letters(sum(len(text) for text in texts if type(text) is str) + len(glue) * len(texts))
    return glue.join(texts)
