"""Attributes: which names a program may read, set and delete, by rule."""

from __future__ import annotations

import types
from functools import cache
from typing import Any

from model.program.native.values import (
    CALLABLES,
    CLASSES,
    KINDS,
    Facade,
    Kind,
    Method,
    Native,
    Wrapped,
    admit,
    is_user_class,
    kind_of,
)

DUNDERS = frozenset({"__name__", "__qualname__", "__class__", "__doc__", "__dict__", "__module__", "__annotations__"})
"""Special names that may be read of any value."""
OF_BASES = frozenset(
    "__init__ __new__ __repr__ __str__ __len__ __getitem__ __setitem__ __iter__ __next__ __call__ __eq__ __hash__ "
    "__enter__ __exit__ __setattr__ __getattr__ __delattr__ __init_subclass__ __contains__".split()
)
"""Special methods of native bases that a class of the program's own may call, by `super` or by the class."""
SETTERS: dict[tuple[type, str], Any] = {}
"""What is looked at before an attribute is set: a function of the value, the name and what it is set to."""
_RAW = (types.BuiltinFunctionType, types.FunctionType, types.MethodType, types.MethodWrapperType)


def attribute(value: Any, name: str) -> Any:
    """Return ``value.name``; AttributeError where there is none, or where a program may not read it."""
    kind = kind_of(type(value))
    if not kind.dynamic:
        native = kind.methods.get(name)
        if native is not None:
            return Method(native, value)
    if kind.reader is not None:
        return kind.reader(value, name)
    if isinstance(value, type):
        return _class_attribute(value, name)
    if name in DUNDERS:
        return _special(value, kind, name)
    if not _is_readable(kind, type(value), name):
        raise _no_attribute(value, name)
    found = getattr(value, name)
    if isinstance(found, _RAW) and not (type(found) is types.MethodType and type(found.__func__) in CALLABLES):
        if not hasattr(kind.base, name):
            raise _no_attribute(value, name)
        if getattr(found, "__self__", None) is not value:
            return Native(f"{kind.base.__name__}.{name}", found, kind.rule)
        return Method(_method(kind, type(value), name), value)
    return admit(found)


def _method(kind: Kind, cls: type, name: str) -> Native:
    """Return the function of a class that is called with its value first."""
    native = kind.methods.get(name)
    if native is None:
        full = f"{kind.base.__name__}.{name}"
        native = kind.methods[name] = Native(full, getattr(cls, name), kind.rule)
    return native


def _is_readable(kind: Kind, cls: type, name: str) -> bool:
    if name in kind.names:
        return True
    if not kind.dynamic:
        return False
    if name.startswith("_"):
        return kind.is_user and (name not in private_names(kind.base) or _owner(cls.__mro__, name) is not None)
    return not hasattr(kind.base, name)


def _owner(classes: tuple[type, ...], name: str) -> type | None:
    """Return the class of the program's own that has a name, where no native class before it has."""
    for cls in classes:
        if name in vars(cls):
            return cls if is_user_class(cls) else None
    return None


@cache
def private_names(base: type) -> frozenset[str]:
    """Return all names with a leading underscore that a native class or its functions use."""
    names = {name for name in dir(base) if name.startswith("_")}
    for cls in base.__mro__:
        for function in vars(cls).values():
            code = getattr(function, "__code__", None)
            names.update(name for name in getattr(code, "co_names", ()) if name.startswith("_"))
    return frozenset(names)


def _special(value: Any, kind: Kind, name: str) -> Any:
    if name == "__class__":
        return admit(type(value))
    if isinstance(value, (Native, Method)):
        native = value.native if isinstance(value, Method) else value
        named = vars(value).get(name) if isinstance(value, Wrapped) else None
        return named or (native.short_name if name in ("__name__", "__qualname__") else native.function.__doc__)
    found = getattr(value, name)
    if name == "__dict__":
        return _own_names(value, kind)
    return admit(found)


def _own_names(value: Any, kind: Kind) -> dict[str, Any]:
    """Return the attributes that a value has been given; the dictionary itself where nothing else is in it."""
    if not kind.dynamic:
        raise _no_attribute(value, "__dict__")
    if kind.base is object:
        return vars(value)
    return {name: admit(one) for name, one in vars(value).items() if _is_readable(kind, type(value), name)}


def _class_attribute(cls: type, name: str) -> Any:
    kind = KINDS.get(cls)
    if name in DUNDERS and name != "__dict__":
        return admit(getattr(cls, name))
    own = is_user_class(cls) and _owner(cls.__mro__, name) is not None
    if not own and kind is not None and name not in kind.names and not (name in OF_BASES and hasattr(kind.base, name)):
        getattr(cls, name)  # says what Python says where there is no such name
        raise _no_attribute(cls, name)
    if kind is None:
        raise _no_attribute(cls, name)
    found = getattr(cls, name)
    if own and not isinstance(found, _RAW):
        return admit(found)
    if isinstance(found, types.MethodType) and type(found.__func__) in CALLABLES:
        return found
    if getattr(found, "__self__", None) is cls:
        return Native(f"{kind.base.__name__}.{name}", found, kind.rule)
    if callable(found):
        return _base_method(cls, kind, name) if name in OF_BASES else _method(kind, cls, name)
    return admit(found)


def of_super(value: Any, name: str) -> Any:
    """Return ``super().name``, also where a native class has it."""
    start, instance = value.__self_class__, value.__self__
    classes = start.__mro__
    classes = classes[classes.index(value.__thisclass__) + 1 :]
    owner = next((cls for cls in classes if name in vars(cls)), None)
    if owner is not None and is_user_class(owner):
        return admit(getattr(value, name))
    kind = kind_of(start)
    if owner is None or not (name in kind.names or name in OF_BASES):
        getattr(value, name)
        raise _no_attribute(instance, name)
    if name in OF_BASES:
        return Method(_base_method(owner, kind, name), instance)
    found = getattr(value, name)
    if isinstance(found, _RAW):
        return Native(f"{owner.__name__}.{name}", found, kind.rule)
    return admit(found)


def _base_method(cls: type, kind: Kind, name: str) -> Native:
    """Return a special method of a native class, for a class of the program's own that is made from it."""
    function = getattr(cls, name)
    if name in ("__setattr__", "__delattr__"):

        def change(value: Any, attribute_name: str, *new: Any) -> None:
            _check_settable(value, attribute_name, *new or (None,))
            function(value, attribute_name, *new)

        return Native(f"{cls.__name__}.{name}", change, kind.rule)
    if name == "__getattr__":

        def read(value: Any, attribute_name: str) -> Any:
            if not _is_readable(kind, type(value), attribute_name):
                raise _no_attribute(value, attribute_name)
            return function(value, attribute_name)

        return Native(f"{cls.__name__}.{name}", read, kind.rule)
    return Native(f"{cls.__name__}.{name}", function, kind.rule)


def member(module: Facade, name: str) -> Any:
    """Return a name of a module; AttributeError where there is none or programs may not have it."""
    if name in module.members:
        return module.members[name]
    if name == "__name__":
        return module.name
    if name in ("__doc__", "__file__") or not hasattr(module.real, name) or name.startswith("_"):
        raise AttributeError(f"module '{module.name}' has no attribute '{name}'")
    raise AttributeError(f"'{module.name}.{name}' cannot be used by programs here")


def _no_attribute(value: Any, name: str) -> AttributeError:
    of = f"type object '{value.__name__}'" if isinstance(value, type) else f"'{type(value).__name__}' object"
    if hasattr(value, name):
        return AttributeError(f"'{name}' of {of.replace(' object', '')} cannot be used by programs here")
    return AttributeError(f"{of} has no attribute '{name}'")


def set_attribute(value: Any, name: str, new: Any) -> None:
    """Do ``value.name = new``."""
    _check_settable(value, name, new)
    if isinstance(value, Facade):
        value.members[name] = new
    else:
        setattr(value, name, new)


def delete_attribute(value: Any, name: str) -> None:
    """Do ``del value.name``."""
    _check_settable(value, name, None)
    delattr(value, name)


def _check_settable(value: Any, name: str, new: Any) -> None:
    for cls in type(value).__mro__:
        setter = SETTERS.get((cls, name)) or SETTERS.get((cls, "*"))
        if setter is not None:
            setter(value, name, new)
            break
    if isinstance(value, Facade):
        if name not in value.settable:
            raise AttributeError(f"'{value.name}.{name}' cannot be set by programs here")
        return
    cls = value if isinstance(value, type) else type(value)
    kind = kind_of(cls)
    if name in kind.settable or (isinstance(value, Wrapped) and name in ("__name__", "__doc__")):
        return
    if isinstance(value, type):
        allowed = kind.is_user and not name.startswith("__") and name not in private_names(kind.base)
    else:
        dunder = name.startswith("__") and name.endswith("__")
        allowed = kind.dynamic and not dunder and (name in kind.names or _is_readable(kind, cls, name))
    if not allowed:
        if not isinstance(value, type) and not hasattr(value, name):
            raise AttributeError(f"'{cls.__name__}' object has no attribute '{name}'")
        raise AttributeError(f"'{name}' of '{cls.__name__}' cannot be set by programs here")


def check_bases(bases: tuple[Any, ...]) -> None:
    """Raise TypeError where a class of the program's own cannot be made from one of these classes."""
    for base in bases:
        if not isinstance(base, type):
            raise TypeError(f"a class cannot be made from {type(base).__name__}")
        if not is_user_class(base) and base not in BASES:
            raise TypeError(f"a class here cannot be made from '{base.__name__}'")


BASES: set[type] = {object}
"""Native classes that classes of the program's own may be made from."""


def register_class(cls: type) -> type:
    """Admit the values of a class that the program has made, and the class."""
    native = [base for base in cls.__mro__ if not is_user_class(base) and base is not cls and base is not object]
    base = next((one for one in native if one in KINDS), object)
    of_base = KINDS[base]
    KINDS[cls] = Kind(base, of_base.names, of_base.rule, True, call=of_base.call, is_user=True)
    CLASSES.pop(cls, None)
    if cls.__repr__ is object.__repr__:
        cls.__repr__ = _text_of_instance  # pyright: ignore[reportAttributeAccessIssue]
    return cls


def _text_of_instance(value: Any) -> str:
    return f"<{type(value).__module__}.{type(value).__qualname__} object>"
