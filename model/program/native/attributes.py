"""Attributes: which names a program may read, set and delete, by rule."""

from __future__ import annotations

import enum
import types
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from torch import nn
from torch.optim import Optimizer

from model.program.native.closing import is_closed
from model.program.native.identity import disguised, without_addresses
from model.program.native.limits import CONTAINERS, Denied
from model.program.native.reasons import reason
from model.program.native.values import (
    BASES,
    CALLABLES,
    CHECKS,
    INSTEAD,
    KINDS,
    LINES,
    MIXED,
    STANDS_FOR,
    Facade,
    Kind,
    Method,
    Native,
    Wrapped,
    admit,
    admit_whole,
    as_stored,
    call_own,
    fit,
    is_raw,
    is_user_class,
    kind_of,
    stored,
)

if TYPE_CHECKING:
    from collections.abc import Callable

DUNDERS = frozenset(
    """__name__ __qualname__ __class__ __doc__ __dict__ __module__ __annotations__ __cause__ __context__
    __suppress_context__ __defaults__ __kwdefaults__ __abstractmethods__""".split()
)
"""Special names that may be read of any value."""
OF_BASES = frozenset(
    """__init__ __new__ __repr__ __str__ __len__ __getitem__ __setitem__ __iter__ __next__ __call__ __eq__ __hash__
    __enter__ __exit__ __setattr__ __getattr__ __delattr__ __init_subclass__ __contains__ __missing__
    __setstate__""".split()
)
"""Special methods of native bases that a class of the program's own may call, by `super` or by the class."""
SEEN: dict[str, tuple[type | tuple[type, ...], Callable[[Any], Any]]] = {}
"""What programs see in place of something of the inside of a value: its name, of which class, and what shows it."""
_NOTHING = property()
_HIDDEN = {LINES, "lr_lambdas"}
"""Attributes that native code alone may have: the functions of a scheduler are called as they are."""
SETTERS: dict[tuple[type, str], Any] = {}
"""What is looked at before an attribute is set: a function of the value, the name and what it is set to."""
_RAW = (
    *(types.BuiltinFunctionType, types.FunctionType, types.MethodType, types.MethodWrapperType),
    *(types.MethodDescriptorType, types.WrapperDescriptorType, types.ClassMethodDescriptorType),
)


def attribute(value: Any, name: str) -> Any:
    """Return ``value.name``; AttributeError where there is none, or where a program may not read it."""
    kind = KINDS.get(type(value)) or kind_of(type(value))
    native = kind.methods.get(name)
    if native is not None and not (kind.dynamic and name in value.__dict__):
        return Method(native, value)
    if kind.reader is not None:
        return kind.reader(value, name)
    if name in DUNDERS:
        return _special(value, kind, name)
    if name in SEEN and isinstance(value, SEEN[name][0]):
        return SEEN[name][1](value)
    if not _is_readable(kind, type(value), name):
        if "*" in kind.settable and name in value.__dict__:
            return as_stored(admit(value.__dict__[name]))
        raise refused(value, name)
    found = getattr(value, name)
    if isinstance(found, _RAW) and getattr(found, "__self__", None) is value and not _is_own(found):
        native = kind.methods[name] = Native(_full_name(kind.base, name), getattr(type(value), name), kind.rule)
        return Method(native, value)
    return _held(kind, type(value), name, found, value)


def _full_name(base: type, name: str) -> str:
    """Return the name of a method: of the first class in which it is looked at, or done in another way."""
    names = [f"{cls.__name__}.{name}" for cls in base.__mro__]
    return next((full for full in names if full in INSTEAD or full in CHECKS), names[0])


def _is_own(found: Any) -> bool:
    return type(found) is types.MethodType and type(found.__func__) in CALLABLES


def _held(kind: Kind, cls: type, name: str, found: Any, owner: Any = None) -> Any:
    """Return what was found under a name that may be read; a raw function only where its class has that name."""
    if not isinstance(found, _RAW) or _is_own(found):
        return as_stored(admit(found) if kind.is_user else admit_whole(found))
    if not hasattr(kind.base, name) and _owner(cls, name) is None:
        raise Denied(f"'{name}' of '{cls.__name__}' cannot be used by programs here")
    native = Native(_full_name(kind.base, name), found, kind.rule)
    if native.check is not None and owner is not None:  # put in the place of a method, by torch for this value
        native.check = partial(native.check, owner)
    return native


def _is_readable(kind: Kind, cls: type, name: str) -> bool:
    if name in kind.names or not kind.dynamic or name in _HIDDEN:
        return name in kind.names
    if name.startswith("_"):
        return kind.is_user and (name not in private_names(kind.base) or _owner(cls, name) is not None)
    return not hasattr(kind.base, name) or _owner(cls, name) is not None


def _owner(cls: type, name: str) -> type | None:
    """Return the class of the program's own that has a name, where no native class before it has."""
    found = next((one for one in cls.__mro__ if name in vars(one)), None)
    return found if found is not None and is_user_class(found) else None


@cache
def private_names(base: type) -> frozenset[str]:
    """Return all names with a leading underscore that a native class or its functions use."""
    names = {name for name in dir(base) if name.startswith("_")}
    for cls in base.__mro__:
        for function in vars(cls).values():
            code = getattr(function, "__code__", None)
            names.update(name for name in getattr(code, "co_names", ()) if name.startswith("_"))
    return frozenset(names)


def is_hidden(cls: type, name: str) -> bool:
    """Whether a name belongs to Python or to the native base of a class that the program has made."""
    return name.startswith("_") and (name[:2] == "__" or name in private_names(KINDS[cls].base))


def _special(value: Any, kind: Kind, name: str) -> Any:
    if name == "__class__":
        return admit(type(value))
    if name == "__dict__":
        if not kind.dynamic:
            raise refused(value, name)
        if kind.base in (object, dict):
            return vars(value)
        return {key: admit(one) for key, one in vars(value).items() if _is_readable(kind, type(value), key)}
    found = admit_whole(getattr(value, name))
    return {**found} if name == "__annotations__" else found


def of_native(value: Native | Method, name: str) -> Any:
    """Read an attribute of a native function; one around a function of the program's has that one's name."""
    native = value.native if isinstance(value, Method) else value
    if isinstance(value, Wrapped) and name in vars(value):
        return vars(value)[name]
    if name in ("__name__", "__qualname__"):
        return native.short_name
    if name == "__class__":
        return type(value)
    if name in ("at", "outer", "reduce", "accumulate") and hasattr(native.function, name):
        return Native(f"{native.name}.{name}", getattr(native.function, name), native.rule)
    if name == "__doc__":
        return native.function.__doc__
    raise refused(value, name)


def of_class(cls: type, name: str) -> Any:
    """Read an attribute of a class."""
    if name in DUNDERS and name != "__dict__":
        found = admit_whole(getattr(cls, name))
        return {**found} if name == "__annotations__" else found  # of which a dataclass makes code
    kind = KINDS.get(cls)
    found = getattr(cls, name)
    if name == "__dict__" and is_user_class(cls):
        return types.MappingProxyType({one: as_stored(each) for one, each in found.items() if not is_closed(each)})
    if name == "__subclasses__" and is_user_class(cls):
        return Native(name, partial(type.__subclasses__, cls), call_own)
    is_base = cls in BASES or is_user_class(cls)
    if is_closed(found):
        raise refused(cls, name)
    if isinstance(found, property) and isinstance(found.fget, partial):  # __deepcopy__, as the machine keeps it
        return admit(found.fget.args[0])
    if _owner(cls, name) is not None:
        return _held(KINDS[cls], cls, name, found)
    if kind is None or not (
        name in kind.names or (is_base and name in OF_BASES) or (kind.is_user and _is_readable(kind, cls, name))
    ):
        raise refused(cls, name)
    if isinstance(found, (types.GetSetDescriptorType, types.MemberDescriptorType, property)):
        raise refused(cls, name)
    held = _held(kind, cls, name, _access(cls, kind, name) or found)
    owner = next((one for one in cls.__mro__ if name in vars(one)), cls)
    if isinstance(held, Native) and isinstance(vars(owner).get(name), types.FunctionType):
        held.check = partial(_check_self, owner, held.check)
    return held


def _check_self(cls: type, check: Callable[..., Any] | None, *args: Any, **kwargs: Any) -> Any:
    """Refuse to call a method of a class on what is no such object: what the method trusts in would not hold."""
    if not args or not isinstance(args[0], cls):
        told = f"a '{type(args[0]).__name__}' object" if args else "nothing"
        raise TypeError(f"a method of '{cls.__name__}' objects doesn't apply to {told}")
    return check(*args, **kwargs) if check is not None else None


def of_super(value: Any, name: str) -> Any:
    """Read ``super().name``, also where a native class has it."""
    classes = value.__self_class__.__mro__
    classes = classes[classes.index(value.__thisclass__) + 1 :]
    owner = next((cls for cls in classes if name in vars(cls)), None)
    found = getattr(value, name)
    kind = kind_of(value.__self_class__)
    if owner is not None and is_user_class(owner):
        return _held(kind, owner, name, found)
    if owner is None or not (name in kind.names or name in OF_BASES):
        raise refused(value.__self__, name)
    access = _access(owner, kind, name)
    if access is not None:
        found = access if name == "__new__" else types.MethodType(access, value.__self__)
    return _held(kind, owner, name, found)


def _access(cls: type, kind: Kind, name: str) -> Any:
    """Return what a class of the program's own calls to do what its native base does, where that has to be checked."""
    if name == "__new__":

        def make(made: Any, *args: Any, **kwargs: Any) -> Any:
            if not isinstance(made, type) or not is_user_class(made):
                raise Denied("__new__ can be called here for classes of the program alone")
            return getattr(cls, name)(made, *args, **kwargs)

        return make
    if name == "__setstate__":
        return partial(_restore, cls)
    if name in ("__repr__", "__str__"):
        return lambda value: without_addresses(getattr(cls, name)(value))
    if name == "__hash__":
        return lambda value: disguised(abs(getattr(cls, name)(value)))
    if name in ("__setattr__", "__delattr__"):

        def change(value: Any, attribute_name: str, *new: Any) -> None:
            _check_settable(value, attribute_name, *new or (None,))
            getattr(cls, name)(value, attribute_name, *[callable_in((type(value),), one) for one in new])

        return change
    if name == "__getattr__":

        def read(value: Any, attribute_name: str) -> Any:
            if not _is_readable(kind, type(value), attribute_name):
                raise refused(value, attribute_name)
            return admit(getattr(cls, name)(value, attribute_name))

        return read
    return None


def _restore(cls: Any, value: Any, state: Any) -> None:
    """Give an optimizer back what ``load_state_dict`` and copies give it, as ``super().__setstate__(state)`` does."""
    kept = dict(state)
    if not issubclass(cls, Optimizer) or not isinstance(value, cls) or not _STATE.issuperset(kept):
        raise Denied("__setstate__ can be called here for optimizers alone, with what their state_dict() has")
    cls.__setstate__(value, kept)


_STATE = {"state", "param_groups", "defaults"}


def member(module: Facade, name: str) -> Any:
    """Return a name of a module; AttributeError where there is none or programs may not have it."""
    if name in module.members:
        return module.members[name]
    if name == "__name__":
        return module.name
    if name.startswith("_") or not (module.real is None or _has(module.real, name)):
        raise AttributeError(f"module '{module.name}' has no attribute '{name}'")
    raise Denied(reason(f"{module.name}.{name}", module.real is not None))


def _has(module: object, name: str) -> bool:
    """Tell whether a module has a name; that which it would import only now, which no locked process may, it has."""
    try:
        return hasattr(module, name)
    except (ImportError, PermissionError):
        return True


def refused(value: Any, name: str) -> Denied | AttributeError:
    """Return the error for an attribute that there is not, or that programs may not have."""
    is_class = isinstance(value, type)
    is_python = isinstance(value, Native | Method) and (value.native if isinstance(value, Method) else value).is_python
    name_of_type = "function" if is_python else type(value).__name__
    of = f"type object '{value.__name__}'" if is_class else f"'{name_of_type}' object"
    cls = STANDS_FOR.get(type(value)) or (value if is_class else type(value))
    in_itself = not is_class and type(value) not in STANDS_FOR and name in getattr(value, "__dict__", ())
    metaclass: Any = type(value)
    owners: list[type] = [*cls.__mro__, *(metaclass.__mro__ if is_class else ())]
    found = next((vars(one)[name] for one in owners if name in vars(one)), _NOTHING)
    if in_itself or not is_closed(found):
        return Denied(f"'{name}' of {of} cannot be used by programs here")
    return AttributeError(f"{of} has no attribute '{name}'")


def set_attribute(value: Any, name: str, new: Any) -> None:
    """Do ``value.name = new``."""
    _check_settable(value, name, new)
    if isinstance(value, Facade):
        value.members[name] = new
    else:
        setattr(value, name, callable_in((value if isinstance(value, type) else type(value),), new))


def callable_in(classes: tuple[type, ...], new: Any, is_special: bool = False) -> Any:
    """Return what a class, or an object, of these has for a value: where native code may call it, what is guarded."""
    if not is_raw(new):
        return new
    is_called = is_special or any(kind_of(cls).base.__module__.startswith("torch") for cls in classes)
    return fit([new])[0] if is_called else stored(new)


def delete_attribute(value: Any, name: str) -> None:
    """Do ``del value.name``."""
    _check_settable(value, name, None)
    delattr(value, name)


def check_becoming(name: str, new: Any) -> None:
    """Raise `Denied` where a lazy module is to become what is no module."""
    if name == "cls_to_become" and not (isinstance(new, type) and issubclass(new, nn.Module)):
        raise Denied("cls_to_become of a module is a class of modules for programs here")


def _check_settable(value: Any, name: str, new: Any) -> None:
    check_becoming(name, new)
    for cls in type(value).__mro__:
        setter = SETTERS.get((cls, name)) or SETTERS.get((cls, "*"))
        if setter is not None:
            setter(value, name, new)
            break
    is_class = isinstance(value, type)
    cls = value if is_class else type(value)
    kind = kind_of(cls)
    is_special = name.startswith("__") and name.endswith("__")
    if isinstance(value, Facade):
        allowed = name in value.settable
    elif is_class:
        allowed = kind.is_user and not is_special and name not in private_names(kind.base)
        for one in KINDS.values():
            one.methods.pop(name, None) if one.is_user else None
    else:
        allowed = (
            _is_namespace(kind, name, new)
            or name in kind.settable
            or ("*" in kind.settable and name[0] != "_" and not hasattr(cls, name))
            or (kind.dynamic and not is_special and _is_readable(kind, cls, name))
        )
    if not allowed and not (isinstance(value, Wrapped) and name in ("__name__", "__doc__")):
        if not is_class and not hasattr(value, name):
            raise AttributeError(f"'{cls.__name__}' object has no attribute '{name}'")
        raise Denied(f"'{name}' of '{cls.__name__}' cannot be set by programs here")


def _is_namespace(kind: Kind, name: str, new: Any) -> bool:
    """Tell whether an object is given its attributes as a dictionary: ``self.__dict__ = self``."""
    plain = kind.is_user and kind.base in (object, dict)
    return plain and name == "__dict__" and (type(new) in CONTAINERS or not isinstance(new, dict))


def check_bases(bases: tuple[Any, ...]) -> None:
    """Raise TypeError where a class of the program's own cannot be made from one of these classes."""
    is_enum = any(isinstance(base, type) and issubclass(base, enum.Enum) for base in bases)
    for base in bases:
        if not isinstance(base, type):
            raise TypeError(f"a class cannot be made from a {type(base).__name__}")
        if not is_user_class(base) and base not in BASES and not (is_enum and base in MIXED):
            raise Denied(f"a class of programs here cannot be made from '{base.__name__}'")
