"""What a random user does, as lines of text: they depend on a seed alone, and can be read, cut down and done again.

A place is a share of the width and height of what is in front, and a widget a share of the list of those in sight, so
that each line means something whatever was done before it.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import numpy as np

from model.catalogue.functions import FUNCTIONS
from model.catalogue.optimizers import OPTIMIZERS
from model.experiment.presets import PRESETS
from model.labs import LABS
from resources import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FILES = (
    *("good.descent.json", "race.descent.json", "broken.json", "other.json"),
    *("points.csv", "empty.csv", "missing.json"),
)
"""What lies in the home folder; `program` writes them, but for the last."""
TEXTS = (
    *("x^2", "sin(x)/x", "2x^4 - 3x^2 + 2x - 20", "|x|", "x**", "sin(", "log(-x)", "x^2 + y^2", "x*y", "1/0", "", " "),
    *("0.1", "-3", "1e400", "1e-9", "nan", "inf", "5", "50", "1 000", "0,5", "--", "999999999999", "1e7", "x = 3", "("),
    *("a", "梯度", "\u00e9", "😀", "w*x + b", "a*exp(b*x)", "; import os", "a" * 300, "1\u202f000", "²", "η", "abc"),
)
TABLES = (
    "1\t2\n2\t4\n3\t6",
    "x,y\n1,2\n2,3.5\n4,8",
    "a;b;c\n1,5;2;x\n2,5;3;y",
    "one line",
    "",
    "1\n2\n3",
    "\n".join(f"{row} {row**2}" for row in range(300)),
    "nan inf\n1e400 2",
)
KEYS = (
    *(
        "space",
        "Right",
        "Left",
        "shift+Right",
        "Home",
        "End",
        "p",
        "Tab",
        "shift+Tab",
        "Return",
        "Escape",
        "Up",
        "Down",
    ),
    *("Page_Up", "Page_Down", "Delete", "BackSpace", "ctrl+a", "ctrl+c", "ctrl+v", "ctrl+x", "ctrl+z", "ctrl+y"),
    *("ctrl+n", "ctrl+0", "ctrl+1", "ctrl+2", "ctrl+3", "ctrl+4", "F1", "F5", "F8", "F9", "F11", "alt+f", "alt+v"),
    *("ctrl+s", "ctrl+o", "ctrl+shift+s", "ctrl+shift+z", "Menu", "shift+F10", "ctrl+f", "ctrl+Return", "plus", "1"),
)
NEW_LINE = "⏎"
"""Stands in a line for a new line."""
PACES = (0.1, 0.5, 1.0, 4.0, 10.0, float("inf"))
MODIFIERS = ("", "", "", "", "", "", "shift", "ctrl", "alt")


class Chance:
    """Random choices that can be written into a line."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random

    def share(self) -> str:
        return f"{self._random.random():.3f}"

    def place(self) -> str:
        return f"{self.share()} {self.share()}"

    def whole(self, low: int, high: int) -> int:
        return int(self._random.integers(low, high + 1))

    def one(self, values: Sequence[Any], weights: Sequence[float] | None = None) -> Any:
        shares = None if weights is None else np.array(weights) / sum(weights)
        return values[int(self._random.choice(len(values), p=shares))]

    def quoted(self, values: Sequence[str]) -> str:
        return shlex.quote(self.one(values).replace("\n", NEW_LINE))


def _with_modifier(line: str, chance: Chance) -> list[str]:
    return [f"{line} {chance.one(MODIFIERS)}".rstrip()]


def _open_menu(chance: Chance) -> list[str]:
    return [f"menu {chance.share()}", *[f"pick {chance.share()}"] * chance.whole(1, 3)]


def _context_menu(chance: Chance) -> list[str]:
    return [f"click {chance.place()} right", f"pick {chance.share()}"]


def _drag(chance: Chance) -> list[str]:
    line = f"drag {chance.place()} {chance.place()}"
    return _with_modifier(f"{line} {chance.one(('left', 'left', 'left', 'right', 'middle'))}", chance)


def _drag_meanwhile(chance: Chance) -> list[str]:
    """Hold the button while something else is done."""
    return [f"press {chance.place()}", f"move {chance.place()}", *any_lines(chance, 1), "release"]


def _file(chance: Chance) -> list[str]:
    key = chance.one(("ctrl+o", "ctrl+shift+s", "ctrl+s"))
    answer = f"name {chance.quoted(FILES)}" if chance.whole(0, 2) else "key Escape"
    return [f"key {key}", answer, f"key {chance.one(('Escape', 'Return'))}"]


def _run_a_while(chance: Chance) -> list[str]:
    return [f"pace {chance.one(PACES)}", "key space", f"wait {chance.whole(1, 400)}"]


_KINDS: dict[str, tuple[float, Callable[[Chance], list[str]]]] = {
    "click": (10, lambda chance: _with_modifier(f"click {chance.place()} left", chance)),
    "twice": (2, lambda chance: [f"twice {chance.place()}"]),
    "right": (3, _context_menu),
    "drag": (8, _drag),
    "held": (2, _drag_meanwhile),
    "wheel": (5, lambda chance: _with_modifier(f"wheel {chance.place()} {chance.whole(-4, 4)}", chance)),
    "key": (12, lambda chance: [f"key {chance.one(KEYS)}"]),
    "type": (3, lambda chance: [f"type {chance.quoted(TEXTS)}"]),
    "field": (8, lambda c: [f"field {c.share()} {c.quoted(TEXTS)} {c.one(('Return', 'Tab', 'Escape', 'none'))}"]),
    "button": (10, lambda chance: [f"button {chance.share()}"]),
    "choose": (6, lambda chance: [f"choose {chance.share()}", f"pick {chance.share()}"]),
    "pull": (6, lambda chance: [f"pull {chance.share()} {chance.share()} {chance.share()}"]),
    "cell": (3, lambda chance: [f"cell {chance.share()} {chance.share()}"]),
    "menu": (6, _open_menu),
    "file": (2, _file),
    "drop": (2, lambda chance: [f"drop {chance.quoted(FILES)}"]),
    "paste": (2, lambda chance: [f"clip {chance.quoted(TABLES)}", "key ctrl+v"]),
    "size": (2, lambda chance: [f"size {chance.whole(600, 1900)} {chance.whole(300, 1000)}"]),
    "state": (2, lambda c: [f"state {c.one(('minimised', 'maximised', 'full', 'normal', 'normal'))}"]),
    "language": (1.5, lambda chance: [f"language {chance.one(tuple(LANGUAGES))}"]),
    "theme": (1.5, lambda chance: [f"theme {chance.one(('light', 'dark', 'system'))}"]),
    "lab": (3, lambda chance: [f"lab {chance.one(LABS)}"]),
    "case": (3, lambda chance: [f"case {chance.one([preset.key for preset in PRESETS])}"]),
    "page": (3, lambda chance: [f"page {chance.whole(0, 2)}"]),
    "help": (1, lambda chance: [f"help {chance.one((*LABS, 'keys', 'formulas', 'licences', 'about'))}"]),
    "back": (1, lambda _chance: ["help none"]),
    "undo": (3, lambda chance: [*["key ctrl+z"] * chance.whole(1, 4), *["key ctrl+y"] * chance.whole(0, 3)]),
    "all": (0.7, lambda _chance: ["undo-and-redo"]),
    "run": (5, _run_a_while),
    "pin": (2, lambda _chance: ["key p"]),
    "seek": (2, lambda chance: [f"seek {chance.share()}"]),
    "wait": (4, lambda chance: [f"wait {chance.whole(1, 300)}"]),
    "look": (4, lambda _chance: ["look"]),
}
"""What is done, how often in comparison, and its lines."""


def any_lines(chance: Chance, count: int) -> list[str]:
    """Return so many things to do, each one line or a few that belong together."""
    kinds = list(_KINDS.values())
    weights = [weight for weight, _ in kinds]
    return [line for _ in range(count) for line in chance.one(kinds, weights)[1](chance)]


def clicks(random: np.random.Generator, length: int) -> list[str]:
    """Return at least so many lines of what a person may do who tries everything at random."""
    chance = Chance(random)
    lines = [f"lab {chance.one(LABS)}"]
    while len(lines) < length:
        lines += any_lines(chance, 1)
    return [*lines, "undo-and-redo", "look"]


_FORMULAS = [named.formula for named in FUNCTIONS.values()]
_SOAK: dict[str, tuple[float, Callable[[Chance], list[str]]]] = {
    "edit": (6, lambda chance: [f"pull {chance.share()} {chance.share()} {chance.share()}"]),
    "formula": (4, lambda c: [f"formula {shlex.quote(c.one(_FORMULAS))} {c.whole(1, 9)} {c.one(list(OPTIMIZERS))}"]),
    "drag": (5, lambda chance: [f"drag {chance.place()} {chance.place()} left"]),
    "held": (3, lambda c: [f"press {c.place()}", f"move {c.place()}", "key p", f"move {c.place()}", "release"]),
    "pin": (2, lambda _chance: ["key p"]),
    "page": (3, lambda chance: [f"page {chance.whole(0, 2)}"]),
    "undo": (3, lambda chance: [*["key ctrl+z"] * chance.whole(1, 9), *["key ctrl+y"] * chance.whole(0, 9)]),
    "lab": (2, lambda chance: [f"lab {chance.one(LABS)}", "long", "key space"]),
    "run": (8, lambda chance: ["pace inf", "go", f"wait {chance.whole(50, 800)}"]),
    "theme": (0.3, lambda chance: [f"theme {chance.one(('light', 'dark'))}"]),
}


_FULL_FROM = 20
"""Lines from which on a plan begins with a full undo stack."""


def soak(random: np.random.Generator, length: int) -> list[str]:
    """Return at least so many lines that edit long runs while they play flat out, in all labs."""
    chance = Chance(random)
    kinds = list(_SOAK.values())
    weights = [weight for weight, _ in kinds]
    lines = [f"lab {chance.one(LABS)}", "long", *["fill"] * (length > _FULL_FROM)]
    while len(lines) < length:
        lines += chance.one(kinds, weights)[1](chance)
    return [*lines, "look"]


PLANS = {"clicks": clicks, "clicks-x11": clicks, "soak": soak}
"""By the name of the campaign."""
