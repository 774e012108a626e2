"""Numbers as they are typed into fields, and how they are written again."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gui.look.numbers import exact_text, number_text, parse_integer, parse_number, stepped
from model.message import Refused
from tests.campaigns.attack import Attack
from tests.campaigns.sentences import wrong_with
from tests.campaigns.smaller import smaller_parts
from tests.campaigns.texts.mutations import mutated

if TYPE_CHECKING:
    from random import Random

_FORMS = (
    "{a}",
    "{a}e{p}",
    "{a}E+{p}",
    "{a}*10^{p}",
    "{a}×10^-{p}",
    "10^{p}",
    "{a}/{b}",
    "−{a}",
    "{a},{b}",
    "{a}.{b}",
    "{a} {b}",
    "{a}_000",
    "1,{b},000",
    ".{b}",
    "{a}.",
    "+{a}",
    "1e-{p}",
    "{a}×10⁻³",
)
_PIECES = (
    "1",
    "0",
    "9",
    ".",
    ",",
    "e",
    "E",
    "-",
    "+",
    "^",
    "*",
    "/",
    " ",
    "10^",
    "×10⁻",
    "⁻³",
    "∞",
    "nan",
    "%",
    "(",
    ")",
    "000",
    "_",
    "'",
)


def _drawn(random: Random) -> str:
    numbers = {key: random.choice((0, 1, 5, 12, 123, 307, 308, 309, 323, 324, 1000, 10**18, 10**30)) for key in "abp"}
    text = random.choice(_FORMS).format(**numbers)
    return mutated(random, text, _PIECES) if random.random() < 0.6 else text


def check(text: str) -> str | None:
    """Return what is wrong with how a text is read as a number."""
    for read in (parse_number, parse_integer):
        try:
            value = read(text)
        except Refused as refusal:
            if wrong := wrong_with(refusal.message, text):
                return wrong
            continue
        if not math.isfinite(value):
            return "a number that is not finite is taken"
        if read is parse_number and parse_number(exact_text(value)) != value:
            return "the number is not read again as it was written"
        number_text(value)
        for direction in (1, -1) if read is parse_number else ():
            if not math.isfinite(stepped(value, direction)):
                return "a step leads to infinity"
    return None


FIELDS = [Attack("number", _drawn, check, smaller_parts, "1e-3")]
