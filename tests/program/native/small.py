"""A very small interpreter of expressions and assignments, so that tests of the walls can be written as programs."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from model.program import native

if TYPE_CHECKING:
    from collections.abc import Callable

SIGNS: dict[type, str] = {
    **{ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**"},
    **{ast.MatMult: "@", ast.LShift: "<<", ast.RShift: ">>", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^"},
    **{ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in"},
    **{ast.USub: "-", ast.UAdd: "+", ast.Invert: "~"},
}


class Function:
    """A lambda of a program."""

    def __init__(self, names: dict[str, Any], node: ast.Lambda) -> None:
        self._names, self._node = names, node

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        values = [native.admit(value) for value in args]
        bound = dict(zip((one.arg for one in self._node.args.args), values, strict=False))
        return value_of(self._node.body, {**self._names, **bound})

    def __get__(self, instance: object, owner: type) -> Any:
        return self

    def __repr__(self) -> str:
        return "<function <lambda>>"


Function.__name__ = Function.__qualname__ = "function"
Function.__module__ = "builtins"
native.register_callable(Function)
_CONSTANTS = (ast.Constant,)


def run(text: str) -> dict[str, Any]:
    """Run lines of assignments and expressions; return the variables. ``torch``, ``np`` and all modules are there."""
    names: dict[str, Any] = {**native.BUILTINS, **{k: v for k, v in native.MODULES.items() if "." not in k}}
    names |= {
        "np": native.MODULES["numpy"],
        "nn": native.MODULES["torch.nn"],
        "F": native.MODULES["torch.nn.functional"],
    }
    names |= {"plt": native.MODULES["matplotlib.pyplot"]}
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.Expr):
            names["_"] = value_of(statement.value, names)
        elif isinstance(statement, ast.Assign):
            _store(statement.targets[0], value_of(statement.value, names), names)
        elif isinstance(statement, ast.AugAssign):
            target: Any = statement.target
            value = native.binary(
                f"{SIGNS[type(statement.op)]}=", value_of(target, names), value_of(statement.value, names)
            )
            _store(target, value, names)
        else:
            raise NotImplementedError(ast.dump(statement))
    return names


def _store(target: ast.AST, value: Any, names: dict[str, Any]) -> None:
    match target:
        case ast.Name(name):
            names[name] = native.admit(value)
        case ast.Attribute(owner, name):
            native.set_attribute(value_of(owner, names), name, value)
        case ast.Subscript(owner, index):
            native.store_subscript(value_of(owner, names), value_of(index, names), value)
        case ast.Tuple(targets):
            for one, item in zip(targets, native.unpacked(value), strict=True):
                _store(one, item, names)
        case _:
            raise NotImplementedError


def value_of(node: Any, names: dict[str, Any]) -> Any:
    """Return the value of an expression."""

    def of(child: Any) -> Any:
        return value_of(child, names)

    kinds: dict[type, Callable[[Any], Any]] = {
        ast.Constant: lambda one: one.value,
        ast.Name: lambda one: _named(one.id, names),
        ast.Attribute: lambda one: native.attribute(of(one.value), one.attr),
        ast.Subscript: lambda one: native.subscript(of(one.value), of(one.slice)),
        ast.Slice: lambda one: slice(*(part and of(part) for part in (one.lower, one.upper, one.step))),
        ast.Tuple: lambda one: tuple(_items(one.elts, of)),
        ast.List: lambda one: _items(one.elts, of),
        ast.Set: lambda one: native.call(set, [_items(one.elts, of)], {}),
        ast.Dict: lambda one: {of(key): of(value) for key, value in zip(one.keys, one.values, strict=True)},
        ast.BinOp: lambda one: native.binary(SIGNS[type(one.op)], of(one.left), of(one.right)),
        ast.UnaryOp: lambda one: native.unary(SIGNS[type(one.op)], of(one.operand)),
        ast.Compare: lambda one: native.compare(SIGNS[type(one.ops[0])], of(one.left), of(one.comparators[0])),
        ast.Lambda: lambda one: Function(names, one),
        ast.Call: lambda one: _call(one, of),
        ast.JoinedStr: lambda one: "".join(map(of, one.values)),
        ast.FormattedValue: lambda one: native.formatted(
            of(one.value),
            chr(one.conversion) if one.conversion > 0 else "",
            of(one.format_spec) if one.format_spec else "",
        ),
    }
    return kinds[type(node)](node)


def _named(name: str, names: dict[str, Any]) -> Any:
    if name not in names:
        raise NameError(f"name '{name}' is not defined")
    return names[name]


def _items(nodes: list[Any], of: Callable[[Any], Any]) -> list[Any]:
    items: list[Any] = []
    for node in nodes:
        items += native.unpacked(of(node.value)) if isinstance(node, ast.Starred) else [of(node)]
    return items


def _call(node: ast.Call, of: Callable[[Any], Any]) -> Any:
    kwargs: dict[str, Any] = {}
    for keyword in node.keywords:
        kwargs |= {keyword.arg: of(keyword.value)} if keyword.arg else of(keyword.value)
    return native.call(of(node.func), _items(node.args, of), kwargs)
