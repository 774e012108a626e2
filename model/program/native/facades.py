"""Modules as programs see them: a name, the real module, and what of it programs may use."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

from model.program.native.built_in import BUILTINS
from model.program.native.calls import whole
from model.program.native.limits import ITERATORS, Denied
from model.program.native.reasons import reason
from model.program.native.values import KINDS, Facade, Native, Rule, admit, call_own, kind

if TYPE_CHECKING:
    from collections.abc import Iterable

MODULES: dict[str, Facade] = {}


def facade(name: str, real: object, members: dict[str, Any], settable: str = "") -> Facade:
    """Make a module; the one that it is in gets it too."""
    MODULES[name] = Facade(name, real, {one: admit(value) for one, value in members.items()}, settable)
    parent, _, last = name.rpartition(".")
    if parent:
        MODULES[parent].members[last] = MODULES[name]
    return MODULES[name]


def offered(module: Any, names: Iterable[str] | str, rule: Rule = whole) -> dict[str, Any]:
    """Return members of a module as programs have them: classes are admitted with their values, functions guarded."""
    short = module.__name__.rpartition(".")[2]
    found = {name: getattr(module, name) for name in (names.split() if isinstance(names, str) else names)}
    for name, value in found.items():
        if isinstance(value, type):
            if value not in KINDS:
                kind(value, rule, maker=rule)
                if hasattr(value, "__next__"):
                    ITERATORS.add(value)
        elif callable(value) and not _is_held(value):
            found[name] = Native(f"{short}.{name}", value, rule)
    return found


class Elsewhere(Facade):
    """What a program imports that it may not have, and may never come to use."""

    __slots__ = ()

    def __call__(self, *_: Any, **__: Any) -> Any:
        """Say that it cannot be used."""
        raise Denied(reason(self.name))


def _refuse(value: Elsewhere, name: str) -> Any:
    raise Denied(reason(value.name))


Elsewhere.__name__, Elsewhere.__module__ = "module", "builtins"
kind(Elsewhere, call_own, only="", reader=_refuse, call=lambda value, args, kwargs: value(*args, **kwargs))
facade("builtins", builtins, {name: value for name, value in BUILTINS.items() if hasattr(builtins, name)})


def _is_held(value: Any) -> bool:
    try:
        return admit(value) is value
    except Denied:
        return False
