"""Values as text: `str`, `repr`, `print`, and the three ways to format; nothing of the machine itself is shown."""

from __future__ import annotations

import _string  # pyright: ignore[reportMissingImports]
import math
import re
import string
from typing import TYPE_CHECKING, Any

import torch
from torch import _tensor_str  # pyright: ignore[reportPrivateUsage]
from torch.nn.parameter import is_lazy

from model.program.native.attributes import attribute
from model.program.native.identity import without_addresses
from model.program.native.limits import CONTAINERS, LETTERS, PRINTED, WIDTH, Limit, bounded, weigh
from model.program.native.values import admit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_DIRECTIVE = re.compile(r"%(\([^()]*\))?[-#0 +]*(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]?(.?)", re.DOTALL)
_LONG = 1000
_PLAIN = (int, float, bool, str, type(None))


def text_of(value: Any, exact: bool = False) -> str:
    """Return ``str(value)``, or where it is to be ``exact`` ``repr(value)``, without the addresses of objects."""
    of = type(value)
    if of is str and not exact:
        return value
    if of in CONTAINERS:
        weigh(value)
    elif isinstance(value, torch.Tensor) and not is_lazy(value) and value.numel() > _tensor_str.PRINT_OPTS.threshold:
        shown = math.prod(min(size, 2 * _tensor_str.PRINT_OPTS.edgeitems) for size in value.shape)
        LETTERS.holds(10 * shown)
    return _checked(repr(value) if exact else str(value)) if of not in _PLAIN else repr(value) if exact else str(value)


def _checked(text: str) -> str:
    LETTERS.holds(len(text))
    if Limit.raised is not None:
        raise Limit.raised
    return without_addresses(text)


def formatted(value: Any, conversion: str, specification: str) -> str:
    """Return what ``{value!conversion:specification}`` gives in an f-string."""
    if conversion:
        value = text_of(value, conversion != "s")
        value = ascii(value)[1:-1] if conversion == "a" and not value.isascii() else value
    _check_widths(re.findall(r"\d+", specification))
    if type(value) in _PLAIN:
        return format(value, specification)
    if not specification and type(value) in CONTAINERS:
        return text_of(value)
    return _checked(format(value, specification))


def _check_widths(widths: Iterable[str]) -> None:
    for digits in widths:
        WIDTH.holds(int(digits.lstrip("0")[:9] or 0))


class _Formatter(string.Formatter):
    """``str.format`` that reads attributes and items as programs may."""

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        first, rest = _string.formatter_field_name_split(field_name)  # what string.Formatter uses itself
        value = self.get_value(first, args, kwargs)
        for is_attribute, name in rest:
            value = attribute(value, name) if is_attribute else admit(value[name])
        return value, first

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        if isinstance(key, int) and key >= len(args):
            raise IndexError(f"Replacement index {key} out of range for positional args tuple")
        return super().get_value(key, args, kwargs)

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        return formatted(value, conversion, "") if conversion else value

    def format_field(self, value: Any, format_spec: str) -> str:
        return formatted(value, "", format_spec)


def format_text(template: str, *args: Any, **kwargs: Any) -> str:
    """Do ``template.format(*args, **kwargs)``."""
    return _checked(_Formatter().vformat(template, args, kwargs))


def percent(template: str, values: Any) -> str:
    """Do ``template % values``."""
    given = values if type(values) is tuple else (values,)
    shown: list[Any] = []
    letters = _Letters()
    for key, *widths, how in _DIRECTIVE.findall(template):
        _check_widths(width for width in widths if width.isdigit())
        if "*" in widths:
            _check_widths(str(abs(value)) for value in given if isinstance(value, int))
        if key or how == "(":
            letters.ways.append(how)
        elif how != "%":
            shown += given[len(shown) : len(shown) + widths.count("*")]
            shown += [letters.of(value, how) for value in given[len(shown) : len(shown) + 1]]
    if letters.ways and not isinstance(values, (tuple, str)) and hasattr(values, "__getitem__"):
        text = template % _Values(values, letters)
    else:
        rest = given[len(shown) :]
        text = template % ((*shown, *rest) if type(values) is tuple or (shown and not rest) else values)
    LETTERS.holds(len(text))
    if Limit.raised is not None:
        raise Limit.raised
    return text


class _Letters:
    """Counts the letters of the values in a text, each of which is asked for its own only where it is written."""

    def __init__(self) -> None:
        self.ways: list[str] = []
        self._count = 0

    def of(self, value: Any, how: str) -> Any:
        """Return what stands for a value, without the address of an object: a width may cut that off."""
        is_text = how in "sra(" and (type(value) not in _PLAIN or (type(value) is str and len(value) > _LONG))
        return _Shown(value, self) if is_text else value

    def count(self, text: str) -> str:
        self._count += len(text)
        LETTERS.holds(self._count)
        return text


class _Shown:
    def __init__(self, value: Any, letters: _Letters) -> None:
        self._value, self._letters = value, letters

    def __str__(self) -> str:
        return self._letters.count(text_of(self._value))

    def __repr__(self) -> str:
        return self._letters.count(text_of(self._value, True))


class _Values:
    """The values of a template by their keys, in the order in which they stand there."""

    def __init__(self, values: Any, letters: _Letters) -> None:
        self._values, self._letters, self._ways = values, letters, iter(letters.ways)

    def __getitem__(self, key: str) -> Any:
        return self._letters.of(admit(self._values[key]), next(self._ways, "("))


def joined(glue: str, values: Iterable[Any], /) -> str:
    """Do ``glue.join(values)``."""
    texts: Any = bounded(values) if type(values) not in (list, tuple, str) else values
    LETTERS.holds(sum(len(text) for text in texts if isinstance(text, (str, bytes))) + len(glue) * len(texts))
    return glue.join(texts)


class Printed:
    """What a program has printed. ``on_text`` is told each piece at once."""

    current: Printed

    def __init__(self, on_text: Callable[[str], object] | None = None) -> None:
        self.pieces: list[str] = []
        self.letters = 0
        self.on_text = on_text

    @property
    def text(self) -> str:
        """All that was printed."""
        return "".join(self.pieces)

    def write(self, text: str) -> int:
        """Take a piece of text, as much of it as the limit leaves room for."""
        piece = text[: PRINTED.most - self.letters]
        self.letters += len(piece)
        self.pieces.append(piece)
        if self.on_text is not None:
            self.on_text(piece)
        PRINTED.holds(self.letters + len(text) - len(piece))
        return len(text)


def use_printed(printed: Printed) -> None:
    """Let ``printed`` take what is printed from now on."""
    Printed.current = printed


use_printed(Printed())
