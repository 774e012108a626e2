"""Modules as programs see them: a name, the real module, and what of it programs may use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import model.program.native.built_in  # noqa: F401  # pyright: ignore[reportUnusedImport]
from model.message import QT_TRANSLATE_NOOP, Message
from model.program.native.calls import whole
from model.program.native.limits import ITERATORS
from model.program.native.values import KINDS, Facade, Native, Rule, admit, kind

if TYPE_CHECKING:
    from collections.abc import Iterable

MODULES: dict[str, Facade] = {}
_ELSEWHERE = QT_TRANSLATE_NOOP("program", "Python has {name}; programs here cannot use it.")
_NO_MODULE = QT_TRANSLATE_NOOP("program", "There is no module {name} here. There are {known}.")
_OUTSIDE = QT_TRANSLATE_NOOP(
    "program", "{name} reaches files, other programs or the network: programs here cannot use it."
)
_REACHING = set(
    """os sys.path subprocess socket shutil pathlib tempfile glob pickle shelve sqlite3 urllib http requests ctypes
    importlib multiprocessing threading asyncio concurrent signal mmap builtins inspect gc marshal code
    pty""".split()
)


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


def _is_held(value: Any) -> bool:
    try:
        return admit(value) is value
    except TypeError:
        return False


def why_not(module: str, name: str = "") -> Message:
    """Return the sentence for a module, or a name of one, that programs cannot import."""
    full = f"{module}.{name}" if name else module
    if module.partition(".")[0] in _REACHING:
        return _OUTSIDE.fill(name=full)
    if name and hasattr(getattr(MODULES.get(module), "real", None), name):
        return _ELSEWHERE.fill(name=full)
    if name:
        return QT_TRANSLATE_NOOP("program", "There is no {name} in {module}.").fill(name=name, module=module)
    return _NO_MODULE.fill(name=full, known=tuple(sorted(one for one in MODULES if "." not in one)))
