"""What a program may hold: values of a closed set of types, and what it may read of each.

Whoever takes a value out of native code, a container, an iterator or a callback gives it to `admit`, so that a program
never gets hold of anything else.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from model.program.native.limits import (
    CONTAINERS,
    ITERATORS,
    Limit,
    check_bits,
    check_chain,
    check_items,
    check_letters,
    weigh,
)

Rule = Callable[["Native", "Sequence[Any]", dict[str, Any]], Any]
"""How a native function is called: looks at the arguments, calls, admits the result."""

INSTEAD: dict[str, Callable[..., Any]] = {}
"""What is called in place of a native function, by its name such as ``torch.empty`` or ``Tensor.new_empty``."""
CHECKS: dict[str, Callable[..., Any]] = {}
"""What looks at the arguments before a native function is called, by its name as above."""


class Native:
    """A function of Python, torch or NumPy that a program may call. Other native code may call it too."""

    __slots__ = ("check", "function", "name", "rule")

    def __init__(self, name: str, function: Callable[..., Any], rule: Rule) -> None:
        self.name, self.rule = name, rule
        self.function = INSTEAD.get(name, function)
        self.check = CHECKS.get(name)
        if type(self.function) is types.FunctionType and "program.native" in self.function.__module__:
            self.function.__qualname__ = self.short_name  # as Python's messages about arguments name it

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call from native code: what it passes has not been admitted."""
        for value in (*args, *kwargs.values()):
            admit(value)
        return self.rule(self, args, kwargs)

    def __repr__(self) -> str:
        return f"<built-in function {self.short_name}>"

    def __deepcopy__(self, memo: object) -> Native:
        return self

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
        """Call from native code: what it passes has not been admitted."""
        for value in (*args, *kwargs.values()):
            admit(value)
        return self.native.rule(self.native, (self.owner, *args), kwargs)

    def __repr__(self) -> str:
        return f"<built-in method {self.native.short_name} of {type(self.owner).__name__} object>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Method) and other.native is self.native and other.owner is self.owner

    def __hash__(self) -> int:
        return hash(self.native)


class Facade:
    """A module as programs see it. ``real`` is the module that it stands for, if there is one."""

    __slots__ = ("members", "name", "real", "settable")

    def __init__(self, name: str, real: object, members: dict[str, Any], *, settable: Iterable[str] = ()) -> None:
        self.name, self.real, self.members = name, real, members
        self.settable = frozenset(settable)

    def __repr__(self) -> str:
        return f"<module '{self.name}'>"

    def __deepcopy__(self, memo: object) -> Facade:
        raise TypeError("cannot pickle 'module' object")


for _class, _name in (
    (Native, "builtin_function_or_method"),
    (Wrapped, "function"),
    (Method, "builtin_function_or_method"),
    (Facade, "module"),
):
    _class.__name__ = _class.__qualname__ = _name  # Python's and torch's messages name the types of values
    _class.__module__ = "builtins"


@dataclass(slots=True, eq=False)
class Kind:
    """What a program may do with the values of one type.

    ``names`` may be read. ``dynamic`` values have attributes that the program, or torch for it, has set.
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
    methods: dict[str, Native] = field(default_factory=dict[str, Native])


KINDS: dict[type, Kind] = {}
CLASSES: dict[type, Native | None] = {}
"""Native classes that a program may name, and how each is called; None where it is only for isinstance and the like."""
FAMILIES: list[tuple[Callable[[type], bool], Kind]] = []
"""Kinds of types that are made while programs run, such as the nodes of a graph: a test, and what holds for them."""
METACLASSES: set[type] = {type}
"""Types of the classes that a program may hold."""
CALLABLES: set[type] = {Wrapped}
"""Types of functions whose bound methods a program may hold."""


def kind(
    cls: type,
    rule: Rule,
    *,
    only: Iterable[str] | str | None = None,
    denied: Iterable[str] = (),
    dynamic: bool = False,
    settable: str = "",
    call: Callable[..., Any] | None = None,
    check: Callable[[Any], bool] | None = None,
) -> Kind:
    """Admit the values of a type: of its public names those not ``denied``, or ``only`` some of them."""
    public = {name for name in dir(cls) if not name.startswith("_")}
    names = public - set(denied) if only is None else only.split() if isinstance(only, str) else only
    KINDS[cls] = Kind(cls, frozenset(names), rule, dynamic, frozenset(settable.split()), call, check)
    return KINDS[cls]


def kind_of(cls: type) -> Kind:
    """Return what holds for the values of a type; TypeError where a program cannot hold them."""
    found = KINDS.get(cls)
    if found is None:
        for belongs, family in FAMILIES:
            if belongs(cls):
                found = KINDS[cls] = family
                break
        else:
            raise TypeError(f"a program here cannot hold a value of type '{cls.__name__}'")
    return found


def admit(value: Any) -> Any:
    """Return a value that a program may hold; raise TypeError for any other."""
    found = KINDS.get(type(value)) or kind_of(type(value))
    if found.check is not None and not found.check(value):
        name = getattr(value, "__name__", None) or type(value).__name__
        raise TypeError(f"a program here cannot hold '{name}'")
    return value


_CHECKED_ALONE = (int, str)


def admit_whole(value: Any) -> Any:
    """Admit what a native function has made: all of it, every key and item."""
    admit(value)
    of = type(value)
    if of in _CHECKED_ALONE:
        check_bits(value.bit_length()) if of is int else check_letters(len(value))
    elif of in CONTAINERS:
        check_items(len(value))
        _admit_items(value, set())
    if Limit.raised is not None:
        raise Limit.raised
    return value


def _admit_items(container: Any, done: set[int]) -> None:
    if id(container) in done:
        return
    done.add(id(container))
    waiting: list[Any] = [container]
    while waiting:
        items = waiting.pop()
        if isinstance(items, dict):
            waiting.append(list(cast("dict[Any, Any]", items).values()))
        types = set(map(type, items))
        if (
            all(KINDS[of].check is None and of not in CONTAINERS for of in types if of in KINDS)
            and types <= KINDS.keys()
        ):
            continue
        for item in items:
            admit(item)
            if type(item) in CONTAINERS and id(item) not in done:
                done.add(id(item))
                waiting.append(item)


def holds_class(value: Any) -> bool:
    """Whether a class or a kind of classes may be held: one that programs may name, or one of their own."""
    found = KINDS.get(value)
    return value in CLASSES or found is not None


def holds_method(value: types.MethodType) -> bool:
    """Whether a bound method is one of the program's own."""
    return type(value.__func__) in CALLABLES


def register_callable(cls: type) -> None:
    """Admit a type of functions, or of generators, of the program's own."""
    CALLABLES.add(cls)
    names = frozenset(("send", "throw", "close")) if hasattr(cls, "send") else frozenset[str]()
    KINDS[cls] = Kind(cls, names, call_own, dynamic=not names, call=call_program)


def register_tensor(cls: type) -> None:
    """Admit a subclass of Tensor that stands for one."""
    KINDS[cls] = next(KINDS[base] for base in cls.__mro__ if base in KINDS)


def call_own(native: Native, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call what looks at its arguments itself and gives back what the program made."""
    return admit(native.function(*args, **kwargs))


def call_program(function: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Call a function or an object of the program's own from native code."""
    return admit(function(*args, **kwargs))


def is_user_class(cls: type) -> bool:
    """Whether a class is one that a program has made."""
    found = KINDS.get(cls)
    return found is not None and found.is_user


def fit(values: Sequence[Any], keep: Iterable[type] = ()) -> list[Any]:
    """Return arguments as native code may have them.

    Whoever gets a class may call it: so it gets the guarded function in its place, but for the classes to ``keep``.
    Containers are weighed, and no module is passed.
    """
    return [value if type(value) in _AS_THEY_ARE else _fitted(value, keep) for value in values]


_AS_THEY_ARE = {int, float, bool, str, type(None)}


def _fitted(value: Any, keep: Iterable[type]) -> Any:
    of = type(value)
    if of in CONTAINERS:
        inside = weigh(value)
        if Facade in inside or not inside.isdisjoint(METACLASSES):
            _refuse_inside(value, keep)
    elif isinstance(value, type):
        return value if value in keep else class_native(value)
    elif of is Facade:
        raise TypeError("a module cannot be passed here")
    elif of in ITERATORS:
        check_chain(value)
    return value


def _refuse_inside(container: Any, keep: Iterable[type]) -> None:
    for part in (container, container.values()) if isinstance(container, dict) else (container,):
        for item in part:
            if type(item) in CONTAINERS:
                _refuse_inside(item, keep)
            elif isinstance(item, (type, Facade)) and item not in tuple(keep):
                name = getattr(item, "__name__", None) or cast("Facade", item).name
                raise TypeError(f"'{name}' cannot be passed here inside a {type(container).__name__}")


def class_native(cls: type) -> Any:
    """Return the guarded function that makes a value of a class; TypeError where programs may not make one."""
    native = CLASSES.get(cls)
    if native is None:
        found = KINDS.get(cls)
        if found is None or not found.is_user:
            raise TypeError(f"cannot create '{cls.__name__}' instances")
        native = CLASSES[cls] = Native(cls.__name__, cls, found.rule)
    return native
