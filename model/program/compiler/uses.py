"""What a program uses of the modules that it imports, as far as its text alone says."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from model.program.source import Place, Source, bound_names

if TYPE_CHECKING:
    from collections.abc import Iterator


class Use(NamedTuple):
    """A chain such as ``torch.nn.Linear``: what was imported, and of each name behind it where it stands."""

    imported: str
    names: tuple[tuple[str, Place], ...]


def uses(source: Source) -> list[Use]:
    """Return the chains of names that begin with what is imported, and stand under no condition of the program's."""
    imported = _imported(source.tree)
    found = [
        Use(imported[chain.id], tuple((node.attr, source.place(node)) for node in reversed(nodes)))
        for chain, nodes in _chains(source.tree)
        if nodes and imported.get(chain.id)
    ]
    return sorted(found, key=lambda use: use.names[-1][1])


def names_used(source: Source) -> set[str]:
    """Return the names that are read under no condition of the program's."""
    return {chain.id for chain, _ in _chains(source.tree)}


def _imported(tree: ast.Module) -> dict[str, str]:
    """Return what each name stands for that is bound by imports of one thing alone; of other names nothing."""
    found: dict[str, str] = {}

    def bind(name: str, meaning: str) -> None:
        found[name] = meaning if found.get(name, meaning) == meaning else ""

    for node in ast.walk(tree):
        match node:
            case ast.Import():
                for alias in node.names:
                    first = alias.name.partition(".")[0]
                    bind(alias.asname or first, alias.name if alias.asname else first)
            case ast.ImportFrom():
                for alias in node.names:
                    bind(alias.asname or alias.name, f"{node.module}.{alias.name}")
            case ast.alias() | ast.Name(ctx=ast.Load()):
                pass
            case _:
                for name in bound_names(node):
                    bind(name, "")
    return found


def _chains(tree: ast.Module) -> Iterator[tuple[ast.Name, list[ast.Attribute]]]:
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        chain, attributes = node, list[ast.Attribute]()
        while isinstance(chain, ast.Attribute):
            attributes.append(chain)
            chain = chain.value
        match node:
            case ast.Attribute() | ast.Name(ctx=ast.Load()) if isinstance(chain, ast.Name):
                yield chain, attributes
            case ast.If() | ast.IfExp() if not _is_main(node.test):
                waiting.append(node.test)
            case ast.BoolOp():
                waiting.append(node.values[0])
            case ast.ExceptHandler():
                pass
            case _:
                waiting += ast.iter_child_nodes(node)


def _is_main(test: ast.expr) -> bool:
    """Tell whether a condition is ``__name__ == "__main__"``, which holds."""
    return any(isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(test))
