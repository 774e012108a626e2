"""Enumerations of the program, some of which have numbers or texts as members."""

from __future__ import annotations

import enum
from typing import Any

from model.program.native.limits import Denied
from model.program.native.values import MIXED, admit_class, is_user_class

_make_enum: Any = vars(enum.EnumMeta)["_create_"]


def _create_enum(cls: Any, class_name: str, names: Any, **options: Any) -> type:
    """Make an enumeration from names, as calling the class of one does, whoever calls it."""
    if not is_user_class(cls):
        return _make_enum(cls, class_name, names, **options)
    names = names.replace(",", " ").split() if isinstance(names, str) else names or ()
    pairs = names.items() if isinstance(names, dict) else names
    names = [one if isinstance(one, str) else (*one,) for one in pairs]  # read once: what is looked at is used
    for name in [one if isinstance(one, str) else one[0] for one in names]:
        if not isinstance(name, str) or name.startswith("_"):
            raise Denied(f"'{name}' cannot be a name of an enumeration here")
    if options.pop("type", None) is not None:
        raise Denied("type= of an enumeration cannot be used by programs here")
    return admit_class(_make_enum(cls, class_name, names, **{**options, "module": "__main__"}))


enum.EnumMeta._create_ = _create_enum  # pyright: ignore


def plain(value: Any) -> Any:
    """Return the number or text that a member of an enumeration is: what is looked at is what is then used."""
    if isinstance(value, enum.Enum):
        return next((read(value) for base, read in MIXED.items() if isinstance(value, base)), value)
    return value


_OWN = {f"__{name}__" for name in "new init repr str format hash eq ne lt le gt ge doc getattribute".split()}


def check_members(bases: tuple[type, ...], names: Any) -> None:
    """Raise `Denied` where members that are numbers or texts are to say themselves how long they are and the like."""
    if any(issubclass(base, enum.Enum) for base in bases):
        mixed = [base for base in MIXED if any(issubclass(one, base) for one in bases)]
        for name in names:
            if name not in _OWN and any(name in vars(base) for base in mixed):
                raise Denied(f"'{name}' cannot be set in an enumeration of numbers or texts here")
