"""How numbers are shown, and what may be typed as a number."""

from __future__ import annotations

import math
import re
import unicodedata
from contextlib import suppress

from model.message import FROM_SUPERSCRIPT, QT_TRANSLATE_NOOP, SUPERSCRIPTS, Refused, number_text

_EMPTY = QT_TRANSLATE_NOOP("numbers", "A number is needed here.")
_NOT_A_NUMBER = QT_TRANSLATE_NOOP("numbers", "“{text}” is not a number; write it like 0.001, 1e-3 or 10^-3.")
_NOT_FINITE = QT_TRANSLATE_NOOP("numbers", "NaN and infinity cannot be used; a finite number is needed.")
_TOO_LARGE = QT_TRANSLATE_NOOP("numbers", "This number is too large; the largest is about 1.8×10³⁰⁸.")
_TOO_SMALL = QT_TRANSLATE_NOOP("numbers", "This number is too close to zero; the smallest is about 5×10⁻³²⁴.")
_AMBIGUOUS = QT_TRANSLATE_NOOP(
    "numbers", "The comma in “{text}” could mean thousands or decimals; write {thousands} or {decimal}."
)
_NOT_WHOLE = QT_TRANSLATE_NOOP("numbers", "A whole number is needed here.")
_DIVISION = QT_TRANSLATE_NOOP("numbers", "Division by zero gives no number.")

_LONGEST = 400
_SHOWN = 24
_DECIMAL = r"(?:\d+(?:\.\d*)?|\.\d+)"
_PLAIN = re.compile(rf"([+-]?)({_DECIMAL})(?:[eE]([+-]?\d+))?")
_POWER = re.compile(rf"([+-]?)(?:({_DECIMAL})[*])?10\^\(?([+-]?\d+)\)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3}){2,}(?:\.\d*)?|[+-]?\d{1,3}(?:,\d{3})+\.\d*")
_UNCLEAR = re.compile(r"([+-]?[1-9]\d{0,2}),(\d{3})")
_SUPERSCRIPT = re.compile(f"[{SUPERSCRIPTS}]+")
_SIGNS = str.maketrans(
    {"−": "-", "–": "-", "‐": "-", "‑": "-", "﹣": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "⁄": "/"}
)
_WORDS = {"nan", "inf", "infinity", "∞"}


def parse_number(text: str) -> float:
    """Read what a person typed as a finite number; raises `Refused` with the reason in one sentence.

    Understood are ``0.001``, ``1e-3``, ``10^-3``, ``2×10⁻³``, ``−3`` with a true minus sign, ``1/3``, spaces of any
    width and underscores between digits, full-width digits, and a decimal comma where it cannot mean thousands.
    """
    plain = _plain(text)
    if not plain:
        raise Refused(_EMPTY)
    if plain.lstrip("+-").lower() in _WORDS:
        raise Refused(_NOT_FINITE)
    if len(plain) > _LONGEST:
        raise Refused(_NOT_A_NUMBER.fill(text=shortened(text)))
    plain = _without_commas(plain, text)
    numerator, slash, denominator = plain.partition("/")
    value = _decimal(numerator, text)
    if slash:
        divisor = _decimal(denominator, text)
        if divisor == 0:
            raise Refused(_DIVISION)
        quotient = value / divisor
        _check_range(quotient, value != 0)
        return quotient
    return value


def parse_integer(text: str) -> int:
    """Read what a person typed as a whole number, also ``15 000`` or ``1.5e4``; raises `Refused` with the reason."""
    value = parse_number(text)
    if not value.is_integer():
        raise Refused(_NOT_WHOLE)
    return int(value)


def exact_text(value: float) -> str:
    """Write ``value`` with as few digits as bring back the same float when read again."""
    for digits in range(6, 18):
        text = number_text(value, digits)
        with suppress(Refused):  # rounded up, the largest numbers are past the end
            if parse_number(text) == value:
                return text
    return repr(value)


def stepped(value: float, direction: int, smallest: float = 0.0) -> float:
    """Return the next round number above (``direction`` 1) or below (−1) a finite ``value``: 0.3 → 0.4, 0.001 → 0.0009.

    Steps are the leading digit from 2 to 9, and a tenth of it between 1 and 2, so that going up and down again comes
    back, and eighteen steps make a power of ten. ``smallest`` is a power of ten below which no step goes, so that steps
    can cross zero; 0 means none.
    """
    size = abs(value)
    if size == 0:
        return direction * (smallest or 0.1)
    inward = (value > 0) != (direction > 0)
    half = math.log10(size) - math.log10(2)
    exponent = math.ceil(half - 1e-9) - 1 if inward else math.floor(half + 1e-9)
    if smallest:
        exponent = max(exponent, round(math.log10(smallest)))
    exponent = max(exponent, -320)
    unit = float(f"1e{exponent}")
    count = value / unit
    whole = math.floor(count + 1e-6) + 1 if direction > 0 else math.ceil(count - 1e-6) - 1
    result = float(f"{whole}e{exponent}")
    return result if math.isfinite(result) else value


def _plain(text: str) -> str:
    text = _SUPERSCRIPT.sub(lambda match: "^" + match[0].translate(FROM_SUPERSCRIPT), text)
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    text = re.sub(r"(?<=\d)[\s_'’]+(?=\d)", "", text)
    return re.sub(r"\s+", "", text).replace("**", "^")


def _without_commas(plain: str, text: str) -> str:
    if "," not in plain:
        return plain
    if _THOUSANDS.fullmatch(plain):
        return plain.replace(",", "")
    if unclear := _UNCLEAR.fullmatch(plain):
        whole, decimals = unclear.groups()
        thousands, decimal = f"{whole}{decimals}", str(float(f"{whole}.{decimals}"))
        raise Refused(_AMBIGUOUS.fill(text=shortened(text), thousands=thousands, decimal=decimal))
    if plain.count(",") == 1 and "." not in plain:
        return plain.replace(",", ".")
    raise Refused(_NOT_A_NUMBER.fill(text=shortened(text)))


def _decimal(plain: str, text: str) -> float:
    if match := _PLAIN.fullmatch(plain):
        sign, mantissa, exponent = match.groups()
    elif match := _POWER.fullmatch(plain):
        sign, mantissa, exponent = match.groups()
        mantissa = mantissa or "1"
    else:
        raise Refused(_NOT_A_NUMBER.fill(text=shortened(text)))
    value = float(f"{sign}{mantissa}e{exponent or 0}")
    _check_range(value, any(digit in "123456789" for digit in mantissa))
    return value


def _check_range(value: float, expected_nonzero: bool) -> None:
    if math.isinf(value):
        raise Refused(_TOO_LARGE)
    if value == 0 and expected_nonzero:
        raise Refused(_TOO_SMALL)


def shortened(text: str) -> str:
    """Return what was typed, or a name, in few letters on one line."""
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def unbroken_numbers(html: str) -> str:
    """Return HTML in which no number is broken: in it Qt takes the narrow space between thousands for any other."""
    return html.replace("\u202f", "\u00a0")
