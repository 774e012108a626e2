"""The builtins of Python, the kinds of values that Python has, and what each may do."""

from __future__ import annotations

import builtins
import operator
import types
from collections import Counter, OrderedDict
from functools import partial
from itertools import chain
from typing import Any

from model.program.native.attributes import (
    SEEN,
    attribute,
    delete_attribute,
    member,
    of_class,
    of_native,
    of_super,
    set_attribute,
)
from model.program.native.calls import call, call_alias, collecting, container, filling, letters, own, whole
from model.program.native.containers import PLAIN, deque
from model.program.native.identity import disguised
from model.program.native.limits import BITS, CONTAINERS, ITERATORS, LETTERS, Denied, check_nested, weigh
from model.program.native.operators import binary, compare, iterate, subscript
from model.program.native.text import Printed, format_text, formatted, joined, text_of
from model.program.native.values import (
    CALLABLES,
    CHECKS,
    CLASSES,
    FAMILIES,
    INSTEAD,
    KINDS,
    Facade,
    Method,
    Native,
    Wrapped,
    admit,
    call_program,
    clean,
    fit,
    fit_named,
    holds_class,
    is_user_class,
    kind,
)
from model.program.native.world import Variables, global_variables, local_variables

# ---- functions


def _print(*args: Any, sep: Any = " ", end: Any = "\n", file: Any = None, flush: bool = False) -> None:
    for name, value in (("sep", sep), ("end", end)):
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{name} must be None or a string, not {type(value).__name__}")
    text = (" " if sep is None else sep).join(map(text_of, args)) + ("\n" if end is None else end)
    Printed.current.write(text) if file is None else call(attribute(file, "write"), [text], {})


def _hash(value: Any) -> int:
    inside = weigh([value])
    number = hash(value)
    return number if inside <= _HASHED_ALIKE else disguised(abs(number))


_HASHED_ALIKE = {int, float, bool, str, bytes, complex, tuple, frozenset}
"""Types of which Python computes a hash from what is in them, and not from where they are."""


def _type_of(value: Any, *more: Any) -> type:
    if more:
        raise Denied("a class is made with a class statement here")
    return Wrapped if type(value) is Native and value.is_python else type(value)


def _getattr(value: Any, name: Any, *default: Any) -> Any:
    if not isinstance(name, str):
        raise TypeError(f"attribute name must be string, not '{type(name).__name__}'")
    try:
        return attribute(value, name)
    except AttributeError:
        if not default:
            raise
        return default[0]


def _hasattr(value: Any, name: str) -> bool:
    """Tell whether Python has an attribute, also where a program may not read it."""
    try:
        return _getattr(value, name, _MISSING) is not _MISSING
    except Denied:
        return True


def _may_read(value: Any, name: str) -> bool:
    try:
        attribute(value, name)
    except (AttributeError, Denied):
        return False
    except Exception:  # a property's own, as of a sparse tensor
        return True
    return True


_MISSING = object()


def _dir(value: Any) -> list[str]:
    if isinstance(value, Facade):
        return sorted(value.members)
    return [name for name in dir(value) if name[0] != "_" and _may_read(value, name)]


def _sum(items: Any, start: Any = 0) -> Any:
    """Add up numbers as Python's own sum does, which may be more exact than one by one; all else by operator."""
    iterator, others = iterate(items), list[Any]()

    def numbers() -> Any:
        for item in iterator:
            if type(item) not in (int, float, bool, complex):
                others.append(item)
                return
            yield item

    total = sum(numbers(), start)
    for item in chain(others, iterator):
        total = binary("+", total, admit(item))
    return total


def _is_callable(value: Any) -> bool:
    return callable(value) and (not isinstance(value, type) or value in CLASSES or is_user_class(value))


def _is_own(of: type) -> bool:
    return of in CALLABLES or is_user_class(of)


_OWN: dict[str, Any] = {  # these take any value, and look at it themselves
    **{"print": _print, "hash": _hash, "getattr": _getattr, "setattr": set_attribute, "delattr": delete_attribute},
    **{"dir": _dir, "sum": _sum, "callable": _is_callable, "isinstance": isinstance, "issubclass": issubclass},
    "id": lambda value: disguised(id(value)),
    "hasattr": _hasattr,
    "vars": lambda value: attribute(value, "__dict__"),
    "repr": lambda value: text_of(value, True),
    "ascii": lambda value: formatted(value, "a", ""),
    "format": lambda value, specification="": formatted(value, "", specification),
    "pow": lambda base, exp, mod=None: binary("**", base, exp) if mod is None else pow(base, exp, mod),
    "divmod": lambda left, right: (binary("//", left, right), binary("%", left, right)),
    "iter": lambda value, *rest: iter(*fit([value, *rest])) if rest else iterate(value),
    **{"len": len, "next": next, "globals": global_variables, "locals": local_variables},
}
_WHOLE = "abs all any bin chr hex oct ord round max min".split()


def _int(*args: Any, **kwargs: Any) -> int:
    number = int(*args, **kwargs)
    BITS.holds(number.bit_length())
    return number


def _check_replaced(text: Any, old: Any = "", new: Any = "", *_: Any) -> None:
    if all(type(value) in (str, bytes) for value in (text, old, new)):
        LETTERS.holds(len(text) + text.count(old) * max(len(new) - len(old), 0))


class _Table:
    """A table for ``str.translate`` that counts the letters which it gives."""

    def __init__(self, table: Any) -> None:
        self._table, self._letters = table, 0

    def __getitem__(self, letter: int) -> Any:
        found = subscript(self._table, letter)
        self._letters += len(found) if isinstance(found, str) else 1
        LETTERS.holds(self._letters)
        return found


def _translate(text: str, table: Any, /) -> str:
    return text.translate(_Table(table))


def _check_expanded(text: str, tabsize: int = 8) -> None:
    LETTERS.holds(len(text) + text.count("\t") * tabsize)


def _check_property(*functions: Any, **named: Any) -> tuple[list[Any], dict[str, Any]]:
    check_nested(*functions, *named.values())
    return fit(functions), fit_named(named)


for (
    _name
) in "property property.getter property.setter property.deleter cached_property staticmethod classmethod".split():
    CHECKS[_name] = _check_property
INSTEAD.update({"str": lambda value="": text_of(value), "int": _int, "type": _type_of})
INSTEAD.update({"str.format": format_text, "str.join": joined, "bytes.join": joined, "bytearray.join": joined})
CHECKS["bytes"] = CHECKS["bytearray"] = lambda value=b"", *_, **__: LETTERS.holds(
    operator.index(value) if hasattr(value, "__index__") else 0
)
CHECKS["bytearray.extend"] = lambda row, more: LETTERS.holds(len(row) + (len(more) if hasattr(more, "__len__") else 0))
CHECKS.update({"str.replace": _check_replaced, "bytes.replace": _check_replaced})
CHECKS["bytearray.replace"] = _check_replaced
CHECKS["round"] = lambda number, ndigits=None: BITS.holds(abs(operator.index(ndigits)) if ndigits is not None else 0)
CHECKS["str.expandtabs"] = _check_expanded
INSTEAD["str.translate"] = _translate


def _shown(name: str, classes: Any, function: Any) -> None:
    SEEN[name] = classes, lambda value: Native(name, partial(function, value), own)


_shown("__getitem__", (list, tuple, dict, str), subscript)
_shown("__contains__", (list, tuple, dict, str, set, frozenset), lambda values, value: compare("in", value, values))
_shown("__len__", (list, tuple, dict, str, set, frozenset), len)
_shown("__str__", object, text_of)
_shown("__repr__", object, lambda value: text_of(value, True))
_shown("__round__", (int, float), round)

# ---- the kinds of values

KINDS[type] = kind(type, own, only="", maker=own, reader=of_class, check=holds_class)
for _type in (type(None), type(...), type(NotImplemented)):
    kind(_type, whole)
for _type in (bool, int, float, complex, slice, range):
    kind(_type, whole, denied=("from_bytes", "to_bytes"), maker=whole)
for _type in (list, tuple, dict, Variables, set, frozenset, OrderedDict, Counter, *PLAIN, *PLAIN.values()):
    kind(
        _type,
        container,
        settable="default_factory",
        maker=filling if issubclass(_type, dict) else collecting,
        is_base=_type in (list, dict, set),
    )
CONTAINERS.add(Variables)
CLASSES.pop(Variables)
CLASSES.update({cls: CLASSES[plain] for cls, plain in PLAIN.items()})
Variables.__name__, Variables.__module__ = "dict", "builtins"
_views = [view for kept in ({}, OrderedDict[Any, Any]()) for view in (kept.keys(), kept.values(), kept.items())]
for _type in map(type, _views):
    kind(_type, container, only="isdisjoint")
    CONTAINERS.add(_type)
_read: list[Any] = [*_views, [], (), {}, "", "é", b"", bytearray(), {0}, range(0), range(1 << 70), deque()]
for _type in (enumerate, zip, map, filter, reversed):
    kind(_type, own, only="", maker=whole)
for _type in (
    *(type(iter(one)) for one in _read),
    *(type(reversed(one)) for one in _read if hasattr(one, "__reversed__")),
    *(type(iter(int, 1)), types.GeneratorType),
):
    kind(_type, own, only="")
ITERATORS.update(cls for cls in KINDS if hasattr(cls, "__next__"))
kind(str, letters, denied=("format_map",), maker=own)
_of_bytes = """decode hex fromhex find rfind index count startswith endswith split rsplit splitlines strip lstrip
    rstrip lower upper replace join isalpha isdigit isalnum isspace isupper islower"""
kind(bytes, letters, only=_of_bytes, maker=collecting)
kind(bytearray, letters, only=f"{_of_bytes} append extend insert pop remove reverse clear copy", maker=collecting)
kind(object, own, only="", maker=own)
kind(super, own, only="", maker=own, reader=of_super)
for _type in (Native, Method, Wrapped):
    kind(_type, own, only="", reader=of_native, check=callable)
kind(Facade, own, only="", reader=member)
kind(types.MethodType, own, only="", check=lambda method: _is_own(type(method.__func__)), call=call_program, maker=own)
kind(property, own, only="getter setter deleter fget fset", maker=own)
for _type in (staticmethod, classmethod):
    kind(_type, own, only="", maker=own)
kind(types.GenericAlias, own, only="", call=call_alias, makes=True)  # pyright: ignore[reportArgumentType]
kind(types.UnionType, own, only="")  # pyright: ignore[reportArgumentType]
ERRORS = {
    name: error
    for name, error in vars(builtins).items()
    if isinstance(error, type) and issubclass(error, BaseException) and "Group" not in name
}
for _type in {*ERRORS.values()}:
    kind(_type, own, only="args value name code errno strerror msg add_note", dynamic=True, maker=own, is_base=True)
    KINDS[_type].check = clean
FAMILIES.append((lambda cls: issubclass(cls, Exception), KINDS[Exception]))


def _exit(code: Any = None) -> None:
    raise SystemExit(code)


BUILTINS: dict[str, Any] = {
    **{name: Native(name, function, own) for name, function in _OWN.items()},
    **{name: Native(name, getattr(builtins, name), whole) for name in _WHOLE},
    "sorted": Native("sorted", sorted, collecting),
    **{cls.__name__: cls for cls in CLASSES if getattr(builtins, cls.__name__, None) is cls},
    **ERRORS,
    **dict.fromkeys(("exit", "quit"), Native("exit", _exit, own)),
    **{"NotImplemented": NotImplemented, "Ellipsis": ..., "__name__": "__main__"},
}
