"""How classes of the program are made, and what Python looks up in the class of a value."""

from __future__ import annotations

import types
from abc import ABCMeta
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from model.program import native
from model.program.machine.functions import Function, Hook
from model.program.native.attributes import check_becoming, private_names
from model.program.native.calls import own
from model.program.native.closing import is_closed
from model.program.native.enumerations import check_members
from model.program.source import is_special

if TYPE_CHECKING:
    from model.program.machine.frames import Cell

_HOOKS = ("__getattr__", "__init_subclass__", "__set_name__", "__deepcopy__")
_IMPLICIT = {"__new__": staticmethod, "__init_subclass__": classmethod, "__class_getitem__": classmethod}
"""Methods that are static or of the class without a decorator; Python knows that of its own functions only."""


@dataclass
class Prepared:
    """A class whose body is about to be run, or has been."""

    name: str
    bases: tuple[Any, ...]
    metaclass: Any
    namespace: dict[str, Any]
    keywords: dict[str, Any]


def prepared(body: Function, bases: list[Any], keywords: dict[str, Any]) -> Prepared:
    """Return a class with the namespace for its body; TypeError where it cannot have these bases."""
    code = body.routine.code
    resolved = tuple(types.resolve_bases(bases))
    native.check_bases(resolved)
    metaclass = keywords.get("metaclass", type)
    if metaclass is not type and metaclass is not ABCMeta:
        raise native.Denied("metaclass= is not known here")
    metaclass, namespace, keywords = types.prepare_class(code.name, resolved, keywords)
    namespace |= {"__module__": "__main__", "__qualname__": code.qualified_name}
    if code.docstring is not None:
        namespace["__doc__"] = code.docstring
    if resolved != tuple(bases):
        namespace["__orig_bases__"] = tuple(bases)
    return Prepared(code.name, resolved, metaclass, namespace, keywords)


def made(prepared: Prepared, cell: Cell) -> type:
    """Make the class of a namespace that its body has filled."""
    namespace = prepared.namespace
    for base in prepared.bases:
        private = private_names(base) if not native.is_user_class(base) else frozenset[str]()
        for name in namespace.keys() & private:
            if not is_special(name):
                raise native.Denied(f"'{name}' of '{base.__name__}' cannot be set by programs here")
    for name, value in namespace.items():
        check_becoming(name, value)
        guarded = native.callable_in(prepared.bases, value, is_special(name))
        if guarded is not value:
            namespace[name] = guarded
    for name in (*_HOOKS, *_IMPLICIT):
        function = namespace.get(name)
        if isinstance(function, Function):
            if name in _HOOKS:
                function = Hook(function.routine, function.cells, function.defaults, function.named_defaults)
            namespace[name] = _IMPLICIT.get(name, _itself)(function)
    _check_slots(namespace)
    check_members(prepared.bases, namespace)
    is_protocol = any(Protocol in base.__mro__ for base in prepared.bases)
    if not is_protocol:  # else it has them of that
        namespace |= native.closed()
    _close_copying(namespace, prepared.bases, is_protocol)
    cell.value = prepared.metaclass(prepared.name, prepared.bases, namespace, **prepared.keywords)
    return native.admit_class(cell.value)


def _close_copying(namespace: dict[str, Any], bases: tuple[Any, ...], is_protocol: bool) -> None:
    """Let Python find ``__deepcopy__`` in a class alone: any other function would be given addresses."""
    own = namespace.get("__deepcopy__")
    every = [vars(cls).get("__deepcopy__") for base in bases for cls in base.__mro__]
    if isinstance(own, Function):
        namespace["__deepcopy__"] = property(partial(types.MethodType, own))
    elif own is None and not is_protocol:
        namespace["__deepcopy__"] = next((one for one in every if one is not None and not is_closed(one)), property())


def _check_slots(namespace: dict[str, Any]) -> None:
    """Raise TypeError where an object is to keep what only Python and its libraries ask for."""
    if "__slots__" in namespace:
        slots = namespace["__slots__"]
        slots = namespace["__slots__"] = (slots,) if isinstance(slots, str) else tuple(slots)
        if not native.closed().keys().isdisjoint(slots):
            raise native.Denied("__slots__ has a name that cannot be set by programs here")


def _itself(function: Function) -> Function:
    return function


def manager_methods(manager: Any) -> tuple[Any, Any]:
    """Return the methods with which a ``with`` statement begins and ends."""
    cls = type(manager)
    found = [getattr(cls, name, None) for name in ("__enter__", "__exit__")]
    if None in found:
        missed = " (missed __exit__ method)" if found[0] is not None else ""
        raise TypeError(f"'{cls.__name__}' object does not support the context manager protocol{missed}")
    enter, leave = (_bound(each, manager) for each in found)
    return enter, leave


def _bound(method: Any, owner: Any) -> Any:
    if type(method) is Function:
        return types.MethodType(method, owner)
    if isinstance(method, property):
        return native.admit(method.__get__(owner, type(owner)))
    return native.Method(native.Native(f"{type(owner).__name__}.{method.__name__}", method, own), owner)
