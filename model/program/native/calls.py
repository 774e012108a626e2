"""Calls: how functions of Python, torch and NumPy, methods and classes are called for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.program.native.attributes import attribute
from model.program.native.limits import Limit, bounded
from model.program.native.values import (
    KINDS,
    Method,
    Native,
    admit,
    admit_whole,
    class_native,
    fit,
    kind_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def whole(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call a function, and admit all of what it has made."""
    args, kwargs = checked(native, args, kwargs)
    return admit_whole(native.function(*fit(args), **dict(zip(kwargs, fit(list(kwargs.values())), strict=True))))


def collecting(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call what reads an iterator to its end and keeps what it gives: no farther than the limit."""
    return whole(native, [bounded(value) for value in args], kwargs)


def own(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call what takes any value and gives back what is the program's own, such as methods of its lists."""
    args, kwargs = checked(native, args, kwargs)
    result = admit(native.function(*args, **kwargs))
    if Limit.raised is not None:
        raise Limit.raised
    return result


def checked(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> tuple[Sequence[Any], dict[str, Any]]:
    """Return the arguments after the check of the function's own, which may change them."""
    return (args, kwargs) if native.check is None else native.check(args, kwargs) or (args, kwargs)


def call(function: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call anything with arguments that have been admitted."""
    of = type(function)
    if of is Native or of is Method:
        if of is Method:
            function, args = function.native, (function.owner, *args)
        return function.rule(function, args, kwargs)
    if isinstance(function, type):
        native = class_native(function)
        return native.rule(native, args, kwargs)
    how = kind_of(of).call
    if how is not None:
        return how(function, args, kwargs)
    if KINDS[of].is_user or not callable(function):  # Python itself says that it cannot be called
        return admit(function(*args, **kwargs))
    raise TypeError(f"'{of.__name__}' object is not callable")


def call_method(value: Any, name: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Do ``value.name(*args, **kwargs)`` without an object for the method between."""
    found = KINDS.get(type(value))
    if found is not None and not found.dynamic:
        native = found.methods.get(name)
        if native is not None:
            return native.rule(native, (value, *args), kwargs)
    return call(attribute(value, name), args, kwargs)


def calling(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Return how values are called that are functions themselves, such as those of ``functools.partial``."""

    def call_value(function: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        return rule(Native(type(function).__name__, function, rule), args, kwargs)

    return call_value
