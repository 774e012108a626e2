"""decimal as programs see it: of numbers with no more digits than whole numbers may have."""

from __future__ import annotations

import decimal
from typing import Any

from model.message import QT_TRANSLATE_NOOP
from model.program.native.attributes import SETTERS
from model.program.native.calls import own, whole
from model.program.native.facades import facade, offered
from model.program.native.limits import Ceiling
from model.program.native.values import CHECKS, kind

DIGITS = Ceiling(1200, QT_TRANSLATE_NOOP("program", "A decimal number of more than {limit} digits."))


def _check_number(number: Any) -> bool:
    DIGITS.holds(abs(number.adjusted()) if number.is_finite() else 0)
    return True


def _check_context(*args: Any, prec: Any = None, **others: Any) -> None:
    contexts = [one for one in (*args, *others.values()) if isinstance(one, decimal.Context)]
    for precision in (prec, *args[:1], *(one.prec for one in contexts)):
        DIGITS.holds(precision if isinstance(precision, int) else 0)
    if others.keys() & {"Emin", "Emax", "traps", "flags"} or len(args) > 2:
        raise TypeError("only prec= and rounding= can be set here")


def _check_setting(_: Any, name: str, new: Any) -> None:
    DIGITS.holds(new if name == "prec" and isinstance(new, int) else 0)


def _check_text(*given: Any, **named: Any) -> None:
    for value in (*given, *named.values()):
        DIGITS.holds(len(value) if isinstance(value, (str, tuple)) else 0)


SETTERS[decimal.Context, "*"] = _check_setting
CHECKS.update({"Context": _check_context, "decimal.localcontext": _check_context, "Decimal": _check_text})
_roundings = [name for name in dir(decimal) if name.startswith("ROUND_")]
_errors = "DecimalException InvalidOperation DivisionByZero Inexact Overflow Underflow Rounded".split()
_of_number = """adjusted as_integer_ratio as_tuple compare copy_abs copy_negate copy_sign exp fma is_finite is_infinite
    is_nan is_signed is_zero ln log10 logb max min normalize quantize real imag conjugate same_quantum scaleb sqrt
    to_integral to_integral_exact to_integral_value to_eng_string remainder_near"""
kind(decimal.Decimal, whole, only=_of_number, maker=whole, check=_check_number)
kind(
    decimal.Context, whole, only="prec rounding copy divide sqrt create_decimal", settable="prec rounding", maker=whole
)
kind(type(decimal.localcontext()), own, only="")
facade(
    "decimal",
    decimal,
    {
        **offered(decimal, ["Decimal", "Context"]),
        **offered(decimal, "getcontext setcontext localcontext", own),
        **{name: getattr(decimal, name) for name in (*_roundings, *_errors)},
    },
)
