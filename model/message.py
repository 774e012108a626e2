"""Text that the model wants shown: a template and its values, translated only where it is shown.

lupdate finds the templates by the name ``QT_TRANSLATE_NOOP``; nothing here needs Qt.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

SUPERSCRIPTS = "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
TO_SUPERSCRIPT = str.maketrans("+-0123456789", SUPERSCRIPTS)
FROM_SUPERSCRIPT = str.maketrans(SUPERSCRIPTS, "+-0123456789")

Translate = Callable[[str, str], str]


def number_text(value: float, digits: int = 6) -> str:
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
    if -4 <= exponent < max(digits, 9):
        decimals = max(digits - 1 - exponent, 0)
        text = f"{value:,.{decimals}f}".replace(",", "\u202f")
        return _trimmed(text).replace("-", "−")
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    return f"{_trimmed(mantissa)}×10{str(int(power)).translate(TO_SUPERSCRIPT)}".replace("-", "−")


def _trimmed(decimal: str) -> str:
    return decimal.rstrip("0").rstrip(".") if "." in decimal else decimal


@dataclass(frozen=True, slots=True)
class Message:
    """A template with named fields such as ``{name}``, in English, and their values: text, numbers or further messages.

    The context is that of the translation: the name of the module with the text.
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
    """Input that cannot be used, with the sentence that says why, shown beside the input.

    ``values`` are those of the message, where it is not filled yet.
    """

    def __init__(self, message: Message, **values: object) -> None:
        self.message = message.fill(**values) if values else message
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)
