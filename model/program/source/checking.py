"""What is Python, and is refused here before anything runs."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from model.message import QT_TRANSLATE_NOOP
from model.program.source.names import may_be_bound, may_be_loaded, may_be_read, may_be_written
from model.program.source.refused import Place, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 200
"""Levels of the syntax tree: what walks it recursively has to come through."""
DEEPEST_FINALLY = 5
"""CPython writes what stands in ``finally`` twice, and four times where that is in another one, and so on."""
MOST_BITS = 4096

_TOO_DEEP = QT_TRANSLATE_NOOP("program", "This is nested too deeply. Split it into several statements.")
_ASYNC = QT_TRANSLATE_NOOP("program", "async and await are not known here: leave them out.")
_RELATIVE = QT_TRANSLATE_NOOP("program", "A program here is a single file: it cannot import other files.")
_EXCEPT_STAR = QT_TRANSLATE_NOOP("program", "except* is not known here: write except.")
_TYPE_PARAMETERS = QT_TRANSLATE_NOOP("program", "Type parameters and type aliases are not known here: leave them out.")
_METACLASS = QT_TRANSLATE_NOOP("program", "Of metaclasses only ABCMeta is known here.")
_UNKNOWN = QT_TRANSLATE_NOOP("program", "This is newer Python than is known here.")
_SPECIAL = QT_TRANSLATE_NOOP("program", "{name} belongs to Python itself and cannot be used here.")
_BIG = QT_TRANSLATE_NOOP("program", "This number has too many digits.")
_SURROGATE = QT_TRANSLATE_NOOP("program", "This text has half of a character: a lone surrogate.")

_REFUSED_KINDS = {
    **dict.fromkeys(["AsyncFunctionDef", "AsyncFor", "AsyncWith", "Await"], _ASYNC),
    **dict.fromkeys(["TypeAlias", "TypeVar", "TypeVarTuple", "ParamSpec"], _TYPE_PARAMETERS),
    **dict.fromkeys(["TemplateStr", "Interpolation"], _UNKNOWN),
    "TryStar": _EXCEPT_STAR,
}


def check(tree: ast.Module, lines: list[str]) -> None:
    """Refuse what is not known here.

    Raises
    ------
    Refused
        For the first thing found.
    """
    for node in _nodes(tree, lines):
        _check_node(node, Place.of(node, lines))
        for name in _misused(node):
            raise Refused(Place.of(node, lines), _SPECIAL, name=name)


def _nodes(tree: ast.Module, lines: list[str]) -> Iterator[ast.AST]:
    """Yield every node, those farther up first; refuse what is nested too deeply."""
    waiting: list[tuple[ast.AST, int, int]] = [(tree, 0, 0)]
    place = Place(1, 1)
    while waiting:
        node, depth, finals = waiting.pop()
        if hasattr(node, "lineno"):
            place = Place.of(node, lines)
        if depth > DEEPEST or finals > DEEPEST_FINALLY:
            raise Refused(place, _TOO_DEEP)
        yield node
        final = node.finalbody if isinstance(node, ast.Try) else []
        below = reversed(list(ast.iter_child_nodes(node)))
        waiting += [(child, depth + 1, finals + (child in final)) for child in below]


def _check_node(node: ast.AST, place: Place) -> None:
    if refusal := _REFUSED_KINDS.get(type(node).__name__):
        raise Refused(place, refusal)
    match node:
        case ast.comprehension(is_async=1):
            raise Refused(place, _ASYNC)
        case ast.ImportFrom() if node.level:
            raise Refused(place, _RELATIVE)
        case ast.ClassDef() if any(each.arg == "metaclass" and not _is_abc(each.value) for each in node.keywords):
            raise Refused(place, _METACLASS)
        case ast.Constant(value=int() as value) if value.bit_length() > MOST_BITS:
            raise Refused(place, _BIG)
        case ast.Constant(value=str() as value) if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise Refused(place, _SURROGATE)
        case _:
            pass


def _is_abc(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name in ("ABCMeta", "type")


def _misused(node: ast.AST) -> list[str]:
    """Return the names that a node uses as a program may not."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        return [] if may_be_loaded(node.id) else [node.id]
    if isinstance(node, ast.Attribute):
        allowed = may_be_read if isinstance(node.ctx, ast.Load) else may_be_written
        return [] if allowed(node.attr) else [node.attr]
    if isinstance(node, ast.MatchClass):
        return [name for name in node.kwd_attrs if not may_be_read(name)]
    return [name for name in bound_names(node) if not may_be_bound(name)]


def bound_names(node: ast.AST) -> list[str]:
    """Return the names that a node itself binds, or hands over by name."""
    match node:
        case ast.Name():
            return [node.id]
        case ast.FunctionDef() | ast.ClassDef():
            return [node.name]
        case ast.arg() | ast.keyword():
            return [node.arg] if node.arg else []
        case ast.alias():
            return [*node.name.split("."), node.asname or ""]
        case ast.Global() | ast.Nonlocal():
            return node.names
        case ast.MatchMapping():
            return [node.rest] if node.rest else []
        case ast.ExceptHandler() | ast.MatchAs() | ast.MatchStar():
            return [node.name] if node.name else []
        case _:
            return []
