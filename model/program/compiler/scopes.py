"""Which scope each function, lambda, class and generator expression of a tree has in CPython's own symbol table."""

from __future__ import annotations

import ast
from collections import defaultdict, deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from symtable import Symbol, SymbolTable

_INLINED = {"listcomp", "setcomp", "dictcomp"}
"""Comprehensions have no frame of their own here, and from Python 3.12 on no scope of their own there."""


class Scopes(ast.NodeVisitor):
    """Finds the scopes of the nodes of a tree, in ``found``.

    Scopes of one name on one line stand in the table in the order in which CPython meets them, which is kept here.
    """

    def __init__(self, tree: ast.Module, table: SymbolTable) -> None:
        self.found: dict[ast.AST, SymbolTable] = {}
        self._enter(tree, table, tree.body)

    def _enter(self, node: ast.AST, table: SymbolTable, parts: Iterable[ast.AST]) -> None:
        self.found[node] = table
        waiting: dict[tuple[str, int], deque[SymbolTable]] = defaultdict(deque)
        for child in children(table):
            waiting[child.get_name(), child.get_lineno()].append(child)
        for part in parts:
            self._waiting = waiting
            self.visit(part)

    def _enter_next(self, node: ast.expr | ast.stmt, name: str, parts: Iterable[ast.AST]) -> None:
        around = self._waiting
        self._enter(node, around[name, node.lineno].popleft(), parts)
        self._waiting = around

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Find what stands outside of a function before what stands in it."""
        for part in (node.args, *node.decorator_list, node.returns):
            if part is not None:
                self.visit(part)
        self._enter_next(node, node.name, node.body)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Find what stands outside of a lambda before what stands in it."""
        self.visit(node.args)
        self._enter_next(node, "lambda", [node.body])

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Find what stands outside of a class before what stands in it."""
        for part in (*node.bases, *node.keywords, *node.decorator_list):
            self.visit(part)
        self._enter_next(node, node.name, node.body)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        """Find the first iterable, which stands outside, before what stands in it."""
        first, *others = node.generators
        self.visit(first.iter)
        self._enter_next(node, "genexpr", [first.target, *first.ifs, *others, node.elt])

    def visit_DictComp(self, node: ast.DictComp) -> None:
        """Find the value before the key."""
        for part in (*node.generators, node.value, node.key):
            self.visit(part)

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp) -> None:
        """Find the loops before the element."""
        for part in (*node.generators, node.elt):
            self.visit(part)

    visit_SetComp = visit_ListComp


def children(table: SymbolTable) -> Iterator[SymbolTable]:
    """Yield the scopes right below one, those within its comprehensions too."""
    for child in table.get_children():
        if child.get_name() in _INLINED or child.get_type() not in ("function", "class"):
            yield from children(child)
        else:
            yield child


def symbol_of(table: SymbolTable, name: str) -> Symbol | None:
    """Return what the table knows of a name, where it knows it."""
    try:
        return table.lookup(name)
    except KeyError:
        return None


def captured_names(table: SymbolTable) -> set[str]:
    """Return the names that scopes within this one take from it or from around it."""
    return {symbol.get_name() for child in children(table) for symbol in child.get_symbols() if symbol.is_free()}
