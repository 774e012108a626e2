"""Calls: how functions of Python, torch and NumPy, methods and classes are called for a program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from model.program.native.attributes import attribute
from model.program.native.enumerations import plain
from model.program.native.limits import (
    CONTAINERS,
    ITEMS,
    ITERATORS,
    NESTED,
    WIDTH,
    Limit,
    bounded,
    check_chain,
    check_nested,
    weigh,
)
from model.program.native.values import (
    KINDS,
    Method,
    Native,
    Rule,
    Wrapped,
    admit,
    admit_whole,
    as_index,
    as_stored,
    class_native,
    fit,
    fit_named,
    is_user_class,
    kind_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def checked(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> tuple[Sequence[Any], dict[str, Any]]:
    """Return the arguments after the check of the function's own, which may change them."""
    if native.check is None:
        return args, kwargs
    try:
        return native.check(*args, **kwargs) or (args, kwargs)
    except TypeError as error:
        if error.__traceback__ is not None and error.__traceback__.tb_next is None:  # they are not the check's own
            raise TypeError(re.sub(r"^[\w.<>]+\(\)", f"{native.short_name}()", str(error))) from None
        raise


def whole(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call a function, and admit all of what it has made."""
    args, kwargs = checked(native, args, kwargs)
    return admit_whole(native.function(*fit(args), **fit_named(kwargs)))


def collecting(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call what reads an iterator to its end and keeps what it gives: no farther than the limit."""
    return whole(native, [*map(_read, args)], kwargs)


def _read(values: Any) -> Any:
    items = bounded(values)
    is_read = items is not values and type(items) is list
    return [*map(as_stored, items)] if is_read and Native in {*map(type, items)} else items


def filling(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Make a dictionary: what is given by name is kept in it as it is."""
    return admit_whole(native.function(*fit([bounded(value) for value in args]), **kwargs))


def own(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call what takes any value and gives back what is the program's own."""
    args, kwargs = checked(native, args, kwargs)
    result = admit(native.function(*args, **kwargs))
    if type(result) in NESTED:
        check_nested(result)
    elif type(result) in ITERATORS:
        check_chain(result)
    if Limit.raised is not None:
        raise Limit.raised
    return result


def container(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call a method of a list, dictionary or set of the program's: within the limit of items, and none too deep."""
    count = 0
    first = int(bool(args) and type(args[0]) in CONTAINERS and not isinstance(native.function, type))
    is_taken = native.short_name in _TAKING or hasattr(native.function, "_fields")
    given: list[Any] = []
    for value in args[first:] if is_taken else map(bounded, args[first:]):
        if type(value) in CONTAINERS:
            weigh(value)
            count += len(value)
        elif not is_taken and native.short_name != "fromkeys":
            value = fit([value])[0]
        given.append(value)
    ITEMS.holds(max(count, 1) + sum(map(len, args[:first])))
    is_filled = first and isinstance(args[0], dict)
    return own(native, [*args[:first], *given], kwargs if is_filled else fit_named(kwargs))


_TAKING = frozenset("append appendleft insert add setdefault get index count remove discard pop move_to_end".split())
"""Methods that take a value as it is, and do not go through it."""


def letters(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call a method of text, which asks for no great width."""
    if native.short_name == "format":
        return own(native, args, kwargs)
    args, kwargs = [*map(plain, args)], {name: plain(value) for name, value in kwargs.items()}
    if native.short_name in ("ljust", "rjust", "center", "zfill", "expandtabs"):
        args, kwargs = [*map(as_index, args)], {name: as_index(value) for name, value in kwargs.items()}
        for value in (*args, *kwargs.values()):
            WIDTH.holds(abs(value) if isinstance(value, int) else 0)
    return collecting(native, args, kwargs)


def call(function: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call anything with arguments that have been admitted."""
    of = type(function)
    if of is Native or of is Wrapped:
        return function.rule(function, args, kwargs)
    if of is Method:
        return function.native.rule(function.native, (function.owner, *args), kwargs)
    if isinstance(function, type):
        native = class_native(function)
        return native.rule(native, args, kwargs)
    how = kind_of(of).call
    if how is not None:
        return how(function, args, kwargs)
    if KINDS[of].is_user or not callable(function):  # Python itself says that it cannot be called
        return admit(function(*args, **kwargs))
    raise TypeError(f"'{of.__name__}' object is not callable")


def call_alias(alias: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Make a value of the class behind an alias such as ``Stack[int]``."""
    origin = getattr(alias, "__origin__", None)
    if not isinstance(origin, type):
        raise TypeError(f"'{type(alias).__name__}' object is not callable")
    made = call(origin, args, kwargs)
    if is_user_class(origin):
        made.__orig_class__ = alias
    return made


def call_method(value: Any, name: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Do ``value.name(*args, **kwargs)`` without an object for the method between."""
    found = KINDS.get(type(value))
    if found is not None and not found.dynamic:
        native = found.methods.get(name)
        if native is not None:
            return native.rule(native, (value, *args), kwargs)
    return call(attribute(value, name), args, kwargs)


def calling(rule: Rule) -> Callable[..., Any]:
    """Return how values are called that are functions themselves, such as those of ``functools.partial``."""

    def call_value(function: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        return rule(Native(type(function).__name__, function, rule), args, kwargs)

    return call_value
