"""Text that the model wants shown: a template and its values, translated only where it is shown.

lupdate finds the templates by the name ``QT_TRANSLATE_NOOP``; nothing here knows Qt.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

__all__ = ["QT_TRANSLATE_NOOP", "Message", "Refused", "number_text"]

Translate = Callable[[str, str], str]


def number_text(value: float, digits: int = 6) -> str:
    """Write a number for people: true minus sign, thin spaces in thousands, powers of ten as ×10ⁿ.

    Parameters
    ----------
    value : float
        Any number; NaN and infinities are written as words of mathematics.
    digits : int
        Significant digits kept; trailing zeros are dropped.
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    exponent = math.floor(math.log10(abs(value)))
    if -4 <= exponent < max(digits, 9):
        decimals = max(digits - 1 - exponent, 0)
        text = f"{value:,.{decimals}f}".replace(",", "\u202f")
        if "." in text:
            text = text.rstrip("0").rstrip(".")
    else:
        mantissa, power = f"{value:.{digits - 1}e}".split("e")
        if "." in mantissa:
            mantissa = mantissa.rstrip("0").rstrip(".")
        superscript = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        text = f"{mantissa}×10{superscript}"
    return text.replace("-", "−")


@dataclass(frozen=True, slots=True)
class Message:
    """A template with named places, and the values that go there.

    Attributes
    ----------
    context : str
        The translation context: the name of the module that says it.
    template : str
        English text with places such as ``{name}``.
    values : tuple of (str, object)
        What goes in the places: text, numbers or further messages.
    """

    context: str
    template: str
    values: tuple[tuple[str, object], ...] = ()

    def fill(self, **values: object) -> Message:
        """Return this message with ``values`` in its places."""
        return replace(self, values=tuple(values.items()))

    def text(self, translate: Translate | None = None) -> str:
        """Render in the language that ``translate(context, template)`` answers in; English without it."""
        template = translate(self.context, self.template) if translate else self.template
        if not self.values:
            return template
        return template.format_map({name: _value_text(value, translate) for name, value in self.values})

    def __str__(self) -> str:
        return self.text()


def _value_text(value: object, translate: Translate | None) -> str:
    if isinstance(value, Message):
        return value.text(translate)
    if isinstance(value, float):
        return number_text(value)
    return str(value)


def QT_TRANSLATE_NOOP(context: str, text: str) -> Message:
    """Mark ``text`` for translation and return it as a message without values."""
    return Message(context, text)


class Refused(ValueError):
    """Input that cannot be used, with the sentence that says why.

    Attributes
    ----------
    message : Message
        One clear sentence for the place where the input was made.
    """

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
