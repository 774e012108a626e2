"""``from math import *`` written out: the names of the module that the program uses."""

from __future__ import annotations

import ast
from typing import Any

from model.program.source.checking import bound_names


def write_out(tree: ast.Module, lines: list[str]) -> bool:
    """Put names in the place of stars in ``lines``, and return whether there were any."""
    stars = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"]
    nodes = [*ast.walk(tree)] if stars else []
    used = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    bound = {name for node in nodes if not isinstance(node, ast.Name | ast.alias) for name in bound_names(node)}
    bound |= {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    for node in reversed(stars):
        found = _names(node.module or "", used, bound)
        written = f"from {node.module} import {', '.join(sorted(found))}" if found else "pass"
        if found is None or node.level:  # which says that there is no such module here
            written = f"from {'.' * node.level}{node.module or ''} import _"
        first, last = lines[node.lineno - 1].encode(), lines[(node.end_lineno or 1) - 1].encode()
        rest = last[node.end_col_offset or 0 :]
        lines[node.lineno - 1] = (first[: node.col_offset] + written.encode() + rest).decode()
        for index in range(node.lineno, node.end_lineno or 0):
            lines[index] = ""
    return bool(stars)


def _names(module: str, used: set[str], bound: set[str]) -> set[str] | None:
    """Return those of the names used that a module gives; of those that programs may not use, none of their own."""
    from model.program import native  # loads PyTorch, which runs the program then anyway

    facade = native.MODULES.get(module)
    if facade is None:
        return None
    real: Any = facade.real
    public = getattr(real, "__all__", None) or [name for name in (*dir(real), *facade.members) if name[0] != "_"]
    told = {name for name in public if type(facade.members.get(name)) in (bool, int, float, str)}  # as variables
    return told | {name for name in used.intersection(public) if name in facade.members or name not in bound}
