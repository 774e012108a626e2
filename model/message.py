"""Text that the model wants shown: a template and its values, translated only where it is shown.

lupdate finds the templates by the name ``QT_TRANSLATE_NOOP``; nothing here needs Qt.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from itertools import pairwise
from pathlib import PurePath
from typing import Self, cast

SUPERSCRIPTS = "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
TO_SUPERSCRIPT = str.maketrans("+-0123456789", SUPERSCRIPTS)
FROM_SUPERSCRIPT = str.maketrans(SUPERSCRIPTS, "+-0123456789")

Translate = Callable[[str, str], str]

_DIGITS = 6
_CHANGE_DIGITS = 3
"""Significant digits that a change has at least, where the values have as many."""
_MOST_WHOLE = 9
"""Digits before the point up to which a number is written in full, not with a power of ten."""
_DOUBLE_DIGITS = 17
"""Significant digits that tell any two numbers apart."""
_LONGEST_NAME = 80
_FARTHEST = 400
"""More places than any number has before its point."""
_EXACT = Context(prec=1200, traps=[])


def number_text(value: float, digits: int = _DIGITS) -> str:
    """Write a number for people: true minus sign, thin spaces in thousands, powers of ten as ×10ⁿ.

    Of so many significant digits zeros at the end are dropped; NaN and infinities are written as NaN and ∞.
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    exponent = math.floor(math.log10(abs(value)))
    if -4 <= exponent < max(digits, _MOST_WHOLE):
        decimals = max(digits - 1 - exponent, 0)
        text = f"{value:,.{decimals}f}".replace(",", "\u202f")
        return _trimmed(text).replace("-", "−")
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    return f"{_trimmed(mantissa)}×10{str(int(power)).translate(TO_SUPERSCRIPT)}".replace("-", "−")


def shown(character: str) -> str:
    """Return a character as it can be written in a message of one line."""
    return character if character.isprintable() else f"U+{ord(character):04X}"


def one_line(text: str) -> str:
    """Return text on one line: all that cannot be printed is escaped, except halves of surrogate pairs."""
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable() or unicodedata.category(character) in ("Zs", "Cs")
        else character.encode("unicode_escape").decode()
        for character in text
    )


def brief(name: str) -> str:
    """Return a name that somebody has made up, no longer than a sentence has room for."""
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


class Figure(float):
    """A number that messages write with so many significant digits."""

    __slots__ = ("digits",)

    def __new__(cls, value: float, digits: int) -> Self:
        """Return the number ``value``."""
        figure = super().__new__(cls, value)
        figure.digits = digits
        return figure


def apart(first: float, second: float) -> tuple[Figure, Figure]:
    """Return two numbers to be written so that they can be told apart, where they differ."""
    for digits in range(_DIGITS, _DOUBLE_DIGITS):
        if first == second or number_text(first, digits) != number_text(second, digits):
            break
    else:
        digits = _DOUBLE_DIGITS
    return Figure(first, digits), Figure(second, digits)


def _trimmed(decimal: str) -> str:
    return decimal.rstrip("0").rstrip(".") if "." in decimal else decimal


def decimal_text(value: Decimal) -> str:
    """Write a decimal with all its digits, in the form of `number_text`."""
    if not value.is_finite() or not value:
        return number_text(float(value))
    exponent = value.adjusted()
    if -4 <= exponent < _MOST_WHOLE:
        return _trimmed(f"{value:,f}".replace(",", "\u202f")).replace("-", "−")
    mantissa = _trimmed(f"{value.scaleb(-exponent, _EXACT):f}")
    return f"{mantissa}×10{str(exponent).translate(TO_SUPERSCRIPT)}".replace("-", "−")


def added_up(values: Sequence[float], digits: int = 6) -> tuple[list[Decimal], list[Decimal]]:
    """Round successive values and their changes so that, as they are written, each value and its change make the next.

    Returns the values, with so many significant digits at least, and the n − 1 changes, each the difference of the
    exact values correctly rounded. A value has the digits that the changes beside it need, so that it does not depend
    on values farther away. Between numbers of very different size, or beside a value with more digits than its change
    needs, the written difference is the change once it is rounded to the digits of that.
    """
    needed = [_places_needed(earlier, later, digits) for earlier, later in pairwise(values)]
    places = [
        max([_own_places(value, digits), *needed[max(index - 1, 0) : index + 1]]) for index, value in enumerate(values)
    ]
    rounded = [_rounded(value, place) for value, place in zip(values, map(_at_most, values, places), strict=True)]
    changes: list[Decimal] = []
    for index, (earlier, later) in enumerate(pairwise(values)):
        written, exact = _EXACT.subtract(rounded[index + 1], rounded[index]), _difference(earlier, later)
        place = _change_place(exact, max(_at_most(earlier, places[index]), _at_most(later, places[index + 1])), digits)
        while exact.is_finite() and _quantized(written, place) != _quantized(exact, place):
            place -= 1
        changes.append(_quantized(exact, place))
    return rounded, changes


def _places_needed(earlier: float, later: float, digits: int) -> int:
    """Return how many places two values need so that the difference as written is the true one, rounded."""
    exact = _difference(earlier, later)
    if not exact:  # where nothing has changed all digits are the same, whatever the changes before or after that need
        return _all_places(later)
    if not exact.is_finite():
        return -_FARTHEST
    first = min(_CHANGE_DIGITS, digits) - 1 - exact.adjusted()
    for place in range(first, first + _DOUBLE_DIGITS):
        places = [_at_most(value, max(place, _own_places(value, digits))) for value in (earlier, later)]
        written = _EXACT.subtract(_rounded(later, places[1]), _rounded(earlier, places[0]))
        of_change = _change_place(exact, max(places), digits)
        if _quantized(written, of_change) == _quantized(exact, of_change):
            return place
    return first


def _difference(earlier: float, later: float) -> Decimal:
    return _EXACT.subtract(Decimal(later), Decimal(earlier))


def _own_places(value: float, digits: int) -> int:
    """Return how many places a value has of itself, negative for those before the point."""
    exponent = _exponent(value)
    places = digits - 1 - exponent
    return max(places, 0) if exponent < _MOST_WHOLE else places  # written in full, as `number_text` writes them


def _at_most(value: float, places: int) -> int:
    """Return so many places, but no more than tell any two numbers apart."""
    return min(places, _DOUBLE_DIGITS - 1 - _exponent(value))


def _change_place(exact: Decimal, finest: int, digits: int) -> int:
    """Return the place of the last digit of a change: that of the values, where it has few digits then."""
    exponent = exact.adjusted() if exact and exact.is_finite() else 0
    if finest <= digits + 1 - exponent:
        return finest
    place = digits - 1 - exponent
    return max(place, min(finest, 0)) if exponent < _MOST_WHOLE else place


def _exponent(value: float) -> int:
    return Decimal(value).adjusted() if value and math.isfinite(value) else 0


def _all_places(value: float) -> int:
    exponent = Decimal(repr(value)).as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _rounded(value: float, places: int) -> Decimal:
    return _quantized(Decimal(value), places)


def _quantized(exact: Decimal, places: int) -> Decimal:
    return exact.quantize(Decimal(1).scaleb(-places), context=_EXACT) if exact.is_finite() else exact


@dataclass(frozen=True, slots=True)
class Message:
    """A template with named fields such as ``{name}``, in English, and their values: text, numbers or further messages.

    A tuple is written as a list. The context is that of the translation: the name of the module with the text.
    """

    context: str
    template: str
    values: tuple[tuple[str, object], ...] = ()

    def fill(self, **values: object) -> Message:
        """Return this message with ``values`` in its fields."""
        return replace(self, values=tuple(values.items()))

    def text(self, translate: Translate | None = None) -> str:
        """Return the text in the language that ``translate(context, template)`` gives; in English without it."""
        template = translate(self.context, self.template) if translate else self.template
        if not self.values:
            return template
        return template.format_map({name: _value_text(value, translate) for name, value in self.values})

    def named(self) -> Message:
        """Return this message with files by their names alone, for where there is little room."""
        return replace(self, values=tuple((name, _named(value)) for name, value in self.values))

    def __str__(self) -> str:
        return self.text()


def _named(value: object) -> object:
    return value.named() if isinstance(value, Message) else value.name if isinstance(value, PurePath) else value


def _value_text(value: object, translate: Translate | None) -> str:
    if isinstance(value, Message):
        return value.text(translate)
    if isinstance(value, float):
        return number_text(value, value.digits if isinstance(value, Figure) else _DIGITS)
    if isinstance(value, tuple):
        texts = [_value_text(each, translate) for each in cast("tuple[object, ...]", value)]
        return _BETWEEN.text(translate).join(texts)
    return one_line(str(value))


def QT_TRANSLATE_NOOP(context: str, text: str) -> Message:
    """Mark ``text`` for translation and return it as a message without values."""
    return Message(context, text)


_BETWEEN = QT_TRANSLATE_NOOP("message", ", ")


class Refused(ValueError):
    """Input that cannot be used, with the sentence that says why, shown beside the input.

    ``values`` are those of the message, where it is not filled yet.
    """

    def __init__(self, message: Message, **values: object) -> None:
        self.message = message.fill(**values) if values else message
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)
