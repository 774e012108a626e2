"""The distance between the ticks of an axis, and how they are written."""

from __future__ import annotations

import math

from gui.look.numbers import number_text
from model.message import TO_SUPERSCRIPT

_MOST_DIGITS = 15


def nice_step(rough: float) -> float:
    """Return the smallest of 1, 2, 5 times a power of ten that is not below ``rough``."""
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (1.0, 2.0, 5.0):
        if factor * power >= rough * (1 - 1e-9):
            return factor * power
    return 10.0 * power


def nudged(value: float, direction: int, rough: float) -> float:
    """Return the next round number in a direction: a multiple of the `nice_step` for ``rough``.

    Where ``direction`` is 0, the value itself.
    """
    if not direction:
        return value
    step = nice_step(rough)
    count = value / step
    following = math.floor(count + 1e-9) + 1 if direction > 0 else math.ceil(count - 1e-9) - 1
    return round(following * step, -math.floor(math.log10(step) + 1e-9))


def rounded(value: float, pixel: float, low: float = -math.inf, high: float = math.inf) -> float:
    """Return what a place that is known to a ``pixel`` means: no decimals finer than the first that is below it.

    Rounding leads to no number outside of ``low`` to ``high``, unless there is no such number between them.
    """
    if not (pixel > 0 and math.isfinite(pixel)):
        return min(max(value, low), high)
    decimals = -math.floor(math.log10(pixel) + 1e-9)
    near = round(min(max(value, low), high), decimals) + 0.0  # no −0
    if not low <= near <= high:
        near = round(near + math.copysign(10.0**-decimals, low - near), decimals)
    return min(max(near, low), high)


def tick_text(value: float, spacing: float, largest: float) -> str:
    """Write one tick of an axis whose ticks lie ``spacing`` apart and reach ``largest`` in size."""
    if abs(value) < 1e-9 * spacing:
        return "0"
    if 1e-3 <= largest < 1e6:
        decimals = min(max(math.ceil(-math.log10(spacing) - 1e-9), 0), _MOST_DIGITS)
        text = f"{value:,.{decimals}f}"
        return text.replace(",", "\u202f").replace("-", "−")
    exponent = math.floor(math.log10(abs(value)) + 1e-9)
    digits = min(max(exponent - math.floor(math.log10(spacing) + 1e-9) + 1, 1), _MOST_DIGITS)
    mantissa = number_text(value / 10.0**exponent if exponent > -300 else value * 1e300, digits)
    power = power_of_ten(exponent)
    if mantissa in ("1", "−1"):
        return power if mantissa == "1" else f"−{power}"
    return f"{mantissa}×{power}"


def power_of_ten(exponent: int) -> str:
    """Write a power of ten, such as 10⁻⁷."""
    return f"10{str(exponent).translate(TO_SUPERSCRIPT)}"
