"""What a program may hold: values of a closed set of types, and what it may read of each.

Whoever takes a value out of native code, a container, an iterator or a callback gives it to `admit`, so that a program
never gets hold of anything else.
"""

from __future__ import annotations

import enum
import inspect
import operator
import re
import types
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.program.native.closing import CLOSED, is_closed
from model.program.native.identity import without_addresses
from model.program.native.limits import (
    BITS,
    CONTAINERS,
    ITEMS,
    ITERATORS,
    LETTERS,
    NESTED,
    Denied,
    Limit,
    check_chain,
    check_nested,
    contents,
    weigh,
)

Rule = Callable[["Native", Sequence[Any], dict[str, Any]], Any]
"""How a native function is called: looks at the arguments, calls, admits the result."""
INSTEAD: dict[str, Callable[..., Any]] = {}
"""What is called in place of a native function, by its name such as ``torch.empty`` or ``Tensor.new_empty``."""
CHECKS: dict[str, Callable[..., Any]] = {}
"""What looks at the arguments before a native function is called, and may return others, by its name as above."""


LINES = "_lines_of_program"
"""Under this name the machine keeps in an error where in the program it has been; no program sees it."""
_INSIDE = re.compile(
    r"\nException raised from [^\n]*(?:\n(?:frame #|<omitting)[^\n]*)*\n?|^  File \"[^\n]*\n?(?:    [^\n]*\n?)*", re.M
)
"""What an error may say of the lines of C++ and of Python that it comes from."""
_IN_C = ("method", "builtin_function_or_method", "method_descriptor", "ufunc", "_ArrayFunctionDispatcher")
"""Types of functions whose own texts are shown."""


class Native:
    """A function of Python, torch or NumPy that a program may call. Other native code may call it too."""

    __slots__ = ("check", "function", "name", "original", "rule")

    def __init__(self, name: str, function: Callable[..., Any], rule: Rule) -> None:
        self.name, self.rule, self.original = name, rule, function
        self.function = INSTEAD.get(name, function)
        self.check = CHECKS.get(name)
        if type(self.function) is types.FunctionType and "program.native" in self.function.__module__:
            self.function.__qualname__ = self.short_name  # as Python's messages about arguments name it

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call from native code, which may pass anything, and call what it gets."""
        return stored(self.rule(self, [*map(admit, args)], {name: admit(value) for name, value in kwargs.items()}))

    def __eq__(self, other: object) -> bool:
        return other is self or (isinstance(other, type) and other is self.original)

    def __hash__(self) -> int:
        return hash(self.original) if isinstance(self.original, type) else object.__hash__(self)

    def __repr__(self) -> str:
        if self.rule is _call_made:
            return repr(self.original)
        if self.is_python:
            return f"<function {self.short_name}>"
        if type(self.original).__name__ in _IN_C:
            return without_addresses(repr(self.original))
        stands_for = (repr(cls) for cls, native in CLASSES.items() if native is self)
        return next(stands_for, f"<built-in function {self.short_name}>")

    def __copy__(self, *_: object) -> Native:
        return self

    __deepcopy__ = __copy__

    @property
    def is_python(self) -> bool:
        """Whether Python has it as a function that is written in Python."""
        original = inspect.unwrap(self.original)
        return type(original) is types.FunctionType and not original.__module__.startswith("model.")

    @property
    def short_name(self) -> str:
        """The name without that of the module or class."""
        return self.name.rpartition(".")[2]


class Wrapped(Native):
    """A native function around one of the program's, such as a decorator gives it: a method where it is in a class."""

    __slots__ = ("__dict__",)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    def __repr__(self) -> str:
        return f"<function {self.short_name}>"


class Method:
    """A native method of a value."""

    __slots__ = ("native", "owner")

    def __init__(self, native: Native, owner: object) -> None:
        self.native, self.owner = native, owner

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call from native code."""
        return self.native(self.owner, *args, **kwargs)

    def __repr__(self) -> str:
        if self.native.is_python:
            return f"<bound method {inspect.unwrap(self.native.original).__qualname__} of {self.owner!r}>"
        return f"<built-in method {self.native.short_name} of {type(self.owner).__name__} object>"


class Facade:
    """A module as programs see it. ``real`` is the module that it stands for, if there is one."""

    __slots__ = ("members", "name", "real", "settable")

    def __init__(self, name: str, real: object, members: dict[str, Any], settable: str = "") -> None:
        self.name, self.real, self.members, self.settable = name, real, members, frozenset(settable.split())

    def __repr__(self) -> str:
        return f"<module '{self.name}'>"


STANDS_FOR: dict[type, type] = {
    **{Native: types.BuiltinFunctionType, Method: types.BuiltinFunctionType, Wrapped: types.FunctionType},
    Facade: types.ModuleType,
}
"""Types of the machine's own, and those of Python that programs take them for."""
for _class, _name in ((Native, ""), (Method, ""), (Wrapped, "function"), (Facade, "module")):
    _class.__name__ = _class.__qualname__ = _name or "builtin_function_or_method"  # messages name the types of values
    _class.__module__ = "builtins"


@dataclass(slots=True, eq=False)
class Kind:
    """What a program may do with the values of one type.

    ``names`` may be read, and also others where values are ``dynamic``: attributes that the program, or torch for it,
    has set. Methods are called by ``rule``, and ``call`` is how the value itself is called, if it can be. What
    ``makes`` values as a class does is given to native code as a class is: as the guarded function.
    """

    base: type
    names: frozenset[str]
    rule: Rule
    dynamic: bool = False
    settable: frozenset[str] = frozenset()
    call: Callable[..., Any] | None = None
    check: Callable[[Any], bool] | None = None
    reader: Callable[[Any, str], Any] | None = None
    is_user: bool = False
    makes: bool = False
    methods: dict[str, Native] = field(default_factory=dict[str, Native])


KINDS: dict[type, Kind] = {}
CLASSES: dict[type, Native | None] = {}
"""Native classes that a program may name, and what makes one; None where it is only for isinstance and the like."""
BASES: set[type] = {object}
"""Native classes that classes of the program's own may be made from."""
MIXED: dict[Any, Callable[[Any], Any]] = {int: int.__int__, float: float.__float__, str: str.__str__}
"""Classes from which enumerations may be made as well, and how a member is read as one of them."""
FAMILIES: list[tuple[Callable[[type], bool], Kind]] = []
"""Kinds of types that are made while programs run, such as the nodes of a graph: a test, and what holds for them."""
CALLABLES: set[type] = {Wrapped}
"""Types of functions whose bound methods a program may hold."""


def kind(
    cls: type,
    rule: Rule,
    *,
    only: str | None = None,
    denied: Iterable[str] = (),
    maker: Rule | None = None,
    is_base: bool = False,
    settable: str = "",
    **others: Any,
) -> Kind:
    """Admit the values of a type: of its public names those not ``denied``, or ``only`` some of them.

    With a ``maker`` the class can be called; it ``is_base`` where a class of the program's own may be made from it.
    """
    public = {name for name in dir(cls) if not name.startswith("_")}
    names = public - set(denied) if only is None else only.split()
    KINDS[cls] = Kind(cls, frozenset(names), rule, settable=frozenset(settable.split()), **others)
    if type(cls) not in KINDS:
        KINDS[type(cls)] = Kind(type(cls), frozenset(), rule, check=holds_class, reader=KINDS[type].reader)
    if maker is not None:
        CLASSES[cls] = Native(cls.__name__, cls, maker)
    if is_base:
        BASES.add(cls)
    return KINDS[cls]


def holds_class(value: type) -> bool:
    """Whether a program may hold a class: one that it may name, or that of a value that it may hold."""
    return value in CLASSES or _found(value) is not None


def kind_of(cls: type) -> Kind:
    """Return what holds for the values of a type; TypeError where a program cannot hold them."""
    found = _found(cls)
    if found is None:
        raise Denied(f"a program here cannot hold a value of type '{cls.__name__}'")
    return found


def _found(cls: type) -> Kind | None:
    found = KINDS.get(cls) or next((family for belongs, family in FAMILIES if belongs(cls)), None)
    if found is not None:
        KINDS[cls] = found
    elif cls.__module__ == "__main__" and _is_closed_class(cls):
        register_class(cls)  # one of the program's that Python is still making, as ``__set_name__`` gets it
    return KINDS.get(cls)


def admit(value: Any) -> Any:
    """Return a value that a program may hold; raise TypeError for any other."""
    found = KINDS.get(type(value)) or kind_of(type(value))
    if found.check is None:
        return value
    if not found.check(value):
        raise Denied(f"a program here cannot hold '{getattr(value, '__name__', type(value).__name__)}'")
    return as_stored(value)


def admit_whole(value: Any) -> Any:
    """Admit what a native function has made: all of it, every key and item."""
    value = admit(value)
    of = type(value)
    if of is int:
        BITS.holds(value.bit_length())
    elif of is bytes or of is bytearray:
        LETTERS.holds(len(value))
    elif of is str:
        LETTERS.holds(len(value))
        value = without_addresses(value)
    elif of in CONTAINERS:
        _admit_items(value)
    if Limit.raised is not None:
        raise Limit.raised
    return value


def clean(error: BaseException) -> bool:
    """Take out of what an error says where in memory and in which files it comes from; any error can be held."""
    said = BaseException.args.__get__(error)  # pyright: ignore[reportAttributeAccessIssue]
    cleaned = tuple([_INSIDE.sub("", without_addresses(one)) if type(one) is str else one for one in said])
    if cleaned != said:
        error.args = cleaned
    return True


def _admit_items(container: Any) -> None:
    waiting, done = [container], {id(container)}
    while waiting:
        length, parts = contents(waiting.pop())
        ITEMS.holds(length)
        for items in map(list, parts):
            for of in set(map(type, items)):
                found = KINDS.get(of) or kind_of(of)
                if found.check is not None or of in CONTAINERS:
                    for item in items:
                        admit(item)
                        if type(item) in CONTAINERS and id(item) not in done:
                            done.add(id(item))
                            waiting.append(item)
                    break


def call_program(function: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call a function or an object of the program's own from native code."""
    return admit(function(*args, **kwargs))


def call_own(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call a native function that looks at its arguments itself, such as one around a function of the program's."""
    return admit(native.function(*args, **kwargs))


def register_callable(cls: type) -> None:
    """Admit a type of functions, or of generators, of the program's own."""
    CALLABLES.add(cls)
    STANDS_FOR[cls] = types.GeneratorType if hasattr(cls, "send") else types.FunctionType
    names = frozenset(("send", "throw", "close")) if hasattr(cls, "send") else frozenset[str]()
    KINDS[cls] = Kind(cls, names, call_own, dynamic=not names, call=call_program)


def register_tensor(cls: type) -> None:
    """Admit a subclass of Tensor that stands for one."""
    KINDS[cls] = next(KINDS[base] for base in cls.__mro__ if base in KINDS)


def admit_class(cls: type) -> type:
    """Admit a class that the program has just made, in whatever way, and its values."""
    if not _is_closed_class(cls):
        raise Denied("a class cannot be made in this way by programs here")
    return register_class(cls)


def register_class(cls: type) -> type:
    """Admit a class of the program's and its values."""
    of_base = next(KINDS[base] for base in cls.__mro__ if base in KINDS and base is not cls and not is_user_class(base))
    check = clean if issubclass(cls, BaseException) else None
    names = of_base.names | (KINDS[enum.Enum].names if issubclass(cls, enum.Enum) else frozenset())
    KINDS[cls] = Kind(of_base.base, names, of_base.rule, True, call=of_base.call, check=check, is_user=True)
    if type(cls) not in KINDS:
        KINDS[type(cls)] = KINDS[type]
    if issubclass(cls, (tuple, list, dict, set)):
        CONTAINERS.add(cls)
    return cls


def _is_closed_class(cls: type) -> bool:
    """Tell whether a class stands on known ones, and no object of it tells where its memory is, or how it is copied."""
    known = (*BASES, *MIXED, tuple) if issubclass(cls, enum.Enum) else (*BASES, tuple)
    if not all(base in known or is_user_class(base) for base in cls.__bases__):
        return False
    for name in CLOSED:
        owner = next((one for one in cls.__mro__ if name in vars(one)), None)
        if owner is None and cls.__dictoffset__:
            return False
        if owner is not None and owner not in KINDS and not is_closed(vars(owner)[name]):
            return False
    found = [vars(cls)[name] for name in _PYTHONS_OWN if name in vars(cls)]
    if "__getattr__" in vars(cls) and "__array__" not in dir(cls):  # which NumPy would ask
        return False
    return all(is_closed(one) or isinstance(one, _OF_PYTHON) for one in found)


_PYTHONS_OWN = ("__getattribute__", "__del__", "__reduce__", "__reduce_ex__", "__getstate__")
"""Special methods that no class of the program has of its own."""
_OF_PYTHON = (types.FunctionType, types.WrapperDescriptorType, types.MethodDescriptorType)


def is_user_class(cls: type) -> bool:
    """Whether a class is one that a program has made."""
    found = KINDS.get(cls)
    return found is not None and found.is_user


def is_index(cls: type) -> bool:
    """Whether the values of a class that a program has made are whole numbers for Python."""
    return hasattr(cls, "__index__") and is_user_class(cls) and not issubclass(cls, int)


def as_index(value: Any) -> Any:
    """Return a whole number of any type as Python's own: what is then looked at is what is then used."""
    if type(value) in _AS_THEY_ARE or not hasattr(type(value), "__index__"):
        return value
    try:
        return operator.index(value)
    except (TypeError, ValueError, RuntimeError):  # as of a tensor with more than one number
        return value


def class_native(cls: type) -> Native:
    """Return the guarded function that makes a value of a class; TypeError where programs may not make one."""
    native = CLASSES.get(cls)
    if native is None:
        if not is_user_class(cls):
            raise TypeError(f"cannot create '{cls.__name__}' instances")
        native = CLASSES[cls] = Native("", cls, KINDS[cls].rule)  # found by no name: it may be called as one of ours
        native.name = cls.__name__
    return native


def stored(value: Any) -> Any:
    """Return what stands for a value where native code may find and call it, such as in an object: what is guarded."""
    if isinstance(value, type) and is_raw(value):
        if value not in _STORED:
            _STORED[value] = CLASSES.get(value) or Native("", value, _refuse)
        return _STORED[value]
    return fit([value])[0] if is_raw(value) else value


_STORED: dict[type, Native] = {}


def as_stored(value: Any) -> Any:
    """Return the class, as a program sees it, for what is `stored` in its place; any other value itself."""
    if type(value) is not Native:
        return value
    is_class = isinstance(value.original, type) and _STORED.get(value.original) is value
    return value.original if is_class or value.rule is _call_made else value


def is_raw(value: Any) -> bool:
    """Tell whether calling a value comes to native code that nobody guards."""
    if isinstance(value, type):
        return value not in (int, float, bool, complex) and not is_user_class(value)
    found = KINDS.get(type(value))
    return found is not None and found.makes


def _refuse(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    raise TypeError(f"cannot create '{native.original.__name__}' instances")  # pyright: ignore


def _call_made(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    call: Any = KINDS[type(native.original)].call
    return call(native.original, args, kwargs)


def _store_attributes(value: Any) -> None:
    """Guard what native code finds in an object: a program may have put it there by ``vars``."""
    own = getattr(value, "__dict__", None)
    if isinstance(own, dict):
        raw = {name: stored(one) for name, one in own.items() if is_raw(one)}  # pyright: ignore
        own.update(raw)  # pyright: ignore[reportUnknownMemberType]


_AS_THEY_ARE = {int, float, bool, str, type(None)}


def fit(values: Sequence[Any], keep: Callable[[type], bool] | None = None) -> list[Any]:
    """Return arguments as native code may have them.

    Whoever gets a class may call it: so it gets the guarded function in its place, but for the classes to ``keep``.
    Containers are weighed, and no module is passed. Where ``keep`` is given, no other class stands in a container, nor
    what makes values as one does, and what is a whole number for Python is passed as one: what is then looked at is
    what is then used.
    """
    return [value if type(value) in _AS_THEY_ARE else _fitted(value, keep) for value in values]


def fit_named(values: dict[str, Any], keep: Callable[[type], bool] | None = None) -> dict[str, Any]:
    """Return arguments by name as native code may have them."""
    return dict(zip(values, fit([*values.values()], keep), strict=True)) if values else values


def steady(value: Any) -> Any:
    """Return a list, and the lists in it, as copies where they hold objects of the program.

    Such an object may change the list while it is asked for its number, and torch goes on with what the list had.
    """
    if not isinstance(value, (list, tuple)) or not any(map(is_user_class, weigh(value))):
        return value
    items = [steady(item) for item in contents(value)[1][0]]
    return items if isinstance(value, list) else tuple.__new__(type(value), items)


def _is_fitted(of: type) -> bool:
    found = KINDS.get(of)
    return of is Facade or issubclass(of, type) or (found is not None and (found.makes or found.dynamic))


def _fitted(value: Any, keep: Callable[[type], bool] | None) -> Any:
    of = type(value)
    if of in CONTAINERS:
        inside = weigh(value)
        if keep is not None and of in (list, tuple) and any(map(is_index, inside)):
            value = of([operator.index(item) if is_index(type(item)) else item for item in [*value]])
        if keep is not None and any(map(_is_fitted, inside)):
            for item in [item for part in contents(value)[1] for item in part]:
                if is_raw(item) and not (isinstance(item, type) and keep(item)):
                    name = getattr(item, "__name__", type(item).__name__)
                    raise Denied(f"the class '{name}' cannot be passed here inside a {of.__name__}")
                _fitted(item, keep)
    elif keep is not None and is_index(of):
        return operator.index(value)
    elif isinstance(value, type):
        is_plain = is_user_class(value) and KINDS[value].call is None
        return value if is_plain or (keep and keep(value)) else class_native(value)
    elif is_raw(value):
        return Native("", value, _call_made)
    elif of in KINDS and KINDS[of].dynamic:
        _store_attributes(value)
    elif of is Facade:
        raise Denied("a module cannot be passed here")
    elif of in ITERATORS:
        check_chain(value)
    elif of in NESTED:
        check_nested(value)
    return value
