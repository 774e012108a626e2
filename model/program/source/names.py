"""Names between double underscores: those that a program may use. All others belong to Python itself."""

from __future__ import annotations

_OPERATORS = ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod", "pow", "lshift", "rshift")
_BITWISE = ("and", "xor", "or")

SPECIAL_METHODS = frozenset(
    f"__{name}__"
    for name in (
        *("new", "init", "init_subclass", "set_name", "class_getitem", "post_init", "call"),
        *("repr", "str", "format", "hash", "bool", "int", "float", "complex", "index", "dir"),
        *("eq", "ne", "lt", "le", "gt", "ge", "neg", "pos", "abs", "invert", "round", "trunc", "floor", "ceil"),
        *("len", "length_hint", "getitem", "setitem", "delitem", "missing", "contains", "iter", "next", "reversed"),
        *("getattr", "setattr", "delattr", "get", "set", "delete", "enter", "exit", "copy", "deepcopy", "setstate"),
        *(f"{side}{name}" for name in (*_OPERATORS, *_BITWISE) for side in ("", "r", "i")),
    )
)
"""The methods by which a class of the program says how Python treats its objects."""

_SAID_OF_CLASSES = frozenset({"__slots__", "__match_args__", "__all__", "__author__", "__version__"})
_READ = frozenset(
    f"__{name}__"
    for name in (
        *("name", "qualname", "doc", "class", "module", "dict", "annotations", "bases", "mro", "wrapped"),
        *(
            "code",
            "traceback",
            "cause",
            "context",
            "suppress_context",
            "version",
            "func",
            "self",
            "defaults",
            "kwdefaults",
            "members",
            "abstractmethods",
            "subclasses",
        ),
    )
)
_WRITTEN = frozenset({"__name__", "__qualname__", "__doc__", "__cause__", "__module__", "__dict__"})


def is_special(name: str) -> bool:
    """Tell whether a name stands between double underscores."""
    return name.startswith("__") and name.endswith("__") and len(name) > 4


def may_be_bound(name: str) -> bool:
    """Tell whether a program may give this name to something of its own."""
    return not is_special(name) or name in SPECIAL_METHODS or name in _SAID_OF_CLASSES


def may_be_loaded(name: str) -> bool:
    """Tell whether a program may use this name as a variable."""
    return may_be_bound(name) or name in {"__name__", "__doc__", "__class__"}


def may_be_read(name: str) -> bool:
    """Tell whether a program may read an attribute of this name, where the value has it."""
    return may_be_bound(name) or name in _READ


def may_be_written(name: str) -> bool:
    """Tell whether a program may set or delete an attribute of this name, where the value lets it."""
    return may_be_bound(name) or name in _WRITTEN
