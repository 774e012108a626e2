"""Mutations of a text: pieces swapped, repeated, left out and put in, look-alikes, deep nesting, hostile characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

_PIECE = re.compile(r"\w+|\s+|.", re.DOTALL)
LOOK_ALIKES = {
    **{
        "x": "хⅹ×𝑥ｘχ",
        "y": "уγ𝑦ｙ",
        "e": "еℯｅє",
        "a": "аα𝒂ａ",
        "o": "ο0о",
        "-": "−–—‐﹣－",
        "*": "·×∗•＊",
        "/": "÷∕⁄／",
    },
    **{
        "+": "＋﹢➕",
        "(": "（⟮❨",
        ")": "）⟯❩",
        ",": "，、‚;",
        ".": "．。٫·",
        "|": "∣❘｜ǀ",
        "^": "ˆ＾**",
        "=": "＝==≡",
        " ": "\u00a0\u2003\u3000\t\u200b",
    },
    **{"0": "０٠۰O", "1": "１١۱l", "2": "２²₂٢", "3": "３³₃٣", "5": "５⁵", "9": "９⁹", '"': "“”„″''", "'": "’‘′`"},
}
HOSTILE = (
    *("\0", "\ud800", "\udfff\ud800", "\u202e", "\u200f", "\ufeff", "\u2028", "\r\n", "\n", "\t", "\x1b[31m", "\x7f"),
    *(
        "{x}",
        "{0}",
        "%s",
        "%",
        "\\",
        "\\n",
        "'",
        '"',
        '"""',
        "#",
        ";",
        "$",
        "`",
        "&amp;",
        "<b>",
        "\U0001f600",
        "e\u0301",
    ),
    *(
        "ﬁ",
        "ß",
        "İ",
        "ı",
        "½",
        "٣",
        "⁻¹",
        "²",
        "₀",
        "∞",
        "NaN",
        "inf",
        "-0",
        "1e999",
        "1e-999",
        "9" * 400,
        "0x1F",
        "1_0",
    ),
    *(
        "__import__('os')",
        "x.__class__",
        "lambda x: x",
        "[x for x in y]",
        "None",
        "True",
        "x if y else z",
        "torch.",
        "np.",
    ),
)


def mutated(random: Random, text: str, pieces: Sequence[str]) -> str:
    """Return a text with one to four mutations; ``pieces`` are what its grammar is made of."""
    for _ in range(random.choice((1, 1, 2, 4))):
        text = random.choice(_MUTATIONS)(random, text, pieces)
    return text[:6_000]


def _split(text: str) -> list[str]:
    return _PIECE.findall(text) or [""]


def _swapped(random: Random, text: str, _: Sequence[str]) -> str:
    parts = _split(text)
    one, other = random.randrange(len(parts)), random.randrange(len(parts))
    parts[one], parts[other] = parts[other], parts[one]
    return "".join(parts)


def _repeated(random: Random, text: str, _: Sequence[str]) -> str:
    parts = _split(text)
    first = random.randrange(len(parts))
    last = first + random.randint(1, 4)
    return "".join(parts[:first] + parts[first:last] * random.choice((2, 2, 3, 30, 300)) + parts[last:])


def _left_out(random: Random, text: str, _: Sequence[str]) -> str:
    parts = _split(text)
    first = random.randrange(len(parts))
    return "".join(parts[:first] + parts[first + random.randint(1, 3) :])


def _put_in(random: Random, text: str, pieces: Sequence[str]) -> str:
    parts = _split(text)
    parts.insert(random.randint(0, len(parts)), random.choice(pieces))
    return "".join(parts)


def _hostile(random: Random, text: str, _: Sequence[str]) -> str:
    place = random.randint(0, len(text))
    return text[:place] + random.choice(HOSTILE) + text[place:]


def _look_alike(random: Random, text: str, _: Sequence[str]) -> str:
    places = [index for index, character in enumerate(text) if character in LOOK_ALIKES]
    for index in random.sample(places, min(len(places), random.randint(1, 3))):
        text = text[:index] + random.choice(LOOK_ALIKES[text[index]]) + text[index + 1 :]
    return text


def _nested(random: Random, text: str, pieces: Sequence[str]) -> str:
    opening, closing = random.choice(
        (
            ("(", ")"),
            ("-", ""),
            ("|", "|"),
            ("sin(", ")"),
            ("[", "]"),
            ("√", ""),
            ("2^", ""),
            ("", "^2"),
            ("", "²"),
            ("where(x<1,", ",x)"),
            ("max(x,", ")"),
        )
    )
    depth = random.choice((2, 3, 10, 40, 99, 101, 400))
    return opening * depth + text + closing * depth


def _character(random: Random, text: str, _: Sequence[str]) -> str:
    place = random.randrange(len(text) + 1)
    code = random.choice((random.randrange(0x80), random.randrange(0x3000), random.randrange(0x110000)))
    return text[:place] + chr(code) + text[place + random.randrange(2) :]


def _cut(random: Random, text: str, _: Sequence[str]) -> str:
    place = random.randint(0, len(text))
    return text[:place] if random.random() < 0.5 else text[place:]


_MUTATIONS = (_swapped, _repeated, _left_out, _put_in, _put_in, _hostile, _look_alike, _nested, _character, _cut)
