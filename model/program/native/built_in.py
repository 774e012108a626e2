"""The builtins of Python, the kinds of values that Python has, and what each may do."""

from __future__ import annotations

import builtins
import secrets
import types
from abc import ABCMeta
from collections import Counter, OrderedDict, defaultdict, deque
from itertools import chain
from typing import Any, cast

from model.program.native.attributes import BASES, attribute, delete_attribute, member, of_super, set_attribute
from model.program.native.calls import call, collecting, own, whole
from model.program.native.limits import (
    CONTAINERS,
    ITERATORS,
    bounded,
    check_bits,
    check_items,
    check_letters,
    check_width,
    weigh,
)
from model.program.native.operators import binary, iterate
from model.program.native.text import Printed, format_text, formatted, joined, text_of
from model.program.native.values import (
    CHECKS,
    CLASSES,
    INSTEAD,
    METACLASSES,
    Facade,
    Method,
    Native,
    Wrapped,
    admit,
    call_program,
    fit,
    holds_class,
    holds_method,
    is_user_class,
    kind,
)

# ---- the kinds of values

ITERATOR_TYPES: tuple[type, ...] = (
    *(type(iter(one)) for one in ([], (), {}, {}.values(), {}.items(), "", "é", set[int](), range(0), deque[int]())),
    type(iter(range(1 << 70))),
    *(type(reversed(one)) for one in ([], {}, {}.items(), {}.values(), range(0), deque[int]())),
    *(enumerate, zip, map, filter, reversed, types.GeneratorType, type(iter(int, 1))),
)
ITERATORS.update(ITERATOR_TYPES)
CONTAINERS.update((defaultdict, Counter, type({}.keys()), type({}.values()), type({}.items())))

for _type in (type(None), bool, int, float, complex, type(...), type(NotImplemented), slice, range):
    kind(_type, whole, denied=("from_bytes", "to_bytes"))
for _type in (list, tuple, dict, set, frozenset, OrderedDict, deque, defaultdict, Counter):
    kind(_type, own, settable="default_factory")
for _type in (type({}.keys()), type({}.values()), type({}.items())):
    kind(_type, own, only="isdisjoint")
for _type in ITERATOR_TYPES:
    kind(_type, own, only="send throw close" if _type is types.GeneratorType else ())
kind(str, collecting, denied=("encode", "format_map"))
kind(object, own)
kind(super, own).reader = of_super
for _type in (Native, Method):
    kind(_type, own, only=())
kind(Facade, own, only=()).reader = member
kind(Wrapped, own, only="cache_info cache_clear", dynamic=True)
kind(types.MethodType, own, only=(), check=holds_method, call=call_program)
for _type in (type, ABCMeta):
    kind(_type, own, only=(), check=holds_class)
METACLASSES.add(ABCMeta)
kind(property, own, only="getter setter deleter fget fset")
kind(staticmethod, own, only=())
kind(classmethod, own, only=())
kind(cast("type", types.GenericAlias), own, only=())
kind(cast("type", types.UnionType), own, only=())

ERRORS = {
    name: error
    for name, error in vars(builtins).items()
    if isinstance(error, type) and issubclass(error, (Exception, SystemExit, KeyboardInterrupt))
}
for _error in {*ERRORS.values()}:
    kind(_error, own, only="args value name code errno strerror msg add_note", dynamic=True)

# ---- methods that make something larger


def _check_growth(args: Any, kwargs: Any) -> None:
    owner, *others = args
    check_items(len(owner) + 1)
    for value in others:
        if type(value) is tuple:
            weigh(value)


def _extended(args: Any, kwargs: Any) -> Any:
    owner, *others = args
    others = [bounded(value) for value in others]
    check_items(len(owner) + sum(len(value) for value in others if hasattr(value, "__len__")))
    if type(owner) is not list and type(owner) is not deque:
        weigh(others)
    return [owner, *others], kwargs


def _check_keys_given(args: Any, kwargs: Any) -> Any:
    keys = bounded(args[0]) if args else ()
    weigh([keys])
    return [keys, *args[1:]], kwargs


def _check_keys(args: Any, kwargs: Any) -> None:
    weigh([value for value in args[1:] if type(value) in CONTAINERS])


def _check_compared(args: Any, kwargs: Any) -> Any:
    weigh(args)
    return args, {name: value if name != "key" else fit([value])[0] for name, value in kwargs.items()}


for _name in ("list.append", "list.insert", "deque.append", "deque.appendleft", "deque.insert", "set.add"):
    CHECKS[_name] = _check_growth
for _type in (dict, OrderedDict, defaultdict, Counter):
    for _name in ("get", "pop", "setdefault", "move_to_end"):
        CHECKS[f"{_type.__name__}.{_name}"] = _check_keys
    CHECKS[f"{_type.__name__}.fromkeys"] = _check_keys_given
    for _name in ("update", "subtract"):
        CHECKS[f"{_type.__name__}.{_name}"] = _extended
for _name in "list.extend deque.extend deque.extendleft".split():
    CHECKS[_name] = _extended
for _type in (set, frozenset):
    for _name in "update union intersection difference symmetric_difference issubset issuperset isdisjoint".split():
        CHECKS[f"{_type.__name__}.{_name}"] = _extended
    for _name in "intersection_update difference_update symmetric_difference_update".split():
        CHECKS[f"{_type.__name__}.{_name}"] = _extended
    for _name in ("discard", "remove"):
        CHECKS[f"{_type.__name__}.{_name}"] = _check_keys
for _name in "list.sort list.index list.count list.remove tuple.index tuple.count deque.index deque.remove".split():
    CHECKS[_name] = _check_compared


def _check_elements_of(args: Any, kwargs: Any) -> None:
    check_items(sum(count for count in args[0].values() if isinstance(count, int)))


CHECKS["Counter.elements"] = _check_elements_of


def _check_replaced(args: Any, kwargs: Any) -> None:
    if len(args) > 2 and all(type(value) is str for value in args[:3]):
        text, old, new = args[:3]
        check_letters(len(text) + text.count(old) * max(len(new) - len(old), 0))


def _check_padded(args: Any, kwargs: Any) -> None:
    if len(args) > 1 and isinstance(args[1], int):
        check_width(args[1])


def _check_expanded(args: Any, kwargs: Any) -> None:
    size = kwargs.get("tabsize", args[1] if len(args) > 1 else 8)
    check_letters(len(args[0]) + args[0].count("\t") * abs(int(size)))


def _check_translated(args: Any, kwargs: Any) -> None:
    table = args[1] if len(args) > 1 else {}
    longest = max((len(one) for one in table.values() if type(one) is str), default=1) if type(table) is dict else 1
    check_letters(len(args[0]) * max(longest, 1))


CHECKS["str.replace"] = _check_replaced
CHECKS.update(dict.fromkeys(("str.ljust", "str.rjust", "str.center", "str.zfill"), _check_padded))
CHECKS["str.expandtabs"] = _check_expanded
CHECKS["str.translate"] = _check_translated
INSTEAD["str.format"] = format_text
INSTEAD["str.join"] = joined

# ---- functions

_printed = Printed()
_SECRET = secrets.randbits(62) | 1


def use_printed(printed: Printed) -> None:
    """Let `print` write there from now on."""
    global _printed
    _printed = printed


def printed() -> Printed:
    """Return where `print` writes to."""
    return _printed


def _print(*args: Any, sep: Any = " ", end: Any = "\n", file: Any = None, flush: bool = False) -> None:
    for name, value in (("sep", sep), ("end", end)):
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{name} must be None or a string, not {type(value).__name__}")
    text = (" " if sep is None else sep).join(map(text_of, args)) + ("\n" if end is None else end)
    if file is None:
        _printed.write(text)
    else:
        call(attribute(file, "write"), [text], {})


def disguised(number: int) -> int:
    """Return another number for each number: what tells two objects apart, and nothing of where they are."""
    return number * _SECRET % (1 << 62)


def _hash(value: Any) -> int:
    weigh([value])
    number = hash(value)
    return number if type(value) in (int, float, bool, str, tuple, complex) else disguised(abs(number))


def _type_of(value: Any, *more: Any) -> type:
    if more:
        raise TypeError("a class is made with a class statement here")
    return type(value)


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
    try:
        _getattr(value, name)
    except AttributeError:
        return False
    return True


def _dir(value: Any) -> list[str]:
    if isinstance(value, Facade):
        return sorted(value.members)
    names = {name for name in dir(value) if not name.startswith("_")}
    return sorted(name for name in names if _hasattr(value, name))


def _vars(value: Any) -> Any:
    return attribute(value, "__dict__")


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


def _pow(base: Any, exponent: Any, modulus: Any = None) -> Any:
    return binary("**", base, exponent) if modulus is None else pow(base, exponent, modulus)


def _is_callable(value: Any) -> bool:
    return callable(value) and (not isinstance(value, type) or value in CLASSES or is_user_class(value))


_RAW: dict[str, Any] = {  # these take any value, and look at it themselves
    "print": _print,
    "id": lambda value: disguised(id(value)),
    "hash": _hash,
    "getattr": _getattr,
    "hasattr": _hasattr,
    "setattr": set_attribute,
    "delattr": delete_attribute,
    "dir": _dir,
    "vars": _vars,
    "repr": lambda value: text_of(value, exact=True),
    "ascii": lambda value: formatted(value, "a", ""),
    "format": lambda value, specification="": formatted(value, "", specification),
    "sum": _sum,
    "pow": _pow,
    "divmod": lambda a, b: (binary("//", a, b), binary("%", a, b)),
    "callable": _is_callable,
    "isinstance": isinstance,
    "issubclass": issubclass,
    "len": len,
    "next": next,
    "iter": lambda value, *rest: iter(value, *fit(rest)) if rest else iterate(value),
}
_WHOLE = "abs all any bin chr hex oct ord round max min".split()


def _make_str(value: Any = "") -> str:
    return text_of(value)


def _make_int(*args: Any, **kwargs: Any) -> int:
    result = int(*args, **kwargs)
    check_bits(result.bit_length())
    return result


def _check_range(args: Any, kwargs: Any) -> None:
    for value in args:
        if isinstance(value, int):
            check_bits(abs(value).bit_length())


INSTEAD.update(str=_make_str, int=_make_int, type=_type_of)
CHECKS["range"] = _check_range
for _class, _rule in (
    *((one, collecting) for one in (list, tuple, dict, set, frozenset, OrderedDict, deque, defaultdict, Counter)),
    *((one, whole) for one in (int, float, bool, complex, range, slice, enumerate, zip, map, filter, reversed)),
    *((one, own) for one in (object, str, type, super, property, staticmethod, classmethod)),
    *((one, own) for one in ERRORS.values()),
):
    CLASSES[_class] = Native(_class.__name__, _class, _rule)

BUILTINS: dict[str, Any] = {
    **{name: Native(name, function, own) for name, function in _RAW.items()},
    **{name: Native(name, getattr(builtins, name), whole) for name in _WHOLE},
    "sorted": Native("sorted", sorted, collecting),
    **{cls.__name__: cls for cls in CLASSES if getattr(builtins, cls.__name__, None) is cls},
    **ERRORS,
    "NotImplemented": NotImplemented,
    "Ellipsis": ...,
    "__name__": "__main__",
}
BASES.update(ERRORS.values())
