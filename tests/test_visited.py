"""How it is counted which functions of the window the tests enter; the count itself is ``python -m tests.visited``."""

from __future__ import annotations

import ast

from tests.visited.functions import ROOT, excused, functions_in, functions_of, instrumented, is_excused

SOURCE = '''
from abc import abstractmethod

class Lamp:
    """Shines."""

    @property
    def watts(self):
        """Return the power."""
        return (lambda: 7)()

    @watts.setter
    def watts(self, value): self._watts = value

    def later(self):
        def inner(): return (yield 3)
        return inner

    def heirs(self):
        """Do what the heirs do."""
        raise NotImplementedError

    @abstractmethod
    def nothing(self):
        """Do nothing."""
'''
NAMES = [
    "Lamp.watts",
    "Lamp.watts.<locals>.<lambda>",
    "Lamp.watts#2",
    "Lamp.later",
    "Lamp.later.<locals>.inner",
]


def test_every_function_is_listed_but_those_that_heirs_fill() -> None:
    assert [name for name, _ in functions_in(ast.parse(SOURCE))] == NAMES


def test_a_function_says_that_it_is_entered_and_does_what_it_did() -> None:
    entered: list[int] = []
    module = {"__visited__": entered.append}
    exec(instrumented(SOURCE, "lamp", "lamp.py"), module)
    lamp = module["Lamp"]()  # type: ignore[operator]
    assert lamp.watts == 7
    assert lamp.watts.__class__ is int
    lamp.watts = 9
    assert lamp._watts == 9
    inner = lamp.later()
    assert [NAMES[number] for number in entered] == [*NAMES[:2], *NAMES[:2], *NAMES[2:4]]
    assert next(inner()) == 3
    assert NAMES[entered[-1]] == NAMES[4]
    assert type(lamp).watts.__doc__ == "Return the power."


def test_each_excuse_has_a_reason_and_names_a_function() -> None:
    names = [name for path in (ROOT / "gui").rglob("*.py") for name in functions_of(path)]
    for entry in excused():
        assert entry.reason, entry
        assert any(is_excused(name, [entry]) for name in names), entry
