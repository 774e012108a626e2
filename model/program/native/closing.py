"""What Python, NumPy and torch ask objects for, and objects of programs do not answer."""

from __future__ import annotations

import dataclasses
from typing import Any, Protocol

CLOSED = """__array_interface__ __array_struct__ __cuda_array_interface__ __array__ __dlpack__ __dlpack_device__
    __getitems__""".split()


def closed() -> dict[str, Any]:
    """Return what keeps NumPy and torch from asking objects where their memory is: a program could give any address.

    In a class these properties go before what the program has put into an object's own dictionary under the names.
    So do others, by which Python asks how an object is copied: an answer of the program's could be to call anything.
    """
    return {name: property() for name in CLOSED} | {name: _of_base(name) for name in ("__reduce_ex__", "__getstate__")}


_OF_FIELDS: Any = vars(dataclasses)
"""How Python copies a dataclass that has slots and cannot be changed."""


def _of_base(name: str) -> property:
    """Return a property that has a method as the native base of a class has it."""

    def read(value: Any) -> Any:
        for cls in type(value).__mro__:
            found = vars(cls).get(name)
            if name == "__getstate__" and vars(cls).get("__setstate__") is _OF_FIELDS["_dataclass_setstate"]:
                return _OF_FIELDS["_dataclass_getstate"].__get__(value)
            if found is not None and not isinstance(found, property):
                return found.__get__(value)
        raise AttributeError(name)

    return property(read)


def is_closed(found: Any) -> bool:
    """Tell whether what a class has under a name is one of those properties: for a program there is nothing."""
    return isinstance(found, property) and (found.fget is None or getattr(found.fget, "__module__", "") == __name__)


def close(cls: type) -> None:
    """Close a class of ours, from the objects of which no memory is to be had either."""
    for name, value in closed().items():
        setattr(cls, name, value)


close(Protocol)  # pyright: ignore[reportArgumentType] - in a protocol itself they would be members
setattr(Protocol, "__deepcopy__", property())  # noqa: B010 - so would this
